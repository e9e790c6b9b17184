//! Identifiers that cannot be swapped for one another, and the two counters of a conversation.
//!
//! An id is 128 bits in ULID form: 48 bits of time, 80 bits of randomness, written as 26 characters of
//! Crockford base32 (<https://github.com/ulid/spec>). It says nothing about a person.

use std::{fmt, num::NonZeroU64, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Millis, Rng};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a text is no id. Says nothing of what was given: it could be a secret pasted in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not 26 characters long.
    #[error("an id has 26 characters")]
    Length,
    /// A character outside Crockford base32.
    #[error("an id is written in the characters 0-9 and A-Z without I, L, O, U")]
    Character,
    /// Above 128 bits.
    #[error("an id starts with a character from 0 to 7")]
    Overflow,
    /// A client key that is not a UUID in its hyphenated form.
    #[error("a client key is a UUID: 8-4-4-4-12 hexadecimal digits")]
    ClientKey,
}

fn encode_base32(bytes: [u8; 16]) -> [u8; 26] {
    let mut value = u128::from_be_bytes(bytes);
    let mut out = [b'0'; 26];
    for slot in out.iter_mut().rev() {
        *slot = ALPHABET[(value & 31) as usize];
        value >>= 5;
    }
    out
}

fn decode_base32(text: &str) -> Result<[u8; 16], IdError> {
    let bytes = text.as_bytes();
    if bytes.len() != 26 {
        return Err(IdError::Length);
    }
    let mut value: u128 = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let digit =
            ALPHABET.iter().position(|c| *c == byte.to_ascii_uppercase()).ok_or(IdError::Character)?;
        if index == 0 && digit > 7 {
            return Err(IdError::Overflow);
        }
        value = (value << 5) | digit as u128;
    }
    Ok(value.to_be_bytes())
}

fn new_ulid(now: Millis, rng: &dyn Rng) -> [u8; 16] {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes[6..]);
    bytes[..6].copy_from_slice(&now.0.to_be_bytes()[2..]);
    bytes
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new id for the instant `now`.
            #[must_use]
            pub fn new(now: Millis, rng: &dyn Rng) -> Self {
                Self(new_ulid(now, rng))
            }
            /// The id whose 16 bytes these are.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
            /// The 16 bytes of the id, as stored and as bound into envelopes and audit entries.
            #[must_use]
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(std::str::from_utf8(&encode_base32(self.0)).expect("the alphabet is ASCII"))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                decode_base32(text).map(Self)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(
                    std::str::from_utf8(&encode_base32(self.0)).expect("the alphabet is ASCII"),
                )
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(TextVisitor(decode_base32)).map(Self)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
                    "description": concat!(stringify!($name), ": a ULID, 26 characters of Crockford base32.")
                })
            }
        }
    )*};
}

struct TextVisitor(fn(&str) -> Result<[u8; 16], IdError>);
impl de::Visitor<'_> for TextVisitor {
    type Value = [u8; 16];
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<[u8; 16], E> {
        (self.0)(text).map_err(E::custom)
    }
}

ids! {
    /// A tenant.
    OrganisationId;
    /// A web site that embeds the widget.
    SiteId;
    /// A queue with a team and a privacy policy.
    DepartmentId;
    /// A member of staff.
    StaffId;
    /// One visitor session: a browser that gave consent.
    VisitorId;
    /// A person as far as Bedside knows one: a random id per organisation.
    PersonId;
    /// A conversation.
    ConversationId;
    /// A message or a note.
    MessageId;
}

/// Chosen by the client for each thing it posts, a UUID (RFC 9562): a retry with the same key gets the same answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClientKey([u8; 16]);

impl ClientKey {
    /// The key whose 16 bytes these are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
    /// The 16 bytes, as stored.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl FromStr for ClientKey {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        decode_uuid(text).map(Self)
    }
}

