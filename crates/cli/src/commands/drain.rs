//! `bedside drain`: the running server sends everyone away, who come back elsewhere or when it is back, and stops.

use std::{
    os::unix::net::UnixStream,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use bedside_server::admin_protocol::{Reply, Request};
use serde_json::json;

use super::load;
use crate::{
    admin_client::{Asked, ask},
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
};

const LOOK_AGAIN: Duration = Duration::from_millis(100);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The configuration file of the server.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Give up waiting after so many seconds. The server goes on draining.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

pub(crate) fn run(args: &Args, output: &Output) -> CommandResult {
    let config = load(&args.config)?;
    let limit = Duration::from_secs(args.timeout);
    let deadline = Instant::now() + limit;
    let mut most = None;
    let asked = ask(&config.admin_socket, &Request::Drain, limit, |text, connections| {
        most = most.max(connections);
        output.progress(text);
    })?;
    output.progress_done();
    match asked {
        Asked::NoServer => return Err(Failure::failed("no server is running on this configuration")),
        Asked::Reply(Reply::Failed(error)) => return Err(Failure::Failed(error)),
        Asked::Reply(_) => {}
    }
    // Everyone has gone; the server now finishes what was begun and takes its socket away.
    while UnixStream::connect(&config.admin_socket).is_ok() {
        if Instant::now() > deadline {
            return Err(Failure::failed(
                "everyone has gone, but the server has not stopped yet; look at its log",
            ));
        }
        thread::sleep(LOOK_AGAIN);
    }
    if output.json() {
        output.value(&json!({ "ok": true, "connections": most.unwrap_or(0) }))?;
    } else {
        output.line("The server has sent everyone away and stopped.")?;
    }
    Ok(Outcome::Holds)
}
