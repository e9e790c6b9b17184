//! A message that was left is answered when the patient is away, often days later. They read the answer in the same browser for as long
//! as it is kept: their session lives as long, and the conversation is shown to them after staff have ended it.

use std::sync::Arc;

use bedside_domain::{OrganisationId, VisitorId, limits};

use bedside_storage::ReadError;

use crate::{
    hub::{Room, ended_room},
    services::Services,
    wire::ConversationState,
};

impl Services {
    /// The session of whoever left this as a message lives on for as long as the conversation is kept, from now on. Nothing happens to other
    /// conversations. What cannot be written is logged: the message itself is safe, and the session lives its day.
    pub(crate) async fn keep_readable(self: &Arc<Self>, room: &Room) {
        let kept_ms = {
            let state = room.state();
            let Some(_) = state.left_at else { return };
            state.policy.retention.seconds.saturating_mul(1_000).min(limits::LEFT_SESSION_MS)
        };
        let until = self.clock.now().plus_ms(kept_ms);
        let sessions = &self.stores.sessions;
        if let Err(error) = sessions.prolong_of_visitor(room.organisation, room.visitor, until).await {
            tracing::warn!(%error, conversation.id = %room.id, "The session of a left message could not be prolonged");
            return;
        }
        let until = self.clock.moment().plus_ms(kept_ms);
        let visitor = bedside_domain::Actor::Visitor(room.visitor);
        for peer in self.peers.all() {
            if peer.organisation == room.organisation && peer.who == visitor {
                peer.prolong(until);
            }
        }
    }

    /// The newest message that this visitor left and staff have ended, if their session reaches that far.
    pub(crate) async fn answered(
        self: &Arc<Self>,
        organisation: OrganisationId,
        visitor: VisitorId,
    ) -> Result<Option<ConversationState>, ReadError> {
        let stored = self.stores.conversations.answered_of_visitor(organisation, visitor).await?;
        let Some(stored) = stored else { return Ok(None) };
        let now = self.clock.moment();
        Ok(match ended_room(&stored, &self.custodian, &self.directory, now).await {
            Ok(room) => Some(room.wire_state(&self.directory)),
            // Whatever keeps it closed keeps nobody from a new chat.
            Err(error) => {
                tracing::warn!(%error, conversation.id = %stored.id, "An answered message could not be opened for its visitor");
                None
            }
        })
    }
}
