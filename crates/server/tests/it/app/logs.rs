//! Everything that is logged by any test, at every level, so that each can look for what must not be in it.

use std::{
    io,
    sync::{Mutex, OnceLock},
};

use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static STARTED: OnceLock<()> = OnceLock::new();

/// Starts to keep what is logged; once for all tests of the process.
pub(crate) fn capture() {
    STARTED.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_writer(Keep)
            .init();
    });
}

/// What was logged so far.
pub(crate) fn captured() -> Vec<u8> {
    LINES.lock().unwrap().clone()
}

struct Keep;

impl io::Write for Keep {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Keep {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}
