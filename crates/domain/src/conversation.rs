//! The conversation state machine: who may do what next. Pure; storage applies what it returns.
//!
//! ```text
//!            accept            close
//! waiting ───────────▶ active ───────▶ closed
//!    ▲  │                │ ▲              ▲ │
//!    │  └── close ───────┼─┼──────────────┘ │
//!    ├ transfer, give back┘ └ accept (after a transfer)
//!    └───────────────────── reopen ─────────┘
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DepartmentId, StaffId, VisitorId};

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    /// The server itself.
    System,
    /// A visitor session.
    Visitor(VisitorId),
    /// A member of staff.
    Staff(StaffId),
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// In the queue of its department.
    Waiting {
        /// After a transfer to one person: that person, who alone is offered it at first.
        preferred: Option<StaffId>,
    },
    /// Served.
    Active {
        /// By whom.
        staff: StaffId,
    },
    /// Ended; only its visitor can go on with it.
    Closed,
}

/// Why a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The visitor ended it.
    VisitorEnded,
    /// Staff closed it.
    StaffClosed,
    /// The visitor was gone for longer than the grace time.
    VisitorLeft,
    /// The visitor was here and wrote nothing for longer than the department waits, and was warned of it.
    Inactive,
}

/// A step that is not possible from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// It has ended.
    #[error("this chat has ended")]
    Closed,
    /// Somebody else serves it.
    #[error("a colleague is serving this chat")]
    TakenByColleague,
    /// The actor has no part in it.
    #[error("only those in the chat may do this")]
    NotServing,
    /// It is offered to one person first.
    #[error("this chat is offered to a colleague first; it is yours to take if they do not take it")]
    OfferedToColleague,
    /// Nobody serves it yet.
    #[error("this chat is still waiting; accept it first")]
    StillWaiting,
    /// It is where it would go.
    #[error("the chat is in that department already")]
    SameDepartment,
    /// It has not ended.
    #[error("this chat has not ended")]
    StillOpen,
}

/// The part of a conversation that decides what may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The queue it is in.
    pub department: DepartmentId,
    /// The visitor whose conversation it is.
    pub visitor: VisitorId,
    /// Where it stands.
    pub phase: Phase,
}

impl Conversation {
    /// A new conversation, waiting.
    #[must_use]
    pub const fn open(department: DepartmentId, visitor: VisitorId) -> Self {
        Self { department, visitor, phase: Phase::Waiting { preferred: None } }
    }

    /// Staff takes it. Taking what one serves already changes nothing.
    ///
    /// # Errors
    /// When it is closed, a colleague serves it, or it is offered to one.
    pub fn accept(self, staff: StaffId) -> Result<Self, TransitionError> {
        match self.phase {
            Phase::Waiting { preferred: Some(offered) } if offered != staff => {
                Err(TransitionError::OfferedToColleague)
            }
            Phase::Waiting { .. } => Ok(Self { phase: Phase::Active { staff }, ..self }),
            Phase::Active { staff: serving } if serving == staff => Ok(self),
            Phase::Active { .. } => Err(TransitionError::TakenByColleague),
            Phase::Closed => Err(TransitionError::Closed),
        }
    }

    /// A supervisor takes it from the colleague who serves it. Taking what one serves already changes nothing.
    ///
    /// # Errors
    /// When it is closed or nobody serves it.
    pub const fn take_over(self, staff: StaffId) -> Result<Self, TransitionError> {
        match self.phase {
            Phase::Active { .. } => Ok(Self { phase: Phase::Active { staff }, ..self }),
            Phase::Waiting { .. } => Err(TransitionError::StillWaiting),
            Phase::Closed => Err(TransitionError::Closed),
        }
    }

    /// The serving member of staff passes it on: to a department, their own too, perhaps to one person there. It waits there.
    ///
    /// # Errors
    /// When it is closed, not served by `by`, or would stay with them.
    pub fn transfer(
        self,
        by: StaffId,
        department: DepartmentId,
        to: Option<StaffId>,
    ) -> Result<Self, TransitionError> {
        match self.phase {
            Phase::Active { staff } if staff == by => {
                if department == self.department && to == Some(by) {
                    return Err(TransitionError::SameDepartment);
                }
                Ok(Self { department, phase: Phase::Waiting { preferred: to }, ..self })
            }
            Phase::Active { .. } => Err(TransitionError::NotServing),
            Phase::Waiting { .. } => Err(TransitionError::StillWaiting),
            Phase::Closed => Err(TransitionError::Closed),
        }
    }

    /// It goes back to the queue of its department, for anyone there: whoever serves it cannot any more, or whom it is offered to
    /// does not take it. Nothing changes when `from` has no part in it.
    ///
    /// # Errors
    /// When it is closed.
    pub fn give_back(self, from: StaffId) -> Result<Self, TransitionError> {
        match self.phase {
            Phase::Active { staff } | Phase::Waiting { preferred: Some(staff) } if staff == from => {
                Ok(Self { phase: Phase::Waiting { preferred: None }, ..self })
            }
            Phase::Active { .. } | Phase::Waiting { .. } => Ok(self),
            Phase::Closed => Err(TransitionError::Closed),
        }
    }

