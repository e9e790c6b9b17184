//! What must be on the machine before anything else, with the way to get it.

use crate::failure::{Failure, Outcome};
use crate::repo::Repo;
use crate::web;

const TOOLS: [(&[&str], &str); 5] = [
    (&["git", "--version"], "git: `apt-get install git`"),
    (&["cc", "--version"], "a C compiler: `apt-get install gcc libc6-dev`"),
    (&["cargo", "--version"], "Rust: https://rustup.rs"),
    (&["cargo", "fmt", "--version"], "rustfmt: `rustup component add rustfmt`"),
    (&["cargo", "clippy", "--version"], "clippy: `rustup component add clippy`"),
];

pub(super) fn check(repo: &Repo) -> Outcome {
    let is_missing = |command: &[&str]| !repo.command(command[0]).args(&command[1..]).succeeds();
    let mut missing: Vec<String> = TOOLS
        .iter()
        .filter(|(command, _)| is_missing(command))
        .map(|(_, advice)| (*advice).to_owned())
        .collect();
    if let Err(Failure::Call(text) | Failure::Broken(text)) = web::check_node(repo) {
        missing.push(text);
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::Broken(format!("install what is missing, then run this again:\n  {}", missing.join("\n  "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_that_runs_the_tests_has_the_rust_tools() {
        for (command, advice) in TOOLS {
            assert!(Repo::here().command(command[0]).args(&command[1..]).succeeds(), "{advice}");
        }
    }
}
