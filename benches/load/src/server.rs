//! A server under measurement, product or floor, as the measurements see it.

use std::{sync::Arc, time::Duration};

use rustls::ClientConfig;

use crate::{
    child::Running,
    failure::{During, Failure, Outcome},
    floor,
    net::Socket,
    pair::Pair,
    product::{self, Clinic},
};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// The real binary.
    Product,
    /// The least that still does the job.
    Floor,
}

impl Name {
    /// For progress lines.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Floor => "floor",
        }
    }
}

/// A running one.
pub(crate) struct Server {
    /// Which.
    pub(crate) name: Name,
    /// Its process.
    pub(crate) running: Running,
    /// Its TLS port on the loopback address.
    pub(crate) port: u16,
    /// For connecting to it.
    pub(crate) tls: Arc<ClientConfig>,
    /// The product's clinic; the floor has none.
    pub(crate) clinic: Option<Arc<Clinic>>,
    /// From exec until its port was open.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// Adds to a failure of something done with it how it is now.
    pub(crate) fn blame<T>(&mut self, outcome: Outcome<T>) -> Outcome<T> {
        outcome.map_err(|failure| {
            Failure::new(format!("{failure} ({}: {})", self.name.word(), self.running.how_it_is()))
        })
    }

    /// A place from which people connect; one for each task that connects many.
    pub(crate) async fn door(&self) -> Outcome<Door> {
        let clinic = match &self.clinic {
            Some(clinic) => Some(product::Desk::open(self.port, &self.tls, Arc::clone(clinic)).await?),
            None => None,
        };
        Ok(Door { port: self.port, tls: Arc::clone(&self.tls), clinic })
    }

    /// So many pairs in a conversation each. Even ones have the visitor write, odd ones the staff.
    pub(crate) async fn pairs(&self, count: usize) -> Outcome<Vec<Pair>> {
        match &self.clinic {
            Some(clinic) => product::pairs(self.port, &self.tls, clinic, count).await,
            None => floor::pairs(self.port, &self.tls, count).await,
        }
        .during(&format!("bringing {count} pairs together at the {}", self.name.word()))
    }
}

/// Connects visitors who only wait.
pub(crate) struct Door {
    port: u16,
    tls: Arc<ClientConfig>,
    clinic: Option<product::Desk>,
}

impl Door {
    /// One more visitor, connected and logged in.
    pub(crate) async fn visitor(&mut self) -> Outcome<Socket> {
        match &mut self.clinic {
            Some(desk) => desk.idle_visitor().await,
            None => floor::idle_visitor(self.port, &self.tls).await,
        }
    }
}
