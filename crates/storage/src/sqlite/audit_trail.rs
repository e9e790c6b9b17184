//! Audit entries that describe no change to the data.

use bedside_domain::OrganisationId;
use bedside_keys::BoxFuture;

use crate::{AuditTrail, EntryDraft, ReadError, WriteError};

use super::{SqliteStore, columns::number, transaction::EntryFacts};

impl AuditTrail for SqliteStore {
    fn record(
        &self,
        organisation: OrganisationId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| tx.audit(organisation, &entry, &EntryFacts::default()))
    }

    fn progress(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<(u64, u64), ReadError>> {
        self.readers().read(move |sql| {
            let newest = sql.row(
                "SELECT leaf FROM audit_entry WHERE organisation = ?1 ORDER BY leaf DESC LIMIT 1",
                [organisation.to_bytes()],
                |row| number(row, 0),
            )?;
            let signed = sql.row(
                "SELECT size FROM audit_head WHERE organisation = ?1 AND standing = 1",
                [organisation.to_bytes()],
                |row| number(row, 0),
            )?;
            Ok((newest.map_or(0, |newest| newest + 1), signed.unwrap_or(0)))
        })
    }
}
