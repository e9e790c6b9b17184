//! What `bedside setup` takes: each value is checked and put into its one form before anything is opened.

use std::net::Ipv6Addr;

use bedside_domain::Preset;

/// Longest name, in characters.
const NAME_MAX_CHARS: usize = 120;
/// Digits of a telephone number (ITU-T E.164), country code included.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;
/// Digits of an emergency number, such as 911 or 0118 999.
const EMERGENCY_DIGITS: std::ops::RangeInclusive<usize> = 2..=15;
/// Characters of a site key.
const SITE_KEY_CHARS: std::ops::RangeInclusive<usize> = 3..=40;
/// Longest language tag, in characters (RFC 5646 §4.4.1).
const LANGUAGE_MAX_CHARS: usize = 35;

/// What is wrong with a value and what to write instead.
type Checked<T> = Result<T, String>;

/// A department to be made.
#[derive(Clone)]
pub(super) struct NewDepartment {
    pub(super) name: String,
    pub(super) preset: Preset,
}

/// What people read: of an organisation, a site, a department.
pub(super) fn name(text: &str) -> Checked<String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("a name is needed: patients read it".to_owned()),
        chars if chars > NAME_MAX_CHARS => {
            Err(format!("a name has at most {NAME_MAX_CHARS} characters, this one has {chars}"))
        }
        _ if text.chars().any(char::is_control) => {
            Err("a name is one line without control characters".to_owned())
        }
        _ => Ok(text.to_owned()),
    }
}

/// The key of a site in the snippet.
pub(super) fn site_key(text: &str) -> Checked<String> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if SITE_KEY_CHARS.contains(&text.len()) && text.bytes().all(allowed) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "a site key has {} to {} small letters a-z, digits or hyphens, such as `riverside`",
        SITE_KEY_CHARS.start(),
        SITE_KEY_CHARS.end()
    ))
}

/// `http(s)://host[:port]` as browsers write it (RFC 6454 §6.2): small letters, no port that goes without saying.
pub(super) fn origin(text: &str) -> Checked<String> {
    let wrong = |what: &str| {
        format!(
            "{what}; write scheme, host and port only, such as `https://www.clinic.example`, without a path"
        )
    };
    let text = text.to_ascii_lowercase();
    let (scheme, usual, rest) = if let Some(rest) = text.strip_prefix("https://") {
        ("https", 443, rest)
    } else if let Some(rest) = text.strip_prefix("http://") {
        ("http", 80, rest)
    } else {
        return Err(wrong("an origin begins with https:// or http://"));
    };
    // The colons of a bracketed address are not the one before the port.
    let end_of_host = rest.find(']').map_or(0, |bracket| bracket + 1);
    let (host, port) = match rest[end_of_host..].split_once(':') {
        Some((host, port)) => (&rest[..end_of_host + host.len()], Some(port)),
        None => (rest, None),
    };
    if !is_host(host) {
        return Err(wrong("this is no origin"));
    }
    match port.map(str::parse::<u16>) {
        Some(Err(_) | Ok(0)) => Err(wrong("the port is none")),
        Some(Ok(port)) if port != usual => Ok(format!("{scheme}://{host}:{port}")),
        _ => Ok(format!("{scheme}://{host}")),
    }
}

/// The clinic's telephone.
pub(super) fn phone(text: &str) -> Checked<String> {
    number(text.strip_prefix('+'), &PHONE_DIGITS).map(|digits| format!("+{digits}")).ok_or_else(|| {
        "a telephone number is in international form: `+`, then digits and spaces, such as `+1 212 555 0100`".to_owned()
    })
}

/// The emergency number.
pub(super) fn emergency(text: &str) -> Checked<String> {
    number(Some(text), &EMERGENCY_DIGITS)
        .ok_or_else(|| "an emergency number is digits and spaces, such as `911`".to_owned())
}

