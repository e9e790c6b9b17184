//! What a write can do inside the open transaction: statements, an audit entry, an event, an outbox row.

use std::ops::Deref;

use bedside_audit::{DetailCommitment, Entry};
use bedside_domain::{ConversationId, OrganisationId, Rev, Seq};
use rusqlite::{Connection, Params, params};

use crate::EntryDraft;

use super::{
    columns::{actor_columns, actor_kind, int, number},
    failure::Failure,
    faults::{Fault, FaultPoint, Faults},
    memory::Memory,
    sql::Sql,
};

/// The open transaction, with what the writer remembers. Reads of [`Sql`] see what was written in it.
pub(super) struct Tx<'c> {
    sql: Sql<'c>,
    /// What the writer remembers.
    pub(super) memory: &'c mut Memory,
    faults: Option<&'c dyn Faults>,
    /// Whether the write at hand has changed a row: if so, its failure undoes the transaction.
    pub(super) wrote: bool,
    /// Set by a fault: commit, but do not say so.
    pub(super) unreported: bool,
    /// Set by a write that destroys bytes: the write-ahead log must not keep them.
    pub(super) empty_log: bool,
}

impl<'c> Deref for Tx<'c> {
    type Target = Sql<'c>;
    fn deref(&self) -> &Sql<'c> {
        &self.sql
    }
}

/// Storage's part of an audit entry.
#[derive(Default)]
pub(super) struct EntryFacts {
    pub(super) conversation: Option<ConversationId>,
    pub(super) subject: Option<[u8; 16]>,
    pub(super) seq: Option<Seq>,
    pub(super) rev: Option<Rev>,
    pub(super) body_hash: Option<[u8; 32]>,
}

impl<'c> Tx<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        memory: &'c mut Memory,
        faults: Option<&'c dyn Faults>,
    ) -> Self {
        Self { sql: Sql(connection), memory, faults, wrote: false, unreported: false, empty_log: false }
    }

    /// Passes a point at which a fault may be injected.
    pub(super) fn pass(&mut self, point: FaultPoint) -> Result<(), Failure> {
        match self.faults.map_or(Fault::None, |faults| faults.at(point)) {
            Fault::None => Ok(()),
            Fault::Lost => Err(Failure::Injected),
            Fault::DoneButReportedLost => {
                self.unreported = true;
                Ok(())
            }
        }
    }

    /// Runs one statement that changes rows; returns how many.
    pub(super) fn execute(&mut self, sql: &'static str, params: impl Params) -> Result<usize, Failure> {
        self.wrote = true;
        let rows = self.sql.0.prepare_cached(sql)?.execute(params)?;
        self.pass(FaultPoint::AfterStatement)?;
        Ok(rows)
    }

    /// Appends an entry to the organisation's log, under the next leaf number.
    pub(super) fn audit(
        &mut self,
        organisation: OrganisationId,
        draft: &EntryDraft,
        facts: &EntryFacts,
    ) -> Result<(), Failure> {
        let leaf = self.next_leaf(organisation)?;
        let conversation = facts.conversation.or(draft.conversation);
        let detail = draft.detail.as_ref();
        let entry = Entry {
            organisation: organisation.to_bytes(),
            id: draft.id,
            at_ms: draft.at.0,
            action: draft.action,
            actor_kind: actor_kind(draft.actor),
            actor: actor_columns(draft.actor).1,
            conversation: conversation.map_or([0; 16], ConversationId::to_bytes),
            subject: facts.subject.unwrap_or(draft.subject),
            seq: facts.seq.map_or(0, Seq::get),
            rev: facts.rev.map_or(0, Rev::get),
            body_hash: facts.body_hash.unwrap_or_default(),
            detail: detail.map_or_else(DetailCommitment::none, |detail| {
                DetailCommitment::of(&detail.salt, &detail.sealed)
            }),
        };
        self.execute(
            "INSERT INTO audit_entry (organisation, leaf, entry, salt, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                organisation.to_bytes(),
                int(leaf),
                &entry.encode()[..],
                detail.map(|detail| &detail.salt[..]),
                detail.map(|detail| &detail.sealed[..]),
            ],
        )?;
        self.memory.leaves.insert(organisation, leaf + 1);
        Ok(())
    }

    /// Adds an outbox row.
    pub(super) fn outbox(
        &mut self,
        organisation: OrganisationId,
        conversation: ConversationId,
        rev: Rev,
    ) -> Result<(), Failure> {
        self.execute(
            "INSERT INTO outbox (organisation, conversation, rev) VALUES (?1, ?2, ?3)",
            params![organisation.to_bytes(), conversation.to_bytes(), int(rev.get())],
        )?;
        self.memory.outbox = self.sql.0.last_insert_rowid();
        Ok(())
    }

    fn next_leaf(&mut self, organisation: OrganisationId) -> Result<u64, Failure> {
        if let Some(leaf) = self.memory.leaves.get(&organisation) {
            return Ok(*leaf);
        }
        if !self.exists("SELECT 1 FROM organisation WHERE id = ?1", [organisation.to_bytes()])? {
            return Err(Failure::Inconsistent("organisation: there is none with this id"));
        }
        let newest = self.row(
            "SELECT leaf FROM audit_entry WHERE organisation = ?1 ORDER BY leaf DESC LIMIT 1",
            [organisation.to_bytes()],
            |row| number(row, 0),
        )?;
        Ok(newest.map_or(0, |newest| newest + 1))
    }
}
