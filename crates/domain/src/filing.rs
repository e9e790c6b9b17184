//! How staff file a conversation that they close: why it ended for them, and tags. Both come from lists of its department, and only
//! their ids are kept, so that nothing a patient wrote can come to lie there.

use std::{collections::HashSet, fmt::Write as _};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    label::is_plain_label,
    limits::{OUTCOMES_MAX, TAGS_MAX, TAGS_MAX_EACH},
};

/// Longest id of a choice, in bytes.
const ID_MAX_BYTES: usize = 32;
/// Longest label, in code points: it stands in a list.
const LABEL_MAX_CHARS: usize = 60;

/// One entry of a department's lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// Stable: lower-case letters, digits and `-`.
    pub id: String,
    /// What staff read.
    pub label: String,
}

/// What a department lets choose from, unless it says otherwise.
#[must_use]
pub fn usual_outcomes() -> Vec<Choice> {
    [("solved", "Solved"), ("referred", "Referred"), ("no-answer", "No answer"), ("other", "Other")]
        .map(|(id, label)| Choice { id: id.to_owned(), label: label.to_owned() })
        .into()
}

/// What is wrong with a department's lists.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// More than can be chosen from.
    #[error("a department has at most {OUTCOMES_MAX} reasons and {TAGS_MAX} tags")]
    TooMany,
    /// It is no id.
    #[error("{list} {number}: an id has 1 to {ID_MAX_BYTES} lower-case letters, digits or \"-\"")]
    Id {
        /// Reasons or tags.
        list: &'static str,
        /// Which, from 1.
        number: usize,
    },
    /// Two have the same id.
    #[error("{list} {number}: another one before it has the same id; each needs its own")]
    Repeated {
        /// Reasons or tags.
        list: &'static str,
        /// Which, from 1.
        number: usize,
    },
    /// No label, a long one, or one with invisible characters.
    #[error(
        "{list} {number}: a label has 1 to {LABEL_MAX_CHARS} characters, and none that control or hide text"
    )]
    Label {
        /// Reasons or tags.
        list: &'static str,
        /// Which, from 1.
        number: usize,
    },
}

/// Everything that is wrong with a department's lists; empty when they can be used.
#[must_use]
pub fn choice_problems(outcomes: &[Choice], tags: &[Choice]) -> Vec<ChoiceError> {
    if outcomes.len() > OUTCOMES_MAX || tags.len() > TAGS_MAX {
        return vec![ChoiceError::TooMany];
    }
    let mut problems = Vec::new();
    for (list, choices) in [("reason", outcomes), ("tag", tags)] {
        let mut ids = HashSet::new();
        for (index, choice) in choices.iter().enumerate() {
            let number = index + 1;
            if !is_choice_id(&choice.id) {
                problems.push(ChoiceError::Id { list, number });
            } else if !ids.insert(&choice.id) {
                problems.push(ChoiceError::Repeated { list, number });
            }
            let length = choice.label.chars().take(LABEL_MAX_CHARS + 1).count();
            if choice.label.trim().is_empty() || length > LABEL_MAX_CHARS || !is_plain_label(&choice.label) {
                problems.push(ChoiceError::Label { list, number });
            }
        }
    }
    problems
}

/// Whether a text has the form of a choice's id.
#[must_use]
pub fn is_choice_id(id: &str) -> bool {
    (1..=ID_MAX_BYTES).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Why a conversation cannot be filed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilingError {
    /// It is not in the list.
    #[error("that reason is not one of the department's; load its list again")]
    UnknownOutcome,
    /// One is not in the list.
    #[error("a tag is not one of the department's; load its list again")]
    UnknownTag,
    /// More than a conversation may have.
    #[error("a chat has at most {TAGS_MAX_EACH} tags, each once")]
    TooManyTags,
}

/// Ids out of a department's lists. Not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    outcome: Option<String>,
    tags: Vec<String>,
}

impl Filing {
    /// What was chosen, from these lists; `None` where nothing was.
    ///
    /// # Errors
    /// [`FilingError`] when it is not in them.
    pub fn choose(
        outcome: Option<String>,
        tags: Vec<String>,
        outcomes: &[Choice],
        known: &[Choice],
    ) -> Result<Option<Self>, FilingError> {
        let is_in = |list: &[Choice], id: &String| list.iter().any(|choice| choice.id == *id);
        if outcome.as_ref().is_some_and(|id| !is_in(outcomes, id)) {
            return Err(FilingError::UnknownOutcome);
        }
        let each: HashSet<_> = tags.iter().take(TAGS_MAX_EACH + 1).collect();
        if tags.len() > TAGS_MAX_EACH || each.len() < tags.len() {
            return Err(FilingError::TooManyTags);
        }
        if !tags.iter().all(|id| is_in(known, id)) {
            return Err(FilingError::UnknownTag);
        }
        Ok(Self::not_empty(outcome, tags))
    }

