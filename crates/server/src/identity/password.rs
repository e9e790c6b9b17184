//! Passwords: Argon2id, checked on a few threads of their own so that signing in never starves messages.

use std::sync::{Arc, OnceLock};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// 19 MiB, two passes: the first choice of the OWASP password storage guide for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Checks at once; more wait, and beyond the queue hear `busy`.
const AT_ONCE: usize = 1;
const QUEUED: usize = 32;
/// Shortest password taken (ASVS 6.2.1 advises 15).
pub(crate) const PASSWORD_MIN_CHARS: usize = 12;

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the parameters are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Why a password is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("a password has at least {PASSWORD_MIN_CHARS} characters")]
    TooShort,
    /// The hash could not be made.
    #[error("the password could not be hashed")]
    Hash,
}

/// The PHC string of a new password.
pub(crate) fn hash_password(password: &str) -> Result<Zeroizing<String>, PasswordError> {
    if password.chars().count() < PASSWORD_MIN_CHARS {
        return Err(PasswordError::TooShort);
    }
    argon2()
        .hash_password(password.as_bytes())
        .map(|hash| Zeroizing::new(hash.to_string()))
        .map_err(|_| PasswordError::Hash)
}

/// Too many sign-ins at once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooManyChecks;

/// Checks passwords, a bounded number at a time.
pub(crate) struct PasswordChecks {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
    /// Checked when there is no such account, so that the answer takes as long.
    nobody: Arc<OnceLock<Zeroizing<String>>>,
}

impl Default for PasswordChecks {
    fn default() -> Self {
        Self {
            running: Arc::new(Semaphore::new(AT_ONCE)),
            admitted: Arc::new(Semaphore::new(AT_ONCE + QUEUED)),
            nobody: Arc::default(),
        }
    }
}

fn nobodys_hash(nobody: &OnceLock<Zeroizing<String>>) -> &Zeroizing<String> {
    nobody.get_or_init(|| hash_password("no account has this password").expect("it is long enough"))
}

impl PasswordChecks {
    /// Makes ready what the first check of an unknown address needs, so that it takes no longer than others. Takes as long as a
    /// check: not on the way to the first connection.
    pub(crate) fn warm_up(&self) {
        let nobody = Arc::clone(&self.nobody);
        tokio::task::spawn_blocking(move || {
            nobodys_hash(&nobody);
        });
    }

    /// Whether the password is the one behind `hash`; without a hash the work is the same and the answer no.
    pub(crate) async fn check(
        &self,
        hash: Option<Zeroizing<String>>,
        password: Zeroizing<String>,
    ) -> Result<bool, TooManyChecks> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| TooManyChecks)?;
        let running = Arc::clone(&self.running).acquire_owned().await.expect("the semaphore is never closed");
        let known = hash.is_some();
        let nobody = Arc::clone(&self.nobody);
        let right = tokio::task::spawn_blocking(move || {
            // Held until the work is done, whether or not anybody still waits for it.
            let _places = (admitted, running);
            let hash = hash.unwrap_or_else(|| nobodys_hash(&nobody).clone());
            PasswordHash::new(&hash)
                .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
        .unwrap_or(false);
        Ok(known && right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn knows_the_right_password() {
        let checks = PasswordChecks::default();
        let hash = hash_password("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let check = |hash, password: &str| checks.check(hash, Zeroizing::new(password.to_owned()));
        assert_eq!(check(Some(hash.clone()), "correct horse battery").await, Ok(true));
        assert_eq!(check(Some(hash), "correct horse batterz").await, Ok(false));
        assert_eq!(check(None, "no account has this password").await, Ok(false));
    }

    #[test]
    fn refuses_short_ones() {
        assert!(matches!(hash_password("short"), Err(PasswordError::TooShort)));
    }
}
