//! Wrapped keys, as the key store holds them: an envelope, then the id of the key inside.

use crate::envelope::{self, EXTERNAL, HEADER_BYTES, Header, TAG_BYTES};
use crate::root::{NAMED_KEY_BYTES, Root};
use crate::{Context, KeyId, Kind, OpenError, Rng};

const ENVELOPE_BYTES: usize = HEADER_BYTES + NAMED_KEY_BYTES + TAG_BYTES;
const ID_BYTES: usize = 16;
/// Most that an outside key service may return for one wrapped key, bytes (AWS KMS: 6 144).
const EXTERNAL_MAX_BYTES: usize = 16 * 1024;

/// A data key, wrapped by an epoch key. Without that epoch key it is noise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedDataKey(Record);

/// An epoch key, wrapped by a master key. Without that master key it is noise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedEpochKey(Record);

/// Shared by both: the stored bytes and the ids read from them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    bytes: Vec<u8>,
    header: Header,
    wrapped: KeyId,
}

impl WrappedDataKey {
    /// Takes a stored record. Checks its form; whether it is genuine only shows on unwrapping.
    ///
    /// # Errors
    /// Every [`OpenError`] that shows without a key.
    pub fn from_stored(bytes: Vec<u8>) -> Result<Self, OpenError> {
        Record::read(bytes, Kind::WrappedDataKey).map(Self)
    }

    /// The record, as it is stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// The record, as it is stored, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.bytes
    }

    /// The epoch key that unwraps it.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.0.header.key_id
    }

    /// The data key inside.
    #[must_use]
    pub fn wrapped_id(&self) -> KeyId {
        self.0.wrapped
    }

    pub(crate) fn wrap(
        by: &Root,
        organisation: [u8; 16],
        conversation: [u8; 16],
        key: &Root,
        rng: &dyn Rng,
    ) -> Self {
        Self(Record::wrap(by, Kind::WrappedDataKey, organisation, conversation, key, rng))
    }

    pub(crate) fn unwrap(
        &self,
        by: &Root,
        organisation: [u8; 16],
        conversation: [u8; 16],
    ) -> Result<Root, OpenError> {
        self.0.unwrap(by, organisation, conversation)
    }
}

impl WrappedEpochKey {
    /// Takes a stored record. Checks its form; whether it is genuine only shows on unwrapping.
    ///
    /// # Errors
    /// Every [`OpenError`] that shows without a key.
    pub fn from_stored(bytes: Vec<u8>) -> Result<Self, OpenError> {
        Record::read(bytes, Kind::WrappedEpochKey).map(Self)
    }

    /// A record around what an HSM or KMS returned (envelope algorithm 2). `master` names the outside
    /// key, `epoch` the key inside; the adapter binds organisation and epoch id through the service's
    /// own associated data.
    ///
    /// # Errors
    /// [`OpenError::WrongLength`] if `blob` is empty or longer than 16 KiB.
    pub fn from_external(master: KeyId, epoch: KeyId, blob: &[u8]) -> Result<Self, OpenError> {
        let header = Header { algorithm: EXTERNAL, kind: Kind::WrappedEpochKey, key_id: master };
        let mut fixed = [0; HEADER_BYTES];
        header.write(&mut fixed);
        Self::from_stored([&fixed, blob, &epoch.0].concat())
    }

    /// What the HSM or KMS returned, if this record was made by [`from_external`](Self::from_external).
    #[must_use]
    pub fn external_blob(&self) -> Option<&[u8]> {
        (self.0.header.algorithm == EXTERNAL)
            .then(|| &self.0.bytes[HEADER_BYTES..self.0.bytes.len() - ID_BYTES])
    }

    /// The record, as it is stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// The record, as it is stored, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.bytes
    }

    /// The master key that unwraps it.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.0.header.key_id
    }

    /// The epoch key inside.
    #[must_use]
    pub fn wrapped_id(&self) -> KeyId {
        self.0.wrapped
    }

    pub(crate) fn wrap(by: &Root, organisation: [u8; 16], key: &Root, rng: &dyn Rng) -> Self {
        Self(Record::wrap(by, Kind::WrappedEpochKey, organisation, [0; 16], key, rng))
    }

    pub(crate) fn unwrap(&self, by: &Root, organisation: [u8; 16]) -> Result<Root, OpenError> {
        self.0.unwrap(by, organisation, [0; 16])
    }
}

impl Record {
    fn read(bytes: Vec<u8>, kind: Kind) -> Result<Self, OpenError> {
        let header = Header::read(&bytes, kind)?;
        if header.algorithm == EXTERNAL && !envelope::has_zero_nonce(&bytes) {
            return Err(OpenError::ReservedSet);
        }
        let payload = bytes.len() - HEADER_BYTES;
        let fits = if header.algorithm == EXTERNAL {
            payload > ID_BYTES && payload <= EXTERNAL_MAX_BYTES + ID_BYTES
        } else {
            bytes.len() == ENVELOPE_BYTES + ID_BYTES
        };
        match bytes.last_chunk::<ID_BYTES>() {
            Some(id) if fits => Ok(Self { header, wrapped: KeyId(*id), bytes }),
            _ => Err(OpenError::WrongLength(bytes.len())),
        }
    }

    fn wrap(
        by: &Root,
        kind: Kind,
        organisation: [u8; 16],
        conversation: [u8; 16],
        key: &Root,
        rng: &dyn Rng,
    ) -> Self {
        let context = Context { organisation, conversation, subject: key.id().0 };
        let mut bytes = by.seal(kind, &context, key.named_secret().as_ref(), rng, ID_BYTES);
        bytes.extend_from_slice(&key.id().0);
        let header = Header { algorithm: envelope::AES_256_GCM, kind, key_id: by.id() };
        Self { bytes, header, wrapped: key.id() }
    }

    fn unwrap(&self, by: &Root, organisation: [u8; 16], conversation: [u8; 16]) -> Result<Root, OpenError> {
        if self.header.algorithm != envelope::AES_256_GCM {
            return Err(OpenError::UnknownAlgorithm(self.header.algorithm));
        }
        let context = Context { organisation, conversation, subject: self.wrapped.0 };
        let named = by.open(self.header.kind, &context, &self.bytes[..ENVELOPE_BYTES])?;
        let key = Root::from_named_secret(&named)?;
        if key.id() == self.wrapped { Ok(key) } else { Err(OpenError::WrongWrappedKey) }
    }
}
