//! Frames a client sends. A frame is one JSON object with a `type`; it is parsed in two passes, first the type and then
//! the frame of that type, so that no text passes through the buffered values of a tagged enum, which are not zeroed.

use std::borrow::Cow;

use bedside_domain::{ClientKey, ConversationId, DepartmentId, MessageId, StaffId};
use bedside_masking::RawText;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Availability, Rate, Reopen, StillHere};

/// Text as a person typed it, before masking. Whoever reads it cannot write it out again.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub struct TypedText(#[schemars(with = "String")] pub RawText);

impl<'de> Deserialize<'de> for TypedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(RawText::new(text)))
    }
}

/// First frame of a connection, within 5 s.
#[derive(Deserialize, JsonSchema)]
pub struct Hello {
    /// From `POST /api/v1/visitor/tickets` or `/api/v1/staff/tickets`; good for one minute.
    pub ticket: String,
    /// Newest protocol version the client speaks.
    #[serde(default = "one")]
    pub protocol: u32,
    /// What the client has: one entry per conversation whose events it wants from there on.
    #[serde(default)]
    pub resume: Vec<ResumeFrom>,
}

const fn one() -> u32 {
    1
}

/// "I have everything up to `rev`"; 0 for nothing.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
pub struct ResumeFrom {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The newest `Rev` the client has seen, without gaps before it; 0 = none.
    pub rev: u64,
}

/// A visitor opens a conversation. Answered by `opened`, `refused` or `busy`.
#[derive(Deserialize, JsonSchema)]
pub struct Open {
    /// A retry with the same key gets the same conversation.
    pub client_key: ClientKey,
    /// Which department.
    pub department: DepartmentId,
    /// What the visitor wants to be called.
    #[serde(default)]
    pub name: Option<TypedText>,
    /// What it is about, in a few words.
    #[serde(default)]
    pub topic: Option<TypedText>,
    /// Answers to the department's form.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// What the clinic's own server signed (a JWT): answers that say the same count as verified. It counts once.
    #[serde(default)]
    pub statement: Option<TypedText>,
    /// The version of the consent notice the visitor agreed to.
    pub consent_version: u32,
    /// The page they came from: its origin, at most its path. Query and fragment are dropped, and so is what is no web address.
    #[serde(default)]
    pub page: Option<TypedText>,
    /// With what, coarsely.
    #[serde(default)]
    pub device: Option<VisitorDevice>,
    /// A message to leave instead of waiting, as in `post`: it is stored with the conversation, which takes no place in the queue. The one
    /// way to write to a department that is closed.
    #[serde(default)]
    pub leave_message: Option<TypedText>,
}

/// What a visitor uses, as coarse as it is of use to staff: never the browser's own words for itself.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
pub struct VisitorDevice {
    /// What it is.
    pub kind: DeviceKind,
    /// With which browser.
    pub browser: VisitorBrowser,
}

/// What a device is.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A phone.
    Phone,
    /// A tablet.
    Tablet,
    /// A computer.
    Computer,
}

/// A browser, by its usual name.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitorBrowser {
    /// Chrome or Chromium.
    Chrome,
    /// Edge.
    Edge,
    /// Firefox.
    Firefox,
    /// Opera.
    Opera,
    /// Safari.
    Safari,
    /// Samsung Internet.
    Samsung,
    /// Another one.
    Other,
}

/// One answer of the form before a chat.
#[derive(Deserialize, JsonSchema)]
pub struct Answer {
    /// The field's `key`.
    pub key: String,
    /// What was typed.
    pub value: TypedText,
}

