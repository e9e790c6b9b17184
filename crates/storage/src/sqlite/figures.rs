//! Ratings and figures: written beside conversations, read for numbers.

use std::collections::BTreeSet;

use bedside_domain::{ConversationId, DepartmentId, Millis, OrganisationId, StaffId};
use bedside_keys::BoxFuture;
use rusqlite::{Row, params};

use crate::{
    EntryDraft, Figure, Figures, FiguresOf, Outcome, QUARTER_MS, ReadError, StoredRating, WriteError,
};

use super::{
    SqliteStore,
    columns::{int, limit, millis, number, sealed},
    events::kind,
    failure::Failure,
    record,
    transaction::{EntryFacts, Tx},
};

impl Figures for SqliteStore {
    fn rate(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        rating: StoredRating,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>> {
        self.writer().write(move |tx| rate(tx, organisation, conversation, &rating, &entry))
    }

    fn rating(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> BoxFuture<'_, Result<Option<StoredRating>, ReadError>> {
        self.readers().read(move |sql| {
            sql.row(
                "SELECT id, score, at, comment FROM rating WHERE organisation = ?1 AND conversation = ?2",
                [organisation.to_bytes(), conversation.to_bytes()],
                |row| {
                    let comment = row.get::<_, Option<Vec<u8>>>(3)?.map(sealed).transpose()?;
                    Ok(StoredRating { id: row.get(0)?, score: row.get(1)?, at: millis(row, 2)?, comment })
                },
            )
        })
    }

    fn figures(
        &self,
        organisation: OrganisationId,
        of: FiguresOf,
        rows: usize,
    ) -> BoxFuture<'_, Result<Vec<Figure>, ReadError>> {
        self.readers().read(move |sql| {
            let mut found = Vec::new();
            // One department after the other: those of others are not read, and do not count towards the limit.
            for department in of.departments.iter().collect::<BTreeSet<_>>() {
                found.extend(sql.rows(
                    "SELECT quarter, department, staff, ending, wait_s, reply_s, handling_s, at_once, rating FROM figure
                     WHERE organisation = ?1 AND department = ?2 AND quarter >= ?3 AND quarter < ?4
                         AND (?5 IS NULL OR staff = ?5)
                     ORDER BY quarter LIMIT ?6",
                    params![
                        organisation.to_bytes(),
                        department.to_bytes(),
                        int(of.from),
                        int(of.before),
                        of.staff.map(StaffId::to_bytes),
                        limit(rows - found.len()),
                    ],
                    figure,
                )?);
            }
            found.sort_by_key(|figure| figure.quarter);
            Ok(found)
        })
    }

    fn forget(
        &self,
        organisation: OrganisationId,
        ended: Millis,
        opened: Millis,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| {
            let organisation = organisation.to_bytes();
            tx.execute(
                "UPDATE figure SET conversation = NULL WHERE organisation = ?1 AND conversation IN (
                     SELECT f.conversation FROM figure f LEFT JOIN conversation c
                         ON c.organisation = f.organisation AND c.id = f.conversation
                     WHERE f.organisation = ?1 AND f.conversation IS NOT NULL
                         AND (c.id IS NULL OR c.phase = 3 AND c.closed_at < ?2))",
                params![organisation, int(ended.0)],
            )?;
            tx.execute(
                "DELETE FROM figure WHERE organisation = ?1 AND quarter < ?2",
                params![organisation, int(opened.0 / QUARTER_MS)],
            )?;
            Ok(())
        })
    }
}

fn rate(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
    rating: &StoredRating,
    entry: &EntryDraft,
) -> Result<bool, Failure> {
    let place = [organisation.to_bytes(), conversation.to_bytes()];
    if !tx.exists("SELECT 1 FROM conversation WHERE organisation = ?1 AND id = ?2 AND phase = 3", place)? {
        return Ok(false);
    }
    let comment = rating.comment.as_ref().map(bedside_keys::Sealed::as_bytes);
    tx.execute(
        "INSERT OR REPLACE INTO rating (organisation, conversation, id, score, at, comment) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![place[0], place[1], rating.id, rating.score, int(rating.at.0), comment],
    )?;
    tx.execute(
        "UPDATE figure SET rating = ?3 WHERE organisation = ?1 AND conversation = ?2",
        params![place[0], place[1], rating.score],
    )?;
    let facts = EntryFacts {
        conversation: Some(conversation),
        subject: Some(rating.id),
        body_hash: record::rating(**tx, organisation, place[1])?,
        ..EntryFacts::default()
    };
    tx.audit(organisation, entry, &facts)?;
    Ok(true)
}

