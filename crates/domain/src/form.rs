//! The form before a chat: what its fields hold, when they are shown, and what is wrong with a form or an answer.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Choice, is_choice_id, is_plain_label,
    limits::{FORM_MAX_FIELDS, LONG_ANSWER_MAX_CHARS, NAME_MAX_CHARS},
};

/// Longest key of a field or name of a claim, in bytes.
const KEY_MAX_BYTES: usize = 40;
/// Longest label, in code points.
const LABEL_MAX_CHARS: usize = 200;
/// Options of one choice.
const OPTIONS_MAX: usize = 30;
/// Fewest digits of a telephone number, without its country code.
const PHONE_MIN_DIGITS: usize = 7;
/// Years that a date may lie in: of births and of appointments.
const YEARS: std::ops::RangeInclusive<i16> = 1880..=2200;

/// The answer of a ticked box.
pub const TICKED: &str = "yes";

/// What a form field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormFieldKind {
    /// One line.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// One of the field's options, by its id.
    Choice,
    /// A day, `YYYY-MM-DD`: of birth, say.
    Date,
    /// A box: ticked (`yes`) or no answer.
    Checkbox,
    /// Several lines.
    LongText,
}

/// When a field is shown: another one before it has one of these answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShownWhen {
    /// The other field's key. It stands before this one.
    pub field: String,
    /// Its answers: ids of a choice's options, or `yes` of a ticked box.
    pub is: Vec<String>,
}

/// One field of the form before a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FormField {
    /// Stable name, such as `callback`.
    pub key: String,
    /// What the patient reads.
    pub label: String,
    /// What it holds.
    pub kind: FormFieldKind,
    /// Whether a chat can start without it. Of a box: whether it must be ticked. Only asked for where the field is shown.
    pub required: bool,
    /// What one chooses from; of a choice only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// When it is shown; absent: always. What is not shown is not sent and not taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<ShownWhen>,
    /// The claim of the clinic's signed statement that fills it in, such as `phone`; absent: the patient types it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<String>,
}

impl FormField {
    /// A field that is always shown and typed by the patient.
    #[must_use]
    pub fn plain(key: &str, label: &str, kind: FormFieldKind, required: bool) -> Self {
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            kind,
            required,
            options: Vec::new(),
            shown_when: None,
            prefill: None,
        }
    }

    /// Whether it is shown beside these answers. A field that is not shown has none.
    #[must_use]
    pub fn is_shown<'a>(&self, answer: impl FnOnce(&str) -> Option<&'a str>) -> bool {
        self.shown_when
            .as_ref()
            .is_none_or(|when| answer(&when.field).is_some_and(|given| when.is.iter().any(|is| is == given)))
    }

    /// What is wrong with an answer that is not empty.
    ///
    /// # Errors
    /// [`AnswerError`].
    pub fn check(&self, answer: &str) -> Result<(), AnswerError> {
        let most = if self.kind == FormFieldKind::LongText { LONG_ANSWER_MAX_CHARS } else { NAME_MAX_CHARS };
        if answer.chars().nth(most).is_some() {
            return Err(AnswerError::TooLong(most));
        }
        let may_have_lines = self.kind == FormFieldKind::LongText;
        if answer.chars().any(|c| c.is_control() && !(may_have_lines && c == '\n')) {
            return Err(AnswerError::ControlCharacters);
        }
        let is_of_kind = match self.kind {
            FormFieldKind::Text | FormFieldKind::LongText => true,
            FormFieldKind::Email => is_address(answer),
            FormFieldKind::Phone => answer.chars().filter(char::is_ascii_digit).count() >= PHONE_MIN_DIGITS,
            FormFieldKind::Choice => self.options.iter().any(|option| option.id == answer),
            FormFieldKind::Date => is_date(answer),
            FormFieldKind::Checkbox => answer == TICKED,
        };
        if is_of_kind { Ok(()) } else { Err(AnswerError::Kind(self.kind)) }
    }
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// More code points than there may be.
    #[error("an answer has at most {0} characters")]
    TooLong(usize),
    /// It has control characters.
    #[error("an answer may not have control characters in it")]
    ControlCharacters,
    /// It is not what the field asks for.
    #[error("an answer is not of the kind that its field asks for")]
    Kind(FormFieldKind),
}

