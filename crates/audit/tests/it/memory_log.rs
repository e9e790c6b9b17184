//! A log in memory that can lose a write, or do it and report it lost.

use bedside_audit::{Committed, LogStore, SignedHead, TileCoord, TileStore, TreeHead};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// What happens to the write that fails.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// It did not happen.
    Lost,
    /// It happened, but the caller is told that it failed.
    DoneButReportedLost,
}

/// The only error there is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unavailable;

#[derive(Clone, Default)]
pub(crate) struct MemoryLog {
    pub(crate) entries: RefCell<Vec<Vec<u8>>>,
    pub(crate) tiles: RefCell<HashMap<(u8, u64), Vec<u8>>>,
    pub(crate) committed: RefCell<Option<SignedHead>>,
    pub(crate) published: RefCell<Option<SignedHead>>,
    /// Every head that was ever committed or published: what the world may have seen.
    pub(crate) seen: RefCell<Vec<SignedHead>>,
    /// The place of publication is away.
    pub(crate) unpublishable: Cell<bool>,
    fault: Cell<Option<(u32, Fault)>>,
}

impl MemoryLog {
    /// The write number `point` from now on, counted from 0, fails in this way.
    pub(crate) fn fail(&self, point: u32, fault: Fault) {
        self.fault.set(Some((point, fault)));
    }

    /// Forgets the fault; true if it has struck.
    pub(crate) fn restart(&self) -> bool {
        self.fault.take().is_none()
    }

    pub(crate) fn append(&self, leaf: impl Into<Vec<u8>>) {
        self.entries.borrow_mut().push(leaf.into());
    }

    fn write<R>(&self, done: impl FnOnce() -> R) -> Result<R, Unavailable> {
        match self.fault.get() {
            Some((0, fault)) => {
                self.fault.set(None);
                if matches!(fault, Fault::DoneButReportedLost) {
                    done();
                }
                Err(Unavailable)
            }
            Some((left, fault)) => {
                self.fault.set(Some((left - 1, fault)));
                Ok(done())
            }
            None => Ok(done()),
        }
    }
}

impl TileStore for MemoryLog {
    type Error = Unavailable;

    fn tile(&self, coord: TileCoord) -> Result<Option<Vec<u8>>, Unavailable> {
        let width = usize::from(coord.width) * 32;
        let tiles = self.tiles.borrow();
        Ok(tiles.get(&(coord.level, coord.index)).and_then(|bytes| bytes.get(..width)).map(<[u8]>::to_vec))
    }
}

impl LogStore for MemoryLog {
    fn committed(&self) -> Result<Option<SignedHead>, Unavailable> {
        Ok(self.committed.borrow().clone())
    }

    fn published(&self) -> Result<Option<SignedHead>, Unavailable> {
        Ok(self.published.borrow().clone())
    }

    fn entries(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, Unavailable> {
        let from = usize::try_from(from).unwrap();
        Ok(self.entries.borrow().iter().skip(from).take(limit).cloned().collect())
    }

    /// One write a tile: a crash in the middle leaves the first ones.
    fn stage(&self, tiles: &[(TileCoord, Vec<u8>)]) -> Result<(), Unavailable> {
        for (coord, bytes) in tiles {
            self.write(|| {
                let mut tiles = self.tiles.borrow_mut();
                let stored = tiles.entry((coord.level, coord.index)).or_default();
                let common = stored.len().min(bytes.len());
                assert_eq!(stored[..common], bytes[..common], "a tile only ever grows: {}", coord.path());
                if bytes.len() > stored.len() {
                    stored.clone_from(bytes);
                }
            })?;
        }
        Ok(())
    }

    fn commit(&self, expected: Option<&TreeHead>, new: &SignedHead) -> Result<Committed, Unavailable> {
        self.write(|| {
            let mut committed = self.committed.borrow_mut();
            if committed.as_ref().map(|head| &head.head) != expected {
                return Committed::Conflict;
            }
            *committed = Some(new.clone());
            self.seen.borrow_mut().push(new.clone());
            Committed::Done
        })
    }

    fn publish(&self, head: &SignedHead) -> Result<(), Unavailable> {
        if self.unpublishable.get() {
            return Err(Unavailable);
        }
        self.write(|| {
            let mut published = self.published.borrow_mut();
            if published.as_ref().is_none_or(|old| old.head.size <= head.head.size) {
                *published = Some(head.clone());
                self.seen.borrow_mut().push(head.clone());
            }
        })
    }
}
