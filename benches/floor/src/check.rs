//! Length and character check of a text, as the product has them.

/// Longest message, in Unicode code points.
const MESSAGE_MAX_CHARS: usize = 4_000;

/// The wire code by which a text is refused, or nothing.
pub(crate) fn refusal(text: &str) -> Option<&'static str> {
    if text.trim().is_empty() {
        return Some("empty");
    }
    // Bytes first: no text of so few bytes has too many code points, and most texts are short.
    if text.len() > MESSAGE_MAX_CHARS && text.chars().count() > MESSAGE_MAX_CHARS {
        return Some("too_long");
    }
    let control = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
    control.then_some("control_characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_by_rule() {
        assert_eq!(refusal("hello\n\tthere"), None);
        assert_eq!(refusal(&"é".repeat(MESSAGE_MAX_CHARS)), None);
        assert_eq!(refusal(&"é".repeat(MESSAGE_MAX_CHARS + 1)), Some("too_long"));
        assert_eq!(refusal(" \n"), Some("empty"));
        assert_eq!(refusal("a\u{0}"), Some("control_characters"));
    }
}
