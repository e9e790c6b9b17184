//! What the tests share: predictable randomness, a value of every kind, hex.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context as TaskContext, Poll, Waker};

use bedside_keys::{Context, DecodeError, KeyId, Kind, Rng, Sealable, Zeroizing};

pub(crate) const CONTEXT: Context =
    Context { organisation: [1; 16], conversation: [2; 16], subject: [3; 16] };

/// Different bytes at each call, the same in each run (SplitMix64).
pub(crate) struct Seeded(AtomicU64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Rng for Seeded {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Exactly the given bytes, in order; panics when they run out, or are left over at the end.
pub(crate) struct Script(Mutex<VecDeque<u8>>);

impl Script {
    pub(crate) fn new(parts: &[&[u8]]) -> Self {
        Self(Mutex::new(parts.concat().into()))
    }
}

impl Rng for Script {
    fn fill(&self, out: &mut [u8]) {
        let mut bytes = self.0.lock().expect("no test panics while it holds the lock");
        out.fill_with(|| bytes.pop_front().expect("the script has no more bytes"));
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.0.lock().is_ok_and(|bytes| bytes.is_empty()), "not all of the script was used");
        }
    }
}

/// Bytes as the content of any kind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Raw<const KIND: u8>(pub(crate) Vec<u8>);

impl<const KIND: u8> Sealable for Raw<KIND> {
    const KIND: Kind = match Kind::from_byte(KIND) {
        Some(kind) => kind,
        None => panic!("no such kind"),
    };

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.clone())
    }

    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(bytes.to_vec()))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[track_caller]
pub(crate) fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "odd number of hex digits");
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex digits");
    (0..text.len()).step_by(2).map(byte).collect()
}

#[track_caller]
pub(crate) fn unhex16(text: &str) -> [u8; 16] {
    text.parse::<KeyId>().expect("16 bytes of hex").0
}

/// The result of a future that does not wait.
#[track_caller]
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a keyring in memory waited"),
    }
}
