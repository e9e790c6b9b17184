//! What was found in a text, where, and what was done about it.

use std::fmt;

/// What kind of data a span holds. The numbers are stored in sealed messages and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Kind {
    /// Payment card number (ISO/IEC 7812).
    Card = 1,
    /// US social security number.
    Ssn = 2,
    /// E-mail address.
    Email = 3,
    /// Telephone or fax number.
    Phone = 4,
    /// Not told apart: the whole text was masked because it could not be scanned.
    Other = 5,
}

impl Kind {
    /// Every kind, in the order of the stored numbers.
    pub const ALL: [Self; 5] = [Self::Card, Self::Ssn, Self::Email, Self::Phone, Self::Other];

    /// The number in stored data.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The kind with this stored number, if there is one.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The name in JSON and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "CARD",
            Self::Ssn => "SSN",
            Self::Email => "EMAIL",
            Self::Phone => "PHONE",
            Self::Other => "OTHER",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What happened to a span. Ordered by strictness. The numbers are stored in sealed messages and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Action {
    /// X's for most; the original is kept apart for those who serve the conversation.
    Hide = 1,
    /// X's for everybody, for good; the original exists nowhere.
    Mask = 2,
}

impl Action {
    /// The number in stored data.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The action with this stored number, if there is one.
    #[must_use]
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Hide),
            2 => Some(Self::Mask),
            _ => None,
        }
    }

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hide => "hide",
            Self::Mask => "mask",
        }
    }
}

/// A masked or hidden stretch of a masked text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First byte, as an offset into the masked text (UTF-8).
    pub start: u32,
    /// One past the last byte, as an offset into the masked text (UTF-8).
    pub end: u32,
    /// What was there.
    pub kind: Kind,
    /// What was done about it.
    pub action: Action,
}

/// A [`Span`] counted in Unicode code points. Masking keeps their number, so these offsets are right in the masked text,
/// in the served text and in the original alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharSpan {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// What was there.
    pub kind: Kind,
    /// What was done about it.
    pub action: Action,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_numbers_never_change() {
        let codes: Vec<_> = Kind::ALL.iter().map(|kind| (kind.code(), kind.name())).collect();
        assert_eq!(codes, [(1, "CARD"), (2, "SSN"), (3, "EMAIL"), (4, "PHONE"), (5, "OTHER")]);
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        assert_eq!((Kind::from_code(0), Kind::from_code(6)), (None, None));
        assert_eq!((Action::Hide.code(), Action::Mask.code()), (1, 2));
        assert_eq!((Action::from_code(0), Action::from_code(3)), (None, None));
    }
}
