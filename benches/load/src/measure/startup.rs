//! Start-up: from exec to the first finished TLS handshake, on an empty store and on one with a million messages.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use super::{Bench, drive, rate::PAIRS};
use crate::{
    failure::Outcome,
    machine::Watch,
    net::connect,
    pair::{Pace, Span},
    report::{Budget, Row, Section},
    say,
    server::{Name, Server},
    stats::median,
};

const MESSAGES: usize = 1_000_000;
const FEW: usize = 20_000;
/// Filling is given up then, and measured with what there is.
const FILL_LIMIT: Duration = Duration::from_secs(300);

/// Runs it.
pub(super) async fn run(bench: &Bench) -> Outcome<Section> {
    let watch = Watch::start(&[])?;
    let rounds = bench.or_quick(11, 3);
    let mut empty = Vec::new();
    let mut floors = Vec::new();
    for _ in 0..rounds {
        empty.push(first_handshake(bench, Name::Product, None).await?);
        floors.push(first_handshake(bench, Name::Floor, None).await?);
    }
    let others = watch.others()?;

    let data = bench.scratch.free("million");
    let filled = fill(bench, &data, bench.or_quick(MESSAGES, FEW)).await?;
    let mut full = Vec::new();
    for _ in 0..rounds {
        full.push(first_handshake(bench, Name::Product, Some(&data)).await?);
    }
    let rows = vec![
        Row::new(
            "start to first TLS handshake, empty store",
            "ms",
            median(&empty),
            median(&floors),
            Budget::at_most(50.0),
        ),
        Row::new(
            format!("the same, {filled} messages stored"),
            "ms",
            median(&full),
            None,
            Budget::at_most(200.0),
        ),
    ];
    let notes = vec![format!(
        "The messages lie in {PAIRS} conversations that are still open. Databases were in the page cache."
    )];
    Ok(Section { name: "startup", rows, notes, others })
}

/// Milliseconds from exec to a finished handshake.
async fn first_handshake(bench: &Bench, name: Name, data: Option<&Path>) -> Outcome<f64> {
    let server = match data {
        Some(data) => bench.install().await?.start_on(&bench.scratch, data).await?,
        None => bench.start(name).await?,
    };
    // The port was open at that moment; the handshake shows that somebody is behind it.
    let began = Instant::now();
    drop(connect(server.port, &server.tls).await?);
    let total = server.ready_after + began.elapsed();
    server.running.stop().await?;
    Ok(total.as_secs_f64() * 1e3)
}

/// Fills a store by talking until there are so many messages; gives how many there are.
async fn fill(bench: &Bench, data: &Path, wanted: usize) -> Outcome<usize> {
    let server: Server = bench.install().await?.start_on(&bench.scratch, data).await?;
    let mut pairs = server.pairs(PAIRS).await?;
    let limit = Instant::now() + FILL_LIMIT;
    let mut there = 0;
    while there < wanted && Instant::now() < limit {
        let now = Instant::now();
        let span = Span { from: now, until: now + Duration::from_secs(2) };
        drive(&mut pairs, |_| Pace::InFlight(32), span).await?;
        there = pairs.iter().map(crate::pair::Pair::acknowledged).sum();
        say::progress(&format!("{there} messages stored"));
    }
    drop(pairs);
    server.running.stop().await?;
    Ok(there)
}
