//! Staff takes a waiting conversation. The audit entry of joining covers the live delivery that follows.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId, Permission, TransitionError};
use bedside_storage::Change;

use crate::{
    change::ChangeError,
    directory::Staff,
    entries::About,
    hub::{Member, Peer, Room},
    render::Audience,
    services::Services,
};

/// Accepts, joins with this connection, and updates queue and cards.
pub(crate) async fn accept(
    services: &Arc<Services>,
    staff: &Staff,
    peer: &Arc<Peer>,
    conversation: ConversationId,
) -> Result<Arc<Room>, ChangeError> {
    let room = services.open_room(staff.organisation, conversation).await?.ok_or(ChangeError::NotFound)?;
    let (department, offer) = {
        let state = room.state();
        (state.conversation.department, state.offer)
    };
    let elsewhere = offer.filter(|offer| offer.to == staff.id).and_then(|offer| offer.elsewhere);
    if !staff.may(Permission::ServeChats, department) {
        let Some(there) = elsewhere.filter(|there| staff.may(Permission::ServeChats, *there)) else {
            return Err(ChangeError::NotFound);
        };
        let entry = services
            .entries
            .draft(Action::ConversationTransferred, Actor::System, Some(room.id))
            .about(there.to_bytes());
        services.change(&room, Change::Overflow { department: there }, entry).await?;
    } else if offer.is_some_and(|offer| offer.to != staff.id) {
        return Err(TransitionError::OfferedToColleague.into());
    }
    let entry = services.entries.draft(Action::ConversationJoined, peer.who, Some(room.id));
    let changed = services.change(&room, Change::Accept { staff: staff.id }, entry).await?;
    // Every connection of this member of staff takes part: their other tabs too.
    for peer in services.desk.peers_of(staff.organisation, staff.id) {
        room.join(Member { peer, audience: Audience::ServingStaff });
    }
    room.join(Member { peer: Arc::clone(peer), audience: Audience::ServingStaff });
    if changed.is_some() {
        services.show_card(&room).await;
    }
    Ok(room)
}
