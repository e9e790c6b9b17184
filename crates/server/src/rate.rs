//! A visitor says how they found a conversation that has ended: a score, and perhaps a comment, which is masked and sealed as a message
//! is. They may say otherwise for a day, as long as the conversation's key lives.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId, MessageBody, OrganisationId, TransitionError, VisitorId};
use bedside_masking::RawText;
use bedside_storage::{StoredConversation, StoredRating};

use crate::{
    change::ChangeError,
    post_message::masker,
    render::{context, masked},
    services::Services,
    wire::RatingShown,
};

/// How long after the end a rating is taken.
const RATED_WITHIN_MS: u64 = 24 * 3_600_000;
/// Longest comment, in code points.
const COMMENT_MAX_CHARS: usize = 1_000;

/// What they said.
pub(crate) struct Said {
    pub(crate) score: u8,
    pub(crate) comment: Option<RawText>,
}

/// Keeps it.
pub(crate) async fn rate(
    services: &Arc<Services>,
    organisation: OrganisationId,
    visitor: VisitorId,
    id: ConversationId,
    Said { score, comment }: Said,
) -> Result<(), ChangeError> {
    let stored = services.stores.conversations.conversation(organisation, id).await?;
    let stored = stored.filter(|stored| stored.state.visitor == visitor).ok_or(ChangeError::NotFound)?;
    let Some((closed_at, _)) = stored.closed else { return Err(TransitionError::StillOpen.into()) };
    let department = services.directory.department(organisation, stored.state.department);
    let asked = department.as_ref().is_some_and(|department| department.ending.ask_rating);
    let at = services.clock.now();
    if !asked || at > closed_at.plus_ms(RATED_WITHIN_MS) {
        return Err(ChangeError::NotAsked);
    }
    let fits = |text: &RawText| text.as_str().chars().nth(COMMENT_MAX_CHARS).is_none();
    if !(1..=5).contains(&score) || !comment.as_ref().is_none_or(fits) {
        return Err(ChangeError::Rating);
    }
    let policy = match &department {
        Some(department) => stored.policy.stricter_masking(&department.policy),
        None => stored.policy.clone(),
    };
    let keys = services.custodian.keys_for_a_look(organisation, id).await?;
    let mut rating = [0; 16];
    services.rng.fill(&mut rating);
    let comment = comment.filter(|text| !text.as_str().trim().is_empty()).map(|text| {
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
