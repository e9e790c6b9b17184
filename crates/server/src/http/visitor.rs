//! Visitor sessions over REST: made after consent, found again by cookie or bearer token, exchanged for tickets.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bedside_domain::{
    Millis,
    limits::{TICKET_LIFETIME_MS, VISITOR_SESSION_MS},
};
use bedside_storage::SessionOwner;

use super::{
    answer::ApiError,
    cookies::{no_visitor_cookie, visitor_cookie, visitor_token},
    router::Edge,
};
use crate::{
    hub::EndReason,
    identity::{SessionToken, TicketClaims, VisitorOf, VisitorSessionError, new_visitor_session, visitor_of},
    listener::Place,
    source::SOURCE_RETRY_S,
    wire::{NewVisitorSession, Ticket, VisitorSession, WireCode},
};

/// `POST /api/v1/visitor/sessions`.
pub(super) async fn create(
    State(edge): State<Arc<Edge>>,
    Extension(place): Extension<Arc<Place>>,
    headers: HeaderMap,
    body: Result<Json<NewVisitorSession>, JsonRejection>,
) -> Result<Response, ApiError> {
    let now = edge.services.clock.moment();
    if edge.new_sessions.is_used_up(place.source, now) {
        return Err(ApiError::slow_down(
            format!("too many chats were begun from your network; wait {SOURCE_RETRY_S} s and try again"),
            SOURCE_RETRY_S,
        ));
    }
    edge.new_sessions.note(place.source, now);
    let body = json(body)?;
    let token = visitor_token(&headers);
    let before = match &token {
        Some(token) => visitor_of(&edge.services, token).await?,
        None => None,
    };
    if let (Some(token), Some(of)) = (&token, &before)
        && let Some(answer) = kept_session(&edge, token, of, &body)
    {
        return Ok(answer);
    }
    let made = new_visitor_session(&edge.services, &body.site, body.consent_version, before.as_ref()).await;
    let (token, session) = made.map_err(|error| match error {
        VisitorSessionError::NoSite => ApiError::new(WireCode::NotFound, error.to_string()),
        VisitorSessionError::ConsentOutdated => ApiError::new(WireCode::ConsentOutdated, error.to_string()),
        VisitorSessionError::Write(error) => error.into(),
    })?;
    let claims = TicketClaims {
        organisation: session.organisation,
        session: session.token_hash,
        owner: session.owner,
        session_ends: session.expires_at,
        used_at: session.used_at,
    };
    let SessionOwner::Visitor { visitor, .. } = session.owner else {
        return Err(ApiError::not_signed_in());
    };
    let answer = VisitorSession {
        visitor,
        expires_at: session.expires_at,
        ticket: edge.tickets.issue(&claims, edge.services.clock.now()),
        bearer: body.cookieless.then(|| token.expose()),
        conversations: Vec::new(),
    };
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    if !body.cookieless {
        response.headers_mut().insert(header::SET_COOKIE, visitor_cookie(&token, VISITOR_SESSION_MS / 1000));
    }
    Ok(response)
}

/// Whoever is blocked keeps the session they have, and its cookie as long as the block lasts: by it they are known.
fn kept_session(
    edge: &Edge,
    token: &SessionToken,
    of: &VisitorOf,
    body: &NewVisitorSession,
) -> Option<Response> {
    let services = &edge.services;
    let of_site = services.directory.site(&body.site).map(|(organisation, _)| organisation);
    let until = blocked_until(edge, of).filter(|_| of_site == Some(of.claims.organisation))?;
    let now = services.clock.now();
    let answer = VisitorSession {
        visitor: of.visitor,
        expires_at: of.expires_at,
        ticket: edge.tickets.issue(&of.claims, now),
        bearer: None,
        conversations: Vec::new(),
    };
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    response.headers_mut().insert(header::SET_COOKIE, visitor_cookie(token, until.since(now) / 1000));
    Some(response)
}

fn blocked_until(edge: &Edge, of: &VisitorOf) -> Option<Millis> {
    let SessionOwner::Visitor { person, .. } = of.claims.owner else { return None };
    edge.services.bans.until(of.claims.organisation, person, edge.services.clock.now())
}

/// `GET /api/v1/visitor/session`.
pub(super) async fn current(State(edge): State<Arc<Edge>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let of = signed_in(&edge, &headers).await?;
    let services = &edge.services;
    let organisation = of.claims.organisation;
    let mut conversations = Vec::new();
    for stored in services.stores.conversations.open_of_visitor(organisation, of.visitor).await? {
        if let Some(room) = services.open_room(organisation, stored.id).await? {
            conversations.push(room.wire_state(&services.directory));
        }
    }
    conversations.extend(services.answered(organisation, of.visitor).await?);
    let now = services.clock.now();
    let answer = VisitorSession {
        visitor: of.visitor,
        expires_at: of.expires_at,
        ticket: edge.tickets.issue(&of.claims, now),
        bearer: None,
        conversations,
    };
    let mut response = Json(answer).into_response();
    // A session that was prolonged: the browser keeps its cookie as long.
    let left_ms = of.expires_at.since(now);
    if left_ms > VISITOR_SESSION_MS
        && !headers.contains_key(header::AUTHORIZATION)
        && let Some(token) = visitor_token(&headers)
    {
        response.headers_mut().insert(header::SET_COOKIE, visitor_cookie(&token, left_ms / 1000));
    }
    Ok(response)
}

/// `POST /api/v1/visitor/tickets`.
pub(super) async fn ticket(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Json<Ticket>, ApiError> {
    let of = signed_in(&edge, &headers).await?;
    let ticket = edge.tickets.issue(&of.claims, edge.services.clock.now());
    Ok(Json(Ticket { ticket, expires_in_s: TICKET_LIFETIME_MS / 1000 }))
}

/// `DELETE /api/v1/visitor/session`.
pub(super) async fn end(State(edge): State<Arc<Edge>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let token = visitor_token(&headers);
    if let Some(token) = &token
        && let Some(of) = visitor_of(&edge.services, token).await?
        && blocked_until(&edge, &of).is_some()
    {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    // A token of nobody's costs one look-up and nothing else.
    if let Some(token) = token
        && edge.services.stores.sessions.find(token.hash()).await?.is_some()
    {
        edge.services.stores.sessions.end(token.hash(), None).await?;
        edge.tickets.end(token.hash(), edge.services.clock.now());
        for peer in edge.services.peers.of_session(token.hash()) {
            peer.end(EndReason::SessionEnded);
        }
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, no_visitor_cookie());
    Ok(response)
}

async fn signed_in(edge: &Edge, headers: &HeaderMap) -> Result<VisitorOf, ApiError> {
    let token = visitor_token(headers).ok_or_else(ApiError::not_signed_in)?;
    visitor_of(&edge.services, &token).await?.ok_or_else(ApiError::not_signed_in)
}

/// A body, or an error that says what was wrong with it and repeats nothing of it.
pub(super) fn json<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, ApiError> {
    match body {
        Ok(Json(body)) => Ok(body),
        Err(JsonRejection::MissingJsonContentType(_)) => {
            Err(ApiError::new(WireCode::Malformed, "send JSON with Content-Type: application/json"))
        }
        Err(_) => {
            Err(ApiError::new(WireCode::Malformed, "the body is not JSON of the form this request asks for"))
        }
    }
}
