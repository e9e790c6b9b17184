//! Tables around the days on which clocks jump, and the same question asked minute by minute.

use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;

use super::*;

const NEW_YORK: &str = "America/New_York";
const MADRID: &str = "Europe/Madrid";
const LORD_HOWE: &str = "Australia/Lord_Howe";
const KOLKATA: &str = "Asia/Kolkata";

fn span(text: &str) -> OpenSpan {
    let (from, to) = text.split_once('-').unwrap();
    OpenSpan { from: from.parse().unwrap(), to: to.parse().unwrap() }
}

fn spans(text: &str) -> Vec<OpenSpan> {
    text.split_whitespace().map(span).collect()
}

/// The same spans on each day.
fn daily(zone: &str, text: &str) -> OpeningHours {
    let day = spans(text);
    let week = Week {
        monday: day.clone(),
        tuesday: day.clone(),
        wednesday: day.clone(),
        thursday: day.clone(),
        friday: day.clone(),
        saturday: day.clone(),
        sunday: day,
    };
    OpeningHours { zone: zone.into(), week, exceptions: BTreeMap::new() }
}

fn millis(text: &str) -> Millis {
    let text = if text.ends_with('Z') { text.to_owned() } else { format!("{text}Z") };
    Millis(u64::try_from(text.parse::<Timestamp>().unwrap().as_millisecond()).unwrap())
}

fn said(state: OpenState) -> String {
    let at = |at: Option<Millis>| {
        at.map_or("-".to_owned(), |at| {
            let at = Timestamp::from_millisecond(i64::try_from(at.0).unwrap()).unwrap();
            at.to_string().trim_end_matches(":00Z").to_owned()
        })
    };
    match state {
        OpenState::Open { until } => format!("open {}", at(until)),
        OpenState::Closed { opens_at } => format!("closed {}", at(opens_at)),
    }
}

/// `at` and `want` in UTC.
#[track_caller]
fn check(hours: &OpeningHours, at: &str, want: &str) {
    assert_eq!(hours.problems(), []);
    assert_eq!(said(hours.state_at(millis(&format!("{at}:00")))), want, "{} at {at}", hours.zone);
}

#[test]
fn an_ordinary_week() {
    let office = OpeningHours {
        week: Week {
            saturday: spans("10:00-12:00"),
            sunday: vec![],
            ..daily(NEW_YORK, "09:00-12:30 13:30-17:00").week
        },
        ..daily(NEW_YORK, "")
    };
    // Tuesday to Friday, winter: five hours behind.
    check(&office, "2026-01-13T13:59", "closed 2026-01-13T14:00");
    check(&office, "2026-01-13T14:00", "open 2026-01-13T17:30");
    check(&office, "2026-01-13T17:29", "open 2026-01-13T17:30");
    check(&office, "2026-01-13T17:30", "closed 2026-01-13T18:30");
    check(&office, "2026-01-16T22:00", "closed 2026-01-17T15:00");
    check(&office, "2026-01-17T17:00", "closed 2026-01-19T14:00");
}

#[test]
fn past_midnight_is_one_opening() {
    let night = daily(MADRID, "22:00-24:00 00:00-06:00");
    check(&night, "2026-01-13T22:30", "open 2026-01-14T05:00");
    check(&night, "2026-01-14T04:59", "open 2026-01-14T05:00");
    check(&night, "2026-01-14T05:00", "closed 2026-01-14T21:00");
    // Spans that touch or overlap are one opening too.
    check(&daily(MADRID, "08:00-12:00 12:00-14:00 13:00-15:00"), "2026-01-13T08:00", "open 2026-01-13T14:00");
}

#[test]
fn always_and_never() {
    check(&daily(KOLKATA, "00:00-24:00"), "2026-01-13T08:00", "open -");
    check(&daily(KOLKATA, ""), "2026-01-13T08:00", "closed -");
}

