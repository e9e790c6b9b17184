//! A few threads with a read-only connection each, behind one bounded queue. Each read sees one snapshot.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use bedside_keys::BoxFuture;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::ReadError;

use super::{
    failure::{Failure, RETRY_AFTER_S},
    sql::Sql,
};

/// Reads that wait at most; more are told that the store is busy.
const QUEUE_READS: usize = 4_096;
/// How long a caller waits at most.
const TIMEOUT: Duration = Duration::from_secs(5);
const BUSY: ReadError = ReadError::Busy { retry_after_s: RETRY_AFTER_S };
const CLOSED: ReadError = ReadError::Unavailable { reason: "the store is closed" };

/// The queue in front of the reading threads.
pub(super) struct Readers {
    queue: SyncSender<Message>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

enum Message {
    Read(Box<dyn FnOnce(&Connection) + Send>),
    Stop,
}

impl Readers {
    /// Starts one thread for each connection.
    pub(super) fn start(name: &'static str, connections: Vec<Connection>) -> std::io::Result<Self> {
        let (queue, reads) = sync_channel(QUEUE_READS);
        let reads = Arc::new(Mutex::new(reads));
        let mut threads = Vec::new();
        for connection in connections {
            let reads = Arc::clone(&reads);
            threads.push(
                std::thread::Builder::new().name(name.into()).spawn(move || serve(&connection, &reads))?,
            );
        }
        Ok(Self { queue, threads: Mutex::new(threads) })
    }

    /// Reads on one of the threads. Nothing is read for a caller that has gone.
    pub(super) fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(Sql<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, ReadError>> {
        let (reply, answer) = oneshot::channel();
        let read = Box::new(move |connection: &Connection| {
            if !reply.is_closed() {
                let _ = reply.send(snapshot(connection, work));
            }
        });
        if let Err(error) = self.offer(read) {
            return Box::pin(std::future::ready(Err(error)));
        }
        Box::pin(async move {
            match tokio::time::timeout(TIMEOUT, answer).await {
                Ok(answer) => answer.unwrap_or(Err(CLOSED)),
                Err(_) => Err(BUSY),
            }
        })
    }

    /// Reads and waits. For threads that may block.
    pub(super) fn read_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(Sql<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, ReadError> {
        let (reply, answer) = sync_channel(1);
        self.offer(Box::new(move |connection: &Connection| drop(reply.send(snapshot(connection, work)))))?;
        match answer.recv_timeout(TIMEOUT) {
            Ok(answer) => answer,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => Err(BUSY),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => Err(CLOSED),
        }
    }

    /// Answers what is queued, ends the threads and waits for them.
    pub(super) fn stop(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for _ in &threads {
            let _ = self.queue.send(Message::Stop);
        }
        for thread in threads {
            let _ = thread.join();
        }
    }

    fn offer(&self, read: Box<dyn FnOnce(&Connection) + Send>) -> Result<(), ReadError> {
        self.queue.try_send(Message::Read(read)).map_err(|error| match error {
            std::sync::mpsc::TrySendError::Full(_) => BUSY,
            std::sync::mpsc::TrySendError::Disconnected(_) => CLOSED,
        })
    }
}

fn serve(connection: &Connection, reads: &Mutex<Receiver<Message>>) {
    loop {
        let next = reads.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(Message::Read(read)) => {
                if catch_unwind(AssertUnwindSafe(|| read(connection))).is_err() {
                    tracing::error!("A read panicked; its caller hears that the store is closed");
                }
            }
            Ok(Message::Stop) | Err(_) => return,
        }
    }
}

/// Runs the read in a transaction of its own, so that all its statements see the same state.
fn snapshot<T>(
    connection: &Connection,
    work: impl FnOnce(Sql<'_>) -> Result<T, Failure>,
) -> Result<T, ReadError> {
    let read = || {
        let transaction = connection.unchecked_transaction()?;
        let value = work(Sql(&transaction))?;
        transaction.finish()?;
        Ok(value)
    };
    read().map_err(|failure: Failure| failure.as_read_error())
}
