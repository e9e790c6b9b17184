//! What runs before the first connection and what a crash left half done; then what runs beside: checkpoints, time-outs, epochs.

use std::{sync::Arc, time::Duration};

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId, Millis, OrganisationId, Phase};

use bedside_storage::SessionOwner;

use crate::{
    close::close,
    custodian::CustodyError,
    directory::DirectoryError,
    entries::About,
    hub::{EndReason, Member, Room, RoomsError},
    identity::end_old_staff_connections,
    render::Audience,
    services::Services,
};

/// Open conversations brought back at start-up, per organisation. More come into memory when their people return.
const RESTORED: usize = 20_000;
/// Sessions the store sweeps in one step.
const SWEPT_AT_ONCE: usize = 1_000;
/// Staff who come back before their chats are in memory wait for at most this long.
const RESTORE_PATIENCE: Duration = Duration::from_secs(10);
/// Keys younger than this may belong to a conversation that is being opened.
const ORPHAN_AGE_MS: u64 = 60_000;
/// Changed places in the queue are told at this interval.
const PLACES_INTERVAL: Duration = Duration::from_millis(300);
const JANITOR_INTERVAL: Duration = Duration::from_secs(5);
/// Connections of staff whose session is over are ended this long after it at the latest.
const SESSIONS_INTERVAL: Duration = Duration::from_secs(20);
/// Connections whose session has come to its end are ended within this time.
const LOG_OFF_INTERVAL: Duration = Duration::from_secs(15);
const HOUSEKEEPING_INTERVAL: Duration = Duration::from_secs(600);

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Sites, departments or staff cannot be read.
    #[error("the directory cannot be read: {0}")]
    Directory(String),
    /// The start cannot be written into the audit log, so nothing may be served.
    #[error("the start cannot be written into the audit log: {0}")]
    Audit(#[from] bedside_storage::WriteError),
}

impl From<DirectoryError> for StartError {
    fn from(error: DirectoryError) -> Self {
        Self::Directory(error.to_string())
    }
}

impl Services {
    /// Reads the directory and notes the start in each organisation's log. Quick: nothing is scanned.
    ///
    /// # Errors
    /// [`StartError`]: nothing may be served then.
    pub async fn start(self: &Arc<Self>) -> Result<(), StartError> {
        self.directory.reload(&self.stores, &self.custodian).await?;
        for organisation in self.directory.organisations() {
            self.bans.load(&self.stores, organisation.id).await.map_err(DirectoryError::from)?;
            let entry = self.entries.draft(Action::ServerStarted, Actor::System, None);
            self.stores.audit.record(organisation.id, entry).await?;
        }
        Ok(())
    }

    /// Notes an orderly stop.
    pub async fn stopped(&self) {
        self.write_all_failed_sign_ins().await;
        for organisation in self.directory.organisations() {
            let entry = self.entries.draft(Action::ServerStopped, Actor::System, None);
            let _ = self.stores.audit.record(organisation.id, entry).await;
        }
    }

    /// Reads the directory again after a change.
    ///
    /// # Errors
    /// [`StartError`]; the old one stays in use.
    pub async fn reload_directory(&self) -> Result<(), StartError> {
        self.directory.reload(&self.stores, &self.custodian).await?;
        // Stricter masking and clipboard rules take effect on the next message of open conversations too.
        for room in self.rooms.all() {
            let mut state = room.state();
            if let Some(department) =
                self.directory.department(room.organisation, state.conversation.department)
            {
                state.policy = state.policy.stricter_masking(&department.policy);
            }
        }
        Ok(())
    }

    /// The room of an open conversation, from memory or from the store.
    pub(crate) async fn open_room(
        &self,
        organisation: OrganisationId,
        id: ConversationId,
    ) -> Result<Option<Arc<Room>>, RoomsError> {
        let now = self.clock.moment();
        let opened =
            self.rooms.open(organisation, id, &self.stores, &self.custodian, &self.directory, now).await?;
        if let Some(room) = &opened {
            // Back in its queue, whatever brought it back; one that is there already stays where it is.
            let (waiting, serving) = {
                let state = room.state();
                (matches!(state.conversation.phase, Phase::Waiting { .. }), state.conversation.serving())
            };
            if waiting {
                self.desk.enqueue(room);
                self.assign_soon(organisation);
            }
            if let Some(staff) = serving {
                self.desk.expect(organisation, staff, now);
            }
            self.note_holder(room);
        }
        Ok(opened)
    }

    /// Notes that somebody asked for what they may not have. The answer they get is that it does not exist.
    pub(crate) async fn deny(
        &self,
        organisation: OrganisationId,
        who: Actor,
        conversation: Option<ConversationId>,
    ) {
        let entry = self.entries.draft(Action::AccessDenied, who, conversation);
        if let Err(error) = self.stores.audit.record(organisation, entry).await {
            tracing::error!(%error, "A refused access could not be written into the audit log");
        }
    }