/// A language tag (RFC 5646): as far as its form tells.
pub(super) fn language(text: &str) -> Checked<String> {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let plausible = text.len() <= LANGUAGE_MAX_CHARS
        && (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    if plausible {
        Ok(text.to_owned())
    } else {
        Err("a language is a tag such as `en` or `es-US`".to_owned())
    }
}

/// `NAME=PRESET`.
pub(super) fn department(text: &str) -> Checked<NewDepartment> {
    let form = "a department is NAME=PRESET, such as `Billing=billing`";
    let (given, preset) = text.rsplit_once('=').ok_or(form)?;
    let preset = match preset {
        "general" => Preset::General,
        "billing" => Preset::Billing,
        "clinical" => Preset::Clinical,
        "strict" => Preset::Strict,
        _ => return Err(format!("{form}; there are the presets general, billing, clinical and strict")),
    };
    Ok(NewDepartment { name: name(given)?, preset })
}

/// A name of DNS in ASCII, an IPv4 address, or an IPv6 address in brackets.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    host.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// Digits with single spaces between them, if there are as many as there may be.
fn number(text: Option<&str>, digits: &std::ops::RangeInclusive<usize>) -> Option<String> {
    let text = text?;
    let count = text.bytes().filter(u8::is_ascii_digit).count();
    let only = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
    (only && digits.contains(&count)).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(of: fn(&str) -> Checked<String>, input: &str, want: Option<&str>) {
        assert_eq!(of(input).ok().as_deref(), want, "{input:?}");
    }

    #[test]
    fn origins() {
        for (input, want) in [
            ("https://www.clinic.example", "https://www.clinic.example"),
            ("HTTPS://WWW.Clinic.Example:443", "https://www.clinic.example"),
            ("https://clinic.example:8443", "https://clinic.example:8443"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ] {
            check(origin, input, Some(want));
        }
        for input in [
            "",
            "clinic.example",
            "ftp://clinic.example",
            "https://",
            "https://clinic.example/",
            "https://clinic.example/chat",
            "https://clinic.example?x",
            "https://clinic.example#x",
            "https://user@clinic.example",
            "https://*.clinic.example",
            "https://clinic..example",
            "https://-clinic.example",
            "https://clinic.example:",
            "https://clinic.example:0",
            "https://clinic.example:65536",
            "https://clinic.example:1:2",
            "https://[::1",
            "https://[::1]x:1",
            "https://x[::1]",
            "https://[nonsense]",
            "https://a.example https://b.example",
            "https://a.example;script-src",
            "https://klinik-m\u{fc}nchen.example",
        ] {
            check(origin, input, None);
        }
    }

    #[test]
    fn site_keys() {
        let long = "a".repeat(41);
        for key in ["abc", "riverside-2", &long[..40]] {
            check(site_key, key, Some(key));
        }
        for key in ["", "ab", &long, "Riverside", "river side", "river_side", "river\"side", "fl\u{fc}sse"] {
            check(site_key, key, None);
        }
    }

    #[test]
    fn names() {
        let long = "\u{e9}".repeat(121);
        check(name, "  Riverside Clinic ", Some("Riverside Clinic"));
        check(name, &long[..240], Some(&long[..240]));
        for input in ["", "  ", &long, "Riverside\nClinic", "Riverside\u{7}"] {
            check(name, input, None);
        }
    }

    #[test]
    fn telephones() {
        check(phone, "+1 212 555 0100", Some("+1 212 555 0100"));
        check(phone, "+1  212 5550100 ", Some("+1 212 5550100"));
        for input in
            ["", "+", "212 555 0100", "+1-212-555-0100", "+1 (212) 555", "+1234", "+1234567890123456", "+1+2"]
        {
            check(phone, input, None);
        }
        for number in ["911", "112", "0118 999"] {
            check(emergency, number, Some(number));
        }
        for input in ["", "9", "+911", "nine", "9-1-1"] {
            check(emergency, input, None);
        }
    }

    #[test]
    fn languages() {
        for tag in ["en", "en-US", "es-419", "zh-Hant-TW", "haw"] {
            check(language, tag, Some(tag));
        }
        for tag in ["", "e", "english", "en_US", "en-", "-US", "en--US", "1n", "en-toolongapart"] {
            check(language, tag, None);
        }
    }

    #[test]
    fn departments() {
        let made = department("Billing = and=billing").map(|made| (made.name, made.preset)).ok();
        assert_eq!(made, Some(("Billing = and".to_owned(), Preset::Billing)));
        for text in ["Billing", "=billing", "Billing=", "Billing=cheap", "Billing=Billing"] {
            assert!(department(text).is_err(), "{text}");
        }
    }
}
