//! Which pages may talk to the server: its own, and programs that are no page. Sites embed the panel, which is a page of ours.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, Method, header};

use super::{
    answer::ApiError,
    cookies::has_session_cookie,
    router::{Edge, Scheme},
};
use crate::wire::WireCode;

/// Every request that changes something, or is made under a cookie, carries this: a form or an image on another page cannot send it.
const HEADER: &str = "x-bedside";

/// Refuses a request whose page is not ours.
pub(crate) fn check_origin(edge: &Edge, headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origin = origin.to_str().unwrap_or_default();
    let ours = if edge.public_origins.is_empty() {
        origin.strip_prefix(edge.scheme.prefix()).is_some_and(|rest| rest.eq_ignore_ascii_case(host))
    } else {
        edge.public_origins.iter().any(|known| known.eq_ignore_ascii_case(origin))
    };
    if ours {
        return Ok(());
    }
    Err(ApiError::new(
        WireCode::OriginForbidden,
        "this page may not use this server; embed the widget with its snippet instead",
    ))
}

/// Refuses a request that changes something, or is made under a session's cookie, if it may come from a page that is not ours.
pub(crate) fn check_intent(edge: &Edge, method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    if !method.is_safe() {
        check_origin(edge, headers)?;
    } else if !has_session_cookie(headers) || is_of_our_page(headers) {
        return Ok(());
    }
    if headers.get(HEADER).is_some_and(|value| value == "1") {
        return Ok(());
    }
    Err(ApiError::new(
        WireCode::OriginForbidden,
        "requests that change something or carry a session's cookie carry the header X-Bedside: 1 too",
    ))
}

/// As the browser says (Fetch Metadata): no page can.
fn is_of_our_page(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

/// Refuses a name under which the server is not reached. A page elsewhere whose name was made to point to this machine (DNS
/// rebinding) asks the plain listener under that name; with TLS no certificate covers it. Whoever names no host is no browser.
pub(crate) fn check_host(edge: &Edge, headers: &HeaderMap) -> Result<(), ApiError> {
    let is_open = edge.scheme == Scheme::Https || !edge.public_origins.is_empty();
    if is_open || !headers.contains_key(header::HOST) || is_loopback(headers) {
        return Ok(());
    }
    Err(ApiError::new(
        WireCode::OriginForbidden,
        "this listener answers to localhost only; set public_origins to where browsers reach the server",
    ))
}

/// Whether the request is for a host of this machine's own: `localhost` and the names below it (RFC 6761 §6.3), `127.0.0.0/8`, `[::1]`.
pub(super) fn is_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if let Some(rest) = host.strip_prefix('[') {
        let address = rest.split_once(']').and_then(|(address, _)| address.parse::<Ipv6Addr>().ok());
        return address.is_some_and(|address| address.is_loopback());
    }
    let name = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    last.eq_ignore_ascii_case("localhost")
        || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(host: &'static str, want: bool) {
        let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]);
        assert_eq!(is_loopback(&headers), want, "{host}");
    }

    #[test]
    fn hosts_of_this_machine_get_no_promise_of_tls() {
        for host in [
            "localhost",
            "localhost:8443",
            "LocalHost.:8443",
            "clinic.localhost",
            "127.0.0.1",
            "127.8.9.10:8443",
            "[::1]",
            "[::1]:8443",
        ] {
            check(host, true);
        }
        for host in [
            "",
            "chat.clinic.example",
            "chat.clinic.example:8443",
            "localhost.clinic.example",
            "notlocalhost",
            "127.0.0.1.clinic.example",
            "128.0.0.1",
            "10.0.0.1:8443",
            "[::2]:8443",
            "[::1",
            "::1",
        ] {
            check(host, false);
        }
        assert!(!is_loopback(&HeaderMap::new()));
    }
}
