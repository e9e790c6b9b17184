//! Several master keys held in memory, one of them active.

mod text;

use std::future;

use crate::root::Root;
use crate::{BoxFuture, EpochKey, KeyId, MasterKey, MasterKeyError, Rng, WrappedEpochKey};

pub use text::{KeyringError, KeyringProblem};

/// Master keys of one server: exactly one active, which wraps, and any number retired, which only unwrap.
///
/// Zeroed on drop. No `Debug`, `Clone` or `Serialize`. Reading the file, and refusing one that others can read or that
/// lies beside the data, is the server's part.
pub struct Keyring {
    // Never empty; exactly one is active. In the order of the file.
    keys: Vec<Master>,
}

struct Master {
    root: Root,
    state: MasterState,
    created_ms: u64,
}

/// What a master key is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MasterState {
    /// Wraps and unwraps.
    Active,
    /// Only unwraps.
    Retired,
}

/// What may be shown about a master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasterInfo {
    /// Its public name.
    pub id: KeyId,
    /// What it is used for.
    pub state: MasterState,
    /// When it was made, Unix milliseconds.
    pub created_ms: u64,
}

impl Keyring {
    /// A keyring with one new key.
    #[must_use]
    pub fn generate(rng: &dyn Rng, created_ms: u64) -> Self {
        Self { keys: vec![Master { root: Root::generate(rng), state: MasterState::Active, created_ms }] }
    }

    /// Adds a new key, which wraps from now on, and retires the one that did. Returns the new id.
    ///
    /// What the retired key wrapped still unwraps; it can be taken out once nothing names it.
    pub fn rotate(&mut self, rng: &dyn Rng, created_ms: u64) -> KeyId {
        let root = Root::generate(rng);
        let id = root.id();
        for key in &mut self.keys {
            key.state = MasterState::Retired;
        }
        self.keys.insert(0, Master { root, state: MasterState::Active, created_ms });
        id
    }

    /// The ids of all keys, in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> + '_ {
        self.keys.iter().map(|key| key.root.id())
    }

    /// What may be shown about each key, in the order of the file.
    pub fn masters(&self) -> impl Iterator<Item = MasterInfo> + '_ {
        self.keys.iter().map(|key| MasterInfo {
            id: key.root.id(),
            state: key.state,
            created_ms: key.created_ms,
        })
    }

    fn active(&self) -> &Master {
        self.keys.iter().find(|key| key.state == MasterState::Active).expect("a keyring has one active key")
    }

    fn unwrap_now(
        &self,
        organisation: [u8; 16],
        wrapped: &WrappedEpochKey,
    ) -> Result<EpochKey, MasterKeyError> {
        let id = wrapped.key_id();
        let master =
            self.keys.iter().find(|key| key.root.id() == id).ok_or(MasterKeyError::UnknownKey(id))?;
        Ok(EpochKey { root: wrapped.unwrap(&master.root, organisation)? })
    }
}

/// In memory: every future is ready at once, and nothing is denied or unreachable.
impl MasterKey for Keyring {
    fn id(&self) -> KeyId {
        self.active().root.id()
    }

    fn wrap<'a>(
        &'a self,
        organisation: [u8; 16],
        epoch: &'a EpochKey,
        rng: &'a dyn Rng,
    ) -> BoxFuture<'a, Result<WrappedEpochKey, MasterKeyError>> {
        let wrapped = WrappedEpochKey::wrap(&self.active().root, organisation, &epoch.root, rng);
        Box::pin(future::ready(Ok(wrapped)))
    }

    fn unwrap<'a>(
        &'a self,
        organisation: [u8; 16],
        wrapped: &'a WrappedEpochKey,
    ) -> BoxFuture<'a, Result<EpochKey, MasterKeyError>> {
        Box::pin(future::ready(self.unwrap_now(organisation, wrapped)))
    }
}
