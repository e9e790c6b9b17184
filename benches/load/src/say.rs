//! Everything this program prints: progress on standard error, results on standard output.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program prints; all of it is here"
)]

/// One line of progress.
pub(crate) fn progress(line: &str) {
    eprintln!("    {line}");
}

/// The heading of a measurement.
pub(crate) fn heading(line: &str) {
    eprintln!("==> {line}");
}

/// A result.
pub(crate) fn result(text: &str) {
    println!("{text}");
}

/// Why the program ends without one.
pub(crate) fn failure(text: &str) {
    eprintln!("bedside-bench: {text}");
}
