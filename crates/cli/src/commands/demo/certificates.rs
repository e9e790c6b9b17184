//! The demo's certificate authority and the certificate it gives: ECDSA P-256, for loopback names only.

use std::path::{Path, PathBuf};

use bedside_domain::Clock;
use bedside_server::SystemClock;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use time::{Duration, OffsetDateTime};

use super::scratch::Scratch;

/// The authority's certificate, for browsers and programs that shall trust it.
pub(super) const AUTHORITY: &str = "tls/authority.pem";
const CERTIFICATE: &str = "tls/certificate.pem";
const KEY: &str = "tls/key.pem";
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
const VALID: Duration = Duration::days(90);
/// A kept demo goes on with the certificate it has, so that a browser which was told to trust it does not have to be told again.
const REUSED: Duration = Duration::days(60);

/// Where certificate and key lie.
pub(super) struct Files {
    pub(super) certificate_file: PathBuf,
    pub(super) key_file: PathBuf,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub(super) enum CertificateError {
    #[error("the demo's certificate cannot be made: {0}")]
    Make(#[from] rcgen::Error),
    #[error("the demo's certificate cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

/// Makes both; the authority's key is forgotten at once, so nobody can use it for anything else.
pub(super) fn make(scratch: &Scratch) -> Result<Files, CertificateError> {
    let files = Files { certificate_file: scratch.path(CERTIFICATE), key_file: scratch.path(KEY) };
    let now =
        OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(i64::try_from(SystemClock.now().0).unwrap_or(0));
    if made_at(&files.key_file).is_some_and(|made| made <= now && now - made < REUSED) {
        return Ok(files);
    }
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.distinguished_name.push(DnType::CommonName, "Bedside demo authority, for this machine only");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (authority.not_before, authority.not_after) = (now - Duration::DAY, now + VALID);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

    let mut leaf = CertificateParams::new(NAMES.map(str::to_owned))?;
    leaf.distinguished_name.push(DnType::CommonName, "localhost");
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    (leaf.not_before, leaf.not_after) = (now - Duration::DAY, now + VALID);
    let key = KeyPair::generate()?;
    let leaf = leaf.signed_by(&key, &authority)?;

    scratch.write(AUTHORITY, authority.pem().as_bytes())?;
    scratch.write(CERTIFICATE, (leaf.pem() + &authority.pem()).as_bytes())?;
    let pem = zeroize::Zeroizing::new(key.serialize_pem());
    scratch.write_secret(KEY, pem.as_bytes())?;
    Ok(files)
}

/// The key is written last, so where it is, everything is.
fn made_at(file: &Path) -> Option<OffsetDateTime> {
    let modified = std::fs::metadata(file).ok()?.modified().ok()?;
    Some(OffsetDateTime::from(modified))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_takes_them() {
        let scratch = Scratch::open(None).unwrap();
        let files = make(&scratch).unwrap();
        let listener = bedside_server::config::HttpsListener {
            address: "127.0.0.1:0".parse().unwrap(),
            certificate_file: files.certificate_file,
            key_file: files.key_file,
        };
        assert_eq!(bedside_server::config::files::certificate(&listener), []);
    }
}
