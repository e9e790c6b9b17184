//! What else is sealed: a conversation's card, notes, the visitor's answers, and staff profiles. Byte layouts in
//! `docs/formats/message-body.md`. None has `Serialize` or `Debug`: each can hold names or hidden originals.

use bedside_keys::{DecodeError, Kind, Sealable};
use bedside_masking::MaskedText;
use zeroize::Zeroizing;

use crate::StaffId;
use crate::body::{Reader, SHORT, decode_text, encode_text, same_text};

const VERSION: u8 = 1;
/// The first byte of a note that mentions somebody. One without begins with its text, whose first byte is 1.
const WITH_MENTIONS: u8 = 2;

/// A conversation's card: sealed apart from the chat, so that a list opens cards and no chat.
pub struct Card {
    /// What the visitor wants to be called.
    pub name: MaskedText,
    /// What it is about.
    pub topic: MaskedText,
}

/// A private note of staff.
pub struct NoteBody {
    /// The note.
    pub text: MaskedText,
    /// Colleagues whose attention it wants, and who may read the chat along for it. At most 255.
    pub mentions: Vec<StaffId>,
}

/// What the visitor answered in the form before the chat.
pub struct VisitorDetails {
    /// Field key and answer.
    pub answers: Vec<(String, MaskedText)>,
}

/// Name and e-mail address of a member of staff. Zeroed on drop.
pub struct StaffProfile {
    /// The name patients read.
    pub name: Zeroizing<String>,
    /// For signing in.
    pub email: Zeroizing<String>,
    /// Argon2id hash of the password, PHC string format.
    pub password_hash: Zeroizing<String>,
}

impl NoteBody {
    /// Whether both say the same, whomever they mention: as [`MessageBody::same_as`](crate::MessageBody::same_as).
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        same_text(&self.text, &other.text)
    }
}

impl Sealable for Card {
    const KIND: Kind = Kind::Card;
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        list(&[encode_text(&self.name), encode_text(&self.topic)])
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let [name, topic] = unlist(bytes)?;
        Ok(Self { name: decode_text(name)?, topic: decode_text(topic)? })
    }
}

impl Sealable for NoteBody {
    const KIND: Kind = Kind::Note;
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let text = encode_text(&self.text);
        if self.mentions.is_empty() {
            return text;
        }
        let count = u8::try_from(self.mentions.len()).expect("a note mentions at most 255 colleagues");
        let mut out = Zeroizing::new(vec![WITH_MENTIONS, count]);
        self.mentions.iter().for_each(|id| out.extend_from_slice(&id.to_bytes()));
        out.extend_from_slice(&text);
        out
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader { bytes };
        let mut mentions = Vec::new();
        if bytes.first() == Some(&WITH_MENTIONS) {
            let [_, count] = reader.array()?;
            // Who mentions nobody writes a plain text: one form for each note.
            if count == 0 {
                return Err(SHORT);
            }
            for _ in 0..count {
                mentions.push(StaffId::from_bytes(reader.array()?));
            }
        }
        Ok(Self { text: decode_text(reader.bytes)?, mentions })
    }
}

impl Sealable for VisitorDetails {
    const KIND: Kind = Kind::FormAnswers;
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let parts: Vec<_> = self
            .answers
            .iter()
            .flat_map(|(key, value)| [Zeroizing::new(key.as_bytes().to_vec()), encode_text(value)])
            .collect();
        list(&parts)
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut answers = Vec::new();
        let mut parts = unlist_all(bytes)?.into_iter();
        while let Some(key) = parts.next() {
            let value = parts.next().ok_or(SHORT)?;
            answers.push((utf8(key)?, decode_text(value)?));
        }
        Ok(Self { answers })
    }
}

impl Sealable for StaffProfile {
    const KIND: Kind = Kind::Profile;
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        list(
            &[&self.name, &self.email, &self.password_hash]
                .map(|text| Zeroizing::new(text.as_bytes().to_vec())),
        )
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let [name, email, password_hash] = unlist(bytes)?;
        Ok(Self {
            name: Zeroizing::new(utf8(name)?),
            email: Zeroizing::new(utf8(email)?),
            password_hash: Zeroizing::new(utf8(password_hash)?),
        })
    }
}

/// version(1) ‖ parts, each length(4, little-endian) ‖ bytes.
fn list(parts: &[Zeroizing<Vec<u8>>]) -> Zeroizing<Vec<u8>> {
    let length = parts.iter().map(|part| part.len() + 4).sum::<usize>() + 1;
    let mut out = Zeroizing::new(Vec::with_capacity(length));
    out.push(VERSION);
    for part in parts {
        let length = u32::try_from(part.len()).expect("texts are limited to far less than 4 GiB");
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(part);
    }
    out
}

fn unlist_all(bytes: &[u8]) -> Result<Vec<&[u8]>, DecodeError> {
    let mut reader = Reader { bytes };
    if reader.take(1)?[0] != VERSION {
        return Err(SHORT);
    }
    let mut parts = Vec::new();
    while !reader.bytes.is_empty() {
        let length = u32::from_le_bytes(reader.array()?);
        parts.push(reader.take(length as usize)?);
    }
    Ok(parts)
}

fn unlist<const N: usize>(bytes: &[u8]) -> Result<[&[u8]; N], DecodeError> {
    unlist_all(bytes)?.try_into().map_err(|_| SHORT)
}

fn utf8(bytes: &[u8]) -> Result<String, DecodeError> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| SHORT)
}

#[cfg(test)]
mod tests {
    use bedside_masking::{Masker, RawText, Rules};

    use super::*;

    #[test]
    fn a_note_comes_back_with_whom_it_mentions() {
        let text = || Masker::new(Rules::visitor()).mask(RawText::new("call 212-555-0142".to_owned()));
        for mentions in [vec![], vec![StaffId::from_bytes([7; 16])], vec![StaffId::from_bytes([8; 16]); 3]] {
            let note = NoteBody { text: text(), mentions };
            let again = NoteBody::decode(&note.encode()).expect("it is one");
            assert!(again.same_as(&note) && again.mentions == note.mentions);
        }
        let plain = encode_text(&text());
        assert!(NoteBody::decode(&plain).is_ok_and(|note| note.mentions.is_empty()), "as they were before");
        let none = [&[WITH_MENTIONS, 0], plain.as_slice()].concat();
        assert!(NoteBody::decode(&none).is_err(), "one form for each note");
        for damaged in [&[2][..], &[2, 1, 9], &[2, 0], &[3, 0]] {
            assert!(NoteBody::decode(damaged).is_err());
        }
    }
}
