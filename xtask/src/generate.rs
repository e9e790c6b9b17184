//! `cargo xtask generate`: writes what is made from Rust types (TypeScript types, OpenAPI, AsyncAPI,
//! configuration and audit event pages) and from the browser tests' tags (the everyday floor, WCAG), and writes this version's loader down in `vectors/loaders/`; `--check` only
//! compares, and names what is stale.

mod floor;
mod tagged;
mod wcag;

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::step;
use crate::failure::{Failure, Outcome, flags};
use crate::repo::Repo;
use crate::web;

/// Every generated file. The example must write exactly these below the folder it is given, but for the last two, which are written here.
const FILES: [&str; 7] = [
    "web/shared/src/wire.gen.ts",
    "docs/openapi.json",
    "docs/asyncapi.json",
    "docs/config.md",
    "docs/audit-events.md",
    floor::PAGE,
    wcag::PAGE,
];

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    let [check] = flags(args, ["--check"])?;
    web::build(repo)?;
    if check {
        step("Compare the generated files", || compare(repo))
    } else {
        step("Write the generated files", || {
            write_below(repo, repo.root())?;
            web::loaders(repo, "freeze")
        })
    }
}

/// Generates into a scratch folder and compares with what is tracked. The web part must be built.
pub(crate) fn compare(repo: &Repo) -> Outcome {
    let scratch = repo.target()?.join("xtask/generated");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).map_err(|error| Failure::file("create", &scratch, &error))?;
    write_below(repo, &scratch)?;
    let mut stale: Vec<String> =
        FILES.iter().filter_map(|file| difference(file, repo.root(), &scratch)).collect();
    stale.extend(strangers(&scratch)?);
    if stale.is_empty() {
        println!("    {} generated files are up to date", FILES.len());
        return web::loaders(repo, "check");
    }
    let advice = "run `cargo xtask generate` and commit the result";
    Err(Failure::Broken(format!("stale generated files; {advice}:\n  {}", stale.join("\n  "))))
}

fn write_below(repo: &Repo, folder: &Path) -> Outcome {
    let example = ["run", "--quiet", "--package", "bedside-server", "--example", "generate", "--"];
    repo.cargo().args(example).arg(folder).show()?;
    for (page, text) in [(floor::PAGE, floor::page(repo.root())?), (wcag::PAGE, wcag::page(repo.root())?)] {
        let page = folder.join(page);
        fs::write(&page, text).map_err(|error| Failure::file("write", &page, &error))?;
    }
    Ok(())
}

/// What is wrong with one tracked file, if anything.
fn difference(file: &str, tracked: &Path, fresh: &Path) -> Option<String> {
    let Ok(fresh) = fs::read_to_string(fresh.join(file)) else {
        return Some(format!("{file}: the generator did not write it"));
    };
    let Ok(tracked) = fs::read_to_string(tracked.join(file)) else {
        return Some(format!("{file}: missing from the checkout"));
    };
    if tracked == fresh {
        return None;
    }
    let same = tracked.lines().zip(fresh.lines()).take_while(|(old, new)| old == new).count();
    Some(format!("{file}: differs from line {}", same + 1))
}

/// Files the generator wrote that nothing compares.
fn strangers(scratch: &Path) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![scratch.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| Failure::file("list", &folder, &error))? {
            let path = entry.map_err(|error| Failure::file("list", &folder, &error))?.path();
            let name = path.strip_prefix(scratch).unwrap_or(&path).to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !FILES.contains(&name.as_str()) {
                found.push(format!(
                    "{name}: written by the generator but not listed in xtask/src/generate.rs"
                ));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted::Planted;

    #[test]
    fn a_stale_file_is_named_with_its_line() {
        let tracked = Planted::new(&[("docs/config.md", "a\nold\n")]);
        let fresh = Planted::new(&[("docs/config.md", "a\nnew\n")]);
        let found = difference("docs/config.md", tracked.root(), fresh.root()).unwrap();
        assert_eq!(found, "docs/config.md: differs from line 2");
        assert_eq!(difference("docs/config.md", fresh.root(), fresh.root()), None);
    }

    #[test]
    fn missing_and_unlisted_files_are_named() {
        let tracked = Planted::new(&[("docs/config.md", "a")]);
        let fresh = Planted::new(&[("out/docs/openapi.json", "{}"), ("out/docs/extra.md", "x")]);
        let out = fresh.root().join("out");
        let missing = |file| difference(file, tracked.root(), &out).unwrap();
        assert!(missing("docs/config.md").contains("did not write"));
        assert!(missing("docs/openapi.json").contains("missing from the checkout"));
        let strangers = strangers(&out).unwrap();
        assert_eq!(strangers.len(), 1);
        assert!(strangers[0].starts_with("docs/extra.md"));
    }
}
