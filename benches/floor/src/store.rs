//! One writer thread on SQLite: the next group is whatever came during the last flush; delivery follows the commit.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
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

/// The way to the writer thread. `None` in the queue is its end.
pub(crate) struct Store(mpsc::Sender<Option<Post>>);

impl Store {
    /// Opens the database and starts the thread, which ends after [`Store::stop`].
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
            let mut taken = Vec::new();
            while posts.blocking_recv_many(&mut taken, GROUP_MAX_POSTS) > 0 {
                let ends = taken.iter().any(Option::is_none);
                let group: Vec<Post> = taken.drain(..).flatten().collect();
                writer.commit(group).expect("the floor has no answer to a disk that fails");
                if ends {
                    break;
                }
            }
        });
        Ok((Self(queue), thread))
    }

    /// Waits for room in the queue; `None` once the thread has ended.
    pub(crate) async fn post(&self, post: Post) -> Option<()> {
        self.0.send(Some(post)).await.ok()
    }

    /// Lets the thread end when all that was queued before is committed.
    pub(crate) async fn stop(&self) {
        let _ended_already = self.0.send(None).await;
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
    fn commit(&mut self, group: Vec<Post>) -> rusqlite::Result<()> {
        let at = now_ms();
        let transaction = self.connection.transaction()?;
        let mut seqs = Vec::with_capacity(group.len());
        for post in &group {
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
        for (post, seq) in group.iter().zip(seqs) {
            deliver(post, seq, at);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::Hub;

    fn post(room: &Arc<Room>, author: &Arc<Outbox>, number: u8) -> Post {
        Post {
            room: Arc::clone(room),
            author: Arc::clone(author),
            message: [number; 16],
            sealed: vec![number; 40],
            client_key: format!("key-{number}"),
            text: "hello".into(),
        }
    }

    #[tokio::test]
    async fn delivers_in_order_and_goes_on_after_a_restart() {
        let folder = std::env::temp_dir().join(format!("bedside-floor-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("floor.sqlite");
        let (hub, one, two) = (Hub::default(), Arc::new(Outbox::default()), Arc::new(Outbox::default()));
        let room = hub.join("C1", &one);
        hub.join("C1", &two);
        for (round, from) in [1_u8, 3].into_iter().enumerate() {
            let (store, thread) = Store::open(&file).unwrap();
            for number in from..from + 2 {
                store.post(post(&room, &one, number)).await.unwrap();
            }
            store.stop().await;
            tokio::task::spawn_blocking(move || thread.join()).await.unwrap().unwrap();
            assert_eq!(store.post(post(&room, &one, 9)).await, None, "round {round}");
            let (acks, events) = (one.drain().await.unwrap(), two.drain().await.unwrap());
            for (place, frames) in acks.iter().zip(&events).enumerate() {
                let seq = format!(r#""seq":{}"#, usize::from(from) + place);
                for frame in [frames.0, frames.1] {
                    assert!(std::str::from_utf8(frame).unwrap().contains(&seq), "{frame:?}");
                }
            }
            assert_eq!((acks.len(), events.len()), (2, 2));
        }
        let rows =
            Connection::open(&file).unwrap().query_row("SELECT count(*) FROM audit", [], |row| row.get(0));
        assert_eq!(rows, Ok(4));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
