//! The life of one message, in order: authorise, inspect, mask, seal, store; then, after the commit, acknowledge and deliver.
//!
//! The order is a chain of types: only a [`CanPost`] lets one seal, only masked text can be sealed, only what is sealed
//! can be stored. `tests/fail` shows that the shortcuts do not compile.

use std::sync::Arc;

use bedside_domain::{
    Actor, ClientKey, MaskingChoice, MessageBody, MessageId, Moment, PrivacyPolicy, TransitionError, limits,
};
use bedside_guard::{Author, Facts, HoldReason as GuardHold, Limits, RefuseReason, Verdict, inspect};
use bedside_keys::BoxFuture;
use bedside_masking::{Masker, RawText, RuleAction, Rules};
use bedside_storage::WriteError;

use crate::{
    hub::{Peer, Room},
    services::Services,
    wire::{HoldReason, QueueName, ServerFrame, WireCode},
    written::Written,
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
            Self::NotNow(
                TransitionError::StillWaiting
                | TransitionError::StillOpen
                | TransitionError::SameDepartment
                | TransitionError::OfferedToColleague,
            ) => WireCode::NotNow,
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
        room.state().conversation.may_post(peer.who).map_err(|error| match error {
            TransitionError::NotServing => PostError::NotFound,
            error => error.into(),
        })?;
        Ok(Self { room: Arc::clone(room), peer: Arc::clone(peer) })
    }

    /// Where, and through which connection.
    pub(crate) fn into_parts(self) -> (Arc<Room>, Arc<Peer>) {
        (self.room, self.peer)
    }
}

/// Posts one text under this id, begun from these canned replies. What is returned resolves when the write is decided; the acknowledgement and the delivery are sent from the
/// commit itself, in commit order.
pub(crate) fn post_message(
    services: &Arc<Services>,
    can: CanPost,
    client_key: ClientKey,
    message: MessageId,
    raw: RawText,
    canned: &[String],
) -> Result<BoxFuture<'static, ()>, PostError> {
    let written = masked_message(services, can, client_key, message, raw)?;
    Ok(written.begun_from(canned).store())
}

/// The same up to where it is sealed: inspected and masked.
pub(crate) fn masked_message(
    services: &Arc<Services>,
    can: CanPost,
    client_key: ClientKey,
    message: MessageId,
    raw: RawText,
) -> Result<Written, PostError> {
    let now = services.clock.moment();
    let held = match inspect(&raw, &facts(services, &can, now)) {
        Verdict::Allow => None,
        Verdict::Hold(reason) => Some(guard_hold(reason)),
        Verdict::Refuse(RefuseReason::TooFast { limit_per_minute }) => {
            let retry_after_s = can.room.state().visitor_rate.wait_s(now, limit_per_minute);
            return Err(PostError::TooFast { retry_after_s });
        }
        Verdict::Refuse(reason) => return Err(refusal(reason)),
    };
    if matches!(can.peer.who, Actor::Visitor(_)) {
        can.room.state().visitor_rate.note(now);
    }
    let text = masker(&can.room.state().policy, can.peer.who).mask(raw);
    services.metrics.spans_masked.add(text.spans().len() as u64);
    Ok(Written::message(services, can, client_key, message, MessageBody::from(text), held))
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
        opens_at: None,
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

fn facts(services: &Services, can: &CanPost, now: Moment) -> Facts {
    let staff = matches!(can.peer.who, Actor::Staff(_));
    Facts {
        author: if staff { Author::Staff } else { Author::Visitor },
        messages_in_last_minute: if staff { 0 } else { can.room.state().visitor_rate.count(now) },
        limits: guard_limits(services.settings.visitor_messages_per_minute),
    }
}

/// The limits that texts are held against.
pub(crate) const fn guard_limits(max_messages_per_minute: u32) -> Limits {
    Limits {
        max_chars: limits::MESSAGE_MAX_CHARS,
        max_messages_per_minute,
        max_links: limits::VISITOR_MESSAGE_LINKS,
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
        // How long to wait is for who counts to say.
        RefuseReason::TooFast { .. } => PostError::TooFast { retry_after_s: 60 },
        _ => PostError::Empty,
    }
}
