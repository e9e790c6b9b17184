//! The serving member of staff passes a conversation on. Custody and retention stay; masking takes the stricter of the two.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{DepartmentId, Permission, StaffId, policy_after_transfer};
use bedside_masking::RawText;
use bedside_storage::Change;

use crate::{
    change::ChangeError,
    directory::Staff,
    entries::About,
    give_back::give_back,
    hub::{Peer, Room},
    services::Services,
    write_note::{CanNote, write_transfer_note},
};

/// Where it goes, and what the next one should know.
pub(crate) struct Target {
    pub(crate) department: DepartmentId,
    pub(crate) to: Option<StaffId>,
    pub(crate) note: Option<RawText>,
}

/// Transfers: the note first, then the change, then queues and cards.
pub(crate) async fn transfer(
    services: &Arc<Services>,
    staff: &Staff,
    peer: &Arc<Peer>,
    room: &Arc<Room>,
    target: Target,
) -> Result<(), ChangeError> {
    let organisation = staff.organisation;
    let department = services.directory.department(organisation, target.department);
    let department = department.filter(|department| !department.removed).ok_or(ChangeError::NotFound)?;
    if let Some(to) = target.to {
        let known = services.directory.staff(organisation, to);
        match known.filter(|known| known.disabled_at.is_none()) {
            None => return Err(ChangeError::NotFound),
            Some(known) if !known.may(Permission::ServeChats, target.department) => {
                return Err(ChangeError::NotServingThere);
            }
            Some(_) if !services.desk.is_online(organisation, to) => return Err(ChangeError::ColleagueAway),
            Some(_) => {}
        }
    }
    // Where it is already, nothing becomes of its policy.
    if room.state().conversation.department != target.department {
        policy_after_transfer(&room.state().policy, &department.policy)?;
    }
    // The state machine is asked before the note is written, and again, with authority, in the transaction.
    room.state().conversation.transfer(staff.id, target.department, target.to)?;
    if let Some(note) = target.note.filter(|note| !note.as_str().trim().is_empty()) {
        let can = CanNote::check(room, peer).map_err(ChangeError::Note)?;
        write_transfer_note(services, can, note).map_err(ChangeError::Note)?.await?;
    }
    let entry = services
        .entries
        .draft(Action::ConversationTransferred, peer.who, Some(room.id))
        .about(target.to.map_or_else(|| target.department.to_bytes(), StaffId::to_bytes));
    let change = Change::Transfer { by: staff.id, department: target.department, to: target.to };
    services.change(room, change, entry).await?;
    services.show_card(room).await;
    if let Some(to) = target.to.filter(|to| !services.desk.is_online(organisation, *to)) {
        // They went away meanwhile: nobody is there to take it up, so nobody waits for them. Should it fail, the offer ends by itself.
        if let Err(error) = give_back(services, room, to).await {
            tracing::warn!(%error, conversation.id = %room.id, "An offer to somebody away stands until it is too old");
        }
    }
    Ok(())
}