/// Writes down what numbers are made of, as a conversation ends.
pub(super) fn note(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
) -> Result<(), Failure> {
    let place = [organisation.to_bytes(), conversation.to_bytes()];
    let steps = tx.rows(
        "SELECT kind, at, author_kind, author FROM event
         WHERE organisation = ?1 AND conversation = ?2 AND kind IN (1, 2, 6, 7, 8, 11) ORDER BY rev",
        place,
        |row| Ok(Step { kind: row.get(0)?, at: millis(row, 1)?, by: (row.get(2)?, row.get(3)?) }),
    )?;
    let told = Told::of(&steps);
    let stored = tx.row(
        "SELECT department, left_at IS NOT NULL, close_reason FROM conversation WHERE organisation = ?1 AND id = ?2",
        place,
        |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, bool>(1)?, row.get::<_, Option<u8>>(2)?)),
    )?;
    let Some((department, left, reason)) = stored else { return Ok(()) };
    let outcome = match (left, told.staff, reason) {
        (true, ..) => 4,
        (false, Some(_), _) => 1,
        (false, None, Some(1)) => 2,
        (false, None, _) => 3,
    };
    let at_once = match told.staff {
        Some(staff) => tx.row(
            "SELECT count(*) + 1 FROM conversation WHERE organisation = ?1 AND staff = ?2 AND phase = 2",
            [place[0], staff],
            |row| Ok(row.get::<_, i64>(0)?),
        )?,
        None => None,
    };
    tx.execute("DELETE FROM figure WHERE organisation = ?1 AND conversation = ?2", place)?;
    tx.execute(
        "INSERT INTO figure (organisation, conversation, quarter, department, staff, ending, wait_s, reply_s, handling_s,
                             at_once, rating)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
                 (SELECT score FROM rating WHERE organisation = ?1 AND conversation = ?2))",
        params![
            place[0],
            place[1],
            int(told.opened.0 / QUARTER_MS),
            department,
            told.staff,
            outcome,
            told.wait_s.filter(|_| !left),
            told.reply_s.filter(|_| !left),
            told.handling_s,
            at_once,
        ],
    )?;
    Ok(())
}

struct Step {
    kind: u8,
    at: Millis,
    by: (u8, [u8; 16]),
}

/// What a timeline says in numbers.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    opened: Millis,
    staff: Option<[u8; 16]>,
    wait_s: Option<u32>,
    reply_s: Option<u32>,
    handling_s: Option<u32>,
}

impl Told {
    fn of(steps: &[Step]) -> Self {
        const STAFF: u8 = 2;
        let mut told = Self { opened: Millis(0), staff: None, wait_s: None, reply_s: None, handling_s: None };
        let mut served_since: Option<Millis> = None;
        let mut handling_ms = None;
        for step in steps {
            let since_opening = seconds(step.at.since(told.opened));
            match (step.kind, step.by) {
                (kind::OPENED, _) => told.opened = step.at,
                (kind::JOINED, (_, staff)) => {
                    told.wait_s = told.wait_s.or(Some(since_opening));
                    told.staff = Some(staff);
                    served_since = Some(step.at);
                }
                (kind::MESSAGE, (STAFF, _)) => told.reply_s = told.reply_s.or(Some(since_opening)),
                (kind::TRANSFERRED | kind::CLOSED, _) => {
                    if let Some(since) = served_since.take() {
                        handling_ms = Some(handling_ms.unwrap_or(0) + step.at.since(since));
                    }
                }
                _ => {}
            }
        }
        Self { handling_s: handling_ms.map(seconds), ..told }
    }
}

fn seconds(ms: u64) -> u32 {
    u32::try_from(ms / 1_000).unwrap_or(u32::MAX)
}

fn figure(row: &Row<'_>) -> Result<Figure, Failure> {
    Ok(Figure {
        quarter: number(row, 0)?,
        department: DepartmentId::from_bytes(row.get(1)?),
        staff: row.get::<_, Option<[u8; 16]>>(2)?.map(StaffId::from_bytes),
        outcome: match row.get::<_, u8>(3)? {
            1 => Outcome::Served,
            2 => Outcome::GaveUp,
            3 => Outcome::Lost,
            4 => Outcome::LeftMessage,
            _ => return Err(Failure::Inconsistent("figure: an ending that this release does not know")),
        },
        wait_s: row.get(4)?,
        reply_s: row.get(5)?,
        handling_s: row.get(6)?,
        at_once: row.get(7)?,
        rating: row.get(8)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(all: &[(u8, u64, u8, u8)]) -> Vec<Step> {
        all.iter()
            .map(|(kind, at, by, who)| Step { kind: *kind, at: Millis(*at), by: (*by, [*who; 16]) })
            .collect()
    }

    #[test]
    fn seconds_are_counted_from_the_opening_and_while_somebody_served() {
        let told = Told::of(&steps(&[
            (kind::OPENED, 10_000, 1, 9),
            (kind::MESSAGE, 11_000, 1, 9),
            (kind::JOINED, 40_999, 2, 1),
            (kind::MESSAGE, 55_000, 2, 1),
            (kind::TRANSFERRED, 100_999, 2, 1),
            (kind::JOINED, 400_000, 2, 2),
            (kind::MESSAGE, 410_000, 2, 2),
            (kind::CLOSED, 430_000, 1, 9),
        ]));
        let wanted = Told {
            opened: Millis(10_000),
            staff: Some([2; 16]),
            wait_s: Some(30),
            reply_s: Some(45),
            handling_s: Some(90),
        };
        assert_eq!(told, wanted);
    }

    #[test]
    fn gone_on_with_it_is_one_chat() {
        let told = Told::of(&steps(&[
            (kind::OPENED, 0, 1, 9),
            (kind::JOINED, 5_000, 2, 1),
            (kind::CLOSED, 15_000, 2, 1),
            (kind::REOPENED, 60_000, 1, 9),
            (kind::JOINED, 90_000, 2, 1),
            (kind::CLOSED, 95_000, 2, 1),
        ]));
        assert_eq!((told.wait_s, told.handling_s, told.reply_s), (Some(5), Some(15), None));
    }

    #[test]
    fn nobody_came() {
        let told = Told::of(&steps(&[(kind::OPENED, 0, 1, 9), (kind::CLOSED, 15_000, 1, 9)]));
        assert_eq!((told.staff, told.wait_s, told.handling_s), (None, None, None));
    }
}
