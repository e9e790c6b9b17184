//! The one thread that writes to a database: takes what came during the last flush, commits it as one group, reports.
//!
//! ```text
//! begin ─▶ each write in the order in which it was queued ─▶ commit (one flush) ─▶ each on_commit in order ─▶ each report
//! ```
//!
//! **Invariant:** a write never fails because of its neighbour. When one breaks the group, the group is rolled back and each runs
//! in a transaction of its own.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use bedside_keys::BoxFuture;
use rusqlite::Connection;

use crate::{OnCommit, WriteError};

use super::{
    coalesced::Coalesced,
    failure::{Failure, RETRY_AFTER_S, disk_trouble},
    faults::{FaultPoint, Faults},
    job::{Job, Queued, Reply},
    memory::Memory,
    open::DirectoryLock,
    transaction::Tx,
};

/// Writes in one transaction at most, so that a commit stays short and the write-ahead log bounded.
const GROUP_WRITES: usize = 1_024;
/// How long what is coalesced waits when nothing else is written.
const COALESCE: Duration = Duration::from_millis(500);
const CLOSED: WriteError = WriteError::Unavailable { reason: "the store is closed" };

/// The queue in front of the writing thread.
pub(super) struct Writer {
    queue: SyncSender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
    ended: tokio::sync::watch::Receiver<()>,
    counters: Arc<Counters>,
}

/// How much was written, for metrics and benchmarks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriterCounts {
    /// Groups committed.
    pub groups: u64,
    /// Writes in them.
    pub writes: u64,
    /// Writes in the largest group.
    pub largest_group: u64,
}

#[derive(Default)]
struct Counters {
    groups: AtomicU64,
    writes: AtomicU64,
    largest_group: AtomicU64,
}

enum Message {
    Write(Box<dyn Job>),
    Stop,
}

/// What the thread starts with.
pub(super) struct WriterParts {
    pub(super) name: &'static str,
    pub(super) connection: Connection,
    pub(super) queue_writes: usize,
    pub(super) faults: Option<Arc<dyn Faults>>,
    pub(super) coalesced: Option<Arc<Coalesced>>,
    pub(super) memory: Memory,
    pub(super) lock: Arc<DirectoryLock>,
}

impl Writer {
    pub(super) fn start(parts: WriterParts) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(parts.queue_writes.max(1));
        let counters = Arc::new(Counters::default());
        // Dropped with the thread, however it ends.
        let (running, ended) = tokio::sync::watch::channel(());
        let thread = std::thread::Builder::new().name(parts.name.into()).spawn({
            let counters = Arc::clone(&counters);
            move || {
                // Named so that the connection, which is dropped first, is closed under the lock.
                let _lock = parts.lock;
                let _running = running;
                Thread {
                    connection: parts.connection,
                    memory: parts.memory,
                    faults: parts.faults,
                    coalesced: parts.coalesced,
                    counters,
                    owes_empty_log: false,
                }
                .run(&jobs);
            }
        })?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)), ended, counters })
    }

    /// Queues a write now; the future only reports.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, WriteError>> {
        self.enqueue(None, work)
    }

    /// Queues a write now, with what is to run after its commit.
    pub(super) fn write_then<T: Send + 'static>(
        &self,
        on_commit: OnCommit<T>,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, WriteError>> {
        self.enqueue(Some(on_commit), work)
    }

    /// Writes and waits. For threads that may block.
    pub(super) fn write_blocking<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, WriteError> {
        let (reply, answer) = sync_channel(1);
        self.offer(Box::new(Queued::new(work, None, Reply::Blocking(reply))))?;
        answer.recv().unwrap_or(Err(CLOSED))
    }

    /// Resolves once the thread has ended, in order or by a panic.
    pub(super) fn ended(&self) -> BoxFuture<'static, ()> {
        let mut ended = self.ended.clone();
        Box::pin(async move { while ended.changed().await.is_ok() {} })
    }

    pub(super) fn counts(&self) -> WriterCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        WriterCounts {
            groups: read(&self.counters.groups),
            writes: read(&self.counters.writes),
            largest_group: read(&self.counters.largest_group),
        }
    }

    /// Writes what is queued, ends the thread and waits for it. Later writes are refused.
    pub(super) fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return };
        let _ = self.queue.send(Message::Stop);
        // The last handle can be dropped by an `on_commit`: a thread cannot wait for itself.
        if thread.thread().id() != std::thread::current().id() {
            let _ = thread.join();
        }
    }

    fn enqueue<T: Send + 'static>(
        &self,
        on_commit: Option<OnCommit<T>>,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, WriteError>> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        match self.offer(Box::new(Queued::new(work, on_commit, Reply::Future(reply)))) {
            Ok(()) => Box::pin(async move { answer.await.unwrap_or(Err(CLOSED)) }),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn offer(&self, job: Box<dyn Job>) -> Result<(), WriteError> {
        self.queue.try_send(Message::Write(job)).map_err(|error| match error {
            TrySendError::Full(_) => WriteError::Busy { retry_after_s: RETRY_AFTER_S },
            TrySendError::Disconnected(_) => CLOSED,
        })
    }
}

