//! `cargo xtask`: the project's tasks, one file per command. `cargo xtask help` lists them.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod bench;
mod browser;
mod command;
mod demo;
mod failure;
mod fuzz;
mod generate;
mod repo;
mod tally;
mod test;
mod tidy;
mod web;

use std::process::ExitCode;

use failure::{Failure, Outcome};
use repo::Repo;

const HELP: &str = "\
Tasks of this repository:

  cargo xtask demo [ARGS…]        build everything, the web part too, and run `bedside demo ARGS…`; its data stay in
                                  target/demo, unless `--keep DIR` or `--fresh` is given
  cargo xtask test [--quick | --only STEP…]
                                  install what the tests need and run every test there is
                                  --quick: no installing, fuzzing, release build, browser, licences
                                  --only: these steps alone, by the names in the summary
  cargo xtask tidy                check file sizes, module headers, crate arrows, forbidden words
  cargo xtask generate [--check]  write the TypeScript types and documents made from Rust types
                                  --check: change nothing, fail if one of them is stale
  cargo xtask web [--dev]         build web/dist if its inputs changed; --dev: rebuild while you edit
  cargo xtask bench [ARGS…]       build the release binary and run the load generator
  cargo xtask screenshots [LANGUAGE…]
                                  pictures of every screen into target/screenshots, with a sheet to look through
  cargo xtask measure [--write]   measure sizes and times in the browser; --write: into docs/benchmarks.md
  cargo xtask fuzz [TARGET] [--seconds N] [--seed N] [--replay FILE]
                                  run the fuzz functions; `cargo xtask fuzz list` names them

Exit code 0: it holds. 1: it does not. 2: the call was wrong.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let repo = Repo::here();
    match dispatch(&repo, &args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            failure.exit_code()
        }
    }
}

fn dispatch(repo: &Repo, args: &[String]) -> Outcome {
    let Some((command, rest)) = args.split_first() else {
        println!("{HELP}");
        return Err(Failure::Call("name a task, for example `cargo xtask test`".into()));
    };
    match command.as_str() {
        "demo" => demo::run(repo, rest),
        "test" => test::run(repo, rest),
        "tidy" => tidy::run(repo, rest),
        "generate" => generate::run(repo, rest),
        "web" => web::run(repo, rest),
        "bench" => bench::run(repo, rest),
        "screenshots" => browser::screenshots(repo, rest),
        "measure" => browser::measure(repo, rest),
        "fuzz" => fuzz::run(repo, rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => {
            Err(Failure::Call(format!("there is no task `{other}`; `cargo xtask help` lists the tasks")))
        }
    }
}