    /// Nobody in its department has room: it waits in another one from here on.
    ///
    /// # Errors
    /// When it is closed, served, or there already.
    pub fn overflow(self, department: DepartmentId) -> Result<Self, TransitionError> {
        match self.phase {
            Phase::Waiting { .. } if department == self.department => Err(TransitionError::SameDepartment),
            Phase::Waiting { .. } => {
                Ok(Self { department, phase: Phase::Waiting { preferred: None }, ..self })
            }
            Phase::Active { .. } => Err(TransitionError::TakenByColleague),
            Phase::Closed => Err(TransitionError::Closed),
        }
    }

    /// It ends. A visitor may end their own; staff may close what they serve; the server closes what was left.
    ///
    /// # Errors
    /// When it is closed already or the actor has no part in it.
    pub fn close(self, by: Actor) -> Result<Self, TransitionError> {
        let closed = Self { phase: Phase::Closed, ..self };
        match (self.phase, by) {
            (Phase::Closed, _) => Err(TransitionError::Closed),
            (_, Actor::System) => Ok(closed),
            (_, Actor::Visitor(visitor)) if visitor == self.visitor => Ok(closed),
            (Phase::Active { staff }, Actor::Staff(by)) if staff == by => Ok(closed),
            (Phase::Waiting { .. }, Actor::Staff(_)) => Err(TransitionError::StillWaiting),
            (_, Actor::Visitor(_) | Actor::Staff(_)) => Err(TransitionError::NotServing),
        }
    }

    /// Its visitor goes on with it after its end: it waits again, for `preferred` alone at first.
    ///
    /// # Errors
    /// When it has not ended, or is somebody else's.
    pub fn reopen(self, by: VisitorId, preferred: Option<StaffId>) -> Result<Self, TransitionError> {
        match self.phase {
            _ if by != self.visitor => Err(TransitionError::NotServing),
            Phase::Closed => Ok(Self { phase: Phase::Waiting { preferred }, ..self }),
            Phase::Waiting { .. } | Phase::Active { .. } => Err(TransitionError::StillOpen),
        }
    }

    /// Whether the actor may post a message now: the visitor while it is open, staff while they serve it.
    ///
    /// # Errors
    /// Why not.
    pub fn may_post(&self, by: Actor) -> Result<(), TransitionError> {
        match (self.phase, by) {
            (Phase::Closed, _) => Err(TransitionError::Closed),
            (_, Actor::Visitor(visitor)) if visitor == self.visitor => Ok(()),
            (Phase::Active { staff }, Actor::Staff(by)) if staff == by => Ok(()),
            (Phase::Waiting { .. }, Actor::Staff(_)) => Err(TransitionError::StillWaiting),
            _ => Err(TransitionError::NotServing),
        }
    }

    /// Whether the actor may write a note now: staff who may post, and nobody else.
    ///
    /// # Errors
    /// Why not.
    pub fn may_note(&self, by: Actor) -> Result<(), TransitionError> {
        match by {
            Actor::Staff(_) => self.may_post(by),
            Actor::System | Actor::Visitor(_) => Err(TransitionError::NotServing),
        }
    }

    /// Whether staff may write its serving colleague a private note now, without serving it themselves. Who may at all is not
    /// decided here.
    ///
    /// # Errors
    /// When it is closed or nobody serves it.
    pub const fn may_whisper(&self, by: Actor) -> Result<(), TransitionError> {
        match (self.phase, by) {
            (Phase::Closed, _) => Err(TransitionError::Closed),
            (Phase::Active { .. }, Actor::Staff(_)) => Ok(()),
            (Phase::Waiting { .. }, Actor::Staff(_)) => Err(TransitionError::StillWaiting),
            (_, Actor::System | Actor::Visitor(_)) => Err(TransitionError::NotServing),
        }
    }

