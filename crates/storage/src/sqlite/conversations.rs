//! Reading conversations; what changes them is in `opening` and `changes`.

use bedside_domain::{
    ClientKey, CloseReason, ConversationId, DepartmentId, Filing, Millis, OrganisationId, PersonId, Quiet,
    SiteId, StaffId, VisitorId,
};
use bedside_keys::BoxFuture;
use rusqlite::{Row, params};

use crate::{
    Change, ChangeOutcome, Conversations, EntryDraft, FiledAs, NewConversation, OnCommit, OpenOutcome,
    ReadError, StoredConversation, StoredReceipt, WriteError,
};

use super::{
    SqliteStore, changes,
    columns::{
        actor, close_reason, close_reason_number, limit, millis, number, optional_number, rev, sealed, seq,
        state,
    },
    events::kind,
    failure::Failure,
    opening,
    sql::Sql,
};

const FILED: Failure = Failure::Inconsistent("conversation: how it is filed cannot be read");

/// The columns of one conversation, with its newest rev and seq, for [`from_row`]. Seq ascends with rev, so that the newest row
/// that has one has the highest.
macro_rules! select {
    ($from:literal) => {
        concat!(
            "SELECT c.organisation, c.id, c.phase, c.staff, c.department, c.visitor, c.site, c.person, c.policy, c.opened_at,
                    c.waiting_since, c.closed_at, c.close_reason, c.urgent, c.card, c.details, c.left_at,
                    (SELECT rev FROM event WHERE organisation = c.organisation AND conversation = c.id
                     ORDER BY rev DESC LIMIT 1),
                    (SELECT seq FROM event WHERE organisation = c.organisation AND conversation = c.id AND seq IS NOT NULL
                     ORDER BY rev DESC LIMIT 1),
                    c.filed ",
            $from
        )
    };
}

