//! The sample clinic: organisation, departments, staff, and the site that its page stands on.

use bedside_domain::{
    CannedReply, Choice, Department, DepartmentId, EmergencyContact, FormField, FormFieldKind, Look,
    OpenSpan, OpeningHours, OrganisationId, Preset, PrivacyPolicy, Role, Routing, RoutingMode, ShownWhen,
    Site, SiteId, Week, usual_outcomes,
};
use bedside_server::{
    Installation, Services,
    administration::{AdministrationError, NewStaff},
};
use bedside_storage::{Directory, ReadError, sqlite::SqliteStore};

use super::{accounts::Accounts, pages::Ports};

pub(super) const NAME: &str = "Riverside Clinic";
/// Names the site in the embed snippet.
pub(super) const SITE_KEY: &str = "riverside";
pub(super) const EMERGENCY: &str = "911";
pub(super) const PHONE: &str = "+1 212 555 0100";
pub(super) const GENERAL: &str = "General questions";
pub(super) const BILLING: &str = "Billing";
pub(super) const NURSES: &str = "Nurse line";
/// Its chats are assigned; in the others staff take them.
pub(super) const APPOINTMENTS: &str = "Appointments";
/// The one with opening hours; the others are open at any hour.
const VACCINATIONS: &str = "Vaccinations";
pub(super) const DANA: &str = "dana@riverside.example";
pub(super) const OMAR: &str = "omar@riverside.example";
/// Sets everything up, and reads no chat.
const ADA: &str = "ada@riverside.example";

