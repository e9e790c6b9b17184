//! Prints a 16-byte id the way people see it elsewhere: as a ULID.

use std::fmt;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Displays 16 bytes as the 26 characters of a ULID (Crockford base 32, most significant bits first).
pub(crate) struct UlidText(pub(crate) [u8; 16]);

impl fmt::Display for UlidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = u128::from_be_bytes(self.0);
        for place in (0..26).rev() {
            let digit = usize::try_from((value >> (5 * place)) & 31).expect("five bits fit a usize");
            write!(f, "{}", char::from(ALPHABET[digit]))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_the_ulid_specification() {
        assert_eq!(UlidText([0; 16]).to_string(), "00000000000000000000000000");
        assert_eq!(UlidText([0xff; 16]).to_string(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    }
}
