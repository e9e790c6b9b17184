//! Chats that end by themselves: the patient is warned while it is their turn and they write nothing, and may say that they are still
//! here. What was warned and when stands in the conversation's timeline, so that a restart changes nothing about it.

use std::sync::Arc;

use bedside_audit::Action;
use bedside_domain::{Actor, Millis, QuietStep, VisitorId};
use bedside_storage::Change;

use crate::{change::ChangeError, close::close_quiet, hub::Room, services::Services};

/// Who is typing when their time is over has this much more.
const TYPING_GRACE_MS: u64 = 60_000;

/// The visitor is still here: their time begins again.
pub(crate) async fn still_here(
    services: &Arc<Services>,
    room: &Arc<Room>,
    by: VisitorId,
) -> Result<(), ChangeError> {
    if room.state().quiet.warned_until.is_none() {
        return Ok(()); // nothing to answer: no entry for each tap
    }
    let entry = services.entries.draft(Action::StillHere, Actor::Visitor(by), Some(room.id));
    services.change(room, Change::StillHere { by }, entry).await?;
    Ok(())
}

impl Services {
    /// Warns and ends where it is time to.
    pub(crate) async fn end_quiet(self: &Arc<Self>) {
        for room in self.rooms.all() {
            let now = self.clock.now();
            let done = match self.quiet_step(&room, now) {
                (QuietStep::Wait, _) => continue,
                (QuietStep::Warn(until), _) => self.warn(&room, until.since(now)).await,
                (QuietStep::End, rev) => close_quiet(self, &room, rev).await,
            };
            if let Err(error) = done {
                tracing::warn!(%error, conversation.id = %room.id, "A quiet conversation could not be warned or ended yet");
            }
        }
    }

    /// What is to be done, and as of which event.
    fn quiet_step(&self, room: &Room, now: Millis) -> (QuietStep, u64) {
        let department = room.state().conversation.department;
        let rule = self.directory.ending(room.organisation, department);
        let state = room.state();
        // Who is away has the grace time, and who left a message all the time there is.
        let theirs = state.conversation.serving().is_some()
            && state.left_at.is_none()
            && state.visitor_gone_since.is_none();
        let typing = state.visitor_typed.is_some_and(|at| self.clock.moment().since(at) < TYPING_GRACE_MS);
        let step = match rule.step(state.quiet, now) {
            _ if !theirs => QuietStep::Wait,
            QuietStep::End if typing => QuietStep::Wait,
            step => step,
        };
        (step, state.rev)
    }

    async fn warn(self: &Arc<Self>, room: &Arc<Room>, ms: u64) -> Result<(), ChangeError> {
        let seconds = u32::try_from(ms.div_ceil(1_000)).unwrap_or(u32::MAX);
        let entry = self.entries.draft(Action::IdleWarned, Actor::System, Some(room.id));
        self.change(room, Change::WarnIdle { seconds }, entry).await?;
        Ok(())
    }
}
