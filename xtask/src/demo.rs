//! `cargo xtask demo`: builds everything and becomes `bedside demo`.

use crate::command::step;
use crate::failure::Outcome;
use crate::repo::Repo;
use crate::web;

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    web::build(repo)?;
    step("Build the release binary (some minutes the first time)", || build_release(repo))?;
    println!("==> Start the demo");
    Err(repo.command_at(&repo.target()?.join("release/bedside")).arg("demo").args(args).replace())
}

/// Builds `bedside` as it is shipped, with `web/dist` in it.
pub(crate) fn build_release(repo: &Repo) -> Outcome {
    repo.cargo()
        .args(["build", "--locked", "--release", "--package", "bedside-cli", "--bin", "bedside"])
        .show()
}