impl fmt::Display for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl Serialize for ClientKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut out = [b'-'; 36];
        let mut at = 0;
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                at += 1;
            }
            out[at] = HEX[usize::from(byte >> 4)];
            out[at + 1] = HEX[usize::from(byte & 15)];
            at += 2;
        }
        serializer.serialize_str(std::str::from_utf8(&out).expect("hexadecimal digits are ASCII"))
    }
}

impl<'de> Deserialize<'de> for ClientKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(decode_uuid)).map(Self)
    }
}

impl JsonSchema for ClientKey {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ClientKey".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "uuid",
            "description": "Chosen by the client, a UUID: a retry with the same key gets the same answer."
        })
    }
}

fn decode_uuid(text: &str) -> Result<[u8; 16], IdError> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return Err(IdError::ClientKey);
    }
    let mut out = [0u8; 16];
    let mut nibbles = 0;
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 8 | 13 | 18 | 23) {
            if *byte != b'-' {
                return Err(IdError::ClientKey);
            }
            continue;
        }
        let digit = char::from(*byte).to_digit(16).ok_or(IdError::ClientKey)?;
        let digit = u8::try_from(digit).expect("a hexadecimal digit is below 16");
        out[nibbles / 2] = (out[nibbles / 2] << 4) | digit;
        nibbles += 1;
    }
    Ok(out)
}

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub NonZeroU64);

        impl $name {
            /// The first: 1.
            pub const FIRST: Self = Self(NonZeroU64::MIN);
            /// From a stored number; `None` for zero.
            #[must_use]
            pub const fn from_u64(value: u64) -> Option<Self> {
                match NonZeroU64::new(value) {
                    Some(value) => Some(Self(value)),
                    None => None,
                }
            }
            /// As a plain number.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0.get()
            }
            /// The next one.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

counters! {
    /// A message's place in its conversation: from 1, no gaps.
    Seq;
    /// The number of a change to what a conversation shows: from 1, no gaps. Resume is by `Rev`.
    Rev;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Fixed(u8);
    impl crate::Rng for Fixed {
        fn fill(&self, out: &mut [u8]) {
            out.fill(self.0);
        }
    }

    #[test]
    fn known_ulid() {
        // The example of the ULID specification.
        let id: ConversationId = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
        assert_eq!(
            u64::from_be_bytes([0, 0, id.0[0], id.0[1], id.0[2], id.0[3], id.0[4], id.0[5]]),
            1_469_922_850_259
        );
        assert_eq!(id.to_string(), "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    }

    #[track_caller]
    fn refuse(text: &str, want: IdError) {
        assert_eq!(text.parse::<MessageId>(), Err(want));
    }

    #[test]
    fn refuses_what_is_no_id() {
        refuse("", IdError::Length);
        refuse("01ARZ3NDEKTSV4RRFFQ69G5FA", IdError::Length);
        refuse("01ARZ3NDEKTSV4RRFFQ69G5FAU", IdError::Character);
        refuse("81ARZ3NDEKTSV4RRFFQ69G5FAV", IdError::Overflow);
        refuse("é1ARZ3NDEKTSV4RRFFQ69G5FA", IdError::Character);
    }

    #[test]
    fn ids_sort_by_time() {
        assert!(StaffId::new(Millis(1), &Fixed(255)) < StaffId::new(Millis(2), &Fixed(0)));
    }

    proptest! {
        #[test]
        fn ids_round_trip(bytes: [u8; 16]) {
            let id = MessageId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse::<MessageId>().unwrap(), id);
            prop_assert_eq!(serde_json::from_str::<MessageId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        }

        #[test]
        fn client_keys_round_trip(bytes: [u8; 16]) {
            let key = ClientKey::from_bytes(bytes);
            prop_assert_eq!(key.to_string().parse::<ClientKey>().unwrap(), key);
            prop_assert_eq!(serde_json::to_string(&key).unwrap(), format!("\"{key}\""));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<MessageId>();
            let _ = text.parse::<ClientKey>();
        }
    }
}