/// What is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More fields than one fills in.
    #[error("a form has at most {FORM_MAX_FIELDS} fields")]
    TooMany,
    /// A key has another form.
    #[error(
        "field {0}: a key has 1 to {KEY_MAX_BYTES} lower-case letters, digits, \"-\" or \"_\", and no other field has the same key"
    )]
    Key(usize),
    /// The name of a claim has another form.
    #[error("field {0}: a claim has 1 to {KEY_MAX_BYTES} lower-case letters, digits, \"-\" or \"_\"")]
    Claim(usize),
    /// A label that cannot be read.
    #[error("field {0}: a label has 1 to {LABEL_MAX_CHARS} characters, and none that control or hide text")]
    Label(usize),
    /// A choice without options, or something else with them.
    #[error(
        "field {0}: a choice has 1 to {OPTIONS_MAX} options, each with an id and a label of its own, and no other kind has any"
    )]
    Options(usize),
    /// It depends on what nobody can answer.
    #[error(
        "field {0}: it can be shown by the answers of a choice or a box that stands before it, by the ids of its options or \"yes\""
    )]
    ShownWhen(usize),
}

/// Everything that is wrong with a form; empty when it can be used.
#[must_use]
pub fn form_problems(form: &[FormField]) -> Vec<FormError> {
    if form.len() > FORM_MAX_FIELDS {
        return vec![FormError::TooMany];
    }
    let mut problems = Vec::new();
    let mut keys = HashSet::new();
    for (index, field) in form.iter().enumerate() {
        let number = index + 1;
        if !keys.insert(&field.key) || !is_key(&field.key) {
            problems.push(FormError::Key(number));
        }
        if !field.prefill.as_deref().is_none_or(is_key) {
            problems.push(FormError::Claim(number));
        }
        if !is_label(&field.label) {
            problems.push(FormError::Label(number));
        }
        if !options_fit(field) {
            problems.push(FormError::Options(number));
        }
        if field.shown_when.as_ref().is_some_and(|when| !can_be_met(when, &form[..index])) {
            problems.push(FormError::ShownWhen(number));
        }
    }
    problems
}

fn options_fit(field: &FormField) -> bool {
    if field.kind != FormFieldKind::Choice {
        return field.options.is_empty();
    }
    let mut ids = HashSet::new();
    (1..=OPTIONS_MAX).contains(&field.options.len())
        && field
            .options
            .iter()
            .all(|option| is_choice_id(&option.id) && ids.insert(&option.id) && is_label(&option.label))
}

fn can_be_met(when: &ShownWhen, before: &[FormField]) -> bool {
    let Some(other) = before.iter().find(|field| field.key == when.field) else { return false };
    let can_be = |answer: &String| match other.kind {
        FormFieldKind::Choice => other.options.iter().any(|option| option.id == *answer),
        FormFieldKind::Checkbox => answer == TICKED,
        _ => false,
    };
    !when.is.is_empty() && when.is.len() <= OPTIONS_MAX && when.is.iter().all(can_be)
}

fn is_label(label: &str) -> bool {
    !label.trim().is_empty() && label.chars().nth(LABEL_MAX_CHARS).is_none() && is_plain_label(label)
}

fn is_key(key: &str) -> bool {
    (1..=KEY_MAX_BYTES).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

/// As browsers and people write one, no more: something, `@`, a host with a dot in it.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let Some((front, top)) = host.rsplit_once('.') else { return false };
    let is_whole = ![name, front, top].contains(&"") && !host.contains('@');
    is_whole && !text.chars().any(char::is_whitespace)
}

