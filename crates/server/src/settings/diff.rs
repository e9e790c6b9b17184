//! What changed from one setting to the next, for the audit log: each field with its value before and after, bounded in size.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

/// Changed fields one entry tells; of more it tells how many.
const FIELDS_MAX: usize = 200;
/// Longest value it tells whole, in bytes of JSON: room for the longest notice or canned reply.
const VALUE_MAX_BYTES: usize = 12_000;
/// All of them together.
const ALL_MAX_BYTES: usize = 200_000;
/// By which of their fields the members of a list are known.
const NAMES: [&str; 3] = ["id", "key", "shortcut"];

/// `[{"field":…,"before":…,"after":…}, …]`; what was not there is `null`.
pub(crate) fn changes<T: Serialize>(before: Option<&T>, after: &T) -> Vec<Value> {
    let json = |value: &T| serde_json::to_value(value).unwrap_or(Value::Null);
    let mut found = Vec::new();
    compare("", &before.map_or(Value::Null, json), &json(after), &mut found);
    bounded(found)
}

fn compare<'a>(field: &str, before: &'a Value, after: &'a Value, found: &mut Vec<Value>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(_) | Value::Null, Value::Object(_)) | (Value::Object(_), Value::Null) => {
            let fields =
                |of: &Value| of.as_object().map(|of| of.keys().cloned().collect()).unwrap_or_default();
            let (mut names, other): (Vec<String>, Vec<String>) = (fields(after), fields(before));
            names.extend(other.into_iter().filter(|name| after.get(name).is_none()));
            for name in names {
                let of = |value: &Value| value.get(&name).cloned().unwrap_or(Value::Null);
                compare(&inner(field, &name), &of(before), &of(after), found);
            }
        }
        (Value::Array(_) | Value::Null, Value::Array(_)) | (Value::Array(_), Value::Null) => {
            let list = |of: &'a Value| named(of.as_array().map_or(&[], Vec::as_slice));
            match (list(before), list(after)) {
                (Some(old), Some(new)) => compare_lists(field, &old, &new, found),
                _ => found.push(change(field, before, after)),
            }
        }
        _ => found.push(change(field, before, after)),
    }
}

type Named<'a> = (Vec<&'a str>, BTreeMap<&'a str, &'a Value>);

/// The members of a list by name, where each has one of its own.
fn named(list: &[Value]) -> Option<Named<'_>> {
    let key = NAMES.into_iter().find(|key| list.first().is_some_and(|one| one.get(key).is_some()));
    let Some(key) = key else { return list.is_empty().then(Named::default) };
    let names: Option<Vec<_>> = list.iter().map(|one| one.get(key).and_then(Value::as_str)).collect();
    let names = names?;
    let by_name: BTreeMap<_, _> = names.iter().copied().zip(list).collect();
    (by_name.len() == list.len()).then_some((names, by_name))
}

fn compare_lists(field: &str, (old, old_by): &Named<'_>, (new, new_by): &Named<'_>, found: &mut Vec<Value>) {
    for name in new.iter().chain(old.iter().filter(|name| !new_by.contains_key(*name))) {
        let of = |list: &BTreeMap<&str, &Value>| list.get(name).map_or(Value::Null, |value| (*value).clone());
        compare(&inner(field, name), &of(old_by), &of(new_by), found);
    }
    // Only where those that stayed changed places: what came and went is told above.
    let stayed = |of: &[&str], other: &BTreeMap<&str, &Value>| {
        of.iter().filter(|name| other.contains_key(*name)).map(ToString::to_string).collect::<Vec<_>>()
    };
    let (before, after) = (stayed(old, new_by), stayed(new, old_by));
    if before != after {
        found.push(json!({ "field": inner(field, "order"), "before": before, "after": after }));
    }
}

fn inner(field: &str, name: &str) -> String {
    if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") }
}

fn change(field: &str, before: &Value, after: &Value) -> Value {
    json!({ "field": field, "before": short(before), "after": short(after) })
}

fn short(value: &Value) -> Value {
    let length = value.to_string().len();
    if length <= VALUE_MAX_BYTES { value.clone() } else { json!({ "left_out_bytes": length }) }
}

fn bounded(mut found: Vec<Value>) -> Vec<Value> {
    let mut bytes = 0;
    let fit = found.iter().take(FIELDS_MAX).take_while(|change| {
        bytes += change.to_string().len();
        bytes <= ALL_MAX_BYTES
    });
    let told = fit.count();
    let left_out = found.len() - told;
    found.truncate(told);
    if left_out > 0 {
        found.push(json!({ "field": "", "left_out_changes": left_out }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: Value, after: Value, want: Value) {
        assert_eq!(Value::from(changes(Some(&before), &after)), want);
    }

    #[test]
    fn only_what_changed_with_its_place() {
        check(
            json!({ "name": "A", "policy": { "phones": "hide", "cards": "mask" }, "hours": null }),
            json!({ "name": "A", "policy": { "phones": "mask", "cards": "mask" }, "hours": { "zone": "UTC" } }),
            json!([
                { "field": "policy.phones", "before": "hide", "after": "mask" },
                { "field": "hours.zone", "before": null, "after": "UTC" },
            ]),
        );
        check(json!({ "a": 1 }), json!({ "a": 1 }), json!([]));
    }

    #[test]
    fn members_of_lists_by_name() {
        let hi = json!({ "shortcut": "hi", "text": "Hello" });
        let bye = json!({ "shortcut": "bye", "text": "Bye" });
        let new = json!({ "shortcut": "new", "text": "New" });
        check(
            json!({ "canned": [hi, bye] }),
            json!({ "canned": [new, bye, { "shortcut": "hi", "text": "Good day" }] }),
            json!([
                { "field": "canned.new.shortcut", "before": null, "after": "new" },
                { "field": "canned.new.text", "before": null, "after": "New" },
                { "field": "canned.hi.text", "before": "Hello", "after": "Good day" },
                { "field": "canned.order", "before": ["hi", "bye"], "after": ["bye", "hi"] },
            ]),
        );
        check(
            json!({ "canned": [bye] }),
            json!({ "canned": [] }),
            json!([
                { "field": "canned.bye.shortcut", "before": "bye", "after": null },
                { "field": "canned.bye.text", "before": "Bye", "after": null },
            ]),
        );
        check(
            json!({ "origins": ["a", "b"] }),
            json!({ "origins": ["b"] }),
            json!([{ "field": "origins", "before": ["a", "b"], "after": ["b"] }]),
        );
    }

    #[test]
    fn however_large_the_change_the_entry_is_bounded() {
        let long = "x".repeat(VALUE_MAX_BYTES);
        check(
            json!({ "a": "short" }),
            json!({ "a": long }),
            json!([{ "field": "a", "before": "short", "after": { "left_out_bytes": VALUE_MAX_BYTES + 2 } }]),
        );
        let many: serde_json::Map<_, _> = (0..300).map(|n| (format!("f{n}"), json!(n))).collect();
        let told = changes(None, &Value::Object(many));
        assert_eq!(told.len(), FIELDS_MAX + 1);
        assert_eq!(told[FIELDS_MAX]["left_out_changes"], 100);
    }
}
