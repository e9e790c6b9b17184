//! Registry of what an entry can say was done, and of who can have done it.
//!
//! **Invariant:** a number never changes its meaning and is never used again. New actions get new numbers; a verifier
//! 12 and 308 were named once and never written; they stay free for what they were meant for. A verifier
//! that does not know a number keeps it ([`Action::Other`]) and still checks everything else.

use std::fmt;

/// A number that this version does not know. Only decoding makes one, so that every action has one encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unknown<N>(N);

impl<N: Copy> Unknown<N> {
    /// The number as it stands in the entry.
    pub fn number(self) -> N {
        self.0
    }
}

macro_rules! registry {
    ($(#[$doc:meta])* $name:ident: $int:ty { $($variant:ident = $number:literal, $text:literal, $meaning:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $meaning] $variant,)*
            /// A number from a later version, kept as it is.
            Other(Unknown<$int>),
        }

        impl $name {
            /// Every value this version knows, by ascending number.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The stable number that stands in the entry.
            pub const fn number(self) -> $int {
                match self {
                    $($name::$variant => $number,)*
                    $name::Other(unknown) => unknown.0,
                }
            }

            /// The value with this number; [`Self::Other`] if this version does not know it.
            pub const fn from_number(number: $int) -> $name {
                match number {
                    $($number => $name::$variant,)*
                    other => $name::Other(Unknown(other)),
                }
            }

            /// The stable dotted name; `other` for a number this version does not know.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* $name::Other(_) => "other" }
            }

            /// One line that says what it means.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $($name::$variant => $meaning,)*
                    $name::Other(_) => "A number from a later version.",
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $name::Other(unknown) => write!(f, "other.{}", unknown.0),
                    known => f.write_str(known.name()),
                }
            }
        }
    };
}

