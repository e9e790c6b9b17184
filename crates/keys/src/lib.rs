//! Envelope format and key chain: master key → epoch key → data key → sealed envelopes.
//!
//! Whatever is written down about a conversation is sealed under a data key of that conversation.
//! This crate holds the four things that makes true, and nothing else:
//!
//! - [`Sealed<T>`]: an envelope that only opens as the type it was made from, in the organisation,
//!   conversation and place it was made for. Bytes: `docs/formats/envelope.md`.
//! - [`DataKey`] and [`EpochKey`]: 256-bit keys that are zeroed when dropped and can be neither
//!   printed, copied, compared nor serialised.
//! - [`WrappedDataKey`] and [`WrappedEpochKey`]: what the key store holds. Destroying these is how a
//!   conversation dies.
//! - [`MasterKey`], the top of the chain, and [`Keyring`], the one that lives in a file
//!   (`docs/formats/keyring.md`).
//!
//! **Invariant:** no I/O, no clock, no randomness of its own. Randomness comes in through [`Rng`],
//! instants as Unix milliseconds.

#![forbid(unsafe_code)]

mod data_key;
mod envelope;
mod epoch_key;
#[doc(hidden)]
pub mod fuzz;
mod id;
mod keyring;
mod master;
mod rng;
mod root;
mod sealed;
mod wrapped;

pub use data_key::{DataKey, DerivedKey};
pub use envelope::{Context, Kind, OpenError};
pub use epoch_key::EpochKey;
pub use id::{KeyId, ParseKeyIdError};
pub use keyring::{Keyring, KeyringError, KeyringProblem, MasterInfo, MasterState};
pub use master::{BoxFuture, MasterKey, MasterKeyError};
pub use rng::Rng;
pub use sealed::{DecodeError, Sealable, Sealed};
pub use wrapped::{WrappedDataKey, WrappedEpochKey};
/// The buffer that [`Sealable::encode`] returns and key material travels in, so that callers name one version of it.
pub use zeroize::Zeroizing;
