//! Sizes: the release binary, and what a browser fetches, compressed as a server would.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

use super::Bench;
use crate::{
    failure::{During, Outcome},
    report::{Budget, Row, Section},
};

/// Runs it.
pub(super) fn run(bench: &Bench) -> Outcome<Section> {
    let binary = fs::metadata(&bench.product_binary).during("looking at the binary")?.len();
    let floor = fs::metadata(&bench.floor_binary).during("looking at the floor")?.len();
    let mib = |bytes: u64| Some(bytes as f64 / 1024.0 / 1024.0);
    // DESIGN §7 says MB; the figure is given in MiB, the limit with it.
    let most = Budget::at_most(40e6 / 1024.0 / 1024.0);
    let mut rows = vec![Row::new("release binary, stripped", "MiB", mib(binary), mib(floor), most)];
    let mut notes = Vec::new();
    if bench.web.is_dir() {
        rows.extend(web(&bench.web)?);
    } else {
        notes.push("The web part was not built; its sizes are missing.".to_owned());
    }
    Ok(Section { name: "size", rows, notes, others: 0.0 })
}

fn web(dist: &Path) -> Outcome<Vec<Row>> {
    let row = |what: &str, bytes: u64, most: f64| {
        Row::new(what, "kB gzip", Some(bytes as f64 / 1e3), None, Budget::at_most(most))
    };
    let panel = first_load(dist, "panel")?;
    let console = first_load(dist, "console")?;
    let masking: BTreeSet<PathBuf> = chunks_named(&dist.join("panel/assets"), "masking-")?
        .into_iter()
        .map(with_imports)
        .collect::<Outcome<Vec<_>>>()?
        .into_iter()
        .flatten()
        .filter(|path| !panel.contains(path))
        .collect();
    Ok(vec![
        row("loader", gzip_of_file(&dist.join("loader/loader.js"))?, 4.0),
        row("panel to first message box", gzip_of(&panel)?, 25.0),
        row("browser masking chunk", gzip_of(&masking)?, 20.0),
        row("console, first screen", gzip_of(&console)?, 120.0),
    ])
}

/// The page, its styles and its scripts, with what these import before they run.
fn first_load(dist: &Path, page: &str) -> Outcome<BTreeSet<PathBuf>> {
    let folder = dist.join(page);
    let index = folder.join("index.html");
    let html = fs::read_to_string(&index).during("reading a page")?;
    let mut files = BTreeSet::from([index]);
    for name in named(&html, page) {
        files.extend(with_imports(folder.join(name))?);
    }
    Ok(files)
}

/// Paths below the page's folder that it loads by `src` or `href`.
fn named(html: &str, page: &str) -> BTreeSet<String> {
    let root = format!("/{page}/");
    html.split(['"', '\''])
        .filter_map(|part| part.strip_prefix(&root).or_else(|| part.strip_prefix("./")))
        .filter(|path| path.ends_with(".js") || path.ends_with(".css"))
        .map(str::to_owned)
        .collect()
}

/// A script and all that it imports statically, however far; what it imports on demand is not counted.
fn with_imports(first: PathBuf) -> Outcome<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![first];
    while let Some(path) = open.pop() {
        if path.extension().is_some_and(|extension| extension == "js") {
            let script = fs::read_to_string(&path).during(&format!("reading {}", path.display()))?;
            let folder = path.parent().unwrap_or(Path::new(""));
            open.extend(imports(&script).map(|name| folder.join(name)).filter(|path| !found.contains(path)));
        }
        found.insert(path);
    }
    Ok(found)
}

/// Names in `from"./name"` and `import"./name"`, as the bundler writes them; `import("./name")` is on demand.
fn imports(script: &str) -> impl Iterator<Item = &str> {
    script.match_indices("\"./").filter_map(|(at, mark)| {
        let before = script[..at].trim_end();
        let name = script[at + mark.len()..].split('"').next()?;
        (name.ends_with(".js") && (before.ends_with("from") || before.ends_with("import"))).then_some(name)
    })
}

fn chunks_named(folder: &Path, start: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).during("listing the panel's files")? {
        let path = entry.during("listing the panel's files")?.path();
        let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        if file.starts_with(start) && file.ends_with(".js") {
            found.push(path);
        }
    }
    Ok(found)
}

fn gzip_of(files: &BTreeSet<PathBuf>) -> Outcome<u64> {
    files.iter().map(|path| gzip_of_file(path)).sum()
}

fn gzip_of_file(path: &Path) -> Outcome<u64> {
    gzip_bytes(&fs::read(path).during(&format!("reading {}", path.display()))?).during("compressing")
}

fn gzip_bytes(bytes: &[u8]) -> std::io::Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_what_it_loads() {
        let html = r#"<link rel="icon" href="/panel/icon.svg"><script type="module" src="/panel/assets/index-1.js"></script>
            <link rel="modulepreload" href="/panel/assets/shared-2.js"><link rel="stylesheet" href="/panel/assets/a.css">
            <a href="/console/assets/other.js">x</a>"#;
        let want = ["assets/a.css", "assets/index-1.js", "assets/shared-2.js"];
        assert_eq!(named(html, "panel").into_iter().collect::<Vec<_>>(), want);
    }

    #[test]
    fn imports_on_demand_are_not_counted() {
        let script = r#"import{a as b}from"./fold-1.js";import"./side-2.js";const c=()=>import("./late-3.js"),d="./no-4.js";"#;
        assert_eq!(imports(script).collect::<Vec<_>>(), ["fold-1.js", "side-2.js"]);
    }

    #[test]
    fn repetition_compresses() {
        assert!(gzip_bytes(&[b'a'; 10_000]).unwrap() < 200);
    }
}
