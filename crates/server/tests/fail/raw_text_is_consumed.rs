//! Once it is masked, the raw text is gone.
use bedside_masking::{Masker, RawText, Rules};

fn main() {
    let raw = RawText::new(String::new());
    let _masked = Masker::new(Rules::visitor()).mask(raw);
    let _again = raw.as_str();
}
