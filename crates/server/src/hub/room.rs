//! One open conversation in memory.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard},
};

use bedside_domain::{
    Actor, CloseReason, Conversation, ConversationId, DepartmentId, Millis, Moment, OrganisationId, Phase,
    PrivacyPolicy, Quiet, StaffId, VisitorId,
};
use bytes::Bytes;
use zeroize::Zeroize;

use super::{Peer, Rate, encode};
use crate::{
    custodian::KeySet,
    directory::Directory,
    render::{Audience, Renderer},
    wire::{
        CardState, ConversationPhase, ConversationState, DetailShown, Event, PassedOn, Protection,
        ReceiptState, ServerFrame,
    },
};

/// What an event says to each audience; to readers only where there are any.
pub(crate) struct ShownTo {
    pub(crate) visitor: Event,
    pub(crate) staff: Event,
    pub(crate) reader: Option<Event>,
}

/// A connection that takes part, and what it may see.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) peer: Arc<Peer>,
    pub(crate) audience: Audience,
}

/// A waiting conversation that is offered to one person by assignment. In memory only: after a restart it is offered anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offer {
    /// To whom.
    pub(crate) to: StaffId,
    /// In which other department they serve, where nobody in its own has room.
    pub(crate) elsewhere: Option<DepartmentId>,
    /// Until when.
    pub(crate) ends: Moment,
}

/// What a room knows as of the newest commit.
pub(crate) struct RoomState {
    pub(crate) conversation: Conversation,
    pub(crate) rev: u64,
    /// The rev of the newest event that changed `conversation`.
    pub(crate) changed_rev: u64,
    /// Everything up to this rev was told; something after it, and before `rev`, perhaps not.
    pub(crate) gap: Option<u64>,
    /// Whether it is to be read again.
    pub(crate) in_doubt: bool,
    pub(crate) seq: u64,
    pub(crate) close_reason: Option<CloseReason>,
    pub(crate) closed_at: Option<Millis>,
    pub(crate) waiting_since: Millis,
    pub(crate) urgent: bool,
    /// Since when it is a left message, if it is one.
    pub(crate) left_at: Option<Millis>,
    /// Whether it is the visitor's turn.
    pub(crate) quiet: Quiet,
    /// When the visitor typed last.
    pub(crate) visitor_typed: Option<Moment>,
    /// The policy in force: as it opened, masking and clipboard made stricter by transfers.
    pub(crate) policy: PrivacyPolicy,
    pub(crate) receipts: Vec<(Actor, u64, u64)>,
    pub(crate) members: Vec<Member>,
    /// The visitor's messages, whichever of their connections they came through.
    pub(crate) visitor_rate: Rate,
    /// Since when no connection of the visitor is here.
    pub(crate) visitor_gone_since: Option<Moment>,
    /// Since when it is offered to one person, where it is.
    pub(crate) offered_at: Moment,
    /// Until when it is offered, by the wall clock, for screens.
    pub(crate) offer_ends_at: Option<Millis>,
    /// To whom it is offered by assignment.
    pub(crate) offer: Option<Offer>,
    /// Who served the same person before: by assignment it is offered to them first. In memory only.
    pub(crate) served_before: Option<StaffId>,
    /// Who was offered it while it waits and did not take it, or passed it on: it is not offered to them again.
    pub(crate) passed: Vec<StaffId>,
    /// Colleagues who were mentioned in a note and have not put it away: read from the notes when the room is.
    pub(crate) mentions: Vec<StaffId>,
    /// The note of a transfer that has not been yet, masked, and whose.
    pub(crate) transfer_note: Option<(Actor, String)>,
    /// Who of staff passed it on last, and the note, masked, while it waits.
    pub(crate) passed_on: Option<(StaffId, Option<String>)>,
    /// Staff who passed it on: they hear who serves it and that it ended. In memory only.
    pub(crate) followers: BTreeSet<StaffId>,
    /// How often staff were told that it sounds like an emergency.
    pub(crate) emergencies_told: Rate,
    /// Refusals that have an entry of their own.
    pub(crate) refusals: Rate,
    /// Refusals since the last of these that have none.
    pub(crate) refusals_unwritten: u32,
    /// Staff in whose list the card is: they hear when it leaves.
    pub(crate) card_shown_to: BTreeSet<StaffId>,
    /// The place in the queue they were last told, whether the department was staffed then, and when.
    pub(crate) told_place: Option<(usize, bool, Moment)>,
}

