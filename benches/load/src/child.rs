//! A server under measurement: started, watched and ended by its process id.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::{net::TcpStream, time::sleep};

use crate::failure::{During, Failure, Outcome};

const READY_LIMIT: Duration = Duration::from_secs(20);
const STOP_LIMIT: Duration = Duration::from_secs(20);

/// A running server. It ends when dropped.
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts a program with its output in a file.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Outcome<Self> {
        let file = File::create(log).during("making a server's log")?;
        let copy = file.try_clone().during("making a server's log")?;
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::from(file))
            .stderr(Stdio::from(copy))
            .spawn()
            .during(&format!("starting {}", command.get_program().display()))?;
        Ok(Self { child, log: log.to_owned() })
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it accepts connections.
    pub(crate) async fn accepts(&mut self, port: u16) -> Outcome {
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(status) = self.child.try_wait().during("waiting for a server")? {
                return Err(Failure::new(format!(
                    "the server ended at once ({status}): {}",
                    self.last_words()
                )));
            }
            if began.elapsed() > READY_LIMIT {
                return Err(Failure::new(format!(
                    "the server does not accept connections: {}",
                    self.last_words()
                )));
            }
            // Short: this is also how start-up is timed.
            sleep(Duration::from_micros(500)).await;
        }
        Ok(())
    }

    /// Waits for the JSON object that it prints once it is ready.
    pub(crate) async fn says_json(&mut self, log: &Path) -> Outcome<Value> {
        let began = Instant::now();
        loop {
            let text = fs::read_to_string(log).during("reading a server's output")?;
            let object = text.find('{').and_then(|at| serde_json::from_str(&text[at..]).ok());
            if let Some(object) = object {
                return Ok(object);
            }
            if self.child.try_wait().during("waiting for a server")?.is_some()
                || began.elapsed() > READY_LIMIT
            {
                return Err(Failure::new(format!("the server does not get ready: {}", self.last_words())));
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Says, when a measurement failed, how the server is and what it wrote last.
    pub(crate) fn how_it_is(&mut self) -> String {
        let state = match self.child.try_wait() {
            Ok(None) => "it still runs".to_owned(),
            Ok(Some(status)) => format!("it ended: {status}"),
            Err(error) => format!("nobody knows how it is: {error}"),
        };
        format!("{state}; its last words: {}", self.last_words())
    }

    /// Asks it to stop in order and waits; ends it if it does not.
    pub(crate) async fn stop(mut self) -> Outcome {
        if let Some(pid) = i32::try_from(self.pid()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM).during("asking a server to stop")?;
        }
        let began = Instant::now();
        while began.elapsed() < STOP_LIMIT {
            if self.child.try_wait().during("waiting for a server")?.is_some() {
                return Ok(());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Err(Failure::new(format!("the server did not stop within {} s and was ended", STOP_LIMIT.as_secs())))
    }

    fn last_words(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" | ")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program to its end and gives its standard output.
pub(crate) fn run_to_end(command: &mut Command) -> Outcome<String> {
    let shown = command.get_program().display().to_string();
    let output = command.stdin(Stdio::null()).output().during(&format!("running {shown}"))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format!("{shown} failed ({}): {}", output.status, words.trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A port of the loopback address that nobody uses now.
pub(crate) fn free_port() -> Outcome<u16> {
    let socket = TcpListener::bind(("127.0.0.1", 0)).during("looking for a free port")?;
    Ok(socket.local_addr().during("looking for a free port")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_failed_program_says_why() {
        let failure = run_to_end(Command::new("sh").args(["-c", "echo no good >&2; exit 2"])).unwrap_err();
        assert!(failure.to_string().contains("no good"));
        assert_eq!(run_to_end(Command::new("sh").args(["-c", "echo good"])).unwrap(), "good\n");
    }

    #[tokio::test]
    async fn a_server_that_ends_at_once_is_told_from_a_slow_one() {
        let scratch = Scratch::new().unwrap();
        let log = scratch.free("log");
        let mut command = Command::new("sh");
        let mut running = Running::start(command.args(["-c", "echo no port for me"]), &log).unwrap();
        let failure = running.accepts(free_port().unwrap()).await.unwrap_err().to_string();
        assert!(failure.contains("no port for me"), "{failure}");
    }

    #[tokio::test]
    async fn what_a_server_says_when_it_is_ready_is_read() {
        let scratch = Scratch::new().unwrap();
        let log = scratch.free("log");
        let mut command = Command::new("sh");
        command.args(["-c", r#"echo a warning; echo '{"site":'; sleep 0.1; echo '"x"}'; sleep 60"#]);
        let mut running = Running::start(&mut command, &log).unwrap();
        assert_eq!(running.says_json(&log).await.unwrap()["site"], "x");
    }

    #[tokio::test]
    async fn a_server_stops_when_asked() {
        let scratch = Scratch::new().unwrap();
        let mut command = Command::new("sleep");
        let running = Running::start(command.arg("60"), &scratch.free("log")).unwrap();
        running.stop().await.unwrap();
    }
}
