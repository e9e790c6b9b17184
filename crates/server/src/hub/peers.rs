//! Every connection, so that a drain can reach those that take part in nothing.

use std::sync::{Arc, Mutex, Weak};

use super::Peer;

const SHARDS: usize = 16;

/// All connections that said hello, in shards by address so that arrivals do not wait for one another.
pub(crate) struct Peers {
    shards: Vec<Mutex<Vec<Weak<Peer>>>>,
}

impl Default for Peers {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Peers {
    fn shard(&self, peer: &Arc<Peer>) -> &Mutex<Vec<Weak<Peer>>> {
        &self.shards[(Arc::as_ptr(peer) as usize / align_of::<Peer>() / 8) % SHARDS]
    }

    /// One more. Those that are gone are removed now and then, so that the cost stays constant on average.
    pub(crate) fn add(&self, peer: &Arc<Peer>) {
        let mut shard = self.shard(peer).lock().expect("no panic while held");
        if shard.len() == shard.capacity() {
            shard.retain(|peer| peer.strong_count() > 0);
        }
        shard.push(Arc::downgrade(peer));
    }

    /// Those that are there now.
    pub(crate) fn all(&self) -> Vec<Arc<Peer>> {
        self.shards
            .iter()
            .flat_map(|shard| {
                shard
                    .lock()
                    .expect("no panic while held")
                    .iter()
                    .filter_map(Weak::upgrade)
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}
