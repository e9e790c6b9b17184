//! One integration binary: add a module here, never a second binary (each one links the world again).

mod app;
mod chain;
mod chat;
mod idempotency;
mod emergency;
mod held;
mod queue;
mod resume;
