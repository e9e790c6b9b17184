//! The files of widget and console, embedded in the binary: hashed names are kept for ever, pages are asked for every time.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use rust_embed::RustEmbed;

use super::answer::ApiError;
use crate::wire::WireCode;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

const LOADER: &str = "loader/loader.js";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

static LOADER_HASH: LazyLock<String> = LazyLock::new(|| {
    let file = Dist::get(LOADER).map(|file| file.data).unwrap_or_default();
    let hash = digest::digest(&digest::SHA256, &file);
    hash.as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
});

/// Where the loader of this release is; one that differs has another path, and both are served for ever.
#[must_use]
pub fn loader_path() -> String {
    format!("/embed/v1/{}/loader.js", *LOADER_HASH)
}

/// The loader's integrity value for the snippet (Subresource Integrity).
#[must_use]
pub fn loader_integrity() -> String {
    let file = Dist::get(LOADER).map(|file| file.data).unwrap_or_default();
    format!("sha384-{}", BASE64_STANDARD.encode(digest::digest(&digest::SHA384, &file)))
}

/// `GET /embed/v1/{hash}/loader.js`: this build's and that of every release before (`vectors/loaders/`), for every page of
/// the world, unchanged for ever.
pub(super) async fn loader(Path(hash): Path<String>, request: HeaderMap) -> Result<Response, ApiError> {
    let mut response = if hash == *LOADER_HASH {
        file(LOADER, &request)?
    } else if hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        file(&format!("loaders/{hash}/loader.js"), &request)?
    } else {
        return Err(missing());
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, FOR_EVER);
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}

/// Files of the panel.
pub(super) async fn panel(Path(path): Path<String>, request: HeaderMap) -> Result<Response, ApiError> {
    hashed(&format!("panel/{path}"), &request)
}

/// The console's page: never framed.
pub(super) async fn console_page(request: HeaderMap) -> Result<Response, ApiError> {
    let mut response = file("console/index.html", &request)?;
    let policy = HeaderValue::from_str(&page_policy("'none'")).expect("the policy is ASCII");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// Files of the console.
pub(super) async fn console(Path(path): Path<String>, request: HeaderMap) -> Result<Response, ApiError> {
    hashed(&format!("console/{path}"), &request)
}

/// What a page of ours may load: our own files, nothing inline, nothing from anywhere else.
pub(super) fn page_policy(ancestors: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
         manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}; \
         require-trusted-types-for 'script'"
    )
}

fn hashed(path: &str, request: &HeaderMap) -> Result<Response, ApiError> {
    // Pages have policies of their own and are asked for every time.
    if !path.contains("/assets/") {
        return Err(missing());
    }
    let mut response = file(path, request)?;
    response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    Ok(response)
}

/// One embedded file, compressed if the build has it so and the browser takes it.
pub(super) fn file(path: &str, request: &HeaderMap) -> Result<Response, ApiError> {
    let kind = match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => return Err(missing()),
    };
    let takes = |coding: &str| {
        request
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|part| part.split(';').next().is_some_and(|name| name.trim() == coding))
    };
    let (data, coding) = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| takes(coding))
        .find_map(|(coding, end)| Dist::get(&format!("{path}{end}")).map(|file| (file, Some(coding))))
        .or_else(|| Dist::get(path).map(|file| (file, None)))
        .ok_or_else(missing)?;
    let mut response = Body::from(data.data.into_owned()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, ASK);
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Ok(response)
}

/// A page of this build, for whoever puts something into it.
pub(super) fn page(path: &str) -> Result<String, ApiError> {
    let file = Dist::get(path).ok_or_else(missing)?;
    String::from_utf8(file.data.into_owned()).map_err(|_| missing())
}

fn missing() -> ApiError {
    ApiError::new(WireCode::NotFound, "there is no such file in this release")
}
