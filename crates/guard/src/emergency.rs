//! Spots texts that speak of an emergency. The answer shows a phone number; it never holds or blocks anything.

use bedside_masking::RawText;

use crate::phrases::Phrases;
use crate::words::Words;

/// What sort of emergency a text speaks of, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EmergencyKind {
    /// Suicide or self-harm.
    SelfHarm,
    /// Overdose or poisoning.
    Overdose,
    /// Heart, breathing, stroke, bleeding, loss of consciousness and the like.
    Medical,
    /// Violence, abuse, danger from others or to others.
    Violence,
}

impl EmergencyKind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 4] = [Self::SelfHarm, Self::Overdose, Self::Medical, Self::Violence];

    /// The name in the phrase list and on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SelfHarm => "self-harm",
            Self::Overdose => "overdose",
            Self::Medical => "medical",
            Self::Violence => "violence",
        }
    }
}

/// The gravest emergency a text speaks of, by the built-in list of English and Spanish phrases.
///
/// It errs on showing: "no chest pain" counts.
#[must_use]
pub fn emergency(text: &RawText) -> Option<EmergencyKind> {
    Phrases::built_in().gravest(&Words::new(text.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kind(text: &str) -> Option<EmergencyKind> {
        emergency(&RawText::new(text.to_owned()))
    }

    #[test]
    fn agrees_with_the_shared_cases() {
        let cases: serde_json::Value =
            serde_json::from_str(include_str!("../../../vectors/emergency/cases.json"))
                .expect("the cases are JSON");
        for case in cases["cases"].as_array().expect("a list of cases") {
            let text = case["text"].as_str().expect("a case has a text");
            assert_eq!(kind(text).map(EmergencyKind::name), case["kind"].as_str(), "{}", case["name"]);
        }
    }

    proptest! {
        #[test]
        fn a_phrase_is_found_in_any_surroundings(before in any::<String>(), after in any::<String>()) {
            let text = format!("{before}\nI want to\tDIE.\n{after}");
            prop_assert_eq!(kind(&text), Some(EmergencyKind::SelfHarm));
        }

        #[test]
        fn case_never_matters(text in "(chest|pain|want|to|die|hits|me|[a-z]{1,4}| |'){0,30}") {
            prop_assert_eq!(kind(&text), kind(&text.to_uppercase()));
        }
    }
}
