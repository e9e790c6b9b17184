//! The TLS certificate: usable, in date, of the right names; and the suites.

use std::{fs, net::IpAddr};

use bedside_domain::Clock;
use bedside_server::{
    SystemClock,
    config::{Config, HttpsListener, files},
    tls,
};
use x509_parser::{
    extensions::GeneralName,
    pem::Pem,
    prelude::{FromDer, X509Certificate},
};

use super::Check;

const DAY_S: i64 = 86_400;
/// Renewals that take longer are late.
const SOON_DAYS: i64 = 21;

pub(super) fn checks(config: &Config) -> Vec<Check> {
    let Some(https) = &config.https else {
        return vec![Check::ok(
            "TLS",
            "no TLS listener; plain HTTP stays on loopback, so a proxy must bring TLS",
        )];
    };
    let problems = files::certificate(https);
    if !problems.is_empty() {
        return problems
            .into_iter()
            .map(|problem| Check::fail("certificate", problem.problem, problem.advice))
            .collect();
    }
    let mut checks = of_certificate(config, https);
    let suites: Vec<_> =
        tls::provider().cipher_suites.iter().map(|suite| format!("{:?}", suite.suite())).collect();
    checks.push(Check::ok(
        "TLS suites",
        format!("1.2 and 1.3, {} suites, all with 256-bit keys", suites.len()),
    ));
    checks
}

fn of_certificate(config: &Config, https: &HttpsListener) -> Vec<Check> {
    const NAME: &str = "certificate";
    let unreadable = || vec![Check::fail(NAME, "is not X.509", "use a certificate in PEM")];
    let Ok(bytes) = fs::read(&https.certificate_file) else { return unreadable() };
    let Some(Ok(pem)) = Pem::iter_from_buffer(&bytes).next() else { return unreadable() };
    let Ok((_, certificate)) = X509Certificate::from_der(&pem.contents) else { return unreadable() };
    let now = i64::try_from(SystemClock.now().0 / 1000).unwrap_or(i64::MAX);
    let validity = certificate.validity();
    let left = (validity.not_after.timestamp() - now).div_euclid(DAY_S);
    let dates = match left {
        _ if validity.not_before.timestamp() > now => Check::fail(
            NAME,
            "is not valid yet",
            "check the clock of this machine, or use a certificate that is valid now",
        ),
        ..0 => Check::fail(NAME, "has run out", "renew it and restart the server"),
        0..SOON_DAYS => {
            Check::warn(NAME, format!("runs out in {left} days"), "renew it and restart the server")
        }
        _ => Check::ok(NAME, format!("valid for {left} more days")),
    };
    vec![dates, names(config, &certificate)]
}

fn names(config: &Config, certificate: &X509Certificate<'_>) -> Check {
    const NAME: &str = "certificate names";
    let of_certificate = alternative_names(certificate);
    if of_certificate.is_empty() {
        return Check::fail(
            NAME,
            "there are none, so every browser refuses it",
            "get one with the chat's host name in it",
        );
    }
    let missing: Vec<&str> = config
        .public_origins
        .iter()
        .filter_map(|origin| origin.strip_prefix("https://"))
        .map(host)
        .filter(|host| !of_certificate.iter().any(|name| covers(name, host)))
        .collect();
    if !missing.is_empty() {
        let advice = "get one for every host of `public_origins`";
        return Check::fail(NAME, format!("does not name {}", missing.join(", ")), advice);
    }
    Check::ok(NAME, of_certificate.join(", "))
}

fn alternative_names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    extension
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => match bytes.len() {
                4 => <[u8; 4]>::try_from(*bytes).ok().map(|ip| IpAddr::from(ip).to_string()),
                _ => <[u8; 16]>::try_from(*bytes).ok().map(|ip| IpAddr::from(ip).to_string()),
            },
            _ => None,
        })
        .collect()
}

/// The host of what follows the scheme of an origin.
fn host(rest: &str) -> &str {
    match rest.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => rest.split(':').next().unwrap_or_default(),
    }
}

/// RFC 6125 §6.4: a leading `*` stands for one label.
fn covers(name: &str, host: &str) -> bool {
    match name.strip_prefix("*.") {
        Some(rest) => host.split_once('.').is_some_and(|(_, parent)| parent.eq_ignore_ascii_case(rest)),
        None => name.eq_ignore_ascii_case(host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_label() {
        for (name, host, covered) in [
            ("chat.a.example", "chat.a.example", true),
            ("*.a.example", "chat.a.example", true),
            ("*.a.example", "a.example", false),
            ("*.a.example", "x.chat.a.example", false),
            ("127.0.0.1", "127.0.0.1", true),
        ] {
            assert_eq!(covers(name, host), covered, "{name} {host}");
        }
        assert_eq!((host("a.example:8443"), host("[::1]:1"), host("a")), ("a.example", "::1", "a"));
    }
}
