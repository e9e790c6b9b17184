//! A visitor opens a conversation: consent, form, key, then the commit. The key is durable before the first ciphertext.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{
    Actor, AnswerError, Card, Conversation, ConversationId, Department, FormField, FormFieldKind, MessageId,
    Millis, OpenState, OrganisationId, PersonId, Site, VisitorDetails, VisitorId, limits, plain_label,
};
use bedside_masking::{MaskedText, RawText};
use bedside_storage::{
    NewBody, NewConversation, NewMessage, OpenOutcome, ReadError, StoredConversation, WriteError,
};
use zeroize::Zeroizing;

use crate::{
    custodian::CustodyError,
    directory::VERIFIED,
    entries::About,
    hub::{Peer, Room, RoomState, RoomsError, ended_room},
    identity::{Statement, read_statement},
    post_message::{CanPost, PostError, masked_message, masker},
    render::{context, for_serving, masked},
    services::Services,
    visitor_details,
    wire::{Open, WireCode},
};

/// The claim of a statement that is what somebody wants to be called.
pub(crate) const NAME_CLAIM: &str = "name";

/// Who asks, from where.
pub(crate) struct Visitor<'a> {
    pub(crate) organisation: OrganisationId,
    pub(crate) id: VisitorId,
    pub(crate) person: PersonId,
    pub(crate) site: &'a Site,
    /// Whether what they wrote is on the emergency list.
    pub(crate) urgent: bool,
}

