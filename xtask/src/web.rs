//! `cargo xtask web`: builds `web/dist`, which the server embeds. Does nothing when no input changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::command::step;
use crate::failure::{Failure, Outcome, flags};
use crate::repo::Repo;

/// Vite needs it; Debian 12's own package is 18.
const NODE_AT_LEAST: u32 = 20;

pub(crate) fn run(repo: &Repo, args: &[String]) -> Outcome {
    let [dev] = flags(args, ["--dev"])?;
    if dev {
        step("Install the web packages", || install(repo, "web"))?;
        return Err(repo.command("npm").args(["run", "dev"]).dir(&repo.path("web")).replace());
    }
    build(repo)
}

/// Brings `web/dist` up to date.
pub(crate) fn build(repo: &Repo) -> Outcome {
    step("Install the web packages", || install(repo, "web"))?;
    step("Build the web part", || {
        let web = repo.path("web");
        let mut read = inputs(&web)?;
        let loaders = repo.path("vectors/loaders");
        if loaders.is_dir() {
            read.extend(inputs(&loaders)?);
        }
        let stamp = Stamp::new(web.join("node_modules/.bedside-built"), &read)?;
        if stamp.holds() && has_files(&web.join("dist")) {
            println!("    web/dist is up to date");
            return Ok(());
        }
        stamp.clear(); // a build that fails half way leaves a dist of neither version
        repo.command("npm").args(["run", "build"]).dir(&web).show()?;
        if !has_files(&web.join("dist")) {
            return Err(Failure::Broken("`npm run build` left web/dist empty; see its output above".into()));
        }
        stamp.set()
    })
}

/// Checks the loaders of every release in `vectors/loaders/`, or writes the built one down as this version's:
/// `check` or `freeze`.
pub(crate) fn loaders(repo: &Repo, task: &str) -> Outcome {
    repo.command("npm").args(["run", "--silent", "loaders", task]).dir(&repo.path("web")).show()
}

/// `npm ci` in a folder, unless its lock file is the one that was installed last.
pub(crate) fn install(repo: &Repo, folder: &str) -> Outcome {
    let dir = repo.path(folder);
    let lock = dir.join("package-lock.json");
    if !lock.is_file() {
        return Err(Failure::Broken(format!(
            "{folder}/package-lock.json is missing; is the checkout complete?"
        )));
    }
    check_node(repo)?;
    let stamp = Stamp::new(dir.join("node_modules/.bedside-installed"), &[lock, dir.join("package.json")])?;
    if stamp.holds() {
        println!("    {folder}/node_modules is up to date");
        return Ok(());
    }
    repo.command("npm").args(["ci", "--no-audit", "--no-fund"]).dir(&dir).show()?;
    stamp.set()
}

/// Refuses a missing or old Node.js with the way to get a newer one.
pub(crate) fn check_node(repo: &Repo) -> Outcome {
    let advice = format!(
        "Node.js {NODE_AT_LEAST} or newer with npm is needed. Debian 12's own package is older: \
         install it from https://nodejs.org/en/download, then run this again"
    );
    if !repo.command("npm").arg("--version").succeeds() {
        return Err(Failure::Broken(format!("`npm` was not found. {advice}")));
    }
    let version = repo.command("node").arg("--version").capture()?;
    match major(&version) {
        Some(major) if major >= NODE_AT_LEAST => Ok(()),
        _ => Err(Failure::Broken(format!("node is {}. {advice}", version.trim()))),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// A file that remembers the hash of the inputs a step last succeeded with. It lies in `node_modules`, so it
/// is never older than the packages.
struct Stamp {
    path: PathBuf,
    hash: String,
}

impl Stamp {
    fn new(path: PathBuf, inputs: &[PathBuf]) -> Outcome<Self> {
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            input.hash(&mut hasher);
            fs::read(input).map_err(|error| Failure::file("read", input, &error))?.hash(&mut hasher);
        }
        Ok(Self { path, hash: format!("{:016x}\n", hasher.finish()) })
    }

    fn holds(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|stored| stored == self.hash)
    }

    fn clear(&self) {
        let _ = fs::remove_file(&self.path);
    }

    fn set(&self) -> Outcome {
        let folder = self.path.parent().expect("a stamp lies in node_modules");
        // npm makes no node_modules where there is nothing to install.
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&self.path, &self.hash))
            .map_err(|error| Failure::file("write", &self.path, &error))
    }
}

/// Every file below a folder but what is installed or built, in a fixed order.
fn inputs(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| Failure::file("list", &folder, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| Failure::file("list", &folder, &error))?.path();
            let name = path.file_name().unwrap_or_default();
            if name == "node_modules" || name == "dist" {
                continue;
            }
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

fn has_files(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted::Planted;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("20.1"), None);
        assert_eq!(major(""), None);
    }

    #[test]
    fn a_stamp_holds_until_an_input_changes() {
        let tree =
            Planted::new(&[("web/a.ts", "1"), ("web/dist/a.js", "1"), ("web/node_modules/x/index.js", "1")]);
        let web = tree.root().join("web");
        let inputs = inputs(&web).unwrap();
        assert_eq!(inputs, [web.join("a.ts")]);
        let stamp = || Stamp::new(web.join("node_modules/.stamp"), &inputs).unwrap();
        assert!(!stamp().holds());
        stamp().set().unwrap();
        assert!(stamp().holds());
        tree.write("web/a.ts", "2");
        assert!(!stamp().holds());
    }

    #[test]
    fn the_web_part_is_built_when_it_changed_or_the_last_build_failed() {
        let script = r#"mkdir -p dist && cat a.ts >> dist/all && ! grep -q broken a.ts"#;
        let package =
            serde_json::json!({"name": "planted", "version": "1.0.0", "scripts": {"build": script}});
        let lock = serde_json::json!({"name": "planted", "version": "1.0.0", "lockfileVersion": 3,
            "packages": {"": {"name": "planted", "version": "1.0.0"}}});
        let (package, lock) = (package.to_string(), lock.to_string());
        let tree = Planted::new(&[
            ("web/package.json", &package),
            ("web/package-lock.json", &lock),
            ("web/a.ts", "one "),
        ]);
        let repo = Repo::at(tree.root());
        let built = || fs::read_to_string(tree.root().join("web/dist/all")).unwrap();

        build(&repo).unwrap();
        build(&repo).unwrap();
        assert_eq!(built(), "one ", "nothing changed, so it was built once");
        tree.write("web/a.ts", "broken ");
        assert!(build(&repo).is_err());
        tree.write("web/a.ts", "one ");
        build(&repo).unwrap();
        assert_eq!(built(), "one broken one ", "a failed build is not taken for the one before it");
    }

    #[test]
    fn a_checkout_without_a_lock_file_is_named() {
        let tree = Planted::new(&[("web/package.json", "{}")]);
        let failure = install(&Repo::at(tree.root()), "web").unwrap_err().to_string();
        assert!(failure.contains("web/package-lock.json is missing"), "{failure}");
    }
}
