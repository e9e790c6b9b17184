//! Setting up: organisations, sites, departments, staff. Used by the admin socket of a running server and by the commands that
//! work on a stopped one; each change is an audit entry.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{
    Actor, Department, DepartmentId, FieldProblem, LookError, Organisation, OrganisationId, Role, Site,
    StaffId, StaffProfile, is_plain_label, of_look,
};
use bedside_keys::KeyId;
use bedside_storage::{EntryDraft, StoredStaff, WriteError};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{
    admin_protocol::{Answer, Reply, Request, StaffRow, Status},
    custodian::CustodyError,
    directory::profile_context,
    entries::About,
    hub::EndReason,
    identity::{email_index, hash_password, is_usable},
    services::Services,
    settings::changes,
};

/// Why a change to the set-up was not made.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// The password is not taken.
    #[error(transparent)]
    Password(#[from] crate::identity::PasswordError),
    /// Somebody has that address.
    #[error("there is an account with that e-mail address already")]
    EmailTaken,
    /// It is no address.
    #[error("an e-mail address has the form name@host")]
    Email,
    /// It has none.
    #[error("a name is needed: patients read it")]
    Name,
    /// It has characters that nobody sees.
    #[error(
        "a name or label has control or invisible characters in it (such as those that turn text around); type it anew"
    )]
    Label,
    /// Nobody has that address.
    #[error("there is no account with that e-mail address")]
    NoSuchStaff,
    /// No such department.
    #[error("there is no department of that name; there are: {0}")]
    NoSuchDepartment(String),
    /// No such organisation.
    #[error("there is no such organisation, or there are several and none was named")]
    NoSuchOrganisation,
    /// Settings that cannot be used, all of them.
    #[error("the settings cannot be used: {}", list(.0))]
    Invalid(Vec<FieldProblem>),
    /// Keys.
    #[error(transparent)]
    Custody(#[from] CustodyError),
    /// Store.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The change was made but the server still works with the old set-up.
    #[error(transparent)]
    Reload(#[from] crate::startup::StartError),
}

fn all_plain<'a>(labels: impl IntoIterator<Item = &'a str>) -> Result<(), AdministrationError> {
    if labels.into_iter().all(is_plain_label) { Ok(()) } else { Err(AdministrationError::Label) }
}

fn list(problems: &[FieldProblem]) -> String {
    let told = |problem: &FieldProblem| format!("{}: {}", problem.field, problem.message);
    problems.iter().map(told).collect::<Vec<_>>().join("; ")
}

/// No problem, or all of them.
pub(crate) fn usable(problems: Vec<FieldProblem>) -> Result<(), AdministrationError> {
    if problems.is_empty() { Ok(()) } else { Err(AdministrationError::Invalid(problems)) }
}

/// What is wrong with a site, its signers' keys among it.
pub(crate) fn site_problems(site: &Site) -> Vec<FieldProblem> {
    let mut problems = site.problems();
    for (index, signer) in site.signers.iter().enumerate() {
        let wrong = of_look(LookError::Signer(index + 1));
        if !is_usable(signer) && !problems.contains(&wrong) {
            problems.push(wrong);
        }
    }
    problems
}

/// A new member of staff. No `Debug`: holds a password.
pub struct NewStaff {
    /// Their name, which patients read.
    pub name: String,
    /// For signing in.
    pub email: String,
    /// Password.
    pub password: Zeroizing<String>,
    /// Role.
    pub role: Role,
    /// Departments they serve, by name.
    pub departments: Vec<String>,
}

/// Who asks for a change to the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// An account of the operating system, by its number, which the entry's detail names.
    Account(u32),
    /// A member of staff, who is the entry's actor.
    Staff(StaffId),
}

impl Operator {
    /// Whoever runs this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self::Account(rustix::process::geteuid().as_raw())
    }

    const fn actor(self) -> Actor {
        match self {
            Self::Account(_) => Actor::System,
            Self::Staff(id) => Actor::Staff(id),
        }
    }

    fn detail(self, changes: Vec<Value>) -> Value {
        let mut detail = serde_json::Map::new();
        if let Self::Account(uid) = self {
            detail.insert("os_user".to_owned(), uid.into());
        }
        if !changes.is_empty() {
            detail.insert("changes".to_owned(), changes.into());
        }
        Value::Object(detail)
    }
}

