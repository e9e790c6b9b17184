//! `POST /api/v1/staff/conversations/search` and `…/search/texts`: a body and no query, since what is searched for can be a name.

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
    search_texts::{RETRY_AFTER_S, SearchTextsError, search_texts},
    wire::{FoundConversations, FoundTexts, SearchConversations, SearchTexts, WireCode},
};

/// Searches closed conversations one may read again.
pub(super) async fn search(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Result<Json<SearchConversations>, JsonRejection>,
) -> Result<Json<FoundConversations>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let wanted = json(body)?;
    check_ids(wanted.outcome.as_deref(), wanted.tag.as_deref())?;
    let found = search_conversations(&edge.services, &staff, wanted).await;
    Ok(Json(found.map_err(|error| match error {
        SearchError::TooLong => ApiError::new(WireCode::TooLong, error.to_string()),
        SearchError::Change(error) => error.into(),
    })?))
}

/// Searches what was written in closed conversations one may read again.
pub(super) async fn texts(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Result<Json<SearchTexts>, JsonRejection>,
) -> Result<Json<FoundTexts>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let wanted = json(body)?;
    check_ids(wanted.outcome.as_deref(), wanted.tag.as_deref())?;
    let found = search_texts(&edge.services, &staff, wanted).await;
    Ok(Json(found.map_err(|error| match error {
        SearchTextsError::TooLong => ApiError::new(WireCode::TooLong, error.to_string()),
        SearchTextsError::TooShort => ApiError::new(WireCode::Malformed, error.to_string()),
        SearchTextsError::Busy => ApiError::busy(error.to_string(), RETRY_AFTER_S),
        SearchTextsError::Newer => ApiError::new(WireCode::NotNow, error.to_string()),
        SearchTextsError::Change(error) => error.into(),
    })?))
}

fn check_ids(outcome: Option<&str>, tag: Option<&str>) -> Result<(), ApiError> {
    if outcome.into_iter().chain(tag).all(is_choice_id) {
        return Ok(());
    }
    Err(ApiError::new(WireCode::Malformed, "outcome and tag are ids of a department's lists"))
}
