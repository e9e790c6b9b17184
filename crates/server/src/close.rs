//! A conversation ends: the visitor ends their own, staff close what they serve, the server closes what was left behind.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, CloseReason, Filing};
use bedside_storage::Change;

use crate::{change::ChangeError, hub::Room, services::Services};

/// Closes. Everyone in the room hears of it; the room's keys are forgotten when the last connection lets go.
pub(crate) async fn close(
    services: &Arc<Services>,
    room: &Arc<Room>,
    by: Actor,
    filed: Option<Filing>,
) -> Result<(), ChangeError> {
    let (reason, action) = match by {
        Actor::Visitor(_) => (CloseReason::VisitorEnded, Action::ConversationClosed),
        Actor::Staff(_) => (CloseReason::StaffClosed, Action::ConversationClosed),
        Actor::System => (CloseReason::VisitorLeft, Action::ConversationExpired),
    };
    close_as(services, room, by, (reason, action), filed).await
}

/// The server closes another chat of somebody whom staff blocked.
pub(crate) async fn close_blocked(services: &Arc<Services>, room: &Arc<Room>) -> Result<(), ChangeError> {
    let why = (CloseReason::StaffClosed, Action::ConversationClosed);
    close_as(services, room, Actor::System, why, None).await
}

async fn close_as(
    services: &Arc<Services>,
    room: &Arc<Room>,
    by: Actor,
    (reason, action): (CloseReason, Action),
    filed: Option<Filing>,
) -> Result<(), ChangeError> {
    let entry = services.entries.draft(action, by, Some(room.id));
    services.change(room, Change::Close { by, reason, filed }, entry).await?;
    if reason != CloseReason::VisitorEnded {
        services.keep_readable(room).await;
    }
    services.show_card(room).await;
    Ok(())
}

/// The server closes what has been quiet for too long, after a warning; not where something happened after `rev`.
pub(crate) async fn close_quiet(
    services: &Arc<Services>,
    room: &Arc<Room>,
    rev: u64,
) -> Result<(), ChangeError> {
    let entry = services.entries.draft(Action::ConversationExpired, Actor::System, Some(room.id));
    if services.change(room, Change::EndQuiet { rev }, entry).await?.is_some() {
        services.keep_readable(room).await;
        services.show_card(room).await;
    }
    Ok(())
}

/// How it is to be filed, from the lists of the department that has it now. Only staff file.
pub(crate) fn filing(
    services: &Services,
    room: &Room,
    by: Actor,
    outcome: Option<String>,
    tags: Vec<String>,
) -> Result<Option<Filing>, ChangeError> {
    if outcome.is_none() && tags.is_empty() {
        return Ok(None);
    }
    if !matches!(by, Actor::Staff(_)) {
        return Err(ChangeError::Forbidden);
    }
    let department = room.state().conversation.department;
    let department =
        services.directory.department(room.organisation, department).ok_or(ChangeError::NotFound)?;
    Ok(Filing::choose(outcome, tags, &department.outcomes, &department.tags)?)
}
