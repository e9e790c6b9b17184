//! The measurements, one file each. Product and floor take turns within each, so that both meet the same machine.

pub(crate) mod handshake;
pub(crate) mod idle;
pub(crate) mod latency;
pub(crate) mod limits;
pub(crate) mod masking;
pub(crate) mod rate;
pub(crate) mod resume;
pub(crate) mod size;
pub(crate) mod startup;

use std::path::PathBuf;

use tokio::sync::OnceCell;

use crate::{
    failure::{During, Outcome},
    floor,
    machine::Watch,
    pair::{Pace, Pair, Run, Span, attend},
    proc::process_ticks,
    product,
    report::Section,
    scratch::Scratch,
    server::{Name, Server},
};

/// What every measurement works with.
pub(crate) struct Bench {
    /// `bedside`.
    pub(crate) product_binary: PathBuf,
    /// `bedside-floor`.
    pub(crate) floor_binary: PathBuf,
    // Set up when first needed: sizes and masking need no server.
    pub(crate) installed: OnceCell<product::Install>,
    pub(crate) floor_installed: OnceCell<floor::Install>,
    /// Databases and logs.
    pub(crate) scratch: Scratch,
    /// The built web part, if there is one.
    pub(crate) web: PathBuf,
    /// Short runs.
    pub(crate) quick: bool,
}

impl Bench {
    /// One of the two, on data of its own.
    pub(crate) async fn start(&self, name: Name) -> Outcome<Server> {
        match name {
            Name::Product => self.install().await?.start(&self.scratch).await,
            Name::Floor => self.floor().await?.start(&self.scratch).await,
        }
    }

    /// The product, set up once; each start gets a copy of its data.
    pub(crate) async fn install(&self) -> Outcome<&product::Install> {
        let make = || product::Install::prepare(&self.scratch, &self.product_binary);
        self.installed.get_or_try_init(make).await
    }

    async fn floor(&self) -> Outcome<&floor::Install> {
        let make = async || floor::Install::prepare(&self.scratch, &self.floor_binary);
        self.floor_installed.get_or_try_init(make).await
    }

    /// The long or the short value.
    pub(crate) fn or_quick<T>(&self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }
}

/// What can be measured, by its name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum What {
    /// What the machine allows
    Limits,
    /// Memory per idle visitor
    Idle,
    /// Sent to received
    Latency,
    /// Durable messages a second
    Rate,
    /// TLS handshakes
    Handshake,
    /// Coming back to a conversation
    Resume,
    /// Start-up, empty and with a million messages
    Startup,
    /// Binary and widget
    Size,
    /// Masking, sealing, audit of one message
    Masking,
    /// Everything
    All,
}

impl What {
    /// Every single one, in the order they are run.
    const EACH: [Self; 9] = [
        Self::Limits,
        Self::Size,
        Self::Masking,
        Self::Handshake,
        Self::Resume,
        Self::Latency,
        Self::Rate,
        Self::Idle,
        Self::Startup,
    ];

    /// What to run for it.
    pub(crate) fn each(self) -> Vec<Self> {
        if self == Self::All { Self::EACH.to_vec() } else { vec![self] }
    }

    /// Runs one.
    pub(crate) async fn run(self, bench: &Bench) -> Outcome<Section> {
        match self {
            Self::Limits => limits::run(bench).await,
            Self::Idle => idle::run(bench).await,
            Self::Latency => latency::run(bench).await,
            Self::Rate => rate::run(bench).await,
            Self::Handshake => handshake::run(bench).await,
            Self::Resume => resume::run(bench).await,
            Self::Startup => startup::run(bench).await,
            Self::Size => size::run(bench),
            Self::Masking => masking::run(bench),
            Self::All => Err(crate::failure::Failure::new("run each by itself")),
        }
    }
}

/// Product and floor with people at both, for measurements in which they take turns.
struct Sides {
    servers: [Server; 2],
    pairs: [Vec<Pair>; 2],
}

impl Sides {
    async fn start(bench: &Bench, count: usize) -> Outcome<Self> {
        let servers = [bench.start(Name::Product).await?, bench.start(Name::Floor).await?];
        let product = servers[0].pairs(count).await?;
        let floor = servers[1].pairs(count).await?;
        Ok(Self { servers, pairs: [product, floor] })
    }

    fn watch(&self) -> Outcome<Watch> {
        Watch::start(&self.servers.each_ref().map(Server::pid))
    }

    /// One side's turn; the people of the other wait and answer pings.
    async fn turn(&mut self, side: usize, pace: impl Fn(u32) -> Pace, span: Span) -> Outcome<Turn> {
        let server = &mut self.servers[side];
        let [product, floor] = &mut self.pairs;
        let (pairs, waiting) = if side == 0 { (product, floor) } else { (floor, product) };
        let sent = |pairs: &[Pair]| pairs.iter().map(|pair| pair.fates.len()).sum::<usize>();
        let before = (process_ticks(server.pid())?, sent(pairs));
        let outcome = tokio::select! {
            outcome = drive(pairs, pace, span) => outcome,
            failure = attend(waiting) => Err(failure),
        };
        let runs = server.blame(outcome)?;
        let cpu_s = process_ticks(server.pid())?.seconds_since(before.0);
        Ok(Turn { runs, sent: sent(pairs) - before.1, cpu_s })
    }
}

/// What a turn gave.
struct Turn {
    runs: Vec<Run>,
    /// Messages sent in it.
    sent: usize,
    /// The server's processor time.
    cpu_s: f64,
}

/// Runs all pairs at once, each in a task of its own; `pace` is asked with the pair's number. The pairs come back in order.
async fn drive(pairs: &mut Vec<Pair>, pace: impl Fn(u32) -> Pace, span: Span) -> Outcome<Vec<Run>> {
    let mut tasks = Vec::with_capacity(pairs.len());
    for (number, mut pair) in (0..).zip(pairs.drain(..)) {
        let pace = pace(number);
        tasks.push(tokio::spawn(async move {
            let run = pair.run(pace, span).await;
            (pair, run)
        }));
    }
    let mut runs = Vec::with_capacity(tasks.len());
    for task in tasks {
        let (pair, run) = task.await.during("driving a pair")?;
        pairs.push(pair);
        runs.push(run?);
    }
    Ok(runs)
}
