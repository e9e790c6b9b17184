//! Organisations, sites, departments, staff.

use bedside_audit::Action;
use bedside_domain::{
    Actor, CannedReply, Choice, Department, EmergencyContact, Look, Millis, Preset, PrivacyPolicy, Role,
    Site, SiteId, StaffId, StaffProfile, usual_outcomes,
};
use bedside_keys::Zeroizing;
use bedside_storage::StoredStaff;

use super::Backend;
use crate::support::Clinic;

fn site(clinic: &Clinic, name: &str) -> Site {
    Site {
        id: clinic.site,
        key: "pk_riverside".into(),
        name: name.into(),
        origins: vec!["https://riverside.example".into()],
        language: "en".into(),
        emergency: EmergencyContact { number: "911".into(), phone: "+12125550100".into() },
        departments: vec![clinic.department],
        look: Look::default(),
        signers: Vec::new(),
    }
}

fn staff(clinic: &Clinic, id: StaffId, email_index: u8) -> StoredStaff {
    let profile = StaffProfile {
        name: Zeroizing::new("Nurse".into()),
        email: Zeroizing::new("nurse@riverside.example".into()),
        password_hash: Zeroizing::new("$argon2id$".into()),
    };
    let zero = bedside_domain::ConversationId::from_bytes([0; 16]);
    StoredStaff {
        organisation: clinic.organisation,
        id,
        email_index: [email_index; 32],
        profile: clinic.seal(zero, id.to_bytes(), &profile),
        role: Role::Supervisor,
        departments: vec![clinic.department, clinic.other_department],
        disabled_at: None,
        created_at: Millis(5),
    }
}

pub(super) async fn places_and_staff_are_kept(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    let other = Clinic::stored(backend.stores(), 2).await;
    let entry = || clinic.entry(Action::ConfigChanged, Actor::System);
    let department = Department {
        id: clinic.department,
        name: "Questions".into(),
        policy: PrivacyPolicy::preset(Preset::Clinical),
        form: vec![],
        routing: bedside_domain::Routing {
            mode: bedside_domain::RoutingMode::LeastBusy,
            ..Default::default()
        },
        hours: None,
        closed_now: true,
        ending: bedside_domain::Ending { reopen_within_s: 0, ..Default::default() },
        canned: vec![CannedReply {
            shortcut: "hi".into(),
            title: "Greeting".into(),
            text: "Hello {visitor}".into(),
            language: Some("en".into()),
        }],
        outcomes: usual_outcomes(),
        tags: vec![Choice { id: "billing".into(), label: "Billing".into() }],
        removed: false,
    };
    let directory = &backend.stores().directory;
    directory.put_site(clinic.organisation, site(&clinic, "Riverside"), entry()).await.unwrap();
    directory.put_department(clinic.organisation, department.clone(), entry()).await.unwrap();
    let nurse = staff(&clinic, clinic.nurse, 1);
    assert!(directory.put_staff(nurse.clone(), entry()).await.unwrap());
    assert_eq!(backend.stores().audit.progress(clinic.organisation).await.unwrap().0, 4);
    backend.reopen();

    let directory = &backend.stores().directory;
    let mut organisations = directory.organisations().await.unwrap();
    organisations.sort_by_key(|organisation| organisation.id);
    let mut want = [clinic.named(), other.named()];
    want.sort_by_key(|organisation| organisation.id);
    assert_eq!(organisations, want);
    assert_eq!(directory.sites(clinic.organisation).await.unwrap(), [site(&clinic, "Riverside")]);
    assert_eq!(directory.departments(clinic.organisation).await.unwrap(), [department]);
    let kept = directory.staff(clinic.organisation).await.unwrap();
    let kept = &kept[0];
    assert!(kept.profile == nurse.profile && kept.email_index == nurse.email_index);
    assert_eq!((kept.id, kept.role, kept.created_at), (nurse.id, nurse.role, nurse.created_at));
    assert_eq!((&kept.departments, kept.disabled_at), (&nurse.departments, None));
    assert!(directory.sites(other.organisation).await.unwrap().is_empty());
    assert!(directory.departments(other.organisation).await.unwrap().is_empty());
    assert!(directory.staff(other.organisation).await.unwrap().is_empty());
}

pub(super) async fn an_email_belongs_to_one(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let other = Clinic::stored(stores, 2).await;
    let put = |staff| stores.directory.put_staff(staff, clinic.entry(Action::StaffAdded, Actor::System));
    assert!(put(staff(&clinic, clinic.nurse, 1)).await.unwrap());
    assert!(!put(staff(&clinic, clinic.doctor, 1)).await.unwrap());
    assert_eq!(
        stores.audit.progress(clinic.organisation).await.unwrap().0,
        2,
        "a refused one leaves no entry"
    );
    assert!(put(staff(&clinic, clinic.nurse, 1)).await.unwrap(), "one's own is no other's");
    assert!(put(staff(&clinic, clinic.doctor, 2)).await.unwrap());
    assert!(put(staff(&other, other.doctor, 1)).await.unwrap(), "another organisation's is no other's");
}

pub(super) async fn settings_are_replaced(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let entry = || clinic.entry(Action::ConfigChanged, Actor::System);
    for name in ["Old", "New"] {
        stores.directory.put_site(clinic.organisation, site(&clinic, name), entry()).await.unwrap();
    }
    let second = Site { id: SiteId::new(Millis(9), &clinic.rng), ..site(&clinic, "Second") };
    stores.directory.put_site(clinic.organisation, second, entry()).await.unwrap();
    let mut names: Vec<String> = stores
        .directory
        .sites(clinic.organisation)
        .await
        .unwrap()
        .into_iter()
        .map(|site| site.name)
        .collect();
    names.sort();
    assert_eq!(names, ["New", "Second"]);
    let disabled = StoredStaff { disabled_at: Some(Millis(77)), ..staff(&clinic, clinic.nurse, 1) };
    stores.directory.put_staff(staff(&clinic, clinic.nurse, 1), entry()).await.unwrap();
    stores.directory.put_staff(disabled, entry()).await.unwrap();
    assert_eq!(stores.directory.staff(clinic.organisation).await.unwrap()[0].disabled_at, Some(Millis(77)));
}
