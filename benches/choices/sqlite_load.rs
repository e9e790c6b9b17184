//! The load that both SQLite candidates get: schema, messages, clients, clock and report. Included by path.
//!
//! A message is three rows in one transaction: the message (300 bytes sealed), its audit entry (200) and an
//! outbox row (40). Clients are tasks; each waits for its own commit. Latency is taken from the time at which
//! the message was due, so a stall counts against everything that it delayed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

/// Conversations that the messages go round.
const CONVERSATIONS: u64 = 1_000;

/// The message table clustered by conversation, as a primary key over (organisation, conversation, seq) makes it.
pub const CLUSTERED: &str = "
    CREATE TABLE message (
        organisation INTEGER NOT NULL, conversation BLOB NOT NULL, seq INTEGER NOT NULL,
        client_key BLOB NOT NULL, sealed BLOB NOT NULL,
        PRIMARY KEY (organisation, conversation, seq)) WITHOUT ROWID;
    CREATE UNIQUE INDEX message_client_key ON message (conversation, client_key);";

/// The message table in order of arrival: rows are appended, two narrow indexes find them.
pub const APPENDED: &str = "
    CREATE TABLE message (
        id INTEGER PRIMARY KEY, organisation INTEGER NOT NULL, conversation BLOB NOT NULL, seq INTEGER NOT NULL,
        client_key BLOB NOT NULL, sealed BLOB NOT NULL);
    CREATE UNIQUE INDEX message_seq ON message (conversation, seq);
    CREATE UNIQUE INDEX message_client_key ON message (conversation, client_key);";

/// The other two tables, both in order of arrival.
pub const AUDIT_AND_OUTBOX: &str = "
    CREATE TABLE audit (leaf INTEGER PRIMARY KEY, hash BLOB NOT NULL, entry BLOB NOT NULL);
    CREATE TABLE outbox (id INTEGER PRIMARY KEY, conversation BLOB NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL);";

pub const INSERT_MESSAGE: &str =
    "INSERT INTO message (organisation, conversation, seq, client_key, sealed) VALUES (1, ?1, ?2, ?3, ?4)";
pub const INSERT_AUDIT: &str = "INSERT INTO audit (hash, entry) VALUES (?1, ?2)";
pub const INSERT_OUTBOX: &str = "INSERT INTO outbox (conversation, seq, kind) VALUES (?1, ?2, 1)";

/// One message to store, and where to say that it is durable.
pub struct Job {
    pub conversation: [u8; 16],
    pub seq: i64,
    pub client_key: [u8; 16],
    pub sealed: Vec<u8>,
    pub entry: Vec<u8>,
    pub done: oneshot::Sender<()>,
}

impl Job {
    /// The n-th message of the run. Ids are spread, as random ids are.
    pub fn new(n: u64, done: oneshot::Sender<()>) -> Self {
        let spread = |n: u64| {
            let high = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mut id = [0; 16];
            id[..8].copy_from_slice(&high.to_be_bytes());
            id[8..].copy_from_slice(&high.rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9).to_be_bytes());
            id
        };
        Job {
            conversation: spread(n % CONVERSATIONS),
            seq: (n / CONVERSATIONS).cast_signed(),
            client_key: spread(n + 1),
            sealed: vec![n.to_le_bytes()[0]; 300],
            entry: vec![n.to_le_bytes()[1]; 168],
            done,
        }
    }

    /// Stands for the hash in the audit entry: 32 bytes.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = [0; 32];
        hash[..16].copy_from_slice(&self.client_key);
        hash[16..].copy_from_slice(&self.conversation);
        hash
    }
}

/// What a run offers: messages a second (0 = as many as `clients` can have in flight), for how long.
pub struct Offer {
    pub rate: u32,
    pub clients: u32,
    pub seconds: u32,
}

/// Drives `queue` and prints one line.
pub async fn drive(label: &str, offer: Offer, queue: mpsc::Sender<Job>) {
    let next = std::sync::Arc::new(AtomicU64::new(0));
    let (cpu, written, start) = (cpu_seconds(), bytes_written(), Instant::now());
    let until = start + Duration::from_secs(offer.seconds.into());
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..offer.clients {
        let (queue, next) = (queue.clone(), next.clone());
        let period = match offer.rate {
            0 => Duration::ZERO,
            rate => Duration::from_secs(1) * offer.clients / rate,
        };
        tasks.spawn(async move {
            let mut taken = Vec::new();
            let mut due = start + period * client / offer.clients;
            while due < until && Instant::now() < until {
                match offer.rate {
                    0 => due = Instant::now(),
                    _ => tokio::time::sleep_until(due.into()).await,
                }
                let (done, wait) = oneshot::channel();
                let job = Job::new(next.fetch_add(1, Ordering::Relaxed), done);
                if queue.send(job).await.is_err() || wait.await.is_err() {
                    break;
                }
                taken.push(due.elapsed().as_micros());
                due += period;
            }
            taken
        });
    }
    let mut taken: Vec<u128> = tasks.join_all().await.into_iter().flatten().collect();
    let elapsed = start.elapsed().as_secs_f64();
    taken.sort_unstable();
    let count = taken.len();
    let at =
        |part: f64| taken.get(((count as f64) * part) as usize).copied().unwrap_or_default() as f64 / 1_000.0;
    println!(
        "| {label} | {:.0} | {:.1} | {:.2} | {:.2} | {:.2} | {:.2} |",
        count as f64 / elapsed,
        (cpu_seconds() - cpu) * 1e6 / count as f64,
        at(0.5),
        at(0.99),
        at(0.9999),
        (bytes_written() - written) / 1024.0 / count as f64,
    );
}

/// User and system time of this process in seconds, in clock ticks of 10 ms.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = after_name.split(' ').skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Bytes this process has sent to the storage layer.
fn bytes_written() -> f64 {
    let io = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    io.lines().find_map(|line| line.strip_prefix("write_bytes: ")?.parse().ok()).unwrap_or_default()
}
