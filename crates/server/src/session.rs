//! One connection's conversation with the server, whatever carries it: which frame asks for what. How it begins and ends is in
//! `arriving`.

mod arriving;
mod end_frames;
mod staff_frames;
mod supervisor_frames;
mod visitor_frames;

use std::sync::Arc;

use bedside_domain::{
    ClientKey, ConversationId, MessageId, Moment, OrganisationId, PersonId, Site, VisitorId,
};
use bedside_guard::emergency;
use bedside_keys::BoxFuture;
use bedside_masking::RawText;

use crate::{
    change::ChangeError,
    close::{close, filing},
    directory::Staff,
    hub::{Member, Peer, Rate, Room, ended_room},
    post_message::{CanPost, PostError, post_message, refused},
    receipts,
    render::Audience,
    resume::resume,
    services::Services,
    wire::{ClientFrame, Close, FrameError, Post, QueueName, ResumeFrom, ServerFrame, WireCode},
    written::{Form, Unwelcome, answer_unwelcome, denied},
};

pub(crate) use arriving::{bye, farewell};

/// Frames that could not be read before the connection is ended.
const BAD_FRAMES: u32 = 10;
/// Typing is passed on at most so often; a page says it every four seconds, and when it stops.
const TYPING_PER_MINUTE: u32 = 90;
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
    /// What a supervisor watches with this connection.
    watched: Option<Arc<Room>>,
    bad_frames: u32,
    touched_at: Option<Moment>,
    to_resume: Vec<ResumeFrom>,
    typed: Rate,
    opens: Rate,
    /// Ratings, so that nobody fills the log with them.
    rated: Rate,
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

impl Session {
    /// The connection as the hub knows it.
    pub(crate) fn peer(&self) -> &Arc<Peer> {
        &self.peer
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
        let by_itself = matches!(
            frame,
            ClientFrame::Hello(_)
                | ClientFrame::Ping(_)
                | ClientFrame::Receipt(_)
                | ClientFrame::Resume(_)
                | ClientFrame::Presence(_)
        );
        if !by_itself {
            self.touch();
        }
        match frame {
            ClientFrame::Post(post) => return self.post(post),
            ClientFrame::Ping(ping) => {
                // Now and then: ended conversations are let go, and their keys with them.
                self.rooms.retain(|room| !room.state().conversation.is_closed());
                self.watched.take_if(|room| room.state().conversation.is_closed());
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
                    if matches!(self.identity, Identity::Visitor { .. }) {
                        room.state().visitor_typed = Some(self.services.clock.moment());
                    }
                    let who = self.services.directory.who(self.organisation(), self.peer.who);
                    let frame = ServerFrame::Typing { conversation: room.id, who, on: typing.on };
                    room.tell_others(&self.peer, &frame);
                }
            }
            ClientFrame::Resume(from) => return self.resume(from.conversation, from.rev).await,
            ClientFrame::Leave(leave) => self.leave_instead(leave).await,
            ClientFrame::StillHere(frame) => self.say_still_here(frame).await,
            ClientFrame::Rate(frame) => self.rate(frame).await,
            ClientFrame::Reopen(frame) => self.go_on(frame).await,
            ClientFrame::Close(request) => self.close(request).await,
            ClientFrame::Hello(_) => {
                self.error(None, None, WireCode::NotNow, "hello was said already");
            }
            ClientFrame::Open(open) => self.open_conversation(open).await,
            ClientFrame::Note(note) => return self.note(note),
            ClientFrame::Presence(presence) => self.presence(presence).await,
            ClientFrame::Accept(accept) => self.accept(accept).await,
            ClientFrame::Decline(decline) => self.decline(decline).await,
            ClientFrame::Transfer(transfer) => self.transfer(transfer).await,
            ClientFrame::Release(release) => self.release(release).await,
            ClientFrame::Watch(watch) => self.watch(watch).await,
            ClientFrame::Unwatch(unwatch) => self.unwatch(unwatch.conversation),
        }
        Handled::Done
    }

    /// Not without end, whatever the page sends: it goes to others' queues.
    fn may_say_typing(&mut self) -> bool {
        let now = self.services.clock.moment();
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
        // One that has ended may have been opened again since, by another connection: that room is the one.
        let ended = known.as_ref().is_none_or(|room| room.state().conversation.is_closed());
        let again = ended.then(|| self.services.rooms.find(self.organisation(), id)).flatten();
        if again.is_some() {
            self.rooms.retain(|room| room.id != id);
        }
        let known = known.filter(|_| again.is_none());
        let room = again.or_else(|| known.clone())?;
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
        let Post { conversation, client_key, text, sealed, key_id, canned } = post;
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
        let raw = match raw {
            Ok(raw) => raw,
            Err(error) => return self.not_written(conversation, client_key, error),
        };
        let can = self
            .room(conversation)
            .ok_or(PostError::NotFound)
            .and_then(|room| CanPost::check(&room, &self.peer));
        match can {
            Ok(can) => match post_message(&self.services, can, client_key, message, raw, &canned) {
                Ok(pending) => Handled::Pending(pending),
                Err(error) => self.not_written(conversation, client_key, error),
            },
            Err(error) => {
                self.unwelcome(Unwelcome { conversation, client_key, raw, form: Form::Message, error })
            }
        }
    }

    fn not_written(
        &mut self,
        conversation: ConversationId,
        client_key: ClientKey,
        error: PostError,
    ) -> Handled {
        self.services.metrics.messages_refused.add_one();
        if let Some(room) = self.room(conversation) {
            self.services.note_refusal(&room, self.peer.who, error);
        }
        self.peer.frame(&refused(conversation, client_key, error));
        Handled::Done
    }

    /// They may not write there now; but it may be the retry of what they wrote while they might.
    fn unwelcome(&self, text: Unwelcome) -> Handled {
        let answered = answer_unwelcome(Arc::clone(&self.services), Arc::clone(&self.peer), text);
        Handled::Pending(Box::pin(answered))
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
            department: None,
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
                resume(&self.services, &room, &self.peer, self.audience(), after).await
            }
            None if self.watches(conversation) => self.resume_watched(after).await,
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
        let now = services.clock.moment();
        let room = ended_room(&stored, &services.custodian, &services.directory, now).await?;
        resume(services, &room, &self.peer, Audience::Visitor, after).await
    }

    async fn close(&mut self, request: Close) {
        let Close { reference, conversation, outcome, tags } = request;
        let (services, by) = (Arc::clone(&self.services), self.peer.who);
        let result = match self.room(conversation) {
            Some(room) => match filing(&services, &room, by, outcome, tags) {
                Ok(filed) => close(&services, &room, by, filed).await,
                Err(error) => Err(error),
            },
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
                    denied(&self.services, &self.peer, conversation);
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
        let now = self.services.clock.moment();
        self.peer.touch(now);
        if self.touched_at.is_none_or(|at| now.since(at) >= TOUCH_MS) {
            self.touched_at = Some(now);
            self.services.stores.sessions.touch(self.peer.session, self.services.clock.now());
        }
    }

    fn tell_here(&self, room: &Room, here: bool) {
        let who = self.services.directory.who(self.organisation(), self.peer.who);
        room.tell_others(&self.peer, &ServerFrame::Here { conversation: room.id, who, here });
    }
}
