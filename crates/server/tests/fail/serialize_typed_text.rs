//! What a person typed can be read from the wire and never written to it.
use bedside_server::wire::TypedText;

fn write(text: &TypedText) {
    let _ = serde_json::to_string(text);
}

fn main() {}
