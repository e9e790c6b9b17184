//! TLS with the product's settings: AES-256-GCM, hybrid key exchange first, an ECDSA P-256 certificate made for the run.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, aws_lc_rs},
    version::TLS13,
};
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::failure::{During, Outcome};

/// An open TLS connection.
pub(crate) type Stream = TlsStream<TcpStream>;

/// A certificate authority for one run, and the server certificate it gave out.
pub(crate) struct Authority {
    /// The server's certificate, PEM.
    pub(crate) certificate_file: PathBuf,
    /// The server's key, PEM.
    pub(crate) key_file: PathBuf,
    config: Arc<ClientConfig>,
}

impl Authority {
    /// Makes both and writes the server's half into a folder.
    pub(crate) fn new(folder: &Path) -> Outcome<Self> {
        let step = "making the run's certificate";
        let mut root = CertificateParams::new(Vec::new()).during(step)?;
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root_key = KeyPair::generate().during(step)?;
        let root_certificate = root.self_signed(&root_key).during(step)?;
        let issuer = Issuer::new(root, root_key);
        let leaf_key = KeyPair::generate().during(step)?;
        let leaf =
            CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).during(step)?;
        let leaf = leaf.signed_by(&leaf_key, &issuer).during(step)?;

        let certificate_file = folder.join("server.crt");
        let key_file = folder.join("server.key");
        fs::write(&certificate_file, leaf.pem()).during(step)?;
        write_private(&key_file, &leaf_key.serialize_pem()).during(step)?;
        Ok(Self { certificate_file, key_file, config: client(root_certificate.der().clone())? })
    }

    /// For connecting to the server.
    pub(crate) fn client(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.config)
    }
}

/// Connects and shakes hands in full: nothing is resumed.
pub(crate) async fn connect(port: u16, config: &Arc<ClientConfig>) -> Outcome<Stream> {
    let tcp = TcpStream::connect(("127.0.0.1", port)).await.during("connecting")?;
    tcp.set_nodelay(true).during("connecting")?;
    let name = ServerName::try_from("localhost").expect("a valid name");
    TlsConnector::from(Arc::clone(config)).connect(name, tcp).await.during("the TLS handshake")
}

/// The product's provider, for both ends of what is measured without it.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(CryptoProvider {
        cipher_suites: vec![aws_lc_rs::cipher_suite::TLS13_AES_256_GCM_SHA384],
        kx_groups: vec![aws_lc_rs::kx_group::X25519MLKEM768, aws_lc_rs::kx_group::X25519],
        ..aws_lc_rs::default_provider()
    })
}

fn client(root: CertificateDer<'static>) -> Outcome<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    roots.add(root).during("trusting the run's certificate")?;
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .during("setting up TLS")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = rustls::client::Resumption::disabled();
    Ok(Arc::new(config))
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}
