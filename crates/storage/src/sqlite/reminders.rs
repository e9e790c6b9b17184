//! Reminders: a few for each member of staff.

use bedside_domain::{ConversationId, OrganisationId, StaffId};
use bedside_keys::BoxFuture;
use rusqlite::params;

use crate::{EntryDraft, ReadError, Reminders, StoredReminder, WriteError};

use super::{
    SqliteStore,
    columns::{int, limit, millis},
    failure::Failure,
    record,
    transaction::{EntryFacts, Tx},
};

impl Reminders for SqliteStore {
    fn put(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
        reminder: StoredReminder,
        most: usize,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>> {
        self.writer().write(move |tx| {
            let written = tx.execute(
                "INSERT INTO reminder (organisation, staff, conversation, due_at)
                 SELECT ?1, ?2, ?3, ?4
                 WHERE EXISTS (SELECT 1 FROM organisation WHERE id = ?1)
                 AND (SELECT count(*) FROM reminder WHERE organisation = ?1 AND staff = ?2 AND conversation <> ?3) < ?5
                 ON CONFLICT DO UPDATE SET due_at = excluded.due_at",
                params![
                    organisation.to_bytes(),
                    staff.to_bytes(),
                    reminder.conversation.to_bytes(),
                    int(reminder.due_at.0),
                    limit(most),
                ],
            )?;
            if written > 0 {
                audit(tx, organisation, staff, &entry)?;
            }
            Ok(written > 0)
        })
    }

    fn remove(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
        conversation: ConversationId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>> {
        self.writer().write(move |tx| {
            let removed = tx.execute(
                "DELETE FROM reminder WHERE organisation = ?1 AND staff = ?2 AND conversation = ?3",
                [organisation.to_bytes(), staff.to_bytes(), conversation.to_bytes()],
            )?;
            if removed > 0 {
                audit(tx, organisation, staff, &entry)?;
            }
            Ok(removed > 0)
        })
    }

    fn of_staff(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
    ) -> BoxFuture<'_, Result<Vec<StoredReminder>, ReadError>> {
        self.readers().read(move |sql| {
            sql.rows(
                "SELECT conversation, due_at FROM reminder WHERE organisation = ?1 AND staff = ?2
                 ORDER BY due_at, conversation",
                [organisation.to_bytes(), staff.to_bytes()],
                |row| {
                    let conversation = ConversationId::from_bytes(row.get(0)?);
                    Ok(StoredReminder { conversation, due_at: millis(row, 1)? })
                },
            )
        })
    }
}

/// An entry that commits to all reminders of this member of staff, who is its actor, as they are now.
fn audit(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    staff: StaffId,
    entry: &EntryDraft,
) -> Result<(), Failure> {
    let body_hash = Some(record::reminders(**tx, organisation, staff.to_bytes())?);
    tx.audit(organisation, entry, &EntryFacts { body_hash, ..EntryFacts::default() })
}
