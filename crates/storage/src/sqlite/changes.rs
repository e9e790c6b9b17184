//! Changes to a conversation that are no message: the state machine decides, inside the transaction.

use bedside_audit::{entry::body_hash, warning_hash};
use bedside_domain::{
    Actor, CloseReason, Conversation, ConversationId, Filing, MessageId, Millis, OrganisationId, Seq,
    StaffId, TransitionError, VisitorId,
};
use rusqlite::params;

use crate::{Change, ChangeOutcome, EntryDraft, StoredEvent, StoredEventKind};

use super::{
    columns::{close_reason_number, int, phase_columns},
    events,
    failure::Failure,
    figures,
    hot::{self, Current},
    record,
    transaction::{EntryFacts, Tx},
};

/// What a change asks for.
pub(super) struct Asked {
    pub(super) organisation: OrganisationId,
    pub(super) conversation: ConversationId,
    pub(super) change: Change,
    pub(super) at: Millis,
    pub(super) entry: EntryDraft,
}

/// What it does, once it is allowed.
struct Step {
    state: Conversation,
    event: StoredEvent,
    seq: Option<Seq>,
    body_hash: Option<[u8; 32]>,
}

/// Why it does nothing.
enum Nothing {
    Unchanged,
    Refused(TransitionError),
    Missing,
}

impl From<TransitionError> for Nothing {
    fn from(refused: TransitionError) -> Self {
        Self::Refused(refused)
    }
}

pub(super) fn change(tx: &mut Tx<'_>, asked: &Asked) -> Result<ChangeOutcome, Failure> {
    let (organisation, conversation) = (asked.organisation, asked.conversation);
    let Some(current) = hot::current(tx, organisation, conversation)? else {
        return Ok(ChangeOutcome::NotFound);
    };
    let step = match decide(tx, asked, current)? {
        Ok(step) => step,
        Err(Nothing::Unchanged) => return Ok(ChangeOutcome::Unchanged(current.state)),
        Err(Nothing::Refused(refused)) => return Ok(ChangeOutcome::Refused(refused)),
        Err(Nothing::Missing) => return Ok(ChangeOutcome::NotFound),
    };
    update_conversation(tx, asked, &step.state)?;
    events::insert(tx, organisation, conversation, &(&step.event).into())?;
    if step.state.is_closed() {
        figures::note(tx, organisation, conversation)?;
    }
    let body_hash = match (step.body_hash, &step.event.kind) {
        (Some(of_message), _) => of_message,
        (None, StoredEventKind::IdleWarned { seconds }) => warning_hash(*seconds),
        (None, _) => record::conversation(**tx, organisation, conversation)?,
    };
    let facts = EntryFacts {
        conversation: Some(conversation),
        subject: subject(&step.event),
        seq: step.seq,
        rev: Some(step.event.rev),
        body_hash: Some(body_hash),
    };
    tx.audit(organisation, &asked.entry, &facts)?;
    tx.outbox(organisation, conversation, step.event.rev)?;
    remember(tx, asked, &step);
    Ok(ChangeOutcome::Changed { conversation: step.state, event: Box::new(step.event) })
}

/// What the change was done to, as the audit log's format says.
fn subject(event: &StoredEvent) -> Option<[u8; 16]> {
    match event.kind {
        StoredEventKind::Transferred { department, to } | StoredEventKind::Reopened { department, to } => {
            Some(to.map_or_else(|| department.to_bytes(), StaffId::to_bytes))
        }
        _ => event.message.map(MessageId::to_bytes),
    }
}

