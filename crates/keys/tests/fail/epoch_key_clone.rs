//! An epoch key cannot be copied.

fn copy(key: &bedside_keys::EpochKey) -> bedside_keys::EpochKey {
    key.clone()
}

fn main() {}
