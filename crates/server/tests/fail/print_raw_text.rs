//! Raw text cannot be printed, logged or put into an error.
use bedside_masking::RawText;

fn main() {
    let raw = RawText::new(String::new());
    let _ = format!("{raw:?}");
}
