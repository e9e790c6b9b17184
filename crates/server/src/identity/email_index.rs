//! Finds an account by e-mail address without storing the address in clear: a keyed hash under the organisation's key.

use bedside_keys::DataKey;

/// The keyed hash of an address, case and surrounding space aside.
pub(crate) fn email_index(key: &DataKey, email: &str) -> [u8; 32] {
    let address = zeroize::Zeroizing::new(email.trim().to_lowercase());
    key.derive("staff e-mail index v1").hmac(address.as_bytes())
}
