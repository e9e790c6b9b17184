//! Blocks of visitors: few rows, read as a whole.

use bedside_domain::{
    BanReason, ConversationId, DepartmentId, Millis, OrganisationId, PersonId, StaffId, VisitorId,
};
use bedside_keys::BoxFuture;
use rusqlite::params;

use crate::{Bans, EntryDraft, ReadError, StoredBan, WriteError};

use super::{
    SqliteStore,
    columns::{int, millis},
    failure::Failure,
    record,
    transaction::{EntryFacts, Tx},
};

impl Bans for SqliteStore {
    fn put(&self, ban: StoredBan, entry: EntryDraft) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| put(tx, &ban, &entry))
    }

    fn lift(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>> {
        self.writer().write(move |tx| {
            let lifted = tx.execute(
                "DELETE FROM ban WHERE organisation = ?1 AND person = ?2",
                [organisation.to_bytes(), person.to_bytes()],
            )?;
            if lifted > 0 {
                audit(tx, organisation, &entry)?;
            }
            Ok(lifted > 0)
        })
    }

    fn all(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<StoredBan>, ReadError>> {
        self.readers().read(move |sql| {
            sql.rows(
                "SELECT person, visitor, conversation, department, reason, staff, at, until
                 FROM ban WHERE organisation = ?1",
                [organisation.to_bytes()],
                |row| {
                    let reason = row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?;
                    Ok(StoredBan {
                        organisation,
                        person: PersonId::from_bytes(row.get(0)?),
                        visitor: VisitorId::from_bytes(row.get(1)?),
                        conversation: ConversationId::from_bytes(row.get(2)?),
                        department: DepartmentId::from_bytes(row.get(3)?),
                        reason: BanReason::from_name(reason)
                            .ok_or(Failure::Inconsistent("ban: a reason that this release does not know"))?,
                        by: StaffId::from_bytes(row.get(5)?),
                        at: millis(row, 6)?,
                        until: millis(row, 7)?,
                    })
                },
            )
        })
    }

    fn sweep(
        &self,
        organisation: OrganisationId,
        before: Millis,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<usize, WriteError>> {
        self.writer().write(move |tx| {
            let over = tx.execute(
                "DELETE FROM ban WHERE organisation = ?1 AND until < ?2",
                params![organisation.to_bytes(), int(before.0)],
            )?;
            if over > 0 {
                audit(tx, organisation, &entry)?;
            }
            Ok(over)
        })
    }
}

fn put(tx: &mut Tx<'_>, ban: &StoredBan, entry: &EntryDraft) -> Result<(), Failure> {
    let organisation = ban.organisation.to_bytes();
    tx.execute(
        "INSERT INTO ban (organisation, person, visitor, conversation, department, reason, staff, at, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (organisation, person) DO UPDATE SET
             visitor = excluded.visitor, conversation = excluded.conversation, department = excluded.department,
             reason = excluded.reason, staff = excluded.staff, at = excluded.at, until = excluded.until",
        params![
            organisation,
            ban.person.to_bytes(),
            ban.visitor.to_bytes(),
            ban.conversation.to_bytes(),
            ban.department.to_bytes(),
            ban.reason.name(),
            ban.by.to_bytes(),
            int(ban.at.0),
            int(ban.until.0),
        ],
    )?;
    tx.execute(
        "UPDATE session SET expires_at = max(expires_at, ?3) WHERE organisation = ?1 AND owner = ?2",
        params![organisation, ban.visitor.to_bytes(), int(ban.until.0)],
    )?;
    // An unknown organisation is refused here, and nothing of it stays.
    audit(tx, ban.organisation, entry)
}

/// An entry that commits to all blocks as they are now.
fn audit(tx: &mut Tx<'_>, organisation: OrganisationId, entry: &EntryDraft) -> Result<(), Failure> {
    let body_hash = Some(record::blocks(**tx, organisation)?);
    tx.audit(organisation, entry, &EntryFacts { body_hash, ..EntryFacts::default() })
}
