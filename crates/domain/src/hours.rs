//! When a department is open: wall-clock rules in its zone, dated exceptions, and a switch that closes it now. Pure: the zones' data is
//! compiled in, and the instant is a parameter.
//!
//! **Invariant:** a department is open exactly while the clock on its wall shows a time within a span of that date. Where the clock jumps,
//! so does the department: a time that is skipped opens nothing, one that comes twice counts twice.

mod wall;

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{
    Timestamp,
    tz::{TimeZone, TimeZoneDatabase},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Millis;
pub use wall::{WallDate, WallError, WallTime};

/// Spans in one day.
const MAX_SPANS: usize = 4;
/// Dated exceptions.
const MAX_EXCEPTIONS: usize = 400;
/// How far ahead the next opening or closing is looked for: further than a year of exceptions.
const HORIZON_MS: i64 = 731 * DAY_MS;
const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

pub(crate) static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// From when to when a department is open on one day. What goes past midnight ends at `24:00` and goes on at `00:00` of the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenSpan {
    /// The first minute.
    pub from: WallTime,
    /// The first minute after it; `24:00` is the end of the day.
    pub to: WallTime,
}

/// The days of a week, each with its spans; none: closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the days of the week")]
pub struct Week {
    pub monday: Vec<OpenSpan>,
    pub tuesday: Vec<OpenSpan>,
    pub wednesday: Vec<OpenSpan>,
    pub thursday: Vec<OpenSpan>,
    pub friday: Vec<OpenSpan>,
    pub saturday: Vec<OpenSpan>,
    pub sunday: Vec<OpenSpan>,
}

impl Week {
    /// From Monday on.
    #[must_use]
    pub const fn days(&self) -> [&Vec<OpenSpan>; 7] {
        [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ]
    }
}

/// When a department is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningHours {
    /// IANA name of the zone whose clock hangs on its wall, such as `America/New_York`.
    pub zone: String,
    /// The usual week.
    #[serde(default)]
    pub week: Week,
    /// What is different on one date; no span: closed all day.
    #[serde(default)]
    pub exceptions: BTreeMap<WallDate, Vec<OpenSpan>>,
}

/// Whether a department is open at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenState {
    /// Open.
    Open {
        /// Until then; `None`: no end within two years.
        until: Option<Millis>,
    },
    /// Closed.
    Closed {
        /// Opens again then; `None`: nobody has said when.
        opens_at: Option<Millis>,
    },
}

impl OpenState {
    /// Whether it is open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

/// Hours that cannot be used: which and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// No such zone.
    #[error("no time zone is called {0:?}; choose one of the list, such as \"America/New_York\"")]
    UnknownZone(String),
    /// It ends before it begins.
    #[error(
        "{day}: {} to {} ends before it begins; what goes past midnight ends at 24:00 and goes on at 00:00 of the next day",
        .span.from, .span.to
    )]
    EndsBeforeItBegins {
        /// The day.
        day: String,
        /// The span.
        span: OpenSpan,
    },
    /// Too many spans.
    #[error("{day}: there are more than {MAX_SPANS} spans; join those that touch")]
    TooManySpans {
        /// The day.
        day: String,
    },
    /// Too many exceptions.
    #[error("there are more than {MAX_EXCEPTIONS} exceptions; remove those that are past")]
    TooManyExceptions,
}

impl OpeningHours {
    /// What is wrong with them, everything at once.
    #[must_use]
    pub fn problems(&self) -> Vec<HoursError> {
        let mut problems = Vec::new();
        if self.time_zone().is_none() {
            problems.push(HoursError::UnknownZone(self.zone.clone()));
        }
        if self.exceptions.len() > MAX_EXCEPTIONS {
            problems.push(HoursError::TooManyExceptions);
        }
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        let week = names.iter().map(ToString::to_string).zip(self.week.days());
        let dated =
            self.exceptions.iter().take(MAX_EXCEPTIONS).map(|(date, spans)| (date.to_string(), spans));
        for (day, spans) in week.chain(dated) {
            if spans.len() > MAX_SPANS {
                problems.push(HoursError::TooManySpans { day: day.clone() });
            }
            let turned = spans.iter().take(MAX_SPANS).filter(|span| span.to <= span.from);
            problems
                .extend(turned.map(|span| HoursError::EndsBeforeItBegins { day: day.clone(), span: *span }));
        }
        problems
    }

