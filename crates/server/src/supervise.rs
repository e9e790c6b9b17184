//! What supervisors do with the running chats of their departments: list them, watch one, take one over. Whoever was mentioned in a note
//! may watch that chat, too. Each list and each opening
//! is an entry that is durable before anything is shown.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId, DepartmentId, OrganisationId, Permission, StaffId};
use bedside_storage::Change;
use serde_json::json;

use crate::{
    change::ChangeError,
    directory::Staff,
    hub::{Member, Peer, Room, RoomState},
    mention::may_read_along,
    render::Audience,
    services::Services,
    wire::{CardState, ConversationList},
};

/// Running chats of one department that are shown at most, the oldest first.
const SHOWN: usize = 200;

/// The chats that colleagues serve in a department now, as cards.
pub(crate) async fn running_chats(
    services: &Services,
    staff: &Staff,
    department: DepartmentId,
) -> Result<ConversationList, ChangeError> {
    let organisation = staff.organisation;
    if !staff.may(Permission::Supervise, department) {
        services.deny(organisation, Actor::Staff(staff.id), None).await;
        return Err(ChangeError::Forbidden);
    }
    let mut cards: Vec<CardState> = Vec::new();
    for room in services.rooms.all() {
        let conversation = room.state().conversation;
        let served = conversation.serving().is_some();
        if room.organisation == organisation && conversation.department == department && served {
            cards.push(room.card(&services.directory));
        }
    }
    cards.sort_by_key(|card| (card.opened_at, card.conversation));
    cards.truncate(SHOWN);
    let shown: Vec<String> = cards.iter().map(|card| card.conversation.to_string()).collect();
    let keys = services.custodian.organisation_keys(organisation).await?;
    let draft = services.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
    let draft = services.entries.with_detail(draft, organisation, keys.current(), &json!({ "shown": shown }));
    services.stores.audit.record(organisation, draft).await?;
    Ok(ConversationList { cards, next: None })
}

/// Begins to watch with this connection: what was said so far may be sent, and what comes is.
pub(crate) async fn watch(
    services: &Services,
    staff: &Staff,
    peer: &Arc<Peer>,
    id: ConversationId,
) -> Result<Arc<Room>, ChangeError> {
    let room = services.rooms.find(staff.organisation, id).ok_or(ChangeError::NotFound)?;
    let purpose = may_watch(services, staff, peer, &room.state())?;
    let draft = services.entries.draft(Action::ConversationRead, peer.who, Some(room.id));
    let detail = json!({ "purpose": purpose });
    let draft = services.entries.with_detail(draft, room.organisation, room.keys.current(), &detail);
    services.stores.audit.record(room.organisation, draft).await?;
    // Again, since the chat or their rights may have moved on while the entry was written.
    room.read_along(peer, |state| match may_watch(services, staff, peer, state)? {
        now if now == purpose => Ok(()),
        _ => Err(ChangeError::NotFound),
    })?;
    Ok(room)
}

/// What they may watch a chat for as it stands, by the rights they have now.
fn may_watch(
    services: &Services,
    staff: &Staff,
    peer: &Peer,
    state: &RoomState,
) -> Result<&'static str, ChangeError> {
    let staff = services.directory.staff(staff.organisation, staff.id).ok_or(ChangeError::NotFound)?;
    let purpose = may_read_along(&staff, state)?;
    state.conversation.may_whisper(peer.who)?;
    if state.conversation.serving() == Some(staff.id) {
        return Err(ChangeError::OwnChat);
    }
    Ok(purpose)
}

/// Takes a chat from the colleague who serves it, who hears of it as the patient does.
pub(crate) async fn take_over(
    services: &Arc<Services>,
    staff: &Staff,
    peer: &Arc<Peer>,
    id: ConversationId,
) -> Result<Arc<Room>, ChangeError> {
    let (room, department) = supervised(services, staff, id).ok_or(ChangeError::NotFound)?;
    let from = room.state().conversation.serving().map(|from| from.to_string());
    let draft = services.entries.draft(Action::ConversationJoined, peer.who, Some(room.id));
    let detail = json!({ "taken_over_from": from });
    let draft = services.entries.with_detail(draft, room.organisation, room.keys.current(), &detail);
    let changed = services.change(&room, Change::TakeOver { staff: staff.id, department }, draft).await?;
    for peer in services.desk.peers_of(staff.organisation, staff.id) {
        room.join(Member { peer, audience: Audience::ServingStaff });
    }
    if changed.is_some() {
        services.show_card(&room).await;
    }
    Ok(room)
}

impl Services {
    /// Takes out of a room whoever reads along there and may not any more, and staff who do not serve it.
    pub(crate) fn end_reading(&self, room: &Room) {
        room.remove_staff(|id, state| {
            let staff = self.directory.staff(room.organisation, id);
            staff.is_some_and(|staff| may_read_along(&staff, state).is_ok())
        });
    }

    /// After a role or departments were taken from a member of staff: what they may not read any more ends, and cards they may not
    /// see leave their list.
    pub(crate) fn rights_taken(&self, organisation: OrganisationId, id: StaffId) {
        let Some(staff) = self.directory.staff(organisation, id) else { return };
        for room in self.rooms.all().into_iter().filter(|room| room.organisation == organisation) {
            self.end_reading(&room);
            self.take_card_away(&room, &staff);
        }
    }
}

/// An open conversation in a department that one looks after, and which that is.
fn supervised(services: &Services, staff: &Staff, id: ConversationId) -> Option<(Arc<Room>, DepartmentId)> {
    let room = services.rooms.find(staff.organisation, id)?;
    let department = room.state().conversation.department;
    staff.may(Permission::Supervise, department).then_some((room, department))
}
