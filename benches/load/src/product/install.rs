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
    say,
    scratch::{Scratch, copy_folder},
    server::{Name, Server},
};

/// Members of staff: one for each pair of the largest measurement.
pub(super) const STAFF: usize = 64;
const PASSWORD: &str = "bench-password-1";
/// The department of the demo's clinic with the most protective policy.
const DEPARTMENT: &str = "Nurse line";
/// So that the generator, and not the server's limit, sets the pace.
const VISITOR_MESSAGES_PER_MINUTE: u32 = 1_000_000;
/// Everybody comes from one address here.
const UNLIMITED: u32 = 1_000_000;
/// Files a server opens beside its connections.
const OTHER_FILES: u64 = 300;

/// E-mail address of a member of staff.
pub(super) fn staff_email(number: usize) -> String {
    format!("staff{number}@bench.invalid")
}

/// An installation with the demo's clinic and staff of its own.
pub(crate) struct Install {
    binary: PathBuf,
    keyring: PathBuf,
    data: PathBuf,
    authority: Authority,
    clinic: Arc<Clinic>,
}

impl Install {
    /// Has the demo make keyring, databases and clinic, adds the staff, and stops it again.
    pub(crate) async fn prepare(scratch: &Scratch, binary: &Path) -> Outcome<Self> {
        say::progress("setting up a clinic");
        let kept = scratch.free("demo");
        let folder = scratch.free("install");
        fs::create_dir_all(&folder).during("making a folder")?;
        let password_file = folder.join("password");
        fs::write(&password_file, PASSWORD).during("writing a password")?;
        let (https, log) = (free_port()?, scratch.free("demo-log"));
        let mut demo = Command::new(binary);
        demo.args(["demo", "--json", "--password", PASSWORD]).arg("--keep").arg(&kept);
        demo.args([
            "--https",
            &format!("127.0.0.1:{https}"),
            "--http",
            &format!("127.0.0.1:{}", free_port()?),
        ]);
        let mut running = Running::start(&mut demo, &log)?;
        let found = running.says_json(&log).await?;
        let config = kept.join("bedside.toml");
        for number in 0..STAFF {
            add_staff(binary, &config, &password_file, number)?;
        }
        running.stop().await?;
        let site = found["site"].as_str().ok_or_else(|| Failure::new("the demo names no site"))?.to_owned();
        let clinic = Clinic { site, password: PASSWORD.to_owned(), department: DEPARTMENT.to_owned() };
        Ok(Self {
            binary: binary.to_owned(),
            keyring: kept.join("keys/keyring"),
            data: kept.join("data"),
            authority: Authority::new(&folder)?,
            clinic: Arc::new(clinic),
        })
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

fn add_staff(binary: &Path, config: &Path, password_file: &Path, number: usize) -> Outcome {
    let mut add = Command::new(binary);
    add.args(["staff", "add", "--config"]).arg(config).arg("--password-file").arg(password_file);
    add.args(["--role", "agent", "--department", DEPARTMENT]);
    add.args(["--email", &staff_email(number), "--name", &format!("Staff {number}")]);
    run_to_end(&mut add).map(drop)
}

fn config(data: &Path, keyring: &Path, authority: &Authority, port: u16, connections: u64) -> String {
    format!(
        "data_dir = {data:?}\nkeyring_file = {keyring:?}\nmax_connections = {connections}\n\
        [https]\naddress = \"127.0.0.1:{port}\"\ncertificate_file = {:?}\nkey_file = {:?}\n\
        [chat]\nvisitor_messages_per_minute = {VISITOR_MESSAGES_PER_MINUTE}\n\
        [limits]\nvisitor_sessions_per_minute = {UNLIMITED}\nfailed_sign_ins_per_minute = {UNLIMITED}\n\
        unknown_connections = {UNLIMITED}\n\
        [log]\nlevel = \"warn\"\n",
        authority.certificate_file, authority.key_file
    )
}
