//! `cargo xtask fuzz`: builds the fuzz driver and hands it the arguments; `fuzz/README.md` has the details.

use crate::failure::Outcome;
use crate::repo::Repo;

/// Debug assertions and overflow checks are on in this profile, which is half of what fuzzing finds.
const DRIVER: [&str; 6] = ["run", "--quiet", "--locked", "--package", "bedside-fuzz", "--"];

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    println!("==> Build and start the fuzz driver");
    Err(repo.cargo().args(DRIVER).args(args).replace())
}

/// Every target for some seconds each, as part of the tests.
pub(crate) fn all(repo: &Repo, seconds: u32) -> Outcome {
    repo.cargo().args(DRIVER).args(["--seconds", &seconds.to_string()]).show()
}
