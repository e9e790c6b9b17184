//! Searching closed conversations: by their cards, and by what was written in them.

use bedside_domain::{ConversationId, DepartmentId, MessageId, Millis, StaffId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CardState, ShownText, TypedText, Who};

/// `POST /staff/conversations/search`: what to look for. What is left out does not matter. No `Debug`: it can hold a name.
#[derive(Deserialize, JsonSchema)]
pub struct SearchConversations {
    /// Each of these words is somewhere in the name or the topic; case and accents do not matter.
    #[serde(default)]
    pub words: Option<TypedText>,
    /// Closed for this reason, an id.
    #[serde(default)]
    pub outcome: Option<String>,
    /// With this tag, an id.
    #[serde(default)]
    pub tag: Option<String>,
    /// In this department.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// Served by this member of staff, among others.
    #[serde(default)]
    pub served_by: Option<StaffId>,
    /// Opened at this instant or later.
    #[serde(default)]
    pub opened_from: Option<Millis>,
    /// Opened before this instant.
    #[serde(default)]
    pub opened_before: Option<Millis>,
    /// `next` of the search before, to go on from there.
    #[serde(default)]
    pub before: Option<ConversationId>,
}

/// What was found, newest first. A search looks at so many cards and no more, so it may have found nothing yet.
#[derive(Serialize, JsonSchema)]
pub struct FoundConversations {
    /// Cards, at most 30.
    pub cards: Vec<CardState>,
    /// Conversations looked at.
    pub looked_at: u32,
    /// When the oldest of these opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_to: Option<Millis>,
    /// Give as `before` to go on; without it everything was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<ConversationId>,
}

/// `POST /staff/conversations/search/texts`: what was written, and among which conversations. No `Debug`: it can hold a name.
#[derive(Deserialize, JsonSchema)]
pub struct SearchTexts {
    /// A literal piece of a message or note as a reader of the transcript is shown it, 2 to 120 characters; case, accents and how much
    /// white space there is do not matter.
    pub text: TypedText,
    /// Closed for this reason, an id.
    #[serde(default)]
    pub outcome: Option<String>,
    /// With this tag, an id.
    #[serde(default)]
    pub tag: Option<String>,
    /// In this department.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// Served by this member of staff, among others.
    #[serde(default)]
    pub served_by: Option<StaffId>,
    /// Opened at this instant or later.
    #[serde(default)]
    pub opened_from: Option<Millis>,
    /// Opened before this instant.
    #[serde(default)]
    pub opened_before: Option<Millis>,
    /// `next` of the search before, to go on from there.
    #[serde(default)]
    pub from: Option<SearchPlace>,
}

/// How far a search has come.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct SearchPlace {
    /// Everything newer than this conversation was searched.
    pub conversation: ConversationId,
    /// The conversation itself up to this `Rev`; 0: all of it.
    pub rev: u64,
}

/// What was found, newest conversation first. A search opens so many conversations and no more, so it may have found nothing yet.
#[derive(Serialize, JsonSchema)]
pub struct FoundTexts {
    /// Conversations in which it was found, at most 30. Each makes an audit entry before this is sent.
    pub chats: Vec<FoundChat>,
    /// Conversations looked at.
    pub looked_at: u32,
    /// Messages and notes opened in them.
    pub texts: u32,
    /// When the oldest of these conversations opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_to: Option<Millis>,
    /// Give as `from` to go on; without it everything was searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<SearchPlace>,
}

/// A conversation in which it was found. One that was cut between two searches can come in both.
#[derive(Serialize, JsonSchema)]
pub struct FoundChat {
    /// Its card.
    pub card: CardState,
    /// Where in it, oldest first, at most 5.
    pub texts: Vec<FoundText>,
    /// In how many more of its messages and notes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u32,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// One message or note in which it was found.
#[derive(Serialize, JsonSchema)]
pub struct FoundText {
    /// Which.
    pub message: MessageId,
    /// When it was written.
    pub at: Millis,
    /// By whom.
    pub author: Who,
    /// Whether it is a note, which the visitor does not see.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub note: bool,
    /// What stands around it, as a reader is shown it.
    pub excerpt: ShownText,
    /// Where in `excerpt` it begins, in code points.
    pub start: u32,
    /// Where it ends, in code points.
    pub end: u32,
}
