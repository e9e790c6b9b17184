//! `bedside demo`: a sample clinic in a scratch folder, with everything the real thing has.

mod accounts;
mod certificates;
mod client;
mod clinic;
mod pages;
mod past_chats;
mod scratch;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bedside_domain::Clock;
use bedside_keys::Keyring;
use bedside_server::{
    Installation, Server, Settings, SystemClock, SystemRng,
    config::{Config, HttpsListener, LogFormat, LogLevel, Safeguards, SourceLimits},
};
use serde_json::{Value, json};

use super::serve::{NO_SECOND_FACTOR, check_open_files};
use crate::{
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
    process,
};
use accounts::Accounts;
use pages::Ports;
use scratch::Scratch;

/// Checkpoints go here, apart from the data: as near to another machine as one folder can be.
const PUBLISHED: &str = "kept-elsewhere";
const MAX_CONNECTIONS: usize = 1_000;
const LOOKS: u32 = 100;
const LOOK_AGAIN: Duration = Duration::from_millis(50);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where the TLS listener listens. Loopback only.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    https: SocketAddr,
    /// Where the plain listener listens. Loopback only.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    http: SocketAddr,
    /// Keep everything in this folder, and go on with what is in it.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// The password of every account, instead of one made for each. For tests.
    #[arg(long, value_name = "PASSWORD", hide = true)]
    password: Option<String>,
}

pub(crate) fn run(args: &Args, output: &Output) -> CommandResult {
    for address in [args.https, args.http] {
        if !address.ip().is_loopback() {
            return Err(Failure::Call(format!(
                "the demo listens on loopback only, not on {address}: it has no second factor and a certificate nobody knows"
            )));
        }
    }
    process::forbid_dumps();
    process::start_logging(LogFormat::Text, LogLevel::Warn);
    let scratch = Scratch::open(args.keep.as_deref()).map_err(Failure::failed)?;
    let runtime = process::runtime()?;
    let result = runtime.block_on(Box::pin(demo(args, &scratch, output)));
    // The server's threads end before the folder goes.
    drop(runtime);
    result
}

async fn demo(args: &Args, scratch: &Scratch, output: &Output) -> CommandResult {
    let config = prepare(args, scratch)?;
    check_open_files(&config);
    let installation = Installation::open(&config).await.map_err(Failure::failed)?;
    let mut accounts = Accounts::read(scratch).map_err(Failure::failed)?;
    let organisation = match clinic::found(&installation) {
        Some(organisation) => organisation,
        None => clinic::seed(&installation, &mut accounts, args.password.as_deref())
            .await
            .map_err(Failure::failed)?,
    };
    accounts.write(scratch).map_err(Failure::failed)?;

    let store = installation.store.clone();
    let ports = Arc::new(Ports::default());
    let server = Server::prepare(&config, installation, pages::router(Arc::clone(&ports)))
        .await
        .map_err(Failure::failed)?;
    let (Some(http), Some(https)) = (server.http, server.https) else {
        return Err(Failure::failed("a listener has no address"));
    };
    ports.set(http.port(), https.port());
    scratch.write("bedside.toml", config_file(http, https).as_bytes()).map_err(Failure::failed)?;
    let is_new =
        clinic::put_site(server.services(), &store, organisation, &ports).await.map_err(Failure::failed)?;
    drop(store);
    if is_new {
        past_chats::make(http, &accounts).await.map_err(Failure::failed)?;
    }
    let checkpoint = scratch.path(PUBLISHED).join(format!("{organisation}.checkpoint"));
    published(&checkpoint).await;
    server.serve();
    let found =
        Found { scratch, config: &config, ports: &ports, accounts: &accounts, checkpoint: &checkpoint };
    announce(&found, output)?;
    tokio::select! {
        () = process::asked_to_stop() => {}
        () = server.drained() => {}
    }
    server.stop().await;
    if !output.json() {
        output.note(&scratch.farewell());
    }
    Ok(Outcome::Holds)
}

