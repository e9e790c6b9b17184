//! A wrapped epoch key is not a wrapped data key.

use bedside_keys::{EpochKey, WrappedEpochKey};

fn unwrap(key: &EpochKey, wrapped: &WrappedEpochKey) {
    let _ = key.unwrap([0; 16], [0; 16], wrapped);
}

fn main() {}
