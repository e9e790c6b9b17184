//! The key of one organisation and day.

use zeroize::Zeroizing;

use crate::root::{NAMED_KEY_BYTES, Root};
use crate::{DataKey, KeyId, OpenError, Rng, WrappedDataKey};

/// 256-bit epoch key: wraps the data keys of one organisation for one day. Zeroed on drop. No `Debug`,
/// `Clone`, `PartialEq` or `Serialize`.
///
/// At the next epoch the living data keys are wrapped anew and this key is destroyed; only that makes
/// the death of the others final in every backup.
pub struct EpochKey {
    pub(crate) root: Root,
}

impl EpochKey {
    /// A new key.
    #[must_use]
    pub fn generate(rng: &dyn Rng) -> Self {
        Self { root: Root::generate(rng) }
    }

    /// The name that wrapped data keys carry.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.root.id()
    }

    /// Wraps `key`, which then unwraps in this organisation and conversation only.
    #[must_use]
    pub fn wrap(
        &self,
        organisation: [u8; 16],
        conversation: [u8; 16],
        key: &DataKey,
        rng: &dyn Rng,
    ) -> WrappedDataKey {
        WrappedDataKey::wrap(&self.root, organisation, conversation, &key.root, rng)
    }

    /// Unwraps a data key that was wrapped for this organisation and conversation.
    ///
    /// # Errors
    /// [`OpenError::WrongKey`], [`OpenError::Authentication`], [`OpenError::WrongWrappedKey`].
    pub fn unwrap(
        &self,
        organisation: [u8; 16],
        conversation: [u8; 16],
        wrapped: &WrappedDataKey,
    ) -> Result<DataKey, OpenError> {
        wrapped.unwrap(&self.root, organisation, conversation).map(|root| DataKey { root })
    }

    /// The bytes an outside [`MasterKey`](crate::MasterKey) wraps: id, then key. For such adapters only.
    #[must_use]
    pub fn to_wrapping_input(&self) -> Zeroizing<[u8; NAMED_KEY_BYTES]> {
        self.root.named_secret()
    }

    /// Reads what [`to_wrapping_input`](Self::to_wrapping_input) gave, as an outside service returns it.
    ///
    /// # Errors
    /// [`OpenError::WrongLength`]; [`OpenError::WrongWrappedKey`] if the id is not that of the key.
    pub fn from_wrapping_input(bytes: &[u8]) -> Result<Self, OpenError> {
        Root::from_named_secret(bytes).map(|root| Self { root })
    }
}
