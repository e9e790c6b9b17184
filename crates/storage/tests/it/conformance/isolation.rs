//! Organisations do not see one another: the answer to a foreign id is that there is no such thing.

use bedside_audit::Action;
use bedside_domain::{Actor, CloseReason, Millis, Rev};
use bedside_storage::{Change, ChangeOutcome, FiledAs, PostOutcome, StoredReceipt, WriteError};

use super::Backend;
use crate::support::{Clinic, stored};

pub(super) async fn another_organisation_finds_nothing(backend: impl Backend) {
    let stores = backend.stores();
    let (own, other) = (Clinic::stored(stores, 1).await, Clinic::stored(stores, 2).await);
    let chat = own.serve(stores).await;
    stored(own.post(stores, &chat, chat.visitor(), "hello").await.unwrap());

    assert!(other.events(stores, &chat, 0).await.is_empty());
    let rev = Rev::from_u64(1).unwrap();
    assert!(stores.timeline.event(other.organisation, chat.id, rev).await.unwrap().is_none());
    assert!(stores.timeline.event(own.organisation, chat.id, rev).await.unwrap().is_some());
    let conversations = &stores.conversations;
    assert!(conversations.conversation(other.organisation, chat.id).await.unwrap().is_none());
    assert!(conversations.open_conversations(other.organisation, 10).await.unwrap().is_empty());
    assert!(conversations.open_of_visitor(other.organisation, chat.visitor).await.unwrap().is_empty());
    own.change(
        stores,
        &chat,
        Change::Close { by: Actor::System, reason: CloseReason::VisitorLeft, filed: None },
    )
    .await
    .unwrap();
    for served_by in [None, Some(own.nurse)] {
        let closed = |organisation| {
            conversations.closed_conversations(
                organisation,
                vec![own.department],
                served_by,
                FiledAs::default(),
                None,
                10,
            )
        };
        assert_eq!(closed(own.organisation).await.unwrap().len(), 1);
        assert!(closed(other.organisation).await.unwrap().is_empty());
    }
    assert_eq!(stores.audit.progress(own.organisation).await.unwrap(), (5, 0));
    assert_eq!(stores.audit.progress(other.organisation).await.unwrap(), (1, 0));
}

pub(super) async fn another_organisation_changes_nothing(backend: impl Backend) {
    let stores = backend.stores();
    let (own, other) = (Clinic::stored(stores, 1).await, Clinic::stored(stores, 2).await);
    let chat = own.serve(stores).await;
    let held = own.held(&chat, chat.visitor(), "wait");
    let message = held.message;
    stores.messages.post(held, Box::new(|_| ())).await.unwrap();

    let outcome = other.post(stores, &chat, chat.visitor(), "hello").await.unwrap();
    assert!(matches!(outcome, PostOutcome::NotFound));
    for change in [
        Change::Accept { staff: own.doctor },
        Change::Transfer { by: own.nurse, department: own.other_department, to: None },
        Change::Close { by: Actor::System, reason: CloseReason::StaffClosed, filed: None },
        Change::Release { by: own.nurse, message },
    ] {
        let outcome = other.change(stores, &chat, change.clone()).await.unwrap();
        assert!(matches!(outcome, ChangeOutcome::NotFound), "{change:?}");
    }
    let entry = other.entry(Action::EmergencyFlagged, Actor::System);
    let marked = stores.conversations.mark_urgent(other.organisation, chat.id, entry).await;
    assert!(matches!(marked, Err(WriteError::Inconsistent { .. })));
    stores.receipts.raise(
        other.organisation,
        chat.id,
        StoredReceipt { participant: chat.visitor(), delivered: 1, read: 1 },
    );
    other.open(stores).await;
    let kept = stores.conversations.conversation(own.organisation, chat.id).await.unwrap().unwrap();
    assert!(!kept.urgent);
    assert_eq!(kept.rev.get(), 3);
    assert!(kept.receipts.is_empty());
}

pub(super) async fn an_unknown_organisation_is_refused(backend: impl Backend) {
    let stores = backend.stores();
    let known = Clinic::stored(stores, 1).await;
    let unknown = Clinic::new(2);
    let refused = |result| assert!(matches!(result, Err(WriteError::Inconsistent { .. })));
    let entry = || unknown.entry(Action::AccessDenied, Actor::System);
    refused(stores.audit.record(unknown.organisation, entry()).await);
    let again = known.entry(Action::OrganisationCreated, Actor::System);
    refused(stores.directory.add_organisation(known.named(), again).await);
    let visitor = bedside_domain::VisitorId::new(Millis(1), &unknown.rng);
    let opened = stores.conversations.open(unknown.conversation(visitor), Box::new(|_| ())).await;
    refused(opened.map(|_| ()));
    assert_eq!(stores.audit.progress(known.organisation).await.unwrap(), (1, 0));
}
