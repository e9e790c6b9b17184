//! `bedside serve`: the server.

use std::{net::SocketAddr, path::PathBuf};

use bedside_server::{Installation, Server, config::Config};
use serde_json::json;

use super::load;
use crate::{
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
    process,
};

/// Files the server opens beside its connections.
pub(super) const OTHER_FILES: u64 = 256;

/// Said at every start until it is no longer true.
pub(super) const NO_SECOND_FACTOR: &str = "No second factor yet: not for real patients.";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

pub(crate) fn run(args: &Args, output: &Output) -> CommandResult {
    process::forbid_dumps();
    let config = load(&args.config)?;
    process::start_logging(config.log, config.log_level);
    check_open_files(&config);
    process::runtime()?.block_on(Box::pin(serve(&config, output)))
}

/// Says at once what would otherwise show only under load.
pub(super) fn check_open_files(config: &Config) {
    let wanted = (config.max_connections as u64).saturating_add(OTHER_FILES);
    if let Some(limit) = process::raise_open_files()
        && limit < wanted
    {
        tracing::warn!(
            limit,
            wanted,
            "The limit of open files is below max_connections; raise it (LimitNOFILE) or lower the setting"
        );
    }
}

async fn serve(config: &Config, output: &Output) -> CommandResult {
    let installation = Installation::open(config).await.map_err(Failure::failed)?;
    let server = Server::start(config, installation, axum::Router::new()).await.map_err(Failure::failed)?;
    announce(config, &server, output)?;
    tokio::select! {
        () = process::asked_to_stop() => tracing::info!("Asked to stop"),
        () = server.drained() => tracing::info!("Drained"),
    }
    server.stop().await;
    Ok(Outcome::Holds)
}

fn announce(config: &Config, server: &Server, output: &Output) -> std::io::Result<()> {
    let address =
        |scheme, address: Option<SocketAddr>| address.map(|address| format!("{scheme}://{address}"));
    let (https, http) = (address("https", server.https), address("http", server.http));
    if output.json() {
        return output.value(&json!({
            "ok": true,
            "version": env!("CARGO_PKG_VERSION"),
            "https": https,
            "http": http,
            "metrics": config.metrics.map(|address| format!("http://{address}/metrics")),
            "admin_socket": config.admin_socket,
            "checkpoints": server.publish_dir(),
            "notice": NO_SECOND_FACTOR,
        }));
    }
    output.line(&format!("Bedside {} serves. {NO_SECOND_FACTOR}", env!("CARGO_PKG_VERSION")))?;
    for address in [https, http].into_iter().flatten() {
        output.line(&format!("  listens on   {address}"))?;
    }
    if let Some(metrics) = config.metrics {
        output.line(&format!("  metrics      http://{metrics}/metrics"))?;
    }
    output.line(&format!("  data         {}", config.data_dir.display()))?;
    output.line(&format!("  checkpoints  {}", server.publish_dir().display()))?;
    output.line(&format!("  admin socket {}", config.admin_socket.display()))
}
