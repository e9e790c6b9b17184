//! TLS as the promise says it: 1.2 and 1.3, 256-bit suites only, hybrid key exchange first (NIST SP 800-52r2).

use std::{io, path::Path, sync::Arc};

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    version::{TLS12, TLS13},
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

/// Outgoing bytes one slow connection may hold back in TLS.
const BUFFER_LIMIT: usize = 64 * 1024;

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificate file.
    #[error("the certificate file cannot be read: {0}")]
    Certificate(rustls_pki_types::pem::Error),
    /// No certificate in it.
    #[error(
        "the certificate file has no certificate in it; it must be PEM, the server's own certificate first"
    )]
    NoCertificate,
    /// The key file.
    #[error("the key file cannot be read: {0}; it must be PEM (PKCS #8, SEC 1 or PKCS #1)")]
    Key(rustls_pki_types::pem::Error),
    /// They do not fit or are not usable.
    #[error("the certificate and key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

/// The provider: AES-256-GCM and nothing shorter. The library's defaults include AES-128.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    let mut provider = aws_lc_rs::default_provider();
    provider.cipher_suites = vec![
        aws_lc_rs::cipher_suite::TLS13_AES_256_GCM_SHA384,
        aws_lc_rs::cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        aws_lc_rs::cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    ];
    provider.kx_groups = vec![
        aws_lc_rs::kx_group::X25519MLKEM768,
        aws_lc_rs::kx_group::X25519,
        aws_lc_rs::kx_group::SECP256R1,
        aws_lc_rs::kx_group::SECP384R1,
    ];
    Arc::new(provider)
}

/// The server's TLS configuration from two PEM files.
///
/// # Errors
/// [`TlsError`], which names the file and what to do.
pub fn server_config(certificate_file: &Path, key_file: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let chain = CertificateDer::pem_file_iter(certificate_file)
        .map_err(TlsError::Certificate)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate);
    }
    let key = PrivateKeyDer::from_pem_file(key_file).map_err(TlsError::Key)?;
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A resumed TLS 1.3 handshake does the key exchange all the same: tickets save nothing and cost memory.
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    config.max_early_data_size = 0;
    Ok(Arc::new(config))
}

/// Bounds what a slow connection may hold back.
pub(crate) fn bound(connection: &mut rustls::ServerConnection) {
    connection.set_buffer_limit(Some(BUFFER_LIMIT));
}

/// The error of a listener that was told to speak plainly beyond loopback.
#[must_use]
pub fn plain_beyond_loopback(address: std::net::SocketAddr) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "plain HTTP binds to loopback only, not to {address}: chats travel under TLS (45 CFR 164.312(e))"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_has_a_256_bit_key() {
        for suite in &provider().cipher_suites {
            let name = format!("{:?}", suite.suite());
            assert!(name.contains("AES_256_GCM"), "{name}");
        }
    }
}
