//! Publishes signed checkpoints: one pass over each organisation's log at least once a second, on a thread that may block.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use bedside_audit::{LogSigner, LogStore, Outcome, sequence};
use bedside_domain::Clock;

/// Between two passes. A checkpoint follows its entries within a second.
const INTERVAL: Duration = Duration::from_millis(500);

/// One organisation's log and the key that signs it.
pub struct SequencedLog<L> {
    /// Where it is kept.
    pub store: L,
    /// Signs its checkpoints.
    pub signer: LogSigner,
}

/// The sequencer's thread.
pub struct Sequencer {
    stop: Sender<()>,
    thread: Option<JoinHandle<()>>,
    healthy: Arc<AtomicBool>,
}

impl Sequencer {
    /// Starts. The first pass finishes what a crash left half done, with the same code.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start<L>(logs: Vec<SequencedLog<L>>, clock: Arc<dyn Clock>) -> std::io::Result<Self>
    where
        L: LogStore + Send + 'static,
        L::Error: std::fmt::Display,
    {
        let (stop, stopped) = channel();
        let healthy = Arc::new(AtomicBool::new(true));
        let thread = std::thread::Builder::new().name("audit-sequencer".into()).spawn({
            let healthy = Arc::clone(&healthy);
            move || run(&logs, &*clock, &stopped, &healthy)
        })?;
        Ok(Self { stop, thread: Some(thread), healthy })
    }

    /// Whether the newest pass over every log succeeded.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::Relaxed)
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

fn run<L: LogStore>(
    logs: &[SequencedLog<L>],
    clock: &dyn Clock,
    stopped: &Receiver<()>,
    healthy: &AtomicBool,
) where
    L::Error: std::fmt::Display,
{
    loop {
        let stop = !matches!(stopped.recv_timeout(INTERVAL), Err(RecvTimeoutError::Timeout));
        let mut all_well = true;
        for log in logs {
            all_well &= pass(log, clock);
        }
        healthy.store(all_well, Ordering::Relaxed);
        if stop {
            return;
        }
    }
}

/// Passes until there is nothing left to publish.
fn pass<L: LogStore>(log: &SequencedLog<L>, clock: &dyn Clock) -> bool
where
    L::Error: std::fmt::Display,
{
    loop {
        match sequence(&log.store, &log.signer, clock.now().0) {
            Ok(Outcome::Idle | Outcome::Recovered(_)) => return true,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "The audit log was not sequenced; it is tried again");
                return false;
            }
        }
    }
}
