//! What the files named in the configuration must be: used by `serve`, `config check` and `doctor` alike.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Component, Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{Config, ConfigProblem, HttpsListener};
use crate::tls;

/// Permission bits of everybody but the owner.
const OTHERS: u32 = 0o077;
/// Permission bits of everybody but owner and group.
const WORLD: u32 = 0o007;
/// Longest keyring that is read, in bytes.
const KEYRING_MAX_BYTES: u64 = 1024 * 1024;

/// Everything that is wrong with the files of a configuration; empty when the server may start on them.
#[must_use]
pub fn problems(config: &Config) -> Vec<ConfigProblem> {
    let mut problems: Vec<_> = keyring(&config.keyring_file, &config.data_dir).err().into_iter().collect();
    problems.extend(folder("data_dir", &config.data_dir));
    problems.extend(config.publish_dir.as_deref().and_then(|publish| folder("publish_dir", publish)));
    problems.extend(config.https.as_ref().map(certificate).into_iter().flatten());
    problems
}

/// Reads the keyring, if it lies apart from the data, is closed to others and holds master keys.
///
/// # Errors
/// What is wrong and what to do.
pub fn keyring(file: &Path, data_dir: &Path) -> Result<bedside_keys::Keyring, ConfigProblem> {
    let wrong = |problem: String, advice: &str| ConfigProblem::new("keyring_file", problem, advice);
    if let Some(problem) = keyring_apart(&real(file), &real(data_dir)) {
        return Err(problem);
    }
    let metadata = fs::metadata(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => wrong(
            "the file does not exist".into(),
            &format!("make one with `bedside keys init --keyring {}`", file.display()),
        ),
        _ => wrong(format!("cannot be read: {error}"), "give the server's account the right to read it"),
    })?;
    if !metadata.is_file() {
        return Err(wrong("is not a file".into(), "name the file that `bedside keys init` made"));
    }
    if metadata.mode() & OTHERS != 0 {
        return Err(wrong(
            format!("others may open it (mode {:04o})", metadata.mode() & 0o7777),
            "run `chmod 600` on it and consider the keys known to whoever could read it",
        ));
    }
    let me = rustix::process::geteuid().as_raw();
    if metadata.uid() != me && metadata.uid() != 0 {
        return Err(wrong("belongs to another account".into(), "make the server's account its owner"));
    }
    if metadata.len() > KEYRING_MAX_BYTES {
        return Err(wrong("is larger than 1 MiB".into(), "name the file that `bedside keys init` made"));
    }
    let text = fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
        wrong(format!("cannot be read: {error}"), "give the server's account the right to read it")
    })?;
    bedside_keys::Keyring::parse(&text).map_err(|error| {
        wrong(error.to_string(), "restore the file from its backup; without it no chat can be opened")
    })
}

/// Whether a keyring lies outside the data directory. Looks at the names only.
#[must_use]
pub fn keyring_apart(file: &Path, data_dir: &Path) -> Option<ConfigProblem> {
    file.starts_with(data_dir).then(|| {
        ConfigProblem::new(
            "keyring_file",
            "lies in the data directory, and a key beside the data forfeits the safe harbour: 45 CFR 164.402, 74 FR 19006",
            "move it elsewhere, best to another device, and out of the data's backups",
        )
    })
}

/// Whether a folder of the server's own is a folder and closed to others. One that does not exist yet is made at start.
#[must_use]
pub fn folder(key: &str, folder: &Path) -> Option<ConfigProblem> {
    let metadata = match fs::metadata(folder) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => {
            let advice = "give the server's account the right to open it";
            return Some(ConfigProblem::new(key, format!("cannot be opened: {error}"), advice));
        }
    };
    if !metadata.is_dir() {
        return Some(ConfigProblem::new(key, "is not a folder", "name a folder"));
    }
    // Checkpoints are made to be read; the data is not.
    (key == "data_dir" && metadata.mode() & OTHERS != 0).then(|| {
        ConfigProblem::new(
            key,
            format!("others may open it (mode {:04o})", metadata.mode() & 0o7777),
            "run `chmod 700` on it",
        )
    })
}

