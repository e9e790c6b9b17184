//! Opens and makes keys: master key → epoch key → data key. The one place in the server that holds data keys; others get
//! them for one conversation at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use bedside_domain::{Clock, ConversationId, Millis, OrganisationId, Rng};
use bedside_keys::{
    Context, DataKey, EpochKey, KeyId, MasterKey, MasterKeyError, OpenError, Sealable, Sealed,
};
use bedside_storage::{KeyStore, ReadError, StoredDataKey, StoredEpoch, WriteError};

/// An epoch lasts a day; at its end the living keys are re-wrapped and the old epoch key is destroyed.
const EPOCH_MS: u64 = 24 * 3_600_000;
/// Clocks differ by less than this unless one was set wrong.
const CLOCK_WRONG_MS: u64 = 3_600_000;
/// Opened data keys kept at once. Beyond it the cache is emptied: the next use opens the key again.
const CACHED_KEYS: usize = 50_000;
/// Keys re-wrapped in one step of an epoch change.
const REWRAP_PAGE: usize = 500;

/// Why a key could not be had. Nothing is read or written without one.
#[derive(Debug, thiserror::Error)]
pub enum CustodyError {
    /// The master key's holder said no or did not answer.
    #[error(transparent)]
    Master(#[from] MasterKeyError),
    /// The key store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The key store cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A wrapped key does not open: wrong keyring, or a row that was altered.
    #[error("a stored key does not open: {0}")]
    Open(#[from] OpenError),
    /// There is no key: it was destroyed, or the key store is older than the data.
    #[error("there is no key for this; it was destroyed or the key store does not belong to the data")]
    NoKey,
}

/// The keys of one conversation (or of the organisation itself), oldest first; the last one seals.
pub(crate) struct KeySet {
    keys: Vec<DataKey>,
}

impl KeySet {
    /// The key that seals now.
    pub(crate) fn current(&self) -> &DataKey {
        self.keys.last().expect("a key set is made with at least one key")
    }

    /// The first key: never replaced, so what is derived from it stays.
    pub(crate) fn first(&self) -> &DataKey {
        self.keys.first().expect("a key set is made with at least one key")
    }

    /// Opens with whichever key the envelope names.
    pub(crate) fn open<T: Sealable>(&self, context: &Context, sealed: &Sealed<T>) -> Result<T, CustodyError> {
        let id = sealed.key_id();
        let key = self.keys.iter().find(|key| key.id() == id).ok_or(CustodyError::NoKey)?;
        Ok(key.open(context, sealed)?)
    }
}

type Owner = (OrganisationId, Option<ConversationId>);

/// Opens and makes keys.
pub struct KeyCustodian {
    master: Arc<dyn MasterKey>,
    store: Arc<dyn KeyStore>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    // std Mutexes: held for a map access, never across an await.
    epochs: Mutex<HashMap<(OrganisationId, KeyId), Arc<EpochKey>>>,
    newest: Mutex<HashMap<OrganisationId, (KeyId, Millis)>>,
    opened: Mutex<HashMap<Owner, Arc<KeySet>>>,
    // One epoch change or creation at a time.
    turning: tokio::sync::Mutex<()>,
}

impl KeyCustodian {
    /// A custodian over a master key and a key store.
    #[must_use]
    pub fn new(
        master: Arc<dyn MasterKey>,
        store: Arc<dyn KeyStore>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        Self {
            master,
            store,
            clock,
            rng,
            epochs: Mutex::default(),
            newest: Mutex::default(),
            opened: Mutex::default(),
            turning: tokio::sync::Mutex::new(()),
        }
    }

    /// Makes a conversation's first key. Durable in the key store before it returns, so that no ciphertext is ever without
    /// its key.
    pub(crate) async fn make(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<Arc<KeySet>, CustodyError> {
        self.make_for((organisation, Some(conversation))).await
    }

    /// The keys of a conversation.
    pub(crate) async fn keys_of(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<Arc<KeySet>, CustodyError> {
        self.open_for((organisation, Some(conversation))).await?.ok_or(CustodyError::NoKey)
    }

    /// The keys of a conversation that has ended: opened for one look, and kept nowhere.
    pub(crate) async fn keys_for_a_look(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<Arc<KeySet>, CustodyError> {
        let known = self
            .opened
            .lock()
            .expect("no panic while held")
            .contains_key(&(organisation, Some(conversation)));
        let keys = self.keys_of(organisation, conversation).await?;
        if !known {
            self.forget(organisation, conversation);
        }
        Ok(keys)
    }

    /// Makes the first keys of an organisation that is about to be added; returns the id of its epoch key, and its own key.
    pub(crate) async fn make_organisation_key(
        &self,
        organisation: OrganisationId,
    ) -> Result<(KeyId, Arc<KeySet>), CustodyError> {
        let epoch = self.current_epoch(organisation).await?.id();
        Ok((epoch, self.make_for((organisation, None)).await?))
    }

    /// The organisation's own keys: staff profiles, audit details, look-up hashes. Never made here: without them there is no
    /// going on.
    pub(crate) async fn organisation_keys(
        &self,
        organisation: OrganisationId,
    ) -> Result<Arc<KeySet>, CustodyError> {
        self.open_for((organisation, None)).await?.ok_or(CustodyError::NoKey)
    }

    /// Forgets an opened conversation's keys; the memory is zeroed when the last user lets go.
    pub(crate) fn forget(&self, organisation: OrganisationId, conversation: ConversationId) {
        self.opened.lock().expect("no panic while held").remove(&(organisation, Some(conversation)));
    }

    /// Ids of a conversation's keys.
    pub(crate) async fn key_ids(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<Vec<KeyId>, CustodyError> {
        let stored = self.store.data_keys(organisation, Some(conversation)).await?;
        Ok(stored.into_iter().map(|key| key.id).collect())
    }

    /// Destroys the keys of a conversation, in memory and in the key store. Whoever asks has written that down before.
    pub(crate) async fn destroy(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<(), CustodyError> {
        self.forget(organisation, conversation);
        Ok(self.store.destroy_data_keys(organisation, conversation).await?)
    }

    /// Conversations with keys made before `made_before` that were never committed: what a crash between key and conversation left.
    /// One page of those above `after`, and where the next page begins.
    pub(crate) async fn orphans(
        &self,
        organisation: OrganisationId,
        made_before: Millis,
        after: Option<ConversationId>,
        conversations: &dyn bedside_storage::Conversations,
    ) -> Result<(Vec<ConversationId>, Option<ConversationId>), CustodyError> {
        let page = self.store.conversations_with_keys(organisation, made_before, after, REWRAP_PAGE).await?;
        let next = page.last().copied();
        let mut orphans = Vec::new();
        for id in page {
            // A key in use belongs to a conversation that is being opened, however long that takes.
            let in_use =
                self.opened.lock().expect("no panic while held").contains_key(&(organisation, Some(id)));
            if !in_use && conversations.conversation(organisation, id).await?.is_none() {
                orphans.push(id);
            }
        }
        Ok((orphans, next))
    }

    async fn make_for(&self, owner: Owner) -> Result<Arc<KeySet>, CustodyError> {
        let epoch = self.current_epoch(owner.0).await?;
        let key = DataKey::generate(&*self.rng);
        let wrapped = epoch.wrap(owner.0.to_bytes(), conversation_bytes(owner.1), &key, &*self.rng);
        self.store
            .add_data_key(StoredDataKey {
                organisation: owner.0,
                conversation: owner.1,
                ordinal: 0,
                id: key.id(),
                epoch: epoch.id(),
                wrapped,
                created_at: self.clock.now(),
            })
            .await?;
        Ok(self.remember(owner, KeySet { keys: vec![key] }))
    }

    async fn open_for(&self, owner: Owner) -> Result<Option<Arc<KeySet>>, CustodyError> {
        if let Some(keys) = self.opened.lock().expect("no panic while held").get(&owner) {
            return Ok(Some(Arc::clone(keys)));
        }
        let stored = self.store.data_keys(owner.0, owner.1).await?;
        if stored.is_empty() {
            return Ok(None);
        }
        let mut keys = Vec::with_capacity(stored.len());
        for row in stored {
            let epoch = self.epoch(owner.0, row.epoch).await?;
            keys.push(epoch.unwrap(owner.0.to_bytes(), conversation_bytes(owner.1), &row.wrapped)?);
        }
        Ok(Some(self.remember(owner, KeySet { keys })))
    }

    fn remember(&self, owner: Owner, keys: KeySet) -> Arc<KeySet> {
        let keys = Arc::new(keys);
        let mut opened = self.opened.lock().expect("no panic while held");
        if opened.len() >= CACHED_KEYS {
            opened.clear();
        }
        opened.insert(owner, Arc::clone(&keys));
        keys
    }

    async fn epoch(&self, organisation: OrganisationId, id: KeyId) -> Result<Arc<EpochKey>, CustodyError> {
        if let Some(epoch) = self.epochs.lock().expect("no panic while held").get(&(organisation, id)) {
            return Ok(Arc::clone(epoch));
        }
        let stored = self.store.epoch(organisation, id).await?.ok_or(CustodyError::NoKey)?;
        self.unwrap_epoch(&stored).await
    }

    async fn unwrap_epoch(&self, stored: &StoredEpoch) -> Result<Arc<EpochKey>, CustodyError> {
        let epoch = Arc::new(self.master.unwrap(stored.organisation.to_bytes(), &stored.wrapped).await?);
        self.epochs
            .lock()
            .expect("no panic while held")
            .insert((stored.organisation, stored.id), Arc::clone(&epoch));
        Ok(epoch)
    }

    async fn current_epoch(&self, organisation: OrganisationId) -> Result<Arc<EpochKey>, CustodyError> {
        let known = self.newest.lock().expect("no panic while held").get(&organisation).copied();
        if let Some((id, _)) = known {
            return self.epoch(organisation, id).await;
        }
        let _turn = self.turning.lock().await;
        if let Some(stored) = self.store.newest_epoch(organisation).await? {
            let epoch = self.unwrap_epoch(&stored).await?;
            self.note_newest(organisation, stored.id, stored.created_at);
            return Ok(epoch);
        }
        self.make_epoch(organisation).await
    }

    async fn make_epoch(&self, organisation: OrganisationId) -> Result<Arc<EpochKey>, CustodyError> {
        let epoch = EpochKey::generate(&*self.rng);
        let wrapped = self.master.wrap(organisation.to_bytes(), &epoch, &*self.rng).await?;
        let created_at = self.clock.now();
        self.store.add_epoch(StoredEpoch { organisation, id: epoch.id(), wrapped, created_at }).await?;
        let epoch = Arc::new(epoch);
        self.epochs
            .lock()
            .expect("no panic while held")
            .insert((organisation, epoch.id()), Arc::clone(&epoch));
        self.note_newest(organisation, epoch.id(), created_at);
        Ok(epoch)
    }

    fn note_newest(&self, organisation: OrganisationId, id: KeyId, created_at: Millis) {
        self.newest.lock().expect("no panic while held").insert(organisation, (id, created_at));
    }

    /// Changes the epoch if the newest one is a day old, and goes on with a change that a crash left half done: new epoch key, living
    /// data keys re-wrapped page by page. Returns the old epoch keys, to which nothing is wrapped any more and which are to be destroyed.
    ///
    /// # Errors
    /// [`CustodyError`]; what was done stays done, and the next call goes on from there.
    pub(crate) async fn turn_epoch(&self, organisation: OrganisationId) -> Result<Vec<KeyId>, CustodyError> {
        self.current_epoch(organisation).await?;
        let _turn = self.turning.lock().await;
        let newest = self.newest.lock().expect("no panic while held").get(&organisation).copied();
        let now = self.clock.now();
        // An epoch of the future is one that a wrong clock made: it must not last until the clock gets there.
        if newest.is_none_or(|(_, made)| now.since(made) >= EPOCH_MS || made.since(now) >= CLOCK_WRONG_MS) {
            self.make_epoch(organisation).await?;
        }
        let epochs = self.store.epochs(organisation).await?;
        let Some((newest, old)) = epochs.split_last() else { return Ok(Vec::new()) };
        let target = self.epoch(organisation, newest.id).await?;
        for old in old {
            self.rewrap_all(organisation, old.id, &target).await?;
        }
        Ok(old.iter().map(|old| old.id).collect())
    }

    /// Destroys an old epoch key. Refused while a data key is wrapped to it. Whoever asks has written that down before.
    pub(crate) async fn destroy_epoch(
        &self,
        organisation: OrganisationId,
        id: KeyId,
    ) -> Result<(), CustodyError> {
        self.store.destroy_epoch(organisation, id).await?;
        self.epochs.lock().expect("no panic while held").remove(&(organisation, id));
        Ok(())
    }

    async fn rewrap_all(
        &self,
        organisation: OrganisationId,
        from: KeyId,
        to: &EpochKey,
    ) -> Result<(), CustodyError> {
        loop {
            let page = self.store.data_keys_of_epoch(organisation, from, REWRAP_PAGE).await?;
            if page.is_empty() {
                return Ok(());
            }
            let source = self.epoch(organisation, from).await?;
            let mut rewrapped = Vec::with_capacity(page.len());
            for row in page {
                let conversation = conversation_bytes(row.conversation);
                let key = source.unwrap(organisation.to_bytes(), conversation, &row.wrapped)?;
                rewrapped.push((
                    row.id,
                    to.id(),
                    to.wrap(organisation.to_bytes(), conversation, &key, &*self.rng),
                ));
            }
            self.store.rewrap(organisation, rewrapped).await?;
        }
    }
}

fn conversation_bytes(conversation: Option<ConversationId>) -> [u8; 16] {
    conversation.map_or([0; 16], ConversationId::to_bytes)
}
