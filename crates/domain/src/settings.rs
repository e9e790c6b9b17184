//! What is wrong with a department or a site that somebody wants to have: everything at once, each fault with the place it is at.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    CannedError, ChoiceError, Department, EndingError, FormError, HoursError, LookError, PolicyError,
    RoutingError, Site, canned_problems, choice_problems, form_problems, is_plain_label,
    limits::{CONSENT_MAX_CHARS, NAME_MAX_CHARS, SITE_MAX_DEPARTMENTS, SITE_MAX_ORIGINS},
    look_problems,
};

/// The most chats at once that a rule may assign to one person.
const CAPACITY_MAX: u32 = 50;

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldProblem {
    /// Where: names and places in lists (from 0) with dots between, such as `policy.retention` or `canned.2.text`.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl FieldProblem {
    /// A fault at a place.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl ToString) -> Self {
        Self { field: field.into(), message: message.to_string() }
    }
}

impl Department {
    /// What is wrong with it, everything at once.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut found = Vec::new();
        found.extend(name_problem("name", &self.name));
        found.extend(self.policy.problems().into_iter().map(of_policy));
        if self.policy.consent_text.chars().take(CONSENT_MAX_CHARS + 1).count() > CONSENT_MAX_CHARS {
            let message = format!("the notice has at most {CONSENT_MAX_CHARS} characters; shorten it");
            found.push(FieldProblem::new("policy.consent_text", message));
        }
        if let Some(hours) = &self.hours {
            found.extend(hours.problems().into_iter().map(of_hours));
        }
        found.extend(self.routing.problem(self.id).map(of_routing));
        if self.routing.capacity > CAPACITY_MAX {
            let message = format!("one person is assigned at most {CAPACITY_MAX} chats at once");
            found.push(FieldProblem::new("routing.capacity", message));
        }
        found.extend(self.ending.problem().map(of_ending));
        found.extend(form_problems(&self.form).into_iter().map(of_form));
        found.extend(canned_problems(&self.canned).into_iter().map(of_canned));
        found.extend(choice_problems(&self.outcomes, &self.tags).into_iter().map(of_choice));
        found
    }
}

impl Site {
    /// What is wrong with it, everything at once.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut found = Vec::new();
        found.extend(name_problem("name", &self.name));
        if self.origins.len() > SITE_MAX_ORIGINS {
            let message = format!("a site has at most {SITE_MAX_ORIGINS} addresses; remove some");
            found.push(FieldProblem::new("origins", message));
        }
        for (index, origin) in self.origins.iter().take(SITE_MAX_ORIGINS).enumerate() {
            if let Some(message) = origin_fault(origin) {
                found.push(FieldProblem::new(format!("origins.{index}"), message));
            }
        }
        if !is_language(&self.language) {
            found.push(FieldProblem::new("language", "a language is a tag such as \"en\" or \"es-US\""));
        }
        for (field, number) in
            [("emergency.number", &self.emergency.number), ("emergency.phone", &self.emergency.phone)]
        {
            if !is_telephone(number) {
                let message = "a telephone number has 2 to 20 digits; spaces, \"+\", \"-\", \".\" and brackets are fine";
                found.push(FieldProblem::new(field, message));
            }
        }
        if is_telephone(&self.emergency.phone) && !self.emergency.phone.trim_start().starts_with('+') {
            let message = "begin it with \"+\" and the country's code, such as +1 212 555 0100: patients call from anywhere";
            found.push(FieldProblem::new("emergency.phone", message));
        }
        if self.departments.len() > SITE_MAX_DEPARTMENTS {
            let message = format!("a site offers at most {SITE_MAX_DEPARTMENTS} departments");
            found.push(FieldProblem::new("departments", message));
        }
        found.extend(look_problems(&self.look, &self.signers).into_iter().map(of_look));
        let mut offered = HashSet::new();
        if !self.departments.iter().take(SITE_MAX_DEPARTMENTS).all(|id| offered.insert(*id)) {
            found.push(FieldProblem::new("departments", "a department is offered twice; once is enough"));
        }
        found
    }
}

/// What is wrong with a name that people read, if anything.
#[must_use]
pub fn name_problem(field: &str, name: &str) -> Option<FieldProblem> {
    let message = if name.trim().is_empty() {
        "it is empty; people read it, so write one".to_owned()
    } else if name.chars().take(NAME_MAX_CHARS + 1).count() > NAME_MAX_CHARS {
        format!("it has more than {NAME_MAX_CHARS} characters; shorten it")
    } else if !is_plain_label(name) {
        "it has control or invisible characters in it (such as those that turn text around); type it anew"
            .to_owned()
    } else {
        return None;
    };
    Some(FieldProblem::new(field, message))
}

/// What keeps an address from being used, if anything.
fn origin_fault(origin: &str) -> Option<&'static str> {
    if is_origin(origin) {
        return None;
    }
    Some(match origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) {
        None => "an address begins with https://, such as https://www.clinic.example",
        Some(rest) if rest.contains(['/', '?', '#']) => {
            "an address ends after the name and the port: leave out the \"/\" and what comes after it"
        }
        Some(_) if origin.starts_with("http://") && is_origin(&origin.replacen("http://", "https://", 1)) => {
            "use https://; http:// is for localhost only"
        }
        Some(_) => {
            "an address is a name in small letters, with a port if it needs one, such as https://www.clinic.example"
        }
    })
}

