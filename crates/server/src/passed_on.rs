//! Who passed a waiting conversation on, and what they noted for the next one: what its card says beside the patient's name.

use bedside_domain::{Actor, NoteBody, StaffId};
use bedside_storage::{StoredEvent, StoredEventKind};

use crate::{custodian::KeySet, render::masked, write_note::transfer_note_key};

/// Whose note it is and its masked text, if it belongs to a transfer.
pub(crate) fn transfer_note_of(
    keys: &KeySet,
    event: &StoredEvent,
    note: &NoteBody,
) -> Option<(Actor, String)> {
    let belongs = event.client_key.is_some_and(|key| key == transfer_note_key(keys, note));
    belongs.then(|| (event.author, masked(&note.text).text))
}

/// Who passed it on, after an event that changed where it stands. What the server moves on was passed on by the same person.
pub(crate) fn passed_on(
    before: Option<(StaffId, Option<String>)>,
    note: &mut Option<(Actor, String)>,
    event: &StoredEvent,
) -> Option<(StaffId, Option<String>)> {
    match (&event.kind, event.author) {
        (StoredEventKind::Transferred { .. }, Actor::Staff(by)) => {
            let own = note.take().filter(|(author, _)| *author == event.author);
            Some((by, own.map(|(_, text)| text)))
        }
        (StoredEventKind::Transferred { .. }, _) => before,
        _ => None,
    }
}
