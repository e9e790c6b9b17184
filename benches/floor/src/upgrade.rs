//! The upgrade to a WebSocket (RFC 6455 §4.2), and no other HTTP: whatever asks properly is upgraded, on any path.

use std::io;

use aws_lc_rs::digest;
use base64::{Engine, prelude::BASE64_STANDARD};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};

const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const HEAD_MAX_BYTES: usize = 8 * 1024;

/// Reads a request head, byte for byte up to its end, and answers 101; any other request is an error.
pub(crate) async fn answer<S: AsyncBufRead + AsyncWrite + Unpin>(stream: &mut S) -> io::Result<()> {
    let mut head = Vec::with_capacity(512);
    while !head.ends_with(b"\r\n\r\n") {
        let before = head.len();
        stream.read_until(b'\n', &mut head).await?;
        if head.len() == before || head.len() > HEAD_MAX_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    let head = String::from_utf8(head).map_err(|_| io::ErrorKind::InvalidData)?;
    let key = header(&head, "sec-websocket-key").ok_or(io::ErrorKind::InvalidData)?;
    let protocol = header(&head, "sec-websocket-protocol").and_then(|offered| offered.split(',').next());
    let mut response = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {}\r\n",
        accept(key)
    );
    if let Some(protocol) = protocol {
        response.push_str("Sec-WebSocket-Protocol: ");
        response.push_str(protocol.trim());
        response.push_str("\r\n");
    }
    response.push_str("\r\n");
    stream.write_all(response.as_bytes()).await?;
    stream.flush().await
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn accept(key: &str) -> String {
    let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hash.update(key.as_bytes());
    hash.update(GUID);
    BASE64_STANDARD.encode(hash.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_the_example_of_the_rfc() {
        let head = "GET / HTTP/1.1\r\nsec-websocket-KEY: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        assert_eq!(accept(header(head, "sec-websocket-key").unwrap()), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
