//! How a task ends badly: the call was wrong, or something does not hold. Each text says what to do.

use std::fmt;
use std::process::ExitCode;

/// What every task returns.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why a task stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line was wrong: exit code 2.
    Call(String),
    /// Something that should hold does not: exit code 1.
    Broken(String),
}

impl Failure {
    /// The exit code of the contract in `cargo xtask help`.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Call(_) => ExitCode::from(2),
            Self::Broken(_) => ExitCode::from(1),
        }
    }

    /// A failed read or write, with the path and the system's reason.
    pub(crate) fn file(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Broken(format!("cannot {doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(text) => write!(f, "wrong call: {text}"),
            Self::Broken(text) => write!(f, "failed: {text}"),
        }
    }
}

/// Accepts exactly the flags named, each at most once, and says which were given.
pub(crate) fn flags<const N: usize>(args: &[String], known: [&str; N]) -> Outcome<[bool; N]> {
    let mut given = [false; N];
    for arg in args {
        let Some(at) = known.iter().position(|flag| flag == arg) else {
            let allowed = if N == 0 { "no arguments".to_owned() } else { known.join(", ") };
            return Err(Failure::Call(format!("unknown argument `{arg}`; this task takes {allowed}")));
        };
        given[at] = true;
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_found_and_strangers_refused() {
        let args = |list: &[&str]| list.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        assert_eq!(flags(&args(&[]), ["--check"]).unwrap(), [false]);
        assert_eq!(flags(&args(&["--check"]), ["--check"]).unwrap(), [true]);
        assert!(
            matches!(flags(&args(&["--chekc"]), ["--check"]), Err(Failure::Call(text)) if text.contains("--check"))
        );
        assert!(matches!(flags(&args(&["x"]), []), Err(Failure::Call(_))));
    }
}
