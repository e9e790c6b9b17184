//! Every connection, so that a drain can reach those that take part in nothing, and one session cannot hold them all.

use std::sync::{Arc, Mutex, Weak};

use super::Peer;

/// Many, so that arrivals do not wait for one another and a session's connections are found among few.
const SHARDS: usize = 256;
/// Connections one session may hold: tabs, and those that are dead and not yet noticed.
const SESSION_CONNECTIONS: usize = 32;
/// Of these, on the fallback: browsers allow six to a host.
const SESSION_STREAMS: usize = 8;

/// A session has as many connections as it may have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this session has {0} connections open; close other tabs, or wait until lost ones are noticed")]
pub(crate) struct TooManyConnections(usize);

/// All connections that said hello, in shards by session. A session's hash is of random bytes that the server chose: the shards
/// are even, whoever comes.
pub(crate) struct Peers {
    shards: Vec<Mutex<Vec<Weak<Peer>>>>,
}

impl Default for Peers {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Peers {
    fn shard(&self, session: [u8; 32]) -> &Mutex<Vec<Weak<Peer>>> {
        &self.shards[usize::from(session[0]) % SHARDS]
    }

    /// One more, unless its session has as many as it may have. Those that are gone are removed now and then, so that the cost stays
    /// constant on average.
    pub(crate) fn admit(&self, peer: &Arc<Peer>) -> Result<(), TooManyConnections> {
        let mut shard = self.shard(peer.session).lock().expect("no panic while held");
        let (mut all, mut streams) = (0, 0);
        for other in shard.iter().filter_map(Weak::upgrade).filter(|other| other.session == peer.session) {
            all += 1;
            streams += usize::from(other.is_stream);
        }
        if all >= SESSION_CONNECTIONS {
            return Err(TooManyConnections(all));
        }
        if peer.is_stream && streams >= SESSION_STREAMS {
            return Err(TooManyConnections(streams));
        }
        if shard.len() == shard.capacity() {
            shard.retain(|peer| peer.strong_count() > 0);
        }
        shard.push(Arc::downgrade(peer));
        Ok(())
    }

    /// The connections of a session.
    pub(crate) fn of_session(&self, session: [u8; 32]) -> Vec<Arc<Peer>> {
        let shard = self.shard(session).lock().expect("no panic while held");
        shard.iter().filter_map(Weak::upgrade).filter(|peer| peer.session == session).collect()
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

#[cfg(test)]
mod tests {
    use bedside_domain::{Actor, Moment, OrganisationId, VisitorId};

    use super::*;

    fn peer(session: u8, is_stream: bool) -> Arc<Peer> {
        let who = Actor::Visitor(VisitorId::from_bytes([session; 16]));
        Arc::new(Peer::new(
            OrganisationId::from_bytes([1; 16]),
            who,
            [session; 32],
            Moment(0),
            Moment(0),
            is_stream,
        ))
    }

    #[test]
    fn a_session_holds_so_many_and_the_oldest_stay() {
        let peers = Peers::default();
        let mut held: Vec<_> = (0..SESSION_STREAMS).map(|_| peer(1, true)).collect();
        held.iter().for_each(|peer| peers.admit(peer).unwrap());
        assert_eq!(peers.admit(&peer(1, true)), Err(TooManyConnections(SESSION_STREAMS)));
        while held.len() < SESSION_CONNECTIONS {
            held.push(peer(1, false));
            peers.admit(held.last().unwrap()).unwrap();
        }
        assert_eq!(peers.admit(&peer(1, false)), Err(TooManyConnections(SESSION_CONNECTIONS)));
        let other = peer(2, false);
        peers.admit(&other).unwrap();
        assert_eq!(
            (peers.of_session([1; 32]).len(), peers.of_session([2; 32]).len()),
            (SESSION_CONNECTIONS, 1)
        );
        // Room is made by those that go.
        held.remove(0);
        peers.admit(&peer(1, true)).unwrap();
    }
}
