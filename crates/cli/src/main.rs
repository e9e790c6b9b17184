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

use std::{io::Write, process::ExitCode};

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

/// A panic's message can quote what was being worked on. Only the place is said.
fn say_where_a_panic_was() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        let _ = writeln!(std::io::stderr(), "bedside: an error in the program, at {place}");
    }));
}

fn main() -> ExitCode {
    say_where_a_panic_was();
    let cli = Cli::parse();
    let output = Output::new(cli.json);
    let result = cli.command.run(&output);
    outcome::exit_code(result, &output)
}
