//! From the file to the real configuration: every problem is collected before any is reported.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use super::{
    Config, ConfigProblem, Given, HttpsListener, LogFormat, LogLevel, RawConfig, Safeguards, SourceLimits,
    Takes, files, table::setting,
};
use crate::Settings;

/// Longest path of a Unix socket, in bytes (`sun_path` of unix(7), with its final zero).
const SOCKET_PATH_MAX_BYTES: usize = 107;

impl Config {
    /// Checks a configuration and puts it together. Looks at no file: that is [`files`]. Relative paths are taken
    /// from `base_dir`.
    ///
    /// # Errors
    /// Every problem, each with its key and what to do.
    pub fn build(raw: RawConfig, base_dir: &Path) -> Result<Self, Vec<ConfigProblem>> {
        let mut build = Build { base_dir, problems: Vec::new() };
        let data_dir = build.required_path("data_dir", raw.data_dir);
        let keyring_file = build.required_path("keyring_file", raw.keyring_file);
        if let (Some(data_dir), Some(keyring_file)) = (&data_dir, &keyring_file)
            && let Some(problem) = files::keyring_apart(keyring_file, data_dir)
        {
            build.problems.push(problem);
        }
        let publish_dir = raw.publish_dir.and_then(|path| build.path("publish_dir", path));
        let admin_socket = match raw.admin_socket {
            Some(path) => build.path("admin_socket", path),
            None => data_dir.as_ref().map(|folder| folder.join("admin.sock")),
        };
        build.socket_path(admin_socket.as_deref());
        let https = raw.https.and_then(|https| {
            let address = build.required_address("https.address", https.address);
            let certificate_file = build.required_path("https.certificate_file", https.certificate_file);
            let key_file = build.required_path("https.key_file", https.key_file);
            Some(HttpsListener {
                address: address?,
                certificate_file: certificate_file?,
                key_file: key_file?,
            })
        });
        let http = raw.http.and_then(|http| build.loopback("http.address", http.address));
        let metrics = raw.metrics.and_then(|metrics| build.loopback("metrics.address", metrics.address));
        build.listeners(https.as_ref(), http, metrics);
        let public_origins = raw.public_origins.unwrap_or_default();
        build.origins(&public_origins);
        let safeguards = build.word("safeguards", raw.safeguards, Safeguards::from_word);
        let max_connections = build.number("max_connections", raw.max_connections);
        let chat = raw.chat.unwrap_or_default();
        let per_minute = build.number("chat.visitor_messages_per_minute", chat.visitor_messages_per_minute);
        let grace_s = build.number("chat.visitor_grace_s", chat.visitor_grace_s);
        let limits = raw.limits.unwrap_or_default();
        let sessions = build.number("limits.visitor_sessions_per_minute", limits.visitor_sessions_per_minute);
        let sign_ins = build.number("limits.failed_sign_ins_per_minute", limits.failed_sign_ins_per_minute);
        let unknown = build.number("limits.unknown_connections", limits.unknown_connections);
        let log = raw.log.unwrap_or_default();
        let format = build.word("log.format", log.format, LogFormat::from_word);
        let level = build.word("log.level", log.level, LogLevel::from_word);

        match (build.problems.is_empty(), data_dir, keyring_file, admin_socket) {
            (true, Some(data_dir), Some(keyring_file), Some(admin_socket)) => Ok(Self {
                data_dir,
                keyring_file,
                publish_dir,
                https,
                http,
                metrics,
                admin_socket,
                public_origins,
                safeguards,
                settings: Settings {
                    visitor_messages_per_minute: u32::try_from(per_minute).unwrap_or(u32::MAX),
                    visitor_grace_ms: grace_s.saturating_mul(1_000),
                    ..Settings::default()
                },
                max_connections: usize::try_from(max_connections).unwrap_or(usize::MAX),
                limits: SourceLimits {
                    visitor_sessions_per_minute: u32::try_from(sessions).unwrap_or(u32::MAX),
                    failed_sign_ins_per_minute: u32::try_from(sign_ins).unwrap_or(u32::MAX),
                    unknown_connections: usize::try_from(unknown).unwrap_or(usize::MAX),
                },
                log: format,
                log_level: level,
            }),
            _ => Err(build.problems),
        }
    }
}

struct Build<'a> {
    base_dir: &'a Path,
    problems: Vec<ConfigProblem>,
}

