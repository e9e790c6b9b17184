//! `cargo xtask tidy`: the rules of the repository that no compiler checks. One check per file below `tidy/`.

mod arrows;
mod crates;
mod headers;
mod locks;
#[cfg(test)]
pub(crate) mod planted;
mod purity;
mod size;
mod skips;
mod source;
mod tree;
mod words;

use crate::failure::{Failure, Outcome, flags};
use crate::repo::Repo;
use tree::Tree;

/// One broken rule: where, and what to do.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    /// Path relative to the checkout.
    path: String,
    /// Line, from 1, where one line is to blame.
    line: Option<usize>,
    /// What is wrong and how it is put right.
    text: String,
}

impl Finding {
    fn file(path: &str, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: None, text: text.into() }
    }

    fn line(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: Some(line), text: text.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.text),
            None => write!(f, "{}: {}", self.path, self.text),
        }
    }
}

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    let [] = flags(args, [])?;
    crate::command::step("Tidy", || check(repo))
}

/// Runs every check and fails with all their findings.
pub(crate) fn check(repo: &Repo) -> Outcome {
    let tree = Tree::read(repo)?;
    let packages = repo.packages()?;
    let checks: [(&str, Vec<Finding>); 8] = [
        ("module headers", headers::check(&tree)),
        ("file sizes", size::check(&tree)),
        ("crate arrows", arrows::check(&packages)),
        ("crate roots and manifests", crates::check(&tree, &packages)),
        ("no I/O, clock or randomness in pure crates", purity::check(&tree)),
        ("forbidden words", words::check(&tree)),
        ("skipped tests", skips::check(&tree)),
        ("lock files", locks::check(&tree)),
    ];
    let mut found = 0;
    for (name, findings) in &checks {
        let verdict = if findings.is_empty() { "ok".to_owned() } else { format!("{} found", findings.len()) };
        println!("    {name}: {verdict}");
        for finding in findings {
            println!("      {finding}");
        }
        found += findings.len();
    }
    if found == 0 {
        println!("    {} files, {} crates", tree.files.len(), packages.len());
        return Ok(());
    }
    Err(Failure::Broken(format!("tidy: {found} found, each listed above with what to do")))
}