/// Waits for the first checkpoint, which comes within a second: the banner names it.
async fn published(checkpoint: &Path) {
    for _ in 0..LOOKS {
        if checkpoint.exists() {
            return;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    tracing::warn!("No checkpoint of the audit log has been published yet");
}

/// Folder, keyring and certificates.
fn prepare(args: &Args, scratch: &Scratch) -> Result<Config, Failure> {
    let tls = certificates::make(scratch).map_err(Failure::failed)?;
    let keyring_file = scratch.path("keys/keyring");
    if !keyring_file.exists() {
        let keyring = Keyring::generate(&SystemRng, SystemClock.now().0);
        scratch.write_secret("keys/keyring", keyring.to_text().as_bytes()).map_err(Failure::failed)?;
    }
    let config = Config {
        data_dir: scratch.path("data"),
        keyring_file,
        publish_dir: Some(scratch.path(PUBLISHED)),
        https: Some(HttpsListener {
            address: args.https,
            certificate_file: tls.certificate_file,
            key_file: tls.key_file,
        }),
        http: Some(args.http),
        metrics: None,
        admin_socket: scratch.path("data/admin.sock"),
        public_origins: Vec::new(),
        safeguards: Safeguards::Hipaa,
        settings: Settings::default(),
        max_connections: MAX_CONNECTIONS,
        limits: SourceLimits::default(),
        log: LogFormat::Text,
        log_level: LogLevel::Warn,
    };
    let problems = bedside_server::config::files::problems(&config);
    match problems.first() {
        Some(problem) => Err(Failure::failed(problem)),
        None => Ok(config),
    }
}

/// A configuration that the other commands can be tried with.
fn config_file(http: SocketAddr, https: SocketAddr) -> String {
    format!(
        "# The demo's configuration, for trying the other commands.\n\
         data_dir = \"data\"\nkeyring_file = \"keys/keyring\"\npublish_dir = \"{PUBLISHED}\"\n\
         max_connections = {MAX_CONNECTIONS}\n\n\
         [https]\naddress = \"{https}\"\ncertificate_file = \"tls/certificate.pem\"\nkey_file = \"tls/key.pem\"\n\n\
         [http]\naddress = \"{http}\"\n\n[log]\nformat = \"text\"\nlevel = \"warn\"\n"
    )
}

/// What the demo tells.
struct Found<'a> {
    scratch: &'a Scratch,
    config: &'a Config,
    ports: &'a Ports,
    accounts: &'a Accounts,
    checkpoint: &'a Path,
}

fn announce(found: &Found<'_>, output: &Output) -> std::io::Result<()> {
    if output.json() {
        return output.value(&as_json(found));
    }
    let (http, https) = (found.ports.http(), found.ports.https());
    output.line(&format!("Bedside {} demo. {NO_SECOND_FACTOR}", env!("CARGO_PKG_VERSION")))?;
    output.line("")?;
    output.line("Open as a patient")?;
    output.line(&format!("  http://localhost:{http}/     page and chat on one site"))?;
    output.line(&format!("  http://127.0.0.1:{http}/     page on one site, chat on another"))?;
    output.line(&format!(
        "  https://localhost:{https}/    with TLS; the browser does not know this authority:"
    ))?;
    output.line(&format!("    {}", found.scratch.path(certificates::AUTHORITY).display()))?;
    output.line("Open as staff")?;
    output.line(&format!("  http://localhost:{http}/console/"))?;
    for account in found.accounts.all() {
        output.line(&format!(
            "    {:<26} {:<12} {}",
            account.email,
            account.role,
            account.password.as_str()
        ))?;
    }
    output.line("Look behind it")?;
    let config = found.scratch.path("bedside.toml");
    output.line(&format!("  {} doctor --config {}", program(), config.display()))?;
    output.line(&format!(
        "  {} audit verify --config {} --checkpoint {}",
        program(),
        config.display(),
        found.checkpoint.display()
    ))?;
    output.line("")?;
    output.line(&found.scratch.fate())
}

/// How this program was started, so that the commands shown can be copied.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "bedside".to_owned())
}

fn as_json(found: &Found<'_>) -> Value {
    let (http, https) = (found.ports.http(), found.ports.https());
    json!({
        "ok": true,
        "notice": NO_SECOND_FACTOR,
        "pages": {
            "same_site": format!("http://localhost:{http}/"),
            "cross_site": format!("http://127.0.0.1:{http}/"),
            "tls": format!("https://localhost:{https}/"),
        },
        "console": format!("http://localhost:{http}/console/"),
        "authority": found.scratch.path(certificates::AUTHORITY),
        "config": found.scratch.path("bedside.toml"),
        "data": found.config.data_dir,
        "checkpoints": found.config.publish_dir,
        "site": clinic::SITE_KEY,
        "accounts": found.accounts.all().map(|account| json!({
            "email": account.email,
            "role": account.role,
            "password": account.password.as_str(),
        })).collect::<Vec<_>>(),
    })
}
