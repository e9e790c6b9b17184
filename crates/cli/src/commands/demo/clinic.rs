//! The sample clinic: organisation, departments, staff, and the site that its page stands on.

use std::sync::Arc;

use bedside_domain::{
    Department, DepartmentId, EmergencyContact, FormField, FormFieldKind, OrganisationId, Preset, PrivacyPolicy,
    Role, Site, SiteId,
};
use bedside_server::{
    Installation, Services,
    administration::{AdministrationError, NewStaff},
};

use super::{accounts::Accounts, pages::Ports};

pub(super) const NAME: &str = "Riverside Clinic";
/// Names the site in the embed snippet.
pub(super) const SITE_KEY: &str = "riverside";
pub(super) const EMERGENCY: &str = "911";
pub(super) const PHONE: &str = "+1 212 555 0100";
pub(super) const GENERAL: &str = "General questions";
pub(super) const BILLING: &str = "Billing";
pub(super) const NURSES: &str = "Nurse line";
pub(super) const DANA: &str = "dana@riverside.example";
pub(super) const OMAR: &str = "omar@riverside.example";

/// The organisation of an earlier run.
pub(super) fn found(installation: &Installation) -> Option<OrganisationId> {
    installation.services.organisation(None).ok()
}

/// Sets the clinic up, all but its site.
pub(super) async fn seed(
    installation: &Installation,
    accounts: &mut Accounts,
    password: Option<&str>,
) -> Result<OrganisationId, AdministrationError> {
    let services = &installation.services;
    let organisation = installation.add_organisation(NAME).await?;
    for (name, preset, form) in [
        (GENERAL, Preset::General, Vec::new()),
        (BILLING, Preset::Billing, Vec::new()),
        (NURSES, Preset::Clinical, vec![callback()]),
    ] {
        let id = services.new_id(DepartmentId::new);
        let department = Department { id, name: name.to_owned(), policy: PrivacyPolicy::preset(preset), form };
        services.put_department(organisation, department).await?;
    }
    for (email, name, role, departments) in [
        (DANA, "Dana Whitfield", Role::Agent, &[NURSES, GENERAL][..]),
        (OMAR, "Omar Haddad", Role::Supervisor, &[GENERAL, BILLING, NURSES]),
    ] {
        let new = NewStaff {
            name: name.to_owned(),
            email: email.to_owned(),
            password: accounts.add(email, role.name(), password),
            role,
            departments: departments.iter().map(|name| (*name).to_owned()).collect(),
        };
        services.add_staff(organisation, new).await?;
    }
    Ok(organisation)
}

/// Puts the site on the ports of this run. True if it was not there before.
pub(super) async fn put_site(
    services: &Arc<Services>,
    organisation: OrganisationId,
    ports: &Ports,
) -> Result<bool, AdministrationError> {
    let before = services.site(organisation, SITE_KEY);
    let is_new = before.is_none();
    let departments = [GENERAL, BILLING, NURSES];
    let site = Site {
        id: before.map_or_else(|| services.new_id(SiteId::new), |site| site.id),
        key: SITE_KEY.to_owned(),
        name: NAME.to_owned(),
        origins: ports.origins(),
        language: "en-US".to_owned(),
        emergency: EmergencyContact { number: EMERGENCY.to_owned(), phone: PHONE.to_owned() },
        departments: departments
            .iter()
            .filter_map(|name| services.department_id(organisation, name))
            .collect(),
    };
    services.put_site(organisation, site).await?;
    Ok(is_new)
}

fn callback() -> FormField {
    FormField {
        key: "callback".to_owned(),
        label: "Call-back number".to_owned(),
        kind: FormFieldKind::Phone,
        required: false,
    }
}
