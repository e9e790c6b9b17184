//! `bedside audit verify`: checks the audit log and every message row beside it, offline and without writing anything.

mod report;
mod sources;

use std::path::{Path, PathBuf};

use bedside_audit::{Report, Verifier, VerifyInput, verify, verify::DEFAULT_MAX_PENDING};
use bedside_domain::OrganisationId;
use bedside_storage::sqlite::{VerifySnapshot, organisations, verify_snapshot};
use clap::{ArgGroup, Subcommand};

use crate::{
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
};
use sources::Sources;
pub(super) use sources::{published_folders, published_key};

/// Entries between two looks at the progress line.
const PROGRESS_STEP: u64 = 20_000;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Verify the log and reconcile every message with its newest entry.
    Verify(VerifyArgs),
}

#[derive(clap::Args)]
#[command(group(ArgGroup::new("where").required(true).args(["data", "config"])))]
pub(crate) struct VerifyArgs {
    /// The data directory, or a copy of it.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The configuration file of the server, instead of its data directory.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The organisation's id. Without it: all.
    #[arg(long, value_name = "ID")]
    organisation: Option<OrganisationId>,
    /// The log's verifier key, kept elsewhere than the data. Without it the copy beside the checkpoints is used.
    #[arg(long, value_name = "VKEY-FILE")]
    key: Option<PathBuf>,
    /// A checkpoint kept elsewhere. Give it again for each further one. Only with one does a roll-back show.
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
}

/// One organisation's log, verified.
struct Verified {
    organisation: OrganisationId,
    name: String,
    report: Report,
    /// Whether the verifier key came from beside the data.
    key_beside_data: bool,
    outside: usize,
}

pub(crate) fn run(args: &Args, output: &Output) -> CommandResult {
    let Command::Verify(args) = &args.command;
    let sources = Sources::find(args)?;
    let all = organisations(&sources.data_dir).map_err(Failure::failed)?;
    let mut verified = Vec::new();
    for organisation in &all {
        if args.organisation.is_none_or(|wanted| wanted == organisation.id) {
            verified.push(verify_one(&sources, organisation.id, &organisation.name, output)?);
        }
    }
    if verified.is_empty() {
        return Err(match args.organisation {
            Some(_) => Failure::call("there is no such organisation in this data directory"),
            None => {
                Failure::failed("there is no organisation in this data directory yet, so there is no log")
            }
        });
    }
    if output.json() {
        output.value(&report::json(&verified))?;
    } else {
        report::print(&verified, output)?;
    }
    Ok(Outcome::when(verified.iter().all(|verified| verified.report.holds())))
}

fn verify_one(
    sources: &Sources,
    organisation: OrganisationId,
    name: &str,
    output: &Output,
) -> Result<Verified, Failure> {
    let key = sources.key(organisation)?;
    let outside = sources.checkpoints_of(&key.verifier);
    let snapshot = verify_snapshot(&sources.data_dir, organisation).map_err(Failure::failed)?;
    let report = verify_log(&snapshot, &key.verifier, &outside, output)?;
    Ok(Verified {
        organisation,
        name: name.to_owned(),
        report,
        key_beside_data: key.beside_data,
        outside: outside.len(),
    })
}

/// Verifies one snapshot, with progress.
pub(super) fn verify_log(
    snapshot: &VerifySnapshot,
    verifier: &Verifier,
    outside: &[&str],
    output: &Output,
) -> Result<Report, Failure> {
    let tiles = snapshot.tiles();
    let size = snapshot.committed().map_or(0, |head| head.head.size);
    let mut read = 0;
    let leaves = snapshot.leaves().inspect(|_| {
        read += 1;
        if read % PROGRESS_STEP == 0 {
            output.progress(&format!("{read} of {} entries", size.max(read)));
        }
    });
    let report = verify(VerifyInput {
        verifier,
        organisation: snapshot.organisation().to_bytes(),
        checkpoint: snapshot.committed().map(|head| head.note.as_str()),
        outside,
        tiles: &tiles,
        leaves,
        rows: snapshot.rows(),
        messages_only: false,
        max_pending: DEFAULT_MAX_PENDING,
    });
    output.progress_done();
    report.map_err(|error| Failure::Failed(format!("the log cannot be read to its end: {error}")))
}

/// The text of a file named on the command line.
fn read(file: &Path, what: &str) -> Result<String, Failure> {
    std::fs::read_to_string(file)
        .map_err(|error| Failure::Call(format!("the {what} {} cannot be read: {error}", file.display())))
}
