//! One table of every setting, from which reading, explaining and documenting come.

use std::sync::LazyLock;

use schemars::schema_for;

use super::{LogFormat, LogLevel, RawConfig, Safeguards};

/// One setting.
pub struct Setting {
    /// Its path in the file, such as `https.address`.
    pub key: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Unit of a number.
    pub unit: Option<&'static str>,
    /// What holds when the file does not say.
    pub given: Given,
    /// Which regulation or standard it serves.
    pub serves: Option<&'static str>,
}

/// What a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A path; a relative one is relative to the configuration file.
    Path,
    /// `IP:PORT`, IPv6 in brackets.
    Address,
    /// A list of origins.
    Origins,
    /// A whole number within bounds.
    Number {
        /// Least.
        min: u64,
        /// Most.
        max: u64,
    },
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// What holds when the file does not say. Values are written as in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It must say; an example.
    Required(&'static str),
    /// It must say where its section is there; an example.
    WithSection(&'static str),
    /// This value.
    Default(&'static str),
    /// Nothing; an example, and what that means.
    Absent(&'static str, &'static str),
}

/// Every setting, in the order of the default file.
pub static SETTINGS: &[Setting] = &[
    Setting {
        key: "data_dir",
        takes: Takes::Path,
        unit: None,
        given: Given::Required("\"/var/lib/bedside\""),
        serves: Some("45 CFR 164.312(a)(2)(iv), encryption at rest"),
    },
    Setting {
        key: "keyring_file",
        takes: Takes::Path,
        unit: None,
        given: Given::Required("\"/etc/bedside/keyring\""),
        serves: Some("45 CFR 164.402 and 74 FR 19006, keys kept apart from the data"),
    },
    Setting {
        key: "publish_dir",
        takes: Takes::Path,
        unit: None,
        given: Given::Absent(
            "\"/mnt/elsewhere/bedside-checkpoints\"",
            "checkpoints stay in the data directory only",
        ),
        serves: Some("45 CFR 164.312(b) and (c)(1), audit controls and integrity"),
    },
    Setting {
        key: "admin_socket",
        takes: Takes::Path,
        unit: None,
        given: Given::Absent("\"/run/bedside/admin.sock\"", "`admin.sock` in the data directory"),
        serves: Some("45 CFR 164.312(a)(1), access control"),
    },
    Setting {
        key: "public_origins",
        takes: Takes::Origins,
        unit: None,
        given: Given::Default("[]"),
        serves: Some("OWASP ASVS 5.0, V3.5, requests from other origins"),
    },
    Setting {
        key: "safeguards",
        takes: Takes::OneOf(Safeguards::WORDS),
        unit: None,
        given: Given::Default("\"hipaa\""),
        serves: Some("45 CFR 164.312"),
    },
    Setting {
        key: "max_connections",
        takes: Takes::Number { min: 1, max: 1_000_000 },
        unit: Some("connections"),
        given: Given::Default("20000"),
        serves: None,
    },
    Setting {
        key: "https.address",
        takes: Takes::Address,
        unit: None,
        given: Given::WithSection("\"0.0.0.0:443\""),
        serves: Some("45 CFR 164.312(e)(1), NIST SP 800-52r2"),
    },
    Setting {
        key: "https.certificate_file",
        takes: Takes::Path,
        unit: None,
        given: Given::WithSection("\"/etc/bedside/tls/certificate.pem\""),
        serves: Some("45 CFR 164.312(e)(1), NIST SP 800-52r2"),
    },
    Setting {
        key: "https.key_file",
        takes: Takes::Path,
        unit: None,
        given: Given::WithSection("\"/etc/bedside/tls/key.pem\""),
        serves: Some("45 CFR 164.312(e)(1), NIST SP 800-52r2"),
    },
    Setting {
        key: "http.address",
        takes: Takes::Address,
        unit: None,
        given: Given::Absent("\"127.0.0.1:8080\"", "no plain listener"),
        serves: Some("45 CFR 164.312(e)(1): nothing plain leaves the machine"),
    },
    Setting {
        key: "metrics.address",
        takes: Takes::Address,
        unit: None,
        given: Given::Absent("\"127.0.0.1:9464\"", "no metrics"),
        serves: None,
    },
    Setting {
        key: "chat.visitor_messages_per_minute",
        takes: Takes::Number { min: 1, max: 1_000_000 },
        unit: Some("messages a minute"),
        given: Given::Default("60"),
        serves: None,
    },
    Setting {
        key: "chat.visitor_grace_s",
        takes: Takes::Number { min: 60, max: 86_400 },
        unit: Some("seconds"),
        given: Given::Default("900"),
        serves: Some("45 CFR 164.312(a)(2)(iii), automatic logoff"),
    },
    Setting {
        key: "limits.visitor_sessions_per_minute",
        takes: Takes::Number { min: 1, max: 1_000_000 },
        unit: Some("sessions a minute"),
        given: Given::Default("300"),
        serves: Some("OWASP ASVS 5.0, V2.4, anti-automation"),
    },
    Setting {
        key: "limits.failed_sign_ins_per_minute",
        takes: Takes::Number { min: 1, max: 1_000_000 },
        unit: Some("sign-ins a minute"),
        given: Given::Default("60"),
        serves: Some("NIST SP 800-63B §5.2.2, rate limiting"),
    },
    Setting {
        key: "limits.unknown_connections",
        takes: Takes::Number { min: 1, max: 1_000_000 },
        unit: Some("connections"),
        given: Given::Default("1000"),
        serves: None,
    },
    Setting {
        key: "log.format",
        takes: Takes::OneOf(LogFormat::WORDS),
        unit: None,
        given: Given::Default("\"json\""),
        serves: None,
    },
    Setting {
        key: "log.level",
        takes: Takes::OneOf(LogLevel::WORDS),
        unit: None,
        given: Given::Default("\"info\""),
        serves: None,
    },
];

/// The setting of that key.
#[must_use]
pub fn setting(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

impl Setting {
    /// The section it stands in, if in one, and its name there.
    #[must_use]
    pub fn place(&self) -> (Option<&'static str>, &'static str) {
        match self.key.split_once('.') {
            Some((section, name)) => (Some(section), name),
            None => (None, self.key),
        }
    }

    /// What it means: the documentation of its field in [`RawConfig`].
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        described().iter().find(|(key, _)| key == self.key).map_or("", |(_, meaning)| meaning)
    }

    /// What it takes, in words.
    #[must_use]
    pub fn takes_in_words(&self) -> String {
        match self.takes {
            Takes::Path => "path".to_owned(),
            Takes::Address => "address, `IP:PORT`".to_owned(),
            Takes::Origins => "list of origins".to_owned(),
            Takes::Number { min, max } => format!("whole number from {min} to {max}"),
            Takes::OneOf([only]) => format!("\"{only}\" (the only value)"),
            Takes::OneOf(words) => {
                words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" or ")
            }
        }
    }

    /// What holds when the file does not say, in words.
    #[must_use]
    pub fn default_in_words(&self) -> String {
        match self.given {
            Given::Required(_) => "required".to_owned(),
            Given::WithSection(_) => {
                format!("required in section `[{}]`", self.place().0.unwrap_or_default())
            }
            Given::Default(value) => format!("`{value}`"),
            Given::Absent(_, means) => format!("not set: {means}"),
        }
    }

    /// A value as it stands in the file: the default, or an example.
    #[must_use]
    pub const fn sample(&self) -> &'static str {
        match self.given {
            Given::Required(value)
            | Given::WithSection(value)
            | Given::Default(value)
            | Given::Absent(value, _) => value,
        }
    }
}