/// Scheme, host and perhaps a port, as browsers write an origin (RFC 6454 §6.2); in clear on the machine itself only.
fn is_origin(origin: &str) -> bool {
    let (rest, in_clear) = match (origin.strip_prefix("https://"), origin.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (None, Some(rest)) => (rest, true),
        (None, None) => return false,
    };
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let labels = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let is_host = host.len() <= 253 && host.split('.').all(labels);
    let is_port = port.is_none_or(|port| {
        port.len() <= 5
            && port.bytes().all(|b| b.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|n| n > 0)
    });
    let is_local = host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1";
    is_host && is_port && (!in_clear || is_local)
}

fn is_language(tag: &str) -> bool {
    tag.len() <= 35
        && tag
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_telephone(number: &str) -> bool {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    number.len() <= 40
        && (2..=20).contains(&digits)
        && number.chars().all(|c| c.is_ascii_digit() || " +-.()/".contains(c))
}

fn of_policy(error: PolicyError) -> FieldProblem {
    let field = match error {
        PolicyError::Retention => "policy.retention",
        PolicyError::MaskedForGood => "policy.cards",
        PolicyError::CustodyNotBuilt => "policy.custody",
        PolicyError::NoConsentText => "policy.consent_text",
    };
    FieldProblem::new(field, error)
}

fn of_hours(error: HoursError) -> FieldProblem {
    // A date has digits, a weekday has none.
    let of_day = |day: &str| {
        let list = if day.starts_with(|c: char| c.is_ascii_digit()) { "exceptions" } else { "week" };
        format!("hours.{list}.{}", day.to_ascii_lowercase())
    };
    let field = match &error {
        HoursError::UnknownZone(_) => "hours.zone".to_owned(),
        HoursError::TooManyExceptions => "hours.exceptions".to_owned(),
        HoursError::EndsBeforeItBegins { day, .. } | HoursError::TooManySpans { day } => of_day(day),
    };
    FieldProblem::new(field, error)
}

fn of_ending(error: EndingError) -> FieldProblem {
    let field = match error {
        EndingError::Warned => "ending.idle_end_s",
        EndingError::Reopen => "ending.reopen_within_s",
    };
    FieldProblem::new(field, error)
}

fn of_routing(error: RoutingError) -> FieldProblem {
    let field = match error {
        RoutingError::OfferTime => "routing.offer_s",
        RoutingError::Thresholds => "routing.bold_s",
        RoutingError::Overflow => "routing.overflow",
    };
    FieldProblem::new(field, error)
}

fn of_form(error: FormError) -> FieldProblem {
    let field = match error {
        FormError::TooMany => "form".to_owned(),
        FormError::Key(number) => format!("form.{}.key", number - 1),
        FormError::Claim(number) => format!("form.{}.prefill", number - 1),
        FormError::Label(number) => format!("form.{}.label", number - 1),
        FormError::Options(number) => format!("form.{}.options", number - 1),
        FormError::ShownWhen(number) => format!("form.{}.shown_when", number - 1),
    };
    FieldProblem::new(field, error)
}

/// Where a fault of a site's look or signers is.
#[must_use]
pub fn of_look(error: LookError) -> FieldProblem {
    let field = match error {
        LookError::Colour => "look.colour".to_owned(),
        LookError::Greeting => "look.greeting".to_owned(),
        LookError::Signers => "signers".to_owned(),
        LookError::Signer(number) => format!("signers.{}.public_key", number - 1),
    };
    FieldProblem::new(field, error)
}

fn of_canned(error: CannedError) -> FieldProblem {
    let at = |number: usize, part: &str| format!("canned.{}.{part}", number - 1);
    let field = match &error {
        CannedError::TooMany(_) => "canned".to_owned(),
        CannedError::Shortcut { number } | CannedError::Repeated { number } => at(*number, "shortcut"),
        CannedError::Title { number } => at(*number, "title"),
        CannedError::Text { number } => at(*number, "text"),
        CannedError::Language { number } => at(*number, "language"),
    };
    FieldProblem::new(field, error)
}

fn of_choice(error: ChoiceError) -> FieldProblem {
    let at = |list: &str, number: usize, part: &str| {
        format!("{}.{}.{part}", if list == "tag" { "tags" } else { "outcomes" }, number - 1)
    };
    let field = match &error {
        ChoiceError::TooMany => "outcomes".to_owned(),
        ChoiceError::Id { list, number } | ChoiceError::Repeated { list, number } => at(list, *number, "id"),
        ChoiceError::Label { list, number } => at(list, *number, "label"),
    };
    FieldProblem::new(field, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_what_browsers_send() {
        for good in [
            "https://clinic.example",
            "https://www.clinic.example:8443",
            "http://localhost:3000",
            "http://127.0.0.1:80",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "clinic.example",
            "http://clinic.example",
            "https://clinic.example/",
            "https://Clinic.example",
            "https://clinic.example:0",
            "https://clinic.example:99999",
            "https://a b",
            "https://",
            "javascript:alert(1)",
            "*",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn a_fault_of_an_address_says_what_it_is() {
        for (origin, word) in [
            ("https://clinic.example", None),
            ("clinic.example", Some("begins with https://")),
            ("https://clinic.example/", Some("leave out the \"/\"")),
            ("http://clinic.example", Some("localhost only")),
            ("https://Clinic.example", Some("small letters")),
        ] {
            let fault = origin_fault(origin);
            assert_eq!(fault.is_some(), word.is_some(), "{origin}");
            assert!(fault.zip(word).is_none_or(|(fault, word)| fault.contains(word)), "{origin}: {fault:?}");
        }
    }

    #[test]
    fn telephones_are_numbers() {
        for good in ["911", "112", "+1 212 555 0100", "(030) 123-45/67"] {
            assert!(is_telephone(good), "{good}");
        }
        for bad in ["", "1", "call us", "tel:911", "911\u{202E}"] {
            assert!(!is_telephone(bad), "{bad}");
        }
    }
}
