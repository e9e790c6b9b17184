//! What messages and notes have in common once they are masked: sealed, stored, acknowledged, told to the room, and found again by
//! a retry, which gets the first answer whatever has become of the conversation since.

use std::sync::Arc;

use bedside_audit::{Action, entry::body_hash};
use bedside_domain::{
    Actor, ClientKey, ConversationId, MessageBody, MessageId, Millis, NoteBody, TransitionError,
};
use bedside_keys::BoxFuture;
use bedside_masking::RawText;
use bedside_storage::{NewBody, NewMessage, PostOutcome, StoredEvent, StoredEventKind, WriteError};
use serde_json::json;

use crate::{
    change::ChangeError,
    entries::About,
    hub::{Peer, Room, ShownTo, ended_room},
    mention::add_mentions,
    post_message::{CanPost, PostError, masker, refused, write_failed},
    render::{context, for_serving, hold_reason, hold_reason_number, masked},
    services::Services,
    wire::{Event, HoldReason, QueueName, ServerFrame, ShownText, WireCode},
    write_note::CanNote,
};

/// Canned replies that one message counts for: more are not put together by hand.
const CANNED_MAX: usize = 8;

/// A masked text, and what it is.
pub(crate) enum Body {
    /// A message; held where there is a reason.
    Message(MessageBody, Option<HoldReason>),
    /// A private note.
    Note(NoteBody),
}

/// Which of the two a raw text was meant to be.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Message,
    Note,
}

impl Body {
    fn of(form: Form, text: bedside_masking::MaskedText) -> Self {
        match form {
            Form::Message => Self::Message(text.into(), None),
            Form::Note => Self::Note(NoteBody { text, mentions: Vec::new() }),
        }
    }
}

/// A text that may be written, with its author's connection. Made from an authority only.
pub(crate) struct Written {
    services: Arc<Services>,
    room: Arc<Room>,
    peer: Arc<Peer>,
    client_key: ClientKey,
    body: Body,
    message: MessageId,
    at: Millis,
    /// Shortcuts of the canned replies that the message was begun from.
    canned: Vec<String>,
    /// Whether it is a supervisor's note, who does not serve the conversation.
    whisper: bool,
    /// Whether the author's connection is told: not for the note of a transfer, whose answer is the transfer's.
    tell: bool,
}

impl Written {
    /// A message.
    pub(crate) fn message(
        services: &Arc<Services>,
        can: CanPost,
        client_key: ClientKey,
        message: MessageId,
        body: MessageBody,
        held: Option<HoldReason>,
    ) -> Self {
        let (room, peer) = can.into_parts();
        Self::new(services, room, peer, client_key, message, Body::Message(body, held))
    }

    /// A note.
    pub(crate) fn note(
        services: &Arc<Services>,
        can: CanNote,
        client_key: ClientKey,
        note: NoteBody,
    ) -> Self {
        let whisper = can.is_whisper();
        let (room, peer) = can.into_parts();
        let message = MessageId::new(services.clock.now(), &*services.rng);
        Self { whisper, ..Self::new(services, room, peer, client_key, message, Body::Note(note)) }
    }

    fn new(
        services: &Arc<Services>,
        room: Arc<Room>,
        peer: Arc<Peer>,
        client_key: ClientKey,
        message: MessageId,
        body: Body,
    ) -> Self {
        let at = services.clock.now();
        let services = Arc::clone(services);
        let canned = Vec::new();
        Self { services, room, peer, client_key, body, message, at, canned, whisper: false, tell: true }
    }

    /// The same, begun from these canned replies: those count that its author's department has now.
    pub(crate) fn begun_from(mut self, shortcuts: &[String]) -> Self {
        if shortcuts.is_empty() || !matches!(self.peer.who, Actor::Staff(_)) {
            return self;
        }
        let department = self.room.state().conversation.department;
        let department = self.services.directory.department(self.room.organisation, department);
        let replies = department.iter().flat_map(|department| &department.canned);
        let named = &shortcuts[..shortcuts.len().min(CANNED_MAX)];
        let counted = replies.filter(|reply| named.contains(&reply.shortcut));
        self.canned = counted.map(|reply| reply.shortcut.clone()).collect();
        self
    }

