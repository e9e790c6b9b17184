//! SHA-256 and the two domain-separated hashes of an RFC 6962 Merkle tree.

use aws_lc_rs::digest::{Context, SHA256, digest};

/// Length in bytes of a [`type@Hash`].
pub const HASH_BYTES: usize = 32;

/// A SHA-256 value.
pub type Hash = [u8; HASH_BYTES];

/// All zeroes: "no hash" in an entry (no body, no detail).
pub const ZERO_HASH: Hash = [0; HASH_BYTES];

/// Root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1).
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// SHA-256 of the parts one after the other.
pub fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    to_hash(context.finish().as_ref())
}

/// Hash of one leaf: `SHA-256(0x00 ‖ leaf)` (RFC 6962 §2.1).
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    sha256(&[&[0x00], leaf])
}

/// Hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962 §2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    // One call on one buffer instead of three updates: building a tree is mostly this.
    let mut node = [0x01; 1 + 2 * HASH_BYTES];
    node[1..=HASH_BYTES].copy_from_slice(left);
    node[1 + HASH_BYTES..].copy_from_slice(right);
    to_hash(digest(&SHA256, &node).as_ref())
}

fn to_hash(digest: &[u8]) -> Hash {
    let mut out = ZERO_HASH;
    out.copy_from_slice(digest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_root_is_sha256_of_nothing() {
        assert_eq!(sha256(&[]), EMPTY_ROOT);
    }
}
