//! Fuzz targets as plain functions: each takes any bytes, and panics only if an invariant of this crate is broken.

use crate::checkpoint::{Checkpoint, Verifier};
use crate::entry::{ENTRY_BYTES, Entry};
use crate::note::NoteVerifier;
use crate::tile;

/// A leaf either decodes and encodes to the same bytes, or is refused.
pub fn fuzz_entry(bytes: &[u8]) {
    if let Ok(entry) = Entry::decode(bytes) {
        assert_eq!(bytes.len(), ENTRY_BYTES, "only leaves of the fixed width decode");
        assert_eq!(entry.encode(), bytes, "decoding loses nothing");
        assert_eq!(Entry::decode(&entry.encode()), Ok(entry), "encoding loses nothing");
    }
    if let Some(leaves) = tile::decode_bundle(bytes) {
        assert_eq!(tile::encode_bundle(leaves).as_deref(), Some(bytes), "a bundle has one encoding");
    }
}

/// No bytes pass for a note of a key whose secret is unknown, and what parses has one spelling.
pub fn fuzz_note(bytes: &[u8]) {
    // The public key of the Go checksum database; whoever can make a note of it from these bytes has forged one.
    const FOREIGN_KEY: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(verifier) = NoteVerifier::parse(text) {
        assert_eq!(verifier.to_text(), text, "a verifier key has one spelling");
    }
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.format(), text, "a checkpoint has one spelling");
    }
    if let Some(coord) = tile::TileCoord::parse(text) {
        assert_eq!(coord.path(), text, "a tile has one path");
    }
    let verifier = Verifier::parse(FOREIGN_KEY).expect("a well-formed key");
    if let Ok(checkpoint) = verifier.verify(text) {
        assert!(text.starts_with(&checkpoint.format()), "what is returned is what was signed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>) {
            fuzz_entry(&bytes);
            fuzz_note(&bytes);
        }

        #[test]
        fn text_that_looks_like_a_note(text in "[a+/.=0-9\n\u{2014} ]{0,80}") {
            fuzz_note(text.as_bytes());
        }
    }
}