    /// As it is stored: a word for each, `outcome:<id>` and `tag:<id>`, every one between spaces.
    #[must_use]
    pub fn to_words(&self) -> String {
        let mut words = String::from(" ");
        let outcome = self.outcome.iter().map(|id| ("outcome", id));
        for (kind, id) in outcome.chain(self.tags.iter().map(|id| ("tag", id))) {
            // Writing into a string does not fail.
            let _ = write!(words, "{kind}:{id} ");
        }
        words
    }

    /// What was stored; `None` for what [`Filing::to_words`] never writes.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        let (mut outcome, mut tags) = (None, Vec::new());
        for word in words.split_ascii_whitespace() {
            match word.split_once(':') {
                Some(("outcome", id)) if outcome.is_none() && is_choice_id(id) => {
                    outcome = Some(id.to_owned())
                }
                Some(("tag", id)) if is_choice_id(id) => tags.push(id.to_owned()),
                _ => return None,
            }
        }
        Self::not_empty(outcome, tags).filter(|filing| filing.to_words() == words)
    }

    /// Why it ended.
    #[must_use]
    pub fn outcome(&self) -> Option<&str> {
        self.outcome.as_deref()
    }

    /// Tags.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    fn not_empty(outcome: Option<String>, tags: Vec<String>) -> Option<Self> {
        (outcome.is_some() || !tags.is_empty()).then_some(Self { outcome, tags })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(ids: &[&str]) -> Vec<Choice> {
        ids.iter().map(|id| Choice { id: (*id).to_owned(), label: (*id).to_owned() }).collect()
    }

    fn owned(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn choose(outcome: Option<&str>, tags: &[&str]) -> Result<Option<Filing>, FilingError> {
        let known = list(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]);
        Filing::choose(outcome.map(str::to_owned), owned(tags), &usual_outcomes(), &known)
    }

    #[test]
    fn only_what_is_in_the_lists() {
        assert_eq!(choose(None, &[]), Ok(None));
        assert!(choose(Some("solved"), &["b", "a"]).unwrap().is_some());
        assert_eq!(choose(Some("my card is 4111"), &[]), Err(FilingError::UnknownOutcome));
        assert_eq!(choose(Some("Solved"), &[]), Err(FilingError::UnknownOutcome));
        assert_eq!(choose(None, &["a", "z"]), Err(FilingError::UnknownTag));
        assert_eq!(choose(None, &["a", "a"]), Err(FilingError::TooManyTags));
        let ten = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        assert!(choose(None, &ten).is_ok());
        assert_eq!(choose(None, &[&ten[..], &["k"]].concat()), Err(FilingError::TooManyTags));
    }

    #[test]
    fn what_is_stored_is_what_was_chosen() {
        for (outcome, tags, words) in [
            (Some("solved"), &["b", "a"][..], " outcome:solved tag:b tag:a "),
            (None, &["a"], " tag:a "),
            (Some("no-answer"), &[], " outcome:no-answer "),
        ] {
            let filing = choose(outcome, tags).unwrap().unwrap();
            assert_eq!(filing.to_words(), words);
            assert_eq!(Filing::from_words(words), Some(filing));
        }
        for wrong in
            ["", " ", "outcome:a", " outcome:a outcome:b ", " x:a ", " tag:A ", " tag:a  tag:b ", " tag: "]
        {
            assert_eq!(Filing::from_words(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn lists_that_cannot_be_used() {
        assert_eq!(choice_problems(&usual_outcomes(), &list(&["billing", "x-1"])), []);
        let odd = |id: &str, label: &str| Choice { id: id.to_owned(), label: label.to_owned() };
        let tags =
            [odd("Big", "a"), odd("a", " "), odd("a", "b\u{202E}c"), odd(&"x".repeat(33), &"l".repeat(61))];
        assert_eq!(
            choice_problems(&[odd("", "a")], &tags),
            [
                ChoiceError::Id { list: "reason", number: 1 },
                ChoiceError::Id { list: "tag", number: 1 },
                ChoiceError::Label { list: "tag", number: 2 },
                ChoiceError::Repeated { list: "tag", number: 3 },
                ChoiceError::Label { list: "tag", number: 3 },
                ChoiceError::Id { list: "tag", number: 4 },
                ChoiceError::Label { list: "tag", number: 4 },
            ]
        );
        let many: Vec<_> = (0..101).map(|n| odd(&format!("t{n}"), "a")).collect();
        assert_eq!(choice_problems(&[], &many), [ChoiceError::TooMany]);
        assert_eq!(choice_problems(&many[..21], &[]), [ChoiceError::TooMany]);
    }
}
