//! C2SP signed notes: a short text, and Ed25519 signatures that name their key. Source: <https://c2sp.org/signed-note>.

use crate::hash::sha256;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Length in bytes of an Ed25519 seed.
pub const SEED_BYTES: usize = 32;

/// Longest note that is looked at, in bytes.
pub const MAX_NOTE_BYTES: usize = 64 * 1024;

/// Most signatures that are looked at in one note.
pub const MAX_SIGNATURES: usize = 64;

const ED25519_TYPE: u8 = 0x01;
const PUBLIC_KEY_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;
const SIGNATURE_MARK: &str = "\u{2014} ";

/// Why a note was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not the form of a signed note.
    #[error("not a signed note: expected text, a blank line and signature lines")]
    Malformed,
    /// Longer than [`MAX_NOTE_BYTES`] or with more than [`MAX_SIGNATURES`] signatures.
    #[error("signed note is too large")]
    TooLarge,
    /// No signature of the expected key.
    #[error(
        "signed note carries no signature of the expected key; check that it is the right log's note and key"
    )]
    UnknownKey,
    /// The signature of the expected key does not verify.
    #[error("signature does not verify: the note was altered or signed by another key")]
    BadSignature,
}

/// Why a key name or a verifier key was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Empty, or with a space, a control character or a plus sign.
    #[error("key name must not be empty or contain spaces, control characters or a plus sign")]
    Name,
    /// Not `name+hash+base64`.
    #[error("not a verifier key: expected name+hash+base64")]
    Malformed,
    /// The signature type is not Ed25519.
    #[error("verifier key is not for Ed25519 signatures")]
    Algorithm,
    /// The hash does not belong to the name and key.
    #[error("verifier key is damaged: its hash does not match")]
    Hash,
}

/// Signs notes with one Ed25519 key. The key lives in memory that the cryptographic library clears when it is dropped.
/// No `Debug`, `Clone` or `Serialize`.
pub struct NoteSigner {
    name: String,
    key: Ed25519KeyPair,
}

impl NoteSigner {
    /// A signer from a 32-byte secret seed (RFC 8032 §5.1.5). The caller clears its own copy.
    pub fn from_seed(name: &str, seed: &[u8; SEED_BYTES]) -> Result<NoteSigner, KeyError> {
        let name = key_name(name)?.to_owned();
        let key = Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are an Ed25519 seed");
        Ok(NoteSigner { name, key })
    }

    /// The public side.
    pub fn verifier(&self) -> NoteVerifier {
        let mut key = [0; PUBLIC_KEY_BYTES];
        key.copy_from_slice(self.key.public_key().as_ref());
        NoteVerifier { name: self.name.clone(), key }
    }

    /// The note: `text`, a blank line and one signature line. `Malformed` if the text does not end with a newline or
    /// holds control characters.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        if !text.ends_with('\n') || has_control(text) {
            return Err(NoteError::Malformed);
        }
        let mut signature = self.verifier().key_hash().to_vec();
        signature.extend_from_slice(self.key.sign(text.as_bytes()).as_ref());
        let note = format!("{text}\n{SIGNATURE_MARK}{} {}\n", self.name, BASE64_STANDARD.encode(signature));
        if note.len() > MAX_NOTE_BYTES { Err(NoteError::TooLarge) } else { Ok(note) }
    }
}

/// Verifies notes of one Ed25519 key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteVerifier {
    name: String,
    key: [u8; PUBLIC_KEY_BYTES],
}

impl NoteVerifier {
    /// Reads a verifier key: `name+hash+base64(0x01 ‖ key)`.
    pub fn parse(text: &str) -> Result<NoteVerifier, KeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Malformed);
        };
        let name = key_name(name)?.to_owned();
        let key = BASE64_STANDARD.decode(key).map_err(|_| KeyError::Malformed)?;
        let (algorithm, key) = key.split_first().ok_or(KeyError::Malformed)?;
        if *algorithm != ED25519_TYPE {
            return Err(KeyError::Algorithm);
        }
        let key = key.try_into().map_err(|_| KeyError::Malformed)?;
        let verifier = NoteVerifier { name, key };
        if hex(verifier.key_hash()) == hash { Ok(verifier) } else { Err(KeyError::Hash) }
    }

    /// The verifier key as text, to be handed to whoever checks the log.
    pub fn to_text(&self) -> String {
        let key = BASE64_STANDARD.encode([&[ED25519_TYPE], &self.key[..]].concat());
        format!("{}+{}+{key}", self.name, hex(self.key_hash()))
    }

    /// The key name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// First four bytes of `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)`.
    pub fn key_hash(&self) -> [u8; 4] {
        let hash = sha256(&[self.name.as_bytes(), b"\n", &[ED25519_TYPE], &self.key]);
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// The signed text, if this key signed it. Signatures of other keys are skipped.
    pub fn verify<'a>(&self, note: &'a str) -> Result<&'a str, NoteError> {
        let (text, signatures) = split(note)?;
        let mut verified = false;
        for signature in signatures {
            let (hash, signature) = signature?.of(&self.name);
            if hash != Some(self.key_hash()) {
                continue;
            }
            if signature.len() != SIGNATURE_BYTES {
                return Err(NoteError::BadSignature);
            }
            let key = UnparsedPublicKey::new(&ED25519, &self.key);
            key.verify(text.as_bytes(), &signature).map_err(|_| NoteError::BadSignature)?;
            verified = true;
        }
        if verified { Ok(text) } else { Err(NoteError::UnknownKey) }
    }
}

