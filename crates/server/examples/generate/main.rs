//! Writes what is made from the Rust types: TypeScript types, OpenAPI and AsyncAPI documents, the pages of settings and
//! audit events. `cargo xtask generate` runs it:
//!
//! ```text
//! cargo run -p bedside-server --example generate -- <output root>
//! ```
//!
//! One pass over the types (`schemas`), one emitter per artefact. Same types, same bytes: nothing here depends on a
//! clock, a path or the order of a hash map.
#![forbid(unsafe_code)]
#![expect(clippy::print_stderr, reason = "a command line prints")]

mod asyncapi;
mod audit_events;
mod openapi;
mod operations;
mod schemas;
mod shape;
mod typescript;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use schemas::Schemas;

/// Why an artefact could not be made: which type or file, and what is wrong with it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GenerateError {
    /// A schema of a form the TypeScript emitter does not know. Extend `shape.rs`, never emit `any`.
    #[error("{at}: {what}")]
    Shape {
        /// The type and where in it.
        at: String,
        /// What is unknown.
        what: String,
    },
    /// A file that cannot be written.
    #[error("cannot write {}: {cause}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(root), None) = (arguments.next(), arguments.next()) else {
        eprintln!("call it with one folder: cargo run -p bedside-server --example generate -- <output root>");
        return ExitCode::from(2);
    };
    match artefacts().and_then(|artefacts| write(Path::new(&root), &artefacts)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Every artefact: its path below the output root, and its text.
fn artefacts() -> Result<Vec<(&'static str, String)>, GenerateError> {
    let schemas = Schemas::collect()?;
    Ok(vec![
        ("web/shared/src/wire.gen.ts", typescript::document(&schemas)?),
        ("docs/openapi.json", openapi::document(&schemas)),
        ("docs/asyncapi.json", asyncapi::document(&schemas)?),
        ("docs/config.md", bedside_server::config::reference_markdown()),
        ("docs/audit-events.md", audit_events::document()),
    ])
}

fn write(root: &Path, artefacts: &[(&str, String)]) -> Result<(), GenerateError> {
    for (path, text) in artefacts {
        let path = root.join(path);
        let folder = path.parent().expect("every artefact lies in a folder");
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|cause| GenerateError::Write { path: path.clone(), cause })?;
    }
    Ok(())
}

/// JSON as it lies in the repository: indented, newline at the end.
pub(crate) fn pretty(document: &serde_json::Value) -> String {
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_gives_the_same_bytes() {
        assert_eq!(artefacts().unwrap(), artefacts().unwrap());
    }

    #[test]
    fn nothing_is_any_and_every_file_ends_in_one_newline() {
        for (path, text) in artefacts().unwrap() {
            let untyped = text.contains(": any") || text.contains(": unknown");
            assert!(!(path.ends_with(".ts") && untyped), "{path} has an untyped field");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} does not end in one newline");
        }
    }
}
