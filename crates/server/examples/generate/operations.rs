//! The table of REST operations: path, parameters, bodies, answers, and the codes of each error answer.

mod settings;

use bedside_server::wire::{
    BlockVisitor, BlockedList, Board, CannedReplies, ClientFrame, ConversationList, FoundConversations,
    FoundTexts, Me, NewVisitorSession, Numbers, PastConversations, Prefill, Prefilled, ReminderList,
    SearchConversations, SearchTexts, ServerFrame, SetReminder, SignIn, SiteInfo, Ticket, Transcript,
    VisitorSession, WireCode,
};
use schemars::JsonSchema;
use schemars::generate::SchemaGenerator;
use serde_json::Value;

use WireCode as Code;

/// One operation.
pub(crate) struct Operation {
    /// Unique name.
    pub(crate) id: &'static str,
    /// HTTP method, lower case.
    pub(crate) method: &'static str,
    /// Path with `{parameters}`.
    pub(crate) path: &'static str,
    /// For whom.
    pub(crate) tag: Tag,
    /// What it does, in a line.
    pub(crate) summary: &'static str,
    /// Which session it needs.
    pub(crate) session: Session,
    /// Which session it takes, where it also works without.
    pub(crate) accepts: Session,
    /// Parameters; the header of guarded ones is added by the document.
    pub(crate) parameters: Vec<Parameter>,
    /// JSON body.
    pub(crate) body: Option<Value>,
    /// The answer when it works.
    pub(crate) answer: Answer,
    /// The answers when it does not: status and codes.
    pub(crate) errors: Vec<(u16, Vec<WireCode>)>,
    /// A second answer in plain text: status and what it says.
    pub(crate) otherwise: Option<(u16, &'static str)>,
}

impl Operation {
    /// Schemas of its bodies.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = &Value> {
        self.body.iter().chain(match &self.answer.content {
            Content::Json(schema) | Content::Lines(schema) => Some(schema),
            Content::Nothing | Content::Text => None,
        })
    }

    /// Whether it changes something or may carry a session's cookie, and so needs the header that other sites cannot send.
    pub(crate) fn is_guarded(&self) -> bool {
        self.method != "get" || !matches!(self.session, Session::None)
    }
}

/// For whom an operation is.
#[derive(Clone, Copy)]
pub(crate) enum Tag {
    /// The widget, before and after consent.
    Visitor,
    /// The console.
    Staff,
    /// Frames without a WebSocket.
    Stream,
    /// Whoever runs or checks a server.
    Operation,
}

/// Which session an operation needs.
#[derive(Clone, Copy)]
pub(crate) enum Session {
    /// None.
    None,
    /// A visitor's: cookie or bearer.
    Visitor,
    /// A member of staff's: cookie.
    Staff,
    /// The one behind the stream's ticket. Without it the stream does not exist: 404, not 401.
    Either,
}

/// A parameter. Those in path and header are required.
pub(crate) struct Parameter {
    /// `path`, `query` or `header`.
    pub(crate) place: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) words: &'static str,
}

/// An answer that is no error.
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// What it says.
    pub(crate) words: &'static str,
    /// What it carries.
    pub(crate) content: Content,
    /// Whether it sets a cookie.
    pub(crate) cookie: bool,
}

/// What an answer carries.
pub(crate) enum Content {
    /// Nothing.
    Nothing,
    /// `text/plain`.
    Text,
    /// `application/json`.
    Json(Value),
    /// `application/x-ndjson`: one value of this schema a line.
    Lines(Value),
}

