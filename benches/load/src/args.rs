//! The command line, and where the two binaries are.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use clap::Parser;

use crate::{
    child::run_to_end,
    failure::{Failure, Outcome},
    measure::What,
    say,
};

/// Measures Bedside and compares it with the floor and with its budgets.
#[derive(Parser)]
#[command(name = "bedside-bench")]
pub(crate) struct Args {
    /// What to measure
    #[arg(value_enum, default_value = "all")]
    pub(crate) what: What,
    /// Print JSON instead of a table
    #[arg(long)]
    pub(crate) json: bool,
    /// Short runs: to see that it works, not to quote
    #[arg(long)]
    pub(crate) quick: bool,
    /// Put the tables into docs/benchmarks.md
    #[arg(long)]
    pub(crate) write: bool,
}

/// `bedside`: named by `BEDSIDE_BIN`, or built.
pub(crate) fn product_binary(root: &Path) -> Outcome<PathBuf> {
    binary(root, "BEDSIDE_BIN", "bedside-cli", "bedside")
}

/// The floor: named by `BEDSIDE_FLOOR`, or built.
pub(crate) fn floor_binary(root: &Path) -> Outcome<PathBuf> {
    binary(root, "BEDSIDE_FLOOR", "bedside-floor", "bedside-floor")
}

fn binary(root: &Path, variable: &str, package: &str, name: &str) -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        let path = PathBuf::from(path);
        return if path.is_file() {
            Ok(path)
        } else {
            Err(Failure::new(format!("{variable} names {}, which is no file", path.display())))
        };
    }
    say::progress(&format!("building {name}"));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.current_dir(root).args(["build", "--release", "--message-format=json", "--package", package]);
    executable(&run_to_end(&mut build)?, name)
        .ok_or_else(|| Failure::new(format!("{package} was built, but cargo does not say where {name} is")))
}

/// The executable of that name in cargo's messages, one JSON object a line.
fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&str], what: What, json: bool, quick: bool) {
        let args = Args::try_parse_from([&["bedside-bench"], words].concat()).unwrap();
        assert_eq!((args.what, args.json, args.quick), (what, json, quick));
    }

    #[test]
    fn the_command_line_is_read() {
        check(&[], What::All, false, false);
        check(&["idle"], What::Idle, false, false);
        check(&["rate", "--json", "--quick"], What::Rate, true, true);
        assert!(Args::try_parse_from(["bedside-bench", "speed"]).is_err());
    }

    #[test]
    fn all_is_each_of_them_once() {
        let each = What::All.each();
        assert_eq!(each.len(), 9);
        assert!(!each.contains(&What::All));
        assert_eq!(What::Idle.each(), [What::Idle]);
    }

    #[test]
    fn cargo_says_where_the_executable_is() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"lib"},"executable":null}
not json
{"reason":"compiler-artifact","target":{"name":"bedside"},"executable":"/t/release/bedside"}"#;
        assert_eq!(executable(messages, "bedside"), Some(PathBuf::from("/t/release/bedside")));
        assert_eq!(executable(messages, "other"), None);
    }
}
