//! Sent to received over 50 pairs, at two fixed rates: the sender does not wait, whatever the server does.

use std::time::{Duration, Instant};

use super::{Bench, drive};
use crate::{
    failure::Outcome,
    machine::Watch,
    pair::{Pace, Pair, Span},
    proc::process_ticks,
    report::{Budget, Row, Section},
    say,
    server::Name,
    stats::Times,
};

const PAIRS: usize = 50;
/// Messages a second, and whether DESIGN §7 has a budget for it.
const RATES: [(u32, bool); 2] = [(200, true), (2_000, false)];

/// Runs it.
pub(super) async fn run(bench: &Bench) -> Outcome<Section> {
    // Many short turns rather than few long ones: what others do to the disk changes within seconds.
    let rounds = bench.or_quick(12, 2);
    let length = Duration::from_secs(3);
    let mut people = Vec::new();
    for name in [Name::Product, Name::Floor] {
        let server = bench.start(name).await?;
        let pairs = server.pairs(PAIRS).await?;
        people.push((server, pairs));
    }
    let pids: Vec<u32> = people.iter().map(|(server, _)| server.pid()).collect();
    let watch = Watch::start(&pids)?;
    let mut rows = Vec::new();
    for (rate, counts) in RATES {
        let mut taken: [Taken; 2] = Default::default();
        for round in 0..rounds {
            // Turn about, so that what happens on the machine meets both.
            for ((server, pairs), taken) in people.iter_mut().zip(&mut taken) {
                let before = process_ticks(server.pid())?;
                let outcome = at_rate(pairs, rate, length).await;
                let (times, sent) = server.blame(outcome)?;
                taken.cpu_s += process_ticks(server.pid())?.seconds_since(before);
                taken.messages += sent;
                let shown = times.percentile(0.5).unwrap_or(0.0) / 1e3;
                say::progress(&format!("{rate}/s, round {round}, {}: p50 {shown:.2} ms", server.name.word()));
                taken.times.join(times);
            }
        }
        let budget = if counts { Budget::times_floor(1.6) } else { Budget::default() };
        for (share, word) in [(0.5, "p50"), (0.99, "p99")] {
            let [product, floor] =
                [0, 1].map(|at: usize| taken[at].times.percentile(share).map(|micros| micros / 1e3));
            rows.push(Row::new(
                format!("sent to received at {rate}/s, {word}"),
                "ms",
                product,
                floor,
                budget,
            ));
        }
        let [product, floor] =
            [0, 1].map(|at: usize| Some(taken[at].cpu_s * 1e6 / taken[at].messages as f64));
        rows.push(Row::new(
            format!("server CPU per message at {rate}/s"),
            "µs",
            product,
            floor,
            Budget::default(),
        ));
    }
    Ok(Section { name: "latency", rows, notes: Vec::new(), others: watch.others()? })
}

#[derive(Default)]
struct Taken {
    times: Times,
    cpu_s: f64,
    messages: usize,
}

/// Runs all pairs so that together they send at that rate; gives the times and how many were sent.
async fn at_rate(pairs: &mut Vec<Pair>, rate: u32, length: Duration) -> Outcome<(Times, usize)> {
    let before: usize = pairs.iter().map(|pair| pair.fates.len()).sum();
    let begin = Instant::now() + Duration::from_millis(20);
    let count = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let interval = Duration::from_secs(1) * count / rate;
    let span = Span { from: begin + length / 10, until: begin + length };
    let pace = |number: u32| Pace::Every { first: begin + interval * number / count, interval };
    let mut times = Times::default();
    for run in drive(pairs, pace, span).await? {
        times.join(run.delivery);
    }
    let after: usize = pairs.iter().map(|pair| pair.fates.len()).sum();
    Ok((times, after - before))
}
