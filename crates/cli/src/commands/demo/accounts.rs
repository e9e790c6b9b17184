//! The demo's accounts and their passwords. A kept folder keeps them too, so that the demo can go on after a stop.

use std::{fs, io};

use bedside_server::SystemRng;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::scratch::Scratch;
use crate::password;

const FILE: &str = "accounts.json";

/// One account. No `Debug`: holds a password.
pub(super) struct Account {
    pub(super) email: String,
    pub(super) role: String,
    pub(super) password: Zeroizing<String>,
}

/// All of them.
#[derive(Default)]
pub(super) struct Accounts(Vec<Account>);

impl Accounts {
    /// Those of an earlier run in this folder.
    pub(super) fn read(scratch: &Scratch) -> io::Result<Self> {
        let text = match fs::read_to_string(scratch.path(FILE)) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let list: Vec<Value> = serde_json::from_str(&text).map_err(io::Error::other)?;
        let field = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        Ok(Self(
            list.iter()
                .map(|value| Account {
                    email: field(value, "email"),
                    role: field(value, "role"),
                    password: Zeroizing::new(field(value, "password")),
                })
                .collect(),
        ))
    }

    pub(super) fn write(&self, scratch: &Scratch) -> io::Result<()> {
        let list: Vec<_> = self
            .all()
            .map(|account| {
                json!({ "email": account.email, "role": account.role, "password": account.password.as_str() })
            })
            .collect();
        scratch.write_secret(FILE, json!(list).to_string().as_bytes())
    }

    /// Notes an account; its password is made unless one is given.
    pub(super) fn add(&mut self, email: &str, role: &str, given: Option<&str>) -> Zeroizing<String> {
        let password =
            given.map_or_else(|| password::generate(&SystemRng), |given| Zeroizing::new(given.to_owned()));
        self.0.push(Account { email: email.to_owned(), role: role.to_owned(), password: password.clone() });
        password
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Account> {
        self.0.iter()
    }

    pub(super) fn of(&self, email: &str) -> Option<&Account> {
        self.all().find(|account| account.email == email)
    }
}
