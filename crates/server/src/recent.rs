//! A table of a fixed size for what strangers make: where it is full, the oldest goes.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    sync::{Mutex, MutexGuard},
};

use bedside_domain::Moment;

use crate::hub::Rate;

/// A key belongs to one set, by a hash that outsiders cannot foresee, and a set holds so many.
const SETS: usize = 1_024;
const WAYS: usize = 8;

/// The last 8 192 keys, about, and a value for each.
pub(crate) struct Recent<K, V> {
    hasher: RandomState,
    sets: Vec<Vec<Entry<K, V>>>,
}

struct Entry<K, V> {
    key: K,
    used: Moment,
    value: V,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        let sets = (0..SETS).map(|_| Vec::new()).collect();
        Self { hasher: RandomState::new(), sets }
    }
}

impl<K: Hash + Eq, V: Default> Recent<K, V> {
    /// The key's value; a new one where there is none, in the place of the one that was not used for longest.
    pub(crate) fn entry(&mut self, key: K, now: Moment) -> &mut V {
        let hash = self.hasher.hash_one(&key);
        let set = &mut self.sets[usize::try_from(hash % SETS as u64).unwrap_or_default()];
        let at = match set.iter().position(|entry| entry.key == key) {
            Some(at) => at,
            None => {
                let new = Entry { key, used: now, value: V::default() };
                let oldest = (0..set.len()).min_by_key(|at| set[*at].used);
                match oldest {
                    Some(oldest) if set.len() >= WAYS => {
                        set[oldest] = new;
                        oldest
                    }
                    _ => {
                        set.push(new);
                        set.len() - 1
                    }
                }
            }
        };
        let entry = &mut set[at];
        entry.used = now;
        &mut entry.value
    }
}

/// So many a minute for each key: a source, a session.
///
/// The table is of a fixed size. Who fills it, with thousands of keys, makes it forget the oldest: those then have their minute's
/// share again. Nobody is refused because of it.
pub(crate) struct RecentRate<K> {
    limit: u32,
    // A std Mutex: held for a look-up, never across an await.
    rates: Mutex<Recent<K, Rate>>,
}

impl<K: Hash + Eq> RecentRate<K> {
    /// `limit` a minute.
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, rates: Mutex::default() }
    }

    /// Whether the key has had its share.
    pub(crate) fn is_used_up(&self, key: K, now: Moment) -> bool {
        self.rates().entry(key, now).count(now) >= self.limit
    }

    /// One more.
    pub(crate) fn note(&self, key: K, now: Moment) {
        self.rates().entry(key, now).note(now);
    }

    /// One more, if there is room.
    pub(crate) fn admit(&self, key: K, now: Moment) -> bool {
        let mut rates = self.rates();
        let rate = rates.entry(key, now);
        let room = rate.count(now) < self.limit;
        if room {
            rate.note(now);
        }
        room
    }

    fn rates(&self) -> MutexGuard<'_, Recent<K, Rate>> {
        self.rates.lock().expect("no panic while held")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_are_kept_and_it_does_not_grow() {
        let mut recent = Recent::<u32, u32>::default();
        for key in 0..100_000 {
            *recent.entry(key, Moment(u64::from(key))) = key;
            assert_eq!(*recent.entry(key, Moment(u64::from(key))), key);
            // One that is used again and again outlives those that come and go.
            *recent.entry(u32::MAX, Moment(u64::from(key))) += 1;
        }
        assert_eq!(*recent.entry(u32::MAX, Moment(100_000)), 100_000);
        assert!(recent.sets.iter().map(Vec::len).sum::<usize>() <= SETS * WAYS);
        assert_eq!(*recent.entry(0, Moment(100_000)), 0, "the first is long forgotten");
    }
}