fn decide(tx: &mut Tx<'_>, asked: &Asked, current: Current) -> Result<Result<Step, Nothing>, Failure> {
    let rev = current.next_rev()?;
    let step = |author, kind, state: Result<Conversation, TransitionError>| {
        let event = StoredEvent { rev, at: asked.at, author, message: None, client_key: None, kind };
        Ok(state.map_err(Nothing::Refused).map(|state| Step { state, event, seq: None, body_hash: None }))
    };
    match asked.change {
        Change::Accept { staff } => match current.state.accept(staff) {
            Ok(state) if state == current.state => Ok(Err(Nothing::Unchanged)),
            state => step(Actor::Staff(staff), StoredEventKind::Joined, state),
        },
        Change::TakeOver { department, .. } if current.state.department != department => {
            Ok(Err(Nothing::Missing))
        }
        Change::TakeOver { staff, .. } => match current.state.take_over(staff) {
            Ok(state) if state == current.state => Ok(Err(Nothing::Unchanged)),
            state => step(Actor::Staff(staff), StoredEventKind::Joined, state),
        },
        Change::Transfer { by, department, to } => step(
            Actor::Staff(by),
            StoredEventKind::Transferred { department, to },
            current.state.transfer(by, department, to),
        ),
        Change::GiveBack { from } => match current.state.give_back(from) {
            Ok(state) if state == current.state => Ok(Err(Nothing::Unchanged)),
            state => step(
                Actor::System,
                StoredEventKind::Transferred { department: current.state.department, to: None },
                state,
            ),
        },
        Change::Overflow { department } => step(
            Actor::System,
            StoredEventKind::Transferred { department, to: None },
            current.state.overflow(department),
        ),
        Change::Close { by, reason, .. } => {
            step(by, StoredEventKind::Closed { reason }, current.state.close(by))
        }
        Change::EndQuiet { rev } if current.rev != rev => Ok(Err(Nothing::Unchanged)),
        Change::EndQuiet { .. } => {
            let kind = StoredEventKind::Closed { reason: CloseReason::Inactive };
            step(Actor::System, kind, current.state.close(Actor::System))
        }
        // Both are of use only while somebody serves it.
        Change::WarnIdle { .. } | Change::StillHere { .. } if current.state.serving().is_none() => {
            Ok(Err(Nothing::Unchanged))
        }
        Change::WarnIdle { seconds } => {
            step(Actor::System, StoredEventKind::IdleWarned { seconds }, Ok(current.state))
        }
        Change::StillHere { by } => step(
            Actor::Visitor(by),
            StoredEventKind::StillHere,
            current.state.may_post(Actor::Visitor(by)).map(|()| current.state),
        ),
        Change::Reopen { by, preferred } => {
            if has_open(tx, asked.organisation, by)? {
                return Ok(Err(Nothing::Refused(TransitionError::StillOpen)));
            }
            let department = current.state.department;
            step(
                Actor::Visitor(by),
                StoredEventKind::Reopened { department, to: preferred },
                current.state.reopen(by, preferred),
            )
        }
        Change::Release { by, message } => release(tx, asked, current, by, message),
    }
}

/// Whether the visitor has a conversation that has not ended.
fn has_open(tx: &Tx<'_>, organisation: OrganisationId, visitor: VisitorId) -> Result<bool, Failure> {
    tx.exists(
        "SELECT 1 FROM conversation WHERE organisation = ?1 AND visitor = ?2 AND phase <> 3",
        params![organisation.to_bytes(), visitor.to_bytes()],
    )
}

fn release(
    tx: &mut Tx<'_>,
    asked: &Asked,
    current: Current,
    by: StaffId,
    message: MessageId,
) -> Result<Result<Step, Nothing>, Failure> {
    const GONE: Failure = Failure::Inconsistent("event: the row of a held message is gone");
    let (organisation, conversation) = (asked.organisation, asked.conversation);
    let held = hot::remembered(tx, organisation, conversation).held.get(&message);
    let Some((held_rev, released)) = held.map(|held| (held.rev, held.released)) else {
        return Ok(Err(Nothing::Missing));
    };
    if let Err(refused) = current.state.may_post(Actor::Staff(by)) {
        return Ok(Err(refused.into()));
    }
    if released {
        return Ok(Err(Nothing::Unchanged));
    }
    let held = events::at(**tx, organisation, conversation, super::columns::rev(held_rev)?)?.ok_or(GONE)?;
    let StoredEventKind::Held { body, .. } = held.kind else { return Err(GONE) };
    let seq = current.next_seq()?;
    let body_hash = Some(body_hash(body.as_bytes()));
    let kind = StoredEventKind::Released { seq, by, body };
    let event = StoredEvent { rev: current.next_rev()?, at: asked.at, kind, ..held };
    Ok(Ok(Step { state: current.state, event, seq: Some(seq), body_hash }))
}

