//! Searching closed conversations by what was written in them. There is no index: the conversations that the other filters leave, and
//! that one may read anyway, are opened one after the other, compared as a reader would be shown them, and let go. `docs/adr` says
//! why. An entry names what was opened, and each conversation of which something is shown has one of its own; no entry has a word that
//! was searched for.

use std::{collections::HashSet, sync::Arc};

use bedside_audit::Action;
use bedside_domain::{
    Actor, ConversationId, Custody, DepartmentId, MessageId, Millis, Moment, StaffId, limits,
};
use bedside_storage::{FiledAs, StoredConversation, StoredEvent, StoredEventKind};
use futures_util::future::try_join_all;
use serde_json::json;
use zeroize::Zeroize;

use crate::{
    change::ChangeError,
    custodian::{CustodyError, KeySet},
    directory::Staff,
    find_text::{Needle, excerpt},
    list_conversations::{card_of, may_list},
    past_conversations::may_read,
    render::Renderer,
    searches::{Stop, TextSearchBounds, Turn},
    services::Services,
    wire::{FoundChat, FoundText, FoundTexts, SearchPlace, SearchTexts},
};

/// Conversations found in one search.
const FOUND: usize = 30;
/// Places shown of one conversation.
const PLACES: usize = 5;
/// Conversations read from the store at once.
const STEP: usize = 50;
/// Events opened at once, by one thread without a pause.
const EVENTS: usize = 200;
/// Shortest text to search for: a single letter is in every chat.
const LEAST_CHARS: usize = 2;
/// When to come again if all turns are taken, in seconds.
pub(crate) const RETRY_AFTER_S: u32 = 5;

/// Why nothing was searched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SearchTextsError {
    #[error("search for at most {} characters", limits::NAME_MAX_CHARS)]
    TooLong,
    #[error("search for at least {LEAST_CHARS} characters")]
    TooShort,
    #[error("others search now; try again in a moment")]
    Busy,
    #[error("you have begun another search since")]
    Newer,
    #[error(transparent)]
    Change(#[from] ChangeError),
}

/// Newest first, from where the search before ended.
pub(crate) async fn search_texts(
    services: &Arc<Services>,
    staff: &Staff,
    wanted: SearchTexts,
) -> Result<FoundTexts, SearchTextsError> {
    let text = wanted.text.0.as_str();
    if text.chars().nth(limits::NAME_MAX_CHARS).is_some() {
        return Err(SearchTextsError::TooLong);
    }
    let needle = Needle::new(text);
    if needle.chars() < LEAST_CHARS {
        return Err(SearchTextsError::TooShort);
    }
    let (own, mut departments) = may_list(services, staff).await?;
    departments.retain(|department| wanted.department.is_none_or(|only| only == *department));
    let filed = FiledAs {
        outcome: wanted.outcome,
        tag: wanted.tag,
        opened_from: wanted.opened_from,
        opened_before: wanted.opened_before,
    };
    let among = Among { own, departments, served_by: wanted.served_by, filed };
    let turn = services.searches.begin(staff.id).await.ok_or(SearchTextsError::Busy)?;
    let bounds = services.settings.text_search;
    let mut search = Searching {
        services,
        staff,
        needle: Arc::new(needle),
        turn,
        bounds,
        ends_at: services.clock.moment().plus_ms(bounds.ms),
        chats: Vec::new(),
        opened: Vec::new(),
        looked_at: 0,
        texts: 0,
        back_to: None,
    };
    let next = search.run(&among, wanted.from).await?;
    search.note().await?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(FoundTexts {
        looked_at: count(search.looked_at),
        texts: count(search.texts),
        back_to: search.back_to,
        chats: search.chats,
        next,
    })
}

/// The conversations that are searched.
struct Among {
    own: Option<StaffId>,
    departments: Vec<DepartmentId>,
    served_by: Option<StaffId>,
    filed: FiledAs,
}

struct Searching<'a> {
    services: &'a Arc<Services>,
    staff: &'a Staff,
    needle: Arc<Needle>,
    turn: Turn,
    bounds: TextSearchBounds,
    ends_at: Moment,
    chats: Vec<FoundChat>,
    opened: Vec<ConversationId>,
    looked_at: usize,
    texts: usize,
    back_to: Option<Millis>,
}

