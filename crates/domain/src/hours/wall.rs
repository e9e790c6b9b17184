//! What a clock and a calendar on the wall show: a time of day, a date. No instant.

use std::fmt;

use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const END_OF_DAY: u16 = 24 * 60;

/// It is no time or no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WallError {
    /// Not a time.
    #[error("a time has the form 09:30, from 00:00 to 24:00")]
    Time,
    /// Not a date.
    #[error("a date has the form 2026-12-25")]
    Date,
}

/// A time of day to the minute, written `09:30`; `24:00` is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct WallTime(#[schemars(with = "String")] u16);

impl WallTime {
    /// Minutes since midnight.
    #[must_use]
    pub fn minutes(self) -> i64 {
        i64::from(self.0)
    }
}

impl std::str::FromStr for WallTime {
    type Err = WallError;

    fn from_str(text: &str) -> Result<Self, WallError> {
        let [h1 @ b'0'..=b'2', h2 @ b'0'..=b'9', b':', m1 @ b'0'..=b'5', m2 @ b'0'..=b'9'] = text.as_bytes()
        else {
            return Err(WallError::Time);
        };
        let digits = |tens: &u8, ones: &u8| u16::from(tens - b'0') * 10 + u16::from(ones - b'0');
        let minutes = digits(h1, h2) * 60 + digits(m1, m2);
        if minutes > END_OF_DAY { Err(WallError::Time) } else { Ok(Self(minutes)) }
    }
}

impl TryFrom<String> for WallTime {
    type Error = WallError;

    fn try_from(text: String) -> Result<Self, WallError> {
        text.parse()
    }
}

impl From<WallTime> for String {
    fn from(time: WallTime) -> Self {
        time.to_string()
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A date, written `2026-12-25`. Kept as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct WallDate(#[schemars(with = "String")] i64);

impl WallDate {
    /// The date that many days after 1970-01-01.
    pub(super) const fn from_day(days: i64) -> Self {
        Self(days)
    }

    /// The day after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Year, month and day, each from 1.
    #[must_use]
    pub fn parts(self) -> (i16, i8, i8) {
        let date = jiff::Span::new().try_days(self.0).and_then(|days| epoch().checked_add(days));
        date.map_or((1970, 1, 1), |date| (date.year(), date.month(), date.day()))
    }
}

impl std::str::FromStr for WallDate {
    type Err = WallError;

    fn from_str(text: &str) -> Result<Self, WallError> {
        // The parser takes other forms too, such as with a time.
        let date: Date = text.parse().ok().filter(|_| text.len() == 10).ok_or(WallError::Date)?;
        Ok(Self(date.since(epoch()).map_or(0, |span| i64::from(span.get_days()))))
    }
}

impl TryFrom<String> for WallDate {
    type Error = WallError;

    fn try_from(text: String) -> Result<Self, WallError> {
        text.parse()
    }
}

impl From<WallDate> for String {
    fn from(date: WallDate) -> Self {
        date.to_string()
    }
}

impl fmt::Display for WallDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Span::new().try_days(self.0).and_then(|days| epoch().checked_add(days)) {
            Ok(date) => date.fmt(f),
            Err(_) => f.write_str("a date out of range"),
        }
    }
}

const fn epoch() -> Date {
    date(1970, 1, 1)
}