/// A message. Carries `text`, or `sealed` and `key_id` (end-to-end conversations only).
/// Answered by `ack`, `held`, `refused` or `busy`.
#[derive(Deserialize, JsonSchema)]
pub struct Post {
    /// Where.
    pub conversation: ConversationId,
    /// A retry with the same key gets the same answer; the same key with other text is refused.
    pub client_key: ClientKey,
    /// The text, in clear inside TLS.
    #[serde(default)]
    pub text: Option<TypedText>,
    /// An envelope the browser sealed, base64url.
    #[serde(default)]
    pub sealed: Option<String>,
    /// The key it was sealed with.
    #[serde(default)]
    pub key_id: Option<String>,
    /// Of staff: shortcuts of the department's canned replies that the text was begun from. Each counts as sent, and nothing else is kept
    /// of it; what the department does not have is passed over.
    #[serde(default)]
    pub canned: Vec<String>,
}

/// A private note of staff; the visitor sees an empty event. Answered as `post`.
#[derive(Deserialize, JsonSchema)]
pub struct Note {
    /// Where.
    pub conversation: ConversationId,
    /// As in `post`.
    pub client_key: ClientKey,
    /// The text.
    pub text: TypedText,
    /// Colleagues of the department whose attention it wants, at most ten.
    #[serde(default)]
    pub mentions: Vec<StaffId>,
}

/// "These have arrived" and "these have been read", as two numbers that only grow.
#[derive(Deserialize, JsonSchema)]
pub struct Receipt {
    /// Where.
    pub conversation: ConversationId,
    /// Newest `Seq` that arrived.
    #[serde(default)]
    pub delivered: u64,
    /// Newest `Seq` that was on the screen.
    #[serde(default)]
    pub read: u64,
}

/// Somebody is typing, or stopped. Carries no text and is never stored.
#[derive(Deserialize, JsonSchema)]
pub struct Typing {
    /// Where.
    pub conversation: ConversationId,
    /// Whether typing goes on. Send again every 4 s while it does; it lapses after 6 s.
    pub on: bool,
}

/// A member of staff is available for chats, or is not. Answered by `done`.
#[derive(Deserialize, JsonSchema)]
pub struct Presence {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Available or not.
    pub state: Availability,
    /// Supervisors: of this colleague instead of oneself.
    #[serde(default)]
    pub staff: Option<StaffId>,
}

/// Staff takes a waiting conversation. Answered by `joined` or `error`.
#[derive(Deserialize, JsonSchema)]
pub struct Accept {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Which.
    pub conversation: ConversationId,
    /// Supervisors: from the colleague who serves it.
    #[serde(default)]
    pub take_over: bool,
}

/// A supervisor reads a running conversation live, without taking part. Answered by `watching` or `error`.
#[derive(Deserialize, JsonSchema)]
pub struct Watch {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Which.
    pub conversation: ConversationId,
}

/// A supervisor does not watch any more. Not answered.
#[derive(Deserialize, JsonSchema)]
pub struct Unwatch {
    /// Which.
    pub conversation: ConversationId,
}

/// Staff does not take a conversation that is offered to them, or has seen to one in whose notes they were mentioned. Answered by `done` or `error`.
#[derive(Deserialize, JsonSchema)]
pub struct Decline {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Which.
    pub conversation: ConversationId,
}

/// Staff passes a conversation on. Answered by `done` or `error`.
#[derive(Deserialize, JsonSchema)]
pub struct Transfer {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Which.
    pub conversation: ConversationId,
    /// To which department.
    pub department: DepartmentId,
    /// To whom there, if to one person.
    #[serde(default)]
    pub to: Option<StaffId>,
    /// What the next one should know; a private note.
    #[serde(default)]
    pub note: Option<TypedText>,
}

