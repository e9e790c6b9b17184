//! `docs/floor.md`: the everyday floor of a live chat, line by line, with the browser tests that prove each, by the tests' own tags. What has
//! no test stands there as "not yet".

use std::{fmt::Write, fs, path::Path};

use serde::Deserialize;

use super::tagged::{self, Test};
use crate::failure::{Failure, Outcome};

const LINES: &str = "e2e/floor.json";
/// The page.
pub(super) const PAGE: &str = "docs/floor.md";

/// A line of the floor.
#[derive(Deserialize)]
struct Line {
    /// Tests carry it as `@tag`.
    tag: String,
    line: String,
    means: String,
    /// What of it there is not, or no test for; empty where it is held.
    not_yet: String,
}

/// The page as the checkout's tests have it.
pub(super) fn page(root: &Path) -> Outcome<String> {
    let text = fs::read_to_string(root.join(LINES))
        .map_err(|error| Failure::file("read", Path::new(LINES), &error))?;
    let lines: Vec<Line> =
        serde_json::from_str(&text).map_err(|error| Failure::Broken(format!("{LINES}: {error}")))?;
    render(&lines, &tagged::tests(root)?)
}

fn render(lines: &[Line], tests: &[Test]) -> Outcome<String> {
    for test in tests {
        let floor = test.tags.iter().filter(|tag| !tag.starts_with(tagged::WCAG));
        if let Some(tag) = floor.into_iter().find(|tag| !lines.iter().any(|line| line.tag == **tag)) {
            return Err(Failure::Broken(format!("{}: @{tag} is no line of {LINES}", test.file)));
        }
    }
    let of = |line: &Line| tests.iter().filter(|test| test.tags.contains(&line.tag)).collect::<Vec<_>>();
    let (mut whole, mut partly) = (0, 0);
    let mut rows = String::new();
    for line in lines {
        let proofs = of(line);
        if proofs.is_empty() && line.not_yet.is_empty() {
            return Err(Failure::Broken(format!("{LINES}: `{}` has no test and no \"not yet\"", line.tag)));
        }
        match (proofs.is_empty(), line.not_yet.is_empty()) {
            (false, true) => whole += 1,
            (false, false) => partly += 1,
            (true, _) => {}
        }
        let not_yet = if line.not_yet.is_empty() { "-" } else { &line.not_yet };
        let proofs = tagged::cell(&proofs);
        let _ = writeln!(rows, "| **{}**: {} | {proofs} | {not_yet} |", line.line, line.means);
    }
    Ok(format!(
        "# The everyday floor\n\n\
         What every live chat that people pay for has, and the browser test that shows it here. Made by `cargo xtask generate` from `{LINES}` and the \
         tags of the tests in {}; a line without a test and without a \"not yet\" is an error.\n\n\
         {whole} of {} lines are held, {partly} in part, {} not yet.\n\n\
         | line | browser tests | not yet |\n|---|---|---|\n{rows}",
        tagged::folders(),
        lines.len(),
        lines.len() - whole - partly,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(tag: &str, not_yet: &str) -> Line {
        let text = |text: &str| text.to_owned();
        Line { tag: text(tag), line: text(tag), means: text("m"), not_yet: text(not_yet) }
    }

    #[test]
    fn every_line_has_a_test_or_says_that_it_has_none() {
        let tests = tagged::tests_of("a.spec.ts", tagged::SPEC);
        let page = render(&[line("typing", ""), line("queue", "place"), line("files", "all of it")], &tests)
            .ok()
            .unwrap();
        assert!(page.contains("1 of 3 lines are held, 1 in part, 1 not yet."), "{page}");
        assert!(page.contains("| **queue**: m | `a.spec.ts`: typing is shown | place |"), "{page}");
        assert!(render(&[line("typing", ""), line("queue", ""), line("files", "")], &tests).is_err());
        assert!(render(&[line("typing", "")], &tests).is_err(), "a tag that is no line");
    }
}
