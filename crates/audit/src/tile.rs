//! C2SP tlog-tiles: where the hashes of the tree are kept, and how tiles and entry bundles are named.
//!
//! A tile holds up to 256 consecutive hashes of one level. Level 0 holds leaf hashes; a hash of level `l + 1` is the
//! RFC 6962 root of a full tile of level `l`. Source: <https://c2sp.org/tlog-tiles>.

use crate::hash::{HASH_BYTES, Hash, ZERO_HASH};

/// Hashes in a full tile.
pub const TILE_WIDTH: u16 = 256;

/// log2 of [`TILE_WIDTH`].
pub const TILE_HEIGHT: u8 = 8;

/// Highest level that a tree of 2^64 − 1 leaves can reach. (tlog-tiles allows names up to 63.)
pub const MAX_LEVEL: u8 = 7;

const MAX_LEVEL_NAME: u8 = 63;

/// Names one tile. `width` is 256 for a full tile and 1 to 255 for a partial one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileCoord {
    /// Level, from 0 at the leaves.
    pub level: u8,
    /// Place in the level, from 0 on the left.
    pub index: u64,
    /// Number of hashes, 1 to 256.
    pub width: u16,
}

/// Where hash tiles are read from.
pub trait TileStore {
    /// Why a read failed; "not there" is no error.
    type Error;

    /// The first `coord.width` hashes of the tile, `coord.width × 32` bytes; `None` if they are not stored.
    ///
    /// - A store MAY keep only the widest version of a tile and answer a narrower request with its beginning: tiles
    ///   only ever grow at the end.
    /// - It MUST NOT answer with fewer bytes than asked for; more are ignored.
    fn tile(&self, coord: TileCoord) -> Result<Option<Vec<u8>>, Self::Error>;
}

impl<T: TileStore + ?Sized> TileStore for &T {
    type Error = T::Error;

    fn tile(&self, coord: TileCoord) -> Result<Option<Vec<u8>>, Self::Error> {
        (**self).tile(coord)
    }
}

impl TileCoord {
    /// `tile/<L>/<N>[.p/<W>]`, relative to the prefix of the log.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, index_path(self.index, self.width))
    }

    /// Reads a path made by [`TileCoord::path`]; `None` for anything else, other spellings included.
    pub fn parse(path: &str) -> Option<TileCoord> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level: u8 = canonical_number(level)?;
        let (index, width) = parse_index_path(rest)?;
        (level <= MAX_LEVEL_NAME).then_some(TileCoord { level, index, width })
    }
}

/// `tile/entries/<N>[.p/<W>]`: the path of the bundle that holds leaves `256 × index` and on.
pub fn entries_path(index: u64, width: u16) -> String {
    format!("tile/entries/{}", index_path(index, width))
}

/// Reads a path made by [`entries_path`]: index and width; `None` for anything else.
pub fn parse_entries_path(path: &str) -> Option<(u64, u16)> {
    parse_index_path(path.strip_prefix("tile/entries/")?)
}

/// An entry bundle: each leaf after its length as a big-endian 16-bit integer. `None` if a leaf is longer than 65 535 bytes.
pub fn encode_bundle<'a>(leaves: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut bundle = Vec::new();
    for leaf in leaves {
        bundle.extend_from_slice(&u16::try_from(leaf.len()).ok()?.to_be_bytes());
        bundle.extend_from_slice(leaf);
    }
    Some(bundle)
}

/// The leaves of an entry bundle; `None` if it is cut short.
pub fn decode_bundle(mut bundle: &[u8]) -> Option<Vec<&[u8]>> {
    let mut leaves = Vec::new();
    while let Some((length, rest)) = bundle.split_first_chunk() {
        let (leaf, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        leaves.push(leaf);
        bundle = rest;
    }
    bundle.is_empty().then_some(leaves)
}

/// The bytes of a tile.
pub(crate) fn to_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// The first `width` hashes of a stored tile; `None` if it has fewer.
pub(crate) fn from_bytes(bytes: &[u8], width: u16) -> Option<Vec<Hash>> {
    let bytes = bytes.get(..usize::from(width) * HASH_BYTES)?;
    Some(
        bytes
            .chunks_exact(HASH_BYTES)
            .map(|chunk| {
                let mut hash = ZERO_HASH;
                hash.copy_from_slice(chunk);
                hash
            })
            .collect(),
    )
}

fn index_path(index: u64, width: u16) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut above = index / 1000;
    while above > 0 {
        path = format!("x{:03}/{path}", above % 1000);
        above /= 1000;
    }
    if width < TILE_WIDTH { format!("{path}.p/{width}") } else { path }
}

fn parse_index_path(path: &str) -> Option<(u64, u16)> {
    let (digits, width) = match path.split_once(".p/") {
        Some((digits, width)) => (digits, canonical_number(width).filter(|w| (1..TILE_WIDTH).contains(w))?),
        None => (path, TILE_WIDTH),
    };
    let mut index: u64 = 0;
    for group in digits.split('/') {
        let group: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
        index = index.checked_mul(1000)?.checked_add(group)?;
    }
    (index_path(index, width) == path).then_some((index, width))
}

/// A decimal number without sign and without leading zeroes.
pub(crate) fn canonical_number<N: std::str::FromStr + ToString>(text: &str) -> Option<N> {
    text.parse().ok().filter(|number: &N| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(level: u8, index: u64, width: u16, path: &str) {
        let coord = TileCoord { level, index, width };
        assert_eq!(coord.path(), path);
        assert_eq!(TileCoord::parse(path), Some(coord));
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        check(0, 0, 256, "tile/0/000");
        check(0, 273, 112, "tile/0/273.p/112");
        check(1, 1_234_067, 256, "tile/1/x001/x234/067");
        check(2, 1000, 1, "tile/2/x001/000.p/1");
        check(63, u64::MAX, 255, "tile/63/x018/x446/x744/x073/x709/x551/615.p/255");
        assert_eq!(entries_path(1_234_067, 5), "tile/entries/x001/x234/067.p/5");
        assert_eq!(parse_entries_path("tile/entries/x001/x234/067.p/5"), Some((1_234_067, 5)));
    }

    #[test]
    fn other_spellings_are_refused() {
        for path in [
            "",
            "tile/0/",
            "tile/0/0",
            "tile/0/0000",
            "tile/00/000",
            "tile/64/000",
            "tile/+1/000",
            "tile/0/x000/000",
            "tile/0/001/000",
            "tile/0/x001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/xx01/000",
            "/tile/0/000",
        ] {
            assert_eq!(TileCoord::parse(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn paths_round_trip(level in 0u8..=63, index: u64, width in 1u16..=256) {
            let coord = TileCoord { level, index, width };
            prop_assert_eq!(TileCoord::parse(&coord.path()), Some(coord));
        }

        #[test]
        fn bundles_round_trip(leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20)) {
            let bundle = encode_bundle(leaves.iter().map(Vec::as_slice)).unwrap();
            prop_assert_eq!(decode_bundle(&bundle).unwrap(), leaves);
        }

        #[test]
        fn any_bytes_are_a_bundle_or_refused(bytes: Vec<u8>) {
            if let Some(leaves) = decode_bundle(&bytes) {
                prop_assert_eq!(encode_bundle(leaves), Some(bytes.clone()));
            }
        }
    }
}
