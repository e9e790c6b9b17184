//! What can go wrong in a measurement: a sentence that says what was tried and what came of it.

use std::fmt;

/// A measurement cannot go on.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// What every step of a measurement returns.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// With these words.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// A step and its cause.
    pub(crate) fn at(step: &str, cause: impl fmt::Display) -> Self {
        Self(format!("{step}: {cause}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says which step an error belongs to.
pub(crate) trait During<T> {
    /// `step: error`.
    fn during(self, step: &str) -> Outcome<T>;
}

impl<T, E: fmt::Display> During<T> for Result<T, E> {
    fn during(self, step: &str) -> Outcome<T> {
        self.map_err(|error| Failure::at(step, error))
    }
}
