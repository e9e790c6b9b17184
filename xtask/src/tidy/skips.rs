//! A test that does not run says why, on its line; a test that keeps others from running is never committed.

use super::{Finding, tree::Tree};

// Written in halves, so that this file passes its own check.
const IGNORE: &str = concat!("#[ign", "ore]");
const PYTHON_SKIPS: [&str; 2] = [concat!("mark.s", "kip"), concat!("pytest.s", "kip(")];
const RUNNERS: [&str; 4] = ["test", "it", "describe", "suite"];
const SKIPS: [&str; 3] = [concat!(".s", "kip("), concat!(".fix", "me("), concat!(".to", "do(")];
const ONLY: &str = concat!(".on", "ly(");

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let endings = [".rs", ".ts", ".tsx", ".js", ".mjs", ".py"];
    tree.texts(&endings).flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let faults = text.lines().enumerate().filter_map(|(at, line)| {
        let fault = if path.ends_with(".rs") {
            rust_fault(line)
        } else if path.ends_with(".py") {
            python_fault(line)
        } else {
            script_fault(line)
        };
        fault.map(|fault| Finding::line(path, at + 1, fault))
    });
    faults.collect()
}

const NO_REASON: &str = "a skipped test needs its reason on the line";

fn rust_fault(line: &str) -> Option<&'static str> {
    let (_, after) = line.split_once(IGNORE)?;
    (!after.contains("//")).then_some(NO_REASON)
}

fn python_fault(line: &str) -> Option<&'static str> {
    let skips = PYTHON_SKIPS.iter().any(|skip| line.contains(skip));
    (skips && !line.contains("reason=") && !line.contains('#')).then_some(NO_REASON)
}

fn script_fault(line: &str) -> Option<&'static str> {
    for runner in RUNNERS {
        if has_call(line, runner, ONLY).is_some() {
            return Some("this keeps every other test from running: remove it");
        }
        for skip in SKIPS {
            // `test.skip(condition, "why")` and `test.skip("name", …) // why` both give a reason.
            let Some(arguments) = has_call(line, runner, skip) else { continue };
            let says_why = [", \"", ", '", ", `", "// "].iter().any(|mark| arguments.contains(mark));
            if !says_why {
                return Some(NO_REASON);
            }
        }
    }
    None
}

/// What follows `runner.call(` on this line, where `runner` is a whole word.
fn has_call<'a>(line: &'a str, runner: &str, call: &str) -> Option<&'a str> {
    let (before, arguments) = line.split_once(call)?;
    let owner = before.strip_suffix(runner)?;
    let whole_word = !owner.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
    whole_word.then_some(arguments)
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    fn check(path: &str, line: &str) -> usize {
        super::check(&Planted::new(&[(path, line)]).tree()).len()
    }

    #[test]
    fn skips_without_a_reason_are_found() {
        assert_eq!(check("crates/a/tests/b.rs", IGNORE), 1);
        assert_eq!(check("crates/a/tests/b.rs", &format!("{IGNORE} // needs a second machine")), 0);
        assert_eq!(check("crates/a/tests/b.rs", concat!("#[ign", "ore = \"needs a second machine\"]")), 0);
        assert_eq!(check("crates/a/src/lib.rs", "list.iter().skip(1)"), 0);
        assert_eq!(check("e2e/a.py", &format!("@pytest.{}", PYTHON_SKIPS[0])), 1);
        assert_eq!(check("e2e/a.py", &format!("@pytest.{}(reason=\"no IPv6\")", PYTHON_SKIPS[0])), 0);
        for skip in SKIPS {
            assert_eq!(
                check("e2e/a.spec.ts", &format!("  test{skip}\"chats\", async () => {{")),
                1,
                "{skip}"
            );
            assert_eq!(
                check("e2e/a.spec.ts", &format!("test{skip}\"chats\", f) // no camera here")),
                0,
                "{skip}"
            );
        }
        assert_eq!(check("e2e/a.spec.ts", &format!("test{}!cookies, 'cookies are blocked')", SKIPS[0])), 0);
        assert_eq!(check("web/a.ts", &format!("parser{}x)", SKIPS[0])), 0);
    }

    #[test]
    fn a_test_that_runs_alone_is_found() {
        for runner in RUNNERS {
            assert_eq!(check("web/a.test.ts", &format!("{runner}{ONLY}'x', f) // why")), 1, "{runner}");
        }
        assert_eq!(check("web/a.ts", &format!("digits{ONLY}x)")), 0);
    }
}
