//! `cargo xtask demo`: builds everything and becomes `bedside demo`, which keeps its data under `target/` from one start to the next.

use std::{ffi::OsString, path::Path};

use crate::command::step;
use crate::failure::Outcome;
use crate::repo::Repo;
use crate::web;

/// A clinic that is gone afterwards.
const FRESH: &str = "--fresh";

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    web::build(repo)?;
    step("Build the release binary (some minutes the first time)", || build_release(repo))?;
    println!("==> Start the demo");
    let target = repo.target()?;
    let demo = repo.command_at(&target.join("release/bedside")).arg("demo");
    Err(demo.args(with_a_place(args, &target.join("demo"))).replace())
}

/// Where nothing else is said the demo keeps its data, so that what was typed is there after a kill. `--fresh` makes a new clinic.
fn with_a_place(args: &[String], place: &Path) -> Vec<OsString> {
    let mut given: Vec<OsString> = args.iter().filter(|arg| *arg != FRESH).map(OsString::from).collect();
    if !args
        .iter()
        .any(|arg| arg == FRESH || arg == "--keep" || arg.starts_with("--keep=") || arg == "--help")
    {
        given.extend(["--keep".into(), place.into()]);
    }
    given
}

/// Builds `bedside` as it is shipped, with `web/dist` in it.
pub(crate) fn build_release(repo: &Repo) -> Outcome {
    repo.cargo()
        .args(["build", "--locked", "--release", "--package", "bedside-cli", "--bin", "bedside"])
        .show()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(args: &[&str], want: &[&str]) {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        assert_eq!(with_a_place(&args, Path::new("target/demo")), want, "{args:?}");
    }

    #[test]
    fn the_demo_keeps_its_data_unless_it_is_told_otherwise() {
        check(&[], &["--keep", "target/demo"]);
        check(&["--http", "127.0.0.1:1"], &["--http", "127.0.0.1:1", "--keep", "target/demo"]);
        check(&["--keep", "elsewhere"], &["--keep", "elsewhere"]);
        check(&["--keep=elsewhere"], &["--keep=elsewhere"]);
        check(&["--fresh"], &[]);
        check(&["--help"], &["--help"]);
    }
}
