//! Blocked visitors: `POST` and `GET /api/v1/staff/blocks`, `DELETE /api/v1/staff/blocks/{id}`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
};
use bedside_domain::ConversationId;

use super::{answer::ApiError, router::Edge, staff::acts, visitor::json};
use crate::{
    block_visitor::{BlockError, block_visitor, blocked_visitors, unblock_visitor},
    wire::{BlockVisitor, BlockedList, WireCode},
};

/// Blocks the visitor of a chat.
pub(super) async fn block(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Result<Json<BlockVisitor>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let staff = acts(&edge, &headers).await?;
    match block_visitor(&edge.services, &staff, json(body)?).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error @ BlockError::Length) => Err(ApiError::new(WireCode::Malformed, error.to_string())),
        Err(error @ BlockError::Full) => Err(ApiError::new(WireCode::NotNow, error.to_string())),
        Err(BlockError::Change(error)) => Err(error.into()),
    }
}

/// Who is blocked.
pub(super) async fn list(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Json<BlockedList>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    Ok(Json(blocked_visitors(&edge.services, &staff).await?))
}

/// Undoes a block.
pub(super) async fn unblock(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let id = id.parse::<ConversationId>().map_err(|_| {
        ApiError::new(WireCode::NotFound, "nobody is blocked from that chat, or it is not for you")
    })?;
    unblock_visitor(&edge.services, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
