//! The highest durable rate: 64 pairs send as fast as they are answered. Afterwards every acknowledged message must be there.

use std::time::{Duration, Instant};

use super::{Bench, Sides};
use crate::{
    failure::{Failure, Outcome},
    pair::{Pace, Pair, Span},
    product::{Desk, come_back},
    report::{Budget, Row, Section},
    say,
    server::Server,
    stats::median,
};

pub(super) const PAIRS: usize = 64;
const IN_FLIGHT: [usize; 3] = [1, 4, 32];
/// DESIGN §7: at least this many a second, load generator included.
const LEAST: f64 = 20_000.0;

/// Runs it.
pub(super) async fn run(bench: &Bench) -> Outcome<Section> {
    let rounds = bench.or_quick(5, 1);
    let length = Duration::from_secs(bench.or_quick(3, 2));
    let mut sides = Sides::start(bench, PAIRS).await?;
    let watch = sides.watch()?;
    let mut rows = Vec::new();
    let mut best = [0.0_f64; 2];
    for in_flight in IN_FLIGHT {
        let mut rates: [Vec<f64>; 2] = Default::default();
        let mut costs: [Vec<f64>; 2] = Default::default();
        for _ in 0..rounds {
            for side in [0, 1] {
                let round = closed_loop(&mut sides, side, in_flight, length).await?;
                let word = sides.servers[side].name.word();
                say::progress(&format!("{in_flight} in flight, {word}: {:.0}/s", round.rate));
                rates[side].push(round.rate);
                costs[side].push(round.cpu_micros);
            }
        }
        let [product, floor] = rates.each_ref().map(|rates| median(rates));
        for (best, rate) in best.iter_mut().zip([product, floor]) {
            *best = best.max(rate.unwrap_or(0.0));
        }
        let what = format!("durable messages, {PAIRS} pairs, {in_flight} in flight each");
        rows.push(Row::new(what, "1/s", product, floor, Budget::default()));
        let [product, floor] = costs.each_ref().map(|costs| median(costs));
        let what = format!("server CPU per message, {in_flight} in flight each");
        rows.push(Row::new(what, "µs", product, floor, Budget::default()));
    }
    rows.push(Row::new("highest durable rate", "1/s", Some(best[0]), Some(best[1]), Budget::at_least(LEAST)));
    let others = watch.others()?;

    let kept = all_there(&sides.servers[0], &sides.pairs[0]).await?;
    let missing = Row::new(
        "acknowledged messages missing or doubled afterwards",
        "",
        Some(0.0),
        None,
        Budget::at_most(0.0),
    );
    rows.push(missing);
    let notes =
        vec![format!("{kept} acknowledged messages were read again afterwards, each once and in order.")];
    Ok(Section { name: "rate", rows, notes, others })
}

struct Round {
    rate: f64,
    cpu_micros: f64,
}

async fn closed_loop(sides: &mut Sides, side: usize, in_flight: usize, length: Duration) -> Outcome<Round> {
    let begin = Instant::now();
    let from = begin + length / 5;
    let span = Span { from, until: from + length };
    let turn = sides.turn(side, |_| Pace::InFlight(in_flight), span).await?;
    let completed: u64 = turn.runs.iter().map(|run| run.completed).sum();
    let rate = completed as f64 / length.as_secs_f64();
    Ok(Round { rate, cpu_micros: turn.cpu_s * 1e6 / turn.sent as f64 })
}

/// Reads every conversation again from its beginning and compares it with what was acknowledged. Gives how many that were.
async fn all_there(server: &Server, pairs: &[Pair]) -> Outcome<usize> {
    let Some(clinic) = &server.clinic else { return Ok(0) };
    let mut desk = Desk::open(server.port, &server.tls, clinic.clone()).await?;
    let mut total = 0;
    for (number, pair) in pairs.iter().enumerate() {
        let Some(visitor) = &pair.visitor else { continue };
        let returned = come_back(&mut desk, server.port, &server.tls, visitor).await?;
        compare(pair, &returned.messages)
            .map_err(|words| Failure::new(format!("conversation {number}: {words}")))?;
        total += pair.acknowledged();
    }
    Ok(total)
}

/// One sender's messages: those acknowledged must be there once each, in the order they were sent.
fn compare(pair: &Pair, messages: &[u32]) -> Result<(), String> {
    in_order(messages)?;
    let there: std::collections::HashSet<u32> = messages.iter().copied().collect();
    let acknowledged = pair.fates.iter().enumerate().filter(|(_, fate)| fate.acknowledged);
    let missing =
        acknowledged.filter(|(number, _)| u32::try_from(*number).is_ok_and(|n| !there.contains(&n))).count();
    if missing == 0 { Ok(()) } else { Err(format!("{missing} acknowledged messages are missing")) }
}

fn in_order(messages: &[u32]) -> Result<(), String> {
    match messages.windows(2).find(|two| two[0] >= two[1]) {
        None => Ok(()),
        Some(two) => Err(format!("message {} comes after message {}", two[1], two[0])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_and_reordered_messages_are_noticed() {
        assert!(in_order(&[]).is_ok());
        assert!(in_order(&[0, 1, 5]).is_ok());
        assert!(in_order(&[0, 0]).is_err());
        assert!(in_order(&[1, 0]).is_err());
    }
}
