//! What the machine allows: echo over loopback, one flush to disk, commits in groups. Everything else is read against these.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use super::Bench;
use crate::{
    failure::{During, Outcome},
    machine::Watch,
    net::{Authority, echo},
    report::{Row, Section},
    say,
    stats::Times,
};

const MESSAGE_BYTES: usize = 200;
const PAGE_BYTES: usize = 4096;

/// Runs it.
pub(super) async fn run(bench: &Bench) -> Outcome<Section> {
    let watch = Watch::start(&[])?;
    let folder = bench.scratch.free("limits");
    fs::create_dir_all(&folder).during("making a folder")?;
    let rounds = bench.or_quick(10_000, 1_000);
    let mut rows = Vec::new();

    say::progress("echo over TCP and over TLS");
    let authority = Authority::new(&folder)?;
    let plain = echo::plain(MESSAGE_BYTES, rounds).await?;
    two(&mut rows, "TCP echo, 200 bytes", &plain);
    let sealed = echo::sealed(&authority, MESSAGE_BYTES, rounds).await?;
    two(&mut rows, "TLS echo, 200 bytes", &sealed);

    say::progress("appending and flushing");
    two(&mut rows, "append 4 KiB and fdatasync", &append_and_flush(&folder, bench.or_quick(2_000, 200))?);

    say::progress("committing rows in groups");
    let limit = Duration::from_millis(bench.or_quick(2_000, 300));
    for group in [1, 10, 100, 1_000] {
        let rate = committed_rows(&folder, group, limit)?;
        rows.push(Row::plain(format!("SQLite, WAL, FULL, {group} rows a commit"), "rows/s", Some(rate)));
    }
    Ok(Section { name: "limits", rows, notes: Vec::new(), others: watch.others()? })
}

fn two(rows: &mut Vec<Row>, what: &str, times: &Times) {
    for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
        rows.push(Row::plain(format!("{what}, {name}"), "µs", times.percentile(share)));
    }
}

fn append_and_flush(folder: &Path, count: usize) -> Outcome<Times> {
    let step = "appending to a file";
    let mut file = File::create(folder.join("append")).during(step)?;
    let page = [0x5a; PAGE_BYTES];
    let mut times = Times::default();
    for _ in 0..count {
        let began = Instant::now();
        file.write_all(&page).during(step)?;
        file.sync_data().during(step)?;
        times.add(began.elapsed());
    }
    Ok(times)
}

/// Rows a second, of 400 bytes each, with the settings the product uses.
fn committed_rows(folder: &Path, group: usize, limit: Duration) -> Outcome<f64> {
    let step = "committing to SQLite";
    let mut database =
        rusqlite::Connection::open(folder.join(format!("rows-{group}.sqlite"))).during(step)?;
    database
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE message (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;",
        )
        .during(step)?;
    let body = [0x5a_u8; 400];
    let began = Instant::now();
    let mut rows = 0_usize;
    while began.elapsed() < limit {
        let transaction = database.transaction().during(step)?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO message (body) VALUES (?1)").during(step)?;
            for _ in 0..group {
                insert.execute([&body[..]]).during(step)?;
            }
        }
        transaction.commit().during(step)?;
        rows += group;
    }
    Ok(rows as f64 / began.elapsed().as_secs_f64())
}
