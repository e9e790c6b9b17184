//! What accepting, transferring, closing and releasing have in common: the change is committed with its audit entry, the room
//! takes the new state over and tells everyone, in commit order.

use std::sync::Arc;

use bedside_domain::{Conversation, TransitionError};
use bedside_storage::{Change, ChangeOutcome, EntryDraft, StoredEvent, StoredEventKind, WriteError};

use crate::{
    hub::Room,
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
    #[error(transparent)]
    NotNow(#[from] TransitionError),
    #[error("that department does not take this chat: {0}")]
    NotOffered(#[from] bedside_domain::TransferRefusal),
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
            Self::NotNow(TransitionError::StillWaiting | TransitionError::SameDepartment)
            | Self::NotOffered(_) => WireCode::NotNow,
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
                change,
                entry.at,
                entry,
                Box::new(move |outcome| {
                    if let ChangeOutcome::Changed { conversation, event } = outcome {
                        services.take_over(&told, *conversation, event);
                    }
                }),
            )
            .await?;
        match outcome {
            ChangeOutcome::Changed { conversation, .. } => Ok(Some(conversation)),
            ChangeOutcome::Unchanged(conversation) => {
                // It may have been so since a commit whose answer was lost, of which the room has not heard.
                room.state().conversation = conversation;
                if conversation.serving().is_some() {
                    self.desk.dequeue(room.organisation, conversation.department, room.id, None);
                }
                Ok(None)
            }
            ChangeOutcome::Refused(error) => Err(error.into()),
            ChangeOutcome::NotFound => Err(ChangeError::NotFound),
        }
    }

    fn take_over(&self, room: &Room, conversation: Conversation, event: &StoredEvent) {
        {
            let mut state = room.state();
            state.conversation = conversation;
            match &event.kind {
                StoredEventKind::Transferred { department, .. } => {
                    state.waiting_since = event.at;
                    state.told_place = None;
                    if let Some(target) = self.directory.department(room.organisation, *department) {
                        state.policy = state.policy.stricter_masking(&target.policy);
                    }
                }
                StoredEventKind::Closed { reason } => {
                    state.close_reason = Some(*reason);
                    state.closed_at = Some(event.at);
                }
                StoredEventKind::Released { seq, .. } => state.seq = state.seq.max(seq.get()),
                _ => {}
            }
        }
        let renderer = room.renderer(&self.directory);
        let shown = |audience| {
            renderer.event(event, audience).unwrap_or_else(|error| {
                tracing::error!(%error, "An event was committed but cannot be shown");
                Event::Empty
            })
        };
        room.publish(event.rev.get(), event.at, shown(Audience::Visitor), shown(Audience::ServingStaff));
        self.move_on(room, &conversation, event);
    }

    /// Who takes part and who waits follows from the commit itself: nobody who has passed a conversation on gets what is said
    /// next, and a request whose answer is lost leaves nothing behind.
    fn move_on(&self, room: &Room, conversation: &Conversation, event: &StoredEvent) {
        let organisation = room.organisation;
        match &event.kind {
            StoredEventKind::Joined => {
                self.desk.dequeue(organisation, conversation.department, room.id, Some(event.at));
                self.places_moved(organisation, conversation.department);
            }
            StoredEventKind::Transferred { department, .. } => {
                room.remove_staff();
                self.desk.enqueue(organisation, *department, event.at, room.id);
                self.places_moved(organisation, *department);
            }
            StoredEventKind::Closed { .. } => {
                self.desk.dequeue(organisation, conversation.department, room.id, None);
                self.places_moved(organisation, conversation.department);
                self.rooms.remove(room.id);
                self.custodian.forget(organisation, room.id);
            }
            _ => {}
        }
    }
}
