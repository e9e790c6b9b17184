//! Text as a person typed it, before any masking.

use zeroize::Zeroizing;

/// Unmasked text. It is zeroed on drop, and can be turned into a [`MaskedText`](crate::MaskedText) only by
/// [`Masker::mask`](crate::Masker::mask), which consumes it.
///
/// No `Debug`, `Display`, `Clone`, `PartialEq` or serialisation: it must not reach a log, a queue or a store.
pub struct RawText(Zeroizing<String>);

impl RawText {
    /// Takes ownership of unmasked text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for inspection only.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Length in bytes of UTF-8.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there is no byte of text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Moves the text out without a copy, for a text in which nothing was found.
    pub(crate) fn into_clean(mut self) -> String {
        std::mem::take(&mut *self.0)
    }
}
