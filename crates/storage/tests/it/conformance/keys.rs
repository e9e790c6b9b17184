//! The key store.

use bedside_domain::{ConversationId, Millis};
use bedside_keys::{BoxFuture, DataKey, EpochKey, KeyId, Keyring, MasterKey};
use bedside_storage::{StoredDataKey, StoredEpoch, WriteError};

use super::Backend;
use crate::support::Clinic;

pub(crate) struct Chain {
    pub(crate) clinic: Clinic,
    keyring: Keyring,
}

impl Chain {
    pub(crate) fn new(seed: u64) -> Self {
        let clinic = Clinic::new(seed);
        let keyring = Keyring::generate(&clinic.rng, 1);
        Self { clinic, keyring }
    }

    pub(crate) async fn epoch(&self) -> (EpochKey, StoredEpoch) {
        let key = EpochKey::generate(&self.clinic.rng);
        let organisation = self.clinic.organisation;
        let wrapped = self.keyring.wrap(organisation.to_bytes(), &key, &self.clinic.rng).await.unwrap();
        let stored = StoredEpoch { organisation, id: key.id(), wrapped, created_at: self.clinic.now() };
        (key, stored)
    }

    pub(crate) fn data_key(
        &self,
        epoch: &EpochKey,
        conversation: Option<ConversationId>,
        ordinal: u32,
    ) -> (DataKey, StoredDataKey) {
        let key = DataKey::generate(&self.clinic.rng);
        let stored = self.wrapped(&key, epoch, conversation, ordinal);
        (key, stored)
    }

    pub(crate) fn wrapped(
        &self,
        key: &DataKey,
        epoch: &EpochKey,
        conversation: Option<ConversationId>,
        ordinal: u32,
    ) -> StoredDataKey {
        let organisation = self.clinic.organisation;
        let place = conversation.map_or([0; 16], ConversationId::to_bytes);
        let wrapped = epoch.wrap(organisation.to_bytes(), place, key, &self.clinic.rng);
        StoredDataKey {
            organisation,
            conversation,
            ordinal,
            id: key.id(),
            epoch: epoch.id(),
            wrapped,
            created_at: self.clinic.now(),
        }
    }

    pub(crate) fn conversation(&self) -> ConversationId {
        ConversationId::new(self.clinic.now(), &self.clinic.rng)
    }
}

async fn refused(write: BoxFuture<'_, Result<(), WriteError>>) {
    assert!(matches!(write.await, Err(WriteError::Inconsistent { .. })));
}

pub(super) async fn epochs_come_and_go(mut backend: impl Backend) {
    let chain = Chain::new(1);
    let organisation = chain.clinic.organisation;
    let ((_, mut first), (_, mut second)) = (chain.epoch().await, chain.epoch().await);
    // The newest is the one that was added last, whatever the clock said.
    (first.created_at, second.created_at) = (Millis(9), Millis(3));
    let keys = &backend.stores().keys;
    assert!(keys.newest_epoch(organisation).await.unwrap().is_none());
    keys.add_epoch(first.clone()).await.unwrap();
    keys.add_epoch(second.clone()).await.unwrap();
    refused(keys.add_epoch(first.clone())).await;
    backend.reopen();

    let keys = &backend.stores().keys;
    let newest = keys.newest_epoch(organisation).await.unwrap().unwrap();
    assert!(newest.id == second.id && newest.wrapped == second.wrapped && newest.created_at == Millis(3));
    let ids = |epochs: Vec<StoredEpoch>| epochs.into_iter().map(|epoch| epoch.id).collect::<Vec<KeyId>>();
    assert_eq!(ids(keys.epochs(organisation).await.unwrap()), [first.id, second.id]);
    assert_eq!(keys.epoch(organisation, first.id).await.unwrap().unwrap().id, first.id);
    let other = Clinic::new(2).organisation;
    assert!(keys.epochs(other).await.unwrap().is_empty());
    assert!(keys.epoch(other, first.id).await.unwrap().is_none());
    keys.destroy_epoch(other, first.id).await.unwrap();
    assert_eq!(keys.epochs(organisation).await.unwrap().len(), 2);
    keys.destroy_epoch(organisation, first.id).await.unwrap();
    assert_eq!(ids(keys.epochs(organisation).await.unwrap()), [second.id]);
}

