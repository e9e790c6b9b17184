//! Sorts what can go wrong inside a statement: the disk, the stored rows, or the write itself.

use rusqlite::ErrorCode;

use crate::{ReadError, WriteError};

/// Seconds that a caller is told to wait when a queue is full or the readers are busy.
pub(super) const RETRY_AFTER_S: u32 = 1;

/// Why a statement, or what was made of its rows, failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// SQLite says so.
    Sql(rusqlite::Error),
    /// What is stored contradicts itself or the caller: table and rule.
    Inconsistent(&'static str),
    /// Asked for by [`super::Faults`].
    Injected,
    /// A write's own code panicked; its transaction is rolled back.
    Panicked,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl Failure {
    /// Why neither this write nor any beside it can succeed now; `None` when only this one is at fault.
    pub(super) fn of_the_disk(&self) -> Option<&'static str> {
        match self {
            Self::Sql(error) => disk_trouble(error),
            Self::Injected => Some("a fault was injected"),
            Self::Inconsistent(_) | Self::Panicked => None,
        }
    }

    /// SQLite's extended result code (<https://www.sqlite.org/rescode.html>), if the failure has one.
    pub(super) fn code(&self) -> Option<i32> {
        match self {
            Self::Sql(error) => error.sqlite_error().map(|error| error.extended_code),
            Self::Inconsistent(_) | Self::Injected | Self::Panicked => None,
        }
    }

    /// As a caller of a write hears it, when nothing was stored.
    pub(super) fn as_write_error(&self) -> WriteError {
        match (self.of_the_disk(), self) {
            (Some(reason), _) => WriteError::Unavailable { reason },
            (None, Self::Inconsistent(what)) => WriteError::Inconsistent { what },
            (None, Self::Sql(error)) => WriteError::Inconsistent { what: rule_broken(error) },
            (None, Self::Injected | Self::Panicked) => {
                WriteError::Unavailable { reason: "a write failed inside; the log of the server says where" }
            }
        }
    }

    /// As a caller of a read hears it.
    pub(super) fn as_read_error(&self) -> ReadError {
        match (self.of_the_disk(), self) {
            (Some(reason), _) => ReadError::Unavailable { reason },
            (None, Self::Inconsistent(what)) => ReadError::Inconsistent { what },
            (None, Self::Sql(error)) => ReadError::Inconsistent { what: rule_broken(error) },
            (None, Self::Injected | Self::Panicked) => {
                ReadError::Unavailable { reason: "a read failed inside; the log of the server says where" }
            }
        }
    }
}

/// What is wrong with disk or file, in words that hold no data.
pub(super) fn disk_trouble(error: &rusqlite::Error) -> Option<&'static str> {
    Some(match error.sqlite_error_code()? {
        ErrorCode::DiskFull => "the disk is full",
        ErrorCode::ReadOnly => "the disk or the file is read-only",
        ErrorCode::SystemIoFailure => "the disk reports an I/O error",
        ErrorCode::CannotOpen => "a file of the database cannot be opened",
        ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied => {
            "the database file may not be used by this account"
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            "another program holds the database"
        }
        ErrorCode::DatabaseCorrupt => "the database file is damaged; restore it from a backup",
        ErrorCode::NotADatabase => "the file is not a database",
        ErrorCode::OutOfMemory => "there is not enough memory",
        _ => return None,
    })
}

fn rule_broken(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => "a row breaks a rule of its table",
        Some(ErrorCode::TooBig) => "a value is too large to be stored",
        Some(_) => "a statement was refused",
        None => "a stored row has a column of the wrong form",
    }
}