/// Why the clinic could not be set up.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClinicError {
    #[error("the sample clinic cannot be set up: {0}")]
    Administration(#[from] AdministrationError),
    #[error("the sample clinic cannot be read: {0}")]
    Read(#[from] ReadError),
}

/// The organisation of an earlier run.
pub(super) fn found(installation: &Installation) -> Option<OrganisationId> {
    installation.services.organisation(None).ok()
}

/// Sets the clinic up, all but its site.
pub(super) async fn seed(
    installation: &Installation,
    accounts: &mut Accounts,
    password: Option<&str>,
) -> Result<OrganisationId, ClinicError> {
    let services = &installation.services;
    let organisation = installation.add_organisation(NAME).await?;
    let by_hand = Routing::default;
    let assigned = Routing { mode: RoutingMode::LeastBusy, ..Routing::default() };
    for (name, preset, form, routing, hours) in [
        (GENERAL, Preset::General, Vec::new(), by_hand(), None),
        (BILLING, Preset::Billing, Vec::new(), by_hand(), None),
        (NURSES, Preset::Clinical, vec![callback()], by_hand(), None),
        (APPOINTMENTS, Preset::General, appointment(), assigned, None),
        (VACCINATIONS, Preset::General, vec![callback()], by_hand(), Some(weekday_mornings())),
    ] {
        let id = services.new_id(DepartmentId::new);
        let department = Department {
            id,
            name: name.to_owned(),
            policy: PrivacyPolicy::preset(preset),
            form,
            routing,
            hours,
            closed_now: false,
            ending: bedside_domain::Ending::default(),
            canned: replies(name),
            outcomes: usual_outcomes(),
            tags: tags(name),
            removed: false,
        };
        services.put_department(organisation, department).await?;
    }
    for (email, name, role, departments) in [
        (DANA, "Dana Whitfield", Role::Agent, &[NURSES, GENERAL, APPOINTMENTS, VACCINATIONS][..]),
        (OMAR, "Omar Haddad", Role::Supervisor, &[GENERAL, BILLING, NURSES, APPOINTMENTS, VACCINATIONS]),
        (ADA, "Ada Lindqvist", Role::Administrator, &[]),
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
    services: &Services,
    store: &SqliteStore,
    organisation: OrganisationId,
    ports: &Ports,
) -> Result<bool, ClinicError> {
    let before = store.sites(organisation).await?.into_iter().find(|site| site.key == SITE_KEY);
    let departments = store.departments(organisation).await?;
    let of_name = |name| departments.iter().find(|department| department.name == name);
    let is_new = before.is_none();
    let site = Site {
        id: before.map_or_else(|| services.new_id(SiteId::new), |site| site.id),
        key: SITE_KEY.to_owned(),
        name: NAME.to_owned(),
        origins: ports.origins(),
        language: "en-US".to_owned(),
        emergency: EmergencyContact { number: EMERGENCY.to_owned(), phone: PHONE.to_owned() },
        departments: [GENERAL, BILLING, NURSES, APPOINTMENTS, VACCINATIONS]
            .into_iter()
            .filter_map(of_name)
            .map(|found| found.id)
            .collect(),
        look: Look::default(),
        signers: Vec::new(),
    };
    services.put_site(organisation, site).await?;
    Ok(is_new)
}

fn weekday_mornings() -> OpeningHours {
    let at = |time: &str| time.parse().expect("it is a time");
    let morning = vec![OpenSpan { from: at("08:30"), to: at("12:00") }];
    let week = Week {
        monday: morning.clone(),
        tuesday: morning.clone(),
        wednesday: morning.clone(),
        thursday: morning.clone(),
        friday: morning,
        ..Week::default()
    };
    OpeningHours { zone: "America/New_York".to_owned(), week, exceptions: std::collections::BTreeMap::new() }
}

/// Texts that a department's staff write often.
fn replies(department: &str) -> Vec<CannedReply> {
    let own: &[_] = match department {
        BILLING => &[
            (
                "invoice",
                "Where the invoice number is",
                "The number is at the top right of the invoice, after \"No.\". Could you tell me it?",
                None,
            ),
            (
                "card",
                "No card numbers, please",
                "Please do not write a card number here, {visitor}. You can pay on the page that is named on the invoice.",
                None,
            ),
            (
                "plan",
                "Paying in parts",
                "We can split this into up to six parts without a charge. Shall I set that up for you?",
                None,
            ),
        ],
        NURSES => &[
            (
                "urgent",
                "When it gets worse",
                "If it gets worse, or you are short of breath, do not wait for us here: call 911.",
                None,
            ),
            (
                "callback",
                "We call back",
                "A nurse of {department} will call you back within the hour. On which number do we reach you best?",
                None,
            ),
        ],
        _ => &[
            ("hours", "Opening hours", "{clinic} is open Monday to Friday, 8 am to 6 pm.", None),
            (
                "visit",
                "What to bring",
                "Please bring your insurance card and a list of what you take, {visitor}.",
                None,
            ),
        ],
    };
    let common = [
        ("hi", "Greeting", "Hello {visitor}, this is {staff} of {clinic}. How can I help?", "en"),
        ("hola", "Saludo", "Hola, {visitor}: soy {staff}, de {clinic}. ¿En qué puedo ayudar?", "es"),
        ("wait", "One moment", "One moment please, {visitor}. I will look it up.", "en"),
        ("bye", "Goodbye", "Thank you for writing to us, {visitor}. All the best from {clinic}.", "en"),
    ];
    let common =
        common.iter().map(|(shortcut, title, text, language)| (*shortcut, *title, *text, Some(*language)));
    common
        .chain(own.iter().copied())
        .map(|(shortcut, title, text, language)| CannedReply {
            shortcut: shortcut.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            language: language.map(str::to_owned),
        })
        .collect()
}

fn tags(department: &str) -> Vec<Choice> {
    let of_department: &[_] = match department {
        BILLING => &[("invoice", "Invoice"), ("instalments", "Instalments"), ("insurance", "Insurance")],
        NURSES => {
            &[("medication", "Medication"), ("call-back", "Call-back arranged"), ("results", "Results")]
        }
        _ => {
            &[("appointment", "Appointment"), ("opening-hours", "Opening hours"), ("documents", "Documents")]
        }
    };
    of_department
        .iter()
        .map(|(id, label)| Choice { id: (*id).to_owned(), label: (*label).to_owned() })
        .collect()
}

/// About an appointment: which, and for one there is already, when; and whether to call back, then on which number.
fn appointment() -> Vec<FormField> {
    let option = |id: &str, label: &str| Choice { id: id.to_owned(), label: label.to_owned() };
    let when = |field: &str, is: &str| Some(ShownWhen { field: field.to_owned(), is: vec![is.to_owned()] });
    vec![
        FormField {
            options: vec![option("new", "A new appointment"), option("change", "Change an appointment")],
            ..FormField::plain("about", "What would you like?", FormFieldKind::Choice, false)
        },
        FormField {
            shown_when: when("about", "change"),
            ..FormField::plain("date", "Date of your appointment", FormFieldKind::Date, true)
        },
        FormField {
            shown_when: when("about", "new"),
            ..FormField::plain("wish", "When would suit you?", FormFieldKind::LongText, false)
        },
        FormField::plain("call", "Please call me back", FormFieldKind::Checkbox, false),
        FormField {
            shown_when: when("call", "yes"),
            prefill: Some("phone".to_owned()),
            ..FormField::plain("phone", "On which number?", FormFieldKind::Phone, true)
        },
    ]
}

fn callback() -> FormField {
    FormField::plain("callback", "Call-back number", FormFieldKind::Phone, false)
}
