//! The file, field for field. What each setting means is written here and nowhere else: `config explain` and
//! `docs/config.md` read it from the schema.

use schemars::JsonSchema;
use serde::Deserialize;

/// The configuration file. Secrets are never in it: it names the files that hold them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawConfig {
    /// Folder of the databases and of the audit log, all of it ciphertext. Made at start, for the server's account only, where it is missing.
    pub data_dir: Option<String>,
    /// File with the master keys, as `bedside keys init` makes it. Must lie outside `data_dir`, best on another device or machine, and be readable by the server's account only.
    pub keyring_file: Option<String>,
    /// Folder to which each signed checkpoint of the audit log and its verifier key are copied. Keep it on another machine: only a copy the server cannot roll back shows that an older state was put back.
    pub publish_dir: Option<String>,
    /// Unix socket through which `bedside drain`, `bedside staff` and others reach the running server. Whoever can open it administers the server.
    pub admin_socket: Option<String>,
    /// Origins under which browsers reach the server, such as `https://chat.clinic.example`. Pages of other origins are refused. When empty, the Host header of the request decides, and the plain listener answers to `localhost`, names below it and loopback addresses only: set it where a proxy hands on another name. The TLS listener answers to every name: its certificate says which are right.
    pub public_origins: Option<Vec<String>>,
    /// Which set of safeguards is enforced. The server refuses a configuration that would break one of them.
    pub safeguards: Option<String>,
    /// Most connections at once, over all listeners. Further ones wait until there is room. The limit of open files must be above it.
    pub max_connections: Option<u64>,
    /// The TLS listener.
    #[serde(default)]
    pub https: Option<RawHttps>,
    /// The plain listener, for development or behind a proxy on the same machine.
    #[serde(default)]
    pub http: Option<RawHttp>,
    /// The listener for Prometheus.
    #[serde(default)]
    pub metrics: Option<RawMetrics>,
    /// Rules for chats.
    #[serde(default)]
    pub chat: Option<RawChat>,
    /// What may come from one source: an IPv4 address, or an IPv6 network of 64 bits. It is the address of the connection: behind a proxy all people share the proxy's, so set these as high as what may come through it, and limit by address there.
    #[serde(default)]
    pub limits: Option<RawLimits>,
    /// What the server writes about itself. Never what a person wrote.
    #[serde(default)]
    pub log: Option<RawLog>,
}

/// Section `[https]`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawHttps {
    /// Where the TLS listener listens: TLS 1.2 and 1.3, 256-bit suites only.
    pub address: Option<String>,
    /// File with the certificate chain in PEM, the server's own certificate first.
    pub certificate_file: Option<String>,
    /// File with the private key of the certificate in PEM, readable by the server's account only.
    pub key_file: Option<String>,
}

/// Section `[http]`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawHttp {
    /// Where the plain listener listens. Loopback only (127.0.0.0/8 or [::1]): any other address is refused.
    pub address: Option<String>,
}

/// Section `[metrics]`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMetrics {
    /// Where metrics are served in the Prometheus text format. Loopback only.
    pub address: Option<String>,
}

/// Section `[chat]`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawChat {
    /// Messages one visitor may post in a minute. Beyond that they are asked to wait; the emergency number stays on their screen.
    pub visitor_messages_per_minute: Option<u64>,
    /// How long a chat waits for a visitor whose connection was lost before it is closed.
    pub visitor_grace_s: Option<u64>,
}

/// Section `[limits]`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLimits {
    /// Visitor sessions that may be begun from one source in a minute. Beyond that 429 with Retry-After. The default lets a hospital behind one address work.
    pub visitor_sessions_per_minute: Option<u64>,
    /// Sign-ins of staff that may fail from one source in a minute. Beyond that 429 with Retry-After, whatever the password. Beside it each account has a wait that grows with its failures.
    pub failed_sign_ins_per_minute: Option<u64>,
    /// Connections at once from one source that have not said who they are. A further one is closed at once, before any handshake.
    pub unknown_connections: Option<u64>,
}

/// Section `[log]`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLog {
    /// Form of log lines, on standard error: one JSON object a line, or text for people.
    pub format: Option<String>,
    /// How much is logged. No level writes texts, names or addresses.
    pub level: Option<String>,
}
