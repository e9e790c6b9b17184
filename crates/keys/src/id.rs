//! The public name of a key.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The public name of a key: 16 bytes, written as 32 lower-case hex digits.
///
/// It is computed from the key (HKDF-SHA256, see `docs/formats/envelope.md` "Key id"), so it says
/// nothing about the key's other uses, and an envelope that names it is committed to that one key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 16]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// The text is not a key id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a key id is 32 lower-case hex digits")]
pub struct ParseKeyIdError;

impl FromStr for KeyId {
    type Err = ParseKeyIdError;

    fn from_str(text: &str) -> Result<Self, ParseKeyIdError> {
        let digits: &[u8; 32] = text.as_bytes().try_into().map_err(|_| ParseKeyIdError)?;
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = hex_digit(pair[0])? << 4 | hex_digit(pair[1])?;
        }
        Ok(Self(id))
    }
}

/// Lower case only, so that one id has one spelling.
fn hex_digit(digit: u8) -> Result<u8, ParseKeyIdError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(ParseKeyIdError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips() {
        let id = KeyId(*b"\x00\x01\x0f\x10\x7f\x80\xab\xcd\xef\xff0123AB");
        assert_eq!(id.to_string(), "00010f107f80abcdefff303132334142");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(format!("{id:?}"), "KeyId(00010f107f80abcdefff303132334142)");
    }

    #[track_caller]
    fn check_refused(text: &str) {
        assert_eq!(text.parse::<KeyId>(), Err(ParseKeyIdError));
    }

    #[test]
    fn refuses_what_is_not_an_id() {
        check_refused("");
        check_refused("00010f107f80abcdefff30313233414");
        check_refused("00010f107f80abcdefff3031323341420");
        check_refused("00010F107F80ABCDEFFF303132334142");
        check_refused("0x010f107f80abcdefff303132334142");
        check_refused("+0010f107f80abcdefff303132334142");
        check_refused("ééééééééééééééé1"); // 31 bytes
        check_refused("éééééééééééééééé"); // 32 bytes
    }
}
