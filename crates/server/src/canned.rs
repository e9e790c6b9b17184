//! How often canned replies were sent, for those who set them and those who look for one.

use std::collections::HashMap;

use bedside_domain::{DepartmentId, OrganisationId};

use crate::{services::Services, wire::CannedSent};

/// Counts by department.
pub(crate) type SentByDepartment = HashMap<DepartmentId, Vec<CannedSent>>;

impl Services {
    /// How often each reply was sent. Nobody waits for it in vain: what cannot be read counts as never sent.
    pub(crate) async fn canned_sent(&self, organisation: OrganisationId) -> SentByDepartment {
        let uses = self.stores.canned.canned_uses(organisation).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "How often canned replies were sent could not be read");
            Vec::new()
        });
        let mut told = SentByDepartment::new();
        for one in uses {
            let sent = CannedSent { shortcut: one.shortcut, times: one.sent };
            told.entry(one.department).or_default().push(sent);
        }
        told
    }
}
