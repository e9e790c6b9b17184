//! Sessions of visitors and staff.

use std::time::Duration;

use bedside_audit::Action;
use bedside_domain::{Actor, Millis, PersonId, VisitorId};
use bedside_storage::{SessionOwner, StoredSession, WriteError};

use super::Backend;
use crate::support::Clinic;

fn session(clinic: &Clinic, token: u8, owner: SessionOwner, expires_at: u64) -> StoredSession {
    StoredSession {
        organisation: clinic.organisation,
        token_hash: [token; 32],
        owner,
        created_at: Millis(10),
        expires_at: Millis(expires_at),
        used_at: Millis(10),
    }
}

fn visitor(clinic: &Clinic) -> SessionOwner {
    SessionOwner::Visitor {
        visitor: VisitorId::new(Millis(1), &clinic.rng),
        person: PersonId::new(Millis(1), &clinic.rng),
        site: clinic.site,
        consent_version: 4,
    }
}

pub(super) async fn sessions_live_and_end(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    let other = Clinic::stored(backend.stores(), 2).await;
    let entry = |action| Some(clinic.entry(action, Actor::Staff(clinic.nurse)));
    let of_nurse = SessionOwner::Staff(clinic.nurse);
    let sessions = &backend.stores().sessions;
    let visits = session(&clinic, 1, visitor(&clinic), 100);
    sessions.add(visits.clone(), None).await.unwrap();
    assert!(matches!(sessions.add(visits.clone(), None).await, Err(WriteError::Inconsistent { .. })));
    for token in [2, 3] {
        sessions.add(session(&clinic, token, of_nurse, 100), entry(Action::StaffSignedIn)).await.unwrap();
    }
    sessions
        .add(session(&clinic, 4, SessionOwner::Staff(clinic.doctor), 100), entry(Action::StaffSignedIn))
        .await
        .unwrap();
    backend.reopen();

    let stores = backend.stores();
    let sessions = &stores.sessions;
    assert_eq!(sessions.find([1; 32]).await.unwrap(), Some(visits));
    assert_eq!(sessions.find([2; 32]).await.unwrap(), Some(session(&clinic, 2, of_nurse, 100)));
    assert_eq!(sessions.find([9; 32]).await.unwrap(), None);
    assert!(!sessions.end([9; 32], entry(Action::StaffSignedOut)).await.unwrap());
    assert!(sessions.end([1; 32], None).await.unwrap());
    assert_eq!(sessions.find([1; 32]).await.unwrap(), None);
    let foreign = other.entry(Action::StaffDisabled, Actor::System);
    sessions.end_all_of_staff(other.organisation, clinic.nurse, foreign).await.unwrap();
    assert!(sessions.find([2; 32]).await.unwrap().is_some());
    let entry = clinic.entry(Action::StaffDisabled, Actor::System);
    sessions.end_all_of_staff(clinic.organisation, clinic.nurse, entry).await.unwrap();
    for (token, there) in [(2, false), (3, false), (4, true)] {
        assert_eq!(sessions.find([token; 32]).await.unwrap().is_some(), there, "{token}");
    }
    assert_eq!(stores.audit.progress(clinic.organisation).await.unwrap().0, 5);
    let none_left = clinic.entry(Action::StaffSignedOut, Actor::System);
    stores.sessions.end_all_of_staff(clinic.organisation, clinic.nurse, none_left).await.unwrap();
    assert_eq!(
        stores.audit.progress(clinic.organisation).await.unwrap().0,
        5,
        "nothing ended, so nothing is said"
    );
}

pub(super) async fn sweeping_takes_the_expired(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let mut added = Vec::new();
    for n in 0..1_050_u32 {
        let mut session = session(&clinic, 0, visitor(&clinic), 50);
        session.token_hash[..4].copy_from_slice(&n.to_be_bytes());
        added.push(stores.sessions.add(session, None));
    }
    added.push(stores.sessions.add(session(&clinic, 255, visitor(&clinic), 100), None));
    let of_staff = session(&clinic, 254, SessionOwner::Staff(clinic.nurse), 50);
    added.push(stores.sessions.add(of_staff.clone(), None));
    for add in added {
        add.await.unwrap();
    }
    assert_eq!(stores.sessions.sweep(Millis(50)).await.unwrap(), 0, "one that ends now has not ended");
    assert_eq!(stores.sessions.sweep(Millis(100)).await.unwrap(), 1_000);
    assert_eq!(stores.sessions.sweep(Millis(100)).await.unwrap(), 50);
    assert_eq!(stores.sessions.sweep(Millis(100)).await.unwrap(), 0);
    assert!(stores.sessions.find([255; 32]).await.unwrap().is_some());
    // Those of staff end with an entry each, and not here.
    assert_eq!(stores.sessions.expired_of_staff(Millis(50)).await.unwrap(), []);
    assert_eq!(stores.sessions.expired_of_staff(Millis(100)).await.unwrap(), [of_staff]);
}

pub(super) async fn uses_only_move_forward(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    backend.stores().sessions.add(session(&clinic, 1, visitor(&clinic), 100), None).await.unwrap();
    for at in [30, 20, 5] {
        backend.stores().sessions.touch([1; 32], Millis(at));
    }
    backend.stores().sessions.touch([9; 32], Millis(1));
    tokio::time::sleep(Duration::from_millis(1_300)).await;
    assert_eq!(backend.stores().sessions.find([1; 32]).await.unwrap().unwrap().used_at, Millis(30));
    backend.stores().sessions.touch([1; 32], Millis(25));
    backend.reopen();
    assert_eq!(backend.stores().sessions.find([1; 32]).await.unwrap().unwrap().used_at, Millis(30));
}