struct SignatureLine<'a> {
    name: &'a str,
    bytes: Vec<u8>,
}

impl SignatureLine<'_> {
    /// Key hash and signature; no hash if the line is of another name.
    fn of(self, name: &str) -> (Option<[u8; 4]>, Vec<u8>) {
        let mut bytes = self.bytes;
        let signature = bytes.split_off(4);
        let hash = bytes.try_into().expect("four bytes are left");
        ((self.name == name).then_some(hash), signature)
    }

    fn parse(line: &str) -> Option<SignatureLine<'_>> {
        let (name, signature) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
        let bytes = BASE64_STANDARD.decode(signature).ok()?;
        (key_name(name).is_ok() && bytes.len() > 4).then_some(SignatureLine { name, bytes })
    }
}

/// Cuts a note at its last blank line; every line after it must be a signature.
fn split(
    note: &str,
) -> Result<(&str, impl Iterator<Item = Result<SignatureLine<'_>, NoteError>>), NoteError> {
    if note.len() > MAX_NOTE_BYTES {
        return Err(NoteError::TooLarge);
    }
    if has_control(note) {
        return Err(NoteError::Malformed);
    }
    let blank = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, signatures) = (&note[..=blank], &note[blank + 2..]);
    let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Malformed)?;
    if signatures.split('\n').count() > MAX_SIGNATURES {
        return Err(NoteError::TooLarge);
    }
    Ok((text, signatures.split('\n').map(|line| SignatureLine::parse(line).ok_or(NoteError::Malformed))))
}

fn key_name(name: &str) -> Result<&str, KeyError> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.contains(bad) { Err(KeyError::Name) } else { Ok(name) }
}

fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 && byte != b'\n')
}

fn hex(bytes: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the documentation of `golang.org/x/mod/sumdb/note`.
    const FOREIGN_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const FOREIGN_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn signer(name: &str) -> NoteSigner {
        NoteSigner::from_seed(name, &[7; SEED_BYTES]).unwrap()
    }

    #[test]
    fn a_note_made_elsewhere_verifies() {
        let verifier = NoteVerifier::parse(FOREIGN_KEY).unwrap();
        assert_eq!(verifier.to_text(), FOREIGN_KEY);
        assert!(verifier.verify(FOREIGN_NOTE).unwrap().ends_with("your problem is.\n"));
        assert_eq!(verifier.verify(&FOREIGN_NOTE.replace("answer", "Answer")), Err(NoteError::BadSignature));
    }

    #[test]
    fn only_the_named_key_counts() {
        let ours = signer("bedside.invalid/log/a");
        let note = ours.sign("text\n\nmore\n").unwrap();
        assert_eq!(ours.verifier().verify(&note), Ok("text\n\nmore\n"));
        assert_eq!(signer("bedside.invalid/log/b").verifier().verify(&note), Err(NoteError::UnknownKey));
        let cosigned = format!("{note}\u{2014} witness.example AAAAAAE=\n");
        assert_eq!(ours.verifier().verify(&cosigned), Ok("text\n\nmore\n"));
    }

    #[test]
    fn malformed_notes_are_refused() {
        let verifier = signer("a").verifier();
        for note in [
            "",
            "\n\n",
            "text\n",
            "text\n\n",
            "text\n\nno mark\n",
            "te\txt\n\n\u{2014} a AAAAAAE=\n",
            "text\n\n\u{2014} a AAAA\n",
        ] {
            assert_eq!(verifier.verify(note), Err(NoteError::Malformed), "{note:?}");
        }
        let many = format!("text\n\n{}", "\u{2014} b AAAAAAE=\n".repeat(MAX_SIGNATURES + 1));
        assert_eq!(verifier.verify(&many), Err(NoteError::TooLarge));
        assert_eq!(signer("a").sign("no newline"), Err(NoteError::Malformed));
    }

    #[test]
    fn key_names_and_keys_are_checked() {
        for name in ["", "a b", "a+b", "a\u{2003}b", "a\nb"] {
            assert!(matches!(NoteSigner::from_seed(name, &[0; 32]), Err(KeyError::Name)), "{name:?}");
        }
        assert_eq!(NoteVerifier::parse("a+b"), Err(KeyError::Malformed));
        assert_eq!(NoteVerifier::parse(&FOREIGN_KEY.replace("c74f", "c75f")), Err(KeyError::Hash));
        assert_eq!(NoteVerifier::parse(&FOREIGN_KEY.replace("+ARpc", "+AhpC")), Err(KeyError::Algorithm));
    }
}
