//! Organisations, sites, departments, staff: few rows, read as a whole.

use bedside_audit::SignedHead;
use bedside_domain::{Department, DepartmentId, Millis, Organisation, OrganisationId, Role, Site, StaffId};
use bedside_keys::BoxFuture;
use rusqlite::params;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Directory, EntryDraft, ReadError, StoredStaff, WriteError};

use super::{
    SqliteStore,
    audit_log::{Standing, write_head},
    canned,
    columns::{int, millis, optional_number, sealed},
    failure::Failure,
    record,
    sql::Sql,
    transaction::{EntryFacts, Tx},
};

const UNREADABLE: Failure = Failure::Inconsistent("site or department: its settings cannot be read");

impl SqliteStore {
    /// Adds an organisation together with the first, empty head of its audit log, in one transaction: an organisation without a
    /// log cannot come to be. The head is made by [`bedside_audit::sequence::genesis`]; `keys` are the entries of its first keys.
    pub fn add_organisation_with_log(
        &self,
        organisation: Organisation,
        entry: EntryDraft,
        keys: Vec<EntryDraft>,
        genesis: SignedHead,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| {
            add_organisation(tx, &organisation, &entry, Some(&genesis))?;
            keys.iter().try_for_each(|entry| tx.audit(organisation.id, entry, &EntryFacts::default()))
        })
    }
}

impl Directory for SqliteStore {
    fn organisations(&self) -> BoxFuture<'_, Result<Vec<Organisation>, ReadError>> {
        self.readers().read(organisations)
    }

    fn sites(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<Site>, ReadError>> {
        self.readers().read(move |sql| {
            sql.rows(
                "SELECT settings FROM site WHERE organisation = ?1 ORDER BY id",
                [organisation.to_bytes()],
                |row| from_json(&row.get::<_, String>(0)?),
            )
        })
    }

    fn departments(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<Department>, ReadError>> {
        self.readers().read(move |sql| {
            sql.rows(
                "SELECT settings FROM department WHERE organisation = ?1 ORDER BY id",
                [organisation.to_bytes()],
                |row| from_json(&row.get::<_, String>(0)?),
            )
        })
    }

    fn staff(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<StoredStaff>, ReadError>> {
        self.readers().read(move |sql| staff(sql, organisation))
    }

    fn add_organisation(
        &self,
        organisation: Organisation,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| add_organisation(tx, &organisation, &entry, None))
    }

    fn put_site(
        &self,
        organisation: OrganisationId,
        site: Site,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| {
            let settings = to_json(&site)?;
            tx.execute(
                "INSERT INTO site (organisation, id, settings) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET settings = excluded.settings",
                params![organisation.to_bytes(), site.id.to_bytes(), settings],
            )?;
            let hash = record::site(**tx, organisation, site.id.to_bytes())?;
            tx.audit(organisation, &entry, &commits_to(site.id.to_bytes(), hash))
        })
    }

    fn put_department(
        &self,
        organisation: OrganisationId,
        department: Department,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| {
            let settings = to_json(&department)?;
            tx.execute(
                "INSERT INTO department (organisation, id, settings) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET settings = excluded.settings",
                params![organisation.to_bytes(), department.id.to_bytes(), settings],
            )?;
            canned::keep_only_those_of(tx, organisation, &department)?;
            let hash = record::department(**tx, organisation, department.id.to_bytes())?;
            tx.audit(organisation, &entry, &commits_to(department.id.to_bytes(), hash))
        })
    }

    fn put_staff(&self, staff: StoredStaff, entry: EntryDraft) -> BoxFuture<'_, Result<bool, WriteError>> {
        self.writer().write(move |tx| put_staff(tx, &staff, &entry))
    }
}

/// Every organisation.
pub(super) fn organisations(sql: Sql<'_>) -> Result<Vec<Organisation>, Failure> {
    sql.rows("SELECT id, name FROM organisation ORDER BY id", [], |row| {
        Ok(Organisation { id: OrganisationId::from_bytes(row.get(0)?), name: row.get(1)? })
    })
}

