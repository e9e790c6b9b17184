//! Frames the server sends.

use bedside_domain::{ClientKey, CloseReason, ConversationId, DepartmentId, MessageId, Millis};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Availability, CardState, ConversationState, DetailShown, Event, HoldReason, QueueName, ShownText, Who,
    WireCode,
};

/// Limits a client should know.
#[derive(Clone, Serialize, JsonSchema)]
pub struct ClientLimits {
    /// Longest message, in Unicode code points.
    pub message_max_chars: usize,
    /// Largest frame, in bytes.
    pub frame_max_bytes: usize,
    /// The server is dead when nothing came from it for this long although it was pinged.
    pub dead_peer_ms: u64,
    /// A quiet client pings at this interval.
    pub heartbeat_ms: u64,
    /// How long a conversation waits for a visitor whose connection was lost.
    pub visitor_grace_ms: u64,
}

/// Everything the server may send.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// Answer to `hello`: who one is and what one takes part in. Events asked for with `resume` follow.
    Welcome {
        /// The protocol version spoken from here on.
        protocol: u32,
        /// Who one is.
        me: Who,
        /// The server's clock.
        server_time: Millis,
        /// Limits.
        limits: ClientLimits,
        /// Conversations one takes part in.
        conversations: Vec<ConversationState>,
        /// On the fallback: the stream's id, for the header `X-Bedside-Stream` of `POST /api/v1/stream/frames`. A secret.
        #[serde(skip_serializing_if = "Option::is_none")]
        stream: Option<String>,
    },
    /// A conversation opened. Answer to `open`.
    Opened {
        /// From the request.
        client_key: ClientKey,
        /// The conversation.
        state: ConversationState,
    },
    /// Staff: one has joined a conversation. Answer to `accept`. Events from `Rev` 1 on follow.
    Joined {
        /// From the request.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<u32>,
        /// The conversation.
        state: ConversationState,
        /// Its card.
        card: Box<CardState>,
        /// What the visitor answered in the form before the chat.
        details: Vec<DetailShown>,
    },
    /// A supervisor watches a conversation. Answer to `watch`. Events from `Rev` 1 on follow, as a reader may see them.
    Watching {
        /// From the request.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<u32>,
        /// The conversation.
        state: ConversationState,
        /// Its card.
        card: Box<CardState>,
    },
    /// A message or note is durable.
    Ack {
        /// Where.
        conversation: ConversationId,
        /// From the request.
        client_key: ClientKey,
        /// Its id.
        message: MessageId,
        /// Its place; 0 for a note, which has none.
        seq: u64,
        /// The change it is.
        rev: u64,
        /// When.
        at: Millis,
        /// What it says now, where policy changed it; the sender's screen takes this over.
        #[serde(skip_serializing_if = "Option::is_none")]
        masked: Option<ShownText>,
    },
    /// A message is durable and waits for release.
    Held {
        /// Where.
        conversation: ConversationId,
        /// From the request.
        client_key: ClientKey,
        /// Its id.
        message: MessageId,
        /// The change it is.
        rev: u64,
        /// When.
        at: Millis,
        /// Why.
        reason: HoldReason,
        /// What it says now, where policy changed it.
        #[serde(skip_serializing_if = "Option::is_none")]
        masked: Option<ShownText>,
    },
    /// A post, note or open was refused for good; a retry would be refused again.
    Refused {
        /// Where, if it got that far.
        #[serde(skip_serializing_if = "Option::is_none")]
        conversation: Option<ConversationId>,
        /// From the request.
        client_key: ClientKey,
        /// Which rule.
        code: WireCode,
        /// What was wrong and what to do.
        message: String,
        /// With `department_closed`: when it opens, if that is known; with `blocked`: when that is over.
        #[serde(skip_serializing_if = "Option::is_none")]
        opens_at: Option<Millis>,
    },
    /// Not now: a queue is full. Nothing was stored; try again after the time given.
    Busy {
        /// From the request, where it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        client_key: Option<ClientKey>,
        /// From the request, where it had one.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<u32>,
        /// Which queue.
        queue: QueueName,
        /// Seconds.
        retry_after_s: u32,
    },
    /// A change to what a conversation shows.
    Event {
        /// Where.
        conversation: ConversationId,
        /// Its number: from 1, no gaps.
        rev: u64,
        /// When.
        at: Millis,
        /// What.
        event: Event,
    },
    /// Everything up to `rev` was sent. If `more`, ask again from there.
    Resumed {
        /// Where.
        conversation: ConversationId,
        /// Up to here.
        rev: u64,
        /// Whether there is more.
        more: bool,
    },
    /// Somebody's delivered and read.
    Receipts {
        /// Where.
        conversation: ConversationId,
        /// Whose.
        who: Who,
        /// Newest `Seq` that arrived.
        delivered: u64,
        /// Newest `Seq` on the screen.
        read: u64,
    },
    /// Somebody is typing, or stopped.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        who: Who,
        /// Whether.
        on: bool,
    },
    /// A visitor's place in the queue.
    Queue {
        /// Where.
        conversation: ConversationId,
        /// 1 = next.
        place: u32,
        /// A guess at the wait, in seconds, when there is something to guess from.
        #[serde(skip_serializing_if = "Option::is_none")]
        estimate_s: Option<u32>,
        /// Whether anyone in the department is online.
        staffed: bool,
    },
    /// The visitor leaves a message instead of waiting. To their other connections.
    Left {
        /// Where.
        conversation: ConversationId,
        /// Since when.
        at: Millis,
    },
    /// Somebody came or went: the visitor of a conversation, or its staff.
    Here {
        /// Where.
        conversation: ConversationId,
        /// Who.
        who: Who,
        /// Whether they are connected.
        here: bool,
    },
    /// A member of staff is available or not. To staff.
    Presence {
        /// Who.
        who: Who,
        /// Available or not.
        state: Availability,
        /// The supervisor who set it, where it was not they themselves.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<Who>,
    },
    /// The cards one may see: waiting ones of one's departments and one's own. To staff, after `hello`.
    Cards {
        /// All of them.
        cards: Vec<CardState>,
    },
    /// A card is new or changed. To staff.
    Card {
        /// The card.
        card: CardState,
    },
    /// A card left the list. To staff.
    CardGone {
        /// Which.
        conversation: ConversationId,
        /// Who serves it now, where somebody does.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<Who>,
        /// Why it ended, where it has.
        #[serde(skip_serializing_if = "Option::is_none")]
        ended: Option<CloseReason>,
    },
    /// What the visitor wrote is on the emergency list. To the visitor at once; to staff, who see whose chat it is.
    Emergency {
        /// Where, if there is a conversation.
        #[serde(skip_serializing_if = "Option::is_none")]
        conversation: Option<ConversationId>,
        /// To staff, of a comment after the end of the chat: the department that had it.
        #[serde(skip_serializing_if = "Option::is_none")]
        department: Option<DepartmentId>,
        /// The number to call.
        number: String,
        /// The clinic's phone.
        phone: String,
    },
    /// It was done.
    Done {
        /// From the request.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<u32>,
    },
    /// It was not done. The connection goes on.
    Error {
        /// From the request, where it had one.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<u32>,
        /// Where, if about one conversation.
        #[serde(skip_serializing_if = "Option::is_none")]
        conversation: Option<ConversationId>,
        /// Which rule.
        code: WireCode,
        /// What was wrong and what to do.
        message: String,
    },
    /// The connection ends now. Nothing acknowledged is lost; connect again where `resumable`.
    Bye {
        /// Why.
        code: WireCode,
        /// In words.
        message: String,
        /// Whether connecting again makes sense.
        resumable: bool,
        /// After how long, in seconds.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after_s: Option<u32>,
    },
    /// Answer to `ping`.
    Pong {
        /// From the request.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<u32>,
    },
}