impl RoomState {
    /// Of a conversation that stands so at `rev`, without anyone in it.
    pub(crate) fn new(
        conversation: Conversation,
        rev: u64,
        waiting_since: Millis,
        policy: PrivacyPolicy,
        now: Moment,
    ) -> Self {
        Self {
            conversation,
            rev,
            changed_rev: rev,
            gap: None,
            in_doubt: false,
            seq: 0,
            close_reason: None,
            closed_at: None,
            waiting_since,
            urgent: false,
            left_at: None,
            quiet: Quiet::default(),
            visitor_typed: None,
            policy,
            receipts: Vec::new(),
            members: Vec::new(),
            visitor_rate: Rate::default(),
            visitor_gone_since: Some(now),
            offered_at: now,
            offer_ends_at: None,
            offer: None,
            served_before: None,
            passed: Vec::new(),
            mentions: Vec::new(),
            transfer_note: None,
            passed_on: None,
            followers: BTreeSet::new(),
            emergencies_told: Rate::default(),
            refusals: Rate::default(),
            refusals_unwritten: 0,
            card_shown_to: BTreeSet::new(),
            told_place: None,
        }
    }
}

impl RoomState {
    /// To whom it is offered.
    pub(crate) fn offered(&self) -> Option<StaffId> {
        match self.conversation.phase {
            Phase::Waiting { preferred } => preferred.or(self.offer.map(|offer| offer.to)),
            _ => None,
        }
    }

    /// Who serves it or is offered it.
    pub(crate) fn holder(&self) -> Option<StaffId> {
        self.conversation.serving().or_else(|| self.offered())
    }
}

/// One open conversation. No `Debug`: the card's name and topic are in it.
pub(crate) struct Room {
    pub(crate) organisation: OrganisationId,
    pub(crate) id: ConversationId,
    pub(crate) visitor: VisitorId,
    pub(crate) opened_at: Millis,
    pub(crate) opened_policy_version: u32,
    pub(crate) keys: Arc<KeySet>,
    /// Name and topic with X's: what a list shows.
    pub(crate) card_name: String,
    pub(crate) card_topic: String,
    /// Form answers as the serving staff read them.
    pub(crate) details: Vec<DetailShown>,
    // A std Mutex: held while frames are queued, which never blocks, and never across an await.
    state: Mutex<RoomState>,
}

impl Room {
    #[expect(clippy::too_many_arguments, reason = "a room is made in two places, from what each has at hand")]
    pub(crate) fn new(
        organisation: OrganisationId,
        id: ConversationId,
        visitor: VisitorId,
        opened_at: Millis,
        opened_policy_version: u32,
        keys: Arc<KeySet>,
        card: (String, String),
        details: Vec<DetailShown>,
        state: RoomState,
    ) -> Self {
        let (card_name, card_topic) = card;
        Self {
            organisation,
            id,
            visitor,
            opened_at,
            opened_policy_version,
            keys,
            card_name,
            card_topic,
            details,
            state: Mutex::new(state),
        }
    }

