//! One thin adapter per library, so that the session around them is the same code.

use bytes::Bytes;
use fastwebsockets::{FragmentCollector, Frame, OpCode, Payload};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes, protocol::WebSocketConfig};
use tokio_util::compat::{Compat, TokioAsyncReadCompatExt};

use crate::{Outcome, own::Own};

/// Largest message that any of them accepts.
pub const MAX_MESSAGE_BYTES: usize = 16 * 1024;

/// What the measured session needs: the next text message, and to send one.
pub trait Socket: Send {
    fn recv(&mut self) -> impl Future<Output = Outcome<Option<Bytes>>> + Send;
    fn send(&mut self, text: Bytes) -> impl Future<Output = Outcome<()>> + Send;
}

/// Any byte stream under a library.
pub trait Io: AsyncRead + AsyncWrite + Unpin + Send + 'static {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + 'static> Io for T {}

impl<S: Io + AsyncBufRead> Socket for Own<S> {
    async fn recv(&mut self) -> Outcome<Option<Bytes>> {
        Ok(Own::recv(self).await?.map(Bytes::from))
    }
    async fn send(&mut self, text: Bytes) -> Outcome<()> {
        Ok(Own::send(self, &text).await?)
    }
}

/// tokio-tungstenite with a read buffer of a chosen size and no write buffering.
pub struct Tungstenite<S>(tokio_tungstenite::WebSocketStream<S>);

impl<S: Io> Tungstenite<S> {
    pub async fn new(io: S, read_buffer: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(read_buffer)
            .write_buffer_size(0)
            .max_write_buffer_size(64 * 1024)
            .max_message_size(Some(MAX_MESSAGE_BYTES))
            .max_frame_size(Some(MAX_MESSAGE_BYTES));
        let role = tokio_tungstenite::tungstenite::protocol::Role::Server;
        Tungstenite(tokio_tungstenite::WebSocketStream::from_raw_socket(io, role, Some(config)).await)
    }
}

impl<S: Io> Socket for Tungstenite<S> {
    async fn recv(&mut self) -> Outcome<Option<Bytes>> {
        while let Some(message) = self.0.next().await {
            match message? {
                Message::Text(text) => return Ok(Some(text.into())),
                Message::Close(_) => return Ok(None),
                _ => {}
            }
        }
        Ok(None)
    }
    async fn send(&mut self, text: Bytes) -> Outcome<()> {
        Ok(self.0.send(Message::Text(Utf8Bytes::try_from(text)?)).await?)
    }
}

/// fastwebsockets with its fragment collector.
pub struct Fast<S>(FragmentCollector<S>);

impl<S: Io> Fast<S> {
    pub fn new(io: S) -> Self {
        let mut socket = fastwebsockets::WebSocket::after_handshake(io, fastwebsockets::Role::Server);
        socket.set_max_message_size(MAX_MESSAGE_BYTES);
        Fast(FragmentCollector::new(socket))
    }
}

impl<S: Io> Socket for Fast<S> {
    async fn recv(&mut self) -> Outcome<Option<Bytes>> {
        let frame = self.0.read_frame().await?;
        match (frame.opcode, frame.payload) {
            (OpCode::Text, Payload::Bytes(text)) => Ok(Some(text.freeze())),
            (OpCode::Text, other) => Ok(Some(Bytes::copy_from_slice(&other))),
            _ => Ok(None),
        }
    }
    async fn send(&mut self, text: Bytes) -> Outcome<()> {
        self.0.write_frame(Frame::text(Payload::Borrowed(&text))).await?;
        Ok(())
    }
}

/// tokio-websockets.
pub struct TokioWebsockets<S>(tokio_websockets::WebSocketStream<S>);

impl<S: Io> TokioWebsockets<S> {
    pub fn new(io: S) -> Self {
        let limits = tokio_websockets::Limits::default().max_payload_len(Some(MAX_MESSAGE_BYTES));
        TokioWebsockets(tokio_websockets::ServerBuilder::new().limits(limits).serve(io))
    }
}

impl<S: Io> Socket for TokioWebsockets<S> {
    async fn recv(&mut self) -> Outcome<Option<Bytes>> {
        while let Some(message) = self.0.next().await {
            let message = message?;
            if message.is_text() {
                return Ok(Some(message.into_payload().into()));
            }
            if message.is_close() {
                return Ok(None);
            }
        }
        Ok(None)
    }
    async fn send(&mut self, text: Bytes) -> Outcome<()> {
        let text = std::str::from_utf8(&text)?.to_owned();
        Ok(self.0.send(tokio_websockets::Message::text(text)).await?)
    }
}

/// soketto, whose two halves share a lock.
pub struct Soketto<S> {
    sender: soketto::Sender<Compat<S>>,
    receiver: soketto::Receiver<Compat<S>>,
}

impl<S: Io> Soketto<S> {
    pub fn new(io: S) -> Self {
        let mut builder = soketto::connection::Builder::new(io.compat(), soketto::connection::Mode::Server);
        builder.set_max_message_size(MAX_MESSAGE_BYTES);
        builder.set_max_frame_size(MAX_MESSAGE_BYTES);
        let (sender, receiver) = builder.finish();
        Soketto { sender, receiver }
    }
}

impl<S: Io> Socket for Soketto<S> {
    async fn recv(&mut self) -> Outcome<Option<Bytes>> {
        let mut message = Vec::new();
        match self.receiver.receive_data(&mut message).await {
            Ok(_) => Ok(Some(Bytes::from(message))),
            Err(soketto::connection::Error::Closed) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }
    async fn send(&mut self, text: Bytes) -> Outcome<()> {
        self.sender.send_text(std::str::from_utf8(&text)?).await?;
        Ok(self.sender.flush().await?)
    }
}
