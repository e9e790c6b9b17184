//! One queued write: what it does in the transaction, what runs after the commit, and whom it reports to.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::SyncSender,
};

use tokio::sync::oneshot;

use crate::{OnCommit, WriteError};

use super::{failure::Failure, transaction::Tx};

/// A write in the queue. Applied once or more (after a rollback again), then either announced and reported, or failed.
pub(super) trait Job: Send {
    /// Does it, inside the open transaction.
    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<(), Failure>;
    /// Takes a refusal as the outcome: nothing of it was written, its neighbours go on.
    fn refuse(&mut self, error: WriteError);
    /// After the commit: runs `on_commit`.
    fn announce(&mut self);
    /// After every `on_commit` of the group: tells the caller.
    fn report(self: Box<Self>);
    /// The group was not committed: tells the caller.
    fn fail(self: Box<Self>, error: WriteError);
}

/// Where the answer goes.
pub(super) enum Reply<T> {
    /// To a future.
    Future(oneshot::Sender<Result<T, WriteError>>),
    /// To a thread that waits.
    Blocking(SyncSender<Result<T, WriteError>>),
}

/// The [`Job`] made of a closure.
pub(super) struct Queued<T, F> {
    work: F,
    on_commit: Option<OnCommit<T>>,
    reply: Reply<T>,
    outcome: Option<Result<T, WriteError>>,
}

impl<T, F> Queued<T, F>
where
    T: Send,
    F: FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send,
{
    pub(super) fn new(work: F, on_commit: Option<OnCommit<T>>, reply: Reply<T>) -> Self {
        Self { work, on_commit, reply, outcome: None }
    }
}

impl<T, F> Job for Queued<T, F>
where
    T: Send,
    F: FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send,
{
    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        self.outcome = Some(Ok((self.work)(tx)?));
        Ok(())
    }

    fn refuse(&mut self, error: WriteError) {
        self.outcome = Some(Err(error));
    }

    fn announce(&mut self) {
        if let (Some(Ok(outcome)), Some(on_commit)) = (&self.outcome, self.on_commit.take())
            && catch_unwind(AssertUnwindSafe(|| on_commit(outcome))).is_err()
        {
            tracing::error!("What runs after a commit panicked; the write is stored, its delivery is not");
        }
    }

    fn report(self: Box<Self>) {
        let outcome = self.outcome.expect("a group is reported after every write in it was applied");
        self.reply.send(outcome);
    }

    fn fail(self: Box<Self>, error: WriteError) {
        self.reply.send(Err(error));
    }
}

impl<T> Reply<T> {
    /// A caller that is gone does not undo the write.
    fn send(self, outcome: Result<T, WriteError>) {
        match self {
            Self::Future(reply) => drop(reply.send(outcome)),
            Self::Blocking(reply) => drop(reply.send(outcome)),
        }
    }
}
