//! A data key cannot be printed.

fn print(key: &bedside_keys::DataKey) -> String {
    format!("{key:?}")
}

fn main() {}