impl Build<'_> {
    fn problem(&mut self, key: &str, problem: impl Into<String>, advice: impl Into<String>) {
        self.problems.push(ConfigProblem::new(key, problem, advice));
    }

    fn missing(&mut self, key: &str) {
        let setting = setting(key).expect("only keys of the table are asked for");
        let (_, name) = setting.place();
        self.problem(key, "is missing", format!("add a line like `{name} = {}`", setting.sample()));
    }

    fn path(&mut self, key: &str, text: String) -> Option<PathBuf> {
        if text.is_empty() {
            self.problem(key, "is empty", "name a path");
            return None;
        }
        Some(files::normal(&self.base_dir.join(text)))
    }

    fn required_path(&mut self, key: &str, text: Option<String>) -> Option<PathBuf> {
        match text {
            Some(text) => self.path(key, text),
            None => {
                self.missing(key);
                None
            }
        }
    }

    fn required_address(&mut self, key: &str, text: Option<String>) -> Option<SocketAddr> {
        let Some(text) = text else {
            self.missing(key);
            return None;
        };
        let address = text.parse().ok();
        if address.is_none() {
            let advice = "write an IP address and a port, such as `127.0.0.1:8443` or `[::1]:8443`";
            self.problem(key, "is not an address", advice);
        }
        address
    }

    fn loopback(&mut self, key: &str, text: Option<String>) -> Option<SocketAddr> {
        let address = self.required_address(key, text)?;
        if address.ip().is_loopback() {
            return Some(address);
        }
        self.problem(
            key,
            format!(
                "{address} is not loopback, and plain HTTP may not leave the machine (45 CFR 164.312(e)(1))"
            ),
            "use 127.0.0.1 or [::1] here and section `[https]` for the network",
        );
        None
    }

    fn listeners(
        &mut self,
        https: Option<&HttpsListener>,
        http: Option<SocketAddr>,
        metrics: Option<SocketAddr>,
    ) {
        if https.is_none() && http.is_none() && !self.concerns(&["https.", "http."]) {
            self.problem(
                "https",
                "there is no listener",
                "add section `[https]`, or `[http]` on loopback behind a proxy of this machine",
            );
        }
        let addresses = [
            ("https.address", https.map(|https| https.address)),
            ("http.address", http),
            ("metrics.address", metrics),
        ];
        for (index, (key, address)) in addresses.iter().enumerate() {
            let earlier = addresses[..index].iter().find(|(_, other)| other.is_some() && other == address);
            // With port 0 the system gives each a port of its own.
            if let (Some((other, _)), Some(address)) = (earlier, address)
                && address.port() != 0
            {
                self.problem(key, format!("is the address of `{other}` too"), "give each its own port");
            }
        }
    }

    fn concerns(&self, prefixes: &[&str]) -> bool {
        self.problems.iter().any(|problem| prefixes.iter().any(|prefix| problem.key.starts_with(prefix)))
    }

    fn socket_path(&mut self, path: Option<&Path>) {
        if path.is_some_and(|path| path.as_os_str().len() > SOCKET_PATH_MAX_BYTES) {
            self.problem(
                "admin_socket",
                format!("the path is longer than {SOCKET_PATH_MAX_BYTES} bytes, which no Unix socket can be"),
                "set a shorter one, such as `/run/bedside/admin.sock`",
            );
        }
    }

    fn origins(&mut self, origins: &[String]) {
        for (index, origin) in origins.iter().enumerate() {
            if let Err(problem) = check_origin(origin) {
                let advice = "write scheme, host and port only, such as `https://chat.clinic.example`";
                self.problem("public_origins", format!("number {} {problem}", index + 1), advice);
            }
        }
    }

    fn number(&mut self, key: &str, value: Option<u64>) -> u64 {
        let setting = setting(key).expect("only keys of the table are asked for");
        let (Given::Default(default), Takes::Number { min, max }) = (setting.given, setting.takes) else {
            unreachable!("{key} is a number with a default")
        };
        let value = value.unwrap_or_else(|| default.parse().expect("the default is a number"));
        if !(min..=max).contains(&value) {
            let unit = setting.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
            self.problem(key, format!("{value} is out of bounds"), format!("use {min} to {max}{unit}"));
        }
        value
    }

    fn word<T: Default>(&mut self, key: &str, word: Option<String>, read: fn(&str) -> Option<T>) -> T {
        let Some(word) = word else { return T::default() };
        read(&word).unwrap_or_else(|| {
            let words = setting(key).map(super::Setting::takes_in_words).unwrap_or_default();
            self.problem(key, "is not one of its values", format!("use {words}"));
            T::default()
        })
    }
}

