//! The `bedside` command: one file per sub-command.
fn main() {}
