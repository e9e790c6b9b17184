//! What only staff do: presence, accepting, notes, transfers, releases.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, Permission};
use bedside_storage::WriteError;
use serde_json::json;

use super::{Handled, Identity, Session};
use crate::{
    accept::accept,
    catch_up::insist,
    change::ChangeError,
    desk::may_see_card,
    directory::Staff,
    hub::{Member, encode},
    post_message::PostError,
    release::release,
    render::Audience,
    services::Services,
    supervise::take_over,
    transfer::{Target, transfer},
    wire::{Accept, Availability, Decline, Note, Presence, Release, ServerFrame, Transfer, Who, WireCode},
    write_note::{CanNote, write_note},
    written::{Form, Unwelcome},
};

impl Session {
    pub(super) fn staff(&self) -> Option<Arc<Staff>> {
        match &self.identity {
            // As they are now: a role or department taken away counts at once (ASVS 8.3.2).
            Identity::Staff(staff) => self
                .services
                .directory
                .staff(staff.organisation, staff.id)
                .filter(|s| s.disabled_at.is_none()),
            Identity::Visitor { .. } => None,
        }
    }

    pub(super) fn staff_only(&self, reference: Option<u32>) -> Option<Arc<Staff>> {
        let staff = self.staff();
        if staff.is_none() {
            self.error(reference, None, WireCode::Forbidden, "only staff may do this");
        }
        staff
    }

    /// The rooms they serve: every connection of theirs takes part.
    pub(super) fn find_own_rooms(&mut self) {
        let Identity::Staff(staff) = &self.identity else { return };
        for room in self.services.rooms.all() {
            if room.organisation == staff.organisation
                && room.state().conversation.serving() == Some(staff.id)
            {
                room.join(Member { peer: Arc::clone(&self.peer), audience: Audience::ServingStaff });
                self.rooms.push(room);
            }
        }
    }

    /// They are at the desk: their own state to them, and that they are here to those they serve.
    pub(super) fn staff_arrives(&self) {
        let Identity::Staff(staff) = &self.identity else { return };
        let state = self.services.desk.arrive(staff, Arc::clone(&self.peer));
        let who = self.services.directory.who(staff.organisation, self.peer.who);
        self.peer.frame(&ServerFrame::Presence { who, state, by: None });
        for room in &self.rooms {
            self.tell_here(room, true);
        }
    }

    /// The list of cards one may see: one audit entry that names what is shown, then the list.
    pub(super) async fn show_cards(&self) -> Result<(), ChangeError> {
        let Some(staff) = self.staff() else { return Ok(()) };
        let (mut cards, mut listed) = (Vec::new(), Vec::new());
        for room in self.services.rooms.all() {
            if room.organisation != staff.organisation {
                continue;
            }
            let phase = room.state().conversation.phase;
            let card = room.card(&self.services.directory);
            if may_see_card(&staff, &card, &phase) {
                cards.push(card);
                listed.push(room);
            }
        }
        cards.sort_by_key(|card| (card.waiting_since, card.conversation));
        let shown: Vec<String> = cards.iter().map(|card| card.conversation.to_string()).collect();
        let keys = self.services.custodian.organisation_keys(staff.organisation).await?;
        let draft = self.services.entries.draft(Action::ListShown, self.peer.who, None);
        let draft = self.services.entries.with_detail(
            draft,
            staff.organisation,
            keys.current(),
            &json!({ "shown": shown }),
        );
        self.services.stores.audit.record(staff.organisation, draft).await?;
        for room in listed {
            room.state().card_shown_to.insert(staff.id);
        }
        self.peer.frame(&ServerFrame::Cards { cards });
        Ok(())
    }

    pub(super) async fn presence(&mut self, presence: Presence) {
        let Some(staff) = self.staff_only(presence.reference) else { return };
        if let Some(colleague) = presence.staff.filter(|other| *other != staff.id) {
            return self.presence_of(&staff, colleague, presence.state, presence.reference).await;
        }
        if presence.state == Availability::Online && !staff.role.may(Permission::ServeChats) {
            return self.error(
                presence.reference,
                None,
                WireCode::Forbidden,
                "your role does not take chats",
            );
        }
        let online = self.services.desk.is_online(staff.organisation, staff.id);
        if online != (presence.state == Availability::Online) {
            let word = if online { "away" } else { "online" };
            if let Err(error) = note_presence(&self.services, &staff, word).await {
                if matches!(error, ChangeError::Write(WriteError::Unconfirmed)) {
                    // The log may say what is not so: it also gets how it stands.
                    self.insist_on_presence(&staff);
                }
                return self.answer(presence.reference, None, Err(error));
            }
            self.services.desk.set_availability(staff.organisation, staff.id, presence.state);
            self.tell_presence(&staff, presence.state, None);
            match presence.state {
                Availability::Away => {
                    self.services.give_back_offers(staff.organisation, staff.id).await;
                }
                Availability::Online => self.services.assign_soon(staff.organisation),
            }
        }
        self.peer.frame(&ServerFrame::Done { reference: presence.reference });
    }

