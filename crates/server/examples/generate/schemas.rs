//! The one pass over the wire types: JSON schemas of everything that travels, by name.
//!
//! What clients send is described as serde reads it, what the server sends as serde writes it. A type used both ways
//! must come out the same.

use bedside_server::wire::{ClientFrame, ServerFrame};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value};

use crate::GenerateError;
use crate::operations::{self, Operation};

/// Where the documents keep their schemas.
const DEFINITIONS: &str = "/components/schemas";

/// All schemas, and the operations that use them.
pub(crate) struct Schemas {
    /// By name, in the order in which names were met.
    pub(crate) definitions: Map<String, Value>,
    /// REST.
    pub(crate) operations: Vec<Operation>,
}

impl Schemas {
    /// Walks frames and operations.
    pub(crate) fn collect() -> Result<Self, GenerateError> {
        let settings = SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = std::borrow::Cow::Borrowed(DEFINITIONS));
        let mut read = settings.clone().for_deserialize().into_generator();
        let mut written = settings.for_serialize().into_generator();
        read.subschema_for::<ClientFrame>();
        written.subschema_for::<ServerFrame>();
        let operations = operations::table(&mut read, &mut written);
        let mut definitions = definitions_of(&mut read);
        for (name, mut schema) in definitions_of(&mut written) {
            drop_null_of_optional(&mut schema);
            match definitions.get(&name) {
                Some(other) if *other != schema => {
                    let what = "clients write it and the server writes it in different forms".to_owned();
                    return Err(GenerateError::Shape { at: name, what });
                }
                _ => definitions.insert(name, schema),
            };
        }
        definitions.values_mut().for_each(plain_words);
        Ok(Self { definitions, operations })
    }
}

/// The name a reference points to.
pub(crate) fn referenced(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix('#')?.strip_prefix(DEFINITIONS)?.strip_prefix('/')
}

fn definitions_of(generator: &mut SchemaGenerator) -> Map<String, Value> {
    generator.take_definitions(true)
}

/// The server leaves an empty optional field out, it never writes `null`: take `null` out of its schema.
fn drop_null_of_optional(schema: &mut Value) {
    let Value::Object(object) = schema else {
        if let Value::Array(items) = schema {
            items.iter_mut().for_each(drop_null_of_optional);
        }
        return;
    };
    let required: Vec<String> = object
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default();
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        for (name, property) in properties.iter_mut() {
            if !required.contains(name) {
                without_null(property);
            }
        }
    }
    object.values_mut().for_each(drop_null_of_optional);
}

fn without_null(property: &mut Value) {
    let Value::Object(property) = property else { return };
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            property.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(options)) = property.get_mut("anyOf") {
        options.retain(|option| option.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = options.as_slice() {
            let mut plain = only.clone();
            plain.extend(std::mem::take(property).into_iter().filter(|(key, _)| key != "anyOf"));
            *property = plain;
        }
    }
}

/// Doc comments link to Rust items; the documents have none: ``[`Seq`]`` becomes `` `Seq` ``.
fn plain_words(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(words)) = object.get_mut("description") {
                *words = words.replace("[`", "`").replace("`]", "`");
            }
            object.values_mut().for_each(plain_words);
        }
        Value::Array(items) => items.iter_mut().for_each(plain_words),
        _ => {}
    }
}
