//! What a command prints: lines and tables for people, or one JSON value for programs.

use std::io::{self, IsTerminal, Write};

use serde_json::Value;

/// Where a command prints. Answers go to standard output, notes to standard error.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether programs read the answer.
    pub(crate) const fn json(&self) -> bool {
        self.json
    }

    /// One line of the answer.
    pub(crate) fn line(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.write_all(b"\n")?;
        out.flush()
    }

    /// The answer for programs, on one line.
    pub(crate) fn value(&self, value: &Value) -> io::Result<()> {
        self.line(&value.to_string())
    }

    /// Rows in columns that line up. The last column is not padded.
    pub(crate) fn table<const N: usize>(&self, head: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
        let head = head.map(str::to_owned);
        let widths: [usize; N] = std::array::from_fn(|column| {
            rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0)
        });
        for row in [&head].into_iter().chain(rows) {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
                let pad = if column + 1 == N { 0 } else { width + 2 - cell.chars().count() };
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', pad));
            }
            self.line(line.trim_end())?;
        }
        Ok(())
    }

    /// Something beside the answer.
    pub(crate) fn note(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Progress: replaces itself on a terminal, and is not shown elsewhere.
    pub(crate) fn progress(&self, text: &str) {
        let mut err = io::stderr().lock();
        if err.is_terminal() {
            let _ = write!(err, "\r\x1b[K{text}");
            let _ = err.flush();
        }
    }

    /// Takes the progress line away.
    pub(crate) fn progress_done(&self) {
        self.progress("");
    }
}
