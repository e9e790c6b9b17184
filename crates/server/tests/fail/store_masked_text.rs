//! Masked text cannot be stored either: it holds what is hidden.
use bedside_masking::{Masker, RawText, Rules};
use bedside_storage::NewBody;

fn main() {
    let masked = Masker::new(Rules::visitor()).mask(RawText::new(String::new()));
    let _ = NewBody::Message(masked);
}
