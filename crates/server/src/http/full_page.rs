//! The chat as a page of its own, for sites that cannot embed it: `/chat/KEY`. Where no script runs, the page names the other ways to
//! reach the clinic.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bedside_domain::{Department, Site, WallTime};
use serde::Deserialize;

use super::{answer::ApiError, assets, language::language, router::Edge};

/// Where the script draws; what stands after it is seen without one.
const PLACE: &str = "<div id=\"app\"></div>";
/// Weekday names from Monday, and the sentences, of one language.
struct Words {
    days: [&'static str; 7],
    title: &'static str,
    emergency: &'static str,
    phone: &'static str,
    hours: &'static str,
    always: &'static str,
    closed: &'static str,
    zone: &'static str,
}

const ENGLISH: Words = Words {
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    title: "The chat needs JavaScript, which is switched off here. You can reach us in these ways:",
    emergency: "In an emergency call",
    phone: "Call the clinic:",
    hours: "Opening hours",
    always: "at any hour",
    closed: "closed",
    zone: "Times of the zone",
};
const SPANISH: Words = Words {
    days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    title: "El chat necesita JavaScript, que aquí está desactivado. Puede comunicarse con nosotros así:",
    emergency: "En caso de emergencia, llame al",
    phone: "Llamar a la clínica:",
    hours: "Horario",
    always: "a cualquier hora",
    closed: "cerrado",
    zone: "Horas de la zona",
};
/// For a link that leads nowhere: whose it is nobody knows, so neither is a number.
const UNKNOWN: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
<title>No chat here</title></head>\n<body><main><h1>There is no chat at this address</h1>\
<p>The link may be old or mistyped. Please go to the clinic\u{2019}s own page, or call the clinic.</p>\
<p lang=\"es\">No hay ningún chat en esta dirección. Vaya a la página de la clínica o llame por teléfono, por favor.</p>\
</main></body>\n</html>\n";

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
    let Some((organisation, site)) = edge.services.directory.site(&key) else {
        return Ok((StatusCode::NOT_FOUND, html(UNKNOWN.to_owned())?).into_response());
    };
    let language = language(&site, asked.lang.as_deref(), &request);
    let departments: Vec<_> = site
        .departments
        .iter()
        .filter_map(|id| edge.services.directory.department(organisation, *id))
        .collect();
    let departments: Vec<&Department> = departments.iter().map(AsRef::as_ref).collect();
    let page = assets::text(&format!("panel/index.{language}.html"))?;
    let words = if language == "es" { &SPANISH } else { &ENGLISH };
    let other = format!("{PLACE}\n    <noscript>{}</noscript>", other_ways(words, &site, &departments));
    html(page.replacen(PLACE, &other, 1))
}

fn html(page: String) -> Result<Response, ApiError> {
    let policy = assets::page_policy("'none'");
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_str(&policy).expect("the policy is ASCII"),
    );
    Ok(response)
}

/// The clinic's numbers as links, and when each department is open.
fn other_ways(words: &Words, site: &Site, departments: &[&Department]) -> String {
    let mut out = format!("<main class=\"body\"><h1>{}</h1><p>{}</p>", escape(&site.name), words.title);
    for (said, number) in [(words.emergency, &site.emergency.number), (words.phone, &site.emergency.phone)] {
        let digits: String = number.chars().filter(|each| each.is_ascii_digit() || *each == '+').collect();
        if !digits.is_empty() {
            let _ =
                write!(out, "<p><a class=\"button\" href=\"tel:{digits}\">{said} {}</a></p>", escape(number));
        }
    }
    let _ = write!(out, "<h2>{}</h2><dl>", words.hours);
    for department in departments {
        let _ = write!(out, "<dt>{}</dt>", escape(&department.name));
        match (&department.hours, department.closed_now) {
            (_, true) => drop(write!(out, "<dd>{}</dd>", words.closed)),
            (None, false) => drop(write!(out, "<dd>{}</dd>", words.always)),
            (Some(hours), false) => {
                for (day, spans) in words.days.iter().zip(hours.week.days()) {
                    let spans: Vec<_> = spans
                        .iter()
                        .map(|span| format!("{}\u{2013}{}", time(span.from), time(span.to)))
                        .collect();
                    let when = if spans.is_empty() { words.closed.to_owned() } else { spans.join(", ") };
                    let _ = write!(out, "<dd>{day}: {when}</dd>");
                }
                let _ = write!(out, "<dd>{} {}</dd>", words.zone, escape(&hours.zone));
            }
        }
    }
    out.push_str("</dl></main>");
    out
}

fn time(at: WallTime) -> String {
    at.to_string()
}

/// A text of the site's own in HTML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '"' | '\'' => drop(write!(out, "&#{};", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use bedside_domain::{
        DepartmentId, EmergencyContact, Look, OpenSpan, OpeningHours, Preset, PrivacyPolicy, Routing, SiteId,
        Week, usual_outcomes,
    };

    use super::*;

    fn department(name: &str, hours: Option<OpeningHours>, closed_now: bool) -> Department {
        Department {
            id: DepartmentId::from_bytes([2; 16]),
            name: name.to_owned(),
            policy: PrivacyPolicy::preset(Preset::General),
            form: Vec::new(),
            routing: Routing::default(),
            hours,
            closed_now,
            canned: Vec::new(),
            outcomes: usual_outcomes(),
            tags: Vec::new(),
        }
    }

    #[test]
    fn other_ways_to_reach_the_clinic() {
        let site = Site {
            id: SiteId::from_bytes([1; 16]),
            key: "key".to_owned(),
            name: "Smith & <Sons>".to_owned(),
            origins: Vec::new(),
            language: "en".to_owned(),
            emergency: EmergencyContact { number: "911".to_owned(), phone: "+1 555 010 0199".to_owned() },
            departments: Vec::new(),
            look: Look::default(),
            signers: Vec::new(),
        };
        let span = |from: &str, to: &str| OpenSpan { from: from.parse().unwrap(), to: to.parse().unwrap() };
        let week = Week { monday: vec![span("08:30", "12:00"), span("13:00", "24:00")], ..Week::default() };
        let hours = OpeningHours {
            zone: "America/New_York".to_owned(),
            week,
            exceptions: std::collections::BTreeMap::new(),
        };
        let all = [
            department("Nurses", Some(hours), false),
            department("Front \"desk\"", None, false),
            department("Billing", None, true),
        ];
        let page = other_ways(&ENGLISH, &site, &all.iter().collect::<Vec<_>>());
        for part in [
            "<h1>Smith &#38; &#60;Sons&#62;</h1>",
            "<a class=\"button\" href=\"tel:911\">In an emergency call 911</a>",
            "href=\"tel:+15550100199\"",
            "<dt>Nurses</dt><dd>Monday: 08:30\u{2013}12:00, 13:00\u{2013}24:00</dd><dd>Tuesday: closed</dd>",
            "<dd>Times of the zone America/New_York</dd>",
            "<dt>Front &#34;desk&#34;</dt><dd>at any hour</dd>",
            "<dt>Billing</dt><dd>closed</dd>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}
