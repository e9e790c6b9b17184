//! The floor of DESIGN §7: the least that still does the job of one message, so that the product has something to be
//! compared with in the same minutes on the same machine.
//!
//! It does: TLS with the product's suites and certificate, own WebSocket framing, a minimal reading of the frame, length and
//! character check, AES-256-GCM under a key of the conversation, SQLite with `synchronous = FULL` in group commits (message
//! row and hash-chained audit row), delivery to the other end after the commit. It does not: sessions, roles, masking, guard,
//! resume, retries, queues of people, HTTP beyond the upgrade. Any ticket is good; connections meet by conversation id.
//!
//! It speaks the frames of `docs/protocol.md` that a post needs: `hello` (its first `resume` entry names the conversation),
//! `resume`, `post`, `ping`; it answers `welcome`, `resumed`, `ack`, `event`, `refused`, `pong` and ignores the rest.

#![forbid(unsafe_code)]

mod check;
mod hub;
mod json;
mod seal;
mod session;
mod store;
mod tls;
mod upgrade;
mod websocket;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::TlsAcceptor;

use hub::Hub;
use seal::Master;
use store::Store;

/// What every connection shares.
struct Floor {
    hub: Hub,
    store: Store,
    master: Master,
}

#[derive(Parser)]
#[command(about)]
struct Options {
    /// Where to listen; port 0 takes a free one, and the first line of output says which.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Folder for the database; made if it is not there.
    #[arg(long)]
    data: PathBuf,
    /// Certificate chain, PEM.
    #[arg(long)]
    certificate: PathBuf,
    /// Its private key, PEM.
    #[arg(long)]
    key: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::parse();
    let acceptor = TlsAcceptor::from(tls::server_config(&options.certificate, &options.key)?);
    std::fs::create_dir_all(&options.data)?;
    let (store, writer) = Store::open(&options.data.join("floor.sqlite"))?;
    let floor = Arc::new(Floor { hub: Hub::default(), store, master: Master::random()? });
    let listener = TcpListener::bind(options.listen).await?;
    writeln!(std::io::stdout(), "listening on {}", listener.local_addr()?)?;

    let mut end = signal(SignalKind::terminate())?;
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // An error here is of one connection or of the open-file limit; the next accept may succeed.
                if let Ok((tcp, _)) = accepted {
                    tokio::spawn(connection(acceptor.clone(), tcp, Arc::clone(&floor)));
                }
            }
            _ = end.recv() => break,
        }
    }
    // Everything queued is committed before the end.
    floor.store.stop().await;
    tokio::task::spawn_blocking(move || writer.join()).await?.map_err(|_| "the writer thread panicked")?;
    Ok(())
}

/// Handshake and upgrade; then the session gets a task of its own, which holds nothing of the way here.
async fn connection(acceptor: TlsAcceptor, tcp: TcpStream, floor: Arc<Floor>) {
    let upgraded = Box::pin(async {
        tcp.set_nodelay(true)?;
        let mut tls = Box::new(acceptor.accept(tcp).await?);
        upgrade::answer(&mut tls).await?;
        std::io::Result::Ok(tls)
    });
    if let Ok(tls) = upgraded.await {
        tokio::spawn(session::run(tls, floor));
    }
}
