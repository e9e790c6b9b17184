//! Text after masking: X's for everyone, and the originals of what is only hidden.

use std::borrow::Cow;
use std::{fmt, mem};

use zeroize::{Zeroize, Zeroizing};

use crate::fold::{Fold, fold, is_masked};
use crate::span::{Action, CharSpan, Span};

/// The original of one hidden span. Zeroed on drop; no `Debug`, no serialisation.
pub struct Original(Zeroizing<String>);

impl Original {
    /// Takes ownership of an original, as decoded from a sealed message.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text behind the X's.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The pieces of a [`MaskedText`], for writing it into a sealed message and reading it back.
pub struct MaskedParts {
    /// The text with X's for all that was masked or hidden.
    pub text: String,
    /// Where, in order and without overlap.
    pub spans: Vec<Span>,
    /// The originals of the spans with [`Action::Hide`], in their order.
    pub originals: Vec<Original>,
}

/// A text in which all that policy masks or hides is X's. It comes from [`Masker::mask`](crate::Masker::mask), or from
/// parts that pass [`MaskedText::from_parts`]; there is no other way to make one.
///
/// No `Debug`, `Clone` or serialisation: it holds the originals of hidden spans.
pub struct MaskedText {
    parts: MaskedParts,
}

/// Why parts are not a masked text. The numbers are indices of spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartsError {
    /// A span is empty, ends behind the text, or cuts a character.
    OutOfBounds(usize),
    /// A span starts before the one before it ends.
    Unordered(usize),
    /// A letter or digit other than X stands within a span, or a span does not begin with X (after the `+` or `(` of
    /// a telephone number) and end with X.
    NotMasked(usize),
    /// The number of originals is not the number of hidden spans.
    OriginalCount,
    /// An original does not become its span's X's when masked.
    WrongOriginal(usize),
}

impl fmt::Display for PartsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfBounds(index) => write!(f, "span {index} does not lie on characters of the text"),
            Self::Unordered(index) => write!(f, "span {index} overlaps the one before it or is out of order"),
            Self::NotMasked(index) => write!(f, "the text under span {index} is not masked"),
            Self::OriginalCount => write!(f, "the originals do not match the hidden spans in number"),
            Self::WrongOriginal(index) => {
                write!(f, "the original of span {index} does not fit the text under it")
            }
        }
    }
}

impl std::error::Error for PartsError {}

impl MaskedText {
    /// For the masker, which keeps what [`MaskedText::from_parts`] checks.
    pub(crate) fn from_masker(parts: MaskedParts) -> Self {
        debug_assert!(check(&parts).is_ok());
        Self { parts }
    }

    /// Puts a masked text together again after it was stored.
    ///
    /// # Errors
    /// [`PartsError`] if the spans are not in order, in bounds and really X's, or an original does not fit its span.
    pub fn from_parts(parts: MaskedParts) -> Result<Self, PartsError> {
        check(&parts)?;
        Ok(Self { parts })
    }

    /// The pieces, for writing into a sealed message.
    #[must_use]
    pub fn into_parts(mut self) -> MaskedParts {
        let MaskedParts { text, spans, originals } = &mut self.parts;
        MaskedParts { text: mem::take(text), spans: mem::take(spans), originals: mem::take(originals) }
    }

    /// The text with X's for everyone.
    #[must_use]
    pub fn masked(&self) -> &str {
        &self.parts.text
    }

    /// The text with hidden originals put back: for those who serve the conversation and for its author, nobody else.
    #[must_use]
    pub fn for_serving(&self) -> Cow<'_, str> {
        if self.parts.originals.is_empty() {
            return Cow::Borrowed(&self.parts.text);
        }
        let MaskedParts { text, originals, .. } = &self.parts;
        let mut served =
            String::with_capacity(text.len() + originals.iter().map(|o| o.as_str().len()).sum::<usize>());
        let mut copied = 0;
        for (span, original) in self.hidden().zip(originals) {
            served.push_str(&text[copied..span.start as usize]);
            served.push_str(original.as_str());
            copied = span.end as usize;
        }
        served.push_str(&text[copied..]);
        Cow::Owned(served)
    }

    /// What was masked or hidden, in order and without overlap; offsets in bytes of [`MaskedText::masked`].
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.parts.spans
    }

    /// The spans counted in code points: valid for the masked and for the served text.
    #[must_use]
    pub fn char_spans(&self) -> Vec<CharSpan> {
        let text = &self.parts.text;
        let (mut bytes, mut chars) = (0, 0);
        let mut count_to = |end: u32| {
            chars += text[bytes..end as usize].chars().map(|_| 1).sum::<u32>();
            bytes = end as usize;
            chars
        };
        let spans = self.parts.spans.iter();
        spans
            .map(|span| CharSpan {
                start: count_to(span.start),
                end: count_to(span.end),
                kind: span.kind,
                action: span.action,
            })
            .collect()
    }

    /// The original of the span with this index; none if it is masked for good or there is no such span.
    #[must_use]
    pub fn hidden_original(&self, index: usize) -> Option<&str> {
        let span = self.parts.spans.get(index)?;
        if span.action != Action::Hide {
            return None;
        }
        let place = self.parts.spans[..index].iter().filter(|span| span.action == Action::Hide).count();
        self.parts.originals.get(place).map(Original::as_str)
    }

    fn hidden(&self) -> impl Iterator<Item = &Span> {
        self.parts.spans.iter().filter(|span| span.action == Action::Hide)
    }
}

