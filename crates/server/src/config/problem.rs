//! What is wrong with a configuration, where, and what to do.

use std::fmt;

use serde::Serialize;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigProblem {
    /// Path of the key, such as `https.address`; empty when it is about the file as a whole.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

impl ConfigProblem {
    /// A problem at a key.
    pub(crate) fn new(key: impl Into<String>, problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { key: key.into(), problem: problem.into(), advice: advice.into() }
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}; {}", self.problem, self.advice)
    }
}

/// Why a configuration file gave no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file itself.
    #[error("the configuration file cannot be read: {0}; `bedside config default` prints one to begin with")]
    Unreadable(std::io::Error),
    /// All that is wrong with it.
    #[error("{}", join(.0))]
    Problems(Vec<ConfigProblem>),
}

impl ConfigError {
    /// As a list of problems.
    #[must_use]
    pub fn into_problems(self) -> Vec<ConfigProblem> {
        match self {
            Self::Problems(problems) => problems,
            Self::Unreadable(error) => vec![ConfigProblem::new(
                "",
                format!("the configuration file cannot be read: {error}"),
                "check the path, or begin with what `bedside config default` prints",
            )],
        }
    }
}

fn join(problems: &[ConfigProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
