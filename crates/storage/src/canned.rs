//! How often canned replies were sent. Counts alone: no text, no conversation, no person, no time.

use bedside_domain::{DepartmentId, OrganisationId};
use bedside_keys::BoxFuture;

use crate::ReadError;

/// How often one reply was sent since the department has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannedUse {
    /// The department whose reply it is.
    pub department: DepartmentId,
    /// Which reply.
    pub shortcut: String,
    /// Messages that were begun from it.
    pub sent: u64,
}

/// Counts of canned replies. They are written with the messages ([`crate::NewMessage::canned`]) and go with the reply.
pub trait CannedUses: Send + Sync {
    /// All that an organisation has, by department and shortcut; replies that were never sent are not among them.
    fn canned_uses(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<CannedUse>, ReadError>>;
}
