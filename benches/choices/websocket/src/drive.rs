//! Runs each variant in a fresh server process, rounds interleaved, and prints minimum and median.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::{Outcome, tls};

const WARM: usize = 50;
const ECHOES: usize = 32_000;
const ECHO_CONNECTIONS: usize = 16;
const SMALL: u16 = 130;
const MESSAGE: u16 = 200;
const BIG: u16 = 15_000;
const PAGE_KIB: f64 = 4.0;

const DEFAULT: &[&str] = &[
    "own:boxed",
    "soketto:boxed",
    "tungstenite-512:boxed",
    "tungstenite-1024:boxed",
    "tungstenite-4096:boxed",
    "fastwebsockets:boxed",
    "tokiowebsockets:boxed",
];

#[derive(Default)]
struct Figures {
    kib: Vec<f64>,
    echo_us: Vec<f64>,
    connect_us: Vec<f64>,
    kib_after_big: Vec<f64>,
}

/// Measures every variant `rounds` times, A B C A B C, and prints a table.
pub async fn run(connections: usize, rounds: usize, variants: &[&str]) -> Outcome<()> {
    let variants = if variants.is_empty() { DEFAULT } else { variants };
    let config = tls::client()?;
    let mut all: BTreeMap<usize, Figures> = BTreeMap::new();
    for round in 0..rounds {
        for (at, variant) in variants.iter().enumerate() {
            let [kib, connect_us, echo_us, after_big] = measure(variant, connections, config.clone()).await?;
            eprintln!("round {round} {variant}: {kib:.2} KiB, {after_big:.2} after a big message");
            let figures = all.entry(at).or_default();
            figures.kib.push(kib);
            figures.echo_us.push(echo_us);
            figures.connect_us.push(connect_us);
            figures.kib_after_big.push(after_big);
        }
    }
    println!(
        "| variant | KiB per idle connection, min / median | same, after one 15 000-byte echo | CPU us per connect | CPU us per echo |"
    );
    println!("| --- | --- | --- | --- | --- |");
    for (at, variant) in variants.iter().enumerate() {
        let Some(figures) = all.get_mut(&at) else { continue };
        println!(
            "| {variant} | {} | {} | {} | {} |",
            spread(&mut figures.kib),
            spread(&mut figures.kib_after_big),
            spread(&mut figures.connect_us),
            spread(&mut figures.echo_us)
        );
    }
    Ok(())
}

async fn measure(variant: &str, connections: usize, config: Arc<ClientConfig>) -> Outcome<[f64; 4]> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["serve", variant])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let pid = child.id().ok_or("server gone")?;
    let mut line = String::new();
    let stdout = child.stdout.take().ok_or("no standard output")?;
    BufReader::new(stdout).read_line(&mut line).await?;
    let port: u16 = line.trim().parse()?;

    let mut clients = connect(WARM, port, &config).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (memory, cpu) = (resident_kib(pid)?, cpu_us(pid)?);
    clients.extend(connect(connections, port, &config).await?);
    tokio::time::sleep(Duration::from_millis(700)).await;
    let many = as_f64(connections);
    let kib = (resident_kib(pid)? - memory) / many;
    let connect_us = (cpu_us(pid)? - cpu) / many;

    let cpu = cpu_us(pid)?;
    let mut tasks = JoinSet::new();
    for mut client in clients.drain(..ECHO_CONNECTIONS) {
        tasks.spawn(async move {
            for _ in 0..ECHOES / ECHO_CONNECTIONS {
                client.echo(MESSAGE).await?;
            }
            Outcome::Ok(client)
        });
    }
    while let Some(done) = tasks.join_next().await {
        clients.push(done??);
    }
    let echo_us = (cpu_us(pid)? - cpu) / as_f64(ECHOES);

    for client in &mut clients {
        client.echo(BIG).await?;
    }
    let after_big = (resident_kib(pid)? - memory) / many;
    child.kill().await?;
    Ok([kib, connect_us, echo_us, after_big])
}

/// Opens `count` connections, eight at a time, and exchanges one small text on each.
async fn connect(count: usize, port: u16, config: &Arc<ClientConfig>) -> Outcome<Vec<Client>> {
    let mut tasks = JoinSet::new();
    for lane in 0..8 {
        let config = config.clone();
        tasks.spawn(async move {
            let mut made = Vec::new();
            for _ in (lane..count).step_by(8) {
                let mut client = Client::connect(port, config.clone()).await?;
                client.echo(SMALL).await?;
                made.push(client);
            }
            Outcome::Ok(made)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    Ok(all)
}

fn resident_kib(pid: u32) -> Outcome<f64> {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm"))?;
    let pages: f64 = statm.split(' ').nth(1).ok_or("statm")?.parse()?;
    Ok(pages * PAGE_KIB)
}

/// CPU time of all threads, from the scheduler's nanosecond counters.
fn cpu_us(pid: u32) -> Outcome<f64> {
    let mut nanos = 0.0;
    for task in std::fs::read_dir(format!("/proc/{pid}/task"))? {
        let text = std::fs::read_to_string(task?.path().join("schedstat"))?;
        let ran: f64 = text.split(' ').next().ok_or("schedstat")?.parse()?;
        nanos += ran;
    }
    Ok(nanos / 1_000.0)
}

fn spread(values: &mut [f64]) -> String {
    values.sort_by(f64::total_cmp);
    format!("{:.2} / {:.2}", values[0], values[values.len() / 2])
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("counts here are small"))
}
