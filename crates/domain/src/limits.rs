//! Limits, each with its unit in its name and its reason beside it.

/// Longest message, in Unicode code points. Longer than any chat message, short enough to mask and seal at once.
pub const MESSAGE_MAX_CHARS: usize = 4_000;
/// Largest frame a client may send, in bytes: the longest message of characters outside the Basic Multilingual Plane, each escaped
/// as JSON allows (a surrogate pair, `\ud83d\ude00`: 12 bytes), and 1 152 bytes for the rest of the frame.
pub const FRAME_MAX_BYTES: usize = 48 * 1024;
const _: () = assert!(FRAME_MAX_BYTES >= MESSAGE_MAX_CHARS * 12 + 1_024);
/// Longest display name or topic, in code points.
pub const NAME_MAX_CHARS: usize = 120;
/// Longest answer of a form's field of several lines, in code points.
pub const LONG_ANSWER_MAX_CHARS: usize = 1_000;
/// Fields of a pre-chat form.
pub const FORM_MAX_FIELDS: usize = 20;
/// Longest notice to agree to, in Unicode code points.
pub const CONSENT_MAX_CHARS: usize = 2_000;
/// Addresses under which one site's pages may be.
pub const SITE_MAX_ORIGINS: usize = 50;
/// Departments one site offers.
pub const SITE_MAX_DEPARTMENTS: usize = 100;
/// Canned replies of a department: more cannot be looked through.
pub const CANNED_MAX_REPLIES: usize = 200;
/// Longest canned reply, in code points: there is room to add to it before it is as long as a message may be.
pub const CANNED_MAX_CHARS: usize = 2_000;
/// Reasons for closing that a department offers.
pub const OUTCOMES_MAX: usize = 20;
/// Tags that a department offers.
pub const TAGS_MAX: usize = 100;
/// Tags of one conversation.
pub const TAGS_MAX_EACH: usize = 10;
/// A connection must say hello within this time.
pub const HELLO_TIMEOUT_MS: u64 = 5_000;
/// The server pings a quiet connection at this interval; half the time a dead peer may stay unnoticed.
pub const HEARTBEAT_MS: u64 = 12_000;
/// A peer from which nothing came for this long is dead.
pub const DEAD_PEER_MS: u64 = 27_000;
/// A conversation waits this long for a visitor whose connection was lost.
pub const VISITOR_GRACE_MS: u64 = 15 * 60_000;
/// A conversation that is passed on to one person is offered to them alone for this long, then to their department.
pub const OFFER_MS: u64 = 60_000;
/// The chats of staff whose last connection was lost go back to the queue after this long: enough for a restart of their computer,
/// well within a patient's patience.
pub const STAFF_GRACE_MS: u64 = 2 * 60_000;
/// Frames queued for one slow reader before it is closed with a reason and told to resume.
pub const OUTBOUND_QUEUE_FRAMES: usize = 256;
/// Writes queued for the writer thread before callers hear `busy`.
pub const WRITER_QUEUE_WRITES: usize = 8_192;
/// Most events sent in answer to one resume; the client asks again for the rest.
pub const RESUME_PAGE_EVENTS: usize = 200;
/// Messages a visitor may post in a minute.
pub const VISITOR_MESSAGES_PER_MINUTE: u32 = 60;
/// Most links in one message of a visitor; with more it waits for staff to let it through.
pub const VISITOR_MESSAGE_LINKS: usize = 5;
/// Conversations one visitor may have open at once.
pub const VISITOR_OPEN_CONVERSATIONS: usize = 1;
/// How long a connection ticket may be used.
pub const TICKET_LIFETIME_MS: u64 = 60_000;
/// A visitor session ends this long after it began.
pub const VISITOR_SESSION_MS: u64 = 24 * 3_600_000;
/// The session of a visitor who left a message lives as long as the message is kept, and no longer than this.
pub const LEFT_SESSION_MS: u64 = 30 * 24 * 3_600_000;
/// A staff session ends after this long without use (45 CFR 164.312(a)(2)(iii)).
pub const STAFF_IDLE_MS: u64 = 30 * 60_000;
/// A staff session ends this long after sign-in whatever happens.
pub const STAFF_SESSION_MS: u64 = 12 * 3_600_000;
