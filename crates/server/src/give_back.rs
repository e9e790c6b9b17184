//! A conversation goes back to the queue of its department: whoever served it cannot any more, or whom it was offered to does not
//! take it. The visitor hears of it as of a transfer.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, Moment, OrganisationId, Permission, Phase, StaffId, limits};
use bedside_storage::Change;

use crate::{
    change::ChangeError,
    entries::About,
    hub::{Room, RoomState},
    services::Services,
};

/// Gives a conversation back, if `from` still has it.
pub(crate) async fn give_back(
    services: &Arc<Services>,
    room: &Arc<Room>,
    from: StaffId,
) -> Result<(), ChangeError> {
    let department = room.state().conversation.department;
    let entry = services
        .entries
        .draft(Action::ConversationTransferred, Actor::System, Some(room.id))
        .about(department.to_bytes());
    if services.change(room, Change::GiveBack { from }, entry).await?.is_some() {
        services.show_card(room).await;
    }
    Ok(())
}

impl Services {
    /// Gives everything back that a member of staff serves or is offered: their account was disabled.
    pub(crate) async fn give_back_all(self: &Arc<Self>, organisation: OrganisationId, staff: StaffId) {
        self.give_back_where(|room, state| {
            (room.organisation == organisation).then(|| state.holder()).flatten().filter(|by| *by == staff)
        })
        .await;
    }

    /// Gives back what a member of staff is offered and has not taken: they went away.
    pub(crate) async fn give_back_offers(self: &Arc<Self>, organisation: OrganisationId, staff: StaffId) {
        self.give_back_where(|room, state| {
            (room.organisation == organisation).then(|| preferred(state)).flatten().filter(|by| *by == staff)
        })
        .await;
        self.withdraw_offers(organisation, staff).await;
    }

    /// Gives back what nobody can take up any more: what is served by a disabled account or by someone who has been gone for too long,
    /// and offers that are too old. It also does what could not be done at once, and after a start what was changed while the server
    /// was down.
    pub(crate) async fn give_back_overdue(self: &Arc<Self>) {
        let now = self.clock.moment();
        let gone = self.desk.gone_for(limits::STAFF_GRACE_MS, now);
        self.give_back_where(|room, state| {
            let staff = state.conversation.serving().or_else(|| preferred(state))?;
            let known = self.directory.staff(room.organisation, staff);
            let able = known
                .is_some_and(|known| known.disabled_at.is_none() && known.role.may(Permission::ServeChats));
            let left = state.conversation.serving().is_some() && gone.contains(&(room.organisation, staff));
            (!able || left || is_old_offer(state, now)).then_some(staff)
        })
        .await;
    }

    async fn give_back_where(self: &Arc<Self>, from: impl Fn(&Room, &RoomState) -> Option<StaffId>) {
        for room in self.rooms.all() {
            let from = from(&room, &room.state());
            if let Some(from) = from
                && let Err(error) = give_back(self, &room, from).await
            {
                tracing::warn!(%error, conversation.id = %room.id, "A conversation could not be given back yet");
            }
        }
    }
}

fn preferred(state: &RoomState) -> Option<StaffId> {
    match state.conversation.phase {
        Phase::Waiting { preferred } => preferred,
        _ => None,
    }
}

fn is_old_offer(state: &RoomState, now: Moment) -> bool {
    preferred(state).is_some() && now.since(state.offered_at) >= limits::OFFER_MS
}
