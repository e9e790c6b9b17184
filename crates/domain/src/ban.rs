//! Blocking a visitor: why, and for how long. A block always ends.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest block, in milliseconds: who needs a longer one looks at it again.
pub const BAN_MAX_MS: u64 = 30 * 24 * 3_600_000;
/// Blocks of an organisation at once. They are kept in memory.
pub const BANS_MAX: usize = 5_000;

/// Why a visitor is blocked. No free text: nothing that was said can come to lie there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BanReason {
    /// Insults or harasses.
    Abusive,
    /// Threatens.
    Threat,
    /// Advertises, or floods.
    Spam,
    /// Something else; a note in the chat says what.
    Other,
}

impl BanReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Abusive, Self::Threat, Self::Spam, Self::Other];

    /// The reason's name in storage.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abusive => "abusive",
            Self::Threat => "threat",
            Self::Spam => "spam",
            Self::Other => "other",
        }
    }

    /// The reason of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for reason in BanReason::ALL {
            assert_eq!(BanReason::from_name(reason.name()), Some(reason));
        }
        assert_eq!(BanReason::from_name("ugly"), None);
    }
}
