//! The life of one message, in order: authorise, inspect, mask, seal, store; then, after the commit, acknowledge and deliver.
//!
//! The order is a chain of types: only a [`CanPost`] lets one seal, only masked text can be sealed, only what is sealed
//! can be stored. `tests/fail` shows that the shortcuts do not compile.

use std::sync::Arc;

use bedside_audit::{Action, entry::body_hash};
use bedside_domain::{
    Actor, ClientKey, MaskingChoice, MessageBody, MessageId, Millis, PrivacyPolicy, TransitionError, limits,
};
use bedside_guard::{Author, Facts, HoldReason as GuardHold, Limits, RefuseReason, Verdict, inspect};
use bedside_keys::{BoxFuture, Sealed};
use bedside_masking::{MaskedText, Masker, RawText, RuleAction, Rules};
use bedside_storage::{NewBody, NewMessage, PostOutcome, StoredEventKind, WriteError};

use crate::{
    entries::About,
    hub::{Peer, Room},
    render::{Audience, context, for_serving, hold_reason, hold_reason_number},
    services::Services,
    wire::{Event, HoldReason, QueueName, ServerFrame, ShownText, WireCode},
};

/// Authority to post into one conversation. Made by [`CanPost::check`] only.
pub(crate) struct CanPost {
    room: Arc<Room>,
    peer: Arc<Peer>,
}

/// Why a text is not posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PostError {
    #[error("there is no such conversation, or it is not yours")]
    NotFound,
    #[error(transparent)]
    NotNow(#[from] TransitionError),
    #[error("there is nothing to read in this message; write something and send it again")]
    Empty,
    #[error("a message has at most {} characters; send it in parts", limits::MESSAGE_MAX_CHARS)]
    TooLong,
    #[error("the message has control characters in it; remove them and send it again")]
    ControlCharacters,
    #[error("too many messages in a short time; wait {retry_after_s} s")]
    TooFast { retry_after_s: u32 },
    #[error("sealed messages belong to end-to-end conversations; send the text")]
    SealedNotAllowed,
    #[error("a post carries text, or sealed and key_id, and not both")]
    Form,
    #[error("this client_key was used with other text; use a new one for a new message")]
    ClientKeyReused,
}

impl PostError {
    /// The wire's code.
    pub(crate) const fn code(self) -> WireCode {
        match self {
            Self::NotFound => WireCode::NotFound,
            Self::NotNow(TransitionError::Closed) => WireCode::Closed,
            Self::NotNow(TransitionError::TakenByColleague) => WireCode::TakenByColleague,
            Self::NotNow(TransitionError::NotServing) => WireCode::NotFound,
            Self::NotNow(TransitionError::StillWaiting | TransitionError::SameDepartment) => WireCode::NotNow,
            Self::Empty => WireCode::Empty,
            Self::TooLong => WireCode::TooLong,
            Self::ControlCharacters => WireCode::ControlCharacters,
            Self::TooFast { .. } => WireCode::SlowDown,
            Self::SealedNotAllowed => WireCode::SealedNotAllowed,
            Self::Form => WireCode::Malformed,
            Self::ClientKeyReused => WireCode::ClientKeyReused,
        }
    }
}

impl CanPost {
    /// Whether the connection's owner may post here now. A stranger hears what one who asks for nothing real hears.
    pub(crate) fn check(room: &Arc<Room>, peer: &Arc<Peer>) -> Result<Self, PostError> {
        room.state().conversation.may_post(peer.who)?;
        Ok(Self { room: Arc::clone(room), peer: Arc::clone(peer) })
    }

    /// Seals a masked body for the message id it will have.
    fn seal(&self, services: &Services, message: MessageId, body: &MessageBody) -> Sealed<MessageBody> {
        let bound_to = context(self.room.organisation, self.room.id, message.to_bytes());
        self.room.keys.current().seal(&bound_to, body, &*services.rng)
    }
}

