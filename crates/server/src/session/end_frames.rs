//! What a visitor does about the end of their chat: says that they are still here, goes on with one that has ended.

use std::sync::Arc;

use bedside_domain::{ClientKey, EmergencyContact};
use bedside_guard::emergency;

use super::{Identity, Session};
use crate::{
    change::ChangeError,
    ending::still_here,
    hub::{Member, encode},
    rate::{Said, rate},
    render::Audience,
    reopen::{ReopenError, reopen},
    wire::{QueueName, Rate, Reopen, ServerFrame, StillHere, WireCode},
};

/// Ratings one connection may send in a minute: one for each tap, and the comment.
const RATINGS_PER_MINUTE: u32 = 20;

impl Session {
    pub(super) async fn say_still_here(&mut self, frame: StillHere) {
        let result = match (&self.identity, frame.conversation) {
            (&Identity::Visitor { id, .. }, conversation) => match self.room(conversation) {
                Some(room) => still_here(&self.services, &room, id).await,
                None => Err(ChangeError::NotFound),
            },
            (Identity::Staff(_), _) => Err(ChangeError::NotFound),
        };
        self.answer(frame.reference, Some(frame.conversation), result);
    }

    pub(super) async fn go_on(&mut self, frame: Reopen) {
        let Reopen { client_key, conversation } = frame;
        let &Identity::Visitor { id, .. } = &self.identity else {
            return self.not_reopened(client_key, &ReopenError::NotFound);
        };
        if let Some(retry_after_s) = self.opens_too_often() {
            return self.peer.frame(&ServerFrame::Busy {
                client_key: Some(client_key),
                reference: None,
                queue: QueueName::Department,
                retry_after_s,
            });
        }
        match reopen(&self.services, self.organisation(), id, conversation).await {
            Ok(room) => {
                room.join(Member { peer: Arc::clone(&self.peer), audience: Audience::Visitor });
                self.rooms.retain(|there| there.id != room.id);
                self.rooms.push(Arc::clone(&room));
                let state = room.wire_state(&self.services.directory);
                let opened = encode(&ServerFrame::Opened { client_key, state });
                for peer in self.services.peers.of_session(self.peer.session) {
                    peer.send(opened.clone());
                }
                self.tell_own_places();
                self.services.show_card(&room).await;
            }
            Err(error) => self.not_reopened(client_key, &error),
        }
    }

    pub(super) async fn rate(&mut self, frame: Rate) {
        let Rate { reference, conversation, score, comment } = frame;
        let comment = comment.map(|text| text.0);
        let &Identity::Visitor { id, ref site, .. } = &self.identity else {
            return self.answer(reference, Some(conversation), Err(ChangeError::NotFound));
        };
        // As anything that is written: first, and whatever becomes of it.
        let emergency = comment.as_ref().and_then(emergency).map(|_| site.emergency.clone());
        if let Some(EmergencyContact { number, phone }) = emergency.clone() {
            self.services.metrics.emergencies.add_one();
            let running = self.room(conversation).filter(|room| !room.state().conversation.is_closed());
            let of = running.as_ref().map(|room| room.id);
            let call = ServerFrame::Emergency { conversation: of, department: None, number, phone };
            self.peer.frame(&call);
            if let Some(room) = running {
                self.flag_emergency(room, &call, None);
            }
        }
        let now = self.services.clock.moment();
        if self.rated.count(now) >= RATINGS_PER_MINUTE {
            let retry_after_s = self.rated.wait_s(now, RATINGS_PER_MINUTE);
            let queue = QueueName::Messages;
            return self.peer.frame(&ServerFrame::Busy { client_key: None, reference, queue, retry_after_s });
        }
        self.rated.note(now);
        let said = Said { score, comment, emergency };
        let result = rate(&self.services, self.organisation(), id, conversation, said).await;
        self.answer(reference, Some(conversation), result);
    }

    fn not_reopened(&self, client_key: ClientKey, error: &ReopenError) {
        self.peer.frame(&match error.code() {
            Some(code) => ServerFrame::Refused {
                conversation: None,
                client_key,
                code,
                message: match code {
                    WireCode::NotFound => ReopenError::NotFound.to_string(),
                    _ => error.to_string(),
                },
                opens_at: match error {
                    ReopenError::Closed { opens_at } => *opens_at,
                    ReopenError::Blocked { until } => Some(*until),
                    _ => None,
                },
            },
            None => ServerFrame::Busy {
                client_key: Some(client_key),
                reference: None,
                queue: QueueName::Department,
                retry_after_s: 5,
            },
        });
    }
}