fn update_conversation(tx: &mut Tx<'_>, asked: &Asked, state: &Conversation) -> Result<(), Failure> {
    let place = (asked.organisation.to_bytes(), asked.conversation.to_bytes());
    let (phase, staff) = phase_columns(state);
    match asked.change {
        Change::Release { .. } | Change::WarnIdle { .. } | Change::StillHere { .. } => return Ok(()),
        Change::Reopen { .. } => {
            // It is no left message any more, and how it was filed goes with its end.
            tx.execute(
                "UPDATE conversation SET phase = ?3, staff = ?4, waiting_since = ?5, closed_at = NULL, close_reason = NULL,
                     filed = NULL, left_at = NULL
                 WHERE organisation = ?1 AND id = ?2",
                params![place.0, place.1, phase, staff, int(asked.at.0)],
            )?;
        }
        Change::Accept { staff: joined } | Change::TakeOver { staff: joined, .. } => {
            tx.execute(
                "UPDATE conversation SET phase = ?3, staff = ?4 WHERE organisation = ?1 AND id = ?2",
                params![place.0, place.1, phase, staff],
            )?;
            tx.execute(
                "INSERT INTO served (organisation, conversation, ordinal, staff)
                 SELECT ?1, ?2, (SELECT count(*) FROM served WHERE organisation = ?1 AND conversation = ?2), ?3
                 WHERE NOT EXISTS (
                     SELECT 1 FROM served WHERE organisation = ?1 AND conversation = ?2 AND staff = ?3)",
                params![place.0, place.1, joined.to_bytes()],
            )?;
        }
        Change::GiveBack { .. } => {
            tx.execute(
                "UPDATE conversation SET phase = ?3, staff = ?4 WHERE organisation = ?1 AND id = ?2",
                params![place.0, place.1, phase, staff],
            )?;
        }
        Change::Overflow { department } => {
            tx.execute(
                "UPDATE conversation SET phase = ?3, staff = ?4, department = ?5 WHERE organisation = ?1 AND id = ?2",
                params![place.0, place.1, phase, staff, department.to_bytes()],
            )?;
        }
        Change::Transfer { .. } => {
            tx.execute(
                "UPDATE conversation SET phase = ?3, staff = ?4, department = ?5, waiting_since = ?6
                 WHERE organisation = ?1 AND id = ?2",
                params![place.0, place.1, phase, staff, state.department.to_bytes(), int(asked.at.0)],
            )?;
        }
        Change::Close { .. } | Change::EndQuiet { .. } => {
            let (reason, filed) = match &asked.change {
                Change::Close { reason, filed, .. } => (*reason, filed.as_ref()),
                _ => (CloseReason::Inactive, None),
            };
            let (at, reason) = (int(asked.at.0), close_reason_number(reason));
            tx.execute(
                "UPDATE conversation SET phase = ?3, staff = ?4, closed_at = ?5, close_reason = ?6, filed = ?7
                 WHERE organisation = ?1 AND id = ?2",
                params![place.0, place.1, phase, staff, at, reason, filed.map(Filing::to_words)],
            )?;
        }
    }
    Ok(())
}

fn remember(tx: &mut Tx<'_>, asked: &Asked, step: &Step) {
    let event = &step.event;
    let key = event.client_key.map(|key| tx.memory.fingerprint(event.author, key));
    let hot = hot::remembered(tx, asked.organisation, asked.conversation);
    hot.state = step.state;
    hot.rev = event.rev.get();
    if let Some(seq) = step.seq {
        hot.seq = seq.get();
    }
    if let Some(key) = key {
        hot.keys.insert(key, hot.rev);
    }
    if let Some(held) = event.message.and_then(|message| hot.held.get_mut(&message)) {
        held.released = true;
    }
}
