//! What counts as production code.

/// Whether a file holds tests only.
pub(super) fn is_test_file(path: &str) -> bool {
    let mut parts = path.split('/').rev();
    let name = parts.next().unwrap_or_default();
    let in_test_folder = parts.any(|part| matches!(part, "tests" | "test" | "__tests__" | "e2e"));
    in_test_folder
        || name.contains(".test.")
        || name.contains(".spec.")
        || (name.starts_with("test_") && name.ends_with(".py"))
        || name == "tests.rs"
}

/// The lines of a Rust file, numbered from 1, without its `#[cfg(test)] mod … { }` blocks. The end of a block
/// is the brace in the column of its attribute: `cargo fmt --check` sees to that.
pub(super) fn production_lines(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        match end_of_test_module(&lines[at..]) {
            Some(skip) => at += skip,
            None => {
                kept.push((at + 1, lines[at]));
                at += 1;
            }
        }
    }
    kept
}

/// How many lines the test module that starts here takes, if one does.
fn end_of_test_module(lines: &[&str]) -> Option<usize> {
    let indent = lines[0].strip_suffix("#[cfg(test)]").filter(|indent| indent.trim().is_empty())?;
    let opening = lines.iter().position(|line| !line.trim_start().starts_with("#["))?;
    let words: Vec<&str> = lines[opening].split_whitespace().collect();
    let is_module = matches!(words[..], ["mod", _, "{"] | [_, "mod", _, "{"]);
    if !is_module {
        return None;
    }
    let closing = format!("{indent}}}");
    let length = lines[opening..].iter().position(|line| *line == closing)?;
    Some(opening + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<usize> {
        production_lines(text).into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn only_test_modules_are_cut() {
        assert_eq!(kept("a\n#[cfg(test)]\nmod tests {\n    b\n}\nc\n"), [1, 6]);
        assert_eq!(kept("#[cfg(test)]\n#[rustfmt::skip]\npub(crate) mod tests {\n    {\n    }\n}\n"), [0; 0]);
        assert_eq!(
            kept("#[cfg(test)]\nuse x;\na\n"),
            [1, 2, 3],
            "one attribute must not hide the rest of a file"
        );
        assert_eq!(kept("#[cfg(test)]\nmod tests;\na\n"), [1, 2, 3]);
        assert_eq!(kept("#[cfg(test)]\nmod tests {\n"), [1, 2], "an open block hides nothing");
        assert_eq!(kept(""), [0; 0]);
    }

    #[test]
    fn test_files_are_known_by_place_and_name() {
        for path in
            ["crates/a/tests/b.rs", "web/x/mask.test.ts", "e2e/chat.spec.ts", "x/test_a.py", "a/src/tests.rs"]
        {
            assert!(is_test_file(path), "{path}");
        }
        for path in ["crates/a/src/contest.rs", "web/latest.ts", "benches/src/main.rs"] {
            assert!(!is_test_file(path), "{path}");
        }
    }
}
