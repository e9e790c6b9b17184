//! `bedside-bench`: drives the real binary and the floor over TLS and compares both with the budgets of DESIGN §7.
//!
//! Loopback only, bounded in time and count; what it starts it ends, and what it writes lies in a scratch folder that goes.
//! `cargo xtask bench` builds everything and runs it; how to read the figures is in `docs/benchmarks.md`.

#![forbid(unsafe_code)]

mod args;
mod child;
mod dialect;
mod failure;
mod floor;
mod machine;
mod measure;
mod net;
mod pair;
mod proc;
mod product;
mod report;
mod say;
mod scratch;
mod server;
mod stats;
mod text;

use std::{path::Path, process::ExitCode};

use clap::Parser;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::OnceCell,
};

use args::Args;
use failure::{During, Failure, Outcome};
use machine::{Machine, raise_open_files};
use measure::Bench;
use report::Report;
use scratch::Scratch;

/// One thread: the generator shares the machine with what it measures.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = tokio::select! {
        outcome = run(&args) => outcome,
        // Dropping the run ends every server and removes the scratch folder.
        stopped = told_to_stop() => stopped,
    };
    match outcome {
        Ok(0) => ExitCode::SUCCESS,
        Ok(outside) => {
            say::failure(&format!("{outside} figures lie outside twice their budget"));
            ExitCode::from(1)
        }
        Err(failure) => {
            say::failure(&failure.to_string());
            ExitCode::from(2)
        }
    }
}

/// Resolves when somebody wants the run to end: from the terminal, or a time limit around it.
async fn told_to_stop<T>() -> Outcome<T> {
    let mut terminated = signal(SignalKind::terminate()).during("listening for signals")?;
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
    Err(Failure::new("told to stop"))
}

/// Measures what was asked for; gives the number of figures outside twice their budget.
async fn run(args: &Args) -> Outcome<usize> {
    raise_open_files();
    let root = repository();
    let scratch = Scratch::new()?;
    let machine = Machine::here(scratch.path());
    let bench = Bench {
        product_binary: args::product_binary(root)?,
        floor_binary: args::floor_binary(root)?,
        installed: OnceCell::new(),
        floor_installed: OnceCell::new(),
        web: root.join("web/dist"),
        quick: args.quick,
        scratch,
    };
    let mut sections = Vec::new();
    for what in args.what.each() {
        say::heading(&format!("Measure {what:?}"));
        // Boxed: nine measurements in one future would be large.
        sections.push(Box::pin(what.run(&bench)).await?);
    }
    let report = Report { machine, sections, quick: args.quick };
    say::result(&if args.json { report.json() } else { report.table() });
    if args.write {
        write_document(&root.join("docs/benchmarks.md"), &report)?;
    }
    Ok(report.outside())
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this package lies two folders below the root of the repository")
}

fn write_document(path: &Path, report: &Report) -> Outcome {
    let document = std::fs::read_to_string(path).during("reading docs/benchmarks.md")?;
    let written = report.written_into(&document).during("writing docs/benchmarks.md")?;
    std::fs::write(path, written).during("writing docs/benchmarks.md")
}