    /// Whether it has ended.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// Who serves it.
    #[must_use]
    pub const fn serving(&self) -> Option<StaffId> {
        match self.phase {
            Phase::Active { staff } => Some(staff),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn staff(n: u8) -> StaffId {
        StaffId::from_bytes([n; 16])
    }
    fn department(n: u8) -> DepartmentId {
        DepartmentId::from_bytes([n; 16])
    }
    fn visitor(n: u8) -> VisitorId {
        VisitorId::from_bytes([n; 16])
    }

    #[derive(Clone, Debug)]
    enum Step {
        Accept(u8),
        Transfer(u8, u8, Option<u8>),
        CloseVisitor(u8),
        CloseStaff(u8),
        CloseSystem,
        GiveBack(u8),
        Overflow(u8),
        TakeOver(u8),
        Reopen(u8, Option<u8>),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..3u8).prop_map(Step::Accept),
            (0..3u8, 0..3u8, proptest::option::of(0..3u8)).prop_map(|(a, b, c)| Step::Transfer(a, b, c)),
            (0..2u8).prop_map(Step::CloseVisitor),
            (0..3u8).prop_map(Step::CloseStaff),
            Just(Step::CloseSystem),
            (0..3u8).prop_map(Step::GiveBack),
            (0..3u8).prop_map(Step::Overflow),
            (0..3u8).prop_map(Step::TakeOver),
            (0..2u8, proptest::option::of(0..3u8)).prop_map(|(by, to)| Step::Reopen(by, to)),
        ]
    }

    fn apply(now: Conversation, step: &Step) -> Result<Conversation, TransitionError> {
        match step {
            Step::Accept(by) => now.accept(staff(*by)),
            Step::Transfer(by, to, person) => now.transfer(staff(*by), department(*to), person.map(staff)),
            Step::CloseVisitor(by) => now.close(Actor::Visitor(visitor(*by))),
            Step::CloseStaff(by) => now.close(Actor::Staff(staff(*by))),
            Step::GiveBack(from) => now.give_back(staff(*from)),
            Step::Overflow(to) => now.overflow(department(*to)),
            Step::TakeOver(by) => now.take_over(staff(*by)),
            Step::CloseSystem => now.close(Actor::System),
            Step::Reopen(by, to) => now.reopen(visitor(*by), to.map(staff)),
        }
    }

    proptest! {
        /// Whatever is tried: a closed conversation stays closed unless its own visitor goes on with it, at most one member of staff may post, a stranger
        /// never may, and the visitor never changes.
        #[test]
        fn invariants_hold_on_every_path(steps in proptest::collection::vec(step(), 0..40)) {
            let mut now = Conversation::open(department(0), visitor(0));
            for step in &steps {
                let before = now;
                if let Ok(after) = apply(now, step) {
                    now = after;
                }
                let own = matches!(step, Step::Reopen(0, _));
                let waits = matches!(now.phase, Phase::Waiting { .. });
                prop_assert!(!before.is_closed() || now == before || own && waits);
                prop_assert!(!own || before.is_closed() || now == before, "what runs is not opened again");
                prop_assert_eq!(now.visitor, visitor(0));
                let may = (0..3u8).filter(|n| now.may_post(Actor::Staff(staff(*n))).is_ok()).count();
                prop_assert_eq!(may, usize::from(now.serving().is_some()));
                for n in 0..3u8 {
                    prop_assert_eq!(now.may_note(Actor::Staff(staff(n))), now.may_post(Actor::Staff(staff(n))));
                }
                prop_assert!(now.may_note(Actor::Visitor(visitor(0))).is_err());
                prop_assert!(now.may_note(Actor::System).is_err());
                prop_assert!(now.may_whisper(Actor::Visitor(visitor(0))).is_err());
                prop_assert_eq!(now.may_whisper(Actor::Staff(staff(2))).is_ok(), now.serving().is_some());
                prop_assert!(now.may_post(Actor::Visitor(visitor(1))).is_err());
                prop_assert_eq!(now.may_post(Actor::Visitor(visitor(0))).is_ok(), !now.is_closed());
            }
        }
    }

    #[test]
    fn an_offer_is_for_one_until_it_is_given_back() {
        let served = Conversation::open(department(0), visitor(0)).accept(staff(1)).unwrap();
        let offered = served.transfer(staff(1), department(1), Some(staff(2))).unwrap();
        assert_eq!(offered.accept(staff(3)), Err(TransitionError::OfferedToColleague));
        assert_eq!(offered.accept(staff(2)).unwrap().serving(), Some(staff(2)));
        assert_eq!(offered.give_back(staff(3)), Ok(offered));
        let back = offered.give_back(staff(2)).unwrap();
        assert_eq!(back.department, department(1));
        assert_eq!(back.accept(staff(3)).unwrap().serving(), Some(staff(3)));
        assert_eq!(served.give_back(staff(1)).unwrap().phase, Phase::Waiting { preferred: None });
        assert_eq!(
            served.transfer(staff(1), department(0), None),
            served.give_back(staff(1)),
            "back to its own queue"
        );
        let oneself = served.transfer(staff(1), department(0), Some(staff(1)));
        assert_eq!(oneself, Err(TransitionError::SameDepartment));
    }

    #[test]
    fn two_who_accept_at_once() {
        let waiting = Conversation::open(department(0), visitor(0));
        let first = waiting.accept(staff(1)).unwrap();
        assert_eq!(first.accept(staff(2)), Err(TransitionError::TakenByColleague));
        assert_eq!(first.accept(staff(1)), Ok(first));
    }
}
