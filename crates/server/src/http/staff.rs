//! Staff over REST: signing in and out, tickets, closed conversations.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bedside_domain::{ConversationId, Permission, is_choice_id, limits::TICKET_LIFETIME_MS};
use bedside_storage::FiledAs;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    answer::ApiError,
    cookies::{no_staff_cookie, staff_cookie, staff_token},
    router::Edge,
    visitor::json,
};
use crate::{
    change::ChangeError,
    directory::Staff,
    identity::{self, Credentials, SignInError, TicketClaims, staff_of},
    list_conversations::list_conversations,
    listener::Place,
    past_conversations::past_conversations,
    read_conversation::read_conversation,
    supervise::running_chats,
    wire::{
        Board, CannedReplies, Colleague, ConversationList, DepartmentName, DepartmentReplies, Me,
        PastConversations, SignIn, Ticket, Transcript, WireCode,
    },
};

/// `POST /api/v1/staff/sign-in`.
pub(super) async fn sign_in(
    State(edge): State<Arc<Edge>>,
    Extension(place): Extension<Arc<Place>>,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, ApiError> {
    let SignIn { organisation, email, password } = json(body)?;
    let credentials =
        Credentials { organisation, email, password: Zeroizing::new(password), source: place.source };
    let signed_in = identity::sign_in(&edge.services, &edge.passwords, &edge.attempts, credentials)
        .await
        .map_err(|error| match error {
            SignInError::Wrong => ApiError::new(WireCode::Unauthenticated, error.to_string()),
            SignInError::WhichOrganisation => ApiError::new(WireCode::Malformed, error.to_string()),
            SignInError::Busy { retry_after_s } => ApiError::busy(error.to_string(), retry_after_s),
            SignInError::SlowDown { retry_after_s } => ApiError::slow_down(error.to_string(), retry_after_s),
            SignInError::Custody(error) => ChangeError::Custody(error).into(),
            SignInError::Write(error) => error.into(),
        })?;
    let mut response = Json(me_of(&edge, &signed_in.staff)).into_response();
    response.headers_mut().insert(header::SET_COOKIE, staff_cookie(&signed_in.token));
    Ok(response)
}

/// `POST /api/v1/staff/sign-out`.
pub(super) async fn sign_out(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(token) = staff_token(&headers)
        && let Some((staff, _)) = staff_of(&edge.services, &token).await?
    {
        edge.tickets.end(token.hash(), edge.services.clock.now());
        identity::sign_out(&edge.services, &token, &staff).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, no_staff_cookie());
    Ok(response)
}

/// `GET /api/v1/staff/me`.
pub(super) async fn me(State(edge): State<Arc<Edge>>, headers: HeaderMap) -> Result<Json<Me>, ApiError> {
    let (staff, _) = signed_in(&edge, &headers).await?;
    Ok(Json(me_of(&edge, &staff)))
}

/// `POST /api/v1/staff/tickets`.
pub(super) async fn ticket(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Json<Ticket>, ApiError> {
    let (_, claims) = signed_in(&edge, &headers).await?;
    let ticket = edge.tickets.issue(&claims, edge.services.clock.now());
    Ok(Json(Ticket { ticket, expires_in_s: TICKET_LIFETIME_MS / 1000 }))
}

/// `GET /api/v1/staff/board`. Asked again and again by a page: no use of the session.
pub(super) async fn board(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Json<Board>, ApiError> {
    let (staff, _) = signed_in(&edge, &headers).await?;
    Ok(Json(crate::board::board(&edge.services, &staff).await?))
}

/// Of which department.
#[derive(Deserialize)]
pub(super) struct OfDepartment {
    department: String,
}

/// `GET /api/v1/staff/board/chats`.
pub(super) async fn running(
    State(edge): State<Arc<Edge>>,
    Query(of): Query<OfDepartment>,
    headers: HeaderMap,
) -> Result<Json<ConversationList>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let department = of.department.parse().map_err(|_| ChangeError::Forbidden)?;
    Ok(Json(running_chats(&edge.services, &staff, department).await?))
}

/// `GET /api/v1/staff/canned`.
pub(super) async fn canned(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Json<CannedReplies>, ApiError> {
    let (staff, _) = signed_in(&edge, &headers).await?;
    let directory = &edge.services.directory;
    let clinic = directory.organisations().into_iter().find(|one| one.id == staff.organisation);
    let mut sent = edge.services.canned_sent(staff.organisation).await;
    let departments = directory
        .departments(staff.organisation)
        .iter()
        .filter(|department| {
            !department.canned.is_empty() && staff.may(Permission::ServeChats, department.id)
        })
        .map(|department| DepartmentReplies {
            department: department.id,
            replies: department.canned.clone(),
            sent: sent.remove(&department.id).unwrap_or_default(),
        })
        .collect();
    Ok(Json(CannedReplies { clinic: clinic.map(|one| one.name).unwrap_or_default(), departments }))
}

/// Where a page of the list begins, and what is in it.
#[derive(Deserialize)]
pub(super) struct Page {
    before: Option<String>,
    outcome: Option<String>,
    tag: Option<String>,
}

/// `GET /api/v1/staff/conversations`.
pub(super) async fn list(
    State(edge): State<Arc<Edge>>,
    Query(page): Query<Page>,
    headers: HeaderMap,
) -> Result<Json<ConversationList>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let before = match page.before {
        None => None,
        Some(text) => Some(text.parse::<ConversationId>().map_err(|error| {
            ApiError::new(WireCode::Malformed, format!("before is no conversation id: {error}"))
        })?),
    };
    let filed = FiledAs { outcome: page.outcome, tag: page.tag, ..FiledAs::default() };
    if !filed.outcome.iter().chain(&filed.tag).all(|id| is_choice_id(id)) {
        return Err(ApiError::new(WireCode::Malformed, "outcome and tag are ids of a department's lists"));
    }
    Ok(Json(list_conversations(&edge.services, &staff, filed, before).await?))
}

/// `GET /api/v1/staff/conversations/{id}`.
pub(super) async fn read(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Transcript>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let id = id.parse::<ConversationId>().map_err(|_| {
        ApiError::new(WireCode::NotFound, "there is no such conversation, or it is not for you")
    })?;
    Ok(Json(read_conversation(&edge.services, &staff, id).await?))
}

/// `GET /api/v1/staff/conversations/{id}/person`.
pub(super) async fn past(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<PastConversations>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let id = id.parse::<ConversationId>().map_err(|_| ChangeError::NotFound)?;
    Ok(Json(past_conversations(&edge.services, &staff, id).await?))
}

/// Who is signed in and does something: the session is in use.
pub(super) async fn acts(edge: &Edge, headers: &HeaderMap) -> Result<Arc<Staff>, ApiError> {
    let (staff, claims) = signed_in(edge, headers).await?;
    let services = &edge.services;
    services.stores.sessions.touch(claims.session, services.clock.now());
    for peer in services.peers.of_session(claims.session) {
        peer.touch(services.clock.moment());
    }
    Ok(staff)
}

pub(super) async fn signed_in(
    edge: &Edge,
    headers: &HeaderMap,
) -> Result<(Arc<Staff>, TicketClaims), ApiError> {
    let token = staff_token(headers).ok_or_else(ApiError::not_signed_in)?;
    staff_of(&edge.services, &token).await?.ok_or_else(ApiError::not_signed_in)
}

fn me_of(edge: &Edge, staff: &Staff) -> Me {
    let services = &edge.services;
    let colleagues = services
        .directory
        .all_staff(staff.organisation)
        .into_iter()
        .filter(|other| {
            other.id != staff.id && other.disabled_at.is_none() && other.role.may(Permission::ServeChats)
        })
        .map(|other| Colleague {
            id: other.id,
            name: other.name.clone(),
            departments: other.departments.clone(),
            online: services.desk.is_online(other.organisation, other.id),
        })
        .collect();
    Me {
        id: staff.id,
        name: staff.name.clone(),
        role: staff.role,
        departments: staff.departments.clone(),
        all_departments: services
            .directory
            .departments_ever(staff.organisation)
            .iter()
            .map(|department| DepartmentName::from(&**department))
            .collect(),
        colleagues,
    }
}
