//! Session tokens: 256 random bits, shown once; the store sees a hash.

use aws_lc_rs::digest;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bedside_domain::Rng;
use zeroize::Zeroizing;

/// A session token. No `Debug`, no `Clone`; zeroed on drop.
pub(crate) struct SessionToken(Zeroizing<[u8; 32]>);

impl SessionToken {
    /// A new one.
    pub(crate) fn generate(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill(&mut *bytes);
        Self(bytes)
    }

    /// The token in the form a cookie or header carries. `None` when it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// For the cookie or header.
    pub(crate) fn expose(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(*self.0)
    }

    /// What the store keeps. The token has 256 bits of randomness: a plain hash is enough.
    pub(crate) fn hash(&self) -> [u8; 32] {
        digest::digest(&digest::SHA256, &*self.0).as_ref().try_into().expect("SHA-256 has 32 bytes")
    }
}
