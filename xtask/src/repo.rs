//! Where things are: the checkout, cargo's target folder, and what `cargo metadata` knows of the crates.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::Run;
use crate::failure::{Failure, Outcome};

/// A checkout of this repository.
pub(crate) struct Repo {
    root: PathBuf,
}

/// One package of the workspace.
pub(crate) struct Package {
    /// Name in its manifest, `bedside-keys`.
    pub(crate) name: String,
    /// Folder, relative to the checkout, with `/`.
    pub(crate) dir: String,
    /// Licence expression of the manifest.
    pub(crate) license: Option<String>,
    /// Root files of its library and binaries, relative to the checkout.
    pub(crate) roots: Vec<String>,
    /// What it needs to be built: normal and build dependencies, not those of its tests.
    pub(crate) needs: Vec<String>,
}

impl Repo {
    /// The checkout that holds this xtask: what `cargo run` says, because two checkouts may share a target
    /// folder and with it this binary.
    pub(crate) fn here() -> Self {
        let said = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let xtask = said.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        Self { root: xtask.parent().expect("xtask/ lies in the checkout").to_owned() }
    }

    /// Any other folder with a workspace in it.
    #[cfg(test)]
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A program started in the root of the checkout.
    pub(crate) fn command(&self, program: &str) -> Run {
        Run::new(program).dir(&self.root)
    }

    /// As [`command`](Self::command), for a program we built.
    pub(crate) fn command_at(&self, program: &Path) -> Run {
        self.command(&program.to_string_lossy())
    }

    /// The cargo that runs us.
    pub(crate) fn cargo(&self) -> Run {
        self.command("cargo")
    }

    /// The folder cargo builds into.
    pub(crate) fn target(&self) -> Outcome<PathBuf> {
        let metadata = self.metadata()?;
        let target = metadata["target_directory"].as_str();
        target.map(PathBuf::from).ok_or_else(|| broken_metadata("target_directory"))
    }

    /// Every package of the workspace.
    pub(crate) fn packages(&self) -> Outcome<Vec<Package>> {
        let metadata = self.metadata()?;
        let packages = metadata["packages"].as_array().ok_or_else(|| broken_metadata("packages"))?;
        packages.iter().map(|package| self.package(package)).collect()
    }

    fn package(&self, value: &Value) -> Outcome<Package> {
        let text = |key: &str| value[key].as_str().map(str::to_owned).ok_or_else(|| broken_metadata(key));
        let list = |key: &str| value[key].as_array().map_or(&[][..], Vec::as_slice);
        let is_root = |target: &&Value| {
            let kinds = target["kind"].as_array().map_or(&[][..], Vec::as_slice);
            kinds.iter().any(|kind| matches!(kind.as_str(), Some("lib" | "bin" | "proc-macro")))
        };
        let manifest = PathBuf::from(text("manifest_path")?);
        Ok(Package {
            name: text("name")?,
            dir: self.relative(manifest.parent().expect("a manifest lies in a folder")),
            license: value["license"].as_str().map(str::to_owned),
            roots: list("targets")
                .iter()
                .filter(is_root)
                .filter_map(|target| target["src_path"].as_str())
                .map(|path| self.relative(Path::new(path)))
                .collect(),
            needs: list("dependencies")
                .iter()
                .filter(|dependency| dependency["kind"] != "dev")
                .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
                .collect(),
        })
    }

    fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    fn metadata(&self) -> Outcome<Value> {
        let json =
            self.cargo().args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).capture()?;
        serde_json::from_str(&json)
            .map_err(|error| Failure::Broken(format!("`cargo metadata` gave no valid JSON: {error}")))
    }
}

fn broken_metadata(key: &str) -> Failure {
    Failure::Broken(format!("`cargo metadata` gave no `{key}`; is the Rust toolchain 1.95 or newer?"))
}
