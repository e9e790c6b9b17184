//! The front desk: which staff are on duty, who waits in which department, and who sees which card.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use bedside_audit::Action;
use bedside_domain::{
    Actor, ConversationId, DepartmentId, Millis, Moment, OrganisationId, Permission, Phase, StaffId,
};
use serde_json::json;

use crate::{
    directory::{Directory, Staff},
    hub::{Peer, Room, encode},
    services::Services,
    wire::{Availability, CardState, ServerFrame},
};

/// Beyond this place one hears of a change at most every ten seconds.
const FAR_BACK: usize = 20;
const FAR_BACK_MS: u64 = 10_000;
/// Conversations that may wait in one department, and as many left messages. Beyond it visitors hear `busy`, and the telephone number.
const WAITING: usize = 2_000;
/// Waits are averaged over about this many acceptances.
const PACE_WEIGHT: u64 = 8;

struct OnDuty {
    peers: Vec<Arc<Peer>>,
    availability: Availability,
}

#[derive(Default)]
struct Queue {
    waiting: BTreeSet<(Millis, ConversationId)>,
    /// Left messages that nobody has taken up.
    left: BTreeSet<ConversationId>,
    last_accept: Option<Millis>,
    /// Average milliseconds between two acceptances while somebody waited.
    pace_ms: Option<u64>,
}

#[derive(Default)]
struct State {
    staff: HashMap<(OrganisationId, StaffId), OnDuty>,
    /// Staff with chats who have no connection, and since when.
    gone: HashMap<(OrganisationId, StaffId), Moment>,
    queues: HashMap<(OrganisationId, DepartmentId), Queue>,
    /// Departments whose places changed since they were last told.
    moved: HashSet<(OrganisationId, DepartmentId)>,
}

