//! A running server: listeners, housekeeping, sequencer, admin socket; how it starts, drains and stops.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::{
    Services, admin,
    config::Config,
    http::{Edge, Readiness, Scheme, Streams, router},
    hub::EndReason,
    identity::{Attempts, PasswordChecks, Tickets},
    installation::{Installation, InstallationError},
    listener::{Admission, Listener},
    sequencer::Sequencer,
    source::{SourceRate, Strangers},
    startup::StartError,
    tls::{self, TlsError},
    watch::Part,
};

/// Connections told to go in one step of a drain: clients come back elsewhere, and not all at once.
const DRAIN_STEP: usize = 200;
const DRAIN_PAUSE: Duration = Duration::from_millis(50);
/// Connections at once to the metrics, which are counted apart: they are wanted most when the server is full.
const METRICS_CONNECTIONS: usize = 8;
/// An orderly stop waits this long for connections to end.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Data, keys or keyring.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// Directory or audit log.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Certificate or key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A port.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        error: std::io::Error,
    },
    /// The admin socket or a thread.
    #[error("{what}: {error}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Why not.
        error: std::io::Error,
    },
}

/// A running server.
pub struct Server {
    services: Arc<Services>,
    readiness: Arc<Readiness>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    sequencer: Option<Sequencer>,
    installation: Installation,
    /// Where it listens with TLS.
    pub https: Option<SocketAddr>,
    /// Where it listens plainly, on loopback.
    pub http: Option<SocketAddr>,
    /// Where metrics are read.
    pub metrics: Option<SocketAddr>,
}

impl Server {
    /// Starts and serves. Returns once connections are accepted. `extra` are pages of the demo.
    ///
    /// # Errors
    /// [`ServeError`], which says what is wrong and what to do.
    pub async fn start(
        config: &Config,
        installation: Installation,
        extra: Router,
    ) -> Result<Self, ServeError> {
        let server = Self::prepare(config, installation, extra).await?;
        server.serve();
        Ok(server)
    }

    /// As [`start`](Self::start), but `/healthz` and `/readyz` answer `starting` until [`serve`](Self::serve): for who has
    /// something to put into it first, by its own front door.
    ///
    /// # Errors
    /// [`ServeError`], which says what is wrong and what to do.
    pub async fn prepare(
        config: &Config,
        installation: Installation,
        extra: Router,
    ) -> Result<Self, ServeError> {
        let services = Arc::clone(&installation.services);
        // Before anything is written: a log that was rolled back must not grow.
        let logs = installation.logs().await?;
        services.start().await?;
        let sequencer = Sequencer::start(logs, Arc::clone(&services))
            .map_err(|error| ServeError::Io { what: "the sequencer's thread", error })?;

        let readiness = Arc::new(Readiness::default());
        let tickets = Arc::new(Tickets::new(&*services.rng));
        let passwords = Arc::new(PasswordChecks::default());
        let attempts = Arc::new(Attempts::new(config.limits.failed_sign_ins_per_minute));
        let new_sessions = Arc::new(SourceRate::new(config.limits.visitor_sessions_per_minute));
        let streams = Arc::new(Streams::default());
        let admission = |places, strangers| Admission {
            places: Arc::new(Semaphore::new(places)),
            strangers: Arc::new(Strangers::new(strangers)),
            services: Arc::clone(&services),
        };
        let public = admission(config.max_connections, config.limits.unknown_connections);
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let edge = |scheme| {
            Arc::new(Edge {
                services: Arc::clone(&services),
                tickets: Arc::clone(&tickets),
                passwords: Arc::clone(&passwords),
                attempts: Arc::clone(&attempts),
                new_sessions: Arc::clone(&new_sessions),
                streams: Arc::clone(&streams),
                readiness: Arc::clone(&readiness),
                scheme,
                public_origins: config.public_origins.clone(),
            })
        };
        let mut https = None;
        if let Some(listener) = &config.https {
            let tls = tls::server_config(&listener.certificate_file, &listener.key_file)?;
            let routes = router(edge(Scheme::Https), extra.clone());
            let bound = bind(listener.address, Some(tls), routes).await?;
            https = bound.address().ok();
            tasks.spawn(listen(&services, bound, public.clone(), stopped.clone()));
        }
        let mut http = None;
        if let Some(address) = config.http {
            let routes = router(edge(Scheme::Http), extra);
            let bound = bind(address, None, routes).await?;
            http = bound.address().ok();
            tasks.spawn(listen(&services, bound, public.clone(), stopped.clone()));
        }
        let mut metrics = None;
        if let Some(address) = config.metrics {
            let routes = metrics_routes(Arc::clone(&services));
            let bound = bind(address, None, routes).await?;
            metrics = bound.address().ok();
            let places = admission(METRICS_CONNECTIONS, METRICS_CONNECTIONS);
            tasks.spawn(listen(&services, bound, places, stopped));
        }
        passwords.warm_up();
        tasks.spawn(Arc::clone(&services).keep(Part::Housekeeping, {
            let services = Arc::clone(&services);
            move || Arc::clone(&services).housekeeping()
        }));
        for (part, ended) in [
            (Part::DataWriter, installation.store.writer_ended()),
            (Part::KeyWriter, installation.keys.writer_ended()),
        ] {
            tasks.spawn(Arc::clone(&services).watch(part, ended, || false));
        }
        let control = Control { services: Arc::clone(&services), readiness: Arc::clone(&readiness) };
        tasks.spawn(
            admin::listen(&config.admin_socket, control)
                .map_err(|error| ServeError::Io { what: "the admin socket cannot be opened", error })?,
        );
        Ok(Self {
            services,
            readiness,
            stop,
            tasks,
            sequencer: Some(sequencer),
            installation,
            https,
            http,
            metrics,
        })
    }

