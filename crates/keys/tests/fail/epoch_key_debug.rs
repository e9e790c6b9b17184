//! An epoch key cannot be printed.

fn print(key: &bedside_keys::EpochKey) -> String {
    format!("{key:?}")
}

fn main() {}
