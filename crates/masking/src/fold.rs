//! Folds one character to what recognisers compare: digits and letters of other scripts and styles become ASCII, odd
//! spaces and dashes become plain ones, invisible characters vanish.
//!
//! The folding looks at one character at a time, so masking a text and folding it can be exchanged. The sources are the
//! Unicode Character Database's general categories and compatibility decompositions; the table below takes from them what
//! people use to write numbers. `web/shared/src/masking/fold.ts` is the same table.

/// A letter or digit with no ASCII counterpart. Stands in a view for exactly one character.
pub const LETTER: u8 = 0x80;
/// A symbol or emoji with no ASCII counterpart: people put them between digits.
pub const SYMBOL: u8 = 0x81;
/// Any other character with no ASCII counterpart.
pub const OTHER: u8 = 0x82;

/// What a character counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Invisible, or a mark on the character before: takes no place.
    Skip,
    /// Counts as this byte: ASCII, [`LETTER`], [`SYMBOL`] or [`OTHER`].
    As(u8),
}

/// Folds one character. Case is kept.
#[must_use]
pub fn fold(c: char) -> Fold {
    let code = u32::from(c);
    if let (true, Ok(byte)) = (c.is_ascii(), u8::try_from(code)) {
        return Fold::As(byte);
    }
    if is_invisible(code) {
        return Fold::Skip;
    }
    if let Some(byte) =
        latin(code).or_else(|| punctuation(code)).or_else(|| digit(code)).or_else(|| styled(code))
    {
        return Fold::As(byte);
    }
    Fold::As(match code {
        code if is_symbol(code) => SYMBOL,
        _ if c.is_alphanumeric() => LETTER,
        _ => OTHER,
    })
}

/// True for a byte of a view that stands for a letter or digit.
#[must_use]
pub const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == LETTER
}

/// True if masking replaces this character: it is a letter or a digit in some script.
#[must_use]
pub(crate) fn is_masked(c: char) -> bool {
    matches!(fold(c), Fold::As(byte) if is_word(byte))
}

