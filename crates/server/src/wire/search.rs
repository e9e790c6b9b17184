//! Searching closed conversations by their cards.

use bedside_domain::{ConversationId, Millis, StaffId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CardState, TypedText};

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
