//! A WebSocket connection that holds next to nothing while it is idle: both buffers are empty then.

use std::{
    future::poll_fn,
    ops::Range,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};

use super::{
    frame::{self, Opcode},
    tls::{Stream, connect},
};
use crate::failure::{During, Failure, Outcome};

const PATH: &str = "/api/v1/socket";
const PROTOCOL: &str = "bedside.v1";
/// Buffers that grew beyond this are given back when they run empty.
const KEPT_BYTES: usize = 4 * 1024;

/// One connection. Sending queues; what is queued goes out while something is waited for, or by [`Socket::flush`].
pub(crate) struct Socket {
    stream: Box<Stream>,
    inbox: Vec<u8>,
    read: usize,
    outbox: Vec<u8>,
    written: usize,
    mask: u32,
}

impl Socket {
    /// Connects, shakes hands and upgrades.
    pub(crate) async fn open(port: u16, config: &Arc<ClientConfig>) -> Outcome<Self> {
        let mut stream = Box::new(connect(port, config).await?);
        // The key is the example's of RFC 6455 §1.3: it must be there, and guards against caches that are not here.
        let request = format!(
            "GET {PATH} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
            Sec-WebSocket-Protocol: {PROTOCOL}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.during("asking for an upgrade")?;
        stream.flush().await.during("asking for an upgrade")?;
        let mut inbox = Vec::new();
        let body = loop {
            let mut chunk = [0; 1024];
            let count = stream.read(&mut chunk).await.during("waiting for the upgrade")?;
            if count == 0 || inbox.len() > 16 * KEPT_BYTES {
                return Err(Failure::new("the server ended the connection instead of upgrading it"));
            }
            inbox.extend_from_slice(&chunk[..count]);
            if let Some(at) = inbox.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
        };
        if !inbox.starts_with(b"HTTP/1.1 101") {
            let line = String::from_utf8_lossy(&inbox).lines().next().unwrap_or_default().to_owned();
            return Err(Failure::new(format!("the upgrade was refused: {line}")));
        }
        let mut socket =
            Self { stream, inbox, read: body, outbox: Vec::new(), written: 0, mask: 0x1234_5678 };
        socket.tidy();
        Ok(socket)
    }

    /// Queues a text frame.
    pub(crate) fn push(&mut self, text: &[u8]) {
        self.push_frame(Opcode::Text, text);
    }

    /// Queues a text frame and writes everything queued.
    pub(crate) async fn send(&mut self, text: &str) -> Outcome {
        self.push(text.as_bytes());
        self.flush().await
    }

    /// Writes everything queued.
    pub(crate) async fn flush(&mut self) -> Outcome {
        poll_fn(|cx| self.poll_flush(cx)).await
    }

    /// The next text frame: where it lies, for [`Socket::text`]. Pings are answered on the way. Safe to cancel.
    pub(crate) async fn next(&mut self) -> Outcome<Range<usize>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The text of a range that [`Socket::next`] gave, until the next call.
    pub(crate) fn text(&self, range: Range<usize>) -> &[u8] {
        &self.inbox[range]
    }

    /// As [`Socket::next`], for tasks that wait for several sockets.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Outcome<Range<usize>>> {
        loop {
            while let Some(head) = frame::first(&self.inbox[self.read..]) {
                let payload = self.read + head.start..self.read + head.end;
                self.read = payload.end;
                match head.opcode {
                    Opcode::Text => return Poll::Ready(Ok(payload)),
                    Opcode::Ping => {
                        let echo = self.inbox[payload].to_vec();
                        self.push_frame(Opcode::Pong, &echo);
                    }
                    Opcode::Pong => {}
                    Opcode::Close => {
                        return Poll::Ready(Err(Failure::new("the server closed the connection")));
                    }
                    Opcode::Other => {
                        return Poll::Ready(Err(Failure::new("a frame of an unknown kind came")));
                    }
                }
            }
            if let Poll::Ready(Err(error)) = self.poll_flush(cx) {
                return Poll::Ready(Err(error));
            }
            self.tidy();
            // On the stack: an idle connection must not keep it.
            let mut chunk = [0; 4 * KEPT_BYTES];
            let mut buffer = ReadBuf::new(&mut chunk);
            match Pin::new(&mut *self.stream).poll_read(cx, &mut buffer) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(Failure::at("reading", error))),
                Poll::Ready(Ok(())) if buffer.filled().is_empty() => {
                    return Poll::Ready(Err(Failure::new("the server ended the connection")));
                }
                Poll::Ready(Ok(())) => self.inbox.extend_from_slice(buffer.filled()),
            }
        }
    }

    /// Writes what is queued as far as it goes.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        while self.written < self.outbox.len() {
            match Pin::new(&mut *self.stream).poll_write(cx, &self.outbox[self.written..]) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(Failure::at("writing", error))),
                Poll::Ready(Ok(count)) => self.written += count,
            }
        }
        if self.written > 0 {
            self.outbox.clear();
            self.outbox.shrink_to(KEPT_BYTES);
            self.written = 0;
        }
        Pin::new(&mut *self.stream).poll_flush(cx).map_err(|error| Failure::at("writing", error))
    }

    /// Gives idle memory back: nothing is queued and nothing half read.
    pub(crate) fn slim(&mut self) {
        self.tidy();
        self.inbox.shrink_to_fit();
        self.outbox.shrink_to_fit();
    }

    fn push_frame(&mut self, opcode: Opcode, payload: &[u8]) {
        // A linear congruence (Numerical Recipes): masks should differ, and need no more than that here.
        self.mask = self.mask.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        frame::append(&mut self.outbox, opcode, payload, self.mask.to_be_bytes());
    }

    fn tidy(&mut self) {
        if self.read > 0 {
            self.inbox.drain(..self.read);
            self.read = 0;
            if self.inbox.is_empty() {
                self.inbox.shrink_to(KEPT_BYTES);
            }
        }
    }
}
