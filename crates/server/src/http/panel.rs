//! The panel's page: framed by the pages of its site and by no others.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{answer::ApiError, assets, html::Escaped, router::Edge};
use crate::wire::WireCode;

/// Which site.
#[derive(Deserialize)]
pub(super) struct Of {
    site: Option<String>,
}

/// `GET /panel/?site=KEY`.
pub(super) async fn page(State(edge): State<Arc<Edge>>, Query(of): Query<Of>) -> Result<Response, ApiError> {
    let site = of.site.and_then(|key| edge.services.directory.site(&key));
    let Some((_, site)) = site else {
        return Err(ApiError::new(WireCode::NotFound, "there is no such site; check the key in the snippet"));
    };
    let ancestors = site
        .origins
        .iter()
        .filter(|origin| {
            origin.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'\''))
        })
        .fold(String::from("'self'"), |list, origin| list + " " + origin);
    let page = assets::page("panel/index.html")?;
    let app = format!("<div id=\"app\" data-site=\"{}\">", Escaped(&site.key));
    let mut response = page.replacen("<div id=\"app\">", &app, 1).into_response();
    let policy = assets::page_policy(&ancestors);
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_str(&policy)
            .map_err(|_| ApiError::new(WireCode::Internal, "the site's origins cannot be sent"))?,
    );
    Ok(response)
}
