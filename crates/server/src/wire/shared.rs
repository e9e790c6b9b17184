//! Shapes that occur in several frames and in REST.

use bedside_domain::{
    Choice, ClipboardRule, CloseReason, ConversationId, Custody, DepartmentId, MessageId, Millis,
    PrivacyPolicy, StaffId, VisitorId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who said or did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Who {
    /// The server.
    System,
    /// The patient.
    Visitor {
        /// Session id.
        id: VisitorId,
    },
    /// A member of staff.
    Staff {
        /// Id.
        id: StaffId,
        /// The name patients read.
        name: String,
    },
}

/// Whether a member of staff takes chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Takes chats.
    Online,
    /// Takes no new ones.
    Away,
}

/// What kind of sensitive data a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpanKind {
    /// Payment card number.
    Card,
    /// US social security number.
    Ssn,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Anything else the server recognises.
    Other,
}

/// What was done to a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpanAction {
    /// X's for everyone and for good.
    Mask,
    /// X's for everyone but the author and the staff serving the chat.
    Hide,
}

/// A piece of a text that policy treats. Offsets are in Unicode code points of the text that came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TextSpan {
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: SpanKind,
    /// What was done.
    pub action: SpanAction,
}

/// A text as one audience may read it.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShownText {
    /// The text, X's included.
    pub text: String,
    /// What was masked or hidden in it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub spans: Vec<TextSpan>,
}

/// What a detail is about that is no answer of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DetailAbout {
    /// The page the visitor came from.
    Page,
    /// What they use: kind and browser, two words of [`VisitorDevice`](super::VisitorDevice).
    Device,
}

/// One answer the visitor gave in the form before the chat, as one audience may read it.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DetailShown {
    /// The field's label; empty where it is no answer.
    pub label: String,
    /// What it is, where it is no answer: told by the visitor's browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<DetailAbout>,
    /// Whether the clinic's own server vouched for the answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub verified: bool,
    /// The answer.
    #[serde(flatten)]
    pub shown: ShownText,
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationPhase {
    /// In the queue.
    Waiting,
    /// Served.
    Active,
    /// Ended.
    Closed,
}

/// Delivered and read of one participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReceiptState {
    /// Whose.
    pub who: Who,
    /// Newest `Seq` that arrived there.
    pub delivered: u64,
    /// Newest `Seq` that was on the screen there.
    pub read: u64,
}

/// What is promised about a conversation; fixed when it opened, masking and clipboard excepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Protection {
    /// Who holds the key.
    pub custody: Custody,
    /// Seconds the key lives after closing.
    pub retention_seconds: u64,
    /// Copy and paste.
    pub clipboard: ClipboardRule,
    /// Whether the last four digits of a masked card stay readable: the browser masks as the server will.
    pub keep_card_last_four: bool,
    /// The policy version it opened under.
    pub policy_version: u32,
}

impl Protection {
    /// What a policy promises; `version` is the one the conversation opened under.
    pub(crate) const fn of(policy: &PrivacyPolicy, version: u32) -> Self {
        Self {
            custody: policy.custody,
            retention_seconds: policy.retention.seconds,
            clipboard: policy.clipboard,
            keep_card_last_four: policy.keep_card_last_four,
            policy_version: version,
        }
    }
}

/// A conversation as its participants see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConversationState {
    /// Which.
    pub conversation: ConversationId,
    /// The department that has it now.
    pub department: DepartmentId,
    /// That department's name.
    pub department_name: String,
    /// Where it stands.
    pub phase: ConversationPhase,
    /// Who serves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<Who>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_reason: Option<CloseReason>,
    /// When it opened.
    pub opened_at: Millis,
    /// Since when it is a message that was left: it has no place in the queue, and does not end when the visitor goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Millis>,
    /// Newest `Rev`.
    pub rev: u64,
    /// Newest `Seq`; 0 = no message yet.
    pub seq: u64,
    /// Delivered and read of each participant.
    pub receipts: Vec<ReceiptState>,
    /// What is promised.
    pub protection: Protection,
}

