//! For tests: a scratch git checkout with the files a test plants in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::tree::Tree;
use crate::repo::{Package, Repo};

/// Removed when dropped.
pub(crate) struct Planted {
    root: PathBuf,
}

impl Planted {
    /// Writes these files into a fresh repository.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let unique = format!("bedside-xtask-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().join(unique);
        fs::create_dir_all(&root).unwrap();
        let root = root.canonicalize().unwrap();
        assert!(Command::new("git").args(["init", "--quiet"]).current_dir(&root).status().unwrap().success());
        let planted = Self { root };
        for (path, text) in files {
            planted.write(path, text);
        }
        planted
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn tree(&self) -> Tree {
        Tree::read(&Repo::at(&self.root)).unwrap()
    }

    pub(super) fn packages(&self) -> Vec<Package> {
        Repo::at(&self.root).packages().unwrap()
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
