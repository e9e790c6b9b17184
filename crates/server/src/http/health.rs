//! Alive and ready: for whatever starts and watches the server.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use tokio::sync::Notify;

use super::router::Edge;

/// Whether new connections are wanted.
#[derive(Default)]
pub(crate) struct Readiness {
    serving: AtomicBool,
    draining: AtomicBool,
    drained: Notify,
}

impl Readiness {
    pub(crate) fn serve(&self) {
        self.serving.store(true, Ordering::Release);
    }
    fn is_serving(&self) -> bool {
        self.serving.load(Ordering::Acquire)
    }
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }
    pub(crate) fn mark_drained(&self) {
        self.drained.notify_one();
    }
    pub(crate) async fn drained(&self) {
        self.drained.notified().await;
    }
    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }
}

/// The process answers, and is what it says it is: the demo has its past chats by then.
pub(super) async fn alive(State(edge): State<Arc<Edge>>) -> Response {
    if edge.readiness.is_serving() { "alive\n".into_response() } else { starting() }
}

/// The server takes new connections. Parts that have ended make it not ready; an audit log that cannot be signed or published
/// does not stop a running chat, and is said in a second word.
pub(super) async fn ready(State(edge): State<Arc<Edge>>) -> Response {
    if !edge.readiness.is_serving() {
        return starting();
    }
    let (services, unready) = (&edge.services, StatusCode::SERVICE_UNAVAILABLE);
    if edge.readiness.is_draining() {
        return (unready, "draining\n").into_response();
    }
    if let Some(part) = services.ended.first() {
        return (unready, format!("{}\n", part.word())).into_response();
    }
    let metrics = &services.metrics;
    if metrics.logs_unsequenced.value() > 0 {
        return "ready degraded:audit-unsequenced\n".into_response();
    }
    if metrics.logs_unpublished.value() > 0 {
        return "ready degraded:audit-unpublished\n".into_response();
    }
    "ready\n".into_response()
}

fn starting() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "starting\n").into_response()
}
