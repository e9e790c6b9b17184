//! The one list of codes by which the wire says what went wrong.

use schemars::JsonSchema;
use serde::Serialize;

/// What went wrong, for machines. The text beside it is for people and may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WireCode {
    /// The frame or body could not be read.
    Malformed,
    /// A frame type this server does not know.
    UnknownType,
    /// The frame or body is larger than allowed.
    TooLarge,
    /// The body of a request did not come in time.
    TooSlow,
    /// The first frame must be `hello`, within 5 s.
    HelloExpected,
    /// Sign in again, or get a new ticket.
    Unauthenticated,
    /// Does not exist, or is not for you; one answer for both.
    NotFound,
    /// You are known and may not do this.
    Forbidden,
    /// The page this came from may not use this server.
    OriginForbidden,
    /// The conversation has ended.
    Closed,
    /// The step is not possible from where the conversation stands.
    NotNow,
    /// A colleague serves this conversation.
    TakenByColleague,
    /// A transfer: they do not take chats now.
    ColleagueAway,
    /// A transfer: they do not serve chats of that department.
    NotServingThere,
    /// A transfer: that department's chats have their key held by somebody else.
    OtherCustody,
    /// A transfer: that department keeps chats for a shorter time than was promised in this one.
    KeptShorter,
    /// The same `client_key` was used with other text.
    ClientKeyReused,
    /// There is no text in it.
    Empty,
    /// The text is longer than allowed.
    TooLong,
    /// The text has control characters in it.
    ControlCharacters,
    /// `{sealed, key_id}` belongs to end-to-end conversations only.
    SealedNotAllowed,
    /// The notice the visitor agreed to is not the present one; show it again.
    ConsentOutdated,
    /// A required answer of the form is missing.
    AnswerMissing,
    /// An answer of the form is not of the kind that its field asks for.
    AnswerInvalid,
    /// The department is closed; a message can be left.
    DepartmentClosed,
    /// Settings that cannot be used; `problems` says which.
    InvalidSettings,
    /// Somebody else has changed it since; load it again.
    ChangedMeanwhile,
    /// People wait there or are being served.
    InUse,
    /// The visitor may not open chats for a time.
    Blocked,
    /// A conversation is open already.
    AlreadyOpen,
    /// Too many in a short time.
    SlowDown,
    /// A queue is full or the store does not answer in time; nothing was stored.
    Busy,
    /// The server cannot store now (disk full, read-only, key store away); nothing was stored.
    Unavailable,
    /// The reader was too slow; connect again and resume.
    SlowReader,
    /// The server is being drained or restarted; connect again.
    GoingAway,
    /// The session was ended elsewhere or timed out.
    SessionEnded,
    /// A protocol version this server does not serve; reload, the outbox is kept.
    Upgrade,
    /// Something in the server failed; it is in the server's log.
    Internal,
}

/// A bounded queue that can be full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueueName {
    /// Writes waiting for the store.
    Store,
    /// Conversations waiting in a department.
    Department,
    /// Connections.
    Connections,
    /// Sign-ins being checked.
    SignIn,
    /// Messages of one visitor.
    Messages,
}
