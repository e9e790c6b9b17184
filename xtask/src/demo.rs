//! `cargo xtask demo`: builds everything and becomes `bedside demo`.

use crate::failure::Outcome;
use crate::repo::Repo;
use crate::web;

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    web::build(repo)?;
    println!("==> Build and start the demo (the first build takes some minutes)");
    let demo = ["run", "--release", "--package", "bedside-cli", "--bin", "bedside", "--", "demo"];
    Err(repo.cargo().args(demo).args(args).replace())
}
