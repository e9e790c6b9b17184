//! Randomness as a parameter.

/// A source of random bytes, given to every operation that needs some.
///
/// **Contract.** In the running server the bytes come from a cryptographically secure generator
/// seeded by the operating system (NIST SP 800-90A); keys and nonces are taken straight from it, so
/// a predictable source breaks every promise of this crate, and so does one that repeats itself after
/// a fork or after a machine was resumed twice from one snapshot. Safe to call from several threads at
/// once. A source that cannot deliver must not return: two envelopes sealed with the same nonce
/// under the same key reveal their texts.
pub trait Rng: Send + Sync {
    /// Overwrites all of `out` with random bytes.
    fn fill(&self, out: &mut [u8]);
}
