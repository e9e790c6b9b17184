//! `bedside config check | default | explain`.

use std::path::PathBuf;

use bedside_server::config::{Config, ConfigError, SETTINGS, default_toml, explain, setting};
use clap::Subcommand;
use serde_json::{Value, json};

use crate::{
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say everything that is wrong with a configuration and the files it names.
    Check {
        /// The configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Print a configuration with every setting and its default, to begin with.
    Default,
    /// Say what a setting means, what it takes and what it serves.
    Explain {
        /// The setting, such as `https.address`, or a section. Without it: all.
        key: Option<String>,
    },
}

pub(crate) fn run(args: &Args, output: &Output) -> CommandResult {
    match &args.command {
        Command::Check { config } => check(config, output),
        Command::Default => print_default(output),
        Command::Explain { key } => print_explanation(key.as_deref(), output),
    }
}

fn check(file: &std::path::Path, output: &Output) -> CommandResult {
    let problems = match Config::load(file) {
        Ok(_) => Vec::new(),
        Err(error @ ConfigError::Unreadable(_)) => return Err(Failure::call(error)),
        Err(ConfigError::Problems(problems)) => problems,
    };
    if output.json() {
        output.value(&json!({ "ok": problems.is_empty(), "problems": problems }))?;
    } else if problems.is_empty() {
        output.line("The configuration can be used.")?;
    } else {
        for problem in &problems {
            output.line(&problem.to_string())?;
        }
        output.line(&format!("{} found.", count(problems.len(), "problem")))?;
    }
    Ok(Outcome::when(problems.is_empty()))
}

fn print_default(output: &Output) -> CommandResult {
    if output.json() {
        output.value(
            &json!({ "settings": SETTINGS.iter().map(|setting| described(setting.key)).collect::<Vec<_>>() }),
        )?;
    } else {
        output.line(default_toml().trim_end())?;
    }
    Ok(Outcome::Holds)
}

fn print_explanation(key: Option<&str>, output: &Output) -> CommandResult {
    let keys: Vec<&str> = SETTINGS
        .iter()
        .filter(|setting| key.is_none_or(|key| setting.key == key || setting.place().0 == Some(key)))
        .map(|setting| setting.key)
        .collect();
    if keys.is_empty() {
        return Err(Failure::call("there is no such setting; `bedside config explain` explains all of them"));
    }
    if output.json() {
        output.value(&json!({ "settings": keys.into_iter().map(described).collect::<Vec<_>>() }))?;
        return Ok(Outcome::Holds);
    }
    let texts: Vec<String> = keys.into_iter().filter_map(explain).collect();
    output.line(texts.join("\n").trim_end())?;
    Ok(Outcome::Holds)
}

fn described(key: &str) -> Value {
    let setting = setting(key).expect("the key comes from the table");
    json!({
        "key": setting.key,
        "takes": setting.takes_in_words(),
        "unit": setting.unit,
        "default": setting.default_in_words(),
        "example": setting.sample(),
        "meaning": setting.meaning(),
        "serves": setting.serves,
    })
}

fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
