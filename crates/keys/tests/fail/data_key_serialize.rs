//! A data key cannot be serialised.

fn write(key: &bedside_keys::DataKey) -> String {
    serde_json::to_string(key).expect("unreachable")
}

fn main() {}
