//! The SQLite store: `data.sqlite` and `keys.sqlite`, each with one thread that writes in groups and a few that read.
//!
//! ```text
//! trait method ─▶ bounded queue ─▶ writer thread: group ─▶ commit ─▶ on_commit in order ─▶ reports
//!              └▶ bounded queue ─▶ reader threads: one snapshot a read
//! ```
//!
//! **Invariant:** no SQL is built from input: statements are `&'static str` by type.
//!
//! **Invariant:** every query names the organisation; finding a session by its token is the one exception.

mod audit_log;
mod audit_trail;
mod bans;
mod canned;
mod changes;
mod coalesced;
mod columns;
mod conversations;
mod directory;
mod events;
mod failure;
mod faults;
mod figures;
mod hot;
mod job;
mod key_store;
mod memory;
mod messages;
mod migrate;
mod open;
mod opening;
mod readers;
mod record;
mod reminders;
mod sessions;
mod sql;
mod timeline;
mod transaction;
mod verify;
mod writer;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

pub use audit_log::{LogError, SqliteAuditLog};
pub use faults::{Fault, FaultPoint, Faults};
pub use key_store::SqliteKeyStore;
pub use open::{OpenError, SqliteOptions};
pub use verify::{Tiles, VerifySnapshot, organisations, verify_snapshot};
pub use writer::WriterCounts;

use bedside_keys::BoxFuture;
use coalesced::Coalesced;
use memory::Memory;
use open::{DirectoryLock, Opened};
use readers::Readers;
use writer::{Writer, WriterParts};

/// Everything but keys. Cheap to clone; the last handle dropped writes what is queued and closes it.
#[derive(Clone)]
pub struct SqliteStore {
    shared: Arc<Shared>,
}

impl SqliteStore {
    /// Opens `data.sqlite` in this directory, which is made if it is not there.
    ///
    /// # Errors
    /// [`OpenError`] says what to do.
    pub fn open(directory: &Path, options: &SqliteOptions) -> Result<Self, OpenError> {
        let opened = open::open(directory, &open::DATA, options)?;
        Ok(Self { shared: Arc::new(Shared::start(opened, &open::DATA, options, true)?) })
    }

    /// Writes what is queued, ends the threads and lets go of the directory. Later calls are refused.
    pub fn close(&self) {
        self.shared.stop();
    }

    /// How much was written since it was opened.
    #[must_use]
    pub fn counts(&self) -> WriterCounts {
        self.shared.writer.counts()
    }

    /// Resolves once the thread that writes has ended. Before [`SqliteStore::close`] that is a fault, and no write is done any more.
    pub fn writer_ended(&self) -> BoxFuture<'static, ()> {
        self.shared.writer.ended()
    }

    fn writer(&self) -> &Writer {
        &self.shared.writer
    }

    fn readers(&self) -> &Readers {
        &self.shared.readers
    }

    fn coalesced(&self) -> &Coalesced {
        &self.shared.coalesced
    }
}

/// The threads of one database.
struct Shared {
    writer: Writer,
    readers: Readers,
    coalesced: Arc<Coalesced>,
    // Given up when closed. Also held by the writing thread, which can outlive this by a moment.
    lock: Mutex<Option<Arc<DirectoryLock>>>,
}

impl Shared {
    fn start(
        opened: Opened,
        which: &open::Which,
        options: &SqliteOptions,
        has_outbox: bool,
    ) -> Result<Self, OpenError> {
        let no_thread = |source| OpenError::Io { path: opened.path.clone(), source };
        let coalesced = Arc::new(Coalesced::default());
        let mut memory = Memory::default();
        if has_outbox {
            // What a crash left is removed as every group's rows are: clients resume by rev, nobody waits for it here.
            memory.delivered = open::newest_outbox_row(&opened)?;
        }
        let readers = Readers::start(which.reader, opened.readers).map_err(no_thread)?;
        let writer = Writer::start(WriterParts {
            name: which.writer,
            connection: opened.writer,
            queue_writes: options.queue_writes,
            faults: options.faults.clone(),
            coalesced: has_outbox.then(|| Arc::clone(&coalesced)),
            memory,
            lock: Arc::clone(&opened.lock),
        })
        .map_err(no_thread)?;
        Ok(Self { writer, readers, coalesced, lock: Mutex::new(Some(opened.lock)) })
    }

    fn stop(&self) {
        self.readers.stop();
        self.writer.stop();
        self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.stop();
    }
}
