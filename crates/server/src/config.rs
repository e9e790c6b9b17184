//! The configuration: a file field for field ([`RawConfig`]), then the real thing ([`Config`]) or every problem at once.
//!
//! | to | use |
//! |---|---|
//! | read a file | [`Config::load`] |
//! | check a keyring, a folder, a certificate again later | [`files`] |
//! | list, explain and document every setting | [`SETTINGS`], [`explain`], [`default_toml`], [`reference_markdown`] |

mod build;
pub mod files;
mod problem;
mod raw;
mod read;
mod reference;
mod table;

use std::{net::SocketAddr, path::PathBuf};

pub use problem::{ConfigError, ConfigProblem};
pub use raw::{RawChat, RawConfig, RawHttp, RawHttps, RawLimits, RawLog, RawMetrics};
pub use reference::{default_toml, explain, reference_markdown};
pub use table::{Given, SETTINGS, Setting, Takes, setting};

use crate::Settings;

/// A configuration that can be used: addresses parsed, paths absolute, limits checked, safeguards kept.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where databases and logs lie. Ciphertext only.
    pub data_dir: PathBuf,
    /// The master keys, kept apart from the data.
    pub keyring_file: PathBuf,
    /// A second place for checkpoints and verifier keys, so that a roll-back shows.
    pub publish_dir: Option<PathBuf>,
    /// The TLS listener.
    pub https: Option<HttpsListener>,
    /// The plain listener; loopback only.
    pub http: Option<SocketAddr>,
    /// Where metrics are served; loopback only.
    pub metrics: Option<SocketAddr>,
    /// The Unix socket through which commands reach the running server.
    pub admin_socket: PathBuf,
    /// Origins under which browsers reach the server; empty = whatever the Host header says.
    pub public_origins: Vec<String>,
    /// Which set of safeguards is enforced.
    pub safeguards: Safeguards,
    /// What use cases need.
    pub settings: Settings,
    /// Connections at once, over all listeners.
    pub max_connections: usize,
    /// What may come from one source.
    pub limits: SourceLimits,
    /// Form of log lines.
    pub log: LogFormat,
    /// How much is logged.
    pub log_level: LogLevel,
}

/// What may come from one source: an IPv4 address, or an IPv6 network of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceLimits {
    /// Visitor sessions begun in a minute.
    pub visitor_sessions_per_minute: u32,
    /// Sign-ins that failed in a minute.
    pub failed_sign_ins_per_minute: u32,
    /// Connections at once that have not said who they are.
    pub unknown_connections: usize,
}

impl Default for SourceLimits {
    fn default() -> Self {
        Self { visitor_sessions_per_minute: 300, failed_sign_ins_per_minute: 60, unknown_connections: 1_000 }
    }
}

/// A listener that speaks TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpsListener {
    /// Where it listens.
    pub address: SocketAddr,
    /// Certificate chain, PEM, the server's own first.
    pub certificate_file: PathBuf,
    /// Its private key, PEM.
    pub key_file: PathBuf,
}

/// Sets of safeguards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Safeguards {
    /// The technical safeguards of 45 CFR 164.312, enforced.
    #[default]
    Hipaa,
}

/// Form of log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    #[default]
    Json,
    /// For people.
    Text,
}

/// How much is logged. No level writes what a person wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogLevel {
    /// What failed.
    Error,
    /// And what may need a person.
    Warn,
    /// And what happened.
    #[default]
    Info,
    /// And how.
    Debug,
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ }) => {
        impl $type {
            /// Every word it can be.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word in the file.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of that word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words!(Safeguards { Hipaa = "hipaa" });
words!(LogFormat { Json = "json", Text = "text" });
words!(LogLevel { Error = "error", Warn = "warn", Info = "info", Debug = "debug" });
