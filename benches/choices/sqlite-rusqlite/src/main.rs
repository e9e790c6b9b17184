//! rusqlite behind one writer thread: the next batch is whatever came during the last flush.
//!
//! `choice-sqlite-rusqlite FILE RATE CLIENTS SECONDS [PRAGMA…]`; rate 0 = saturate. A PRAGMA is written
//! `page_size=8192`. Three words are options of ours: `clustered` (message table without a rowid), `unprepared`
//! (statements compiled anew each time), `beside` (checkpoints copied by a second thread). Prints: label, messages/s, CPU us per message, p50, p99, p99.99 in
//! ms, KiB written per message.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, params};
use tokio::sync::mpsc;

#[path = "../../sqlite_load.rs"]
mod load;

use load::{APPENDED, AUDIT_AND_OUTBOX, CLUSTERED, INSERT_AUDIT, INSERT_MESSAGE, INSERT_OUTBOX, Job, Offer};

/// Messages in one transaction at most, so that a commit stays short and the log bounded.
const MAX_BATCH: usize = 1_024;

/// Pages in the log from which the writer ends a checkpoint: 64 MiB.
const LONG_LOG_PAGES: i64 = 16_384;

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, rate, clients, seconds, options @ ..] = args.as_slice() else {
        return Err("usage: choice-sqlite-rusqlite FILE RATE CLIENTS SECONDS [PRAGMA…]".into());
    };
    let connection = open(file, options)?;
    let prepared = !options.iter().any(|option| option == "unprepared");
    let beside = options.iter().any(|option| option == "beside");
    if beside {
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        let second = Connection::open(file)?;
        std::thread::spawn(move || checkpoint_beside(&second));
    }
    let (queue, jobs) = mpsc::channel(4_096);
    let writer = std::thread::Builder::new()
        .name("writer".into())
        .spawn(move || write(connection, jobs, prepared, beside))?;
    let offer = Offer { rate: rate.parse()?, clients: clients.parse()?, seconds: seconds.parse()? };
    load::drive(&format!("rusqlite {}", options.join(" ")), offer, queue).await;
    writer.join().map_err(|_| "writer panicked")??;
    Ok(())
}

fn open(file: &str, options: &[String]) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    for pragma in options.iter().filter(|option| option.contains('=')) {
        connection.execute_batch(&format!("PRAGMA {pragma}"))?;
    }
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
    connection.execute_batch(if options.iter().any(|option| option == "clustered") {
        CLUSTERED
    } else {
        APPENDED
    })?;
    connection.execute_batch(AUDIT_AND_OUTBOX)?;
    Ok(connection)
}

/// The writer thread: wait for one, take what else is there, commit, answer all.
fn write(
    mut connection: Connection,
    mut jobs: mpsc::Receiver<Job>,
    prepared: bool,
    beside: bool,
) -> rusqlite::Result<()> {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while jobs.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
        let transaction = connection.transaction()?;
        for job in &batch {
            insert(&transaction, job, prepared)?;
        }
        transaction.commit()?;
        for job in batch.drain(..) {
            let _gone = job.done.send(());
        }
        if beside && COPIED.swap(false, Ordering::AcqRel) {
            checkpoint(&connection)?; // the few pages since: then all is copied, and the log starts again at its beginning
        }
    }
    Ok(())
}

/// Set when the second thread has copied nearly all of the log, so that finishing it is short.
static COPIED: AtomicBool = AtomicBool::new(false);

/// The second thread: copies the log into the database while the writer goes on.
fn checkpoint_beside(connection: &Connection) {
    loop {
        std::thread::sleep(Duration::from_millis(50));
        let long = checkpoint(connection).is_ok_and(|pages| pages > LONG_LOG_PAGES);
        COPIED.fetch_or(long, Ordering::AcqRel);
    }
}

/// Copies what it can without waiting for anyone; returns the pages in the log.
fn checkpoint(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))
}

fn insert(connection: &Connection, job: &Job, prepared: bool) -> rusqlite::Result<()> {
    let message = params![job.conversation, job.seq, job.client_key, job.sealed];
    if !prepared {
        connection.execute(INSERT_MESSAGE, message)?;
        connection.execute(INSERT_AUDIT, params![job.hash(), job.entry])?;
        connection.execute(INSERT_OUTBOX, params![job.conversation, job.seq])?;
        return Ok(());
    }
    connection.prepare_cached(INSERT_MESSAGE)?.execute(message)?;
    connection.prepare_cached(INSERT_AUDIT)?.execute(params![job.hash(), job.entry])?;
    connection.prepare_cached(INSERT_OUTBOX)?.execute(params![job.conversation, job.seq])?;
    Ok(())
}