fn is_date(text: &str) -> bool {
    let is_written_so = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_written_so && text.parse::<jiff::civil::Date>().is_ok_and(|date| YEARS.contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(key: &str, ids: &[&str]) -> FormField {
        let options = ids.iter().map(|id| Choice { id: (*id).to_owned(), label: (*id).to_owned() }).collect();
        FormField { options, ..FormField::plain(key, key, FormFieldKind::Choice, true) }
    }

    fn shown(key: &str, kind: FormFieldKind, field: &str, is: &[&str]) -> FormField {
        let is = is.iter().map(|text| (*text).to_owned()).collect();
        FormField {
            shown_when: Some(ShownWhen { field: field.to_owned(), is }),
            ..FormField::plain(key, key, kind, false)
        }
    }

    #[test]
    fn answers_by_kind() {
        let field = |kind| FormField { kind, ..choice("k", &["a", "b"]) };
        let long = "é".repeat(LONG_ANSWER_MAX_CHARS);
        let cases: [(FormFieldKind, &[&str], &[&str]); 7] = [
            (FormFieldKind::Text, &["x", "José 李"], &["a\nb", &long[..242], "a\u{7}"]),
            (FormFieldKind::LongText, &["a\nb", &long], &["a\tb", &(long.clone() + "é")]),
            (
                FormFieldKind::Email,
                &["a@b.example", "a.b+c@d.e.f"],
                &["a", "a@b", "@b.c", "a@.c", "a@b.", "a b@c.d", "a@b@c.d"],
            ),
            (FormFieldKind::Phone, &["555 0100", "+1 (212) 555-0100"], &["555", "no number"]),
            (FormFieldKind::Choice, &["a", "b"], &["c", "A", "a "]),
            (
                FormFieldKind::Date,
                &["1950-02-28", "2024-02-29", "1880-01-01"],
                &[
                    "2023-02-29",
                    "1879-12-31",
                    "2024-13-01",
                    "2024-1-1",
                    "24-01-01",
                    "2024-01-01T00",
                    "+024-01-01",
                ],
            ),
            (FormFieldKind::Checkbox, &["yes"], &["no", "on", "Yes"]),
        ];
        for (kind, right, wrong) in cases {
            for answer in right {
                assert_eq!(field(kind).check(answer), Ok(()), "{kind:?} {answer}");
            }
            for answer in wrong {
                assert!(field(kind).check(answer).is_err(), "{kind:?} {answer}");
            }
        }
    }

    #[test]
    fn a_field_is_shown_by_the_answer_of_another() {
        let field = shown("which", FormFieldKind::Text, "about", &["drug", "other"]);
        assert!(field.is_shown(|_| Some("drug")));
        assert!(!field.is_shown(|_| Some("visit")));
        assert!(!field.is_shown(|_| None));
        assert!(FormField::plain("k", "k", FormFieldKind::Text, true).is_shown(|_| None));
    }

    #[test]
    fn forms_that_cannot_be_filled_in() {
        let good = [
            choice("about", &["drug", "other"]),
            FormField::plain("box", "Box", FormFieldKind::Checkbox, false),
            shown("which", FormFieldKind::Text, "about", &["drug"]),
            shown("more", FormFieldKind::LongText, "box", &["yes"]),
        ];
        assert_eq!(form_problems(&good), []);
        let text = |key| FormField::plain(key, "Label", FormFieldKind::Text, false);
        let cases = [
            (vec![text("a"); 21], FormError::TooMany),
            (vec![text("A")], FormError::Key(1)),
            (vec![text("a"), text("a")], FormError::Key(2)),
            (vec![FormField { prefill: Some("a b".to_owned()), ..text("a") }], FormError::Claim(1)),
            (vec![FormField { label: "\u{202e}".to_owned(), ..text("a") }], FormError::Label(1)),
            (vec![choice("a", &[])], FormError::Options(1)),
            (vec![choice("a", &["x", "x"])], FormError::Options(1)),
            (vec![FormField { kind: FormFieldKind::Text, ..choice("a", &["x"]) }], FormError::Options(1)),
            (vec![shown("b", FormFieldKind::Text, "a", &["x"])], FormError::ShownWhen(1)),
            (vec![text("a"), shown("b", FormFieldKind::Text, "a", &["x"])], FormError::ShownWhen(2)),
            (
                vec![shown("b", FormFieldKind::Text, "a", &["x"]), choice("a", &["x"])],
                FormError::ShownWhen(1),
            ),
            (
                vec![choice("a", &["x"]), shown("b", FormFieldKind::Text, "a", &["y"])],
                FormError::ShownWhen(2),
            ),
            (vec![choice("a", &["x"]), shown("b", FormFieldKind::Text, "a", &[])], FormError::ShownWhen(2)),
        ];
        for (form, problem) in cases {
            assert_eq!(form_problems(&form), [problem], "{form:?}");
        }
    }

    #[test]
    fn a_field_of_before_is_read() {
        let old = r#"{"key":"callback","label":"Call-back number","kind":"phone","required":false}"#;
        let field: FormField = serde_json::from_str(old).unwrap();
        assert_eq!(serde_json::to_string(&field).unwrap(), old);
    }
}
