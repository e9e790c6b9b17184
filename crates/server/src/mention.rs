//! A colleague is mentioned in a note: they get the card into their list, without any text of the chat, and may read along until they put
//! it away or the chat goes on elsewhere. For those of the chat's department only.
//!
//! Whom a note mentions is sealed with it and stands in the detail of its entry: it grants reading, and outlives a crash as the note does.
//! That it was put away is in memory only.

use std::sync::Arc;

use bedside_domain::{Actor, ConversationId, MessageId, NoteBody, OrganisationId, Permission, StaffId};
use bedside_keys::Sealed;
use bedside_storage::StoredEvent;

use crate::{
    change::ChangeError,
    custodian::KeySet,
    directory::Staff,
    hub::{Room, RoomState},
    render::context,
    services::Services,
};

/// Mentions of one note.
const MENTIONS: usize = 10;
/// Colleagues mentioned in one chat at a time.
const MENTIONED: usize = 50;

impl Services {
    /// Whom a note by this author can mention: known, of the department, and not in the chat already.
    pub(crate) fn can_be_mentioned(&self, room: &Room, by: Actor, mentions: Vec<StaffId>) -> Vec<StaffId> {
        let (department, serving) = {
            let state = room.state();
            (state.conversation.department, state.conversation.serving())
        };
        let mut wanted = Vec::new();
        for id in mentions.into_iter().take(MENTIONS) {
            let known = self.directory.staff(room.organisation, id);
            let may = known.is_some_and(|known| known.may(Permission::ServeChats, department));
            if may && Actor::Staff(id) != by && Some(id) != serving && !wanted.contains(&id) {
                wanted.push(id);
            }
        }
        wanted
    }

    /// A colleague puts away that they were mentioned. False where they were not.
    pub(crate) async fn put_mention_away(self: &Arc<Self>, room: &Arc<Room>, staff: StaffId) -> bool {
        let was = {
            let mut state = room.state();
            let at = state.mentions.iter().position(|id| *id == staff);
            at.map(|at| state.mentions.swap_remove(at)).is_some()
        };
        if was {
            self.end_reading(room);
            self.show_card(room).await;
        }
        was
    }
}

/// Takes down whom a stored note mentions.
pub(crate) fn add_mentions(mentioned: &mut Vec<StaffId>, mentions: &[StaffId]) {
    for id in mentions {
        if !mentioned.contains(id) && mentioned.len() < MENTIONED {
            mentioned.push(*id);
        }
    }
}

/// A stored note; `None` where it cannot be opened.
pub(crate) fn note_of(
    keys: &KeySet,
    (organisation, conversation): (OrganisationId, ConversationId),
    event: &StoredEvent,
    body: &Sealed<NoteBody>,
) -> Option<NoteBody> {
    let message = event.message.map(MessageId::to_bytes)?;
    keys.open(&context(organisation, conversation, message), body).ok()
}

/// Whether they may read a chat along as it stands, and what for: they look after its department, or its staff mentioned them.
pub(crate) fn may_read_along(staff: &Staff, state: &RoomState) -> Result<&'static str, ChangeError> {
    let department = state.conversation.department;
    if staff.may(Permission::Supervise, department) {
        return Ok("watch");
    }
    if state.mentions.contains(&staff.id) && staff.may(Permission::ServeChats, department) {
        return Ok("mentioned");
    }
    Err(ChangeError::NotFound)
}
