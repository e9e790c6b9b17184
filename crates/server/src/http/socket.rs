//! `GET /api/v1/socket`: the upgrade to a WebSocket (RFC 6455 §4.2), and handing the stream to a task of its own.

use std::sync::Arc;

use aws_lc_rs::digest;
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::{answer::ApiError, origin::check_origin, router::Edge};
use crate::{
    listener::{Paced, Place},
    wire::{SUBPROTOCOL, WireCode},
    ws::{Tungstenite, serve},
};

const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Upgrades, if the page and the request are right.
pub(super) async fn upgrade(
    State(edge): State<Arc<Edge>>,
    Extension(place): Extension<Arc<Place>>,
    mut request: Request,
) -> Result<Response, ApiError> {
    check_origin(&edge, request.headers())?;
    if edge.readiness.is_draining() {
        return Err(ApiError::busy("the server is being restarted; connect again in a moment", 2));
    }
    let accept = accept_key(request.headers())?;
    let on_upgrade = request
        .extensions_mut()
        .remove::<OnUpgrade>()
        .ok_or_else(|| ApiError::new(WireCode::Malformed, "this connection cannot be upgraded"))?;
    take_over(&edge, on_upgrade, place);
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    *response.body_mut() = Body::empty();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    Ok(response)
}

fn accept_key(headers: &HeaderMap) -> Result<HeaderValue, ApiError> {
    let has = |name, token: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|part| part.trim().eq_ignore_ascii_case(token))
    };
    let bad = |message| Err(ApiError::new(WireCode::Malformed, message));
    if !has(header::CONNECTION, "upgrade") || !has(header::UPGRADE, "websocket") {
        return bad("this is a WebSocket; connect with Upgrade: websocket");
    }
    if !has(header::SEC_WEBSOCKET_VERSION, "13") {
        return bad("the WebSocket version must be 13");
    }
    if !has(header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
        return bad("offer the sub-protocol bedside.v1");
    }
    let Some(key) = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24) else {
        return bad("Sec-WebSocket-Key is missing or no 16 bytes in base64");
    };
    // SHA-1 is what RFC 6455 asks for here; nothing secret depends on it.
    let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hash.update(key.as_bytes());
    hash.update(GUID);
    let accept = BASE64_STANDARD.encode(hash.finish());
    Ok(HeaderValue::from_str(&accept).expect("base64 is visible ASCII"))
}

/// Spawned twice: the inner task is the session's own, so that the one that awaited the upgrade, and hyper's state, are freed.
fn take_over(edge: &Arc<Edge>, on_upgrade: OnUpgrade, place: Arc<Place>) {
    let (services, tickets) = (Arc::clone(&edge.services), Arc::clone(&edge.tickets));
    tokio::spawn(async move {
        let Ok(upgraded) = on_upgrade.await else { return };
        let upgraded = match upgraded.downcast::<TokioIo<Box<Paced<TlsStream<TcpStream>>>>>() {
            Ok(parts) => {
                let socket = Tungstenite::take_over(parts.io.into_inner(), parts.read_buf.to_vec()).await;
                tokio::spawn(serve(services, tickets, socket, place));
                return;
            }
            Err(upgraded) => upgraded,
        };
        if let Ok(parts) = upgraded.downcast::<TokioIo<Paced<TcpStream>>>() {
            let socket = Tungstenite::take_over(parts.io.into_inner(), parts.read_buf.to_vec()).await;
            tokio::spawn(serve(services, tickets, socket, place));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_the_example_of_the_rfc() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-protocol", "chat, bedside.v1"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        assert_eq!(accept_key(&headers).ok().unwrap(), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        for name in
            ["connection", "upgrade", "sec-websocket-version", "sec-websocket-protocol", "sec-websocket-key"]
        {
            let mut without = headers.clone();
            without.remove(name);
            assert!(accept_key(&without).is_err(), "{name}");
        }
    }
}
