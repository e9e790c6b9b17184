//! The rooms that are in memory, and how one gets there.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use bedside_domain::{ConversationId, Moment, OrganisationId, PrivacyPolicy, StaffId};
use bedside_storage::{ReadError, StoredConversation, StoredEventKind};

use super::{Room, RoomState};
use crate::{
    custodian::{CustodyError, KeyCustodian, KeySet},
    directory::Directory,
    mention::{add_mentions, note_of},
    passed_on::{passed_on, transfer_note_of},
    render::{context, for_serving, masked},
    services::Stores,
    visitor_details,
};

const SHARDS: usize = 32;
/// Events read at once when looking for transfers.
const EVENTS_PAGE: usize = 500;

/// Why a room could not be brought into memory.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RoomsError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Custody(#[from] CustodyError),
}

/// Rooms by conversation, in shards so that conversations do not wait for one another.
pub(crate) struct Rooms {
    shards: Vec<Mutex<HashMap<ConversationId, Arc<Room>>>>,
}

impl Default for Rooms {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Rooms {
    fn shard(&self, id: ConversationId) -> &Mutex<HashMap<ConversationId, Arc<Room>>> {
        &self.shards[usize::from(id.to_bytes()[15]) % SHARDS]
    }

    /// The room, if it is in memory and of that organisation.
    pub(crate) fn find(&self, organisation: OrganisationId, id: ConversationId) -> Option<Arc<Room>> {
        let found = self.shard(id).lock().expect("no panic while held").get(&id).cloned();
        found.filter(|room| room.organisation == organisation)
    }

    /// Adds a room; the one that is there already wins.
    pub(crate) fn add(&self, room: impl Into<Arc<Room>>) -> Arc<Room> {
        let room = room.into();
        let id = room.id;
        Arc::clone(self.shard(id).lock().expect("no panic while held").entry(id).or_insert(room))
    }

    /// Forgets a room.
    pub(crate) fn remove(&self, id: ConversationId) {
        self.shard(id).lock().expect("no panic while held").remove(&id);
    }

    /// All rooms, shard by shard.
    pub(crate) fn all(&self) -> Vec<Arc<Room>> {
        self.shards
            .iter()
            .flat_map(|shard| {
                shard.lock().expect("no panic while held").values().cloned().collect::<Vec<_>>()
            })
            .collect()
    }

