//! Speaks with a running server over its admin socket.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use bedside_server::admin_protocol::{LINE_MAX_BYTES, Reply, Request};

use crate::outcome::Failure;

/// What came of asking.
pub(crate) enum Asked {
    /// The server's last word.
    Reply(Reply),
    /// No server answers there.
    NoServer,
}

/// Sends a request and hands on its progress. `quiet` is how long the server may say nothing.
pub(crate) fn ask(
    socket: &Path,
    request: &Request,
    quiet: Duration,
    mut progress: impl FnMut(&str, Option<u64>),
) -> Result<Asked, Failure> {
    let failed = |error: io::Error| {
        Failure::Failed(match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                format!("the server has said nothing for {} s; look at its log", quiet.as_secs())
            }
            io::ErrorKind::PermissionDenied => {
                "the admin socket may be opened by the server's account only; run the command as that account"
                    .into()
            }
            _ => format!("the admin socket cannot be used: {error}"),
        })
    };
    let mut stream = match UnixStream::connect(socket) {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(Asked::NoServer);
        }
        Err(error) => return Err(failed(error)),
    };
    stream.set_read_timeout(Some(quiet)).map_err(failed)?;
    let mut line = request.to_line();
    line.push(b'\n');
    stream.write_all(&line).map_err(failed)?;
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = Vec::new();
        let read =
            stream.by_ref().take(LINE_MAX_BYTES as u64).read_until(b'\n', &mut line).map_err(failed)?;
        if read == 0 {
            return Err(Failure::failed(
                "the server ended the connection before it answered; look at its log",
            ));
        }
        match Reply::parse(&line).map_err(Failure::failed)? {
            Reply::Progress { text, connections } => progress(&text, connections),
            reply => return Ok(Asked::Reply(reply)),
        }
    }
}
