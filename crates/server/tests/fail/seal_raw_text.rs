//! Raw text cannot be sealed.
use bedside_keys::{Context, DataKey, Rng};
use bedside_masking::RawText;

fn seal(key: &DataKey, context: &Context, rng: &dyn Rng) {
    let _ = key.seal(context, &RawText::new(String::new()), rng);
}

fn main() {}
