//! A crash of the whole server at every point around every commit of a chat: data, keys, and what the sequencer publishes.
//!
//! At each point the files are copied, which is what `kill -9` leaves, together with what the clients had been told by then. Each copy
//! is then served by a new server with the usual start: what was told must hold, what was not may be said again and is there once,
//! and the audit log verifies.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use bedside_domain::Role;
use bedside_server::{Installation, Server, config::Config};
use bedside_storage::sqlite::FaultPoint;
use serde_json::{Value, json};

use crate::app::{
    ALL, Door, Search, Staff, TestApp, Visitor, assert_verifies, copy_as_it_is, key, post, said,
};

/// Of the many points within a transaction, which leave the same files, one in this many.
const STATEMENTS: usize = 3;

/// What clients had been told.
#[derive(Clone, Default)]
struct Told {
    conversation: Option<String>,
    /// Key and place.
    acks: Vec<(String, u64)>,
    accepted: bool,
    held: bool,
    released: bool,
    noted: bool,
    passed_on: bool,
    closed: bool,
}

/// A crash: the files as they were, and what had been told.
struct Crash {
    files: PathBuf,
    point: FaultPoint,
    /// The thread that was writing.
    writer: String,
    told: Told,
}

/// Keys and texts of the whole chat, the same before and after each crash.
struct Script {
    open: String,
    visitor: Vec<(String, String)>,
    staff: Vec<(String, String)>,
    /// A text that is held, sent by the visitor.
    held: (String, String),
}

