//! `bedside department close-now | open-now | hours | ending`: on the running server where there is one, else on its stopped store.

use std::{fs, path::PathBuf};

use bedside_domain::{Ending, OpeningHours, OrganisationId};
use bedside_server::admin_protocol::{Answer, Request};
use clap::Subcommand;
use serde_json::json;

use super::{administer, load, unexpected};
use crate::{
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The configuration file of the server.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// The organisation's id, where there are several.
    #[arg(long, value_name = "ID", global = true)]
    organisation: Option<OrganisationId>,
    /// The department's name.
    #[arg(long, value_name = "NAME", global = true)]
    department: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Close it now, whatever its hours say: patients can leave a message. Chats that are open go on.
    CloseNow,
    /// Go by its hours again.
    OpenNow,
    /// Say when its chats end by themselves, and what patients may do afterwards.
    Ending {
        /// Seconds without a word of the patient, while it is their turn, until they are warned; 0 = never.
        #[arg(long, value_name = "S", default_value_t = Ending::default().idle_warning_s)]
        idle_warning_s: u32,
        /// Seconds without a word of the patient until the chat ends.
        #[arg(long, value_name = "S", default_value_t = Ending::default().idle_end_s)]
        idle_end_s: u32,
        /// Seconds after its end within which the patient may go on with it; 0 = not at all.
        #[arg(long, value_name = "S", default_value_t = Ending::default().reopen_within_s)]
        reopen_within_s: u32,
        /// Do not ask the patient how it was.
        #[arg(long)]
        no_rating: bool,
    },
    /// Give it opening hours.
    Hours {
        /// A JSON file: zone, week and exceptions, as docs/opening-hours.md says.
        #[arg(long, value_name = "FILE", required_unless_present = "always", conflicts_with = "always")]
        from: Option<PathBuf>,
        /// Open at any hour.
        #[arg(long)]
        always: bool,
    },
}

pub(crate) fn run(args: Args, output: &Output) -> CommandResult {
    let file = args.config.ok_or_else(|| Failure::call("name the configuration file with --config FILE"))?;
    let department =
        args.department.ok_or_else(|| Failure::call("name the department with --department NAME"))?;
    let organisation = args.organisation;
    let (request, said) = match args.command {
        Command::CloseNow => {
            let said = format!("{department} is closed now.");
            (Request::DepartmentClosedNow { organisation, department, closed: true }, said)
        }
        Command::OpenNow => {
            let said = format!("{department} goes by its hours again.");
            (Request::DepartmentClosedNow { organisation, department, closed: false }, said)
        }
        Command::Ending { idle_warning_s, idle_end_s, reopen_within_s, no_rating } => {
            let said = format!("The rule for the end of chats in {department} is set.");
            let ending = Ending { idle_warning_s, idle_end_s, reopen_within_s, ask_rating: !no_rating };
            (Request::DepartmentEnding { organisation, department, ending }, said)
        }
        Command::Hours { from, .. } => {
            let hours = from.map(read).transpose()?;
            let said = format!("The hours of {department} are set.");
            (Request::DepartmentHours { organisation, department, hours }, said)
        }
    };
    let Answer::Done = administer(&load(&file)?, request)? else { return Err(unexpected()) };
    if output.json() {
        output.value(&json!({ "ok": true }))?
    } else {
        output.line(&said)?
    }
    Ok(Outcome::Holds)
}

fn read(file: PathBuf) -> Result<OpeningHours, Failure> {
    let said = |error: &dyn std::fmt::Display| Failure::call(format!("{}: {error}", file.display()));
    let text = fs::read_to_string(&file).map_err(|error| said(&error))?;
    serde_json::from_str(&text).map_err(|error| said(&error))
}
