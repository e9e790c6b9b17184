//! Posting: gap-free numbers, one answer for each client key, order of commits, races with the end.

use std::sync::{Arc, Mutex};

use bedside_domain::{Actor, CloseReason, TransitionError};
use bedside_storage::{Change, ChangeOutcome, NewMessage, PostOutcome, StoredEventKind};

use super::Backend;
use crate::support::{Clinic, stored};

fn again(clinic: &Clinic, chat: &crate::support::Chat, first: &NewMessage) -> NewMessage {
    NewMessage { client_key: first.client_key, ..clinic.message(chat, first.author, "again") }
}

pub(super) async fn numbers_have_no_gaps_under_concurrency(backend: impl Backend) {
    const EACH: usize = 40;
    let stores = backend.stores();
    let clinic = Arc::new(Clinic::stored(stores, 1).await);
    let mut tasks = Vec::new();
    let mut chats = Vec::new();
    for _ in 0..4 {
        let chat = clinic.serve(stores).await;
        chats.push(chat);
        for author in [chat.visitor(), Actor::Staff(clinic.nurse)] {
            let (clinic, stores) = (Arc::clone(&clinic), stores.clone());
            tasks.push(tokio::spawn(async move {
                for n in 0..EACH {
                    let new = match n % 4 {
                        0 => clinic.held(&chat, author, "held"),
                        1 => clinic.note(&chat, Actor::Staff(clinic.nurse), "note"),
                        _ => clinic.message(&chat, author, "hello"),
                    };
                    stored(stores.messages.post(new, Box::new(|_| ())).await.unwrap());
                }
            }));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    for chat in &chats {
        let events = clinic.events(stores, chat, 0).await;
        let revs: Vec<u64> = events.iter().map(|event| event.rev.get()).collect();
        assert_eq!(revs, (1..=2 + 2 * EACH as u64).collect::<Vec<_>>());
        let seqs: Vec<u64> = events
            .iter()
            .filter_map(|event| match event.kind {
                StoredEventKind::Message { seq, .. } => Some(seq.get()),
                _ => None,
            })
            .collect();
        assert_eq!(seqs, (1..=EACH as u64).collect::<Vec<_>>());
    }
    let entries = 1 + 4 * (2 + 2 * EACH as u64);
    assert_eq!(stores.audit.progress(clinic.organisation).await.unwrap(), (entries, 0));
}

pub(super) async fn a_repeat_gets_the_first_answer(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    let chat = clinic.serve(backend.stores()).await;
    let first = clinic.message(&chat, chat.visitor(), "first");
    let repeat = again(&clinic, &chat, &first);
    let after_end = again(&clinic, &chat, &first);
    let after_restart = again(&clinic, &chat, &first);
    assert_eq!(stored(backend.stores().messages.post(first, Box::new(|_| ())).await.unwrap()), (Some(1), 3));

    let check = |outcome| {
        let PostOutcome::Repeat(event) = outcome else { panic!("no repeat") };
        assert_eq!(event.rev.get(), 3);
        assert_eq!(clinic.open_text(chat.id, &event), "first");
    };
    check(backend.stores().messages.post(repeat, Box::new(|_| ())).await.unwrap());
    clinic
        .change(
            backend.stores(),
            &chat,
            Change::Close { by: chat.visitor(), reason: CloseReason::VisitorEnded, filed: None },
        )
        .await
        .unwrap();
    check(backend.stores().messages.post(after_end, Box::new(|_| ())).await.unwrap());
    backend.reopen();
    check(backend.stores().messages.post(after_restart, Box::new(|_| ())).await.unwrap());
    assert_eq!(clinic.events(backend.stores(), &chat, 0).await.len(), 4);
    assert_eq!(backend.stores().audit.progress(clinic.organisation).await.unwrap().0, 5);
}

pub(super) async fn concurrent_repeats_are_stored_once(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let chat = clinic.open(stores).await;
    let first = clinic.message(&chat, chat.visitor(), "hello");
    let mut posts: Vec<_> =
        (0..50).map(|_| stores.messages.post(again(&clinic, &chat, &first), Box::new(|_| ()))).collect();
    posts.push(stores.messages.post(first, Box::new(|_| ())));
    let (mut times_stored, mut repeats) = (0, 0);
    for post in posts {
        match post.await.unwrap() {
            PostOutcome::Stored { seq, rev } => {
                assert_eq!((seq.unwrap().get(), rev.get()), (1, 2));
                times_stored += 1;
            }
            PostOutcome::Repeat(event) => {
                assert_eq!(event.rev.get(), 2);
                repeats += 1;
            }
            PostOutcome::Refused(_) | PostOutcome::NotFound => panic!("refused"),
        }
    }
    assert_eq!((times_stored, repeats), (1, 50));
}

pub(super) async fn a_key_is_unique_for_each_author_and_conversation(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let (chat, other) = (clinic.serve(stores).await, clinic.serve(stores).await);
    let first = clinic.message(&chat, chat.visitor(), "hello");
    let key = first.client_key;
    stored(stores.messages.post(first, Box::new(|_| ())).await.unwrap());
    for new in [
        clinic.message(&chat, Actor::Staff(clinic.nurse), "same key, other author"),
        clinic.message(&other, other.visitor(), "same key, other conversation"),
    ] {
        let new = NewMessage { client_key: key, ..new };
        stored(stores.messages.post(new, Box::new(|_| ())).await.unwrap());
    }
}

pub(super) async fn commits_are_told_in_order(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let chat = clinic.open(stores).await;
    let told: Arc<Mutex<Vec<u64>>> = Arc::default();
    let mut posts = Vec::new();
    for _ in 0..200 {
        let told = Arc::clone(&told);
        let on_commit = Box::new(move |outcome: &PostOutcome| {
            let PostOutcome::Stored { rev, .. } = outcome else { panic!("not stored") };
            told.lock().unwrap().push(rev.get());
        });
        posts.push(stores.messages.post(clinic.message(&chat, chat.visitor(), "hello"), on_commit));
    }
    for (post, rev) in posts.into_iter().zip(2..) {
        assert_eq!(stored(post.await.unwrap()).1, rev);
        assert!(told.lock().unwrap().contains(&rev), "told before it is reported");
    }
    assert_eq!(*told.lock().unwrap(), (2..202).collect::<Vec<_>>());
}

pub(super) async fn closing_ends_posting(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    for _ in 0..20 {
        let chat = clinic.serve(stores).await;
        let before: Vec<_> = (0..5)
            .map(|_| stores.messages.post(clinic.message(&chat, chat.visitor(), "hello"), Box::new(|_| ())))
            .collect();
        let entry = clinic.entry(bedside_audit::Action::ConversationClosed, chat.visitor());
        let change = Change::Close { by: chat.visitor(), reason: CloseReason::VisitorEnded, filed: None };
        let close = stores.conversations.change(
            clinic.organisation,
            chat.id,
            change,
            entry.at,
            entry,
            Box::new(|_| ()),
        );
        let after: Vec<_> = (0..5)
            .map(|_| stores.messages.post(clinic.message(&chat, chat.visitor(), "late"), Box::new(|_| ())))
            .collect();
        for post in before {
            stored(post.await.unwrap());
        }
        assert!(matches!(close.await.unwrap(), ChangeOutcome::Changed { .. }));
        for post in after {
            assert!(matches!(post.await.unwrap(), PostOutcome::Refused(TransitionError::Closed)));
        }
        let events = clinic.events(stores, &chat, 0).await;
        assert!(matches!(events.last().unwrap().kind, StoredEventKind::Closed { .. }));
        assert_eq!(events.len(), 8);
    }
}

pub(super) async fn a_dropped_future_does_not_undo(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let chat = clinic.open(stores).await;
    drop(stores.messages.post(clinic.message(&chat, chat.visitor(), "never polled"), Box::new(|_| ())));
    stored(clinic.post(stores, &chat, chat.visitor(), "second").await.unwrap());
    assert_eq!(clinic.events(stores, &chat, 0).await.len(), 3);
}

pub(super) async fn held_messages_are_released_once(mut backend: impl Backend) {
    let clinic = Clinic::stored(backend.stores(), 1).await;
    let chat = clinic.serve(backend.stores()).await;
    let held = clinic.held(&chat, chat.visitor(), "please wait");
    let (message, retry, key) = (held.message, again(&clinic, &chat, &held), held.client_key);
    let late = again(&clinic, &chat, &held);
    assert_eq!(stored(backend.stores().messages.post(held, Box::new(|_| ())).await.unwrap()), (None, 3));
    stored(clinic.post(backend.stores(), &chat, chat.visitor(), "overtakes").await.unwrap());
    let PostOutcome::Repeat(event) = backend.stores().messages.post(retry, Box::new(|_| ())).await.unwrap()
    else {
        panic!("no repeat")
    };
    assert!(matches!(event.kind, StoredEventKind::Held { reason: 3, .. }));
    backend.reopen();

    let stores = backend.stores();
    let written = |author| stores.timeline.written(clinic.organisation, chat.id, author, key);
    let found = written(chat.visitor()).await.unwrap().expect("what its author wrote under its key");
    assert_eq!((found.message, found.rev.get()), (Some(message), 3));
    assert!(written(Actor::Staff(clinic.nurse)).await.unwrap().is_none(), "nobody else wrote under it");
    let release = |by| Change::Release { by, message };
    let outcome = clinic.change(stores, &chat, release(clinic.doctor)).await.unwrap();
    assert!(matches!(outcome, ChangeOutcome::Refused(TransitionError::NotServing)));
    let ChangeOutcome::Changed { event, .. } =
        clinic.change(stores, &chat, release(clinic.nurse)).await.unwrap()
    else {
        panic!("not released")
    };
    let StoredEventKind::Released { seq, by, .. } = event.kind else { panic!("not released") };
    assert_eq!((seq.get(), event.rev.get(), by, event.author), (2, 5, clinic.nurse, chat.visitor()));
    assert_eq!(clinic.open_text(chat.id, &event), "please wait");
    let outcome = clinic.change(stores, &chat, release(clinic.nurse)).await.unwrap();
    assert!(matches!(outcome, ChangeOutcome::Unchanged(_)));
    let unknown =
        Change::Release { by: clinic.nurse, message: clinic.message(&chat, chat.visitor(), "x").message };
    assert!(matches!(clinic.change(stores, &chat, unknown).await.unwrap(), ChangeOutcome::NotFound));
    // A retry hears of the message as it is now.
    let PostOutcome::Repeat(event) = stores.messages.post(late, Box::new(|_| ())).await.unwrap() else {
        panic!("no repeat")
    };
    assert!(matches!(event.kind, StoredEventKind::Released { .. }));
    assert_eq!(clinic.events(stores, &chat, 0).await.len(), 5);
}

pub(super) async fn notes_follow_their_own_rule(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let chat = clinic.open(stores).await;
    let note = |author| stores.messages.post(clinic.note(&chat, author, "note"), Box::new(|_| ()));
    let waiting = note(Actor::Staff(clinic.nurse)).await.unwrap();
    assert!(matches!(waiting, PostOutcome::Refused(TransitionError::StillWaiting)));
    clinic.change(stores, &chat, Change::Accept { staff: clinic.nurse }).await.unwrap();
    assert_eq!(stored(note(Actor::Staff(clinic.nurse)).await.unwrap()), (None, 3));
    for stranger in [chat.visitor(), Actor::Staff(clinic.doctor), Actor::System] {
        let refused = note(stranger).await.unwrap();
        assert!(matches!(refused, PostOutcome::Refused(TransitionError::NotServing)));
    }
    clinic
        .change(
            stores,
            &chat,
            Change::Close { by: chat.visitor(), reason: CloseReason::VisitorEnded, filed: None },
        )
        .await
        .unwrap();
    let late = note(Actor::Staff(clinic.doctor)).await.unwrap();
    assert!(matches!(late, PostOutcome::Refused(TransitionError::Closed)));
}
