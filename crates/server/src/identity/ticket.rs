//! Tickets: a connection is opened with one, so that no cookie or bearer token travels in a frame. Each opens one. Signed under a
//! key that lives in memory only: after a restart clients fetch new ones with their session.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bedside_domain::{
    Millis, OrganisationId, PersonId, Rng, SiteId, StaffId, VisitorId, limits::TICKET_LIFETIME_MS,
};
use bedside_storage::SessionOwner;
use zeroize::Zeroizing;

/// kind(1) ‖ serial(8) ‖ organisation(16) ‖ session hash(32) ‖ expiry(8) ‖ session's end(8) ‖ last use(8) ‖ ids(16 × 3) ‖ consent version(4)
const CLAIMS_BYTES: usize = 1 + 8 + 16 + 32 + 8 + 8 + 8 + 48 + 4;
const MAC_BYTES: usize = 32;
/// Used tickets that are remembered. Four thousand connections a second fill it; then the first is forgotten, and ends by itself
/// within the minute: people who come must not be turned away for it.
const USED: usize = 250_000;

/// What a ticket says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TicketClaims {
    pub(crate) organisation: OrganisationId,
    pub(crate) session: [u8; 32],
    pub(crate) owner: SessionOwner,
    /// When the session ends at the latest: its connections end with it.
    pub(crate) session_ends: Millis,
    /// When its owner was last seen to do something.
    pub(crate) used_at: Millis,
}

/// Makes and checks tickets.
pub(crate) struct Tickets {
    key: hmac::Key,
    /// Sessions that were ended while a ticket of theirs may be about, and when.
    // A std Mutex: held for a map access, never across an await.
    ended: Mutex<HashMap<[u8; 32], Millis>>,
    used: Mutex<Used>,
    serial: AtomicU64,
}

/// Serials of tickets that were used and would still be good.
#[derive(Default)]
struct Used {
    serials: HashSet<u64>,
    in_order: VecDeque<(Millis, u64)>,
}

impl Used {
    /// Uses a ticket. False where it was used before.
    fn once(&mut self, serial: u64, now: Millis) -> bool {
        while let Some((at, oldest)) = self.in_order.front().copied()
            && (now.since(at) > TICKET_LIFETIME_MS || self.in_order.len() >= USED)
        {
            self.in_order.pop_front();
            self.serials.remove(&oldest);
        }
        let is_new = self.serials.insert(serial);
        if is_new {
            self.in_order.push_back((now, serial));
        }
        is_new
    }
}

