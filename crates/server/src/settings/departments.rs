//! Departments: looking, adding, changing, removing.

use bedside_domain::{
    Department, DepartmentId, Ending, FieldProblem, OrganisationId, Permission, Phase, PrivacyPolicy,
    Routing, usual_outcomes,
};

use super::{SettingsError, version_of};
use crate::{
    administration::{AdministrationError, Operator, usable},
    canned::SentByDepartment,
    custodian::CustodyError,
    directory::Staff,
    services::Services,
    wire::{ChangeDepartment, NewDepartment, SettingsDepartment},
};

/// Departments of one organisation.
const DEPARTMENTS_MAX: usize = 200;
/// Open conversations looked at before a department is removed; the store brings back no more at a start.
const OPEN_MAX: usize = 20_000;

impl Services {
    /// Every department, by name.
    pub(crate) async fn settings_departments(&self, organisation: OrganisationId) -> Vec<SettingsDepartment> {
        let departments = self.directory.departments(organisation);
        let mut sent = self.canned_sent(organisation).await;
        departments.iter().map(|one| self.settings_department(organisation, one, &mut sent)).collect()
    }

    async fn one_department(&self, organisation: OrganisationId, one: &Department) -> SettingsDepartment {
        let mut sent = self.canned_sent(organisation).await;
        self.settings_department(organisation, one, &mut sent)
    }

    fn settings_department(
        &self,
        organisation: OrganisationId,
        department: &Department,
        sent: &mut SentByDepartment,
    ) -> SettingsDepartment {
        let (mut waiting, mut serving) = (0, 0);
        for room in self.rooms.all().into_iter().filter(|room| room.organisation == organisation) {
            let conversation = room.state().conversation;
            if conversation.department == department.id {
                count(conversation.phase, &mut waiting, &mut serving);
            }
        }
        let everyone = self.directory.all_staff(organisation);
        let staff = everyone.iter().filter(|staff| staff.may(Permission::ServeChats, department.id)).count();
        SettingsDepartment {
            version: version_of(department),
            settings: department.clone(),
            open: department.state_at(self.clock.now()).is_open(),
            waiting,
            serving,
            staff: u32::try_from(staff).unwrap_or(u32::MAX),
            sent: sent.remove(&department.id).unwrap_or_default(),
        }
    }

    /// Adds a department with the defaults of a preset.
    pub(crate) async fn add_department(
        &self,
        staff: &Staff,
        new: NewDepartment,
    ) -> Result<SettingsDepartment, SettingsError> {
        let _one_at_a_time = self.change_as(staff, Permission::ManageSettings).await?;
        if self.directory.departments(staff.organisation).len() >= DEPARTMENTS_MAX {
            let message = format!("an organisation has at most {DEPARTMENTS_MAX} departments");
            return Err(SettingsError::invalid("name", message));
        }
        let department = Department {
            id: self.new_id(DepartmentId::new),
            name: new.name.trim().to_owned(),
            policy: PrivacyPolicy::preset(new.preset),
            form: Vec::new(),
            routing: Routing::default(),
            ending: Ending::default(),
            hours: None,
            closed_now: false,
            canned: Vec::new(),
            outcomes: usual_outcomes(),
            tags: Vec::new(),
            removed: false,
        };
        self.put_checked(staff, department).await
    }

    /// Replaces what a change was based on. A policy that is another counts as a new version, and so does its notice.
    pub(crate) async fn change_department(
        &self,
        staff: &Staff,
        id: DepartmentId,
        change: ChangeDepartment,
    ) -> Result<SettingsDepartment, SettingsError> {
        let _one_at_a_time = self.change_as(staff, Permission::ManageSettings).await?;
        let before = self.based_on(staff.organisation, id, &change.based_on)?;
        let mut department = change.settings;
        department.id = id;
        department.removed = false;
        department.name = department.name.trim().to_owned();
        count_versions(&before.policy, &mut department.policy);
        if department == before {
            return Ok(self.one_department(staff.organisation, &before).await);
        }
        self.put_checked(staff, department).await
    }

