//! The browser tests by their tags: `@typing` is a line of the everyday floor, `@wcag-1.4.10` a criterion of WCAG.

use std::{fs, path::Path};

use crate::failure::{Failure, Outcome};

/// Those in Chromium, and those in all three engines.
const TESTS: [&str; 2] = ["e2e/tests", "e2e/engines"];
/// Begins the tags that are criteria of WCAG.
pub(super) const WCAG: &str = "wcag-";

/// A browser test as its file names it.
pub(super) struct Test {
    pub(super) file: String,
    pub(super) title: String,
    /// Without the `@`.
    pub(super) tags: Vec<String>,
}

/// Of the checkout, in the order of their files and titles.
pub(super) fn tests(root: &Path) -> Outcome<Vec<Test>> {
    let mut found = Vec::new();
    for folder in TESTS {
        found.extend(tests_in(&root.join(folder))?);
    }
    found.sort_by(|one, other| (&one.file, &one.title).cmp(&(&other.file, &other.title)));
    Ok(found)
}

/// The folders, as a sentence names them.
pub(super) fn folders() -> String {
    TESTS.map(|folder| format!("`{folder}`")).join(" and ")
}

fn tests_in(folder: &Path) -> Outcome<Vec<Test>> {
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
    Ok(found)
}

/// Tests whose title is written out and that have tags.
pub(super) fn tests_of(file: &str, text: &str) -> Vec<Test> {
    // Some titles are long, and stand on a line of their own.
    text.split("\ntest(")
        .skip(1)
        .filter_map(|rest| {
            let (title, rest) = rest.trim_start().strip_prefix('"')?.split_once("\",")?;
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

/// Tests in one cell of a table.
pub(super) fn cell(tests: &[&Test]) -> String {
    if tests.is_empty() {
        return "-".to_owned();
    }
    let named = |test: &&Test| format!("`{}`: {}", test.file, test.title.replace('|', "\\|"));
    tests.iter().map(named).collect::<Vec<_>>().join("<br>")
}

#[cfg(test)]
pub(super) const SPEC: &str = "import x;\n\ntest(\"typing is shown\", { tag: [\"@typing\", \"@queue\"] }, async ({ a }) => {\n  say(\"@other\");\n});\n\
                        \ntest(\"no floor\", async () => {});\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_by_their_tags() {
        let found = tests_of("a.spec.ts", SPEC);
        assert_eq!(found.len(), 1);
        assert_eq!((&*found[0].title, found[0].tags.len()), ("typing is shown", 2));
    }

    #[test]
    fn a_title_may_stand_on_a_line_of_its_own() {
        let found = tests_of(
            "a.spec.ts",
            "\ntest(\n  \"a, \\\"b\\\"\",\n  { tag: [\"@keyboard\", \"@wcag-2.1.1\"] },\n  async () => {});\n",
        );
        assert_eq!((&*found[0].title, &*found[0].tags[1]), ("a, \"b\"", "wcag-2.1.1"));
    }
}
