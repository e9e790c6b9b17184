//! `Sealed<T>`: an envelope that remembers, as a type, what is inside.

use std::fmt;
use std::marker::PhantomData;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::KeyId;
use crate::envelope::{self, Kind, OpenError};

/// A value that can be put into an envelope.
///
/// **Contract.** `decode(encode(v))` is `v`. One type per [`Kind`] and one kind per type: the kind in
/// the header is what keeps a note from being opened as a message. `decode` accepts any bytes without
/// panicking; they are authentic but may come from an older release.
///
/// ```
/// use bedside_keys::{Context, DataKey, DecodeError, Kind, Rng, Sealable, Zeroizing};
///
/// struct Note(String);
///
/// impl Sealable for Note {
///     const KIND: Kind = Kind::Note;
///     fn encode(&self) -> Zeroizing<Vec<u8>> {
///         Zeroizing::new(self.0.clone().into_bytes())
///     }
///     fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
///         let text = str::from_utf8(bytes).map_err(|_| DecodeError::new("note is not UTF-8"))?;
///         Ok(Self(text.to_owned()))
///     }
/// }
///
/// fn seal_and_open(context: &Context, note: &Note, rng: &dyn Rng) -> Note {
///     let key = DataKey::generate(rng);
///     let sealed = key.seal(context, note, rng);
///     key.open(context, &sealed).expect("it was sealed for the same place")
/// }
/// ```
pub trait Sealable: Sized {
    /// Byte 2 of the envelope. Not one of the wrapped-key kinds: nothing that calls itself one can be sealed.
    ///
    /// ```compile_fail
    /// # use bedside_keys::{Context, DataKey, DecodeError, Kind, Rng, Sealable, Zeroizing};
    /// struct Forged;
    ///
    /// impl Sealable for Forged {
    ///     const KIND: Kind = Kind::WrappedDataKey; // with Kind::Secret it compiles
    ///     fn encode(&self) -> Zeroizing<Vec<u8>> { Zeroizing::new(Vec::new()) }
    ///     fn decode(_: &[u8]) -> Result<Self, DecodeError> { Ok(Self) }
    /// }
    ///
    /// fn seal(key: &DataKey, context: &Context, rng: &dyn Rng) {
    ///     let _ = key.seal(context, &Forged, rng);
    /// }
    /// # let _ = seal as fn(&DataKey, &Context, &dyn Rng);
    /// ```
    const KIND: Kind;

    /// The bytes to seal.
    fn encode(&self) -> Zeroizing<Vec<u8>>;

    /// Reads what `encode` wrote.
    ///
    /// # Errors
    /// The bytes are not a value of this type.
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError>;
}

/// Opened bytes are not a value of the wanted type. The reason is fixed text, never content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct DecodeError {
    reason: &'static str,
}

impl DecodeError {
    /// An error with a fixed reason, such as `"message body is not UTF-8"`.
    #[must_use]
    pub const fn new(reason: &'static str) -> Self {
        Self { reason }
    }
}

/// An envelope that holds a `T`. Only bytes that may be stored, sent on the bus and logged by length.
pub struct Sealed<T> {
    bytes: Vec<u8>,
    key_id: KeyId,
    // `fn() -> T`: an envelope owns no T, so it is Send, Sync and 'static whatever T is.
    holds: PhantomData<fn() -> T>,
}

impl<T: Sealable> Sealed<T> {
    /// Takes stored bytes as an envelope of a `T`. Checks the header; whether they are genuine only shows on opening.
    ///
    /// # Errors
    /// Every [`OpenError`] that shows without a key.
    pub fn from_stored(bytes: Vec<u8>) -> Result<Self, OpenError> {
        let key_id = envelope::check(&bytes, T::KIND)?.key_id;
        Ok(Self { bytes, key_id, holds: PhantomData })
    }

    /// What a key has just sealed.
    pub(crate) fn from_sealed(bytes: Vec<u8>, key_id: KeyId) -> Self {
        Self { bytes, key_id, holds: PhantomData }
    }
}

impl<T> Sealed<T> {
    /// The envelope, as it is stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The envelope, as it is stored, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The key that opens it.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), key_id: self.key_id, holds: PhantomData }
    }
}

/// Same bytes. Two envelopes of the same value differ.
impl<T> PartialEq for Sealed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> Eq for Sealed<T> {}

/// Key id and length only.
impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("key_id", &self.key_id).field("bytes", &self.bytes.len()).finish()
    }
}
