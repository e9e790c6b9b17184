//! Opening a conversation: once for each client key, and not more at a time than a visitor may have.

use bedside_domain::{Actor, Conversation, ConversationId, Millis, OrganisationId, Rev, limits};
use rusqlite::params;

use crate::{NewConversation, OpenOutcome, PostOutcome, StoredEvent, StoredEventKind};

use super::{
    columns::{CLOSED, WAITING, int},
    events,
    failure::Failure,
    memory::Hot,
    messages, record,
    transaction::{EntryFacts, Tx},
};

pub(super) fn open(tx: &mut Tx<'_>, new: &NewConversation) -> Result<OpenOutcome, Failure> {
    if let Some(first) = opened_before(tx, new)? {
        return Ok(OpenOutcome::Repeat(first));
    }
    if let Some(other) = open_already(tx, new)? {
        return Ok(OpenOutcome::AlreadyOpen(other));
    }
    let place = [new.organisation.to_bytes(), new.id.to_bytes()];
    if tx.exists("SELECT 1 FROM conversation WHERE organisation = ?1 AND id = ?2", place)? {
        return Err(Failure::Inconsistent("conversation: there is one with this id already"));
    }
    insert(tx, new)?;
    if let Some(entry) = &new.key_entry {
        tx.audit(new.organisation, entry, &EntryFacts::default())?;
    }
    let rev = Rev::from_u64(1).expect("one is not zero");
    let event = StoredEvent {
        rev,
        at: new.at,
        author: Actor::Visitor(new.visitor),
        message: None,
        client_key: None,
        kind: StoredEventKind::Opened { department: new.department },
    };
    events::insert(tx, new.organisation, new.id, &(&event).into())?;
    let facts = EntryFacts {
        conversation: Some(new.id),
        subject: Some(new.department.to_bytes()),
        rev: Some(rev),
        body_hash: Some(record::conversation(**tx, new.organisation, new.id)?),
        ..EntryFacts::default()
    };
    tx.audit(new.organisation, &new.entry, &facts)?;
    tx.outbox(new.organisation, new.id, rev)?;
    let state = Conversation::open(new.department, new.visitor);
    let hot = Hot { state, rev: 1, seq: 0, keys: Default::default(), held: Default::default() };
    tx.memory.remember(new.organisation, new.id, hot);
    if let Some(left) = &new.left {
        let PostOutcome::Stored { .. } = messages::post(tx, left)? else {
            return Err(Failure::Inconsistent("conversation: its left message belongs to another"));
        };
    }
    Ok(OpenOutcome::Opened)
}

fn opened_before(tx: &Tx<'_>, new: &NewConversation) -> Result<Option<ConversationId>, Failure> {
    tx.row(
        "SELECT id FROM conversation WHERE organisation = ?1 AND visitor = ?2 AND client_key = ?3",
        [new.organisation.to_bytes(), new.visitor.to_bytes(), new.client_key.to_bytes()],
        |row| Ok(ConversationId::from_bytes(row.get(0)?)),
    )
}

/// The newest open conversation of the visitor, if there are as many as allowed.
fn open_already(tx: &Tx<'_>, new: &NewConversation) -> Result<Option<ConversationId>, Failure> {
    let open = tx.rows(
        "SELECT id FROM conversation WHERE organisation = ?1 AND visitor = ?2 AND phase <> ?3 ORDER BY +id DESC",
        params![new.organisation.to_bytes(), new.visitor.to_bytes(), CLOSED],
        |row| Ok(ConversationId::from_bytes(row.get(0)?)),
    )?;
    Ok(open.first().copied().filter(|_| open.len() >= limits::VISITOR_OPEN_CONVERSATIONS))
}

fn insert(tx: &mut Tx<'_>, new: &NewConversation) -> Result<(), Failure> {
    let policy = serde_json::to_string(&new.policy)
        .map_err(|_| Failure::Inconsistent("conversation: its policy cannot be written down"))?;
    tx.execute(
        "INSERT INTO conversation (organisation, id, phase, department, visitor, client_key, site, person, opened_at,
                                   waiting_since, policy, card, details, left_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, ?12, ?13)",
        params![
            new.organisation.to_bytes(),
            new.id.to_bytes(),
            WAITING,
            new.department.to_bytes(),
            new.visitor.to_bytes(),
            new.client_key.to_bytes(),
            new.site.to_bytes(),
            new.person.to_bytes(),
            int(new.at.0),
            policy,
            new.card.as_bytes(),
            new.details.as_ref().map(|details| details.as_bytes()),
            new.left.as_ref().map(|_| int(new.at.0)),
        ],
    )?;
    Ok(())
}

/// Marks as urgent, once.
pub(super) fn mark_urgent(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
    entry: &crate::EntryDraft,
) -> Result<(), Failure> {
    let place = [organisation.to_bytes(), conversation.to_bytes()];
    let urgent =
        tx.row("SELECT urgent FROM conversation WHERE organisation = ?1 AND id = ?2", place, |row| {
            Ok(row.get::<_, bool>(0)?)
        })?;
    match urgent {
        None => Err(Failure::Inconsistent("conversation: there is none with this id")),
        Some(true) => Ok(()),
        Some(false) => {
            tx.execute("UPDATE conversation SET urgent = 1 WHERE organisation = ?1 AND id = ?2", place)?;
            let body_hash = Some(record::conversation(**tx, organisation, conversation)?);
            let facts = EntryFacts { conversation: Some(conversation), body_hash, ..EntryFacts::default() };
            tx.audit(organisation, entry, &facts)
        }
    }
}

/// Makes a waiting one a left message, once. Whether it is one now.
pub(super) fn leave(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
    at: Millis,
    entry: &crate::EntryDraft,
) -> Result<bool, Failure> {
    let place = [organisation.to_bytes(), conversation.to_bytes()];
    let standing = tx.row(
        "SELECT phase, left_at IS NOT NULL FROM conversation WHERE organisation = ?1 AND id = ?2",
        place,
        |row| Ok((row.get::<_, u8>(0)?, row.get::<_, bool>(1)?)),
    )?;
    match standing {
        Some((WAITING, true)) => Ok(true),
        Some((WAITING, false)) => {
            tx.execute(
                "UPDATE conversation SET left_at = ?3 WHERE organisation = ?1 AND id = ?2",
                params![place[0], place[1], int(at.0)],
            )?;
            let body_hash = Some(record::conversation(**tx, organisation, conversation)?);
            let facts = EntryFacts { conversation: Some(conversation), body_hash, ..EntryFacts::default() };
            tx.audit(organisation, entry, &facts)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}
