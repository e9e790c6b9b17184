//! Runs other programs: says what it starts, shows their output, and turns a bad exit into a clear failure.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::tally::Tally;

/// A program about to be started. It gets no standard input unless it replaces this process.
pub(crate) struct Run {
    command: Command,
    shown: String,
}

impl Run {
    pub(crate) fn new(program: &str) -> Self {
        let mut command = Command::new(program);
        // `cargo run` describes xtask to us in these; a build we start would take them for its own.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|prefix| text.starts_with(prefix)) {
                command.env_remove(&name);
            }
        }
        Self { command, shown: program.to_owned() }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&arg.as_ref().to_string_lossy());
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        for arg in args {
            self = self.arg(arg);
        }
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it with its output on the screen.
    pub(crate) fn show(mut self) -> Outcome {
        println!("    $ {}", self.shown);
        let status = self.command.stdin(Stdio::null()).status().map_err(|error| self.not_started(&error))?;
        self.check(status.code())
    }

    /// As [`show`](Self::show), and counts the test results in what it prints.
    pub(crate) fn show_and_count(mut self, tally: &mut Tally) -> Outcome {
        println!("    $ {}", self.shown);
        self.command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = self.command.spawn().map_err(|error| self.not_started(&error))?;
        let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        for line in output.split(b'\n') {
            let line = line.map_err(|error| self.not_started(&error))?;
            let text = String::from_utf8_lossy(&line);
            println!("{text}");
            tally.read_line(&text);
        }
        let status = child.wait().map_err(|error| self.not_started(&error))?;
        self.check(status.code())
    }

    /// Runs it unseen and gives its standard output; standard error goes to the screen.
    pub(crate) fn capture(mut self) -> Outcome<String> {
        self.command.stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = self.command.output().map_err(|error| self.not_started(&error))?;
        self.check(output.status.code())?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Whether it can be started and ends well. Shows nothing.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.command.status().is_ok_and(|status| status.success())
    }

    /// Becomes that program, so that signals and its exit code are its own. Returns only on failure.
    pub(crate) fn replace(mut self) -> Failure {
        println!("    $ {}", self.shown);
        let error = self.command.exec();
        self.not_started(&error)
    }

    fn check(&self, code: Option<i32>) -> Outcome {
        match code {
            Some(0) => Ok(()),
            Some(code) => {
                Err(Failure::Broken(format!("`{}` ended with exit code {code}; see above", self.shown)))
            }
            None => Err(Failure::Broken(format!("`{}` was ended by a signal", self.shown))),
        }
    }

    fn not_started(&self, error: &std::io::Error) -> Failure {
        Failure::Broken(format!("`{}` could not be run ({error}); is it installed and on PATH?", self.shown))
    }
}

/// Announces a step, runs it and says how long it took.
pub(crate) fn step<T>(name: &str, body: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("==> {name}");
    let start = Instant::now();
    let outcome = body();
    let word = if outcome.is_ok() { "done" } else { "FAILED" };
    println!("    {word}: {name}, {}", seconds(start.elapsed()));
    outcome
}

/// A duration for people: `0.4 s`, `3 min 05 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_exit_names_the_command_and_its_code() {
        let failure = Run::new("sh").args(["-c", "exit 3"]).capture().unwrap_err().to_string();
        assert!(failure.contains("sh -c exit 3") && failure.contains("exit code 3"), "{failure}");
    }

    #[test]
    fn a_missing_program_is_said_to_be_missing() {
        let failure = Run::new("no-such-program-here").capture().unwrap_err().to_string();
        assert!(failure.contains("is it installed"), "{failure}");
        assert!(!Run::new("no-such-program-here").succeeds());
    }

    #[test]
    fn results_are_counted_from_real_output() {
        let mut tally = Tally::default();
        let script = "echo 'test result: ok. 4 passed; 0 failed; 0 ignored'";
        Run::new("sh").args(["-c", script]).show_and_count(&mut tally).unwrap();
        assert_eq!((tally.passed, tally.failed), (4, 0));
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }
}