impl Tickets {
    /// With a key of its own.
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill(&mut *secret);
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &*secret),
            ended: Mutex::default(),
            used: Mutex::default(),
            serial: AtomicU64::new(0),
        }
    }

    /// A ticket good for one connection, until a minute from now.
    pub(crate) fn issue(&self, claims: &TicketClaims, now: Millis) -> String {
        let mut bytes = Vec::with_capacity(CLAIMS_BYTES + MAC_BYTES);
        let (kind, ids, consent) = match claims.owner {
            SessionOwner::Visitor { visitor, person, site, consent_version } => {
                (1, [visitor.to_bytes(), person.to_bytes(), site.to_bytes()], consent_version)
            }
            SessionOwner::Staff(staff) => (2, [staff.to_bytes(), [0; 16], [0; 16]], 0),
        };
        bytes.push(kind);
        bytes.extend_from_slice(&self.serial.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes.extend_from_slice(&claims.organisation.to_bytes());
        bytes.extend_from_slice(&claims.session);
        bytes.extend_from_slice(&now.plus_ms(TICKET_LIFETIME_MS).0.to_be_bytes());
        bytes.extend_from_slice(&claims.session_ends.0.to_be_bytes());
        bytes.extend_from_slice(&claims.used_at.0.to_be_bytes());
        bytes.extend(ids.into_iter().flatten());
        bytes.extend_from_slice(&consent.to_be_bytes());
        let mac = hmac::sign(&self.key, &bytes);
        bytes.extend_from_slice(mac.as_ref());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Tickets of this session are good no more: it was ended.
    pub(crate) fn end(&self, session: [u8; 32], now: Millis) {
        let mut ended = self.ended.lock().expect("no panic while held");
        ended.retain(|_, at| now.since(*at) <= TICKET_LIFETIME_MS);
        ended.insert(session, now);
    }

    /// Whether this session was ended while a ticket of its could be good.
    pub(crate) fn has_ended(&self, session: [u8; 32]) -> bool {
        self.ended.lock().expect("no panic while held").contains_key(&session)
    }

    /// What the ticket says, if it is one of ours, not over, not used, and its session was not ended meanwhile. It is used then.
    pub(crate) fn redeem(&self, ticket: &str, now: Millis) -> Option<TicketClaims> {
        if ticket.len() > 2 * (CLAIMS_BYTES + MAC_BYTES) {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(ticket).ok()?;
        let (claims, mac) = bytes.split_at_checked(CLAIMS_BYTES)?;
        hmac::verify(&self.key, claims, mac).ok()?;
        let mut rest = claims;
        let [kind] = take(&mut rest)?;
        let serial = u64::from_be_bytes(take(&mut rest)?);
        let organisation = OrganisationId::from_bytes(take(&mut rest)?);
        let session = take(&mut rest)?;
        if self.has_ended(session) {
            return None;
        }
        let expires = Millis(u64::from_be_bytes(take(&mut rest)?));
        if now >= expires || expires.since(now) > TICKET_LIFETIME_MS {
            return None;
        }
        let session_ends = Millis(u64::from_be_bytes(take(&mut rest)?));
        let used_at = Millis(u64::from_be_bytes(take(&mut rest)?));
        let ids: [[u8; 16]; 3] = [take(&mut rest)?, take(&mut rest)?, take(&mut rest)?];
        let consent_version = u32::from_be_bytes(take(&mut rest)?);
        let owner = match kind {
            1 => SessionOwner::Visitor {
                visitor: VisitorId::from_bytes(ids[0]),
                person: PersonId::from_bytes(ids[1]),
                site: SiteId::from_bytes(ids[2]),
                consent_version,
            },
            2 => SessionOwner::Staff(StaffId::from_bytes(ids[0])),
            _ => return None,
        };
        if !self.used.lock().expect("no panic while held").once(serial, now) {
            return None;
        }
        Some(TicketClaims { organisation, session, owner, session_ends, used_at })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_at_checked(N)?;
    *rest = tail;
    head.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRng;

    fn claims() -> TicketClaims {
        TicketClaims {
            organisation: OrganisationId::from_bytes([1; 16]),
            session: [2; 32],
            owner: SessionOwner::Visitor {
                visitor: VisitorId::from_bytes([3; 16]),
                person: PersonId::from_bytes([4; 16]),
                site: SiteId::from_bytes([5; 16]),
                consent_version: 6,
            },
            session_ends: Millis(7),
            used_at: Millis(8),
        }
    }

    #[test]
    fn says_what_was_put_in_and_ends_after_a_minute() {
        let tickets = Tickets::new(&SystemRng);
        let ticket = || tickets.issue(&claims(), Millis(1_000));
        assert_eq!(tickets.redeem(&ticket(), Millis(1_000)), Some(claims()));
        assert_eq!(tickets.redeem(&ticket(), Millis(60_999)), Some(claims()));
        assert_eq!(tickets.redeem(&ticket(), Millis(61_000)), None);
        // A clock that went back does not make a ticket last longer.
        assert_eq!(tickets.redeem(&ticket(), Millis(0)), None);
    }

    #[test]
    fn is_good_once() {
        let tickets = Tickets::new(&SystemRng);
        let (ticket, other) = (tickets.issue(&claims(), Millis(0)), tickets.issue(&claims(), Millis(0)));
        assert_eq!(tickets.redeem(&ticket, Millis(0)), Some(claims()));
        assert_eq!(tickets.redeem(&ticket, Millis(59_999)), None);
        assert_eq!(tickets.redeem(&other, Millis(59_999)), Some(claims()), "each on its own");
        // What cannot be good any more is forgotten.
        let late = tickets.issue(&claims(), Millis(200_000));
        assert_eq!(tickets.redeem(&late, Millis(200_000)), Some(claims()));
        let used = tickets.used.lock().unwrap();
        assert_eq!((used.serials.len(), used.in_order.len()), (1, 1));
    }

    #[test]
    fn those_that_are_remembered_are_bounded() {
        let mut used = Used::default();
        assert!((0..2 * USED as u64).all(|serial| used.once(serial, Millis(0))));
        assert_eq!((used.serials.len(), used.in_order.len()), (USED, USED));
        assert!(!used.once(2 * USED as u64 - 1, Millis(0)));
    }

    #[test]
    fn ends_with_its_session() {
        let tickets = Tickets::new(&SystemRng);
        let ticket = || tickets.issue(&claims(), Millis(0));
        tickets.end([9; 32], Millis(1));
        assert_eq!(tickets.redeem(&ticket(), Millis(2)), Some(claims()));
        tickets.end([2; 32], Millis(1));
        assert_eq!(tickets.redeem(&ticket(), Millis(2)), None);
        // It is forgotten when no ticket of then can be good any more.
        tickets.end([9; 32], Millis(TICKET_LIFETIME_MS + 2));
        assert_eq!(tickets.ended.lock().unwrap().len(), 1);
    }

    #[test]
    fn no_altered_byte_passes() {
        let tickets = Tickets::new(&SystemRng);
        let ticket = tickets.issue(&claims(), Millis(0));
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&ticket).unwrap();
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert_eq!(tickets.redeem(&BASE64_URL_SAFE_NO_PAD.encode(altered), Millis(1)), None, "byte {at}");
        }
        assert_eq!(Tickets::new(&SystemRng).redeem(&ticket, Millis(1)), None);
        assert_eq!(tickets.redeem("", Millis(1)), None);
    }
}
