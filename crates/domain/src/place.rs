//! Where a conversation happens: organisation, site, department.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CannedReply, Choice, DepartmentId, Ending, FormField, Look, Millis, OpenState, OpeningHours,
    OrganisationId, PrivacyPolicy, Routing, Signer, SiteId, usual_outcomes,
};

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id, in every table.
    pub id: OrganisationId,
    /// What patients and staff call it.
    pub name: String,
}

/// Whom to call when it cannot wait, or when the chat is away. Always on the widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EmergencyContact {
    /// The emergency number of the country, such as `911`.
    pub number: String,
    /// The clinic's own telephone, in international form.
    pub phone: String,
}

/// A web site that embeds the widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Public key of the site in the embed snippet; names the site, proves nothing.
    pub key: String,
    /// What the widget's header says.
    pub name: String,
    /// Origins (`https://host[:port]`) whose pages may embed the widget.
    pub origins: Vec<String>,
    /// BCP 47 language of the widget.
    pub language: String,
    /// Emergency number and telephone.
    pub emergency: EmergencyContact,
    /// Departments the widget offers, in order.
    pub departments: Vec<DepartmentId>,
    /// How the widget looks and speaks there.
    #[serde(default)]
    pub look: Look,
    /// By whose signature its pages fill in forms; none: nobody's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<Signer>,
}

/// A queue with a team and a privacy policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// What patients and staff call it.
    pub name: String,
    /// What it promises.
    pub policy: PrivacyPolicy,
    /// The form before a chat, besides name and topic.
    pub form: Vec<FormField>,
    /// How its chats come to staff.
    #[serde(default)]
    pub routing: Routing,
    /// When it is open; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<OpeningHours>,
    /// Closed until somebody opens it again, whatever the hours say.
    #[serde(default)]
    pub closed_now: bool,
    /// How its chats end by themselves, and what patients may do afterwards.
    #[serde(default)]
    pub ending: Ending,
    /// Texts its staff write often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canned: Vec<CannedReply>,
    /// Why a chat may have ended for the staff who close it.
    #[serde(default = "usual_outcomes")]
    pub outcomes: Vec<Choice>,
    /// Tags they may give it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Choice>,
    /// It was removed: it takes no chats and is offered nowhere; past chats still name it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

impl Department {
    /// Whether it is open at an instant. One that was removed never is again.
    #[must_use]
    pub fn state_at(&self, instant: Millis) -> OpenState {
        match &self.hours {
            _ if self.closed_now || self.removed => OpenState::Closed { opens_at: None },
            Some(hours) => hours.state_at(instant),
            None => OpenState::Open { until: None },
        }
    }
}
