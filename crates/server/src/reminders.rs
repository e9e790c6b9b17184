//! Staff have themselves reminded of a chat: at its time it is in their list again, wherever they are signed in. Kept without a word
//! of the chat.

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId};
use bedside_storage::StoredReminder;
use serde_json::json;

use crate::{
    change::ChangeError,
    directory::Staff,
    list_conversations::card_of,
    own_conversation::{is_own, own_conversation},
    services::Services,
    wire::{Reminder, ReminderList, SetReminder},
};

/// Reminders of one member of staff.
const MOST: usize = 100;
/// How far ahead one can be.
const AHEAD_MS: u64 = 90 * 24 * 3_600_000;

/// Why there is no reminder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReminderError {
    #[error("choose a time from now on, within 90 days")]
    Time,
    #[error("you have {MOST} reminders, as many as can be; do some of them first")]
    Full,
    #[error(transparent)]
    Change(#[from] ChangeError),
}

/// Sets the reminder of a conversation, or moves it.
pub(crate) async fn set_reminder(
    services: &Services,
    staff: &Staff,
    asked: SetReminder,
) -> Result<(), ReminderError> {
    let now = services.clock.now();
    if asked.due_at <= now || asked.due_at.since(now) > AHEAD_MS {
        return Err(ReminderError::Time);
    }
    let stored = own_conversation(services, staff, asked.conversation).await?;
    let reminder = StoredReminder { conversation: stored.id, due_at: asked.due_at };
    let keys =
        services.custodian.keys_for_a_look(staff.organisation, stored.id).await.map_err(ChangeError::from)?;
    let entry = services.entries.draft(Action::ReminderSet, Actor::Staff(staff.id), Some(stored.id));
    let detail = json!({ "due_at": asked.due_at });
    let entry = services.entries.with_detail(entry, staff.organisation, keys.current(), &detail);
    let put = services.stores.reminders.put(staff.organisation, staff.id, reminder, MOST, entry).await;
    if put.map_err(ChangeError::from)? { Ok(()) } else { Err(ReminderError::Full) }
}

/// It is done with, due or not.
pub(crate) async fn end_reminder(
    services: &Services,
    staff: &Staff,
    conversation: ConversationId,
) -> Result<(), ChangeError> {
    let entry = services.entries.draft(Action::ReminderDone, Actor::Staff(staff.id), Some(conversation));
    let removed = services.stores.reminders.remove(staff.organisation, staff.id, conversation, entry).await?;
    if removed { Ok(()) } else { Err(ChangeError::NotFound) }
}

/// One's own. Those that are due come with their cards, and with one audit entry that names what was shown. A chat that is somebody
/// else's by now is left out.
pub(crate) async fn own_reminders(services: &Services, staff: &Staff) -> Result<ReminderList, ChangeError> {
    let now = services.clock.now();
    let (mut reminders, mut shown) = (Vec::new(), Vec::new());
    for StoredReminder { conversation, due_at } in
        services.stores.reminders.of_staff(staff.organisation, staff.id).await?
    {
        let stored = services.stores.conversations.conversation(staff.organisation, conversation).await?;
        let Some(stored) = stored.filter(|stored| is_own(staff, stored)) else { continue };
        let card = if due_at <= now {
            shown.push(conversation.to_string());
            Some(card_of(services, &stored).await?)
        } else {
            None
        };
        reminders.push(Reminder { conversation, due_at, card });
    }
    if !shown.is_empty() {
        let keys = services.custodian.organisation_keys(staff.organisation).await?;
        let draft = services.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
        let detail = json!({ "shown": shown });
        let draft = services.entries.with_detail(draft, staff.organisation, keys.current(), &detail);
        services.stores.audit.record(staff.organisation, draft).await?;
    }
    Ok(ReminderList { server_time: now, reminders })
}
