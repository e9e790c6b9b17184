//! One connection's conversation with the server, whatever carries it: hello, then frames in, until it ends.

mod staff_frames;
mod visitor_frames;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use bedside_domain::{
    Actor, ClientKey, ConversationId, MessageId, OrganisationId, PersonId, Site, VisitorId, limits,
};
use bedside_guard::emergency;
use bedside_keys::BoxFuture;
use bedside_masking::RawText;
use bedside_storage::SessionOwner;

use crate::{
    change::ChangeError,
    directory::Staff,
    hub::{EndReason, Member, Peer, Rate, Room, ended_room},
    identity::Tickets,
    post_message::{CanPost, PostError, post_message, refused},
    receipts,
    render::Audience,
    resume::resume,
    services::Services,
    wire::{
        ClientFrame, ClientLimits, ConversationState, FrameError, PROTOCOL, Post, QueueName, ResumeFrom,
        ServerFrame, WireCode,
    },
};

/// Frames that could not be read before the connection is ended.
const BAD_FRAMES: u32 = 10;
/// Refused accesses of one connection that are written into the audit log; more would let a stranger fill the disk.
const DENIALS: u32 = 50;
/// Typing is passed on at most so often; a page says it every four seconds, and when it stops.
const TYPING_PER_MINUTE: u32 = 90;
/// Conversations one hello may ask to resume.
const RESUMED: usize = 64;
/// A staff session counts as used at most once in this time.
const TOUCH_MS: u64 = 60_000;

/// Who is at the other end.
enum Identity {
    Visitor { id: VisitorId, person: PersonId, site: Arc<Site> },
    Staff(Arc<Staff>),
}

/// A connection that said hello.
pub(crate) struct Session {
    services: Arc<Services>,
    peer: Arc<Peer>,
    identity: Identity,
    rooms: Vec<Arc<Room>>,
    bad_frames: u32,
    denials: AtomicU32,
    touched_at: u64,
    to_resume: Vec<ResumeFrom>,
    typed: Rate,
    opens: Rate,
}

