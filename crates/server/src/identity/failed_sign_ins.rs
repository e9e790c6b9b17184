//! Failed sign-ins in the audit log: an entry for the first of an account, then one with a count for each window in which there were
//! more. Addresses without an account share one: a stranger cannot fill the disk.

use std::{collections::HashMap, sync::Mutex};

use bedside_audit::Action;
use bedside_domain::{Actor, Millis, OrganisationId};
use bedside_storage::WriteError;
use serde_json::json;

use crate::{entries::About, services::Services};

const WINDOW_MS: u64 = 10 * 60_000;

/// What is counted and not written yet. As many as there are accounts, at most; a crash loses the counts and not the first.
#[derive(Default)]
pub(crate) struct FailedSignIns {
    // A std Mutex: held for a map access, never across an await.
    windows: Mutex<HashMap<(OrganisationId, [u8; 16]), Window>>,
}

struct Window {
    since: Millis,
    more: u32,
}

struct Unwritten {
    organisation: OrganisationId,
    account: [u8; 16],
    since: Millis,
    count: u32,
}

impl FailedSignIns {
    /// Counts one. True for the first of its window, which is to be written now.
    fn is_first(&self, organisation: OrganisationId, account: [u8; 16], now: Millis) -> bool {
        let mut windows = self.windows.lock().expect("no panic while held");
        match windows.get_mut(&(organisation, account)) {
            Some(window) => {
                window.more = window.more.saturating_add(1);
                false
            }
            None => {
                windows.insert((organisation, account), Window { since: now, more: 0 });
                true
            }
        }
    }

    /// Takes the counts of windows that began at or before `until`. Where there were none, the window ends.
    fn take(&self, until: Millis, now: Millis) -> Vec<Unwritten> {
        let mut taken = Vec::new();
        let mut windows = self.windows.lock().expect("no panic while held");
        windows.retain(|(organisation, account), window| {
            if window.since > until {
                return true;
            }
            if window.more == 0 {
                return false;
            }
            let (since, count) = (window.since, window.more);
            taken.push(Unwritten { organisation: *organisation, account: *account, since, count });
            *window = Window { since: now, more: 0 };
            true
        });
        taken
    }
}

impl Services {
    /// Notes a failed sign-in: of that account, or of none (zero).
    pub(super) async fn sign_in_failed(
        &self,
        organisation: OrganisationId,
        account: [u8; 16],
    ) -> Result<(), WriteError> {
        self.metrics.sign_ins_failed.add_one();
        if !self.failed_sign_ins.is_first(organisation, account, self.clock.now()) {
            return Ok(());
        }
        let entry = self.entries.draft(Action::StaffSignInFailed, Actor::System, None).about(account);
        self.stores.audit.record(organisation, entry).await
    }

    /// Writes the counts whose window is over.
    pub(crate) async fn write_failed_sign_ins(&self) {
        let now = self.clock.now();
        self.write_counts(Millis(now.0.saturating_sub(WINDOW_MS)), now).await;
    }

    /// Writes every count: the server stops.
    pub(crate) async fn write_all_failed_sign_ins(&self) {
        let now = self.clock.now();
        self.write_counts(now, now).await;
    }

    async fn write_counts(&self, until: Millis, now: Millis) {
        for unwritten in self.failed_sign_ins.take(until, now) {
            let Unwritten { organisation, account, since, count } = unwritten;
            let keys = match self.custodian.organisation_keys(organisation).await {
                Ok(keys) => keys,
                Err(error) => {
                    tracing::error!(%error, count, "A count of failed sign-ins could not be sealed for the audit log");
                    continue;
                }
            };
            let draft = self.entries.draft(Action::StaffSignInFailed, Actor::System, None).about(account);
            let detail = json!({ "count": count, "since": since });
            let draft = self.entries.with_detail(draft, organisation, keys.current(), &detail);
            if let Err(error) = self.stores.audit.record(organisation, draft).await {
                tracing::error!(%error, count, "A count of failed sign-ins could not be written into the audit log");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_written_and_more_are_counted() {
        let failed = FailedSignIns::default();
        let organisation = OrganisationId::from_bytes([1; 16]);
        assert!(failed.is_first(organisation, [1; 16], Millis(0)));
        assert!(failed.is_first(organisation, [2; 16], Millis(0)));
        for _ in 0..5 {
            assert!(!failed.is_first(organisation, [1; 16], Millis(1)));
        }
        let taken = failed.take(Millis(0), Millis(WINDOW_MS));
        assert_eq!(taken.iter().map(|it| (it.account, it.count)).collect::<Vec<_>>(), [([1; 16], 5)]);
        // It goes on: counted, not written at once. The quiet one begins anew.
        assert!(!failed.is_first(organisation, [1; 16], Millis(WINDOW_MS + 1)));
        assert!(failed.is_first(organisation, [2; 16], Millis(WINDOW_MS + 1)));
        assert_eq!(failed.take(Millis(0), Millis(WINDOW_MS + 2)).len(), 0);
        assert_eq!(failed.take(Millis(WINDOW_MS), Millis(WINDOW_MS * 2))[0].count, 1);
        failed.take(Millis(WINDOW_MS * 9), Millis(WINDOW_MS * 9));
        assert_eq!(failed.windows.lock().unwrap().len(), 0);
    }
}
