//! The ended chats of the person who is in a chat: for who serves it, or may read it. Of those, only what they may read again is
//! shown, as cards; of the others how many there are. Showing them is one entry that names them.

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId, Permission};
use bedside_storage::StoredConversation;
use serde_json::json;

use crate::{
    change::ChangeError, directory::Staff, list_conversations::card_if_readable, services::Services,
    wire::PastConversations,
};

/// Of a person, the newest.
const LOOKED_AT: usize = 50;

/// Past chats of the person in `id`.
pub(crate) async fn past_conversations(
    services: &Services,
    staff: &Staff,
    id: ConversationId,
) -> Result<PastConversations, ChangeError> {
    let organisation = staff.organisation;
    let stores = &services.stores.conversations;
    let present = stores.conversation(organisation, id).await?;
    let present = present.filter(|chat| chat.state.serving() == Some(staff.id) || may_read(staff, chat));
    let Some(present) = present else {
        services.deny(organisation, Actor::Staff(staff.id), Some(id)).await;
        return Err(ChangeError::NotFound);
    };
    let all = stores.of_person(organisation, present.person, LOOKED_AT).await?;
    let ended = all.into_iter().filter(|chat| chat.id != id && chat.state.is_closed());
    let (mine, others): (Vec<_>, Vec<_>) = ended.partition(|chat| may_read(staff, chat));
    let mut cards = Vec::with_capacity(mine.len());
    for chat in &mine {
        cards.extend(card_if_readable(services, chat).await?);
    }
    let shown: Vec<String> = cards.iter().map(|card| card.conversation.to_string()).collect();
    let keys = services.custodian.organisation_keys(organisation).await?;
    let draft = services.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
    let detail = json!({ "shown": shown, "person_of": id.to_string() });
    let draft = services.entries.with_detail(draft, organisation, keys.current(), &detail);
    services.stores.audit.record(organisation, draft).await?;
    Ok(PastConversations { cards, others: u32::try_from(others.len()).unwrap_or(u32::MAX) })
}

/// Whether they may read an ended chat again.
pub(crate) fn may_read(staff: &Staff, chat: &StoredConversation) -> bool {
    chat.state.is_closed()
        && (staff.may(Permission::ReadAnyClosed, chat.state.department)
            || (staff.role.may(Permission::ReadOwnClosed) && chat.served_by.contains(&staff.id)))
}
