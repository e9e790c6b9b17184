//! Drives the fuzz functions of the crates on stable Rust. `cargo xtask fuzz` starts it; see `fuzz/README.md`.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod drive;
mod mutate;
mod seeds;
mod targets;

use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use drive::Artifacts;
use targets::{TARGETS, Target};

const USAGE: &str = "cargo xtask fuzz [list | TARGET] [--seconds N] [--seed N] [--replay FILE]";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    /// None: every target.
    target: Option<String>,
    seconds: u64,
    /// None: another one each time.
    seed: Option<u64>,
    replay: Option<PathBuf>,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match Call::parse(&args).and_then(|call| run(&call)) {
        Ok(code) => code,
        Err(text) => {
            eprintln!("wrong call: {text}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(call: &Call) -> Result<ExitCode, String> {
    if call.target.as_deref() == Some("list") {
        TARGETS.iter().for_each(|target| println!("{}", target.name));
        return Ok(ExitCode::SUCCESS);
    }
    let chosen: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| call.target.as_deref().is_none_or(|name| name == target.name))
        .collect();
    if let Some(file) = &call.replay {
        let [target] = chosen[..] else { return Err("--replay needs the name of one target".into()) };
        return Ok(drive::replay(target, file));
    }
    if chosen.is_empty() {
        return Err(format!("there is no target `{}`", call.target.as_deref().unwrap_or_default()));
    }
    let vectors = Path::new("vectors");
    if !vectors.is_dir() {
        return Err("start it in the root of the checkout, where vectors/ is".into());
    }
    let artifacts = Artifacts(Path::new("fuzz").join("artifacts"));
    let seed = call.seed.unwrap_or_else(|| RandomState::new().hash_one(0));
    let time = Duration::from_secs(call.seconds);
    let mut all_held = true;
    for target in chosen {
        let seeds = seeds::read(vectors, target.seeds);
        all_held &= drive::run(target, &seeds, seed, time, &artifacts);
    }
    Ok(if all_held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Call {
    fn parse(args: &[String]) -> Result<Self, String> {
        let mut call = Self { target: None, seconds: 30, seed: None, replay: None };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value"));
            match arg.as_str() {
                "--seconds" => call.seconds = number(value()?)?,
                "--seed" => call.seed = Some(number(value()?)?),
                "--replay" => call.replay = Some(value()?.into()),
                flag if flag.starts_with('-') => return Err(format!("unknown flag `{flag}`")),
                name if call.target.is_none() => call.target = Some(name.to_owned()),
                more => return Err(format!("one target at a time, and `{more}` is a second one")),
            }
        }
        Ok(call)
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is not a whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Call, String> {
        Call::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn calls_are_read() {
        let all = Call { target: None, seconds: 30, seed: None, replay: None };
        assert_eq!(parse(""), Ok(all));
        let one = Call { target: Some("mask".into()), seconds: 5, seed: Some(7), replay: Some("a".into()) };
        assert_eq!(parse("mask --seconds 5 --seed 7 --replay a"), Ok(one));
    }

    #[test]
    fn wrong_calls_are_named() {
        for line in ["--seconds", "--seconds soon", "--fast", "mask envelope"] {
            assert!(parse(line).is_err(), "{line}");
        }
        assert!(run(&parse("nonesuch").unwrap()).unwrap_err().contains("nonesuch"));
        assert!(run(&parse("--replay x").unwrap()).is_err());
    }
}
