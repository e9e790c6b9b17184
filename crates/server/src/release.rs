//! Serving staff lets a held message through; it takes the next `Seq`.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{MessageId, Permission};
use bedside_storage::Change;

use crate::{
    change::ChangeError,
    directory::Staff,
    entries::About,
    hub::{Peer, Room},
    services::Services,
};

/// Releases.
pub(crate) async fn release(
    services: &Arc<Services>,
    staff: &Staff,
    peer: &Arc<Peer>,
    room: &Arc<Room>,
    message: MessageId,
) -> Result<(), ChangeError> {
    room.state().conversation.may_post(peer.who)?;
    let department = room.state().conversation.department;
    if !staff.may(Permission::ReleaseHeld, department) {
        return Err(ChangeError::Forbidden);
    }
    let entry =
        services.entries.draft(Action::MessageReleased, peer.who, Some(room.id)).about(message.to_bytes());
    services.change(room, Change::Release { by: staff.id, message }, entry).await?;
    Ok(())
}
