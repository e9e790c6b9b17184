//! Automatic assignment: a waiting chat is offered to one member of staff for a while, then to the next. Who that is, is decided by
//! [`Routing::choose`]; here is what it is told, and what follows. One task decides, woken by what happened: a chat opened or ended,
//! somebody came, an offer was declined or is too old.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard},
};

use bedside_domain::{
    Candidate, ConversationId, Department, DepartmentId, Moment, OrganisationId, Overflow, Permission, Phase,
    Routing, RoutingMode, StaffId, policy_after_transfer,
};
use tokio::sync::Notify;

use crate::{
    change::ChangeError,
    directory::Staff,
    give_back::give_back,
    hub::{Offer, Room},
    services::Services,
};

#[derive(Default)]
struct Book {
    /// Who serves a conversation or is offered it.
    holders: HashMap<ConversationId, (OrganisationId, StaffId)>,
    /// How many of these each has.
    loads: HashMap<(OrganisationId, StaffId), u32>,
    /// The number of the offer each was made last.
    last_offered: HashMap<(OrganisationId, StaffId), u64>,
    offers: u64,
    /// When to look at a conversation again: its offer ends, or it may be offered elsewhere. One for each.
    timers: HashMap<ConversationId, Moment>,
    due: BTreeSet<(Moment, ConversationId, OrganisationId)>,
    /// Organisations in which something happened.
    changed: BTreeSet<OrganisationId>,
}

impl Book {
    fn set_timer(&mut self, organisation: OrganisationId, id: ConversationId, at: Moment) {
        if let Some(before) = self.timers.insert(id, at) {
            self.due.remove(&(before, id, organisation));
        }
        self.due.insert((at, id, organisation));
    }

    fn hold(&mut self, organisation: OrganisationId, id: ConversationId, staff: Option<StaffId>) {
        let after = staff.map(|staff| (organisation, staff));
        let before = match after {
            Some(after) => self.holders.insert(id, after),
            None => self.holders.remove(&id),
        };
        if before == after {
            return;
        }
        if let Some(before) = before
            && let Some(load) = self.loads.get_mut(&before)
        {
            *load = load.saturating_sub(1);
            if *load == 0 {
                self.loads.remove(&before);
            }
        }
        if let Some(after) = after {
            *self.loads.entry(after).or_default() += 1;
        }
    }
}

/// Who has how many chats, and what is to be decided.
#[derive(Default)]
pub(crate) struct Assignments {
    // A std Mutex: held for look-ups and moves, never across an await and never while a room is locked.
    book: Mutex<Book>,
    wake: Notify,
}

impl Assignments {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("no panic while held")
    }

    /// Chats that a member of staff serves or is offered.
    pub(crate) fn load(&self, organisation: OrganisationId, staff: StaffId) -> u32 {
        self.book().loads.get(&(organisation, staff)).copied().unwrap_or(0)
    }

    /// Time has passed: if something is due, it is seen to.
    pub(crate) fn tick(&self, now: Moment) {
        if self.book().due.first().is_some_and(|(at, ..)| *at <= now) {
            self.wake.notify_one();
        }
    }

    fn take_due(&self, now: Moment) -> Vec<(OrganisationId, ConversationId)> {
        let mut book = self.book();
        let mut due = Vec::new();
        while let Some((at, id, organisation)) = book.due.first().copied().filter(|(at, ..)| *at <= now) {
            book.due.remove(&(at, id, organisation));
            book.timers.remove(&id);
            book.changed.insert(organisation);
            due.push((organisation, id));
        }
        due
    }
}

impl Services {
    /// Something happened that may decide who gets a waiting chat. Quick: for the writer's thread too.
    pub(crate) fn assign_soon(&self, organisation: OrganisationId) {
        self.assignments.book().changed.insert(organisation);
        self.assignments.wake.notify_one();
    }

    /// Takes down who has a conversation now.
    pub(crate) fn note_holder(&self, room: &Room) {
        loop {
            let holder = room.state().holder();
            self.assignments.book().hold(room.organisation, room.id, holder);
            // Whoever changed it in between may have taken it down before.
            if room.state().holder() == holder {
                return;
            }
        }
    }

