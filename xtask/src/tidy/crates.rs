//! Every crate forbids unsafe code, takes the lints of the workspace and names its licence.

use super::{Finding, tree::Tree};
use crate::repo::Package;

const FORBID: &str = "#![forbid(unsafe_code)]";
const LICENSE: &str = "Apache-2.0";

pub(super) fn check(tree: &Tree, packages: &[Package]) -> Vec<Finding> {
    packages.iter().flat_map(|package| check_package(tree, package)).collect()
}

fn check_package(tree: &Tree, package: &Package) -> Vec<Finding> {
    let mut found = Vec::new();
    for root in &package.roots {
        let forbids = tree.text(root).is_some_and(|text| text.lines().any(|line| line == FORBID));
        if !forbids {
            found.push(Finding::file(root, format!("add `{FORBID}` on a line of its own")));
        }
    }
    let manifest = format!("{}/Cargo.toml", package.dir);
    if !tree.text(&manifest).is_some_and(takes_workspace_lints) {
        found.push(Finding::file(&manifest, "add `[lints]` with `workspace = true`"));
    }
    if package.license.as_deref() != Some(LICENSE) {
        found.push(Finding::file(&manifest, "add `license.workspace = true`"));
    }
    found
}

fn takes_workspace_lints(manifest: &str) -> bool {
    let section = manifest.lines().map(str::trim).skip_while(|line| *line != "[lints]").skip(1);
    section.take_while(|line| !line.starts_with('[')).any(|line| line == "workspace = true")
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    fn check(manifest: &str, root: &str) -> Vec<String> {
        let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"a\"]\n[workspace.lints.rust]\n";
        let manifest = format!("[package]\nname = \"a\"\nedition = \"2024\"\n{manifest}");
        let planted =
            Planted::new(&[("Cargo.toml", workspace), ("a/Cargo.toml", &manifest), ("a/src/lib.rs", root)]);
        super::check(&planted.tree(), &planted.packages())
            .into_iter()
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn a_crate_that_keeps_the_rules_passes() {
        let manifest = "license = \"Apache-2.0\"\n[lints]\nworkspace = true\n";
        assert!(check(manifest, "//! A.\n#![forbid(unsafe_code)]\n").is_empty());
    }

    #[test]
    fn each_missing_rule_is_found() {
        let found = check("[dependencies]\n", "//! A.\n// #![forbid(unsafe_code)]\n");
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("a/src/lib.rs: add `#![forbid"));
        assert!(found[1].contains("[lints]"));
        assert!(found[2].contains("license"));
        let other_section = "license = \"Apache-2.0\"\n[lints.rust]\n[badges]\n";
        assert_eq!(check(other_section, "#![forbid(unsafe_code)]\n").len(), 1);
    }
}