    /// From here on it says that it is alive and ready.
    pub fn serve(&self) {
        self.readiness.serve();
    }

    /// The services, for seeding.
    #[must_use]
    pub fn services(&self) -> &Arc<Services> {
        &self.services
    }

    /// Where checkpoints and verifier keys are published.
    #[must_use]
    pub fn publish_dir(&self) -> &std::path::Path {
        self.installation.publish_dir()
    }

    /// Resolves once somebody drained the server over the admin socket.
    pub async fn drained(&self) {
        self.readiness.drained().await;
    }

    /// Stops in order: no new connections, everyone is told to come back, what was begun is finished, the log is published.
    pub async fn stop(mut self) {
        self.readiness.drain();
        let _ = self.stop.send(true);
        let control =
            Control { services: Arc::clone(&self.services), readiness: Arc::clone(&self.readiness) };
        control.send_everyone_away(|_| ()).await;
        let deadline = Instant::now() + STOP_LIMIT;
        while self.services.metrics.connections.value() > 0 && Instant::now() < deadline {
            sleep(DRAIN_PAUSE).await;
        }
        self.services.stopped().await;
        self.tasks.shutdown().await;
        let sequencer = self.sequencer.take();
        let store = self.installation.store.clone();
        let keys = self.installation.keys.clone();
        let _ = tokio::task::spawn_blocking(move || {
            drop(sequencer);
            store.close();
            keys.close();
        })
        .await;
    }
}

/// What the admin socket may do to a running server.
#[derive(Clone)]
pub(crate) struct Control {
    pub(crate) services: Arc<Services>,
    readiness: Arc<Readiness>,
}

impl Control {
    /// Takes no new connections and sends everyone away, a few at a time; `progress` hears how many are left.
    pub(crate) async fn drain(&self, mut progress: impl FnMut(i64)) {
        self.readiness.drain();
        self.send_everyone_away(&mut progress).await;
        let deadline = Instant::now() + STOP_LIMIT;
        while self.connections() > 0 && Instant::now() < deadline {
            progress(self.connections());
            sleep(DRAIN_PAUSE * 4).await;
        }
        self.readiness.mark_drained();
    }

    /// Connections that are open.
    pub(crate) fn connections(&self) -> i64 {
        self.services.metrics.connections.value()
    }

    /// Whether the server takes new connections.
    pub(crate) fn is_draining(&self) -> bool {
        self.readiness.is_draining()
    }

    async fn send_everyone_away(&self, mut progress: impl FnMut(i64)) {
        for peers in self.services.peers.all().chunks(DRAIN_STEP) {
            for peer in peers {
                peer.end(EndReason::GoingAway);
            }
            progress(self.connections());
            sleep(DRAIN_PAUSE).await;
        }
    }
}

async fn bind(
    address: SocketAddr,
    tls: Option<Arc<rustls::ServerConfig>>,
    routes: Router,
) -> Result<Listener, ServeError> {
    Listener::bind(address, tls, routes).await.map_err(|error| ServeError::Listen { address, error })
}

/// A listener that is watched. It ends when the server stops, and not before.
fn listen(
    services: &Arc<Services>,
    bound: Listener,
    places: Admission,
    stopped: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static {
    let stop = stopped.clone();
    Arc::clone(services).watch(Part::Listener, bound.run(places, stopped), move || *stop.borrow())
}

fn metrics_routes(services: Arc<Services>) -> Router {
    let render = move || {
        let services = Arc::clone(&services);
        async move { services.metrics.render() }
    };
    Router::new().route("/metrics", axum::routing::get(render))
}
