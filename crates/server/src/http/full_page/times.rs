//! Opening hours as sentences: days that are alike are said together.

use bedside_domain::{Millis, OpenSpan, OpeningHours, WallDate, WallTime};

use super::words::{Words, fill};

/// How far ahead exceptions are told.
const AHEAD_DAYS: u16 = 28;

/// A day or several, and when it is open then.
pub(super) struct Line {
    pub(super) days: String,
    pub(super) times: String,
}

/// The usual week, then what is different soon.
pub(super) fn lines(hours: &OpeningHours, now: Millis, words: &Words) -> Vec<Line> {
    let week = hours.week.days();
    let mut lines = Vec::new();
    let mut first = 0;
    while first < week.len() {
        let same = week[first..].iter().take_while(|spans| *spans == &week[first]).count();
        let last = first + same - 1;
        let days = if same == 1 {
            capital(words.weekdays[first])
        } else {
            capital(&fill(words.days, [words.weekdays[first], words.weekdays[last]]))
        };
        lines.push(Line { days, times: times(week[first], words) });
        first = last + 1;
    }
    let exceptions = hours.coming_exceptions(now, AHEAD_DAYS).into_iter();
    lines.extend(
        exceptions.map(|(date, spans)| Line { days: dated(date, words), times: times(spans, words) }),
    );
    lines
}

fn dated(date: WallDate, words: &Words) -> String {
    let (year, month, day) = date.parts();
    let month =
        usize::try_from(month - 1).ok().and_then(|at| words.months.get(at)).copied().unwrap_or_default();
    (words.date)(day, month, year)
}

fn times(spans: &[OpenSpan], words: &Words) -> String {
    if spans.is_empty() {
        return words.closed_day.to_owned();
    }
    if let [span] = spans
        && span.to.minutes() - span.from.minutes() == 24 * 60
    {
        return words.open_day.to_owned();
    }
    let each: Vec<_> =
        spans.iter().map(|span| fill(words.span, [&time(span.from, words), &time(span.to, words)])).collect();
    each.join(words.and)
}

fn time(time: WallTime, words: &Words) -> String {
    if !words.twelve_hours {
        return time.to_string();
    }
    let minutes = time.minutes();
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    // One word: a line does not break inside.
    format!("{hour}:{minute:02}\u{a0}{half}")
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use bedside_domain::Week;

    use super::{super::words::words_of, *};

    fn span(from: &str, to: &str) -> OpenSpan {
        OpenSpan { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn hours() -> OpeningHours {
        let day = vec![span("08:30", "12:00"), span("13:00", "17:00")];
        let week = Week {
            monday: day.clone(),
            tuesday: day.clone(),
            wednesday: day,
            friday: vec![span("00:00", "24:00")],
            ..Week::default()
        };
        let exceptions = [("2026-12-24", vec![span("09:00", "10:00")]), ("2027-06-01", Vec::new())];
        let exceptions = exceptions.into_iter().map(|(date, spans)| (date.parse().unwrap(), spans)).collect();
        OpeningHours { zone: "America/New_York".to_owned(), week, exceptions }
    }

    #[track_caller]
    fn check(language: &str, want: &[(&str, &str)]) {
        // 2026-12-01, 00:30 in New York.
        let lines = lines(&hours(), Millis(1_796_103_000_000), words_of(language));
        let found: Vec<_> =
            lines.iter().map(|line| (line.days.as_str(), line.times.replace('\u{a0}', " "))).collect();
        let found: Vec<_> = found.iter().map(|(days, times)| (*days, times.as_str())).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn days_that_are_alike_are_one_line_and_far_exceptions_are_left_out() {
        check(
            "en",
            &[
                ("Monday to Wednesday", "8:30 AM to 12:00 PM, 1:00 PM to 5:00 PM"),
                ("Thursday", "closed"),
                ("Friday", "all day"),
                ("Saturday to Sunday", "closed"),
                ("December 24, 2026", "9:00 AM to 10:00 AM"),
            ],
        );
        check(
            "es",
            &[
                ("De lunes a miércoles", "de 08:30 a 12:00 y de 13:00 a 17:00"),
                ("Jueves", "cerrado"),
                ("Viernes", "todo el día"),
                ("De sábado a domingo", "cerrado"),
                ("24 de diciembre de 2026", "de 09:00 a 10:00"),
            ],
        );
    }
}
