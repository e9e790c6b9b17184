//! Conversations: opening once, races of staff, lists, receipts.

use std::{sync::Arc, time::Duration};

use bedside_audit::Action;
use bedside_domain::{Actor, CloseReason, Millis, Phase, StaffId, TransitionError, VisitorId};
use bedside_storage::{Change, ChangeOutcome, FiledAs, NewConversation, OpenOutcome, StoredReceipt};

use super::Backend;
use crate::support::{Chat, Clinic, stored};

pub(super) async fn opening_is_idempotent(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let visitor = VisitorId::new(clinic.now(), &clinic.rng);
    let first = clinic.conversation(visitor);
    let (id, key, clinic_id) = (first.id, first.client_key, clinic.organisation);
    let retry = NewConversation { client_key: first.client_key, ..clinic.conversation(visitor) };
    let late = NewConversation { client_key: first.client_key, ..clinic.conversation(visitor) };
    let open = |new| stores.conversations.open(new, Box::new(|_| ()));
    let opened = |by, key| async move {
        stores.conversations.opened(clinic_id, by, key).await.unwrap().map(|found| found.id)
    };
    assert_eq!(opened(visitor, key).await, None);
    assert_eq!(open(first).await.unwrap(), OpenOutcome::Opened);
    assert_eq!(open(retry).await.unwrap(), OpenOutcome::Repeat(id));
    assert_eq!(open(clinic.conversation(visitor)).await.unwrap(), OpenOutcome::AlreadyOpen(id));
    let chat = Chat { id, visitor };
    clinic
        .change(
            stores,
            &chat,
            Change::Close { by: chat.visitor(), reason: CloseReason::VisitorEnded, filed: None },
        )
        .await
        .unwrap();
    assert_eq!(open(late).await.unwrap(), OpenOutcome::Repeat(id));
    assert_eq!(opened(visitor, key).await, Some(id), "ended or not");
    assert_eq!(opened(VisitorId::new(clinic.now(), &clinic.rng), key).await, None);
    assert_eq!(open(clinic.conversation(visitor)).await.unwrap(), OpenOutcome::Opened);
    assert_eq!(stores.audit.progress(clinic.organisation).await.unwrap().0, 4);
}

pub(super) async fn one_of_many_accepts(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Arc::new(Clinic::stored(stores, 1).await);
    let chat = clinic.open(stores).await;
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (clinic, stores) = (Arc::clone(&clinic), stores.clone());
            tokio::spawn(async move {
                let staff = StaffId::new(clinic.now(), &clinic.rng);
                match clinic.change(&stores, &chat, Change::Accept { staff }).await.unwrap() {
                    ChangeOutcome::Changed { conversation, .. } => {
                        assert_eq!(conversation.serving(), Some(staff));
                        true
                    }
                    ChangeOutcome::Refused(TransitionError::TakenByColleague) => false,
                    _ => panic!("neither accepted nor taken"),
                }
            })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += usize::from(task.await.unwrap());
    }
    assert_eq!(accepted, 1);
    let kept = stores.conversations.conversation(clinic.organisation, chat.id).await.unwrap().unwrap();
    assert_eq!(kept.served_by.len(), 1);
    assert_eq!(kept.state.serving(), kept.served_by.first().copied());
}

pub(super) async fn accepting_and_transferring_race(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Arc::new(Clinic::stored(stores, 1).await);
    let chat = clinic.open(stores).await;
    let tasks: Vec<_> = [(clinic.nurse, clinic.department), (clinic.doctor, clinic.other_department)]
        .into_iter()
        .map(|(staff, department)| {
            let (clinic, stores) = (Arc::clone(&clinic), stores.clone());
            tokio::spawn(async move {
                let mut changes = 0;
                for _ in 0..50 {
                    for change in
                        [Change::Accept { staff }, Change::Transfer { by: staff, department, to: None }]
                    {
                        let outcome = clinic.change(&stores, &chat, change).await.unwrap();
                        changes += u64::from(matches!(outcome, ChangeOutcome::Changed { .. }));
                    }
                }
                changes
            })
        })
        .collect();
    let mut changes = 0;
    for task in tasks {
        changes += task.await.unwrap();
    }
    let kept = stores.conversations.conversation(clinic.organisation, chat.id).await.unwrap().unwrap();
    assert_eq!(kept.rev.get(), 1 + changes);
    assert_eq!(clinic.events(stores, &chat, 0).await.len() as u64, 1 + changes);
    assert!(kept.served_by.len() <= 2);
}

