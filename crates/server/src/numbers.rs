//! Numbers without content: made of one row a chat that has ended, which says nothing of whose it was (docs/adr/0007-numbers.md).

use std::collections::BTreeMap;

use bedside_audit::Action;
use bedside_domain::{Actor, DepartmentId, Millis, Permission, StaffId, WallDate, Zone};
use bedside_storage::{Figure, FiguresOf, Outcome, QUARTER_MS};
use serde_json::json;

use crate::{
    change::ChangeError,
    directory::Staff,
    services::Services,
    wire::{
        AtOnce, DayFigures, DepartmentFigures, Figures, HourFigures, Numbers, PersonFigures, RatingFigures,
        Spread, WireCode,
    },
};

/// A median of fewer chats than this would say too much of one of them.
const LEAST: usize = 5;
/// So would the slow end, chats at once and ratings of fewer than this.
const LEAST_FINE: usize = 10;
/// From so many ratings on, one more moves their mean by less than a tenth.
const TENTHS_FROM: usize = 40;
/// Longest range, in days.
const DAYS: usize = 366;
/// Figures read at once: more are not looked at together.
const ROWS: usize = 200_000;
/// Figures are cut off from their conversation this long after its end.
const LINKED_MS: u64 = 48 * 3_600_000;
/// Figures are kept for 13 months.
const KEPT_MS: u64 = 396 * 86_400_000;

/// What is asked for.
pub(crate) struct Asked {
    pub(crate) from: WallDate,
    pub(crate) to: WallDate,
    pub(crate) zone: String,
    pub(crate) department: Option<DepartmentId>,
}

/// Why there are none.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NumbersError {
    #[error("zone is no IANA name of a time zone, such as Europe/Vienna")]
    Zone,
    #[error("a range has 1 to {DAYS} days, and its first is not after its last")]
    Range,
    #[error("there are more than {ROWS} chats in this range; choose a shorter one")]
    TooMany,
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl NumbersError {
    pub(crate) const fn code(&self) -> WireCode {
        match self {
            Self::Zone | Self::Range | Self::TooMany => WireCode::Malformed,
            Self::Change(error) => error.code(),
        }
    }
}

/// The numbers that a member of staff may see: an administrator's of all departments, a supervisor's of their own, an agent's of their own
/// chats. One entry, durable before they are given.
pub(crate) async fn numbers(
    services: &Services,
    staff: &Staff,
    asked: Asked,
) -> Result<Numbers, NumbersError> {
    let organisation = staff.organisation;
    let zone = Zone::named(&asked.zone).ok_or(NumbersError::Zone)?;
    let (days, from, before) = days(&zone, asked.from, asked.to)?;
    let (scope, own) = scope(services, staff).await?;
    let departments = match asked.department {
        None => scope,
        Some(one) if scope.contains(&one) => vec![one],
        Some(_) => return Err(ChangeError::NotFound.into()),
    };
    let keys = services.custodian.organisation_keys(organisation).await.map_err(ChangeError::from)?;
    let detail = json!({
        "numbers": {
            "from": asked.from, "to": asked.to, "zone": asked.zone, "departments": departments, "own": own
        }
    });
    let draft = services.entries.draft(Action::ListShown, Actor::Staff(staff.id), None);
    let draft = services.entries.with_detail(draft, organisation, keys.current(), &detail);
    services.stores.audit.record(organisation, draft).await.map_err(ChangeError::from)?;

    let of = FiguresOf {
        from: from.0.div_ceil(QUARTER_MS),
        before: before.0.div_ceil(QUARTER_MS),
        departments,
        staff: own.then_some(staff.id),
    };
    let rows = services.stores.figures.figures(organisation, of, ROWS + 1).await;
    let rows = rows.map_err(ChangeError::from)?;
    if rows.len() > ROWS {
        return Err(NumbersError::TooMany);
    }
    let told = Told::of(&rows, &zone, &days);
    let name = |id| services.directory.department_name(organisation, id);
    let who =
        |id| services.directory.staff(organisation, id).map_or_else(String::new, |one| one.name.clone());
    let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
    Ok(Numbers {
        from: asked.from,
        to: asked.to,
        zone: asked.zone,
        own,
        least: count(LEAST),
        least_fine: count(LEAST_FINE),
        total: told.total.figures(ALL),
        days: shown(&told.days).map(|(date, figures)| DayFigures { date: *date, figures }).collect(),
        hours: shown(&told.hours).map(|(hour, figures)| HourFigures { hour: *hour, figures }).collect(),
        departments: shown(&told.departments)
            .map(|(id, figures)| DepartmentFigures { department: *id, name: name(*id), figures })
            .collect(),
        people: shown(&told.people)
            .map(|(id, figures)| PersonFigures { staff: *id, name: who(*id), figures })
            .collect(),
    })
}

