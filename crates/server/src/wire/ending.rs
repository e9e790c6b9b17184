//! Frames about the end of a chat.

use bedside_domain::{ClientKey, ConversationId};
use schemars::JsonSchema;
use serde::Deserialize;

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