    /// Runs until the server stops: brings open conversations back, ends those whose visitor stayed away, sweeps sessions,
    /// turns epochs, removes keys whose conversation never came to be.
    pub async fn housekeeping(self: Arc<Self>) {
        // Side by side: what takes long must not keep people from hearing their place.
        tokio::join!(
            self.look_after_people(),
            self.look_after_store(),
            self.settle_doubts(),
            self.assign_chats()
        );
    }

    async fn look_after_store(self: &Arc<Self>) {
        let mut housekeeping = tokio::time::interval(HOUSEKEEPING_INTERVAL);
        loop {
            housekeeping.tick().await;
            self.keep_house().await;
        }
    }

    async fn look_after_people(self: &Arc<Self>) {
        self.restore_queues().await;
        self.restored.send_replace(true);
        let mut janitor = tokio::time::interval(JANITOR_INTERVAL);
        let mut sessions = tokio::time::interval(SESSIONS_INTERVAL);
        let mut log_off = tokio::time::interval(LOG_OFF_INTERVAL);
        let mut places = tokio::time::interval(PLACES_INTERVAL);
        loop {
            tokio::select! {
                _ = places.tick() => {
                    self.tell_places();
                    self.assignments.tick(self.clock.moment());
                }
                _ = janitor.tick() => {
                    self.end_left_behind().await;
                    self.end_quiet().await;
                    self.give_back_overdue().await;
                }
                _ = sessions.tick() => {
                    end_old_staff_connections(self).await;
                    self.write_failed_sign_ins().await;
                }
                _ = log_off.tick() => self.log_off(),
            }
        }
    }

    /// Resolves once open conversations are back in memory, or patience ends.
    pub(crate) async fn wait_until_restored(&self) {
        let mut restored = self.restored.subscribe();
        let _ = tokio::time::timeout(RESTORE_PATIENCE, restored.wait_for(|done| *done)).await;
    }

    async fn restore_queues(self: &Arc<Self>) {
        for organisation in self.directory.organisations() {
            let open = match self.stores.conversations.open_conversations(organisation.id, RESTORED).await {
                Ok(open) => open,
                Err(error) => {
                    tracing::error!(%error, "Open conversations could not be brought back; they return with their people");
                    continue;
                }
            };
            for stored in open {
                match self.open_room(organisation.id, stored.id).await {
                    Ok(Some(room)) => self.rejoin(&room).await,
                    Ok(None) => {}
                    Err(error) => {
                        tracing::error!(%error, conversation.id = %stored.id, "An open conversation could not be brought back");
                    }
                }
            }
        }
    }

    /// The staff who serve it take part, where they do not yet, and its card is as it should be.
    pub(crate) async fn rejoin(&self, room: &Arc<Room>) {
        let serving = room.state().conversation.serving();
        for peer in serving.map_or_else(Vec::new, |staff| self.desk.peers_of(room.organisation, staff)) {
            room.join(Member { peer, audience: Audience::ServingStaff });
        }
        self.show_card(room).await;
    }

    async fn end_left_behind(self: &Arc<Self>) {
        let now = self.clock.moment();
        for room in self.rooms.all() {
            // A message that was left stays until staff have seen to it.
            let gone_since = {
                let state = room.state();
                state.visitor_gone_since.filter(|_| state.left_at.is_none())
            };
            if gone_since.is_some_and(|since| now.since(since) > self.settings.visitor_grace_ms)
                && let Err(error) = close(self, &room, Actor::System, None).await
            {
                tracing::warn!(%error, conversation.id = %room.id, "A conversation that was left could not be ended yet");
            }
        }
    }

    /// Ends connections whose session has come to its end. Idle staff are found by their stored session, which counts every tab.
    fn log_off(&self) {
        let now = self.clock.moment();
        for peer in self.peers.all() {
            if peer.is_over(now) {
                peer.end(EndReason::SessionEnded);
            }
        }
    }

    /// Sessions of staff that are too old end with an entry each.
    async fn end_expired_staff_sessions(&self, now: Millis) -> Result<(), CustodyError> {
        loop {
            let expired = self.stores.sessions.expired_of_staff(now).await?;
            for session in &expired {
                let SessionOwner::Staff(staff) = session.owner else { continue };
                let entry =
                    self.entries.draft(Action::StaffSignedOut, Actor::System, None).about(staff.to_bytes());
                self.stores.sessions.end(session.token_hash, Some(entry)).await?;
            }
            if expired.len() < SWEPT_AT_ONCE {
                return Ok(());
            }
        }
    }

    async fn keep_house(&self) {
        let now = self.clock.now();
        let swept = async {
            while self.stores.sessions.sweep(now).await? >= SWEPT_AT_ONCE {}
            self.sweep_bans(now).await?;
            self.end_expired_staff_sessions(now).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "Ended sessions were not swept; they are tried again");
        }
        self.forget_figures(now).await;
        let before = Millis(now.0.saturating_sub(ORPHAN_AGE_MS));
        for organisation in self.directory.organisations() {
            if let Err(error) = self.turn_epoch(organisation.id).await {
                tracing::error!(%error, "The epoch was not changed; it is tried again");
            }
            if let Err(error) = self.discard_orphans(organisation.id, before).await {
                tracing::error!(%error, "Keys without a conversation were not removed; it is tried again");
            }
        }
    }
}
