//! Turns what is stored into what one audience may read.

use bedside_domain::{Actor, ConversationId, Ending, MessageBody, MessageId, NoteBody, OrganisationId};
use bedside_keys::Context;
use bedside_masking::{Action, Kind, MaskedText};
use bedside_storage::{StoredEvent, StoredEventKind};

use crate::{
    custodian::{CustodyError, KeySet},
    directory::Directory,
    wire::{Event, HoldReason, ShownText, SpanAction, SpanKind, TextSpan},
};

/// Who will read it. What policy hides is shown to the author and to the staff serving the chat, and to nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// The visitor whose conversation it is.
    Visitor,
    /// The staff serving it, while it is open.
    ServingStaff,
    /// Staff reading it otherwise.
    Reader,
}

impl Audience {
    const fn is_staff(self) -> bool {
        !matches!(self, Self::Visitor)
    }
}

/// The text with what is hidden put back: for its author and the serving staff.
pub(crate) fn for_serving(text: &MaskedText) -> ShownText {
    ShownText { text: text.for_serving().into_owned(), spans: spans(text) }
}

/// The text with X's for everything that policy treats.
pub(crate) fn masked(text: &MaskedText) -> ShownText {
    ShownText { text: text.masked().to_owned(), spans: spans(text) }
}

fn spans(text: &MaskedText) -> Vec<TextSpan> {
    if text.spans().is_empty() {
        return Vec::new();
    }
    text.char_spans()
        .into_iter()
        .map(|span| TextSpan {
            start: span.start,
            end: span.end,
            kind: match span.kind {
                Kind::Card => SpanKind::Card,
                Kind::Ssn => SpanKind::Ssn,
                Kind::Email => SpanKind::Email,
                Kind::Phone => SpanKind::Phone,
                _ => SpanKind::Other,
            },
            action: match span.action {
                Action::Mask => SpanAction::Mask,
                Action::Hide => SpanAction::Hide,
            },
        })
        .collect()
}

/// The reason's number in storage.
pub(crate) const fn hold_reason_number(reason: HoldReason) -> u8 {
    match reason {
        HoldReason::ManyLinks => 1,
        HoldReason::DangerousLink => 2,
    }
}

/// The reason stored as that number.
pub(crate) const fn hold_reason(number: u8) -> HoldReason {
    match number {
        2 => HoldReason::DangerousLink,
        _ => HoldReason::ManyLinks,
    }
}

/// Opens and renders the events of one conversation.
pub(crate) struct Renderer<'a> {
    pub(crate) organisation: OrganisationId,
    pub(crate) conversation: ConversationId,
    pub(crate) keys: &'a KeySet,
    pub(crate) directory: &'a Directory,
    /// The rule of the department that has it.
    pub(crate) ending: Ending,
}

impl Renderer<'_> {
    /// What the event says to this audience; `Empty` where it may not see it.
    pub(crate) fn event(&self, event: &StoredEvent, audience: Audience) -> Result<Event, CustodyError> {
        let author = self.directory.who(self.organisation, event.author);
        Ok(match &event.kind {
            StoredEventKind::Opened { department } => Event::Opened { department: *department },
            StoredEventKind::Joined => Event::Joined { staff: author },
            StoredEventKind::Closed { reason } => {
                let visitor = audience == Audience::Visitor;
                Event::Closed {
                    by: author,
                    reason: *reason,
                    reopen_until: self.ending.reopen_until(event.at).filter(|_| visitor),
                    ask_rating: self.ending.ask_rating && visitor,
                }
            }
            StoredEventKind::IdleWarned { seconds } => {
                Event::IdleWarned { ends_at: event.at.plus_ms(u64::from(*seconds) * 1_000) }
            }
            StoredEventKind::StillHere => Event::StillHere,
            StoredEventKind::Reopened { department, .. } => Event::Reopened {
                department: *department,
                department_name: self.directory.department_name(self.organisation, *department),
            },
            StoredEventKind::Transferred { department, to } => Event::Transferred {
                by: author,
                department: *department,
                department_name: self.directory.department_name(self.organisation, *department),
                to: *to,
            },
            StoredEventKind::Message { seq, body } => Event::Message {
                message: message_of(event)?,
                seq: seq.get(),
                author,
                shown: self.body(message_of(event)?, body, audience)?,
            },
            StoredEventKind::Released { seq, by, body } => Event::Released {
                message: message_of(event)?,
                seq: seq.get(),
                author,
                by: self.directory.who(self.organisation, Actor::Staff(*by)),
                shown: self.body(message_of(event)?, body, audience)?,
            },
            StoredEventKind::Held { reason, body } => {
                if audience == Audience::Visitor && !matches!(event.author, Actor::Visitor(_)) {
                    return Ok(Event::Empty);
                }
                Event::Held {
                    message: message_of(event)?,
                    author,
                    reason: hold_reason(*reason),
                    shown: self.body(message_of(event)?, body, audience)?,
                }
            }
            StoredEventKind::Note { body } => {
                if !audience.is_staff() {
                    return Ok(Event::Empty);
                }
                let note: NoteBody = self.keys.open(&self.context(message_of(event)?), body)?;
                Event::Note { message: message_of(event)?, author, shown: masked(&note.text) }
            }
        })
    }

    /// The text of a message or a note, just as a reader of the transcript is shown it; nothing of other events.
    pub(crate) fn text_for_reader(&self, event: &StoredEvent) -> Result<Option<ShownText>, CustodyError> {
        if event.message.is_none() {
            return Ok(None);
        }
        Ok(match self.event(event, Audience::Reader)? {
            Event::Message { shown, .. }
            | Event::Released { shown, .. }
            | Event::Held { shown, .. }
            | Event::Note { shown, .. } => Some(shown),
            _ => None,
        })
    }

    fn body(
        &self,
        message: MessageId,
        sealed: &bedside_keys::Sealed<MessageBody>,
        audience: Audience,
    ) -> Result<ShownText, CustodyError> {
        let body = self.keys.open(&self.context(message), sealed)?;
        Ok(match audience {
            Audience::Visitor | Audience::ServingStaff => for_serving(body.text()),
            Audience::Reader => masked(body.text()),
        })
    }

    fn context(&self, message: MessageId) -> Context {
        context(self.organisation, self.conversation, message.to_bytes())
    }
}

/// What an envelope of a conversation is bound to.
pub(crate) fn context(
    organisation: OrganisationId,
    conversation: ConversationId,
    subject: [u8; 16],
) -> Context {
    Context { organisation: organisation.to_bytes(), conversation: conversation.to_bytes(), subject }
}

fn message_of(event: &StoredEvent) -> Result<MessageId, CustodyError> {
    event.message.ok_or(CustodyError::Read(bedside_storage::ReadError::Inconsistent {
        what: "event: a message without its id",
    }))
}
