//! JSON schemas as a closed set of shapes. A schema that is none of them is an error that says where it is, so that a
//! new kind of type cannot reach the TypeScript types as `any`.

use serde_json::{Map, Value};

use crate::GenerateError;
use crate::schemas::referenced;

/// What a value can be.
pub(crate) enum Shape {
    /// Text.
    Text,
    /// A number; JSON knows one kind.
    Number,
    /// True or false.
    Boolean,
    /// One fixed text.
    Literal(String),
    /// A type with a name.
    Named(String),
    /// Any number of one shape.
    List(Box<Shape>),
    /// Any number of one shape, by names.
    Map(Box<Shape>),
    /// An object with these fields.
    Object(Vec<Field>),
    /// One of these.
    OneOf(Vec<Documented>),
}

/// A shape and what is said about it.
pub(crate) struct Documented {
    /// Doc comment; empty if there is none.
    pub(crate) doc: String,
    /// The shape.
    pub(crate) shape: Shape,
}

/// A field of an object.
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: String,
    /// Whether it is always there.
    pub(crate) required: bool,
    /// What it holds.
    pub(crate) value: Documented,
}

/// Keywords that limit a value further than TypeScript can say; they stay in the JSON documents.
const REFINEMENTS: [&str; 6] = ["description", "format", "pattern", "minimum", "maximum", "default"];

/// Reads the schema of one named type. `definitions` resolves a variant that is a type with a tag added.
pub(crate) fn read(
    at: &str,
    schema: &Value,
    definitions: &Map<String, Value>,
) -> Result<Documented, GenerateError> {
    Reader { definitions }.documented(at, schema)
}

struct Reader<'a> {
    definitions: &'a Map<String, Value>,
}

impl Reader<'_> {
    fn documented(&self, at: &str, schema: &Value) -> Result<Documented, GenerateError> {
        let doc = schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        let object = schema.as_object().ok_or_else(|| unknown(at, "a schema that is no object"))?;
        if object.contains_key("$ref") && object.contains_key("properties") {
            return self.tagged(at, schema, object, &doc);
        }
        Ok(Documented { doc, shape: self.shape(at, object, schema)? })
    }

    /// `{"$ref": …, "properties": {"type": {"const": …}}}`: the fields of the named type, the tag before them.
    fn tagged(
        &self,
        at: &str,
        schema: &Value,
        object: &Map<String, Value>,
        doc: &str,
    ) -> Result<Documented, GenerateError> {
        only(at, object, &["$ref", "type", "properties", "required"])?;
        let mut fields = self.fields(at, object)?;
        let target = self.target(at, schema)?;
        let inner = self.documented(at, target)?;
        let Shape::Object(more) = inner.shape else {
            return Err(unknown(at, "a tag added to something that is no object"));
        };
        fields.extend(more);
        // The variant and its type are both described: the fuller one says more.
        let doc = if inner.doc.len() > doc.len() { inner.doc } else { doc.to_owned() };
        Ok(Documented { doc, shape: Shape::Object(fields) })
    }

    fn shape(&self, at: &str, object: &Map<String, Value>, schema: &Value) -> Result<Shape, GenerateError> {
        if object.contains_key("$ref") {
            only(at, object, &["$ref"])?;
            let name = referenced(schema).ok_or_else(|| unknown(at, "a reference to elsewhere"))?;
            return Ok(Shape::Named(name.to_owned()));
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(options) = object.get(keyword) {
                only(at, object, &[keyword])?;
                return self.options(at, options);
            }
        }
        if let Some(Value::String(text)) = object.get("const") {
            only(at, object, &["const", "type"])?;
            return Ok(Shape::Literal(text.clone()));
        }
        if let Some(values) = object.get("enum") {
            only(at, object, &["enum", "type"])?;
            return literals(at, values);
        }
        self.typed(at, object)
    }

    fn typed(&self, at: &str, object: &Map<String, Value>) -> Result<Shape, GenerateError> {
        let kind = object.get("type").and_then(one_type).ok_or_else(|| unknown(at, "no single type"))?;
        match kind {
            "object" => {
                only(at, object, &["type", "properties", "required", "additionalProperties"])?;
                match object.get("additionalProperties") {
                    None | Some(Value::Bool(false)) => Ok(Shape::Object(self.fields(at, object)?)),
                    Some(values) if !object.contains_key("properties") => {
                        Ok(Shape::Map(Box::new(self.documented(&format!("{at}{{}}"), values)?.shape)))
                    }
                    Some(_) => Err(unknown(at, "additionalProperties beside fields")),
                }
            }
            "array" => {
                only(at, object, &["type", "items"])?;
                let items = object.get("items").ok_or_else(|| unknown(at, "an array of anything"))?;
                Ok(Shape::List(Box::new(self.documented(&format!("{at}[]"), items)?.shape)))
            }
            plain => {
                only(at, object, &["type"])?;
                match plain {
                    "string" => Ok(Shape::Text),
                    "integer" | "number" => Ok(Shape::Number),
                    "boolean" => Ok(Shape::Boolean),
                    other => Err(unknown(at, &format!("the type {other}"))),
                }
            }
        }
    }

    fn fields(&self, at: &str, object: &Map<String, Value>) -> Result<Vec<Field>, GenerateError> {
        let Some(Value::Object(properties)) = object.get("properties") else {
            return Err(unknown(at, "an object of anything"));
        };
        let required = object.get("required").and_then(Value::as_array);
        let field = |(name, schema): (&String, &Value)| {
            let value = self.documented(&format!("{at}.{name}"), schema)?;
            let required = required.is_some_and(|names| names.iter().any(|required| required == name));
            Ok(Field { name: name.clone(), required, value })
        };
        properties.iter().map(field).collect()
    }

    fn options(&self, at: &str, options: &Value) -> Result<Shape, GenerateError> {
        let options = options.as_array().ok_or_else(|| unknown(at, "a choice that is no list"))?;
        let mut read: Vec<Documented> = options
            .iter()
            .filter(|option| option.get("type").is_none_or(|kind| kind != "null"))
            .map(|option| self.documented(at, option))
            .collect::<Result<_, _>>()?;
        match read.len() {
            0 => Err(unknown(at, "a choice between nothing")),
            1 => Ok(read.remove(0).shape),
            _ => Ok(Shape::OneOf(read)),
        }
    }

    fn target(&self, at: &str, schema: &Value) -> Result<&Value, GenerateError> {
        let name = referenced(schema).ok_or_else(|| unknown(at, "a reference to elsewhere"))?;
        self.definitions.get(name).ok_or_else(|| unknown(at, &format!("no definition of {name}")))
    }
}

