//! What `bedside audit verify` looks at: one organisation's log and message rows, from one snapshot, beside a running server or
//! on a copy. Nothing here can write.

use std::{
    collections::{HashMap, VecDeque},
    path::Path,
};

use bedside_audit::{Detail, LeafRecord, MessageRow, SignedHead, TileCoord, TileStore, entry::body_hash};
use bedside_domain::{Organisation, OrganisationId};
use rusqlite::{Connection, Row, params};

use crate::ReadError;

use super::{
    audit_log::{Standing, head, tile},
    columns::{int, limit, number, optional_number},
    directory,
    events::kind,
    failure::Failure,
    open::{self, OpenError},
    sql::Sql,
};

/// Rows read at a time.
const PAGE_ROWS: usize = 1_000;

/// The organisations of a data directory.
///
/// # Errors
/// [`OpenError`] says what to do.
pub fn organisations(directory: &Path) -> Result<Vec<Organisation>, OpenError> {
    let connection = open::open_to_read(directory, &open::DATA)?;
    directory::organisations(Sql(&connection)).map_err(|failure| unusable(directory, &failure))
}

/// One state of an organisation's log and rows, fixed at this call, however long it takes to read it.
///
/// # Errors
/// [`OpenError`] says what to do.
pub fn verify_snapshot(directory: &Path, organisation: OrganisationId) -> Result<VerifySnapshot, OpenError> {
    let connection = open::open_to_read(directory, &open::DATA)?;
    // A transaction fixes its snapshot with its first read.
    let begin = || -> Result<_, Failure> {
        connection.execute_batch("BEGIN")?;
        head(Sql(&connection), organisation, Standing::Committed)
    };
    let committed = begin().map_err(|failure| unusable(directory, &failure))?;
    Ok(VerifySnapshot { connection, organisation, committed })
}

/// Everything that [`bedside_audit::VerifyInput`] asks for, but keys and checkpoints from elsewhere.
pub struct VerifySnapshot {
    connection: Connection,
    organisation: OrganisationId,
    committed: Option<SignedHead>,
}

impl VerifySnapshot {
    /// Whose log it is.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The newest signed head, if there is one.
    #[must_use]
    pub const fn committed(&self) -> Option<&SignedHead> {
        self.committed.as_ref()
    }

    /// The hash tiles.
    #[must_use]
    pub const fn tiles(&self) -> Tiles<'_> {
        Tiles(self)
    }

    /// Every entry, in leaf order.
    pub fn leaves(&self) -> impl Iterator<Item = Result<LeafRecord, ReadError>> + '_ {
        Pages::new(Leaves { snapshot: self, next: Some(0) })
    }

    /// Every message and note as it stands now. A held message that was released counts once, as released; its held row counts too if its
    /// body is another one.
    pub fn rows(&self) -> impl Iterator<Item = Result<MessageRow, ReadError>> + '_ {
        Pages::new(Rows { snapshot: self, after: Some(0), held: HashMap::new() })
    }

    fn sql(&self) -> Sql<'_> {
        Sql(&self.connection)
    }
}

/// The hash tiles of a [`VerifySnapshot`].
pub struct Tiles<'a>(&'a VerifySnapshot);

impl TileStore for Tiles<'_> {
    type Error = ReadError;

    fn tile(&self, coord: TileCoord) -> Result<Option<Vec<u8>>, ReadError> {
        tile(self.0.sql(), self.0.organisation, coord).map_err(|failure| failure.as_read_error())
    }
}

/// Where the next values come from. `None`: there are no more.
trait Page<T> {
    fn next_page(&mut self) -> Result<Option<Vec<T>>, Failure>;
}

/// Reads page after page, and ends with the first error.
struct Pages<T, P> {
    pages: P,
    waiting: VecDeque<T>,
    ended: bool,
}

impl<T, P: Page<T>> Pages<T, P> {
    fn new(pages: P) -> Self {
        Self { pages, waiting: VecDeque::new(), ended: false }
    }
}

impl<T, P: Page<T>> Iterator for Pages<T, P> {
    type Item = Result<T, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.waiting.is_empty() && !self.ended {
            match self.pages.next_page() {
                Ok(Some(page)) => self.waiting.extend(page),
                Ok(None) => self.ended = true,
                Err(failure) => {
                    self.ended = true;
                    return Some(Err(failure.as_read_error()));
                }
            }
        }
        self.waiting.pop_front().map(Ok)
    }
}