/// What is wrong with certificate and key of the TLS listener.
#[must_use]
pub fn certificate(https: &HttpsListener) -> Vec<ConfigProblem> {
    let mut problems = Vec::new();
    if let Ok(metadata) = fs::metadata(&https.key_file)
        && metadata.mode() & WORLD != 0
    {
        problems.push(ConfigProblem::new(
            "https.key_file",
            format!("every account of this machine may open it (mode {:04o})", metadata.mode() & 0o7777),
            "run `chmod 600` on it and get a new certificate if anyone could have read it",
        ));
    }
    if let Err(error) = tls::server_config(&https.certificate_file, &https.key_file) {
        let key = match error {
            tls::TlsError::Key(_) => "https.key_file",
            _ => "https.certificate_file",
        };
        let advice =
            "both files must be PEM, exist, belong together, and be readable by the server's account";
        problems.push(ConfigProblem::new(key, error.to_string(), advice));
    }
    problems
}

/// The path without `.` and `..`, by its names only.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// Where a path leads when links are followed, for as far as it exists.
fn real(path: &Path) -> PathBuf {
    let mut exists = path;
    loop {
        if let Ok(real) = fs::canonicalize(exists) {
            let rest = path.strip_prefix(exists).unwrap_or(Path::new(""));
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
        match exists.parent() {
            Some(parent) => exists = parent,
            None => return path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::SystemRng;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("bedside-files-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("data")).unwrap();
        folder
    }

    fn put_keyring(file: &Path, mode: u32) {
        let text = bedside_keys::Keyring::generate(&SystemRng, 1).to_text();
        fs::write(file, text.as_bytes()).unwrap();
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[track_caller]
    fn check(file: &Path, data_dir: &Path, want: Option<&str>) {
        let found = keyring(file, data_dir).err().map(|problem| problem.to_string());
        match (&found, want) {
            (None, None) => {}
            (Some(found), Some(want)) => assert!(found.contains(want), "{found} … {want}"),
            _ => panic!("{found:?} … {want:?}"),
        }
    }

    #[test]
    fn keyrings() {
        let folder = scratch("keyrings");
        let (ring, data) = (folder.join("ring"), folder.join("data"));
        check(&ring, &data, Some("bedside keys init"));
        put_keyring(&ring, 0o600);
        check(&ring, &data, None);
        for mode in [0o640, 0o604, 0o610, 0o602] {
            put_keyring(&ring, mode);
            check(&ring, &data, Some("others may open it"));
        }
        put_keyring(&data.join("ring"), 0o600);
        check(&data.join("ring"), &data, Some("164.402"));
        symlink(data.join("ring"), folder.join("link")).unwrap();
        check(&folder.join("link"), &data, Some("164.402"));
        symlink(&data, folder.join("linked-data")).unwrap();
        check(&data.join("ring"), &folder.join("linked-data"), Some("164.402"));
        check(&folder, &data, Some("is not a file"));
        fs::write(&ring, "bedside-keyring v1\nactive x\n").unwrap();
        fs::set_permissions(&ring, fs::Permissions::from_mode(0o600)).unwrap();
        check(&ring, &data, Some("keyring, line 2"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn folders() {
        let scratch = scratch("folders");
        let data = scratch.join("data");
        fs::set_permissions(&data, fs::Permissions::from_mode(0o750)).unwrap();
        assert!(
            folder("data_dir", &data).is_some_and(|problem| problem.problem.contains("others may open it"))
        );
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(folder("data_dir", &data), None);
        assert_eq!(folder("data_dir", &scratch.join("not-yet")), None);
        fs::remove_dir_all(scratch).unwrap();
    }
}
