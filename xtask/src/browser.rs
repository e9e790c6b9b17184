//! `cargo xtask screenshots` and `cargo xtask measure`: the release binary in Debian's Chromium, for pictures of every screen and for what the
//! browser's part costs.

use crate::command::{Run, step};
use crate::demo::build_release;
use crate::failure::{Failure, Outcome, flags};
use crate::repo::Repo;
use crate::web;

/// Where Debian's package puts it.
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";

/// Pictures of every screen, phone and desktop, light and dark, in the languages given, into `target/screenshots`.
pub(crate) fn screenshots(repo: &Repo, languages: &[String]) -> Outcome {
    if languages.iter().any(|language| language.starts_with('-')) {
        return Err(Failure::Call("cargo xtask screenshots [LANGUAGE…], for example: en es".into()));
    }
    let to = repo.target()?.join("screenshots");
    let asked = if languages.is_empty() { "en-US".to_owned() } else { languages.join(",") };
    prepare(repo)?;
    npm(repo, "screenshots")?.env("BEDSIDE_SCREENSHOTS", &to).env("BEDSIDE_LANGUAGES", asked).show()?;
    println!("    look through {}", to.join("index.html").display());
    Ok(())
}

/// Measures in the browser and prints tables; `--write` puts them into `docs/benchmarks.md`.
pub(crate) fn measure(repo: &Repo, args: &[String]) -> Outcome {
    let [write] = flags(args, ["--write"])?;
    prepare(repo)?;
    let run = npm(repo, "measure")?;
    if write { run.env("BEDSIDE_WRITE", "1") } else { run }.show()
}

fn prepare(repo: &Repo) -> Outcome {
    web::build(repo)?;
    web::install(repo, "e2e")?;
    step("Build the release binary", || build_release(repo))
}

fn npm(repo: &Repo, script: &str) -> Outcome<Run> {
    let binary = repo.target()?.join("release/bedside");
    let run = repo.command("npm").args(["run", script]).dir(&repo.path("e2e"));
    Ok(run.env("BEDSIDE_BIN", binary).env("BEDSIDE_CHROMIUM", CHROMIUM))
}
