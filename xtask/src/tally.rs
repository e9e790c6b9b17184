//! Counts passed and failed tests in the output of cargo, vitest, Playwright, and of anything that ends in
//! `N passed, N failed`.

/// Lines kept of what failing tests said; enough to know why without the whole output.
const SAID_MAX: usize = 60;
/// Lines kept of one of them.
const SAID_OF_ONE: usize = 7;

/// Tests that passed and failed so far, and the first lines of what failing ones said.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Of those that passed: at the second try only.
    pub(crate) flaky: u64,
    pub(crate) said: Vec<String>,
    /// Lines still to keep of the one that speaks.
    pub(crate) listening: usize,
}

impl Tally {
    /// Adds what this line of a test runner's summary says; other lines say nothing.
    pub(crate) fn read_line(&mut self, line: &str) {
        let plain = without_colour(line);
        if speaks(&plain) {
            self.listening = SAID_OF_ONE;
        }
        if self.listening > 0 && self.said.len() < SAID_MAX {
            self.listening -= 1;
            self.said.push(plain.clone());
        }
        if let Some(summary) = summary(plain.trim()) {
            for (count, word) in counts(summary) {
                match word {
                    "passed" => self.passed += count,
                    "flaky" => {
                        self.passed += count;
                        self.flaky += count;
                    }
                    "failed" | "interrupted" => self.failed += count,
                    _ => {}
                }
            }
        }
    }
}

/// Whether this line begins what a failing test says: a panic, an error, Playwright's heading of a failed test
/// (`1) tests/x.spec.ts:7:1 › …`), or its word that the whole run took too long.
fn speaks(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = line.split_once(") ").is_some_and(|(number, rest)| {
        number.bytes().all(|byte| byte.is_ascii_digit()) && rest.contains(".spec.ts:")
    });
    line.contains("panicked at ")
        || line.starts_with("Error: ")
        || line.contains("Timed out waiting")
        || numbered
}

/// The part of a summary line that holds the counts.
fn summary(line: &str) -> Option<&str> {
    if let Some(cargo) = line.strip_prefix("test result: ") {
        return Some(cargo);
    }
    if let Some(vitest) = line.strip_prefix("Tests ") {
        return Some(vitest);
    }
    // Playwright: `5 passed (3.2s)`, `1 failed`. Our own: `5 passed, 0 failed`. Nothing else on the line.
    let mut words = line.split_whitespace();
    let number = words.next()?.parse::<u64>().is_ok();
    let known = matches!(words.next()?.trim_end_matches(','), "passed" | "failed" | "flaky" | "interrupted");
    let rest_is_known = words.all(|word| {
        let word = word.trim_matches(['(', ')', ',']);
        word.chars().next().is_some_and(|first| first.is_ascii_digit()) || matches!(word, "passed" | "failed")
    });
    (number && known && rest_is_known).then_some(line)
}

/// Every "number word" pair.
fn counts(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs: Vec<(u64, &str)> =
        words.windows(2).filter_map(|pair| Some((pair[0].parse().ok()?, pair[1]))).collect();
    pairs.into_iter()
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, passed: u64, failed: u64) {
        let mut tally = Tally::default();
        tally.read_line(line);
        assert_eq!((tally.passed, tally.failed), (passed, failed), "{line}");
    }

    #[test]
    fn summaries_are_read_and_other_lines_are_not() {
        check("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out", 12, 0);
        check("test result: FAILED. 3 passed; 2 failed; 0 ignored", 3, 2);
        check("      Tests  1 failed | 11 passed | 2 skipped (14)", 11, 1);
        check("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[32m7 passed\u{1b}[39m (7)", 7, 0);
        check(" Test Files  3 passed (3)", 0, 0);
        check("  5 passed (3.2s)", 5, 0);
        check("  5 passed (1.2m)", 5, 0);
        check("  1 failed", 0, 1);
        check("  1 flaky", 1, 0);
        check("  1) tests/x.spec.ts:7:1 › a chat", 0, 0);
        check("2 passed, 1 failed", 2, 1);
        check("3 failed attempts were refused", 0, 0);
        check("test masks_cards ... ok", 0, 0);
        check("", 0, 0);
    }

    #[test]
    fn what_a_failing_test_says_begins_where_the_runners_begin() {
        for line in [
            "thread 'it' panicked at tests/it.rs:7:9:",
            "    Error: expect(locator).toBeVisible() failed",
            "  1) tests/x.spec.ts:7:1 › a chat",
            "  Timed out waiting 480s for the entire test run",
        ] {
            assert!(speaks(line), "{line}");
        }
        for line in ["test it ... ok", "  ✓  1 tests/x.spec.ts:7:1 › a chat (1.2s)", "1) first", ""] {
            assert!(!speaks(line), "{line}");
        }
    }

    #[test]
    fn what_a_failing_test_says_is_kept_within_bounds() {
        let mut tally = Tally::default();
        tally.read_line("test it ... FAILED");
        for _ in 0..SAID_MAX {
            tally.read_line("thread 'it' panicked at tests/it.rs:7:9:");
            (0..SAID_OF_ONE).for_each(|_| tally.read_line("left: 1"));
        }
        assert_eq!(tally.said.len(), SAID_MAX);
        assert_eq!(tally.said[0], "thread 'it' panicked at tests/it.rs:7:9:");
        assert_eq!(tally.said[SAID_OF_ONE], tally.said[0], "the rest of the first is left out");
    }
}
