//! Fuzz targets as plain functions: the test command drives them on stable, `cargo xtask fuzz` for longer.

use zeroize::Zeroizing;

use crate::{
    Context, DataKey, DecodeError, Keyring, Kind, Rng, Sealable, Sealed, WrappedDataKey, WrappedEpochKey,
};

/// Any bytes: parsing keeps them as they are, opening them fails, and what is sealed from them opens
/// to the same bytes but not after one bit of it was flipped.
///
/// # Panics
/// One of these does not hold.
pub fn fuzz_envelope(data: &[u8]) {
    let key = DataKey::generate(&Fixed);
    let context = Context { organisation: [1; 16], conversation: [2; 16], subject: [3; 16] };

    if let Ok(sealed) = Sealed::<Bytes>::from_stored(data.to_vec()) {
        assert_eq!(sealed.as_bytes(), data);
        assert!(key.open(&context, &sealed).is_err(), "only what was sealed opens");
    }
    if let Ok(wrapped) = WrappedDataKey::from_stored(data.to_vec()) {
        assert_eq!(wrapped.as_bytes(), data);
    }
    if let Ok(wrapped) = WrappedEpochKey::from_stored(data.to_vec()) {
        assert_eq!(wrapped.as_bytes(), data);
    }
    if let Ok(text) = str::from_utf8(data)
        && let Ok(keyring) = Keyring::parse(text)
    {
        let again = Keyring::parse(&keyring.to_text()).expect("what a keyring writes, it reads");
        assert!(again.masters().eq(keyring.masters()));
    }

    let sealed = key.seal(&context, &Bytes(data.to_vec()), &Fixed);
    assert_eq!(key.open(&context, &sealed).as_ref().map(|bytes| bytes.0.as_slice()), Ok(data));
    let mut altered = sealed.into_bytes();
    let bit = data.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)))
        % (altered.len() * 8);
    altered[bit / 8] ^= 1 << (bit % 8);
    let opened = Sealed::<Bytes>::from_stored(altered).and_then(|sealed| key.open(&context, &sealed));
    assert!(opened.is_err(), "a flipped bit was not noticed");
}

struct Bytes(Vec<u8>);

impl Sealable for Bytes {
    const KIND: Kind = Kind::MessageBody;

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.clone())
    }

    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(bytes.to_vec()))
    }
}

/// The same bytes each time, so that a finding can be repeated. The key seals one text a run.
struct Fixed;

impl Rng for Fixed {
    fn fill(&self, out: &mut [u8]) {
        out.fill(7);
    }
}