/// Who is on duty and who waits. In memory; rebuilt from open conversations at start-up.
#[derive(Default)]
pub(crate) struct Desk {
    // A std Mutex: held for look-ups and moves, never across an await and never while a room is locked.
    state: Mutex<State>,
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic while held")
    }

    /// A connection of a member of staff came. They start away until they say otherwise; returns their state.
    pub(crate) fn arrive(&self, staff: &Staff, peer: Arc<Peer>) -> Availability {
        let mut state = self.state();
        state.gone.remove(&(staff.organisation, staff.id));
        let duty = state
            .staff
            .entry((staff.organisation, staff.id))
            .or_insert_with(|| OnDuty { peers: Vec::new(), availability: Availability::Away });
        duty.peers.push(peer);
        duty.availability
    }

    /// A connection of a member of staff went. True when it was their last: they are off duty.
    pub(crate) fn depart(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
        peer: &Arc<Peer>,
        now: Moment,
    ) -> bool {
        let mut state = self.state();
        let Some(duty) = state.staff.get_mut(&(organisation, staff)) else { return false };
        duty.peers.retain(|there| !Arc::ptr_eq(there, peer));
        if duty.peers.is_empty() {
            state.staff.remove(&(organisation, staff));
            state.gone.insert((organisation, staff), now);
            return true;
        }
        false
    }

    /// They serve a chat: if no connection of theirs is open, their absence counts from now at the latest.
    pub(crate) fn expect(&self, organisation: OrganisationId, staff: StaffId, now: Moment) {
        let mut state = self.state();
        if !state.staff.contains_key(&(organisation, staff)) {
            state.gone.entry((organisation, staff)).or_insert(now);
        }
    }

    /// Staff who have been without a connection for so long.
    pub(crate) fn gone_for(&self, ms: u64, now: Moment) -> HashSet<(OrganisationId, StaffId)> {
        let state = self.state();
        state.gone.iter().filter(|(_, since)| now.since(**since) >= ms).map(|(who, _)| *who).collect()
    }

    /// Everyone of an organisation who takes chats now.
    pub(crate) fn online(&self, organisation: OrganisationId) -> Vec<StaffId> {
        self.state()
            .staff
            .iter()
            .filter(|((of, _), duty)| *of == organisation && duty.availability == Availability::Online)
            .map(|((_, id), _)| *id)
            .collect()
    }

    /// Sets whether they take chats. False when they are not on duty or it was so already.
    pub(crate) fn set_availability(
        &self,
        organisation: OrganisationId,
        staff: StaffId,
        to: Availability,
    ) -> bool {
        let mut state = self.state();
        match state.staff.get_mut(&(organisation, staff)) {
            Some(duty) if duty.availability != to => {
                duty.availability = to;
                true
            }
            _ => false,
        }
    }

    /// Where they are; `None` when no connection of theirs is open.
    pub(crate) fn availability(&self, organisation: OrganisationId, staff: StaffId) -> Option<Availability> {
        self.state().staff.get(&(organisation, staff)).map(|duty| duty.availability)
    }

    /// Whether they take chats now.
    pub(crate) fn is_online(&self, organisation: OrganisationId, staff: StaffId) -> bool {
        self.state()
            .staff
            .get(&(organisation, staff))
            .is_some_and(|duty| duty.availability == Availability::Online)
    }

    /// Every connection of staff on duty in an organisation.
    pub(crate) fn peers(&self, organisation: OrganisationId) -> Vec<(StaffId, Arc<Peer>)> {
        self.state()
            .staff
            .iter()
            .filter(|((of, _), _)| *of == organisation)
            .flat_map(|((_, id), duty)| duty.peers.iter().map(|peer| (*id, Arc::clone(peer))))
            .collect()
    }

    /// Every connection of one member of staff.
    pub(crate) fn peers_of(&self, organisation: OrganisationId, staff: StaffId) -> Vec<Arc<Peer>> {
        self.state().staff.get(&(organisation, staff)).map_or_else(Vec::new, |duty| duty.peers.clone())
    }

    /// Whether anyone who may serve there takes chats now.
    pub(crate) fn is_staffed(
        &self,
        directory: &Directory,
        organisation: OrganisationId,
        department: DepartmentId,
    ) -> bool {
        self.online(organisation).into_iter().any(|id| {
            directory
                .staff(organisation, id)
                .is_some_and(|staff| staff.may(Permission::ServeChats, department))
        })
    }

    /// Puts a waiting conversation into its department's queue, or a left message beside it.
    pub(crate) fn enqueue(&self, room: &Room) {
        let (department, since, left) = {
            let state = room.state();
            (state.conversation.department, state.waiting_since, state.left_at.is_some())
        };
        let mut state = self.state();
        let queue = state.queues.entry((room.organisation, department)).or_default();
        if left {
            queue.waiting.remove(&(since, room.id));
            queue.left.insert(room.id);
        } else {
            queue.waiting.insert((since, room.id));
        }
    }

    /// Whether as many wait there, or are left messages, as may.
    pub(crate) fn is_full(&self, organisation: OrganisationId, department: DepartmentId, left: bool) -> bool {
        self.state()
            .queues
            .get(&(organisation, department))
            .is_some_and(|queue| (if left { queue.left.len() } else { queue.waiting.len() }) >= WAITING)
    }

    /// Takes a conversation out of a queue; `accepted` says that it was taken by staff, from which the pace is learnt.
    pub(crate) fn dequeue(
        &self,
        organisation: OrganisationId,
        department: DepartmentId,
        id: ConversationId,
        accepted: Option<Millis>,
    ) {
        let mut state = self.state();
        let Some(queue) = state.queues.get_mut(&(organisation, department)) else { return };
        let was_left = queue.left.remove(&id);
        queue.waiting.retain(|(_, waiting)| *waiting != id);
        if let Some(now) = accepted.filter(|_| !was_left) {
            if let Some(last) = queue.last_accept.filter(|_| !queue.waiting.is_empty()) {
                let gap = now.since(last);
                queue.pace_ms =
                    Some(queue.pace_ms.map_or(gap, |pace| (pace * (PACE_WEIGHT - 1) + gap) / PACE_WEIGHT));
            }
            queue.last_accept = Some(now);
        }
    }

    /// How many wait in a department, and since when the first does.
    pub(crate) fn queue(
        &self,
        organisation: OrganisationId,
        department: DepartmentId,
    ) -> (u32, Option<Millis>) {
        self.state().queues.get(&(organisation, department)).map_or((0, None), |queue| {
            let waiting = u32::try_from(queue.waiting.len()).unwrap_or(u32::MAX);
            (waiting, queue.waiting.first().map(|(since, _)| *since))
        })
    }

    /// Those who wait in a department, in order, and the average time between two acceptances.
    pub(crate) fn waiting(
        &self,
        organisation: OrganisationId,
        department: DepartmentId,
    ) -> (Vec<ConversationId>, Option<u64>) {
        self.state().queues.get(&(organisation, department)).map_or_else(
            || (Vec::new(), None),
            |queue| (queue.waiting.iter().map(|(_, id)| *id).collect(), queue.pace_ms),
        )
    }
}

impl Services {
    async fn note_shown(&self, room: &Room, to: &BTreeSet<StaffId>) -> bool {
        let to: Vec<String> = to.iter().map(ToString::to_string).collect();
        let draft = self.entries.draft(Action::ListShown, Actor::System, Some(room.id));
        let detail = json!({ "shown_to": to });
        let draft = self.entries.with_detail(draft, room.organisation, room.keys.current(), &detail);
        self.stores.audit.record(room.organisation, draft).await.is_ok()
    }
}

/// Whether a member of staff sees a conversation's card in their list.
pub(crate) fn may_see_card(staff: &Staff, card: &CardState, phase: &Phase) -> bool {
    match phase {
        Phase::Waiting { .. } => {
            staff.may(Permission::ListChats, card.department) || card.preferred == Some(staff.id)
        }
        Phase::Active { staff: serving } => {
            let mentioned =
                card.mentions.contains(&staff.id) && staff.may(Permission::ServeChats, card.department);
            *serving == staff.id || mentioned
        }
        Phase::Closed => false,
    }
}

