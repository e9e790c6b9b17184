//! The panel's page, in one of its languages: framed by the pages of its site and by no others.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde::Deserialize;

use super::{
    answer::ApiError,
    assets,
    language::{language, spoken},
    router::Edge,
};
use crate::wire::WireCode;

/// Which site.
#[derive(Deserialize)]
pub(super) struct Of {
    site: Option<String>,
    /// The language of the page around it.
    lang: Option<String>,
    /// The language that the visitor asked for: above all others.
    chosen: Option<String>,
}

/// `GET /panel/?site=KEY&lang=LANGUAGE&chosen=LANGUAGE`.
pub(super) async fn page(
    State(edge): State<Arc<Edge>>,
    Query(of): Query<Of>,
    request: HeaderMap,
) -> Result<Response, ApiError> {
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
    let chosen = of.chosen.as_deref().and_then(spoken);
    let language = chosen.unwrap_or_else(|| language(&site, of.lang.as_deref(), &request));
    let mut response = assets::file(&page_in(language), &request)?;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Accept-Language"));
    let policy = assets::page_policy(&ancestors);
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_str(&policy)
            .map_err(|_| ApiError::new(WireCode::Internal, "the site's origins cannot be sent"))?,
    );
    Ok(response)
}

fn page_in(language: &str) -> String {
    format!("panel/index.{language}.html")
}