/// Posts one text under this id. What is returned resolves when the write is decided; the acknowledgement and the delivery are sent from the
/// commit itself, in commit order.
pub(crate) fn post_message(
    services: &Arc<Services>,
    can: CanPost,
    client_key: ClientKey,
    message: MessageId,
    raw: RawText,
) -> Result<BoxFuture<'static, ()>, PostError> {
    let now = services.clock.now();
    let held = match inspect(&raw, &facts(services, &can, now)) {
        Verdict::Allow => None,
        Verdict::Hold(reason) => Some(guard_hold(reason)),
        Verdict::Refuse(reason) => return Err(refusal(reason)),
    };
    if matches!(can.peer.who, Actor::Visitor(_)) {
        can.room.state().visitor_rate.note(now);
    }
    let text = masker(&can.room.state().policy, can.peer.who).mask(raw);
    services.metrics.spans_masked.add(text.spans().len() as u64);
    let body = MessageBody::from(text);
    let sealed = can.seal(services, message, &body);

    let action = if held.is_some() { Action::MessageHeld } else { Action::MessagePosted };
    let new = NewMessage {
        organisation: can.room.organisation,
        conversation: can.room.id,
        message,
        client_key,
        author: can.peer.who,
        at: now,
        body_hash: body_hash(sealed.as_bytes()),
        body: match held {
            None => NewBody::Message(sealed),
            Some(reason) => NewBody::Held(sealed, hold_reason_number(reason)),
        },
        entry: services.entries.draft(action, can.peer.who, Some(can.room.id)).about(message.to_bytes()),
    };
    let peer = Arc::clone(&can.peer);
    let delivery = Delivery { services: Arc::clone(services), can, client_key, message, body, held, at: now };
    let stored = services.stores.messages.post(new, Box::new(move |outcome| delivery.run(outcome)));
    let services = Arc::clone(services);
    Ok(Box::pin(async move {
        if let Err(error) = stored.await {
            peer.frame(&write_failed(&services, &error, Some(client_key), None));
        }
    }))
}

/// What is done right after the commit, on the writer's thread: quick, and never blocking.
struct Delivery {
    services: Arc<Services>,
    can: CanPost,
    client_key: ClientKey,
    message: MessageId,
    body: MessageBody,
    held: Option<HoldReason>,
    at: Millis,
}

impl Delivery {
    fn run(self, outcome: &PostOutcome) {
        match outcome {
            PostOutcome::Stored { seq, rev } => self.stored(seq.map_or(0, |seq| seq.get()), rev.get()),
            PostOutcome::Repeat(first) => self.repeat(first),
            PostOutcome::Refused(error) => self.refuse(PostError::NotNow(*error)),
            PostOutcome::NotFound => self.refuse(PostError::NotFound),
        }
    }

    fn stored(&self, seq: u64, rev: u64) {
        let room = &self.can.room;
        let author = self.services.directory.who(room.organisation, self.can.peer.who);
        let shown = for_serving(self.body.text());
        let message = self.message;
        {
            // First: whoever hears of the message may answer with a receipt for it at once.
            let mut state = room.state();
            state.seq = state.seq.max(seq);
        }
        self.acknowledge(message, seq, rev, self.at, self.held);
        if let Some(reason) = self.held {
            self.services.metrics.messages_held.add_one();
            let event = Event::Held { message, author, reason, shown };
            // Held texts of staff are between them and who may release them.
            let to_visitor =
                if matches!(self.can.peer.who, Actor::Visitor(_)) { event.clone() } else { Event::Empty };
            room.publish(rev, self.at, to_visitor, event);
            return;
        }
        self.services.metrics.messages_posted.add_one();
        let event = Event::Message { message, seq, author, shown };
        room.publish(rev, self.at, event.clone(), event);
    }

    /// The same key again: a retry gets the first answer, other text is refused.
    fn repeat(&self, first: &bedside_storage::StoredEvent) {
        let Some(message) = first.message else { return self.refuse(PostError::ClientKeyReused) };
        let (seq, held, sealed) = match &first.kind {
            StoredEventKind::Message { seq, body } | StoredEventKind::Released { seq, body, .. } => {
                (seq.get(), None, body)
            }
            StoredEventKind::Held { reason, body } => (0, Some(hold_reason(*reason)), body),
            _ => return self.refuse(PostError::ClientKeyReused),
        };
        let room = &self.can.room;
        let bound_to = context(room.organisation, room.id, message.to_bytes());
        match room.keys.open(&bound_to, sealed) {
            Ok(body) if body.same_as(&self.body) => {
                self.acknowledge(message, seq, first.rev.get(), first.at, held);
                self.catch_up(first);
            }
            _ => self.refuse(PostError::ClientKeyReused),
        }
    }

    /// The first answer may have been lost with everything that follows a commit: then the others have not heard of it yet.
    fn catch_up(&self, first: &bedside_storage::StoredEvent) {
        let room = &self.can.room;
        {
            let mut state = room.state();
            if first.rev.get() <= state.rev {
                return;
            }
            if let StoredEventKind::Message { seq, .. } | StoredEventKind::Released { seq, .. } = &first.kind
            {
                state.seq = state.seq.max(seq.get());
            }
        }
        let renderer = room.renderer(&self.services.directory);
        if let (Ok(visitor), Ok(staff)) =
            (renderer.event(first, Audience::Visitor), renderer.event(first, Audience::ServingStaff))
        {
            room.publish(first.rev.get(), first.at, visitor, staff);
        }
    }

