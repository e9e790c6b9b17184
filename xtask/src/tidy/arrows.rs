//! Which crate may depend on which: the arrows of ARCHITECTURE.md. Dependencies of tests are free.

use super::Finding;
use crate::repo::Package;

/// Product crates and what each may need from the workspace.
const ARROWS: [(&str, &[&str]); 8] = [
    ("bedside-masking", &[]),
    ("bedside-keys", &[]),
    ("bedside-audit", &[]),
    ("bedside-guard", &["bedside-masking"]),
    ("bedside-domain", &["bedside-masking", "bedside-keys"]),
    ("bedside-storage", &["bedside-domain", "bedside-keys", "bedside-audit"]),
    (
        "bedside-server",
        &[
            "bedside-domain",
            "bedside-masking",
            "bedside-keys",
            "bedside-audit",
            "bedside-guard",
            "bedside-storage",
        ],
    ),
    (
        "bedside-cli",
        &[
            "bedside-server",
            "bedside-storage",
            "bedside-keys",
            "bedside-audit",
            "bedside-domain",
            "bedside-masking",
        ],
    ),
];

/// Folders of tools: they may need any product crate, and nothing may need them.
const TOOLS: [&str; 3] = ["benches", "fuzz", "xtask"];

pub(super) fn check(packages: &[Package]) -> Vec<Finding> {
    packages.iter().flat_map(|package| check_package(package, packages)).collect()
}

fn check_package(package: &Package, all: &[Package]) -> Vec<Finding> {
    let manifest = format!("{}/Cargo.toml", package.dir);
    let name = &package.name;
    let needed = package.needs.iter().filter_map(|need| all.iter().find(|other| other.name == *need));
    let allowed = ARROWS.iter().find(|(of, _)| of == name).map(|(_, allowed)| *allowed);
    if allowed.is_none() && !is_tool(package) {
        let text = format!(
            "`{name}` has no place in ARCHITECTURE.md: record the new crate in docs/adr, then list its arrows"
        );
        return vec![Finding::file(&manifest, text)];
    }
    needed
        .filter(|other| {
            is_tool(other) || allowed.is_some_and(|allowed| !allowed.contains(&other.name.as_str()))
        })
        .map(|other| {
            Finding::file(
                &manifest,
                format!("`{name}` may not depend on `{}` (ARCHITECTURE.md, allowed arrows)", other.name),
            )
        })
        .collect()
}

fn is_tool(package: &Package) -> bool {
    TOOLS.iter().any(|folder| package.dir == *folder || package.dir.starts_with(&format!("{folder}/")))
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    /// A workspace of real manifests; each crate is (folder, package name, dependency lines).
    fn check(crates: &[(&str, &str, &str)]) -> Vec<String> {
        let members: Vec<String> = crates.iter().map(|(folder, ..)| format!("{folder:?}")).collect();
        let root = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
        let planted = Planted::new(&[("Cargo.toml", &root)]);
        for (folder, name, dependencies) in crates {
            let manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n{dependencies}\n");
            planted.write(&format!("{folder}/Cargo.toml"), &manifest);
            planted.write(&format!("{folder}/src/lib.rs"), "");
        }
        super::check(&planted.packages()).into_iter().map(|finding| finding.text).collect()
    }

    const MASKING: (&str, &str, &str) = ("crates/masking", "bedside-masking", "");

    #[test]
    fn drawn_arrows_pass() {
        let guard = "[dependencies]\nbedside-masking = { path = \"../masking\" }";
        assert!(check(&[MASKING, ("crates/guard", "bedside-guard", guard)]).is_empty());
        let bench = "[dependencies]\nbedside-masking = { path = \"../../crates/masking\" }";
        assert!(check(&[MASKING, ("benches/load", "bedside-load", bench)]).is_empty());
    }

    #[test]
    fn an_arrow_that_is_not_drawn_is_found() {
        let on_masking = "bedside-masking = { path = \"../masking\" }";
        for table in ["dependencies", "build-dependencies", "target.'cfg(unix)'.dependencies"] {
            let keys = format!("[{table}]\n{on_masking}");
            let found = check(&[MASKING, ("crates/keys", "bedside-keys", &keys)]);
            assert_eq!(found.len(), 1, "{table}: {found:?}");
            assert!(found[0].contains("`bedside-keys` may not depend on `bedside-masking`"));
        }
        let for_tests = format!("[dev-dependencies]\n{on_masking}");
        assert!(check(&[MASKING, ("crates/keys", "bedside-keys", &for_tests)]).is_empty());
    }

    #[test]
    fn an_arrow_to_a_tool_is_found() {
        let on_bench = "[dependencies]\nbedside-bench = { path = \"../../benches\" }";
        let found = check(&[("benches", "bedside-bench", ""), ("crates/cli", "bedside-cli", on_bench)]);
        assert!(found[0].contains("`bedside-cli` may not depend on `bedside-bench`"), "{found:?}");
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        let found = check(&[("crates/utils", "bedside-utils", "")]);
        assert!(found[0].contains("has no place in ARCHITECTURE.md"), "{found:?}");
    }
}