#[test]
fn exceptions_close_a_day_or_move_its_hours() {
    let mut hours = daily(MADRID, "09:00-17:00");
    hours.exceptions.insert("2026-12-25".parse().unwrap(), vec![]);
    hours.exceptions.insert("2026-12-24".parse().unwrap(), spans("09:00-12:00"));
    check(&hours, "2026-12-24T10:00", "open 2026-12-24T11:00");
    check(&hours, "2026-12-24T11:00", "closed 2026-12-26T08:00");
    check(&hours, "2026-12-25T10:00", "closed 2026-12-26T08:00");
    // The date is the zone's: New Year in Madrid begins while it is still the old year in UTC.
    hours.exceptions.insert("2027-01-01".parse().unwrap(), spans("00:00-01:00"));
    check(&hours, "2026-12-31T23:30", "open 2027-01-01T00:00");
    // Nothing but one date, nearly two years ahead, and beyond what is looked at.
    let mut once = daily(MADRID, "");
    once.exceptions.insert("2028-01-01".parse().unwrap(), spans("09:00-10:00"));
    check(&once, "2026-02-01T00:00", "closed 2028-01-01T08:00");
    check(&once, "2025-12-01T00:00", "closed -");
}

#[test]
fn new_york_springs_forward_and_falls_back() {
    // 8 March 2026: 02:00 EST is 03:00 EDT, at 07:00 UTC.
    let hours = daily(NEW_YORK, "09:00-17:00");
    check(&hours, "2026-03-07T22:00", "closed 2026-03-08T13:00");
    check(&hours, "2026-03-08T13:00", "open 2026-03-08T21:00");
    let gap = daily(NEW_YORK, "02:15-02:45");
    check(&gap, "2026-03-08T06:59", "closed 2026-03-09T06:15");
    let over = daily(NEW_YORK, "01:30-02:30");
    check(&over, "2026-03-08T06:45", "open 2026-03-08T07:00");
    let into = daily(NEW_YORK, "02:30-04:00");
    check(&into, "2026-03-08T06:45", "closed 2026-03-08T07:00");
    check(&into, "2026-03-08T07:00", "open 2026-03-08T08:00");
    // 1 November 2026: 02:00 EDT is 01:00 EST, at 06:00 UTC.
    check(&hours, "2026-10-31T21:00", "closed 2026-11-01T14:00");
    let twice = daily(NEW_YORK, "01:15-01:45");
    check(&twice, "2026-11-01T05:00", "closed 2026-11-01T05:15");
    check(&twice, "2026-11-01T05:15", "open 2026-11-01T05:45");
    check(&twice, "2026-11-01T05:45", "closed 2026-11-01T06:15");
    check(&twice, "2026-11-01T06:15", "open 2026-11-01T06:45");
    check(&daily(NEW_YORK, "00:00-24:00"), "2026-11-01T05:30", "open -");
    check(&daily(NEW_YORK, "00:00-03:00"), "2026-11-01T04:00", "open 2026-11-01T08:00");
}

#[test]
fn madrid_springs_forward_and_falls_back() {
    // 29 March 2026: 02:00 CET is 03:00 CEST, at 01:00 UTC. 25 October: 03:00 CEST is 02:00 CET, at 01:00 UTC.
    let hours = daily(MADRID, "08:00-15:00");
    check(&hours, "2026-03-28T14:00", "closed 2026-03-29T06:00");
    check(&hours, "2026-10-24T13:00", "closed 2026-10-25T07:00");
    check(&daily(MADRID, "02:00-03:00"), "2026-03-29T00:00", "closed 2026-03-30T00:00");
    check(&daily(MADRID, "02:00-03:00"), "2026-10-25T00:00", "open 2026-10-25T02:00");
    check(&daily(MADRID, "22:00-24:00 00:00-06:00"), "2026-10-24T21:00", "open 2026-10-25T05:00");
}

#[test]
fn lord_howe_shifts_by_half_an_hour() {
    // 5 April 2026: 02:00 (+11) is 01:30 (+10:30), at 15:00 UTC of the 4th. 4 October: 02:00 is 02:30, at 15:30 UTC of the 3rd.
    let hours = daily(LORD_HOWE, "09:00-17:00");
    check(&hours, "2026-04-04T14:00", "closed 2026-04-04T22:30");
    check(&hours, "2026-10-03T15:00", "closed 2026-10-03T22:00");
    check(&daily(LORD_HOWE, "01:40-01:50"), "2026-04-04T14:45", "open 2026-04-04T14:50");
    check(&daily(LORD_HOWE, "01:40-01:50"), "2026-04-04T14:50", "closed 2026-04-04T15:10");
    check(&daily(LORD_HOWE, "02:00-02:30"), "2026-10-03T15:00", "closed 2026-10-04T15:00");
}