    /// Whether it is open at an instant, and when that changes. A zone that is not known any more counts as closed: a message can be
    /// left all the same.
    #[must_use]
    pub fn state_at(&self, instant: Millis) -> OpenState {
        let unknown = OpenState::Closed { opens_at: None };
        let (Some(zone), Ok(now)) = (self.time_zone(), i64::try_from(instant.0)) else { return unknown };
        let Ok(timestamp) = Timestamp::from_millisecond(now) else { return unknown };
        let mut offset_ms = i64::from(zone.to_offset(timestamp).seconds()) * 1_000;
        let mut transitions = zone
            .following(timestamp)
            .map(|next| (next.timestamp().as_millisecond(), i64::from(next.offset().seconds()) * 1_000));
        let mut jump = transitions.next();
        let open_now = self.is_open_on_the_wall(now + offset_ms);
        // From one time at which it can change to the next: the edges of spans, midnights, and the jumps of the clock.
        let mut at = now;
        let changes_at = loop {
            let edge = at + self.until_next_edge(at + offset_ms);
            match jump.filter(|(jump_at, _)| *jump_at <= edge) {
                Some((jump_at, offset)) => {
                    at = jump_at;
                    offset_ms = offset;
                    jump = transitions.next();
                }
                None => at = edge,
            }
            if at - now > HORIZON_MS {
                break None;
            }
            if self.is_open_on_the_wall(at + offset_ms) != open_now {
                break u64::try_from(at).ok().map(Millis);
            }
        };
        if open_now {
            OpenState::Open { until: changes_at }
        } else {
            OpenState::Closed { opens_at: changes_at }
        }
    }

    /// What is different within so many days from an instant on, its own date included.
    #[must_use]
    pub fn coming_exceptions(&self, instant: Millis, days: u16) -> Vec<(WallDate, &[OpenSpan])> {
        let zone = self.time_zone();
        let now = i64::try_from(instant.0).ok().and_then(|now| Timestamp::from_millisecond(now).ok());
        let (Some(zone), Some(now)) = (zone, now) else { return Vec::new() };
        let offset_ms = i64::from(zone.to_offset(now).seconds()) * 1_000;
        let today = (now.as_millisecond() + offset_ms).div_euclid(DAY_MS);
        let dates = WallDate::from_day(today)..WallDate::from_day(today + i64::from(days));
        self.exceptions.range(dates).map(|(date, spans)| (*date, spans.as_slice())).collect()
    }

    fn time_zone(&self) -> Option<TimeZone> {
        ZONES.get(&self.zone).ok()
    }

    /// Whether a span of that date holds what the clock on the wall shows, in milliseconds since 1970-01-01 00:00 on that clock.
    fn is_open_on_the_wall(&self, wall_ms: i64) -> bool {
        let minute = wall_ms.rem_euclid(DAY_MS) / MINUTE_MS;
        self.spans(wall_ms).iter().any(|span| span.from.minutes() <= minute && minute < span.to.minutes())
    }

    /// Milliseconds to the next edge of a span of that date, or to its midnight.
    fn until_next_edge(&self, wall_ms: i64) -> i64 {
        let in_day = wall_ms.rem_euclid(DAY_MS);
        let edges = self.spans(wall_ms).iter().flat_map(|span| [span.from, span.to]);
        let next = edges.map(|edge| edge.minutes() * MINUTE_MS).filter(|edge| *edge > in_day).min();
        next.unwrap_or(DAY_MS) - in_day
    }

    fn spans(&self, wall_ms: i64) -> &[OpenSpan] {
        let day = wall_ms.div_euclid(DAY_MS);
        if let Some(other) = self.exceptions.get(&WallDate::from_day(day)) {
            return other;
        }
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).expect("it is between 0 and 6");
        self.week.days()[weekday]
    }
}

#[cfg(test)]
mod tests;
