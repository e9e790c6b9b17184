//! What only a visitor does: arrive at their conversation, open one.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{MessageId, Phase};
use bedside_guard::emergency;

use super::{Identity, Session};
use crate::{
    catch_up::insist,
    change::ChangeError,
    entries::About,
    hub::{Member, Room, encode},
    open_conversation::{OpenError, Visitor, open_conversation},
    render::Audience,
    wire::{Leave, Open, QueueName, ServerFrame, WireCode},
};

/// How often in a minute staff are told of an emergency in the same chat: often enough, and no flood.
const TOLD_PER_MINUTE: u32 = 10;
/// Conversations one connection may open in a minute.
const OPENS_PER_MINUTE: u32 = 6;

impl Session {
    pub(super) async fn visitor_arrives(&mut self) -> Result<(), ChangeError> {
        let Identity::Visitor { id, .. } = self.identity else { return Ok(()) };
        let organisation = self.organisation();
        for stored in self.services.stores.conversations.open_of_visitor(organisation, id).await? {
            if let Some(room) = self.services.open_room(organisation, stored.id).await? {
                self.enter(&room).await;
            }
        }
        Ok(())
    }

    async fn enter(&mut self, room: &Arc<Room>) {
        let was_gone = room.state().visitor_gone_since.is_some();
        room.join(Member { peer: Arc::clone(&self.peer), audience: Audience::Visitor });
        self.rooms.push(Arc::clone(room));
        if was_gone {
            room.state().quiet.came_back(self.services.clock.now());
            self.tell_here(room, true);
            self.services.show_card(room).await;
        }
    }

    /// Their place in the queue, told again to a connection that just came.
    pub(super) fn tell_own_places(&self) {
        for room in &self.rooms {
            let (waiting, department) = {
                let mut state = room.state();
                state.told_place = None;
                (matches!(state.conversation.phase, Phase::Waiting { .. }), state.conversation.department)
            };
            if waiting {
                self.services.places_moved(room.organisation, department);
            }
        }
    }

    pub(super) async fn open_conversation(&mut self, open: Open) {
        let Identity::Visitor { id, person, site } = &self.identity else {
            return self.peer.frame(&ServerFrame::Refused {
                conversation: None,
                client_key: open.client_key,
                code: WireCode::Forbidden,
                message: "only visitors open conversations".to_owned(),
                opens_at: None,
            });
        };
        let (client_key, id, person, site) = (open.client_key, *id, *person, Arc::clone(site));
        let typed = [open.name.as_ref(), open.topic.as_ref(), open.leave_message.as_ref()];
        let urgent = typed
            .into_iter()
            .flatten()
            .chain(open.answers.iter().map(|answer| &answer.value))
            .any(|text| emergency(&text.0).is_some());
        let call = |conversation| ServerFrame::Emergency {
            conversation,
            department: None,
            number: site.emergency.number.clone(),
            phone: site.emergency.phone.clone(),
        };
        if urgent {
            self.services.metrics.emergencies.add_one();
            self.peer.frame(&call(None));
        }
        if let Some(retry_after_s) = self.opens_too_often() {
            return self.peer.frame(&ServerFrame::Busy {
                client_key: Some(client_key),
                reference: None,
                queue: QueueName::Department,
                retry_after_s,
            });
        }
        let visitor = Visitor { organisation: self.organisation(), id, person, site: &site, urgent };
        match open_conversation(&self.services, &visitor, &self.peer, open).await {
            // A retry whose conversation has ended since: it is told so, and nobody else anything.
            Ok(room) if room.state().conversation.is_closed() => {
                let state = room.wire_state(&self.services.directory);
                self.peer.frame(&ServerFrame::Opened { client_key, state });
            }
            Ok(room) => {
                room.join(Member { peer: Arc::clone(&self.peer), audience: Audience::Visitor });
                if !self.rooms.iter().any(|there| there.id == room.id) {
                    self.rooms.push(Arc::clone(&room));
                }
                // Before they hear of it: then their browser asks how long to keep its cookie.
                self.services.keep_readable(&room).await;
                let state = room.wire_state(&self.services.directory);
                let opened = encode(&ServerFrame::Opened { client_key, state });
                // Their other tabs too: each then asks for the events, and takes part from there.
                for peer in self.services.peers.of_session(self.peer.session) {
                    peer.send(opened.clone());
                }
                if urgent {
                    self.flag_emergency(Arc::clone(&room), &call(Some(room.id)), None);
                }
                if room.state().left_at.is_none() {
                    self.services.tell_last_place(&room);
                }
                self.services.show_card(&room).await;
            }
            Err(error) => self.open_refused(client_key, &error),
        }
    }

