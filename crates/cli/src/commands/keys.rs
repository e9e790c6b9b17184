//! `bedside keys init`: makes a keyring.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use bedside_domain::Clock;
use bedside_keys::{Keyring, MasterKey};
use bedside_server::{SystemClock, SystemRng};
use clap::Subcommand;
use serde_json::json;

use crate::{
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
};

/// Permission bits by which others could put another file in place of the keyring.
const OTHERS_WRITE: u32 = 0o022;
/// In a sticky folder others cannot.
const STICKY: u32 = 0o1000;
const OTHERS: u32 = 0o077;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a keyring with one new master key.
    Init {
        /// Where. Outside the data directory, best on another device. The file must not exist.
        #[arg(long, value_name = "FILE")]
        keyring: PathBuf,
    },
}

pub(crate) fn run(args: &Args, output: &Output) -> CommandResult {
    let Command::Init { keyring } = &args.command;
    init(keyring, output)
}

fn init(file: &Path, output: &Output) -> CommandResult {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let warning = prepare(folder)?;
    let keyring = Keyring::generate(&SystemRng, SystemClock.now().0);
    let id = keyring.id().to_string();
    write_new(file, keyring.to_text().as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::failed(
            "the file exists and is left as it is: overwriting a keyring would close every chat sealed under it",
        ),
        _ => Failure::Failed(format!("the keyring cannot be written: {error}")),
    })?;
    if let Some(warning) = &warning {
        output.note(&format!("bedside: warning: {warning}"));
    }
    if output.json() {
        output.value(&json!({ "ok": true, "keyring": file, "key_id": id, "warning": warning }))?;
    } else {
        output.line(&format!("Made {} with master key {id}.", file.display()))?;
        output.line("Whoever has this file can open every conversation; without it nobody can.")?;
        output.line("Back it up now, apart from the data and from the data's backups.")?;
    }
    Ok(Outcome::Holds)
}

/// Makes the folder where it is missing. Refuses one in which others could put another file in its place.
fn prepare(folder: &Path) -> Result<Option<String>, Failure> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| Failure::Failed(format!("the keyring's folder cannot be made: {error}")))?;
    let mode = fs::metadata(folder)
        .map_err(|error| Failure::Failed(format!("the keyring's folder cannot be opened: {error}")))?
        .mode();
    if mode & OTHERS_WRITE != 0 && mode & STICKY == 0 {
        return Err(Failure::Failed(format!(
            "others may write to the keyring's folder (mode {:04o}) and could put another keyring in its place; \
             run `chmod 700` on it or name another",
            mode & 0o7777
        )));
    }
    Ok((mode & OTHERS != 0).then(|| {
        format!(
            "others may look into the keyring's folder (mode {:04o}); `chmod 700` keeps them out",
            mode & 0o7777
        )
    }))
}

fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    // The name is durable too, or a crash leaves data sealed under a key that is nowhere.
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
