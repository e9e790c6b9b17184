//! Accepts connections: bounded in number, with time-outs, over TLS or, on loopback, plainly.

mod paced;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

pub(crate) use paced::Paced;

use crate::{
    services::Services,
    source::{Source, Strangers},
    tls,
};

/// A handshake that takes longer is given up.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);
/// The head of a request must be here by then.
const HEADER_LIMIT: Duration = Duration::from_secs(10);
/// After an error of accept (too many open files), wait before the next try.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Who is let in: so many in all, and so many of one source before they say who they are.
#[derive(Clone)]
pub(crate) struct Admission {
    pub(crate) places: Arc<Semaphore>,
    pub(crate) strangers: Arc<Strangers>,
    pub(crate) services: Arc<Services>,
}

/// One listener.
pub(crate) struct Listener {
    socket: TcpListener,
    acceptor: Option<TlsAcceptor>,
    router: Router,
}

impl Listener {
    /// Binds. Without TLS, to loopback only.
    pub(crate) async fn bind(
        address: SocketAddr,
        tls: Option<Arc<rustls::ServerConfig>>,
        router: Router,
    ) -> std::io::Result<Self> {
        if tls.is_none() && !address.ip().is_loopback() {
            return Err(tls::plain_beyond_loopback(address));
        }
        let socket = TcpListener::bind(address).await?;
        Ok(Self { socket, acceptor: tls.map(TlsAcceptor::from), router })
    }

    /// Where it listens: the port the system gave where 0 was asked for.
    pub(crate) fn address(&self) -> std::io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Accepts until told to stop. Connections that are open then go on; their requests end by themselves.
    pub(crate) async fn run(self, admission: Admission, mut stop: watch::Receiver<bool>) {
        let Admission { places, strangers, services } = admission;
        loop {
            // The place comes first: with none left, new connections wait in the kernel's queue.
            let place = tokio::select! {
                place = Arc::clone(&places).acquire_owned() => place.expect("the semaphore is never closed"),
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            match accepted {
                Ok((stream, from)) => {
                    // Before the handshake, which is what costs: there is nobody to whom an answer could be given yet.
                    if let Some(place) = Place::new(place, from.ip().into(), &strangers) {
                        let _ = stream.set_nodelay(true);
                        self.serve(stream, place, stop.clone());
                    } else {
                        services.metrics.connections_refused.add_one();
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "A connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn serve(&self, stream: TcpStream, place: Place, stop: watch::Receiver<bool>) {
        let router = self.router.clone();
        match self.acceptor.clone() {
            None => {
                tokio::spawn(serve_http(TokioIo::new(Paced::new(stream)), router, place, stop));
            }
            Some(acceptor) => {
                tokio::spawn(async move {
                    let handshake = Box::pin(acceptor.accept_with(stream, tls::bound));
                    if let Ok(Ok(stream)) = timeout(HANDSHAKE_LIMIT, handshake).await {
                        // Boxed before hyper sees it, so that an upgraded connection keeps the box and nothing of hyper.
                        let stream = Box::new(Paced::new(stream));
                        tokio::spawn(serve_http(TokioIo::new(stream), router, place, stop));
                    }
                });
            }
        }
    }
}

/// Keeps a connection's place for as long as the connection lives, upgraded or not.
pub(crate) struct Place {
    /// Where it comes from.
    pub(crate) source: Source,
    is_stranger: AtomicBool,
    strangers: Arc<Strangers>,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    fn new(permit: OwnedSemaphorePermit, source: Source, strangers: &Arc<Strangers>) -> Option<Self> {
        strangers.enter(source).then(|| Self {
            source,
            is_stranger: AtomicBool::new(true),
            strangers: Arc::clone(strangers),
            _permit: permit,
        })
    }

    /// Whoever connected has said who they are.
    pub(crate) fn make_known(&self) {
        if self.is_stranger.swap(false, Ordering::Relaxed) {
            self.strangers.leave(self.source);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.make_known();
    }
}

async fn serve_http<S>(io: TokioIo<S>, router: Router, place: Place, mut stop: watch::Receiver<bool>)
where
    TokioIo<S>: hyper::rt::Read + hyper::rt::Write,
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = TowerToHyperService::new(router.layer(axum::Extension(Arc::new(place))));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_LIMIT)
        .max_buf_size(32 * 1024)
        .serve_connection(io, service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let stopped = async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stopped => {
            connection.as_mut().graceful_shutdown();
            let _ = timeout(HEADER_LIMIT, connection).await;
        }
    }
}
