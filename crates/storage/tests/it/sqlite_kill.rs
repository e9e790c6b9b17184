//! `kill -9` at a random moment: a child posts and tells what was acknowledged, is killed, and everything it told is there.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use bedside_domain::{ConversationId, VisitorId};
use bedside_storage::{StoredEvent, StoredEventKind, sqlite::SqliteKeyStore};

use crate::support::{
    Chat, Clinic, Stores, TestDir, TestRng, add_with_log, assert_holds, open, options, stored,
};

const ROUNDS: u64 = 10;
const CHATS: usize = 4;
const POSTERS: usize = 16;

/// Runs only as the child of the test below, which tells it on standard input where and with what seed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "the child of acknowledged_messages_survive_being_killed"]
async fn child() {
    let mut told = String::new();
    std::io::stdin().read_to_string(&mut told).unwrap();
    let mut lines = told.lines();
    let (Some(directory), Some(seed)) = (lines.next(), lines.next()) else { return };
    let clinic = Arc::new(Clinic::new(1).reseeded(seed.parse().unwrap()));
    let store = open(&PathBuf::from(directory));
    let keys = SqliteKeyStore::open(&PathBuf::from(directory), &options()).unwrap();
    let stores = Stores::of(&store, &keys);
    let chats: Vec<Chat> = lines
        .map(|line| {
            let (id, visitor) = line.split_once(' ').unwrap();
            Chat { id: id.parse::<ConversationId>().unwrap(), visitor: visitor.parse::<VisitorId>().unwrap() }
        })
        .collect();
    for n in 0..POSTERS {
        let (clinic, stores, chat) = (Arc::clone(&clinic), stores.clone(), chats[n % chats.len()]);
        tokio::spawn(async move {
            loop {
                let new = clinic.message(&chat, chat.visitor(), "hello");
                let message = new.message;
                let (seq, rev) = stored(stores.messages.post(new, Box::new(|_| ())).await.unwrap());
                let line = format!("{message} {} {rev}\n", seq.unwrap());
                std::io::stderr().write_all(line.as_bytes()).unwrap();
            }
        });
    }
    // A child that nobody kills ends by itself.
    tokio::time::sleep(Duration::from_secs(60)).await;
}

/// Starts the child, kills it after a while, and returns what it acknowledged: message id to seq and rev.
fn post_and_kill(
    directory: &TestDir,
    seed: u64,
    chats: &[Chat],
    after: Duration,
) -> HashMap<String, (u64, u64)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sqlite_kill::child", "--ignored", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{}\n{seed}", directory.path().display()).unwrap();
    for chat in chats {
        writeln!(stdin, "{} {}", chat.id, chat.visitor).unwrap();
    }
    drop(stdin);
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut acknowledged = HashMap::new();
    let mut note = |line: String| {
        let mut parts = line.split(' ');
        let (Some(message), Some(seq), Some(rev), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            panic!("the child says: {line}")
        };
        acknowledged.insert(message.to_owned(), (seq.parse().unwrap(), rev.parse().unwrap()));
    };
    note(lines.next().expect("the child acknowledges something"));
    std::thread::sleep(after);
    // SIGKILL on Unix: nothing of the child runs after this.
    child.kill().unwrap();
    child.wait().unwrap();
    lines.for_each(note);
    acknowledged
}

fn place(event: &StoredEvent) -> Option<(String, (u64, u64))> {
    match event.kind {
        StoredEventKind::Message { seq, .. } => {
            Some((event.message.unwrap().to_string(), (seq.get(), event.rev.get())))
        }
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_messages_survive_being_killed() {
    let directory = TestDir::new();
    let clinic = Clinic::new(1);
    let mut chats = Vec::new();
    {
        let store = open(directory.path());
        let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
        let stores = Stores::of(&store, &keys);
        add_with_log(&store, &clinic).await.unwrap();
        for _ in 0..CHATS {
            chats.push(clinic.open(&stores).await);
        }
    }
    let random = TestRng::new(u64::from(std::process::id()));
    let mut acknowledged = HashMap::new();
    for round in 0..ROUNDS {
        let after = Duration::from_millis(random.next() % 250);
        let seed = 1_000 + round;
        acknowledged.extend(post_and_kill(&directory, seed, &chats, after));

        let store = open(directory.path());
        let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
        let stores = Stores::of(&store, &keys);
        let mut there = HashMap::new();
        for chat in &chats {
            let events = clinic.events(&stores, chat, 0).await;
            assert!(events.iter().zip(1..).all(|(event, rev)| event.rev.get() == rev), "revs have no gaps");
            let places: Vec<_> = events.iter().filter_map(place).collect();
            assert!(places.iter().zip(1..).all(|((_, (seq, _)), want)| *seq == want), "seqs have no gaps");
            for (message, place) in places {
                assert!(there.insert(message, place).is_none(), "a message is stored twice");
            }
        }
        for (message, place) in &acknowledged {
            assert_eq!(there.get(message), Some(place), "round {round}: {message}");
        }
        drop((stores, store, keys));
        let report = assert_holds(directory.path(), clinic.organisation);
        assert_eq!(report.rows, there.len() as u64);
        assert_eq!(report.entries, 1 + CHATS as u64 + there.len() as u64);
    }
    assert!(acknowledged.len() as u64 > ROUNDS);
}
