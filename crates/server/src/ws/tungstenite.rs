//! [`FrameSocket`] by tokio-tungstenite, with buffers sized for many idle connections (docs/adr/0003 has the figures).

use std::{collections::VecDeque, time::Duration};

use bedside_domain::limits::FRAME_MAX_BYTES;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Utf8Bytes,
        error::CapacityError,
        protocol::{CloseFrame, Message, Role, WebSocketConfig},
    },
};

use super::{CloseCode, FrameSocket, Gone, Inbound};

/// A reader that takes longer than this for what is queued is gone.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
const CLOSE_LIMIT: Duration = Duration::from_secs(2);

/// A WebSocket over any stream.
pub(crate) struct Tungstenite<S> {
    inner: WebSocketStream<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Tungstenite<S> {
    /// Takes a stream over after the upgrade; `already_read` is what was read beyond it.
    pub(crate) async fn take_over(stream: S, already_read: Vec<u8>) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(512) // the default is 128 KiB for each connection
            // A burst becomes one TLS record; allocated on use. No maximum: a long list of cards is one frame, and the queue bounds frames.
            .write_buffer_size(4 * 1024)
            .max_message_size(Some(FRAME_MAX_BYTES)) // bounds the sum of fragments
            .max_frame_size(Some(FRAME_MAX_BYTES)); // is checked before memory is set aside
        Self {
            inner: WebSocketStream::from_partially_read(stream, already_read, Role::Server, Some(config))
                .await,
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> FrameSocket for Tungstenite<S> {
    async fn next(&mut self) -> Inbound {
        match self.inner.next().await {
            Some(Ok(Message::Text(text))) => Inbound::Text(text.as_str().to_owned()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Inbound::Alive,
            Some(Ok(Message::Binary(_) | Message::Frame(_))) => Inbound::Bad(CloseCode::Unsupported),
            Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => {
                Inbound::Bad(CloseCode::TooLarge)
            }
            Some(Err(Error::Utf8(_))) => Inbound::Bad(CloseCode::NotUtf8),
            Some(Err(Error::Protocol(_))) => Inbound::Bad(CloseCode::Protocol),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Inbound::Gone,
        }
    }

    async fn write(&mut self, frames: VecDeque<Bytes>) -> Result<(), Gone> {
        let write = async {
            for frame in frames {
                // Frames are JSON that we wrote: UTF-8 always.
                let text = Utf8Bytes::try_from(frame).map_err(|_| Gone)?;
                self.inner.feed(Message::Text(text)).await.map_err(|_| Gone)?;
            }
            self.inner.flush().await.map_err(|_| Gone)
        };
        timeout(WRITE_LIMIT, write).await.unwrap_or(Err(Gone))
    }

    async fn ping(&mut self) -> Result<(), Gone> {
        let ping = self.inner.send(Message::Ping(Bytes::new()));
        timeout(WRITE_LIMIT, ping).await.map_or(Err(Gone), |sent| sent.map_err(|_| Gone))
    }

    async fn close(&mut self, code: CloseCode) {
        let closing = async {
            let frame = CloseFrame { code: (code as u16).into(), reason: Utf8Bytes::default() };
            let _ = self.inner.close(Some(frame)).await;
            while let Some(Ok(_)) = self.inner.next().await {}
            let stream = self.inner.get_mut();
            let _ = stream.shutdown().await;
            // Unread bytes at close would make the kernel send a reset that can overtake our close frame.
            let _ = tokio::io::copy(stream, &mut tokio::io::sink()).await;
        };
        let _ = timeout(CLOSE_LIMIT, closing).await;
    }
}
