//! As much JSON as the floor needs: one linear pass that picks the strings and numbers it knows, whatever they lie in.

use std::borrow::Cow;

/// The members of a frame that matter, as they stand in the text: strings are still escaped.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub(crate) kind: &'a str,
    pub(crate) conversation: &'a str,
    pub(crate) client_key: &'a str,
    pub(crate) text: &'a str,
    pub(crate) reference: &'a str,
}

/// Reads a frame. `None`: a string does not end.
pub(crate) fn read(json: &str) -> Option<Frame<'_>> {
    let bytes = json.as_bytes();
    let mut frame = Frame::default();
    let mut name = "";
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(|byte| *byte == b'"').map(|found| at + found + 1) {
        let end = string_end(bytes, start)?;
        let token = &json[start..end];
        at = skip_space(bytes, end + 1);
        if bytes.get(at) != Some(&b':') {
            frame.set(name, token);
            continue;
        }
        name = token;
        at = skip_space(bytes, at + 1);
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 {
            frame.set(name, &json[at..at + digits]);
            at += digits;
        }
    }
    Some(frame)
}

impl<'a> Frame<'a> {
    fn set(&mut self, name: &str, value: &'a str) {
        match name {
            "type" => self.kind = value,
            "conversation" => self.conversation = value,
            "client_key" => self.client_key = value,
            "text" => self.text = value,
            "ref" => self.reference = value,
            _ => {}
        }
    }
}

/// The text that an escaped string stands for (RFC 8259 §7). `None`: an escape that is none.
pub(crate) fn unescape(escaped: &str) -> Option<Cow<'_, str>> {
    let Some(first) = escaped.find('\\') else { return Some(Cow::Borrowed(escaped)) };
    let mut plain = String::with_capacity(escaped.len());
    plain.push_str(&escaped[..first]);
    let mut rest = &escaped[first..];
    while let Some(after) = rest.strip_prefix('\\') {
        let (unit, skipped) = match after.as_bytes().first()? {
            b'n' => ('\n', 1),
            b't' => ('\t', 1),
            b'r' => ('\r', 1),
            b'b' => ('\u{8}', 1),
            b'f' => ('\u{c}', 1),
            same @ (b'"' | b'\\' | b'/') => (char::from(*same), 1),
            b'u' => unicode(after)?,
            _ => return None,
        };
        plain.push(unit);
        rest = &after[skipped..];
        let next = rest.find('\\').unwrap_or(rest.len());
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Some(Cow::Owned(plain))
}

/// `uXXXX`, or a surrogate pair `uXXXX\uXXXX`, and how many bytes it took.
fn unicode(text: &str) -> Option<(char, usize)> {
    let high = hexadecimal(text.get(1..5)?)?;
    if !(0xD800..0xDC00).contains(&high) {
        return Some((char::from_u32(high)?, 5));
    }
    let low = hexadecimal(text.get(5..)?.strip_prefix("\\u")?.get(..4)?)?;
    let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
    Some((char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)?, 11))
}

/// Four digits. The library's reading alone would take a sign too.
fn hexadecimal(digits: &str) -> Option<u32> {
    let sound = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    sound.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes[at.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picks_the_members_of_frames() {
        let hello = r#"{"type":"hello","ticket":"t","protocol":1,"resume":[{"conversation":"C1","rev":0}]}"#;
        assert_eq!(read(hello), Some(Frame { kind: "hello", conversation: "C1", ..Frame::default() }));
        let post = "{ \"type\" : \"post\", \"conversation\":\"C1\", \"client_key\":\"k\",\"text\":\"a \\\"type\\\":\\\"x\\\"\" }";
        let frame = read(post).unwrap();
        assert_eq!((frame.kind, frame.client_key, frame.text), ("post", "k", r#"a \"type\":\"x\""#));
        assert_eq!(read(r#"{"type":"ping","ref":7}"#).unwrap().reference, "7");
        for cut in 0..post.len() {
            let _no_panic = read(&post[..cut]);
        }
    }

    #[track_caller]
    fn check(escaped: &str, plain: Option<&str>) {
        assert_eq!(unescape(escaped).as_deref(), plain, "{escaped}");
    }

    #[test]
    fn unescapes() {
        check("plain é", Some("plain é"));
        check(r#"a\n\"b\"\\\/"#, Some("a\n\"b\"\\/"));
        check(r"\u00e9\ud83d\ude00x", Some("é😀x"));
        check(r"\ud83d", None);
        check(r"\ud83d\u0041", None);
        check(r"\x", None);
        check("\\", None);
        check(r"\u12", None);
        check(r"\u+123", None);
    }
}
