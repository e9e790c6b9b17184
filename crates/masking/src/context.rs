//! Words near a candidate that speak for it or against it.

use crate::work::step;

/// How far before a candidate words still belong to it, in bytes of the view.
const BEFORE_BYTES: usize = 40;
/// How far after it.
const AFTER_BYTES: usize = 24;
/// Room for a normalised window: the longer one, plus a space at both ends and around every `#`.
const WINDOW_BYTES: usize = 3 * BEFORE_BYTES;

/// True if one of `cues` stands before or after `start..end` of the view, as whole words, in any case.
///
/// A cue is lower-case ASCII words with one space between them; `#` is a word of its own.
pub(crate) fn near(view: &[u8], start: usize, end: usize, cues: &[&str]) -> bool {
    before(view, start, cues) || after(view, end, cues)
}

/// True if one of `cues` stands shortly before `start`.
pub(crate) fn before(view: &[u8], start: usize, cues: &[&str]) -> bool {
    let mut from = start.saturating_sub(BEFORE_BYTES);
    while from > 0 && from < start && joins(view[from - 1]) {
        from += 1;
    }
    contains(&view[from..start], cues)
}

/// True if one of `cues` stands shortly after `end`.
fn after(view: &[u8], end: usize, cues: &[&str]) -> bool {
    let mut to = view.len().min(end + AFTER_BYTES);
    while to < view.len() && to > end && joins(view[to]) {
        to -= 1;
    }
    contains(&view[end..to], cues)
}

/// May be part of a word. What is not ASCII counts: no cue is found in the rest of such a word.
const fn joins(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

fn contains(window: &[u8], cues: &[&str]) -> bool {
    let mut room = [b' '; WINDOW_BYTES];
    let words = normalise(window, &mut room);
    // From the space before each word on: a cue must be followed by a space, too.
    let mut starts = (0..words.len()).filter(|at| words[*at] == b' ').map(|at| &words[at + 1..]);
    step(words.len());
    starts.any(|rest| cues.iter().any(|cue| starts_with_words(rest, cue.as_bytes())))
}

fn starts_with_words(rest: &[u8], cue: &[u8]) -> bool {
    step(1);
    rest.first() == cue.first() && rest.strip_prefix(cue).is_some_and(|after| after.starts_with(b" "))
}

/// Lower-cases, and turns every run of anything else than letters, digits and `#` into one space.
fn normalise<'r>(window: &[u8], room: &'r mut [u8; WINDOW_BYTES]) -> &'r [u8] {
    let mut len = 1;
    let mut put = |byte: u8| {
        if byte != b' ' || room[len - 1] != b' ' {
            room[len] = byte;
            len += 1;
        }
    };
    for byte in window {
        match byte {
            b'#' => b" # ".iter().for_each(|byte| put(*byte)),
            byte if byte.is_ascii_alphanumeric() => put(byte.to_ascii_lowercase()),
            _ => put(b' '),
        }
    }
    put(b' ');
    &room[..len]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_whole_words_near_the_candidate() {
        let cases = [
            ("my SSN is |", "ssn", true),
            ("ss#|", "ss #", true),
            ("social - Security:|", "social security", true),
            ("assn |", "ssn", false),
            ("ssn |", "ss", false),
            ("| is my ssn", "ssn", true),
            ("| ssns", "ssn", false),
            ("|", "ssn", false),
            ("ssn - what follows here is far too long to count |", "ssn", false),
            ("zzzzzzzzzzzzzzzzzzzzssn zzzzzzzzzzzzzzzzzzzz zzzzzzzzzzzzzzz|", "ssn", false),
            ("########################################|", "ssn", false),
        ];
        for (text, cue, want) in cases {
            let at = text.find('|').expect("the table marks the candidate");
            assert_eq!(near(text.as_bytes(), at, at + 1, &[cue]), want, "{text}");
        }
    }
}