registry! {
    /// What was done. Numbers are grouped by hundreds; the table is repeated in `docs/formats/audit-log.md`.
    Action: u16 {
        OrganisationCreated = 1, "organisation.created", "The organisation and its log were created.";
        ConfigChanged = 2, "config.changed", "A setting or a privacy policy was changed.";
        ServerStarted = 10, "server.started", "A server began to serve the organisation.";
        ServerStopped = 11, "server.stopped", "A server stopped in an orderly way.";

        EpochCreated = 100, "epoch.created", "The organisation got its first epoch key.";
        EpochRotated = 101, "epoch.rotated", "Living keys were re-wrapped under a new epoch key; the old one, which is the subject, is destroyed at once after.";
        KeyCreated = 102, "key.created", "A data key of a conversation or of the organisation was made; the subject is the key id.";
        KeyDestroyed = 103, "key.destroyed", "A wrapped data key, which is the subject, is destroyed at once after.";

        StaffAdded = 200, "staff.added", "A staff account was added; the subject is the staff id.";
        StaffDisabled = 201, "staff.disabled", "A staff account was disabled; the subject is the staff id.";
        StaffSignedIn = 202, "staff.signed_in", "A member of staff signed in.";
        StaffSignInFailed = 203, "staff.sign_in_failed", "Sign-ins failed; the subject is the staff id if the account exists. One entry for the first, then, for each ten minutes with more, one with their count in the detail.";
        StaffSignedOut = 204, "staff.signed_out", "A session of a member of staff ended: by them, or by the system when it was too old or the account was disabled.";
        StaffPresence = 205, "staff.presence", "A member of staff went online, away or offline.";
        StaffChanged = 206, "staff.changed", "A staff account was changed; the subject is the staff id, the detail has each field before and after, of a password only that it is another.";

        ConversationOpened = 300, "conversation.opened", "A visitor opened a conversation; the subject is the department id.";
        ConversationJoined = 301, "conversation.joined", "A member of staff accepted the conversation; covers live delivery to them.";
        ConversationTransferred = 302, "conversation.transferred", "The conversation went to another department or person; the subject is its id.";
        ConversationClosed = 303, "conversation.closed", "The conversation was closed.";
        ConversationExpired = 304, "conversation.expired", "The conversation ended because nobody came back in time, or its retention ended.";
        ConversationShredded = 305, "conversation.shredded", "The keys of the conversation were destroyed; supersedes all its messages, whose rows may be gone.";
        ConversationRead = 306, "conversation.read", "A person opened, searched, previewed, revealed or exported a conversation.";
        ListShown = 307, "list.shown", "A list of cards was shown, whose detail names what was on it; or of accounts, with how many there were.";
        NoteAdded = 309, "note.added", "A staff-only note was added; the subject is the note id; carries rev and body hash, no seq.";
        EmergencyFlagged = 310, "emergency.flagged", "The emergency list matched; the subject is the id of the message if one was stored under it, zero for a name, topic or answer.";
        MessageLeft = 311, "conversation.message_left", "The visitor leaves a message instead of waiting: the conversation keeps no place in the queue.";
        IdleWarned = 320, "conversation.idle_warned", "The visitor was told that the conversation ends if they write nothing more; the body hash is of the seconds until then.";
        StillHere = 321, "conversation.still_here", "The visitor said that they are still here, after such a warning.";
        ConversationReopened = 322, "conversation.reopened", "The visitor went on with a conversation that had ended; the subject is the id of who is offered it first, or else of its department.";
        ConversationRated = 323, "conversation.rated", "The visitor said how they found a conversation that has ended; the subject is the rating's id, which is another each time.";
        ReminderSet = 324, "reminder.set", "A member of staff wants to be reminded of the conversation at a time.";
        ReminderDone = 325, "reminder.done", "A reminder of the conversation was done with.";

        MessagePosted = 400, "message.posted", "A message was stored and delivered; carries seq, rev and body hash.";
        MessageHeld = 401, "message.held", "A message was stored and withheld; carries the body hash, no seq.";
        MessageReleased = 402, "message.released", "A held message was delivered; carries seq, rev and body hash.";
        MessageRefused = 403, "message.refused", "A text was refused, the detail says by which rule; of a held message, its row may be gone.";
        MessageMasked = 404, "message.masked", "A stored message was masked and sealed anew; carries the new body hash, which supersedes the old one.";

        AccessDenied = 500, "access.denied", "Somebody asked for what they may not have and was refused.";
        VisitorBlocked = 501, "visitor.blocked", "A visitor was blocked for a time; the subject is the visitor id.";
        VisitorUnblocked = 502, "visitor.unblocked", "A block was undone before its time; the subject is the visitor id.";
        VisitorBlocksEnded = 503, "visitor.blocks_ended", "Blocks that were over were removed.";
    }
}

registry! {
    /// Who acted.
    ActorKind: u8 {
        System = 0, "system", "Bedside itself, for example a retention rule; the actor id is zero.";
        Visitor = 1, "visitor", "A visitor; the actor id is the visitor id.";
        Staff = 2, "staff", "A member of staff; the actor id is the staff id.";
        Service = 3, "service", "A service account; the actor id is its id.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_number_maps_to_one_value_and_back() {
        for number in 0..=u16::MAX {
            assert_eq!(Action::from_number(number).number(), number);
        }
        for number in 0..=u8::MAX {
            assert_eq!(ActorKind::from_number(number).number(), number);
        }
    }

    #[test]
    fn names_are_unique_dotted_and_lower_case() {
        let mut seen = HashSet::new();
        for action in Action::ALL {
            assert!(seen.insert(action.name()), "{action} twice");
            let (noun, verb) = action.name().split_once('.').expect("a dot");
            assert!(
                [noun, verb].iter().all(|w| w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')),
                "{action}"
            );
            assert!(action.meaning().ends_with('.'));
        }
    }

    #[test]
    fn numbers_ascend() {
        assert!(Action::ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
    }

    #[test]
    fn the_document_lists_every_action_and_actor() {
        let document = include_str!("../../../docs/formats/audit-log.md");
        for action in Action::ALL {
            let row = format!("| {} | `{}` | {} |", action.number(), action.name(), action.meaning());
            assert!(document.contains(&row), "docs/formats/audit-log.md lacks the row: {row}");
        }
        for kind in ActorKind::ALL {
            let row = format!("| {} | `{}` | {} |", kind.number(), kind.name(), kind.meaning());
            assert!(document.contains(&row), "docs/formats/audit-log.md lacks the row: {row}");
        }
    }
}
