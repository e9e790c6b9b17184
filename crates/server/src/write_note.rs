//! A private note of staff: masked, sealed and committed as a message is, shown to staff only.

use std::sync::Arc;

use bedside_domain::{ClientKey, NoteBody, StaffId, TransitionError, limits};
use bedside_guard::{Author, Facts, Verdict, inspect};
use bedside_keys::{BoxFuture, Sealable};
use bedside_masking::RawText;
use bedside_storage::PostOutcome;

use crate::{
    change::ChangeError,
    custodian::KeySet,
    directory::Staff,
    hub::{Peer, Room},
    mention::may_read_along,
    post_message::{PostError, guard_limits, masker, refusal, write_failed},
    services::Services,
    written::Written,
};

/// Authority to write a note. Made by [`CanNote::check`] only.
pub(crate) struct CanNote {
    room: Arc<Room>,
    peer: Arc<Peer>,
    whisper: bool,
}

impl CanNote {
    /// Staff who serve the conversation may; a visitor never.
    pub(crate) fn check(room: &Arc<Room>, peer: &Arc<Peer>) -> Result<Self, PostError> {
        match room.state().conversation.may_note(peer.who) {
            Ok(()) => Ok(Self { room: Arc::clone(room), peer: Arc::clone(peer), whisper: false }),
            Err(TransitionError::NotServing) => Err(PostError::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    /// Who watches it with this connection may too, for the colleague who serves it.
    pub(crate) fn check_whisper(
        staff: &Staff,
        room: &Arc<Room>,
        peer: &Arc<Peer>,
    ) -> Result<Self, PostError> {
        let conversation = room.state().conversation;
        if !room.is_watched_by(peer) || may_read_along(staff, &room.state()).is_err() {
            return Err(PostError::NotFound);
        }
        conversation.may_whisper(peer.who)?;
        Ok(Self { room: Arc::clone(room), peer: Arc::clone(peer), whisper: true })
    }

    /// Whether it is a supervisor's.
    pub(crate) const fn is_whisper(&self) -> bool {
        self.whisper
    }

    /// Where, and through which connection.
    pub(crate) fn into_parts(self) -> (Arc<Room>, Arc<Peer>) {
        (self.room, self.peer)
    }
}

/// Writes one note; acknowledged and shown from the commit, as a message is.
pub(crate) fn write_note(
    services: &Arc<Services>,
    can: CanNote,
    client_key: ClientKey,
    raw: RawText,
    mentions: Vec<StaffId>,
) -> Result<BoxFuture<'static, ()>, PostError> {
    let mut note = mask(&can, raw)?;
    note.mentions = services.can_be_mentioned(&can.room, can.peer.who, mentions);
    let (services, room, peer) = (Arc::clone(services), Arc::clone(&can.room), Arc::clone(&can.peer));
    let stored = Written::note(&services, can, client_key, note).store_and_report();
    Ok(Box::pin(async move {
        match stored.await {
            // Of a repeat those count whom the note mentions as it is stored: it was heard, or is read again.
            Ok(PostOutcome::Stored { .. } | PostOutcome::Repeat(_)) => {
                if !room.state().mentions.is_empty() {
                    services.show_card(&room).await;
                }
            }
            Ok(_) => {}
            Err(error) => peer.frame(&write_failed(&services, &error, Some(client_key), None)),
        }
    }))
}

/// Writes the note of a transfer. Its client key follows from conversation, author and text under the conversation's key, so that
/// a transfer that is tried again does not say it twice; nobody is sent an acknowledgement for a key they never chose.
pub(crate) fn write_transfer_note(
    services: &Arc<Services>,
    can: CanNote,
    raw: RawText,
) -> Result<BoxFuture<'static, Result<(), ChangeError>>, PostError> {
    let note = mask(&can, raw)?;
    let client_key = transfer_note_key(&can.room.keys, &note);
    let stored = Written::note(services, can, client_key, note).untold().store_and_report();
    Ok(Box::pin(async move {
        match stored.await? {
            PostOutcome::Stored { .. } | PostOutcome::Repeat(_) => Ok(()),
            PostOutcome::Refused(error) => Err(ChangeError::Note(error.into())),
            PostOutcome::NotFound => Err(ChangeError::NotFound),
        }
    }))
}

/// The client key of a note that belongs to a transfer: it tells it from every other one.
pub(crate) fn transfer_note_key(keys: &KeySet, note: &NoteBody) -> ClientKey {
    let hash = keys.first().derive("transfer note client key v1").hmac(&note.encode());
    ClientKey::from_bytes(*hash.first_chunk().expect("an HMAC-SHA-256 has 32 bytes"))
}

fn mask(can: &CanNote, raw: RawText) -> Result<NoteBody, PostError> {
    let limits = guard_limits(limits::VISITOR_MESSAGES_PER_MINUTE);
    match inspect(&raw, &Facts { author: Author::Staff, messages_in_last_minute: 0, limits }) {
        Verdict::Allow | Verdict::Hold(_) => {}
        Verdict::Refuse(reason) => return Err(refusal(reason)),
    }
    Ok(NoteBody { text: masker(&can.room.state().policy, can.peer.who).mask(raw), mentions: Vec::new() })
}
