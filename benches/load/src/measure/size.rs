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
    let lazy = lazy_chunks(&dist.join("panel/assets"), "mask")?;
    Ok(vec![
        row("loader", gzip_of_file(&dist.join("loader/loader.js"))?, 4.0),
        row("panel to first message box", first_load(dist, "panel")?, 25.0),
        row("browser masking chunk", lazy.iter().map(|path| gzip_of_file(path)).sum::<Outcome<u64>>()?, 20.0),
        row("console, first screen", first_load(dist, "console")?, 120.0),
    ])
}

/// The page and everything it names: entry script, preloaded scripts, styles.
fn first_load(dist: &Path, page: &str) -> Outcome<u64> {
    let index = dist.join(page).join("index.html");
    let html = fs::read_to_string(&index).during("reading a page")?;
    let mut total = gzip_of_file(&index)?;
    for name in named(&html, page) {
        total += gzip_of_file(&dist.join(page).join(name))?;
    }
    Ok(total)
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

fn lazy_chunks(folder: &Path, name: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).during("listing the panel's files")? {
        let path = entry.during("listing the panel's files")?.path();
        let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        if file.starts_with(name) && file.ends_with(".js") {
            found.push(path);
        }
    }
    Ok(found)
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
    fn repetition_compresses() {
        assert!(gzip_bytes(&[b'a'; 10_000]).unwrap() < 200);
    }
}
