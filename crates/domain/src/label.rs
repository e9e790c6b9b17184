//! Names, topics and labels: one line that stands beside other people's words, so nothing in it may turn those around or hide.

use std::borrow::Cow;

/// The label without invisible format characters (Unicode category Cf: direction controls, tags, soft hyphens): they could turn what
/// stands beside it around, or say something that nobody sees. The two joiners stay, which scripts and emoji need.
#[must_use]
pub fn plain_label(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(is_format) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_format(*c)).collect())
}

/// Whether a label may be taken as it is: neither control nor format characters.
#[must_use]
pub fn is_plain_label(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || is_format(c))
}

/// Category Cf of Unicode 16, and the line and paragraph separators; without ZWNJ (U+200C) and ZWJ (U+200D).
const fn is_format(c: char) -> bool {
    matches!(c as u32,
        0xAD | 0x600..=0x605 | 0x61C | 0x6DD | 0x70F | 0x890..=0x891 | 0x8E2 | 0x180E | 0x200B | 0x200E..=0x200F
        | 0x2028..=0x202E | 0x2060..=0x2064 | 0x2066..=0x206F | 0xFEFF | 0xFFF9..=0xFFFB | 0x110BD | 0x110CD
        | 0x13430..=0x1343F | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0001 | 0xE0020..=0xE007F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_or_hides_goes_and_what_people_write_stays() {
        let cases = [
            ("Ann", "Ann"),
            ("José Ångström 李", "José Ångström 李"),
            ("\u{202E}nnA\u{202C}", "nnA"),
            ("\u{2066}a\u{2069}\u{200F}b\u{61C}", "ab"),
            ("a\u{E0041}\u{E007F}b\u{AD}\u{FEFF}\u{200B}\u{2060}", "ab"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("👩\u{200D}⚕\u{FE0F}", "👩\u{200D}⚕\u{FE0F}"),
        ];
        for (text, want) in cases {
            assert_eq!(plain_label(text), want);
            assert_eq!(is_plain_label(text), text == want, "{want}");
        }
        assert!(!is_plain_label("a\nb") && !is_plain_label("a\u{9F}"));
    }
}
