//! Reading events, and noting receipts.

use bedside_domain::{Actor, ClientKey, ConversationId, OrganisationId, Rev};
use bedside_keys::BoxFuture;

use crate::{ReadError, Receipts, StoredEvent, StoredReceipt, Timeline};

use super::{SqliteStore, events};

impl Timeline for SqliteStore {
    fn events(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredEvent>, ReadError>> {
        self.readers().read(move |sql| events::after(sql, organisation, conversation, after, limit))
    }

    fn event(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        rev: Rev,
    ) -> BoxFuture<'_, Result<Option<StoredEvent>, ReadError>> {
        self.readers().read(move |sql| events::at(sql, organisation, conversation, rev))
    }

    fn written(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
        author: Actor,
        client_key: ClientKey,
    ) -> BoxFuture<'_, Result<Option<StoredEvent>, ReadError>> {
        self.readers()
            .read(move |sql| events::of_client_key(sql, organisation, conversation, author, client_key))
    }
}

impl Receipts for SqliteStore {
    fn raise(&self, organisation: OrganisationId, conversation: ConversationId, receipt: StoredReceipt) {
        self.coalesced().raise(organisation, conversation, receipt);
    }
}
