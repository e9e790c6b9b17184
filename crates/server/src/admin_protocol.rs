//! What commands say to a running server over its admin socket, and what it answers.
//!
//! One JSON line in, JSON lines out: any number of `{"progress": …}`, then one with `"ok": true` and the answer or
//! `"ok": false` and the error. Whoever can open the socket administers the server; that is the socket's file mode.

use bedside_domain::{Ending, OpeningHours, OrganisationId, Role, StaffId};
use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroizing;

/// Longest line either side reads, in bytes.
pub const LINE_MAX_BYTES: usize = 1024 * 1024;

/// What a command asks for. No `Debug` and no `Serialize`: it can hold a password; [`Request::to_line`] is the one way out.
#[derive(Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// How the server is.
    Status,
    /// Take no new connections, let chats reconnect elsewhere, then stop.
    Drain,
    /// Add a member of staff.
    StaffAdd(StaffAdd),
    /// The accounts.
    StaffList {
        /// Whose, where there are several organisations.
        #[serde(default)]
        organisation: Option<OrganisationId>,
    },
    /// Disable an account: its sessions end at once.
    StaffDisable {
        /// Whose, where there are several organisations.
        #[serde(default)]
        organisation: Option<OrganisationId>,
        /// Their e-mail address.
        email: String,
    },
    /// Close a department now, whatever its hours say, or go by its hours again.
    DepartmentClosedNow {
        /// Whose, where there are several organisations.
        #[serde(default)]
        organisation: Option<OrganisationId>,
        /// Its name.
        department: String,
        /// Whether it is closed.
        closed: bool,
    },
    /// Give a department opening hours.
    DepartmentHours {
        /// Whose, where there are several organisations.
        #[serde(default)]
        organisation: Option<OrganisationId>,
        /// Its name.
        department: String,
        /// When it is open; none: always.
        hours: Option<OpeningHours>,
    },
    /// Give a department a rule for the end of its chats.
    DepartmentEnding {
        /// Whose, where there are several organisations.
        #[serde(default)]
        organisation: Option<OrganisationId>,
        /// Its name.
        department: String,
        /// The rule; what it does not name is as usual.
        ending: Ending,
    },
}

/// A new member of staff.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffAdd {
    /// Where, where there are several organisations.
    #[serde(default)]
    pub organisation: Option<OrganisationId>,
    /// For signing in.
    pub email: String,
    /// Patients read it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Departments they serve, by name.
    #[serde(default)]
    pub departments: Vec<String>,
    /// For signing in.
    #[serde(deserialize_with = "secret")]
    pub password: Zeroizing<String>,
}

/// What a command gets when it is done.
#[derive(Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It was done, and there is nothing to tell.
    Done,
    /// How the server is.
    Status(Status),
    /// The account that was made.
    StaffAdded {
        /// Its id.
        id: StaffId,
    },
    /// The accounts.
    Staff {
        /// In order of their ids.
        staff: Vec<StaffRow>,
    },
    /// The account that was disabled.
    StaffDisabled {
        /// Its id.
        id: StaffId,
    },
}

/// A running server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Its release.
    pub version: String,
    /// Connections that are open.
    pub connections: u64,
    /// Whether it is draining.
    pub draining: bool,
}

/// An account. No `Debug`: names and addresses do not belong into logs.
#[derive(Serialize, Deserialize)]
pub struct StaffRow {
    /// Its id.
    pub id: StaffId,
    /// Its e-mail address.
    pub email: String,
    /// The name patients read.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Names of its departments.
    pub departments: Vec<String>,
    /// Whether it is disabled.
    pub disabled: bool,
}

/// One line of an answer.
pub enum Reply {
    /// It goes on.
    Progress {
        /// For people.
        text: String,
        /// Connections left, while draining.
        connections: Option<u64>,
    },
    /// It is done. Nothing follows.
    Done(Answer),
    /// It was not done, and why. Nothing follows.
    Failed(String),
}

/// A line that is no request or answer. Says nothing of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// Not a request of this release.
    #[error("the line is no request of this release; command line and server must be of the same one")]
    Request,
    /// Not an answer of this release.
    #[error("the line is no answer of this release; command line and server must be of the same one")]
    Reply,
}

impl Request {
    /// The request as a line, without its newline.
    #[must_use]
    pub fn to_line(&self) -> Zeroizing<Vec<u8>> {
        // Room for everything at once: a buffer that grows leaves copies of the password behind.
        let mut line = Zeroizing::new(Vec::with_capacity(16 * 1024));
        serde_json::to_writer(&mut *line, &RequestLine::of(self)).expect("a request is JSON");
        line
    }

    /// Reads a line.
    ///
    /// # Errors
    /// [`ProtocolError::Request`].
    pub fn parse(line: &[u8]) -> Result<Self, ProtocolError> {
        serde_json::from_slice(line).map_err(|_| ProtocolError::Request)
    }
}

impl Reply {
    /// The reply as a line, without its newline.
    #[must_use]
    pub fn to_line(&self) -> Vec<u8> {
        let line = match self {
            Self::Progress { text, connections } => {
                serde_json::to_vec(&ProgressLine { progress: text.clone(), connections: *connections })
            }
            Self::Done(answer) => serde_json::to_vec(&DoneLine { ok: true, answer }),
            Self::Failed(error) => serde_json::to_vec(&FailedLine { ok: false, error: error.clone() }),
        };
        line.expect("a reply is JSON")
    }