    /// Writes down where they are, until it is written.
    fn insist_on_presence(&self, staff: &Arc<Staff>) {
        let (services, staff) = (Arc::clone(&self.services), Arc::clone(staff));
        insist("presence", move || {
            let (services, staff) = (Arc::clone(&services), Arc::clone(&staff));
            async move {
                let word = match services.desk.availability(staff.organisation, staff.id) {
                    Some(Availability::Online) => "online",
                    Some(Availability::Away) => "away",
                    None => "offline",
                };
                note_presence(&services, &staff, word).await
            }
        });
    }

    pub(super) fn tell_presence(&self, staff: &Staff, state: Availability, by: Option<Who>) {
        let who = self.services.directory.who(staff.organisation, Actor::Staff(staff.id));
        let frame = encode(&ServerFrame::Presence { who, state, by });
        for (_, peer) in self.services.desk.peers(staff.organisation) {
            peer.send(frame.clone());
        }
        for department in &staff.departments {
            self.services.places_moved(staff.organisation, *department);
        }
    }

    pub(super) async fn staff_departed(&self, staff: Arc<Staff>) {
        if let Err(error) = note_presence(&self.services, &staff, "offline").await {
            tracing::warn!(%error, "A departure could not be written into the audit log yet");
            self.insist_on_presence(&staff);
        }
        self.tell_presence(&staff, Availability::Away, None);
        self.services.give_back_offers(staff.organisation, staff.id).await;
    }

    pub(super) async fn accept(&mut self, request: Accept) {
        let Some(staff) = self.staff_only(request.reference) else { return };
        let taken = if request.take_over {
            take_over(&self.services, &staff, &self.peer, request.conversation).await
        } else {
            accept(&self.services, &staff, &self.peer, request.conversation).await
        };
        match taken {
            Ok(room) => {
                if !self.rooms.iter().any(|there| there.id == room.id) {
                    self.rooms.push(Arc::clone(&room));
                }
                self.peer.frame(&ServerFrame::Joined {
                    reference: request.reference,
                    state: room.wire_state(&self.services.directory),
                    card: Box::new(room.card(&self.services.directory)),
                    details: room.details.clone(),
                });
                self.resume(room.id, 0).await;
            }
            Err(error) => self.change_failed(request.reference, Some(request.conversation), &error),
        }
    }

    pub(super) async fn decline(&mut self, request: Decline) {
        let Some(staff) = self.staff_only(request.reference) else { return };
        let result = self.services.decline(&staff, request.conversation).await;
        self.answer(request.reference, Some(request.conversation), result);
    }

    pub(super) async fn transfer(&mut self, request: Transfer) {
        let Some(staff) = self.staff_only(request.reference) else { return };
        let target =
            Target { department: request.department, to: request.to, note: request.note.map(|text| text.0) };
        let result = match self.room(request.conversation) {
            Some(room) => transfer(&self.services, &staff, &self.peer, &room, target).await,
            None => Err(ChangeError::NotFound),
        };
        if result.is_ok() {
            self.rooms.retain(|room| room.id != request.conversation);
        }
        self.answer(request.reference, Some(request.conversation), result);
    }

    pub(super) async fn release(&mut self, request: Release) {
        let Some(staff) = self.staff_only(request.reference) else { return };
        let result = match self.room(request.conversation) {
            Some(room) => release(&self.services, &staff, &self.peer, &room, request.message).await,
            None => Err(ChangeError::NotFound),
        };
        self.answer(request.reference, Some(request.conversation), result);
    }

    pub(super) fn note(&mut self, note: Note) -> Handled {
        let Note { conversation, client_key, text, mentions } = note;
        let can = self
            .room(conversation)
            .ok_or(PostError::NotFound)
            .and_then(|room| CanNote::check(&room, &self.peer))
            .or_else(|error| self.can_whisper(conversation).ok_or(error)?);
        match can {
            Ok(can) => match write_note(&self.services, can, client_key, text.0, mentions) {
                Ok(pending) => Handled::Pending(pending),
                Err(error) => self.not_written(conversation, client_key, error),
            },
            Err(error) => {
                self.unwelcome(Unwelcome { conversation, client_key, raw: text.0, form: Form::Note, error })
            }
        }
    }
}

/// Writes down which way a member of staff went.
async fn note_presence(services: &Services, staff: &Staff, state: &str) -> Result<(), ChangeError> {
    let keys = services.custodian.organisation_keys(staff.organisation).await?;
    let draft = services.entries.draft(Action::StaffPresence, Actor::Staff(staff.id), None);
    let detail = json!({ "state": state });
    let draft = services.entries.with_detail(draft, staff.organisation, keys.current(), &detail);
    Ok(services.stores.audit.record(staff.organisation, draft).await?)
}
