//! Where a connection comes from, as far as limits are concerned: an IPv4 address, or the /64 that one IPv6 subscriber gets.

use std::{collections::HashMap, net::IpAddr, sync::Mutex};

use crate::recent::RecentRate;

/// One source. Of the TCP peer: behind a proxy all are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    V4([u8; 4]),
    /// The first 64 bits (RFC 4291 §2.5.4).
    V6([u8; 8]),
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.octets()),
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, g, h, ..] = address.octets();
                Self::V6([a, b, c, d, e, f, g, h])
            }
        }
    }
}

/// A source that used up its share comes again after this.
pub(crate) const SOURCE_RETRY_S: u32 = 60;

/// So many a minute from one source.
pub(crate) type SourceRate = RecentRate<Source>;

/// Connections that have not said who they are, counted by source. As many sources as there are connections at most.
pub(crate) struct Strangers {
    limit: usize,
    // A std Mutex: held for a map access, never across an await.
    sources: Mutex<HashMap<Source, usize>>,
}

impl Strangers {
    /// `limit` at once from one source.
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, sources: Mutex::default() }
    }

    /// One more, if its source has room.
    pub(crate) fn enter(&self, source: Source) -> bool {
        let mut sources = self.sources.lock().expect("no panic while held");
        let count = sources.entry(source).or_default();
        let room = *count < self.limit;
        *count += usize::from(room);
        room
    }

    /// One fewer: it is known by now, or gone.
    pub(crate) fn leave(&self, source: Source) {
        let mut sources = self.sources.lock().expect("no panic while held");
        if let Some(count) = sources.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                sources.remove(&source);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bedside_domain::Moment;

    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, same: bool) {
        let source = |text: &str| Source::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(source(one) == source(other), same, "{one} {other}");
    }

    #[test]
    fn an_address_or_a_subscribers_network_is_one_source() {
        check("192.0.2.1", "192.0.2.1", true);
        check("192.0.2.1", "192.0.2.2", false);
        check("192.0.2.1", "::ffff:192.0.2.1", true);
        check("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true);
        check("2001:db8:1:2::1", "2001:db8:1:3::1", false);
    }

    #[test]
    fn strangers_are_counted_while_they_are_there() {
        let strangers = Strangers::new(2);
        let (one, other) = (Source::V4([1; 4]), Source::V4([2; 4]));
        assert!(strangers.enter(one) && strangers.enter(one) && !strangers.enter(one));
        assert!(strangers.enter(other), "another source is not touched");
        strangers.leave(one);
        assert!(strangers.enter(one));
        (0..2).for_each(|_| strangers.leave(one));
        strangers.leave(other);
        assert!(strangers.sources.lock().unwrap().is_empty());
    }

    #[test]
    fn a_share_is_used_up_and_comes_back() {
        let rate = SourceRate::new(2);
        let source = Source::V4([1; 4]);
        for _ in 0..2 {
            assert!(!rate.is_used_up(source, Moment(60_000)));
            rate.note(source, Moment(60_000));
        }
        assert!(rate.is_used_up(source, Moment(60_000)));
        assert!(!rate.is_used_up(Source::V4([2; 4]), Moment(60_000)));
        assert!(!rate.is_used_up(source, Moment(180_000)));
    }
}
