//! A colleague is mentioned in a note: they get the card into their list, without any text of the chat, and may read along until they put
//! it away or the chat goes on elsewhere. For those of the chat's department only.

use std::sync::Arc;

use bedside_domain::{Permission, StaffId};

use crate::{
    change::ChangeError,
    directory::Staff,
    hub::{Room, RoomState},
    services::Services,
};

/// Mentions of one note.
const MENTIONS: usize = 10;
/// Colleagues mentioned in one chat at a time.
const MENTIONED: usize = 50;

impl Services {
    /// Takes down whom a stored note mentions, and shows them the card.
    pub(crate) async fn mention(self: &Arc<Self>, room: &Arc<Room>, by: StaffId, mentions: Vec<StaffId>) {
        let (department, serving) = {
            let state = room.state();
            (state.conversation.department, state.conversation.serving())
        };
        let wanted: Vec<StaffId> = mentions
            .into_iter()
            .take(MENTIONS)
            .filter(|id| *id != by && Some(*id) != serving)
            .filter(|id| {
                let known = self.directory.staff(room.organisation, *id);
                known.is_some_and(|known| known.may(Permission::ServeChats, department))
            })
            .collect();
        if wanted.is_empty() {
            return;
        }
        {
            let mut state = room.state();
            for id in wanted {
                if !state.mentions.contains(&id) && state.mentions.len() < MENTIONED {
                    state.mentions.push(id);
                }
            }
        }
        self.show_card(room).await;
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
