//! The generator's side of the network: lean, because it shares the machine with what it measures.

pub(crate) mod echo;
mod frame;
mod http;
mod socket;
mod tls;

pub(crate) use http::{Http, Request};
pub(crate) use socket::Socket;
pub(crate) use tls::{Authority, connect};
