//! What the generator's people write: 200 bytes of ordinary chat that begin with a mark, so that the receiver knows which it is.

/// Bytes of every message.
pub(crate) const TEXT_BYTES: usize = 200;
/// One message in this many carries a call-back number, so that masking has something to find.
const WITH_NUMBER: u32 = 10;
const MARK_LETTERS: usize = 8;

const PLAIN: &str = "thank you, the swelling went down a little after the second day but it still hurts when I climb \
    the stairs, should I keep taking the tablets or come in and let the doctor have a look at it again this week please";
const NUMBER: &str = "please call me back on (415) 555-0134 after lunch, the swelling went down a little but it still hurts \
    when I climb the stairs, should I keep taking the tablets or come in and let the doctor have a look this week";

/// Appends message number `number`. Nothing in it needs escaping in JSON.
pub(crate) fn append(out: &mut Vec<u8>, number: u32) {
    let end = out.len() + TEXT_BYTES;
    out.push(b'k');
    out.extend((0..MARK_LETTERS).rev().map(|place| letter(number, place)));
    out.push(b' ');
    let words = if number % WITH_NUMBER == WITH_NUMBER - 1 { NUMBER } else { PLAIN };
    out.extend(words.bytes().chain(std::iter::repeat(b'.')).take(end - out.len()));
}

/// The number of the message whose text begins so.
pub(crate) fn number(text: &[u8]) -> Option<u32> {
    let letters = text.strip_prefix(b"k")?.get(..MARK_LETTERS)?;
    letters.iter().try_fold(0_u32, |number, letter| {
        let four_bits = letter.checked_sub(b'a').filter(|bits| *bits < 16)?;
        Some((number << 4) | u32::from(four_bits))
    })
}

fn letter(number: u32, place: usize) -> u8 {
    const LETTERS: &[u8; 16] = b"abcdefghijklmnop";
    LETTERS[(number >> (4 * place) & 15) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use bedside_masking::{Masker, RawText, Rules};

    #[track_caller]
    fn check(number_in: u32) {
        let mut text = Vec::new();
        append(&mut text, number_in);
        assert_eq!(text.len(), TEXT_BYTES);
        assert_eq!(number(&text), Some(number_in));
        // The mark must survive masking, or the receiver would not know the message.
        let masked = Masker::new(Rules::visitor()).mask(RawText::new(String::from_utf8(text).unwrap()));
        assert_eq!(number(masked.masked().as_bytes()), Some(number_in), "{}", masked.masked());
        assert_eq!(masked.spans().is_empty(), number_in % WITH_NUMBER != WITH_NUMBER - 1);
    }

    #[test]
    fn every_message_says_which_it_is() {
        for number in [0, 1, 9, 15, 16, 99, 65_535, 1_000_000, 1_000_009, u32::MAX] {
            check(number);
        }
    }

    #[test]
    fn other_texts_have_no_number() {
        for text in ["", "k", "kaaaaaaa", "kaaaaaaaz hello", "hello there you"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }
}
