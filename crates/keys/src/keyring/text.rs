//! The text form of a keyring: `docs/formats/keyring.md` is its definition.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Keyring, Master, MasterState};
use crate::KeyId;
use crate::root::{KEY_BYTES, Root};

const FIRST_LINE: &str = "bedside-keyring v1";
const NOTE: &str =
    "# Whoever has this file can open every conversation. Keep it, and its backups, apart from the data.";
/// 32 bytes in base64url without padding.
const KEY_CHARS: usize = 43;
/// Longest line that `to_text` writes, with room for the newline.
const LINE_CHARS: usize = 128;

impl Keyring {
    /// Reads the text form.
    ///
    /// # Errors
    /// The first line that is wrong, by number. No part of the file is in the error.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_ascii()));
        if lines.next().is_none_or(|(_, first)| first != FIRST_LINE) {
            return Err(KeyringError { line: 1, problem: KeyringProblem::FirstLine });
        }
        let mut keys = Vec::new();
        let mut active = None;
        let mut seen = BTreeMap::new();
        let mut last = 1;
        for (line, text) in lines {
            last = line;
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let at = |problem| KeyringError { line, problem };
            let key = parse_key(text).map_err(at)?;
            if let Some(first) = seen.insert(key.root.id(), line) {
                return Err(at(KeyringProblem::Duplicate { first }));
            }
            if key.state == MasterState::Active
                && let Some(first) = active.replace(line)
            {
                return Err(at(KeyringProblem::SecondActive { first }));
            }
            keys.push(key);
        }
        match active {
            Some(_) => Ok(Self { keys }),
            None => Err(KeyringError { line: last, problem: KeyringProblem::NoActive }),
        }
    }

    /// The text form, to be written to a file that only the server can read.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        // Room for everything at once: a string that grows leaves copies of the keys behind.
        let mut text = Zeroizing::new(String::with_capacity(
            FIRST_LINE.len() + NOTE.len() + 2 + LINE_CHARS * self.keys.len(),
        ));
        text.push_str(FIRST_LINE);
        text.push('\n');
        text.push_str(NOTE);
        text.push('\n');
        for key in &self.keys {
            let state = match key.state {
                MasterState::Active => "active",
                MasterState::Retired => "retired",
            };
            let mut secret = Zeroizing::new([0; KEY_CHARS]);
            URL_SAFE_NO_PAD
                .encode_slice(key.root.secret(), secret.as_mut())
                .expect("32 bytes are 43 base64url characters");
            let secret = str::from_utf8(secret.as_ref()).expect("base64url is ASCII");
            writeln!(text, "{state} {} {} {secret}", key.root.id(), key.created_ms)
                .expect("writing to a string does not fail");
        }
        text
    }
}

/// A keyring that cannot be used, and where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("keyring, line {line}: {problem}")]
pub struct KeyringError {
    /// Line of the text, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: KeyringProblem,
}

/// What is wrong with a line of a keyring. Never carries a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyringProblem {
    /// Not a keyring, or one of another version.
    #[error("the file must begin with `{FIRST_LINE}`")]
    FirstLine,
    /// Not four fields.
    #[error("a key has four fields: state, key id, time of creation in Unix milliseconds, key")]
    Fields,
    /// Neither active nor retired.
    #[error("the state must be `active` or `retired`")]
    State,
    /// Not 32 lower-case hex digits.
    #[error("the key id must be 32 lower-case hex digits")]
    Id,
    /// Not a whole number.
    #[error("the time of creation must be a whole number of Unix milliseconds")]
    Created,
    /// Not 43 characters of base64url.
    #[error("the key must be 32 bytes in base64url without padding, 43 characters")]
    Key,
    /// The id is not that of the key.
    #[error("the key id does not belong to the key: one of the two was mistyped or altered")]
    Mismatch,
    /// A key twice.
    #[error("the key is already on line {first}; remove one of the two")]
    Duplicate {
        /// Where it was first.
        first: usize,
    },
    /// Two active keys.
    #[error("line {first} already has the active key; one of the two must be `retired`")]
    SecondActive {
        /// Where the other one is.
        first: usize,
    },
    /// No active key up to the end of the file.
    #[error("the file ends without an `active` key")]
    NoActive,
}

fn parse_key(line: &str) -> Result<Master, KeyringProblem> {
    let mut fields = line.split_ascii_whitespace();
    let (Some(state), Some(id), Some(created), Some(key), None) =
        (fields.next(), fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(KeyringProblem::Fields);
    };
    let state = match state {
        "active" => MasterState::Active,
        "retired" => MasterState::Retired,
        _ => return Err(KeyringProblem::State),
    };
    let id: KeyId = id.parse().map_err(|_| KeyringProblem::Id)?;
    if !created.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(KeyringProblem::Created);
    }
    let created_ms = created.parse().map_err(|_| KeyringProblem::Created)?;
    if key.len() != KEY_CHARS {
        return Err(KeyringProblem::Key);
    }
    // The decoder may write a little more than it returns.
    let mut secret = Zeroizing::new([0; KEY_BYTES + 1]);
    match URL_SAFE_NO_PAD.decode_slice(key, secret.as_mut()) {
        Ok(KEY_BYTES) => {}
        _ => return Err(KeyringProblem::Key),
    }
    let root = Root::from_secret(|place| place.copy_from_slice(&secret[..KEY_BYTES]));
    if root.id() != id {
        return Err(KeyringProblem::Mismatch);
    }
    Ok(Master { root, state, created_ms })
}