/// A conversation in a list: its card, never its text.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CardState {
    /// Which.
    pub conversation: ConversationId,
    /// What the visitor wants to be called, masked.
    pub name: String,
    /// What it is about, masked.
    pub topic: String,
    /// The department that has it.
    pub department: DepartmentId,
    /// Where it stands.
    pub phase: ConversationPhase,
    /// Who serves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<Who>,
    /// Whom it is offered, by a transfer to one person or by assignment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred: Option<StaffId>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_ends_at: Option<Millis>,
    /// When it opened.
    pub opened_at: Millis,
    /// Since when it waits.
    pub waiting_since: Millis,
    /// Since when it is a message that was left: it has no place in the queue, and does not end when the visitor goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Millis>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Millis>,
    /// Newest `Seq`.
    pub seq: u64,
    /// Whether the visitor's browser is connected.
    pub visitor_here: bool,
    /// Whether the emergency list found something in what the visitor wrote.
    pub urgent: bool,
    /// Why it ended for the staff who closed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Choice>,
    /// Tags they gave it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Choice>,
    /// Colleagues who were mentioned in a note and have not put it away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<StaffId>,
    /// While it waits: who of staff passed it on, and what they noted for the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_on: Option<PassedOn>,
}

/// Who passed a conversation on.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PassedOn {
    /// Who.
    pub by: Who,
    /// The note of the transfer, masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Something that changed what a conversation shows.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Something this reader may not see took this `Rev`.
    Empty,
    /// The conversation opened.
    Opened {
        /// In which department.
        department: DepartmentId,
    },
    /// A message.
    Message {
        /// Its id.
        message: MessageId,
        /// Its place.
        seq: u64,
        /// Who wrote it.
        author: Who,
        /// What it says to this reader.
        #[serde(flatten)]
        shown: ShownText,
    },
    /// A message that waits for release; only its author and the staff who may release it see this.
    Held {
        /// Its id.
        message: MessageId,
        /// Who wrote it.
        author: Who,
        /// Why it waits.
        reason: HoldReason,
        /// What it says to this reader.
        #[serde(flatten)]
        shown: ShownText,
    },
    /// A held message was let through; it is now a message with this place.
    Released {
        /// Its id.
        message: MessageId,
        /// Its place.
        seq: u64,
        /// Who wrote it.
        author: Who,
        /// Who let it through.
        by: Who,
        /// What it says to this reader.
        #[serde(flatten)]
        shown: ShownText,
    },
    /// A private note of staff.
    Note {
        /// Its id.
        message: MessageId,
        /// Who wrote it.
        author: Who,
        /// What it says.
        #[serde(flatten)]
        shown: ShownText,
    },
    /// Staff joined.
    Joined {
        /// Who.
        staff: Who,
    },
    /// The conversation was passed on and waits there.
    Transferred {
        /// By whom.
        by: Who,
        /// To which department.
        department: DepartmentId,
        /// Its name.
        department_name: String,
        /// To whom, if to one person.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<StaffId>,
    },
    /// The conversation ended.
    Closed {
        /// By whom.
        by: Who,
        /// Why.
        reason: CloseReason,
        /// To the visitor: until when they can go on with it, where they can.
        #[serde(skip_serializing_if = "Option::is_none")]
        reopen_until: Option<Millis>,
        /// To the visitor: whether they are asked how it was.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        ask_rating: bool,
    },
    /// The visitor was told that the chat ends by itself if they write nothing more.
    IdleWarned {
        /// When it would.
        ends_at: Millis,
    },
    /// The visitor said that they are still here.
    StillHere,
    /// The visitor goes on with the conversation after its end. It waits.
    Reopened {
        /// In which department.
        department: DepartmentId,
        /// Its name.
        department_name: String,
    },
}

/// Why a message waits for release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// More links than a patient usually sends.
    ManyLinks,
    /// A link to something that may run.
    DangerousLink,
}
