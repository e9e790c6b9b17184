//! How a chat ends by itself, and what its patient may do afterwards: a department's rule, and each decision as a pure function of
//! instants that are in the records.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Actor, Millis};

/// A department's rule for the end of its chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Ending {
    /// Seconds without a word of the patient, while it is their turn, after which they are told that the chat will end; 0 = never.
    pub idle_warning_s: u32,
    /// Seconds without a word of the patient, while it is their turn, after which it ends by itself.
    pub idle_end_s: u32,
    /// Seconds after its end within which the patient may go on with the same chat; 0 = not at all.
    pub reopen_within_s: u32,
    /// Whether the patient is asked afterwards how it was.
    pub ask_rating: bool,
}

impl Default for Ending {
    fn default() -> Self {
        Self { idle_warning_s: 600, idle_end_s: 900, reopen_within_s: 1_800, ask_rating: true }
    }
}

/// Shortest time between the warning and the end, in seconds: enough to read it and to answer.
pub const WARNED_MIN_S: u32 = 30;
/// A chat can be gone on with for this long at most, in seconds.
pub const REOPEN_MAX_S: u32 = 24 * 3_600;

/// A rule that cannot be used: which and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndingError {
    /// Too little time to answer, or too long to be meant.
    #[error(
        "a chat ends by itself {WARNED_MIN_S} s to one day after its warning; set idle_end_s to idle_warning_s and that much more"
    )]
    Warned,
    /// Longer than its visitor's session.
    #[error("a chat can be gone on with for at most one day; set reopen_within_s to 86400 or less")]
    Reopen,
}

/// What the records say of an active chat, as far as it matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quiet {
    /// Since when it is the patient's turn: staff wrote last. `None` while it is not.
    pub turn_since: Option<Millis>,
    /// The newest warning: until when it gives.
    pub warned_until: Option<Millis>,
}

/// What is to be done about a quiet chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuietStep {
    /// Nothing.
    Wait,
    /// Tell the patient that it will end then.
    Warn(Millis),
    /// End it.
    End,
}

impl Quiet {
    /// A message came: whose turn is it now?
    pub const fn heard(&mut self, by: Actor, at: Millis) {
        self.warned_until = None;
        self.turn_since = match by {
            Actor::Staff(_) => Some(at),
            Actor::Visitor(_) | Actor::System => None,
        };
    }

    /// The patient said that they are still here, or somebody joined: the patient's time begins again, if it is their turn.
    pub const fn again(&mut self, at: Millis) {
        self.warned_until = None;
        if self.turn_since.is_some() {
            self.turn_since = Some(at);
        }
    }

    /// They come back after a time away: a warning that leaves them no time to answer does not count.
    pub fn came_back(&mut self, at: Millis) {
        let least = at.plus_ms(u64::from(WARNED_MIN_S) * 1_000);
        self.warned_until = self.warned_until.filter(|until| *until >= least);
    }
}

impl Ending {
    /// What is wrong with the rule of a department, if anything.
    #[must_use]
    pub const fn problem(&self) -> Option<EndingError> {
        let time = self.idle_end_s.saturating_sub(self.idle_warning_s);
        if self.idle_warning_s > 0 && (time < WARNED_MIN_S || time > 24 * 3_600) {
            Some(EndingError::Warned)
        } else if self.reopen_within_s > REOPEN_MAX_S {
            Some(EndingError::Reopen)
        } else {
            None
        }
    }

    /// What is to be done now about a chat that is active and whose patient is connected. It never ends without a warning that gave
    /// its time, whatever the clock did.
    #[must_use]
    pub fn step(&self, quiet: Quiet, now: Millis) -> QuietStep {
        let ms = |seconds: u32| u64::from(seconds) * 1_000;
        match quiet {
            Quiet { warned_until: Some(until), turn_since: Some(_) } if now >= until => QuietStep::End,
            Quiet { warned_until: None, turn_since: Some(since) }
                if self.idle_warning_s > 0 && now >= since.plus_ms(ms(self.idle_warning_s)) =>
            {
                let least = ms(self.idle_end_s.saturating_sub(self.idle_warning_s));
                QuietStep::Warn(since.plus_ms(ms(self.idle_end_s)).max(now.plus_ms(least)))
            }
            Quiet { .. } => QuietStep::Wait,
        }
    }

