//! The floor: how it is started and talked to. It speaks the product's frames; any ticket is good, and whoever
//! names the same conversation in `hello` is in it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Instant,
};

use rustls::ClientConfig;
use serde_json::{Value, json};

use crate::{
    child::{Running, free_port},
    dialect::Dialect,
    failure::{During, Outcome},
    net::{Authority, Socket},
    pair::{End, Pair},
    product::until,
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
        command.arg("--listen").arg(format!("127.0.0.1:{port}")).arg("--data").arg(&data);
        command
            .arg("--certificate")
            .arg(&self.authority.certificate_file)
            .arg("--key")
            .arg(&self.authority.key_file);
        let started = Instant::now();
        let mut running = Running::start(&mut command, &scratch.free("floor-log"))?;
        running.accepts(port).await?;
        let ready_after = started.elapsed();
        Ok(Server {
            name: Name::Floor,
            running,
            port,
            tls: self.authority.client(),
            clinic: None,
            ready_after,
        })
    }
}

/// A visitor who only waits.
pub(crate) async fn idle_visitor(port: u16, tls: &Arc<ClientConfig>) -> Outcome<Socket> {
    connect(port, tls, &json!([])).await
}

/// So many pairs.
pub(crate) async fn pairs(port: u16, tls: &Arc<ClientConfig>, count: usize) -> Outcome<Vec<Pair>> {
    let mut pairs = Vec::with_capacity(count);
    for number in (0..).take(count) {
        let conversation = format!("C{number}");
        let resume = json!([{ "conversation": conversation, "rev": 0 }]);
        let end = |socket, end| End { socket, dialect: Dialect { conversation: conversation.clone(), end } };
        let sender = end(connect(port, tls, &resume).await?, 2 * number + 1);
        let receiver = end(connect(port, tls, &resume).await?, 2 * number + 2);
        pairs.push(Pair::new(sender, receiver));
    }
    Ok(pairs)
}

async fn connect(port: u16, tls: &Arc<ClientConfig>, resume: &Value) -> Outcome<Socket> {
    let mut socket = Socket::open(port, tls).await?;
    let hello = json!({ "type": "hello", "ticket": "any", "protocol": 1, "resume": resume });
    socket.send(&hello.to_string()).await?;
    until(&mut socket, "welcome").await?;
    socket.slim();
    Ok(socket)
}