    /// Reads a line.
    ///
    /// # Errors
    /// [`ProtocolError::Reply`].
    pub fn parse(line: &[u8]) -> Result<Self, ProtocolError> {
        let value: serde_json::Value = serde_json::from_slice(line).map_err(|_| ProtocolError::Reply)?;
        let reply = match value["ok"].as_bool() {
            None => serde_json::from_value(value).map(|line: ProgressLine| Self::Progress {
                text: line.progress,
                connections: line.connections,
            }),
            Some(true) => serde_json::from_value(value).map(Self::Done),
            Some(false) => serde_json::from_value(value).map(|line: FailedLine| Self::Failed(line.error)),
        };
        reply.map_err(|_| ProtocolError::Reply)
    }
}

/// How a request is written: it borrows, so that a password is not copied into a second owner.
#[derive(Serialize)]
#[serde(tag = "command", rename_all = "snake_case")]
enum RequestLine<'a> {
    Status,
    Drain,
    StaffAdd {
        organisation: Option<OrganisationId>,
        email: &'a str,
        name: &'a str,
        role: Role,
        departments: &'a [String],
        password: &'a str,
    },
    StaffList {
        organisation: Option<OrganisationId>,
    },
    StaffDisable {
        organisation: Option<OrganisationId>,
        email: &'a str,
    },
    DepartmentClosedNow {
        organisation: Option<OrganisationId>,
        department: &'a str,
        closed: bool,
    },
    DepartmentHours {
        organisation: Option<OrganisationId>,
        department: &'a str,
        hours: Option<&'a OpeningHours>,
    },
    DepartmentEnding {
        organisation: Option<OrganisationId>,
        department: &'a str,
        ending: Ending,
    },
}

impl<'a> RequestLine<'a> {
    fn of(request: &'a Request) -> Self {
        match request {
            Request::Status => Self::Status,
            Request::Drain => Self::Drain,
            Request::StaffAdd(add) => Self::StaffAdd {
                organisation: add.organisation,
                email: &add.email,
                name: &add.name,
                role: add.role,
                departments: &add.departments,
                password: &add.password,
            },
            Request::StaffList { organisation } => Self::StaffList { organisation: *organisation },
            Request::StaffDisable { organisation, email } => {
                Self::StaffDisable { organisation: *organisation, email }
            }
            Request::DepartmentClosedNow { organisation, department, closed } => {
                Self::DepartmentClosedNow { organisation: *organisation, department, closed: *closed }
            }
            Request::DepartmentHours { organisation, department, hours } => {
                Self::DepartmentHours { organisation: *organisation, department, hours: hours.as_ref() }
            }
            Request::DepartmentEnding { organisation, department, ending } => {
                Self::DepartmentEnding { organisation: *organisation, department, ending: *ending }
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
struct ProgressLine {
    progress: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    connections: Option<u64>,
}

#[derive(Serialize)]
struct DoneLine<'a> {
    ok: bool,
    #[serde(flatten)]
    answer: &'a Answer,
}

#[derive(Serialize, Deserialize)]
struct FailedLine {
    ok: bool,
    error: String,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn request(line: &str) -> String {
        let request = Request::parse(line.as_bytes()).expect("it is a request");
        String::from_utf8(request.to_line().to_vec()).unwrap()
    }

    #[test]
    fn requests_come_back() {
        for line in [
            r#"{"command":"status"}"#,
            r#"{"command":"drain"}"#,
            r#"{"command":"staff_add","organisation":null,"email":"a@b","name":"A","role":"agent","departments":["Billing"],"password":"p"}"#,
            r#"{"command":"staff_list","organisation":null}"#,
            r#"{"command":"staff_disable","organisation":"00000000000000000000000000","email":"a@b"}"#,
            r#"{"command":"department_closed_now","organisation":null,"department":"Billing","closed":true}"#,
            r#"{"command":"department_hours","organisation":null,"department":"Billing","hours":null}"#,
            r#"{"command":"department_ending","organisation":null,"department":"Billing","ending":{"idle_warning_s":600,"idle_end_s":900,"reopen_within_s":1800,"ask_rating":true}}"#,
        ] {
            assert_eq!(request(line), line);
        }
        let least = r#"{"command":"staff_add","email":"a@b","name":"A","role":"agent","password":"p"}"#;
        assert!(request(least).contains(r#""departments":[]"#));
    }

    #[test]
    fn other_lines_are_refused() {
        for line in ["", "drain", r#"{"command":"stop"}"#, r#"{"command":"staff_disable"}"#, "[]"] {
            assert!(matches!(Request::parse(line.as_bytes()), Err(ProtocolError::Request)), "{line}");
        }
        for line in ["", "{}", r#"{"ok":true}"#, r#"{"ok":false}"#, r#"{"ok":1,"answer":"done"}"#] {
            assert!(matches!(Reply::parse(line.as_bytes()), Err(ProtocolError::Reply)), "{line}");
        }
    }

    #[test]
    fn replies_come_back() {
        let status = Status { version: "0.1.0".into(), connections: 3, draining: false };
        let replies = [
            (Reply::Done(Answer::Done), r#"{"ok":true,"answer":"done"}"#),
            (
                Reply::Done(Answer::Status(status)),
                r#"{"ok":true,"answer":"status","version":"0.1.0","connections":3,"draining":false}"#,
            ),
            (Reply::Failed("no".into()), r#"{"ok":false,"error":"no"}"#),
            (
                Reply::Progress { text: "waiting".into(), connections: Some(2) },
                r#"{"progress":"waiting","connections":2}"#,
            ),
        ];
        for (reply, line) in replies {
            assert_eq!(String::from_utf8(reply.to_line()).unwrap(), line);
            assert_eq!(
                Reply::parse(line.as_bytes()).ok().map(|reply| reply.to_line()),
                Some(line.as_bytes().to_vec())
            );
        }
    }
}