impl Searching<'_> {
    /// Searches until a bound is met; returns where to go on, or nothing if there is nothing left.
    async fn run(
        &mut self,
        among: &Among,
        from: Option<SearchPlace>,
    ) -> Result<Option<SearchPlace>, SearchTextsError> {
        let mut before = from.map(|place| place.conversation);
        if let Some(SearchPlace { conversation, rev }) = from.filter(|place| place.rev > 0) {
            let stores = &self.services.stores.conversations;
            let stored = stores.conversation(self.staff.organisation, conversation).await;
            let stored = stored.map_err(ChangeError::from)?;
            if let Some(stored) = stored
                && let Some(rev) = self.look_at(among, &stored, rev).await?
            {
                return Ok(Some(SearchPlace { conversation, rev }));
            }
        }
        loop {
            let page = self.page(among, before).await?;
            let (mut left, full) = (page.len(), page.len() == STEP);
            for stored in page {
                left -= 1;
                let place = |rev| Some(SearchPlace { conversation: stored.id, rev });
                if let Some(rev) = self.look_at(among, &stored, 0).await? {
                    return Ok(place(rev));
                }
                if self.is_enough() && (left > 0 || full) {
                    return Ok(place(0));
                }
                before = Some(stored.id);
            }
            if !full {
                return Ok(None);
            }
        }
    }

    async fn page(
        &self,
        among: &Among,
        before: Option<ConversationId>,
    ) -> Result<Vec<StoredConversation>, ChangeError> {
        let page = self.services.stores.conversations.closed_conversations(
            self.staff.organisation,
            among.departments.clone(),
            among.own.or(among.served_by),
            among.filed.clone(),
            before,
            STEP,
        );
        Ok(page.await?)
    }

    fn is_enough(&self) -> bool {
        self.chats.len() >= FOUND
            || self.looked_at >= self.bounds.conversations
            || self.texts >= self.bounds.texts
            || self.services.clock.moment() >= self.ends_at
    }

    /// Searches one conversation above `rev`. Returns the rev up to which it came where a bound was met within.
    async fn look_at(
        &mut self,
        among: &Among,
        stored: &StoredConversation,
        rev: u64,
    ) -> Result<Option<u64>, SearchTextsError> {
        self.looked_at += 1;
        self.back_to = Some(stored.opened_at);
        let served = among.served_by.is_none_or(|who| stored.served_by.contains(&who));
        let kept = stored.policy.custody != Custody::Ephemeral;
        if !(served && kept && may_read(self.staff, stored)) {
            return Ok(None);
        }
        let keys = match self.services.custodian.keys_for_a_look(stored.organisation, stored.id).await {
            Ok(keys) => keys,
            // It was destroyed while it was being searched for.
            Err(CustodyError::NoKey) => return Ok(None),
            Err(error) => return Err(ChangeError::from(error).into()),
        };
        self.opened.push(stored.id);
        let mut found = Found::default();
        let mut after = rev;
        let cut = loop {
            let events = &self.services.stores.timeline;
            let events = events.events(stored.organisation, stored.id, after, EVENTS).await;
            let events = events.map_err(ChangeError::from)?;
            let full = events.len() == EVENTS;
            after = events.last().map_or(after, |event| event.rev.get());
            found = self.compare(stored, &keys, events, found).await?;
            if !full {
                break None;
            }
            if self.texts + found.texts >= self.bounds.texts || self.services.clock.moment() >= self.ends_at {
                break Some(after);
            }
        };
        self.texts += found.texts;
        if !found.places.is_empty() {
            let card = card_of(self.services, stored).await?;
            self.chats.push(FoundChat { card, texts: found.places, more: found.more });
        }
        Ok(cut)
    }

    /// On a thread that may block: nobody's messages wait for it.
    async fn compare(
        &self,
        stored: &StoredConversation,
        keys: &Arc<KeySet>,
        events: Vec<StoredEvent>,
        found: Found,
    ) -> Result<Found, SearchTextsError> {
        let (services, needle, keys) =
            (Arc::clone(self.services), Arc::clone(&self.needle), Arc::clone(keys));
        let (organisation, conversation, department) =
            (stored.organisation, stored.id, stored.state.department);
        let stop = self.turn.stop();
        let thread = tokio::task::spawn_blocking(move || {
            let renderer = Renderer {
                organisation,
                conversation,
                keys: &keys,
                directory: &services.directory,
                ending: services.directory.ending(organisation, department),
            };
            found.and_in(&renderer, &needle, &events, &stop)
        });
        match thread.await {
            Ok(found) => found,
            // Without a panic, the server stops.
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(SearchTextsError::Newer),
            },
        }
    }

    /// One entry that names what was opened and shown, and one for each conversation of which a text is shown.
    async fn note(&self) -> Result<(), ChangeError> {
        let (services, staff) = (self.services, self.staff);
        let organisation = staff.organisation;
        let names = |ids: &mut dyn Iterator<Item = ConversationId>| -> Vec<String> {
            ids.map(|id| id.to_string()).collect()
        };
        let shown = names(&mut self.chats.iter().map(|found| found.card.conversation));
        let opened = names(&mut self.opened.iter().copied());
        let keys = services.custodian.organisation_keys(organisation).await?;
        let draft = services.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
        let detail = json!({ "shown": shown, "searched": { "opened": opened, "texts": self.texts } });
        let draft = services.entries.with_detail(draft, organisation, keys.current(), &detail);
        services.stores.audit.record(organisation, draft).await?;
        let reads = self.chats.iter().map(|found| {
            let chat = Some(found.card.conversation);
            let draft = services.entries.draft(Action::ConversationRead, Actor::Staff(staff.id), chat);
            services.stores.audit.record(organisation, draft)
        });
        try_join_all(reads).await?;
        Ok(())
    }
}

/// What was found in one conversation so far.
#[derive(Default)]
struct Found {
    places: Vec<FoundText>,
    more: u32,
    texts: usize,
    /// A message that was held and then let through is two events.
    seen: HashSet<MessageId>,
}

impl Found {
    fn and_in(
        mut self,
        renderer: &Renderer<'_>,
        needle: &Needle,
        events: &[StoredEvent],
        stop: &Stop,
    ) -> Result<Self, SearchTextsError> {
        for event in events {
            if stop.ended() {
                return Err(SearchTextsError::Newer);
            }
            let Some(message) = event.message else { continue };
            let Some(mut shown) = renderer.text_for_reader(event).map_err(ChangeError::from)? else {
                continue;
            };
            self.texts += 1;
            if let Some(place) = needle.find(&shown)
                && self.seen.insert(message)
            {
                if self.places.len() < PLACES {
                    let (around, place) = excerpt(&shown, place);
                    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                    self.places.push(FoundText {
                        message,
                        at: event.at,
                        author: renderer.directory.who(renderer.organisation, event.author),
                        note: matches!(event.kind, StoredEventKind::Note { .. }),
                        excerpt: around,
                        start: count(place.start),
                        end: count(place.end),
                    });
                } else {
                    self.more = self.more.saturating_add(1);
                }
            }
            shown.text.zeroize();
        }
        Ok(self)
    }
}
