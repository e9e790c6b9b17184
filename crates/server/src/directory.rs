//! Who and where, in memory: organisations, sites, departments and staff, read from the store at start-up and after changes.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use bedside_domain::{
    Actor, Department, DepartmentId, Ending, Millis, Organisation, OrganisationId, Permission, Role, Site,
    SiteId, StaffId, StaffProfile,
};
use bedside_keys::{Context, Zeroizing};
use bedside_storage::{ReadError, StoredStaff};

use crate::{
    custodian::{CustodyError, KeyCustodian},
    services::Stores,
    wire::{DetailShown, ShownText, Who},
};

/// Before the key of an answer for which the clinic's own server vouched; no key of a field has a colon in it.
pub(crate) const VERIFIED: &str = "verified:";

/// A member of staff as the server needs them at every turn. No `Debug`: names stay out of logs.
pub(crate) struct Staff {
    pub(crate) organisation: OrganisationId,
    pub(crate) id: StaffId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) departments: Vec<DepartmentId>,
    pub(crate) disabled_at: Option<Millis>,
    pub(crate) email_index: [u8; 32],
    pub(crate) password_hash: Zeroizing<String>,
}

impl Staff {
    /// Whether they may do this in that department now.
    pub(crate) fn may(&self, permission: Permission, department: DepartmentId) -> bool {
        self.disabled_at.is_none() && self.role.may(permission) && self.departments.contains(&department)
    }
}

#[derive(Default)]
struct Snapshot {
    organisations: Vec<Organisation>,
    sites: HashMap<String, (OrganisationId, Arc<Site>)>,
    departments: HashMap<(OrganisationId, DepartmentId), Arc<Department>>,
    sites_by_id: HashMap<(OrganisationId, SiteId), Arc<Site>>,
    staff: HashMap<(OrganisationId, StaffId), Arc<Staff>>,
    staff_by_email: HashMap<(OrganisationId, [u8; 32]), Arc<Staff>>,
}

/// The snapshot everyone reads; replaced as a whole.
#[derive(Default)]
pub(crate) struct Directory {
    // A std RwLock: held for a look-up, never across an await.
    snapshot: RwLock<Arc<Snapshot>>,
}

/// Why the directory could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DirectoryError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Custody(#[from] CustodyError),
}

impl Directory {
    /// Reads everything anew.
    pub(crate) async fn reload(
        &self,
        stores: &Stores,
        custodian: &KeyCustodian,
    ) -> Result<(), DirectoryError> {
        let mut next =
            Snapshot { organisations: stores.directory.organisations().await?, ..Snapshot::default() };
        for organisation in &next.organisations {
            let id = organisation.id;
            for department in stores.directory.departments(id).await? {
                next.departments.insert((id, department.id), Arc::new(department));
            }
            for mut site in stores.directory.sites(id).await? {
                let is_there =
                    |of: &DepartmentId| next.departments.get(&(id, *of)).is_some_and(|d| !d.removed);
                site.departments.retain(is_there);
                let site = Arc::new(site);
                next.sites_by_id.insert((id, site.id), Arc::clone(&site));
                next.sites.insert(site.key.clone(), (id, site));
            }
            let stored = stores.directory.staff(id).await?;
            if stored.is_empty() {
                continue;
            }
            let keys = custodian.organisation_keys(id).await?;
            for row in stored {
                let profile = keys.open(&profile_context(row.organisation, row.id), &row.profile)?;
                let staff = Arc::new(staff_from(row, profile));
                next.staff_by_email.insert((id, staff.email_index), Arc::clone(&staff));
                next.staff.insert((id, staff.id), staff);
            }
        }
        *self.snapshot.write().expect("no panic while held") = Arc::new(next);
        Ok(())
    }

    fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().expect("no panic while held"))
    }

    pub(crate) fn organisations(&self) -> Vec<Organisation> {
        self.now().organisations.clone()
    }

    pub(crate) fn site(&self, key: &str) -> Option<(OrganisationId, Arc<Site>)> {
        self.now().sites.get(key).cloned()
    }

    pub(crate) fn site_by_id(&self, organisation: OrganisationId, id: SiteId) -> Option<Arc<Site>> {
        self.now().sites_by_id.get(&(organisation, id)).cloned()
    }

    /// A department, one that was removed too: past chats name it.
    pub(crate) fn department(
        &self,
        organisation: OrganisationId,
        id: DepartmentId,
    ) -> Option<Arc<Department>> {
        self.now().departments.get(&(organisation, id)).cloned()
    }

    /// Every department of an organisation, by name.
    pub(crate) fn departments(&self, organisation: OrganisationId) -> Vec<Arc<Department>> {
        let mut all = self.departments_ever(organisation);
        all.retain(|department| !department.removed);
        all
    }

    /// Every site of an organisation, by name.
    pub(crate) fn all_sites(&self, organisation: OrganisationId) -> Vec<Arc<Site>> {
        let now = self.now();
        let of_it = now.sites_by_id.iter().filter(|((of, _), _)| *of == organisation);
        let mut all: Vec<_> = of_it.map(|(_, site)| Arc::clone(site)).collect();
        all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        all
    }

    /// Every department of an organisation, by name, those that were removed too.
    pub(crate) fn departments_ever(&self, organisation: OrganisationId) -> Vec<Arc<Department>> {
        let now = self.now();
        let mut all: Vec<_> = now
            .departments
            .iter()
            .filter(|((of, _), _)| *of == organisation)
            .map(|(_, d)| Arc::clone(d))
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    pub(crate) fn department_name(&self, organisation: OrganisationId, id: DepartmentId) -> String {
        self.department(organisation, id).map_or_else(String::new, |department| department.name.clone())
    }

    /// A department's rule for the end of its chats.
    pub(crate) fn ending(&self, organisation: OrganisationId, id: DepartmentId) -> Ending {
        self.department(organisation, id).map_or_else(Ending::default, |department| department.ending)
    }

    /// One answer of the form, for somebody to read.
    pub(crate) fn detail(
        &self,
        organisation: OrganisationId,
        department: DepartmentId,
        key: &str,
        shown: ShownText,
    ) -> DetailShown {
        let (verified, key) = key.strip_prefix(VERIFIED).map_or((false, key), |key| (true, key));
        DetailShown { label: self.form_label(organisation, department, key), about: None, verified, shown }
    }

    /// What a department's form calls an answer; the key where it does not ask for it any more.
    fn form_label(&self, organisation: OrganisationId, id: DepartmentId, key: &str) -> String {
        self.department(organisation, id)
            .and_then(|department| {
                department.form.iter().find(|field| field.key == key).map(|field| field.label.clone())
            })
            .unwrap_or_else(|| key.to_owned())
    }

    pub(crate) fn staff(&self, organisation: OrganisationId, id: StaffId) -> Option<Arc<Staff>> {
        self.now().staff.get(&(organisation, id)).cloned()
    }

    /// All staff of an organisation, by name.
    pub(crate) fn all_staff(&self, organisation: OrganisationId) -> Vec<Arc<Staff>> {
        let now = self.now();
        let mut all: Vec<_> =
            now.staff.iter().filter(|((of, _), _)| *of == organisation).map(|(_, s)| Arc::clone(s)).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// The member of staff with that e-mail index.
    pub(crate) fn staff_by_email(
        &self,
        organisation: OrganisationId,
        index: &[u8; 32],
    ) -> Option<Arc<Staff>> {
        self.now().staff_by_email.get(&(organisation, *index)).cloned()
    }

    /// An actor with the name others read.
    pub(crate) fn who(&self, organisation: OrganisationId, actor: Actor) -> Who {
        match actor {
            Actor::System => Who::System,
            Actor::Visitor(id) => Who::Visitor { id },
            Actor::Staff(id) => {
                let name = self.staff(organisation, id).map_or_else(String::new, |staff| staff.name.clone());
                Who::Staff { id, name }
            }
        }
    }
}

/// What a staff profile is bound to.
pub(crate) fn profile_context(organisation: OrganisationId, staff: StaffId) -> Context {
    Context { organisation: organisation.to_bytes(), conversation: [0; 16], subject: staff.to_bytes() }
}

fn staff_from(row: StoredStaff, profile: StaffProfile) -> Staff {
    Staff {
        organisation: row.organisation,
        id: row.id,
        name: profile.name.as_str().to_owned(),
        role: row.role,
        departments: row.departments,
        disabled_at: row.disabled_at,
        email_index: row.email_index,
        password_hash: profile.password_hash,
    }
}
