//! The words of Bedside as types: ids, roles and permissions, the privacy policy and its invariants,
//! the conversation state machine, what is sealed, and limits with their units.
//!
//! **Invariant:** this crate does no I/O, reads no clock, takes no randomness from the system and
//! spawns no task. Time comes in through [`Clock`], randomness through [`Rng`].

#![forbid(unsafe_code)]

mod ban;
mod body;
mod canned;
mod clock;
mod conversation;
mod ending;
mod filing;
mod form;
mod hours;
mod id;
mod label;
pub mod limits;
mod look;
mod place;
mod policy;
mod policy_effect;
mod role;
mod routing;
mod sealed_records;
mod settings;
mod zone;

pub use ban::{BAN_MAX_MS, BANS_MAX, BanReason};
pub use bedside_keys::Rng;
pub use body::MessageBody;
pub use canned::{CannedError, CannedReply, canned_problems};
pub use clock::{Clock, Millis, Moment};
pub use conversation::{Actor, CloseReason, Conversation, Phase, TransitionError};
pub use ending::{Ending, EndingError, Quiet, QuietStep, REOPEN_MAX_S, WARNED_MIN_S};
pub use filing::{Choice, ChoiceError, Filing, FilingError, choice_problems, is_choice_id, usual_outcomes};
pub use form::{AnswerError, FormError, FormField, FormFieldKind, ShownWhen, TICKED, form_problems};
pub use hours::{HoursError, OpenSpan, OpenState, OpeningHours, WallDate, WallError, WallTime, Week};
pub use id::{
    ClientKey, ConversationId, DepartmentId, IdError, MessageId, OrganisationId, PersonId, Rev, Seq, SiteId,
    StaffId, VisitorId,
};
pub use label::{is_plain_label, plain_label};
pub use look::{ButtonPosition, LanguageChoice, Look, LookError, SignatureAlgorithm, Signer, look_problems};
pub use place::{Department, EmergencyContact, Organisation, Site};
pub use policy::{ClipboardRule, Custody, MaskingChoice, PolicyError, Preset, PrivacyPolicy, Retention};
pub use policy_effect::{TransferRefusal, policy_after_transfer};
pub use role::{Permission, Role};
pub use routing::{Candidate, Overflow, Routing, RoutingError, RoutingMode};

pub use sealed_records::{Card, NoteBody, StaffProfile, VisitorDetails};
pub use settings::{FieldProblem, name_problem, of_look};
pub use zone::Zone;
