//! Where a verification takes its data, keys and checkpoints from.

use std::path::{Path, PathBuf};

use bedside_audit::Verifier;
use bedside_domain::OrganisationId;
use bedside_server::config::{Config, ConfigError};

use super::{VerifyArgs, read};
use crate::outcome::Failure;

/// Folder for checkpoints within the data directory, where the configuration names no other.
const PUBLISHED: &str = "audit";

pub(super) struct Sources {
    pub(super) data_dir: PathBuf,
    /// Folders in which the server may have put its verifier keys.
    published: Vec<PathBuf>,
    key: Option<Verifier>,
    checkpoints: Vec<String>,
}

/// A verifier key and where it came from.
pub(super) struct Key {
    pub(super) verifier: Verifier,
    pub(super) beside_data: bool,
}

impl Sources {
    pub(super) fn find(args: &VerifyArgs) -> Result<Self, Failure> {
        let (data_dir, publish_dir) = match (&args.data, &args.config) {
            (Some(data_dir), _) => (data_dir.clone(), None),
            (None, Some(file)) => of_config(file)?,
            (None, None) => return Err(Failure::call("name the data directory with --data DIR")),
        };
        let mut published: Vec<_> = publish_dir.into_iter().collect();
        published.extend([data_dir.join(PUBLISHED), data_dir.clone()]);
        let key = args.key.as_deref().map(|file| read_key(file).map_err(Failure::Call)).transpose()?;
        let checkpoints =
            args.checkpoints.iter().map(|file| read(file, "checkpoint")).collect::<Result<_, _>>()?;
        Ok(Self { data_dir, published, key, checkpoints })
    }

    /// The key of an organisation's log.
    pub(super) fn key(&self, organisation: OrganisationId) -> Result<Key, Failure> {
        if let Some(verifier) = &self.key {
            return Ok(Key { verifier: verifier.clone(), beside_data: false });
        }
        match published_key(&self.published, organisation) {
            Some(key) => key.map(|verifier| Key { verifier, beside_data: true }).map_err(Failure::Failed),
            None => Err(Failure::call(format!(
                "there is no {organisation}.vkey beside the checkpoints; name the log's verifier key with --key FILE"
            ))),
        }
    }

    /// The checkpoints that speak of this log. With one log all do, so that a wrong file is a finding and not overlooked.
    pub(super) fn checkpoints_of(&self, verifier: &Verifier) -> Vec<&str> {
        let mine: Vec<&str> = self.checkpoints.iter().map(String::as_str).collect();
        if self.key.is_some() {
            return mine;
        }
        let of_this = |note: &&str| note.lines().next() == Some(verifier.origin());
        if mine.iter().any(of_this) { mine.into_iter().filter(of_this).collect() } else { mine }
    }
}

/// Where the server of this configuration puts checkpoints and verifier keys.
pub(in crate::commands) fn published_folders(config: &Config) -> Vec<PathBuf> {
    let mut folders: Vec<_> = config.publish_dir.iter().cloned().collect();
    folders.push(config.data_dir.join(PUBLISHED));
    folders
}

/// The key that the server put into one of these folders.
pub(in crate::commands) fn published_key(
    folders: &[PathBuf],
    organisation: OrganisationId,
) -> Option<Result<Verifier, String>> {
    let name = format!("{organisation}.vkey");
    let file = folders.iter().map(|folder| folder.join(&name)).find(|file| file.is_file())?;
    Some(read_key(&file))
}

fn read_key(file: &Path) -> Result<Verifier, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("the verifier key {} cannot be read: {error}", file.display()))?;
    Verifier::parse(text.trim_ascii_end()).map_err(|error| format!("{}: {error}", file.display()))
}

fn of_config(file: &Path) -> Result<(PathBuf, Option<PathBuf>), Failure> {
    match Config::load_without_files(file) {
        Ok((Some(config), _)) => Ok((config.data_dir, config.publish_dir)),
        Ok((None, problems)) => Err(Failure::failed(ConfigError::Problems(problems))),
        Err(error) => Err(Failure::call(error)),
    }
}
