//! The chat as a page of its own, for sites that cannot embed it: a link that works from a letter or a text message. Where no script
//! runs, or none comes, the page names the other ways to reach the clinic.

mod times;
mod words;

use std::{fmt::Write, sync::Arc};

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use bedside_domain::{Department, EmergencyContact, Millis, OpenState, Site};
use serde::Deserialize;

use super::{
    answer::ApiError,
    assets,
    html::Escaped,
    language::{accepted, language},
    router::Edge,
};
use crate::wire::WireCode;
use words::{Words, fill, words_of};

const STYLE: &str = include_str!("full_page/full-page.css");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// The language that the link asks for.
#[derive(Deserialize)]
pub(super) struct Asked {
    lang: Option<String>,
}

/// `GET /chat/KEY`.
pub(super) async fn page(
    State(edge): State<Arc<Edge>>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    request: HeaderMap,
) -> Result<Response, ApiError> {
    let services = &edge.services;
    let Some((organisation, site)) = services.directory.site(&key) else {
        let accepted = request.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        return Ok(unknown(words_of(accepted.unwrap_or_default())));
    };
    let departments: Vec<_> =
        site.departments.iter().filter_map(|id| services.directory.department(organisation, *id)).collect();
    let departments: Vec<&Department> = departments.iter().map(AsRef::as_ref).collect();
    // There is no page around it: what the link does not say, the browser says.
    let language = language(&site, asked.lang.as_deref().or_else(|| accepted(&request)), &request);
    let panel = assets::text(&format!("panel/index.{language}.html"))?;
    let body =
        filled(&panel, &site, &departments, words_of(language), services.clock.now()).ok_or_else(|| {
            ApiError::new(WireCode::Internal, "the panel's page of this build has another form")
        })?;
    Ok(answer(StatusCode::OK, body, &assets::page_policy("'none'")))
}

/// A slash at the end, as people write addresses.
pub(super) async fn without_slash(Path(key): Path<String>) -> Redirect {
    let plain: String = key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    Redirect::permanent(&format!("/chat/{plain}"))
}

/// `GET /full-page.css`.
pub(super) async fn style() -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, ASK)], STYLE).into_response()
}

fn answer(status: StatusCode, body: String, policy: &str) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HTML);
    headers.insert(header::CACHE_CONTROL, ASK);
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    let policy = HeaderValue::from_str(policy).expect("the policy is ASCII");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// The panel's page, and in it the site's key, its name, and what stands there as long as no script has drawn anything.
fn filled(
    panel: &str,
    site: &Site,
    departments: &[&Department],
    words: &Words,
    now: Millis,
) -> Option<String> {
    let (before, after) = panel.split_once("<title>Chat</title>")?;
    let (head, after) = after.split_once("</head>")?;
    let (body, after) = after.split_once("<div id=\"app\"></div>")?;
    Some(format!(
        "{before}<title>{name}</title>{head}  <link rel=\"stylesheet\" href=\"/full-page.css\">\n    <link rel=\"icon\" href=\"data:,\">\n  </head>{body}\
         <div id=\"app\" data-site=\"{key}\"></div>\n{ways}{after}",
        name = Escaped(&site.name),
        key = Escaped(&site.key),
        ways = other_ways(site, departments, now, words),
    ))
}

/// How else to reach the clinic.
fn other_ways(site: &Site, departments: &[&Department], now: Millis, words: &Words) -> String {
    let mut page = format!(
        "    <main class=\"ways\">\n      <h1>{}</h1>\n      <p>{}</p>\n      <p>{}</p>\n{}",
        Escaped(&site.name),
        words.needs,
        words.lead,
        calls(&site.emergency, words),
    );
    let with_hours = departments.iter().any(|department| department.hours.is_some() || department.closed_now);
    if with_hours {
        push(&mut page, format_args!("      <h2>{}</h2>\n", words.hours));
        for department in departments {
            push_department(&mut page, department, now, words);
        }
    }
    page.push_str("    </main>\n");
    page
}

fn calls(contact: &EmergencyContact, words: &Words) -> String {
    [(words.phone, &contact.phone, "button primary"), (words.emergency, &contact.number, "button danger")]
        .iter()
        .filter_map(|(sentence, number, kind)| {
            let link = telephone(number)?;
            let text = fill(sentence, [number]);
            Some(format!(
                "      <p><a class=\"{kind}\" href=\"{}\">{}</a></p>\n",
                Escaped(link),
                Escaped(text)
            ))
        })
        .collect()
}

/// Digits and a leading plus (RFC 3966); `None` when there is nothing to dial.
fn telephone(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let plus = if number.trim_start().starts_with('+') { "+" } else { "" };
    (!digits.is_empty()).then(|| format!("tel:{plus}{digits}"))
}

fn push_department(page: &mut String, department: &Department, now: Millis, words: &Words) {
    let state = match department.state_at(now) {
        OpenState::Open { .. } => words.open,
        OpenState::Closed { .. } => words.closed,
    };
    push(
        page,
        format_args!("      <h3>{}</h3>\n      <p><strong>{state}</strong></p>\n", Escaped(&department.name)),
    );
    let Some(hours) = &department.hours else { return };
    page.push_str("      <dl>\n");
    for line in times::lines(hours, now, words) {
        push(page, format_args!("        <div><dt>{}</dt><dd>{}</dd></div>\n", line.days, line.times));
    }
    page.push_str("      </dl>\n");
    let zone = fill(words.zone, [&hours.zone.replace('_', " ")]);
    push(page, format_args!("      <p class=\"soft\">{}</p>\n", Escaped(zone)));
}

fn push(page: &mut String, text: std::fmt::Arguments<'_>) {
    page.write_fmt(text).expect("a string takes everything");
}

/// Nothing is known of whom the link was meant for.
fn unknown(words: &Words) -> Response {
    let body = format!(
        "<!doctype html>\n<html lang=\"{}\">\n  <head>\n    <meta charset=\"utf-8\">\n    \
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n    <meta name=\"robots\" content=\"noindex\">\n    \
         <title>{title}</title>\n    <link rel=\"stylesheet\" href=\"/full-page.css\">\n    <link rel=\"icon\" href=\"data:,\">\n  </head>\n  <body>\n    \
         <main class=\"ways\">\n      <h1>{title}</h1>\n      <p>{}</p>\n    </main>\n  </body>\n</html>\n",
        words.language,
        words.unknown_text,
        title = words.unknown_title,
    );
    answer(StatusCode::NOT_FOUND, body, &assets::page_policy("'none'"))
}

#[cfg(test)]
mod tests;
