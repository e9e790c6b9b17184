//! What `bedside audit verify` looks at: one organisation's log and rows, from one snapshot, beside a running server or
//! on a copy. Nothing here can write.

use std::{
    collections::{HashMap, VecDeque},
    path::Path,
};

use bedside_audit::{
    ActorKind, Detail, EventKind, EventRow, LeafRecord, MessageRow, RecordKind, RecordRow, SignedHead,
    StoredRow, TileCoord, TileStore, entry::body_hash, warning_hash,
};
use bedside_domain::{ConversationId, Organisation, OrganisationId};
use rusqlite::{Connection, Row, params};

use crate::ReadError;

use super::{
    audit_log::{Standing, head, tile},
    columns::{int, limit, number, optional_number},
    directory as organisation_rows,
    events::kind,
    failure::Failure,
    open::{self, OpenError},
    record,
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
    organisation_rows::organisations(Sql(&connection)).map_err(|failure| unusable(directory, &failure))
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

    /// Every row that the log speaks of. Each event; each message and note as it stands now, where a held message that was released
    /// counts once, as released, and its held row too if its body is another one; each organisation, department, site, account,
    /// conversation and rating, all blocks as one and all reminders of a member of staff as one.
    pub fn rows(&self) -> impl Iterator<Item = Result<StoredRow, ReadError>> + '_ {
        let events = Events { snapshot: self, after: Some(0), held: HashMap::new() };
        Pages::new(events).chain(Pages::new(Records { snapshot: self, next: Next::Directory }))
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
struct Events<'a> {
    snapshot: &'a VerifySnapshot,
    after: Option<i64>,
    held: HashMap<([u8; 16], [u8; 16]), MessageRow>,
}

impl Page<StoredRow> for Events<'_> {
    fn next_page(&mut self) -> Result<Option<Vec<StoredRow>>, Failure> {
        let Some(after) = self.after else { return Ok(None) };
        let page = self.snapshot.sql().rows(
            "SELECT conversation, message, seq, rev, kind, body, rowid, at, author_kind, author, department, staff,
                 reason FROM event
             WHERE rowid > ?2 AND +organisation = ?1 ORDER BY rowid LIMIT ?3",
            params![self.snapshot.organisation.to_bytes(), after, limit(PAGE_ROWS)],
            |row| Ok((row.get::<_, i64>(6)?, row.get(4)?, message_row(row)?, event_row(row)?)),
        )?;
        let mut rows = Vec::with_capacity(2 * page.len());
        self.after = page.last().map(|(place, ..)| *place);
        for (_, kind, row, event) in page {
            rows.push(StoredRow::Event(event));
            let place = (row.conversation, row.message);
            match kind {
                kind::MESSAGE | kind::NOTE => rows.push(StoredRow::Message(row)),
                // Held twice: the second one is one too many, and is shown.
                kind::HELD => rows.extend(self.held.insert(place, row).map(StoredRow::Message)),
                kind::RELEASED => {
                    let before = self.held.remove(&place);
                    let altered = before.filter(|held| held.body_hash != row.body_hash);
                    rows.extend(altered.map(StoredRow::Message));
                    rows.push(StoredRow::Message(row));
                }
                _ => {}
            }
        }
        if self.after.is_none() {
            rows.extend(self.held.drain().map(|(_, row)| StoredRow::Message(row)));
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

fn event_row(row: &Row<'_>) -> Result<EventRow, Failure> {
    let stored: u8 = row.get(4)?;
    let kind = match stored {
        kind::OPENED => EventKind::Opened,
        kind::MESSAGE => EventKind::Message,
        kind::HELD => EventKind::Held,
        kind::RELEASED => EventKind::Released,
        kind::NOTE => EventKind::Note,
        kind::JOINED => EventKind::Joined,
        kind::TRANSFERRED => EventKind::Transferred,
        kind::CLOSED => EventKind::Closed,
        kind::IDLE_WARNED => EventKind::IdleWarned,
        kind::STILL_HERE => EventKind::StillHere,
        kind::REOPENED => EventKind::Reopened,
        _ => EventKind::Other,
    };
    let id = |column| Ok::<_, Failure>(row.get::<_, Option<[u8; 16]>>(column)?.unwrap_or_default());
    let author = (ActorKind::from_number(row.get(8)?), row.get(9)?);
    let (message, department, staff) = (id(1)?, id(10)?, id(11)?);
    Ok(EventRow {
        conversation: row.get(0)?,
        rev: number(row, 3)?,
        kind,
        at_ms: number(row, 7)?,
        actor: if kind == EventKind::Released { (ActorKind::Staff, staff) } else { author },
        author,
        subject: match kind {
            EventKind::Opened => department,
            EventKind::Transferred | EventKind::Reopened if staff != [0; 16] => staff,
            EventKind::Transferred | EventKind::Reopened => department,
            _ => message,
        },
        content: match (kind, row.get::<_, Option<u32>>(12)?) {
            (EventKind::IdleWarned, Some(seconds)) => warning_hash(seconds),
            _ => [0; 32],
        },
    })
}

/// Organisation, departments, sites, accounts, blocks and reminders, which are few; then conversations and ratings, page by page; then who
/// served one that is gone.
struct Records<'a> {
    snapshot: &'a VerifySnapshot,
    next: Next,
}

enum Next {
    Directory,
    // After this id; every one is after none.
    Conversations(Vec<u8>),
    Ratings(Vec<u8>),
    Orphans,
    Nothing,
}

impl Page<StoredRow> for Records<'_> {
    fn next_page(&mut self) -> Result<Option<Vec<StoredRow>>, Failure> {
        let (sql, organisation) = (self.snapshot.sql(), self.snapshot.organisation);
        let (ids, next) = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => return Ok(None),
            Next::Directory => {
                self.next = Next::Conversations(Vec::new());
                return directory(sql, organisation).map(Some);
            }
            Next::Conversations(after) => {
                let ids = sql.rows(
                    "SELECT id FROM conversation WHERE organisation = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                    params![organisation.to_bytes(), after, limit(PAGE_ROWS)],
                    |row| Ok(row.get::<_, [u8; 16]>(0)?),
                )?;
                let next =
                    ids.last().map_or(Next::Ratings(Vec::new()), |last| Next::Conversations(last.to_vec()));
                (ids, next)
            }
            Next::Ratings(after) => {
                let rows = sql.rows(
                    "SELECT conversation FROM rating WHERE organisation = ?1 AND conversation > ?2 ORDER BY conversation LIMIT ?3",
                    params![organisation.to_bytes(), after, limit(PAGE_ROWS)],
                    |row| Ok(row.get::<_, [u8; 16]>(0)?),
                )?;
                self.next = rows.last().map_or(Next::Orphans, |last| Next::Ratings(last.to_vec()));
                let of = |id| hashed(RecordKind::Rating, id, record::rating(sql, organisation, id));
                return rows.into_iter().map(of).collect::<Result<_, _>>().map(Some);
            }
            Next::Orphans => {
                let ids = sql.rows(
                    "SELECT DISTINCT s.conversation FROM served s WHERE s.organisation = ?1 AND NOT EXISTS (
                         SELECT 1 FROM conversation c WHERE c.organisation = s.organisation AND c.id = s.conversation)",
                    [organisation.to_bytes()],
                    |row| Ok(row.get::<_, [u8; 16]>(0)?),
                )?;
                (ids, Next::Nothing)
            }
        };
        self.next = next;
        let row = |id: [u8; 16]| {
            let id_of = ConversationId::from_bytes(id);
            let hash = record::conversation(sql, organisation, id_of)?;
            Ok(StoredRow::Record(RecordRow { kind: RecordKind::Conversation, id, hash }))
        };
        ids.into_iter().map(row).collect::<Result<_, Failure>>().map(Some)
    }
}

