//! The `bedside` command: one file per sub-command under `commands/`.
//!
//! Exit code 0 means it holds, 1 it does not, 2 the call was wrong.

#![forbid(unsafe_code)]

mod admin_client;
mod commands;
mod outcome;
mod output;
mod password;
mod process;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;
use output::Output;

/// Live chat for health-care organisations.
#[derive(Parser)]
#[command(name = "bedside", version, about, arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    /// Answer in JSON, for programs.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.json);
    let result = cli.command.run(&output);
    outcome::exit_code(result, &output)
}