impl Services {
    /// An entry about what an operator did: each field that changed, before and after.
    pub(crate) async fn operator_entry(
        &self,
        organisation: OrganisationId,
        action: Action,
        subject: [u8; 16],
        operator: Operator,
        changes: Vec<Value>,
    ) -> Result<EntryDraft, CustodyError> {
        let keys = self.custodian.organisation_keys(organisation).await?;
        let draft = self.entries.draft(action, operator.actor(), None).about(subject);
        let detail = operator.detail(changes);
        Ok(self.entries.with_detail(draft, organisation, keys.current(), &detail))
    }

    /// The organisation of that id, or the only one.
    ///
    /// # Errors
    /// [`AdministrationError::NoSuchOrganisation`].
    pub fn organisation(&self, id: Option<OrganisationId>) -> Result<OrganisationId, AdministrationError> {
        let all = self.directory.organisations();
        match (id, all.as_slice()) {
            (Some(id), all) if all.iter().any(|organisation| organisation.id == id) => Ok(id),
            (None, [only]) => Ok(only.id),
            _ => Err(AdministrationError::NoSuchOrganisation),
        }
    }

    /// A new id of the present moment.
    #[must_use]
    pub fn new_id<T>(&self, make: impl FnOnce(bedside_domain::Millis, &dyn bedside_domain::Rng) -> T) -> T {
        make(self.clock.now(), &*self.rng)
    }

    /// Adds a department or replaces the one with its id.
    ///
    /// # Errors
    /// [`AdministrationError`]; what cannot be used in its policy or canned replies is told with every reason.
    pub async fn put_department(
        &self,
        organisation: OrganisationId,
        department: Department,
    ) -> Result<(), AdministrationError> {
        self.put_department_for(organisation, department, Operator::of_this_process()).await
    }

    pub(crate) async fn put_department_for(
        &self,
        organisation: OrganisationId,
        department: Department,
        operator: Operator,
    ) -> Result<(), AdministrationError> {
        usable(department.problems())?;
        let before = self.directory.department(organisation, department.id);
        let (subject, changes) = (department.id.to_bytes(), changes(before.as_deref(), &department));
        let entry =
            self.operator_entry(organisation, Action::ConfigChanged, subject, operator, changes).await?;
        self.stores.directory.put_department(organisation, department, entry).await?;
        self.reload_directory().await?;
        self.assign_soon(organisation);
        Ok(())
    }