/// What became of a frame.
pub(crate) enum Handled {
    /// Answered.
    Done,
    /// A write is on its way; its answer is sent when it is durable. The future resolves then.
    Pending(BoxFuture<'static, ()>),
    /// The connection must end with this frame.
    End(Box<ServerFrame>),
}

/// Each conversation once, and no more than anybody has.
fn bounded(mut resume: Vec<ResumeFrom>) -> Vec<ResumeFrom> {
    resume.sort_by_key(|from| (from.conversation, from.rev));
    resume.dedup_by_key(|from| from.conversation);
    resume.truncate(RESUMED);
    resume
}

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
        let claims = tickets.check(&hello.ticket, services.clock.now()).ok_or_else(unknown)?;
        let organisation = claims.organisation;
        let (identity, who) = match claims.owner {
            SessionOwner::Visitor { visitor, person, site, .. } => {
                let site = services
                    .directory
                    .sites()
                    .into_iter()
                    .find(|(of, known)| *of == organisation && known.id == site)
                    .ok_or_else(unknown)?
                    .1;
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
        let peer = Peer::new(organisation, who, claims.session, claims.session_ends);
        let mut session = Self {
            services: Arc::clone(services),
            peer: Arc::new(peer),
            identity,
            rooms: Vec::new(),
            bad_frames: 0,
            denials: AtomicU32::new(0),
            touched_at: services.clock.now().0,
            to_resume: bounded(hello.resume),
            typed: Rate::default(),
            opens: Rate::default(),
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
        services.peers.add(&session.peer);
        if tickets.check(&hello.ticket, services.clock.now()).is_none() {
            // The session was ended while its connection was being made.
            session.peer.end(EndReason::SessionEnded);
        }
        services.metrics.connections.up();
        services.metrics.connections_total.add_one();
        Ok(session)
    }

    /// The connection as the hub knows it.
    pub(crate) fn peer(&self) -> &Arc<Peer> {
        &self.peer
    }

    async fn arrive(&mut self, stream: Option<String>) -> Result<(), ChangeError> {
        match &self.identity {
            Identity::Visitor { .. } => self.visitor_arrives().await?,
            Identity::Staff(_) => {
                self.services.wait_until_restored().await;
                self.find_own_rooms();
            }
        }
        let conversations: Vec<ConversationState> =
            self.rooms.iter().map(|room| room.wire_state(&self.services.directory)).collect();
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

    fn organisation(&self) -> OrganisationId {
        self.peer.organisation
    }

    fn audience(&self) -> Audience {
        match self.identity {
            Identity::Visitor { .. } => Audience::Visitor,
            Identity::Staff(_) => Audience::ServingStaff,
        }
    }

    /// One frame.
    pub(crate) async fn handle(&mut self, text: &str) -> Handled {
        match ClientFrame::parse(text) {
            Ok(frame) => self.frame(frame).await,
            Err(error) => self.bad_frame(error),
        }
    }

    /// A frame that is larger than allowed, told apart by what carries it.
    pub(crate) fn bad_frame(&mut self, error: FrameError) -> Handled {
        self.services.metrics.bad_frames.add_one();
        self.bad_frames += 1;
        if self.bad_frames >= BAD_FRAMES {
            return Handled::End(Box::new(bye(
                WireCode::Malformed,
                "Too many frames that cannot be read.",
                false,
                None,
            )));
        }
        let code = match error {
            FrameError::Malformed { .. } => WireCode::Malformed,
            FrameError::UnknownType => WireCode::UnknownType,
        };
        self.error(None, None, code, &error.to_string());
        Handled::Done
    }

    async fn frame(&mut self, frame: ClientFrame) -> Handled {
        // What a page sends by itself is no sign that anyone sits before it.
        if !matches!(frame, ClientFrame::Ping(_) | ClientFrame::Receipt(_)) {
            self.touch();
        }
        match frame {
            ClientFrame::Post(post) => return self.post(post),
            ClientFrame::Ping(ping) => {
                // Now and then: ended conversations are let go, and their keys with them.
                self.rooms.retain(|room| !room.state().conversation.is_closed());
                self.peer.frame(&ServerFrame::Pong { reference: ping.reference });
            }
            ClientFrame::Receipt(receipt) => {
                if let Some(room) = self.room(receipt.conversation) {
                    receipts::raise(&self.services, &room, &self.peer, receipt.delivered, receipt.read);
                }
            }
            ClientFrame::Typing(typing) => {
                if let Some(room) = self.room(typing.conversation)
                    && self.may_say_typing()
                    && room.state().conversation.may_post(self.peer.who).is_ok()
                {
                    let who = self.services.directory.who(self.organisation(), self.peer.who);
                    let frame = ServerFrame::Typing { conversation: room.id, who, on: typing.on };
                    room.tell_others(&self.peer, &frame);
                }
            }
            ClientFrame::Resume(from) => return self.resume(from.conversation, from.rev).await,
            ClientFrame::Close(close) => self.close(close.reference, close.conversation).await,
            ClientFrame::Hello(_) => {
                self.error(None, None, WireCode::NotNow, "hello was said already");
            }
            ClientFrame::Open(open) => self.open_conversation(open).await,
            ClientFrame::Note(note) => return self.note(note),
            ClientFrame::Presence(presence) => self.presence(presence).await,
            ClientFrame::Accept(accept) => self.accept(accept).await,
            ClientFrame::Transfer(transfer) => self.transfer(transfer).await,
            ClientFrame::Release(release) => self.release(release).await,
        }
        Handled::Done
    }

    /// Not without end, whatever the page sends: it goes to others' queues.
    fn may_say_typing(&mut self) -> bool {
        let now = self.services.clock.now();
        let may = self.typed.count(now) < TYPING_PER_MINUTE;
        if may {
            self.typed.note(now);
        }
        may
    }

    /// The room of a conversation one takes part in now. Rooms that others brought us into (another tab, a transfer) are found
    /// too; one that somebody else serves by now is not ours any more.
    fn room(&mut self, id: ConversationId) -> Option<Arc<Room>> {
        let known = self.rooms.iter().find(|room| room.id == id).cloned();
        let room = known.clone().or_else(|| self.services.rooms.find(self.organisation(), id))?;
        let mine = match &self.identity {
            Identity::Visitor { id, .. } => room.visitor == *id,
            Identity::Staff(staff) => {
                let state = room.state();
                state.conversation.is_closed() && known.is_some()
                    || state.conversation.serving() == Some(staff.id)
            }
        };
        if !mine {
            self.rooms.retain(|room| room.id != id);
            return None;
        }
        if known.is_none() {
            self.rooms.push(Arc::clone(&room));
        }
        Some(room)
    }

    fn post(&mut self, post: Post) -> Handled {
        let Post { conversation, client_key, text, sealed, key_id } = post;
        let raw = match (text, sealed, key_id) {
            (Some(text), None, None) => Ok(text.0),
            (None, Some(_), Some(_)) => Err(PostError::SealedNotAllowed),
            _ => Err(PostError::Form),
        };
        let services = &self.services;
        let message = MessageId::new(services.clock.now(), &*services.rng);
        // Before limits, holds and masking, and whatever becomes of the message.
        if let Ok(raw) = &raw {
            self.look_for_emergency(raw, conversation, message);
        }
        let posted = raw.and_then(|raw| {
            let room = self.room(conversation).ok_or(PostError::NotFound)?;
            let can = CanPost::check(&room, &self.peer)?;
            post_message(&self.services, can, client_key, message, raw)
        });
        match posted {
            Ok(pending) => Handled::Pending(pending),
            Err(error) => {
                self.services.metrics.messages_refused.add_one();
                self.not_posted(conversation, client_key, error)
            }
        }
    }

    fn not_posted(
        &mut self,
        conversation: ConversationId,
        client_key: ClientKey,
        error: PostError,
    ) -> Handled {
        if error == PostError::NotFound {
            self.denied(conversation);
        } else if let Some(room) = self.room(conversation) {
            self.services.note_refusal(&room, self.peer.who, error);
        }
        self.peer.frame(&refused(conversation, client_key, error));
        Handled::Done
    }

    /// Notes that they asked for a conversation that is not there for them. Whether it is there for others shows neither in the
    /// answer nor in the time it takes.
    fn denied(&self, conversation: ConversationId) {
        if self.denials.fetch_add(1, Ordering::Relaxed) >= DENIALS {
            return;
        }
        let (services, organisation, who) = (Arc::clone(&self.services), self.organisation(), self.peer.who);
        tokio::spawn(async move { services.deny(organisation, who, Some(conversation)).await });
    }

    fn look_for_emergency(&mut self, raw: &RawText, conversation: ConversationId, message: MessageId) {
        let Identity::Visitor { site, .. } = &self.identity else { return };
        if emergency(raw).is_none() {
            return;
        }
        self.services.metrics.emergencies.add_one();
        let contact = site.emergency.clone();
        let room = self.room(conversation);
        let frame = ServerFrame::Emergency {
            conversation: room.as_ref().map(|room| room.id),
            number: contact.number,
            phone: contact.phone,
        };
        self.peer.frame(&frame);
        if let Some(room) = room {
            self.flag_emergency(room, &frame, Some(message));
        }
    }

    async fn resume(&mut self, conversation: ConversationId, after: u64) -> Handled {
        // What has ended is read again as a reader, with an entry of its own, and not from a connection that was open.
        let live = self.room(conversation).filter(|room| {
            matches!(self.identity, Identity::Visitor { .. }) || !room.state().conversation.is_closed()
        });
        let replayed = match live {
            Some(room) => {
                room.join(Member { peer: Arc::clone(&self.peer), audience: self.audience() });
                resume(&self.services, &room, &self.peer, after).await
            }
            None => self.resume_ended(conversation, after).await,
        };
        if let Err(error) = replayed {
            self.change_failed(None, Some(conversation), &error);
        }
        Handled::Done
    }

    /// A visitor who was away when their conversation ended still sees how it ended.
    async fn resume_ended(&self, conversation: ConversationId, after: u64) -> Result<(), ChangeError> {
        let services = &self.services;
        let Identity::Visitor { id, .. } = &self.identity else { return Err(ChangeError::NotFound) };
        let stored = services.stores.conversations.conversation(self.organisation(), conversation).await?;
        let stored = stored.filter(|stored| stored.state.visitor == *id).ok_or(ChangeError::NotFound)?;
        let now = services.clock.now();
        let room = ended_room(&stored, &services.custodian, &services.directory, now).await?;
        resume(services, &room, &self.peer, after).await
    }

    async fn close(&mut self, reference: Option<u32>, conversation: ConversationId) {
        let result = match self.room(conversation) {
            Some(room) => crate::close::close(&self.services, &room, self.peer.who).await,
            None => Err(ChangeError::NotFound),
        };
        self.answer(reference, Some(conversation), result);
    }

    fn answer(
        &self,
        reference: Option<u32>,
        conversation: Option<ConversationId>,
        result: Result<(), ChangeError>,
    ) {
        match result {
            Ok(()) => self.peer.frame(&ServerFrame::Done { reference }),
            Err(error) => self.change_failed(reference, conversation, &error),
        }
    }

    fn change_failed(
        &self,
        reference: Option<u32>,
        conversation: Option<ConversationId>,
        error: &ChangeError,
    ) {
        match error.code() {
            WireCode::Busy | WireCode::Unavailable => {
                tracing::error!(%error, "A conversation could not be changed or read");
                self.peer.frame(&ServerFrame::Busy {
                    client_key: None,
                    reference,
                    queue: QueueName::Store,
                    retry_after_s: 5,
                });
            }
            code => {
                if let (WireCode::NotFound, Some(conversation)) = (code, conversation) {
                    self.denied(conversation);
                }
                // One answer for what does not exist and for what is not theirs, to the letter.
                let message = match code {
                    WireCode::NotFound => ChangeError::NotFound.to_string(),
                    _ => error.to_string(),
                };
                self.error(reference, conversation, code, &message);
            }
        }
    }

    fn error(
        &self,
        reference: Option<u32>,
        conversation: Option<ConversationId>,
        code: WireCode,
        message: &str,
    ) {
        self.peer.frame(&ServerFrame::Error { reference, conversation, code, message: message.to_owned() });
    }

    fn touch(&mut self) {
        let now = self.services.clock.now();
        if now.0.saturating_sub(self.touched_at) >= TOUCH_MS {
            self.touched_at = now.0;
            self.services.stores.sessions.touch(self.peer.session, now);
        }
    }

    /// The connection is gone: rooms and desk hear of it.
    pub(crate) async fn leave(mut self) {
        let now = self.services.clock.now();
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
            && self.services.desk.depart(staff.organisation, staff.id, &self.peer)
        {
            self.staff_departed(Arc::clone(staff)).await;
        }
    }

    fn tell_here(&self, room: &Room, here: bool) {
        let who = self.services.directory.who(self.organisation(), self.peer.who);
        room.tell_others(&self.peer, &ServerFrame::Here { conversation: room.id, who, here });
    }
}
