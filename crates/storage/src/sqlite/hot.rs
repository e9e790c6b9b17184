//! Brings a conversation into the writer's memory, from its rows.

use std::collections::HashMap;

use bedside_domain::{ClientKey, Conversation, ConversationId, MessageId, OrganisationId, Rev, Seq};
use rusqlite::params;

use super::{
    columns::{actor, number, optional_number, rev, seq, state},
    events::kind,
    failure::Failure,
    memory::{Held, Hot},
    transaction::Tx,
};

/// The part of a hot conversation that every decision needs, copied out.
#[derive(Clone, Copy)]
pub(super) struct Current {
    pub(super) state: Conversation,
    pub(super) rev: u64,
    pub(super) seq: u64,
}

impl Current {
    /// The next change's number.
    pub(super) fn next_rev(self) -> Result<Rev, Failure> {
        rev(self.rev + 1)
    }

    /// The next message's place.
    pub(super) fn next_seq(self) -> Result<Seq, Failure> {
        seq(self.seq + 1)
    }
}

/// The conversation as it stands in the open transaction; `None` if the organisation has none with this id.
pub(super) fn current(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
) -> Result<Option<Current>, Failure> {
    if tx.memory.hot(organisation, conversation).is_none() {
        let Some(hot) = load(tx, organisation, conversation)? else { return Ok(None) };
        tx.memory.remember(organisation, conversation, hot);
    }
    let hot = remembered(tx, organisation, conversation);
    Ok(Some(Current { state: hot.state, rev: hot.rev, seq: hot.seq }))
}

/// The hot conversation, after [`current`] has found it.
pub(super) fn remembered<'a>(
    tx: &'a mut Tx<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
) -> &'a mut Hot {
    tx.memory.hot(organisation, conversation).expect("it was remembered in this same write")
}

fn load(
    tx: &Tx<'_>,
    organisation: OrganisationId,
    conversation: ConversationId,
) -> Result<Option<Hot>, Failure> {
    let place = [organisation.to_bytes(), conversation.to_bytes()];
    let state = tx.row(
        "SELECT phase, staff, department, visitor FROM conversation WHERE organisation = ?1 AND id = ?2",
        place,
        |row| state(row, 0),
    )?;
    let Some(state) = state else { return Ok(None) };
    let mut hot = Hot { state, rev: 0, seq: 0, keys: HashMap::new(), held: HashMap::new() };
    tx.rows(
        "SELECT rev, kind, seq, author_kind, author, client_key, message
         FROM event WHERE organisation = ?1 AND conversation = ?2 ORDER BY rev",
        params![place[0], place[1]],
        |row| {
            hot.rev = number(row, 0)?;
            hot.seq = optional_number(row, 2)?.unwrap_or(hot.seq);
            if let Some(key) = row.get::<_, Option<[u8; 16]>>(5)? {
                // A released message has two rows: the newer one is what a retry hears of.
                let key = tx.memory.fingerprint(actor(row.get(3)?, row.get(4)?)?, ClientKey::from_bytes(key));
                hot.keys.insert(key, hot.rev);
            }
            if let Some(message) = row.get::<_, Option<[u8; 16]>>(6)?.map(MessageId::from_bytes) {
                match row.get::<_, u8>(1)? {
                    kind::HELD => drop(hot.held.insert(message, Held { rev: hot.rev, released: false })),
                    kind::RELEASED => {
                        if let Some(held) = hot.held.get_mut(&message) {
                            held.released = true;
                        }
                    }
                    _ => {}
                }
            }
            Ok(())
        },
    )?;
    Ok(Some(hot))
}
