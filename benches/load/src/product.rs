//! The real binary: how it is set up, started and talked to.

mod install;
mod people;
mod resume;

pub(crate) use install::Install;
pub(crate) use people::{Clinic, Desk, Visitor, pairs, until};
pub(crate) use resume::come_back;
