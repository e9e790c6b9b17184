//! Makes audit entries: who did what to what, with a sealed detail where there is more to say.

use std::sync::Arc;

use bedside_audit::{Action, SALT_BYTES};
use bedside_domain::{Actor, Clock, ConversationId, OrganisationId, Rng};
use bedside_keys::{Context, DataKey, DecodeError, Kind, Sealable, Zeroizing};
use bedside_storage::{EntryDraft, SealedDetail};

/// The detail of an audit entry: a small JSON document of ids and numbers.
struct AuditDetail(Zeroizing<Vec<u8>>);

impl Sealable for AuditDetail {
    const KIND: Kind = Kind::AuditDetail;
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        self.0.clone()
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(Zeroizing::new(bytes.to_vec())))
    }
}

/// Makes entry drafts. Knows the clock and the randomness, nothing else.
#[derive(Clone)]
pub(crate) struct Entries {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
}

impl Entries {
    /// An entry without detail.
    pub(crate) fn draft(
        &self,
        action: Action,
        actor: Actor,
        conversation: Option<ConversationId>,
    ) -> EntryDraft {
        let at = self.clock.now();
        let mut id = [0; 16];
        self.rng.fill(&mut id[6..]);
        id[..6].copy_from_slice(&at.0.to_be_bytes()[2..]);
        EntryDraft { id, at, action, actor, conversation, subject: [0; 16], detail: None }
    }

    /// Adds a detail, sealed under the conversation's key or, where there is none, the organisation's.
    pub(crate) fn with_detail(
        &self,
        draft: EntryDraft,
        organisation: OrganisationId,
        key: &DataKey,
        detail: &serde_json::Value,
    ) -> EntryDraft {
        let context = Context {
            organisation: organisation.to_bytes(),
            conversation: draft.conversation.map_or([0; 16], ConversationId::to_bytes),
            subject: draft.id,
        };
        let mut salt = [0; SALT_BYTES];
        self.rng.fill(&mut salt);
        let detail = AuditDetail(Zeroizing::new(detail.to_string().into_bytes()));
        let sealed = key.seal(&context, &detail, &*self.rng).into_bytes();
        EntryDraft { detail: Some(SealedDetail { salt, sealed }), ..draft }
    }
}

/// Sets the subject of an entry.
pub(crate) trait About {
    /// What it was done to.
    fn about(self, subject: [u8; 16]) -> Self;
}

impl About for EntryDraft {
    fn about(self, subject: [u8; 16]) -> Self {
        Self { subject, ..self }
    }
}
