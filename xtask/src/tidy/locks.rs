//! Lock files name packages and versions, and no address: whichever registry a machine is set up with serves them.

use super::{Finding, tree::Tree};

const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let npm = tree.texts(&["package-lock.json"]).flat_map(|(path, text)| {
        values(text, "\"resolved\": \"").filter(|(_, from)| from.contains("://")).map(move |(line, _)| {
            let advice = "names the address of a registry: install with `omit-lockfile-registry-resolved`";
            Finding::line(path, line, advice.to_owned())
        })
    });
    let cargo = tree.texts(&["Cargo.lock"]).flat_map(|(path, text)| {
        values(text, "source = \"").filter(|(_, from)| *from != CRATES).map(move |(line, from)| {
            Finding::line(path, line, format!("`{from}` is not crates.io: depend on a published version"))
        })
    });
    npm.chain(cargo).collect()
}

/// The quoted values that follow `key`, with their lines.
fn values<'a>(text: &'a str, key: &'static str) -> impl Iterator<Item = (usize, &'a str)> {
    text.lines().enumerate().filter_map(move |(at, line)| {
        let value = line.trim_start().strip_prefix(key)?;
        Some((at + 1, value.split('"').next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    fn check(path: &str, line: &str) -> usize {
        super::check(&Planted::new(&[(path, line)]).tree()).len()
    }

    #[test]
    fn addresses_and_other_sources_are_found() {
        assert_eq!(
            check("web/package-lock.json", "  \"resolved\": \"widget\","),
            0,
            "a folder of the workspace"
        );
        assert_eq!(check("web/package-lock.json", "  \"resolved\": \"https://mirror.example/a-1.tgz\","), 1);
        assert_eq!(
            check("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\""),
            0
        );
        assert_eq!(check("Cargo.lock", "source = \"git+https://code.example/a#1\""), 1);
    }
}
