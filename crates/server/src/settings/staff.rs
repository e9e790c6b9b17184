//! Accounts: looking, adding, changing, giving a new password, disabling.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, DepartmentId, OrganisationId, Permission, Role, StaffId, StaffProfile};
use bedside_storage::StoredStaff;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{SettingsError, changes, version_of};
use crate::{
    administration::{AdministrationError, NewStaff, Operator, new_password_hash},
    custodian::CustodyError,
    directory::{Staff, profile_context},
    services::Services,
    wire::{ChangePerson, NewPassword, NewPerson, SettingsPerson, SettingsStaff},
};

impl Services {
    /// Every account, by name; names and addresses are opened for it, which is one entry.
    pub(crate) async fn settings_staff(&self, staff: &Staff) -> Result<SettingsStaff, SettingsError> {
        self.require(staff, &[Permission::ManageStaff, Permission::ReadAuditLog]).await?;
        let mut people = Vec::new();
        for row in self.staff_of(staff.organisation).await? {
            people.push(self.person(&row).await?);
        }
        people.sort_by(|a, b| (a.disabled, &a.name, a.id).cmp(&(b.disabled, &b.name, b.id)));
        let keys =
            self.custodian.organisation_keys(staff.organisation).await.map_err(AdministrationError::from)?;
        let draft = self.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
        let detail = json!({ "accounts": people.len() });
        let draft = self.entries.with_detail(draft, staff.organisation, keys.current(), &detail);
        self.stores.audit.record(staff.organisation, draft).await.map_err(AdministrationError::from)?;
        Ok(SettingsStaff { people })
    }

    /// Adds an account.
    pub(crate) async fn add_person(
        &self,
        staff: &Staff,
        new: NewPerson,
    ) -> Result<SettingsPerson, SettingsError> {
        let password = Zeroizing::new(new.password);
        let _one_at_a_time = self.change_as(staff, Permission::ManageStaff).await?;
        self.are_departments(staff.organisation, &new.departments)?;
        let departments = new
            .departments
            .iter()
            .map(|id| self.directory.department_name(staff.organisation, *id))
            .collect();
        let new = NewStaff { name: new.name, email: new.email, password, role: new.role, departments };
        let added = self.add_staff_for(staff.organisation, new, Operator::Staff(staff.id)).await;
        let id = added.map_err(|error| match error {
            AdministrationError::Name | AdministrationError::Label => SettingsError::invalid("name", error),
            AdministrationError::Email | AdministrationError::EmailTaken => {
                SettingsError::invalid("email", error)
            }
            AdministrationError::Password(_) => SettingsError::invalid("password", error),
            other => other.into(),
        })?;
        let row = self.row(staff.organisation, id).await?;
        self.person(&row).await
    }

    /// Replaces what a change was based on. Whoever gets another role or is disabled has to sign in again, if they may.
    pub(crate) async fn change_person(
        self: &Arc<Self>,
        staff: &Staff,
        id: StaffId,
        change: ChangePerson,
    ) -> Result<SettingsPerson, SettingsError> {
        let _one_at_a_time = self.change_as(staff, Permission::ManageStaff).await?;
        let (organisation, operator) = (staff.organisation, Operator::Staff(staff.id));
        let row = self.row(organisation, id).await?;
        let before = self.person(&row).await?;
        if before.version != change.based_on {
            return Err(SettingsError::ChangedMeanwhile);
        }
        if before.disabled {
            return Err(SettingsError::NotFound);
        }
        if change.role != before.role || change.disabled {
            may_lose(before.role, id == staff.id, self.administrators(organisation))?;
        }
        if change.disabled {
            self.disable(row, operator).await?;
            return self.person(&self.row(organisation, id).await?).await;
        }
        let name = change.name.trim();
        if let Some(problem) = bedside_domain::name_problem("name", name) {
            return Err(AdministrationError::Invalid(vec![problem]).into());
        }
        self.are_departments(organisation, &change.departments)?;
        let after = json!({ "name": name, "role": change.role, "departments": change.departments });
        let told = changes(
            Some(&json!({ "name": before.name, "role": before.role, "departments": before.departments })),
            &after,
        );
        if told.is_empty() {
            return Ok(before);
        }
        let keys = self.custodian.organisation_keys(organisation).await.map_err(AdministrationError::from)?;
        let context = profile_context(organisation, id);
        let profile = keys.open(&context, &row.profile).map_err(AdministrationError::from)?;
        let profile = StaffProfile { name: Zeroizing::new(name.to_owned()), ..profile };
        // Whoever served a department that was removed keeps it: its past chats are read again by the same people.
        let mut departments = change.departments;
        departments.extend(row.departments.iter().filter(|id| !self.is_there(organisation, **id)));
        let changed = StoredStaff {
            profile: keys.current().seal(&context, &profile, &*self.rng),
            role: change.role,
            departments,
            ..row
        };
        self.put_person(changed, told, operator).await?;
        self.rights_taken(organisation, id);
        if change.role != before.role {
            self.end_sessions_of(organisation, id, operator).await?;
            if !change.role.may(Permission::ServeChats) {
                self.give_back_all(organisation, id).await;
            }
        }
        self.person(&self.row(organisation, id).await?).await
    }