pub(super) async fn what_is_stored_is_what_was_given(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    let visitor = VisitorId::new(clinic.now(), &clinic.rng);
    let new = clinic.conversation(visitor);
    let (id, card, policy, at) = (new.id, new.card.clone(), new.policy.clone(), new.at);
    let (person, site) = (new.person, new.site);
    backend.stores().conversations.open(new, Box::new(|_| ())).await.unwrap();
    let chat = Chat { id, visitor };
    let step = |change| clinic.change(backend.stores(), &chat, change);
    step(Change::Accept { staff: clinic.nurse }).await.unwrap();
    let again = step(Change::Accept { staff: clinic.nurse }).await.unwrap();
    assert!(matches!(again, ChangeOutcome::Unchanged(_)));
    stored(clinic.post(backend.stores(), &chat, chat.visitor(), "hello").await.unwrap());
    let department = clinic.other_department;
    step(Change::Transfer { by: clinic.nurse, department, to: Some(clinic.doctor) }).await.unwrap();
    backend.reopen();

    let stores = backend.stores();
    let kept = stores.conversations.conversation(clinic.organisation, id).await.unwrap().unwrap();
    assert!(kept.card == card && kept.policy == policy && kept.details.is_none());
    assert_eq!((kept.person, kept.site, kept.opened_at), (person, site, at));
    assert!(kept.waiting_since > at);
    assert_eq!(kept.state.phase, Phase::Waiting { preferred: Some(clinic.doctor) });
    assert_eq!((kept.state.department, kept.state.visitor), (department, visitor));
    assert_eq!((kept.rev.get(), kept.seq.map(|seq| seq.get()), kept.closed), (4, Some(1), None));
    assert_eq!(kept.served_by, [clinic.nurse]);
    let waiting_since = kept.waiting_since;
    let back = |from| clinic.change(stores, &chat, Change::GiveBack { from });
    assert!(matches!(back(clinic.nurse).await.unwrap(), ChangeOutcome::Unchanged(_)));
    assert!(matches!(back(clinic.doctor).await.unwrap(), ChangeOutcome::Changed { .. }));
    let kept = stores.conversations.conversation(clinic.organisation, id).await.unwrap().unwrap();
    assert_eq!((kept.state.phase, kept.state.department), (Phase::Waiting { preferred: None }, department));
    assert_eq!((kept.waiting_since, kept.rev.get()), (waiting_since, 5));
    let elsewhere = bedside_domain::DepartmentId::from_bytes([77; 16]);
    let overflow = |department| clinic.change(stores, &chat, Change::Overflow { department });
    assert!(matches!(overflow(department).await.unwrap(), ChangeOutcome::Refused(_)));
    assert!(matches!(overflow(elsewhere).await.unwrap(), ChangeOutcome::Changed { .. }));
    let kept = stores.conversations.conversation(clinic.organisation, id).await.unwrap().unwrap();
    assert_eq!((kept.state.phase, kept.state.department), (Phase::Waiting { preferred: None }, elsewhere));
    assert_eq!((kept.waiting_since, kept.rev.get()), (waiting_since, 6), "it keeps its place");
    let close = Change::Close { by: Actor::System, reason: CloseReason::VisitorLeft, filed: None };
    clinic.change(stores, &chat, close).await.unwrap();
    let kept = stores.conversations.conversation(clinic.organisation, id).await.unwrap().unwrap();
    assert_eq!(kept.closed.map(|(_, reason)| reason), Some(CloseReason::VisitorLeft));
    assert!(kept.state.is_closed());
}

