//! `cargo xtask test`: installs what the tests need and runs every test there is, step by step, within 45
//! minutes on two cores of a fresh Debian 12. A failed step does not stop the steps that do not need it.

mod licences;
mod packages;
mod tools;

use std::time::{Duration, Instant};

use crate::command::seconds;
use crate::failure::{Failure, Outcome};
use crate::repo::Repo;
use crate::tally::Tally;
use crate::{browser::CHROMIUM, demo, fuzz, generate, tidy, web};

/// One step of the test command.
struct Step {
    name: &'static str,
    /// Steps that must have passed before.
    needs: &'static [&'static str],
    /// Whether `--quick` runs it too.
    quick: bool,
    run: fn(&Repo, &mut Tally) -> Outcome,
}

const TOOLS: &str = "tools";
const PACKAGES: &str = "packages";
const WEB: &str = "web";
const RELEASE: &str = "release";

const STEPS: [Step; 16] = [
    Step { name: TOOLS, needs: &[], quick: true, run: |repo, _| tools::check(repo) },
    Step { name: PACKAGES, needs: &[TOOLS], quick: false, run: |repo, _| packages::install(repo) },
    Step { name: "format", needs: &[TOOLS], quick: true, run: |repo, _| format(repo) },
    Step { name: "tidy", needs: &[TOOLS], quick: true, run: |repo, _| tidy::check(repo) },
    Step { name: WEB, needs: &[TOOLS], quick: true, run: |repo, _| web::build(repo) },
    Step {
        name: "web-types",
        needs: &[WEB],
        quick: true,
        run: |repo, _| npm(repo, &["run", "check"]).show(),
    },
    Step {
        name: "web-tests",
        needs: &[WEB],
        quick: true,
        run: |repo, tally| npm(repo, &["test"]).show_and_count(tally),
    },
    Step { name: "e2e-types", needs: &[TOOLS], quick: true, run: |repo, _| end_to_end_types(repo) },
    Step { name: "clippy", needs: &[WEB], quick: true, run: |repo, _| clippy(repo) },
    Step { name: "generated", needs: &[WEB], quick: true, run: |repo, _| generate::compare(repo) },
    Step { name: "rust", needs: &[WEB], quick: true, run: rust_tests },
    Step { name: "fuzz", needs: &[TOOLS], quick: false, run: |repo, _| fuzz::all(repo, FUZZ_SECONDS) },
    Step { name: RELEASE, needs: &[WEB], quick: false, run: |repo, _| demo::build_release(repo) },
    Step { name: "browser", needs: &[PACKAGES, RELEASE], quick: false, run: end_to_end },
    Step { name: "engines", needs: &[PACKAGES, RELEASE], quick: false, run: engines },
    Step { name: "licences", needs: &[TOOLS], quick: false, run: |repo, _| licences::check(repo) },
];

/// For each fuzz function.
const FUZZ_SECONDS: u32 = 30;

/// What the whole command may take on two cores.
const BUDGET: Duration = Duration::from_secs(45 * 60);

/// How one step ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Passed,
    Failed,
    /// A step it needs did not pass.
    NotRun,
}

/// A step that ran or could not run.
struct Done {
    name: &'static str,
    end: End,
    took: Duration,
    tests: Tally,
}

/// Which steps to run.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    All,
    Quick,
    Only(Vec<String>),
}

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    let choice = Choice::parse(args)?;
    let steps: Vec<&Step> = STEPS.iter().filter(|step| choice.takes(step)).collect();
    report(&run_steps(repo, &steps), &choice)
}

impl Choice {
    fn parse(args: &[String]) -> Outcome<Self> {
        match args {
            [] => Ok(Self::All),
            [flag] if flag == "--quick" => Ok(Self::Quick),
            [flag, names @ ..] if flag == "--only" && !names.is_empty() => {
                let known = STEPS.map(|step| step.name);
                match names.iter().find(|name| !known.contains(&name.as_str())) {
                    None => Ok(Self::Only(names.to_vec())),
                    Some(name) => Err(Failure::Call(format!(
                        "there is no step `{name}`; they are: {}",
                        known.join(" ")
                    ))),
                }
            }
            _ => Err(Failure::Call("cargo xtask test [--quick | --only STEP…]".into())),
        }
    }

