//! Fault injection for crash tests, passed in with the options: nothing is read from a global and nothing is left out of a release.

/// A moment around a commit at which a machine may stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultPoint {
    /// Before the transaction begins.
    BeforeBegin,
    /// After one statement of a write: the row is in the transaction, the transaction is open.
    AfterStatement,
    /// Before the commit.
    BeforeCommit,
    /// After the commit, before anyone is told.
    AfterCommit,
}

impl FaultPoint {
    /// Every point, in the order in which a write passes them.
    pub const ALL: [Self; 4] =
        [Self::BeforeBegin, Self::AfterStatement, Self::BeforeCommit, Self::AfterCommit];
}

/// What happens at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The group is rolled back and reported as failed. After the commit it is too late: then as [`Fault::DoneButReportedLost`].
    Lost,
    /// The group is committed, but reported as unconfirmed.
    DoneButReportedLost,
}

/// Decides what happens at each point. Runs on the writer's thread, which waits for it.
pub trait Faults: Send + Sync {
    /// What happens at this point, this time.
    fn at(&self, point: FaultPoint) -> Fault;
}