    /// The same, with nothing said to its author.
    pub(crate) fn untold(self) -> Self {
        Self { tell: false, ..self }
    }

    /// Seals and stores. What is returned resolves when the write is decided and its author was told, from the commit itself, in
    /// commit order.
    pub(crate) fn store(self) -> BoxFuture<'static, ()> {
        let (services, peer, client_key) =
            (Arc::clone(&self.services), Arc::clone(&self.peer), self.client_key);
        let stored = self.store_and_report();
        Box::pin(async move {
            if let Err(error) = stored.await {
                peer.frame(&write_failed(&services, &error, Some(client_key), None));
            }
        })
    }

    /// The same, for a caller who says themselves what became of it.
    pub(crate) fn store_and_report(self) -> BoxFuture<'static, Result<PostOutcome, WriteError>> {
        let services = Arc::clone(&self.services);
        let mut undecided =
            Undecided { services: Arc::clone(&services), room: Arc::clone(&self.room), known: false };
        let new = self.sealed();
        let stored = services.stores.messages.post(new, Box::new(move |outcome| self.decided(outcome)));
        Box::pin(async move {
            let outcome = stored.await;
            undecided.settle(&outcome);
            outcome
        })
    }

    /// Sealed, for who stores it together with something else.
    pub(crate) fn sealed(&self) -> NewMessage {
        let (services, room) = (&self.services, &self.room);
        let bound_to = context(room.organisation, room.id, self.message.to_bytes());
        let (action, body, body_hash) = match &self.body {
            Body::Message(body, held) => {
                let sealed = room.keys.current().seal(&bound_to, body, &*services.rng);
                let hash = body_hash(sealed.as_bytes());
                match held {
                    None => (Action::MessagePosted, NewBody::Message(sealed), hash),
                    Some(reason) => {
                        (Action::MessageHeld, NewBody::Held(sealed, hold_reason_number(*reason)), hash)
                    }
                }
            }
            Body::Note(note) => {
                let sealed = room.keys.current().seal(&bound_to, note, &*services.rng);
                let hash = body_hash(sealed.as_bytes());
                let body = if self.whisper { NewBody::Whisper(sealed) } else { NewBody::Note(sealed) };
                (Action::NoteAdded, body, hash)
            }
        };
        let entry =
            services.entries.draft(action, self.peer.who, Some(room.id)).about(self.message.to_bytes());
        let entry = match &self.body {
            Body::Note(note) if !note.mentions.is_empty() => {
                let detail = json!({ "mentions": note.mentions });
                services.entries.with_detail(entry, room.organisation, room.keys.current(), &detail)
            }
            _ => entry,
        };
        NewMessage {
            organisation: room.organisation,
            conversation: room.id,
            message: self.message,
            client_key: self.client_key,
            author: self.peer.who,
            at: self.at,
            body_hash,
            body,
            canned: self.canned.clone(),
            entry,
        }
    }

    /// What is done right after the commit, on the writer's thread: quick, and never blocking.
    fn decided(self, outcome: &PostOutcome) {
        match outcome {
            PostOutcome::Stored { seq, rev } => self.stored(seq.map_or(0, |seq| seq.get()), rev.get()),
            PostOutcome::Repeat(first) => match FirstAnswer::to(&self.room, &self.body, first) {
                Some(answer) => {
                    self.answer(&answer);
                    if first.rev.get() > self.room.state().rev {
                        // The first answer was lost with everything that follows a commit.
                        self.services.doubt(&self.room);
                    }
                }
                None => self.refuse(PostError::ClientKeyReused),
            },
            PostOutcome::Refused(TransitionError::NotServing) | PostOutcome::NotFound => {
                self.refuse(PostError::NotFound);
            }
            PostOutcome::Refused(error) => self.refuse(PostError::NotNow(*error)),
        }
    }

    fn stored(&self, seq: u64, rev: u64) {
        let (room, message, metrics) = (&self.room, self.message, &self.services.metrics);
        {
            // First: whoever hears of the message may answer with a receipt for it at once.
            let mut state = room.state();
            state.seq = state.seq.max(seq);
            if matches!(self.body, Body::Message(_, None)) {
                state.quiet.heard(self.peer.who, self.at);
            }
            if let Body::Note(note) = &self.body {
                add_mentions(&mut state.mentions, &note.mentions);
                if !self.tell {
                    state.transfer_note = Some((self.peer.who, masked(&note.text).text));
                }
            }
        }
        let author = self.services.directory.who(room.organisation, self.peer.who);
        let watched = room.is_watched();
        let (held, changed, shown) = match &self.body {
            Body::Message(body, held) => {
                let author = &author;
                let event = |shown| match *held {
                    None => Event::Message { message, seq, author: author.clone(), shown },
                    Some(reason) => Event::Held { message, author: author.clone(), reason, shown },
                };
                let staff = event(for_serving(body.text()));
                let reader = watched.then(|| event(masked(body.text())));
                // Held texts of staff are between them and who may release them.
                let hidden = held.is_some() && !matches!(self.peer.who, Actor::Visitor(_));
                let visitor = if hidden { Event::Empty } else { staff.clone() };
                if held.is_some() { &metrics.messages_held } else { &metrics.messages_posted }.add_one();
                (*held, changed(body.text()), ShownTo { visitor, staff, reader })
            }
            Body::Note(note) => {
                let event = Event::Note { message, author, shown: masked(&note.text) };
                let reader = watched.then(|| event.clone());
                (None, changed(&note.text), ShownTo { visitor: Event::Empty, staff: event, reader })
            }
        };
        self.answer(&FirstAnswer { message, seq, rev, at: self.at, held, masked: changed });
        if !room.publish(rev, self.at, shown) {
            self.services.doubt(room);
        }
    }

    fn answer(&self, answer: &FirstAnswer) {
        if self.tell {
            self.peer.frame(&answer.frame(self.room.id, self.client_key));
        }
    }

    fn refuse(&self, error: PostError) {
        self.services.metrics.messages_refused.add_one();
        if error != PostError::NotFound {
            self.services.note_refusal(&self.room, self.peer.who, error);
        }
        if self.tell {
            self.peer.frame(&refused(self.room.id, self.client_key, error));
        }
    }
}

