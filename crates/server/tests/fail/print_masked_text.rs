//! Masked text cannot be printed: it holds what is hidden.
use bedside_masking::{Masker, RawText, Rules};

fn main() {
    let masked = Masker::new(Rules::visitor()).mask(RawText::new(String::new()));
    let _ = format!("{masked:?}");
}
