//! Decides what happens to one inbound text. Pure; the caller acts on the verdict.

use std::fmt;

use bedside_masking::RawText;
use bedside_masking::fold::{Fold, fold};

use crate::links::{self, Links};

/// What is to become of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Allow,
    /// It is kept, shown to its author and to who may release it.
    Hold(HoldReason),
    /// It is not accepted; the author is told why.
    Refuse(RefuseReason),
}

/// Why a text waits for somebody to release it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HoldReason {
    /// A visitor's text with more links than the limit.
    ManyLinks,
    /// A link to a program, or one that would run something.
    DangerousLink,
}

/// Why a text is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefuseReason {
    /// Nothing in it can be seen.
    Empty,
    /// More characters than a message may have.
    TooLong {
        /// The limit, in Unicode code points.
        limit_chars: usize,
    },
    /// Control characters other than line break and tab.
    ControlCharacters,
    /// More messages within a minute than one author may post.
    TooFast {
        /// The limit, in messages.
        limit_per_minute: u32,
    },
}

/// Who wrote the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// A visitor (the patient).
    Visitor,
    /// Somebody who serves the conversation.
    Staff,
}

/// Limits on what one author may post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest text, in Unicode code points.
    pub max_chars: usize,
    /// Most messages of one author within the last minute, this one included.
    pub max_messages_per_minute: u32,
    /// Most links in one text of a visitor.
    pub max_links: usize,
}

/// All that the verdict depends on besides the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Who wrote the text.
    pub author: Author,
    /// Messages this author posted in the last minute, this one not included.
    pub messages_in_last_minute: u32,
    /// The limits in force.
    pub limits: Limits,
}

/// Decides about one text. The checks run from cheap and certain to costly and doubtful; the first that fails decides.
#[must_use]
pub fn inspect(text: &RawText, facts: &Facts) -> Verdict {
    let Facts { author, messages_in_last_minute, limits } = *facts;
    let text = text.as_str();
    if messages_in_last_minute >= limits.max_messages_per_minute {
        return Verdict::Refuse(RefuseReason::TooFast { limit_per_minute: limits.max_messages_per_minute });
    }
    if text.chars().nth(limits.max_chars).is_some() {
        return Verdict::Refuse(RefuseReason::TooLong { limit_chars: limits.max_chars });
    }
    if has_control_characters(text) {
        return Verdict::Refuse(RefuseReason::ControlCharacters);
    }
    if !text.chars().any(is_visible) {
        return Verdict::Refuse(RefuseReason::Empty);
    }
    let Links { count, dangerous } = links::scan(text);
    if dangerous {
        return Verdict::Hold(HoldReason::DangerousLink);
    }
    if author == Author::Visitor && count > limits.max_links {
        return Verdict::Hold(HoldReason::ManyLinks);
    }
    Verdict::Allow
}

/// Category Cc, but for line breaks (a carriage return only as part of one) and tabs.
fn has_control_characters(text: &str) -> bool {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let allowed = matches!(c, '\n' | '\t') || (c == '\r' && chars.peek() == Some(&'\n'));
        if c.is_control() && !allowed {
            return true;
        }
    }
    false
}

fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !matches!(fold(c), Fold::Skip | Fold::As(b' '))
}

impl HoldReason {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ManyLinks => "many_links",
            Self::DangerousLink => "dangerous_link",
        }
    }
}

impl RefuseReason {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacters => "control_characters",
            Self::TooFast { .. } => "too_fast",
        }
    }
}

impl fmt::Display for HoldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ManyLinks => {
                "the text has more links than a visitor's message may have; staff can release it"
            }
            Self::DangerousLink => "a link leads to a program or would run something; staff can release it",
        })
    }
}

impl fmt::Display for RefuseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the text is empty; write something first"),
            Self::TooLong { limit_chars } => {
                write!(f, "the text is longer than {limit_chars} characters; send it in parts")
            }
            Self::ControlCharacters => {
                f.write_str("the text has control characters; type it instead of pasting it")
            }
            Self::TooFast { limit_per_minute } => {
                write!(
                    f,
                    "more than {limit_per_minute} messages within a minute; wait a moment and send it again"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits { max_chars: 10_000, max_messages_per_minute: 60, max_links: 5 };

    fn facts(author: Author) -> Facts {
        Facts { author, messages_in_last_minute: 0, limits: LIMITS }
    }

    fn verdict(text: &str, author: Author) -> Verdict {
        inspect(&RawText::new(text.to_owned()), &facts(author))
    }

    #[test]
    fn decides_by_the_first_rule_that_fails() {
        use RefuseReason::{ControlCharacters, Empty, TooLong};
        use Verdict::{Allow, Hold, Refuse};
        let too_long = Refuse(TooLong { limit_chars: 10_000 });
        let link = "https://x.org ";
        let cases = [
            ("hello".to_owned(), Allow, Allow),
            ("hello\n\tthere\r\n".to_owned(), Allow, Allow),
            ("👋".to_owned(), Allow, Allow),
            (String::new(), Refuse(Empty), Refuse(Empty)),
            (" \n\t".to_owned(), Refuse(Empty), Refuse(Empty)),
            ("\u{200B}\u{3164}\u{2800}\u{AD}\u{FEFF}".to_owned(), Refuse(Empty), Refuse(Empty)),
            ("é".repeat(10_000), Allow, Allow),
            ("é".repeat(10_001), too_long, too_long),
            ("a\u{0}b".to_owned(), Refuse(ControlCharacters), Refuse(ControlCharacters)),
            ("a\u{1B}[31mb".to_owned(), Refuse(ControlCharacters), Refuse(ControlCharacters)),
            ("a\rb".to_owned(), Refuse(ControlCharacters), Refuse(ControlCharacters)),
            ("a\u{9F}b".to_owned(), Refuse(ControlCharacters), Refuse(ControlCharacters)),
            (link.repeat(5), Allow, Allow),
            (link.repeat(6), Hold(HoldReason::ManyLinks), Allow),
            (
                "https://x.org/a.exe".to_owned(),
                Hold(HoldReason::DangerousLink),
                Hold(HoldReason::DangerousLink),
            ),
        ];
        for (text, visitor, staff) in cases {
            assert_eq!(verdict(&text, Author::Visitor), visitor, "{text:.20}");
            assert_eq!(verdict(&text, Author::Staff), staff, "{text:.20}");
        }
    }

    #[test]
    fn the_rate_counts_the_message_at_hand() {
        let at = |messages_in_last_minute| {
            inspect(
                &RawText::new("hello".to_owned()),
                &Facts { messages_in_last_minute, ..facts(Author::Visitor) },
            )
        };
        assert_eq!(at(59), Verdict::Allow);
        assert_eq!(at(60), Verdict::Refuse(RefuseReason::TooFast { limit_per_minute: 60 }));
    }

    proptest! {
        #[test]
        fn never_panics_and_allows_only_what_can_be_seen(text in any::<String>()) {
            if verdict(&text, Author::Visitor) == Verdict::Allow {
                prop_assert!(text.chars().any(is_visible));
                prop_assert!(!text.contains('\0') && text.chars().count() <= 10_000);
            }
        }

        #[test]
        fn staff_are_never_judged_more_strictly(text in "(https://x\\.org/[a-z]{1,3}(\\.exe)?|www\\.| |[a-z]|\u{200B}){0,60}") {
            if verdict(&text, Author::Visitor) == Verdict::Allow {
                prop_assert_eq!(verdict(&text, Author::Staff), Verdict::Allow);
            }
        }
    }
}
