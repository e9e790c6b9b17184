//! What people read about settings: a default file, an explanation of one, the reference page.

use std::fmt::Write;

use super::table::{Given, SETTINGS, Setting, sections, setting};

/// Characters of a comment line of the default file.
const WIDTH: usize = 100;

/// A configuration file with every setting, its meaning and its default. What must be set is set to an example.
#[must_use]
pub fn default_toml() -> String {
    let mut text = String::from(
        "# Bedside configuration. Relative paths are relative to this file. Secrets are never in it: it names the\n\
         # files that hold them. `bedside config check --config FILE` says everything that is wrong with it;\n\
         # `bedside config explain KEY` says more about one setting.\n",
    );
    for setting in SETTINGS.iter().filter(|setting| setting.place().0.is_none()) {
        put_setting(&mut text, setting, is_set(setting));
    }
    for (section, meaning) in sections() {
        let inside = || SETTINGS.iter().filter(move |setting| setting.place().0 == Some(section));
        let set = inside().any(is_set);
        let _ = writeln!(text, "\n# {meaning}\n{}[{section}]", if set { "" } else { "#" });
        inside().for_each(|setting| put_setting(&mut text, setting, is_set(setting)));
    }
    text
}

/// Everything about one setting, or about the settings of one section. `None` when there is no such key.
#[must_use]
pub fn explain(key: &str) -> Option<String> {
    if let Some(setting) = setting(key) {
        return Some(explanation(setting));
    }
    let inside: Vec<_> =
        SETTINGS.iter().filter(|setting| setting.place().0 == Some(key)).map(explanation).collect();
    (!inside.is_empty()).then(|| inside.join("\n"))
}

/// The reference page, `docs/config.md`.
#[must_use]
pub fn reference_markdown() -> String {
    let mut text = String::from(
        "# Configuration\n\n\
         <!-- Generated from crates/server/src/config by `cargo xtask generate`. Do not edit. -->\n\n\
         The server reads one TOML file, named with `--config`. Relative paths are relative to it. Secrets are never \
         in it: it names the files that hold them. `bedside config default` prints a file to begin with, \
         `bedside config check` says everything that is wrong with one, `bedside config explain KEY` explains one \
         setting.\n\n\
         With `safeguards = \"hipaa\"`, the default and the only value, the server refuses a configuration that would \
         break a technical safeguard, and says which and why.\n",
    );
    let _ = writeln!(text, "\n## Settings outside sections\n");
    put_table(&mut text, None);
    for (section, meaning) in sections() {
        let _ = writeln!(text, "\n## `[{section}]`\n\n{meaning}\n");
        put_table(&mut text, Some(section));
    }
    text
}

fn is_set(setting: &Setting) -> bool {
    matches!(setting.given, Given::Required(_) | Given::WithSection(_))
}

fn put_setting(text: &mut String, setting: &Setting, set: bool) {
    text.push('\n');
    for line in wrap(setting.meaning()) {
        let _ = writeln!(text, "# {line}");
    }
    let unit = setting.unit.map(|unit| format!(", {unit}")).unwrap_or_default();
    let takes = setting.takes_in_words();
    let _ = writeln!(text, "# Takes: {takes}{unit}. Default: {}.", setting.default_in_words());
    let mark = if set { "" } else { "#" };
    let _ = writeln!(text, "{mark}{} = {}", setting.place().1, setting.sample());
}

fn explanation(setting: &Setting) -> String {
    let mut text = format!("{}\n", setting.key);
    for line in wrap(setting.meaning()) {
        let _ = writeln!(text, "  {line}");
    }
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<9} {value}");
    };
    row("takes", &setting.takes_in_words());
    if let Some(unit) = setting.unit {
        row("unit", unit);
    }
    row("default", &setting.default_in_words());
    let line = format!("{} = {}", setting.place().1, setting.sample());
    row("example", &setting.place().0.map_or_else(|| line.clone(), |section| format!("[{section}] {line}")));
    if let Some(serves) = setting.serves {
        row("serves", serves);
    }
    text
}

fn put_table(text: &mut String, section: Option<&str>) {
    text.push_str("| key | takes | default | meaning | serves |\n|---|---|---|---|---|\n");
    for setting in SETTINGS.iter().filter(|setting| setting.place().0 == section) {
        let unit = setting.unit.map(|unit| format!(", {unit}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "| `{}` | {}{unit} | {} | {} Example: `{}`. | {} |",
            setting.key,
            setting.takes_in_words(),
            setting.default_in_words(),
            setting.meaning(),
            setting.sample(),
            setting.serves.unwrap_or("")
        );
    }
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.len() + 1 + word.len() > WIDTH {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Config, RawConfig};
    use super::*;

    #[test]
    fn the_default_file_can_be_used() {
        let config = Config::build(RawConfig::parse(&default_toml()).unwrap(), Path::new("/etc")).unwrap();
        assert_eq!(config.https.unwrap().address.port(), 443);
        assert!(config.http.is_none());
    }

    #[test]
    fn the_default_file_with_everything_set_can_be_used() {
        let all: String = default_toml()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config = Config::build(RawConfig::parse(&all).unwrap(), Path::new("/etc")).unwrap();
        assert!(config.metrics.is_some() && config.http.is_some() && config.publish_dir.is_some());
    }

    #[test]
    fn every_setting_is_explained_and_in_the_reference() {
        let page = reference_markdown();
        for setting in SETTINGS {
            assert!(
                explain(setting.key)
                    .is_some_and(|text| text.contains(setting.meaning().split(' ').next().unwrap()))
            );
            assert!(page.contains(&format!("| `{}` |", setting.key)));
        }
        assert!(explain("https").is_some_and(|text| text.contains("https.key_file")));
        assert_eq!(explain("retention"), None);
    }
}
