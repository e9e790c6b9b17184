//! A department's privacy policy: one struct, all of it visible on one screen (DESIGN §4).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who makes a conversation's key, who can open it, and when it dies (DESIGN §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Custody {
    /// The key lives in memory only and ends with the chat.
    Ephemeral,
    /// The key is wrapped to a master key in a keyring kept apart from the data.
    Managed,
    /// The key is wrapped to a master key in the customer's own HSM or KMS.
    Customer,
    /// The key is wrapped to the customer's public keys and forgotten at close.
    Sealed,
    /// The key is made by the patient's browser.
    EndToEnd,
}

impl Custody {
    /// The stored number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Ephemeral => 1,
            Self::Managed => 2,
            Self::Customer => 3,
            Self::Sealed => 4,
            Self::EndToEnd => 5,
        }
    }

    /// The custody stored as that number.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Ephemeral,
            2 => Self::Managed,
            3 => Self::Customer,
            4 => Self::Sealed,
            5 => Self::EndToEnd,
            _ => return None,
        })
    }

    /// Whether this release can run a conversation under this custody.
    #[must_use]
    pub const fn is_built(self) -> bool {
        matches!(self, Self::Managed)
    }
}

/// How long a conversation's key lives after the conversation closed, in seconds. Never for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Retention {
    /// Seconds after closing.
    pub seconds: u64,
}

impl Retention {
    /// The shortest: one minute.
    pub const MIN: Self = Self { seconds: 60 };
    /// The longest: ten years.
    pub const MAX: Self = Self::days(3_653);

    /// A number of days.
    #[must_use]
    pub const fn days(days: u64) -> Self {
        Self { seconds: days * 86_400 }
    }
}

/// What is done with a kind of sensitive data that was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaskingChoice {
    /// Left as it is.
    Keep,
    /// X's for everyone but the staff serving the chat and the author.
    Hide,
    /// X's for everyone and for good.
    Mask,
}

/// Whether text can be copied out of the chat. A deterrent in the browser, not a boundary (ASVS V2.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClipboardRule {
    /// Copy and paste as everywhere.
    Allowed,
    /// Staff may not copy from the chat.
    StaffMayNotCopy,
    /// Nobody may copy from the chat or paste into it.
    Disabled,
}

/// Everything a department promises about a conversation.
///
/// Custody, retention and consent are fixed when a conversation opens; masking and clipboard rules take effect on the next
/// message where stricter, otherwise on the next conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrivacyPolicy {
    /// Grows by one with each change; a conversation keeps the version it opened under.
    pub version: u32,
    /// Who holds the key.
    pub custody: Custody,
    /// How long it lives after closing.
    pub retention: Retention,
    /// Payment card numbers.
    pub cards: MaskingChoice,
    /// Social security numbers.
    pub social_security_numbers: MaskingChoice,
    /// E-mail addresses.
    pub emails: MaskingChoice,
    /// Telephone numbers.
    pub phones: MaskingChoice,
    /// Whether the last four digits of a masked card stay readable (PCI DSS 3.4.1 allows it).
    pub keep_card_last_four: bool,
    /// Copy and paste.
    pub clipboard: ClipboardRule,
    /// The notice a visitor agrees to before the first keystroke leaves the browser.
    pub consent_text: String,
    /// The version of that notice, kept with each conversation.
    pub consent_version: u32,
}

/// A named set of defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Questions of any kind: seven days.
    General,
    /// Bills and insurance: thirty days.
    Billing,
    /// Care: handed over to the record; until hand-over is built, thirty days after closing.
    Clinical,
    /// As little as can be, for as short as can be: one day, everything masked, nothing copied.
    Strict,
}

