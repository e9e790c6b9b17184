//! Every Rust file opens by saying what it is for.

use super::{Finding, tree::Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let says_its_purpose =
        |text: &str| text.lines().next().is_some_and(|line| line.len() > 4 && line.starts_with("//! "));
    tree.texts(&[".rs"])
        // Compile-fail cases are shown to the reader as they are.
        .filter(|(path, _)| !path.contains("/tests/fail/"))
        .filter(|(_, text)| !says_its_purpose(text))
        .map(|(path, _)| Finding::line(path, 1, "begin with a `//! ` line that says what the file is for"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    #[test]
    fn a_file_without_a_header_is_found() {
        let planted = Planted::new(&[
            ("crates/a/src/lib.rs", "//! Good.\n"),
            ("crates/a/src/late.rs", "use std::fs;\n//! Late.\n"),
            ("crates/a/src/empty.rs", ""),
            ("crates/a/src/hollow.rs", "//!\n"),
            ("crates/a/tests/fail/raw.rs", "fn main() {}\n"),
        ]);
        let mut found: Vec<String> = super::check(&planted.tree()).into_iter().map(|f| f.path).collect();
        found.sort();
        assert_eq!(found, ["crates/a/src/empty.rs", "crates/a/src/hollow.rs", "crates/a/src/late.rs"]);
    }
}
