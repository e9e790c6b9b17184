//! A derived key cannot be printed.

fn print(key: &bedside_keys::DerivedKey) -> String {
    format!("{key:?}")
}

fn main() {}
