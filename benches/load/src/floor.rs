//! The floor: how it is started and talked to. Its protocol is described in `benches/floor`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Instant,
};

use rustls::ClientConfig;

use crate::{
    child::{Running, free_port},
    dialect::Dialect,
    failure::{During, Outcome},
    net::{Authority, Socket},
    pair::{End, Pair},
    scratch::Scratch,
    server::{Name, Server},
};

/// The floor's binary and the run's certificate.
pub(crate) struct Install {
    binary: PathBuf,
    authority: Authority,
}

impl Install {
    /// Nothing to set up but a certificate.
    pub(crate) fn prepare(scratch: &Scratch, binary: &Path) -> Outcome<Self> {
        let folder = scratch.free("floor-install");
        fs::create_dir_all(&folder).during("making a folder")?;
        Ok(Self { binary: binary.to_owned(), authority: Authority::new(&folder)? })
    }

    /// Starts it on an empty store.
    pub(crate) async fn start(&self, scratch: &Scratch) -> Outcome<Server> {
        let data = scratch.free("floor-data");
        fs::create_dir_all(&data).during("making a folder")?;
        let port = free_port()?;
        let mut command = Command::new(&self.binary);
        command.arg("--port").arg(port.to_string()).arg("--data").arg(&data);
        command.arg("--certificate").arg(&self.authority.certificate_file).arg("--key").arg(&self.authority.key_file);
        let started = Instant::now();
        let mut running = Running::start(&mut command, &scratch.free("floor-log"))?;
        running.accepts(port).await?;
        let ready_after = started.elapsed();
        Ok(Server { name: Name::Floor, running, port, tls: self.authority.client(), clinic: None, ready_after })
    }
}

/// A visitor who only waits.
pub(crate) async fn idle_visitor(port: u16, tls: &Arc<ClientConfig>) -> Outcome<Socket> {
    Socket::open(port, tls, "/", "floor").await
}

/// So many pairs.
pub(crate) async fn pairs(port: u16, tls: &Arc<ClientConfig>, count: usize) -> Outcome<Vec<Pair>> {
    let mut pairs = Vec::new();
    for _ in 0..count {
        let end = |socket| End { socket, dialect: Dialect::Floor };
        let sender = idle_visitor(port, tls).await?;
        let receiver = idle_visitor(port, tls).await?;
        pairs.push(Pair::new(end(sender), end(receiver)));
    }
    Ok(pairs)
}
