//! The files under check: all that git tracks, and all that it would if they were added.

use std::fs;

use crate::failure::{Failure, Outcome};
use crate::repo::Repo;

/// Larger files are not read; [`super::size`] refuses them.
pub(super) const LARGEST_BYTES: u64 = 1024 * 1024;

pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

pub(super) struct File {
    /// Relative to the checkout, with `/`.
    pub(super) path: String,
    pub(super) bytes: u64,
    /// Content, if it is UTF-8 and not too large.
    pub(super) text: Option<String>,
}

impl Tree {
    pub(super) fn read(repo: &Repo) -> Outcome<Self> {
        let listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
        let names = repo.command("git").args(listing).capture()?;
        let mut files = Vec::new();
        for name in names.split('\0').filter(|name| !name.is_empty()) {
            let path = repo.path(name);
            let Ok(metadata) = fs::symlink_metadata(&path) else {
                continue; // deleted, and the deletion not yet committed
            };
            if !metadata.is_file() {
                continue;
            }
            let text = if metadata.len() <= LARGEST_BYTES {
                let bytes = fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
                String::from_utf8(bytes).ok()
            } else {
                None
            };
            files.push(File { path: name.to_owned(), bytes: metadata.len(), text });
        }
        Ok(Self { files })
    }

    /// Text files whose name ends in one of these.
    pub(super) fn texts<'a>(&'a self, endings: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(|file| endings.iter().any(|ending| file.path.ends_with(ending)))
            .filter_map(|file| Some((file.path.as_str(), file.text.as_deref()?)))
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path)?.text.as_deref()
    }
}
