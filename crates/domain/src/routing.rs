//! Who gets the next chat: a department's rule, and the decision as a pure function of who is there and how much they have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DepartmentId, StaffId};

/// How waiting chats come to staff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoutingMode {
    /// Staff take them from the queue.
    #[default]
    Manual,
    /// Offered to whoever has the fewest.
    LeastBusy,
    /// Offered to one after the other.
    RoundRobin,
}

/// Where else a chat is offered that nobody in its department has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Overflow {
    /// To staff of this department; its policy must allow the transfer.
    pub department: DepartmentId,
    /// Seconds of waiting before that.
    pub after_s: u32,
}

/// A department's rule for assigning chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Routing {
    /// How.
    pub mode: RoutingMode,
    /// Chats at once that a member of staff is offered more up to; 0 = none by itself. What they take by hand is not limited.
    pub capacity: u32,
    /// Seconds a chat is offered to one person before it goes to the next.
    pub offer_s: u32,
    /// Where else, if nobody has room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overflow: Option<Overflow>,
    /// Seconds of waiting from which the list shows it amber.
    pub amber_s: u32,
    /// Seconds of waiting from which the list shows it bold.
    pub bold_s: u32,
}

impl Default for Routing {
    fn default() -> Self {
        Self {
            mode: RoutingMode::Manual,
            capacity: 5,
            offer_s: 30,
            overflow: None,
            amber_s: 120,
            bold_s: 300,
        }
    }
}

/// A member of staff who is online and may serve the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub staff: StaffId,
    /// Chats they serve or are offered now.
    pub load: u32,
    /// A number that grows with each chat that is offered, as of the last one they were offered; 0 = none yet.
    pub last_offered: u64,
}

/// A rule that cannot be used: which and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoutingError {
    /// Too short to see it, or too long for whoever waits.
    #[error("a chat is offered to one person for 5 to 600 s; set offer_s to that")]
    OfferTime,
    /// Out of order.
    #[error("a wait is shown bold after it is shown amber; set bold_s to amber_s or more")]
    Thresholds,
    /// Into itself.
    #[error("a department cannot overflow into itself; choose another department")]
    Overflow,
}

impl Routing {
    /// What is wrong with the rule of a department, if anything.
    #[must_use]
    pub fn problem(&self, department: DepartmentId) -> Option<RoutingError> {
        if !(5..=600).contains(&self.offer_s) {
            Some(RoutingError::OfferTime)
        } else if self.bold_s < self.amber_s {
            Some(RoutingError::Thresholds)
        } else if self.overflow.is_some_and(|overflow| overflow.department == department) {
            Some(RoutingError::Overflow)
        } else {
            None
        }
    }

    /// Who served the same person before, where they have room and chats are assigned: they are offered it first.
    #[must_use]
    pub fn choose_again(&self, before: Option<StaffId>, candidates: &[Candidate]) -> Option<StaffId> {
        let able =
            candidates.iter().filter(|one| one.load < self.capacity && self.mode != RoutingMode::Manual);
        able.map(|one| one.staff).find(|staff| Some(*staff) == before)
    }

