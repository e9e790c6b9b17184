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
    draining: AtomicBool,
    drained: Notify,
}

impl Readiness {
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

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// The server takes new connections.
pub(super) async fn ready(State(edge): State<Arc<Edge>>) -> Response {
    if edge.readiness.is_draining() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n").into_response();
    }
    "ready\n".into_response()
}
