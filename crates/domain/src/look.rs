//! How the widget looks and speaks on one site, and by whose signature a site fills in forms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::is_plain_label;

/// Longest greeting, in code points.
const GREETING_MAX_CHARS: usize = 200;
/// Public keys of one site: the present one and the next, and some room.
const SIGNERS_MAX: usize = 4;
/// A public key as SubjectPublicKeyInfo in base64: 44 bytes of Ed25519, 91 of P-256.
const PUBLIC_KEY_CHARS: std::ops::RangeInclusive<usize> = 56..=200;

/// How the widget looks and speaks on one site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Look {
    /// The site's own colour, `#rrggbb`; absent: Bedside's teal. Screens correct it until everything on it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Where the button stands. Part of the embed snippet.
    #[serde(default)]
    pub position: ButtonPosition,
    /// Who says which language the widget speaks.
    #[serde(default)]
    pub language: LanguageChoice,
    /// What the widget says above the choice of departments, in the site's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
}

/// The corner of the page in which the button stands, by the direction of the page's writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ButtonPosition {
    /// Where a line ends: at the right of an English page.
    #[default]
    End,
    /// Where a line begins.
    Start,
}

/// Who says which language the widget speaks. A language that the widget does not speak is as if nobody had said it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LanguageChoice {
    /// The page around it, then the site's setting, then the browser.
    #[default]
    Page,
    /// The site's setting alone.
    Site,
    /// The browser, then the site's setting.
    Browser,
}

/// A key of the clinic's own server: what it signs fills in forms, and counts as verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signer {
    /// How it signs.
    pub algorithm: SignatureAlgorithm,
    /// SubjectPublicKeyInfo (RFC 5280) in base64: a PEM file of a public key without its first and last line.
    pub public_key: String,
}

/// How a statement is signed (RFC 7518, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SignatureAlgorithm {
    /// Ed25519.
    EdDSA,
    /// ECDSA with P-256 and SHA-256.
    ES256,
}

/// What is wrong with a site's look or its signers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookError {
    /// No colour of six hexadecimal digits.
    #[error("a colour is written \"#rrggbb\", with hexadecimal digits")]
    Colour,
    /// A greeting that cannot be read.
    #[error("a greeting has 1 to {GREETING_MAX_CHARS} characters, and none that control or hide text")]
    Greeting,
    /// More keys than are looked through.
    #[error("a site has at most {SIGNERS_MAX} public keys; remove one that is not used any more")]
    Signers,
    /// No public key.
    #[error(
        "public key {0}: it is a public key of the algorithm named beside it, SubjectPublicKeyInfo in base64 on one line, as between \
         the first and the last line of a PEM file"
    )]
    Signer(usize),
}

/// Everything that is wrong with a look; empty when it can be used.
#[must_use]
pub fn look_problems(look: &Look, signers: &[Signer]) -> Vec<LookError> {
    let mut problems = Vec::new();
    if look.colour.as_deref().is_some_and(|colour| !is_colour(colour)) {
        problems.push(LookError::Colour);
    }
    let is_greeting = |text: &str| {
        !text.trim().is_empty() && text.chars().nth(GREETING_MAX_CHARS).is_none() && is_plain_label(text)
    };
    if look.greeting.as_deref().is_some_and(|text| !is_greeting(text)) {
        problems.push(LookError::Greeting);
    }
    let is_key = |signer: &Signer| {
        PUBLIC_KEY_CHARS.contains(&signer.public_key.len())
            && signer.public_key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
    };
    if signers.len() > SIGNERS_MAX {
        problems.push(LookError::Signers);
    } else {
        let wrong = signers.iter().enumerate().filter(|(_, signer)| !is_key(signer));
        problems.extend(wrong.map(|(index, _)| LookError::Signer(index + 1)));
    }
    problems
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_that_can_be_used_and_looks_that_cannot() {
        let look = |colour: &str, greeting: &str| Look {
            colour: Some(colour.to_owned()),
            greeting: Some(greeting.to_owned()),
            ..Look::default()
        };
        let key = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
        let signer = |key: &str| Signer { algorithm: SignatureAlgorithm::EdDSA, public_key: key.to_owned() };
        assert_eq!(look_problems(&Look::default(), &[]), []);
        assert_eq!(look_problems(&look("#0B5f63", "Hello"), &[signer(key)]), []);
        for colour in ["0b5f63", "#0b5f6", "#0b5f6g", "teal", "#0b5f63;", "#fff"] {
            assert_eq!(look_problems(&look(colour, "Hello"), &[]), [LookError::Colour], "{colour}");
        }
        for greeting in ["", " ", "a\nb", "\u{202e}a", &"a".repeat(201)] {
            assert_eq!(look_problems(&look("#000000", greeting), &[]), [LookError::Greeting]);
        }
        for (keys, want) in [
            (vec![signer("MCow")], LookError::Signer(1)),
            (vec![signer(key), signer(&format!("{key}\n"))], LookError::Signer(2)),
            (vec![signer(key); 5], LookError::Signers),
        ] {
            assert_eq!(look_problems(&Look::default(), &keys), [want]);
        }
    }
}
