//! Finds and masks sensitive data in short texts; knows nothing of chat.
//!
//! ```
//! use bedside_masking::{Masker, RawText, Rules};
//!
//! let masker = Masker::new(Rules::visitor());
//! let masked = masker.mask(RawText::new("card 4111 1111 1111 1111, maria@x.org".to_owned()));
//! assert_eq!(masked.masked(), "card XXXX XXXX XXXX XXXX, XXXXX@X.XXX");
//! assert_eq!(masked.for_serving(), "card XXXX XXXX XXXX XXXX, maria@x.org");
//! ```
//!
//! How a text is treated, in order:
//!
//! 1. a byte count decides whether anything could be there at all ([`Masker::mask`] returns at once for most chat);
//! 2. the text is folded ([`fold`]): digits and letters of other scripts become ASCII, invisible characters vanish, with
//!    a map back to the original;
//! 3. each recogniser (one file in `recognisers/`) reports what it finds in the folded text;
//! 4. overlapping finds are merged (strictest action, widest span) and turned into X's;
//! 5. the result is scanned again until nothing more is found, so masking is idempotent by construction. A text that does
//!    not settle, or is too long to scan, is masked whole: **no text leaves this crate unscanned**.
//!
//! Every scan is linear in the length of the text. There is no I/O, no clock, no global state, and no input panics.
#![forbid(unsafe_code)]

mod context;
mod digits;
pub mod fold;
pub mod fuzz;
mod masked;
mod masker;
mod merge;
mod raw;
mod recognisers;
mod rules;
mod span;
mod view;
mod work;

pub use masked::{MaskedParts, MaskedText, Original, PartsError};
pub use masker::{Detection, MAX_SCANNED_BYTES, Masker};
pub use raw::RawText;
pub use rules::{RuleAction, Rules};
pub use span::{Action, CharSpan, Kind, Span};