fn hashed(
    kind: RecordKind,
    id: [u8; 16],
    hash: Result<Option<[u8; 32]>, Failure>,
) -> Result<StoredRow, Failure> {
    Ok(StoredRow::Record(RecordRow { kind, id, hash: hash?.unwrap_or_default() }))
}

fn directory(sql: Sql<'_>, organisation: OrganisationId) -> Result<Vec<StoredRow>, Failure> {
    type Hashed = fn(Sql<'_>, OrganisationId, [u8; 16]) -> Result<Option<[u8; 32]>, Failure>;
    let tables: [(RecordKind, &'static str, Hashed); 6] = [
        (RecordKind::Organisation, "SELECT id FROM organisation WHERE id = ?1", |sql, id, _| {
            record::organisation(sql, id)
        }),
        (RecordKind::Setting, "SELECT id FROM department WHERE organisation = ?1", record::department),
        (RecordKind::Setting, "SELECT id FROM site WHERE organisation = ?1", record::site),
        (RecordKind::Staff, "SELECT id FROM staff WHERE organisation = ?1", record::staff),
        (
            RecordKind::Blocks,
            "SELECT DISTINCT organisation FROM ban WHERE organisation = ?1",
            |sql, id, _| record::blocks(sql, id).map(Some),
        ),
        (
            RecordKind::Reminders,
            "SELECT DISTINCT staff FROM reminder WHERE organisation = ?1",
            |sql, id, staff| record::reminders(sql, id, staff).map(Some),
        ),
    ];
    let mut rows = Vec::new();
    for (kind, ids, of) in tables {
        for id in sql.rows(ids, [organisation.to_bytes()], |row| Ok(row.get::<_, [u8; 16]>(0)?))? {
            rows.push(hashed(kind, id, of(sql, organisation, id))?);
        }
    }
    Ok(rows)
}

fn unusable(directory: &Path, failure: &Failure) -> OpenError {
    let reason = match failure.as_read_error() {
        ReadError::Unavailable { reason } => reason,
        ReadError::Inconsistent { what } => what,
        ReadError::Busy { .. } => "it is busy",
    };
    OpenError::Unusable { path: directory.to_owned(), reason }
}
