//! The sub-commands, one file each.

mod audit;
mod config;
mod demo;
mod doctor;
mod drain;
mod keys;
mod mask;
mod serve;
mod setup;
mod staff;

use std::path::Path;

use bedside_server::{
    Installation, InstallationError,
    config::{Config, ConfigError},
};
use bedside_storage::sqlite::OpenError;
use clap::Subcommand;

use crate::{
    outcome::{CommandResult, Failure},
    output::Output,
};

/// What `bedside` can do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the server.
    Serve(serve::Args),
    /// Run a sample clinic in a scratch folder, with a page to chat from and two staff accounts.
    Demo(demo::Args),
    /// Mask lines: lines in, masked lines out.
    Mask(mask::Args),
    /// Check, print or explain configurations.
    Config(config::Args),
    /// Make an organisation, its departments and its site, before the first start.
    Setup(setup::Args),
    /// Add, list and disable accounts of staff.
    Staff(staff::Args),
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