fn add_organisation(
    tx: &mut Tx<'_>,
    organisation: &Organisation,
    entry: &EntryDraft,
    genesis: Option<&SignedHead>,
) -> Result<(), Failure> {
    let id = organisation.id.to_bytes();
    if tx.exists("SELECT 1 FROM organisation WHERE id = ?1", [id])? {
        return Err(Failure::Inconsistent("organisation: there is one with this id already"));
    }
    tx.execute("INSERT INTO organisation (id, name) VALUES (?1, ?2)", params![id, organisation.name])?;
    let hash = record::organisation(**tx, organisation.id)?;
    tx.audit(organisation.id, entry, &commits_to(id, hash))?;
    match genesis {
        Some(head) => write_head(tx, organisation.id, Standing::Committed, head),
        None => Ok(()),
    }
}

fn staff(sql: Sql<'_>, organisation: OrganisationId) -> Result<Vec<StoredStaff>, Failure> {
    sql.rows(
        "SELECT id, email_index, role, departments, created_at, disabled_at, profile
         FROM staff WHERE organisation = ?1 ORDER BY id",
        [organisation.to_bytes()],
        |row| {
            let role = Role::from_name(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)
                .ok_or(Failure::Inconsistent("staff: a role that this release does not know"))?;
            let departments = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
            Ok(StoredStaff {
                organisation,
                id: StaffId::from_bytes(row.get(0)?),
                email_index: row.get(1)?,
                profile: sealed(row.get(6)?)?,
                role,
                departments: department_ids(departments)?,
                disabled_at: optional_number(row, 5)?.map(Millis),
                created_at: millis(row, 4)?,
            })
        },
    )
}

fn department_ids(bytes: &[u8]) -> Result<Vec<DepartmentId>, Failure> {
    let (ids, rest) = bytes.as_chunks::<16>();
    if !rest.is_empty() {
        return Err(Failure::Inconsistent("staff: the list of departments is cut short"));
    }
    Ok(ids.iter().map(|id| DepartmentId::from_bytes(*id)).collect())
}

fn put_staff(tx: &mut Tx<'_>, staff: &StoredStaff, entry: &EntryDraft) -> Result<bool, Failure> {
    let (organisation, id) = (staff.organisation.to_bytes(), staff.id.to_bytes());
    let taken = tx.exists(
        "SELECT 1 FROM staff WHERE organisation = ?1 AND email_index = ?2 AND id <> ?3",
        params![organisation, staff.email_index, id],
    )?;
    if taken {
        return Ok(false);
    }
    let departments: Vec<u8> = staff.departments.iter().flat_map(|id| id.to_bytes()).collect();
    tx.execute(
        "INSERT INTO staff (organisation, id, email_index, role, departments, created_at, disabled_at, profile)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (organisation, id) DO UPDATE SET
             email_index = excluded.email_index, role = excluded.role, departments = excluded.departments,
             created_at = excluded.created_at, disabled_at = excluded.disabled_at, profile = excluded.profile",
        params![
            organisation,
            id,
            staff.email_index,
            staff.role.name(),
            departments,
            int(staff.created_at.0),
            staff.disabled_at.map(|at| int(at.0)),
            staff.profile.as_bytes(),
        ],
    )?;
    let hash = record::staff(**tx, staff.organisation, id)?;
    tx.audit(staff.organisation, entry, &commits_to(id, hash))?;
    Ok(true)
}

/// An entry about one row, which it commits to.
fn commits_to(id: [u8; 16], hash: Option<[u8; 32]>) -> EntryFacts {
    EntryFacts { subject: Some(id), body_hash: hash, ..EntryFacts::default() }
}

fn to_json(settings: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(settings)
        .map_err(|_| Failure::Inconsistent("site or department: its settings cannot be written down"))
}

fn from_json<T: DeserializeOwned>(settings: &str) -> Result<T, Failure> {
    serde_json::from_str(settings).map_err(|_| UNREADABLE)
}
