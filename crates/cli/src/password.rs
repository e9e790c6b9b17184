//! Passwords of accounts: from a file, from the terminal, or made here and shown once.

use std::{
    fs,
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
};

use bedside_domain::Rng;
use bedside_server::SystemRng;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::outcome::Failure;

/// Letters and digits that cannot be taken for one another. 32 of them: five bits a character.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const GROUPS: usize = 5;
const GROUP_CHARS: usize = 4;
/// Longest password file, in bytes.
const LONGEST: usize = 4 * 1024;

/// A password with 100 bits of chance in it, in groups that can be read out.
pub(crate) fn generate(rng: &dyn Rng) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; GROUPS * GROUP_CHARS]);
    rng.fill(bytes.as_mut());
    let mut password = Zeroizing::new(String::with_capacity(GROUPS * (GROUP_CHARS + 1)));
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % GROUP_CHARS == 0 {
            password.push('-');
        }
        password.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    password
}

/// A password and whether it has to be shown.
pub(crate) struct Chosen {
    pub(crate) password: Zeroizing<String>,
    pub(crate) generated: bool,
}

/// From the file if one is named; else asked for on the terminal; else, or where nothing is typed, generated.
pub(crate) fn choose(file: Option<&Path>, generated: bool) -> Result<Chosen, Failure> {
    if let Some(file) = file {
        return Ok(Chosen { password: read(file)?, generated: false });
    }
    if !generated && io::stdin().is_terminal() {
        let password = ask("Password (nothing = one is made and shown): ")?;
        if !password.is_empty() {
            if *ask("Again: ")? != *password {
                return Err(Failure::call("the two passwords differ; try again"));
            }
            return Ok(Chosen { password, generated: false });
        }
    }
    Ok(Chosen { password: generate(&SystemRng), generated: true })
}

fn read(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::Call(format!("the password file cannot be read: {error}; it holds one line, the password"))
    };
    let text = fs::read_to_string(file).map(Zeroizing::new).map_err(|error| wrong(&error))?;
    if text.len() > LONGEST {
        return Err(wrong(&"it is too long"));
    }
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// Asks on the terminal; what is typed is not shown.
fn ask(question: &str) -> Result<Zeroizing<String>, Failure> {
    let failed = |error: io::Error| Failure::Failed(format!("the terminal cannot be used: {error}"));
    let stdin = io::stdin();
    let before = tcgetattr(&stdin).map_err(|error| failed(error.into()))?;
    let mut hidden = before.clone();
    hidden.local_modes -= LocalModes::ECHO;
    let mut err = io::stderr();
    err.write_all(question.as_bytes()).map_err(failed)?;
    err.flush().map_err(failed)?;
    tcsetattr(&stdin, OptionalActions::Flush, &hidden).map_err(|error| failed(error.into()))?;
    let mut line = Zeroizing::new(String::with_capacity(LONGEST));
    let read = stdin.lock().read_line(&mut line);
    let _ = tcsetattr(&stdin, OptionalActions::Flush, &before);
    let _ = writeln!(err);
    read.map_err(failed)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\n', '\r']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_ones_are_long_and_differ() {
        let (first, second) = (generate(&SystemRng), generate(&SystemRng));
        assert_eq!(first.len(), 24);
        assert!(first.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte)));
        assert_ne!(*first, *second);
    }
}
