//! The two session cookies. `__Host-` binds them to this host over a secure connection (RFC 6265bis §4.1.3.2).

use axum::http::{HeaderMap, HeaderValue, header};
use bedside_domain::limits;

use crate::identity::SessionToken;

const VISITOR: &str = "__Host-bedside-visitor";
const STAFF: &str = "__Host-bedside-staff";

/// A visitor's cookie: the panel is an iframe on somebody's page, so it is sent there too, in that page's own partition.
pub(crate) fn visitor_cookie(token: &SessionToken, seconds: u64) -> HeaderValue {
    set(&format!(
        "{VISITOR}={}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=None; Partitioned",
        token.expose(),
    ))
}

/// Takes the visitor's cookie away.
pub(crate) fn no_visitor_cookie() -> HeaderValue {
    set(&format!("{VISITOR}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=None; Partitioned"))
}

/// A staff cookie: the console is a page of its own and is never framed.
pub(crate) fn staff_cookie(token: &SessionToken) -> HeaderValue {
    set(&format!(
        "{STAFF}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Strict",
        token.expose(),
        limits::STAFF_SESSION_MS / 1000
    ))
}

/// Takes the staff cookie away.
pub(crate) fn no_staff_cookie() -> HeaderValue {
    set(&format!("{STAFF}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"))
}

fn set(text: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(text).expect("names, attributes and base64url are visible ASCII");
    value.set_sensitive(true);
    value
}

/// The visitor's token: from `Authorization: Bearer`, or from the cookie.
pub(crate) fn visitor_token(headers: &HeaderMap) -> Option<SessionToken> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match bearer {
        Some(token) => SessionToken::parse(token),
        None => cookie(headers, VISITOR),
    }
}

/// The staff token, from the cookie.
pub(crate) fn staff_token(headers: &HeaderMap) -> Option<SessionToken> {
    cookie(headers, STAFF)
}

/// Whether the browser was told to say who this is, whichever page asks.
pub(crate) fn has_session_cookie(headers: &HeaderMap) -> bool {
    [VISITOR, STAFF].iter().any(|name| cookie(headers, name).is_some())
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<SessionToken> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .and_then(|(_, value)| SessionToken::parse(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRng;

    #[test]
    fn finds_its_own_among_others() {
        let token = SessionToken::generate(&SystemRng);
        let mut headers = HeaderMap::new();
        let text = format!("a=b; {VISITOR}={}; {STAFF}=x", token.expose());
        headers.insert(header::COOKIE, text.parse().unwrap());
        assert!(visitor_token(&headers).is_some_and(|found| found.hash() == token.hash()));
        assert!(staff_token(&headers).is_none());
    }
}
