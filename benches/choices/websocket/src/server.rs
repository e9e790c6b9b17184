//! The measured server: TLS, hyper's HTTP/1 upgrade, then one task per connection that echoes text.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::upgrade::Upgraded;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::own::Own;
use crate::queue::Outbound;
use crate::sockets::{Fast, Io, Socket, Soketto, TokioWebsockets, Tungstenite};
use crate::{Outcome, tls};

/// What is measured: a library, what it is given to read from, and what the session holds besides.
#[derive(Clone)]
pub struct Variant {
    library: String,
    read_buffer: usize,
    stream: String,
    queue: String,
    timer: bool,
}

impl FromStr for Variant {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(':');
        let library = parts.next().ok_or("variant: library missing")?;
        let (library, read_buffer) = library.split_once('-').unwrap_or((library, "1024"));
        Ok(Variant {
            library: library.into(),
            read_buffer: read_buffer.parse().map_err(|_| "variant: read buffer is not a number")?,
            stream: parts.next().unwrap_or("boxed").into(),
            queue: parts.next().unwrap_or("none").into(),
            timer: parts.next() == Some("timer"),
        })
    }
}

/// Serves for ever; prints its port on the first line of standard output.
pub async fn serve(variant: Variant) -> Outcome<()> {
    let acceptor = TlsAcceptor::from(tls::server()?);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?.port());
    let variant = Arc::new(variant);
    loop {
        let (tcp, _) = listener.accept().await?;
        tokio::spawn(handshake(acceptor.clone(), tcp, variant.clone()));
    }
}

async fn handshake(acceptor: TlsAcceptor, tcp: TcpStream, variant: Arc<Variant>) {
    let setup = async move {
        tcp.set_nodelay(true)?;
        let tls = acceptor.accept(tcp).await?;
        let service = hyper::service::service_fn(move |request| upgrade(request, variant.clone()));
        hyper::server::conn::http1::Builder::new()
            .max_buf_size(8 * 1024)
            .serve_connection(TokioIo::new(tls), service)
            .with_upgrades()
            .await?;
        Outcome::Ok(())
    };
    if let Err(error) = Box::pin(setup).await {
        eprintln!("connection: {error}");
    }
}

async fn upgrade(request: Request<Incoming>, variant: Arc<Variant>) -> Outcome<Response<Empty<Bytes>>> {
    let key = request.headers().get(header::SEC_WEBSOCKET_KEY).ok_or("no key")?;
    let accept = accept_value(key.as_bytes());
    tokio::spawn(async move {
        let Ok(upgraded) = hyper::upgrade::on(request).await else { return };
        start(upgraded, variant);
    });
    Ok(Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_ACCEPT, accept)
        .body(Empty::new())?)
}

fn accept_value(key: &[u8]) -> String {
    let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hash.update(key);
    hash.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    STANDARD.encode(hash.finish())
}

/// Leaves the upgrade task: the session gets a task of its own that holds nothing of the way here.
fn start(upgraded: Upgraded, variant: Arc<Variant>) {
    if variant.stream == "upgraded" {
        match variant.library.as_str() {
            "own" => spawn(Own::new(BufReader::with_capacity(512, TokioIo::new(upgraded))), &variant),
            _ => any(TokioIo::new(upgraded), variant),
        }
        return;
    }
    let Ok(parts) = upgraded.downcast::<TokioIo<TlsStream<TcpStream>>>() else {
        eprintln!("the stream under the upgrade is not the one we gave hyper");
        return;
    };
    assert!(parts.read_buf.is_empty(), "this client waits for the response");
    let mut tls = parts.io.into_inner();
    tls.get_mut().1.set_buffer_limit(Some(64 * 1024));
    match (variant.library.as_str(), variant.stream.as_str()) {
        ("own", "inline") => spawn(Own::new(tls), &variant),
        ("own", _) => spawn(Own::new(Box::new(tls)), &variant),
        (_, "inline") => any(tls, variant),
        _ => any(Box::new(tls), variant),
    }
}

fn any<S: Io>(io: S, variant: Arc<Variant>) {
    match variant.library.as_str() {
        "tungstenite" => {
            tokio::spawn(async move {
                let socket = Tungstenite::new(io, variant.read_buffer).await;
                spawn(socket, &variant);
            });
        }
        "fastwebsockets" => spawn(Fast::new(io), &variant),
        "tokiowebsockets" => spawn(TokioWebsockets::new(io), &variant),
        "soketto" => spawn(Soketto::new(io), &variant),
        other => eprintln!("no library {other}"),
    }
}

fn spawn<W: Socket + 'static>(socket: W, variant: &Variant) {
    let queue = Outbound::new(&variant.queue);
    if variant.timer {
        tokio::spawn(session(socket, queue, Some(Duration::from_secs(25))));
    } else {
        let task = session(socket, queue, None);
        if std::env::var_os("SIZES").is_some() {
            eprintln!("session future: {} bytes", std::mem::size_of_val(&task));
        }
        tokio::spawn(task);
    }
}

/// The session as the product has it: one task that selects over inbound, outbound and the ping timer.
async fn session<W: Socket>(mut socket: W, mut queue: Outbound, ping: Option<Duration>) {
    let mut timer = ping.map(|every| Box::pin(tokio::time::sleep(every)));
    loop {
        let tick = async {
            match &mut timer {
                Some(timer) => timer.await,
                None => std::future::pending().await,
            }
        };
        let sent = tokio::select! {
            inbound = socket.recv() => match inbound {
                Ok(Some(text)) => socket.send(text).await,
                _ => return,
            },
            frame = queue.next() => socket.send(frame).await,
            () = tick => return,
        };
        if sent.is_err() {
            return;
        }
    }
}
