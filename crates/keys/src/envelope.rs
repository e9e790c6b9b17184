//! Layout of an envelope, version 1: header, associated data, and what can be wrong with one.
//!
//! `docs/formats/envelope.md` is the definition; this file is its only reader and writer.

use thiserror::Error;

use crate::{DecodeError, KeyId};

/// Bytes before the ciphertext: version, algorithm, kind, reserved, key id, nonce.
pub(crate) const HEADER_BYTES: usize = 32;
/// GCM tag, full length (NIST SP 800-38D §5.2.1.2).
pub(crate) const TAG_BYTES: usize = 16;
/// 96 bits, random (NIST SP 800-38D §8.2.2).
pub(crate) const NONCE_BYTES: usize = 12;
const KEY_ID_AT: usize = 4;
const NONCE_AT: usize = 20;

const VERSION: u8 = 1;
/// AES-256-GCM, 96-bit random nonce, 128-bit tag.
pub(crate) const AES_256_GCM: u8 = 1;
/// Wrapped by something outside (HSM, KMS) in a form of its own; epoch keys only.
pub(crate) const EXTERNAL: u8 = 2;

const AAD_LABEL: &[u8; 20] = b"bedside.envelope.v1\0";
pub(crate) const AAD_BYTES: usize = AAD_LABEL.len() + NONCE_AT + 3 * 16;

/// What an envelope holds. The number is byte 2 of the header and never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Text of one message.
    MessageBody = 1,
    /// A conversation's card: display name, topic, assurance level.
    Card = 2,
    /// A note, for staff only.
    Note = 3,
    /// Answers to a secure form.
    FormAnswers = 4,
    /// An attachment with its name.
    Attachment = 5,
    /// The detail of an audit entry.
    AuditDetail = 6,
    /// A visitor's name and contact details.
    Profile = 7,
    /// A secret that the server keeps for itself, such as a webhook's signing key.
    Secret = 8,
    /// A data key, wrapped by an epoch key.
    WrappedDataKey = 32,
    /// An epoch key, wrapped by a master key.
    WrappedEpochKey = 33,
}

impl Kind {
    /// The kind with this number, if there is one.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::MessageBody,
            2 => Self::Card,
            3 => Self::Note,
            4 => Self::FormAnswers,
            5 => Self::Attachment,
            6 => Self::AuditDetail,
            7 => Self::Profile,
            8 => Self::Secret,
            32 => Self::WrappedDataKey,
            33 => Self::WrappedEpochKey,
            _ => return None,
        })
    }

    /// Whether this is a wrapped key, which only the key chain itself makes.
    pub(crate) const fn is_wrapped_key(self) -> bool {
        matches!(self, Self::WrappedDataKey | Self::WrappedEpochKey)
    }
}

/// Where an envelope belongs. It opens there and nowhere else; nothing of it is stored in the envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Context {
    /// The organisation (tenant).
    pub organisation: [u8; 16],
    /// The conversation; zero for what belongs to no conversation.
    pub conversation: [u8; 16],
    /// The id of the thing itself: message, note, attachment…; zero where there is only one in the conversation.
    pub subject: [u8; 16],
}

/// Why an envelope or a wrapped key was not accepted.
///
/// All but [`Authentication`](Self::Authentication) are found before the key is used. Authentication
/// failure is one case on purpose: altered bytes and a wrong context cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Shorter than a header.
    #[error("envelope ends within its header; the stored bytes are cut off")]
    TruncatedHeader,
    /// Byte 0 is not a version this program knows.
    #[error("envelope version {0} is unknown; it was written by a newer release")]
    UnknownVersion(u8),
    /// Byte 1 is not an algorithm this program knows, or not one allowed here.
    #[error("envelope algorithm {0} is not one that can be opened here")]
    UnknownAlgorithm(u8),
    /// Byte 2 is not a kind this program knows.
    #[error("envelope kind {0} is unknown; it was written by a newer release")]
    UnknownKind(u8),
    /// The envelope holds something else than what was asked for.
    #[error("envelope holds {found:?} where {expected:?} belongs")]
    WrongKind {
        /// The kind asked for.
        expected: Kind,
        /// The kind in the header.
        found: Kind,
    },
    /// Byte 3 is not zero, or there is a nonce where the algorithm has none.
    #[error("envelope has reserved bytes set; it was written by a newer release or altered")]
    ReservedSet,
    /// No room for the tag after the header.
    #[error("envelope ends within its tag; the stored bytes are cut off")]
    TruncatedTag,
    /// A wrapped key of another length than such a key has.
    #[error("wrapped key has {0} bytes, which is not its length; the stored bytes are cut off or extended")]
    WrongLength(usize),
    /// The envelope names another key.
    #[error("envelope was sealed under key {envelope}, not {key}; open it with the key it names")]
    WrongKey {
        /// The key that the envelope names.
        envelope: KeyId,
        /// The key it was tried with.
        key: KeyId,
    },
    /// Wrong tag: the bytes were altered, or they belong elsewhere.
    #[error("envelope does not authenticate: it was altered, or belongs to another place")]
    Authentication,
    /// The wrapped key is genuine but is not the key that the record names.
    #[error("wrapped key is not the key that its record names")]
    WrongWrappedKey,
    /// The content is genuine but is not a value of the type asked for.
    #[error("opened envelope has a malformed content: {0}")]
    Content(DecodeError),
}

