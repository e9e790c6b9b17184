//! Setting the product up once, by its own commands, and starting it on a copy of what that made.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Instant,
};

use super::people::Clinic;
use crate::{
    child::{Running, free_port, run_to_end},
    failure::{During, Failure, Outcome},
    machine::raise_open_files,
    net::Authority,
    scratch::{Scratch, copy_folder},
    server::{Name, Server},
};

/// Members of staff: one for each pair of the largest measurement.
pub(super) const STAFF: usize = 64;
const PASSWORD: &str = "bench-password-1";
/// So that the generator, and not the server's limit, sets the pace.
const VISITOR_MESSAGES_PER_MINUTE: u32 = 1_000_000;
/// Files a server opens beside its connections.
const OTHER_FILES: u64 = 300;

/// E-mail address of a member of staff.
pub(super) fn staff_email(number: usize) -> String {
    format!("staff{number}@bench.invalid")
}

/// An installation with a clinic and its staff, and nothing said in it yet.
pub(crate) struct Install {
    binary: PathBuf,
    keyring: PathBuf,
    data: PathBuf,
    authority: Authority,
    clinic: Arc<Clinic>,
}

impl Install {
    /// Makes keyring, databases, clinic and staff.
    pub(crate) fn prepare(scratch: &Scratch, binary: &Path) -> Outcome<Self> {
        let folder = scratch.free("install");
        fs::create_dir_all(&folder).during("making a folder")?;
        let authority = Authority::new(&folder)?;
        let keyring = folder.join("keyring");
        let data = folder.join("data");
        let clinic = Clinic {
            site: "site".to_owned(),
            password: PASSWORD.to_owned(),
            department: "Triage".to_owned(),
        };
        Ok(Self { binary: binary.to_owned(), keyring, data, authority, clinic: Arc::new(clinic) })
    }

    /// Starts a server on a fresh copy of the data.
    pub(crate) async fn start(&self, scratch: &Scratch) -> Outcome<Server> {
        self.start_on(scratch, &scratch.free("data")).await
    }

    /// Starts a server on that data; where there is none yet, on a copy of what was set up.
    pub(crate) async fn start_on(&self, scratch: &Scratch, data: &Path) -> Outcome<Server> {
        if !data.exists() {
            copy_folder(&self.data, data)?;
        }
        let port = free_port()?;
        let config = scratch.free("config");
        fs::write(&config, self.config(data, port)).during("writing the server's configuration")?;
        let log = scratch.free("log");
        let mut command = Command::new(&self.binary);
        command.arg("serve").arg("--config").arg(&config);
        let started = Instant::now();
        let mut running = Running::start(&mut command, &log)?;
        running.accepts(port).await?;
        let ready_after = started.elapsed();
        Ok(Server {
            name: Name::Product,
            running,
            port,
            tls: self.authority.client(),
            clinic: Some(Arc::clone(&self.clinic)),
            ready_after,
        })
    }

    fn config(&self, data: &Path, port: u16) -> String {
        config(data, &self.keyring, &self.authority, port, raise_open_files().saturating_sub(OTHER_FILES))
    }
}

fn config(data: &Path, keyring: &Path, authority: &Authority, port: u16, connections: u64) -> String {
    format!(
        "data_dir = {data:?}\nkeyring_file = {keyring:?}\nmax_connections = {connections}\n\
        [https]\naddress = \"127.0.0.1:{port}\"\ncertificate_file = {:?}\nkey_file = {:?}\n\
        [chat]\nvisitor_messages_per_minute = {VISITOR_MESSAGES_PER_MINUTE}\n\
        [log]\nlevel = \"warn\"\n",
        authority.certificate_file, authority.key_file
    )
}
