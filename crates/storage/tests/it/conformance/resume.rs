//! Resume: whatever happened in whatever order, reading from any rev gives exactly what came after it.

use bedside_domain::{Actor, CloseReason, Conversation};
use bedside_storage::{Change, ChangeOutcome, NewMessage, PostOutcome, StoredEvent, StoredEventKind};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::Backend;
use crate::support::{Chat, Clinic, TestRng};

const CASES: usize = 40;
const STEPS: usize = 40;

#[derive(Clone, Copy, Debug)]
enum Step {
    Post { chat: usize, author: u8 },
    Hold { chat: usize, author: u8 },
    Note { chat: usize },
    Retry { chat: usize, nth: usize },
    Release { chat: usize, nth: usize },
    Accept { chat: usize, staff: u8 },
    Transfer { chat: usize, staff: u8 },
    Close { chat: usize, by: u8 },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let chat = 0..2_usize;
    prop_oneof![
        6 => (chat.clone(), 0..3_u8).prop_map(|(chat, author)| Step::Post { chat, author }),
        3 => (chat.clone(), 0..3_u8).prop_map(|(chat, author)| Step::Hold { chat, author }),
        2 => chat.clone().prop_map(|chat| Step::Note { chat }),
        2 => (chat.clone(), 0..8_usize).prop_map(|(chat, nth)| Step::Retry { chat, nth }),
        3 => (chat.clone(), 0..4_usize).prop_map(|(chat, nth)| Step::Release { chat, nth }),
        4 => (chat.clone(), 0..2_u8).prop_map(|(chat, staff)| Step::Accept { chat, staff }),
        2 => (chat.clone(), 0..2_u8).prop_map(|(chat, staff)| Step::Transfer { chat, staff }),
        1 => (chat, 0..3_u8).prop_map(|(chat, by)| Step::Close { chat, by }),
        1 => Just(Step::Reopen),
    ]
}

/// The least that does the same: a state machine and a list.
struct Model {
    chat: Chat,
    state: Conversation,
    events: Vec<Known>,
    held: Vec<(bedside_domain::MessageId, Actor, Vec<u8>, bool)>,
    posted: Vec<(Actor, bedside_domain::ClientKey)>,
    seq: u64,
}

/// What of an event must come back.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    author: Actor,
    message: Option<bedside_domain::MessageId>,
    what: &'static str,
    seq: Option<u64>,
    body: Option<Vec<u8>>,
}

fn known(event: &StoredEvent) -> Known {
    let (what, seq, body) = match &event.kind {
        StoredEventKind::Opened { .. } => ("opened", None, None),
        StoredEventKind::Message { seq, body } => {
            ("message", Some(seq.get()), Some(body.as_bytes().to_vec()))
        }
        StoredEventKind::Held { body, .. } => ("held", None, Some(body.as_bytes().to_vec())),
        StoredEventKind::Released { seq, body, .. } => {
            ("released", Some(seq.get()), Some(body.as_bytes().to_vec()))
        }
        StoredEventKind::Note { body } => ("note", None, Some(body.as_bytes().to_vec())),
        StoredEventKind::Joined => ("joined", None, None),
        StoredEventKind::Transferred { .. } => ("transferred", None, None),
        StoredEventKind::Closed { .. } => ("closed", None, None),
    };
    Known { author: event.author, message: event.message, what, seq, body }
}

pub(super) async fn reading_from_any_rev_gives_the_rest(mut backend: impl Backend) {
    let mut runner = TestRunner::deterministic();
    let random = TestRng::new(7);
    for _ in 0..CASES {
        let steps = prop::collection::vec(step(), 1..STEPS).new_tree(&mut runner).unwrap().current();
        run(&mut backend, &steps, random.next()).await;
    }
}

async fn run(backend: &mut impl Backend, steps: &[Step], seed: u64) {
    let clinic = Clinic::stored(backend.stores(), seed).await;
    let mut models = Vec::new();
    for _ in 0..2 {
        let chat = clinic.open(backend.stores()).await;
        let opened = Known { author: chat.visitor(), message: None, what: "opened", seq: None, body: None };
        models.push(Model {
            chat,
            state: Conversation::open(clinic.department, chat.visitor),
            events: vec![opened],
            held: vec![],
            posted: vec![],
            seq: 0,
        });
    }
    for step in steps {
        apply(backend, &clinic, &mut models, *step).await;
    }
    for model in &models {
        let stores = backend.stores();
        for after in 0..=model.events.len() {
            let events = clinic.events(stores, &model.chat, after as u64).await;
            let revs: Vec<u64> = events.iter().map(|event| event.rev.get()).collect();
            assert_eq!(revs, (after as u64 + 1..=model.events.len() as u64).collect::<Vec<_>>(), "{steps:?}");
            assert_eq!(events.iter().map(known).collect::<Vec<_>>(), model.events[after..], "{steps:?}");
        }
        let page = stores.timeline.events(clinic.organisation, model.chat.id, 0, 1).await.unwrap();
        assert_eq!(page.len(), 1);
        let kept =
            stores.conversations.conversation(clinic.organisation, model.chat.id).await.unwrap().unwrap();
        assert_eq!(kept.state, model.state, "{steps:?}");
        assert_eq!(kept.rev.get(), model.events.len() as u64);
        assert_eq!(kept.seq.map_or(0, |seq| seq.get()), model.seq);
    }
    let entries = 1 + models.iter().map(|model| model.events.len() as u64).sum::<u64>();
    assert_eq!(backend.stores().audit.progress(clinic.organisation).await.unwrap().0, entries, "{steps:?}");
}

