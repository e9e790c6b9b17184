//! One organisation's log as the sequencer sees it: entries, tiles and heads in the data database, the published checkpoint also
//! as a file and, if asked, as a copy in the key store.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bedside_audit::{Committed, LogStore, SignedHead, TileCoord, TileStore, TreeHead};
use bedside_domain::OrganisationId;
use rusqlite::{Row, params};

use crate::{ReadError, WriteError};

use super::{
    SqliteKeyStore, SqliteStore,
    columns::{int, limit, number},
    failure::Failure,
    sql::Sql,
    transaction::Tx,
};

const HASH_BYTES: i64 = 32;

/// Why the log could not be read, written or published.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Reading.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Writing. Perhaps it was done.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The checkpoint file.
    #[error("the checkpoint file cannot be written: {0}; check the directory for published checkpoints")]
    Publish(#[from] std::io::Error),
}

/// The log of one organisation. Cheap to clone; calls block.
#[derive(Clone)]
pub struct SqliteAuditLog {
    store: SqliteStore,
    organisation: OrganisationId,
    publish_directory: Option<PathBuf>,
    copy: Option<SqliteKeyStore>,
    // Held while publishing, so that of two heads the larger stays; the size of the newest copy made through this handle.
    publishing: Arc<Mutex<Option<u64>>>,
}

impl SqliteStore {
    /// The log of an organisation. Checkpoints are also written to `<publish_directory>/<organisation>.checkpoint`, each at once
    /// or not at all, if a directory is given.
    #[must_use]
    pub fn audit_log(
        &self,
        organisation: OrganisationId,
        publish_directory: Option<PathBuf>,
    ) -> SqliteAuditLog {
        SqliteAuditLog {
            store: self.clone(),
            organisation,
            publish_directory,
            copy: None,
            publishing: Arc::default(),
        }
    }
}

impl SqliteAuditLog {
    /// Keeps a copy of each published head in the key store, which shows when the data alone is put back to an older state.
    #[must_use]
    pub fn with_copy_in(self, keys: SqliteKeyStore) -> Self {
        Self { copy: Some(keys), ..self }
    }

    fn head(&self, standing: Standing) -> Result<Option<SignedHead>, LogError> {
        let organisation = self.organisation;
        Ok(self.store.readers().read_blocking(move |sql| head(sql, organisation, standing))?)
    }
}

impl TileStore for SqliteAuditLog {
    type Error = LogError;

    fn tile(&self, coord: TileCoord) -> Result<Option<Vec<u8>>, LogError> {
        let organisation = self.organisation;
        Ok(self.store.readers().read_blocking(move |sql| tile(sql, organisation, coord))?)
    }
}

impl LogStore for SqliteAuditLog {
    fn committed(&self) -> Result<Option<SignedHead>, LogError> {
        self.head(Standing::Committed)
    }

    fn published(&self) -> Result<Option<SignedHead>, LogError> {
        self.head(Standing::Published)
    }

