//! The audit log as a test reads it: beside the running server, through the same snapshot that `bedside audit verify` uses.

use std::path::Path;

use bedside_audit::{Action, ActorKind, Entry, Verifier, VerifyInput, verify, verify::DEFAULT_MAX_PENDING};
use bedside_domain::{ConversationId, OrganisationId, StaffId};
use bedside_storage::sqlite::verify_snapshot;

use super::{Tenant, TestApp};

impl TestApp {
    /// Every entry of a tenant's log, in order.
    pub(crate) fn entries_of(&self, tenant: &Tenant) -> Vec<Entry> {
        let snapshot = verify_snapshot(&self.config.data_dir, tenant.id).expect("the log can be read");
        snapshot.leaves().map(|leaf| Entry::decode(&leaf.unwrap().leaf).expect("an entry")).collect()
    }

    /// Entries of the usual tenant's log that no checkpoint covers yet.
    pub(crate) fn unpublished(&self) -> u64 {
        let snapshot = verify_snapshot(&self.config.data_dir, self.tenant().id).expect("the log can be read");
        let covered = snapshot.committed().map_or(0, |head| head.head.size);
        snapshot.leaves().count() as u64 - covered
    }

    /// Every entry of the usual tenant's log.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries_of(self.tenant())
    }

    /// What a member of staff did, by the log, in order; `in_conversation` narrows it.
    pub(crate) fn done_by(&self, staff: &str, in_conversation: Option<&str>) -> Vec<Action> {
        let staff: StaffId = staff.parse().unwrap();
        let of: Option<ConversationId> = in_conversation.map(|id| id.parse().unwrap());
        self.entries()
            .into_iter()
            .filter(|entry| entry.actor_kind == ActorKind::Staff && entry.actor == staff.to_bytes())
            .filter(|entry| of.is_none_or(|of| entry.conversation == of.to_bytes()))
            .map(|entry| entry.action)
            .collect()
    }

    /// Actions on one conversation, by whomever.
    pub(crate) fn done_to(&self, conversation: &str) -> Vec<Action> {
        let of: ConversationId = conversation.parse().unwrap();
        let on = self.entries().into_iter().filter(|entry| entry.conversation == of.to_bytes());
        on.map(|entry| entry.action).collect()
    }
}

/// The log of an organisation verifies, its rows agree with it, and nothing waits for a checkpoint.
#[track_caller]
pub(crate) fn assert_verifies(data_dir: &Path, organisation: OrganisationId) {
    let key = std::fs::read_to_string(data_dir.join("audit").join(format!("{organisation}.vkey")));
    assert_verifies_against(data_dir, organisation, &key.expect("the verifier key is published"), &[]);
}

/// The same with a key, and checkpoints, that were kept elsewhere.
#[track_caller]
pub(crate) fn assert_verifies_against(
    data_dir: &Path,
    organisation: OrganisationId,
    key: &str,
    outside: &[&str],
) {
    let verifier = Verifier::parse(key.trim()).unwrap();
    let snapshot = verify_snapshot(data_dir, organisation).expect("the log can be read");
    let report = verify(VerifyInput {
        verifier: &verifier,
        organisation: organisation.to_bytes(),
        checkpoint: snapshot.committed().map(|head| head.note.as_str()),
        outside,
        tiles: &snapshot.tiles(),
        leaves: snapshot.leaves(),
        rows: snapshot.rows(),
        messages_only: false,
        max_pending: DEFAULT_MAX_PENDING,
    })
    .expect("the log can be read to its end");
    assert!(report.holds(), "the audit log does not verify: {report:?}");
    assert_eq!(report.pending, 0, "an orderly stop publishes every entry");
    assert!(report.entries > 0);
}