pub(super) async fn a_chat_is_taken_over_in_the_department_that_was_asked_for(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let chat = clinic.serve(stores).await;
    let take = |department| Change::TakeOver { staff: clinic.doctor, department };
    let (here, there) = (clinic.department, clinic.other_department);
    let outcome = clinic.change(stores, &chat, take(there)).await.unwrap();
    assert!(matches!(outcome, ChangeOutcome::NotFound), "it is in another");
    let kept = stores.conversations.conversation(clinic.organisation, chat.id).await.unwrap().unwrap();
    assert_eq!((kept.state.serving(), kept.served_by), (Some(clinic.nurse), vec![clinic.nurse]));
    let outcome = clinic.change(stores, &chat, take(here)).await.unwrap();
    assert!(
        matches!(outcome, ChangeOutcome::Changed { conversation, .. } if conversation.serving() == Some(clinic.doctor))
    );
}

pub(super) async fn a_quiet_chat_does_not_end_over_what_was_just_said(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let chat = clinic.serve(stores).await;
    let look = || stores.conversations.conversation(clinic.organisation, chat.id);
    let rev = look().await.unwrap().unwrap().rev.get();
    stored(clinic.post(stores, &chat, chat.visitor(), "still thinking").await.unwrap());
    let end = |rev| clinic.change(stores, &chat, Change::EndQuiet { rev });
    assert!(matches!(end(rev).await.unwrap(), ChangeOutcome::Unchanged(state) if !state.is_closed()));
    assert_eq!(look().await.unwrap().unwrap().closed, None);
    assert!(matches!(end(rev + 1).await.unwrap(), ChangeOutcome::Changed { .. }));
    let closed = look().await.unwrap().unwrap().closed;
    assert_eq!(closed.map(|(_, reason)| reason), Some(CloseReason::Inactive));
}

pub(super) async fn lists_find_what_they_should(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let mut closed = Vec::new();
    for n in 0..6 {
        let chat = if n % 2 == 0 { clinic.serve(stores).await } else { clinic.open(stores).await };
        let close = Change::Close { by: Actor::System, reason: CloseReason::VisitorLeft, filed: None };
        clinic.change(stores, &chat, close).await.unwrap();
        closed.push(chat.id);
    }
    let open = [clinic.open(stores).await, clinic.serve(stores).await];
    closed.sort_unstable_by(|a, b| b.cmp(a));

    let ids =
        |found: Vec<bedside_storage::StoredConversation>| found.iter().map(|c| c.id).collect::<Vec<_>>();
    let conversations = &stores.conversations;
    let found = conversations.open_conversations(clinic.organisation, 10).await.unwrap();
    assert_eq!(ids(found), open.map(|chat| chat.id));
    let found = conversations.open_conversations(clinic.organisation, 1).await.unwrap();
    assert_eq!(ids(found), [open[0].id]);
    let found = conversations.open_of_visitor(clinic.organisation, open[1].visitor).await.unwrap();
    assert_eq!(ids(found), [open[1].id]);

    let page = |departments, served_by, before, limit| async move {
        let found = conversations.closed_conversations(
            clinic.organisation,
            departments,
            served_by,
            FiledAs::default(),
            before,
            limit,
        );
        ids(found.await.unwrap())
    };
    let both = vec![clinic.department, clinic.other_department, clinic.department];
    assert_eq!(page(both.clone(), None, None, 10).await, closed);
    assert_eq!(page(both.clone(), None, None, 2).await, closed[..2]);
    assert_eq!(page(both, None, Some(closed[1]), 10).await, closed[2..]);
    assert!(page(vec![clinic.other_department], None, None, 10).await.is_empty());
    assert!(page(vec![], None, None, 10).await.is_empty());
    assert_eq!(page(vec![clinic.department], Some(clinic.nurse), None, 10).await.len(), 3);
    assert!(page(vec![clinic.department], Some(clinic.doctor), None, 10).await.is_empty());

    let opened_in = |from: Option<u64>, before: Option<u64>, served_by| async move {
        let (opened_from, opened_before) = (from.map(Millis), before.map(Millis));
        let filed = FiledAs { opened_from, opened_before, ..FiledAs::default() };
        let departments = vec![clinic.department];
        let found =
            conversations.closed_conversations(clinic.organisation, departments, served_by, filed, None, 10);
        ids(found.await.unwrap())
    };
    // Ids of the test begin with the instant they say.
    let at = |n: usize| {
        Some(u64::from_be_bytes([&[0; 2], &closed[n].to_bytes()[..6]].concat().try_into().unwrap()))
    };
    let newest = closed.iter().filter(|id| id.to_bytes()[..6] >= closed[1].to_bytes()[..6]).count();
    assert_eq!(opened_in(at(1), None, None).await, closed[..newest]);
    assert_eq!(opened_in(None, at(1), None).await, closed[newest..]);
    assert_eq!(opened_in(at(5), Some(u64::MAX), Some(clinic.nurse)).await.len(), 3);
    assert!(opened_in(Some(u64::MAX), None, None).await.is_empty());
}