#[test]
fn kolkata_never_jumps() {
    let hours = daily(KOLKATA, "09:30-18:00");
    for day in ["2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01"] {
        check(&hours, &format!("{day}T03:59"), &format!("closed {day}T04:00"));
        check(&hours, &format!("{day}T04:00"), &format!("open {day}T12:30"));
    }
}

#[test]
fn a_day_that_a_zone_skipped_opens_nothing() {
    // Samoa went from Thursday 29 to Saturday 31 December 2011.
    let fridays = OpeningHours {
        week: Week { friday: spans("09:00-17:00"), ..Week::default() },
        ..daily("Pacific/Apia", "")
    };
    check(&fridays, "2011-12-30T09:59", "closed 2012-01-05T19:00");
}

#[test]
fn another_zone_counts_at_once() {
    let hours = daily(NEW_YORK, "09:00-17:00");
    check(&hours, "2026-01-13T09:00", "closed 2026-01-13T14:00");
    check(&OpeningHours { zone: MADRID.into(), ..hours }, "2026-01-13T09:00", "open 2026-01-13T16:00");
}

#[test]
fn says_everything_that_is_wrong_at_once() {
    let mut hours = daily("Mars/Olympus", "09:00-17:00");
    hours.week.monday = spans("09:00-09:00 22:00-06:00");
    hours.week.sunday = spans("01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00 09:00-10:00");
    for day in 0..401 {
        hours.exceptions.insert(WallDate::from_day(20_000 + day), vec![]);
    }
    let said: Vec<String> = hours.problems().iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 5, "{said:?}");
    assert!(said[0].contains("Mars/Olympus"));
    assert!(said[3].starts_with("Monday: 22:00 to 06:00 ends before it begins"), "{}", said[3]);
    assert_eq!(hours.state_at(millis("2026-01-13T09:00:00")), OpenState::Closed { opens_at: None });
}

#[test]
fn times_and_dates_are_written_in_one_way() {
    for good in ["00:00", "09:05", "23:59", "24:00"] {
        assert_eq!(good.parse::<WallTime>().unwrap().to_string(), good);
    }
    for bad in ["", "9:00", "24:01", "25:00", "12:60", "12.30", "12:30 ", "-1:00", "１２:00"] {
        assert_eq!(bad.parse::<WallTime>(), Err(WallError::Time), "{bad}");
    }
    for good in ["1970-01-01", "2024-02-29", "2026-12-25"] {
        assert_eq!(good.parse::<WallDate>().unwrap().to_string(), good);
    }
    for bad in ["", "2026-02-29", "2026-1-01", "20261225", "2026-12-25T10", "2026-W01-1"] {
        assert_eq!(bad.parse::<WallDate>(), Err(WallError::Date), "{bad}");
    }
}