impl Services {
    /// Cuts figures off from conversations that are long over, and removes those that are too old.
    pub(crate) async fn forget_figures(&self, now: Millis) {
        for organisation in self.directory.organisations() {
            let ended = Millis(now.0.saturating_sub(LINKED_MS));
            let opened = Millis(now.0.saturating_sub(KEPT_MS));
            if let Err(error) = self.stores.figures.forget(organisation.id, ended, opened).await {
                tracing::warn!(%error, "Old figures were not removed; it is tried again");
            }
        }
    }
}

/// Whose chats, and whether only one's own.
async fn scope(services: &Services, staff: &Staff) -> Result<(Vec<DepartmentId>, bool), ChangeError> {
    let all = || services.directory.departments(staff.organisation).iter().map(|one| one.id).collect();
    if staff.role.may(Permission::ManageSettings) {
        Ok((all(), false))
    } else if staff.role.may(Permission::SeeBoard) {
        Ok((staff.departments.clone(), false))
    } else if staff.role.may(Permission::ServeChats) {
        // What they served may have ended anywhere.
        Ok((all(), true))
    } else {
        services.deny(staff.organisation, Actor::Staff(staff.id), None).await;
        Err(ChangeError::Forbidden)
    }
}

/// Every date of the range, and the instants it lies between.
fn days(zone: &Zone, from: WallDate, to: WallDate) -> Result<(Vec<WallDate>, Millis, Millis), NumbersError> {
    let mut days = vec![from];
    while days.last().is_some_and(|last| *last < to) && days.len() <= DAYS {
        days.extend(days.last().map(|last| last.next()));
    }
    if to < from || days.len() > DAYS {
        return Err(NumbersError::Range);
    }
    let start = zone.start_of(from).ok_or(NumbersError::Range)?;
    let end = zone.start_of(to.next()).ok_or(NumbersError::Range)?;
    Ok((days, start, end))
}

struct Told {
    total: Tally,
    days: BTreeMap<WallDate, Tally>,
    hours: BTreeMap<u8, Tally>,
    departments: BTreeMap<DepartmentId, Tally>,
    people: BTreeMap<StaffId, Tally>,
}

impl Told {
    fn of(rows: &[Figure], zone: &Zone, days: &[WallDate]) -> Self {
        let mut told = Self {
            total: Tally::default(),
            days: days.iter().map(|date| (*date, Tally::default())).collect(),
            hours: (0..24).map(|hour| (hour, Tally::default())).collect(),
            departments: BTreeMap::new(),
            people: BTreeMap::new(),
        };
        for row in rows {
            told.total.add(row);
            if let Some((date, hour)) = zone.date_and_hour(Millis(row.quarter * QUARTER_MS)) {
                told.days.entry(date).or_default().add(row);
                told.hours.entry(hour).or_default().add(row);
            }
            told.departments.entry(row.department).or_default().add(row);
            if let Some(staff) = row.staff {
                told.people.entry(staff).or_default().add(row);
            }
        }
        told
    }
}

