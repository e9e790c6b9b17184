//! Bodies of the REST interface under `/api/v1`.

use bedside_domain::{
    CannedReply, Choice, ConversationId, Custody, Department, EmergencyContact, FieldProblem, FormField,
    Look, Millis, Role, StaffId, VisitorId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Availability, CardState, ConversationState, DetailShown, Event, Protection, RatingShown, WireCode,
};

/// `GET /sites/{key}`: what the panel needs before anyone agreed to anything.
#[derive(Serialize, JsonSchema)]
pub struct SiteInfo {
    /// What the header says.
    pub name: String,
    /// BCP 47.
    pub language: String,
    /// Emergency number and clinic's phone.
    pub emergency: EmergencyContact,
    /// Departments, in order.
    pub departments: Vec<DepartmentInfo>,
    /// How the widget looks there.
    #[serde(default)]
    pub look: Look,
}

/// A department as a visitor sees it.
#[derive(Serialize, JsonSchema)]
pub struct DepartmentInfo {
    /// Its id.
    pub id: bedside_domain::DepartmentId,
    /// Its name.
    pub name: String,
    /// Whether anyone there is online.
    pub staffed: bool,
    /// Whether it is open now. Where it is not, only a message can be left.
    pub open: bool,
    /// When it closes, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Millis>,
    /// When it opens again, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Millis>,
    /// The IANA name of its zone, where it has opening hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The notice to agree to.
    pub consent_text: String,
    /// Its version.
    pub consent_version: u32,
    /// What is promised.
    pub protection: Protection,
    /// The form before a chat.
    pub form: Vec<FormField>,
}

/// `POST /visitor/prefill`: before consent, and stores nothing.
#[derive(Deserialize, JsonSchema)]
pub struct Prefill {
    /// The site's key.
    pub site: String,
    /// What the clinic's own server signed: a JWT, at most 4 000 bytes.
    pub statement: super::TypedText,
}

/// What a statement says, and this server has checked.
#[derive(Serialize, JsonSchema)]
pub struct Prefilled {
    /// Of its claims those that a form of the site asks for, and `name`.
    pub values: Vec<PrefillValue>,
}

/// One claim of a statement.
#[derive(Serialize, JsonSchema)]
pub struct PrefillValue {
    /// Its name, as in a field's `prefill`.
    pub claim: String,
    /// What it says.
    pub value: String,
}

/// `POST /visitor/sessions`: after consent.
#[derive(Deserialize, JsonSchema)]
pub struct NewVisitorSession {
    /// The site's key.
    pub site: String,
    /// The version of the notice agreed to.
    pub consent_version: u32,
    /// For browsers that keep no cookie and for programs: give the session secret in the answer instead of in a cookie.
    #[serde(default)]
    pub cookieless: bool,
}

/// A visitor session.
#[derive(Serialize, JsonSchema)]
pub struct VisitorSession {
    /// Its id.
    pub visitor: VisitorId,
    /// When it ends.
    pub expires_at: Millis,
    /// A ticket for the first connection.
    pub ticket: String,
    /// Only where asked for with `cookieless`: sent as `Authorization: Bearer …` to get tickets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearer: Option<String>,
    /// Conversations of this session that have not ended.
    pub conversations: Vec<ConversationState>,
}

/// `POST /visitor/tickets` and `/staff/tickets`.
#[derive(Serialize, JsonSchema)]
pub struct Ticket {
    /// For `hello`.
    pub ticket: String,
    /// Seconds it is good for.
    pub expires_in_s: u64,
}

