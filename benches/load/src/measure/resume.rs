//! Coming back: ticket, connection, hello, and a conversation of twenty messages; what it costs the server.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use super::{Bench, drive};
use crate::{
    failure::{During, Failure, Outcome},
    machine::Watch,
    pair::{Pace, Span, attend},
    proc::process_ticks,
    product::{Desk, Visitor, come_back},
    report::{Budget, Row, Section},
    say,
    server::{Name, Server},
    stats::{Times, median},
};

const PAIRS: usize = 8;
const MESSAGES: usize = 20;

/// Runs it.
pub(super) async fn run(bench: &Bench) -> Outcome<Section> {
    let rounds = bench.or_quick(5, 1);
    let each = bench.or_quick(150, 20);
    let server = bench.start(Name::Product).await?;
    let floor = bench.start(Name::Floor).await?;
    let mut pairs = server.pairs(PAIRS).await?;
    let now = Instant::now();
    let span = Span { from: now, until: now + Duration::from_secs(60) };
    drive(&mut pairs, |_| Pace::UpTo(MESSAGES), span).await?;
    let visitors: Vec<_> = pairs.iter_mut().filter_map(|pair| pair.visitor.take()).map(Arc::new).collect();

    let watch = Watch::start(&[server.pid(), floor.pid()])?;
    let mut costs = Vec::new();
    let mut floors = Vec::new();
    let mut times = Times::default();
    for _ in 0..rounds {
        let before = process_ticks(server.pid())?;
        let returned = tokio::select! {
            returned = all_return(&server, &visitors, each) => returned?,
            failure = attend(&mut pairs) => return Err(failure),
        };
        times.join(returned);
        let cpu = process_ticks(server.pid())?.seconds_since(before);
        costs.push(cpu * 1e6 / (each * visitors.len()) as f64);
        floors.push(floor_connects(&floor, each * visitors.len()).await?);
        say::progress(&format!("product: {:.0} µs each", costs.last().copied().unwrap_or(0.0)));
    }
    let cost = "ticket, connect, hello, 20 messages again: server CPU";
    let rows = vec![
        Row::new(cost, "µs", median(&costs), median(&floors), Budget::default()),
        Row::plain(
            "the same, time until the last message, 8 at a time, p50",
            "ms",
            times.percentile(0.5).map(|t| t / 1e3),
        ),
    ];
    let notes = vec![
        "The floor only connects and logs in: it keeps no sessions and shows no past messages.".to_owned(),
    ];
    Ok(Section { name: "resume", rows, notes, others: watch.others()? })
}

/// Every visitor comes back so many times, all visitors at once; gives how long each time took.
async fn all_return(server: &Server, visitors: &[Arc<Visitor>], each: usize) -> Outcome<Times> {
    let clinic = server.clinic.as_ref().ok_or_else(|| Failure::new("only the product has a clinic"))?;
    let mut tasks = JoinSet::new();
    for visitor in visitors {
        let (port, tls) = (server.port, Arc::clone(&server.tls));
        let (visitor, clinic) = (Arc::clone(visitor), Arc::clone(clinic));
        tasks.spawn(async move {
            let mut desk = Desk::open(port, &tls, clinic).await?;
            let mut times = Times::default();
            for _ in 0..each {
                let began = Instant::now();
                let returned = come_back(&mut desk, port, &tls, &visitor).await?;
                times.add(began.elapsed());
                if returned.messages.len() != MESSAGES {
                    let found = returned.messages.len();
                    return Err(Failure::new(format!("{found} of {MESSAGES} messages came back")));
                }
            }
            Ok(times)
        });
    }
    let mut times = Times::default();
    while let Some(done) = tasks.join_next().await {
        times.join(done.during("coming back")??);
    }
    Ok(times)
}

/// Connects and logs in at the floor, one after another on each of a few doors; CPU each, in microseconds.
async fn floor_connects(floor: &Server, count: usize) -> Outcome<f64> {
    let before = process_ticks(floor.pid())?;
    let mut tasks = JoinSet::new();
    for _ in 0..PAIRS {
        let mut door = floor.door().await?;
        tasks.spawn(async move {
            for _ in 0..count / PAIRS {
                drop(door.visitor().await?);
            }
            Ok::<_, Failure>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.during("connecting")??;
    }
    Ok(process_ticks(floor.pid())?.seconds_since(before) * 1e6 / count as f64)
}