/// Every operation. `read` collects what clients send, `written` what the server answers.
pub(crate) fn table(read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Vec<Operation> {
    let error = schema::<bedside_server::wire::ErrorBody>(written);
    debug_assert!(error.get("$ref").is_some(), "every error answer refers to it by name");
    let mut operations = visitor(read, written);
    operations.extend(staff(read, written));
    operations.extend(settings::settings(read, written));
    operations.extend(stream(read, written));
    operations.extend(operation());
    operations
}

fn visitor(read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Vec<Operation> {
    let session = schema::<VisitorSession>(written);
    vec![
        Operation {
            parameters: vec![path("key", "The site's key, as in the embed snippet.")],
            answer: json(
                200,
                "What the panel needs before anyone agreed to anything.",
                schema::<SiteInfo>(written),
            ),
            errors: vec![(404, vec![Code::NotFound])],
            ..new(
                "getSite",
                "get",
                "/api/v1/sites/{key}",
                Tag::Visitor,
                "A site, its departments and notices",
            )
        },
        Operation {
            body: Some(schema::<Prefill>(read)),
            answer: json(200, "What the statement says.", schema::<Prefilled>(written)),
            errors: vec![
                (400, vec![Code::AnswerInvalid]),
                (404, vec![Code::NotFound]),
                (429, vec![Code::SlowDown]),
            ],
            ..new(
                "checkPrefill",
                "post",
                "/api/v1/visitor/prefill",
                Tag::Visitor,
                "Check what a clinic's own server signed about who reads its page",
            )
        },
        Operation {
            body: Some(schema::<NewVisitorSession>(read)),
            answer: Answer { cookie: true, ..json(201, "The session.", session.clone()) },
            errors: vec![
                (404, vec![Code::NotFound]),
                (409, vec![Code::ConsentOutdated]),
                (429, vec![Code::SlowDown]),
            ],
            ..new(
                "openVisitorSession",
                "post",
                "/api/v1/visitor/sessions",
                Tag::Visitor,
                "Begin a visitor session, after consent",
            )
        },
        Operation {
            session: Session::Visitor,
            answer: json(200, "The session, with a new ticket.", session),
            ..new("getVisitorSession", "get", "/api/v1/visitor/session", Tag::Visitor, "The present session")
        },
        Operation {
            accepts: Session::Visitor,
            answer: nothing(204, "There is no session any more; its cookie is cleared."),
            ..new("endVisitorSession", "delete", "/api/v1/visitor/session", Tag::Visitor, "End the session")
        },
        Operation {
            session: Session::Visitor,
            answer: json(200, "A ticket for one connection.", schema::<Ticket>(written)),
            ..new("newVisitorTicket", "post", "/api/v1/visitor/tickets", Tag::Visitor, "A ticket for `hello`")
        },
    ]
}

fn staff(read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Vec<Operation> {
    let me = schema::<Me>(written);
    vec![
        Operation {
            body: Some(schema::<SignIn>(read)),
            answer: Answer { cookie: true, ..json(200, "Signed in.", me.clone()) },
            errors: vec![
                (401, vec![Code::Unauthenticated]),
                (429, vec![Code::SlowDown]),
                (503, vec![Code::Busy]),
            ],
            ..new("signIn", "post", "/api/v1/staff/sign-in", Tag::Staff, "Sign in")
        },
        Operation {
            accepts: Session::Staff,
            answer: nothing(
                204,
                "Signed out; the session's connections are ended and its cookie is cleared.",
            ),
            ..new("signOut", "post", "/api/v1/staff/sign-out", Tag::Staff, "Sign out")
        },
        Operation {
            session: Session::Staff,
            answer: json(200, "Who one is.", me),
            ..new("getMe", "get", "/api/v1/staff/me", Tag::Staff, "Who is signed in")
        },
        Operation {
            session: Session::Staff,
            answer: json(200, "A ticket for one connection.", schema::<Ticket>(written)),
            ..new("newStaffTicket", "post", "/api/v1/staff/tickets", Tag::Staff, "A ticket for `hello`")
        },
        Operation {
            session: Session::Staff,
            answer: json(200, "How it stands in the supervisor's departments.", schema::<Board>(written)),
            errors: vec![(403, vec![Code::Forbidden])],
            ..new(
                "getBoard",
                "get",
                "/api/v1/staff/board",
                Tag::Staff,
                "How many wait, and how busy colleagues are",
            )
        },
        Operation {
            session: Session::Staff,
            parameters: vec![Parameter {
                place: "query",
                name: "department",
                words: "Which of the supervisor's departments.",
            }],
            answer: json(200, "Chats that colleagues serve there now.", schema::<ConversationList>(written)),
            errors: vec![(403, vec![Code::Forbidden])],
            ..new(
                "listRunningChats",
                "get",
                "/api/v1/staff/board/chats",
                Tag::Staff,
                "Running chats of a department, as cards",
            )
        },
        Operation {
            session: Session::Staff,
            parameters: vec![
                Parameter { place: "query", name: "from", words: "First day, such as 2026-11-01." },
                Parameter { place: "query", name: "to", words: "Last day; at most 366 days in all." },
                Parameter { place: "query", name: "zone", words: "IANA name of the zone of days and hours." },
                Parameter { place: "query", name: "department", words: "Only this department, an id." },
            ],
            answer: json(
                200,
                "An administrator gets all departments, a supervisor their own, an agent their own chats. Makes an audit entry.",
                schema::<Numbers>(written),
            ),
            errors: vec![
                (400, vec![Code::Malformed]),
                (403, vec![Code::Forbidden]),
                (404, vec![Code::NotFound]),
            ],
            ..new("getNumbers", "get", "/api/v1/numbers", Tag::Staff, "What chats come to, without content")
        },
        Operation {
            session: Session::Staff,
            answer: json(200, "Those of the departments one serves.", schema::<CannedReplies>(written)),
            ..new(
                "getCannedReplies",
                "get",
                "/api/v1/staff/canned",
                Tag::Staff,
                "Texts that staff write often",
            )
        },
        Operation {
            session: Session::Staff,
            answer: json(
                200,
                "The earliest first. Makes an audit entry where one is due.",
                schema::<ReminderList>(written),
            ),
            ..new(
                "listReminders",
                "get",
                "/api/v1/staff/reminders",
                Tag::Staff,
                "Of which chats one is reminded, and when",
            )
        },
        Operation {
            session: Session::Staff,
            body: Some(schema::<SetReminder>(read)),
            answer: nothing(204, "It is set, or moved."),
            errors: vec![
                (400, vec![Code::Malformed]),
                (404, vec![Code::NotFound]),
                (409, vec![Code::NotNow]),
            ],
            ..new("setReminder", "post", "/api/v1/staff/reminders", Tag::Staff, "Be reminded of a chat")
        },
        Operation {
            session: Session::Staff,
            parameters: vec![path("id", "The conversation.")],
            answer: nothing(204, "It is done with."),
            errors: vec![(404, vec![Code::NotFound])],
            ..new("endReminder", "delete", "/api/v1/staff/reminders/{id}", Tag::Staff, "Take a reminder away")
        },
        Operation {
            session: Session::Staff,
            answer: json(
                200,
                "Who is blocked in one's departments. Makes an audit entry.",
                schema::<BlockedList>(written),
            ),
            ..new(
                "listBlocks",
                "get",
                "/api/v1/staff/blocks",
                Tag::Staff,
                "Visitors who may not open chats for a time",
            )
        },
        Operation {
            session: Session::Staff,
            body: Some(schema::<BlockVisitor>(read)),
            answer: nothing(204, "Blocked; the chat has ended."),
            errors: vec![
                (400, vec![Code::Malformed]),
                (404, vec![Code::NotFound]),
                (409, vec![Code::NotNow]),
            ],
            ..new(
                "blockVisitor",
                "post",
                "/api/v1/staff/blocks",
                Tag::Staff,
                "Block the visitor of a chat for a time",
            )
        },
        Operation {
            session: Session::Staff,
            parameters: vec![path("id", "The conversation in which they were blocked.")],
            answer: nothing(204, "They may open chats again."),
            errors: vec![(404, vec![Code::NotFound])],
            ..new("unblockVisitor", "delete", "/api/v1/staff/blocks/{id}", Tag::Staff, "Undo a block")
        },
        Operation {
            session: Session::Staff,
            parameters: vec![
                Parameter {
                    place: "query",
                    name: "before",
                    words: "`next` of the page before; without it the newest page.",
                },
                Parameter {
                    place: "query",
                    name: "outcome",
                    words: "Only those closed for this reason, an id.",
                },
                Parameter { place: "query", name: "tag", words: "Only those with this tag, an id." },
            ],
            answer: json(
                200,
                "Cards, newest first. Makes an audit entry.",
                schema::<ConversationList>(written),
            ),
            errors: vec![(400, vec![Code::Malformed]), (403, vec![Code::Forbidden])],
            ..new(
                "listConversations",
                "get",
                "/api/v1/staff/conversations",
                Tag::Staff,
                "Closed conversations one may read again",
            )
        },
        Operation {
            session: Session::Staff,
            body: Some(schema::<SearchConversations>(read)),
            answer: json(
                200,
                "Cards that were found, newest first. Makes an audit entry.",
                schema::<FoundConversations>(written),
            ),
            errors: vec![(400, vec![Code::Malformed, Code::TooLong]), (403, vec![Code::Forbidden])],
            ..new(
                "searchConversations",
                "post",
                "/api/v1/staff/conversations/search",
                Tag::Staff,
                "Search closed conversations by their cards",
            )
        },
        Operation {
            session: Session::Staff,
            body: Some(schema::<SearchTexts>(read)),
            answer: json(
                200,
                "Conversations in which it was written, newest first, each with its audit entry.",
                schema::<FoundTexts>(written),
            ),
            errors: vec![
                (400, vec![Code::Malformed, Code::TooLong]),
                (403, vec![Code::Forbidden]),
                (409, vec![Code::NotNow]),
                (503, vec![Code::Busy]),
            ],
            ..new(
                "searchTexts",
                "post",
                "/api/v1/staff/conversations/search/texts",
                Tag::Staff,
                "Search what was written in closed conversations",
            )
        },
        Operation {
            session: Session::Staff,
            parameters: vec![path("id", "The conversation.")],
            answer: json(
                200,
                "The conversation. Its audit entry is durable before this is sent.",
                schema::<Transcript>(written),
            ),
            errors: vec![(404, vec![Code::NotFound])],
            ..new(
                "readConversation",
                "get",
                "/api/v1/staff/conversations/{id}",
                Tag::Staff,
                "Open a conversation for reading",
            )
        },
        Operation {
            session: Session::Staff,
            parameters: vec![path("id", "The conversation, which one serves or may read.")],
            answer: json(200, "Past chats of its person.", schema::<PastConversations>(written)),
            errors: vec![(404, vec![Code::NotFound])],
            ..new(
                "listPastConversations",
                "get",
                "/api/v1/staff/conversations/{id}/person",
                Tag::Staff,
                "Ended chats of the person in a conversation",
            )
        },
    ]
}

fn stream(read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Vec<Operation> {
    read.subschema_for::<ClientFrame>();
    vec![
        Operation {
            body: Some(schema::<ClientFrame>(read)),
            answer: Answer {
                content: Content::Lines(schema::<ServerFrame>(written)),
                ..nothing(
                    200,
                    "Server frames, one a line, until either side ends it. A bad `hello` is answered by `bye`.",
                )
            },
            errors: vec![(503, vec![Code::Busy])],
            ..new(
                "openStream",
                "post",
                "/api/v1/stream",
                Tag::Stream,
                "Open a connection without a WebSocket; the body is a `hello` frame",
            )
        },
        Operation {
            parameters: vec![Parameter {
                name: "X-Bedside-Stream",
                place: "header",
                words: "`stream` of the `welcome` frame, a secret of this connection.",
            }],
            session: Session::Either,
            body: Some(schema::<Vec<ClientFrame>>(read)),
            answer: nothing(202, "Taken, in order. Answers arrive on the stream."),
            errors: vec![(404, vec![Code::NotFound]), (503, vec![Code::Busy])],
            ..new(
                "sendFrames",
                "post",
                "/api/v1/stream/frames",
                Tag::Stream,
                "Send frames to the connection behind a stream",
            )
        },
    ]
}

fn operation() -> Vec<Operation> {
    vec![
        Operation {
            answer: Answer { content: Content::Text, ..nothing(200, "The process answers.") },
            otherwise: Some((503, "It is starting.")),
            ..new("getHealth", "get", "/healthz", Tag::Operation, "Whether the process lives")
        },
        Operation {
            answer: Answer { content: Content::Text, ..nothing(200, "It takes connections.") },
            otherwise: Some((
                503,
                "It is starting or being drained, or a part of it has ended: send connections elsewhere.",
            )),
            ..new("getReadiness", "get", "/readyz", Tag::Operation, "Whether to send connections here")
        },
    ]
}

fn new(
    id: &'static str,
    method: &'static str,
    path: &'static str,
    tag: Tag,
    summary: &'static str,
) -> Operation {
    Operation {
        id,
        method,
        path,
        tag,
        summary,
        session: Session::None,
        accepts: Session::None,
        parameters: Vec::new(),
        body: None,
        answer: nothing(204, ""),
        errors: Vec::new(),
        otherwise: None,
    }
}

fn path(name: &'static str, words: &'static str) -> Parameter {
    Parameter { place: "path", name, words }
}

fn nothing(status: u16, words: &'static str) -> Answer {
    Answer { status, words, content: Content::Nothing, cookie: false }
}

fn json(status: u16, words: &'static str, schema: Value) -> Answer {
    Answer { content: Content::Json(schema), ..nothing(status, words) }
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::schemas::Schemas;

    #[test]
    fn operations_are_unique_and_every_path_parameter_is_described() {
        let mut seen = HashSet::new();
        for operation in Schemas::collect().unwrap().operations {
            assert!(seen.insert(operation.id.to_owned()), "{} twice", operation.id);
            assert!(
                seen.insert(format!("{} {}", operation.method, operation.path)),
                "{} twice",
                operation.path
            );
            let described = operation.parameters.iter().filter(|parameter| parameter.place == "path").count();
            assert_eq!(operation.path.matches('{').count(), described, "{}", operation.path);
        }
    }
}