    fn takes(&self, step: &Step) -> bool {
        match self {
            Self::All => true,
            Self::Quick => step.quick,
            Self::Only(names) => names.iter().any(|name| name == step.name),
        }
    }
}

fn run_steps(repo: &Repo, steps: &[&Step]) -> Vec<Done> {
    let mut done: Vec<Done> = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        println!("==> {}/{} {}", at + 1, steps.len(), step.name);
        let start = Instant::now();
        let mut tests = Tally::default();
        let missing =
            step.needs.iter().find(|need| done.iter().any(|d| d.name == **need && d.end != End::Passed));
        let end = if let Some(need) = missing {
            println!("    not run: it needs `{need}`");
            End::NotRun
        } else {
            match (step.run)(repo, &mut tests) {
                Ok(()) => End::Passed,
                Err(failure) => {
                    println!("    {failure}");
                    End::Failed
                }
            }
        };
        let took = start.elapsed();
        println!("    {}: {}, {}", word(&end), step.name, seconds(took));
        done.push(Done { name: step.name, end, took, tests });
    }
    done
}

fn report(done: &[Done], choice: &Choice) -> Outcome {
    let total = done.iter().map(|step| step.took).sum();
    println!("\n{:<12} {:<8} {:>12} {:>8}", "step", "result", "time", "tests");
    for step in done {
        let tests = step.tests.passed + step.tests.failed;
        let tests = if tests == 0 { String::new() } else { tests.to_string() };
        println!("{:<12} {:<8} {:>12} {:>8}", step.name, word(&step.end), seconds(step.took), tests);
    }
    println!("{:<12} {:<8} {:>12}", "total", "", seconds(total));
    if total > BUDGET {
        println!("longer than the budget of {} on two cores", seconds(BUDGET));
    }
    let left_out: Vec<&str> = STEPS.iter().filter(|step| !choice.takes(step)).map(|step| step.name).collect();
    if !left_out.is_empty() {
        println!("left out, as asked: {}", left_out.join(", "));
    }
    let sum = sum(done);
    for step in done.iter().filter(|step| step.tests.flaky > 0) {
        println!(
            "\n{} of `{}` passed at the second try only; a race to be found",
            step.tests.flaky, step.name
        );
    }
    let troubled = |step: &&Done| step.end == End::Failed || step.tests.flaky > 0;
    for step in done.iter().filter(troubled).filter(|step| !step.tests.said.is_empty()) {
        println!("\nwhat failed in `{}` said first:", step.name);
        step.tests.said.iter().for_each(|line| println!("    {line}"));
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    let unmet: Vec<&str> = done.iter().filter(|step| step.end != End::Passed).map(|step| step.name).collect();
    if unmet.is_empty() {
        Ok(())
    } else {
        Err(Failure::Broken(format!("did not pass: {}", unmet.join(", "))))
    }
}

/// Tests, and one more for each step that is a test itself; a failed step never counts as no failure.
fn sum(done: &[Done]) -> Tally {
    let mut sum = Tally::default();
    for step in done {
        sum.passed += step.tests.passed;
        sum.failed += step.tests.failed;
        match step.end {
            End::Passed if step.tests.passed + step.tests.failed == 0 => sum.passed += 1,
            End::Failed if step.tests.failed == 0 => sum.failed += 1,
            End::NotRun => sum.failed += 1,
            End::Passed | End::Failed => {}
        }
    }
    sum
}

fn word(end: &End) -> &'static str {
    match end {
        End::Passed => "ok",
        End::Failed => "FAILED",
        End::NotRun => "not run",
    }
}

fn format(repo: &Repo) -> Outcome {
    let check = repo.cargo().args(["fmt", "--all", "--check"]).show();
    check.map_err(|_| Failure::Broken("some files are not formatted; run `cargo fmt --all`".into()))
}

