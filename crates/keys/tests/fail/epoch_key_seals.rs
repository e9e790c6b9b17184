//! An epoch key wraps data keys and seals nothing else.

fn seal(key: &bedside_keys::EpochKey, context: &bedside_keys::Context, rng: &dyn bedside_keys::Rng) {
    key.seal(context, &String::from("raw"), rng);
}

fn main() {}
