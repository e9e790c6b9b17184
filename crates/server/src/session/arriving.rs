//! How a connection begins and ends: the hello and its ticket, the welcome, what was missed, and the leave.

use std::sync::Arc;

use bedside_domain::{Actor, limits};
use bedside_storage::SessionOwner;

use super::{Handled, Identity, Session};
use crate::{
    change::ChangeError,
    hub::{EndReason, Peer, Rate},
    identity::Tickets,
    services::Services,
    wire::{ClientFrame, ClientLimits, ConversationState, PROTOCOL, ResumeFrom, ServerFrame, WireCode},
};

/// Conversations one hello may ask to resume.
const RESUMED: usize = 64;
/// A session that has too many connections tries again after this: lost ones are noticed by then.
const FULL_RETRY_S: u32 = 30;

/// A `bye`.
pub(crate) fn bye(code: WireCode, message: &str, resumable: bool, retry_after_s: Option<u32>) -> ServerFrame {
    ServerFrame::Bye { code, message: message.to_owned(), resumable, retry_after_s }
}

/// The `bye` of a connection that the server ends.
pub(crate) fn farewell(reason: EndReason) -> ServerFrame {
    match reason {
        EndReason::SlowReader => bye(
            WireCode::SlowReader,
            "Your connection was too slow to keep up. Connect again: nothing is lost.",
            true,
            Some(1),
        ),
        EndReason::GoingAway => bye(
            WireCode::GoingAway,
            "The server is being restarted. Connect again in a moment: nothing is lost.",
            true,
            Some(2),
        ),
        EndReason::SessionEnded => {
            bye(WireCode::SessionEnded, "You were signed out. Sign in again.", false, None)
        }
    }
}

impl Session {
    /// Reads the first frame: a `hello` with a good ticket makes a session, anything else a `bye`.
    pub(crate) async fn open(
        services: &Arc<Services>,
        tickets: &Tickets,
        first: &str,
        stream: Option<String>,
    ) -> Result<Self, Box<ServerFrame>> {
        let Ok(ClientFrame::Hello(hello)) = ClientFrame::parse(first) else {
            return Err(Box::new(bye(
                WireCode::HelloExpected,
                "The first frame must be hello.",
                false,
                None,
            )));
        };
        if hello.protocol < PROTOCOL {
            return Err(Box::new(bye(
                WireCode::Upgrade,
                "This page is out of date. Reload it: what you have not sent is kept.",
                false,
                None,
            )));
        }
        let unknown = || {
            Box::new(bye(
                WireCode::Unauthenticated,
                "The ticket is not good any more. Get a new one.",
                true,
                None,
            ))
        };
        let claims = tickets.redeem(&hello.ticket, services.clock.now()).ok_or_else(unknown)?;
        let organisation = claims.organisation;
        let (identity, who) = match claims.owner {
            SessionOwner::Visitor { visitor, person, site, .. } => {
                let site = services.directory.site_by_id(organisation, site).ok_or_else(unknown)?;
                (Identity::Visitor { id: visitor, person, site }, Actor::Visitor(visitor))
            }
            SessionOwner::Staff(id) => {
                let staff = services
                    .directory
                    .staff(organisation, id)
                    .filter(|staff| staff.disabled_at.is_none())
                    .ok_or_else(unknown)?;
                (Identity::Staff(staff), Actor::Staff(id))
            }
        };
        let now = services.clock.moment();
        // The time left by the wall clock at this moment; from here on nobody's setting it counts.
        let session_ends = now.plus_ms(claims.session_ends.since(services.clock.now()));
        // To come back is no use of a session: pages do so by themselves.
        let used = now.minus_ms(services.clock.now().since(claims.used_at));
        let peer = Peer::new(organisation, who, claims.session, session_ends, used, stream.is_some());
        let peer = Arc::new(peer);
        services.peers.admit(&peer).map_err(|full| {
            Box::new(bye(WireCode::Busy, &format!("Not connected: {full}."), true, Some(FULL_RETRY_S)))
        })?;
        if tickets.has_ended(claims.session) {
            // The session was ended before its connection could be found.
            peer.end(EndReason::SessionEnded);
        }
        let mut session = Self {
            services: Arc::clone(services),
            peer,
            identity,
            rooms: Vec::new(),
            watched: None,
            bad_frames: 0,
            touched_at: None,
            to_resume: bounded(hello.resume),
            typed: Rate::default(),
            opens: Rate::default(),
            rated: Rate::default(),
        };
        if let Err(error) = session.arrive(stream).await {
            tracing::error!(%error, "A connection could not be given its conversations");
            services.metrics.connections.up();
            session.leave().await;
            return Err(Box::new(bye(
                WireCode::Unavailable,
                "The server cannot open your chats now. Connect again in a moment.",
                true,
                Some(5),
            )));
        }
        services.metrics.connections.up();
        services.metrics.connections_total.add_one();
        Ok(session)
    }