    /// The state, locked. Never hold it across an await.
    pub(crate) fn state(&self) -> MutexGuard<'_, RoomState> {
        self.state.lock().expect("no panic while held")
    }

    /// Tells everyone of a committed event, each audience what it may see. In commit order, but for what is told late. False when something before it was not told that the
    /// room does not know of yet: then it must be read again.
    pub(crate) fn publish(&self, rev: u64, at: Millis, shown: ShownTo) -> bool {
        let frame = |event| encode(&ServerFrame::Event { conversation: self.id, rev, at, event });
        let ShownTo { visitor, staff, reader } = shown;
        let same = visitor == staff;
        let reader = reader.map(frame);
        let staff = frame(staff);
        let visitor = if same { staff.clone() } else { frame(visitor) };
        let mut state = self.state();
        let follows = rev <= state.rev + 1;
        if !follows {
            state.gap = state.gap.or(Some(state.rev));
        }
        state.rev = state.rev.max(rev);
        for member in &state.members {
            match member.audience {
                Audience::Visitor => member.peer.send(visitor.clone()),
                Audience::ServingStaff => member.peer.send(staff.clone()),
                Audience::Reader => {
                    // Who came in this very moment reads it in the replay that follows.
                    if let Some(reader) = &reader {
                        member.peer.send(reader.clone());
                    }
                }
            }
        }
        follows
    }

    /// Whether anyone watches it without taking part.
    pub(crate) fn is_watched(&self) -> bool {
        self.state().members.iter().any(|member| member.audience == Audience::Reader)
    }

    /// Tells everyone but one connection of something that is state, not an event.
    pub(crate) fn tell_others(&self, from: &Arc<Peer>, frame: &ServerFrame) {
        let frame = encode(frame);
        for member in &self.state().members {
            if !Arc::ptr_eq(&member.peer, from) {
                member.peer.send(frame.clone());
            }
        }
    }

    /// Tells the connections of one audience.
    pub(crate) fn tell(&self, visitor: bool, frame: &Bytes) {
        for member in &self.state().members {
            if (member.audience == Audience::Visitor) == visitor {
                member.peer.send(frame.clone());
            }
        }
    }

    /// Adds a connection; nothing if it is there already. Who watched and serves now takes part.
    pub(crate) fn join(&self, member: Member) {
        let mut state = self.state();
        let at = state.members.iter().position(|there| Arc::ptr_eq(&there.peer, &member.peer));
        if at.is_some_and(|at| state.members[at].audience != Audience::Reader) {
            return;
        }
        match member.peer.who {
            Actor::Visitor(_) => state.visitor_gone_since = None,
            // Asked under the lock that a transfer takes: who has passed it on does not come back by a race.
            Actor::Staff(staff)
                if member.audience != Audience::Reader && state.conversation.serving() != Some(staff) =>
            {
                return;
            }
            Actor::Staff(_) | Actor::System => {}
        }
        match at {
            Some(at) => state.members[at] = member,
            None => state.members.push(member),
        }
    }

    /// Adds a connection that reads along, unless `may` refuses: asked under the lock that a transfer takes, so that nobody comes in
    /// who would have been taken out a moment ago. Who takes part goes on with that.
    pub(crate) fn read_along<E>(
        &self,
        peer: &Arc<Peer>,
        may: impl FnOnce(&RoomState) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut state = self.state();
        may(&state)?;
        if !state.members.iter().any(|there| Arc::ptr_eq(&there.peer, peer)) {
            state.members.push(Member { peer: Arc::clone(peer), audience: Audience::Reader });
        }
        Ok(())
    }

    /// Removes a connection. True when it was the last one of its actor that took part: nobody hears of who only watched.
    pub(crate) fn leave(&self, peer: &Arc<Peer>, now: Moment) -> bool {
        let mut state = self.state();
        let Some(at) = state.members.iter().position(|member| Arc::ptr_eq(&member.peer, peer)) else {
            return false;
        };
        if state.members.swap_remove(at).audience == Audience::Reader {
            return false;
        }
        let takes_part = |member: &Member| member.audience != Audience::Reader && member.peer.who == peer.who;
        let last = !state.members.iter().any(takes_part);
        if last && matches!(peer.who, Actor::Visitor(_)) {
            state.visitor_gone_since = Some(now);
        }
        last
    }

    /// Whether this connection watches it.
    pub(crate) fn is_watched_by(&self, peer: &Arc<Peer>) -> bool {
        let watches =
            |member: &Member| member.audience == Audience::Reader && Arc::ptr_eq(&member.peer, peer);
        self.state().members.iter().any(watches)
    }

    /// Removes every connection of staff but of who serves it now and of those who may go on watching it as it stands.
    pub(crate) fn remove_staff(&self, may_watch: impl Fn(StaffId, &RoomState) -> bool) {
        let mut state = self.state();
        let mut members = std::mem::take(&mut state.members);
        members.retain(|member| match (member.audience, member.peer.who) {
            (Audience::Visitor, _) => true,
            (Audience::ServingStaff, Actor::Staff(staff)) => state.conversation.serving() == Some(staff),
            (Audience::Reader, Actor::Staff(staff)) => may_watch(staff, &state),
            _ => false,
        });
        state.members = members;
    }

    /// Opens and renders its events.
    pub(crate) fn renderer<'a>(&'a self, directory: &'a Directory) -> Renderer<'a> {
        let department = self.state().conversation.department;
        Renderer {
            organisation: self.organisation,
            conversation: self.id,
            keys: &self.keys,
            directory,
            ending: directory.ending(self.organisation, department),
        }
    }

    /// As its participants see it.
    pub(crate) fn wire_state(&self, directory: &Directory) -> ConversationState {
        let state = self.state();
        ConversationState {
            conversation: self.id,
            department: state.conversation.department,
            department_name: directory.department_name(self.organisation, state.conversation.department),
            phase: phase(&state.conversation),
            staff: state.conversation.serving().map(|id| directory.who(self.organisation, Actor::Staff(id))),
            close_reason: state.close_reason,
            opened_at: self.opened_at,
            left_at: state.left_at,
            rev: state.rev,
            seq: state.seq,
            receipts: state
                .receipts
                .iter()
                .map(|(who, delivered, read)| ReceiptState {
                    who: directory.who(self.organisation, *who),
                    delivered: *delivered,
                    read: *read,
                })
                .collect(),
            protection: Protection::of(&state.policy, self.opened_policy_version),
        }
    }

    /// As a list shows it.
    pub(crate) fn card(&self, directory: &Directory) -> CardState {
        let state = self.state();
        CardState {
            conversation: self.id,
            name: self.card_name.clone(),
            topic: self.card_topic.clone(),
            department: state.conversation.department,
            phase: phase(&state.conversation),
            staff: state.conversation.serving().map(|id| directory.who(self.organisation, Actor::Staff(id))),
            preferred: state.offered(),
            offer_ends_at: state.offered().and(state.offer_ends_at),
            opened_at: self.opened_at,
            waiting_since: state.waiting_since,
            left_at: state.left_at,
            closed_at: state.closed_at,
            seq: state.seq,
            visitor_here: state.visitor_gone_since.is_none(),
            urgent: state.urgent,
            outcome: None,
            tags: Vec::new(),
            mentions: state.mentions.clone(),
            passed_on: state.passed_on.as_ref().map(|(by, note)| PassedOn {
                by: directory.who(self.organisation, Actor::Staff(*by)),
                note: note.clone(),
            }),
        }
    }
}

impl Drop for Room {
    /// Who it was and what they answered goes with the last who held it, instead of staying in memory given back.
    fn drop(&mut self) {
        self.card_name.zeroize();
        self.card_topic.zeroize();
        for detail in &mut self.details {
            detail.shown.text.zeroize();
        }
        if let Ok(state) = self.state.get_mut() {
            let passed_on = state.passed_on.take().and_then(|(_, note)| note);
            for mut note in state.transfer_note.take().map(|(_, note)| note).into_iter().chain(passed_on) {
                note.zeroize();
            }
        }
    }
}

/// The wire's word for where a conversation stands.
pub(crate) const fn phase(conversation: &Conversation) -> ConversationPhase {
    match conversation.phase {
        Phase::Waiting { .. } => ConversationPhase::Waiting,
        Phase::Active { .. } => ConversationPhase::Active,
        Phase::Closed => ConversationPhase::Closed,
    }
}