    /// To whom the next chat is offered; `None` where nobody has room, or chats are taken by hand. One pass.
    #[must_use]
    pub fn choose(&self, candidates: impl IntoIterator<Item = Candidate>) -> Option<StaffId> {
        let able = candidates.into_iter().filter(|one| one.load < self.capacity);
        let chosen = match self.mode {
            RoutingMode::Manual => None,
            RoutingMode::LeastBusy => able.min_by_key(|one| (one.load, one.last_offered, one.staff)),
            RoutingMode::RoundRobin => able.min_by_key(|one| (one.last_offered, one.staff)),
        };
        chosen.map(|one| one.staff)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn staff(n: usize) -> StaffId {
        StaffId::from_bytes([u8::try_from(n).unwrap(); 16])
    }

    fn rule(mode: RoutingMode, capacity: u32) -> Routing {
        Routing { mode, capacity, ..Routing::default() }
    }

    /// A team that takes everything it is offered; chats end as `step` says. Returns how often each was offered one.
    struct Team {
        loads: Vec<u32>,
        last: Vec<u64>,
        offered: Vec<u32>,
        count: u64,
    }

    impl Team {
        fn new(size: usize) -> Self {
            Self { loads: vec![0; size], last: vec![0; size], offered: vec![0; size], count: 0 }
        }
        fn candidates(&self) -> Vec<Candidate> {
            (0..self.loads.len())
                .map(|n| Candidate { staff: staff(n), load: self.loads[n], last_offered: self.last[n] })
                .collect()
        }
        fn offer(&mut self, rule: &Routing) -> Option<usize> {
            let chosen = rule.choose(self.candidates())?;
            let at = (0..self.loads.len()).find(|n| staff(*n) == chosen).unwrap();
            self.count += 1;
            self.loads[at] += 1;
            self.last[at] = self.count;
            self.offered[at] += 1;
            Some(at)
        }
        fn end(&mut self, at: usize) {
            self.loads[at] = self.loads[at].saturating_sub(1);
        }
    }

    #[test]
    fn who_served_before_is_first_where_they_have_room() {
        let one = |n, load| Candidate { staff: staff(n), load, last_offered: 0 };
        let team = [one(1, 0), one(2, 1), one(3, 2)];
        let least = rule(RoutingMode::LeastBusy, 2);
        assert_eq!(least.choose_again(Some(staff(2)), &team), Some(staff(2)));
        assert_eq!(least.choose_again(Some(staff(3)), &team), None, "no room");
        assert_eq!(least.choose_again(Some(staff(9)), &team), None, "not here");
        assert_eq!(least.choose_again(None, &team), None);
        assert_eq!(rule(RoutingMode::Manual, 2).choose_again(Some(staff(2)), &team), None);
    }

    fn automatic() -> impl Strategy<Value = RoutingMode> {
        prop_oneof![Just(RoutingMode::LeastBusy), Just(RoutingMode::RoundRobin)]
    }

    proptest! {
        /// Whatever happens: nobody is offered more than the capacity, and nobody waits while somebody has room.
        #[test]
        fn never_above_capacity_and_never_idle(
            mode in automatic(), capacity in 0..5u32, size in 0..6usize,
            steps in proptest::collection::vec((any::<bool>(), 0..6usize), 0..100),
        ) {
            let (rule, mut team) = (rule(mode, capacity), Team::new(size));
            for (opens, at) in steps {
                if opens {
                    let room = team.loads.iter().any(|load| *load < capacity);
                    prop_assert_eq!(team.offer(&rule).is_some(), room);
                } else if at < size {
                    team.end(at);
                }
                prop_assert!(team.loads.iter().all(|load| *load <= capacity));
            }
        }

        /// The chosen one has no more than anyone else who could be chosen.
        #[test]
        fn the_least_busy_is_first(
            loads in proptest::collection::vec(0..8u32, 1..8), capacity in 1..8u32,
        ) {
            let candidates: Vec<_> = loads
                .iter()
                .enumerate()
                .map(|(n, load)| Candidate { staff: staff(n), load: *load, last_offered: n as u64 })
                .collect();
            let chosen = rule(RoutingMode::LeastBusy, capacity).choose(candidates.clone());
            let least = loads.iter().filter(|load| **load < capacity).min();
            let load = chosen.map(|who| candidates.iter().find(|one| one.staff == who).unwrap().load);
            prop_assert_eq!(load.as_ref(), least);
        }

        /// While everyone has room, round robin gives nobody two more than anyone else.
        #[test]
        fn round_robin_is_fair_within_one(size in 1..8usize, chats in 0..100usize) {
            let (rule, mut team) = (rule(RoutingMode::RoundRobin, u32::MAX), Team::new(size));
            for _ in 0..chats {
                prop_assert!(team.offer(&rule).is_some());
                let (least, most) = (team.offered.iter().min().unwrap(), team.offered.iter().max().unwrap());
                prop_assert!(most - least <= 1);
            }
        }

        /// Nobody is left out: whoever has room, and no more than the others, is offered one within as many chats as there are people.
        #[test]
        fn nobody_is_left_out(mode in automatic(), size in 1..8usize) {
            let (rule, mut team) = (rule(mode, 1), Team::new(size));
            for _ in 0..size {
                let at = team.offer(&rule).unwrap();
                team.end(at);
            }
            prop_assert!(team.offered.iter().all(|times| *times == 1));
        }
    }

    #[test]
    fn by_hand_nobody_is_chosen() {
        let one = Candidate { staff: staff(1), load: 0, last_offered: 0 };
        assert_eq!(Routing::default().choose([one]), None);
        assert_eq!(rule(RoutingMode::LeastBusy, 0).choose([one]), None);
        assert_eq!(rule(RoutingMode::LeastBusy, 1).choose([one]), Some(staff(1)));
    }

    #[test]
    fn rules_that_cannot_be_used_are_named() {
        let own = DepartmentId::from_bytes([1; 16]);
        let into_itself = Some(Overflow { department: own, after_s: 60 });
        let usual = Routing::default();
        assert_eq!(usual.problem(own), None);
        assert_eq!(Routing { offer_s: 0, ..usual }.problem(own), Some(RoutingError::OfferTime));
        assert_eq!(Routing { bold_s: 1, ..usual }.problem(own), Some(RoutingError::Thresholds));
        assert_eq!(Routing { overflow: into_itself, ..usual }.problem(own), Some(RoutingError::Overflow));
        assert_eq!(
            Routing { overflow: into_itself, ..usual }.problem(DepartmentId::from_bytes([2; 16])),
            None
        );
    }

    #[test]
    fn a_department_written_before_there_was_routing_is_read() {
        let read: Routing = serde_json::from_str(r#"{"mode":"round_robin"}"#).unwrap();
        assert_eq!((read.mode, read.capacity, read.offer_s), (RoutingMode::RoundRobin, 5, 30));
    }
}
