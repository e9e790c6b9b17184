//! The event table: one row for each change to what a conversation shows.

use bedside_domain::{
    Actor, ClientKey, ConversationId, DepartmentId, MessageId, Millis, OrganisationId, Rev, Seq, StaffId,
};
use rusqlite::{Row, params};

use crate::{StoredEvent, StoredEventKind};

use super::{
    columns::{
        actor, actor_columns, close_reason, close_reason_number, int, limit, millis, number, optional_number,
        rev, sealed, seq,
    },
    failure::Failure,
    sql::Sql,
    transaction::Tx,
};

/// Numbers of the column `kind`. They never change their meaning.
pub(super) mod kind {
    pub(in super::super) const OPENED: u8 = 1;
    pub(in super::super) const MESSAGE: u8 = 2;
    pub(in super::super) const HELD: u8 = 3;
    pub(in super::super) const RELEASED: u8 = 4;
    pub(in super::super) const NOTE: u8 = 5;
    pub(in super::super) const JOINED: u8 = 6;
    pub(in super::super) const TRANSFERRED: u8 = 7;
    pub(in super::super) const CLOSED: u8 = 8;
    pub(in super::super) const IDLE_WARNED: u8 = 9;
    pub(in super::super) const STILL_HERE: u8 = 10;
    pub(in super::super) const REOPENED: u8 = 11;
}

/// One row. What only some kinds use stands in [`What`].
pub(super) struct NewRow<'a> {
    pub(super) rev: Rev,
    pub(super) at: Millis,
    pub(super) author: Actor,
    pub(super) message: Option<MessageId>,
    pub(super) client_key: Option<ClientKey>,
    pub(super) what: What<'a>,
}

/// The columns that only some kinds use.
#[derive(Default)]
pub(super) struct What<'a> {
    pub(super) kind: u8,
    pub(super) seq: Option<Seq>,
    /// Held or closed: why. A warning: the seconds it gives.
    pub(super) reason: Option<u32>,
    pub(super) department: Option<[u8; 16]>,
    pub(super) staff: Option<[u8; 16]>,
    pub(super) body: Option<&'a [u8]>,
}

impl<'a> From<&'a StoredEvent> for NewRow<'a> {
    fn from(event: &'a StoredEvent) -> Self {
        Self {
            rev: event.rev,
            at: event.at,
            author: event.author,
            message: event.message,
            client_key: event.client_key,
            what: What::from(&event.kind),
        }
    }
}

impl<'a> From<&'a StoredEventKind> for What<'a> {
    fn from(event: &'a StoredEventKind) -> Self {
        let of = |kind| What { kind, ..What::default() };
        match event {
            StoredEventKind::Opened { department } => {
                What { department: Some(department.to_bytes()), ..of(kind::OPENED) }
            }
            StoredEventKind::Message { seq, body } => {
                What { seq: Some(*seq), body: Some(body.as_bytes()), ..of(kind::MESSAGE) }
            }
            StoredEventKind::Held { reason, body } => {
                What { reason: Some((*reason).into()), body: Some(body.as_bytes()), ..of(kind::HELD) }
            }
            StoredEventKind::Released { seq, by, body } => What {
                seq: Some(*seq),
                staff: Some(by.to_bytes()),
                body: Some(body.as_bytes()),
                ..of(kind::RELEASED)
            },
            StoredEventKind::Note { body } => What { body: Some(body.as_bytes()), ..of(kind::NOTE) },
            StoredEventKind::Joined => of(kind::JOINED),
            StoredEventKind::Transferred { department, to } => What {
                department: Some(department.to_bytes()),
                staff: to.map(StaffId::to_bytes),
                ..of(kind::TRANSFERRED)
            },
            StoredEventKind::Closed { reason } => {
                What { reason: Some(close_reason_number(*reason).into()), ..of(kind::CLOSED) }
            }
            StoredEventKind::IdleWarned { seconds } => {
                What { reason: Some(*seconds), ..of(kind::IDLE_WARNED) }
            }
            StoredEventKind::StillHere => of(kind::STILL_HERE),
            StoredEventKind::Reopened { department, to } => What {
                department: Some(department.to_bytes()),
                staff: to.map(StaffId::to_bytes),
                ..of(kind::REOPENED)
            },
        }
    }
}

