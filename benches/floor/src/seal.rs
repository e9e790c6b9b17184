//! AES-256-GCM under a key of the conversation, derived anew for each message: that takes half a microsecond and no memory.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{error::Unspecified, hmac, rand};

/// The key that conversations' keys are derived from. It lives as long as the process: the floor keeps no key store.
pub(crate) struct Master(hmac::Key);

impl Master {
    pub(crate) fn random() -> Result<Self, Unspecified> {
        let mut key = [0; 32];
        rand::fill(&mut key)?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &key)))
    }

    /// Seals a text, bound to conversation and message. The nonce is the start of the random message id.
    pub(crate) fn seal(
        &self,
        conversation: &[u8],
        message: &[u8; 16],
        text: &str,
    ) -> Result<Vec<u8>, Unspecified> {
        let key = hmac::sign(&self.0, conversation);
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_ref())?);
        let mut bound = Vec::with_capacity(conversation.len() + message.len());
        bound.extend_from_slice(conversation);
        bound.extend_from_slice(message);
        let mut sealed = Vec::with_capacity(text.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(text.as_bytes());
        let nonce = Nonce::try_assume_unique_for_key(&message[..12])?;
        key.seal_in_place_append_tag(nonce, Aad::from(bound), &mut sealed)?;
        Ok(sealed)
    }
}

/// A random message id.
pub(crate) fn new_message_id() -> Result<[u8; 16], Unspecified> {
    let mut id = [0; 16];
    rand::fill(&mut id)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_and_depends_on_all_it_is_bound_to() {
        let master = Master::random().unwrap();
        let sealed = master.seal(b"C1", &[1; 16], "secret").unwrap();
        assert_eq!(sealed.len(), 6 + 16);
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_ne!(sealed, master.seal(b"C2", &[1; 16], "secret").unwrap());
        assert_ne!(sealed, master.seal(b"C1", &[2; 16], "secret").unwrap());
    }
}