/// Why no conversation was opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("this site has no such department")]
    NoDepartment,
    #[error("the notice has changed since you agreed to it; read it again")]
    ConsentOutdated,
    #[error("an answer that this department needs is missing: {0}")]
    AnswerMissing(String),
    #[error("this answer cannot be taken: {0}; {1}")]
    Answer(String, AnswerError),
    #[error("name and topic have at most {} characters each", limits::NAME_MAX_CHARS)]
    TooLong,
    #[error("name and topic may not have control characters in them")]
    ControlCharacters,
    #[error("this department is closed now; leave a message, or call")]
    Closed { opens_at: Option<Millis> },
    #[error("this clinic takes no chats from you at the moment. If you need help, call.")]
    Blocked { until: Millis },
    #[error(transparent)]
    Message(#[from] PostError),
    #[error("you have a chat open already; end it before you start another")]
    AlreadyOpen(ConversationId),
    #[error("too many people are waiting in this department; try again later, or call")]
    Full,
    #[error("the server cannot make a key for the chat now; try again in a moment")]
    Custody(#[from] CustodyError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<RoomsError> for OpenError {
    fn from(error: RoomsError) -> Self {
        match error {
            RoomsError::Read(error) => Self::Read(error),
            RoomsError::Custody(error) => Self::Custody(error),
        }
    }
}

impl OpenError {
    /// The wire's code; `None` where waiting helps and the answer is `busy`.
    pub(crate) const fn code(&self) -> Option<WireCode> {
        Some(match self {
            Self::NoDepartment => WireCode::NotFound,
            Self::ConsentOutdated => WireCode::ConsentOutdated,
            Self::AnswerMissing(_) => WireCode::AnswerMissing,
            Self::TooLong | Self::Answer(_, AnswerError::TooLong(_)) => WireCode::TooLong,
            Self::Answer(_, AnswerError::ControlCharacters) => WireCode::ControlCharacters,
            Self::Answer(_, AnswerError::Kind(_)) => WireCode::AnswerInvalid,
            Self::ControlCharacters => WireCode::ControlCharacters,
            Self::Closed { .. } => WireCode::DepartmentClosed,
            Self::Blocked { .. } => WireCode::Blocked,
            Self::Message(error) => error.code(),
            Self::AlreadyOpen(_) => WireCode::AlreadyOpen,
            Self::Full | Self::Custody(_) | Self::Write(_) | Self::Read(_) => return None,
        })
    }
}

/// Opens, or finds the one that the same client key opened before.
pub(crate) async fn open_conversation(
    services: &Arc<Services>,
    visitor: &Visitor<'_>,
    peer: &Arc<Peer>,
    open: Open,
) -> Result<Arc<Room>, OpenError> {
    // First: a retry gets its answer whatever has changed since.
    if let Some(first) =
        services.stores.conversations.opened(visitor.organisation, visitor.id, open.client_key).await?
    {
        return opened_before(services, &first).await;
    }
    let at = services.clock.now();
    // Nobody is left alone: who writes of an emergency gets through, whatever was before.
    if let (Some(until), false) =
        (services.bans.until(visitor.organisation, visitor.person, at), visitor.urgent)
    {
        return Err(OpenError::Blocked { until });
    }
    let department = department_of(services, visitor, &open)?;
    let left = open.leave_message.is_some();
    if let (OpenState::Closed { opens_at }, false) = (department.state_at(at), left) {
        return Err(OpenError::Closed { opens_at });
    }
    if services.desk.is_full(visitor.organisation, department.id, left) {
        return Err(OpenError::Full);
    }
    let statement = open.statement.and_then(|token| vouched(services, visitor.site, &token, at));
    let mut answers =
        Answers::mask(&department, peer.who, open.name, open.topic, open.answers, statement.as_ref())?;
    let masker = masker(&department.policy, peer.who);
    answers.details.extend(visitor_details::arrived(&masker, open.page, open.device));

    let id = ConversationId::new(at, &*services.rng);
    let keys = services.custodian.make(visitor.organisation, id).await?;
    let bound_to = context(visitor.organisation, id, id.to_bytes());
    let key = keys.current();
    let card = Card { name: answers.name, topic: answers.topic };
    let details = VisitorDetails { answers: answers.details };
    let shown = visitor_details::shown(
        &services.directory,
        visitor.organisation,
        department.id,
        &details,
        for_serving,
    );
    let served_before =
        services.stores.conversations.served_last(visitor.organisation, visitor.person).await?;
    let state = RoomState {
        served_before,
        left_at: left.then_some(at),
        ..RoomState::new(
            Conversation::open(department.id, visitor.id),
            1,
            at,
            department.policy.clone(),
            services.clock.moment(),
        )
    };
    let room = Arc::new(Room::new(
        visitor.organisation,
        id,
        visitor.id,
        at,
        department.policy.version,
        Arc::clone(&keys),
        (masked(&card.name).text, masked(&card.topic).text),
        shown,
        state,
    ));
    let left = match open.leave_message {
        Some(text) => {
            let message = MessageId::new(at, &*services.rng);
            let can = CanPost::check(&room, peer)?;
            Some(masked_message(services, can, open.client_key, message, text.0)?.sealed())
        }
        None => None,
    };
    let held = matches!(left, Some(NewMessage { body: NewBody::Held(..), .. }));
    let left_message = left.is_some();
    let new = NewConversation {
        organisation: visitor.organisation,
        id,
        client_key: open.client_key,
        site: visitor.site.id,
        department: department.id,
        visitor: visitor.id,
        person: visitor.person,
        policy: department.policy.clone(),
        at,
        card: key.seal(&bound_to, &card, &*services.rng),
        details: (!details.answers.is_empty()).then(|| key.seal(&bound_to, &details, &*services.rng)),
        left,
        entry: services
            .entries
            .draft(Action::ConversationOpened, peer.who, Some(id))
            .about(department.id.to_bytes()),
        key_entry: Some(
            services.entries.draft(Action::KeyCreated, Actor::System, Some(id)).about(key.id().0),
        ),
    };
    let stores = &services.stores.conversations;
    let opened = match stores.open(new, Box::new(|_| ())).await {
        // Nobody knows, so the store is asked: a chat that nobody hears of is worse than one that is opened late.
        Err(WriteError::Unconfirmed) => match stores.conversation(visitor.organisation, id).await {
            Ok(Some(_)) => Ok(OpenOutcome::Opened),
            _ => Err(WriteError::Unconfirmed),
        },
        opened => opened,
    };
    if opened.is_err() {
        // The key stays, and start-up or housekeeping finds out whether it has a conversation.
        services.custodian.forget(visitor.organisation, id);
    }
    match opened? {
        OpenOutcome::Opened => {}
        OpenOutcome::Repeat(first) => {
            services.discard_keys(visitor.organisation, id).await;
            let first = services.stores.conversations.conversation(visitor.organisation, first).await?;
            return opened_before(services, &first.ok_or(OpenError::NoDepartment)?).await;
        }
        OpenOutcome::AlreadyOpen(first) => {
            services.discard_keys(visitor.organisation, id).await;
            return Err(OpenError::AlreadyOpen(first));
        }
    }
    services.metrics.conversations_opened.add_one();
    if left_message {
        // It is the second event; a held one is no message yet.
        let mut state = room.state();
        (state.rev, state.seq) = (2, u64::from(!held));
        if held { &services.metrics.messages_held } else { &services.metrics.messages_posted }.add_one();
    }
    let room = services.rooms.add(room);
    services.desk.enqueue(&room);
    services.assign_soon(visitor.organisation);
    Ok(room)
}

/// The conversation that a retry asks for, as it is now; one that has ended is in no map.
async fn opened_before(services: &Arc<Services>, first: &StoredConversation) -> Result<Arc<Room>, OpenError> {
    if let Some(room) = services.open_room(first.organisation, first.id).await? {
        return Ok(room);
    }
    let stored = services.stores.conversations.conversation(first.organisation, first.id).await?;
    let ended = stored.as_ref().unwrap_or(first);
    let now = services.clock.moment();
    Ok(Arc::new(ended_room(ended, &services.custodian, &services.directory, now).await?))
}

fn department_of(
    services: &Services,
    visitor: &Visitor<'_>,
    open: &Open,
) -> Result<Arc<Department>, OpenError> {
    if !visitor.site.departments.contains(&open.department) {
        return Err(OpenError::NoDepartment);
    }
    let department = services
        .directory
        .department(visitor.organisation, open.department)
        .ok_or(OpenError::NoDepartment)?;
    if department.policy.consent_version != open.consent_version {
        return Err(OpenError::ConsentOutdated);
    }
    Ok(department)
}

struct Answers {
    name: MaskedText,
    topic: MaskedText,
    details: Vec<(String, MaskedText)>,
}

impl Answers {
    fn mask(
        department: &Department,
        author: Actor,
        name: Option<crate::wire::TypedText>,
        topic: Option<crate::wire::TypedText>,
        answers: Vec<crate::wire::Answer>,
        statement: Option<&Statement>,
    ) -> Result<Self, OpenError> {
        let masker = masker(&department.policy, author);
        let mask = |raw: RawText| {
            if raw.as_str().chars().nth(limits::NAME_MAX_CHARS).is_some() {
                return Err(OpenError::TooLong);
            }
            if raw.as_str().chars().any(char::is_control) {
                return Err(OpenError::ControlCharacters);
            }
            Ok(masker.mask(raw))
        };
        let plain = |text: crate::wire::TypedText| RawText::new(plain_label(text.0.as_str()).into_owned());
        let or_empty =
            |text: Option<crate::wire::TypedText>| text.map_or_else(|| RawText::new(String::new()), plain);
        let mut given: Vec<_> = answers.into_iter().take(limits::FORM_MAX_FIELDS).collect();
        // What is not shown is not taken, whatever was sent: it is not looked at, and no other field is shown by it.
        let mut taken: Vec<(&FormField, RawText)> = Vec::new();
        for field in &department.form {
            let answer_of = |key: &str| {
                taken.iter().find(|(field, _)| field.key == key).map(|(_, answer)| answer.as_str())
            };
            if !field.is_shown(answer_of) {
                continue;
            }
            let answer = given.iter().position(|answer| answer.key == field.key);
            let answer = answer.map(|at| answer_text(field, &given.swap_remove(at).value));
            match answer.filter(|text| !text.as_str().is_empty()) {
                Some(answer) => {
                    field
                        .check(answer.as_str())
                        .map_err(|error| OpenError::Answer(field.label.clone(), error))?;
                    taken.push((field, answer));
                }
                None if field.required => return Err(OpenError::AnswerMissing(field.label.clone())),
                None => {}
            }
        }
        let details = taken
            .into_iter()
            .map(|(field, answer)| {
                let key = kept_key(field, &answer, statement);
                (key, masker.mask(as_staff_read(field, answer)))
            })
            .collect();
        Ok(Self { name: mask(or_empty(name))?, topic: mask(or_empty(topic))?, details })
    }
}

/// What the clinic's own server vouches for; nothing where that cannot be checked, or counted before. The chat opens all the same.
fn vouched(
    services: &Services,
    site: &Site,
    token: &crate::wire::TypedText,
    now: Millis,
) -> Option<Statement> {
    let statement = read_statement(site, token.0.as_str(), now).ok()?;
    services.statements.take(&statement, now).then_some(statement)
}

/// The key under which an answer is kept: it says whether the clinic's own server says the same.
fn kept_key(field: &FormField, answer: &RawText, statement: Option<&Statement>) -> String {
    let said = field.prefill.as_deref().and_then(|claim| statement?.claim(claim));
    if said.is_some_and(|said| said.trim() == answer.as_str()) {
        format!("{VERIFIED}{}", field.key)
    } else {
        field.key.clone()
    }
}

/// An answer without what nobody sees.
fn answer_text(field: &FormField, typed: &crate::wire::TypedText) -> RawText {
    let text = typed.0.as_str();
    if field.kind != FormFieldKind::LongText {
        let plain = Zeroizing::new(plain_label(text).into_owned());
        return RawText::new(plain.trim().to_owned());
    }
    let mut lines = Zeroizing::new(String::with_capacity(text.len() + 1));
    for line in text.lines() {
        lines.push_str(&Zeroizing::new(plain_label(line).into_owned()));
        lines.push('\n');
    }
    RawText::new(lines.trim().to_owned())
}

/// What is kept of an answer: a choice's words, which stay when the form changes, and a tick in every language.
fn as_staff_read(field: &FormField, answer: RawText) -> RawText {
    match field.kind {
        FormFieldKind::Choice => field
            .options
            .iter()
            .find(|option| option.id == answer.as_str())
            .map_or(answer, |option| RawText::new(option.label.clone())),
        FormFieldKind::Checkbox => RawText::new("\u{2713}".to_owned()),
        _ => answer,
    }
}
