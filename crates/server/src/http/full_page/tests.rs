//! The page as it is sent.

use bedside_domain::{
    DepartmentId, Ending, Look, OpeningHours, Preset, PrivacyPolicy, Routing, SiteId, Week, usual_outcomes,
};

use super::*;

const PANEL: &str =
    "<html lang=\"en\"><head><title>Chat</title></head><body><div id=\"app\"></div></body></html>";

fn site(language: &str) -> Site {
    Site {
        id: SiteId::from_bytes([1; 16]),
        key: "riverside".to_owned(),
        name: "Ann & Bob's <Clinic>".to_owned(),
        origins: Vec::new(),
        language: language.to_owned(),
        emergency: EmergencyContact { number: "911".to_owned(), phone: "+1 (212) 555-0100".to_owned() },
        departments: Vec::new(),
        look: Look::default(),
        signers: Vec::new(),
    }
}

fn department(hours: Option<OpeningHours>, closed_now: bool) -> Department {
    Department {
        id: DepartmentId::from_bytes([2; 16]),
        name: "Nurses <24 h>".to_owned(),
        policy: PrivacyPolicy::preset(Preset::General),
        form: Vec::new(),
        routing: Routing::default(),
        hours,
        closed_now,
        canned: Vec::new(),
        outcomes: usual_outcomes(),
        tags: Vec::new(),
        ending: Ending::default(),
        removed: false,
    }
}

fn page(language: &str, department: &Department) -> String {
    filled(PANEL, &site(language), &[department], words_of(language), Millis(1_796_000_000_000))
        .expect("the form of the panel's page")
}

#[test]
fn names_are_text_and_numbers_are_links() {
    let page = page("en-US", &department(None, false));
    assert!(page.contains("<title>Ann &amp; Bob&#39;s &lt;Clinic&gt;</title>"), "{page}");
    assert!(page.contains("<div id=\"app\" data-site=\"riverside\"></div>"));
    assert!(page.contains("href=\"tel:+12125550100\">Call the clinic: +1 (212) 555-0100</a>"));
    assert!(page.contains("href=\"tel:911\">In an emergency call 911</a>"));
    assert!(!page.contains("<h2>"), "a department that is always open has no hours to tell");
    assert!(!page.contains("<style") && !page.contains("style="), "nothing inline");
}

#[test]
fn hours_are_told_in_the_language_of_the_page() {
    let hours = OpeningHours {
        zone: "America/New_York".to_owned(),
        week: Week::default(),
        exceptions: std::collections::BTreeMap::new(),
    };
    let page = page("es-MX", &department(Some(hours), false));
    assert!(page.contains("<h3>Nurses &lt;24 h&gt;</h3>") && page.contains("<strong>Cerrado ahora</strong>"));
    assert!(page.contains("<dt>De lunes a domingo</dt><dd>cerrado</dd>"));
    assert!(page.contains("Las horas son las de la clínica (America/New York)."));
}

#[test]
fn the_switch_that_closes_now_is_told() {
    assert!(page("en", &department(None, true)).contains("<strong>Closed now</strong>"));
}

#[test]
fn a_page_of_another_form_is_no_page() {
    assert!(filled("<html></html>", &site("en"), &[], words_of("en"), Millis(0)).is_none());
}

#[test]
fn what_cannot_be_dialled_is_no_link() {
    for (number, want) in [
        ("911", Some("tel:911")),
        ("+34 91 555", Some("tel:+3491555")),
        ("", None),
        ("+", None),
        ("call us", None),
    ] {
        assert_eq!(telephone(number).as_deref(), want, "{number}");
    }
}
