//! What is sealed for a message: text in which everything policy treats is X's, and apart from it the originals of what
//! is hidden. Byte layout in `docs/formats/message-body.md`.

use bedside_keys::{DecodeError, Kind, Sealable};
use bedside_masking::{Action, CharSpan, Kind as Sensitive, MaskedParts, MaskedText, Original, Span};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const NO_ORIGINAL: u32 = u32::MAX;
pub(crate) const SHORT: DecodeError =
    DecodeError::new("sealed record is not of the form its version asks for");

/// The body of a message. Can hold hidden originals: no `Serialize`, no `Debug`.
pub struct MessageBody {
    text: MaskedText,
}

impl From<MaskedText> for MessageBody {
    fn from(text: MaskedText) -> Self {
        Self { text }
    }
}

impl MessageBody {
    /// The text, for reading by audience.
    #[must_use]
    pub const fn text(&self) -> &MaskedText {
        &self.text
    }

    /// Whether both say the same: used to tell a retry from another text under the same client key. What is X's for good in one
    /// of them may be readable in the other: policy can have become stricter in between.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        same_text(&self.text, &other.text)
    }
}

impl Sealable for MessageBody {
    const KIND: Kind = Kind::MessageBody;

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        encode_text(&self.text)
    }

    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode_text(bytes).map(|text| Self { text })
    }
}

/// Whether two texts are the same wherever both can be read.
pub(crate) fn same_text(one: &MaskedText, other: &MaskedText) -> bool {
    let (first, second) = (Readable::of(one), Readable::of(other));
    first.chars.len() == second.chars.len()
        && first.chars.iter().zip(&*second.chars).enumerate().all(|(at, (a, b))| {
            a == b || (*a == 'X' && first.is_masked(at)) || (*b == 'X' && second.is_masked(at))
        })
}

/// A text as its author reads it, and where it is X's for good.
struct Readable {
    chars: Zeroizing<Vec<char>>,
    masked: Vec<std::ops::Range<usize>>,
}

impl Readable {
    fn of(text: &MaskedText) -> Self {
        let for_good = |span: &CharSpan| span.action == Action::Mask;
        let range = |span: CharSpan| span.start as usize..span.end as usize;
        Self {
            chars: Zeroizing::new(text.for_serving().chars().collect()),
            masked: text.char_spans().into_iter().filter(for_good).map(range).collect(),
        }
    }

    fn is_masked(&self, at: usize) -> bool {
        let next = self.masked.partition_point(|span| span.end <= at);
        self.masked.get(next).is_some_and(|span| span.contains(&at))
    }
}

/// version(1) ‖ text length(4) ‖ text ‖ spans(2) ‖ each: start(4) end(4) kind(1) action(1) original length(4, all ones =
/// none) original. Integers are little-endian.
pub(crate) fn encode_text(text: &MaskedText) -> Zeroizing<Vec<u8>> {
    let spans = text.spans();
    let hidden: usize = (0..spans.len()).filter_map(|i| text.hidden_original(i)).map(str::len).sum();
    let mut out = Zeroizing::new(Vec::with_capacity(7 + text.masked().len() + spans.len() * 14 + hidden));
    out.push(VERSION);
    put_bytes(&mut out, text.masked().as_bytes());
    let count = u16::try_from(spans.len()).expect("a text of at most 16 KiB has fewer than 65536 spans");
    out.extend_from_slice(&count.to_le_bytes());
    for (index, span) in spans.iter().enumerate() {
        out.extend_from_slice(&span.start.to_le_bytes());
        out.extend_from_slice(&span.end.to_le_bytes());
        out.push(span.kind.code());
        out.push(span.action.code());
        match text.hidden_original(index) {
            Some(original) => put_bytes(&mut out, original.as_bytes()),
            None => out.extend_from_slice(&NO_ORIGINAL.to_le_bytes()),
        }
    }
    out
}

