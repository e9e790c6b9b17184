//! Reminders of chats.

use bedside_domain::{ConversationId, Millis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CardState;

/// `POST /staff/reminders`: of a chat one serves, or of an ended one that one may read again. A second one moves the first.
#[derive(Deserialize, JsonSchema)]
pub struct SetReminder {
    /// Of which chat.
    pub conversation: ConversationId,
    /// When; within 90 days.
    pub due_at: Millis,
}

/// `GET /staff/reminders`: one's own, the earliest first.
#[derive(Serialize, JsonSchema)]
pub struct ReminderList {
    /// The server's clock.
    pub server_time: Millis,
    /// At most 100.
    pub reminders: Vec<Reminder>,
}

/// One reminder.
#[derive(Serialize, JsonSchema)]
pub struct Reminder {
    /// Of which chat.
    pub conversation: ConversationId,
    /// When.
    pub due_at: Millis,
    /// Its card, once it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<CardState>,
}