/// `scheme://host[:port]` and nothing more; `http` on loopback names only.
fn check_origin(origin: &str) -> Result<(), &'static str> {
    let (scheme, rest) = origin.split_once("://").ok_or("is not an origin")?;
    let host = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(host, _)| host).ok_or("has an open bracket")?,
        None => rest.split(':').next().unwrap_or_default(),
    };
    let port = rest.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
    if host.is_empty() || rest.contains(['/', '?', '#', '@', ' ', '*']) {
        return Err("is not an origin");
    }
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err("has a port that is none");
    }
    match scheme {
        "https" => Ok(()),
        "http" if matches!(host, "localhost" | "127.0.0.1" | "::1") => Ok(()),
        "http" => Err("is plain HTTP beyond loopback"),
        _ => Err("is neither https nor http"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::SETTINGS;
    use super::*;

    const LEAST: &str =
        "data_dir = \"data\"\nkeyring_file = \"/keys/ring\"\n[http]\naddress = \"127.0.0.1:8080\"\n";

    fn build(text: &str) -> Result<Config, Vec<ConfigProblem>> {
        Config::build(RawConfig::parse(text)?, Path::new("/etc/bedside"))
    }

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let found: Vec<String> =
            build(text).err().unwrap_or_default().iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), want.len(), "{found:#?}");
        for (found, want) in found.iter().zip(want) {
            assert!(found.starts_with(want), "{found} … {want}");
        }
    }

    #[test]
    fn the_least_that_works() {
        let config = build(LEAST).unwrap();
        assert_eq!(config.data_dir, Path::new("/etc/bedside/data"));
        assert_eq!(config.keyring_file, Path::new("/keys/ring"));
        assert_eq!(config.admin_socket, Path::new("/etc/bedside/data/admin.sock"));
        assert_eq!(config.max_connections, 20_000);
        assert_eq!(config.settings.visitor_grace_ms, bedside_domain::limits::VISITOR_GRACE_MS);
        assert_eq!(
            config.settings.visitor_messages_per_minute,
            bedside_domain::limits::VISITOR_MESSAGES_PER_MINUTE
        );
    }

    #[test]
    fn writing_out_every_default_changes_nothing() {
        let mut text = String::new();
        for in_section in [false, true] {
            for setting in SETTINGS.iter().filter(|setting| setting.place().0.is_some() == in_section) {
                if let Given::Default(value) = setting.given {
                    text.push_str(&format!("{} = {value}\n", setting.key));
                }
            }
        }
        let with_defaults = format!("{text}{LEAST}");
        assert_eq!(format!("{:?}", build(&with_defaults).unwrap()), format!("{:?}", build(LEAST).unwrap()));
    }

    #[test]
    fn says_everything_that_is_wrong_at_once() {
        check("", &["data_dir: is missing", "keyring_file: is missing", "https: there is no listener"]);
        check(
            "data_dir = \"/d\"\nkeyring_file = \"/d/keys/../ring\"\nsafeguards = \"none\"\nmax_connections = 0\n\
             public_origins = [\"https://a.example\", \"https://a.example/x\", \"http://a.example\"]\n\
             [http]\naddress = \"0.0.0.0:80\"\n[https]\naddress = \"443\"\n[chat]\nvisitor_grace_s = 1\n[log]\nlevel = \"loud\"",
            &[
                "keyring_file: lies in the data directory, and a key beside the data forfeits the safe harbour",
                "https.address: is not an address",
                "https.certificate_file: is missing",
                "https.key_file: is missing",
                "http.address: 0.0.0.0:80 is not loopback",
                "public_origins: number 2 is not an origin",
                "public_origins: number 3 is plain HTTP beyond loopback",
                "safeguards: is not one of its values; use \"hipaa\"",
                "max_connections: 0 is out of bounds",
                "chat.visitor_grace_s: 1 is out of bounds; use 60 to 86400 seconds",
                "log.level: is not one of its values",
            ],
        );
    }

    #[test]
    fn listeners_and_sockets() {
        let least = "data_dir = \"d\"\nkeyring_file = \"/k\"\n";
        for address in ["127.0.0.1:1", "127.8.0.1:1", "[::1]:1"] {
            check(&format!("{least}[http]\naddress = \"{address}\""), &[]);
        }
        for address in ["0.0.0.0:1", "192.168.0.1:1", "[::]:1", "8.8.8.8:1"] {
            check(&format!("{least}[http]\naddress = \"{address}\""), &["http.address: "]);
        }
        check(
            &format!("{least}[http]\naddress = \"127.0.0.1:8080\"\n[metrics]\naddress = \"127.0.0.1:8080\""),
            &["metrics.address: is the address of `http.address` too"],
        );
        check(
            &format!("admin_socket = \"/{}\"\n{least}[http]\naddress = \"127.0.0.1:0\"", "x".repeat(110)),
            &["admin_socket: the path is longer"],
        );
    }

    #[test]
    fn origins() {
        for origin in
            ["https://a.example", "https://a.example:8443", "http://localhost:8080", "http://[::1]:1"]
        {
            assert_eq!(check_origin(origin), Ok(()), "{origin}");
        }
        for origin in [
            "a.example",
            "https://",
            "https://a.example/",
            "https://*.example",
            "ftp://a",
            "https://a:b",
            "http://10.0.0.1",
            "https://[::1",
        ] {
            assert!(check_origin(origin).is_err(), "{origin}");
        }
    }
}
