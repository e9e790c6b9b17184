//! Checks what a clinic's own server signed about who reads its page, before the visitor agreed to anything: nothing is stored.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
};

use super::{answer::ApiError, router::Edge, visitor::json};
use crate::{
    identity::read_statement,
    listener::Place,
    open_conversation::NAME_CLAIM,
    source::SOURCE_RETRY_S,
    wire::{Prefill, PrefillValue, Prefilled, WireCode},
};

/// `POST /api/v1/visitor/prefill`.
pub(super) async fn check(
    State(edge): State<Arc<Edge>>,
    Extension(place): Extension<Arc<Place>>,
    body: Result<Json<Prefill>, JsonRejection>,
) -> Result<Json<Prefilled>, ApiError> {
    let services = &edge.services;
    let now = services.clock.moment();
    // It costs a signature, and is asked for once for each session.
    if edge.new_sessions.is_used_up(place.source, now) {
        return Err(ApiError::slow_down(
            format!(
                "too many statements were checked for your network; wait {SOURCE_RETRY_S} s and try again"
            ),
            SOURCE_RETRY_S,
        ));
    }
    edge.new_sessions.note(place.source, now);
    let body = json(body)?;
    let (organisation, site) = services.directory.site(&body.site).ok_or_else(|| {
        ApiError::new(WireCode::NotFound, "there is no such site; check the key in the snippet")
    })?;
    let statement = read_statement(&site, body.statement.0.as_str(), services.clock.now())
        .map_err(|error| ApiError::new(WireCode::AnswerInvalid, error.to_string()))?;
    let departments =
        site.departments.iter().filter_map(|id| services.directory.department(organisation, *id));
    let mut wanted = BTreeSet::from([NAME_CLAIM.to_owned()]);
    wanted.extend(departments.flat_map(|department| {
        department.form.iter().filter_map(|field| field.prefill.clone()).collect::<Vec<_>>()
    }));
    let values = wanted
        .into_iter()
        .filter_map(|claim| {
            let value = statement.claim(&claim)?.to_owned();
            Some(PrefillValue { claim, value })
        })
        .collect();
    Ok(Json(Prefilled { values }))
}
