//! Raw text cannot be stored: storage takes what is sealed.
use bedside_masking::RawText;
use bedside_storage::NewBody;

fn main() {
    let raw = RawText::new("my card is 4111 1111 1111 1111".to_owned());
    let _ = NewBody::Message(raw);
}
