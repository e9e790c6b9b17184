//! Echo over loopback, plainly and over TLS: what a round trip costs before any server does anything.

use std::{sync::Arc, thread, time::Instant};

use rustls::{ServerConfig, version::TLS13};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Builder,
};
use tokio_rustls::TlsAcceptor;

use super::tls::{Authority, connect, provider};
use crate::{
    failure::{During, Failure, Outcome},
    stats::Times,
};

/// Rounds before those that are timed.
const WARM_UP: usize = 200;

/// Round trips over TCP.
pub(crate) async fn plain(bytes: usize, rounds: usize) -> Outcome<Times> {
    let port = serve(None)?;
    let stream = TcpStream::connect(("127.0.0.1", port)).await.during("connecting")?;
    stream.set_nodelay(true).during("connecting")?;
    rounds_over(stream, bytes, rounds).await
}

/// Round trips over TLS.
pub(crate) async fn sealed(authority: &Authority, bytes: usize, rounds: usize) -> Outcome<Times> {
    let port = serve(Some(acceptor(authority)?))?;
    rounds_over(connect(port, &authority.client()).await?, bytes, rounds).await
}

async fn rounds_over(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    bytes: usize,
    rounds: usize,
) -> Outcome<Times> {
    let sent = vec![0x5a; bytes];
    let mut back = vec![0; bytes];
    let mut times = Times::default();
    for round in 0..WARM_UP + rounds {
        let began = Instant::now();
        stream.write_all(&sent).await.during("sending an echo")?;
        stream.flush().await.during("sending an echo")?;
        stream.read_exact(&mut back).await.during("waiting for an echo")?;
        if round >= WARM_UP {
            times.add(began.elapsed());
        }
    }
    Ok(times)
}

/// Echoes one connection on a thread of its own, as a server would be; the thread ends with the connection.
fn serve(tls: Option<TlsAcceptor>) -> Outcome<u16> {
    let step = "starting an echo server";
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).during(step)?;
    listener.set_nonblocking(true).during(step)?;
    let port = listener.local_addr().during(step)?.port();
    let runtime = Builder::new_current_thread().enable_io().build().during(step)?;
    thread::Builder::new()
        .name("echo".to_owned())
        .spawn(move || {
            // A failed echo shows at the other end, which waits for it.
            let _ = runtime.block_on(echo_one(listener, tls));
        })
        .during(step)?;
    Ok(port)
}

async fn echo_one(listener: std::net::TcpListener, tls: Option<TlsAcceptor>) -> std::io::Result<()> {
    let (stream, _) = TcpListener::from_std(listener)?.accept().await?;
    stream.set_nodelay(true)?;
    match tls {
        Some(tls) => echo(tls.accept(stream).await?).await,
        None => echo(stream).await,
    }
}

async fn echo(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..count]).await?;
        stream.flush().await?;
    }
}

fn acceptor(authority: &Authority) -> Outcome<TlsAcceptor> {
    let step = "setting up an echo server";
    let chain = vec![CertificateDer::from_pem_file(&authority.certificate_file).during(step)?];
    let key = PrivateKeyDer::from_pem_file(&authority.key_file).during(step)?;
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .during(step)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| Failure::at(step, error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[tokio::test]
    async fn what_is_sent_comes_back_plainly_and_over_tls() {
        let scratch = Scratch::new().unwrap();
        assert_eq!(plain(200, 3).await.unwrap().len(), 3);
        let authority = Authority::new(scratch.path()).unwrap();
        assert_eq!(sealed(&authority, 200, 3).await.unwrap().len(), 3);
    }
}
