//! The admin socket: commands reach the running server through a Unix socket that its own user alone can open.

use std::{
    io,
    os::unix::fs::{FileTypeExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
    sync::{Semaphore, mpsc},
    time::timeout,
};
use zeroize::Zeroizing;

use crate::{
    admin_protocol::{Answer, LINE_MAX_BYTES, Reply, Request, Status},
    administration::Operator,
    server::Control,
    watch::Part,
};

/// Commands at once.
const AT_ONCE: usize = 4;
/// A command must have sent its line by then.
const READ_LIMIT: Duration = Duration::from_secs(10);

/// Opens the socket and returns what answers on it until it is dropped; where that ends, the socket is opened again.
///
/// # Errors
/// When the socket cannot be opened the first time.
pub(crate) fn listen(path: &Path, control: Control) -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let (path, services) = (path.to_owned(), Arc::clone(&control.services));
    let mut first = Some(open(&path)?);
    Ok(services.keep(Part::AdminSocket, move || {
        let opened = first.take().map_or_else(|| open(&path), Ok);
        let control = control.clone();
        async move {
            match opened {
                Ok((listener, socket)) => run(listener, control, socket).await,
                Err(error) => tracing::error!(%error, "The admin socket cannot be opened again"),
            }
        }
    }))
}

/// Opens the socket, mode 0600. A socket that a crash left behind is replaced.
fn open(path: &Path) -> io::Result<(UnixListener, RemoveOnDrop)> {
    match std::fs::symlink_metadata(path) {
        Ok(there) if there.file_type().is_socket() => std::fs::remove_file(path)?,
        Ok(_) => {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "something that is no socket lies there",
            ));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok((listener, RemoveOnDrop(path.to_owned())))
}

struct RemoveOnDrop(PathBuf);

impl Drop for RemoveOnDrop {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn run(listener: UnixListener, control: Control, _socket: RemoveOnDrop) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let control = control.clone();
        tokio::spawn(async move {
            if let Err(error) = answer(stream, control).await {
                tracing::debug!(%error, "A command went away before its answer");
            }
            drop(place);
        });
    }
}

async fn answer(stream: UnixStream, control: Control) -> io::Result<()> {
    let operator = Operator::Account(stream.peer_cred()?.uid());
    let (reading, mut writing) = stream.into_split();
    let mut line = Zeroizing::new(Vec::with_capacity(16 * 1024));
    let mut reading = BufReader::new(reading.take(LINE_MAX_BYTES as u64));
    let read = timeout(READ_LIMIT, reading.read_until(b'\n', &mut line)).await;
    if !matches!(read, Ok(Ok(1..))) {
        return Ok(());
    }
    let reply = match Request::parse(&line) {
        Err(error) => Reply::Failed(error.to_string()),
        Ok(Request::Drain) => drain(&control, &mut writing).await?,
        Ok(Request::Status) => Reply::Done(Answer::Status(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            connections: connections(control.connections()),
            draining: control.is_draining(),
        })),
        Ok(request) => control.services.administer(request, operator).await,
    };
    write(&mut writing, &reply).await
}

async fn drain(control: &Control, writing: &mut (impl AsyncWriteExt + Unpin)) -> io::Result<Reply> {
    let (tell, mut told) = mpsc::channel(64);
    let draining = control.drain(move |left| {
        let _ = tell.try_send(left); // a line more or less says the same
    });
    let mut draining = std::pin::pin!(draining);
    loop {
        tokio::select! {
            () = &mut draining => return Ok(Reply::Done(Answer::Done)),
            Some(left) = told.recv() => {
                let text = format!("{left} connections left");
                write(writing, &Reply::Progress { text, connections: Some(connections(left)) }).await?;
            }
        }
    }
}

async fn write(writing: &mut (impl AsyncWriteExt + Unpin), reply: &Reply) -> io::Result<()> {
    let mut line = reply.to_line();
    line.push(b'\n');
    writing.write_all(&line).await
}

fn connections(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