/// Adds an event to its conversation.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
    row: &NewRow<'_>,
) -> Result<(), Failure> {
    let (author_kind, author) = actor_columns(row.author);
    tx.execute(
        "INSERT INTO event (organisation, conversation, rev, kind, at, author_kind, author, seq, reason, message,
                            client_key, department, staff, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            organisation.to_bytes(),
            conversation.to_bytes(),
            int(row.rev.get()),
            row.what.kind,
            int(row.at.0),
            author_kind,
            author,
            row.what.seq.map(|seq| int(seq.get())),
            row.what.reason,
            row.message.map(MessageId::to_bytes),
            row.client_key.map(ClientKey::to_bytes),
            row.what.department,
            row.what.staff,
            row.what.body,
        ],
    )?;
    Ok(())
}

/// Events above `after`, in order.
pub(super) fn after(
    sql: Sql<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
    after: u64,
    rows: usize,
) -> Result<Vec<StoredEvent>, Failure> {
    sql.rows(
        "SELECT rev, kind, at, author_kind, author, seq, reason, message, client_key, department, staff, body
         FROM event WHERE organisation = ?1 AND conversation = ?2 AND rev > ?3 ORDER BY rev LIMIT ?4",
        params![organisation.to_bytes(), conversation.to_bytes(), int(after), limit(rows)],
        from_row,
    )
}

/// The event of one rev.
pub(super) fn at(
    sql: Sql<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
    rev: Rev,
) -> Result<Option<StoredEvent>, Failure> {
    sql.row(
        "SELECT rev, kind, at, author_kind, author, seq, reason, message, client_key, department, staff, body
         FROM event WHERE organisation = ?1 AND conversation = ?2 AND rev = ?3",
        params![organisation.to_bytes(), conversation.to_bytes(), int(rev.get())],
        from_row,
    )
}

/// The newest event of an author's client key. Looks at every event of the conversation.
pub(super) fn of_client_key(
    sql: Sql<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
    author: Actor,
    key: ClientKey,
) -> Result<Option<StoredEvent>, Failure> {
    let (author_kind, author) = actor_columns(author);
    sql.row(
        "SELECT rev, kind, at, author_kind, author, seq, reason, message, client_key, department, staff, body
         FROM event WHERE organisation = ?1 AND conversation = ?2 AND client_key = ?3 AND author_kind = ?4 AND author = ?5
         ORDER BY rev DESC LIMIT 1",
        params![organisation.to_bytes(), conversation.to_bytes(), key.to_bytes(), author_kind, author],
        from_row,
    )
}

fn from_row(row: &Row<'_>) -> Result<StoredEvent, Failure> {
    const LACKS: Failure = Failure::Inconsistent("event: a row lacks a column that its kind needs");
    let seq = || optional_number(row, 5)?.ok_or(LACKS).and_then(seq);
    let reason = || row.get::<_, Option<u8>>(6)?.ok_or(LACKS);
    let department = || row.get::<_, Option<[u8; 16]>>(9)?.map(DepartmentId::from_bytes).ok_or(LACKS);
    let staff = || Ok::<_, Failure>(row.get::<_, Option<[u8; 16]>>(10)?.map(StaffId::from_bytes));
    let body = || row.get::<_, Option<Vec<u8>>>(11)?.ok_or(LACKS);
    let kind = match row.get::<_, u8>(1)? {
        kind::OPENED => StoredEventKind::Opened { department: department()? },
        kind::MESSAGE => StoredEventKind::Message { seq: seq()?, body: sealed(body()?)? },
        kind::HELD => StoredEventKind::Held { reason: reason()?, body: sealed(body()?)? },
        kind::RELEASED => {
            StoredEventKind::Released { seq: seq()?, by: staff()?.ok_or(LACKS)?, body: sealed(body()?)? }
        }
        kind::NOTE => StoredEventKind::Note { body: sealed(body()?)? },
        kind::JOINED => StoredEventKind::Joined,
        kind::TRANSFERRED => StoredEventKind::Transferred { department: department()?, to: staff()? },
        kind::CLOSED => StoredEventKind::Closed { reason: close_reason(reason()?)? },
        kind::IDLE_WARNED => {
            StoredEventKind::IdleWarned { seconds: row.get::<_, Option<u32>>(6)?.ok_or(LACKS)? }
        }
        kind::STILL_HERE => StoredEventKind::StillHere,
        kind::REOPENED => StoredEventKind::Reopened { department: department()?, to: staff()? },
        _ => return Err(Failure::Inconsistent("event: a kind that this release does not know")),
    };
    Ok(StoredEvent {
        rev: rev(number(row, 0)?)?,
        at: millis(row, 2)?,
        author: actor(row.get(3)?, row.get(4)?)?,
        message: row.get::<_, Option<[u8; 16]>>(7)?.map(MessageId::from_bytes),
        client_key: row.get::<_, Option<[u8; 16]>>(8)?.map(ClientKey::from_bytes),
        kind,
    })
}