pub(super) async fn urgent_once(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let chat = clinic.open(stores).await;
    for _ in 0..3 {
        let entry = clinic.entry(Action::EmergencyFlagged, Actor::System);
        stores.conversations.mark_urgent(clinic.organisation, chat.id, entry).await.unwrap();
    }
    let kept = stores.conversations.conversation(clinic.organisation, chat.id).await.unwrap().unwrap();
    assert!(kept.urgent);
    assert_eq!(stores.audit.progress(clinic.organisation).await.unwrap().0, 3);
}

pub(super) async fn a_left_message_is_there_whole_and_left_once(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    let other = Clinic::stored(backend.stores(), 2).await;
    let stores = backend.stores();
    let visitor = VisitorId::from_bytes([9; 16]);
    let mut new = clinic.conversation(visitor);
    let (chat, opened_at) = (Chat { id: new.id, visitor }, new.at);
    new.left = Some(clinic.message(&chat, chat.visitor(), "please call"));
    let outcome = stores.conversations.open(new, Box::new(|_| ())).await.unwrap();
    assert_eq!(outcome, OpenOutcome::Opened);
    let waiting = clinic.open(stores).await;
    let leave = async |by: &Clinic, at| {
        let entry = by.entry(Action::MessageLeft, waiting.visitor());
        stores.conversations.leave(by.organisation, waiting.id, Millis(at), entry).await.unwrap()
    };
    assert!(!leave(&other, 6).await, "of another organisation it is not known");
    let before = stores.audit.progress(clinic.organisation).await.unwrap().0;
    assert!(leave(&clinic, 7).await && leave(&clinic, 8).await);
    assert_eq!(stores.audit.progress(clinic.organisation).await.unwrap().0, before + 1);
    clinic.change(stores, &waiting, Change::Accept { staff: clinic.nurse }).await.ok();
    assert!(!leave(&clinic, 9).await, "it does not wait any more");
    backend.reopen();
    let stores = backend.stores();
    let kept = async |id| stores.conversations.conversation(clinic.organisation, id).await.unwrap().unwrap();
    let left = kept(chat.id).await;
    assert_eq!((left.left_at, left.rev.get(), left.seq.map(|seq| seq.get())), (Some(opened_at), 2, Some(1)));
    assert_eq!(kept(waiting.id).await.left_at, Some(Millis(7)));
}

pub(super) async fn receipts_only_grow(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    let chat = clinic.open(backend.stores()).await;
    let raise = |stores: &crate::support::Stores, delivered, read| {
        let receipt = StoredReceipt { participant: chat.visitor(), delivered, read };
        stores.receipts.raise(clinic.organisation, chat.id, receipt);
    };
    for (delivered, read) in [(3, 1), (2, 2), (5, 0), (1, 1)] {
        raise(backend.stores(), delivered, read);
    }
    let receipts = |stores: &crate::support::Stores| {
        let conversations = Arc::clone(&stores.conversations);
        async move { conversations.conversation(clinic.organisation, chat.id).await.unwrap().unwrap().receipts }
    };
    // Late by a second at most, without any other write.
    tokio::time::sleep(Duration::from_millis(1_300)).await;
    let want = StoredReceipt { participant: chat.visitor(), delivered: 5, read: 2 };
    assert_eq!(receipts(backend.stores()).await, [want]);
    raise(backend.stores(), 4, 4);
    backend.reopen();
    assert_eq!(receipts(backend.stores()).await, [StoredReceipt { read: 4, ..want }]);
}