/// Which means are shown of some chats, if they are enough of them.
#[derive(Clone, Copy)]
struct Means {
    at_once: bool,
    rating: bool,
}

/// Nothing is hidden beside it from which it could be subtracted.
const ALL: Means = Means { at_once: true, rating: true };

/// What is shown of the parts of a total. A mean can be subtracted: where few chats are hidden, the next part is hidden with them.
fn shown<I>(parts: &BTreeMap<I, Tally>) -> impl Iterator<Item = (&I, Figures)> {
    let at_once = enough_with_the_hidden(parts.values().map(|part| part.at_once.len()));
    let rating = enough_with_the_hidden(parts.values().map(|part| part.ratings.len()));
    parts.iter().map(move |(id, part)| {
        let means = Means { at_once: part.at_once.len() >= at_once, rating: part.ratings.len() >= rating };
        (id, part.figures(means))
    })
}

/// How many a part needs to be shown, so that the hidden ones together are none or enough.
fn enough_with_the_hidden(counts: impl Iterator<Item = usize>) -> usize {
    let mut counts: Vec<usize> = counts.collect();
    counts.sort_unstable();
    let few = counts.partition_point(|count| *count < LEAST_FINE);
    let hidden: usize = counts[..few].iter().sum();
    match counts.get(few) {
        // All of that size: there is no reason to show one of them and not the other.
        Some(next) if (1..LEAST_FINE).contains(&hidden) => next + 1,
        _ => LEAST_FINE,
    }
}

/// Some chats, added up.
#[derive(Default)]
struct Tally {
    outcomes: [u32; 4],
    waits: Vec<u32>,
    replies: Vec<u32>,
    handlings: Vec<u32>,
    at_once: Vec<u32>,
    ratings: Vec<u32>,
}

impl Tally {
    fn add(&mut self, row: &Figure) {
        self.outcomes[match row.outcome {
            Outcome::Served => 0,
            Outcome::GaveUp => 1,
            Outcome::Lost => 2,
            Outcome::LeftMessage => 3,
        }] += 1;
        self.waits.extend(row.wait_s);
        self.replies.extend(row.reply_s);
        self.handlings.extend(row.handling_s);
        self.at_once.extend(row.at_once);
        self.ratings.extend(row.rating.map(u32::from));
    }

    fn figures(&self, means: Means) -> Figures {
        let [served, gave_up, lost, left_messages] = self.outcomes;
        let count = |all: &[u32]| u32::try_from(all.len()).unwrap_or(u32::MAX);
        Figures {
            chats: self.outcomes.iter().sum(),
            served,
            gave_up,
            lost,
            left_messages,
            wait: spread(&self.waits),
            first_reply: spread(&self.replies),
            handling: spread(&self.handlings),
            at_once: mean(&self.at_once, 10)
                .filter(|_| means.at_once)
                .map(|mean| AtOnce { mean, most: self.at_once.iter().copied().max().unwrap_or(0) }),
            rating: mean(&self.ratings, if self.ratings.len() < TENTHS_FROM { 2 } else { 10 })
                .filter(|_| means.rating)
                .map(|mean| RatingFigures { mean, count: count(&self.ratings) }),
        }
    }
}

/// The smallest values that half, and nine in ten, do not exceed.
fn spread(all: &[u32]) -> Option<Spread> {
    if all.len() < LEAST {
        return None;
    }
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    let at = |tenths: usize| sorted[(sorted.len() * tenths).div_ceil(10) - 1];
    Some(Spread { median_s: at(5), p90_s: (all.len() >= LEAST_FINE).then(|| at(9)) })
}

