//! A private note of staff: masked, sealed and committed as a message is, shown to staff only.

use std::sync::Arc;

use bedside_audit::{Action, entry::body_hash};
use bedside_domain::{Actor, ClientKey, MessageId, Millis, NoteBody, TransitionError, limits};
use bedside_guard::{Author, Facts, Limits, Verdict, inspect};
use bedside_keys::{BoxFuture, Sealable};
use bedside_masking::RawText;
use bedside_storage::{NewBody, NewMessage, PostOutcome, StoredEventKind, WriteError};

use crate::{
    change::ChangeError,
    entries::About,
    hub::{Peer, Room},
    post_message::{PostError, masker, refusal, refused, write_failed},
    render::{context, masked},
    services::Services,
    wire::{Event, ServerFrame},
};

/// Authority to write a note. Made by [`CanNote::check`] only.
pub(crate) struct CanNote {
    room: Arc<Room>,
    peer: Arc<Peer>,
}

impl CanNote {
    /// Staff who serve the conversation may; a visitor never.
    pub(crate) fn check(room: &Arc<Room>, peer: &Arc<Peer>) -> Result<Self, PostError> {
        if !matches!(peer.who, Actor::Staff(_)) {
            return Err(PostError::NotFound);
        }
        match room.state().conversation.may_post(peer.who) {
            Ok(()) => Ok(Self { room: Arc::clone(room), peer: Arc::clone(peer) }),
            Err(TransitionError::NotServing) => Err(PostError::NotFound),
            Err(error) => Err(error.into()),
        }
    }
}

/// Writes one note; acknowledged and shown from the commit, as a message is.
pub(crate) fn write_note(
    services: &Arc<Services>,
    can: CanNote,
    client_key: ClientKey,
    raw: RawText,
) -> Result<BoxFuture<'static, ()>, PostError> {
    let note = mask(&can, raw)?;
    let peer = Arc::clone(&can.peer);
    let stored = store(services, can, client_key, note, true);
    let services = Arc::clone(services);
    Ok(Box::pin(async move {
        if let Err(error) = stored.await {
            peer.frame(&write_failed(&services, &error, Some(client_key), None));
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
    let hash = can.room.keys.first().derive("transfer note client key v1").hmac(&note.encode());
    let client_key = ClientKey::from_bytes(*hash.first_chunk().expect("an HMAC-SHA-256 has 32 bytes"));
    let stored = store(services, can, client_key, note, false);
    Ok(Box::pin(async move {
        match stored.await? {
            PostOutcome::Stored { .. } | PostOutcome::Repeat(_) => Ok(()),
            PostOutcome::Refused(error) => Err(ChangeError::Note(error.into())),
            PostOutcome::NotFound => Err(ChangeError::NotFound),
        }
    }))
}

fn mask(can: &CanNote, raw: RawText) -> Result<NoteBody, PostError> {
    let limits = Limits { max_chars: limits::MESSAGE_MAX_CHARS, ..Limits::default() };
    match inspect(&raw, &Facts { author: Author::Staff, messages_in_last_minute: 0, limits }) {
        Verdict::Allow | Verdict::Hold(_) => {}
        Verdict::Refuse(reason) => return Err(refusal(reason)),
    }
    Ok(NoteBody { text: masker(&can.room.state().policy, can.peer.who).mask(raw) })
}

fn store(
    services: &Arc<Services>,
    can: CanNote,
    client_key: ClientKey,
    note: NoteBody,
    tell: bool,
) -> BoxFuture<'static, Result<PostOutcome, WriteError>> {
    let at = services.clock.now();
    let message = MessageId::new(at, &*services.rng);
    let bound_to = context(can.room.organisation, can.room.id, message.to_bytes());
    let sealed = can.room.keys.current().seal(&bound_to, &note, &*services.rng);
    let new = NewMessage {
        organisation: can.room.organisation,
        conversation: can.room.id,
        message,
        client_key,
        author: can.peer.who,
        at,
        body_hash: body_hash(sealed.as_bytes()),
        body: NewBody::Note(sealed),
        entry: services
            .entries
            .draft(Action::NoteAdded, can.peer.who, Some(can.room.id))
            .about(message.to_bytes()),
    };
    let delivery = Delivery { services: Arc::clone(services), can, client_key, message, note, at, tell };
    services.stores.messages.post(new, Box::new(move |outcome| delivery.run(outcome)))
}

struct Delivery {
    services: Arc<Services>,
    can: CanNote,
    client_key: ClientKey,
    message: MessageId,
    note: NoteBody,
    at: Millis,
    /// Whether the author's connection is told: not for the note of a transfer, whose answer is the transfer's.
    tell: bool,
}

impl Delivery {
    fn run(self, outcome: &PostOutcome) {
        let room = &self.can.room;
        match outcome {
            PostOutcome::Stored { rev, .. } => {
                self.acknowledge(self.message, rev.get(), self.at);
                let author = self.services.directory.who(room.organisation, self.can.peer.who);
                let shown = masked(&self.note.text);
                let event = Event::Note { message: self.message, author, shown };
                room.publish(rev.get(), self.at, Event::Empty, event);
            }
            PostOutcome::Repeat(first) => match (&first.kind, first.message) {
                (StoredEventKind::Note { body }, Some(message)) => {
                    let bound_to = context(room.organisation, room.id, message.to_bytes());
                    match room.keys.open(&bound_to, body) {
                        Ok(note) if *note.encode() == *self.note.encode() => {
                            self.acknowledge(message, first.rev.get(), first.at);
                        }
                        _ => self.refuse(PostError::ClientKeyReused),
                    }
                }
                _ => self.refuse(PostError::ClientKeyReused),
            },
            PostOutcome::Refused(error) => self.refuse(PostError::NotNow(*error)),
            PostOutcome::NotFound => self.refuse(PostError::NotFound),
        }
    }

    fn acknowledge(&self, message: MessageId, rev: u64, at: Millis) {
        if !self.tell {
            return;
        }
        let masked = (!self.note.text.spans().is_empty()).then(|| masked(&self.note.text));
        self.can.peer.frame(&ServerFrame::Ack {
            conversation: self.can.room.id,
            client_key: self.client_key,
            message,
            seq: 0,
            rev,
            at,
            masked,
        });
    }

    fn refuse(&self, error: PostError) {
        if error != PostError::NotFound {
            self.services.note_refusal(&self.can.room, self.can.peer.who, error);
        }
        if !self.tell {
            return;
        }
        self.can.peer.frame(&refused(self.can.room.id, self.client_key, error));
    }
}
