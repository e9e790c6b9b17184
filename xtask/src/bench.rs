//! `cargo xtask bench`: builds the release binary and becomes the load generator, which drives it.

use crate::command::step;
use crate::failure::Outcome;
use crate::repo::Repo;
use crate::web;

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    web::build(repo)?;
    step("Build the release binary", || {
        repo.cargo().args(["build", "--release", "--package", "bedside-cli", "--bin", "bedside"]).show()
    })?;
    println!("==> Run the load generator");
    let bench = repo.cargo().args(["run", "--release", "--package", "bedside-bench", "--"]).args(args);
    Err(bench.env("BEDSIDE_BIN", repo.target()?.join("release/bedside")).replace())
}
