//! The growing edge of the Merkle tree: append leaves, know the root, emit the tiles that changed.
//!
//! Only the partial tile of each level is held or read, so an append costs the new leaves and at most 255 hashes a level,
//! whatever the size of the tree.

use crate::hash::{EMPTY_ROOT, Hash, node_hash};
use crate::tile::{self, MAX_LEVEL, TILE_HEIGHT, TILE_WIDTH, TileCoord, TileStore};

/// Size and root of the tree at one moment: what a checkpoint signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of leaves.
    pub size: u64,
    /// RFC 6962 Merkle Tree Hash of these leaves.
    pub root: Hash,
}

impl TreeHead {
    /// The head of the tree without leaves.
    pub const EMPTY: TreeHead = TreeHead { size: 0, root: EMPTY_ROOT };
}

/// What [`integrate`] wants written: tiles first, then the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// Every tile that is new or has grown, full and partial, with its bytes.
    pub tiles: Vec<(TileCoord, Vec<u8>)>,
    /// The head that these tiles make true.
    pub head: TreeHead,
}

/// Why the right edge of a tree cannot be used. The log is damaged: restore it from a backup, do not append to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError<E> {
    /// The store failed to read.
    #[error("a tile could not be read")]
    Store(#[source] E),
    /// A tile that the head needs is not stored, or is too short.
    #[error("tile {} is missing or cut short; restore the log from a backup", .0.path())]
    MissingTile(TileCoord),
    /// The tiles do not hash to the root they should.
    #[error(
        "the stored tiles of tree size {size} do not hash to its signed root; restore the log from a backup"
    )]
    RootMismatch {
        /// Size of the tree whose root was expected.
        size: u64,
    },
    /// More than 2^64 − 1 leaves.
    #[error("the log is full")]
    Full,
}

/// Appends `leaf_hashes` to the tree `old`, whose tiles are in `store`.
///
/// Reads only the right edge, and checks first that it hashes to `old.root`. Writes nothing. The result depends on
/// nothing but the arguments, so that doing it again after a crash stages the same bytes.
pub fn integrate<S: TileStore>(
    store: &S,
    old: &TreeHead,
    leaf_hashes: &[Hash],
) -> Result<Staged, TreeError<S::Error>> {
    let mut edge = Edge::load(store, old)?;
    let mut tiles = Vec::new();
    for leaf in leaf_hashes {
        edge.push(*leaf, &mut |coord, hashes| tiles.push((coord, tile::to_bytes(hashes))))
            .ok_or(TreeError::Full)?;
    }
    edge.for_each_grown_partial(|coord, hashes| tiles.push((coord, tile::to_bytes(hashes))));
    Ok(Staged { tiles, head: edge.head() })
}

/// Whether the stored tiles hash to `head`: that the tree there, however much longer, begins with what was signed. Reads at
/// most one tile a level.
pub fn begins_with<S: TileStore>(store: &S, head: &TreeHead) -> Result<(), TreeError<S::Error>> {
    Edge::load(store, head).map(|_| ())
}

/// The partial tile of each level, lowest first: enough to append and to compute the root.
pub(crate) struct Edge {
    size: u64,
    levels: Vec<Level>,
}

struct Level {
    hashes: Vec<Hash>,
    grown: bool,
}

impl Edge {
    pub(crate) fn empty() -> Edge {
        Edge { size: 0, levels: Vec::new() }
    }

    pub(crate) fn load<S: TileStore>(store: &S, head: &TreeHead) -> Result<Edge, TreeError<S::Error>> {
        let mut levels = Vec::new();
        for level in 0..=MAX_LEVEL {
            let hashes = match partial_tile(head.size, level) {
                Some(coord) => read_tile(store, coord)?,
                None => Vec::new(),
            };
            levels.push(Level { hashes, grown: false });
        }
        let edge = Edge { size: head.size, levels };
        if edge.head() == *head { Ok(edge) } else { Err(TreeError::RootMismatch { size: head.size }) }
    }

    /// Appends one leaf hash and hands each tile that becomes full to `full`. `None` if the tree cannot grow.
    pub(crate) fn push(&mut self, leaf: Hash, full: &mut dyn FnMut(TileCoord, &[Hash])) -> Option<()> {
        self.size = self.size.checked_add(1)?;
        let mut carry = leaf;
        for level in 0..=MAX_LEVEL {
            let place = usize::from(level);
            if self.levels.len() == place {
                self.levels.push(Level { hashes: Vec::new(), grown: false });
            }
            let tile = &mut self.levels[place];
            tile.hashes.push(carry);
            tile.grown = true;
            if tile.hashes.len() < usize::from(TILE_WIDTH) {
                return Some(());
            }
            let index = (self.size >> shift(level)) / u64::from(TILE_WIDTH) - 1;
            full(TileCoord { level, index, width: TILE_WIDTH }, &tile.hashes);
            carry = perfect_root(&tile.hashes);
            tile.hashes.clear();
            tile.grown = false;
        }
        None // Not reached: fewer than 2^64 leaves never fill a tile of level 7.
    }

