//! Reminders: `POST` and `GET /api/v1/staff/reminders`, `DELETE /api/v1/staff/reminders/{id}`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
};
use bedside_domain::ConversationId;

use super::{
    answer::ApiError,
    router::Edge,
    staff::{acts, signed_in},
    visitor::json,
};
use crate::{
    reminders::{ReminderError, end_reminder, own_reminders, set_reminder},
    wire::{ReminderList, SetReminder, WireCode},
};

/// Sets one.
pub(super) async fn set(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Result<Json<SetReminder>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let staff = acts(&edge, &headers).await?;
    match set_reminder(&edge.services, &staff, json(body)?).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error @ ReminderError::Time) => Err(ApiError::new(WireCode::Malformed, error.to_string())),
        Err(error @ ReminderError::Full) => Err(ApiError::new(WireCode::NotNow, error.to_string())),
        Err(ReminderError::Change(error)) => Err(error.into()),
    }
}

/// One's own. A page asks by itself when one is due: no use of the session.
pub(super) async fn list(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Json<ReminderList>, ApiError> {
    let (staff, _) = signed_in(&edge, &headers).await?;
    Ok(Json(own_reminders(&edge.services, &staff).await?))
}

/// Takes one away.
pub(super) async fn end(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let id = id
        .parse::<ConversationId>()
        .map_err(|_| ApiError::new(WireCode::NotFound, "there is no such reminder of yours"))?;
    end_reminder(&edge.services, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
