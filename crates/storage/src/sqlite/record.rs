//! The hash by which an entry commits to a row that is no message, written and verified from the stored columns by the same code.
//!
//! **Invariant:** columns and their order are those of `docs/formats/audit-log.md`, "Records". A new column takes a new version there.

use bedside_audit::{RecordEncoding, RecordKind};
use bedside_domain::{ConversationId, OrganisationId};
use rusqlite::{Row, types::ValueRef};

use super::{failure::Failure, sql::Sql};

type Hash = [u8; 32];

/// The hash of an organisation's row; `None` if there is none.
pub(super) fn organisation(sql: Sql<'_>, organisation: OrganisationId) -> Result<Option<Hash>, Failure> {
    sql.row("SELECT name FROM organisation WHERE id = ?1", [organisation.to_bytes()], |row| {
        hash(RecordKind::Organisation, row)
    })
}

/// The hash of a department's row.
pub(super) fn department(
    sql: Sql<'_>,
    organisation: OrganisationId,
    id: [u8; 16],
) -> Result<Option<Hash>, Failure> {
    sql.row(
        "SELECT 'department', settings FROM department WHERE organisation = ?1 AND id = ?2",
        [organisation.to_bytes(), id],
        |row| hash(RecordKind::Setting, row),
    )
}

/// The hash of a site's row.
pub(super) fn site(
    sql: Sql<'_>,
    organisation: OrganisationId,
    id: [u8; 16],
) -> Result<Option<Hash>, Failure> {
    sql.row(
        "SELECT 'site', settings FROM site WHERE organisation = ?1 AND id = ?2",
        [organisation.to_bytes(), id],
        |row| hash(RecordKind::Setting, row),
    )
}

/// The hash of an account's row.
pub(super) fn staff(
    sql: Sql<'_>,
    organisation: OrganisationId,
    id: [u8; 16],
) -> Result<Option<Hash>, Failure> {
    sql.row(
        "SELECT email_index, role, departments, created_at, disabled_at, profile
         FROM staff WHERE organisation = ?1 AND id = ?2",
        [organisation.to_bytes(), id],
        |row| hash(RecordKind::Staff, row),
    )
}

/// The hash of a conversation's row and of who served it; of who served it alone where the row is gone.
pub(super) fn conversation(
    sql: Sql<'_>,
    organisation: OrganisationId,
    id: ConversationId,
) -> Result<Hash, Failure> {
    let place = [organisation.to_bytes(), id.to_bytes()];
    let mut encoding = RecordEncoding::new(RecordKind::Conversation);
    sql.row(
        "SELECT phase, department, staff, visitor, client_key, site, person, opened_at, waiting_since, closed_at,
                close_reason, urgent, policy, card, details, left_at, filed
         FROM conversation WHERE organisation = ?1 AND id = ?2",
        place,
        |row| match (row.get_ref(LEFT_AT)?, row.get_ref(FILED)?) {
            // Nothing was added to it since version 1, by whose entries it is still checked.
            (ValueRef::Null, ValueRef::Null) => some_columns(&mut encoding, row, LEFT_AT),
            _ => {
                encoding = RecordEncoding::second(RecordKind::Conversation);
                columns(&mut encoding, row)
            }
        },
    )?;
    sql.rows(
        "SELECT ordinal, staff FROM served WHERE organisation = ?1 AND conversation = ?2 ORDER BY ordinal",
        place,
        |row| columns(&mut encoding, row),
    )?;
    Ok(encoding.hash())
}

/// The hash of a conversation's rating.
pub(super) fn rating(
    sql: Sql<'_>,
    organisation: OrganisationId,
    conversation: [u8; 16],
) -> Result<Option<Hash>, Failure> {
    sql.row(
        "SELECT id, score, at, comment FROM rating WHERE organisation = ?1 AND conversation = ?2",
        [organisation.to_bytes(), conversation],
        |row| hash(RecordKind::Rating, row),
    )
}

/// The hash of all blocks of an organisation.
pub(super) fn blocks(sql: Sql<'_>, organisation: OrganisationId) -> Result<Hash, Failure> {
    let mut encoding = RecordEncoding::new(RecordKind::Blocks);
    sql.rows(
        "SELECT person, visitor, conversation, department, reason, staff, at, until
         FROM ban WHERE organisation = ?1 ORDER BY person",
        [organisation.to_bytes()],
        |row| columns(&mut encoding, row),
    )?;
    Ok(encoding.hash())
}

/// The hash of all reminders of a member of staff.
pub(super) fn reminders(
    sql: Sql<'_>,
    organisation: OrganisationId,
    staff: [u8; 16],
) -> Result<Hash, Failure> {
    let mut encoding = RecordEncoding::new(RecordKind::Reminders);
    sql.rows(
        "SELECT conversation, due_at FROM reminder WHERE organisation = ?1 AND staff = ?2 ORDER BY conversation",
        [organisation.to_bytes(), staff],
        |row| columns(&mut encoding, row),
    )?;
    Ok(encoding.hash())
}

/// Columns of a conversation that version 1 of the encoding does not have.
const LEFT_AT: usize = 15;
const FILED: usize = 16;

/// The hash of one row, as its query selects it.
pub(super) fn hash(kind: RecordKind, row: &Row<'_>) -> Result<Hash, Failure> {
    let mut encoding = RecordEncoding::new(kind);
    columns(&mut encoding, row)?;
    Ok(encoding.hash())
}

fn columns(encoding: &mut RecordEncoding, row: &Row<'_>) -> Result<(), Failure> {
    some_columns(encoding, row, row.as_ref().column_count())
}

fn some_columns(encoding: &mut RecordEncoding, row: &Row<'_>, count: usize) -> Result<(), Failure> {
    for column in 0..count {
        match row.get_ref(column)? {
            ValueRef::Null => encoding.none(),
            ValueRef::Integer(value) => encoding.integer(value),
            ValueRef::Blob(value) => encoding.bytes(value),
            ValueRef::Text(value) => encoding.text(value),
            ValueRef::Real(_) => return Err(Failure::Inconsistent("a stored number is a fraction")),
        }
    }
    Ok(())
}