    /// Hands over each partial tile that has grown since the edge was made.
    pub(crate) fn for_each_grown_partial(&self, mut partial: impl FnMut(TileCoord, &[Hash])) {
        for (level, tile) in (0..=MAX_LEVEL).zip(&self.levels) {
            if let Some(coord) = partial_tile(self.size, level).filter(|_| tile.grown) {
                partial(coord, &tile.hashes);
            }
        }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn head(&self) -> TreeHead {
        let mut root = None;
        for level in &self.levels {
            root = join(&level.hashes, root);
        }
        TreeHead { size: self.size, root: root.unwrap_or(EMPTY_ROOT) }
    }
}

/// The partial tile of this level in a tree of this size; `None` if the level ends with a full tile or has none.
fn partial_tile(size: u64, level: u8) -> Option<TileCoord> {
    let hashes = size >> shift(level);
    let width = u16::try_from(hashes % u64::from(TILE_WIDTH)).expect("a remainder of 256 fits u16");
    (width > 0).then_some(TileCoord { level, index: hashes / u64::from(TILE_WIDTH), width })
}

/// Reads the hashes of one tile.
pub(crate) fn read_tile<S: TileStore>(store: &S, coord: TileCoord) -> Result<Vec<Hash>, TreeError<S::Error>> {
    let bytes = store.tile(coord).map_err(TreeError::Store)?;
    bytes.and_then(|bytes| tile::from_bytes(&bytes, coord.width)).ok_or(TreeError::MissingTile(coord))
}

/// Root of a power of two of hashes.
pub(crate) fn perfect_root(hashes: &[Hash]) -> Hash {
    debug_assert!(hashes.len().is_power_of_two());
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
    }
    row[0]
}

/// Joins the hashes of one level with what lies to the right of them: cuts them into powers of two, largest first, and
/// folds from the right, which is the shape of RFC 6962 §2.1.
pub(crate) fn join(hashes: &[Hash], right: Option<Hash>) -> Option<Hash> {
    let mut rest = hashes;
    let mut root = right;
    while !rest.is_empty() {
        let last = 1 << rest.len().trailing_zeros();
        let (before, piece) = rest.split_at(rest.len() - last);
        let piece = perfect_root(piece);
        root = Some(root.map_or(piece, |right| node_hash(&piece, &right)));
        rest = before;
    }
    root
}

/// Number of bits a leaf number is shifted right to count hashes of this level.
pub(crate) fn shift(level: u8) -> u32 {
    u32::from(level) * u32::from(TILE_HEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use proptest::prelude::*;
    use std::collections::HashMap;
    use std::convert::Infallible;

    #[derive(Default)]
    struct Tiles(HashMap<(u8, u64), Vec<u8>>);

    impl TileStore for Tiles {
        type Error = Infallible;

        fn tile(&self, coord: TileCoord) -> Result<Option<Vec<u8>>, Infallible> {
            Ok(self.0.get(&(coord.level, coord.index)).cloned())
        }
    }

    fn write(tiles: &mut Tiles, staged: Staged) -> TreeHead {
        for (coord, bytes) in staged.tiles {
            assert_eq!(bytes.len(), usize::from(coord.width) * 32);
            tiles.0.insert((coord.level, coord.index), bytes);
        }
        staged.head
    }

    fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    /// RFC 6962 §2.1, word for word.
    fn mth(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => EMPTY_ROOT,
            [one] => *one,
            many => {
                let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
                node_hash(&mth(left), &mth(right))
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn steps_of_any_size_give_the_root_of_the_definition(steps in prop::collection::vec(0u32..700, 1..6)) {
            let all = leaves(steps.iter().sum());
            let (mut tiles, mut head, mut done) = (Tiles::default(), TreeHead::EMPTY, 0);
            for step in steps {
                let next = done + step as usize;
                let staged = integrate(&tiles, &head, &all[done..next]).unwrap();
                head = write(&mut tiles, staged);
                done = next;
                prop_assert_eq!(head, TreeHead { size: done as u64, root: mth(&all[..done]) });
            }
        }
    }

    #[test]
    fn three_levels_of_tiles() {
        let all = leaves(70_000);
        let staged = integrate(&Tiles::default(), &TreeHead::EMPTY, &all).unwrap();
        assert_eq!(staged.head.root, mth(&all));
        let count = |level, full| {
            staged.tiles.iter().filter(|(c, _)| c.level == level && (c.width == 256) == full).count()
        };
        assert_eq!([count(0, true), count(1, true), count(2, true)], [273, 1, 0]);
        let partial: Vec<_> =
            staged.tiles.iter().filter(|(c, _)| c.width < 256).map(|(c, _)| (c.level, c.width)).collect();
        assert_eq!(partial, [(0, 112), (1, 17), (2, 1)]);
    }

    #[test]
    fn a_damaged_edge_is_not_appended_to() {
        let mut tiles = Tiles::default();
        let staged = integrate(&tiles, &TreeHead::EMPTY, &leaves(300)).unwrap();
        let head = write(&mut tiles, staged);
        tiles.0.get_mut(&(0, 1)).unwrap()[5] ^= 1;
        assert_eq!(integrate(&tiles, &head, &leaves(1)), Err(TreeError::RootMismatch { size: 300 }));
        tiles.0.remove(&(0, 1));
        let missing = TileCoord { level: 0, index: 1, width: 44 };
        assert_eq!(integrate(&tiles, &head, &leaves(1)), Err(TreeError::MissingTile(missing)));
    }

    #[test]
    fn a_tile_wider_than_the_head_is_cut() {
        let mut tiles = Tiles::default();
        let head = write(&mut tiles, integrate(&Tiles::default(), &TreeHead::EMPTY, &leaves(10)).unwrap());
        let staged = integrate(&tiles, &head, &leaves(20)[10..]).unwrap();
        write(&mut tiles, staged);
        let again = integrate(&tiles, &head, &leaves(20)[10..]).unwrap();
        assert_eq!(again.head.root, mth(&leaves(20)));
    }
}
