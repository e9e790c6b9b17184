//! What a visitor does about the end of their chat: says that they are still here, goes on with one that has ended.

use std::sync::Arc;

use bedside_domain::ClientKey;

use super::{Identity, Session};
use crate::{
    change::ChangeError,
    ending::still_here,
    hub::{Member, encode},
    render::Audience,
    reopen::{ReopenError, reopen},
    wire::{QueueName, Reopen, ServerFrame, StillHere, WireCode},
};

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
