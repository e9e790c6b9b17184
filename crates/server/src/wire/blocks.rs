//! Blocking visitors.

use bedside_domain::{BanReason, ConversationId, DepartmentId, Millis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Who;

/// `POST /staff/blocks`: the visitor of a chat one serves, or of an ended one that one may read again.
#[derive(Deserialize, JsonSchema)]
pub struct BlockVisitor {
    /// The chat; it ends with the block.
    pub conversation: ConversationId,
    /// Why.
    pub reason: BanReason,
    /// For how many hours, 1 to 720.
    pub hours: u32,
}

/// `GET /staff/blocks`: who is blocked in the departments one serves. Makes an audit entry.
#[derive(Serialize, JsonSchema)]
pub struct BlockedList {
    /// The newest first, at most 100.
    pub blocked: Vec<BlockedVisitor>,
}

/// One who may not open chats for a time.
#[derive(Serialize, JsonSchema)]
pub struct BlockedVisitor {
    /// The chat in which they were blocked; by it the block is undone.
    pub conversation: ConversationId,
    /// What they wanted to be called there; empty if they did not say.
    pub name: String,
    /// Where.
    pub department: DepartmentId,
    /// Why.
    pub reason: BanReason,
    /// By whom.
    pub by: Who,
    /// Since when.
    pub at: Millis,
    /// Until when.
    pub until: Millis,
}