/// To such a part of one.
fn mean(all: &[u32], part: u32) -> Option<f64> {
    if all.len() < LEAST_FINE {
        return None;
    }
    let sum: u64 = all.iter().map(|one| u64::from(*one)).sum();
    let parts = (sum * 2 * u64::from(part) / all.len() as u64).div_ceil(2);
    Some(f64::from(u32::try_from(parts).unwrap_or(u32::MAX)) / f64::from(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_nine_in_ten() {
        assert_eq!(spread(&[4, 3, 2, 1]), None, "four would say too much of each");
        let few = spread(&[5, 1, 4, 2, 3]);
        assert_eq!(few, Some(Spread { median_s: 3, p90_s: None }), "the slow end would be one of them");
        let ten: Vec<u32> = (1..=10).rev().collect();
        assert_eq!(spread(&ten), Some(Spread { median_s: 5, p90_s: Some(9) }));
    }

    #[test]
    fn a_mean_is_rounded_to_a_part_of_one() {
        assert_eq!(mean(&[5; 9], 10), None);
        assert_eq!(mean(&[5, 5, 5, 5, 5, 5, 4, 4, 4, 4], 10), Some(4.6));
        assert_eq!(mean(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2], 10), Some(1.1), "1.0833");
        assert_eq!(mean(&[5, 5, 5, 5, 5, 5, 4, 4, 4, 4], 2), Some(4.5));
        assert_eq!(mean(&[5, 5, 5, 5, 5, 5, 5, 5, 4, 4], 2), Some(5.0), "4.8");
    }

    fn rated(all: &[u32]) -> Tally {
        Tally { ratings: all.to_vec(), ..Tally::default() }
    }

    #[test]
    fn one_rating_more_does_not_tell_which_it_was() {
        // With the same mean shown before and after, and the count, each of the five is possible still.
        for few in [10, TENTHS_FROM] {
            let before: Vec<u32> = (0..few).map(|n| if n % 2 == 0 { 3 } else { 4 }).collect();
            let mean_of = |all: &[u32]| rated(all).figures(ALL).rating.unwrap().mean;
            let after = |score| mean_of(&[&before[..], &[score]].concat());
            let different: std::collections::BTreeSet<u64> =
                (1..=5).map(|score| after(score).to_bits()).collect();
            assert!(different.len() <= 2, "{few}: it is on one side of one line at most");
        }
        assert_eq!(rated(&[4; 9]).figures(ALL).rating, None);
    }

    #[test]
    fn what_is_hidden_cannot_be_subtracted() {
        let count = |counts: &[usize]| -> Vec<bool> {
            let parts: BTreeMap<usize, Tally> =
                counts.iter().map(|count| rated(&vec![4; *count])).enumerate().collect();
            shown(&parts).map(|(_, figures)| figures.rating.is_some()).collect()
        };
        assert_eq!(count(&[20, 10]), [true, true], "nothing is hidden");
        assert_eq!(count(&[20, 0, 10]), [true, false, true], "nor is anything here");
        assert_eq!(count(&[20, 1, 12]), [true, false, false], "the smallest is hidden with the one");
        assert_eq!(count(&[20, 1, 12, 12]), [true, false, false, false]);
        assert_eq!(count(&[20, 5, 5, 12]), [true, false, false, true], "ten are hidden as it is");
        assert_eq!(count(&[20, 1]), [false, false], "the total less the twenty would be the one");
    }

    #[test]
    fn a_range_has_its_days_and_no_other() {
        let zone = Zone::named("America/New_York").unwrap();
        let day = |text: &str| text.parse::<WallDate>().unwrap();
        let (all, from, before) = days(&zone, day("2026-10-31"), day("2026-11-02")).unwrap();
        assert_eq!(all, [day("2026-10-31"), day("2026-11-01"), day("2026-11-02")]);
        assert_eq!(before.since(from), 73 * 3_600_000, "clocks go back in it");
        assert!(days(&zone, day("2026-11-02"), day("2026-11-01")).is_err());
        assert!(days(&zone, day("2025-01-01"), day("2026-11-01")).is_err());
        assert_eq!(days(&zone, day("2026-11-02"), day("2026-11-02")).unwrap().0.len(), 1);
    }
}
