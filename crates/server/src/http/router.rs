//! Every route in one place, and what every answer carries.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};

use super::{
    answer::ApiError,
    assets, blocks,
    body::whole_body,
    full_page, health, numbers,
    origin::{check_host, check_intent, is_loopback},
    panel, prefill, reminders, search, settings, site, socket, staff, stream, visitor,
};
use crate::{
    identity::{Attempts, PasswordChecks, Tickets},
    services::Services,
    source::SourceRate,
    wire::WireCode,
};

/// How a listener speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// TLS.
    Https,
    /// Plain, on loopback only.
    Http,
}

impl Scheme {
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::Https => "https://",
            Self::Http => "http://",
        }
    }
}

/// What the handlers work with.
pub(crate) struct Edge {
    pub(crate) services: Arc<Services>,
    pub(crate) tickets: Arc<Tickets>,
    pub(crate) passwords: Arc<PasswordChecks>,
    pub(crate) attempts: Arc<Attempts>,
    pub(crate) new_sessions: Arc<SourceRate>,
    pub(crate) streams: Arc<stream::Streams>,
    pub(crate) readiness: Arc<health::Readiness>,
    pub(crate) scheme: Scheme,
    /// Origins under which the server is reached; empty = whatever the Host header says.
    pub(crate) public_origins: Vec<String>,
}

/// The routes of one listener. `extra` adds pages of the demo.
pub(crate) fn router(edge: Arc<Edge>, extra: Router) -> Router {
    let api = Router::new()
        .route("/sites/{key}", get(site::info))
        .route("/visitor/prefill", post(prefill::check))
        .route("/visitor/sessions", post(visitor::create))
        .route("/visitor/session", get(visitor::current).merge(delete(visitor::end)))
        .route("/visitor/tickets", post(visitor::ticket))
        .route("/staff/sign-in", post(staff::sign_in))
        .route("/staff/sign-out", post(staff::sign_out))
        .route("/staff/me", get(staff::me))
        .route("/staff/tickets", post(staff::ticket))
        .route("/staff/board", get(staff::board))
        .route("/staff/board/chats", get(staff::running))
        .route("/staff/canned", get(staff::canned))
        .route("/staff/reminders", get(reminders::list).post(reminders::set))
        .route("/staff/reminders/{id}", delete(reminders::end))
        .route("/staff/blocks", get(blocks::list).post(blocks::block))
        .route("/staff/blocks/{id}", delete(blocks::unblock))
        .route("/staff/conversations", get(staff::list))
        .route("/staff/conversations/search", post(search::search))
        .route("/staff/conversations/search/texts", post(search::texts))
        .route("/staff/conversations/{id}", get(staff::read))
        .route("/staff/conversations/{id}/person", get(staff::past))
        .route("/settings", get(settings::view))
        .route("/settings/departments", post(settings::add_department))
        .route("/settings/departments/{id}", settings::department())
        .route("/settings/sites", post(settings::add_site))
        .route("/settings/sites/{id}", put(settings::change_site))
        .route("/settings/staff", get(settings::people).merge(post(settings::add_person)))
        .route("/settings/staff/{id}", put(settings::change_person))
        .route("/settings/staff/{id}/password", post(settings::reset_password))
        .route("/numbers", get(numbers::read))
        .route("/stream", post(stream::open))
        .route("/stream/frames", post(stream::frames))
        .layer(middleware::from_fn_with_state(Arc::clone(&edge), intent))
        // Browsers send no header of ours with an upgrade: it looks at the page's origin itself, and at no cookie.
        .route("/socket", get(socket::upgrade))
        .fallback(|| async { ApiError::new(WireCode::NotFound, "there is no such resource") })
        .layer(middleware::map_response(private));
    Router::new()
        .nest("/api/v1", api)
        .route("/embed/v1/{hash}/loader.js", get(assets::loader))
        .route("/panel/", get(panel::page))
        .route("/chat/{key}", get(full_page::page))
        .route("/chat/{key}/", get(full_page::without_slash))
        .route("/full-page.css", get(full_page::style))
        .route("/panel/{*path}", get(assets::panel))
        .route("/console", get(|| async { axum::response::Redirect::permanent("/console/") }))
        .route("/console/", get(assets::console_page))
        .route("/console/{*path}", get(assets::console))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(|| async { ApiError::new(WireCode::NotFound, "there is no such page") })
        .with_state(Arc::clone(&edge))
        .merge(extra)
        .layer(middleware::from_fn_with_state(Arc::clone(&edge), host))
        .layer(middleware::from_fn(whole_body))
        .layer(middleware::from_fn_with_state(edge, headers))
}

async fn intent(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    match check_intent(&edge, request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

async fn host(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    match check_host(&edge, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

/// Answers of the interface are for our own pages, and nobody keeps them.
async fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    set(headers, header::CACHE_CONTROL, "no-store");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    response
}

const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
const NOTHING: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

async fn headers(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    // On loopback the plain listener stands beside this one, and a browser's promise is for a host's every port.
    let promises_tls = edge.scheme == Scheme::Https && !is_loopback(request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if promises_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    );
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
