//! The HTTP edge: REST, the socket's upgrade, the streaming fallback, and the files of widget and console.

mod answer;
mod assets;
mod body;
mod cookies;
mod full_page;
mod health;
mod html;
mod origin;
mod panel;
mod router;
mod site;
mod socket;
mod staff;
mod stream;
mod visitor;

pub use assets::{loader_integrity, loader_path};
pub(crate) use health::Readiness;
pub(crate) use router::{Edge, Scheme, router};
pub(crate) use stream::Streams;
