//! Runs of digits in a view, found once and shared by every recogniser of numbers.

use crate::fold::SYMBOL;
use crate::work::step;

/// A maximal run of digits.
#[derive(Clone, Copy)]
pub(crate) struct Group {
    /// Offset of the first digit in the view.
    pub(crate) start: usize,
    /// Number of digits.
    pub(crate) len: usize,
}

impl Group {
    /// One past the last digit.
    pub(crate) const fn end(&self) -> usize {
        self.start + self.len
    }
}

/// Every maximal run of digits, in order.
pub(crate) fn groups(view: &[u8]) -> Vec<Group> {
    step(view.len());
    let mut found = Vec::new();
    let mut at = 0;
    while at < view.len() {
        let start = at;
        while at < view.len() && view[at].is_ascii_digit() {
            at += 1;
        }
        if at > start {
            found.push(Group { start, len: at - start });
        }
        at += 1;
    }
    found
}

/// A few neighbouring groups read as one number of at most `N` digits.
pub(crate) struct Number<const N: usize> {
    digits: [u8; N],
    len: usize,
}

impl<const N: usize> Number<N> {
    pub(crate) const fn new() -> Self {
        Self { digits: [0; N], len: 0 }
    }

    /// Appends the digits of a group; false, and nothing appended, if they do not fit.
    pub(crate) fn push(&mut self, view: &[u8], group: &Group) -> bool {
        let Some(room) = self.digits.get_mut(self.len..self.len + group.len) else { return false };
        step(group.len);
        for (digit, byte) in room.iter_mut().zip(&view[group.start..group.end()]) {
            *digit = byte - b'0';
        }
        self.len += group.len;
        true
    }

    /// The values 0 to 9 so far.
    pub(crate) fn digits(&self) -> &[u8] {
        &self.digits[..self.len]
    }
}

/// Digits as one decimal value.
pub(crate) fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value, digit| value * 10 + u64::from(*digit))
}

/// What lies between two neighbouring groups, if it can be a separator: at most three bytes of punctuation, space or symbols.
pub(crate) fn gap<'v>(view: &'v [u8], left: &Group, right: &Group) -> Option<&'v [u8]> {
    let between = &view[left.end()..right.start];
    let separates = |byte: &u8| (byte.is_ascii() && !byte.is_ascii_alphanumeric()) || *byte == SYMBOL;
    (between.len() <= 3 && between.iter().all(separates)).then_some(between)
}
