//! Refused texts and denied accesses in the audit log: which rule, of whom, where, and nothing of the text. Bounded for each conversation
//! and session, so that nobody fills the disk with what is refused.

use std::{mem::take, sync::Arc};

use bedside_audit::Action;
use bedside_domain::Actor;
use futures_util::FutureExt;
use serde_json::json;

use crate::{hub::Room, post_message::PostError, services::Services};

/// Refusals of one conversation in a minute that get an entry of their own; the next one counts the others.
const ENTRIES_PER_MINUTE: u32 = 10;
/// Denied accesses of one session in a minute that get an entry.
pub(crate) const DENIALS_PER_MINUTE: u32 = 20;

impl Services {
    /// Notes that a text was refused. Quick and never blocking: also called from the writer's thread.
    pub(crate) fn note_refusal(&self, room: &Arc<Room>, who: Actor, error: PostError) {
        let now = self.clock.moment();
        let without_entry = {
            let mut state = room.state();
            if state.refusals.count(now) >= ENTRIES_PER_MINUTE {
                state.refusals_unwritten = state.refusals_unwritten.saturating_add(1);
                return;
            }
            state.refusals.note(now);
            take(&mut state.refusals_unwritten)
        };
        let detail = json!({ "rule": error.code(), "without_entry": without_entry });
        let draft = self.entries.draft(Action::MessageRefused, who, Some(room.id));
        let entry = self.entries.with_detail(draft, room.organisation, room.keys.current(), &detail);
        // Queued by this call; the future would only report.
        if let Some(Err(error)) = self.stores.audit.record(room.organisation, entry).now_or_never() {
            tracing::warn!(%error, "A refused message could not be written into the audit log");
        }
    }
}
