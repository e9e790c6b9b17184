//! Starts the binary, and scratch folders that go with the test.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

/// What a run of `bedside` gave.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The answer for programs.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// Fails with everything that was said if the exit code is another one.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// Runs it to its end, with nothing to read.
pub(crate) fn bedside<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>) -> Run {
    bedside_reads(args, b"")
}

/// Runs it to its end on this input.
pub(crate) fn bedside_reads<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>, input: &[u8]) -> Run {
    let mut child = command(args).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read may be gone by now.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn command<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bedside"));
    command.args(args).stdout(Stdio::piped());
    command
}

/// A demo that runs, in a folder of its own.
pub(crate) struct Demo {
    child: Child,
    /// What it announced.
    pub(crate) says: Value,
}

impl Demo {
    pub(crate) const PASSWORD: &str = "demo password 123";

    /// Starts one and waits until it is ready.
    pub(crate) fn start(keep: &Path) -> Self {
        let keep = keep.to_str().unwrap();
        let any = "127.0.0.1:0";
        let args =
            ["demo", "--json", "--http", any, "--https", any, "--keep", keep, "--password", Self::PASSWORD];
        let (child, says) = announced(&args);
        Self { child, says }
    }

    /// Starts one that speaks to people; with the lines of its banner.
    pub(crate) fn start_for_people(keep: &Path) -> (Self, Vec<String>) {
        let any = "127.0.0.1:0";
        let args = ["demo", "--http", any, "--https", any, "--keep", keep.to_str().unwrap()];
        let mut child = command(args).stdin(Stdio::null()).spawn().unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().is_some_and(|line| line.starts_with("Everything is kept")) {
                break;
            }
        }
        (Self { child, says: Value::Null }, lines)
    }

    pub(crate) fn config(&self) -> &str {
        self.says["config"].as_str().unwrap()
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended by itself; its exit code.
    pub(crate) fn ended(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it and waits for its first line.
fn announced(args: &[&str]) -> (Child, Value) {
    let mut child = command(args).stdin(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let says = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
    (child, says)
}

/// A server that runs on a configuration.
pub(crate) struct Server {
    child: Child,
    http: String,
}

impl Server {
    /// Starts one and waits until it is ready.
    pub(crate) fn start(config: &str) -> Self {
        let (child, says) = announced(&["serve", "--json", "--config", config]);
        let http = says["http"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Self { child, http }
    }

    /// `IP:PORT` of its plain listener.
    pub(crate) fn http(&self) -> &str {
        &self.http
    }

    /// Waits until it has ended by itself; its exit code.
    pub(crate) fn ended(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder that goes with the test.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("bedside-cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