pub(super) async fn data_keys_are_rewrapped_and_destroyed(mut backend: impl Backend) {
    let chain = Chain::new(1);
    let organisation = chain.clinic.organisation;
    let ((old, old_stored), (new, new_stored)) = (chain.epoch().await, chain.epoch().await);
    let keys = &backend.stores().keys;
    keys.add_epoch(old_stored.clone()).await.unwrap();
    keys.add_epoch(new_stored.clone()).await.unwrap();
    let (chat, other_chat) = (chain.conversation(), chain.conversation());
    let (own, own_stored) = chain.data_key(&old, None, 0);
    let (first, first_stored) = chain.data_key(&old, Some(chat), 0);
    let (second, second_stored) = chain.data_key(&old, Some(chat), 1);
    let (_, third_stored) = chain.data_key(&old, Some(other_chat), 0);
    for key in [&own_stored, &second_stored, &first_stored, &third_stored] {
        keys.add_data_key(key.clone()).await.unwrap();
    }
    let found = keys.data_keys(organisation, Some(chat)).await.unwrap();
    assert_eq!(found.iter().map(|key| key.id).collect::<Vec<_>>(), [first.id(), second.id()]);
    assert_eq!(keys.data_keys(organisation, None).await.unwrap()[0].id, own.id());
    let other = Clinic::new(2).organisation;
    assert!(keys.data_keys(other, Some(chat)).await.unwrap().is_empty());
    keys.destroy_data_keys(other, chat).await.unwrap();
    assert_eq!(keys.data_keys_of_epoch(organisation, old.id(), 3).await.unwrap().len(), 3);
    refused(keys.destroy_epoch(organisation, old.id())).await;

    // One of the keys dies while the others are wrapped anew: it stays dead.
    let rewrapped = [(&own, None, 0), (&first, Some(chat), 0), (&second, Some(chat), 1)]
        .map(|(key, place, ordinal)| (key.id(), new.id(), chain.wrapped(key, &new, place, ordinal).wrapped));
    keys.destroy_data_keys(organisation, other_chat).await.unwrap();
    keys.rewrap(organisation, rewrapped.to_vec()).await.unwrap();
    assert!(keys.data_keys(organisation, Some(other_chat)).await.unwrap().is_empty());
    assert!(keys.data_keys_of_epoch(organisation, old.id(), 10).await.unwrap().is_empty());
    keys.destroy_epoch(organisation, old.id()).await.unwrap();
    backend.reopen();

    let keys = &backend.stores().keys;
    let found = keys.data_keys(organisation, Some(chat)).await.unwrap();
    assert!(found.iter().all(|key| key.epoch == new.id()));
    let opened = new.unwrap(organisation.to_bytes(), chat.to_bytes(), &found[0].wrapped).unwrap();
    assert_eq!(opened.id(), first.id());
    keys.destroy_data_keys(organisation, chat).await.unwrap();
    assert!(keys.data_keys(organisation, Some(chat)).await.unwrap().is_empty());
    assert_eq!(keys.data_keys(organisation, None).await.unwrap().len(), 1);
}

pub(super) async fn wrappings_must_fit(backend: impl Backend) {
    let keys = &backend.stores().keys;
    let chain = Chain::new(1);
    let organisation = chain.clinic.organisation;
    let ((known, stored), (unknown, _)) = (chain.epoch().await, chain.epoch().await);
    keys.add_epoch(stored).await.unwrap();
    let chat = chain.conversation();
    let (key, good) = chain.data_key(&known, Some(chat), 0);
    let (_, of_unknown) = chain.data_key(&unknown, Some(chat), 0);
    refused(keys.add_data_key(of_unknown)).await;
    refused(keys.add_data_key(StoredDataKey { id: known.id(), ..good.clone() })).await;
    refused(keys.add_data_key(StoredDataKey { epoch: unknown.id(), ..good.clone() })).await;
    keys.add_data_key(good.clone()).await.unwrap();
    let (_, second) = chain.data_key(&known, Some(chat), 0);
    refused(keys.add_data_key(second)).await;

    // All or nothing: the second of these is under an epoch that does not exist.
    let fresh = chain.wrapped(&key, &known, Some(chat), 0).wrapped;
    let lost = chain.wrapped(&key, &unknown, Some(chat), 0).wrapped;
    let both = vec![(key.id(), known.id(), fresh), (key.id(), unknown.id(), lost)];
    refused(keys.rewrap(organisation, both)).await;
    assert!(keys.data_keys(organisation, Some(chat)).await.unwrap()[0].wrapped == good.wrapped);
}

pub(super) async fn orphans_are_found(backend: impl Backend) {
    let keys = &backend.stores().keys;
    let chain = Chain::new(1);
    let organisation = chain.clinic.organisation;
    let (epoch, stored) = chain.epoch().await;
    keys.add_epoch(stored).await.unwrap();
    keys.add_data_key(chain.data_key(&epoch, None, 0).1).await.unwrap();
    let mut chats: Vec<_> = (0..5).map(|_| chain.conversation()).collect();
    for chat in &chats {
        for ordinal in 0..2 {
            keys.add_data_key(chain.data_key(&epoch, Some(*chat), ordinal).1).await.unwrap();
        }
    }
    let made_before = chain.clinic.now();
    let late = chain.conversation();
    keys.add_data_key(chain.data_key(&epoch, Some(late), 0).1).await.unwrap();
    chats.sort_unstable();
    let first = keys.conversations_with_keys(organisation, made_before, None, 3).await.unwrap();
    assert_eq!(first, chats[..3]);
    let rest = keys.conversations_with_keys(organisation, made_before, Some(chats[2]), 10).await.unwrap();
    assert_eq!(rest, chats[3..]);
}