#[test]
fn comes_back_from_json() {
    let text = r#"{"zone":"Europe/Madrid","week":{"monday":[{"from":"09:00","to":"17:00"}]},"exceptions":{"2026-12-25":[]}}"#;
    let hours: OpeningHours = serde_json::from_str(text).unwrap();
    let again: OpeningHours = serde_json::from_str(&serde_json::to_string(&hours).unwrap()).unwrap();
    assert_eq!(again, hours);
    assert_eq!(hours.exceptions.len(), 1);
    assert!(
        serde_json::from_str::<OpeningHours>(r#"{"zone":"UTC","week":{"monday":[{"from":"9","to":"10"}]}}"#)
            .is_err()
    );
}

/// What an observer of the wall's clock and calendar says, by the other library's own conversion.
fn open_by_observation(hours: &OpeningHours, zone: &TimeZone, at_ms: i64) -> bool {
    let wall = zone.to_datetime(Timestamp::from_millisecond(at_ms).unwrap());
    let date: WallDate = wall.date().to_string().parse().unwrap();
    let day = hours.exceptions.get(&date).unwrap_or_else(|| {
        let weekday = wall.date().weekday().to_monday_zero_offset();
        hours.week.days()[usize::try_from(weekday).unwrap()]
    });
    let minute = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
    day.iter().any(|span| span.from.minutes() <= minute && minute < span.to.minutes())
}

fn any_span() -> impl Strategy<Value = OpenSpan> {
    (0..288i64, 1..=288i64).prop_map(|(from, length)| {
        let time = |fives: i64| format!("{:02}:{:02}", fives / 12, fives % 12 * 5).parse().unwrap();
        OpenSpan { from: time(from), to: time((from + length).min(288)) }
    })
}

fn any_day() -> impl Strategy<Value = Vec<OpenSpan>> {
    proptest::collection::vec(any_span(), 0..=MAX_SPANS)
}

prop_compose! {
    fn any_hours()(
        zone in prop_oneof![Just(NEW_YORK), Just(MADRID), Just(LORD_HOWE), Just(KOLKATA)],
        week in proptest::array::uniform7(any_day()),
        exceptions in proptest::collection::vec((0..3i64, any_day()), 0..3),
        jump in 0..4usize,
    ) -> (OpeningHours, i64) {
        // Around the jumps of 2026 of these zones, and as far as that zone knows, around one of another.
        let around = ["2026-03-08T07:00Z", "2026-10-25T01:00Z", "2026-04-04T15:00Z", "2026-10-03T15:30Z"][jump];
        let around = around.parse::<Timestamp>().unwrap().as_millisecond();
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = week;
        let day = around.div_euclid(DAY_MS) - 1;
        let hours = OpeningHours {
            zone: zone.into(),
            week: Week { monday, tuesday, wednesday, thursday, friday, saturday, sunday },
            exceptions: exceptions.into_iter().map(|(after, spans)| (WallDate::from_day(day + after), spans)).collect(),
        };
        (hours, around)
    }
}

proptest! {
    /// At any instant of three days around a jump: it is open exactly if an observer of the clock says so, nothing changes before the
    /// announced change, and it changes then.
    #[test]
    fn agrees_with_whoever_watches_the_clock((hours, around) in any_hours(), offset_s in -129_600..129_600i64) {
        let zone = ZONES.get(&hours.zone).unwrap();
        let at = around + offset_s * 1_000;
        let state = hours.state_at(Millis(u64::try_from(at).unwrap()));
        let open = open_by_observation(&hours, &zone, at);
        prop_assert_eq!(state.is_open(), open);
        let changes = match state {
            OpenState::Open { until } => until,
            OpenState::Closed { opens_at } => opens_at,
        };
        let end = changes.map_or(at + 3 * DAY_MS, |at| i64::try_from(at.0).unwrap());
        prop_assert!(end > at);
        // The jumps and edges lie on whole five minutes.
        let step = 5 * MINUTE_MS;
        let mut watch = at.div_euclid(step) * step + step;
        while watch < end.min(at + 3 * DAY_MS) {
            prop_assert_eq!(open_by_observation(&hours, &zone, watch), open, "at {}", watch);
            watch += step;
        }
        if changes.is_some() {
            prop_assert_eq!(open_by_observation(&hours, &zone, end), !open);
        }
    }

    /// Whatever instant it is, there is an answer.
    #[test]
    fn every_instant_has_an_answer((hours, _) in any_hours(), at in any::<u64>()) {
        let _ = hours.state_at(Millis(at));
    }
}

#[test]
fn a_date_beyond_the_calendar_is_written_all_the_same() {
    assert_eq!(WallDate::from_day(i64::MAX).to_string(), "a date out of range");
}

#[test]
fn exceptions_that_come_are_counted_by_the_date_on_the_wall() {
    let exceptions = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"];
    let exceptions = exceptions.into_iter().map(|date| (date.parse().unwrap(), Vec::new())).collect();
    let hours = OpeningHours { zone: NEW_YORK.into(), week: Week::default(), exceptions };
    // It is the second of December in UTC, and still the first in New York.
    let at = "2026-12-02T02:00Z".parse::<Timestamp>().unwrap().as_millisecond();
    let coming = hours.coming_exceptions(Millis(u64::try_from(at).unwrap()), 2);
    let dates: Vec<_> = coming.iter().map(|(date, _)| date.parts()).collect();
    assert_eq!(dates, [(2026, 12, 1), (2026, 12, 2)]);
    assert_eq!(WallDate::from_day(i64::MAX).parts(), (1970, 1, 1));
}
