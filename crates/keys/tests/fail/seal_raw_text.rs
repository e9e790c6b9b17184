//! Text that is no sealable value cannot be sealed.

fn seal(key: &bedside_keys::DataKey, context: &bedside_keys::Context, rng: &dyn bedside_keys::Rng) {
    key.seal(context, &String::from("raw"), rng);
}

fn main() {}
