//! Every route in one place, and what every answer carries.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use bedside_domain::limits::FRAME_MAX_BYTES;

use super::{
    answer::ApiError, assets, health, origin::check_intent, panel, site, socket, staff, stream, visitor,
};
use crate::{
    identity::{PasswordChecks, Tickets},
    services::Services,
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
        .route("/visitor/sessions", post(visitor::create))
        .route("/visitor/session", get(visitor::current).merge(delete(visitor::end)))
        .route("/visitor/tickets", post(visitor::ticket))
        .route("/staff/sign-in", post(staff::sign_in))
        .route("/staff/sign-out", post(staff::sign_out))
        .route("/staff/me", get(staff::me))
        .route("/staff/tickets", post(staff::ticket))
        .route("/staff/conversations", get(staff::list))
        .route("/staff/conversations/{id}", get(staff::read))
        .route("/socket", get(socket::upgrade))
        .route("/stream", post(stream::open))
        .route("/stream/{stream}/frames", post(stream::frames))
        .fallback(|| async { ApiError::new(WireCode::NotFound, "there is no such resource") })
        .layer(middleware::from_fn_with_state(Arc::clone(&edge), intent))
        .layer(DefaultBodyLimit::max(FRAME_MAX_BYTES));
    Router::new()
        .nest("/api/v1", api)
        .route("/embed/v1/{hash}/loader.js", get(assets::loader))
        .route("/panel/", get(panel::page))
        .route("/panel/{*path}", get(assets::panel))
        .route("/console", get(|| async { axum::response::Redirect::permanent("/console/") }))
        .route("/console/", get(assets::console_page))
        .route("/console/{*path}", get(assets::console))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(|| async { ApiError::new(WireCode::NotFound, "there is no such page") })
        .with_state(Arc::clone(&edge))
        .merge(extra)
        .layer(middleware::from_fn_with_state(edge, headers))
}

async fn intent(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    if let Err(refused) = check_intent(&edge, request.method(), request.headers()) {
        return refused.into_response();
    }
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

async fn headers(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if edge.scheme == Scheme::Https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(headers, header::REFERRER_POLICY, "no-referrer");
    put(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    );
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
