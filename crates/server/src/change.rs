//! What accepting, transferring, giving back, closing and releasing have in common: the change is committed with its audit entry,
//! the room takes the new state over and tells everyone, in commit order.

use std::sync::Arc;

use bedside_domain::{Actor, Conversation, Phase, TransferRefusal, TransitionError, limits};
use bedside_storage::{Change, ChangeOutcome, EntryDraft, StoredEvent, StoredEventKind, WriteError};

use crate::{
    hub::{Room, ShownTo},
    mention::{add_mentions, note_of},
    passed_on::{passed_on, transfer_note_of},
    render::Audience,
    services::Services,
    wire::{Event, WireCode},
};

/// Why a conversation was not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    #[error("there is no such conversation, or it is not for you")]
    NotFound,
    #[error("your role may not do this")]
    Forbidden,
    #[error("this chat does not wait any more, so it cannot be left as a message")]
    NotWaiting,
    #[error(transparent)]
    NotNow(#[from] TransitionError),
    #[error("nobody asks how this chat was, or the day in which that can be said is over")]
    NotAsked,
    #[error(
        "a score is 1 to 5; a comment has at most 1000 characters, few links, none to a program, and no control characters"
    )]
    Rating,
    #[error("this chat is not offered to you now")]
    NothingOffered,
    #[error("you serve this chat yourself")]
    OwnChat,
    #[error("they do not serve chats of that department; choose somebody else, or anyone there")]
    NotServingThere,
    #[error("they do not take chats now; choose somebody else, or anyone there")]
    ColleagueAway,
    #[error("that department does not take this chat: {0}")]
    NotOffered(#[from] TransferRefusal),
    #[error(transparent)]
    Filing(#[from] bedside_domain::FilingError),
    #[error("the note was not saved, so the chat was not passed on: {0}")]
    Note(crate::post_message::PostError),
    #[error("the server cannot open the conversation's key now; try again in a moment")]
    Custody(#[from] crate::custodian::CustodyError),
    #[error(transparent)]
    Read(#[from] bedside_storage::ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl From<crate::hub::RoomsError> for ChangeError {
    fn from(error: crate::hub::RoomsError) -> Self {
        match error {
            crate::hub::RoomsError::Read(error) => Self::Read(error),
            crate::hub::RoomsError::Custody(error) => Self::Custody(error),
        }
    }
}

impl ChangeError {
    /// The wire's code.
    pub(crate) const fn code(&self) -> WireCode {
        match self {
            Self::NotFound | Self::NotNow(TransitionError::NotServing) => WireCode::NotFound,
            Self::Forbidden => WireCode::Forbidden,
            Self::NotNow(TransitionError::Closed) => WireCode::Closed,
            Self::NotNow(TransitionError::TakenByColleague) => WireCode::TakenByColleague,
            Self::NotNow(
                TransitionError::StillWaiting
                | TransitionError::StillOpen
                | TransitionError::SameDepartment
                | TransitionError::OfferedToColleague,
            )
            | Self::NothingOffered
            | Self::OwnChat
            | Self::NotAsked
            | Self::NotWaiting => WireCode::NotNow,
            Self::NotServingThere => WireCode::NotServingThere,
            Self::ColleagueAway => WireCode::ColleagueAway,
            Self::NotOffered(TransferRefusal::Custody) => WireCode::OtherCustody,
            Self::NotOffered(TransferRefusal::Retention) => WireCode::KeptShorter,
            Self::Rating | Self::Filing(_) => WireCode::Malformed,
            Self::Note(error) => error.code(),
            Self::Custody(_) => WireCode::Unavailable,
            Self::Read(_) | Self::Write(_) => WireCode::Busy,
        }
    }
}

impl Services {
    /// Commits a change. `Ok(None)` when it was so already.
    pub(crate) async fn change(
        self: &Arc<Self>,
        room: &Arc<Room>,
        change: Change,
        entry: EntryDraft,
    ) -> Result<Option<Conversation>, ChangeError> {
        let services = Arc::clone(self);
        let told = Arc::clone(room);
        let outcome = self
            .stores
            .conversations
            .change(
                room.organisation,
                room.id,
                change.clone(),
                entry.at,
                entry,
                Box::new(move |outcome| {
                    if let ChangeOutcome::Changed { event, .. } = outcome {
                        services.hear(&told, event);
                    }
                }),
            )
            .await;
        if matches!(outcome, Err(WriteError::Unconfirmed)) {
            return self.unconfirmed(room, change).await;
        }
        match outcome? {
            ChangeOutcome::Changed { conversation, .. } => Ok(Some(conversation)),
            ChangeOutcome::Unchanged(stored) => {
                if room.state().conversation != stored {
                    // It is so since a commit whose answer was lost, of which the room has not heard.
                    self.catch_up(room).await?;
                }
                Ok(None)
            }
            ChangeOutcome::Refused(error) => {
                if error == TransitionError::Closed && !room.state().conversation.is_closed() {
                    self.doubt(room);
                }
                Err(error.into())
            }
            ChangeOutcome::NotFound => Err(ChangeError::NotFound),
        }
    }

    /// Nobody knows whether it was written: the store is asked, and what it says is the answer.
    async fn unconfirmed(
        self: &Arc<Self>,
        room: &Arc<Room>,
        change: Change,
    ) -> Result<Option<Conversation>, ChangeError> {
        if let Err(error) = self.catch_up(room).await {
            tracing::warn!(%error, conversation.id = %room.id, "A room could not be read again yet");
            self.doubt(room);
            return Err(WriteError::Unconfirmed.into());
        }
        let now = room.state().conversation;
        let done = match change {
            Change::Accept { staff } | Change::TakeOver { staff, .. } => now.serving() == Some(staff),
            Change::Transfer { department, to, .. } => {
                now.department == department && now.phase == Phase::Waiting { preferred: to }
            }
            Change::GiveBack { from } => now.give_back(from) == Ok(now),
            Change::Overflow { department } => now.department == department,
            Change::Close { .. } | Change::EndQuiet { .. } => now.is_closed(),
            Change::Reopen { .. } => !now.is_closed(),
            // Asked again, it is answered as it should be.
            Change::Release { .. } | Change::WarnIdle { .. } | Change::StillHere { .. } => false,
        };
        if done { Ok(Some(now)) } else { Err(WriteError::Unconfirmed.into()) }
    }

    /// The room takes an event over that was committed, and tells everyone. Quick: it runs on the writer's thread. What it heard
    /// before changes nothing, and clients drop what they have.
    pub(crate) fn hear(&self, room: &Arc<Room>, event: &StoredEvent) {
        let rev = event.rev.get();
        let before = {
            let mut guard = room.state();
            let state = &mut *guard;
            match &event.kind {
                StoredEventKind::Message { seq, .. } | StoredEventKind::Released { seq, .. } => {
                    state.seq = state.seq.max(seq.get());
                    state.quiet.heard(event.author, event.at);
                }
                // Heard late: whoever wrote it has heard of it themselves.
                StoredEventKind::Note { body } => {
                    if let Some(note) = note_of(&room.keys, (room.organisation, room.id), event, body) {
                        add_mentions(&mut state.mentions, &note.mentions);
                        if let Some(of_transfer) = transfer_note_of(&room.keys, event, &note) {
                            state.transfer_note = Some(of_transfer);
                        }
                    }
                }
                StoredEventKind::Joined | StoredEventKind::StillHere => state.quiet.again(event.at),
                StoredEventKind::IdleWarned { seconds } => {
                    state.quiet.warned_until = Some(event.at.plus_ms(u64::from(*seconds) * 1_000));
                }
                // Also where it is heard late: masking only becomes stricter.
                StoredEventKind::Transferred { department, .. } => {
                    if let Some(target) = self.directory.department(room.organisation, *department) {
                        state.policy = state.policy.stricter_masking(&target.policy);
                    }
                }
                _ => {}
            }
            let before = state.conversation;
            let after = after(before, event).filter(|_| rev > state.changed_rev);
            if let Some(after) = after {
                state.conversation = after;
                state.changed_rev = rev;
                state.offer = None;
                if !matches!(event.kind, StoredEventKind::Joined) {
                    state.mentions.clear();
                }
                state.passed_on = passed_on(state.passed_on.take(), &mut state.transfer_note, event);
                match (&event.kind, event.author) {
                    (StoredEventKind::Transferred { .. }, Actor::Staff(by)) => _ = state.followers.insert(by),
                    (StoredEventKind::Joined, Actor::Staff(by)) => _ = state.followers.remove(&by),
                    _ => {}
                }
                match &event.kind {
                    StoredEventKind::Joined => state.passed.clear(),
                    StoredEventKind::Transferred { to, .. } => {
                        state.told_place = None;
                        state.offered_at = self.clock.moment();
                        state.offer_ends_at = to.map(|_| event.at.plus_ms(limits::OFFER_MS));
                        match (before.phase, event.author) {
                            // It goes to somebody else: not back to who passed it on.
                            (_, Actor::Staff(by)) => state.passed = vec![by],
                            (Phase::Waiting { preferred: Some(offered) }, _) => state.passed.push(offered),
                            _ => {}
                        }
                        // What is given back keeps its place by waiting time.
                        if event.author != Actor::System || to.is_some() {
                            state.waiting_since = event.at;
                        }
                    }
                    StoredEventKind::Closed { reason } => {
                        state.close_reason = Some(*reason);
                        state.closed_at = Some(event.at);
                    }
                    StoredEventKind::Reopened { to, .. } => {
                        (state.close_reason, state.closed_at, state.left_at) = (None, None, None);
                        state.waiting_since = event.at;
                        state.passed.clear();
                        state.told_place = None;
                        state.offered_at = self.clock.moment();
                        state.offer_ends_at = to.map(|_| event.at.plus_ms(limits::OFFER_MS));
                    }
                    _ => {}
                }
            }
            after.map(|_| before)
        };
        let renderer = room.renderer(&self.directory);
        let shown = |audience| {
            renderer.event(event, audience).unwrap_or_else(|error| {
                tracing::error!(%error, "An event was committed but cannot be shown");
                Event::Empty
            })
        };
        let shown = ShownTo {
            visitor: shown(Audience::Visitor),
            staff: shown(Audience::ServingStaff),
            reader: room.is_watched().then(|| shown(Audience::Reader)),
        };
        if !room.publish(rev, event.at, shown) {
            self.doubt(room);
        }
        if let Some(before) = before {
            self.move_on(room, &before, event);
        }
    }

    /// Who takes part and who waits follows from the commit itself: nobody who has passed a conversation on gets what is said
    /// next, and a request whose answer is lost leaves nothing behind.
    fn move_on(&self, room: &Arc<Room>, before: &Conversation, event: &StoredEvent) {
        let organisation = room.organisation;
        let department = room.state().conversation.department;
        match &event.kind {
            StoredEventKind::Joined => {
                self.end_reading(room);
                if before.serving().is_none() {
                    self.desk.dequeue(organisation, before.department, room.id, Some(event.at));
                }
            }
            StoredEventKind::Transferred { .. } => {
                self.end_reading(room);
                self.desk.dequeue(organisation, before.department, room.id, None);
                self.desk.enqueue(room);
            }
            StoredEventKind::Closed { .. } => {
                self.desk.dequeue(organisation, before.department, room.id, None);
                self.rooms.remove(room.id);
                self.custodian.forget(organisation, room.id);
            }
            StoredEventKind::Reopened { .. } => {
                self.rooms.add(Arc::clone(room));
                self.desk.enqueue(room);
            }
            _ => return,
        }
        self.places_moved(organisation, before.department);
        self.places_moved(organisation, department);
        self.note_holder(room);
        self.assign_soon(organisation);
    }
}

/// Where a conversation stands after an event; `None` if it stands where it stood.
fn after(before: Conversation, event: &StoredEvent) -> Option<Conversation> {
    Some(match (&event.kind, event.author) {
        (StoredEventKind::Joined, Actor::Staff(staff)) => {
            Conversation { phase: Phase::Active { staff }, ..before }
        }
        (StoredEventKind::Transferred { department, to }, _) => {
            Conversation { department: *department, phase: Phase::Waiting { preferred: *to }, ..before }
        }
        (StoredEventKind::Reopened { department, to }, _) => {
            Conversation { department: *department, phase: Phase::Waiting { preferred: *to }, ..before }
        }
        (StoredEventKind::Closed { .. }, _) => Conversation { phase: Phase::Closed, ..before },
        _ => return None,
    })
}
