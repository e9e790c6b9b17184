//! How often canned replies were sent: counted in the transaction of the message, so that a retry counts once and what is lost does not
//! count.

use bedside_domain::{Department, DepartmentId, OrganisationId};
use bedside_keys::BoxFuture;
use rusqlite::params;

use crate::{CannedUse, CannedUses, ReadError};

use super::{
    SqliteStore,
    columns::{limit, number},
    failure::Failure,
    transaction::Tx,
};

/// Counts read at once: every reply of as many departments as an organisation has.
const ROWS_MAX: usize = 40_000;

impl CannedUses for SqliteStore {
    fn canned_uses(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<CannedUse>, ReadError>> {
        self.readers().read(move |sql| {
            sql.rows(
                "SELECT department, shortcut, sent FROM canned_use WHERE organisation = ?1 ORDER BY department, shortcut LIMIT ?2",
                params![organisation.to_bytes(), limit(ROWS_MAX)],
                |row| {
                    Ok(CannedUse {
                        department: DepartmentId::from_bytes(row.get(0)?),
                        shortcut: row.get(1)?,
                        sent: number(row, 2)?,
                    })
                },
            )
        })
    }
}

/// One more of each.
pub(super) fn sent(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    department: DepartmentId,
    shortcuts: &[String],
) -> Result<(), Failure> {
    for shortcut in shortcuts {
        tx.execute(
            "INSERT INTO canned_use (organisation, department, shortcut, sent) VALUES (?1, ?2, ?3, 1)
             ON CONFLICT DO UPDATE SET sent = sent + 1",
            params![organisation.to_bytes(), department.to_bytes(), shortcut],
        )?;
    }
    Ok(())
}

/// Forgets the counts of replies that the department does not have any more.
pub(super) fn keep_only_those_of(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    department: &Department,
) -> Result<(), Failure> {
    let place = [organisation.to_bytes(), department.id.to_bytes()];
    let counted: Vec<String> = tx.rows(
        "SELECT shortcut FROM canned_use WHERE organisation = ?1 AND department = ?2",
        place,
        |row| Ok(row.get(0)?),
    )?;
    for shortcut in counted.iter().filter(|one| department.canned.iter().all(|reply| reply.shortcut != **one))
    {
        tx.execute(
            "DELETE FROM canned_use WHERE organisation = ?1 AND department = ?2 AND shortcut = ?3",
            params![place[0], place[1], shortcut],
        )?;
    }
    Ok(())
}