impl Script {
    fn new() -> Self {
        let texts = |who: &str, count: usize| {
            (0..count).map(|number| (key(), said(&format!("{who} {number}")))).collect::<Vec<_>>()
        };
        let held = (key(), said(&"https://pictures.example/x ".repeat(6)));
        Self { open: key(), visitor: texts("visitor", 4), staff: texts("staff", 2), held }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_point_keeps_what_was_told_and_doubles_nothing() {
    let app = TestApp::start().await;
    let mut first = app.agent().await;
    let mut second = app.staff(Role::Agent, &["Billing"]).await;
    second.online().await;
    let mut visitor = app.visitor().await;
    let script = Script::new();
    let told = Arc::new(Mutex::new(Told::default()));
    let crashes = Arc::new(Mutex::new(Vec::new()));
    watch(&app, &told, &crashes);
    converse(&app, &script, &told, &mut visitor, &mut first, &mut second).await;
    wait_for_checkpoint(&app).await;
    app.disk.watch(None);

    let crashes = std::mem::take(&mut *crashes.lock().unwrap());
    for point in [FaultPoint::AfterStatement, FaultPoint::BeforeCommit, FaultPoint::AfterCommit] {
        let count = crashes.iter().filter(|crash| crash.point == point).count();
        assert!(count >= 10, "{count} crashes {point:?}");
    }
    let mut writers: Vec<&str> = crashes.iter().map(|crash| &*crash.writer).collect();
    writers.sort_unstable();
    writers.dedup();
    assert_eq!(writers.len(), 2, "data and keys: {writers:?}");
    assert!(crashes.last().unwrap().told.closed, "the last crash is after the last word");
    for (number, crash) in crashes.iter().enumerate() {
        let what = format!("crash {number} of {}, {:?}", crashes.len(), crash.point);
        recover(&app, crash, &script, &mut visitor, &what).await;
        std::fs::remove_dir_all(&crash.files).unwrap();
    }
}

fn watch(app: &TestApp, told: &Arc<Mutex<Told>>, crashes: &Arc<Mutex<Vec<Crash>>>) {
    let (told, crashes) = (Arc::clone(told), Arc::clone(crashes));
    let (data, place) = (app.config.data_dir.clone(), app.scratch("crashes"));
    let mut statements = 0;
    app.disk.watch(Some(Box::new(move |point| {
        match point {
            // The same files as after the commit before.
            FaultPoint::BeforeBegin => return,
            FaultPoint::AfterStatement => {
                statements += 1;
                if statements % STATEMENTS != 0 {
                    return;
                }
            }
            FaultPoint::BeforeCommit | FaultPoint::AfterCommit => {}
        }
        // In this order: what is told while the files are copied is no promise of theirs.
        let told = told.lock().unwrap().clone();
        let mut crashes = crashes.lock().unwrap();
        let files = place.join(format!("{:04}", crashes.len()));
        copy_as_it_is(&data, &files);
        let writer = std::thread::current().name().unwrap_or_default().to_owned();
        crashes.push(Crash { files, point, writer, told });
    })));
}

async fn converse(
    app: &TestApp,
    script: &Script,
    told: &Mutex<Told>,
    visitor: &mut Visitor,
    first: &mut Staff,
    second: &mut Staff,
) {
    let ack = |answer: &Value, key: &str| {
        assert_eq!(answer["type"], "ack", "{answer}");
        told.lock().unwrap().acks.push((key.to_owned(), answer["seq"].as_u64().unwrap()));
    };
    visitor.socket.send(Visitor::opening(&app.department("Front desk"), &script.open, "cough")).await;
    let opened = visitor.socket.expect("opened").await;
    let id = opened["state"]["conversation"].as_str().unwrap().to_owned();
    told.lock().unwrap().conversation = Some(id.clone());
    first.accept(&id).await;
    told.lock().unwrap().accepted = true;
    wait_for_checkpoint(app).await;
    // Three at once, so that groups of several are among the commits.
    for (key, text) in &script.visitor[..3] {
        visitor.socket.send(post(&id, key, text)).await;
    }
    for (key, _) in &script.visitor[..3] {
        let answer = visitor.socket.find("an ack", |frame| frame["client_key"] == **key).await;
        ack(&answer, key);
    }
    let (key, text) = &script.staff[0];
    ack(&first.socket.post_as(&id, key, text).await, key);
    let key = self::key();
    let note = json!({ "type": "note", "conversation": id, "client_key": key, "text": said("note") });
    first.socket.send(note).await;
    first.socket.find("the note's answer", |frame| frame["client_key"] == key).await;
    told.lock().unwrap().noted = true;
    let (key, text) = &script.held;
    let held = visitor.socket.post_as(&id, key, text).await;
    assert_eq!(held["type"], "held");
    told.lock().unwrap().held = true;
    let release = json!({ "type": "release", "conversation": id, "message": held["message"] });
    assert_eq!(first.request(release).await["type"], "done");
    told.lock().unwrap().released = true;
    let transfer = json!({ "type": "transfer", "conversation": id, "department": app.department("Billing") });
    assert_eq!(first.request(transfer).await["type"], "done");
    told.lock().unwrap().passed_on = true;
    second.accept(&id).await;
    let (key, text) = &script.visitor[3];
    ack(&visitor.socket.post_as(&id, key, text).await, key);
    let (key, text) = &script.staff[1];
    ack(&second.socket.post_as(&id, key, text).await, key);
    assert_eq!(second.request(json!({ "type": "close", "conversation": id })).await["type"], "done");
    told.lock().unwrap().closed = true;
}

/// Until the sequencer has published all of it, so that its own commits are among the crashes.
async fn wait_for_checkpoint(app: &TestApp) {
    let published = async {
        while app.unpublished() > 0 {
            tokio::time::sleep(tokio::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(crate::app::PATIENCE, published).await.expect("a checkpoint in time");
}

async fn recover(app: &TestApp, crash: &Crash, script: &Script, visitor: &mut Visitor, what: &str) {
    let config = Config {
        data_dir: crash.files.clone(),
        admin_socket: app.scratch("recovered.sock"),
        metrics: None,
        ..app.config.clone()
    };
    let installation =
        Installation::open(&config).await.unwrap_or_else(|error| panic!("{what} does not open: {error}"));
    let server = Server::start(&config, installation, axum::Router::new()).await;
    let server = server.unwrap_or_else(|error| panic!("{what} does not start: {error}"));
    let door = Door { address: server.http.expect("a plain listener"), tls: None, receive_bytes: None };
    goes_on(app, door, crash, script, visitor, what).await;
    server.stop().await;
    assert_verifies(&config.data_dir, app.tenant().id);
    assert_clean(&config.data_dir);
}

fn assert_clean(files: &Path) {
    Search::new(ALL).assert_absent(files);
}

/// The visitor comes back, says again whatever they have said or were about to say, and reads it all.
async fn goes_on(
    app: &TestApp,
    door: Door,
    crash: &Crash,
    script: &Script,
    visitor: &mut Visitor,
    what: &str,
) {
    let told = &crash.told;
    visitor.reconnect(door, &[]).await;
    let known = visitor.welcome["conversations"].as_array().unwrap().clone();
    assert!(known.len() <= 1, "{what}: opened twice");
    let id = match &told.conversation {
        Some(id) => id.clone(),
        None => {
            let opening = Visitor::opening(&app.department("Front desk"), &script.open, "cough");
            visitor.socket.send(opening).await;
            let answer = visitor.socket.find("an answer", |frame| frame["client_key"] == *script.open).await;
            assert_eq!(answer["type"], "opened", "{what}");
            answer["state"]["conversation"].as_str().unwrap().to_owned()
        }
    };
    if let Some(known) = known.first() {
        assert_eq!(known["conversation"], id, "{what}: the same conversation");
    }
    let phase = visitor.welcome["conversations"][0]["phase"].as_str().unwrap_or_default().to_owned();
    // Of one that was closed a visitor is told nothing on arrival.
    let open = !told.closed && (told.conversation.is_none() || !matches!(&*phase, "" | "closed"));
    let mut places = told.acks.clone();
    for (key, text) in &script.visitor {
        if !open {
            break;
        }
        let answer = visitor.socket.post_as(&id, key, text).await;
        assert_eq!(answer["type"], "ack", "{what}: {answer}");
        let place = answer["seq"].as_u64().unwrap();
        match places.iter().find(|(told, _)| told == key) {
            Some((_, told)) => assert_eq!(*told, place, "{what}: it has the place that it was told"),
            None => places.push((key.clone(), place)),
        }
    }
    if open {
        let (key, text) = &script.held;
        let answer = visitor.socket.post_as(&id, key, text).await;
        assert!(answer["type"] == "held" && !told.released || answer["type"] == "ack", "{what}: {answer}");
    }
    let (events, more) = visitor.socket.resume(&id, 0).await;
    // What came live is told again: a client knows it by its rev.
    let events: BTreeMap<u64, &Value> =
        events.iter().map(|event| (event["rev"].as_u64().unwrap(), event)).collect();
    assert!(!more, "{what}");
    reads_once(&events, &places, script, told, what);
    let ended = events.values().filter(|event| event["event"]["kind"] == "closed").count();
    assert_eq!(ended, usize::from(!open), "{what}: only what was closed is gone");
}

fn reads_once(
    events: &BTreeMap<u64, &Value>,
    places: &[(String, u64)],
    script: &Script,
    told: &Told,
    what: &str,
) {
    let revs: Vec<u64> = events.keys().copied().collect();
    assert_eq!(revs, (1..=revs.len() as u64).collect::<Vec<_>>(), "{what}: revs without a gap");
    let mut messages: Vec<(u64, &str)> = events
        .values()
        .filter_map(|event| Some((event["event"]["seq"].as_u64()?, event["event"]["text"].as_str()?)))
        .collect();
    messages.sort_unstable();
    let seqs: Vec<u64> = messages.iter().map(|(seq, _)| *seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "{what}: places without a gap");
    for (key, text) in script.visitor.iter().chain(&script.staff) {
        let at: Vec<u64> = messages.iter().filter(|(_, said)| said == text).map(|(seq, _)| *seq).collect();
        assert!(at.len() <= 1, "{what}: {at:?} is one message");
        if let Some((_, place)) = places.iter().find(|(told, _)| told == key) {
            assert_eq!(at, [*place], "{what}: what was acknowledged is there");
        }
    }
    let kinds: Vec<&str> = events.values().filter_map(|event| event["event"]["kind"].as_str()).collect();
    let count = |kind: &str| kinds.iter().filter(|known| **known == kind).count();
    for (kind, was_told) in [
        ("held", told.held),
        ("released", told.released),
        ("transferred", told.passed_on),
        ("joined", told.accepted),
        ("closed", told.closed),
    ] {
        let least = usize::from(was_told);
        assert!(count(kind) >= least, "{what}: {kind} was told and is gone: {kinds:?}");
    }
    assert!(count("held") <= 1 && count("released") <= 1 && count("closed") <= 1, "{what}: {kinds:?}");
    assert!(!told.noted || count("empty") >= 1, "{what}: the note keeps its place");
}
