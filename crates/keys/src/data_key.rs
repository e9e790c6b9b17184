//! The key of one conversation.

use aws_lc_rs::hmac;

use crate::root::Root;
use crate::{Context, KeyId, OpenError, Rng, Sealable, Sealed};

/// 256-bit data key. Zeroed on drop. No `Debug`, `Clone`, `PartialEq` or `Serialize`.
///
/// It may seal 2³² envelopes (NIST SP 800-38D §8.3: random nonces); at 200 messages a second without
/// pause one conversation gets there in eight months.
pub struct DataKey {
    pub(crate) root: Root,
}

impl DataKey {
    /// A new key.
    #[must_use]
    pub fn generate(rng: &dyn Rng) -> Self {
        Self { root: Root::generate(rng) }
    }

    /// The name that envelopes carry.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.root.id()
    }

    /// Seals `value` for one place. Each call takes a new nonce from `rng`.
    #[must_use]
    pub fn seal<T: Sealable>(&self, context: &Context, value: &T, rng: &dyn Rng) -> Sealed<T> {
        const { assert!(!T::KIND.is_wrapped_key(), "only the key chain makes wrapped keys") };
        Sealed::from_sealed(self.root.seal(T::KIND, context, &value.encode(), rng, 0), self.id())
    }

    /// Opens what was sealed with this key for this place.
    ///
    /// # Errors
    /// [`OpenError::WrongKey`], [`OpenError::Authentication`], [`OpenError::Content`].
    pub fn open<T: Sealable>(&self, context: &Context, sealed: &Sealed<T>) -> Result<T, OpenError> {
        let plaintext = self.root.open(T::KIND, context, sealed.as_bytes())?;
        T::decode(&plaintext).map_err(OpenError::Content)
    }

    /// A key for keyed look-up hashes that dies with this one. Different labels give unrelated keys.
    #[must_use]
    pub fn derive(&self, label: &str) -> DerivedKey {
        DerivedKey { key: self.root.derive(label) }
    }
}

/// HMAC-SHA256 key derived from a [`DataKey`] for one purpose. Zeroed on drop.
pub struct DerivedKey {
    key: hmac::Key,
}

impl DerivedKey {
    /// HMAC-SHA256 (FIPS 198-1) of `data`.
    #[must_use]
    pub fn hmac(&self, data: &[u8]) -> [u8; 32] {
        hmac::sign(&self.key, data).as_ref().try_into().expect("an HMAC-SHA256 has 32 bytes")
    }
}
