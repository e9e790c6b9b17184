//! The audit entry and its leaf encoding, version 1: fixed width, every field public, nothing in clear about the chat.
//!
//! | offset | bytes | field |
//! |---:|---:|---|
//! | 0 | 1 | version, `1` |
//! | 1 | 1 | actor kind |
//! | 2 | 2 | action |
//! | 4 | 16 | organisation id |
//! | 20 | 16 | entry id (ULID) |
//! | 36 | 8 | instant, milliseconds since 1970-01-01T00:00:00Z |
//! | 44 | 16 | actor id |
//! | 60 | 16 | conversation id |
//! | 76 | 16 | subject id |
//! | 92 | 8 | seq |
//! | 100 | 8 | rev |
//! | 108 | 32 | body hash |
//! | 140 | 32 | detail commitment |
//!
//! Integers are unsigned and big-endian. **This layout is final**: a later one takes another version byte.

use crate::action::{Action, ActorKind};
use crate::hash::{HASH_BYTES, Hash, ZERO_HASH, sha256};

/// Length in bytes of a version 1 leaf.
pub const ENTRY_BYTES: usize = 172;

/// Length in bytes of the random salt in a [`DetailCommitment`].
pub const SALT_BYTES: usize = 16;

/// The version byte of this layout.
pub const ENTRY_VERSION: u8 = 1;

const DETAIL_DOMAIN: &[u8] = b"bedside.audit.detail.v1\0";

/// One thing that happened, in the form that is logged. Ids are 16 raw bytes; all zeroes means "none".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Organisation whose log this is. Every entry of one log names the same one.
    pub organisation: [u8; 16],
    /// Id of this entry, a ULID. Links the leaf to its row and its sealed detail.
    pub id: [u8; 16],
    /// When it happened, in milliseconds since the Unix epoch, by the server's clock. Not an order: leaf numbers are.
    pub at_ms: u64,
    /// What was done.
    pub action: Action,
    /// What kind of actor did it.
    pub actor_kind: ActorKind,
    /// Who did it; zero for the system.
    pub actor: [u8; 16],
    /// The conversation it concerns; zero for none.
    pub conversation: [u8; 16],
    /// What it was done to, as the action says: message, staff, department or key id; zero for none.
    pub subject: [u8; 16],
    /// Place of the message in its conversation, from 1; zero for none.
    pub seq: u64,
    /// Place among the events of the conversation, from 1; zero for none.
    pub rev: u64,
    /// SHA-256 of the sealed body that the entry commits to; zero for none.
    pub body_hash: Hash,
    /// Commitment to the sealed detail of the entry.
    pub detail: DetailCommitment,
}

/// Commitment to the sealed detail of an entry. Reveals nothing about it without the salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DetailCommitment(Hash);

/// Why bytes are not a leaf that this version can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The version byte is not one this version knows, or there is none.
    #[error("audit entry has an unknown version; use a newer release to read it")]
    Version,
    /// The length is not that of the version.
    #[error("audit entry has a wrong length; the stored leaf is damaged, restore it from a backup")]
    Length,
}

impl Entry {
    /// The leaf: the layout above.
    pub fn encode(&self) -> [u8; ENTRY_BYTES] {
        let mut leaf = [0; ENTRY_BYTES];
        let mut writer = Writer { leaf: &mut leaf, at: 0 };
        writer.put(&[ENTRY_VERSION, self.actor_kind.number()]);
        writer.put(&self.action.number().to_be_bytes());
        writer.put(&self.organisation);
        writer.put(&self.id);
        writer.put(&self.at_ms.to_be_bytes());
        writer.put(&self.actor);
        writer.put(&self.conversation);
        writer.put(&self.subject);
        writer.put(&self.seq.to_be_bytes());
        writer.put(&self.rev.to_be_bytes());
        writer.put(&self.body_hash);
        writer.put(&self.detail.0);
        debug_assert_eq!(writer.at, ENTRY_BYTES);
        leaf
    }

