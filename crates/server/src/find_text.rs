//! Finds words in a text as people type them: without case and accents, as a literal piece of the text, in one pass. What is masked
//! in it is never found, and what is found is cut out with a little of what stands around it.

use std::ops::Range;

use bedside_masking::fold::{Fold, fold};
use zeroize::Zeroizing;

use crate::wire::{ShownText, TextSpan};

/// In place of what is masked: no needle has it.
const MASKED: char = '\0';
/// Characters shown before and after what was found.
const BEFORE: usize = 40;
const AFTER: usize = 80;
/// Says that the text goes on.
const CUT: &str = "\u{2026} ";

/// What is looked for, folded. No `Debug`: it can be a name.
pub(crate) struct Needle(Zeroizing<String>);

impl Needle {
    /// White space at the ends does not count, and elsewhere it counts once.
    pub(crate) fn new(text: &str) -> Self {
        let folded = Folded::of(text, &[]);
        Self(Zeroizing::new(folded.text.trim_matches(' ').to_owned()))
    }

    /// How many characters it has, once folded.
    pub(crate) fn chars(&self) -> usize {
        self.0.chars().count()
    }

    /// Where it stands first, counted in code points of the text, with the marks on its last letter.
    pub(crate) fn find(&self, shown: &ShownText) -> Option<Range<usize>> {
        if self.0.is_empty() {
            return None;
        }
        let folded = Folded::of(&shown.text, &shown.spans);
        let first = folded.text.find(self.0.as_str())?;
        let (start, last) = (folded.place(first)?, folded.place(first + self.0.len() - 1)?);
        let marks = shown.text.chars().skip(last + 1).take_while(|c| fold(*c) == Fold::Skip).count();
        Some(start..last + 1 + marks)
    }
}

/// Without case, marks and styles: what people type when they look for something.
pub(crate) fn folded(text: &str) -> Zeroizing<String> {
    Folded::of(text, &[]).text
}

/// A text without case and marks, each run of white space one space, and from which character each byte of it is.
struct Folded {
    text: Zeroizing<String>,
    places: Vec<u32>,
}

impl Folded {
    fn of(text: &str, spans: &[TextSpan]) -> Self {
        // Room for all of it, so that no copy is left behind by growing.
        let room = text.len() * 3;
        let mut out =
            Self { text: Zeroizing::new(String::with_capacity(room)), places: Vec::with_capacity(room) };
        let mut spans = spans.iter().map(|span| span.start as usize..span.end as usize).peekable();
        for (place, c) in text.chars().enumerate() {
            while spans.next_if(|span| span.end <= place).is_some() {}
            if spans.peek().is_some_and(|span| span.contains(&place)) {
                out.push(MASKED, place);
                continue;
            }
            match fold(c) {
                Fold::Skip => {}
                Fold::As(byte) if byte.is_ascii_whitespace() || byte.is_ascii_control() => {
                    if !out.text.ends_with(' ') {
                        out.push(' ', place);
                    }
                }
                Fold::As(byte) if byte.is_ascii() => {
                    out.push(char::from(byte.to_ascii_lowercase()), place);
                }
                Fold::As(_) => {
                    for lower in c.to_lowercase().filter(|lower| fold(*lower) != Fold::Skip) {
                        out.push(lower, place);
                    }
                }
            }
        }
        out
    }

    fn push(&mut self, c: char, place: usize) {
        self.text.push(c);
        self.places.resize(self.text.len(), u32::try_from(place).unwrap_or(u32::MAX));
    }

    fn place(&self, byte: usize) -> Option<usize> {
        self.places.get(byte).map(|place| *place as usize)
    }
}

