//! Numbers over REST.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
    http::HeaderMap,
};
use bedside_domain::{DepartmentId, WallDate};
use serde::Deserialize;

use super::{answer::ApiError, router::Edge, staff::acts};
use crate::{
    numbers::{Asked, NumbersError, numbers},
    wire::{Numbers, WireCode},
};

/// The range, in days of a zone.
#[derive(Deserialize)]
pub(super) struct Range {
    from: String,
    to: String,
    zone: String,
    #[serde(default)]
    department: Option<String>,
}

/// `GET /api/v1/numbers`.
pub(super) async fn read(
    State(edge): State<Arc<Edge>>,
    Query(range): Query<Range>,
    headers: HeaderMap,
) -> Result<Json<Numbers>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let wrong = |what: &str, error: &dyn std::fmt::Display| {
        ApiError::new(WireCode::Malformed, format!("{what}: {error}"))
    };
    let date = |what: &str, text: &str| text.parse::<WallDate>().map_err(|error| wrong(what, &error));
    let department = match range.department {
        None => None,
        Some(id) => Some(id.parse::<DepartmentId>().map_err(|error| wrong("department", &error))?),
    };
    let asked =
        Asked { from: date("from", &range.from)?, to: date("to", &range.to)?, zone: range.zone, department };
    numbers(&edge.services, &staff, asked).await.map(Json).map_err(|error| match error {
        NumbersError::Change(error) => error.into(),
        error => ApiError::new(error.code(), error.to_string()),
    })
}
