//! The folded form of a text that recognisers scan, with a map back to the text.

use std::borrow::Cow;

use zeroize::Zeroize;

use crate::fold::{Fold, fold};
use crate::work::step;

/// One byte per character that counts (see [`crate::fold`]). For ASCII text this is the text itself, without a copy.
pub(crate) struct View<'t> {
    text: &'t str,
    bytes: Cow<'t, [u8]>,
    /// Byte offset in `text` of each byte of the view; none where they are the same.
    starts: Option<Vec<u32>>,
}

impl<'t> View<'t> {
    /// Folds a text of less than 4 GiB.
    pub(crate) fn new(text: &'t str) -> Self {
        step(text.len());
        if text.is_ascii() {
            return Self { text, bytes: Cow::Borrowed(text.as_bytes()), starts: None };
        }
        // At most one view byte per character, so neither vector grows: no unwiped copy is left behind.
        let mut bytes = Vec::with_capacity(text.len());
        let mut starts = Vec::with_capacity(text.len());
        for (offset, c) in text.char_indices() {
            if let Fold::As(byte) = fold(c) {
                bytes.push(byte);
                starts.push(u32::try_from(offset).unwrap_or(u32::MAX));
            }
        }
        Self { text, bytes: Cow::Owned(bytes), starts: Some(starts) }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The byte range of the text that the view's `start..end` (not empty) stands for.
    pub(crate) fn text_range(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        match &self.starts {
            None => start..end,
            Some(starts) => {
                let last = starts[end - 1] as usize;
                let width = self.text[last..].chars().next().map_or(0, char::len_utf8);
                starts[start] as usize..last + width
            }
        }
    }
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(bytes) = &mut self.bytes {
            bytes.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_text_is_its_own_view() {
        let view = View::new("a 1");
        assert_eq!(view.bytes(), b"a 1");
        assert_eq!(view.text_range(0, 3), 0..3);
    }

    #[test]
    fn folded_text_maps_back_without_surrounding_invisibles() {
        let text = "é\u{200B}４\u{200B}1\u{200B}";
        let view = View::new(text);
        assert_eq!(view.bytes(), b"e41");
        assert_eq!(&text[view.text_range(1, 3)], "４\u{200B}1");
        assert_eq!(&text[view.text_range(0, 1)], "é");
    }
}