/// `POST /staff/sign-in`. No `Debug`: holds a password.
#[derive(Deserialize, JsonSchema)]
pub struct SignIn {
    /// The organisation's id, where the server has several.
    #[serde(default)]
    pub organisation: Option<bedside_domain::OrganisationId>,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// `GET /staff/me` and the answer to signing in.
#[derive(Serialize, JsonSchema)]
pub struct Me {
    /// Id.
    pub id: StaffId,
    /// The name patients read.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Departments one serves.
    pub departments: Vec<bedside_domain::DepartmentId>,
    /// Departments of the organisation, for transfers and lists.
    pub all_departments: Vec<DepartmentName>,
    /// Colleagues, for transfers.
    pub colleagues: Vec<Colleague>,
}

/// A department's id and name.
#[derive(Serialize, JsonSchema)]
pub struct DepartmentName {
    /// Id.
    pub id: bedside_domain::DepartmentId,
    /// Name.
    pub name: String,
    /// Seconds of waiting from which the list shows it amber.
    pub amber_s: u32,
    /// Seconds of waiting from which the list shows it bold.
    pub bold_s: u32,
    /// Why a chat there may have ended for the staff who close it.
    #[serde(default)]
    pub outcomes: Vec<Choice>,
    /// Tags they may give it.
    #[serde(default)]
    pub tags: Vec<Choice>,
    /// It was removed: past chats name it, and nothing is passed on to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// Seconds for which a chat opened there is kept: it takes none over that was promised to be kept longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_seconds: Option<u64>,
    /// Who holds the key of a chat opened there: it takes none over whose key somebody else holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody: Option<Custody>,
}

impl From<&Department> for DepartmentName {
    fn from(department: &Department) -> Self {
        let (amber_s, bold_s) = (department.routing.amber_s, department.routing.bold_s);
        Self {
            id: department.id,
            name: department.name.clone(),
            amber_s,
            bold_s,
            outcomes: department.outcomes.clone(),
            tags: department.tags.clone(),
            removed: department.removed,
            retention_seconds: Some(department.policy.retention.seconds),
            custody: Some(department.policy.custody),
        }
    }
}

/// `GET /staff/board`: how it stands in the supervisor's departments now. Numbers and colleagues; nothing about patients.
#[derive(Serialize, JsonSchema)]
pub struct Board {
    /// The server's clock.
    pub server_time: Millis,
    /// By name.
    pub departments: Vec<BoardDepartment>,
}

/// One department on the board.
#[derive(Serialize, JsonSchema)]
pub struct BoardDepartment {
    /// Id.
    pub id: bedside_domain::DepartmentId,
    /// Name.
    pub name: String,
    /// How its chats come to staff.
    pub routing: bedside_domain::RoutingMode,
    /// How many chats wait.
    pub waiting: u32,
    /// Since when the one that waits longest does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Millis>,
    /// Staff who may serve there and are connected, by name.
    pub staff: Vec<BoardStaff>,
}

/// A member of staff on the board.
#[derive(Serialize, JsonSchema)]
pub struct BoardStaff {
    /// Id.
    pub id: StaffId,
    /// Name.
    pub name: String,
    /// Whether they take chats.
    pub state: Availability,
    /// Chats they serve or are offered, in whatever department.
    pub load: u32,
    /// Chats at once that the department assigns them up to.
    pub capacity: u32,
}

/// A member of staff one may transfer to.
#[derive(Serialize, JsonSchema)]
pub struct Colleague {
    /// Id.
    pub id: StaffId,
    /// Name.
    pub name: String,
    /// Departments they serve.
    pub departments: Vec<bedside_domain::DepartmentId>,
    /// Whether they are online.
    pub online: bool,
}

/// `GET /staff/canned`: the canned replies of the departments one serves, and what their variables need.
#[derive(Serialize, JsonSchema)]
pub struct CannedReplies {
    /// The organisation's name, for `{clinic}`.
    pub clinic: String,
    /// Departments one serves that have any.
    pub departments: Vec<DepartmentReplies>,
}

/// The canned replies of one department.
#[derive(Serialize, JsonSchema)]
pub struct DepartmentReplies {
    /// Which.
    pub department: bedside_domain::DepartmentId,
    /// In the order the department put them.
    pub replies: Vec<CannedReply>,
    /// How often they were sent; what is not there was not.
    pub sent: Vec<CannedSent>,
}

/// How often one canned reply was sent, since its department has it.
#[derive(Serialize, JsonSchema)]
pub struct CannedSent {
    /// Which.
    pub shortcut: String,
    /// Messages that were begun from it.
    pub times: u64,
}

/// `GET /staff/conversations`: closed ones one may read again, newest first, as cards.
#[derive(Serialize, JsonSchema)]
pub struct ConversationList {
    /// Cards.
    pub cards: Vec<CardState>,
    /// Give as `before` to get the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<ConversationId>,
}

/// `GET /staff/conversations/{id}/person`: ended chats of the person in it.
#[derive(Serialize, JsonSchema)]
pub struct PastConversations {
    /// Those one may read again, newest first.
    pub cards: Vec<CardState>,
    /// How many others there are.
    pub others: u32,
}

/// `GET /staff/conversations/{id}`: a conversation opened for reading. Makes an audit entry before it is sent.
#[derive(Serialize, JsonSchema)]
pub struct Transcript {
    /// The conversation.
    pub state: ConversationState,
    /// Its card.
    pub card: CardState,
    /// What the visitor answered in the form before the chat.
    pub details: Vec<DetailShown>,
    /// Everything it shows to this reader, in order of `Rev`.
    pub events: Vec<TranscriptEvent>,
    /// How the visitor found it, if they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingShown>,
}

/// One event of a transcript.
#[derive(Serialize, JsonSchema)]
pub struct TranscriptEvent {
    /// Its number.
    pub rev: u64,
    /// When.
    pub at: Millis,
    /// What.
    pub event: Event,
}

/// Every error of REST.
#[derive(Serialize, JsonSchema)]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorDetail,
}

/// Code and words.
#[derive(Serialize, JsonSchema)]
pub struct ErrorDetail {
    /// For machines.
    pub code: WireCode,
    /// What was wrong and what to do.
    pub message: String,
    /// When to try again, in seconds; also in the `Retry-After` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
    /// Of settings that cannot be used: each fault with its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldProblem>,
}
