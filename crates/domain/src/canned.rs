//! Canned replies: texts that a department's staff write often. They go into the composer to be read and changed, never out at once.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    label::is_plain_label,
    limits::{CANNED_MAX_CHARS, CANNED_MAX_REPLIES, NAME_MAX_CHARS},
};

/// Longest shortcut, in code points: it is typed.
const SHORTCUT_MAX_CHARS: usize = 32;
/// Longest language tag, in bytes (RFC 5646, 4.4.1).
const LANGUAGE_MAX_BYTES: usize = 35;

/// A text that staff write often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CannedReply {
    /// What is typed after `/`: letters, digits, `-` and `_`; unique in its department.
    pub shortcut: String,
    /// What it is, in a few words.
    pub title: String,
    /// The text. `{visitor}`, `{staff}`, `{clinic}` and `{department}` are filled in by the console.
    pub text: String,
    /// BCP 47, where a department answers in several languages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What is wrong with a department's canned replies.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannedError {
    /// More than can be looked through.
    #[error("a department has at most {CANNED_MAX_REPLIES} canned replies; there are {0}")]
    TooMany(usize),
    /// It cannot be typed.
    #[error(
        "canned reply {number}: a shortcut has 1 to {SHORTCUT_MAX_CHARS} letters, digits, \"-\" or \"_\" and no space"
    )]
    Shortcut {
        /// Which, from 1.
        number: usize,
    },
    /// Two have the same shortcut.
    #[error("canned reply {number}: another one before it has the same shortcut; each needs its own")]
    Repeated {
        /// Which, from 1.
        number: usize,
    },
    /// No title, a long one, or one with invisible characters.
    #[error(
        "canned reply {number}: a title has 1 to {NAME_MAX_CHARS} characters, and none that control or hide text"
    )]
    Title {
        /// Which, from 1.
        number: usize,
    },
    /// No text, a long one, or one with invisible characters.
    #[error(
        "canned reply {number}: a text has 1 to {CANNED_MAX_CHARS} characters, and none that control or hide text but line breaks"
    )]
    Text {
        /// Which, from 1.
        number: usize,
    },
    /// No language tag.
    #[error("canned reply {number}: a language is a tag such as \"en\" or \"es-US\"")]
    Language {
        /// Which, from 1.
        number: usize,
    },
}

/// Everything that is wrong with a department's canned replies; empty when they can be used.
#[must_use]
pub fn canned_problems(replies: &[CannedReply]) -> Vec<CannedError> {
    if replies.len() > CANNED_MAX_REPLIES {
        return vec![CannedError::TooMany(replies.len())];
    }
    let mut problems = Vec::new();
    let mut shortcuts = HashSet::new();
    for (index, reply) in replies.iter().enumerate() {
        let number = index + 1;
        if !is_shortcut(&reply.shortcut) {
            problems.push(CannedError::Shortcut { number });
        } else if !shortcuts.insert(reply.shortcut.to_lowercase()) {
            problems.push(CannedError::Repeated { number });
        }
        if !(has_text(&reply.title, NAME_MAX_CHARS) && is_plain_label(&reply.title)) {
            problems.push(CannedError::Title { number });
        }
        if !(has_text(&reply.text, CANNED_MAX_CHARS) && reply.text.split('\n').all(is_plain_label)) {
            problems.push(CannedError::Text { number });
        }
        if reply.language.as_deref().is_some_and(|tag| !is_language(tag)) {
            problems.push(CannedError::Language { number });
        }
    }
    problems
}

fn is_shortcut(text: &str) -> bool {
    has_text(text, SHORTCUT_MAX_CHARS) && text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

fn has_text(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().take(most + 1).count() <= most
}

fn is_language(tag: &str) -> bool {
    tag.len() <= LANGUAGE_MAX_BYTES
        && tag
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(shortcut: &str, title: &str, text: &str, language: Option<&str>) -> CannedReply {
        CannedReply {
            shortcut: shortcut.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            language: language.map(str::to_owned),
        }
    }

    #[track_caller]
    fn check(replies: &[CannedReply], want: &[CannedError]) {
        assert_eq!(canned_problems(replies), want);
    }

    #[test]
    fn what_can_be_used() {
        check(&[], &[]);
        check(
            &[
                reply("hi", "Greeting", "Hello {visitor},\nthis is {staff}.", None),
                reply("adiós_2", "Despedida", "Hasta luego", Some("es-419")),
                reply(&"x".repeat(32), &"t".repeat(120), &"ü".repeat(2_000), Some("en")),
            ],
            &[],
        );
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        check(
            &[
                reply("", "a", "a", None),
                reply("two words", "a", "a", None),
                reply("hi", " ", "\n", None),
                reply("HI", "a\nb", "a\u{202E}b", Some("english please")),
                reply(&"x".repeat(33), &"t".repeat(121), &"u".repeat(2_001), Some("")),
            ],
            &[
                CannedError::Shortcut { number: 1 },
                CannedError::Shortcut { number: 2 },
                CannedError::Title { number: 3 },
                CannedError::Text { number: 3 },
                CannedError::Repeated { number: 4 },
                CannedError::Title { number: 4 },
                CannedError::Text { number: 4 },
                CannedError::Language { number: 4 },
                CannedError::Shortcut { number: 5 },
                CannedError::Title { number: 5 },
                CannedError::Text { number: 5 },
                CannedError::Language { number: 5 },
            ],
        );
    }

    #[test]
    fn at_most_two_hundred() {
        let many: Vec<_> = (0..201).map(|n| reply(&format!("r{n}"), "a", "a", None)).collect();
        check(&many[..200], &[]);
        check(&many, &[CannedError::TooMany(201)]);
    }

    #[test]
    fn a_department_stored_before_there_were_any_has_none() {
        let text = r#"{"shortcut":"hi","title":"Greeting","text":"Hello"}"#;
        let read: CannedReply = serde_json::from_str(text).unwrap();
        assert_eq!(read.language, None);
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}
