//! Opens a database: directory, permissions, lock, pragmas, schema. Quick whatever its size: nothing is scanned.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bedside_domain::{Millis, limits};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{
    columns::int,
    failure::disk_trouble,
    faults::Faults,
    migrate::{self, MigrateError, Migration},
};

/// Pages of 4 KiB in the write-ahead log before they are moved into the database: 64 MiB (`docs/adr/0002-sqlite-access.md`).
const CHECKPOINT_PAGES: u32 = 16_384;
/// Statements kept prepared on each connection; there are fewer in the whole crate.
const STATEMENTS: usize = 128;
const PAGE_BYTES: u64 = 4_096;
/// A lock can outlive its holder by a moment: a process that was just started from it shares it until it runs its own program.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// How a database is opened.
#[derive(Clone)]
pub struct SqliteOptions {
    /// Now; noted with each migration that is applied.
    pub now: Millis,
    /// Writes that may wait; more are told that the store is busy.
    pub queue_writes: usize,
    /// Threads that read, each with a connection of its own.
    pub readers: usize,
    /// Largest size of the database file in bytes, rounded down to pages; beyond it writes fail as on a full disk.
    pub max_bytes: Option<u64>,
    /// Faults to inject; none outside tests.
    pub faults: Option<Arc<dyn Faults>>,
}

impl SqliteOptions {
    /// The usual options, at this instant.
    #[must_use]
    pub fn at(now: Millis) -> Self {
        Self { now, queue_writes: limits::WRITER_QUEUE_WRITES, readers: 3, max_bytes: None, faults: None }
    }
}

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("{} is in use by another server; stop that one first", .0.display())]
    InUse(PathBuf),
    /// Others may read or write it.
    #[error("{} can be read or changed by others (mode {mode:o}); take the rights away with: chmod go-rwx", path.display())]
    Permissions {
        /// Directory or file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It cannot be written to.
    #[error("{} is read-only; give the server's account the right to write, or mount the disk for writing", .0.display())]
    ReadOnly(PathBuf),
    /// It is not there, and reading does not make one.
    #[error("{} does not exist; name the data directory of a server", .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{} is not a database; move it away, or restore it from a backup", .0.display())]
    NotADatabase(PathBuf),
    /// The database is of another program, or the other database of this one.
    #[error("{} is a database of another kind; name another directory", .0.display())]
    Foreign(PathBuf),
    /// The schema has a step that this release does not know.
    #[error(
        "{} was made by a newer release: it has schema step {number}, this release knows {known}; use that release",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The unknown step.
        number: u32,
        /// Newest step of this release.
        known: u32,
    },
    /// A step that was applied differs from this release's.
    #[error(
        "{}: schema step {number} is not the one of this release (its checksum differs); use the release that made it",
        path.display()
    )]
    Edited {
        /// The file.
        path: PathBuf,
        /// The step.
        number: u32,
    },
    /// SQLite cannot use it.
    #[error("{} cannot be opened: {reason}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: &'static str,
    },
    /// The operating system refuses.
    #[error("{} cannot be opened: {source}", path.display())]
    Io {
        /// Directory or file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Held while a database is open, by the store and by its writing thread. The operating system drops it with the process.
pub(super) struct DirectoryLock {
    _file: File,
}

/// Which database.
pub(super) struct Which {
    pub(super) file: &'static str,
    pub(super) lock: &'static str,
    /// Names of its threads.
    pub(super) writer: &'static str,
    pub(super) reader: &'static str,
    pub(super) application: i32,
    pub(super) steps: &'static [Migration],
    /// Pragmas of its own.
    pub(super) pragmas: &'static str,
}

/// Everything but keys.
pub(super) const DATA: Which = Which {
    file: "data.sqlite",
    lock: "data.lock",
    writer: "data-writer",
    reader: "data-reader",
    application: i32::from_be_bytes(*b"BedD"),
    steps: migrate::DATA,
    pragmas: "",
};

/// Wrapped keys. What is deleted is overwritten.
pub(super) const KEYS: Which = Which {
    file: "keys.sqlite",
    lock: "keys.lock",
    writer: "keys-writer",
    reader: "keys-reader",
    application: i32::from_be_bytes(*b"BedK"),
    steps: migrate::KEYS,
    pragmas: "PRAGMA secure_delete = ON;",
};

/// An opened database: one connection that writes, several that read.
pub(super) struct Opened {
    pub(super) path: PathBuf,
    pub(super) writer: Connection,
    pub(super) readers: Vec<Connection>,
    pub(super) lock: Arc<DirectoryLock>,
}

/// Opens for writing; makes directory and file if they are not there.
pub(super) fn open(directory: &Path, which: &Which, options: &SqliteOptions) -> Result<Opened, OpenError> {
    make_directory(directory)?;
    private(directory)?;
    let lock = lock(&directory.join(which.lock))?;
    let path = directory.join(which.file);
    make_file(&path)?;
    private(&path)?;
    let sql = |error| sql_error(&path, &error);
    let mut writer = Connection::open_with_flags(
        &path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(sql)?;
    prepare(&mut writer, which, options).map_err(|error| match error {
        MigrateError::Newer(number) => {
            let known = which.steps.last().map_or(0, |step| step.number);
            OpenError::Newer { path: path.clone(), number, known }
        }
        MigrateError::Edited(number) => OpenError::Edited { path: path.clone(), number },
        MigrateError::Foreign => OpenError::Foreign(path.clone()),
        MigrateError::Sql(error) => sql_error(&path, &error),
    })?;
    let readers = (0..options.readers.max(1)).map(|_| reader(&path)).collect::<Result<_, _>>()?;
    Ok(Opened { path, writer, readers, lock: Arc::new(DirectoryLock { _file: lock }) })
}

/// A connection that can only read, beside a running server or on a copy. Checks that it is a database of this release.
pub(super) fn open_to_read(directory: &Path, which: &Which) -> Result<Connection, OpenError> {
    let path = directory.join(which.file);
    if !path.exists() {
        return Err(OpenError::Missing(path));
    }
    let connection = reader(&path)?;
    match migrate::check(&connection, which.steps, which.application) {
        Ok(applied) => {
            let missing: String = which.steps[applied..].iter().map(|step| step.read_without).collect();
            let views = format!("PRAGMA query_only = OFF; {missing} PRAGMA query_only = ON;");
            connection.execute_batch(&views).map_err(|error| sql_error(&path, &error))?;
            Ok(connection)
        }
        Err(MigrateError::Newer(number)) => {
            Err(OpenError::Newer { path, number, known: which.steps.last().map_or(0, |step| step.number) })
        }
        Err(MigrateError::Edited(number)) => Err(OpenError::Edited { path, number }),
        Err(MigrateError::Foreign) => Err(OpenError::Foreign(path)),
        Err(MigrateError::Sql(error)) => Err(sql_error(&path, &error)),
    }
}

/// The newest row of the outbox; 0 if it is empty.
pub(super) fn newest_outbox_row(opened: &Opened) -> Result<i64, OpenError> {
    opened
        .writer
        .query_row("SELECT ifnull(max(id), 0) FROM outbox", [], |row| row.get(0))
        .map_err(|error| sql_error(&opened.path, &error))
}

fn prepare(connection: &mut Connection, which: &Which, options: &SqliteOptions) -> Result<(), MigrateError> {
    common(connection)?;
    if connection.is_readonly("main")? {
        return Err(MigrateError::Sql(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
            None,
        )));
    }
    migrate::check(connection, which.steps, which.application)?;
    connection.execute_batch(which.pragmas)?;
    // synchronous = FULL: a commit is one flush of the write-ahead log, and survives a loss of power.
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    if let Some(bytes) = options.max_bytes {
        connection.pragma_update(None, "max_page_count", int(bytes / PAGE_BYTES))?;
    }
    migrate::migrate(connection, which.steps, which.application, options.now)
}

fn common(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;")
}

fn reader(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |name: &Path, flags| {
        let connection = Connection::open_with_flags(name, flags)?;
        common(&connection)?;
        connection.execute_batch("PRAGMA query_only = ON;")?;
        // The first look at the file: errors of form and permission show here.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok(connection)
    };
    match open(path, flags) {
        // A copy on a read-only disk: without a write-ahead log the file alone is the whole database.
        Err(error) if cannot_make_files(&error) && !has_log(path) => {
            open(Path::new(&immutable_uri(path)), flags | OpenFlags::SQLITE_OPEN_URI)
        }
        result => result,
    }
    .map_err(|error| sql_error(path, &error))
}

fn cannot_make_files(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure)
    )
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// The path as an URI that says that nobody changes the file.
fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte))
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    uri
}

