//! RFC 6455 frames by hand, without a read buffer of their own: they are parsed out of the chunk that TLS holds.
//!
//! Whole text frames, ping, pong and close; a fragmented or binary message ends the connection.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};

/// Largest payload accepted, in bytes; checked before memory is taken for it. The product's limit.
const FRAME_MAX_BYTES: usize = 48 * 1024;

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inbound {
    Text(String),
    Ping(Vec<u8>),
    Pong,
    Closed,
}

/// What goes out.
#[derive(Clone, Copy)]
pub(crate) enum Opcode {
    Text = 0x1,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

/// The server's end of a WebSocket.
pub(crate) struct WebSocket<S> {
    io: S,
    header: [u8; 14],
    have: usize,
    payload: Vec<u8>,
}

impl<S: AsyncBufRead + AsyncWrite + Unpin> WebSocket<S> {
    pub(crate) fn new(io: S) -> Self {
        Self { io, header: [0; 14], have: 0, payload: Vec::new() }
    }

    /// The next frame. Safe to cancel: all progress is in the fields.
    pub(crate) async fn next(&mut self) -> io::Result<Inbound> {
        while self.have < self.header_len() {
            let want = self.header_len() - self.have;
            let chunk = self.io.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(Inbound::Closed);
            }
            let take = chunk.len().min(want);
            self.header[self.have..self.have + take].copy_from_slice(&chunk[..take]);
            self.have += take;
            self.io.consume(take);
        }
        let need = self.payload_len()?;
        self.payload.reserve_exact(need - self.payload.len());
        while self.payload.len() < need {
            let chunk = self.io.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(Inbound::Closed);
            }
            let take = chunk.len().min(need - self.payload.len());
            self.payload.extend_from_slice(&chunk[..take]);
            self.io.consume(take);
        }
        let mask = self.header_len() - 4;
        let mask: [u8; 4] = self.header[mask..mask + 4].try_into().expect("four bytes");
        for word in self.payload.chunks_mut(4) {
            for (byte, mask) in word.iter_mut().zip(mask) {
                *byte ^= mask;
            }
        }
        self.have = 0;
        let payload = std::mem::take(&mut self.payload);
        match self.header[0] {
            0x81 => {
                String::from_utf8(payload).map(Inbound::Text).map_err(|_| io::ErrorKind::InvalidData.into())
            }
            0x88 => Ok(Inbound::Closed),
            0x89 => Ok(Inbound::Ping(payload)),
            0x8A => Ok(Inbound::Pong),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Writes frames as one burst: one buffer, one TLS record where it fits, one flush.
    pub(crate) async fn write<'a>(
        &mut self,
        opcode: Opcode,
        payloads: impl IntoIterator<Item = &'a [u8]>,
    ) -> io::Result<()> {
        let mut burst = Vec::new();
        for payload in payloads {
            burst.reserve(payload.len() + 10);
            burst.push(0x80 | opcode as u8);
            match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
                (Ok(len @ ..=125), _) => burst.push(len),
                (_, Ok(len)) => {
                    burst.push(126);
                    burst.extend_from_slice(&len.to_be_bytes());
                }
                _ => return Err(io::ErrorKind::InvalidInput.into()),
            }
            burst.extend_from_slice(payload);
        }
        self.io.write_all(&burst).await?;
        self.io.flush().await
    }

    /// Ends TLS in order.
    pub(crate) async fn shutdown(&mut self) -> io::Result<()> {
        self.io.shutdown().await
    }

    /// Two bytes say how long the header is; until they are there, they are what is wanted.
    fn header_len(&self) -> usize {
        match (self.have, self.header[1] & 127) {
            (..2, _) => 2,
            (_, 126) => 8,
            (_, 127) => 14,
            _ => 6,
        }
    }

    fn payload_len(&self) -> io::Result<usize> {
        let len = match self.header[1] & 127 {
            126 => usize::from(u16::from_be_bytes([self.header[2], self.header[3]])),
            127 => usize::MAX, // above 65 535 in any honest frame, so above the limit
            short => usize::from(short),
        };
        let masked = self.header[1] & 0x80 != 0;
        if masked && len <= FRAME_MAX_BYTES { Ok(len) } else { Err(io::ErrorKind::InvalidData.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, BufReader, duplex};

    /// The masked "Hello" of RFC 6455 §5.7.
    const HELLO: &[u8] = &[0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];

    #[tokio::test]
    async fn reads_a_frame_that_comes_byte_by_byte_and_is_cancelled_in_between() {
        let (mut client, server) = duplex(64);
        let mut socket = WebSocket::new(BufReader::new(server));
        for byte in &HELLO[..HELLO.len() - 1] {
            client.write_all(&[*byte]).await.unwrap();
            let cancelled = tokio::time::timeout(std::time::Duration::from_millis(1), socket.next()).await;
            assert!(cancelled.is_err());
        }
        client.write_all(&HELLO[HELLO.len() - 1..]).await.unwrap();
        assert_eq!(socket.next().await.unwrap(), Inbound::Text("Hello".into()));
    }

    #[track_caller]
    fn refused(frame: &'static [u8]) -> impl Future<Output = ()> {
        let location = std::panic::Location::caller();
        async move {
            let (mut client, server) = duplex(64);
            client.write_all(frame).await.unwrap();
            assert!(WebSocket::new(BufReader::new(server)).next().await.is_err(), "{location}");
        }
    }

    #[tokio::test]
    async fn refuses_what_is_unmasked_fragmented_binary_or_too_long() {
        refused(&[0x81, 1, b'a', 0, 0, 0, 0]).await;
        refused(&[0x01, 0x80, 0, 0, 0, 0]).await;
        refused(&[0x82, 0x80, 0, 0, 0, 0]).await;
        refused(&[0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0]).await;
        refused(&[0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0]).await;
    }

    #[tokio::test]
    async fn writes_short_and_long_frames() {
        let (mut client, server) = duplex(1024);
        let long = [b'x'; 126];
        let mut socket = WebSocket::new(BufReader::new(server));
        socket.write(Opcode::Text, [b"hi".as_slice(), &long]).await.unwrap();
        let mut got = vec![0; 4 + 4 + 126];
        client.read_exact(&mut got).await.unwrap();
        assert_eq!(got[..8], [0x81, 2, b'h', b'i', 0x81, 126, 0, 126]);
    }
}
