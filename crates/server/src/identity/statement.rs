//! What a clinic's own server signed about who reads its page: a JWT (RFC 7519) that fills in the form before a chat. It proves itself
//! by one of the site's public keys, lives for ten minutes at most, and counts once.

use std::{collections::HashMap, sync::Mutex};

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use bedside_domain::{Millis, SignatureAlgorithm, Signer, Site, limits::NAME_MAX_CHARS};
use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// Longest statement, in bytes.
const STATEMENT_MAX_BYTES: usize = 4_000;
/// Longest life, in seconds: a page is read and a form filled in within it.
const LIFE_MAX_S: u64 = 600;
/// How far the two clocks may differ, in seconds.
const CLOCKS_DIFFER_S: u64 = 60;
/// Longest id of a statement, in bytes.
const ID_MAX_BYTES: usize = 128;
/// Statements that were used and could be used again: more in ten minutes and none is taken until some have run out.
const USED_MAX: usize = 100_000;
/// SubjectPublicKeyInfo before the key itself: Ed25519 (RFC 8410 §4), and an uncompressed point of P-256 (RFC 5480 §2).
const ED25519_PREFIX: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const P256_PREFIX: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
const ED25519_BYTES: usize = 32;
const P256_BYTES: usize = 65;

/// Why a statement is not taken. Says nothing of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the page's statement about you cannot be checked; fill in the form instead")]
pub(crate) struct NotProven;

/// A statement that proved itself. No `Debug`: it is about a person.
pub(crate) struct Statement {
    id: [u8; 32],
    issued_s: u64,
    ends_s: u64,
    claims: HashMap<String, Zeroizing<String>>,
}

impl Statement {
    /// What it says of one thing, such as `phone`.
    pub(crate) fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name).map(|value| value.as_str())
    }
}

/// Statements that counted already, by the hash of site and id, until they end. In memory: those issued before a start count no more
/// after it.
pub(crate) struct Statements {
    started_s: u64,
    // A std Mutex: held for a look-up, never across an await.
    used: Mutex<HashMap<[u8; 32], u64>>,
}

impl Statements {
    pub(crate) fn new(now: Millis) -> Self {
        Self { started_s: now.0 / 1_000, used: Mutex::default() }
    }

    /// Uses a statement up. False if it counted before, or nobody can know.
    pub(crate) fn take(&self, statement: &Statement, now: Millis) -> bool {
        if statement.issued_s < self.started_s {
            return false;
        }
        let mut used = self.used.lock().expect("no panic while held");
        if used.len() >= USED_MAX {
            used.retain(|_, ends| *ends > now.0 / 1_000);
        }
        used.len() < USED_MAX && used.insert(statement.id, statement.ends_s).is_none()
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    crit: Option<Value>,
}

/// Reads a statement and checks it against the site's public keys and the clock.
pub(crate) fn read_statement(site: &Site, token: &str, now: Millis) -> Result<Statement, NotProven> {
    if token.len() > STATEMENT_MAX_BYTES {
        return Err(NotProven);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(NotProven)?;
    let (header, payload) = signed.split_once('.').ok_or(NotProven)?;
    let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| NotProven)?;
    let signature = decoded(signature)?;
    if header.crit.is_some() {
        return Err(NotProven);
    }
    let is_signed = site
        .signers
        .iter()
        .filter(|signer| name(signer.algorithm) == header.alg)
        .any(|signer| is_signature(signer, signed.as_bytes(), &signature));
    if !is_signed {
        return Err(NotProven);
    }
    let payload: Map<String, Value> = serde_json::from_slice(&decoded(payload)?).map_err(|_| NotProven)?;
    statement(site, payload, now.0 / 1_000).ok_or(NotProven)
}

/// Whether a signer's key is one of its algorithm.
pub(crate) fn is_usable(signer: &Signer) -> bool {
    key_of(signer).is_some()
}

fn statement(site: &Site, payload: Map<String, Value>, now_s: u64) -> Option<Statement> {
    let seconds = |name: &str| payload.get(name)?.as_u64();
    let (issued_s, ends_s) = (seconds("iat")?, seconds("exp")?);
    let is_current = ends_s > now_s && issued_s <= now_s + CLOCKS_DIFFER_S;
    let is_short = ends_s.checked_sub(issued_s).is_some_and(|life| life <= LIFE_MAX_S);
    let is_early = payload.get("nbf").is_some_and(|from| from.as_u64().is_none_or(|from| from > now_s));
    let is_for_us = match payload.get("aud")? {
        Value::String(one) => *one == site.key,
        Value::Array(several) => several.iter().any(|one| *one == *site.key),
        _ => false,
    };
    let id = payload.get("jti")?.as_str().filter(|id| (1..=ID_MAX_BYTES).contains(&id.len()))?;
    if !is_current || !is_short || is_early || !is_for_us {
        return None;
    }
    let mut named = site.key.clone().into_bytes();
    named.push(0);
    named.extend_from_slice(id.as_bytes());
    let id = digest(&SHA256, &named).as_ref().try_into().ok()?;
    let claims = payload.into_iter().filter_map(|(name, value)| match value {
        Value::String(value) if value.chars().count() <= NAME_MAX_CHARS => {
            Some((name, Zeroizing::new(value)))
        }
        _ => None,
    });
    Some(Statement { id, issued_s, ends_s, claims: claims.collect() })
}

const fn name(algorithm: SignatureAlgorithm) -> &'static str {
    match algorithm {
        SignatureAlgorithm::EdDSA => "EdDSA",
        SignatureAlgorithm::ES256 => "ES256",
    }
}