impl Services {
    /// Notes that places in a department changed: they are told with the next round.
    pub(crate) fn places_moved(&self, organisation: OrganisationId, department: DepartmentId) {
        self.desk.state().moved.insert((organisation, department));
    }

    /// Tells one who just came to the end of the queue; the others' places did not change.
    pub(crate) fn tell_last_place(&self, room: &Room) {
        let department = room.state().conversation.department;
        let key = (room.organisation, department);
        let (place, pace_ms) = match self.desk.state().queues.get(&key) {
            Some(queue) => (queue.waiting.len(), queue.pace_ms),
            None => return,
        };
        let staffed = self.desk.is_staffed(&self.directory, room.organisation, department);
        self.tell_place(room, place, pace_ms, staffed);
    }

    /// Tells those who wait in departments whose places changed. Those far back hear of it less often.
    pub(crate) fn tell_places(&self) {
        let moved = std::mem::take(&mut self.desk.state().moved);
        let now = self.clock.moment();
        for (organisation, department) in moved {
            let (waiting, pace_ms) = self.desk.waiting(organisation, department);
            let staffed = self.desk.is_staffed(&self.directory, organisation, department);
            let mut later = false;
            for (index, id) in waiting.into_iter().enumerate() {
                let Some(room) = self.rooms.find(organisation, id) else { continue };
                let place = index + 1;
                let told = room.state().told_place;
                let unchanged = told.is_some_and(|(told, with, _)| told == place && with == staffed);
                let soon = told.is_some_and(|(_, _, at)| now.since(at) < FAR_BACK_MS);
                if unchanged {
                    continue;
                }
                if place > FAR_BACK && soon {
                    later = true;
                    continue;
                }
                self.tell_place(&room, place, pace_ms, staffed);
            }
            if later {
                self.places_moved(organisation, department);
            }
        }
    }

    fn tell_place(&self, room: &Room, place: usize, pace_ms: Option<u64>, staffed: bool) {
        room.state().told_place = Some((place, staffed, self.clock.moment()));
        let estimate_s = pace_ms.map(|pace| u32::try_from(pace * place as u64 / 1000).unwrap_or(u32::MAX));
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        room.tell(true, &encode(&ServerFrame::Queue { conversation: room.id, place, estimate_s, staffed }));
    }

    /// Takes a conversation's card out of a list in which it may not be any more.
    pub(crate) fn take_card_away(&self, room: &Room, from: &Staff) {
        let card = room.card(&self.directory);
        let taken = {
            let mut state = room.state();
            !may_see_card(from, &card, &state.conversation.phase) && state.card_shown_to.remove(&from.id)
        };
        if taken {
            let gone = encode(&ServerFrame::CardGone { conversation: room.id, by: None, ended: None });
            for peer in self.desk.peers_of(room.organisation, from.id) {
                peer.send(gone.clone());
            }
        }
    }

    /// Shows a conversation's card, as it is now, to the staff who may see it and takes it from the lists of the others. To whom it
    /// is newly shown is in the audit log before it is sent.
    pub(crate) async fn show_card(&self, room: &Arc<Room>) {
        let card = room.card(&self.directory);
        let (phase, ended) = {
            let state = room.state();
            (state.conversation.phase, state.close_reason)
        };
        let (mut shown, mut gone) = (Vec::new(), Vec::new());
        for (id, peer) in self.desk.peers(room.organisation) {
            match self.directory.staff(room.organisation, id) {
                Some(staff) if may_see_card(&staff, &card, &phase) => shown.push((id, peer)),
                _ => gone.push((id, peer)),
            }
        }
        let before = std::mem::take(&mut room.state().card_shown_to);
        let gone_frame =
            encode(&ServerFrame::CardGone { conversation: room.id, by: card.staff.clone(), ended });
        // Who passed it on hears what became of it, in the list of its new department or not.
        let followers = {
            let mut state = room.state();
            match phase {
                Phase::Waiting { .. } => BTreeSet::new(),
                Phase::Active { .. } => state.followers.clone(),
                Phase::Closed => std::mem::take(&mut state.followers),
            }
        };
        for (_, peer) in gone.into_iter().filter(|(id, _)| before.contains(id) || followers.contains(id)) {
            peer.send(gone_frame.clone());
        }
        let newly: BTreeSet<StaffId> =
            shown.iter().map(|(id, _)| *id).filter(|id| !before.contains(id)).collect();
        if !newly.is_empty() && !self.note_shown(room, &newly).await {
            // Every read leaves a trace: without one the card is not shown. They get it with the next change, or the next list.
            self.metrics.writes_failed.add_one();
            shown.retain(|(id, _)| before.contains(id));
        }
        room.state().card_shown_to.extend(shown.iter().map(|(id, _)| *id));
        let offered = card.preferred;
        let frame = encode(&ServerFrame::Card { card });
        for (_, peer) in shown {
            peer.send(frame.clone());
        }
        let moved_on = {
            let state = room.state();
            state.conversation.phase != phase || state.offered() != offered
        };
        if moved_on {
            // It moved on while the entry was being written: what was just shown is old.
            Box::pin(self.show_card(room)).await;
        }
    }
}
