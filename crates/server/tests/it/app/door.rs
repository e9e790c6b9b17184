//! Where a client meets the server: real sockets, plain or TLS, one HTTP request a connection, WebSockets, and the fallback's stream.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpSocket,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::{client_async, tungstenite};

use super::Socket;

/// Nothing that a test waits for takes longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A byte stream to the server.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// How to reach the server.
#[derive(Clone)]
pub(crate) struct Door {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// With TLS, and whom to trust.
    pub(crate) tls: Option<Arc<rustls::ClientConfig>>,
    /// Receive buffer of new sockets in bytes, where a test wants a narrow one.
    pub(crate) receive_bytes: Option<u32>,
}

/// A whole answer.
pub(crate) struct Answer {
    /// Status code.
    pub(crate) status: u16,
    /// Headers.
    pub(crate) headers: http::HeaderMap,
    /// Body as it came.
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("the body is JSON")
    }

    /// Status and the error's code.
    #[track_caller]
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["error"]["code"].as_str().expect("an error has a code").to_owned())
    }

    /// `name=value` of the cookie it sets.
    #[track_caller]
    pub(crate) fn cookie(&self) -> String {
        let cookie = self.headers.get("set-cookie").expect("a cookie is set").to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

impl Door {
    /// Host as a browser would name it.
    pub(crate) fn host(&self) -> String {
        match self.tls {
            Some(_) => format!("localhost:{}", self.address.port()),
            None => self.address.to_string(),
        }
    }

    /// A new connection.
    pub(crate) async fn connect(&self) -> Box<dyn Wire> {
        let socket = TcpSocket::new_v4().unwrap();
        if let Some(bytes) = self.receive_bytes {
            socket.set_recv_buffer_size(bytes).unwrap();
        }
        let stream = socket.connect(self.address).await.expect("the server listens");
        stream.set_nodelay(true).unwrap();
        match &self.tls {
            None => Box::new(stream),
            Some(config) => {
                let name = ServerName::try_from("localhost").unwrap();
                Box::new(TlsConnector::from(Arc::clone(config)).connect(name, stream).await.expect("TLS"))
            }
        }
    }

    /// One request, headers as given and no others but `Host`, where they name none; the body comes as it comes.
    pub(crate) async fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> http::Response<Incoming> {
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(self.connect().await)).await.unwrap();
        tokio::spawn(connection);
        let mut request = http::Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", self.host());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        timeout(PATIENCE, sender.send_request(request)).await.expect("an answer in time").unwrap()
    }

    /// One request and its whole answer.
    pub(crate) async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let (head, body) = self.exchange(method, path, headers, body).await.into_parts();
        let body = timeout(PATIENCE, body.collect()).await.expect("a body in time").unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).expect("text");
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    /// A request as our own pages make it; `with` is a header that says who asks.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        with: Option<(&str, &str)>,
        body: &Value,
    ) -> Answer {
        let mut headers = vec![("content-type", "application/json"), ("x-bedside", "1")];
        headers.extend(with);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.raw(method, path, &headers, body).await
    }

    /// An upgraded socket on which nothing was said yet, or the status of the refusal.
    pub(crate) async fn upgrade(&self, headers: &[(&str, &str)]) -> Result<Socket, u16> {
        let mut request = http::Request::builder()
            .uri(format!("ws://{}/api/v1/socket", self.host()))
            .header("host", self.host())
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", tungstenite::handshake::client::generate_key())
            .header("sec-websocket-protocol", "bedside.v1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let upgraded = client_async(request.body(()).unwrap(), self.connect().await);
        match timeout(PATIENCE, upgraded).await.expect("an answer in time") {
            Ok((socket, _)) => Ok(Socket::new(socket)),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the upgrade failed: {error}"),
        }
    }

    /// A socket with its hello said.
    pub(crate) async fn socket(&self, ticket: &str, resume: &[(&str, u64)]) -> Socket {
        let mut socket = self.upgrade(&[]).await.expect("an upgrade");
        socket.send(super::hello(ticket, resume)).await;
        socket
    }
}
