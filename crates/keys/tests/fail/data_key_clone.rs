//! A data key cannot be copied.

fn copy(key: &bedside_keys::DataKey) -> bedside_keys::DataKey {
    key.clone()
}

fn main() {}
