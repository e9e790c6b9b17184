//! Publishes signed checkpoints: one pass over each organisation's log at least once a second, on a thread that may block.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::{
    services::Services,
    watch::{Part, Pauses},
};
use bedside_audit::{LogSigner, LogStore, Outcome, SequenceError, sequence};

/// Between two passes. A checkpoint follows its entries within a second.
const INTERVAL: Duration = Duration::from_millis(500);
/// While something is wrong, it is said again after this time.
const REMINDER: Duration = Duration::from_secs(60);

/// One organisation's log and the key that signs it.
pub(crate) struct SequencedLog<L> {
    /// Where it is kept.
    pub(crate) store: L,
    /// Signs its checkpoints.
    pub(crate) signer: LogSigner,
}

/// The sequencer's thread.
pub(crate) struct Sequencer {
    stop: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    /// Starts. The first pass finishes what a crash left half done, with the same code.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(crate) fn start<L>(logs: Vec<SequencedLog<L>>, services: Arc<Services>) -> std::io::Result<Self>
    where
        L: LogStore + Send + 'static,
        L::Error: std::fmt::Display,
    {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("audit-sequencer".into())
            .spawn(move || keep_running(&logs, &services, &stopped))?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Sequencer {
    /// Makes a last pass, so that an orderly stop leaves nothing unpublished.
    fn drop(&mut self) {
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Begins again after a panic, as after a crash: what was half done is finished by the next pass.
fn keep_running<L: LogStore>(logs: &[SequencedLog<L>], services: &Services, stopped: &Receiver<()>)
where
    L::Error: std::fmt::Display,
{
    let mut troubles: Vec<Trouble> = logs.iter().map(|_| Trouble::default()).collect();
    let mut pauses = Pauses::default();
    let mut wait = INTERVAL;
    loop {
        let began = Instant::now();
        let ran = catch_unwind(AssertUnwindSafe(|| run(logs, services, stopped, wait, &mut troubles)));
        if ran.is_ok() {
            return;
        }
        services.part_ended(Part::Sequencer);
        if !matches!(stopped.recv_timeout(pauses.next(began.elapsed())), Err(RecvTimeoutError::Timeout)) {
            // Asked to stop meanwhile: the last pass is tried once more.
            let _ = catch_unwind(AssertUnwindSafe(|| pass_all(logs, services, &mut troubles)));
            return;
        }
        services.part_began(Part::Sequencer);
        wait = Duration::ZERO;
    }
}

fn run<L: LogStore>(
    logs: &[SequencedLog<L>],
    services: &Services,
    stopped: &Receiver<()>,
    mut wait: Duration,
    troubles: &mut [Trouble],
) where
    L::Error: std::fmt::Display,
{
    loop {
        let stop = !matches!(stopped.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
        pass_all(logs, services, troubles);
        if stop {
            return;
        }
        wait = INTERVAL;
    }
}

fn pass_all<L: LogStore>(logs: &[SequencedLog<L>], services: &Services, troubles: &mut [Trouble])
where
    L::Error: std::fmt::Display,
{
    for (log, trouble) in logs.iter().zip(troubles) {
        pass(log, services, trouble);
    }
}

/// Passes until there is nothing left to sequence.
fn pass<L: LogStore>(log: &SequencedLog<L>, services: &Services, trouble: &mut Trouble)
where
    L::Error: std::fmt::Display,
{
    loop {
        match sequence(&log.store, &log.signer, services.clock.now().0) {
            Ok(Outcome::Idle) => return trouble.is_now(Standing::Well, services, None),
            Ok(Outcome::Recovered(_)) => {
                services.metrics.checkpoints.add_one();
                return trouble.is_now(Standing::Well, services, None);
            }
            Ok(Outcome::Advanced { more, .. }) => {
                services.metrics.checkpoints.add_one();
                if !more {
                    return trouble.is_now(Standing::Well, services, None);
                }
            }
            Err(SequenceError::Unpublished { more: true, .. }) => {
                services.metrics.checkpoints_failed.add_one();
            }
            Err(SequenceError::Unpublished { error, more: false }) => {
                services.metrics.checkpoints_failed.add_one();
                return trouble.is_now(Standing::Unpublished, services, Some(&error));
            }
            Err(error) => {
                services.metrics.checkpoints_failed.add_one();
                return trouble.is_now(Standing::Unsequenced, services, Some(&error));
            }
        }
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Standing {
    #[default]
    Well,
    /// Entries are signed; nobody outside sees it.
    Unpublished,
    /// Entries wait.
    Unsequenced,
}

/// How a log stands, and when that was last said: a line when it changes and one a minute while it lasts, not one a pass.
#[derive(Default)]
struct Trouble {
    standing: Standing,
    said: Option<Instant>,
}

impl Trouble {
    fn is_now(&mut self, now: Standing, services: &Services, error: Option<&dyn std::fmt::Display>) {
        let metrics = &services.metrics;
        let gauge = |standing| match standing {
            Standing::Well => None,
            Standing::Unpublished => Some(&metrics.logs_unpublished),
            Standing::Unsequenced => Some(&metrics.logs_unsequenced),
        };
        let before = std::mem::replace(&mut self.standing, now);
        if before != now {
            gauge(before).inspect(|gauge| gauge.down());
            gauge(now).inspect(|gauge| gauge.up());
            self.said = None;
            if now == Standing::Well {
                tracing::info!("An audit log is sequenced and published again");
            }
        }
        let Some(error) = error.filter(|_| self.said.is_none_or(|said| said.elapsed() >= REMINDER)) else {
            return;
        };
        self.said = Some(Instant::now());
        match now {
            Standing::Unpublished => tracing::error!(
                %error,
                "Audit checkpoints are signed but cannot be published; chats go on, and it is tried again"
            ),
            _ => tracing::error!(%error, "The audit log is not sequenced; it is tried again"),
        }
    }
}
