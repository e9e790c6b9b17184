//! A visitor says how they found a conversation that has ended: a score, and perhaps a comment, which is masked and sealed as a message
//! is. They may say otherwise for a day, as long as the conversation's key lives. Nobody serves them any more: what sounds like an
//! emergency is told to the staff of the department.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{
    Actor, ConversationId, EmergencyContact, MessageBody, OrganisationId, Permission, TransitionError,
    VisitorId, limits,
};
use bedside_guard::{Author, Facts, Limits, RefuseReason, Verdict, inspect};
use bedside_masking::RawText;
use bedside_storage::{StoredConversation, StoredRating};

use crate::{
    catch_up::insist,
    change::ChangeError,
    hub::encode,
    post_message::{guard_limits, masker},
    render::{context, masked},
    services::Services,
    wire::{RatingShown, ServerFrame},
};

/// How long after the end a rating is taken.
const RATED_WITHIN_MS: u64 = 24 * 3_600_000;
/// Longest comment, in code points.
const COMMENT_MAX_CHARS: usize = 1_000;

/// What they said.
pub(crate) struct Said {
    pub(crate) score: u8,
    pub(crate) comment: Option<RawText>,
    /// What to call, where the comment is on the emergency list.
    pub(crate) emergency: Option<EmergencyContact>,
}

/// Keeps it.
pub(crate) async fn rate(
    services: &Arc<Services>,
    organisation: OrganisationId,
    visitor: VisitorId,
    id: ConversationId,
    Said { score, comment, emergency }: Said,
) -> Result<(), ChangeError> {
    let stored = services.stores.conversations.conversation(organisation, id).await?;
    let stored = stored.filter(|stored| stored.state.visitor == visitor).ok_or(ChangeError::NotFound)?;
    let Some((closed_at, _)) = stored.closed else { return Err(TransitionError::StillOpen.into()) };
    // Whatever becomes of the rating.
    if let Some(contact) = emergency {
        tell_staff(services, &stored, &contact);
    }
    let department = services.directory.department(organisation, stored.state.department);
    let asked = department.as_ref().is_some_and(|department| department.ending.ask_rating);
    let at = services.clock.now();
    if !asked || at > closed_at.plus_ms(RATED_WITHIN_MS) {
        return Err(ChangeError::NotAsked);
    }
    if !(1..=5).contains(&score) {
        return Err(ChangeError::Rating);
    }
    let comment = comment.map(inspected).transpose()?.flatten();
    let policy = match &department {
        Some(department) => stored.policy.stricter_masking(&department.policy),
        None => stored.policy.clone(),
    };
    let keys = services.custodian.keys_for_a_look(organisation, id).await?;
    let mut rating = [0; 16];
    services.rng.fill(&mut rating);
    let comment = comment.map(|text| {
        let text = masker(&policy, Actor::Visitor(visitor)).mask(text);
        services.metrics.spans_masked.add(text.spans().len() as u64);
        keys.current().seal(&context(organisation, id, rating), &MessageBody::from(text), &*services.rng)
    });
    let entry = services.entries.draft(Action::ConversationRated, Actor::Visitor(visitor), Some(id));
    let rating = StoredRating { id: rating, score, at, comment };
    if services.stores.figures.rate(organisation, id, rating, entry).await? {
        Ok(())
    } else {
        Err(TransitionError::StillOpen.into())
    }
}

/// The comment, if there is anything to read in it. What would be held in a chat is refused: nobody is there to release it.
fn inspected(text: RawText) -> Result<Option<RawText>, ChangeError> {
    let limits = Limits { max_chars: COMMENT_MAX_CHARS, ..guard_limits(limits::VISITOR_MESSAGES_PER_MINUTE) };
    match inspect(&text, &Facts { author: Author::Visitor, messages_in_last_minute: 0, limits }) {
        Verdict::Allow => Ok(Some(text)),
        Verdict::Refuse(RefuseReason::Empty) => Ok(None),
        Verdict::Hold(_) | Verdict::Refuse(_) => Err(ChangeError::Rating),
    }
}

/// The staff of the department hear at once that a comment sounds like an emergency; the chat is marked as urgent wherever it is listed,
/// and each time has its entry.
fn tell_staff(services: &Arc<Services>, stored: &StoredConversation, contact: &EmergencyContact) {
    let (organisation, id, department) = (stored.organisation, stored.id, stored.state.department);
    let frame = encode(&ServerFrame::Emergency {
        conversation: Some(id),
        department: Some(department),
        number: contact.number.clone(),
        phone: contact.phone.clone(),
    });
    for (staff, peer) in services.desk.peers(organisation) {
        let known = services.directory.staff(organisation, staff);
        if known.is_some_and(|known| {
            known.may(Permission::ServeChats, department) || known.may(Permission::Supervise, department)
        }) {
            peer.send(frame.clone());
        }
    }
    let (services, was, who) = (Arc::clone(services), stored.urgent, Actor::Visitor(stored.state.visitor));
    insist("urgent mark", move || {
        let services = Arc::clone(&services);
        async move {
            let draft = services.entries.draft(Action::EmergencyFlagged, who, Some(id));
            if was {
                services.stores.audit.record(organisation, draft).await
            } else {
                services.stores.conversations.mark_urgent(organisation, id, draft).await
            }
        }
    });
}

/// How its visitor found it, for staff who read it again; the caller has written down that they do.
pub(crate) async fn rating_shown(
    services: &Services,
    stored: &StoredConversation,
    keys: &crate::custodian::KeySet,
) -> Result<Option<RatingShown>, ChangeError> {
    let Some(rating) = services.stores.figures.rating(stored.organisation, stored.id).await? else {
        return Ok(None);
    };
    let comment = match &rating.comment {
        Some(sealed) => {
            let body = keys.open(&context(stored.organisation, stored.id, rating.id), sealed)?;
            Some(masked(body.text()))
        }
        None => None,
    };
    Ok(Some(RatingShown { score: rating.score, at: rating.at, comment }))
}
