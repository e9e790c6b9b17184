//! `cargo xtask bench`: builds the release binary and becomes the load generator, which drives it.

use crate::command::step;
use crate::demo::build_release;
use crate::failure::Outcome;
use crate::repo::Repo;
use crate::web;

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    web::build(repo)?;
    step("Build the release binary", || build_release(repo))?;
    step("Build the load generator", || {
        repo.cargo().args(["build", "--locked", "--release", "--package", "bedside-bench"]).show()
    })?;
    println!("==> Run the load generator");
    let release = repo.target()?.join("release");
    let bench = repo.command_at(&release.join("bedside-bench")).args(args);
    Err(bench.env("BEDSIDE_BIN", release.join("bedside")).replace())
}
