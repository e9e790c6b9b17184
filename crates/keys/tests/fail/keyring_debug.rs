//! A keyring cannot be printed.

fn print(keyring: &bedside_keys::Keyring) -> String {
    format!("{keyring:?}")
}

fn main() {}
