//! What the writer remembers between commits, so that a post reads nothing: hot conversations, and where each log ends.
//!
//! **Invariant:** everything here can be read again from rows, and is forgotten as soon as a transaction does not commit.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use bedside_domain::{Actor, ClientKey, Conversation, ConversationId, MessageId, OrganisationId};

/// Conversations in one generation; two generations are kept.
const GENERATION_CONVERSATIONS: usize = 32_768;
/// Client keys in one generation, about 30 bytes each.
const GENERATION_KEYS: usize = 1_000_000;

/// What deciding about one conversation needs.
pub(super) struct Hot {
    /// State machine.
    pub(super) state: Conversation,
    /// Newest `Rev`.
    pub(super) rev: u64,
    /// Newest `Seq`; 0 = no message yet.
    pub(super) seq: u64,
    /// Rev of the newest event of each author's client key, by [`Memory::fingerprint`]: who finds one looks at the row.
    pub(super) keys: HashMap<u64, u64>,
    /// Messages that are or were held.
    pub(super) held: HashMap<MessageId, Held>,
}

/// A message that is or was held.
pub(super) struct Held {
    /// The event in which it was held.
    pub(super) rev: u64,
    /// Whether it was let through since.
    pub(super) released: bool,
}

type Place = (OrganisationId, ConversationId);

/// Everything that is remembered.
#[derive(Default)]
pub(super) struct Memory {
    young: HashMap<Place, Hot>,
    old: HashMap<Place, Hot>,
    keys_in_young: usize,
    /// Random for each process, so that nobody can choose client keys that fall together.
    fingerprints: RandomState,
    /// Next leaf of each organisation's log.
    pub(super) leaves: HashMap<OrganisationId, u64>,
    /// Outbox rows up to this one have been delivered; 0 = none, or not known any more, and a later one covers them.
    pub(super) delivered: i64,
    /// Newest outbox row of the open transaction.
    pub(super) outbox: i64,
}

impl Memory {
    /// The conversation, if it is remembered.
    pub(super) fn hot(
        &mut self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Option<&mut Hot> {
        let place = (organisation, conversation);
        if !self.young.contains_key(&place) {
            let hot = self.old.remove(&place)?;
            self.remember(organisation, conversation, hot);
        }
        self.young.get_mut(&place)
    }

    /// Remembers a conversation; forgets those that were not used for long.
    pub(super) fn remember(&mut self, organisation: OrganisationId, conversation: ConversationId, hot: Hot) {
        if self.young.len() >= GENERATION_CONVERSATIONS || self.keys_in_young >= GENERATION_KEYS {
            self.old = std::mem::take(&mut self.young);
            self.keys_in_young = 0;
        }
        self.keys_in_young += hot.keys.len();
        self.young.insert((organisation, conversation), hot);
    }

    /// 64 bits that stand for an author's client key. Two keys with the same ones are as good as impossible, and only cost a search.
    pub(super) fn fingerprint(&self, author: Actor, key: ClientKey) -> u64 {
        self.fingerprints.hash_one((author, key))
    }

    /// Notes that a conversation got one more client key.
    pub(super) fn grown(&mut self) {
        self.keys_in_young += 1;
    }

    /// Forgets all that an open transaction may have changed.
    pub(super) fn forget(&mut self) {
        self.young.clear();
        self.old.clear();
        self.keys_in_young = 0;
        self.leaves.clear();
        self.delivered = 0;
        self.outbox = 0;
    }
}

#[cfg(test)]
mod tests {
    use bedside_domain::{DepartmentId, VisitorId};

    use super::*;

    const ORGANISATION: OrganisationId = OrganisationId::from_bytes([1; 16]);

    fn id(n: usize) -> ConversationId {
        ConversationId::from_bytes((n as u128).to_be_bytes())
    }

    fn remember(memory: &mut Memory, n: usize, keys: u64) {
        let state = Conversation::open(DepartmentId::from_bytes([1; 16]), VisitorId::from_bytes([1; 16]));
        let keys = (0..keys).map(|key| (key, 1)).collect();
        memory.remember(ORGANISATION, id(n), Hot { state, rev: 1, seq: 0, keys, held: HashMap::new() });
    }

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let mut memory = Memory::default();
        remember(&mut memory, 0, 1);
        for n in 1..4 * GENERATION_CONVERSATIONS {
            remember(&mut memory, n, 1);
            assert!(memory.hot(ORGANISATION, id(0)).is_some(), "in use: {n}");
        }
        assert!(memory.young.len() + memory.old.len() <= 2 * GENERATION_CONVERSATIONS);
        assert!(memory.hot(ORGANISATION, id(1)).is_none());
        assert!(memory.hot(OrganisationId::from_bytes([2; 16]), id(0)).is_none());
    }

    #[test]
    fn long_conversations_count_by_their_keys() {
        let mut memory = Memory::default();
        for n in 0..8 {
            remember(&mut memory, n, GENERATION_KEYS as u64 / 2);
        }
        assert!(memory.young.len() + memory.old.len() <= 4);
    }
}
