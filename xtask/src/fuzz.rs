//! `cargo xtask fuzz`: builds the fuzz driver and hands it the arguments; `fuzz/README.md` has the details.

use crate::command::{Run, step};
use crate::failure::Outcome;
use crate::repo::Repo;

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    let driver = step("Build the fuzz driver", || driver(repo))?;
    Err(driver.args(args).replace())
}

/// Every target for some seconds each, as part of the tests: the same inputs each time.
pub(crate) fn all(repo: &Repo, seconds: u32) -> Outcome {
    driver(repo)?.args(["--seed", "1", "--seconds", &seconds.to_string()]).show()
}

/// The driver, built with debug assertions and overflow checks, which are half of what fuzzing finds.
fn driver(repo: &Repo) -> Outcome<Run> {
    repo.cargo().args(["build", "--locked", "--package", "bedside-fuzz"]).show()?;
    Ok(repo.command_at(&repo.target()?.join("debug/bedside-fuzz")))
}
