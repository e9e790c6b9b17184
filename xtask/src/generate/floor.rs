//! `docs/floor.md`: the everyday floor of a live chat, line by line, with the browser tests that prove each, by the tests' own tags. What has
//! no test stands there as "not yet".

use std::{fmt::Write, fs, path::Path};

use serde::Deserialize;

use crate::failure::{Failure, Outcome};

const LINES: &str = "e2e/floor.json";
/// Those in Chromium, and those in all three engines.
const TESTS: [&str; 2] = ["e2e/tests", "e2e/engines"];
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

/// A browser test as its file names it.
struct Test {
    file: String,
    title: String,
    tags: Vec<String>,
}

/// The page as the checkout's tests have it.
pub(super) fn page(root: &Path) -> Outcome<String> {
    let text = fs::read_to_string(root.join(LINES))
        .map_err(|error| Failure::file("read", Path::new(LINES), &error))?;
    let lines: Vec<Line> =
        serde_json::from_str(&text).map_err(|error| Failure::Broken(format!("{LINES}: {error}")))?;
    let mut found = Vec::new();
    for folder in TESTS {
        found.extend(tests(&root.join(folder))?);
    }
    render(&lines, &found)
}

fn tests(folder: &Path) -> Outcome<Vec<Test>> {
    let failed = |what, error: &std::io::Error| Failure::file(what, folder, error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed("list", &error))? {
        let path = entry.map_err(|error| failed("list", &error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".spec.ts") {
            let text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
            found.extend(tests_of(&name, &text));
        }
    }
    found.sort_by(|one, other| (&one.file, &one.title).cmp(&(&other.file, &other.title)));
    Ok(found)
}

/// Tests whose title is written out and that have tags.
fn tests_of(file: &str, text: &str) -> Vec<Test> {
    text.split("\ntest(\"")
        .skip(1)
        .filter_map(|rest| {
            let (title, rest) = rest.split_once("\", ")?;
            let options = rest.split("async").next()?;
            let tags: Vec<String> =
                options.split('"').filter_map(|part| part.strip_prefix('@')).map(str::to_owned).collect();
            (!tags.is_empty()).then(|| Test {
                file: file.to_owned(),
                title: title.replace("\\\"", "\""),
                tags,
            })
        })
        .collect()
}

fn render(lines: &[Line], tests: &[Test]) -> Outcome<String> {
    for test in tests {
        if let Some(tag) = test.tags.iter().find(|tag| !lines.iter().any(|line| line.tag == **tag)) {
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
        let proofs: Vec<String> = proofs
            .iter()
            .map(|test| format!("`{}`: {}", test.file, test.title.replace('|', "\\|")))
            .collect();
        let not_yet = if line.not_yet.is_empty() { "-" } else { &line.not_yet };
        let proofs = if proofs.is_empty() { "-".to_owned() } else { proofs.join("<br>") };
        let _ = writeln!(rows, "| **{}**: {} | {proofs} | {not_yet} |", line.line, line.means);
    }
    Ok(format!(
        "# The everyday floor\n\n\
         What every live chat that people pay for has, and the browser test that shows it here. Made by `cargo xtask generate` from `{LINES}` and the \
         tags of the tests in {}; a line without a test and without a \"not yet\" is an error.\n\n\
         {whole} of {} lines are held, {partly} in part, {} not yet.\n\n\
         | line | browser tests | not yet |\n|---|---|---|\n{rows}",
        TESTS.map(|folder| format!("`{folder}`")).join(" and "),
        lines.len(),
        lines.len() - whole - partly,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = "import x;\n\ntest(\"typing is shown\", { tag: [\"@typing\", \"@queue\"] }, async ({ a }) => {\n  say(\"@other\");\n});\n\
                        \ntest(\"no floor\", async () => {});\n";

    fn line(tag: &str, not_yet: &str) -> Line {
        let text = |text: &str| text.to_owned();
        Line { tag: text(tag), line: text(tag), means: text("m"), not_yet: text(not_yet) }
    }

    #[test]
    fn tests_are_found_by_their_tags() {
        let found = tests_of("a.spec.ts", SPEC);
        assert_eq!(found.len(), 1);
        assert_eq!((&*found[0].title, found[0].tags.len()), ("typing is shown", 2));
    }

    #[test]
    fn every_line_has_a_test_or_says_that_it_has_none() {
        let tests = tests_of("a.spec.ts", SPEC);
        let page = render(&[line("typing", ""), line("queue", "place"), line("files", "all of it")], &tests)
            .ok()
            .unwrap();
        assert!(page.contains("1 of 3 lines are held, 1 in part, 1 not yet."), "{page}");
        assert!(page.contains("| **queue**: m | `a.spec.ts`: typing is shown | place |"), "{page}");
        assert!(render(&[line("typing", ""), line("queue", ""), line("files", "")], &tests).is_err());
        assert!(render(&[line("typing", "")], &tests).is_err(), "a tag that is no line");
    }
}