    /// Removes a department in which nobody waits and nobody is served. Who opens a chat there at this very moment still waits in
    /// its queue, and its staff see them: it loses nobody.
    pub(crate) async fn remove_department(
        &self,
        staff: &Staff,
        id: DepartmentId,
        based_on: &str,
    ) -> Result<(), SettingsError> {
        let _one_at_a_time = self.change_as(staff, Permission::ManageSettings).await?;
        let organisation = staff.organisation;
        let before = self.based_on(organisation, id, based_on)?;
        let open = self.stores.conversations.open_conversations(organisation, OPEN_MAX).await;
        let open = open.map_err(|error| AdministrationError::Custody(CustodyError::Read(error)))?;
        let (mut waiting, mut serving) = (0, 0);
        for conversation in open.iter().filter(|one| one.state.department == id) {
            count(conversation.state.phase, &mut waiting, &mut serving);
        }
        if waiting + serving > 0 {
            return Err(SettingsError::InUse { waiting, serving });
        }
        let removed = Department { removed: true, ..before };
        Ok(self.put_department_for(organisation, removed, Operator::Staff(staff.id)).await?)
    }

    fn based_on(
        &self,
        organisation: OrganisationId,
        id: DepartmentId,
        based_on: &str,
    ) -> Result<Department, SettingsError> {
        let there = self.directory.department(organisation, id).filter(|department| !department.removed);
        let there = there.ok_or(SettingsError::NotFound)?;
        if version_of(&*there) == based_on {
            Ok((*there).clone())
        } else {
            Err(SettingsError::ChangedMeanwhile)
        }
    }

    async fn put_checked(
        &self,
        staff: &Staff,
        department: Department,
    ) -> Result<SettingsDepartment, SettingsError> {
        let organisation = staff.organisation;
        let mut problems = department.problems();
        let others = self.directory.departments(organisation);
        let mut others = others.iter().filter(|other| other.id != department.id);
        if others.any(|other| other.name.to_lowercase() == department.name.to_lowercase()) {
            problems.push(FieldProblem::new("name", "there is a department of that name; choose another"));
        }
        if let Some(overflow) = department.routing.overflow {
            let target = self.directory.department(organisation, overflow.department);
            if target.is_none_or(|target| target.removed) {
                problems.push(FieldProblem::new("routing.overflow", "there is no such department any more"));
            }
        }
        usable(problems)?;
        let id = department.id;
        self.put_department_for(organisation, department, Operator::Staff(staff.id)).await?;
        let now = self.directory.department(organisation, id).ok_or(SettingsError::NotFound)?;
        Ok(self.one_department(organisation, &now).await)
    }
}

fn count(phase: Phase, waiting: &mut u32, serving: &mut u32) {
    match phase {
        Phase::Waiting { .. } => *waiting += 1,
        Phase::Active { .. } => *serving += 1,
        Phase::Closed => {}
    }
}

/// Versions go on from what was there, whatever the change says of them.
fn count_versions(before: &PrivacyPolicy, after: &mut PrivacyPolicy) {
    after.version = before.version;
    after.consent_version = before.consent_version;
    if after.consent_text != before.consent_text {
        after.consent_version = before.consent_version.saturating_add(1);
    }
    if after != before {
        after.version = before.version.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bedside_domain::Preset;

    #[test]
    fn versions_are_counted_here_and_nowhere_else() {
        let before =
            PrivacyPolicy { version: 4, consent_version: 2, ..PrivacyPolicy::preset(Preset::General) };
        let counted = |mut after: PrivacyPolicy| {
            count_versions(&before, &mut after);
            (after.version, after.consent_version)
        };
        assert_eq!(counted(before.clone()), (4, 2));
        assert_eq!(counted(PrivacyPolicy { version: 99, consent_version: 1, ..before.clone() }), (4, 2));
        assert_eq!(counted(PrivacyPolicy { keep_card_last_four: false, ..before.clone() }), (5, 2));
        assert_eq!(counted(PrivacyPolicy { consent_text: "Other".into(), ..before.clone() }), (5, 3));
    }
}
