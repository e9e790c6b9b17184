//! Decides what happens to inbound text before it is masked: emergency phrases, limits, content rules.
//!
//! [`emergency`] runs first, before every limit, hold and mask, and never stops a message. [`inspect`] says whether the
//! message may go on. Both are pure: facts in, answer out; both are linear in the length of the text.
#![forbid(unsafe_code)]

mod emergency;
mod links;
mod phrases;
mod verdict;
mod words;

pub use emergency::{EmergencyKind, emergency};
pub use verdict::{Author, Facts, HoldReason, Limits, RefuseReason, Verdict, inspect};
