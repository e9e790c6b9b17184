//! Words that must not be committed: unfinished work, debugging, and paths of one machine.

use super::{Finding, tree::Tree};

// Written in two halves, so that this file passes its own check.
const UNFINISHED: [&str; 3] = [concat!("to", "do!("), concat!("unimple", "mented!("), concat!("db", "g!(")];
const LATER: &str = concat!("FIX", "ME");
const MACHINE: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.texts(&[""]).flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut report = |text: String| found.push(Finding::line(path, at + 1, text));
        if path.ends_with(".rs") {
            for word in UNFINISHED.iter().filter(|word| line.contains(**word)) {
                report(format!("`{word}…)` may not be committed"));
            }
        }
        if line.contains(LATER) {
            report(format!("`{LATER}`: put it right, or open an issue"));
        }
        for folder in MACHINE.iter().filter(|folder| is_absolute(line, folder)) {
            report(format!("`{folder}…` is a path of one machine: name it relative to the checkout"));
        }
    }
    found
}

/// Whether the path begins here, and is not the middle of a longer one or of an address.
fn is_absolute(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || "-_./}~*".contains(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    fn check(path: &str, text: &str) -> usize {
        super::check(&Planted::new(&[(path, text)]).tree()).len()
    }

    #[test]
    fn each_forbidden_word_is_found() {
        for word in UNFINISHED {
            assert_eq!(check("crates/a/src/lib.rs", &format!("    {word})")), 1, "{word}");
            assert_eq!(check("docs/style.md", word), 0, "{word}");
        }
        assert_eq!(check("web/widget/panel.tsx", &format!("// {LATER} later")), 1);
        for folder in MACHINE {
            assert_eq!(check("docs/a.md", &format!("see `{folder}x`")), 1, "{folder}");
            assert_eq!(check("e2e/run.py", &format!("\"{folder}x\"")), 1, "{folder}");
        }
    }

    #[test]
    fn longer_paths_and_addresses_pass() {
        for folder in MACHINE {
            assert_eq!(check("docs/a.md", &format!("https://clinic.example{folder}hours")), 0, "{folder}");
            assert_eq!(check("docs/a.md", &format!("{{scratch}}{folder}x, ..{folder}y")), 0, "{folder}");
        }
    }
}