    /// Reads a leaf. Every leaf that decodes encodes to the same bytes again.
    pub fn decode(leaf: &[u8]) -> Result<Entry, EntryError> {
        if leaf.first() != Some(&ENTRY_VERSION) {
            return Err(EntryError::Version);
        }
        let leaf: &[u8; ENTRY_BYTES] = leaf.try_into().map_err(|_| EntryError::Length)?;
        let mut reader = Reader { leaf, at: 1 };
        let [actor_kind] = reader.take();
        Ok(Entry {
            actor_kind: ActorKind::from_number(actor_kind),
            action: Action::from_number(u16::from_be_bytes(reader.take())),
            organisation: reader.take(),
            id: reader.take(),
            at_ms: u64::from_be_bytes(reader.take()),
            actor: reader.take(),
            conversation: reader.take(),
            subject: reader.take(),
            seq: u64::from_be_bytes(reader.take()),
            rev: u64::from_be_bytes(reader.take()),
            body_hash: reader.take(),
            detail: DetailCommitment(reader.take()),
        })
    }
}

impl DetailCommitment {
    /// `SHA-256("bedside.audit.detail.v1\0" ‖ salt ‖ sealed detail)`. The salt is random, one per entry.
    pub fn of(salt: &[u8; SALT_BYTES], sealed_detail: &[u8]) -> DetailCommitment {
        DetailCommitment(sha256(&[DETAIL_DOMAIN, salt, sealed_detail]))
    }

    /// The commitment of an entry without a detail: all zeroes.
    pub const fn none() -> DetailCommitment {
        DetailCommitment(ZERO_HASH)
    }

    /// True if the entry has no detail.
    pub fn is_none(&self) -> bool {
        self.0 == ZERO_HASH
    }

    /// The 32 bytes as they stand in the leaf.
    pub fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }
}

/// SHA-256 of a sealed body, as [`Entry::body_hash`] holds it.
pub fn body_hash(sealed_body: &[u8]) -> Hash {
    sha256(&[sealed_body])
}

struct Writer<'a> {
    leaf: &'a mut [u8; ENTRY_BYTES],
    at: usize,
}

impl Writer<'_> {
    fn put(&mut self, field: &[u8]) {
        self.leaf[self.at..self.at + field.len()].copy_from_slice(field);
        self.at += field.len();
    }
}

struct Reader<'a> {
    leaf: &'a [u8; ENTRY_BYTES],
    at: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut field = [0; N];
        field.copy_from_slice(&self.leaf[self.at..self.at + N]);
        self.at += N;
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn leaf_bytes_survive_decoding(mut leaf in prop::collection::vec(any::<u8>(), ENTRY_BYTES)) {
            leaf[0] = ENTRY_VERSION;
            let entry = Entry::decode(&leaf).expect("right version and length");
            prop_assert_eq!(&entry.encode()[..], &leaf[..]);
        }
    }

    #[test]
    fn wrong_length_and_version_are_told_apart() {
        assert_eq!(Entry::decode(&[]), Err(EntryError::Version));
        assert_eq!(Entry::decode(&[2; ENTRY_BYTES]), Err(EntryError::Version));
        assert_eq!(Entry::decode(&[1; ENTRY_BYTES - 1]), Err(EntryError::Length));
        assert_eq!(Entry::decode(&[1; ENTRY_BYTES + 1]), Err(EntryError::Length));
    }

    #[test]
    fn salt_and_detail_are_not_interchangeable() {
        let a = DetailCommitment::of(&[1; SALT_BYTES], b"ab");
        assert_ne!(a, DetailCommitment::of(&[1; SALT_BYTES], b"ba"));
        assert_ne!(a, DetailCommitment::of(&[2; SALT_BYTES], b"ab"));
        assert!(!a.is_none() && DetailCommitment::none().is_none());
    }
}
