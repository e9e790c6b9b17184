//! The top of the chain: whoever holds the master key.

use std::future::Future;
use std::pin::Pin;

use thiserror::Error;

use crate::{EpochKey, KeyId, OpenError, Rng, WrappedEpochKey};

/// A boxed future, so that [`MasterKey`] can be a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Wraps and unwraps epoch keys. [`Keyring`](crate::Keyring) does it in memory; an HSM or KMS does it outside.
///
/// **Contract.**
/// - Both calls are safe to repeat and to run concurrently: wrapping twice gives two records that both
///   unwrap; neither call changes what the other returns. A caller may drop the future at any point.
/// - A record unwraps only with the organisation it was wrapped for, and yields exactly the key that
///   was wrapped; anything else is [`MasterKeyError::Record`].
/// - Records made before a rotation unwrap for as long as the old key exists.
/// - `wrap` returns only once the record can be unwrapped again; it is the caller who stores it.
/// - **Denied is not unreachable.** [`MasterKeyError::Denied`] is an answer: the key's owner refused, and
///   asking again changes nothing until a person acts. [`MasterKeyError::Unreachable`] is the lack of
///   one: the caller holds the text, tells people, and may try again. An adapter bounds its own waiting
///   and reports a time-out as unreachable. Neither is ever answered by a cached key.
/// - No key material is logged, and none is kept after the call returns.
pub trait MasterKey: Send + Sync {
    /// The master key that wraps now.
    fn id(&self) -> KeyId;

    /// Wraps `epoch` for one organisation under the key that [`id`](Self::id) names.
    fn wrap<'a>(
        &'a self,
        organisation: [u8; 16],
        epoch: &'a EpochKey,
        rng: &'a dyn Rng,
    ) -> BoxFuture<'a, Result<WrappedEpochKey, MasterKeyError>>;

    /// Unwraps a record of this organisation, under whichever master key it names.
    fn unwrap<'a>(
        &'a self,
        organisation: [u8; 16],
        wrapped: &'a WrappedEpochKey,
    ) -> BoxFuture<'a, Result<EpochKey, MasterKeyError>>;
}

/// Why a master key did not wrap or unwrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MasterKeyError {
    /// No key with this id is here.
    #[error("master key {0} is not in the keyring; put back the keyring that holds it")]
    UnknownKey(KeyId),
    /// The holder of the key refused.
    #[error("master key {0} was refused by its holder; ask its owner to allow its use")]
    Denied(KeyId),
    /// The holder of the key did not answer.
    #[error("the service that holds master key {0} does not answer; it is tried again")]
    Unreachable(KeyId),
    /// The record is damaged or belongs elsewhere.
    #[error("wrapped epoch key was not accepted: {0}")]
    Record(#[from] OpenError),
}