    /// Decides, one after the other. Runs until the server stops.
    pub(crate) async fn assign_chats(self: &Arc<Self>) {
        loop {
            self.assignments.wake.notified().await;
            let now = self.clock.moment();
            for (organisation, id) in self.assignments.take_due(now) {
                if let Some(room) = self.rooms.find(organisation, id) {
                    self.end_offer(&room, true, |offer| offer.ends <= now).await;
                }
            }
            let changed = std::mem::take(&mut self.assignments.book().changed);
            for organisation in changed {
                for department in self.directory.departments(organisation) {
                    if department.routing.mode != RoutingMode::Manual {
                        self.assign_in(organisation, &department).await;
                    }
                }
            }
        }
    }

    async fn assign_in(self: &Arc<Self>, organisation: OrganisationId, department: &Department) {
        let routing = &department.routing;
        for id in self.desk.waiting(organisation, department.id).0 {
            let Some(room) = self.rooms.find(organisation, id) else { continue };
            let (passed, before) = {
                let state = room.state();
                let free = state.conversation.phase == Phase::Waiting { preferred: None };
                if !free || state.offer.is_some() {
                    continue;
                }
                (state.passed.clone(), state.served_before)
            };
            let candidates = self.candidates(organisation, department.id);
            let full = candidates.iter().all(|one| one.load >= routing.capacity);
            let able: Vec<_> = candidates.into_iter().filter(|one| !passed.contains(&one.staff)).collect();
            let chosen = routing.choose_again(before, &able).or_else(|| routing.choose(able));
            if let Some(to) = chosen {
                self.offer(&room, to, None, routing).await;
                continue;
            }
            let others_may = match routing.overflow {
                Some(overflow) => self.offer_elsewhere(&room, routing, overflow, &passed).await,
                None => false,
            };
            if full && !others_may {
                // What is so for this one is so for everyone behind it.
                return;
            }
        }
    }

    /// Who takes chats of a department now, and how many they have. One pass over who is online.
    fn candidates(&self, organisation: OrganisationId, department: DepartmentId) -> Vec<Candidate> {
        let online = self.desk.online(organisation);
        let able = online.into_iter().filter(|id| {
            let staff = self.directory.staff(organisation, *id);
            staff.is_some_and(|staff| staff.may(Permission::ServeChats, department))
        });
        let book = self.assignments.book();
        able.map(|staff| Candidate {
            staff,
            load: book.loads.get(&(organisation, staff)).copied().unwrap_or(0),
            last_offered: book.last_offered.get(&(organisation, staff)).copied().unwrap_or(0),
        })
        .collect()
    }

    /// Nobody in its department has room: after a while it is offered in the other one, if that one's policy allows it.
    /// False where those who came later have no better chance.
    async fn offer_elsewhere(
        self: &Arc<Self>,
        room: &Arc<Room>,
        routing: &Routing,
        overflow: Overflow,
        passed: &[StaffId],
    ) -> bool {
        let (organisation, now) = (room.organisation, self.clock.moment());
        let other = self.directory.department(organisation, overflow.department);
        let Some(other) = other.filter(|other| !other.removed) else { return false };
        let waited = self.clock.now().since(room.state().waiting_since);
        if policy_after_transfer(&room.state().policy, &other.policy).is_err() {
            return true;
        }
        let after = u64::from(overflow.after_s) * 1000;
        if waited < after {
            self.assignments.book().set_timer(organisation, room.id, now.plus_ms(after - waited));
            return false;
        }
        let candidates = self.candidates(organisation, other.id);
        // As one who is offered it there would be by that department's own rule.
        let there = Routing { mode: routing.mode, ..other.routing };
        if candidates.iter().all(|one| one.load >= there.capacity) {
            return false;
        }
        if let Some(to) = there.choose(candidates.into_iter().filter(|one| !passed.contains(&one.staff))) {
            self.offer(room, to, Some(other.id), routing).await;
        }
        true
    }