/// A policy that breaks an invariant: which and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Below a minute or above ten years.
    #[error("retention must be between one minute and ten years after closing; \"for ever\" is not a value")]
    Retention,
    /// A safeguard that may not be switched off under `safeguards = "hipaa"`.
    #[error(
        "card numbers and social security numbers must be masked for good; set cards and social_security_numbers to \"mask\""
    )]
    MaskedForGood,
    /// A custody this release does not run.
    #[error("this release runs custody \"managed\" only; the others are planned")]
    CustodyNotBuilt,
    /// No notice to agree to.
    #[error("consent_text is empty; a visitor must be told before the first keystroke leaves the browser")]
    NoConsentText,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 4] = [Self::General, Self::Billing, Self::Clinical, Self::Strict];
}

impl PrivacyPolicy {
    /// The defaults of a preset.
    #[must_use]
    pub fn preset(preset: Preset) -> Self {
        let general = Self {
            version: 1,
            custody: Custody::Managed,
            retention: Retention::days(7),
            cards: MaskingChoice::Mask,
            social_security_numbers: MaskingChoice::Mask,
            emails: MaskingChoice::Hide,
            phones: MaskingChoice::Hide,
            keep_card_last_four: true,
            clipboard: ClipboardRule::Allowed,
            consent_text:
                "Our staff read what you write here to help you. Please leave out what is not needed.".into(),
            consent_version: 1,
        };
        match preset {
            Preset::General => general,
            Preset::Billing | Preset::Clinical => Self { retention: Retention::days(30), ..general },
            Preset::Strict => Self {
                retention: Retention::days(1),
                emails: MaskingChoice::Mask,
                phones: MaskingChoice::Mask,
                keep_card_last_four: false,
                clipboard: ClipboardRule::Disabled,
                ..general
            },
        }
    }

    /// Every invariant the policy breaks; empty when it may be used.
    #[must_use]
    pub fn problems(&self) -> Vec<PolicyError> {
        let mut problems = Vec::new();
        if self.retention < Retention::MIN || self.retention > Retention::MAX {
            problems.push(PolicyError::Retention);
        }
        if self.cards != MaskingChoice::Mask || self.social_security_numbers != MaskingChoice::Mask {
            problems.push(PolicyError::MaskedForGood);
        }
        if !self.custody.is_built() {
            problems.push(PolicyError::CustodyNotBuilt);
        }
        if self.consent_text.trim().is_empty() {
            problems.push(PolicyError::NoConsentText);
        }
        problems
    }

    /// What masks at least as much as both: a policy with this one's custody, retention and consent and the
    /// stricter choice of the two everywhere else.
    #[must_use]
    pub fn stricter_masking(&self, other: &Self) -> Self {
        Self {
            cards: self.cards.max(other.cards),
            social_security_numbers: self.social_security_numbers.max(other.social_security_numbers),
            emails: self.emails.max(other.emails),
            phones: self.phones.max(other.phones),
            keep_card_last_four: self.keep_card_last_four && other.keep_card_last_four,
            clipboard: self.clipboard.max(other.clipboard),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_hold() {
        for preset in Preset::ALL {
            assert_eq!(PrivacyPolicy::preset(preset).problems(), [], "{preset:?}");
        }
    }

    #[test]
    fn says_everything_that_is_wrong_at_once() {
        let policy = PrivacyPolicy {
            retention: Retention { seconds: u64::MAX },
            cards: MaskingChoice::Hide,
            custody: Custody::Ephemeral,
            consent_text: " ".into(),
            ..PrivacyPolicy::preset(Preset::General)
        };
        assert_eq!(policy.problems().len(), 4);
    }

    #[test]
    fn stricter_is_never_laxer() {
        let general = PrivacyPolicy::preset(Preset::General);
        let strict = PrivacyPolicy::preset(Preset::Strict);
        for both in [general.stricter_masking(&strict), strict.stricter_masking(&general)] {
            assert_eq!(both.phones, MaskingChoice::Mask);
            assert!(!both.keep_card_last_four);
            assert_eq!(both.clipboard, ClipboardRule::Disabled);
        }
        assert_eq!(general.stricter_masking(&strict).retention, general.retention);
    }
}