    async fn arrive(&mut self, stream: Option<String>) -> Result<(), ChangeError> {
        match &self.identity {
            Identity::Visitor { .. } => self.visitor_arrives().await?,
            Identity::Staff(_) => {
                self.services.wait_until_restored().await;
                self.find_own_rooms();
            }
        }
        let mut conversations: Vec<ConversationState> =
            self.rooms.iter().map(|room| room.wire_state(&self.services.directory)).collect();
        if let Identity::Visitor { id, .. } = &self.identity {
            conversations.extend(self.services.answered(self.organisation(), *id).await?);
        }
        // What happened in these conversations meanwhile is queued already; nothing goes out before the welcome.
        self.peer.first(&ServerFrame::Welcome {
            protocol: PROTOCOL,
            me: self.services.directory.who(self.organisation(), self.peer.who),
            server_time: self.services.clock.now(),
            limits: ClientLimits {
                message_max_chars: limits::MESSAGE_MAX_CHARS,
                frame_max_bytes: limits::FRAME_MAX_BYTES,
                dead_peer_ms: limits::DEAD_PEER_MS,
                heartbeat_ms: limits::HEARTBEAT_MS,
                visitor_grace_ms: self.services.settings.visitor_grace_ms,
            },
            conversations,
            stream,
        });
        match &self.identity {
            Identity::Visitor { .. } => self.tell_own_places(),
            Identity::Staff(_) => {
                self.staff_arrives();
                self.show_cards().await?;
            }
        }
        Ok(())
    }

    /// Sends what the first frame asked to resume. Run it while the queue is being read: a replay is longer than the queue.
    pub(crate) async fn replay(&mut self) -> Handled {
        for from in std::mem::take(&mut self.to_resume) {
            self.resume(from.conversation, from.rev).await;
        }
        Handled::Done
    }

    /// The connection is gone: rooms and desk hear of it.
    pub(crate) async fn leave(mut self) {
        let now = self.services.clock.moment();
        self.services.metrics.connections.down();
        if self.peer.end_reason() == Some(EndReason::SlowReader) {
            self.services.metrics.slow_readers.add_one();
        }
        let mut rooms = std::mem::take(&mut self.rooms);
        if matches!(self.identity, Identity::Staff(_)) {
            // Another tab may have brought this connection into rooms it never asked for.
            let others = self.services.rooms.all();
            rooms.extend(others.into_iter().filter(|room| room.organisation == self.organisation()));
        }
        for room in rooms {
            if room.leave(&self.peer, now) && !room.state().conversation.is_closed() {
                self.tell_here(&room, false);
                if matches!(self.identity, Identity::Visitor { .. }) {
                    self.services.show_card(&room).await;
                }
            }
        }
        if let Identity::Staff(staff) = &self.identity
            && self.services.desk.depart(staff.organisation, staff.id, &self.peer, now)
        {
            self.staff_departed(Arc::clone(staff)).await;
        }
    }
}

/// Each conversation once, and no more than anybody has.
fn bounded(mut resume: Vec<ResumeFrom>) -> Vec<ResumeFrom> {
    resume.sort_by_key(|from| (from.conversation, from.rev));
    resume.dedup_by_key(|from| from.conversation);
    resume.truncate(RESUMED);
    resume
}