/// The sections of the file and what each is for, in order.
pub(super) fn sections() -> Vec<(&'static str, &'static str)> {
    let mut sections = Vec::new();
    for section in SETTINGS.iter().filter_map(|setting| setting.place().0) {
        if sections.last().is_none_or(|(last, _)| *last != section) {
            let meaning =
                described().iter().find(|(key, _)| key == section).map_or("", |(_, meaning)| meaning);
            sections.push((section, meaning));
        }
    }
    sections
}

/// Key paths and descriptions of every field of [`RawConfig`], sections included.
pub(super) fn described() -> &'static [(String, String)] {
    static DESCRIBED: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
        let schema = serde_json::to_value(schema_for!(RawConfig)).unwrap_or_default();
        let mut fields = Vec::new();
        walk(&schema, &schema, "", &mut fields);
        fields
    });
    &DESCRIBED
}

fn walk(root: &serde_json::Value, at: &serde_json::Value, prefix: &str, fields: &mut Vec<(String, String)>) {
    let Some(properties) = at["properties"].as_object() else { return };
    for (name, property) in properties {
        let key = format!("{prefix}{name}");
        let text = property["description"].as_str().unwrap_or_default().replace('\n', " ");
        fields.push((key.clone(), text));
        // An optional section is `anyOf: [{$ref}, {type: null}]`.
        let section = property["anyOf"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|choice| choice["$ref"].as_str())
            .find_map(|path| root.pointer(path.trim_start_matches('#')));
        if let Some(section) = section {
            walk(root, section, &format!("{key}."), fields);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_and_the_file_agree_field_by_field() {
        let sections: BTreeSet<_> = sections().into_iter().map(|(name, _)| name.to_owned()).collect();
        let of_file: BTreeSet<_> =
            described().iter().map(|(key, _)| key.clone()).filter(|key| !sections.contains(key)).collect();
        let of_table: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.key.to_owned()).collect();
        assert_eq!(of_file, of_table);
        assert_eq!(of_table.len(), SETTINGS.len(), "a key stands in the table twice");
    }

    #[test]
    fn every_field_says_what_it_means() {
        for (key, meaning) in described() {
            assert!(meaning.len() > 10 && meaning.ends_with('.'), "{key}: {meaning:?}");
        }
        for setting in SETTINGS {
            assert!(!setting.meaning().is_empty(), "{}", setting.key);
        }
    }

    #[test]
    fn every_sample_is_of_its_type() {
        for setting in SETTINGS {
            let table: toml::Table = format!("x = {}", setting.sample()).parse().unwrap();
            let right = match setting.takes {
                Takes::Path | Takes::Address => table["x"].is_str(),
                Takes::Origins => table["x"].is_array(),
                Takes::Number { min, max } => table["x"]
                    .as_integer()
                    .is_some_and(|n| u64::try_from(n).is_ok_and(|n| (min..=max).contains(&n))),
                Takes::OneOf(words) => table["x"].as_str().is_some_and(|word| words.contains(&word)),
            };
            assert!(right, "{}", setting.key);
        }
    }
}