pub(crate) fn decode_text(bytes: &[u8]) -> Result<MaskedText, DecodeError> {
    let mut reader = Reader { bytes };
    if reader.take(1)?[0] != VERSION {
        return Err(DecodeError::new("text has an unknown version"));
    }
    let text = reader.string()?.ok_or(SHORT)?;
    let count = u16::from_le_bytes(reader.array()?);
    let mut spans = Vec::with_capacity(usize::from(count));
    let mut originals = Vec::new();
    for _ in 0..count {
        spans.push(Span {
            start: u32::from_le_bytes(reader.array()?),
            end: u32::from_le_bytes(reader.array()?),
            kind: Sensitive::from_code(reader.take(1)?[0]).ok_or(SHORT)?,
            action: Action::from_code(reader.take(1)?[0]).ok_or(SHORT)?,
        });
        if let Some(original) = reader.string()? {
            originals.push(Original::new(original));
        }
    }
    if !reader.bytes.is_empty() {
        return Err(DecodeError::new("text has bytes left over"));
    }
    MaskedText::from_parts(MaskedParts { text, spans, originals }).map_err(|_| SHORT)
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("texts are limited to far less than 4 GiB");
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Reads length-prefixed fields; every shortage is a [`DecodeError`].
pub(crate) struct Reader<'a> {
    pub(crate) bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (head, rest) = self.bytes.split_at_checked(length).ok_or(SHORT)?;
        self.bytes = rest;
        Ok(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.take(N)?.try_into().map_err(|_| SHORT)
    }

    pub(crate) fn string(&mut self) -> Result<Option<String>, DecodeError> {
        let length = u32::from_le_bytes(self.array()?);
        if length == NO_ORIGINAL {
            return Ok(None);
        }
        let bytes = self.take(length as usize)?;
        std::str::from_utf8(bytes).map(|text| Some(text.to_owned())).map_err(|_| SHORT)
    }
}

#[cfg(test)]
mod tests {
    use bedside_masking::{Masker, RawText, Rules};
    use proptest::prelude::*;

    use super::*;

    fn body(text: &str) -> MessageBody {
        Masker::new(Rules::visitor()).mask(RawText::new(text.to_owned())).into()
    }

    #[test]
    fn keeps_what_is_hidden_and_loses_what_is_masked() {
        let stored = body("card 4111 1111 1111 1111, call 212-555-0142").encode();
        assert!(!stored.windows(4).any(|window| window == b"4111"));
        let opened = MessageBody::decode(&stored).unwrap();
        assert_eq!(opened.text().for_serving(), "card XXXX XXXX XXXX XXXX, call 212-555-0142");
        assert_eq!(opened.text().masked(), "card XXXX XXXX XXXX XXXX, call XXX-XXX-XXXX");
    }

    #[test]
    fn the_documented_example_is_what_is_written() {
        let document = include_str!("../../../docs/formats/message-body.md");
        let encoded: String =
            body("call 212-555-0142").encode().iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(document.contains(&format!("\n{encoded}\n")), "docs/formats/message-body.md lacks {encoded}");
    }

    #[test]
    fn a_retry_is_known_though_policy_became_stricter() {
        let under =
            |rules, text: &str| MessageBody::from(Masker::new(rules).mask(RawText::new(text.to_owned())));
        let said = "card 4111 1111 1111 1111, call 212-555-0142";
        let lenient = Rules { keep_card_last_four: true, ..Rules::visitor() };
        let strict = Rules { phone: bedside_masking::RuleAction::Mask, ..Rules::visitor() };
        for (first, then) in [(lenient, strict), (strict, lenient), (lenient, lenient), (strict, strict)] {
            assert!(under(first, said).same_as(&under(then, said)));
            for other in [
                "card 4111 1111 1111 1111, call 212-555-01420",
                "cars 4111 1111 1111 1111, call 212-555-0142",
            ] {
                assert!(!under(first, said).same_as(&under(then, other)), "{other}");
            }
        }
        assert!(
            !under(lenient, said).same_as(&under(lenient, "card 4111 1111 1111 1111, call 212-555-0143"))
        );
    }

    proptest! {
        #[test]
        fn bodies_round_trip(text in ".*") {
            let first = body(&text);
            let again = MessageBody::decode(&first.encode()).unwrap();
            prop_assert!(first.same_as(&again));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = MessageBody::decode(&bytes);
        }
    }
}
