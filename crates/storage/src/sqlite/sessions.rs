//! Sessions: only the hash of a token is kept, and it alone finds the session.

use bedside_domain::{Millis, OrganisationId, PersonId, SiteId, StaffId, VisitorId};
use bedside_keys::BoxFuture;
use rusqlite::{Row, params};

use crate::{EntryDraft, ReadError, SessionOwner, Sessions, StoredSession, WriteError};

use super::{
    SqliteStore,
    columns::{int, millis},
    failure::Failure,
    transaction::{EntryFacts, Tx},
};

const VISITOR: u8 = 1;
const STAFF: u8 = 2;

impl Sessions for SqliteStore {
    fn add(
        &self,
        session: StoredSession,
        entry: Option<EntryDraft>,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| add(tx, &session, entry.as_ref()))
    }

    fn find(&self, token_hash: [u8; 32]) -> BoxFuture<'_, Result<Option<StoredSession>, ReadError>> {
        self.readers().read(move |sql| {
            sql.row(
                "SELECT organisation, token_hash, owner_kind, owner, person, site, consent_version, created_at, expires_at,
                        used_at
                 FROM session WHERE token_hash = ?1",
                [token_hash],
                from_row,
            )
        })
    }

    fn touch(&self, token_hash: [u8; 32], at: Millis) {
        self.coalesced().touch(token_hash, at);
    }

    fn end(
        &self,
        token_hash: [u8; 32],
        entry: Option<EntryDraft>,
    ) -> BoxFuture<'_, Result<bool, WriteError>> {
        self.writer().write(move |tx| {
            let organisation =
                tx.row("SELECT organisation FROM session WHERE token_hash = ?1", [token_hash], |row| {
                    Ok(OrganisationId::from_bytes(row.get(0)?))
                })?;
            let Some(organisation) = organisation else { return Ok(false) };
            if let Some(entry) = &entry {
                tx.audit(organisation, entry, &EntryFacts::default())?;
            }
            tx.execute("DELETE FROM session WHERE token_hash = ?1", [token_hash])?;
            Ok(true)
        })
    }

    fn prolong_of_visitor(
        &self,
        organisation: OrganisationId,
        visitor: VisitorId,
        until: Millis,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| {
            tx.execute(
                "UPDATE session SET expires_at = ?4
                 WHERE organisation = ?1 AND owner = ?2 AND owner_kind = ?3 AND expires_at < ?4",
                params![organisation.to_bytes(), visitor.to_bytes(), VISITOR, int(until.0)],
            )?;
            Ok(())
        })
    }

    fn end_all_of_staff(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| {
            let ended = tx.execute(
                "DELETE FROM session WHERE organisation = ?1 AND owner = ?2 AND owner_kind = ?3",
                params![organisation.to_bytes(), staff.to_bytes(), STAFF],
            )?;
            if ended > 0 {
                tx.audit(organisation, &entry, &EntryFacts::default())?;
            }
            Ok(())
        })
    }

    fn expired_of_staff(&self, before: Millis) -> BoxFuture<'_, Result<Vec<StoredSession>, ReadError>> {
        self.readers().read(move |sql| {
            sql.rows(
                "SELECT organisation, token_hash, owner_kind, owner, person, site, consent_version, created_at, expires_at,
                        used_at
                 FROM session WHERE expires_at < ?1 AND owner_kind = ?2 ORDER BY expires_at LIMIT 1000",
                params![int(before.0), STAFF],
                from_row,
            )
        })
    }

    fn sweep(&self, before: Millis) -> BoxFuture<'_, Result<usize, WriteError>> {
        self.writer().write(move |tx| {
            tx.execute(
                "DELETE FROM session WHERE (token_hash, organisation) IN (
                     SELECT token_hash, organisation FROM session WHERE expires_at < ?1 AND owner_kind = ?2
                     ORDER BY expires_at LIMIT 1000)",
                params![int(before.0), VISITOR],
            )
        })
    }
}

fn add(tx: &mut Tx<'_>, session: &StoredSession, entry: Option<&EntryDraft>) -> Result<(), Failure> {
    let organisation = session.organisation.to_bytes();
    if !tx.exists("SELECT 1 FROM organisation WHERE id = ?1", [organisation])? {
        return Err(Failure::Inconsistent("organisation: there is none with this id"));
    }
    if tx.exists("SELECT 1 FROM session WHERE token_hash = ?1", [session.token_hash])? {
        return Err(Failure::Inconsistent("session: there is one with this token already"));
    }
    if let Some(entry) = entry {
        tx.audit(session.organisation, entry, &EntryFacts::default())?;
    }
    let (kind, owner, person, site, consent) = match session.owner {
        SessionOwner::Visitor { visitor, person, site, consent_version } => (
            VISITOR,
            visitor.to_bytes(),
            Some(person.to_bytes()),
            Some(site.to_bytes()),
            Some(consent_version),
        ),
        SessionOwner::Staff(staff) => (STAFF, staff.to_bytes(), None, None, None),
    };
    tx.execute(
        "INSERT INTO session (token_hash, organisation, owner_kind, owner, person, site, consent_version, created_at,
                              expires_at, used_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            session.token_hash,
            organisation,
            kind,
            owner,
            person,
            site,
            consent,
            int(session.created_at.0),
            int(session.expires_at.0),
            int(session.used_at.0),
        ],
    )?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> Result<StoredSession, Failure> {
    let person: Option<[u8; 16]> = row.get(4)?;
    let site: Option<[u8; 16]> = row.get(5)?;
    let owner = match (row.get::<_, u8>(2)?, person, site, row.get(6)?) {
        (VISITOR, Some(person), Some(site), Some(consent_version)) => SessionOwner::Visitor {
            visitor: VisitorId::from_bytes(row.get(3)?),
            person: PersonId::from_bytes(person),
            site: SiteId::from_bytes(site),
            consent_version,
        },
        (STAFF, None, None, None) => SessionOwner::Staff(StaffId::from_bytes(row.get(3)?)),
        _ => return Err(Failure::Inconsistent("session: its owner is of no known form")),
    };
    Ok(StoredSession {
        organisation: OrganisationId::from_bytes(row.get(0)?),
        token_hash: row.get(1)?,
        owner,
        created_at: millis(row, 7)?,
        expires_at: millis(row, 8)?,
        used_at: millis(row, 9)?,
    })
}
