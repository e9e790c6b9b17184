//! What the wire types promise: every frame in both directions as literal JSON, what bad input is answered with, and that
//! `docs/protocol.md` shows frames as they are.

mod client_frames;
mod documented;
mod server_frames;

use bedside_domain::{ClientKey, ConversationId, DepartmentId, MessageId, Millis, StaffId, VisitorId};

const CONVERSATION: &str = "01JAB0C0NVERSAT10N00000001";
const DEPARTMENT: &str = "01JAB0DEPARTMENT0000000001";
const MESSAGE: &str = "01JAB0MESSAGE0000000000001";
const STAFF: &str = "01JAB0STAFF000000000000001";
const VISITOR: &str = "01JAB0V1S1T0R0000000000001";
const KEY: &str = "2f1c8a70-5b7e-4d0a-9c39-6a1f0e7b4d11";
const AT: Millis = Millis(1_795_514_400_000);

fn conversation() -> ConversationId {
    CONVERSATION.parse().unwrap()
}

fn department() -> DepartmentId {
    DEPARTMENT.parse().unwrap()
}

fn message() -> MessageId {
    MESSAGE.parse().unwrap()
}

fn staff() -> StaffId {
    STAFF.parse().unwrap()
}

fn visitor() -> VisitorId {
    VISITOR.parse().unwrap()
}

fn key() -> ClientKey {
    KEY.parse().unwrap()
}

/// Puts ids into a template: `$C`, `$D`, `$M`, `$S`, `$V`, `$K`, `$T`.
fn filled(template: &str) -> String {
    [("$C", CONVERSATION), ("$D", DEPARTMENT), ("$M", MESSAGE), ("$S", STAFF), ("$V", VISITOR), ("$K", KEY)]
        .into_iter()
        .fold(template.to_owned(), |text, (mark, value)| text.replace(mark, value))
        .replace("$T", &AT.0.to_string())
}
