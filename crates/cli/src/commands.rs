//! The sub-commands, one file each.

mod audit;
mod config;
mod demo;
mod department;
mod doctor;
mod drain;
mod keys;
mod mask;
mod serve;
mod setup;
mod staff;

use std::{path::Path, time::Duration};

use bedside_server::{
    Installation, InstallationError,
    admin_protocol::{Answer, Reply, Request},
    administration::Operator,
    config::{Config, ConfigError},
};
use bedside_storage::sqlite::OpenError;
use clap::Subcommand;

use crate::{
    admin_client::{Asked, ask},
    outcome::{CommandResult, Failure},
    output::Output,
    process::small_runtime,
};

/// Hashing a password on a busy server takes a moment.
const QUIET: Duration = Duration::from_secs(30);

/// What `bedside` can do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the server.
    Serve(serve::Args),
    /// Run a sample clinic in a scratch folder, with a page to chat from and three staff accounts.
    Demo(demo::Args),
    /// Mask lines: lines in, masked lines out.
    Mask(mask::Args),
    /// Check, print or explain configurations.
    Config(config::Args),
    /// Make an organisation, its departments and its site, before the first start.
    Setup(setup::Args),
    /// Add, list and disable accounts of staff.
    Staff(staff::Args),
    /// Opening hours of departments, and closing one now.
    Department(department::Args),
    /// Make and look after master keys.
    Keys(keys::Args),
    /// Verify the audit log.
    Audit(audit::Args),
    /// Ask the running server to send everyone away and stop.
    Drain(drain::Args),
    /// Check an installation: configuration, files, machine, log, safeguards.
    Doctor(doctor::Args),
}

impl Command {
    pub(crate) fn run(self, output: &Output) -> CommandResult {
        match self {
            Self::Serve(args) => serve::run(&args, output),
            Self::Demo(args) => demo::run(&args, output),
            Self::Mask(args) => mask::run(&args, output),
            Self::Config(args) => config::run(&args, output),
            Self::Setup(args) => setup::run(&args, output),
            Self::Staff(args) => staff::run(args, output),
            Self::Department(args) => department::run(args, output),
            Self::Keys(args) => keys::run(&args, output),
            Self::Audit(args) => audit::run(&args, output),
            Self::Drain(args) => drain::run(&args, output),
            Self::Doctor(args) => doctor::run(&args, output),
        }
    }
}

/// The configuration of a command that needs a whole one. A file that is not there is a wrong call.
fn load(file: &Path) -> Result<Config, Failure> {
    Config::load(file).map_err(|error| match error {
        ConfigError::Unreadable(_) => Failure::call(error),
        ConfigError::Problems(problems) => Failure::Failed(format!(
            "the configuration cannot be used:\n{}",
            problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
        )),
    })
}

/// The installation of a server that does not run.
async fn open_stopped(config: &Config) -> Result<Installation, Failure> {
    Installation::open(config).await.map_err(|error| match error {
        InstallationError::Store(OpenError::InUse(_)) => Failure::Failed(format!(
            "a server has the data open, but nothing answers at {}; check `admin_socket`",
            config.admin_socket.display()
        )),
        error => Failure::failed(error),
    })
}

/// Has it done by whoever may: the running server, or this process when there is none.
fn administer(config: &Config, request: Request) -> Result<Answer, Failure> {
    let reply = match ask(&config.admin_socket, &request, QUIET, |_, _| ())? {
        Asked::Reply(reply) => reply,
        Asked::NoServer => small_runtime()?.block_on(offline(config, request))?,
    };
    match reply {
        Reply::Done(answer) => Ok(answer),
        Reply::Failed(error) => Err(Failure::Failed(error)),
        Reply::Progress { .. } => Err(unexpected()),
    }
}

async fn offline(config: &Config, request: Request) -> Result<Reply, Failure> {
    let installation = open_stopped(config).await?;
    let reply = installation.services.administer(request, Operator::of_this_process()).await;
    installation.store.close();
    installation.keys.close();
    Ok(reply)
}

fn unexpected() -> Failure {
    Failure::failed("the server answered something else; command line and server must be of the same release")
}
