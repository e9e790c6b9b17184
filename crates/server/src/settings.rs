//! Settings as administrators see and change them at the console: departments, sites, staff.
//!
//! **Invariant:** a change is looked at, written and taken into use under [`Services::changing`], so that it replaces what it was
//! based on and nothing newer; its entry in the audit log holds each field before and after.

mod departments;
mod diff;
mod sites;
mod staff;

use std::fmt::Write as _;

use aws_lc_rs::digest;
use bedside_domain::{Actor, FieldProblem, Permission};
use serde::Serialize;
use tokio::sync::MutexGuard;

use crate::{administration::AdministrationError, directory::Staff, services::Services};

pub(crate) use diff::changes;

/// Why settings were not shown or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("only administrators change this")]
    Forbidden,
    #[error("there is no such department, site or account any more; load the settings again")]
    NotFound,
    #[error(
        "somebody else has changed this since you opened it; look at their change, then make yours again"
    )]
    ChangedMeanwhile,
    #[error(
        "waiting here: {waiting}, being served here: {serving}; close the department now, see to them, then remove it"
    )]
    InUse { waiting: u32, serving: u32 },
    #[error("you cannot disable your own account or change your own role; another administrator can")]
    Oneself,
    #[error("this is the last administrator; make somebody else one first")]
    LastAdministrator,
    #[error(transparent)]
    Administration(#[from] AdministrationError),
}

impl SettingsError {
    fn invalid(field: &str, error: impl ToString) -> Self {
        AdministrationError::Invalid(vec![FieldProblem::new(field, error)]).into()
    }
}

impl Services {
    /// The lock under which a change is made, for whoever may make it now: rights that were taken while they waited for it count.
    pub(crate) async fn change_as(
        &self,
        staff: &Staff,
        permission: Permission,
    ) -> Result<MutexGuard<'_, ()>, SettingsError> {
        let one_at_a_time = self.changing.lock().await;
        self.require(staff, &[permission]).await?;
        Ok(one_at_a_time)
    }

    /// Refuses, with an entry in the audit log, whoever holds none of the permissions now.
    pub(crate) async fn require(&self, staff: &Staff, any_of: &[Permission]) -> Result<(), SettingsError> {
        let now = self.directory.staff(staff.organisation, staff.id).filter(|now| now.disabled_at.is_none());
        if now.is_some_and(|now| any_of.iter().any(|permission| now.role.may(*permission))) {
            return Ok(());
        }
        self.deny(staff.organisation, Actor::Staff(staff.id), None).await;
        Err(SettingsError::Forbidden)
    }
}

/// Names a state of something that is set.
fn version_of(settings: &impl Serialize) -> String {
    let json = serde_json::to_vec(settings).unwrap_or_default();
    let hash = digest::digest(&digest::SHA256, &json);
    hash.as_ref()[..16].iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing into a string does not fail
        text
    })
}
