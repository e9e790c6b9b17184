//! Staff opens a closed conversation to read it again: one audit entry, durable before any text is sent.

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId, Permission};

use crate::{
    change::ChangeError,
    directory::Staff,
    hub::phase,
    list_conversations::card_of,
    render::{Audience, Renderer, context, masked},
    services::Services,
    wire::{ConversationState, Protection, ReceiptState, Transcript, TranscriptEvent},
};

const PAGE: usize = 500;

/// The whole transcript, as a reader may see it: what policy hides is X's.
pub(crate) async fn read_conversation(
    services: &Services,
    staff: &Staff,
    id: ConversationId,
) -> Result<Transcript, ChangeError> {
    let organisation = staff.organisation;
    let stored = services
        .stores
        .conversations
        .conversation(organisation, id)
        .await?
        .filter(|stored| stored.state.is_closed());
    let allowed = stored.filter(|stored| {
        let department = stored.state.department;
        staff.may(Permission::ReadAnyClosed, department)
            || (staff.role.may(Permission::ReadOwnClosed) && stored.served_by.contains(&staff.id))
    });
    let Some(stored) = allowed else {
        services.deny(organisation, Actor::Staff(staff.id), Some(id)).await;
        return Err(ChangeError::NotFound);
    };
    let entry = services.entries.draft(Action::ConversationRead, Actor::Staff(staff.id), Some(id));
    services.stores.audit.record(organisation, entry).await?;

    let keys = services.custodian.keys_for_a_look(organisation, id).await?;
    let renderer = Renderer { organisation, conversation: id, keys: &keys, directory: &services.directory };
    let mut events = Vec::new();
    loop {
        let after = events.last().map_or(0, |event: &TranscriptEvent| event.rev);
        let page = services.stores.timeline.events(organisation, id, after, PAGE).await?;
        let full = page.len() == PAGE;
        for event in page {
            events.push(TranscriptEvent {
                rev: event.rev.get(),
                at: event.at,
                event: renderer.event(&event, Audience::Reader)?,
            });
        }
        if !full {
            break;
        }
    }
    let details = match &stored.details {
        None => Vec::new(),
        Some(sealed) => keys
            .open(&context(organisation, id, id.to_bytes()), sealed)?
            .answers
            .iter()
            .map(|(key, answer)| {
                services.directory.detail(organisation, stored.state.department, key, masked(answer))
            })
            .collect(),
    };
    let state = ConversationState {
        conversation: id,
        department: stored.state.department,
        department_name: services.directory.department_name(organisation, stored.state.department),
        phase: phase(&stored.state),
        staff: None,
        close_reason: stored.closed.map(|(_, reason)| reason),
        opened_at: stored.opened_at,
        left_at: stored.left_at,
        rev: stored.rev.get(),
        seq: stored.seq.map_or(0, bedside_domain::Seq::get),
        receipts: stored
            .receipts
            .iter()
            .map(|receipt| ReceiptState {
                who: services.directory.who(organisation, receipt.participant),
                delivered: receipt.delivered,
                read: receipt.read,
            })
            .collect(),
        protection: Protection::of(&stored.policy, stored.policy.version),
    };
    let card = card_of(services, &stored).await?;
    Ok(Transcript { state, card, details, events })
}
