//! A visitor goes on with a conversation after its end: it waits again in the department that had it last, with its history, offered
//! first to who served it last if they are online.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{
    Actor, ConversationId, Millis, OpenState, OrganisationId, Permission, StaffId, TransitionError, VisitorId,
};
use bedside_storage::{Change, StoredConversation};

use crate::{
    change::ChangeError,
    entries::About,
    hub::{Room, RoomsError, room_to_reopen},
    services::Services,
    wire::WireCode,
};

/// Why it was not opened again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReopenError {
    #[error("there is no such conversation, or it is not for you")]
    NotFound,
    #[error("the time in which this chat could be gone on with is over; start a new one")]
    TooLate,
    #[error("this department is closed now; start a new chat to leave a message, or call")]
    Closed { opens_at: Option<Millis> },
    #[error("too many people are waiting in this department; try again later, or call")]
    Full,
    #[error("you have another chat open; go on there")]
    AlreadyOpen,
    /// Until when.
    #[error("this clinic takes no chats from you at the moment. If you need help, call.")]
    Blocked { until: Millis },
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<RoomsError> for ReopenError {
    fn from(error: RoomsError) -> Self {
        Self::Change(error.into())
    }
}

impl ReopenError {
    /// The wire's code; `None` where waiting helps and the answer is `busy`.
    pub(crate) const fn code(&self) -> Option<WireCode> {
        Some(match self {
            Self::NotFound => WireCode::NotFound,
            Self::TooLate => WireCode::NotNow,
            Self::Closed { .. } => WireCode::DepartmentClosed,
            Self::AlreadyOpen => WireCode::AlreadyOpen,
            Self::Blocked { .. } => WireCode::Blocked,
            Self::Change(error) => match error.code() {
                WireCode::Busy | WireCode::Unavailable => return None,
                code => code,
            },
            Self::Full => return None,
        })
    }
}

/// Opens it again; a conversation that runs is as it is, so that a retry gets the same answer.
pub(crate) async fn reopen(
    services: &Arc<Services>,
    organisation: OrganisationId,
    visitor: VisitorId,
    id: ConversationId,
) -> Result<Arc<Room>, ReopenError> {
    let stored =
        services.stores.conversations.conversation(organisation, id).await.map_err(ChangeError::from)?;
    let stored = stored.filter(|stored| stored.state.visitor == visitor).ok_or(ReopenError::NotFound)?;
    if !stored.state.is_closed() {
        return services.open_room(organisation, id).await?.ok_or(ReopenError::NotFound);
    }
    let preferred = may_reopen(services, &stored)?;
    let now = services.clock.moment();
    let room =
        room_to_reopen(&stored, &services.stores, &services.custodian, &services.directory, now).await?;
    let room = Arc::new(room);
    let department = stored.state.department;
    let entry = services
        .entries
        .draft(Action::ConversationReopened, Actor::Visitor(visitor), Some(id))
        .about(department.to_bytes());
    match services.change(&room, Change::Reopen { by: visitor, preferred }, entry).await {
        Ok(_) => {}
        Err(error) => {
            if let ChangeError::NotNow(TransitionError::StillOpen) = error {
                // Their other tab was first; or they have begun another chat.
                return services.open_room(organisation, id).await?.ok_or(ReopenError::AlreadyOpen);
            }
            if services.rooms.find(organisation, id).is_none() {
                services.custodian.forget(organisation, id);
            }
            return Err(error.into());
        }
    }
    // The one that everybody finds.
    let room = services.rooms.find(organisation, id).unwrap_or(room);
    services.show_card(&room).await;
    Ok(room)
}

/// Whether it may be gone on with now; and to whom it is offered first.
fn may_reopen(services: &Services, stored: &StoredConversation) -> Result<Option<StaffId>, ReopenError> {
    let (organisation, id) = (stored.organisation, stored.state.department);
    let department = services.directory.department(organisation, id).ok_or(ReopenError::TooLate)?;
    let at = services.clock.now();
    if let Some(until) = services.bans.until(organisation, stored.person, at) {
        return Err(ReopenError::Blocked { until });
    }
    let until = stored.closed.and_then(|(closed_at, _)| department.ending.reopen_until(closed_at));
    if until.is_none_or(|until| at > until) {
        return Err(ReopenError::TooLate);
    }
    if let OpenState::Closed { opens_at } = department.state_at(at) {
        return Err(ReopenError::Closed { opens_at });
    }
    if services.desk.is_full(organisation, id, false) {
        return Err(ReopenError::Full);
    }
    Ok(stored.served_by.last().copied().filter(|staff| {
        services.desk.is_online(organisation, *staff)
            && services
                .directory
                .staff(organisation, *staff)
                .is_some_and(|known| known.may(Permission::ServeChats, id))
    }))
}
