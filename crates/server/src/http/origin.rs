//! Which pages may talk to the server: its own, and programs that are no page. Sites embed the panel, which is a page of ours.

use axum::http::{HeaderMap, Method, header};

use super::{answer::ApiError, router::Edge};
use crate::wire::WireCode;

/// Every request that changes something carries this: a form or an image on another page cannot send it.
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

/// Refuses a changing request without the header that only our pages and programs send.
pub(crate) fn check_intent(edge: &Edge, method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    if method.is_safe() {
        return Ok(());
    }
    check_origin(edge, headers)?;
    if headers.get(HEADER).is_some_and(|value| value == "1") {
        return Ok(());
    }
    Err(ApiError::new(
        WireCode::OriginForbidden,
        "requests that change something carry the header X-Bedside: 1",
    ))
}
