//! How a command ends: it holds, it does not, or it was called wrongly.

use std::{fmt::Display, io, process::ExitCode};

use serde_json::json;

use crate::output::Output;

/// What a command found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Exit code 0.
    Holds,
    /// Exit code 1; the command has said why.
    DoesNot,
}

impl Outcome {
    pub(crate) const fn when(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::DoesNot }
    }
}

/// Why a command has no outcome.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not do what it was asked for. Exit code 1.
    Failed(String),
    /// It was asked for something that makes no sense. Exit code 2.
    Call(String),
    /// Nobody reads what it prints. Exit code 1, silently.
    NoReader,
}

/// Result of a command.
pub(crate) type CommandResult = Result<Outcome, Failure>;

impl Failure {
    pub(crate) fn failed(error: impl Display) -> Self {
        Self::Failed(error.to_string())
    }

    pub(crate) fn call(error: impl Display) -> Self {
        Self::Call(error.to_string())
    }
}

/// Errors of writing to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NoReader,
            _ => Self::Failed(format!("the answer cannot be written: {error}")),
        }
    }
}

/// Says what went wrong, and gives the exit code.
pub(crate) fn exit_code(result: CommandResult, output: &Output) -> ExitCode {
    let (text, code) = match result {
        Ok(Outcome::Holds) => return ExitCode::SUCCESS,
        Ok(Outcome::DoesNot) | Err(Failure::NoReader) => return ExitCode::from(1),
        Err(Failure::Failed(text)) => (text, 1),
        Err(Failure::Call(text)) => (text, 2),
    };
    if output.json() {
        let _ = output.value(&json!({ "ok": false, "error": text }));
    }
    output.note(&format!("bedside: {text}"));
    ExitCode::from(code)
}
