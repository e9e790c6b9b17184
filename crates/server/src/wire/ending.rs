//! Frames about the end of a chat.

use bedside_domain::{ClientKey, ConversationId, Millis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ShownText, TypedText};

/// The visitor is still here, after a warning that the chat would end.
#[derive(Deserialize, JsonSchema)]
pub struct StillHere {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Where.
    pub conversation: ConversationId,
}

/// The visitor goes on with a conversation after its end.
#[derive(Deserialize, JsonSchema)]
pub struct Reopen {
    /// Comes back in the answer.
    pub client_key: ClientKey,
    /// Which.
    pub conversation: ConversationId,
}

/// The visitor says how they found a conversation that has ended.
#[derive(Deserialize, JsonSchema)]
pub struct Rate {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Which.
    pub conversation: ConversationId,
    /// 1 to 5; 5 is best.
    pub score: u8,
    /// In their words; masked as a message.
    #[serde(default)]
    pub comment: Option<TypedText>,
}

/// How the visitor found a conversation.
#[derive(Clone, Serialize, JsonSchema)]
pub struct RatingShown {
    /// 1 to 5; 5 is best.
    pub score: u8,
    /// When they said so.
    pub at: Millis,
    /// In their words, with X's for everything that policy treats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<ShownText>,
}
