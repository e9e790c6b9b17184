//! A stream whose peer must take what is written to it: a reader that hangs, or drips, is given up. One that takes it at once costs
//! nothing, and an idle one a pointer.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// How long writing may wait for the peer in all, until everything written is on its way.
const GRACE: Duration = Duration::from_secs(30);
/// What the peer takes meanwhile gives it more time: it must take so much a second. The slowest mobile networks do twice that.
const BYTES_A_SECOND: u64 = 4 * 1024;

/// A stream with a bound on waiting for its reader.
pub(crate) struct Paced<S> {
    inner: S,
    // There while a write waits, until a flush has seen everything through.
    patience: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    pub(super) const fn new(inner: S) -> Self {
        Self { inner, patience: None }
    }

    fn waits(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let patience = self.patience.get_or_insert_with(|| Box::pin(sleep(GRACE)));
        if patience.as_mut().poll(context).is_ready() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "the peer takes an answer too slowly"));
        }
        Ok(())
    }

    fn wrote(&mut self, bytes: usize) {
        if let Some(patience) = &mut self.patience {
            let more = Duration::from_micros(bytes as u64 * 1_000_000 / BYTES_A_SECOND);
            let until: Instant = patience.deadline() + more;
            patience.as_mut().reset(until);
        }
    }

    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending => match self.waits(context) {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            },
            Poll::Ready(result) => {
                self.wrote(*result.as_ref().unwrap_or(&0));
                Poll::Ready(result)
            }
        }
    }

    fn finished(
        &mut self,
        context: &mut Context<'_>,
        finished: Poll<io::Result<()>>,
    ) -> Poll<io::Result<()>> {
        match finished {
            Poll::Pending => match self.waits(context) {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            },
            Poll::Ready(result) => {
                self.patience = None;
                Poll::Ready(result)
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, bytes);
        self.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        self.finished(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(context);
        self.finished(context, shut)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_hangs_is_given_up() {
        let (near, _far) = duplex(1_024);
        let mut near = Paced::new(near);
        let begun = Instant::now();
        let error = near.write_all(&[0; 4_096]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!((GRACE..GRACE * 2).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_drips_is_given_up_and_a_slow_one_is_not() {
        for (each_second, done) in [(256, false), (8 * 1_024, true)] {
            let (near, mut far) = duplex(1_024);
            let mut near = Paced::new(near);
            let reader = tokio::spawn(async move {
                let mut taken = vec![0; each_second];
                while far.read_exact(&mut taken).await.is_ok() {
                    sleep(Duration::from_secs(1)).await;
                }
            });
            let wrote = async {
                near.write_all(&vec![0; 1024 * 1024]).await?;
                near.flush().await
            };
            assert_eq!(wrote.await.is_ok(), done, "{each_second} bytes a second");
            reader.abort();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_is_counted_for_each_answer_anew() {
        let (near, mut far) = duplex(1_024);
        let mut near = Paced::new(near);
        tokio::spawn(async move {
            let mut taken = [0; 2_048];
            loop {
                sleep(GRACE / 2).await;
                if far.read_exact(&mut taken).await.is_err() {
                    return;
                }
            }
        });
        for _ in 0..5 {
            near.write_all(&[0; 2_048]).await.unwrap();
            near.flush().await.unwrap();
        }
        assert!(near.patience.is_none());
    }
}
