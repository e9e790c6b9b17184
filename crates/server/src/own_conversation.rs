//! A conversation with which a member of staff may do something of their own: one they serve, or an ended one that they may read again.

use bedside_domain::{Actor, ConversationId, Permission};
use bedside_storage::StoredConversation;

use crate::{change::ChangeError, directory::Staff, services::Services};

/// It, or a refusal with an entry.
pub(crate) async fn own_conversation(
    services: &Services,
    staff: &Staff,
    id: ConversationId,
) -> Result<StoredConversation, ChangeError> {
    let stored = services.stores.conversations.conversation(staff.organisation, id).await?;
    if let Some(stored) = stored.filter(|stored| is_own(staff, stored)) {
        return Ok(stored);
    }
    services.deny(staff.organisation, Actor::Staff(staff.id), Some(id)).await;
    Err(ChangeError::NotFound)
}

/// Whether it is one.
pub(crate) fn is_own(staff: &Staff, stored: &StoredConversation) -> bool {
    let ended = stored.state.is_closed();
    let serves = stored.state.serving() == Some(staff.id);
    let served = ended && stored.served_by.contains(&staff.id);
    let looks_after = ended && staff.may(Permission::ReadAnyClosed, stored.state.department);
    staff.role.may(Permission::ServeChats) && (serves || served || looks_after)
}