impl Drop for MaskedText {
    fn drop(&mut self) {
        self.parts.text.zeroize();
    }
}

/// What a telephone number may begin with before its first digit; what cannot be seen may stand among it.
fn is_lead(c: char) -> bool {
    matches!(fold(c), Fold::As(b'+' | b'(') | Fold::Skip)
}

/// The text with an X for every letter and digit.
pub(crate) fn x_out(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| if is_masked(c) { 'X' } else { c })
}

fn check(parts: &MaskedParts) -> Result<(), PartsError> {
    let mut originals = parts.originals.iter();
    let mut free_from = 0;
    for (index, span) in parts.spans.iter().enumerate() {
        let (start, end) = (span.start as usize, span.end as usize);
        let under = parts
            .text
            .get(start..end)
            .filter(|under| !under.is_empty())
            .ok_or(PartsError::OutOfBounds(index))?;
        if start < free_from {
            return Err(PartsError::Unordered(index));
        }
        free_from = end;
        let masked = x_out(under).eq(under.chars());
        let number = under.trim_start_matches(is_lead);
        if !(masked && number.starts_with('X') && under.ends_with('X')) {
            return Err(PartsError::NotMasked(index));
        }
        if span.action == Action::Hide {
            let original = originals.next().ok_or(PartsError::OriginalCount)?;
            if !x_out(original.as_str()).eq(under.chars()) {
                return Err(PartsError::WrongOriginal(index));
            }
        }
    }
    if originals.next().is_some() { Err(PartsError::OriginalCount) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Kind;

    fn parts(text: &str, spans: &[(u32, u32, Action)], originals: &[&str]) -> MaskedParts {
        let span = |&(start, end, action)| Span { start, end, kind: Kind::Email, action };
        MaskedParts {
            text: text.to_owned(),
            spans: spans.iter().map(span).collect(),
            originals: originals.iter().map(|text| Original::new((*text).to_owned())).collect(),
        }
    }

    #[test]
    fn parts_are_refused_by_their_fault() {
        use Action::{Hide, Mask};
        let cases = [
            (parts("é XX", &[(3, 5, Mask)], &[]), Ok(())),
            (parts("X@X.XX XX", &[(0, 6, Hide), (7, 9, Mask)], &["é@b.cd"]), Ok(())),
            (parts("é XX", &[(1, 5, Mask)], &[]), Err(PartsError::OutOfBounds(0))),
            (parts("XX", &[(0, 3, Mask)], &[]), Err(PartsError::OutOfBounds(0))),
            (parts("XX", &[(1, 1, Mask)], &[]), Err(PartsError::OutOfBounds(0))),
            (parts("XX", &[(2, 1, Mask)], &[]), Err(PartsError::OutOfBounds(0))),
            (parts("XXXX", &[(0, 3, Mask), (2, 4, Mask)], &[]), Err(PartsError::Unordered(1))),
            (parts("XX XX", &[(3, 5, Mask), (0, 2, Mask)], &[]), Err(PartsError::Unordered(1))),
            (parts("XX1X", &[(0, 4, Mask)], &[]), Err(PartsError::NotMasked(0))),
            (parts("XX٤X", &[(0, 5, Mask)], &[]), Err(PartsError::NotMasked(0))),
            (parts("XX ", &[(0, 3, Mask)], &[]), Err(PartsError::NotMasked(0))),
            (parts("+(XX", &[(0, 4, Mask)], &[]), Ok(())),
            (parts("+\u{200B}XX", &[(0, 6, Mask)], &[]), Ok(())),
            (parts("-XX", &[(0, 3, Mask)], &[]), Err(PartsError::NotMasked(0))),
            (parts("(+", &[(0, 2, Mask)], &[]), Err(PartsError::NotMasked(0))),
            (parts("X@X", &[(0, 3, Hide)], &[]), Err(PartsError::OriginalCount)),
            (parts("X@X", &[(0, 3, Mask)], &["a@b"]), Err(PartsError::OriginalCount)),
            (parts("X@X", &[(0, 3, Hide)], &["a@bc"]), Err(PartsError::WrongOriginal(0))),
            (parts("X@X", &[(0, 3, Hide)], &["a b"]), Err(PartsError::WrongOriginal(0))),
        ];
        for (index, (parts, want)) in cases.into_iter().enumerate() {
            assert_eq!(MaskedText::from_parts(parts).map(|_| ()), want, "case {index}");
        }
    }

    #[test]
    fn originals_are_found_by_span_and_served_in_place() {
        let text = parts(
            "X@X.XX XX X@X.XX é",
            &[(0, 6, Action::Hide), (7, 9, Action::Mask), (10, 16, Action::Hide)],
            &["é@b.cd", "e@f.gh"],
        );
        let text = MaskedText::from_parts(text).expect("the parts are sound");
        assert_eq!(text.for_serving(), "é@b.cd XX e@f.gh é");
        let originals: Vec<_> = (0..4).map(|index| text.hidden_original(index)).collect();
        assert_eq!(originals, [Some("é@b.cd"), None, Some("e@f.gh"), None]);
        let ends: Vec<_> = text.char_spans().iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(ends, [(0, 6), (7, 9), (10, 16)]);
    }
}
