//! The crates that decide things do no I/O, read no clock, take no randomness and spawn nothing.

use super::source::{is_test_file, production_lines};
use super::{Finding, tree::Tree};

const PURE: [&str; 5] = ["masking", "keys", "audit", "guard", "domain"];

const IMPURE: [&str; 14] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io::std",
    "SystemTime",
    "Instant",
    "SystemRandom",
    "RandomizedNonceKey",
    "rand::fill",
    "tokio",
    "println!",
    "include_dir!",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts(&[".rs"]).filter(|(path, _)| is_pure(path) && !is_test_file(path)) {
        for (number, line) in production_lines(text) {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for word in IMPURE.iter().filter(|word| has_word(line, word)) {
                let text =
                    format!("`{word}` in a crate without I/O, clock or randomness: take it as a parameter");
                found.push(Finding::line(path, number, text));
            }
        }
    }
    found
}

fn is_pure(path: &str) -> bool {
    PURE.iter().any(|name| path.starts_with(&format!("crates/{name}/src/")))
}

/// `word`, not as the end or the beginning of a longer identifier.
fn has_word(line: &str, word: &str) -> bool {
    let part_of_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let after = line[at + word.len()..].chars().next();
        !part_of_name(line[..at].chars().next_back()) && (word.ends_with("::std") || !part_of_name(after))
    })
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    fn check(path: &str, line: &str) -> usize {
        super::check(&Planted::new(&[(path, line)]).tree()).len()
    }

    #[test]
    fn impure_code_is_found_in_pure_crates_only() {
        for line in
            ["use std::fs::File;", "let t = SystemTime::now();", "std::io::stdin()", "tokio::spawn(f)"]
        {
            assert_eq!(check("crates/masking/src/lib.rs", line), 1, "{line}");
            assert_eq!(check("crates/server/src/lib.rs", line), 0, "{line}");
            assert_eq!(check("crates/masking/tests/a.rs", line), 0, "{line}");
        }
    }

    #[test]
    fn harmless_code_passes() {
        for line in ["// std::fs", "use std::time::Duration;", "struct InstantMessage;", "fn tokio_like() {}"]
        {
            assert_eq!(check("crates/domain/src/lib.rs", line), 0, "{line}");
        }
        assert_eq!(check("crates/keys/src/lib.rs", "#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n"), 0);
    }
}
