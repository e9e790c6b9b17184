//! No file is too long to be read in one go, or too large to be tracked.

use super::source::{is_test_file, production_lines};
use super::{Finding, tree::LARGEST_BYTES, tree::Tree};

/// Lines of production code: inline test modules, test files and generated files do not count.
const MOST_LINES: usize = 600;

const CODE: [&str; 8] = [".rs", ".ts", ".tsx", ".js", ".mjs", ".css", ".py", ".sql"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let long = tree
        .texts(&CODE)
        .filter(|(path, _)| !is_test_file(path) && !path.contains(".gen."))
        .filter_map(|(path, text)| {
            let lines =
                if path.ends_with(".rs") { production_lines(text).len() } else { text.lines().count() };
            (lines > MOST_LINES).then(|| {
                let advice = "split it by reason to change";
                Finding::file(
                    path,
                    format!("{lines} lines of production code, at most {MOST_LINES}: {advice}"),
                )
            })
        });
    let large = tree.files.iter().filter(|file| file.bytes > LARGEST_BYTES).map(|file| {
        let text =
            format!("{} bytes, at most {LARGEST_BYTES}: make it smaller or build it in a test", file.bytes);
        Finding::file(&file.path, text)
    });
    long.chain(large).collect()
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    fn check(path: &str, text: &str) -> usize {
        super::check(&Planted::new(&[(path, text)]).tree()).len()
    }

    #[test]
    fn long_production_code_is_found() {
        let line = "x\n";
        assert_eq!(check("crates/a/src/lib.rs", &line.repeat(600)), 0);
        assert_eq!(check("crates/a/src/lib.rs", &line.repeat(601)), 1);
        assert_eq!(check("web/widget/panel.tsx", &line.repeat(601)), 1);
        assert_eq!(check("web/shared/src/wire.gen.ts", &line.repeat(601)), 0);
        assert_eq!(check("web/shared/src/mask.test.ts", &line.repeat(601)), 0);
        let with_tests = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", line.repeat(600), line.repeat(100));
        assert_eq!(check("crates/a/src/lib.rs", &with_tests), 0);
        assert_eq!(check("crates/a/src/lib.rs", &format!("{with_tests}x\n")), 1);
    }

    #[test]
    fn a_large_file_is_found() {
        assert_eq!(check("docs/picture.svg", &"x".repeat(1024 * 1024)), 0);
        assert_eq!(check("docs/picture.svg", &"x".repeat(1024 * 1024 + 1)), 1);
    }
}
