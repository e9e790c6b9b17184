//! Closed conversations one may read again, as cards. Showing the list is one audit entry that names what was shown.

use bedside_audit::Action;
use bedside_domain::{Actor, Choice, ConversationId, DepartmentId, Filing, Permission, StaffId};
use bedside_storage::{FiledAs, StoredConversation};
use serde_json::json;

use crate::{
    change::ChangeError,
    custodian::CustodyError,
    directory::Staff,
    hub::phase,
    render::{context, masked},
    services::Services,
    wire::{CardState, ConversationList},
};

const PAGE: usize = 30;

/// One page, newest first.
pub(crate) async fn list_conversations(
    services: &Services,
    staff: &Staff,
    filed: FiledAs,
    before: Option<ConversationId>,
) -> Result<ConversationList, ChangeError> {
    let (served_by, departments) = may_list(services, staff).await?;
    let stored = services
        .stores
        .conversations
        .closed_conversations(staff.organisation, departments, served_by, filed, before, PAGE)
        .await?;
    let mut cards = Vec::with_capacity(stored.len());
    for conversation in &stored {
        cards.extend(card_if_readable(services, conversation).await?);
    }
    let next = stored.get(PAGE - 1).map(|last| last.id);
    let shown: Vec<String> = cards.iter().map(|card| card.conversation.to_string()).collect();
    let keys = services.custodian.organisation_keys(staff.organisation).await?;
    let draft = services.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
    let draft =
        services.entries.with_detail(draft, staff.organisation, keys.current(), &json!({ "shown": shown }));
    services.stores.audit.record(staff.organisation, draft).await?;
    Ok(ConversationList { cards, next })
}

/// Whose and in which departments one may list; whoever may not at all is refused, with an entry.
pub(crate) async fn may_list(
    services: &Services,
    staff: &Staff,
) -> Result<(Option<StaffId>, Vec<DepartmentId>), ChangeError> {
    if staff.role.may(Permission::ReadAnyClosed) {
        return Ok((None, staff.departments.clone()));
    }
    if staff.role.may(Permission::ReadOwnClosed) {
        // What one served may have been passed on, and is read again wherever it ended.
        let every =
            services.directory.departments_ever(staff.organisation).iter().map(|one| one.id).collect();
        return Ok((Some(staff.id), every));
    }
    services.deny(staff.organisation, Actor::Staff(staff.id), None).await;
    Err(ChangeError::Forbidden)
}

/// The card of a stored conversation; `None`, counted and logged, where it cannot be opened any more: its key is gone, or what is
/// stored was altered. Whoever asks for a list gets the others.
pub(crate) async fn card_if_readable(
    services: &Services,
    stored: &StoredConversation,
) -> Result<Option<CardState>, ChangeError> {
    match card_of(services, stored).await {
        Ok(card) => Ok(Some(card)),
        Err(ChangeError::Custody(error @ (CustodyError::NoKey | CustodyError::Open(_)))) => {
            services.metrics.cards_unreadable.add_one();
            tracing::error!(%error, conversation.id = %stored.id, "A card cannot be opened; lists are shown without it");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The card of a stored conversation; opens the card and no chat.
pub(crate) async fn card_of(
    services: &Services,
    stored: &StoredConversation,
) -> Result<CardState, ChangeError> {
    let keys = services.custodian.keys_for_a_look(stored.organisation, stored.id).await?;
    let department = services.directory.department(stored.organisation, stored.state.department);
    let (outcomes, tags) =
        department.as_ref().map_or((&[][..], &[][..]), |found| (&found.outcomes[..], &found.tags[..]));
    let filed = stored.filed.as_ref();
    let card = keys.open(&context(stored.organisation, stored.id, stored.id.to_bytes()), &stored.card)?;
    Ok(CardState {
        conversation: stored.id,
        name: masked(&card.name).text,
        topic: masked(&card.topic).text,
        department: stored.state.department,
        phase: phase(&stored.state),
        staff: stored
            .state
            .serving()
            .or_else(|| stored.served_by.last().copied())
            .map(|id| services.directory.who(stored.organisation, Actor::Staff(id))),
        preferred: None,
        offer_ends_at: None,
        opened_at: stored.opened_at,
        waiting_since: stored.waiting_since,
        closed_at: stored.closed.map(|(at, _)| at),
        seq: stored.seq.map_or(0, bedside_domain::Seq::get),
        visitor_here: false,
        urgent: stored.urgent,
        left_at: stored.left_at,
        outcome: filed.and_then(Filing::outcome).map(|id| named(outcomes, id)),
        tags: filed.map_or(&[][..], Filing::tags).iter().map(|id| named(tags, id)).collect(),
        mentions: Vec::new(),
        passed_on: None,
    })
}

/// What the department calls it; its id where it is not in the list any more.
fn named(list: &[Choice], id: &str) -> Choice {
    let known = list.iter().find(|choice| choice.id == id).cloned();
    known.unwrap_or_else(|| Choice { id: id.to_owned(), label: id.to_owned() })
}
