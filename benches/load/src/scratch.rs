//! A folder for one run's databases, keys and logs; it goes when the run ends.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::failure::{During, Outcome};

/// A folder that is removed with everything in it when dropped.
pub(crate) struct Scratch {
    root: PathBuf,
}

impl Scratch {
    /// A new one in the temporary folder, readable by its owner only: keyrings lie in it.
    pub(crate) fn new() -> Outcome<Self> {
        use std::os::unix::fs::DirBuilderExt;
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("bedside-bench-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().join(name);
        fs::DirBuilder::new().mode(0o700).create(&root).during("making a scratch folder")?;
        Ok(Self { root })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.root
    }

    /// A name in it that nothing has yet.
    pub(crate) fn free(&self, name: &str) -> PathBuf {
        (0_u32..)
            .map(|number| self.root.join(format!("{name}-{number}")))
            .find(|path| !path.exists())
            .expect("a folder cannot hold four thousand million names")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// Copies a folder of files and folders, with their permissions. Sockets and links are left out.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to).during("copying a folder")?;
    fs::set_permissions(to, fs::metadata(from).during("copying a folder")?.permissions())
        .during("copying a folder")?;
    for entry in fs::read_dir(from).during("copying a folder")? {
        let entry = entry.during("copying a folder")?;
        let kind = entry.file_type().during("copying a folder")?;
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target).during("copying a file")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_and_the_scratch_folder_goes() {
        let scratch = Scratch::new().unwrap();
        let root = scratch.path().to_owned();
        let from = scratch.free("from");
        fs::create_dir_all(from.join("deeper")).unwrap();
        fs::write(from.join("deeper/file"), b"content").unwrap();
        let to = scratch.free("to");
        copy_folder(&from, &to).unwrap();
        assert_eq!(fs::read(to.join("deeper/file")).unwrap(), b"content");
        assert_ne!(scratch.free("from"), from);
        drop(scratch);
        assert!(!root.exists());
    }
}