    /// The room of an open conversation, brought into memory if it is not there. `None` when there is no such
    /// conversation in the organisation, or it has ended.
    pub(crate) async fn open(
        &self,
        organisation: OrganisationId,
        id: ConversationId,
        stores: &Stores,
        custodian: &KeyCustodian,
        directory: &Directory,
        now: Moment,
    ) -> Result<Option<Arc<Room>>, RoomsError> {
        if let Some(room) = self.find(organisation, id) {
            return Ok(Some(room));
        }
        let Some(stored) = stores.conversations.conversation(organisation, id).await? else {
            return Ok(None);
        };
        if stored.state.is_closed() {
            return Ok(None);
        }
        let keys = custodian.keys_of(organisation, id).await?;
        let Course { policy, mentions, passed_on } = course(&stored, stores, directory, &keys).await?;
        let room = room_from(&stored, policy, keys, directory, now)?;
        {
            let mut state = room.state();
            state.mentions = mentions;
            state.passed_on = passed_on;
        }
        let room = self.add(room);
        // A commit between the read and the insertion found no room to update. One after it does, so a second read is enough.
        if let Some(again) = stores.conversations.conversation(organisation, id).await? {
            let mut state = room.state();
            if again.rev.get() > state.rev {
                state.rev = again.rev.get();
                state.changed_rev = again.rev.get();
                state.conversation = again.state;
                state.seq = again.seq.map_or(0, bedside_domain::Seq::get);
            }
            if again.state.is_closed() {
                drop(state);
                self.remove(id);
                return Ok(None);
            }
        }
        Ok(Some(room))
    }
}

/// A room of a conversation that has ended, for its visitor to see how it ended. It is in no map and nobody is told of anything.
pub(crate) async fn ended_room(
    stored: &StoredConversation,
    custodian: &KeyCustodian,
    directory: &Directory,
    now: Moment,
) -> Result<Room, CustodyError> {
    let keys = custodian.keys_for_a_look(stored.organisation, stored.id).await?;
    room_from(stored, stored.policy.clone(), keys, directory, now)
}

/// A room of a conversation that has ended and is about to be gone on with. In no map until it is.
pub(crate) async fn room_to_reopen(
    stored: &StoredConversation,
    stores: &Stores,
    custodian: &KeyCustodian,
    directory: &Directory,
    now: Moment,
) -> Result<Room, RoomsError> {
    let keys = custodian.keys_of(stored.organisation, stored.id).await?;
    let Course { policy, .. } = course(stored, stores, directory, &keys).await?;
    Ok(room_from(stored, policy, keys, directory, now)?)
}

/// What the events of a conversation say of how it stands.
struct Course {
    /// As it was when the conversation opened, masking and clipboard as strict as each department asks that has had it.
    policy: PrivacyPolicy,
    /// Who was mentioned in a note since it came to where it is.
    mentions: Vec<StaffId>,
    /// Who passed it on, and their note, while it waits.
    passed_on: Option<(StaffId, Option<String>)>,
}

/// Only what was served can have been passed on, and has notes.
async fn course(
    stored: &StoredConversation,
    stores: &Stores,
    directory: &Directory,
    keys: &KeySet,
) -> Result<Course, ReadError> {
    let place = (stored.organisation, stored.id);
    let mut departments = vec![stored.state.department];
    let mut mentions = Vec::new();
    let (mut transfer_note, mut passed) = (None, None);
    let mut after = 0;
    while !stored.served_by.is_empty() {
        let page = stores.timeline.events(place.0, place.1, after, EVENTS_PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.rev.get();
        for event in &page {
            if let StoredEventKind::Transferred { .. }
            | StoredEventKind::Joined
            | StoredEventKind::Closed { .. }
            | StoredEventKind::Reopened { .. } = &event.kind
            {
                passed = passed_on(passed, &mut transfer_note, event);
            }
            match &event.kind {
                StoredEventKind::Transferred { department, .. } => {
                    departments.push(*department);
                    mentions.clear();
                }
                StoredEventKind::Closed { .. } | StoredEventKind::Reopened { .. } => mentions.clear(),
                StoredEventKind::Note { body } => {
                    if let Some(note) = note_of(keys, place, event, body) {
                        add_mentions(&mut mentions, &note.mentions);
                        transfer_note = transfer_note_of(keys, event, &note).or(transfer_note);
                    }
                }
                _ => {}
            }
        }
    }
    let policy = departments
        .into_iter()
        .filter_map(|id| directory.department(stored.organisation, id))
        .fold(stored.policy.clone(), |policy, department| policy.stricter_masking(&department.policy));
    Ok(Course { policy, mentions, passed_on: passed })
}

fn room_from(
    stored: &StoredConversation,
    policy: PrivacyPolicy,
    keys: Arc<KeySet>,
    directory: &Directory,
    now: Moment,
) -> Result<Room, CustodyError> {
    let bound_to = context(stored.organisation, stored.id, stored.id.to_bytes());
    let card = keys.open(&bound_to, &stored.card)?;
    let details = match &stored.details {
        None => Vec::new(),
        Some(sealed) => {
            let details = keys.open(&bound_to, sealed)?;
            visitor_details::shown(
                directory,
                stored.organisation,
                stored.state.department,
                &details,
                for_serving,
            )
        }
    };
    let state = RoomState {
        seq: stored.seq.map_or(0, bedside_domain::Seq::get),
        close_reason: stored.closed.map(|(_, reason)| reason),
        closed_at: stored.closed.map(|(at, _)| at),
        urgent: stored.urgent,
        left_at: stored.left_at,
        quiet: stored.quiet,
        receipts: stored.receipts.iter().map(|r| (r.participant, r.delivered, r.read)).collect(),
        ..RoomState::new(stored.state, stored.rev.get(), stored.waiting_since, policy, now)
    };
    Ok(Room::new(
        stored.organisation,
        stored.id,
        stored.state.visitor,
        stored.opened_at,
        stored.policy.version,
        keys,
        (masked(&card.name).text, masked(&card.topic).text),
        details,
        state,
    ))
}