fn clippy(repo: &Repo) -> Outcome {
    repo.cargo().args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]).show()
}

fn rust_tests(repo: &Repo, tally: &mut Tally) -> Outcome {
    repo.cargo().args(["test", "--locked", "--workspace", "--no-fail-fast"]).show_and_count(tally)
}

fn npm(repo: &Repo, args: &[&str]) -> crate::command::Run {
    repo.command("npm").args(args).dir(&repo.path("web"))
}

fn end_to_end_types(repo: &Repo) -> Outcome {
    web::install(repo, "e2e")?;
    repo.command("npm").args(["run", "check"]).dir(&repo.path("e2e")).show()
}

fn end_to_end(repo: &Repo, tally: &mut Tally) -> Outcome {
    in_browsers(repo, &["test"], tally)
}

fn engines(repo: &Repo, tally: &mut Tally) -> Outcome {
    in_browsers(repo, &["run", "engines"], tally)
}

fn in_browsers(repo: &Repo, script: &[&str], tally: &mut Tally) -> Outcome {
    web::install(repo, "e2e")?;
    let tests = repo.command("npm").args(script).dir(&repo.path("e2e"));
    let binary = repo.target()?.join("release/bedside");
    tests.env("BEDSIDE_BIN", binary).env("BEDSIDE_CHROMIUM", CHROMIUM).show_and_count(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(end: End, passed: u64, failed: u64) -> Done {
        Done { name: "x", end, took: Duration::ZERO, tests: Tally { passed, failed, ..Tally::default() } }
    }

    #[test]
    fn a_failed_step_is_always_counted() {
        let tally = |list: &[Done]| (sum(list).passed, sum(list).failed);
        assert_eq!(tally(&[done(End::Passed, 10, 0), done(End::Passed, 0, 0)]), (11, 0));
        assert_eq!(tally(&[done(End::Failed, 3, 2)]), (3, 2));
        assert_eq!(tally(&[done(End::Failed, 3, 0)]), (3, 1), "the runner itself failed");
        assert_eq!(tally(&[done(End::NotRun, 0, 0)]), (0, 1));
        assert!(report(&[done(End::NotRun, 0, 0)], &Choice::All).is_err());
        assert!(report(&[done(End::Passed, 1, 0)], &Choice::All).is_ok());
    }

    #[test]
    fn steps_are_chosen_by_name() {
        let parse =
            |line: &str| Choice::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(parse("").unwrap(), Choice::All);
        assert_eq!(parse("--quick").unwrap(), Choice::Quick);
        let only = parse("--only tidy browser").unwrap();
        let names: Vec<&str> = STEPS.iter().filter(|step| only.takes(step)).map(|step| step.name).collect();
        assert_eq!(names, ["tidy", "browser"]);
        for wrong in ["--only", "--only nonesuch", "--fast", "--quick --only tidy"] {
            assert!(matches!(parse(wrong), Err(Failure::Call(_))), "{wrong}");
        }
    }

    #[test]
    fn a_step_runs_only_after_what_it_needs() {
        let fails = Step { name: "a", needs: &[], quick: true, run: |_, _| Err(Failure::Broken("x".into())) };
        let needs = Step { name: "b", needs: &["a"], quick: true, run: |_, _| panic!("must not run") };
        let free = Step { name: "c", needs: &[], quick: true, run: |_, _| Ok(()) };
        let done = run_steps(&Repo::here(), &[&fails, &needs, &free]);
        let ends: Vec<&End> = done.iter().map(|step| &step.end).collect();
        assert_eq!(ends, [&End::Failed, &End::NotRun, &End::Passed]);
    }

    #[test]
    fn every_need_is_an_earlier_step_and_quick_ones_need_quick_ones() {
        for (at, step) in STEPS.iter().enumerate() {
            for need in step.needs {
                let earlier = STEPS[..at].iter().find(|other| other.name == *need);
                assert!(
                    earlier.is_some_and(|other| other.quick || !step.quick),
                    "{} needs {need}",
                    step.name
                );
            }
        }
    }
}
