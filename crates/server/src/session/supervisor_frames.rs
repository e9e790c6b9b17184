//! What only supervisors do: watch a chat, write its staff a note, set a colleague's availability.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId, Permission, StaffId};
use serde_json::json;

use super::Session;
use crate::{
    change::ChangeError,
    directory::Staff,
    entries::About,
    mention::may_read_along,
    post_message::PostError,
    render::Audience,
    resume::resume,
    supervise::watch,
    wire::{Availability, ServerFrame, Watch, WireCode},
    write_note::CanNote,
};

impl Session {
    pub(super) async fn watch(&mut self, request: Watch) {
        let Some(staff) = self.staff_only(request.reference) else { return };
        if let Some(before) = self.watched.as_ref().map(|room| room.id) {
            self.unwatch(before);
        }
        match watch(&self.services, &staff, &self.peer, request.conversation).await {
            Ok(room) => {
                self.peer.frame(&ServerFrame::Watching {
                    reference: request.reference,
                    state: room.wire_state(&self.services.directory),
                    card: Box::new(room.card(&self.services.directory)),
                });
                self.watched = Some(room);
                self.resume(request.conversation, 0).await;
            }
            Err(error) => self.change_failed(request.reference, Some(request.conversation), &error),
        }
    }

    pub(super) fn unwatch(&mut self, conversation: ConversationId) {
        if let Some(room) = self.watched.take_if(|room| room.id == conversation)
            && room.is_watched_by(&self.peer)
        {
            room.leave(&self.peer, self.services.clock.moment());
        }
    }

    /// Whether this connection watches it.
    pub(super) fn watches(&self, conversation: ConversationId) -> bool {
        let watched = self.watched.as_ref().filter(|room| room.id == conversation);
        watched.is_some_and(|room| room.is_watched_by(&self.peer))
    }

    /// More of what is watched.
    pub(super) async fn resume_watched(&self, after: u64) -> Result<(), ChangeError> {
        let room = self.watched.as_ref().ok_or(ChangeError::NotFound)?;
        let staff = self.staff().ok_or(ChangeError::NotFound)?;
        may_read_along(&staff, &room.state())?;
        resume(&self.services, room, &self.peer, Audience::Reader, after).await
    }

    /// The authority to write a note into what is watched; `None` where it is not.
    pub(super) fn can_whisper(&self, conversation: ConversationId) -> Option<Result<CanNote, PostError>> {
        let room = self.watched.as_ref().filter(|room| room.id == conversation)?;
        Some(CanNote::check_whisper(&*self.staff()?, room, &self.peer))
    }

    /// A supervisor says for a colleague of a department of theirs whether they take chats.
    pub(super) async fn presence_of(
        &mut self,
        staff: &Arc<Staff>,
        colleague: StaffId,
        state: Availability,
        reference: Option<u32>,
    ) {
        let services = Arc::clone(&self.services);
        let (organisation, by) = (staff.organisation, staff.id);
        let known = services.directory.staff(organisation, colleague).filter(|other| {
            let together = |id| staff.may(Permission::Supervise, id) && other.may(Permission::ServeChats, id);
            other.departments.iter().any(|id| together(*id))
        });
        let Some(other) = known else {
            services.deny(organisation, Actor::Staff(by), None).await;
            return self.error(reference, None, WireCode::Forbidden, "you do not look after this colleague");
        };
        let Some(now) = services.desk.availability(organisation, colleague) else {
            return self.error(
                reference,
                None,
                WireCode::NotNow,
                "they have no connection now, so they are away",
            );
        };
        if now == state {
            return self.peer.frame(&ServerFrame::Done { reference });
        }
        if let Err(error) = self.note_presence_of(&other, state).await {
            return self.answer(reference, None, Err(error));
        }
        services.desk.set_availability(organisation, colleague, state);
        let by = services.directory.who(organisation, Actor::Staff(by));
        self.tell_presence(&other, state, Some(by));
        match state {
            Availability::Away => services.give_back_offers(organisation, colleague).await,
            Availability::Online => services.assign_soon(organisation),
        }
        self.peer.frame(&ServerFrame::Done { reference });
    }

    async fn note_presence_of(&self, other: &Staff, state: Availability) -> Result<(), ChangeError> {
        let services = &self.services;
        let keys = services.custodian.organisation_keys(other.organisation).await?;
        let draft =
            services.entries.draft(Action::StaffPresence, self.peer.who, None).about(other.id.to_bytes());
        let detail = json!({ "state": state, "set_by_supervisor": true });
        let draft = services.entries.with_detail(draft, other.organisation, keys.current(), &detail);
        Ok(services.stores.audit.record(other.organisation, draft).await?)
    }
}