    async fn offer(
        self: &Arc<Self>,
        room: &Arc<Room>,
        to: StaffId,
        elsewhere: Option<DepartmentId>,
        routing: &Routing,
    ) {
        let ms = u64::from(routing.offer_s) * 1000;
        let ends = self.clock.moment().plus_ms(ms);
        {
            let mut state = room.state();
            if state.conversation.phase != (Phase::Waiting { preferred: None }) || state.offer.is_some() {
                return;
            }
            state.offer = Some(Offer { to, elsewhere, ends });
            state.offer_ends_at = Some(self.clock.now().plus_ms(ms));
        }
        {
            let mut book = self.assignments.book();
            book.offers += 1;
            let number = book.offers;
            book.last_offered.insert((room.organisation, to), number);
            book.set_timer(room.organisation, room.id, ends);
        }
        self.note_holder(room);
        if self.desk.is_online(room.organisation, to) {
            self.show_card(room).await;
        } else {
            // They went in this very moment, and whoever withdraws their offers did not see this one.
            self.end_offer(room, false, |offer| offer.to == to).await;
        }
    }

    /// Ends an offer, if it is the one; it is not made to them again where it was theirs to take.
    async fn end_offer(
        self: &Arc<Self>,
        room: &Arc<Room>,
        passed: bool,
        is_it: impl Fn(&Offer) -> bool,
    ) -> bool {
        {
            let mut state = room.state();
            let Some(offer) = state.offer.filter(|offer| is_it(offer)) else { return false };
            state.offer = None;
            if passed && !state.passed.contains(&offer.to) {
                state.passed.push(offer.to);
            }
        }
        self.note_holder(room);
        self.show_card(room).await;
        self.assign_soon(room.organisation);
        true
    }

    /// Takes back what a member of staff is offered by assignment: they went away.
    pub(crate) async fn withdraw_offers(self: &Arc<Self>, organisation: OrganisationId, staff: StaffId) {
        for room in self.rooms.all() {
            if room.organisation == organisation {
                self.end_offer(&room, false, |offer| offer.to == staff).await;
            }
        }
    }

    /// A member of staff does not take what they are offered: it goes to the next.
    pub(crate) async fn decline(
        self: &Arc<Self>,
        staff: &Staff,
        conversation: ConversationId,
    ) -> Result<(), ChangeError> {
        let room = self.rooms.find(staff.organisation, conversation).ok_or(ChangeError::NotFound)?;
        if self.put_mention_away(&room, staff.id).await {
            return Ok(());
        }
        if self.end_offer(&room, true, |offer| offer.to == staff.id).await {
            return Ok(());
        }
        let (department, offered) = {
            let state = room.state();
            (state.conversation.department, state.offered())
        };
        if offered == Some(staff.id) {
            return give_back(self, &room, staff.id).await;
        }
        let known = staff.may(Permission::ListChats, department);
        Err(if known { ChangeError::NothingOffered } else { ChangeError::NotFound })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_counts_each_conversation_once() {
        let organisation = OrganisationId::from_bytes([1; 16]);
        let staff = |n| Some(StaffId::from_bytes([n; 16]));
        let chat = |n| ConversationId::from_bytes([n; 16]);
        let all = Assignments::default();
        let load = |n| all.load(organisation, staff(n).unwrap());
        let hold = |chat, staff| all.book().hold(organisation, chat, staff);
        hold(chat(1), staff(1));
        hold(chat(1), staff(1));
        hold(chat(2), staff(1));
        assert_eq!((load(1), load(2)), (2, 0));
        hold(chat(1), staff(2));
        assert_eq!((load(1), load(2)), (1, 1));
        hold(chat(1), None);
        hold(chat(1), None);
        assert_eq!((load(1), load(2)), (1, 0));
        hold(chat(2), None);
        assert!(all.book().loads.is_empty() && all.book().holders.is_empty());
    }

    #[test]
    fn a_conversation_has_one_timer() {
        let (organisation, id) = (OrganisationId::from_bytes([1; 16]), ConversationId::from_bytes([1; 16]));
        let all = Assignments::default();
        for at in [5, 9, 7] {
            all.book().set_timer(organisation, id, Moment(at));
        }
        assert!(all.take_due(Moment(6)).is_empty());
        assert_eq!(all.take_due(Moment(7)), [(organisation, id)]);
        assert!(all.take_due(Moment(100)).is_empty() && all.book().timers.is_empty());
    }
}
