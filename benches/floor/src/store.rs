//! One writer thread on SQLite: the next group is whatever came during the last flush; delivery follows the commit.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::UNIX_EPOCH;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use tokio::sync::mpsc;

use crate::hub::{Outbox, Room};

const QUEUE_POSTS: usize = 8_192;
const GROUP_MAX_POSTS: usize = 1_024;
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS message (
        id INTEGER PRIMARY KEY, conversation TEXT NOT NULL, seq INTEGER NOT NULL, message BLOB NOT NULL,
        at INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS message_seq ON message (conversation, seq);
    CREATE TABLE IF NOT EXISTS audit (leaf INTEGER PRIMARY KEY, entry BLOB NOT NULL, hash BLOB NOT NULL) STRICT;";

/// A sealed message on its way to the disk.
pub(crate) struct Post {
    pub(crate) room: Arc<Room>,
    pub(crate) author: Arc<Outbox>,
    pub(crate) message: [u8; 16],
    pub(crate) sealed: Vec<u8>,
    /// As the author escaped them, to be sent on so.
    pub(crate) client_key: String,
    pub(crate) text: String,
}

/// The way to the writer thread.
pub(crate) struct Store(Mutex<Option<mpsc::Sender<Post>>>);

impl Store {
    /// Opens the database and starts the thread, which ends after [`Store::stop`] when all is committed.
    pub(crate) fn open(file: &Path) -> rusqlite::Result<(Self, JoinHandle<()>)> {
        let connection = Connection::open(file)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384;
             PRAGMA cache_size = -16384; PRAGMA mmap_size = 0;",
        )?;
        connection.execute_batch(SCHEMA)?;
        let newest =
            connection.query_row("SELECT hash FROM audit ORDER BY leaf DESC LIMIT 1", [], |row| row.get(0));
        let mut writer =
            Writer { connection, newest: newest.optional()?.unwrap_or_default(), seqs: HashMap::new() };
        let (queue, mut posts) = mpsc::channel(QUEUE_POSTS);
        let thread = std::thread::spawn(move || {
            let mut group = Vec::new();
            while posts.blocking_recv_many(&mut group, GROUP_MAX_POSTS) > 0 {
                writer.commit(&mut group).expect("the floor has no answer to a disk that fails");
            }
        });
        Ok((Self(Mutex::new(Some(queue))), thread))
    }

    /// A sender of one's own; `None` once it was stopped.
    pub(crate) fn queue(&self) -> Option<mpsc::Sender<Post>> {
        self.0.lock().expect("nothing panics under this lock").clone()
    }

    /// Lets the thread end once every connection's sender is gone.
    pub(crate) fn stop(&self) {
        self.0.lock().expect("nothing panics under this lock").take();
    }
}

struct Writer {
    connection: Connection,
    /// The chain's newest hash; empty at its beginning.
    newest: Vec<u8>,
    /// Newest seq of each conversation that was written to.
    seqs: HashMap<Box<str>, i64>,
}

impl Writer {
    fn commit(&mut self, group: &mut Vec<Post>) -> rusqlite::Result<()> {
        let at = now_ms();
        let transaction = self.connection.transaction()?;
        let mut seqs = Vec::with_capacity(group.len());
        for post in &*group {
            let seq = next_seq(&mut self.seqs, &transaction, &post.room.conversation)?;
            transaction
                .prepare_cached("INSERT INTO message (conversation, seq, message, at, sealed) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![post.room.conversation, seq, post.message, at, post.sealed])?;
            let entry = audit_entry(at, seq, post);
            self.newest = digest(&SHA256, &[self.newest.as_slice(), &entry].concat()).as_ref().to_vec();
            transaction
                .prepare_cached("INSERT INTO audit (entry, hash) VALUES (?1, ?2)")?
                .execute(params![entry, self.newest])?;
            seqs.push(seq);
        }
        transaction.commit()?;
        for (post, seq) in group.drain(..).zip(seqs) {
            deliver(&post, seq, at);
        }
        Ok(())
    }
}

fn next_seq(
    seqs: &mut HashMap<Box<str>, i64>,
    transaction: &Transaction<'_>,
    conversation: &str,
) -> rusqlite::Result<i64> {
    if let Some(seq) = seqs.get_mut(conversation) {
        *seq += 1;
        return Ok(*seq);
    }
    let newest: Option<i64> = transaction
        .prepare_cached("SELECT max(seq) FROM message WHERE conversation = ?1")?
        .query_row([conversation], |row| row.get(0))?;
    let seq = newest.unwrap_or(0) + 1;
    seqs.insert(conversation.into(), seq);
    Ok(seq)
}

fn audit_entry(at: i64, seq: i64, post: &Post) -> Vec<u8> {
    let mut entry = Vec::with_capacity(96);
    entry.extend_from_slice(&at.to_be_bytes());
    entry.extend_from_slice(&seq.to_be_bytes());
    entry.extend_from_slice(&post.message);
    entry.extend_from_slice(post.room.conversation.as_bytes());
    entry.extend_from_slice(digest(&SHA256, &post.sealed).as_ref());
    entry
}

/// Encoded once, to the others and to the author, in commit order.
fn deliver(post: &Post, seq: i64, at: i64) {
    let Post { room, author, client_key, text, .. } = post;
    let conversation = &room.conversation;
    let message = hexadecimal(&post.message);
    room.tell_others(author, &Bytes::from(format!(
        r#"{{"type":"event","conversation":"{conversation}","rev":{seq},"at":{at},"event":{{"kind":"message","message":"{message}","seq":{seq},"author":{{"kind":"system"}},"text":"{text}"}}}}"#
    )));
    author.push(Bytes::from(format!(
        r#"{{"type":"ack","conversation":"{conversation}","client_key":"{client_key}","message":"{message}","seq":{seq},"rev":{seq},"at":{at}}}"#
    )));
}

fn hexadecimal(id: &[u8; 16]) -> String {
    format!("{:032X}", u128::from_be_bytes(*id))
}

/// Unix milliseconds.
pub(crate) fn now_ms() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "a yardstick has no clock to inject")]
    let now = std::time::SystemTime::now();
    now.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0)
}
