//! `bedside doctor`: a table of checks with what to do, and the list of safeguards as they are.

mod certificate;
mod files;
mod log;
mod machine;
mod safeguards;

use std::path::PathBuf;

use bedside_server::config::{Config, ConfigError};
use serde::Serialize;
use serde_json::json;

use crate::{
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The configuration file of the server.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warn,
    Fail,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "WARN",
            Self::Fail => "FAIL",
        }
    }
}

/// One check.
#[derive(Clone, Debug, Serialize)]
struct Check {
    check: &'static str,
    state: State,
    found: String,
    /// What to do, where something is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

impl Check {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, state: State::Ok, found: found.into(), advice: None }
    }

    fn warn(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, state: State::Warn, found: found.into(), advice: Some(advice.into()) }
    }

    fn fail(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, state: State::Fail, found: found.into(), advice: Some(advice.into()) }
    }
}

pub(crate) fn run(args: &Args, output: &Output) -> CommandResult {
    let (config, problems) = match Config::load_without_files(&args.config) {
        Ok(loaded) => loaded,
        Err(error @ ConfigError::Unreadable(_)) => return Err(Failure::call(error)),
        Err(ConfigError::Problems(problems)) => (None, problems),
    };
    let mut checks: Vec<Check> = problems
        .into_iter()
        .map(|problem| {
            Check::fail("configuration", format!("{}: {}", problem.key, problem.problem), problem.advice)
        })
        .collect();
    if let Some(config) = &config {
        checks.push(Check::ok("configuration", "can be used"));
        checks.extend(files::checks(config));
        checks.extend(certificate::checks(config));
        checks.extend(log::checks(config, output));
        checks.extend(machine::checks(config));
    }
    let holds = checks.iter().all(|check| check.state != State::Fail);
    if output.json() {
        output.value(&json!({ "ok": holds, "checks": checks, "safeguards": safeguards::SAFEGUARDS }))?;
    } else {
        print(&checks, output)?;
        safeguards::print(output)?;
    }
    Ok(Outcome::when(holds))
}

fn print(checks: &[Check], output: &Output) -> std::io::Result<()> {
    let rows: Vec<_> = checks
        .iter()
        .map(|check| [check.state.word().to_owned(), check.check.to_owned(), check.found.clone()])
        .collect();
    output.table(["STATE", "CHECK", "FOUND"], &rows)?;
    let to_do: Vec<_> =
        checks.iter().filter_map(|check| check.advice.as_ref().map(|advice| (check, advice))).collect();
    if !to_do.is_empty() {
        output.line("\nWhat to do")?;
    }
    for (check, advice) in to_do {
        output.line(&format!("  {:<4}  {}: {advice}", check.state.word(), check.check))?;
    }
    Ok(())
}
