//! Staff block a visitor out of a chat: the block is stored with its entry, then this chat and any other of theirs ends. Blocks are
//! shown in a list, from which they are undone.
//!
//! A block is bound to the person behind the browser's session, which lives on until it ends. It is not bound to a network address:
//! behind a proxy, in a ward or in a family, one address is many people.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, BAN_MAX_MS, ConversationId, Permission, TransitionError};
use bedside_storage::{StoredBan, StoredConversation};
use serde_json::json;

use crate::{
    change::ChangeError,
    close::{close, close_blocked},
    directory::Staff,
    entries::About,
    list_conversations::card_if_readable,
    own_conversation::own_conversation,
    services::Services,
    wire::{BlockVisitor, BlockedList, BlockedVisitor},
};

/// Why nobody was blocked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BlockError {
    #[error("a block lasts from 1 to {} hours", BAN_MAX_MS / HOUR_MS)]
    Length,
    #[error("as many visitors are blocked as can be; undo some first")]
    Full,
    #[error(transparent)]
    Change(#[from] ChangeError),
}

const HOUR_MS: u64 = 3_600_000;

/// Blocks the visitor of a conversation that one serves, or served, and ends what they have open.
pub(crate) async fn block_visitor(
    services: &Arc<Services>,
    staff: &Staff,
    asked: BlockVisitor,
) -> Result<(), BlockError> {
    let length_ms = u64::from(asked.hours) * HOUR_MS;
    if length_ms == 0 || length_ms > BAN_MAX_MS {
        return Err(BlockError::Length);
    }
    let stored = own_conversation(services, staff, asked.conversation).await?;
    let one_at_a_time = services.bans.changing.lock().await;
    if !services.bans.has_room(staff.organisation, stored.person) {
        return Err(BlockError::Full);
    }
    let at = services.clock.now();
    let ban = StoredBan {
        organisation: staff.organisation,
        person: stored.person,
        visitor: stored.state.visitor,
        conversation: stored.id,
        department: stored.state.department,
        reason: asked.reason,
        by: staff.id,
        at,
        until: at.plus_ms(length_ms),
    };
    let by = Actor::Staff(staff.id);
    let keys = services.custodian.organisation_keys(staff.organisation).await.map_err(ChangeError::from)?;
    let entry = services.entries.draft(Action::VisitorBlocked, by, None);
    let detail =
        json!({ "conversation": ban.conversation.to_string(), "reason": ban.reason, "hours": asked.hours });
    let entry = services.entries.with_detail(entry, staff.organisation, keys.current(), &detail);
    services.stores.bans.put(ban, entry.about(ban.visitor.to_bytes())).await.map_err(ChangeError::from)?;
    services.bans.put(ban);
    drop(one_at_a_time);
    end_open_chats(services, staff, &stored).await?;
    Ok(())
}

/// Ends every chat that the person of this one has open; what sounded like an emergency goes on, unless it is this one.
async fn end_open_chats(
    services: &Arc<Services>,
    staff: &Staff,
    from: &StoredConversation,
) -> Result<(), ChangeError> {
    let organisation = staff.organisation;
    for chat in services.stores.conversations.open_of_person(organisation, from.person).await? {
        let Some(room) = services.open_room(organisation, chat.id).await? else { continue };
        if room.state().urgent && chat.id != from.id {
            continue;
        }
        let ended = if chat.state.serving() == Some(staff.id) {
            close(services, &room, Actor::Staff(staff.id), None).await
        } else {
            close_blocked(services, &room).await
        };
        match ended {
            Err(ChangeError::NotNow(TransitionError::Closed)) => {} // somebody else was first
            other => other?,
        }
    }
    Ok(())
}

/// Who is blocked in the departments one serves: their cards, and one audit entry that names what was shown.
pub(crate) async fn blocked_visitors(services: &Services, staff: &Staff) -> Result<BlockedList, ChangeError> {
    let mut blocked = Vec::new();
    for ban in blocked_in_departments_of(services, staff) {
        let stored = services.stores.conversations.conversation(staff.organisation, ban.conversation).await?;
        let name = match &stored {
            Some(stored) => card_if_readable(services, stored).await?.map(|card| card.name),
            None => None,
        };
        blocked.push(BlockedVisitor {
            conversation: ban.conversation,
            name: name.unwrap_or_default(),
            department: ban.department,
            reason: ban.reason,
            by: services.directory.who(staff.organisation, Actor::Staff(ban.by)),
            at: ban.at,
            until: ban.until,
        });
    }
    let shown: Vec<String> = blocked.iter().map(|one| one.conversation.to_string()).collect();
    let keys = services.custodian.organisation_keys(staff.organisation).await?;
    let draft = services.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
    let draft =
        services.entries.with_detail(draft, staff.organisation, keys.current(), &json!({ "shown": shown }));
    services.stores.audit.record(staff.organisation, draft).await?;
    Ok(BlockedList { blocked })
}

/// Undoes the block that was made in that conversation.
pub(crate) async fn unblock_visitor(
    services: &Services,
    staff: &Staff,
    conversation: ConversationId,
) -> Result<(), ChangeError> {
    let found =
        blocked_in_departments_of(services, staff).into_iter().find(|ban| ban.conversation == conversation);
    let lifted = match found {
        Some(ban) => services.lift_ban(&ban, Actor::Staff(staff.id)).await?,
        None => false,
    };
    if lifted { Ok(()) } else { Err(ChangeError::NotFound) }
}

/// At most so many are listed, and can be undone: the newest.
const LISTED: usize = 100;

fn blocked_in_departments_of(services: &Services, staff: &Staff) -> Vec<StoredBan> {
    let mut all = services.bans.all(staff.organisation, services.clock.now());
    all.retain(|ban| staff.may(Permission::ServeChats, ban.department));
    all.truncate(LISTED);
    all
}
