//! A conversation ends: the visitor ends their own, staff close what they serve, the server closes what was left behind.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, CloseReason};
use bedside_storage::Change;

use crate::{change::ChangeError, hub::Room, services::Services};

/// Closes. Everyone in the room hears of it; the room's keys are forgotten when the last connection lets go.
pub(crate) async fn close(services: &Arc<Services>, room: &Arc<Room>, by: Actor) -> Result<(), ChangeError> {
    let (reason, action) = match by {
        Actor::Visitor(_) => (CloseReason::VisitorEnded, Action::ConversationClosed),
        Actor::Staff(_) => (CloseReason::StaffClosed, Action::ConversationClosed),
        Actor::System => (CloseReason::VisitorLeft, Action::ConversationExpired),
    };
    let entry = services.entries.draft(action, by, Some(room.id));
    services.change(room, Change::Close { by, reason }, entry).await?;
    services.show_card(room).await;
    Ok(())
}
