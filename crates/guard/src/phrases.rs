//! The list of emergency phrases, compiled once from the file it shares with the browser.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::emergency::EmergencyKind;
use crate::words::Words;

const LIST: &str = include_str!("../../../vectors/emergency/phrases.json");
/// A tilde stands for this many words at most.
const MOST_SKIPPED_WORDS: usize = 2;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::parse(LIST));

/// The phrases by their first word, so that a text is read once.
pub(crate) struct Phrases {
    by_word: HashMap<Box<[u8]>, Vec<Phrase>>,
    /// Those that start with a starred word.
    by_prefix: Vec<(Box<[u8]>, Vec<Phrase>)>,
}

/// What must follow the first word.
struct Phrase {
    kind: EmergencyKind,
    rest: Vec<Step>,
}

struct Step {
    /// Words that may be skipped before this one.
    skip: usize,
    word: Pattern,
}

struct Pattern {
    bytes: Box<[u8]>,
    /// Any ending will do.
    starred: bool,
}

impl Phrases {
    /// The built-in list.
    pub(crate) fn built_in() -> &'static Self {
        &PHRASES
    }

    /// The gravest kind among the phrases in a text.
    pub(crate) fn gravest(&self, words: &Words) -> Option<EmergencyKind> {
        (0..words.len()).filter_map(|at| self.gravest_at(words, at)).min()
    }

    fn gravest_at(&self, words: &Words, at: usize) -> Option<EmergencyKind> {
        let first = words.word(at)?;
        let exact = self.by_word.get(first).into_iter().flatten();
        let starred =
            self.by_prefix.iter().filter(|(prefix, _)| first.starts_with(prefix)).flat_map(|(_, list)| list);
        exact
            .chain(starred)
            .filter(|phrase| follows(&phrase.rest, words, at + 1))
            .map(|phrase| phrase.kind)
            .min()
    }

    fn parse(list: &str) -> Self {
        let list: serde_json::Value =
            serde_json::from_str(list).expect("the embedded list is JSON: a test reads it");
        let mut phrases = Self { by_word: HashMap::new(), by_prefix: Vec::new() };
        for kind in EmergencyKind::ALL {
            let languages =
                list["kinds"][kind.name()].as_object().expect("the embedded list names every kind");
            for text in languages.values().filter_map(|list| list.as_array()).flatten() {
                phrases.add(kind, text.as_str().expect("the embedded list holds strings"));
            }
        }
        phrases
    }

    fn add(&mut self, kind: EmergencyKind, text: &str) {
        let mut first: Option<Pattern> = None;
        let mut rest = Vec::new();
        let mut skip = 0;
        for token in text.split(' ') {
            if token == "~" {
                skip = MOST_SKIPPED_WORDS;
                continue;
            }
            let pattern = Pattern {
                bytes: token.trim_end_matches('*').as_bytes().into(),
                starred: token.ends_with('*'),
            };
            if first.is_none() {
                first = Some(pattern);
            } else {
                rest.push(Step { skip: std::mem::take(&mut skip), word: pattern });
            }
        }
        let first = first.expect("a phrase has a word: a test reads the list");
        let phrase = Phrase { kind, rest };
        if !first.starred {
            self.by_word.entry(first.bytes).or_default().push(phrase);
        } else if let Some((_, list)) = self.by_prefix.iter_mut().find(|(prefix, _)| *prefix == first.bytes) {
            list.push(phrase);
        } else {
            self.by_prefix.push((first.bytes, vec![phrase]));
        }
    }
}

/// True if the steps can be taken from word `at` on. A phrase has few words, so this is a bounded number of looks.
fn follows(steps: &[Step], words: &Words, at: usize) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    (at..=at + step.skip).any(|place| {
        words.word(place).is_some_and(|word| step.word.matches(word)) && follows(rest, words, place + 1)
    })
}

impl Pattern {
    fn matches(&self, word: &[u8]) -> bool {
        if self.starred { word.starts_with(&self.bytes) } else { word == &*self.bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_written_as_texts_are_normalised() {
        let list: serde_json::Value = serde_json::from_str(LIST).expect("the list is JSON");
        let mut count = 0;
        for text in list["kinds"].as_object().expect("kinds").values().flat_map(|kind| {
            kind.as_object().expect("languages").values().flat_map(|list| list.as_array().expect("phrases"))
        }) {
            let text = text.as_str().expect("a phrase is a string");
            let plain =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, ' ' | '*' | '~');
            assert!(text.chars().all(plain), "{text}");
            assert!(
                text.split(' ').all(|word| word == "~"
                    || word.trim_end_matches('*').len() >= 2
                    || word == "i"
                    || word == "a"),
                "{text}"
            );
            assert!(
                !text.starts_with('~') && !text.ends_with('~') && text.matches('~').count() <= 1,
                "{text}"
            );
            count += 1;
        }
        assert!(count > 250, "the list was cut to {count}");
    }

    #[test]
    fn every_phrase_finds_itself() {
        let list: serde_json::Value = serde_json::from_str(LIST).expect("the list is JSON");
        for kind in EmergencyKind::ALL {
            for text in list["kinds"][kind.name()].as_object().expect("languages").values() {
                for phrase in text.as_array().expect("phrases") {
                    let text = phrase.as_str().expect("a phrase is a string").replace('~', "one two");
                    let found = Phrases::built_in().gravest(&Words::new(&text));
                    // Another, graver phrase may lie within.
                    assert!(found.is_some_and(|found| found <= kind), "{text}");
                }
            }
        }
    }
}
