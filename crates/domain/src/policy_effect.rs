//! What becomes of a conversation's policy when it is transferred: custody and retention stay, masking takes the
//! stricter of the two, and a department that forbids the result is not offered (DESIGN §4).

use crate::PrivacyPolicy;

/// Why a department may not take a conversation over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransferRefusal {
    /// It works under another custody.
    #[error("that department keeps its chats under another custody; choose another department")]
    Custody,
    /// It must forget sooner than this conversation was promised to be kept.
    #[error(
        "that department keeps chats for a shorter time than was promised here; choose another department"
    )]
    Retention,
}

/// The policy of a conversation that opened under `own` once the department with policy `target` serves it.
///
/// # Errors
/// [`TransferRefusal`] when the target department forbids the result.
pub fn policy_after_transfer(
    own: &PrivacyPolicy,
    target: &PrivacyPolicy,
) -> Result<PrivacyPolicy, TransferRefusal> {
    if own.custody != target.custody {
        return Err(TransferRefusal::Custody);
    }
    if target.retention < own.retention {
        return Err(TransferRefusal::Retention);
    }
    Ok(own.stricter_masking(target))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Preset, Retention};

    #[test]
    fn keeps_retention_and_takes_stricter_masking() {
        let own = PrivacyPolicy::preset(Preset::Strict);
        let target = PrivacyPolicy::preset(Preset::General);
        let after = policy_after_transfer(&own, &target).unwrap();
        assert_eq!(after.retention, Retention::days(1));
        assert_eq!(after.phones, own.phones);
    }

    #[test]
    fn refuses_what_the_target_forbids() {
        let own = PrivacyPolicy::preset(Preset::Billing);
        let target = PrivacyPolicy::preset(Preset::Strict);
        assert_eq!(policy_after_transfer(&own, &target), Err(TransferRefusal::Retention));
    }
}