    fn acknowledge(&self, message: MessageId, seq: u64, rev: u64, at: Millis, held: Option<HoldReason>) {
        let (conversation, client_key) = (self.can.room.id, self.client_key);
        let masked = changed(self.body.text());
        self.can.peer.frame(&match held {
            None => ServerFrame::Ack { conversation, client_key, message, seq, rev, at, masked },
            Some(reason) => ServerFrame::Held { conversation, client_key, message, rev, at, reason, masked },
        });
    }

    fn refuse(&self, error: PostError) {
        self.services.metrics.messages_refused.add_one();
        if error != PostError::NotFound {
            self.services.note_refusal(&self.can.room, self.can.peer.who, error);
        }
        self.can.peer.frame(&refused(self.can.room.id, self.client_key, error));
    }
}

/// The `refused` frame, or `busy` where waiting helps.
pub(crate) fn refused(
    conversation: bedside_domain::ConversationId,
    client_key: ClientKey,
    error: PostError,
) -> ServerFrame {
    let error = match error {
        PostError::NotNow(TransitionError::NotServing) => PostError::NotFound,
        error => error,
    };
    if let PostError::TooFast { retry_after_s } = error {
        return ServerFrame::Busy {
            client_key: Some(client_key),
            reference: None,
            queue: QueueName::Messages,
            retry_after_s,
        };
    }
    ServerFrame::Refused {
        conversation: Some(conversation),
        client_key,
        code: error.code(),
        message: error.to_string(),
    }
}

/// What a person is told when a write did not happen. Nothing that was acknowledged is touched by it.
pub(crate) fn write_failed(
    services: &Services,
    error: &WriteError,
    client_key: Option<ClientKey>,
    reference: Option<u32>,
) -> ServerFrame {
    let retry_after_s = match error {
        WriteError::Busy { retry_after_s } => {
            services.metrics.writes_busy.add_one();
            *retry_after_s
        }
        WriteError::Unavailable { .. } | WriteError::Unconfirmed | WriteError::Inconsistent { .. } => {
            services.metrics.writes_failed.add_one();
            tracing::error!(%error, "A write did not happen or is not confirmed");
            5
        }
    };
    ServerFrame::Busy { client_key, reference, queue: QueueName::Store, retry_after_s }
}

/// The text the sender's screen takes over: only where policy changed it. The author keeps reading what is merely hidden.
fn changed(text: &MaskedText) -> Option<ShownText> {
    (!text.spans().is_empty()).then(|| for_serving(text))
}

fn facts(services: &Services, can: &CanPost, now: Millis) -> Facts {
    let staff = matches!(can.peer.who, Actor::Staff(_));
    Facts {
        author: if staff { Author::Staff } else { Author::Visitor },
        messages_in_last_minute: if staff { 0 } else { can.room.state().visitor_rate.count(now) },
        limits: Limits {
            max_chars: limits::MESSAGE_MAX_CHARS,
            max_messages_per_minute: services.settings.visitor_messages_per_minute,
            ..Limits::default()
        },
    }
}

/// The masker a policy asks for, by who writes: staff text is checked for what is masked for good only.
pub(crate) fn masker(policy: &PrivacyPolicy, author: Actor) -> Masker {
    let action = |choice| match choice {
        MaskingChoice::Keep => RuleAction::Off,
        MaskingChoice::Hide => RuleAction::Hide,
        MaskingChoice::Mask => RuleAction::Mask,
    };
    let staff = matches!(author, Actor::Staff(_));
    let contact = |choice| if staff { RuleAction::Off } else { action(choice) };
    Masker::new(Rules {
        card: action(policy.cards),
        ssn: action(policy.social_security_numbers),
        email: contact(policy.emails),
        phone: contact(policy.phones),
        keep_card_last_four: policy.keep_card_last_four,
    })
}

const fn guard_hold(reason: GuardHold) -> HoldReason {
    match reason {
        GuardHold::DangerousLink => HoldReason::DangerousLink,
        _ => HoldReason::ManyLinks,
    }
}

/// What a guard's refusal is called here.
pub(crate) fn refusal(reason: RefuseReason) -> PostError {
    match reason {
        RefuseReason::TooLong { .. } => PostError::TooLong,
        RefuseReason::ControlCharacters => PostError::ControlCharacters,
        RefuseReason::TooFast { .. } => PostError::TooFast { retry_after_s: 10 },
        _ => PostError::Empty,
    }
}