    /// How long this connection is to wait before it opens another conversation; notes that it opens one, where it may.
    pub(super) fn opens_too_often(&mut self) -> Option<u32> {
        let now = self.services.clock.moment();
        if self.opens.count(now) >= OPENS_PER_MINUTE {
            return Some(self.opens.wait_s(now, OPENS_PER_MINUTE));
        }
        self.opens.note(now);
        None
    }

    fn open_refused(&self, client_key: bedside_domain::ClientKey, error: &OpenError) {
        let frame = match error.code() {
            _ if matches!(error, OpenError::Full) => ServerFrame::Busy {
                client_key: Some(client_key),
                reference: None,
                queue: QueueName::Department,
                retry_after_s: 60,
            },
            Some(code) => ServerFrame::Refused {
                conversation: match error {
                    OpenError::AlreadyOpen(id) => Some(*id),
                    _ => None,
                },
                client_key,
                code,
                message: error.to_string(),
                opens_at: match error {
                    OpenError::Closed { opens_at } => *opens_at,
                    OpenError::Blocked { until } => Some(*until),
                    _ => None,
                },
            },
            None => {
                tracing::error!(%error, "A conversation could not be opened");
                ServerFrame::Busy {
                    client_key: Some(client_key),
                    reference: None,
                    queue: QueueName::Store,
                    retry_after_s: 5,
                }
            }
        };
        self.peer.frame(&frame);
    }

    /// They leave what they wrote as a message, and their place in the queue is free.
    pub(super) async fn leave_instead(&mut self, leave: Leave) {
        let result = match self.room(leave.conversation) {
            Some(room) if matches!(self.identity, Identity::Visitor { .. }) => {
                self.leave_message(&room).await
            }
            _ => Err(ChangeError::NotFound),
        };
        self.answer(leave.reference, Some(leave.conversation), result);
    }

    async fn leave_message(&self, room: &Arc<Room>) -> Result<(), ChangeError> {
        let (organisation, at) = (room.organisation, self.services.clock.now());
        let entry = self.services.entries.draft(Action::MessageLeft, self.peer.who, Some(room.id));
        if !self.services.stores.conversations.leave(organisation, room.id, at, entry).await? {
            return Err(ChangeError::NotWaiting);
        }
        let department = {
            let mut state = room.state();
            state.left_at.get_or_insert(at);
            state.told_place = None;
            state.offer = None; // nobody is awaited now: whoever it was offered to has a place free
            state.conversation.department
        };
        self.services.keep_readable(room).await;
        self.services.note_holder(room);
        self.services.assign_soon(organisation);
        // Unless it was taken up in this moment.
        if matches!(room.state().conversation.phase, Phase::Waiting { .. }) {
            self.services.desk.enqueue(room);
        }
        self.services.places_moved(organisation, department);
        room.tell_others(&self.peer, &ServerFrame::Left { conversation: room.id, at });
        self.services.show_card(room).await;
        Ok(())
    }

    /// Staff see at once that it is urgent; the mark and its audit entry are written beside the message, never before it.
    pub(super) fn flag_emergency(&self, room: Arc<Room>, frame: &ServerFrame, message: Option<MessageId>) {
        let now = self.services.clock.moment();
        {
            let mut state = room.state();
            if state.emergencies_told.count(now) >= TOLD_PER_MINUTE {
                return;
            }
            state.emergencies_told.note(now);
        }
        room.tell(false, &encode(frame));
        let first = !std::mem::replace(&mut room.state().urgent, true);
        if !first {
            return;
        }
        let (services, who) = (Arc::clone(&self.services), self.peer.who);
        tokio::spawn(async move {
            let subject = message.map_or([0; 16], MessageId::to_bytes);
            services.show_card(&room).await;
            insist("urgent mark", move || {
                let (services, room) = (Arc::clone(&services), Arc::clone(&room));
                async move {
                    let draft = services.entries.draft(Action::EmergencyFlagged, who, Some(room.id));
                    services
                        .stores
                        .conversations
                        .mark_urgent(room.organisation, room.id, draft.about(subject))
                        .await
                }
            });
        });
    }
}
