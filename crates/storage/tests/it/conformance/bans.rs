//! Blocks of visitors: kept, changed, undone, swept; and the session by which one is known lives as long.

use bedside_audit::Action;
use bedside_domain::{Actor, BanReason, Millis, PersonId, VisitorId};
use bedside_storage::{SessionOwner, StoredBan, StoredSession};

use super::Backend;
use crate::support::Clinic;

pub(super) async fn blocks_are_kept_changed_and_end(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    let other = Clinic::stored(backend.stores(), 2).await;
    let chat = clinic.serve(backend.stores()).await;
    let (visitor, person) = (VisitorId::from_bytes([3; 16]), PersonId::from_bytes([4; 16]));
    let session = StoredSession {
        organisation: clinic.organisation,
        token_hash: [1; 32],
        owner: SessionOwner::Visitor { visitor, person, site: clinic.site, consent_version: 4 },
        created_at: Millis(10),
        expires_at: Millis(100),
        used_at: Millis(10),
    };
    backend.stores().sessions.add(session, None).await.unwrap();
    let ban = StoredBan {
        organisation: clinic.organisation,
        person,
        visitor,
        conversation: chat.id,
        department: clinic.department,
        reason: BanReason::Spam,
        by: clinic.nurse,
        at: Millis(20),
        until: Millis(500),
    };
    let entry = |action| clinic.entry(action, Actor::Staff(clinic.nurse));
    backend.stores().bans.put(ban, entry(Action::VisitorBlocked)).await.unwrap();
    backend.reopen();
    let stores = backend.stores();
    assert_eq!(stores.bans.all(clinic.organisation).await.unwrap(), [ban]);
    assert_eq!(stores.bans.all(other.organisation).await.unwrap(), []);
    let session = stores.sessions.find([1; 32]).await.unwrap().unwrap();
    assert_eq!(session.expires_at, Millis(500), "it lives until the block ends");

    let shorter = StoredBan { reason: BanReason::Threat, until: Millis(300), ..ban };
    stores.bans.put(shorter, entry(Action::VisitorBlocked)).await.unwrap();
    assert_eq!(stores.bans.all(clinic.organisation).await.unwrap(), [shorter], "one for each person");
    let elsewhere = other.entry(Action::VisitorUnblocked, Actor::Staff(other.nurse));
    assert!(!stores.bans.lift(other.organisation, person, elsewhere).await.unwrap());
    let entries = || async { stores.audit.progress(clinic.organisation).await.unwrap().0 };
    let before = entries().await;
    assert!(stores.bans.lift(clinic.organisation, person, entry(Action::VisitorUnblocked)).await.unwrap());
    assert!(!stores.bans.lift(clinic.organisation, person, entry(Action::VisitorUnblocked)).await.unwrap());
    assert_eq!(entries().await, before + 1, "nothing is written where nothing is undone");

    stores.bans.put(ban, entry(Action::VisitorBlocked)).await.unwrap();
    let before = entries().await;
    let sweep = |now| {
        let entry = clinic.entry(Action::VisitorBlocksEnded, Actor::System);
        stores.bans.sweep(clinic.organisation, Millis(now), entry)
    };
    let elsewhere = other.entry(Action::VisitorBlocksEnded, Actor::System);
    assert_eq!(stores.bans.sweep(other.organisation, Millis(501), elsewhere).await.unwrap(), 0);
    assert_eq!(sweep(500).await.unwrap(), 0, "one that ends now has not ended");
    assert_eq!(entries().await, before, "nothing was removed");
    assert_eq!(sweep(501).await.unwrap(), 1);
    assert_eq!(entries().await, before + 1);
}
