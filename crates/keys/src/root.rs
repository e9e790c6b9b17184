//! The 256-bit secret behind every key of the chain, and the AES-256-GCM operations on raw bytes.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use zeroize::Zeroizing;

use crate::envelope::{self, HEADER_BYTES, Header, TAG_BYTES};
use crate::{Context, KeyId, Kind, OpenError, Rng};

/// Length of a key, bytes.
pub(crate) const KEY_BYTES: usize = 32;
/// A wrapped key's plaintext: its id, then the key.
pub(crate) const NAMED_KEY_BYTES: usize = 16 + KEY_BYTES;

const HKDF_SALT: &[u8] = b"bedside.keys.v1";
const INFO_KEY_ID: &[u8] = b"bedside.key-id.v1";
const INFO_AES: &[u8] = b"bedside.aes-256-gcm.v1";
const INFO_DERIVE: &[u8] = b"bedside.derive.v1\0";

/// One key of the chain. The 32 secret bytes are used for nothing but HKDF (RFC 5869); the AES key,
/// the key's public id and look-up keys are all derived from them, so no two uses share a key.
pub(crate) struct Root {
    id: KeyId,
    /// The expanded AES key. aws-lc overwrites it when it is freed.
    aes: LessSafeKey,
    /// Boxed, so that moving the key leaves no copy behind on the stack.
    secret: Box<Zeroizing<[u8; KEY_BYTES]>>,
}

impl Root {
    /// A new key.
    pub(crate) fn generate(rng: &dyn Rng) -> Self {
        Self::from_secret(|secret| rng.fill(secret))
    }

    /// A key whose secret `fill` writes into its final place.
    pub(crate) fn from_secret(fill: impl FnOnce(&mut [u8; KEY_BYTES])) -> Self {
        let mut secret = Box::new(Zeroizing::new([0; KEY_BYTES]));
        fill(&mut secret);
        let prk = extract(&secret);
        let mut id = [0; 16];
        expand(&prk, &[INFO_KEY_ID], &mut id);
        let mut aes = Zeroizing::new([0; KEY_BYTES]);
        expand(&prk, &[INFO_AES], aes.as_mut());
        let aes = UnboundKey::new(&AES_256_GCM, aes.as_ref()).expect("32 bytes are an AES-256 key");
        Self { id: KeyId(id), aes: LessSafeKey::new(aes), secret }
    }

    /// The inverse of [`named_secret`](Self::named_secret): refuses bytes whose id is not that of the key.
    pub(crate) fn from_named_secret(named: &[u8]) -> Result<Self, OpenError> {
        let named: &[u8; NAMED_KEY_BYTES] =
            named.try_into().map_err(|_| OpenError::WrongLength(named.len()))?;
        let (id, secret) = named.split_at(16);
        let root = Self::from_secret(|place| place.copy_from_slice(secret));
        if root.id.0 == id { Ok(root) } else { Err(OpenError::WrongWrappedKey) }
    }

    /// What a wrapped key holds: the id, then the secret.
    pub(crate) fn named_secret(&self) -> Zeroizing<[u8; NAMED_KEY_BYTES]> {
        let mut named = Zeroizing::new([0; NAMED_KEY_BYTES]);
        named[..16].copy_from_slice(&self.id.0);
        named[16..].copy_from_slice(self.secret());
        named
    }

    pub(crate) fn id(&self) -> KeyId {
        self.id
    }

    pub(crate) fn secret(&self) -> &[u8; KEY_BYTES] {
        &self.secret
    }

    /// HKDF-SHA256 under a label: an HMAC-SHA256 key for one purpose.
    pub(crate) fn derive(&self, label: &str) -> hmac::Key {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        expand(&extract(&self.secret), &[INFO_DERIVE, label.as_bytes()], key.as_mut());
        hmac::Key::new(hmac::HMAC_SHA256, key.as_ref())
    }

    /// Seals `plaintext` into an envelope. `spare` is room to reserve behind it.
    pub(crate) fn seal(
        &self,
        kind: Kind,
        context: &Context,
        plaintext: &[u8],
        rng: &dyn Rng,
        spare: usize,
    ) -> Vec<u8> {
        let sealed = HEADER_BYTES + plaintext.len() + TAG_BYTES;
        let mut out = Vec::with_capacity(sealed + spare);
        out.resize(sealed, 0);
        let (header, rest) =
            out.split_first_chunk_mut::<HEADER_BYTES>().expect("the buffer begins with a header");
        Header { algorithm: envelope::AES_256_GCM, kind, key_id: self.id }.write(header);
        rng.fill(envelope::nonce_mut(header));
        let aad = Aad::from(envelope::associated_data(header, context));
        let nonce = Nonce::assume_unique_for_key(envelope::nonce(header));
        let (ciphertext, tag) = rest.split_at_mut(plaintext.len());
        self.aes
            .seal_out_of_place_scatter(nonce, aad, plaintext, ciphertext, &[], tag)
            .expect("a text in memory is shorter than GCM's limit of 64 GiB");
        out
    }

    /// Opens an envelope of the given kind.
    pub(crate) fn open(
        &self,
        kind: Kind,
        context: &Context,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let parsed = envelope::check(sealed, kind)?;
        if parsed.key_id != self.id {
            return Err(OpenError::WrongKey { envelope: parsed.key_id, key: self.id });
        }
        let (header, rest) =
            sealed.split_first_chunk::<HEADER_BYTES>().expect("check() found a whole header");
        let (ciphertext, tag) = rest.split_last_chunk::<TAG_BYTES>().expect("check() found room for the tag");
        let aad = Aad::from(envelope::associated_data(header, context));
        let nonce = Nonce::assume_unique_for_key(envelope::nonce(header));
        let mut plaintext = Zeroizing::new(vec![0; ciphertext.len()]);
        self.aes
            .open_separate_gather(nonce, aad, ciphertext, tag, &mut plaintext)
            .map_err(|_| OpenError::Authentication)?;
        Ok(plaintext)
    }
}

fn extract(secret: &[u8; KEY_BYTES]) -> hkdf::Prk {
    hkdf::Salt::new(hkdf::HKDF_SHA256, HKDF_SALT).extract(secret)
}

fn expand(prk: &hkdf::Prk, info: &[&[u8]], out: &mut [u8]) {
    struct Length(usize);
    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    prk.expand(info, Length(out.len()))
        .and_then(|okm| okm.fill(out))
        .expect("at most 32 bytes are asked for, HKDF-SHA256 gives 8160");
}