    fn entries(&self, from: u64, rows: usize) -> Result<Vec<Vec<u8>>, LogError> {
        let organisation = self.organisation;
        let read = move |sql: Sql<'_>| {
            let mut next = from;
            sql.rows(
                "SELECT leaf, entry FROM audit_entry WHERE organisation = ?1 AND leaf >= ?2 ORDER BY leaf LIMIT ?3",
                params![organisation.to_bytes(), int(from), limit(rows)],
                |row| {
                    if number(row, 0)? != next {
                        return Err(Failure::Inconsistent("audit_entry: a leaf number is missing"));
                    }
                    next += 1;
                    Ok(row.get(1)?)
                },
            )
        };
        Ok(self.store.readers().read_blocking(read)?)
    }

    fn stage(&self, tiles: &[(TileCoord, Vec<u8>)]) -> Result<(), LogError> {
        let (organisation, tiles) = (self.organisation.to_bytes(), tiles.to_vec());
        Ok(self.store.writer().write_blocking(move |tx| {
            for (coord, hashes) in &tiles {
                tx.execute(
                    "INSERT INTO audit_tile (organisation, level, number, hashes) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT DO UPDATE SET hashes = excluded.hashes WHERE length(excluded.hashes) > length(hashes)",
                    params![organisation, coord.level, int(coord.index), hashes],
                )?;
            }
            Ok(())
        })?)
    }

    fn commit(&self, expected: Option<&TreeHead>, new: &SignedHead) -> Result<Committed, LogError> {
        let (organisation, expected, new) = (self.organisation, expected.copied(), new.clone());
        Ok(self.store.writer().write_blocking(move |tx| {
            let now = head(**tx, organisation, Standing::Committed)?;
            if now.map(|now| now.head) != expected {
                return Ok(Committed::Conflict);
            }
            write_head(tx, organisation, Standing::Committed, &new)?;
            Ok(Committed::Done)
        })?)
    }

    /// The copy first, which shows a roll-back even while the directory is away; then the file, the row last: after a crash in
    /// between, the next pass finds the row behind and does all again.
    fn publish(&self, head: &SignedHead) -> Result<(), LogError> {
        let mut copied = self.publishing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.published()?.is_some_and(|published| published.head.size > head.head.size) {
            return Ok(());
        }
        if let Some(keys) = self.copy.as_ref().filter(|_| *copied < Some(head.head.size)) {
            keys.remember_head_blocking(self.organisation, head)?;
            *copied = Some(head.head.size);
        }
        if let Some(directory) = &self.publish_directory {
            replace_file(directory, &format!("{}.checkpoint", self.organisation), head.note.as_bytes())?;
        }
        let (organisation, head) = (self.organisation, head.clone());
        Ok(self
            .store
            .writer()
            .write_blocking(move |tx| write_head(tx, organisation, Standing::Published, &head))?)
    }
}

/// Which of the two heads. The number is the column `standing`.
#[derive(Clone, Copy)]
pub(super) enum Standing {
    Committed = 1,
    Published = 2,
}

/// One of the two heads.
pub(super) fn head(
    sql: Sql<'_>,
    organisation: OrganisationId,
    standing: Standing,
) -> Result<Option<SignedHead>, Failure> {
    sql.row(
        "SELECT size, root, note, signed_at FROM audit_head WHERE organisation = ?1 AND standing = ?2",
        params![organisation.to_bytes(), standing as u8],
        head_from_row,
    )
}

/// A head from the columns size, root, note, signed_at.
pub(super) fn head_from_row(row: &Row<'_>) -> Result<SignedHead, Failure> {
    Ok(SignedHead {
        head: TreeHead { size: number(row, 0)?, root: row.get(1)? },
        note: row.get(2)?,
        signed_at_ms: number(row, 3)?,
    })
}

/// Makes this the head of that standing. A published head is never replaced by a smaller one.
pub(super) fn write_head(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    standing: Standing,
    head: &SignedHead,
) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO audit_head (organisation, standing, size, root, note, signed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET
             size = excluded.size, root = excluded.root, note = excluded.note, signed_at = excluded.signed_at
         WHERE excluded.size >= size",
        params![
            organisation.to_bytes(),
            standing as u8,
            int(head.head.size),
            head.head.root,
            head.note,
            int(head.signed_at_ms)
        ],
    )?;
    Ok(())
}

/// The beginning of a stored tile; `None` if it is not there or narrower.
pub(super) fn tile(
    sql: Sql<'_>,
    organisation: OrganisationId,
    coord: TileCoord,
) -> Result<Option<Vec<u8>>, Failure> {
    sql.row(
        "SELECT substr(hashes, 1, ?4) FROM audit_tile
         WHERE organisation = ?1 AND level = ?2 AND number = ?3 AND length(hashes) >= ?4",
        params![organisation.to_bytes(), coord.level, int(coord.index), i64::from(coord.width) * HASH_BYTES],
        |row| Ok(row.get(0)?),
    )
}

/// Writes a file so that a reader, or a start after a crash, finds the old bytes or the new ones and nothing in between.
fn replace_file(directory: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let (target, beside) = (directory.join(name), directory.join(format!(".{name}.new")));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o644).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, &target)?;
    File::open(directory)?.sync_all()
}
