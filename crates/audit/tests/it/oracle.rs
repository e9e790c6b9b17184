//! Roots and proofs against an implementation of RFC 6962 that is not ours.

use crate::memory_log::MemoryLog;
use bedside_audit::proof::{consistency, inclusion, verify_consistency, verify_inclusion};
use bedside_audit::{Hash, LogStore, TreeHead, integrate, leaf_hash};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

fn leaf(number: u64) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

fn count(size: u64) -> usize {
    usize::try_from(size).unwrap()
}

fn ours(size: u64) -> (MemoryLog, TreeHead) {
    let log = MemoryLog::default();
    let hashes: Vec<Hash> = (0..size).map(|number| leaf_hash(&leaf(number))).collect();
    let staged = integrate(&log, &TreeHead::EMPTY, &hashes).unwrap();
    log.stage(&staged.tiles).unwrap();
    (log, staged.head)
}

fn theirs(size: u64) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    for number in 0..size {
        tree.push(leaf(number));
    }
    tree
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn roots_and_proofs_agree(size in 1u64..1200, at: prop::sample::Index, old: prop::sample::Index) {
        let (log, head) = ours(size);
        let oracle = theirs(size);
        prop_assert_eq!(head.root.to_vec(), oracle.root().as_bytes().to_vec());

        let number = at.index(count(size));
        let proof = inclusion(&log, size, number as u64).unwrap();
        prop_assert_eq!(proof.concat(), oracle.prove_inclusion(number).as_bytes().to_vec());
        prop_assert!(verify_inclusion(&head, number as u64, &leaf_hash(&leaf(number as u64)), &proof));

        let old = old.index(count(size)) as u64 + 1;
        let proof = consistency(&log, old, size).unwrap();
        prop_assert!(verify_consistency(&ours(old).1, &head, &proof));
        if old < size {
            prop_assert_eq!(proof.concat(), oracle.prove_consistency(count(size - old)).as_bytes().to_vec());
        }
    }

    #[test]
    fn a_changed_proof_proves_nothing(size in 2u64..600, at: prop::sample::Index, bit in 0usize..8, place: prop::sample::Index) {
        let (log, head) = ours(size);
        let number = at.index(count(size)) as u64;
        let hash = leaf_hash(&leaf(number));
        let proof = inclusion(&log, size, number).unwrap();
        let mut flipped = proof.clone();
        flipped[place.index(proof.len())][3] ^= 1 << bit;
        prop_assert!(!verify_inclusion(&head, number, &hash, &flipped));
        prop_assert!(!verify_inclusion(&head, number, &hash, &proof[1..]));
        prop_assert!(!verify_inclusion(&head, number, &hash, &[&proof[..], &[hash]].concat()));
        prop_assert!(!verify_inclusion(&head, size, &hash, &proof));
        prop_assert!(!verify_inclusion(&head, (number + 1) % size, &hash, &proof));

        let old = ours(number + 1).1;
        let proof = consistency(&log, old.size, size).unwrap();
        prop_assert!(!verify_consistency(&old, &head, &[&proof[..], &[hash]].concat()));
        let forged = TreeHead { root: hash, ..old };
        prop_assert!(old.root == hash || !verify_consistency(&forged, &head, &proof));
        if let Some(place) = (!proof.is_empty()).then(|| place.index(proof.len())) {
            let mut flipped = proof.clone();
            flipped[place][3] ^= 1 << bit;
            prop_assert!(!verify_consistency(&old, &head, &flipped));
            prop_assert!(!verify_consistency(&old, &head, &proof[1..]));
        }
    }
}

#[test]
fn the_empty_tree_is_a_beginning_of_every_tree() {
    let (log, head) = ours(5);
    assert!(verify_consistency(&TreeHead::EMPTY, &head, &consistency(&log, 0, 5).unwrap()));
    assert!(!verify_consistency(&TreeHead { size: 0, root: head.root }, &head, &[]));
    assert!(!verify_consistency(&head, &TreeHead::EMPTY, &[]));
    assert!(inclusion(&log, 0, 0).unwrap().is_empty());
    assert!(!verify_inclusion(&TreeHead::EMPTY, 0, &head.root, &[]));
}