struct Thread {
    connection: Connection,
    memory: Memory,
    faults: Option<Arc<dyn Faults>>,
    coalesced: Option<Arc<Coalesced>>,
    counters: Arc<Counters>,
    /// Something was destroyed, and the write-ahead log may still hold it.
    owes_empty_log: bool,
}

/// Why a group was not committed.
enum GroupFailure {
    /// Nothing was stored; no write could be.
    Unavailable(&'static str),
    /// Nothing was stored; one of the writes is at fault, and alone it hears this.
    OneOf(WriteError),
    /// Perhaps it was.
    Unconfirmed,
}

impl Thread {
    fn run(mut self, jobs: &Receiver<Message>) {
        let mut group: Vec<Box<dyn Job>> = Vec::with_capacity(GROUP_WRITES);
        let mut stopping = false;
        while !stopping {
            match jobs.recv_timeout(COALESCE) {
                Ok(Message::Write(job)) => group.push(job),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => stopping = true,
                Err(RecvTimeoutError::Timeout) => self.empty_log_if_owed(),
            }
            while !stopping && group.len() < GROUP_WRITES {
                match jobs.try_recv() {
                    Ok(Message::Write(job)) => group.push(job),
                    Ok(Message::Stop) => stopping = true,
                    Err(_) => break,
                }
            }
            group.extend(self.coalesced.as_ref().and_then(Coalesced::take));
            self.commit(&mut group);
        }
        if self.memory.delivered > 0 {
            let _ = self.attempt(&mut []);
        }
        self.empty_log_if_owed();
    }

    fn empty_log_if_owed(&mut self) {
        self.owes_empty_log = self.owes_empty_log && !empty_log(&self.connection);
    }

    fn commit(&mut self, group: &mut Vec<Box<dyn Job>>) {
        if group.is_empty() {
            return;
        }
        match self.attempt(group) {
            Ok(()) => self.announce(group),
            Err(GroupFailure::OneOf(error)) if group.len() == 1 => fail(group, &error),
            Err(GroupFailure::OneOf(_)) => {
                for job in group.drain(..) {
                    self.commit_alone(job);
                }
            }
            Err(GroupFailure::Unavailable(reason)) => fail(group, &WriteError::Unavailable { reason }),
            Err(GroupFailure::Unconfirmed) => fail(group, &WriteError::Unconfirmed),
        }
    }

    fn commit_alone(&mut self, job: Box<dyn Job>) {
        let mut alone = vec![job];
        match self.attempt(&mut alone) {
            Ok(()) => self.announce(&mut alone),
            Err(GroupFailure::OneOf(error)) => fail(&mut alone, &error),
            Err(GroupFailure::Unavailable(reason)) => fail(&mut alone, &WriteError::Unavailable { reason }),
            Err(GroupFailure::Unconfirmed) => fail(&mut alone, &WriteError::Unconfirmed),
        }
    }

    /// One transaction. After an error nothing is remembered and no transaction is open.
    fn attempt(&mut self, group: &mut [Box<dyn Job>]) -> Result<(), GroupFailure> {
        let result = self.transact(group);
        if result.is_err() {
            if !self.connection.is_autocommit() {
                // After some errors SQLite has rolled back by itself; then there is nothing left to do.
                let _ = self.connection.execute_batch("ROLLBACK");
            }
            self.memory.forget();
        }
        result
    }

