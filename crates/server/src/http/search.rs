//! `POST /api/v1/staff/conversations/search`: a body and no query, since what is searched for can be a name.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::HeaderMap,
};
use bedside_domain::is_choice_id;

use super::{answer::ApiError, router::Edge, staff::acts, visitor::json};
use crate::{
    search_conversations::{SearchError, search_conversations},
    wire::{FoundConversations, SearchConversations, WireCode},
};

/// Searches closed conversations one may read again.
pub(super) async fn search(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Result<Json<SearchConversations>, JsonRejection>,
) -> Result<Json<FoundConversations>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let wanted = json(body)?;
    if !wanted.outcome.iter().chain(&wanted.tag).all(|id| is_choice_id(id)) {
        return Err(ApiError::new(WireCode::Malformed, "outcome and tag are ids of a department's lists"));
    }
    let found = search_conversations(&edge.services, &staff, wanted).await;
    Ok(Json(found.map_err(|error| match error {
        SearchError::TooLong => ApiError::new(WireCode::TooLong, error.to_string()),
        SearchError::Change(error) => error.into(),
    })?))
}
