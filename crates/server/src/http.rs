//! The HTTP edge: REST, the socket's upgrade, the streaming fallback, and the files of widget and console.

mod answer;
mod assets;
mod blocks;
mod body;
mod cookies;
mod full_page;
mod health;
mod html;
mod language;
mod numbers;
mod origin;
mod panel;
mod prefill;
mod reminders;
mod router;
mod search;
mod settings;
mod site;
mod socket;
mod staff;
mod stream;
mod visitor;

pub use assets::{loader_integrity, loader_path};
pub(crate) use health::Readiness;
pub(crate) use router::{Edge, Scheme, router};
pub(crate) use stream::Streams;
