//! How domain values stand in columns. Numbers here are part of the stored format: they never change their meaning.

use bedside_audit::ActorKind;
use bedside_domain::{
    Actor, CloseReason, Conversation, DepartmentId, Millis, Phase, Rev, Seq, StaffId, VisitorId,
};
use bedside_keys::{Sealable, Sealed};
use rusqlite::{Row, RowIndex};

use super::failure::Failure;

pub(super) const WAITING: u8 = 1;
pub(super) const ACTIVE: u8 = 2;
pub(super) const CLOSED: u8 = 3;

/// SQLite's integers are signed. Counters and instants never come near the end of the range.
pub(super) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number that was stored with [`int`].
pub(super) fn number(row: &Row<'_>, column: impl RowIndex) -> Result<u64, Failure> {
    natural(row.get(column)?)
}

/// The same for a column that may be NULL.
pub(super) fn optional_number(row: &Row<'_>, column: impl RowIndex) -> Result<Option<u64>, Failure> {
    row.get::<_, Option<i64>>(column)?.map(natural).transpose()
}

pub(super) fn natural(value: i64) -> Result<u64, Failure> {
    u64::try_from(value).map_err(|_| Failure::Inconsistent("a stored number is negative"))
}

/// A limit as SQL takes it.
pub(super) fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

pub(super) fn millis(row: &Row<'_>, column: impl RowIndex) -> Result<Millis, Failure> {
    number(row, column).map(Millis)
}

pub(super) fn rev(value: u64) -> Result<Rev, Failure> {
    Rev::from_u64(value).ok_or(Failure::Inconsistent("event: rev is zero"))
}

pub(super) fn seq(value: u64) -> Result<Seq, Failure> {
    Seq::from_u64(value).ok_or(Failure::Inconsistent("event: seq is zero"))
}

/// Kind and id of an actor; the system's id is zero.
pub(super) const fn actor_columns(actor: Actor) -> (u8, [u8; 16]) {
    match actor {
        Actor::System => (0, [0; 16]),
        Actor::Visitor(visitor) => (1, visitor.to_bytes()),
        Actor::Staff(staff) => (2, staff.to_bytes()),
    }
}

pub(super) const fn actor(kind: u8, id: [u8; 16]) -> Result<Actor, Failure> {
    match kind {
        0 => Ok(Actor::System),
        1 => Ok(Actor::Visitor(VisitorId::from_bytes(id))),
        2 => Ok(Actor::Staff(StaffId::from_bytes(id))),
        _ => Err(Failure::Inconsistent("a stored actor is of a kind that this release does not know")),
    }
}

/// The audit log's name for what kind of actor it is.
pub(super) const fn actor_kind(actor: Actor) -> ActorKind {
    match actor {
        Actor::System => ActorKind::System,
        Actor::Visitor(_) => ActorKind::Visitor,
        Actor::Staff(_) => ActorKind::Staff,
    }
}

pub(super) const fn close_reason_number(reason: CloseReason) -> u8 {
    match reason {
        CloseReason::VisitorEnded => 1,
        CloseReason::StaffClosed => 2,
        CloseReason::VisitorLeft => 3,
        CloseReason::Inactive => 4,
    }
}

pub(super) const fn close_reason(number: u8) -> Result<CloseReason, Failure> {
    match number {
        1 => Ok(CloseReason::VisitorEnded),
        2 => Ok(CloseReason::StaffClosed),
        3 => Ok(CloseReason::VisitorLeft),
        4 => Ok(CloseReason::Inactive),
        _ => Err(Failure::Inconsistent("a stored reason of closing is not one this release knows")),
    }
}

/// Phase and staff of a conversation: who is preferred while it waits, who serves while it is active.
pub(super) fn phase_columns(state: &Conversation) -> (u8, Option<[u8; 16]>) {
    match state.phase {
        Phase::Waiting { preferred } => (WAITING, preferred.map(StaffId::to_bytes)),
        Phase::Active { staff } => (ACTIVE, Some(staff.to_bytes())),
        Phase::Closed => (CLOSED, None),
    }
}

/// The state machine from the columns phase, staff, department, visitor, beginning with `first`.
pub(super) fn state(row: &Row<'_>, first: usize) -> Result<Conversation, Failure> {
    let staff = row.get::<_, Option<[u8; 16]>>(first + 1)?.map(StaffId::from_bytes);
    let phase = match (row.get::<_, u8>(first)?, staff) {
        (WAITING, preferred) => Phase::Waiting { preferred },
        (ACTIVE, Some(staff)) => Phase::Active { staff },
        (CLOSED, None) => Phase::Closed,
        _ => return Err(Failure::Inconsistent("conversation: phase and staff do not fit together")),
    };
    Ok(Conversation {
        department: DepartmentId::from_bytes(row.get(first + 2)?),
        visitor: VisitorId::from_bytes(row.get(first + 3)?),
        phase,
    })
}

/// An envelope of a `T`.
pub(super) fn sealed<T: Sealable>(bytes: Vec<u8>) -> Result<Sealed<T>, Failure> {
    Sealed::from_stored(bytes)
        .map_err(|_| Failure::Inconsistent("a stored envelope is not of the kind its column holds"))
}
