//! The fuzz target: any bytes in, the promises of masking asserted. A plain function, so it runs on stable Rust.

use crate::{Masker, RawText, Rules};

/// Masks `data` (as text) under several rules and asserts what must hold for every text: no panic, as many characters as
/// before, nothing changed outside the spans, nothing readable within them, and masking twice is masking once.
///
/// # Panics
/// If a promise is broken: that is a finding.
pub fn fuzz_mask(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let last_four = Rules { keep_card_last_four: true, ..Rules::visitor() };
    for rules in [Rules::visitor(), Rules::staff(), last_four] {
        assert_masked(&text, &Masker::new(rules));
    }
}

fn assert_masked(text: &str, masker: &Masker) {
    let once = masker.mask(RawText::new(text.to_owned()));
    assert_eq!(once.masked().chars().count(), text.chars().count(), "masking keeps the number of characters");

    let detected = masker.detect(text);
    let spans = once.char_spans();
    assert_eq!(detected.len(), spans.len(), "detection and masking agree");
    let mut inside = vec![false; text.chars().count()];
    for (found, span) in detected.iter().zip(&spans) {
        assert_eq!((found.start, found.end, found.kind), (span.start, span.end, span.kind));
        inside[span.start as usize..span.end as usize].fill(true);
    }
    for ((before, after), inside) in text.chars().zip(once.masked().chars()).zip(inside) {
        assert!(
            before == after || (inside && after == 'X'),
            "only letters and digits in spans change, and to X"
        );
    }

    if once.spans().iter().all(|span| span.action == crate::Action::Hide) {
        assert_eq!(once.for_serving(), text, "what is only hidden can be served as it was");
    }
    let masked = once.masked().to_owned();
    assert!(crate::MaskedText::from_parts(once.into_parts()).is_ok(), "a masked text survives storage");

    let twice = masker.mask(RawText::new(masked.clone()));
    assert_eq!(twice.masked(), masked, "masking twice is masking once");
}