fn is_signature(signer: &Signer, signed: &[u8], signature: &[u8]) -> bool {
    let Some(key) = key_of(signer) else { return false };
    match signer.algorithm {
        SignatureAlgorithm::EdDSA => UnparsedPublicKey::new(&ED25519, key).verify(signed, signature).is_ok(),
        SignatureAlgorithm::ES256 => {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).verify(signed, signature).is_ok()
        }
    }
}

/// The key itself, without what says whose kind it is.
fn key_of(signer: &Signer) -> Option<Vec<u8>> {
    let whole = BASE64_STANDARD.decode(&signer.public_key).ok()?;
    let (prefix, length) = match signer.algorithm {
        SignatureAlgorithm::EdDSA => (ED25519_PREFIX, ED25519_BYTES),
        SignatureAlgorithm::ES256 => (P256_PREFIX, P256_BYTES),
    };
    whole.strip_prefix(prefix).filter(|key| key.len() == length).map(<[u8]>::to_vec)
}

fn decoded(part: &str) -> Result<Zeroizing<Vec<u8>>, NotProven> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map(Zeroizing::new).map_err(|_| NotProven)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
    };
    use bedside_domain::{EmergencyContact, Look, SiteId};
    use serde_json::json;

    use super::*;

    const NOW_S: u64 = 1_795_514_400;
    const NOW: Millis = Millis(NOW_S * 1_000);

    struct Clinic {
        key: Ed25519KeyPair,
        site: Site,
    }

    fn clinic() -> Clinic {
        let key = Ed25519KeyPair::generate().unwrap();
        let public = [ED25519_PREFIX, key.public_key().as_ref()].concat();
        let signer =
            Signer { algorithm: SignatureAlgorithm::EdDSA, public_key: BASE64_STANDARD.encode(public) };
        let site = Site {
            id: SiteId::from_bytes([1; 16]),
            key: "riverside".to_owned(),
            name: "Clinic".to_owned(),
            origins: Vec::new(),
            language: "en".to_owned(),
            emergency: EmergencyContact { number: "911".to_owned(), phone: "+1 555 0100".to_owned() },
            departments: Vec::new(),
            look: Look::default(),
            signers: vec![signer],
        };
        Clinic { key, site }
    }

    fn token(header: &Value, payload: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(payload));
        let signature = BASE64_URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn claims() -> Value {
        json!({ "aud": "riverside", "iat": NOW_S - 10, "exp": NOW_S + 500, "jti": "a", "name": "Ann", "phone": "212 555 0100" })
    }

    impl Clinic {
        fn signs(&self, payload: &Value) -> String {
            token(&json!({ "alg": "EdDSA" }), payload, |bytes| self.key.sign(bytes).as_ref().to_vec())
        }
    }

    #[test]
    fn what_the_clinic_signed_is_read() {
        let clinic = clinic();
        let statement = read_statement(&clinic.site, &clinic.signs(&claims()), NOW).ok().unwrap();
        assert_eq!((statement.claim("name"), statement.claim("mail")), (Some("Ann"), None));
        let mut several = claims();
        several["aud"] = json!(["elsewhere", "riverside"]);
        assert!(read_statement(&clinic.site, &clinic.signs(&several), NOW).is_ok());
    }

    #[test]
    fn keys_of_the_other_kind_sign_too() {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let public = [P256_PREFIX, key.public_key().as_ref()].concat();
        let signer =
            Signer { algorithm: SignatureAlgorithm::ES256, public_key: BASE64_STANDARD.encode(public) };
        assert!(is_usable(&signer));
        let site = Site { signers: vec![signer], ..clinic().site };
        let sign = |bytes: &[u8]| key.sign(&SystemRandom::new(), bytes).unwrap().as_ref().to_vec();
        assert!(read_statement(&site, &token(&json!({ "alg": "ES256" }), &claims(), sign), NOW).is_ok());
        assert!(read_statement(&site, &token(&json!({ "alg": "EdDSA" }), &claims(), sign), NOW).is_err());
    }

    #[test]
    fn what_is_forged_old_or_for_others_is_not() {
        let clinic = clinic();
        let good = clinic.signs(&claims());
        for (name, value) in [
            ("aud", json!("elsewhere")),
            ("aud", json!(7)),
            ("exp", json!(NOW_S)),
            ("exp", json!(NOW_S + 591)),
            ("exp", json!("never")),
            ("iat", json!(NOW_S + 61)),
            ("nbf", json!(NOW_S + 1)),
            ("jti", json!("")),
            ("jti", json!("x".repeat(129))),
            ("jti", Value::Null),
        ] {
            let mut payload = claims();
            payload[name] = value.clone();
            assert!(read_statement(&clinic.site, &clinic.signs(&payload), NOW).is_err(), "{name} {value}");
        }
        let none = token(&json!({ "alg": "none" }), &claims(), |_| Vec::new());
        let critical = token(&json!({ "alg": "EdDSA", "crit": ["x"] }), &claims(), |bytes| {
            clinic.key.sign(bytes).as_ref().to_vec()
        });
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let (header, _) = signed.split_once('.').unwrap();
        let mut other = claims();
        other["name"] = json!("Eve");
        let altered = format!("{header}.{}.{signature}", BASE64_URL_SAFE_NO_PAD.encode(other.to_string()));
        let stranger = self::clinic().signs(&claims());
        let long = format!("{good}{}", "A".repeat(STATEMENT_MAX_BYTES));
        for bad in [&*none, &critical, &altered, &stranger, &long, "", "a", "a.b", "..", signed] {
            assert!(read_statement(&clinic.site, bad, NOW).is_err(), "{bad}");
        }
        assert!(read_statement(&Site { signers: Vec::new(), ..clinic.site }, &good, NOW).is_err());
    }

    #[test]
    fn each_counts_once_and_none_from_before_the_start() {
        let clinic = clinic();
        let read = || read_statement(&clinic.site, &clinic.signs(&claims()), NOW).ok().unwrap();
        let statements = Statements::new(Millis(NOW.0 - 60_000));
        assert!(statements.take(&read(), NOW));
        assert!(!statements.take(&read(), NOW));
        let mut second = claims();
        second["jti"] = json!("b");
        let second = read_statement(&clinic.site, &clinic.signs(&second), NOW).ok().unwrap();
        assert!(statements.take(&second, NOW));
        assert!(!Statements::new(NOW).take(&read(), NOW), "it may have counted before the start");
    }

    #[test]
    fn a_key_of_another_kind_is_no_key() {
        let mut signer = clinic().site.signers.remove(0);
        assert!(is_usable(&signer));
        signer.algorithm = SignatureAlgorithm::ES256;
        assert!(!is_usable(&signer));
        let short = Signer {
            algorithm: SignatureAlgorithm::EdDSA,
            public_key: BASE64_STANDARD.encode([ED25519_PREFIX, &[0; 31]].concat()),
        };
        assert!(!is_usable(&short));
    }
}