/// A write whose outcome is not known, also when the connection that would have heard it is gone: then the room is read again.
struct Undecided {
    services: Arc<Services>,
    room: Arc<Room>,
    known: bool,
}

impl Undecided {
    fn settle(&mut self, outcome: &Result<PostOutcome, WriteError>) {
        self.known = !matches!(outcome, Err(WriteError::Unconfirmed));
    }
}

impl Drop for Undecided {
    fn drop(&mut self) {
        if !self.known {
            self.services.doubt(&self.room);
        }
    }
}

/// The text the sender's screen takes over: only where policy changed it. The author keeps reading what is merely hidden.
fn changed(text: &bedside_masking::MaskedText) -> Option<ShownText> {
    (!text.spans().is_empty()).then(|| for_serving(text))
}

/// What the author of a stored text is told, at first and at each retry.
struct FirstAnswer {
    message: MessageId,
    seq: u64,
    rev: u64,
    at: Millis,
    held: Option<HoldReason>,
    masked: Option<ShownText>,
}

impl FirstAnswer {
    /// The answer that `first` had, if `body` is the same text again.
    fn to(room: &Room, body: &Body, first: &StoredEvent) -> Option<Self> {
        let message = first.message?;
        let bound_to = context(room.organisation, room.id, message.to_bytes());
        let (seq, held, masked) = match (body, &first.kind) {
            (
                Body::Message(body, _),
                StoredEventKind::Message { body: sealed, .. }
                | StoredEventKind::Released { body: sealed, .. }
                | StoredEventKind::Held { body: sealed, .. },
            ) => {
                let stored = room.keys.open(&bound_to, sealed).ok()?;
                if !stored.same_as(body) {
                    return None;
                }
                let (seq, held) = match &first.kind {
                    StoredEventKind::Held { reason, .. } => (0, Some(hold_reason(*reason))),
                    StoredEventKind::Message { seq, .. } | StoredEventKind::Released { seq, .. } => {
                        (seq.get(), None)
                    }
                    _ => return None,
                };
                (seq, held, changed(stored.text()))
            }
            (Body::Note(note), StoredEventKind::Note { body: sealed }) => {
                let stored = room.keys.open(&bound_to, sealed).ok()?;
                if !stored.same_as(note) {
                    return None;
                }
                (0, None, changed(&stored.text))
            }
            _ => return None,
        };
        Some(Self { message, seq, rev: first.rev.get(), at: first.at, held, masked })
    }