/// A conversation ends: a visitor ends their own, staff close what they serve. Answered by `done` or `error`.
#[derive(Deserialize, JsonSchema)]
pub struct Close {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Which.
    pub conversation: ConversationId,
    /// Staff: why it ended for them, an id of the department's list.
    #[serde(default)]
    pub outcome: Option<String>,
    /// Staff: ids of the department's tags, each once.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// A visitor leaves a message instead of waiting: what they wrote stays, their place in the queue is free. Answered by `done` or
/// `error`.
#[derive(Deserialize, JsonSchema)]
pub struct Leave {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Which.
    pub conversation: ConversationId,
}

/// Serving staff lets a held message through; it takes the next `Seq`. Answered by `done` or `error`.
#[derive(Deserialize, JsonSchema)]
pub struct Release {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
    /// Where.
    pub conversation: ConversationId,
    /// Which held message.
    pub message: MessageId,
}

/// "Are you there?" Answered by `pong`.
#[derive(Deserialize, JsonSchema)]
pub struct Ping {
    /// Comes back in the answer.
    #[serde(default, rename = "ref")]
    pub reference: Option<u32>,
}

/// Everything a client may send.
#[derive(JsonSchema)]
#[schemars(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// First frame.
    Hello(Hello),
    /// A visitor opens a conversation.
    Open(Open),
    /// A message.
    Post(Post),
    /// A private note.
    Note(Note),
    /// Events of one conversation from a `Rev` on; answered by `event` frames and `resumed`.
    Resume(ResumeFrom),
    /// Delivered and read.
    Receipt(Receipt),
    /// Typing or not.
    Typing(Typing),
    /// Available or not.
    Presence(Presence),
    /// Take a waiting conversation.
    Accept(Accept),
    /// Do not take one that is offered.
    Decline(Decline),
    /// Pass a conversation on.
    Transfer(Transfer),
    /// Leave a message instead of waiting.
    Leave(Leave),
    /// Visitors: they are still here, after a warning that the chat would end. Answered with `done`.
    StillHere(StillHere),
    /// Visitors: they go on with a conversation after its end, within the time that its `closed` event named. Answered with `opened`.
    Reopen(Reopen),
    /// Visitors: how they found a conversation that has ended. Answered with `done`.
    Rate(Rate),
    /// End a conversation.
    Close(Close),
    /// Let a held message through.
    Release(Release),
    /// Read a running conversation live.
    Watch(Watch),
    /// Not any more.
    Unwatch(Unwatch),
    /// Are you there?
    Ping(Ping),
}

/// Why a frame could not be read. Never repeats what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// No JSON object, or fields of the wrong type.
    #[error("the frame is not a JSON object of the form its type asks for (near byte {at})")]
    Malformed {
        /// Where reading stopped.
        at: usize,
    },
    /// A `type` this server does not know.
    #[error("this server does not know frames of that type")]
    UnknownType,
}

#[derive(Deserialize)]
struct TypeOf<'a> {
    #[serde(borrow, rename = "type")]
    name: Cow<'a, str>,
}

impl ClientFrame {
    /// Reads one frame.
    ///
    /// # Errors
    /// [`FrameError`] when it is none; the connection goes on.
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, FrameError> {
            serde_json::from_str(text).map_err(|error| FrameError::Malformed { at: error.column() })
        }
        // serde would read a struct from an array, too.
        if !text.trim_ascii_start().starts_with('{') {
            return Err(FrameError::Malformed { at: 0 });
        }
        let TypeOf { name } = read(text)?;
        Ok(match name.as_ref() {
            "hello" => Self::Hello(read(text)?),
            "open" => Self::Open(read(text)?),
            "post" => Self::Post(read(text)?),
            "note" => Self::Note(read(text)?),
            "resume" => Self::Resume(read(text)?),
            "receipt" => Self::Receipt(read(text)?),
            "typing" => Self::Typing(read(text)?),
            "presence" => Self::Presence(read(text)?),
            "accept" => Self::Accept(read(text)?),
            "decline" => Self::Decline(read(text)?),
            "transfer" => Self::Transfer(read(text)?),
            "leave" => Self::Leave(read(text)?),
            "still_here" => Self::StillHere(read(text)?),
            "reopen" => Self::Reopen(read(text)?),
            "rate" => Self::Rate(read(text)?),
            "close" => Self::Close(read(text)?),
            "release" => Self::Release(read(text)?),
            "watch" => Self::Watch(read(text)?),
            "unwatch" => Self::Unwatch(read(text)?),
            "ping" => Self::Ping(read(text)?),
            _ => return Err(FrameError::UnknownType),
        })
    }
}
