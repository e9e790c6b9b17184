//! Which language the widget speaks to a visitor: that of the page around it, of the site's setting, or of the browser.

use axum::http::{HeaderMap, header};
use bedside_domain::{LanguageChoice, Site};

/// What there is a page of the panel in (`web/languages.mjs`). The last two are for tests: accents, and right to left.
const LANGUAGES: [&str; 4] = ["en", "es", "en-XA", "ar-XB"];
/// Languages of `Accept-Language` that are looked at: browsers send fewer.
const ACCEPTED_MAX: usize = 10;

/// The first of ours that somebody asks for, in the order that the site has chosen. `page` is what the page around the widget says.
pub(super) fn language(site: &Site, page: Option<&str>, request: &HeaderMap) -> &'static str {
    let page = || page.and_then(spoken);
    let own = || spoken(&site.language);
    let browser = || accepted(request);
    let found = match site.look.language {
        LanguageChoice::Page => page().or_else(own).or_else(browser),
        LanguageChoice::Site => own().or_else(browser),
        LanguageChoice::Browser => browser().or_else(own),
    };
    found.unwrap_or(LANGUAGES[0])
}

/// The one of ours that a BCP 47 tag asks for.
pub(super) fn spoken(tag: &str) -> Option<&'static str> {
    let primary = tag.split('-').next().unwrap_or_default();
    let is = |wanted: &str| LANGUAGES.into_iter().find(|ours| ours.eq_ignore_ascii_case(wanted));
    is(tag).or_else(|| is(primary))
}

/// The browser's, by the order of the header, which browsers write by preference (RFC 9110 §12.5.4).
pub(super) fn accepted(request: &HeaderMap) -> Option<&'static str> {
    let header = request.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    header.split(',').take(ACCEPTED_MAX).find_map(|part| {
        let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
        let is_refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        if is_refused { None } else { spoken(tag.trim()) }
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use bedside_domain::{EmergencyContact, Look, SiteId};

    use super::*;

    fn site(own: &str, by: LanguageChoice) -> Site {
        Site {
            id: SiteId::from_bytes([1; 16]),
            key: "key".to_owned(),
            name: "Clinic".to_owned(),
            origins: Vec::new(),
            language: own.to_owned(),
            emergency: EmergencyContact { number: "911".to_owned(), phone: "+1 555 0100".to_owned() },
            departments: Vec::new(),
            look: Look { language: by, ..Look::default() },
            signers: Vec::new(),
        }
    }

    #[test]
    fn who_says_which_language() {
        use LanguageChoice::{Browser, Page, Site};
        for (by, page, own, browser, want) in [
            (Page, Some("es-419"), "en-US", "en", "es"),
            (Page, Some("fr"), "es", "en", "es"),
            (Page, Some(""), "es-MX", "en", "es"),
            (Page, None, "fr", "de, es;q=0.8, en", "es"),
            (Page, None, "fr", "es;q=0, de", "en"),
            (Page, Some("EN-xa"), "es", "es", "en-XA"),
            (Page, Some("ar-XB"), "es", "es", "ar-XB"),
            (Page, Some("ar"), "en", "es", "en"),
            (Site, Some("es"), "en", "es", "en"),
            (Site, Some("es"), "fr", "es", "es"),
            (Browser, Some("en"), "en", "es-AR,es;q=0.9", "es"),
            (Browser, Some("es"), "en", "fr", "en"),
            (Browser, None, "fr", "", "en"),
        ] {
            let request =
                HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(browser))]);
            assert_eq!(language(&site(own, by), page, &request), want, "{by:?} {page:?} {own} {browser}");
        }
    }
}
