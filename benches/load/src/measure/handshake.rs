//! Full TLS handshakes: how many a second, and what each costs the server.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use tokio::task::JoinSet;

use super::Bench;
use crate::{
    failure::{Failure, Outcome},
    machine::Watch,
    net::connect,
    proc::process_ticks,
    report::{Budget, Row, Section},
    say,
    server::{Name, Server},
    stats::median,
};

const AT_ONCE: usize = 8;

/// Runs it.
pub(super) async fn run(bench: &Bench) -> Outcome<Section> {
    let rounds = bench.or_quick(5, 1);
    let count = bench.or_quick(4_000, 500);
    let servers = [bench.start(Name::Product).await?, bench.start(Name::Floor).await?];
    let watch = Watch::start(&servers.each_ref().map(Server::pid))?;
    let mut rates: [Vec<f64>; 2] = Default::default();
    let mut costs: [Vec<f64>; 2] = Default::default();
    for server in &servers {
        shake(server, count / 10).await?;
    }
    for _ in 0..rounds {
        for (at, server) in servers.iter().enumerate() {
            let (rate, micros) = shake(server, count).await?;
            say::progress(&format!("{}: {rate:.0}/s, {micros:.0} µs each", server.name.word()));
            rates[at].push(rate);
            costs[at].push(micros);
        }
    }
    let both = |values: &[Vec<f64>; 2]| [median(&values[0]), median(&values[1])];
    let [product, floor] = both(&costs);
    let cost = Row::new("full TLS handshake, server CPU", "µs", product, floor, Budget::times_floor(1.1));
    let [product, floor] = both(&rates);
    let rate = Row::new("full TLS handshakes, 8 at a time", "1/s", product, floor, Budget::default());
    Ok(Section { name: "handshake", rows: vec![cost, rate], notes: Vec::new(), others: watch.others()? })
}

/// Shakes hands so many times; gives the rate and the server's CPU per handshake, in microseconds.
async fn shake(server: &Server, count: usize) -> Outcome<(f64, f64)> {
    let left = Arc::new(AtomicUsize::new(count));
    let before = process_ticks(server.pid())?;
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (left, port, tls) = (Arc::clone(&left), server.port, Arc::clone(&server.tls));
        tasks.spawn(async move {
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
            {
                drop(connect(port, &tls).await?);
            }
            Ok::<_, Failure>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.map_err(|error| Failure::at("shaking hands", error))??;
    }
    let elapsed = began.elapsed().as_secs_f64();
    let cpu = process_ticks(server.pid())?.seconds_since(before);
    Ok((count as f64 / elapsed, cpu * 1e6 / count as f64))
}
