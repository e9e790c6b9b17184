//! Data directory, keyring, folder for checkpoints, admin socket, a server that runs.

use std::{fs, os::unix::fs::MetadataExt, path::Path, time::Duration};

use bedside_server::{
    admin_protocol::{Answer, Reply, Request},
    config::{Config, ConfigProblem, files},
};

use super::Check;
use crate::admin_client::{Asked, ask};

const QUIET: Duration = Duration::from_secs(5);

pub(super) fn checks(config: &Config) -> Vec<Check> {
    vec![data_dir(config), keyring(config), apart(config), publish_dir(config), running(config)]
}

fn failed(check: &'static str, problem: ConfigProblem) -> Check {
    Check::fail(check, problem.problem, problem.advice)
}

fn data_dir(config: &Config) -> Check {
    const NAME: &str = "data directory";
    match files::folder("data_dir", &config.data_dir) {
        Some(problem) => failed(NAME, problem),
        None if config.data_dir.exists() => Check::ok(NAME, "open to its owner only"),
        None => Check::warn(NAME, "does not exist yet", "`bedside setup` makes it"),
    }
}

fn keyring(config: &Config) -> Check {
    const NAME: &str = "keyring";
    match files::keyring(&config.keyring_file, &config.data_dir) {
        Err(problem) => failed(NAME, problem),
        Ok(keyring) => {
            Check::ok(NAME, format!("open to its owner only, master keys: {}", keyring.masters().count()))
        }
    }
}

fn apart(config: &Config) -> Check {
    const NAME: &str = "keys apart from data";
    match (device(&config.keyring_file), device(&config.data_dir)) {
        (Some(keys), Some(data)) if keys == data => Check::warn(
            NAME,
            "keyring and data lie on the same device: who takes the disk has both",
            "keep the keyring on another device, or on a file system that is unlocked at start (74 FR 19006)",
        ),
        (Some(_), Some(_)) => Check::ok(NAME, "on another device than the data"),
        _ => Check::warn(NAME, "cannot be seen yet", "run this again when keyring and data exist"),
    }
}

fn publish_dir(config: &Config) -> Check {
    const NAME: &str = "checkpoints elsewhere";
    let Some(folder) = &config.publish_dir else {
        return Check::warn(
            NAME,
            "checkpoints stay in the data directory, so a roll-back of everything would not show",
            "set `publish_dir` to a folder of another machine, or copy checkpoints away by other means",
        );
    };
    match files::folder("publish_dir", folder) {
        Some(problem) => failed(NAME, problem),
        None if device(folder).is_some() && device(folder) == device(&config.data_dir) => Check::warn(
            NAME,
            "`publish_dir` lies on the device of the data: who can roll one back can roll back both",
            "use a folder of another machine",
        ),
        None => Check::ok(NAME, "published outside the data directory"),
    }
}

fn running(config: &Config) -> Check {
    const NAME: &str = "server";
    match ask(&config.admin_socket, &Request::Status, QUIET, |_, _| ()) {
        Ok(Asked::Reply(Reply::Done(Answer::Status(status)))) => {
            let draining = if status.draining { ", draining" } else { "" };
            Check::ok(
                NAME,
                format!("runs release {}, connections: {}{draining}", status.version, status.connections),
            )
        }
        Ok(Asked::NoServer) => Check::ok(NAME, "does not run"),
        Ok(Asked::Reply(_)) => {
            Check::warn(NAME, "answers something else", "use the command line of the server's release")
        }
        Err(_) => Check::warn(
            NAME,
            "does not answer at its admin socket",
            "run as the server's account; look at its log",
        ),
    }
}

fn device(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|metadata| metadata.dev())
}
