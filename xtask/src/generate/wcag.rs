//! `docs/accessibility.md`: each criterion of WCAG 2.2, levels A and AA, with the browser tests that hold it, by the tests' own tags; and what
//! people try by hand.

use std::{fmt::Write, fs, path::Path};

use serde::Deserialize;

use super::tagged::{self, Test, WCAG};
use crate::failure::{Failure, Outcome};

const CRITERIA: &str = "e2e/wcag.json";
/// The page.
pub(super) const PAGE: &str = "docs/accessibility.md";

/// What the file holds.
#[derive(Deserialize)]
struct Wcag {
    criteria: Vec<Criterion>,
    by_hand: Vec<ByHand>,
}

/// A success criterion.
#[derive(Deserialize)]
struct Criterion {
    /// `1.4.10`; tests carry it as `@wcag-1.4.10`.
    criterion: String,
    level: String,
    name: String,
    /// What of it no test holds; empty where tests hold it.
    not_yet: String,
    /// Why there is nothing to which it applies; empty where there is.
    none: String,
}

/// What a person does with the real thing.
#[derive(Deserialize)]
struct ByHand {
    run: String,
    /// A date and what was found, or "not yet".
    result: String,
}

/// The page as the checkout's tests have it.
pub(super) fn page(root: &Path) -> Outcome<String> {
    let text = fs::read_to_string(root.join(CRITERIA))
        .map_err(|error| Failure::file("read", Path::new(CRITERIA), &error))?;
    let wcag: Wcag =
        serde_json::from_str(&text).map_err(|error| Failure::Broken(format!("{CRITERIA}: {error}")))?;
    render(&wcag, &tagged::tests(root)?)
}

fn render(wcag: &Wcag, tests: &[Test]) -> Outcome<String> {
    let broken = |what: String| Err(Failure::Broken(what));
    for test in tests {
        let named = test.tags.iter().filter_map(|tag| tag.strip_prefix(WCAG));
        if let Some(tag) =
            named.into_iter().find(|tag| !wcag.criteria.iter().any(|one| one.criterion == **tag))
        {
            return broken(format!("{}: @{WCAG}{tag} is no criterion of {CRITERIA}", test.file));
        }
    }
    let (mut whole, mut partly, mut nothing) = (0, 0, 0);
    let mut rows = String::new();
    for one in &wcag.criteria {
        let tag = format!("{WCAG}{}", one.criterion);
        let proofs: Vec<&Test> = tests.iter().filter(|test| test.tags.contains(&tag)).collect();
        match (proofs.is_empty(), one.not_yet.is_empty(), one.none.is_empty()) {
            (true, true, true) => {
                return broken(format!("{CRITERIA}: `{}` has no test and no reason", one.criterion));
            }
            (_, false, false) => {
                return broken(format!(
                    "{CRITERIA}: `{}` says \"not yet\" and that it does not apply",
                    one.criterion
                ));
            }
            (false, true, true) => whole += 1,
            (false, false, _) => partly += 1,
            (_, _, false) => nothing += 1,
            (true, false, true) => {}
        }
        let rest = match (one.not_yet.as_str(), one.none.as_str()) {
            ("", "") => "-".to_owned(),
            ("", none) => format!("does not apply: {none}"),
            (not_yet, _) => format!("not yet: {not_yet}"),
        };
        let proofs = tagged::cell(&proofs);
        let _ = writeln!(rows, "| **{}** {} | {} | {proofs} | {rest} |", one.criterion, one.name, one.level);
    }
    let mut by_hand = String::new();
    for ByHand { run, result } in &wcag.by_hand {
        let _ = writeln!(by_hand, "| {run} | {result} |");
    }
    Ok(format!(
        "# Accessibility\n\n\
         Bedside is made to WCAG 2.2, levels A and AA. Here is each criterion with the browser tests that hold it, and what no test holds. Made by \
         `cargo xtask generate` from `{CRITERIA}` and the tags of the tests in {}; a criterion without a test and without a reason is an error. \
         A program finds perhaps half of what keeps people out: the second table says what people tried.\n\n\
         Of {} criteria {whole} are held by tests, {partly} in part, {nothing} do not apply, {} have no test yet.\n\n\
         | criterion | level | browser tests | rest |\n|---|---|---|---|\n{rows}\n\
         ## By hand\n\n| what | result |\n|---|---|\n{by_hand}",
        tagged::folders(),
        wcag.criteria.len(),
        wcag.criteria.len() - whole - partly - nothing,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = "\ntest(\"narrow\", { tag: [\"@mobile\", \"@wcag-1.4.10\"] }, async () => {});\n";

    fn wcag(criteria: &[(&str, &str, &str)]) -> Wcag {
        let text = |text: &str| text.to_owned();
        let one = |(criterion, not_yet, none): &(&str, &str, &str)| Criterion {
            criterion: text(criterion),
            level: text("AA"),
            name: text("N"),
            not_yet: text(not_yet),
            none: text(none),
        };
        let by_hand = vec![ByHand { run: text("a reader"), result: text("not yet") }];
        Wcag { criteria: criteria.iter().map(one).collect(), by_hand }
    }

    #[test]
    fn every_criterion_has_a_test_or_a_reason() {
        let tests = tagged::tests_of("a.spec.ts", SPEC);
        let page = |criteria| render(&wcag(criteria), &tests);
        let good =
            page(&[("1.4.10", "", ""), ("1.2.2", "", "no video"), ("1.3.3", "read", "")]).ok().unwrap();
        assert!(
            good.contains(
                "Of 3 criteria 1 are held by tests, 0 in part, 1 do not apply, 1 have no test yet."
            ),
            "{good}"
        );
        assert!(good.contains("| **1.4.10** N | AA | `a.spec.ts`: narrow | - |"), "{good}");
        assert!(good.contains("| **1.2.2** N | AA | - | does not apply: no video |"), "{good}");
        assert!(good.contains("| a reader | not yet |"), "{good}");
        assert!(page(&[("1.4.10", "", ""), ("1.4.4", "", "")]).is_err(), "neither test nor reason");
        assert!(page(&[("1.4.10", "zoom", "no page")]).is_err(), "two reasons that exclude each other");
        assert!(page(&[("1.4.4", "read", "")]).is_err(), "a tag that is no criterion");
    }
}