/// The parts of a header that are not fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) algorithm: u8,
    pub(crate) kind: Kind,
    pub(crate) key_id: KeyId,
}

impl Header {
    /// Writes all but the nonce, which the caller fills in place ([`nonce_mut`]).
    pub(crate) fn write(&self, out: &mut [u8; HEADER_BYTES]) {
        out[..KEY_ID_AT].copy_from_slice(&[VERSION, self.algorithm, self.kind as u8, 0]);
        out[KEY_ID_AT..NONCE_AT].copy_from_slice(&self.key_id.0);
    }

    /// Reads the first [`HEADER_BYTES`] of `envelope` and checks them against the kind it must hold.
    ///
    /// The version is judged first and from one byte alone: other versions may have other headers.
    pub(crate) fn read(envelope: &[u8], expected: Kind) -> Result<Self, OpenError> {
        let version = *envelope.first().ok_or(OpenError::TruncatedHeader)?;
        if version != VERSION {
            return Err(OpenError::UnknownVersion(version));
        }
        let (header, _) = envelope.split_first_chunk::<HEADER_BYTES>().ok_or(OpenError::TruncatedHeader)?;
        let [_, algorithm, kind, reserved, ..] = *header;
        if algorithm != AES_256_GCM && !(algorithm == EXTERNAL && expected == Kind::WrappedEpochKey) {
            return Err(OpenError::UnknownAlgorithm(algorithm));
        }
        let kind = Kind::from_byte(kind).ok_or(OpenError::UnknownKind(kind))?;
        if reserved != 0 {
            return Err(OpenError::ReservedSet);
        }
        if kind != expected {
            return Err(OpenError::WrongKind { expected, found: kind });
        }
        let mut key_id = [0; 16];
        key_id.copy_from_slice(&header[KEY_ID_AT..NONCE_AT]);
        Ok(Self { algorithm, kind, key_id: KeyId(key_id) })
    }
}

/// Reads the header of a whole AES-256-GCM envelope and checks that a tag fits behind it.
pub(crate) fn check(envelope: &[u8], expected: Kind) -> Result<Header, OpenError> {
    let header = Header::read(envelope, expected)?;
    if envelope.len() < HEADER_BYTES + TAG_BYTES {
        return Err(OpenError::TruncatedTag);
    }
    Ok(header)
}

/// The nonce's place in a header.
pub(crate) fn nonce_mut(header: &mut [u8; HEADER_BYTES]) -> &mut [u8] {
    &mut header[NONCE_AT..]
}

/// The nonce of a header.
pub(crate) fn nonce(header: &[u8; HEADER_BYTES]) -> [u8; NONCE_BYTES] {
    let mut nonce = [0; NONCE_BYTES];
    nonce.copy_from_slice(&header[NONCE_AT..]);
    nonce
}

/// Whether the nonce of this envelope is all zeros, as it must be where the algorithm has none.
pub(crate) fn has_zero_nonce(envelope: &[u8]) -> bool {
    envelope.first_chunk().is_some_and(|header| nonce(header) == [0; NONCE_BYTES])
}

/// Associated data: label, header up to the nonce, context. Every part has a fixed width, so no two
/// combinations of header and context give the same bytes. GCM itself binds the nonce; leaving it out here lets
/// a validated module choose it while sealing.
pub(crate) fn associated_data(header: &[u8; HEADER_BYTES], context: &Context) -> [u8; AAD_BYTES] {
    let parts: [&[u8]; 5] =
        [AAD_LABEL, &header[..NONCE_AT], &context.organisation, &context.conversation, &context.subject];
    let mut aad = [0; AAD_BYTES];
    let mut at = 0;
    for part in parts {
        aad[at..at + part.len()].copy_from_slice(part);
        at += part.len();
    }
    aad
}
