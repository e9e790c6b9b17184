//! A time zone by its IANA name: which date and hour it is there, and when a date begins.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{Millis, WallDate, hours::ZONES};

/// A time zone. Its rules are compiled in.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ZONES.get(name).ok().map(Self)
    }

    /// The date and the hour, 0 to 23, that clocks there show.
    #[must_use]
    pub fn date_and_hour(&self, at: Millis) -> Option<(WallDate, u8)> {
        let at = Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()?;
        let shown = self.0.to_datetime(at);
        let date = shown.date().to_string().parse().ok()?;
        Some((date, u8::try_from(shown.hour()).ok()?))
    }

    /// When a date begins there.
    #[must_use]
    pub fn start_of(&self, date: WallDate) -> Option<Millis> {
        let date: Date = date.to_string().parse().ok()?;
        let start = self.0.to_ambiguous_timestamp(date.at(0, 0, 0, 0)).compatible().ok()?;
        u64::try_from(start.as_millisecond()).ok().map(Millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_new_york_begins_there_and_has_the_hours_of_its_clocks() {
        let zone = Zone::named("America/New_York").unwrap();
        let date: WallDate = "2026-11-24".parse().unwrap();
        let start = zone.start_of(date).unwrap();
        assert_eq!(start, Millis(1_795_496_400_000), "05:00 UTC");
        assert_eq!(zone.date_and_hour(start), Some((date, 0)));
        assert_eq!(zone.date_and_hour(Millis(start.0 - 1)).unwrap().1, 23);
        // The day on which clocks go back has 25 hours.
        let [one, next] =
            ["2026-11-01", "2026-11-02"].map(|day| zone.start_of(day.parse().unwrap()).unwrap());
        assert_eq!(next.since(one), 25 * 3_600_000);
        assert!(Zone::named("Nowhere/At_All").is_none());
    }
}
