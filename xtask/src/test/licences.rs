//! Licences, banned crates and sources of every dependency, by cargo-deny (`deny.toml`). The tool is built once
//! into the target folder, which takes some minutes; an installed one of the same version is used as it is.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::repo::Repo;

const VERSION: &str = "0.20.2";

pub(super) fn check(repo: &Repo) -> Outcome {
    let deny = tool(repo)?;
    repo.cargo().args(["fetch", "--locked"]).show()?;
    let checks = ["--offline", "--locked", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"];
    repo.command_at(&deny).args(checks).show()
}

/// The path of cargo-deny, built if need be.
fn tool(repo: &Repo) -> Outcome<PathBuf> {
    let folder = repo.target()?.join("tools");
    let ours = folder.join("bin/cargo-deny");
    for candidate in [PathBuf::from("cargo-deny"), ours.clone()] {
        let version = || repo.command_at(&candidate).arg("--version");
        if version().succeeds() && version().capture()?.trim().ends_with(VERSION) {
            return Ok(candidate);
        }
    }
    println!("    building cargo-deny {VERSION}; this takes about four minutes, once");
    let install = ["install", "--locked", "--version", VERSION, "--root"];
    let build = repo.cargo().args(install).arg(&folder).arg("cargo-deny");
    build.env("CARGO_TARGET_DIR", folder.join("build")).show()?;
    Ok(ours)
}
