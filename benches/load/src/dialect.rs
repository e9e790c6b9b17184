//! The frames that are built and read thousands of times a second; product and floor speak the same ones (docs/protocol.md).
//!
//! They are JSON. Reading looks for the one field that matters instead of parsing the whole: the generator shares two cores with
//! what it measures.

use crate::text;

/// What a received frame says, as far as it matters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Message of this number is durable.
    Acknowledged(u32),
    /// Message of this number arrived.
    Arrived(u32),
    /// The server could not or would not.
    Problem(String),
    /// Everything up to this `Rev` was sent again; whether there is more.
    Resumed(u64, bool),
    /// Anything else.
    Other,
}

/// How one end of a conversation talks to its server.
pub(crate) struct Dialect {
    /// The conversation's id.
    pub(crate) conversation: String,
    /// Tells ends apart: part of every client key.
    pub(crate) end: u32,
}

impl Dialect {
    /// Appends the frame that posts message `number`.
    pub(crate) fn post(&self, out: &mut Vec<u8>, number: u32) {
        out.extend_from_slice(br#"{"type":"post","conversation":""#);
        out.extend_from_slice(self.conversation.as_bytes());
        out.extend_from_slice(br#"","client_key":""#);
        out.extend_from_slice(client_key(self.end, number).as_bytes());
        out.extend_from_slice(br#"","text":""#);
        text::append(out, number);
        out.extend_from_slice(br#""}"#);
    }
}

/// Reads a frame.
pub(crate) fn read(frame: &[u8]) -> Seen {
    let Ok(frame) = std::str::from_utf8(frame) else { return Seen::Problem("a frame is not UTF-8".into()) };
    let Some(kind) = frame.strip_prefix(r#"{"type":""#) else { return Seen::Other };
    match kind.split('"').next() {
        Some("ack" | "held") => string(frame, "client_key")
            .and_then(number_of)
            .map_or_else(|| Seen::Problem("an acknowledgement names no message".into()), Seen::Acknowledged),
        Some("event") => {
            let message = frame.contains(r#""kind":"message""#).then(|| string(frame, "text")).flatten();
            message.and_then(|text| text::number(text.as_bytes())).map_or(Seen::Other, Seen::Arrived)
        }
        Some("resumed") => {
            let rev = number(frame, "rev").unwrap_or(0);
            Seen::Resumed(rev, frame.contains(r#""more":true"#))
        }
        Some("busy" | "refused" | "bye" | "error") => Seen::Problem(frame.to_owned()),
        _ => Seen::Other,
    }
}

/// A UUID that carries the message's number in its last part.
pub(crate) fn client_key(end: u32, number: u32) -> String {
    format!("{end:08x}-0000-4000-8000-{number:012x}")
}

fn number_of(client_key: &str) -> Option<u32> {
    u32::from_str_radix(client_key.get(24..36)?, 16).ok()
}

/// The start of the string field `name`; what follows it is cut at the next quotation mark.
fn string<'a>(frame: &'a str, name: &str) -> Option<&'a str> {
    let rest = after(frame, name)?.strip_prefix('"')?;
    rest.split('"').next()
}

fn number(frame: &str, name: &str) -> Option<u64> {
    let rest = after(frame, name)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn after<'a>(frame: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = frame;
    loop {
        let at = rest.find(name)?;
        let before = rest[..at].ends_with('"');
        rest = &rest[at + name.len()..];
        if let (true, Some(value)) = (before, rest.strip_prefix("\":")) {
            return Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONVERSATION: &str = "01J0000000000000000000000A";

    #[test]
    fn a_post_is_json_with_a_uuid_and_a_text_of_the_right_length() {
        let mut out = Vec::new();
        Dialect { conversation: CONVERSATION.to_owned(), end: 7 }.post(&mut out, 300);
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["type"], "post");
        assert_eq!(value["conversation"], CONVERSATION);
        assert_eq!(value["client_key"], "00000007-0000-4000-8000-00000000012c");
        assert_eq!(value["text"].as_str().unwrap().len(), text::TEXT_BYTES);
    }

    #[track_caller]
    fn check(frame: &str, want: Seen) {
        assert_eq!(read(frame.as_bytes()), want, "{frame}");
    }

    #[test]
    fn frames_are_read() {
        let key = client_key(7, 300);
        check(
            &format!(
                r#"{{"type":"ack","conversation":"x","client_key":"{key}","message":"m","seq":1,"rev":2,"at":3}}"#
            ),
            Seen::Acknowledged(300),
        );
        check(
            r#"{"type":"event","conversation":"x","rev":2,"at":3,"event":{"kind":"message","message":"m","seq":1,"author":{"kind":"visitor","id":"v"},"text":"kaaaaabcm hello \"you\""}}"#,
            Seen::Arrived(0x12c),
        );
        check(r#"{"type":"event","conversation":"x","rev":1,"at":3,"event":{"kind":"opened"}}"#, Seen::Other);
        check(r#"{"type":"resumed","conversation":"x","rev":41,"more":true}"#, Seen::Resumed(41, true));
        check(r#"{"type":"pong"}"#, Seen::Other);
        let busy = r#"{"type":"busy","queue":"store","retry_after_s":1}"#;
        check(busy, Seen::Problem(busy.to_owned()));
    }

    #[test]
    fn a_name_inside_another_or_as_a_value_is_not_taken_for_a_field() {
        assert_eq!(string(r#"{"a":"text","context":"x","text":"y"}"#, "text"), Some("y"));
        assert_eq!(number(r#"{"rev":"no","rev2":1}"#, "rev"), None);
    }
}