    /// Adds a site or replaces the one with its id.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn put_site(
        &self,
        organisation: OrganisationId,
        site: Site,
    ) -> Result<(), AdministrationError> {
        self.put_site_for(organisation, site, Operator::of_this_process()).await
    }

    pub(crate) async fn put_site_for(
        &self,
        organisation: OrganisationId,
        site: Site,
        operator: Operator,
    ) -> Result<(), AdministrationError> {
        usable(site_problems(&site))?;
        let before = self.directory.site_by_id(organisation, site.id);
        let (subject, changes) = (site.id.to_bytes(), changes(before.as_deref(), &site));
        let entry =
            self.operator_entry(organisation, Action::ConfigChanged, subject, operator, changes).await?;
        self.stores.directory.put_site(organisation, site, entry).await?;
        Ok(self.reload_directory().await?)
    }

    /// Adds a member of staff, in the name of whoever runs this process.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn add_staff(
        &self,
        organisation: OrganisationId,
        new: NewStaff,
    ) -> Result<StaffId, AdministrationError> {
        self.add_staff_for(organisation, new, Operator::of_this_process()).await
    }

    pub(crate) async fn add_staff_for(
        &self,
        organisation: OrganisationId,
        new: NewStaff,
        operator: Operator,
    ) -> Result<StaffId, AdministrationError> {
        let name = new.name.trim();
        if name.is_empty() {
            return Err(AdministrationError::Name);
        }
        all_plain([name])?;
        let address = new.email.trim();
        if !address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()) {
            return Err(AdministrationError::Email);
        }
        let departments = self.departments_by_name(organisation, &new.departments)?;
        let password_hash = new_password_hash(new.password).await?;
        let keys = self.custodian.organisation_keys(organisation).await?;
        let now = self.clock.now();
        let id = StaffId::new(now, &*self.rng);
        let profile = StaffProfile {
            name: Zeroizing::new(name.to_owned()),
            email: Zeroizing::new(address.to_owned()),
            password_hash,
        };
        let stored = StoredStaff {
            organisation,
            id,
            email_index: email_index(keys.first(), address),
            profile: keys.current().seal(&profile_context(organisation, id), &profile, &*self.rng),
            role: new.role,
            departments,
            disabled_at: None,
            created_at: now,
        };
        let added =
            json!({ "name": name, "email": address, "role": new.role, "departments": stored.departments });
        let changes = changes(None, &added);
        let entry =
            self.operator_entry(organisation, Action::StaffAdded, id.to_bytes(), operator, changes).await?;
        if !self.stores.directory.put_staff(stored, entry).await? {
            return Err(AdministrationError::EmailTaken);
        }
        self.reload_directory().await?;
        Ok(id)
    }

    /// Disables an account: its sessions and connections end at once, and its chats go back to their queues. In the name of whoever
    /// runs this process.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn disable_staff(
        self: &Arc<Self>,
        organisation: OrganisationId,
        address: &str,
    ) -> Result<StaffId, AdministrationError> {
        self.disable_staff_for(organisation, address, Operator::of_this_process()).await
    }

    async fn disable_staff_for(
        self: &Arc<Self>,
        organisation: OrganisationId,
        address: &str,
        operator: Operator,
    ) -> Result<StaffId, AdministrationError> {
        let keys = self.custodian.organisation_keys(organisation).await?;
        let index = email_index(keys.first(), address);
        let rows = self.stores.directory.staff(organisation).await.map_err(CustodyError::Read)?;
        let row =
            rows.into_iter().find(|row| row.email_index == index).ok_or(AdministrationError::NoSuchStaff)?;
        let id = row.id;
        self.disable(row, operator).await?;
        Ok(id)
    }

    pub(crate) async fn disable(
        self: &Arc<Self>,
        row: StoredStaff,
        operator: Operator,
    ) -> Result<(), AdministrationError> {
        let (organisation, id) = (row.organisation, row.id);
        let now = self.clock.now();
        let changes =
            changes(Some(&json!({ "disabled_at": row.disabled_at })), &json!({ "disabled_at": now }));
        let subject = id.to_bytes();
        let entry =
            self.operator_entry(organisation, Action::StaffDisabled, subject, operator, changes).await?;
        let disabled = StoredStaff { disabled_at: Some(now), ..row };
        self.stores.directory.put_staff(disabled, entry).await?;
        self.reload_directory().await?;
        self.end_sessions_of(organisation, id, operator).await?;
        self.give_back_all(organisation, id).await;
        Ok(())
    }

    /// Ends every session of a member of staff and the connections opened with them.
    pub(crate) async fn end_sessions_of(
        &self,
        organisation: OrganisationId,
        id: StaffId,
        operator: Operator,
    ) -> Result<(), AdministrationError> {
        let (action, subject) = (Action::StaffSignedOut, id.to_bytes());
        let entry = self.operator_entry(organisation, action, subject, operator, Vec::new()).await?;
        self.stores.sessions.end_all_of_staff(organisation, id, entry).await?;
        for peer in self.desk.peers_of(organisation, id) {
            peer.end(EndReason::SessionEnded);
        }
        Ok(())
    }

    /// The accounts of an organisation, by name; names and addresses are opened for it.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn staff_rows(
        &self,
        organisation: OrganisationId,
    ) -> Result<Vec<StaffRow>, AdministrationError> {
        let rows = self.stores.directory.staff(organisation).await.map_err(CustodyError::Read)?;
        let keys = self.custodian.organisation_keys(organisation).await?;
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let profile = keys.open(&profile_context(organisation, row.id), &row.profile)?;
            out.push(StaffRow {
                id: row.id,
                email: profile.email.as_str().to_owned(),
                name: profile.name.as_str().to_owned(),
                role: row.role,
                departments: row
                    .departments
                    .iter()
                    .map(|id| self.directory.department_name(organisation, *id))
                    .collect(),
                disabled: row.disabled_at.is_some(),
            });
        }
        out.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(out)
    }

    /// Does what a command asks for, on a running server and on a stopped one alike; `operator` is who runs the command. Draining is
    /// the running server's own matter.
    pub async fn administer(self: &Arc<Self>, request: Request, operator: Operator) -> Reply {
        let _one_at_a_time = self.changing.lock().await;
        match self.answer(request, operator).await {
            Ok(answer) => Reply::Done(answer),
            Err(error) => Reply::Failed(error.to_string()),
        }
    }

    async fn answer(
        self: &Arc<Self>,
        request: Request,
        operator: Operator,
    ) -> Result<Answer, AdministrationError> {
        Ok(match request {
            Request::Status => Answer::Status(Status {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                connections: u64::try_from(self.metrics.connections.value()).unwrap_or(0),
                draining: false,
            }),
            Request::Drain => Answer::Done,
            Request::StaffAdd(add) => {
                let organisation = self.organisation(add.organisation)?;
                let new = NewStaff {
                    name: add.name,
                    email: add.email,
                    password: add.password,
                    role: add.role,
                    departments: add.departments,
                };
                Answer::StaffAdded { id: self.add_staff_for(organisation, new, operator).await? }
            }
            Request::StaffList { organisation } => {
                Answer::Staff { staff: self.staff_rows(self.organisation(organisation)?).await? }
            }
            Request::StaffDisable { organisation, email } => {
                let organisation = self.organisation(organisation)?;
                Answer::StaffDisabled { id: self.disable_staff_for(organisation, &email, operator).await? }
            }
            Request::DepartmentClosedNow { organisation, department, closed } => {
                let closing = |department| Department { closed_now: closed, ..department };
                self.change_named(organisation, department, closing, operator).await?
            }
            Request::DepartmentHours { organisation, department, hours } => {
                let keeping = |department| Department { hours, ..department };
                self.change_named(organisation, department, keeping, operator).await?
            }
            Request::DepartmentEnding { organisation, department, ending } => {
                let ended_so = |department| Department { ending, ..department };
                self.change_named(organisation, department, ended_so, operator).await?
            }
        })
    }

    async fn change_named(
        &self,
        organisation: Option<OrganisationId>,
        name: String,
        change: impl FnOnce(Department) -> Department,
        operator: Operator,
    ) -> Result<Answer, AdministrationError> {
        let organisation = self.organisation(organisation)?;
        let found = self.departments_by_name(organisation, &[name])?;
        let department = found.first().and_then(|id| self.directory.department(organisation, *id));
        let department = department.ok_or_else(|| AdministrationError::NoSuchDepartment(String::new()))?;
        self.put_department_for(organisation, change((*department).clone()), operator).await?;
        Ok(Answer::Done)
    }

    fn departments_by_name(
        &self,
        organisation: OrganisationId,
        names: &[String],
    ) -> Result<Vec<DepartmentId>, AdministrationError> {
        let known = self.directory.departments(organisation);
        names
            .iter()
            .map(|name| {
                known.iter().find(|department| department.name.eq_ignore_ascii_case(name)).map_or_else(
                    || {
                        let names: Vec<_> = known.iter().map(|department| department.name.as_str()).collect();
                        Err(AdministrationError::NoSuchDepartment(names.join(", ")))
                    },
                    |department| Ok(department.id),
                )
            })
            .collect()
    }
}

/// The hash of a new password, made on a thread of its own.
pub(crate) async fn new_password_hash(
    password: Zeroizing<String>,
) -> Result<Zeroizing<String>, crate::identity::PasswordError> {
    tokio::task::spawn_blocking(move || hash_password(&password))
        .await
        .unwrap_or(Err(crate::identity::PasswordError::Hash))
}

/// The entries with which an organisation begins: its own, then those of its epoch key and of its data key.
pub(crate) async fn founding_entries(
    services: &Services,
    organisation: &Organisation,
    epoch: KeyId,
) -> Result<(EntryDraft, Vec<EntryDraft>), CustodyError> {
    let (id, operator) = (organisation.id, Operator::of_this_process());
    let (action, subject) = (Action::OrganisationCreated, id.to_bytes());
    let founding = services.operator_entry(id, action, subject, operator, Vec::new()).await?;
    let key = services.custodian.organisation_keys(id).await?.first().id();
    let of_key = |action, key: KeyId| services.entries.draft(action, Actor::System, None).about(key.0);
    Ok((founding, vec![of_key(Action::EpochCreated, epoch), of_key(Action::KeyCreated, key)]))
}
