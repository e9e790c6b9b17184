//! One integration binary: add a module here, never a second binary (each one links the world again).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod app;
mod assign;
mod blocks;
mod bodies;
mod canned;
mod chain;
mod chat;
mod crash_points;
mod disk;
mod drain;
mod emergency;
mod ending;
mod filing;
mod forms;
mod frames;
mod held;
mod hours;
mod idempotency;
mod isolation;
mod limits;
mod loaders;
mod mentions;
mod numbers;
mod outcome;
mod queue;
mod reads;
mod registry;
mod reminders;
mod resume;
mod search;
mod search_texts;
mod secrets;
mod settings;
mod slow;
mod stored;
mod stream;
mod supervise;
mod visitor_panel;
mod watched;
