//! The lower bound: RFC 6455 framing by hand, with no read buffer of its own.
//!
//! It parses straight out of the chunk that rustls holds (`AsyncBufRead`), so an idle connection owns
//! nothing here but a 14-byte header. Text and close only: enough to measure, not a product.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};

const MAX_MESSAGE_BYTES: usize = 16 * 1024;

/// A server-side WebSocket over a buffered stream. Reading is safe to cancel: all progress is in fields.
pub struct Own<S> {
    io: S,
    header: [u8; 14],
    have: usize,
    payload: Vec<u8>,
}

impl<S: AsyncBufRead + AsyncWrite + Unpin> Own<S> {
    pub fn new(io: S) -> Self {
        Own { io, header: [0; 14], have: 0, payload: Vec::new() }
    }

    /// The next text message, or `None` once the peer has closed.
    pub async fn recv(&mut self) -> io::Result<Option<Vec<u8>>> {
        while self.have < 2 || self.have < header_len(&self.header) {
            let chunk = self.io.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let want = if self.have < 2 { 2 } else { header_len(&self.header) };
            let take = chunk.len().min(want - self.have);
            self.header[self.have..self.have + take].copy_from_slice(&chunk[..take]);
            self.have += take;
            self.io.consume(take);
        }
        let need = payload_len(&self.header)?;
        self.payload.reserve_exact(need - self.payload.len());
        while self.payload.len() < need {
            let chunk = self.io.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let take = chunk.len().min(need - self.payload.len());
            self.payload.extend_from_slice(&chunk[..take]);
            self.io.consume(take);
        }
        let start = header_len(&self.header) - 4;
        for (i, byte) in self.payload.iter_mut().enumerate() {
            *byte ^= self.header[start + (i & 3)];
        }
        let closed = self.header[0] & 15 == 8;
        self.have = 0;
        let message = std::mem::take(&mut self.payload);
        if closed || std::str::from_utf8(&message).is_err() { Ok(None) } else { Ok(Some(message)) }
    }

    /// Sends one text message and flushes it.
    pub async fn send(&mut self, text: &[u8]) -> io::Result<()> {
        let mut frame = Vec::with_capacity(text.len() + 4);
        match u8::try_from(text.len()) {
            Ok(len @ 0..=125) => frame.extend_from_slice(&[0x81, len]),
            _ => {
                let len = u16::try_from(text.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
                frame.extend_from_slice(&[0x81, 126]);
                frame.extend_from_slice(&len.to_be_bytes());
            }
        }
        frame.extend_from_slice(text);
        self.io.write_all(&frame).await?;
        self.io.flush().await
    }
}

fn header_len(header: &[u8; 14]) -> usize {
    match header[1] & 127 {
        126 => 8,
        127 => 14,
        _ => 6,
    }
}

/// The payload length, checked before anything is allocated for it.
fn payload_len(header: &[u8; 14]) -> io::Result<usize> {
    let len = match header[1] & 127 {
        126 => usize::from(u16::from_be_bytes([header[2], header[3]])),
        127 => usize::MAX,
        short => usize::from(short),
    };
    let sound = header[1] & 128 != 0 && len <= MAX_MESSAGE_BYTES;
    if sound { Ok(len) } else { Err(io::ErrorKind::InvalidData.into()) }
}
