//! The clinic's own page, with the two lines that embed the chat. Plain HTML, a strict policy, no script of its own.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bedside_server::{loader_integrity, loader_path};

use super::clinic::{EMERGENCY, PHONE, SITE_KEY};

const PAGE: &str = include_str!("clinic.html");
const STYLE: &str = include_str!("clinic.css");

/// The ports of this run: known once the server listens.
#[derive(Default)]
pub(super) struct Ports {
    http: AtomicU16,
    https: AtomicU16,
}

impl Ports {
    pub(super) fn set(&self, http: u16, https: u16) {
        self.http.store(http, Ordering::Release);
        self.https.store(https, Ordering::Release);
    }

    pub(super) fn http(&self) -> u16 {
        self.http.load(Ordering::Acquire)
    }

    pub(super) fn https(&self) -> u16 {
        self.https.load(Ordering::Acquire)
    }

    /// Every origin under which the page is shown.
    pub(super) fn origins(&self) -> Vec<String> {
        let (http, https) = (self.http(), self.https());
        vec![
            format!("http://localhost:{http}"),
            format!("http://127.0.0.1:{http}"),
            format!("https://localhost:{https}"),
            format!("https://127.0.0.1:{https}"),
        ]
    }

    /// The chat's origin for a page that was asked for under this host: always `localhost`, so that the page at
    /// `127.0.0.1` is another site than its chat.
    fn chat_origin(&self, host: &str) -> String {
        let port = host.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        if port == Some(self.https()) {
            format!("https://localhost:{}", self.https())
        } else {
            format!("http://localhost:{}", self.http())
        }
    }
}

/// The page and its style sheet.
pub(super) fn router(ports: Arc<Ports>) -> Router {
    Router::new().route("/", get(page)).route("/clinic.css", get(style)).with_state(ports)
}

async fn page(State(ports): State<Arc<Ports>>, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let chat = ports.chat_origin(host);
    let page = fill(&chat);
    let policy = format!(
        "default-src 'none'; script-src {chat}; frame-src {chat}; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    );
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn style() -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))], STYLE)
        .into_response()
}

/// The page with the snippet for this chat origin. Nothing that comes from a request gets into it.
fn fill(chat: &str) -> String {
    PAGE.replace("{{loader}}", &format!("{chat}{}", loader_path()))
        .replace("{{integrity}}", &loader_integrity())
        .replace("{{site}}", SITE_KEY)
        .replace("{{emergency}}", EMERGENCY)
        .replace("{{phone}}", PHONE)
        .replace("{{phone-link}}", &PHONE.replace(' ', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_embeds_the_chat_of_localhost() {
        let ports = Ports::default();
        ports.set(8080, 8443);
        for (host, chat) in [
            ("localhost:8080", "http://localhost:8080"),
            ("127.0.0.1:8080", "http://localhost:8080"),
            ("localhost:8443", "https://localhost:8443"),
            ("127.0.0.1:8443", "https://localhost:8443"),
            ("[::1]:8443", "https://localhost:8443"),
            ("", "http://localhost:8080"),
        ] {
            assert_eq!(ports.chat_origin(host), chat, "{host}");
        }
    }

    #[test]
    fn the_page_has_nothing_inline_and_no_hole() {
        let page = fill("http://localhost:8080");
        assert!(!page.contains("{{"), "{page}");
        assert!(!page.contains("<style") && !page.contains("style=") && !page.contains("onclick"));
        assert_eq!(page.matches("<script").count(), 1);
        assert!(page.contains("data-site=\"riverside\""));
    }
}
