//! `docs/protocol.md` and the types say the same: every frame, kind and code is on the page, and each frame shown there
//! (a line that starts with an arrow) is one.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::wire::{ClientFrame, ServerFrame};

const PAGE: &str = include_str!("../../../../../docs/protocol.md");

const OPENAPI: &str = include_str!("../../../../../docs/openapi.json");
const ROUTER: &str = include_str!("../../http/router.rs");

/// Schemas of everything the server writes, and the name of the frames' one.
fn written() -> Map<String, Value> {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.subschema_for::<ServerFrame>();
    generator.take_definitions(true)
}

fn read() -> Map<String, Value> {
    let mut generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    generator.subschema_for::<ClientFrame>();
    generator.take_definitions(true)
}

/// Constants of the named union: those of its tag, or its own.
fn names(definitions: &Map<String, Value>, union: &str, tag: &str) -> BTreeSet<String> {
    let options = definitions[union]["oneOf"].as_array().expect("a union");
    let name = |option: &Value| {
        let tagged = option.pointer(&format!("/properties/{tag}/const"));
        tagged.or(option.get("const")).and_then(Value::as_str).expect("each option has a name").to_owned()
    };
    options.iter().map(name).collect()
}

fn shown(arrow: &str) -> Vec<&'static str> {
    PAGE.lines()
        .filter_map(|line| line.trim_start().strip_prefix(arrow))
        .filter(|rest| rest.starts_with('{'))
        .collect()
}

fn types_of(frames: &[&str]) -> BTreeSet<String> {
    let name = |frame: &&str| {
        let frame: Value = serde_json::from_str(frame).unwrap_or_else(|error| panic!("{frame}: {error}"));
        frame["type"].as_str().expect("frames have a type").to_owned()
    };
    frames.iter().map(name).collect()
}

#[test]
fn every_client_frame_is_shown_and_every_one_shown_is_read() {
    let frames = shown("→ ");
    for frame in &frames {
        assert!(ClientFrame::parse(frame).is_ok(), "the page shows a frame that is none: {frame}");
    }
    assert_eq!(types_of(&frames), names(&read(), "ClientFrame", "type"));
}

#[test]
fn every_server_frame_is_shown_and_every_one_shown_could_be_written() {
    let frames = shown("← ");
    let definitions = written();
    for frame in &frames {
        let value: Value = serde_json::from_str(frame).unwrap_or_else(|error| panic!("{frame}: {error}"));
        let problem = misfit(&value, &definitions["ServerFrame"], &definitions);
        assert_eq!(problem, None, "the page shows a frame the server cannot write: {frame}");
    }
    assert_eq!(types_of(&frames), names(&definitions, "ServerFrame", "type"));
}

#[test]
fn every_name_is_explained() {
    let definitions = written();
    for (union, tag) in [
        ("Event", "kind"),
        ("Who", "kind"),
        ("WireCode", ""),
        ("QueueName", ""),
        ("HoldReason", ""),
        ("CloseReason", ""),
        ("SpanKind", ""),
        ("SpanAction", ""),
        ("ConversationPhase", ""),
        ("Availability", ""),
        ("Custody", ""),
        ("ClipboardRule", ""),
    ] {
        for name in names(&definitions, union, tag) {
            assert!(
                PAGE.contains(&format!("`{name}`")),
                "docs/protocol.md does not explain {union} `{name}`"
            );
        }
    }
}

#[test]
fn every_field_is_on_the_page() {
    for definitions in [written(), read()] {
        let mut fields = BTreeSet::new();
        definitions.values().for_each(|schema| fields_in(schema, &mut fields));
        for field in fields {
            let there = [format!("`{field}`"), format!("`{field}?`"), format!("\"{field}\"")];
            assert!(
                there.iter().any(|there| PAGE.contains(there)),
                "docs/protocol.md does not name `{field}`"
            );
        }
    }
}

#[test]
fn every_route_is_in_the_document_and_on_the_page() {
    let (api, _) = ROUTER.split_once(".fallback(").expect("the routes of the interface come first");
    let routed: BTreeSet<String> = api
        .split(".route(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(path, _)| format!("/api/v1{path}"))
        .filter(|path| path != "/api/v1/socket")
        .collect();
    let document: Value = serde_json::from_str(OPENAPI).expect("docs/openapi.json is JSON");
    let described = document["paths"].as_object().expect("an OpenAPI document has paths").keys();
    let described: BTreeSet<String> = described.filter(|path| path.starts_with("/api/")).cloned().collect();
    assert_eq!(
        routed, described,
        "the table in examples/generate/operations.rs does not match http/router.rs"
    );
    for path in &routed {
        let fixed = path.split('{').next().expect("a path has a beginning");
        assert!(PAGE.contains(fixed), "docs/protocol.md does not name {path}");
    }
}

fn fields_in(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                found.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| fields_in(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| fields_in(value, found)),
        _ => {}
    }
}

/// Why a value is not of a schema, of the forms the wire types give; `None` when it is.
fn misfit(value: &Value, schema: &Value, definitions: &Map<String, Value>) -> Option<String> {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().expect("a reference has a last part");
        return misfit(value, &definitions[name], definitions);
    }
    if let Some(options) = schema.get("oneOf").or(schema.get("anyOf")).and_then(Value::as_array) {
        let problems: Vec<String> =
            options.iter().map_while(|option| misfit(value, option, definitions)).collect();
        return (problems.len() == options.len()).then(|| problems.join("; or "));
    }
    if let Some(constant) = schema.get("const") {
        return (value != constant).then(|| format!("{value} is not {constant}"));
    }
    let kinds = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.clone(),
        Some(kind) => vec![kind.clone()],
        None => return Some(format!("no type in {schema}")),
    };
    let fits = kinds.iter().any(|kind| match kind.as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    });
    if !fits {
        return Some(format!("{value} is none of {kinds:?}"));
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| misfit(item, &schema["items"], definitions)),
        Value::Object(fields) => {
            let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            let missing =
                required.iter().find(|name| !fields.contains_key(name.as_str().expect("names are texts")));
            if let Some(missing) = missing {
                return Some(format!("{missing} is missing"));
            }
            fields.iter().find_map(|(name, field)| match schema["properties"].get(name) {
                Some(schema) => misfit(field, schema, definitions),
                None => Some(format!("there is no field {name}")),
            })
        }
        _ => None,
    }
}