/// The text around what was found, and where that stands in it, in code points. Cut between words where there are any.
pub(crate) fn excerpt(shown: &ShownText, found: Range<usize>) -> (ShownText, Range<usize>) {
    let chars = Zeroizing::new(shown.text.chars().collect::<Vec<char>>());
    let word =
        |range: Range<usize>| chars.get(range).unwrap_or_default().iter().position(|c| c.is_whitespace());
    let mut from = found.start.saturating_sub(BEFORE);
    if from > 0 {
        from += word(from..found.start).map_or(0, |at| at + 1);
    }
    let mut to = (found.end + AFTER).min(chars.len());
    if to < chars.len() {
        let last = chars.get(found.end..to).unwrap_or_default().iter().rposition(|c| c.is_whitespace());
        to = last.map_or(to, |at| found.end + at);
    }
    let mut text = String::with_capacity((to - from) * 4 + 2 * CUT.len());
    if from > 0 {
        text.push_str(CUT);
    }
    let lead = text.chars().count();
    text.extend(chars.get(from..to).unwrap_or_default());
    if to < chars.len() {
        text.push_str(CUT.trim_end());
    }
    let moved = |at: usize| u32::try_from(at.clamp(from, to) - from + lead).unwrap_or(u32::MAX);
    let spans = shown.spans.iter().map(|span| TextSpan {
        start: moved(span.start as usize),
        end: moved(span.end as usize),
        ..*span
    });
    let spans = spans.filter(|span| span.start < span.end).collect();
    (ShownText { text, spans }, found.start - from + lead..found.end - from + lead)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::{SpanAction, SpanKind};

    fn shown(text: &str) -> ShownText {
        ShownText { text: text.to_owned(), spans: Vec::new() }
    }

    fn cut(text: &str, range: Range<usize>) -> String {
        text.chars().skip(range.start).take(range.len()).collect()
    }

    #[track_caller]
    fn check(needle: &str, text: &str, found: Option<&str>) {
        let place = Needle::new(needle).find(&shown(text));
        assert_eq!(place.map(|range| cut(text, range)).as_deref(), found, "{needle:?} in {text:?}");
    }

    #[test]
    fn case_marks_and_white_space_do_not_matter() {
        check("jose", "Ask Jos\u{e9} tomorrow", Some("Jos\u{e9}"));
        check("JOS\u{c9}", "ask jose", Some("jose"));
        check("jose", "ask Jose\u{301}, please", Some("Jose\u{301}"));
        check(
            "\u{418}\u{412}\u{410}\u{41d}",
            "\u{438}\u{432}\u{430}\u{43d}",
            Some("\u{438}\u{432}\u{430}\u{43d}"),
        );
        check("knee pain", "my knee\n\n pain", Some("knee\n\n pain"));
        check("  knee ", "a knee", Some("knee"));
        check("istanbul", "\u{130}stanbul", Some("\u{130}stanbul"));
        check("\u{1f600}", "so \u{1f600}!", Some("\u{1f600}"));
    }

    #[test]
    fn it_is_a_literal_piece_of_the_text() {
        check("knee pain", "pain in the knee", None);
        check("k.ee", "knee", None);
        check("%", "100 %", Some("%"));
        check("ne", "knee", Some("ne"));
        check("", "knee", None);
        check(" \u{200b}\n", "knee", None);
    }

    #[test]
    fn what_is_masked_is_not_found() {
        let span = TextSpan { start: 5, end: 9, kind: SpanKind::Card, action: SpanAction::Mask };
        let text = ShownText { text: "card XXXX for x".to_owned(), spans: vec![span] };
        assert_eq!(Needle::new("XX").find(&text), None);
        assert_eq!(Needle::new("card X").find(&text), None);
        assert_eq!(Needle::new("x").find(&text), Some(14..15));
        assert_eq!(Needle::new("\0\0").chars(), 0, "nobody can ask for what stands in its place");
    }

    #[test]
    fn an_excerpt_is_cut_between_words_and_keeps_its_spans() {
        let text = format!("{} my XXXX knee hurts {}", "before ".repeat(20), "after ".repeat(40));
        let start = u32::try_from(text.find("XXXX").unwrap()).unwrap();
        let span = TextSpan { start, end: start + 4, kind: SpanKind::Card, action: SpanAction::Mask };
        let text = ShownText { text, spans: vec![span] };
        let found = Needle::new("knee").find(&text).unwrap();
        let (around, place) = excerpt(&text, found);
        assert_eq!(cut(&around.text, place), "knee");
        assert!(around.text.starts_with("\u{2026} before ") && around.text.ends_with(" after\u{2026}"));
        assert!(around.text.chars().count() < BEFORE + AFTER + 10, "{}", around.text);
        let span = &around.spans[0];
        assert_eq!(cut(&around.text, span.start as usize..span.end as usize), "XXXX");
        let whole = shown("a knee");
        assert_eq!(excerpt(&whole, 2..6).0.text, "a knee", "what is short is shown whole");
    }

    proptest! {
        #[test]
        fn what_is_written_is_found_and_marked_where_it_stands(
            before in "\\PC{0,60}", words in "[a-zA-Z0-9\u{e9}\u{f1}]{2,20}", after in "\\PC{0,120}",
        ) {
            let text = shown(&format!("{before} {words} {after}"));
            let needle = Needle::new(&words.to_uppercase());
            let found = needle.find(&text).expect("it stands there");
            let again = Needle::new(&cut(&text.text, found.clone()));
            prop_assert_eq!(again.0.as_str(), needle.0.as_str());
            let (around, place) = excerpt(&text, found.clone());
            prop_assert_eq!(cut(&around.text, place), cut(&text.text, found));
            prop_assert!(around.text.chars().count() <= BEFORE + AFTER + words.chars().count() * 2 + 10);
        }

        #[test]
        fn nothing_under_a_span_is_found(text in "[xX ]{1,40}", needle in "[xX]{1,4}", start in 0_u32..40, end in 0_u32..40) {
            let length = u32::try_from(text.len()).unwrap();
            let span = TextSpan { start: start.min(length), end: end.min(length), kind: SpanKind::Other, action: SpanAction::Hide };
            let spans = if span.start < span.end { vec![span] } else { Vec::new() };
            let text = ShownText { text, spans };
            if let Some(found) = Needle::new(&needle).find(&text) {
                let apart = |span: &TextSpan| found.end <= span.start as usize || found.start >= span.end as usize;
                prop_assert!(text.spans.iter().all(apart));
            }
        }
    }
}
