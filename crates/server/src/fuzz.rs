//! Fuzz targets as plain functions: the test command drives them on stable.

use bedside_domain::{Card, MessageBody, NoteBody, StaffProfile, VisitorDetails};
use bedside_guard::{Author, Facts, emergency, inspect};
use bedside_keys::Sealable;
use bedside_masking::RawText;

use crate::{post_message::guard_limits, wire::ClientFrame};

/// No bytes make the frame reader panic, and what it says of a bad frame is one of its own sentences, never a piece of the frame.
pub fn fuzz_frame(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(error) = ClientFrame::parse(text) {
        let said = error.to_string();
        assert!(said.starts_with("the frame is not") || said.starts_with("this server does not"), "{said}");
    }
}

/// No text makes the guard panic; what is shorter than the limit is never too long, and the answer is the same twice.
pub fn fuzz_guard(data: &[u8]) {
    let text = RawText::new(String::from_utf8_lossy(data).into_owned());
    let limits = guard_limits(bedside_domain::limits::VISITOR_MESSAGES_PER_MINUTE);
    let facts = Facts { author: Author::Visitor, messages_in_last_minute: 0, limits };
    assert_eq!(inspect(&text, &facts), inspect(&text, &facts));
    assert_eq!(emergency(&text), emergency(&text));
}

/// No bytes make a sealed record's reader panic, and what it reads it writes back the same.
pub fn fuzz_sealed_records(data: &[u8]) {
    fn back<T: Sealable>(data: &[u8]) {
        if let Ok(record) = T::decode(data) {
            assert_eq!(record.encode().as_slice(), data);
        }
    }
    back::<MessageBody>(data);
    back::<NoteBody>(data);
    back::<Card>(data);
    back::<VisitorDetails>(data);
    back::<StaffProfile>(data);
}