    fn frame(&self, conversation: ConversationId, client_key: ClientKey) -> ServerFrame {
        let Self { message, seq, rev, at, held, ref masked } = *self;
        let masked = masked.clone();
        match held {
            None => ServerFrame::Ack { conversation, client_key, message, seq, rev, at, masked },
            Some(reason) => ServerFrame::Held { conversation, client_key, message, rev, at, reason, masked },
        }
    }
}

/// A text from somebody who may not write where they want to, now.
pub(crate) struct Unwelcome {
    pub(crate) conversation: ConversationId,
    pub(crate) client_key: ClientKey,
    pub(crate) raw: RawText,
    pub(crate) form: Form,
    /// Why they may not.
    pub(crate) error: PostError,
}

/// Answers one who may not write: with the first answer, if they wrote the same under the same key while they might; with the error
/// otherwise.
pub(crate) async fn answer_unwelcome(services: Arc<Services>, peer: Arc<Peer>, text: Unwelcome) {
    let (conversation, client_key) = (text.conversation, text.client_key);
    let frame = match first_answer(&services, &peer, text).await {
        Ok(Ok(answer)) => answer.frame(conversation, client_key),
        Ok(Err(error)) => {
            services.metrics.messages_refused.add_one();
            if error != PostError::NotFound
                && let Some(room) = services.rooms.find(peer.organisation, conversation)
            {
                services.note_refusal(&room, peer.who, error);
            }
            refused(conversation, client_key, error)
        }
        Err(failed) => {
            tracing::error!(error = %failed, "It could not be looked up whether a text is stored already");
            ServerFrame::Busy {
                client_key: Some(client_key),
                reference: None,
                queue: QueueName::Store,
                retry_after_s: 5,
            }
        }
    };
    peer.frame(&frame);
    if matches!(frame, ServerFrame::Refused { code: WireCode::NotFound, .. }) {
        denied(&services, &peer, conversation);
    }
}

async fn first_answer(
    services: &Services,
    peer: &Peer,
    text: Unwelcome,
) -> Result<Result<FirstAnswer, PostError>, ChangeError> {
    let organisation = peer.organisation;
    let (stores, id) = (&services.stores, text.conversation);
    let Some(first) = stores.timeline.written(organisation, id, peer.who, text.client_key).await? else {
        return Ok(Err(text.error));
    };
    let room = match services.rooms.find(organisation, id) {
        Some(room) => room,
        None => match stores.conversations.conversation(organisation, id).await? {
            Some(stored) => {
                let now = services.clock.moment();
                Arc::new(ended_room(&stored, &services.custodian, &services.directory, now).await?)
            }
            None => return Ok(Err(text.error)),
        },
    };
    let masked = masker(&room.state().policy, peer.who).mask(text.raw);
    Ok(FirstAnswer::to(&room, &Body::of(text.form, masked), &first).ok_or(PostError::ClientKeyReused))
}

/// Notes that a connection asked for a conversation that is not there for it. Whether it is there for others shows neither in the
/// answer nor in the time it takes.
pub(crate) fn denied(services: &Arc<Services>, peer: &Arc<Peer>, conversation: ConversationId) {
    if !services.denials.admit(peer.session, services.clock.moment()) {
        return;
    }
    let (services, organisation, who) = (Arc::clone(services), peer.organisation, peer.who);
    tokio::spawn(async move { services.deny(organisation, who, Some(conversation)).await });
}