impl Conversations for SqliteStore {
    fn open(
        &self,
        new: NewConversation,
        on_commit: OnCommit<OpenOutcome>,
    ) -> BoxFuture<'_, Result<OpenOutcome, WriteError>> {
        self.writer().write_then(on_commit, move |tx| opening::open(tx, &new))
    }

    fn change(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        change: Change,
        at: Millis,
        entry: EntryDraft,
        on_commit: OnCommit<ChangeOutcome>,
    ) -> BoxFuture<'_, Result<ChangeOutcome, WriteError>> {
        let asked = changes::Asked { organisation, conversation, change, at, entry };
        self.writer().write_then(on_commit, move |tx| changes::change(tx, &asked))
    }

    fn mark_urgent(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.writer().write(move |tx| opening::mark_urgent(tx, organisation, conversation, &entry))
    }

    fn leave(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        at: Millis,
        entry: EntryDraft,
    ) -> BoxFuture<'_, Result<bool, WriteError>> {
        self.writer().write(move |tx| opening::leave(tx, organisation, conversation, at, &entry))
    }

    fn conversation(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> BoxFuture<'_, Result<Option<StoredConversation>, ReadError>> {
        self.readers().read(move |sql| one(sql, organisation, conversation))
    }

    fn open_conversations(
        &self,
        organisation: OrganisationId,
        rows: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>> {
        self.readers().read(move |sql| {
            let found = sql.rows(
                select!("FROM conversation c WHERE c.organisation = ?1 AND c.phase <> 3 ORDER BY c.opened_at, c.id LIMIT ?2"),
                params![organisation.to_bytes(), limit(rows)],
                from_row,
            )?;
            found.into_iter().map(|conversation| with_people(sql, conversation)).collect()
        })
    }

    fn opened(
        &self,
        organisation: OrganisationId,
        visitor: VisitorId,
        client_key: ClientKey,
    ) -> BoxFuture<'_, Result<Option<StoredConversation>, ReadError>> {
        self.readers().read(move |sql| {
            let found = sql.row(
                select!(
                    "FROM conversation c WHERE c.organisation = ?1 AND c.visitor = ?2 AND c.client_key = ?3"
                ),
                [organisation.to_bytes(), visitor.to_bytes(), client_key.to_bytes()],
                from_row,
            )?;
            found.map(|conversation| with_people(sql, conversation)).transpose()
        })
    }

    fn open_of_visitor(
        &self,
        organisation: OrganisationId,
        visitor: VisitorId,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>> {
        self.readers().read(move |sql| {
            // `+`: sort what the visitor's index finds, instead of walking the organisation's conversations in order.
            let found = sql.rows(
                select!("FROM conversation c WHERE c.organisation = ?1 AND c.visitor = ?2 AND c.phase <> 3 ORDER BY +c.id"),
                [organisation.to_bytes(), visitor.to_bytes()],
                from_row,
            )?;
            found.into_iter().map(|conversation| with_people(sql, conversation)).collect()
        })
    }

    fn open_of_person(
        &self,
        organisation: OrganisationId,
        person: PersonId,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>> {
        self.readers().read(move |sql| {
            let found = sql.rows(
                select!("FROM conversation c WHERE c.organisation = ?1 AND c.person = ?2 AND c.phase <> 3 ORDER BY +c.id"),
                [organisation.to_bytes(), person.to_bytes()],
                from_row,
            )?;
            found.into_iter().map(|conversation| with_people(sql, conversation)).collect()
        })
    }

    fn of_person(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        rows: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>> {
        self.readers().read(move |sql| {
            let ids = sql.rows(
                "SELECT id FROM conversation WHERE organisation = ?1 AND person = ?2 ORDER BY id DESC LIMIT ?3",
                params![organisation.to_bytes(), person.to_bytes(), limit(rows)],
                |row| Ok(ConversationId::from_bytes(row.get(0)?)),
            )?;
            let found = ids.into_iter().map(|id| one(sql, organisation, id));
            found.filter_map(Result::transpose).collect()
        })
    }

    fn served_last(
        &self,
        organisation: OrganisationId,
        person: PersonId,
    ) -> BoxFuture<'_, Result<Option<StaffId>, ReadError>> {
        self.readers().read(move |sql| {
            sql.row(
                "SELECT s.staff FROM conversation c CROSS JOIN served s
                     ON s.organisation = c.organisation AND s.conversation = c.id
                 WHERE c.organisation = ?1 AND c.person = ?2 ORDER BY c.id DESC, s.ordinal DESC LIMIT 1",
                [organisation.to_bytes(), person.to_bytes()],
                |row| Ok(StaffId::from_bytes(row.get(0)?)),
            )
        })
    }

    fn answered_of_visitor(
        &self,
        organisation: OrganisationId,
        visitor: VisitorId,
    ) -> BoxFuture<'_, Result<Option<StoredConversation>, ReadError>> {
        self.readers().read(move |sql| {
            let found = sql.row(
                select!(
                    "FROM conversation c WHERE c.organisation = ?1 AND c.visitor = ?2 AND c.phase = 3 AND c.left_at IS NOT NULL
                     AND c.close_reason <> ?3 ORDER BY +c.id DESC LIMIT 1"
                ),
                params![organisation.to_bytes(), visitor.to_bytes(), close_reason_number(CloseReason::VisitorEnded)],
                from_row,
            )?;
            found.map(|conversation| with_people(sql, conversation)).transpose()
        })
    }

    fn closed_conversations(
        &self,
        organisation: OrganisationId,
        departments: Vec<DepartmentId>,
        served_by: Option<StaffId>,
        filed: FiledAs,
        before: Option<ConversationId>,
        rows: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredConversation>, ReadError>> {
        self.readers().read(move |sql| {
            let ids = closed_ids(sql, organisation, departments, served_by, &filed, before, rows)?;
            let found = ids.into_iter().map(|id| one(sql, organisation, id));
            found.filter_map(Result::transpose).collect()
        })
    }
}

/// Asks each department for its newest, each from its own index, and keeps the newest of all.
fn closed_ids(
    sql: Sql<'_>,
    organisation: OrganisationId,
    mut departments: Vec<DepartmentId>,
    served_by: Option<StaffId>,
    filed: &FiledAs,
    before: Option<ConversationId>,
    rows: usize,
) -> Result<Vec<ConversationId>, Failure> {
    let organisation = organisation.to_bytes();
    let (from, before) = bounds(filed, before);
    let outcome = filed.outcome.as_ref().map(|id| format!(" outcome:{id} "));
    let tag = filed.tag.as_ref().map(|id| format!(" tag:{id} "));
    departments.sort_unstable();
    departments.dedup();
    let mut ids = Vec::new();
    for department in departments {
        let department = department.to_bytes();
        let id = |row: &Row<'_>| Ok(ConversationId::from_bytes(row.get(0)?));
        ids.extend(match served_by {
            None => sql.rows(
                "SELECT id FROM conversation WHERE organisation = ?1 AND department = ?2 AND phase = 3
                 AND id < ?3 AND id >= ?7
                 AND (?5 IS NULL OR instr(filed, ?5) > 0) AND (?6 IS NULL OR instr(filed, ?6) > 0)
                 ORDER BY id DESC LIMIT ?4",
                params![organisation, department, before, limit(rows), outcome, tag, from],
                id,
            )?,
            Some(staff) => sql.rows(
                "SELECT s.conversation FROM served s CROSS JOIN conversation c
                     ON c.organisation = s.organisation AND c.id = s.conversation
                 WHERE s.organisation = ?1 AND s.staff = ?5
                     AND s.conversation < ?3 AND s.conversation >= ?8
                     AND c.phase = 3 AND c.department = ?2
                     AND (?6 IS NULL OR instr(c.filed, ?6) > 0) AND (?7 IS NULL OR instr(c.filed, ?7) > 0)
                 ORDER BY s.conversation DESC LIMIT ?4",
                params![organisation, department, before, limit(rows), staff.to_bytes(), outcome, tag, from],
                id,
            )?,
        });
    }
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.truncate(rows);
    Ok(ids)
}

/// The ids between which a list lies, the first of them in it: an id begins with the instant at which the conversation opened.
fn bounds(filed: &FiledAs, before: Option<ConversationId>) -> ([u8; 16], Vec<u8>) {
    let first_of = |at: Millis| {
        let mut id = [0; 16];
        id[..6].copy_from_slice(&at.0.min(LAST_INSTANT).to_be_bytes()[2..]);
        id
    };
    let from = filed.opened_from.map_or([0; 16], first_of);
    // Without a bound: one byte longer than the highest id there can be, and so above it.
    let opened_before = filed.opened_before.map_or_else(|| vec![0xFF; 17], |at| first_of(at).to_vec());
    (from, before.map_or(opened_before.clone(), |id| opened_before.min(id.to_bytes().to_vec())))
}

/// The highest instant an id can begin with.
const LAST_INSTANT: u64 = (1 << 48) - 1;

fn one(
    sql: Sql<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
) -> Result<Option<StoredConversation>, Failure> {
    let found = sql.row(
        select!("FROM conversation c WHERE c.organisation = ?1 AND c.id = ?2"),
        [organisation.to_bytes(), conversation.to_bytes()],
        from_row,
    )?;
    found.map(|conversation| with_people(sql, conversation)).transpose()
}

fn from_row(row: &Row<'_>) -> Result<StoredConversation, Failure> {
    let policy = serde_json::from_str(row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)?)
        .map_err(|_| Failure::Inconsistent("conversation: its policy cannot be read"))?;
    let closed = match (optional_number(row, 11)?, row.get::<_, Option<u8>>(12)?) {
        (Some(at), Some(reason)) => Some((Millis(at), close_reason(reason)?)),
        _ => None,
    };
    let newest = optional_number(row, 17)?.ok_or(Failure::Inconsistent("conversation: it has no event"))?;
    Ok(StoredConversation {
        organisation: OrganisationId::from_bytes(row.get(0)?),
        id: ConversationId::from_bytes(row.get(1)?),
        state: state(row, 2)?,
        site: SiteId::from_bytes(row.get(6)?),
        person: PersonId::from_bytes(row.get(7)?),
        policy,
        opened_at: millis(row, 9)?,
        waiting_since: millis(row, 10)?,
        closed,
        filed: row
            .get::<_, Option<String>>(19)?
            .map(|words| Filing::from_words(&words).ok_or(FILED))
            .transpose()?,
        rev: rev(newest)?,
        seq: optional_number(row, 18)?.map(seq).transpose()?,
        urgent: row.get(13)?,
        left_at: optional_number(row, 16)?.map(Millis),
        card: sealed(row.get(14)?)?,
        details: row.get::<_, Option<Vec<u8>>>(15)?.map(sealed).transpose()?,
        served_by: Vec::new(),
        quiet: Quiet::default(),
        receipts: Vec::new(),
    })
}

