//! Keys that die: each death is written down before it happens, so that none is without an entry.

use bedside_audit::Action;
use bedside_domain::{Actor, ConversationId, Millis, OrganisationId};

use crate::{custodian::CustodyError, entries::About, services::Services};

impl Services {
    /// Destroys the key of a conversation that was never committed. What fails is found again by housekeeping.
    pub(crate) async fn discard_keys(&self, organisation: OrganisationId, conversation: ConversationId) {
        if let Err(error) = self.destroy_keys(organisation, conversation).await {
            self.custodian.forget(organisation, conversation);
            tracing::warn!(%error, "The key of a conversation that was not opened is still stored");
        }
    }

    /// Changes an organisation's epoch if it is time, and destroys the old epoch key.
    pub(crate) async fn turn_epoch(&self, organisation: OrganisationId) -> Result<(), CustodyError> {
        for old in self.custodian.turn_epoch(organisation).await? {
            let entry = self.entries.draft(Action::EpochRotated, Actor::System, None).about(old.0);
            self.stores.audit.record(organisation, entry).await?;
            self.custodian.destroy_epoch(organisation, old).await?;
        }
        Ok(())
    }

    /// Destroys keys made before `made_before` whose conversation was never committed.
    pub(crate) async fn discard_orphans(
        &self,
        organisation: OrganisationId,
        made_before: Millis,
    ) -> Result<(), CustodyError> {
        let mut after = None;
        loop {
            let conversations = &*self.stores.conversations;
            let (orphans, next) =
                self.custodian.orphans(organisation, made_before, after, conversations).await?;
            for orphan in orphans {
                self.destroy_keys(organisation, orphan).await?;
            }
            if next.is_none() {
                return Ok(());
            }
            after = next;
        }
    }

    async fn destroy_keys(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<(), CustodyError> {
        for key in self.custodian.key_ids(organisation, conversation).await? {
            let entry =
                self.entries.draft(Action::KeyDestroyed, Actor::System, Some(conversation)).about(key.0);
            self.stores.audit.record(organisation, entry).await?;
        }
        self.custodian.destroy(organisation, conversation).await
    }
}
