//! Searching closed conversations by their cards: sealed cards are opened one after the other, compared and let go, and no chat is
//! opened. One audit entry names what was shown; it has no word that was searched for, since a patient's name in it would outlive
//! their chat.

use bedside_audit::Action;
use bedside_domain::{Actor, limits};
use bedside_storage::FiledAs;
use serde_json::json;
use zeroize::{Zeroize, Zeroizing};

use crate::{
    change::ChangeError,
    directory::Staff,
    find_text::folded,
    list_conversations::{card_if_readable, may_list},
    services::Services,
    wire::{CardState, FoundConversations, SearchConversations},
};

/// Cards opened in one search. Whoever wants more asks again, from where it ended.
const LOOKED_AT: usize = 500;
/// Cards found in one search.
const FOUND: usize = 30;
/// Conversations read from the store at once.
const STEP: usize = 50;
/// Words that one search can have; those after it are not looked for.
const WORDS: usize = 8;

/// Why nothing was searched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SearchError {
    #[error("search for at most {} characters", limits::NAME_MAX_CHARS)]
    TooLong,
    #[error(transparent)]
    Change(#[from] ChangeError),
}

/// Newest first, from `before` on.
pub(crate) async fn search_conversations(
    services: &Services,
    staff: &Staff,
    wanted: SearchConversations,
) -> Result<FoundConversations, SearchError> {
    let words = match &wanted.words {
        Some(text) if text.0.as_str().chars().nth(limits::NAME_MAX_CHARS).is_some() => {
            return Err(SearchError::TooLong);
        }
        Some(text) => words_of(text.0.as_str()),
        None => Vec::new(),
    };
    let (own, mut departments) = may_list(services, staff).await?;
    departments.retain(|department| wanted.department.is_none_or(|only| only == *department));
    let filed = FiledAs {
        outcome: wanted.outcome,
        tag: wanted.tag,
        opened_from: wanted.opened_from,
        opened_before: wanted.opened_before,
    };
    let (mut cards, mut looked_at, mut before) = (Vec::new(), 0, wanted.before);
    let mut back_to = None;
    let mut more = true;
    while more && looked_at < LOOKED_AT && cards.len() < FOUND {
        let page = services
            .stores
            .conversations
            .closed_conversations(
                staff.organisation,
                departments.clone(),
                own.or(wanted.served_by),
                filed.clone(),
                before,
                STEP,
            )
            .await
            .map_err(ChangeError::from)?;
        more = page.len() == STEP;
        for stored in page {
            before = Some(stored.id);
            back_to = Some(stored.opened_at);
            looked_at += 1;
            if wanted.served_by.is_some_and(|who| !stored.served_by.contains(&who)) {
                continue;
            }
            let Some(mut card) = card_if_readable(services, &stored).await? else { continue };
            if has_all(&card, &words) {
                cards.push(card);
                if cards.len() == FOUND {
                    more = true;
                    break;
                }
            } else {
                card.name.zeroize();
                card.topic.zeroize();
            }
        }
    }
    note_shown(services, staff, &cards, words.len(), looked_at).await?;
    let looked_at = u32::try_from(looked_at).unwrap_or(u32::MAX);
    Ok(FoundConversations { cards, looked_at, back_to, next: before.filter(|_| more) })
}

async fn note_shown(
    services: &Services,
    staff: &Staff,
    cards: &[CardState],
    words: usize,
    looked_at: usize,
) -> Result<(), ChangeError> {
    let shown: Vec<String> = cards.iter().map(|card| card.conversation.to_string()).collect();
    let keys = services.custodian.organisation_keys(staff.organisation).await?;
    let detail = json!({ "shown": shown, "searched": { "words": words, "looked_at": looked_at } });
    let draft = services.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
    let draft = services.entries.with_detail(draft, staff.organisation, keys.current(), &detail);
    Ok(services.stores.audit.record(staff.organisation, draft).await?)
}

/// Whether each word is somewhere in the name or the topic.
fn has_all(card: &CardState, words: &[Zeroizing<String>]) -> bool {
    if words.is_empty() {
        return true;
    }
    let (name, topic) = (folded(&card.name), folded(&card.topic));
    words.iter().all(|word| name.contains(word.as_str()) || topic.contains(word.as_str()))
}

fn words_of(text: &str) -> Vec<Zeroizing<String>> {
    text.split_whitespace().map(folded).filter(|word| !word.is_empty()).take(WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, text: &str, found: bool) {
        let text = folded(text);
        let all = words_of(words).iter().all(|word| text.contains(word.as_str()));
        assert_eq!(all, found, "{words:?} in {text:?}");
    }

    #[test]
    fn case_marks_and_parts_of_words_do_not_matter() {
        check("jose", "Jos\u{e9} Okafor", true);
        check("JOSE\u{301}", "Jose", true);
        check("okaf jos", "Jos\u{e9} Okafor", true);
        check("josef", "Jos\u{e9} Okafor", false);
        check("\u{418}\u{412}\u{410}\u{41d}", "\u{438}\u{432}\u{430}\u{43d}", true);
        check("  ", "anything", true);
    }

    #[test]
    fn a_search_has_so_many_words() {
        assert_eq!(words_of(&"a ".repeat(100)).len(), WORDS);
    }
}