struct Leaves<'a> {
    snapshot: &'a VerifySnapshot,
    next: Option<u64>,
}

impl Page<LeafRecord> for Leaves<'_> {
    fn next_page(&mut self) -> Result<Option<Vec<LeafRecord>>, Failure> {
        let Some(from) = self.next else { return Ok(None) };
        let page = self.snapshot.sql().rows(
            "SELECT leaf, entry, salt, detail FROM audit_entry WHERE organisation = ?1 AND leaf >= ?2 ORDER BY leaf LIMIT ?3",
            params![self.snapshot.organisation.to_bytes(), int(from), limit(PAGE_ROWS)],
            leaf_from_row,
        )?;
        self.next = page.last().map(|last| last.number + 1);
        Ok(Some(page))
    }
}

fn leaf_from_row(row: &Row<'_>) -> Result<LeafRecord, Failure> {
    let detail = match (row.get::<_, Option<Vec<u8>>>(2)?, row.get::<_, Option<Vec<u8>>>(3)?) {
        // A salt of another length commits to nothing: as if the detail were gone.
        (Some(salt), Some(sealed)) => salt.try_into().ok().map(|salt| Detail { salt, sealed }),
        _ => None,
    };
    Ok(LeafRecord { number: number(row, 0)?, leaf: row.get(1)?, detail })
}

/// Reads in order of arrival, which is the order on disk. `held` keeps what was not released so far.
struct Rows<'a> {
    snapshot: &'a VerifySnapshot,
    after: Option<i64>,
    held: HashMap<([u8; 16], [u8; 16]), MessageRow>,
}

impl Page<MessageRow> for Rows<'_> {
    fn next_page(&mut self) -> Result<Option<Vec<MessageRow>>, Failure> {
        let Some(after) = self.after else { return Ok(None) };
        let page = self.snapshot.sql().rows(
            "SELECT conversation, message, seq, rev, kind, body, rowid FROM event
             WHERE rowid > ?2 AND +organisation = ?1 ORDER BY rowid LIMIT ?3",
            params![self.snapshot.organisation.to_bytes(), after, limit(PAGE_ROWS)],
            |row| Ok((row.get::<_, i64>(6)?, row.get(4)?, message_row(row)?)),
        )?;
        let mut rows = Vec::with_capacity(page.len());
        self.after = page.last().map(|(place, ..)| *place);
        for (_, kind, row) in page {
            let place = (row.conversation, row.message);
            match kind {
                kind::MESSAGE | kind::NOTE => rows.push(row),
                // Held twice: the second one is one too many, and is shown.
                kind::HELD => rows.extend(self.held.insert(place, row)),
                kind::RELEASED => {
                    let before = self.held.remove(&place);
                    rows.extend(before.filter(|held| held.body_hash != row.body_hash));
                    rows.push(row);
                }
                _ => {}
            }
        }
        if self.after.is_none() {
            rows.extend(self.held.drain().map(|(_, row)| row));
        }
        Ok(Some(rows))
    }
}

fn message_row(row: &Row<'_>) -> Result<MessageRow, Failure> {
    let body = row.get_ref(5)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
    let kind: u8 = row.get(4)?;
    // A note or held message has no place, a message always has one: a row whose kind was altered fits no entry.
    let seq = match kind {
        kind::NOTE => 0,
        kind::HELD => optional_number(row, 2)?.unwrap_or(0),
        _ => optional_number(row, 2)?.unwrap_or(u64::MAX),
    };
    Ok(MessageRow {
        conversation: row.get(0)?,
        message: row.get::<_, Option<[u8; 16]>>(1)?.unwrap_or_default(),
        seq,
        rev: number(row, 3)?,
        held: kind == kind::HELD,
        body_hash: body_hash(body.unwrap_or_default()),
    })
}

fn unusable(directory: &Path, failure: &Failure) -> OpenError {
    let reason = match failure.as_read_error() {
        ReadError::Unavailable { reason } => reason,
        ReadError::Inconsistent { what } => what,
        ReadError::Busy { .. } => "it is busy",
    };
    OpenError::Unusable { path: directory.to_owned(), reason }
}
