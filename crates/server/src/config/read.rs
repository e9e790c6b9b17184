//! Reads the file: every unknown key and wrong type at once, then field for field.

use std::{fs, path::Path};

use toml::{Table, Value};

use super::{
    Config, ConfigError, ConfigProblem, RawConfig, files,
    table::{SETTINGS, Setting, Takes, sections, setting},
};

/// Longest configuration file that is read, in bytes.
const LONGEST: u64 = 1024 * 1024;

impl RawConfig {
    /// Reads the text of a configuration file.
    ///
    /// # Errors
    /// Every key that does not exist and every value of a wrong type; or the place where the text stops being TOML.
    pub fn parse(text: &str) -> Result<Self, Vec<ConfigProblem>> {
        let table = text.parse::<Table>().map_err(|error| vec![not_toml(text, &error)])?;
        let mut problems = Vec::new();
        check_table(&table, None, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        table.try_into().map_err(|error: toml::de::Error| {
            let advice = "compare with what `bedside config default` prints";
            vec![ConfigProblem::new("", error.message(), advice)]
        })
    }
}

impl Config {
    /// Reads a configuration file, checks it and looks at the files it names. Relative paths are relative to it.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong, not only the first thing.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let (built, mut problems) = Self::load_without_files(file)?;
        match built {
            Some(config) => {
                problems.extend(files::problems(&config));
                if problems.is_empty() { Ok(config) } else { Err(ConfigError::Problems(problems)) }
            }
            None => Err(ConfigError::Problems(problems)),
        }
    }

    /// The same without looking at the files it names: for commands that say more about them, one by one.
    ///
    /// # Errors
    /// [`ConfigError`] when the file cannot be read or is not TOML with the right keys. A configuration that can be read
    /// and not used comes back as `None` with its problems.
    pub fn load_without_files(file: &Path) -> Result<(Option<Self>, Vec<ConfigProblem>), ConfigError> {
        let length = fs::metadata(file).map_err(ConfigError::Unreadable)?.len();
        if length > LONGEST {
            let too_long = std::io::Error::other("it is larger than 1 MiB, which no configuration is");
            return Err(ConfigError::Unreadable(too_long));
        }
        let text = fs::read_to_string(file).map_err(ConfigError::Unreadable)?;
        let raw = RawConfig::parse(&text).map_err(ConfigError::Problems)?;
        let folder = std::path::absolute(file).map_err(ConfigError::Unreadable)?;
        let folder = folder.parent().unwrap_or(Path::new("/"));
        Ok(match Self::build(raw, folder) {
            Ok(config) => (Some(config), Vec::new()),
            Err(problems) => (None, problems),
        })
    }
}

/// Where the text stops being TOML. Says nothing of the text itself.
fn not_toml(text: &str, error: &toml::de::Error) -> ConfigProblem {
    let place = error.span().map_or(String::new(), |span| {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("line {line}, column {column}: ")
    });
    ConfigProblem::new("", format!("{place}{}", error.message()), "the file must be TOML (https://toml.io)")
}

fn check_table(table: &Table, section: Option<&str>, problems: &mut Vec<ConfigProblem>) {
    for (name, value) in table {
        let key = section.map_or_else(|| name.clone(), |section| format!("{section}.{name}"));
        match (setting(&key), value) {
            (Some(setting), value) => problems.extend(check_type(setting, value)),
            (None, Value::Table(inner)) if is_section(&key) => check_table(inner, Some(&key), problems),
            (None, _) if is_section(&key) => {
                problems.push(ConfigProblem::new(
                    key.as_str(),
                    "is a section, not a value",
                    format!("write `[{key}]` on a line of its own and its settings below"),
                ));
            }
            (None, _) => problems.push(unknown(&key)),
        }
    }
}

fn is_section(key: &str) -> bool {
    sections().iter().any(|(section, _)| *section == key)
}

fn check_type(setting: &Setting, value: &Value) -> Option<ConfigProblem> {
    let right = match setting.takes {
        Takes::Path | Takes::Address | Takes::OneOf(_) => value.is_str(),
        Takes::Origins => value.as_array().is_some_and(|list| list.iter().all(Value::is_str)),
        // Below zero is of no type of ours.
        Takes::Number { .. } => value.as_integer().is_some_and(|number| number >= 0),
    };
    if right {
        return None;
    }
    Some(ConfigProblem::new(
        setting.key,
        format!("takes: {}", setting.takes_in_words()),
        format!("write it like `{} = {}`", setting.place().1, setting.sample()),
    ))
}

fn unknown(key: &str) -> ConfigProblem {
    let near = SETTINGS
        .iter()
        .map(|setting| (distance(key, setting.key).min(distance(key, setting.place().1)), setting.key))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 3);
    let advice = match near {
        Some((_, near)) => format!("did you mean `{near}`?"),
        None => "remove it; `bedside config default` lists every setting".to_owned(),
    };
    ConfigProblem::new(key, "there is no such setting", advice)
}

/// Levenshtein distance, of the first 40 characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(40).enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let found: Vec<String> =
            RawConfig::parse(text).err().unwrap_or_default().iter().map(ToString::to_string).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn says_every_key_and_type_that_is_wrong_at_once() {
        check("", &[]);
        check(
            "data_dri = \"x\"\nmax_connections = \"many\"\nhttp = 3\n[log]\nlevle = \"info\"\n[https]\naddress = [1]\n[chat]\nvisitor_grace_s = -1\n[nonsense]\nq = 1",
            &[
                "chat.visitor_grace_s: takes: whole number from 60 to 86400; write it like `visitor_grace_s = 900`",
                "data_dri: there is no such setting; did you mean `data_dir`?",
                "http: is a section, not a value; write `[http]` on a line of its own and its settings below",
                "https.address: takes: address, `IP:PORT`; write it like `address = \"0.0.0.0:443\"`",
                "log.levle: there is no such setting; did you mean `log.level`?",
                "max_connections: takes: whole number from 1 to 1000000; write it like `max_connections = 20000`",
                "nonsense: there is no such setting; remove it; `bedside config default` lists every setting",
            ],
        );
    }

    #[test]
    fn says_where_it_stops_being_toml_and_shows_nothing_of_it() {
        let found = RawConfig::parse("data_dir = \"x\"\nkeyring_file = hunter2 hunter2\n").unwrap_err();
        let text = found[0].to_string();
        assert!(text.starts_with("line 2, column 16: "), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