/// Default-ignorable characters, variation selectors, combining marks and the keycap.
const fn is_invisible(code: u32) -> bool {
    matches!(code,
        0xAD | 0x300..=0x36F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
        | 0x202A..=0x202E | 0x2060..=0x206F | 0x20D0..=0x20F0 | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
        | 0xFFF0..=0xFFFB | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Blocks of symbols, arrows and emoji in which nothing is a letter or a digit. The browser has no other test for that.
const fn is_symbol(code: u32) -> bool {
    matches!(code,
        0xA1..=0xA9 | 0xAB..=0xB1 | 0xB6..=0xB8 | 0xBB | 0xBF | 0xD7 | 0xF7 | 0x2000..=0x206F | 0x20A0..=0x20C0
        | 0x2190..=0x245F | 0x2500..=0x2775 | 0x2794..=0x2BFF | 0x3001..=0x3004 | 0x3008..=0x3020 | 0x1F000..=0x1F0FF
        | 0x1F18A..=0x1FAFF)
}

/// Letters of Latin-1 without their accents, so that words can be compared.
const fn latin(code: u32) -> Option<u8> {
    Some(match code {
        0xC0..=0xC6 => b'A',
        0xC7 => b'C',
        0xC8..=0xCB => b'E',
        0xCC..=0xCF => b'I',
        0xD1 => b'N',
        0xD2..=0xD6 | 0xD8 => b'O',
        0xD9..=0xDC => b'U',
        0xDD => b'Y',
        0xDF => b's',
        0xE0..=0xE6 | 0xAA => b'a',
        0xE7 => b'c',
        0xE8..=0xEB => b'e',
        0xEC..=0xEF => b'i',
        0xF1 => b'n',
        0xF2..=0xF6 | 0xF8 | 0xBA => b'o',
        0xF9..=0xFC => b'u',
        0xFD | 0xFF => b'y',
        _ => return None,
    })
}

const fn punctuation(code: u32) -> Option<u8> {
    Some(match code {
        0x85 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x2800 | 0x3000 => b' ',
        0x2010..=0x2015 | 0x2043 | 0x2212 | 0x2E3A | 0x2E3B | 0xFE58 | 0xFE63 => b'-',
        0xB7 | 0x2022 | 0x2024 | 0x2027 | 0x22C5 | 0x3002 | 0x30FB | 0xFE52 | 0xFF61 | 0xFF65 => b'.',
        0x60C | 0x3001 | 0xFE50 | 0xFF64 => b',',
        0xB4 | 0x2018 | 0x2019 | 0x201B | 0x2032 | 0x2BC => b'\'',
        0x2044 | 0x2215 => b'/',
        0xFE6B => b'@',
        _ => return None,
    })
}

/// First character of each run of ten decimal digits (category Nd) outside ASCII, in order.
const DECIMAL_ZEROS: [u32; 69] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0,
    0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50,
    0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6,
    0x1E140, 0x1E2F0, 0x1E4F0, 0x1E950, 0x1FBF0,
    // Not Nd, but digits to a reader: superscript (four to nine) and subscript.
    0x2070, 0x2080,
];

fn digit(code: u32) -> Option<u8> {
    let one_based = |first: u32| ascii(b'1', code - first);
    match code {
        0xB2 => return Some(b'2'),
        0xB3 => return Some(b'3'),
        0xB9 => return Some(b'1'),
        0x2071 => return None, // superscript i, in the middle of the digits
        0x2460..=0x2468 => return one_based(0x2460),
        0x2474..=0x247C => return one_based(0x2474),
        0x2488..=0x2490 => return one_based(0x2488),
        0x24EA | 0x24FF => return Some(b'0'),
        0x24F5..=0x24FD => return one_based(0x24F5),
        0x2776..=0x277E => return one_based(0x2776),
        0x2780..=0x2788 => return one_based(0x2780),
        0x278A..=0x2792 => return one_based(0x278A),
        _ => {}
    }
    let mut nearest = None;
    for zero in DECIMAL_ZEROS {
        if zero <= code && code - zero < 10 {
            nearest = Some(zero);
        }
    }
    ascii(b'0', code - nearest?)
}

/// Full-width forms, and the letters of the mathematical alphabets that come in plain A-Z a-z order.
fn styled(code: u32) -> Option<u8> {
    match code {
        0xFF01..=0xFF5E => ascii(b'!', code - 0xFF01),
        0x1D400..=0x1D6A3 => match (code - 0x1D400) % 52 {
            upper @ 0..=25 => ascii(b'A', upper),
            lower => ascii(b'a', lower - 26),
        },
        0x24B6..=0x24CF => ascii(b'A', code - 0x24B6),
        0x24D0..=0x24E9 => ascii(b'a', code - 0x24D0),
        _ => None,
    }
}

fn ascii(first: u8, offset: u32) -> Option<u8> {
    u8::try_from(u32::from(first) + offset).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<u8> {
        text.chars()
            .filter_map(|c| match fold(c) {
                Fold::Skip => None,
                Fold::As(byte) => Some(byte),
            })
            .collect()
    }

    #[test]
    fn folds_to_what_a_reader_sees() {
        let cases = [
            ("Año", "Ano"),
            ("４１１１－１", "4111-1"),
            ("٤١١١ ۴۱۱۱ ४१", "4111 4111 41"),
            ("𝟒𝟙𝟷 𝐒𝐬𝐧 𝖘𝖘𝖓", "411 Ssn ssn"),
            ("⁴¹²³₀₉ ①⑨⓪ ❶❾", "412309 190 19"),
            ("4\u{FE0F}\u{20E3}1\u{FE0F}\u{20E3}", "41"),
            ("4\u{200B}1\u{AD}1\u{336}1\u{2060}", "4111"),
            ("4\u{A0}1\u{2009}1\u{3000}1", "4 1 1 1"),
            ("a＠b．c", "a@b.c"),
            ("can’t", "can't"),
            ("ⓢⓢⓝ", "ssn"),
        ];
        for (text, want) in cases {
            assert_eq!(folded(text), want.as_bytes(), "{text}");
        }
        assert_eq!(folded("ж😀ⁱ؟"), [LETTER, SYMBOL, LETTER, OTHER]);
    }

    #[test]
    fn every_character_folds_and_only_letters_and_digits_are_masked() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let Fold::As(byte) = fold(c) else { continue };
            assert!(byte <= OTHER, "{:x}", u32::from(c));
            assert!(!is_word(byte) || c.is_alphanumeric() || byte.is_ascii(), "{:x}", u32::from(c));
            assert!(byte != SYMBOL || !c.is_alphanumeric(), "{:x} is no symbol", u32::from(c));
            if c.is_numeric() && !c.is_ascii() {
                assert!(is_word(byte), "{:x} is a number that masking would leave", u32::from(c));
            }
        }
    }

    /// The browser folds with a table of its own: both must have the hash that lies with the vectors.
    #[test]
    fn the_table_is_the_one_the_browser_has() {
        // FNV-1a, 32 bits, over one byte for each character; the browser does not tell letters from what is left.
        let hash = (0..=0x10_FFFF).filter_map(char::from_u32).fold(0x811C_9DC5_u32, |hash, c| {
            let byte = match fold(c) {
                Fold::Skip => 0xFF,
                Fold::As(LETTER) => OTHER,
                Fold::As(byte) => byte,
            };
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        assert_eq!(format!("{hash:08x}\n"), include_str!("../../../vectors/masking/fold-table.fnv1a"));
    }
}
