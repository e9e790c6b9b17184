//! Publishes signed checkpoints: one pass over each organisation's log at least once a second, on a thread that may block.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use crate::services::Services;
use bedside_audit::{LogSigner, LogStore, Outcome, sequence};

/// Between two passes. A checkpoint follows its entries within a second.
const INTERVAL: Duration = Duration::from_millis(500);

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
            .spawn(move || run(&logs, &services, &stopped))?;
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

fn run<L: LogStore>(logs: &[SequencedLog<L>], services: &Services, stopped: &Receiver<()>)
where
    L::Error: std::fmt::Display,
{
    loop {
        let stop = !matches!(stopped.recv_timeout(INTERVAL), Err(RecvTimeoutError::Timeout));
        for log in logs {
            pass(log, services);
        }
        if stop {
            return;
        }
    }
}

/// Passes until there is nothing left to publish.
fn pass<L: LogStore>(log: &SequencedLog<L>, services: &Services)
where
    L::Error: std::fmt::Display,
{
    loop {
        match sequence(&log.store, &log.signer, services.clock.now().0) {
            Ok(Outcome::Idle) => return,
            Ok(Outcome::Recovered(_)) => {
                services.metrics.checkpoints.add_one();
                return;
            }
            Ok(Outcome::Advanced { more, .. }) => {
                services.metrics.checkpoints.add_one();
                if !more {
                    return;
                }
            }
            Err(error) => {
                services.metrics.checkpoints_failed.add_one();
                tracing::error!(%error, "The audit log was not sequenced; it is tried again");
                return;
            }
        }
    }
}
