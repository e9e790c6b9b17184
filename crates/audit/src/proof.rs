//! Inclusion and consistency proofs: made from tiles, checked with nothing but hashes.
//!
//! Making follows RFC 6962 §2.1.1 and §2.1.2; checking follows RFC 9162 §2.1.3.2 and §2.1.4.2.

use crate::hash::{EMPTY_ROOT, Hash, node_hash};
use crate::tile::{TILE_HEIGHT, TILE_WIDTH, TileCoord, TileStore};
use crate::tree::{TreeError, TreeHead, join, perfect_root, read_tile, shift};

/// Longest proof there can be for a tree of fewer than 2^64 leaves.
pub const MAX_PROOF_HASHES: usize = 64;

/// Proof that leaf `number` is in the tree of `size` leaves, lowest hash first. `number` must be below `size`,
/// otherwise the answer is an empty proof, which verifies nothing.
pub fn inclusion<S: TileStore>(store: &S, size: u64, number: u64) -> Result<Vec<Hash>, TreeError<S::Error>> {
    let mut proof = Vec::new();
    let (mut low, mut high) = (0, size);
    if number >= size {
        return Ok(proof);
    }
    while high - low > 1 {
        let middle = low + split(high - low);
        if number < middle {
            proof.push(range_root(store, size, middle, high)?);
            high = middle;
        } else {
            proof.push(range_root(store, size, low, middle)?);
            low = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Proof that the tree of `size` leaves begins with the tree of `old_size` leaves. Empty if one of them is empty or
/// they are of one size, or if `old_size` is the larger.
pub fn consistency<S: TileStore>(
    store: &S,
    old_size: u64,
    size: u64,
) -> Result<Vec<Hash>, TreeError<S::Error>> {
    let mut proof = Vec::new();
    if old_size == 0 || old_size >= size {
        return Ok(proof);
    }
    let (mut low, mut high, mut whole) = (0, size, true);
    while old_size != high {
        let middle = low + split(high - low);
        if old_size <= middle {
            proof.push(range_root(store, size, middle, high)?);
            high = middle;
        } else {
            proof.push(range_root(store, size, low, middle)?);
            low = middle;
            whole = false;
        }
    }
    if !whole {
        proof.push(range_root(store, size, low, high)?);
    }
    proof.reverse();
    Ok(proof)
}

/// True if `proof` shows that `leaf` is leaf `number` of the tree `head`.
pub fn verify_inclusion(head: &TreeHead, number: u64, leaf: &Hash, proof: &[Hash]) -> bool {
    if number >= head.size {
        return false;
    }
    let (mut node, mut last, mut root) = (number, head.size - 1, *leaf);
    for hash in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            root = node_hash(hash, &root);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            root = node_hash(&root, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && root == head.root
}

/// True if `proof` shows that the tree `head` begins with the tree `old`.
pub fn verify_consistency(old: &TreeHead, head: &TreeHead, proof: &[Hash]) -> bool {
    if old.size == 0 || old.size == head.size {
        let same = old.size == 0 && old.root == EMPTY_ROOT || old == head;
        return same && proof.is_empty();
    }
    if old.size > head.size {
        return false;
    }
    let (mut node, mut last) = (old.size - 1, head.size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (first, rest) = if old.size.is_power_of_two() {
        (&old.root, proof)
    } else {
        match proof.split_first() {
            Some(parts) => parts,
            None => return false,
        }
    };
    let (mut old_root, mut root) = (*first, *first);
    for hash in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_root = node_hash(hash, &old_root);
            root = node_hash(hash, &root);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            root = node_hash(&root, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_root == old.root && root == head.root
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// Root of the leaves `low..high`, where `low` is a multiple of the largest power of two in the range.
fn range_root<S: TileStore>(store: &S, size: u64, low: u64, high: u64) -> Result<Hash, TreeError<S::Error>> {
    let (mut pieces, mut at) = (Vec::new(), low);
    while at < high {
        let height = (high - at).ilog2();
        pieces.push(subtree_root(store, size, at, height)?);
        at += 1 << height;
    }
    let mut root = None;
    for piece in pieces.iter().rev() {
        root = join(&[*piece], root);
    }
    Ok(root.unwrap_or(EMPTY_ROOT))
}

/// Root of the 2^`height` leaves from `low` on, read from one tile.
fn subtree_root<S: TileStore>(
    store: &S,
    size: u64,
    low: u64,
    height: u32,
) -> Result<Hash, TreeError<S::Error>> {
    let level = u8::try_from(height / u32::from(TILE_HEIGHT)).expect("64 / 8 fits u8");
    let count = 1_usize << (height % u32::from(TILE_HEIGHT));
    let index = (low >> shift(level)) / u64::from(TILE_WIDTH);
    let available = (size >> shift(level)) - index * u64::from(TILE_WIDTH);
    let width = u16::try_from(available.min(u64::from(TILE_WIDTH))).expect("at most 256");
    let hashes = read_tile(store, TileCoord { level, index, width })?;
    let from = usize::try_from((low >> shift(level)) % u64::from(TILE_WIDTH)).expect("below 256");
    Ok(perfect_root(&hashes[from..from + count]))
}
