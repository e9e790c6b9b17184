//! Receipts and uses of sessions: state that may be a moment late. Kept in memory, newest only, and committed with the next group.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bedside_domain::{Actor, ConversationId, Millis, OrganisationId};
use rusqlite::params;

use crate::{StoredReceipt, WriteError};

use super::{
    columns::{actor_columns, int},
    failure::Failure,
    job::Job,
    transaction::Tx,
};

/// Entries of each kind that wait at most. More are dropped: the next receipt or use says the same.
const WAITING_MAX: usize = 65_536;

type ReceiptKey = (OrganisationId, ConversationId, Actor);

/// What waits for the next group.
#[derive(Default)]
pub(super) struct Coalesced {
    // A std Mutex: held for one map insert, or for taking both maps.
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    receipts: HashMap<ReceiptKey, (u64, u64)>,
    uses: HashMap<[u8; 32], Millis>,
}

impl Coalesced {
    /// Notes a receipt; numbers only grow.
    pub(super) fn raise(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        receipt: StoredReceipt,
    ) {
        let key = (organisation, conversation, receipt.participant);
        self.lock().receipt(key, (receipt.delivered, receipt.read));
    }

    /// Notes the use of a session; the newest counts.
    pub(super) fn touch(&self, token_hash: [u8; 32], at: Millis) {
        self.lock().used(token_hash, at);
    }

    /// All that waits, as one write.
    pub(super) fn take(self: &Arc<Self>) -> Option<Box<dyn Job>> {
        let waiting = std::mem::take(&mut *self.lock());
        if waiting.receipts.is_empty() && waiting.uses.is_empty() {
            return None;
        }
        Some(Box::new(Flush { from: Arc::clone(self), waiting }))
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn receipt(&mut self, key: ReceiptKey, (delivered, read): (u64, u64)) {
        if self.receipts.len() < WAITING_MAX || self.receipts.contains_key(&key) {
            let newest = self.receipts.entry(key).or_default();
            *newest = (newest.0.max(delivered), newest.1.max(read));
        }
    }

    fn used(&mut self, token_hash: [u8; 32], at: Millis) {
        if self.uses.len() < WAITING_MAX || self.uses.contains_key(&token_hash) {
            let newest = self.uses.entry(token_hash).or_insert(at);
            *newest = (*newest).max(at);
        }
    }
}

struct Flush {
    from: Arc<Coalesced>,
    waiting: Waiting,
}

impl Job for Flush {
    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        for ((organisation, conversation, participant), (delivered, read)) in &self.waiting.receipts {
            let (kind, id) = actor_columns(*participant);
            tx.execute(
                "INSERT INTO receipt (organisation, conversation, participant_kind, participant, delivered, read)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6
                 WHERE EXISTS (SELECT 1 FROM conversation WHERE organisation = ?1 AND id = ?2)
                 ON CONFLICT DO UPDATE SET delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)",
                params![organisation.to_bytes(), conversation.to_bytes(), kind, id, int(*delivered), int(*read)],
            )?;
        }
        for (token_hash, at) in &self.waiting.uses {
            tx.execute(
                "UPDATE session SET used_at = max(used_at, ?2) WHERE token_hash = ?1",
                params![token_hash, int(at.0)],
            )?;
        }
        Ok(())
    }

    fn refuse(&mut self, _: WriteError) {}

    fn announce(&mut self) {}

    fn report(self: Box<Self>) {}

    /// Waits for the next group, unless something newer has come.
    fn fail(self: Box<Self>, error: WriteError) {
        if matches!(error, WriteError::Inconsistent { .. }) {
            return;
        }
        let mut waiting = self.from.lock();
        for (key, numbers) in self.waiting.receipts {
            waiting.receipt(key, numbers);
        }
        for (token_hash, at) in self.waiting.uses {
            waiting.used(token_hash, at);
        }
    }
}