    /// Gives somebody a new password; all their sessions end.
    pub(crate) async fn reset_password(
        &self,
        staff: &Staff,
        id: StaffId,
        new: NewPassword,
    ) -> Result<(), SettingsError> {
        let password = Zeroizing::new(new.password);
        let _one_at_a_time = self.change_as(staff, Permission::ManageStaff).await?;
        let (organisation, operator) = (staff.organisation, Operator::Staff(staff.id));
        let row = self.row(organisation, id).await?;
        let password_hash =
            new_password_hash(password).await.map_err(|error| SettingsError::invalid("password", error))?;
        let keys = self.custodian.organisation_keys(organisation).await.map_err(AdministrationError::from)?;
        let context = profile_context(organisation, id);
        let profile = keys.open(&context, &row.profile).map_err(AdministrationError::from)?;
        let profile = StaffProfile { password_hash, ..profile };
        let changed = StoredStaff { profile: keys.current().seal(&context, &profile, &*self.rng), ..row };
        self.put_person(changed, vec![json!({ "field": "password" })], operator).await?;
        self.end_sessions_of(organisation, id, operator).await?;
        Ok(())
    }

    async fn put_person(
        &self,
        changed: StoredStaff,
        told: Vec<Value>,
        operator: Operator,
    ) -> Result<(), AdministrationError> {
        let (organisation, subject) = (changed.organisation, changed.id.to_bytes());
        let entry = self.operator_entry(organisation, Action::StaffChanged, subject, operator, told).await?;
        self.stores.directory.put_staff(changed, entry).await?;
        Ok(self.reload_directory().await?)
    }

    fn is_there(&self, organisation: OrganisationId, id: DepartmentId) -> bool {
        self.directory.department(organisation, id).is_some_and(|department| !department.removed)
    }

    fn administrators(&self, organisation: OrganisationId) -> usize {
        let everyone = self.directory.all_staff(organisation);
        let is_one = |one: &&Arc<Staff>| one.role == Role::Administrator && one.disabled_at.is_none();
        everyone.iter().filter(is_one).count()
    }

    fn are_departments(
        &self,
        organisation: OrganisationId,
        departments: &[DepartmentId],
    ) -> Result<(), SettingsError> {
        let there = self.directory.departments(organisation);
        if departments.len() <= there.len()
            && departments.iter().all(|id| there.iter().any(|department| department.id == *id))
        {
            return Ok(());
        }
        Err(SettingsError::invalid("departments", "one of them is no department any more"))
    }

    async fn staff_of(&self, organisation: OrganisationId) -> Result<Vec<StoredStaff>, AdministrationError> {
        Ok(self.stores.directory.staff(organisation).await.map_err(CustodyError::Read)?)
    }

    async fn row(&self, organisation: OrganisationId, id: StaffId) -> Result<StoredStaff, SettingsError> {
        let rows = self.staff_of(organisation).await?;
        rows.into_iter().find(|row| row.id == id).ok_or(SettingsError::NotFound)
    }

    async fn person(&self, row: &StoredStaff) -> Result<SettingsPerson, SettingsError> {
        let organisation = row.organisation;
        let keys = self.custodian.organisation_keys(organisation).await.map_err(AdministrationError::from)?;
        let profile = keys
            .open(&profile_context(organisation, row.id), &row.profile)
            .map_err(AdministrationError::from)?;
        let mut person = SettingsPerson {
            version: String::new(),
            id: row.id,
            name: profile.name.as_str().to_owned(),
            email: profile.email.as_str().to_owned(),
            role: row.role,
            departments: row
                .departments
                .iter()
                .copied()
                .filter(|id| self.is_there(organisation, *id))
                .collect(),
            disabled: row.disabled_at.is_some(),
        };
        person.version = version_of(&person);
        Ok(person)
    }
}

/// Whether somebody may be taken their role or disabled: nobody does it to themselves, and one administrator is always left.
fn may_lose(role: Role, oneself: bool, administrators: usize) -> Result<(), SettingsError> {
    if oneself {
        Err(SettingsError::Oneself)
    } else if role == Role::Administrator && administrators < 2 {
        Err(SettingsError::LastAdministrator)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_administrator_is_always_left() {
        let last = |administrators| may_lose(Role::Administrator, false, administrators);
        assert!(matches!(last(0), Err(SettingsError::LastAdministrator)));
        assert!(matches!(last(1), Err(SettingsError::LastAdministrator)));
        assert!(last(2).is_ok());
        assert!(may_lose(Role::Supervisor, false, 1).is_ok());
        assert!(matches!(may_lose(Role::Administrator, true, 2), Err(SettingsError::Oneself)));
    }
}