    fn transact(&mut self, group: &mut [Box<dyn Job>]) -> Result<(), GroupFailure> {
        let group_writes = group.len();
        let mut tx = Tx::new(&self.connection, &mut self.memory, self.faults.as_deref());
        let unavailable = |failure: Failure| {
            // A code and no message: what SQLite says can quote a statement.
            tracing::warn!(sqlite.code = ?failure.code(), ?group_writes, "A group of writes is rolled back");
            match failure.of_the_disk() {
                Some(reason) => GroupFailure::Unavailable(reason),
                None => GroupFailure::OneOf(failure.as_write_error()),
            }
        };
        tx.pass(FaultPoint::BeforeBegin).map_err(unavailable)?;
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|e| unavailable(e.into()))?;
        sweep_outbox(&mut tx).map_err(unavailable)?;
        for job in group.iter_mut() {
            tx.wrote = false;
            let applied =
                catch_unwind(AssertUnwindSafe(|| job.apply(&mut tx))).unwrap_or(Err(Failure::Panicked));
            match applied {
                Ok(()) => {}
                Err(failure @ Failure::Inconsistent(_)) if !tx.wrote => job.refuse(failure.as_write_error()),
                Err(failure) => return Err(unavailable(failure)),
            }
        }
        tx.pass(FaultPoint::BeforeCommit).map_err(unavailable)?;
        self.connection.execute_batch("COMMIT").map_err(|error| uncommitted(&error))?;
        let lost_after = tx.pass(FaultPoint::AfterCommit).is_err();
        if tx.empty_log {
            self.owes_empty_log = !empty_log(&self.connection);
        }
        if lost_after || tx.unreported {
            return Err(GroupFailure::Unconfirmed);
        }
        Ok(())
    }

    fn announce(&mut self, group: &mut Vec<Box<dyn Job>>) {
        let writes = group.len() as u64;
        self.counters.groups.fetch_add(1, Ordering::Relaxed);
        self.counters.writes.fetch_add(writes, Ordering::Relaxed);
        self.counters.largest_group.fetch_max(writes, Ordering::Relaxed);
        for job in group.iter_mut() {
            job.announce();
        }
        self.memory.delivered = std::mem::take(&mut self.memory.outbox);
        for job in group.drain(..) {
            job.report();
        }
    }
}

/// Removes the outbox rows of earlier groups. Rows that a crash left are found in the same way: see [`super::open`].
fn sweep_outbox(tx: &mut Tx<'_>) -> Result<(), Failure> {
    if tx.memory.delivered > 0 {
        let delivered = tx.memory.delivered;
        tx.execute("DELETE FROM outbox WHERE id <= ?1", [delivered])?;
    }
    Ok(())
}

/// A commit that could not take place for want of room or permission has left nothing behind. Of any other that failed, such as a
/// flush that the disk reports as failed, nobody knows.
fn uncommitted(error: &rusqlite::Error) -> GroupFailure {
    use rusqlite::ErrorCode as E;
    match (error.sqlite_error_code(), disk_trouble(error)) {
        (Some(E::DiskFull | E::ReadOnly | E::DatabaseBusy | E::DatabaseLocked), Some(reason)) => {
            GroupFailure::Unavailable(reason)
        }
        _ => GroupFailure::Unconfirmed,
    }
}

/// Moves the write-ahead log into the database and cuts it to nothing, so that it keeps no copy of what was destroyed. A reader can
/// stand in the way for a moment; the busy time-out waits for it. False if it is to be tried again.
pub(super) fn empty_log(connection: &Connection) -> bool {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    let emptied = matches!(busy, Ok(0));
    if !emptied {
        tracing::warn!("The key store's write-ahead log could not be emptied yet; it is tried again");
    }
    emptied
}

fn fail(group: &mut Vec<Box<dyn Job>>, error: &WriteError) {
    tracing::warn!(%error, writes = group.len(), "A group of writes was not stored");
    for job in group.drain(..) {
        job.fail(error.clone());
    }
}