fn make_directory(directory: &Path) -> Result<(), OpenError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(|source| io_error(directory, source))
}

fn make_file(path: &Path) -> Result<(), OpenError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(io_error(path, source)),
    }
}

/// Refuses what anyone but the owner may use: ciphertext, but also who talked with whom and when.
fn private(path: &Path) -> Result<(), OpenError> {
    let mode = std::fs::metadata(path).map_err(|source| io_error(path, source))?.mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(OpenError::Permissions { path: path.to_owned(), mode }) }
}

fn lock(path: &Path) -> Result<File, OpenError> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|source| io_error(path, source))?;
    let mut tries = LOCK_TRIES;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if tries > 0 => tries -= 1,
            Err(TryLockError::WouldBlock) => {
                return Err(OpenError::InUse(path.parent().unwrap_or(path).to_owned()));
            }
            Err(TryLockError::Error(source)) => return Err(io_error(path, source)),
        }
        std::thread::sleep(LOCK_PAUSE);
    }
}

fn io_error(path: &Path, source: std::io::Error) -> OpenError {
    match source.kind() {
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => OpenError::ReadOnly(path.to_owned()),
        _ => OpenError::Io { path: path.to_owned(), source },
    }
}

fn sql_error(path: &Path, error: &rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotADatabase(path),
        Some(ErrorCode::ReadOnly) => OpenError::ReadOnly(path),
        _ => OpenError::Unusable {
            path,
            reason: disk_trouble(error).unwrap_or("its schema is not as expected"),
        },
    }
}
