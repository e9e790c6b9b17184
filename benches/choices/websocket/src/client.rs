//! The load generator's connection: TLS, upgrade, and just enough framing to echo short texts.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::Outcome;

const REQUEST: &[u8] =
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// One upgraded client connection.
pub struct Client(Box<TlsStream<TcpStream>>);

impl Client {
    /// Connects and upgrades; checks the accept value of RFC 6455's own example.
    pub async fn connect(port: u16, config: Arc<ClientConfig>) -> Outcome<Self> {
        let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
        tcp.set_nodelay(true)?;
        let name = ServerName::try_from("localhost")?;
        let mut tls = Box::new(TlsConnector::from(config).connect(name, tcp).await?);
        tls.write_all(REQUEST).await?;
        tls.flush().await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(tls.read_u8().await?);
        }
        if !String::from_utf8_lossy(&head).contains(ACCEPT) {
            return Err("upgrade refused".into());
        }
        Ok(Client(tls))
    }

    /// Sends one text of `len` bytes (126 or more) and waits for the same text back.
    pub async fn echo(&mut self, len: u16) -> Outcome<()> {
        let skip = 4;
        let mask = [1, 2, 3, 4];
        let mut frame = vec![0x81, 0xfe];
        frame.extend_from_slice(&len.to_be_bytes());
        frame.extend_from_slice(&mask);
        frame.extend((0..len).map(|i| b'a' ^ mask[usize::from(i & 3)]));
        self.0.write_all(&frame).await?;
        self.0.flush().await?;
        let mut back = vec![0; skip + usize::from(len)];
        self.0.read_exact(&mut back).await?;
        if back[skip..].iter().all(|byte| *byte == b'a') { Ok(()) } else { Err("echo differs".into()) }
    }
}
