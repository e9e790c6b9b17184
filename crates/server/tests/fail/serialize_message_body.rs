//! A message body cannot be serialised: it is sealed, or rendered for an audience.
use bedside_domain::MessageBody;

fn write(body: &MessageBody) {
    let _ = serde_json::to_string(body);
}

fn main() {}
