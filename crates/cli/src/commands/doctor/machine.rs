//! The machine: disk space, open files, swap, core dumps.

use std::{fs, path::Path};

use bedside_server::config::Config;
use rustix::process::{Resource, getrlimit};

use super::Check;
use crate::commands::serve::OTHER_FILES;

const MIB: u64 = 1024 * 1024;
/// Below this, writes fail soon.
const DISK_LEAST: u64 = 512 * MIB;
/// Below this there is time to do something.
const DISK_LOW: u64 = 5 * 1024 * MIB;

pub(super) fn checks(config: &Config) -> Vec<Check> {
    vec![disk(config), open_files(config), swap(), core_dumps()]
}

fn disk(config: &Config) -> Check {
    const NAME: &str = "disk space";
    let existing = config.data_dir.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    let Ok(space) = rustix::fs::statvfs(existing) else {
        return Check::warn(NAME, "cannot be read", "see that the data directory's disk has room");
    };
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    let found = format!("{} MiB free", free / MIB);
    let advice = "make room or move the data: a full disk refuses messages";
    match free {
        ..DISK_LEAST => Check::fail(NAME, found, advice),
        DISK_LEAST..DISK_LOW => Check::warn(NAME, found, advice),
        _ => Check::ok(NAME, found),
    }
}

fn open_files(config: &Config) -> Check {
    const NAME: &str = "open files";
    let wanted = (config.max_connections as u64).saturating_add(OTHER_FILES);
    match getrlimit(Resource::Nofile).maximum {
        Some(limit) if limit < wanted => Check::warn(
            NAME,
            format!("at most {limit}, and max_connections needs {wanted}"),
            "raise the limit of the server's account (LimitNOFILE in its unit) or lower max_connections",
        ),
        Some(limit) => Check::ok(NAME, format!("at most {limit}, enough for max_connections")),
        None => Check::ok(NAME, "no limit"),
    }
}

fn swap() -> Check {
    const NAME: &str = "swap";
    match fs::read_to_string("/proc/swaps") {
        Ok(swaps) if swaps.lines().count() > 1 => Check::warn(
            NAME,
            "is on: keys and texts in memory can reach a disk",
            "switch it off, or encrypt it with a key that is new at each start",
        ),
        Ok(_) => Check::ok(NAME, "is off"),
        Err(_) => Check::warn(NAME, "cannot be seen", "see that it is off or encrypted"),
    }
}

fn core_dumps() -> Check {
    const NAME: &str = "core dumps";
    match getrlimit(Resource::Core).current {
        Some(0) => Check::ok(NAME, "are off"),
        _ => Check::warn(
            NAME,
            "are allowed for this account; the server switches them off for itself, other programs do not",
            "set the limit to 0 (LimitCORE=0)",
        ),
    }
}