/// `"string"` or `["string", "null"]`: a client may leave an optional field out or write `null`; the types let it
/// leave it out.
fn one_type(kind: &Value) -> Option<&str> {
    match kind {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => match kinds.as_slice() {
            [Value::String(kind), Value::String(null)] if null == "null" => Some(kind),
            _ => None,
        },
        _ => None,
    }
}

fn literals(at: &str, values: &Value) -> Result<Shape, GenerateError> {
    let values = values.as_array().ok_or_else(|| unknown(at, "an enumeration that is no list"))?;
    let literal = |value: &Value| match value {
        Value::String(text) => Ok(Documented { doc: String::new(), shape: Shape::Literal(text.clone()) }),
        _ => Err(unknown(at, "an enumeration of something else than texts")),
    };
    Ok(Shape::OneOf(values.iter().map(literal).collect::<Result<_, _>>()?))
}

/// Fails on a keyword that would be lost.
fn only(at: &str, object: &Map<String, Value>, known: &[&str]) -> Result<(), GenerateError> {
    let stranger =
        object.keys().find(|key| !known.contains(&key.as_str()) && !REFINEMENTS.contains(&key.as_str()));
    match stranger {
        Some(key) => Err(unknown(at, &format!("the keyword {key}"))),
        None => Ok(()),
    }
}

fn unknown(at: &str, what: &str) -> GenerateError {
    GenerateError::Shape { at: at.to_owned(), what: format!("the generator does not know {what}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn refuse(schema: Value, what: &str) {
        let error = read("T", &schema, &Map::new()).err().expect("refused").to_string();
        assert!(error.contains(what), "{error}");
    }

    #[test]
    fn unknown_schemas_are_refused() {
        refuse(json!(true), "no object");
        refuse(json!({}), "no single type");
        refuse(json!({"type": "object"}), "an object of anything");
        refuse(json!({"type": "array"}), "an array of anything");
        refuse(json!({"type": "string", "not": {}}), "the keyword not");
        refuse(json!({"type": "object", "properties": {"a": {}}}), "T.a");
        refuse(
            json!({"type": "object", "properties": {}, "additionalProperties": {}}),
            "additionalProperties",
        );
        refuse(json!({"type": ["string", "integer"]}), "no single type");
        refuse(json!({"enum": [1]}), "else than texts");
        refuse(json!({"oneOf": []}), "between nothing");
        refuse(json!({"$ref": "https://example.org/x"}), "elsewhere");
        refuse(json!({"allOf": [{"type": "string"}]}), "no single type");
    }
}
