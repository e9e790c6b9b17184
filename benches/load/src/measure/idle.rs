//! Resident memory per idle visitor: how much the server grows beyond what it holds with fifty.

use std::time::Duration;

use tokio::{task::JoinHandle, time::sleep};

use super::Bench;
use crate::{
    failure::{Failure, Outcome},
    machine::{Machine, Watch},
    net::Socket,
    proc::{process_ticks, resident_kib},
    report::{Budget, Row, Section},
    say,
    server::{Name, Server},
};

/// Connections before the first reading: what is loaded on first use is loaded then.
const WARM: usize = 50;
const SIZES: [usize; 3] = [1_000, 5_000, 18_000];
/// Files the server opens for itself, and some to spare.
const OTHER_FILES: u64 = 400;
/// Visitors being connected at once.
const AT_ONCE: usize = 8;
/// Longer than the server's heartbeat of 12 s, so that every connection was pinged once when it is weighed.
const SETTLE: Duration = Duration::from_secs(14);

/// Runs it.
pub(super) async fn run(bench: &Bench) -> Outcome<Section> {
    let files = Machine::here(bench.scratch.path()).open_files;
    let wanted = if bench.quick { &SIZES[..1] } else { &SIZES[..] };
    let sizes: Vec<usize> =
        wanted.iter().copied().filter(|size| *size as u64 + OTHER_FILES <= files).collect();
    let mut notes = Vec::new();
    if sizes.len() < wanted.len() {
        notes.push(format!("The open-file limit of {files} allows no more connections than shown."));
    }
    let product = weigh(bench, Name::Product, &sizes).await?;
    let floor = weigh(bench, Name::Floor, &sizes).await?;

    let mut rows = Vec::new();
    for ((size, ours), theirs) in sizes.iter().zip(&product.kib_each).zip(&floor.kib_each) {
        rows.push(Row::new(
            format!("memory per idle visitor, {size} connections"),
            "KiB",
            Some(*ours),
            Some(*theirs),
            Budget::at_most(20.0).and(Budget::times_floor(1.35)),
        ));
    }
    let base = |weighed: &Weighed| Some(weighed.base_mib);
    rows.push(Row::new("memory with 50 visitors", "MiB", base(&product), base(&floor), Budget::default()));
    let connect = |weighed: &Weighed| Some(weighed.connect_micros);
    rows.push(Row::new(
        "CPU to connect and log in",
        "µs",
        connect(&product),
        connect(&floor),
        Budget::default(),
    ));
    Ok(Section { name: "idle", rows, notes, others: product.others.max(floor.others) })
}

struct Weighed {
    kib_each: Vec<f64>,
    base_mib: f64,
    connect_micros: f64,
    others: f64,
}

async fn weigh(bench: &Bench, name: Name, sizes: &[usize]) -> Outcome<Weighed> {
    let server = bench.start(name).await?;
    let watch = Watch::start(&[server.pid()])?;
    let mut held = connect(&server, WARM).await?;
    sleep(bench.or_quick(SETTLE, SETTLE / 10)).await;
    let base = resident_kib(server.pid())?;
    let mut spent = 0.0;
    let mut kib_each = Vec::new();
    for &size in sizes {
        let began = process_ticks(server.pid())?;
        let more = size + WARM - held.len();
        held.extend(connect(&server, more).await?);
        spent += process_ticks(server.pid())?.seconds_since(began);
        sleep(bench.or_quick(SETTLE, SETTLE / 10)).await;
        if let Some(lost) = held.iter().position(JoinHandle::is_finished) {
            return Err(Failure::new(format!("visitor {lost} of {} lost the connection", held.len())));
        }
        let resident = resident_kib(server.pid())?;
        let each = resident.saturating_sub(base) as f64 / size as f64;
        say::progress(&format!("{}: {each:.1} KiB each at {size} connections", name.word()));
        kib_each.push(each);
    }
    let connected = sizes.last().copied().unwrap_or(0);
    let others = watch.others()?;
    for task in &held {
        task.abort();
    }
    Ok(Weighed {
        kib_each,
        base_mib: base as f64 / 1024.0,
        connect_micros: spent * 1e6 / connected as f64,
        others,
    })
}

/// Connects so many visitors, a few at a time; each then lives in a task of its own that answers pings.
async fn connect(server: &Server, count: usize) -> Outcome<Vec<JoinHandle<()>>> {
    let mut doors = Vec::new();
    for _ in 0..AT_ONCE.min(count) {
        doors.push(server.door().await?);
    }
    let share = count / doors.len().max(1);
    let rest = count % doors.len().max(1);
    let mut arriving = tokio::task::JoinSet::new();
    for (number, mut door) in doors.into_iter().enumerate() {
        let share = share + usize::from(number < rest);
        arriving.spawn(async move {
            let mut tasks = Vec::with_capacity(share);
            for _ in 0..share {
                tasks.push(tokio::spawn(stay(door.visitor().await?)));
            }
            Ok::<_, Failure>(tasks)
        });
    }
    let mut held = Vec::with_capacity(count);
    while let Some(tasks) = arriving.join_next().await {
        held.extend(tasks.map_err(|error| Failure::at("connecting visitors", error))??);
    }
    Ok(held)
}

/// Answers pings until the connection ends.
async fn stay(mut socket: Socket) {
    while socket.next().await.is_ok() {}
}