/// Adds who served it, and the receipts.
fn with_people(sql: Sql<'_>, conversation: StoredConversation) -> Result<StoredConversation, Failure> {
    let place = [conversation.organisation.to_bytes(), conversation.id.to_bytes()];
    let served_by = sql.rows(
        "SELECT staff FROM served WHERE organisation = ?1 AND conversation = ?2 ORDER BY ordinal",
        place,
        |row| Ok(StaffId::from_bytes(row.get(0)?)),
    )?;
    let receipts = sql.rows(
        "SELECT participant_kind, participant, delivered, read FROM receipt WHERE organisation = ?1 AND conversation = ?2",
        place,
        |row| {
            let participant = actor(row.get(0)?, row.get(1)?)?;
            Ok(StoredReceipt { participant, delivered: number(row, 2)?, read: number(row, 3)? })
        },
    )?;
    let quiet = match conversation.state.serving() {
        Some(_) => quiet(sql, place)?,
        None => Quiet::default(),
    };
    Ok(StoredConversation { served_by, receipts, quiet, ..conversation })
}

/// Whose turn it is, from the newest message and what came after it.
fn quiet(sql: Sql<'_>, [organisation, conversation]: [[u8; 16]; 2]) -> Result<Quiet, Failure> {
    let mut quiet = Quiet::default();
    let newest = sql.row(
        "SELECT rev, author_kind, author, at FROM event
         WHERE organisation = ?1 AND conversation = ?2 AND seq IS NOT NULL ORDER BY rev DESC LIMIT 1",
        [organisation, conversation],
        |row| Ok((row.get::<_, i64>(0)?, actor(row.get(1)?, row.get(2)?)?, millis(row, 3)?)),
    )?;
    let Some((rev, author, at)) = newest else { return Ok(quiet) };
    quiet.heard(author, at);
    let since = sql.row(
        "SELECT kind, at, reason FROM event
         WHERE organisation = ?1 AND conversation = ?2 AND rev > ?3 AND kind IN (6, 9, 10, 11) ORDER BY rev DESC LIMIT 1",
        params![organisation, conversation, rev],
        |row| Ok((row.get::<_, u8>(0)?, millis(row, 1)?, row.get::<_, Option<u32>>(2)?)),
    )?;
    match since {
        Some((kind::IDLE_WARNED, at, Some(seconds))) => {
            quiet.warned_until = Some(at.plus_ms(u64::from(seconds) * 1_000));
        }
        Some((_, at, _)) => quiet.again(at),
        None => {}
    }
    Ok(quiet)
}