    /// Until when a chat that ended at `closed_at` can be gone on with; `None` where it cannot.
    #[must_use]
    pub fn reopen_until(&self, closed_at: Millis) -> Option<Millis> {
        (self.reopen_within_s > 0).then(|| closed_at.plus_ms(u64::from(self.reopen_within_s) * 1_000))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{StaffId, VisitorId};

    const MINUTE: u64 = 60_000;
    const STAFF: Actor = Actor::Staff(StaffId::from_bytes([1; 16]));
    const PATIENT: Actor = Actor::Visitor(VisitorId::from_bytes([2; 16]));

    #[test]
    fn warned_after_ten_minutes_and_ended_after_fifteen() {
        let rule = Ending::default();
        let mut quiet = Quiet::default();
        assert_eq!(rule.step(quiet, Millis(99 * MINUTE)), QuietStep::Wait, "staff have not written yet");
        quiet.heard(STAFF, Millis(0));
        assert_eq!(rule.step(quiet, Millis(10 * MINUTE - 1)), QuietStep::Wait);
        assert_eq!(rule.step(quiet, Millis(10 * MINUTE)), QuietStep::Warn(Millis(15 * MINUTE)));
        quiet.warned_until = Some(Millis(15 * MINUTE));
        assert_eq!(rule.step(quiet, Millis(15 * MINUTE - 1)), QuietStep::Wait);
        assert_eq!(rule.step(quiet, Millis(15 * MINUTE)), QuietStep::End);
    }

    #[test]
    fn a_word_or_a_tap_begins_the_time_again() {
        let rule = Ending::default();
        let mut quiet = Quiet { turn_since: Some(Millis(0)), warned_until: Some(Millis(15 * MINUTE)) };
        quiet.again(Millis(14 * MINUTE));
        assert_eq!(rule.step(quiet, Millis(15 * MINUTE)), QuietStep::Wait);
        assert_eq!(rule.step(quiet, Millis(24 * MINUTE)), QuietStep::Warn(Millis(29 * MINUTE)));
        quiet.heard(PATIENT, Millis(25 * MINUTE));
        assert_eq!(rule.step(quiet, Millis(999 * MINUTE)), QuietStep::Wait, "it is not their turn");
        quiet.again(Millis(999 * MINUTE));
        assert_eq!(quiet.turn_since, None);
    }

    #[test]
    fn who_comes_back_has_time_to_answer() {
        let mut quiet = Quiet { turn_since: Some(Millis(0)), warned_until: Some(Millis(15 * MINUTE)) };
        quiet.came_back(Millis(14 * MINUTE));
        assert_eq!(quiet.warned_until, Some(Millis(15 * MINUTE)), "a minute is enough");
        quiet.came_back(Millis(15 * MINUTE - 1_000));
        assert_eq!(Ending::default().step(quiet, Millis(16 * MINUTE)), QuietStep::Warn(Millis(21 * MINUTE)));
    }

    #[test]
    fn rules_that_cannot_be_used_are_named() {
        let usual = Ending::default();
        assert_eq!(usual.problem(), None);
        assert_eq!(Ending { idle_warning_s: 0, idle_end_s: 0, ..usual }.problem(), None, "never");
        assert_eq!(Ending { idle_end_s: 600, ..usual }.problem(), Some(EndingError::Warned));
        assert_eq!(Ending { idle_end_s: u32::MAX, ..usual }.problem(), Some(EndingError::Warned));
        assert_eq!(Ending { reopen_within_s: 90_000, ..usual }.problem(), Some(EndingError::Reopen));
        let never = Ending { reopen_within_s: 0, ..usual };
        assert_eq!((never.problem(), never.reopen_until(Millis(5))), (None, None));
        assert_eq!(usual.reopen_until(Millis(5)), Some(Millis(5 + 30 * MINUTE)));
    }

    proptest! {
        /// Whatever is written, tapped and waited: no chat ends before a warning gave its whole time, and none while it is not the
        /// patient's turn.
        #[test]
        fn never_without_a_warning(
            warning in 1..100u32, more in WARNED_MIN_S..200, steps in proptest::collection::vec((0..4u8, 0..90u64), 1..60),
        ) {
            let rule = Ending { idle_warning_s: warning, idle_end_s: warning + more, ..Ending::default() };
            let (mut quiet, mut now, mut warned_at) = (Quiet::default(), 0u64, None);
            for (what, seconds) in steps {
                now += seconds * 1_000;
                match what {
                    0 => quiet.heard(STAFF, Millis(now)),
                    1 => quiet.heard(PATIENT, Millis(now)),
                    2 => quiet.again(Millis(now)),
                    _ => {}
                }
                match rule.step(quiet, Millis(now)) {
                    QuietStep::Warn(until) => {
                        prop_assert!(until.0 >= now + u64::from(more) * 1_000);
                        quiet.warned_until = Some(until);
                        warned_at = Some(now);
                    }
                    QuietStep::End => {
                        prop_assert!(quiet.turn_since.is_some());
                        prop_assert!(now >= warned_at.unwrap() + u64::from(more) * 1_000);
                        break;
                    }
                    QuietStep::Wait => {}
                }
            }
        }
    }
}
