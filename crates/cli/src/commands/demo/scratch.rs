//! The demo's folder: made for one run and removed after it, or kept.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use bedside_domain::Rng;
use bedside_server::SystemRng;

/// A folder for this account only.
pub(super) struct Scratch {
    folder: PathBuf,
    keep: bool,
}

impl Scratch {
    /// The folder to keep, or a new one that goes when this is dropped.
    pub(super) fn open(keep: Option<&Path>) -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        let folder = match keep {
            Some(folder) => std::path::absolute(folder)?,
            None => {
                let mut name = [0; 8];
                SystemRng.fill(&mut name);
                let name = u64::from_be_bytes(name);
                std::env::temp_dir().join(format!("bedside-demo-{name:016x}"))
            }
        };
        builder.recursive(keep.is_some()).create(&folder)?;
        let scratch = Self { folder, keep: keep.is_some() };
        for name in ["data", "keys", "tls", "kept-elsewhere"] {
            builder.recursive(true).create(scratch.path(name))?;
        }
        Ok(scratch)
    }

    /// A path in it.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.path(name), bytes)
    }

    /// Writes a file that only this account can read, from its first byte on.
    pub(super) fn write_secret(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// What will become of it, in words.
    pub(super) fn fate(&self) -> String {
        let folder = self.folder.display();
        if self.keep {
            format!("Everything is kept in {folder}. Stop with Ctrl-C; the same command goes on with it.")
        } else {
            format!(
                "Everything is in {folder} and is removed at the end. Stop with Ctrl-C; --keep DIR keeps it."
            )
        }
    }

    /// What became of it, in words.
    pub(super) fn farewell(&self) -> String {
        let folder = self.folder.display();
        if self.keep { format!("Stopped. Kept: {folder}") } else { format!("Stopped. Removed: {folder}") }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.keep {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    #[test]
    fn a_scratch_folder_is_closed_and_goes() {
        let scratch = Scratch::open(None).unwrap();
        let folder = scratch.path(".");
        scratch.write_secret("keys/x", b"1").unwrap();
        scratch.write_secret("keys/x", b"2").unwrap();
        assert_eq!(fs::metadata(scratch.path("keys/x")).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(scratch.path("data")).unwrap().mode() & 0o777, 0o700);
        drop(scratch);
        assert!(!folder.exists());
    }
}
