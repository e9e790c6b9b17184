//! The store and the audit log in it. Reads only, beside a running server too.

use std::{fs, path::Path, time::Duration};

use bedside_domain::{Clock, Organisation};
use bedside_server::{SystemClock, config::Config};
use bedside_storage::sqlite::{OpenError, organisations, verify_snapshot};

use super::Check;
use crate::{
    commands::audit::{published_folders, published_key, verify_log},
    output::Output,
};

/// Longer logs are left to `bedside audit verify`: this command is meant to be quick.
const QUICK_ENTRIES: u64 = 100_000;
/// A clock that is further behind the newest file of the store is wrong.
const AHEAD: Duration = Duration::from_secs(300);

pub(super) fn checks(config: &Config, output: &Output) -> Vec<Check> {
    const NAME: &str = "store";
    let all = match organisations(&config.data_dir) {
        Ok(all) => all,
        Err(OpenError::Missing(_)) => {
            return vec![Check::warn(
                NAME,
                "there is none yet",
                "`bedside setup` makes it with the first organisation",
            )];
        }
        Err(error) => {
            return vec![Check::fail(NAME, "cannot be opened", error.to_string())];
        }
    };
    let mut checks = vec![
        Check::ok(NAME, format!("opens, schema of this release, organisations: {}", all.len())),
        clock(config),
    ];
    checks.extend(all.iter().map(|organisation| log(config, organisation, output)));
    checks
}

fn log(config: &Config, organisation: &Organisation, output: &Output) -> Check {
    const NAME: &str = "audit log";
    let verify = "run `bedside audit verify` with a checkpoint kept elsewhere";
    let snapshot = match verify_snapshot(&config.data_dir, organisation.id) {
        Ok(snapshot) => snapshot,
        Err(error) => return Check::fail(NAME, "cannot be opened", error.to_string()),
    };
    let Some(head) = snapshot.committed() else {
        return Check::fail(NAME, "has no checkpoint", verify);
    };
    let verifier = match published_key(&published_folders(config), organisation.id) {
        Some(Ok(verifier)) => verifier,
        Some(Err(error)) => return Check::fail(NAME, error, "put the right verifier key back"),
        None => return Check::warn(NAME, "its verifier key is not there yet", "start the server once"),
    };
    if verifier.verify(&head.note).is_err() {
        return Check::fail(NAME, "its checkpoint does not bear the log's signature", verify);
    }
    let size = head.head.size;
    if size > QUICK_ENTRIES {
        let found =
            format!("{size} entries under a checkpoint whose signature holds; too many to verify here");
        return Check::warn(NAME, found, verify);
    }
    match verify_log(&snapshot, &verifier, &[], output) {
        Ok(report) if report.holds() => Check::ok(NAME, format!("{} entries verify", report.entries)),
        Ok(report) => {
            let kinds: Vec<_> =
                report.counts().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
            Check::fail(NAME, format!("does not hold: {}", kinds.join(", ")), verify)
        }
        Err(_) => Check::fail(NAME, "cannot be read to its end", "restore the store from a backup"),
    }
}

/// A clock that went back would put new messages before old ones and end sessions late.
fn clock(config: &Config) -> Check {
    const NAME: &str = "clock";
    /// 2025-01-01, before the first release.
    const EARLIEST_MS: u64 = 1_735_689_600_000;
    let now = SystemClock.now().0;
    let newest = ["data.sqlite", "data.sqlite-wal", "keys.sqlite"]
        .iter()
        .filter_map(|name| modified_ms(&config.data_dir.join(name)))
        .max()
        .unwrap_or(0);
    let ahead_ms = u64::try_from(AHEAD.as_millis()).unwrap_or(u64::MAX);
    if now < EARLIEST_MS || now.saturating_add(ahead_ms) < newest {
        return Check::fail(
            NAME,
            "is behind the newest write of the store",
            "set it, and keep it right with NTP: sessions, retention and the log's dates depend on it",
        );
    }
    Check::ok(NAME, "not behind the store")
}

fn modified_ms(file: &Path) -> Option<u64> {
    let modified = fs::metadata(file).ok()?.modified().ok()?;
    let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
}
