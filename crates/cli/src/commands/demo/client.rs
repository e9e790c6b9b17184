//! A small client of the server's own interface: REST, and the streaming fallback for chats (`docs/protocol.md`).

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};

/// Nothing on loopback takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why the demo's past chats could not be made. Holds no text of a chat.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClientError {
    #[error("the demo's own server cannot be reached: {0}")]
    Connect(#[from] std::io::Error),
    #[error("the demo's own server ended the connection: {0}")]
    Http(#[from] hyper::Error),
    #[error("{what} was answered with {status}")]
    Status { what: String, status: StatusCode },
    #[error("the server sent `{got}` and not `{wanted}`")]
    Frame { wanted: &'static str, got: String },
    #[error("the server sent something that is no JSON")]
    Json(#[from] serde_json::Error),
    #[error("the server did not answer in time")]
    Slow(#[from] tokio::time::error::Elapsed),
    #[error("there is no account or department of that name")]
    Unknown,
}

/// How somebody proves who they are.
#[derive(Clone, Copy)]
pub(super) enum Proof<'a> {
    Nobody,
    Bearer(&'a str),
    Cookie(&'a str),
}

impl Proof<'_> {
    fn headers(self) -> Vec<(HeaderName, String)> {
        match self {
            Self::Nobody => vec![],
            Self::Bearer(token) => vec![(header::AUTHORIZATION, format!("Bearer {token}"))],
            Self::Cookie(cookie) => vec![(header::COOKIE, cookie.to_owned())],
        }
    }
}

/// Talks to one server.
#[derive(Clone, Copy)]
pub(super) struct Client(pub(super) SocketAddr);

impl Client {
    pub(super) async fn get(self, path: &str) -> Result<Value, ClientError> {
        let (_, body) = self.ask(Method::GET, path, Proof::Nobody, &Value::Null).await?;
        Ok(body)
    }

    /// Posts JSON; gives headers and body of the answer.
    pub(super) async fn post(
        self,
        path: &str,
        proof: Proof<'_>,
        body: &Value,
    ) -> Result<(HeaderMap, Value), ClientError> {
        self.ask(Method::POST, path, proof, body).await
    }

    pub(super) async fn delete(self, path: &str, proof: Proof<'_>) -> Result<(), ClientError> {
        self.ask(Method::DELETE, path, proof, &Value::Null).await.map(|_| ())
    }

    /// Opens a chat connection with a ticket of whoever proves it.
    pub(super) async fn stream(self, ticket: &str, proof: Proof<'_>) -> Result<Stream, ClientError> {
        let hello = json!({ "type": "hello", "ticket": ticket, "protocol": 1 });
        let (_, body) = self.send(Method::POST, "/api/v1/stream", &[], &hello).await?;
        let mut stream = Stream { client: self, headers: proof.headers(), body, read: Vec::new() };
        let welcome = stream.until("welcome").await?;
        let id = welcome["stream"].as_str().unwrap_or_default().to_owned();
        stream.headers.push((HeaderName::from_static("x-bedside-stream"), id));
        Ok(stream)
    }

    async fn ask(
        self,
        method: Method,
        path: &str,
        proof: Proof<'_>,
        body: &Value,
    ) -> Result<(HeaderMap, Value), ClientError> {
        let (headers, body) = self.send(method, path, &proof.headers(), body).await?;
        let bytes = timeout(PATIENCE, body.collect()).await??.to_bytes();
        let value = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes)? };
        Ok((headers, value))
    }

    async fn send(
        self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, String)],
        body: &Value,
    ) -> Result<(HeaderMap, Incoming), ClientError> {
        let stream = timeout(PATIENCE, TcpStream::connect(self.0)).await??;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.0.to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-bedside", "1");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let request = request.body(Full::new(body)).expect("paths and tokens of the server are ASCII");
        let response = timeout(PATIENCE, sender.send_request(request)).await??;
        let (parts, body) = response.into_parts();
        if !parts.status.is_success() {
            return Err(ClientError::Status { what: path.to_owned(), status: parts.status });
        }
        Ok((parts.headers, body))
    }
}

/// A chat connection over the streaming fallback.
pub(super) struct Stream {
    client: Client,
    /// Whose it is, and which.
    headers: Vec<(HeaderName, String)>,
    body: Incoming,
    /// What came and is not a whole line yet.
    read: Vec<u8>,
}

impl Stream {
    /// Sends a frame and waits for the answer of that type.
    pub(super) async fn ask(&mut self, frame: Value, wanted: &'static str) -> Result<Value, ClientError> {
        drop(self.client.send(Method::POST, "/api/v1/stream/frames", &self.headers, &json!([frame])).await?);
        self.until(wanted).await
    }

    /// The next frame of that type; others in between are news for somebody else, but refusals end it.
    pub(super) async fn until(&mut self, wanted: &'static str) -> Result<Value, ClientError> {
        loop {
            let frame = timeout(PATIENCE, self.next()).await??;
            let kind = frame["type"].as_str().unwrap_or_default();
            if kind == wanted {
                return Ok(frame);
            }
            if matches!(kind, "error" | "refused" | "busy" | "bye" | "held") {
                let code = frame["code"].as_str().unwrap_or_default();
                return Err(ClientError::Frame { wanted, got: format!("{kind} {code}") });
            }
        }
    }

    async fn next(&mut self) -> Result<Value, ClientError> {
        loop {
            if let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.read.drain(..=end).collect();
                return Ok(serde_json::from_slice(&line)?);
            }
            match self.body.frame().await {
                Some(frame) => {
                    if let Some(bytes) = frame?.data_ref() {
                        self.read.extend_from_slice(bytes);
                    }
                }
                None => {
                    return Err(ClientError::Frame { wanted: "another frame", got: "the end".to_owned() });
                }
            }
        }
    }
}
