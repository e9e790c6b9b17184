//! Sent to received over 50 pairs, at two fixed rates: the sender does not wait, whatever the server does.

use std::time::{Duration, Instant};

use super::{Bench, Sides, Turn};
use crate::{
    failure::Outcome,
    pair::{Pace, Span},
    report::{Budget, Row, Section},
    say,
    stats::Times,
};

const PAIRS: usize = 50;
/// Messages a second, and whether DESIGN §7 has a budget for it.
const RATES: [(u32, bool); 2] = [(200, true), (2_000, false)];

/// Runs it.
pub(super) async fn run(bench: &Bench) -> Outcome<Section> {
    // Many short turns rather than few long ones: what others do to the disk changes within seconds.
    let rounds = bench.or_quick(40, 4);
    let length = Duration::from_millis(1_100);
    let mut sides = Sides::start(bench, PAIRS).await?;
    let watch = sides.watch()?;
    let mut rows = Vec::new();
    for (rate, counts) in RATES {
        let mut taken: [Taken; 2] = Default::default();
        for round in 0..rounds {
            for (side, taken) in taken.iter_mut().enumerate() {
                let turn = at_rate(&mut sides, side, rate, length).await?;
                let mut times = Times::default();
                for run in turn.runs {
                    times.join(run.delivery);
                }
                let shown = times.percentile(0.5).unwrap_or(0.0) / 1e3;
                let word = sides.servers[side].name.word();
                if round % 4 == 0 {
                    say::progress(&format!("{rate}/s, round {round}, {word}: p50 {shown:.2} ms"));
                }
                taken.times.join(times);
                taken.cpu_s += turn.cpu_s;
                taken.messages += turn.sent;
            }
        }
        let budget = if counts { Budget::times_floor(1.6) } else { Budget::default() };
        for (share, word) in [(0.5, "p50"), (0.99, "p99")] {
            let [product, floor] =
                taken.each_ref().map(|taken| taken.times.percentile(share).map(|micros| micros / 1e3));
            rows.push(Row::new(
                format!("sent to received at {rate}/s, {word}"),
                "ms",
                product,
                floor,
                budget,
            ));
        }
        let [product, floor] = taken.each_ref().map(|taken| Some(taken.cpu_s * 1e6 / taken.messages as f64));
        let what = format!("server CPU per message at {rate}/s");
        rows.push(Row::new(what, "µs", product, floor, Budget::default()));
    }
    Ok(Section { name: "latency", rows, notes: Vec::new(), others: watch.others()? })
}

#[derive(Default)]
struct Taken {
    times: Times,
    cpu_s: f64,
    messages: usize,
}

/// A turn in which all pairs of a side together send at that rate.
async fn at_rate(sides: &mut Sides, side: usize, rate: u32, length: Duration) -> Outcome<Turn> {
    let begin = Instant::now() + Duration::from_millis(20);
    let count = u32::try_from(PAIRS).expect("fifty");
    let interval = Duration::from_secs(1) * count / rate;
    let span = Span { from: begin + length / 10, until: begin + length };
    let pace = |number: u32| Pace::Every { first: begin + interval * number / count, interval };
    sides.turn(side, pace, span).await
}
