//! A text as plain lower-case words, so that spelling habits do not hide a phrase.

use bedside_masking::fold::{Fold, fold};
use zeroize::Zeroizing;

/// The words of a text: lower case, without accents, apostrophes and invisible characters. What has no ASCII counterpart
/// ends a word. Zeroed on drop.
pub(crate) struct Words {
    bytes: Zeroizing<Vec<u8>>,
    /// Start and end of each word in `bytes`.
    bounds: Vec<(usize, usize)>,
}

impl Words {
    pub(crate) fn new(text: &str) -> Self {
        // One byte per character at most: the vector never grows, so no unwiped copy is left behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        let mut bounds = Vec::new();
        let mut start = None;
        for c in text.chars() {
            match fold(c) {
                Fold::Skip | Fold::As(b'\'' | b'`') => {}
                Fold::As(byte) if byte.is_ascii_alphanumeric() => {
                    start.get_or_insert(bytes.len());
                    bytes.push(byte.to_ascii_lowercase());
                }
                Fold::As(_) => bounds.extend(start.take().map(|start| (start, bytes.len()))),
            }
        }
        bounds.extend(start.map(|start| (start, bytes.len())));
        Self { bytes, bounds }
    }

    pub(crate) fn len(&self) -> usize {
        self.bounds.len()
    }

    pub(crate) fn word(&self, index: usize) -> Option<&[u8]> {
        self.bounds.get(index).map(|(start, end)| &self.bytes[*start..*end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_into_plain_words() {
        let cases: [(&str, &[&str]); 5] = [
            ("I can’t — I can't!", &["i", "cant", "i", "cant"]),
            ("Se desmayó\nél", &["se", "desmayo", "el"]),
            ("a\u{200B}b\u{A0}c", &["ab", "c"]),
            ("...", &[]),
            ("", &[]),
        ];
        for (text, want) in cases {
            let words = Words::new(text);
            let got: Vec<_> = (0..words.len()).filter_map(|index| words.word(index)).collect();
            let want: Vec<_> = want.iter().map(|word| word.as_bytes()).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