async fn apply(backend: &mut impl Backend, clinic: &Clinic, models: &mut [Model], step: Step) {
    let staff = |n: u8| if n == 0 { clinic.nurse } else { clinic.doctor };
    let author = |model: &Model, n: u8| match n {
        0 => model.chat.visitor(),
        n => Actor::Staff(staff(n - 1)),
    };
    match step {
        Step::Reopen => backend.reopen(),
        Step::Post { chat, author: n } => {
            let model = &mut models[chat];
            let new = clinic.message(&model.chat, author(model, n), "hello");
            post(backend, model, new, "message").await;
        }
        Step::Hold { chat, author: n } => {
            let model = &mut models[chat];
            let new = clinic.held(&model.chat, author(model, n), "wait");
            post(backend, model, new, "held").await;
        }
        Step::Note { chat } => {
            let model = &mut models[chat];
            let new = clinic.note(&model.chat, Actor::Staff(clinic.nurse), "note");
            post(backend, model, new, "note").await;
        }
        Step::Retry { chat, nth } => {
            let model = &mut models[chat];
            let Some((author, client_key)) = model.posted.get(nth).copied() else { return };
            let new = NewMessage { client_key, ..clinic.message(&model.chat, author, "again") };
            let outcome = backend.stores().messages.post(new, Box::new(|_| ())).await.unwrap();
            assert!(matches!(outcome, PostOutcome::Repeat(_)));
        }
        Step::Release { chat, nth } => {
            let model = &mut models[chat];
            let Some((message, author, body, released)) = model.held.get(nth).cloned() else { return };
            let change = Change::Release { by: clinic.nurse, message };
            let outcome = clinic.change(backend.stores(), &model.chat, change).await.unwrap();
            let allowed = model.state.may_post(Actor::Staff(clinic.nurse)).is_ok();
            match outcome {
                ChangeOutcome::Changed { .. } => {
                    assert!(allowed && !released);
                    model.held[nth].3 = true;
                    model.seq += 1;
                    let (seq, body) = (Some(model.seq), Some(body));
                    model.events.push(Known { author, message: Some(message), what: "released", seq, body });
                }
                ChangeOutcome::Unchanged(_) => assert!(allowed && released),
                ChangeOutcome::Refused(_) => assert!(!allowed),
                ChangeOutcome::NotFound => panic!("a held message is gone"),
            }
        }
        Step::Accept { chat, staff: n } => {
            let next = models[chat].state.accept(staff(n));
            let change = Change::Accept { staff: staff(n) };
            changed(backend, clinic, &mut models[chat], change, Actor::Staff(staff(n)), next, "joined").await;
        }
        Step::Transfer { chat, staff: n } => {
            let department = clinic.other_department;
            let next = models[chat].state.transfer(staff(n), department, None);
            let change = Change::Transfer { by: staff(n), department, to: None };
            changed(backend, clinic, &mut models[chat], change, Actor::Staff(staff(n)), next, "transferred")
                .await;
        }
        Step::Close { chat, by } => {
            let by = author(&models[chat], by);
            let next = models[chat].state.close(by);
            let change = Change::Close { by, reason: CloseReason::StaffClosed, filed: None };
            changed(backend, clinic, &mut models[chat], change, by, next, "closed").await;
        }
    }
}

async fn post(backend: &impl Backend, model: &mut Model, new: NewMessage, what: &'static str) {
    let (author, message, key) = (new.author, new.message, new.client_key);
    let body = match &new.body {
        bedside_storage::NewBody::Message(body) | bedside_storage::NewBody::Held(body, _) => {
            body.as_bytes().to_vec()
        }
        bedside_storage::NewBody::Note(body) | bedside_storage::NewBody::Whisper(body) => {
            body.as_bytes().to_vec()
        }
    };
    let rule = if what == "note" { model.state.may_note(author) } else { model.state.may_post(author) };
    let allowed = rule.is_ok();
    match backend.stores().messages.post(new, Box::new(|_| ())).await.unwrap() {
        PostOutcome::Stored { seq, rev } => {
            assert!(allowed);
            let seq = seq.map(|seq| seq.get());
            model.seq += u64::from(what == "message");
            assert_eq!(seq, (what == "message").then_some(model.seq));
            if what == "held" {
                model.held.push((message, author, body.clone(), false));
            }
            model.posted.push((author, key));
            model.events.push(Known { author, message: Some(message), what, seq, body: Some(body) });
            assert_eq!(rev.get(), model.events.len() as u64);
        }
        PostOutcome::Refused(_) => assert!(!allowed),
        PostOutcome::Repeat(_) | PostOutcome::NotFound => panic!("neither stored nor refused"),
    }
}

async fn changed(
    backend: &impl Backend,
    clinic: &Clinic,
    model: &mut Model,
    change: Change,
    author: Actor,
    next: Result<Conversation, bedside_domain::TransitionError>,
    what: &'static str,
) {
    match (clinic.change(backend.stores(), &model.chat, change).await.unwrap(), next) {
        (ChangeOutcome::Changed { conversation, .. }, Ok(next)) => {
            assert_eq!(conversation, next);
            model.state = next;
            model.events.push(Known { author, message: None, what, seq: None, body: None });
        }
        (ChangeOutcome::Unchanged(conversation), Ok(next)) => assert_eq!(conversation, next),
        (ChangeOutcome::Refused(refused), Err(error)) => assert_eq!(refused, error),
        _ => panic!("storage and state machine disagree"),
    }
}
