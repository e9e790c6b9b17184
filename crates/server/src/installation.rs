//! Opens an installation: the two databases, the keyring, and the services over them. The same for a server that starts and for a
//! command that works on a stopped one.

use std::{path::Path, sync::Arc};

use bedside_audit::{LogSigner, TreeError, begins_with, sequence::genesis};
use bedside_domain::{Clock, Millis, Organisation, OrganisationId, Rng};
use bedside_storage::{
    Directory,
    sqlite::{LogError, OpenError, SqliteAuditLog, SqliteKeyStore, SqliteOptions, SqliteStore},
};
use zeroize::Zeroizing;

use crate::{
    KeyCustodian, Services, Stores, SystemClock, SystemRng,
    administration::{AdministrationError, founding_entries},
    config::{Config, ConfigProblem, files},
    custodian::CustodyError,
    sequencer::SequencedLog,
};

/// Why an installation cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// The keyring: not there, open to others, beside the data, or no keyring.
    #[error("{0}")]
    Keyring(ConfigProblem),
    /// A database.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The directory or the audit log.
    #[error(transparent)]
    Start(#[from] crate::startup::StartError),
    /// Keys.
    #[error(transparent)]
    Custody(#[from] CustodyError),
    /// The signing key.
    #[error("the key that signs the audit log cannot be used: {0}")]
    Signer(String),
    /// The data directory is older than the key store remembers.
    #[error(
        "the data of organisation {organisation} were rolled back: the audit log has {found} entries under its checkpoint, \
         the key store remembers {remembered}; restore the newest data, or start with the key store of the same backup"
    )]
    RolledBack {
        /// Whose.
        organisation: OrganisationId,
        /// In the data.
        found: u64,
        /// In the key store.
        remembered: u64,
    },
    /// The data directory holds another history than the key store remembers.
    #[error(
        "the data of organisation {organisation} are not those that the key store remembers: the first {size} entries of the audit \
         log are others than were signed; restore data and key store of the same time, and look into it with `bedside audit verify`"
    )]
    OtherHistory {
        /// Whose.
        organisation: OrganisationId,
        /// Entries under the head that the key store remembers.
        size: u64,
    },
    /// The key store has no key of an organisation that the data have.
    #[error(
        "keys.sqlite has no key of organisation {0}: the key store was lost, or is not the one of these data; restore keys.sqlite \
         from its own backup (a new one opens nothing, and would sign another audit log)"
    )]
    NoOrganisationKey(OrganisationId),
}

/// An opened installation.
pub struct Installation {
    /// The services.
    pub services: Arc<Services>,
    /// The data database.
    pub store: SqliteStore,
    /// The key database.
    pub keys: SqliteKeyStore,
    publish_dir: std::path::PathBuf,
}

impl Installation {
    /// Opens everything and reads the directory; nothing listens yet.
    ///
    /// # Errors
    /// [`InstallationError`], which says what is missing or wrong.
    pub async fn open(config: &Config) -> Result<Self, InstallationError> {
        Self::open_with(config, &SqliteOptions::at(SystemClock.now()), Arc::new(SystemClock)).await
    }

    /// As [`Installation::open`], with another clock than the system's and databases opened in another way than the usual one: a
    /// bound on their size, faults.
    ///
    /// # Errors
    /// [`InstallationError`], which says what is missing or wrong.
    pub async fn open_with(
        config: &Config,
        options: &SqliteOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, InstallationError> {
        let keyring =
            files::keyring(&config.keyring_file, &config.data_dir).map_err(InstallationError::Keyring)?;
        let store = SqliteStore::open(&config.data_dir, options)?;
        let keys = SqliteKeyStore::open(&config.data_dir, options)?;
        let rng: Arc<dyn Rng> = Arc::new(SystemRng);
        let custodian = Arc::new(KeyCustodian::new(
            Arc::new(keyring),
            Arc::new(keys.clone()),
            Arc::clone(&clock),
            Arc::clone(&rng),
        ));
        let shared = Arc::new(store.clone());
        let stores = Stores {
            messages: shared.clone(),
            conversations: shared.clone(),
            timeline: shared.clone(),
            receipts: shared.clone(),
            directory: shared.clone(),
            sessions: shared.clone(),
            bans: shared.clone(),
            figures: shared.clone(),
            canned: shared.clone(),
            reminders: shared.clone(),
            audit: shared,
        };
        let services = Arc::new(Services::new(clock, rng, stores, custodian, config.settings));
        let installation = Self { services, store, keys, publish_dir: publish_dir(config) };
        installation.check().await?;
        installation.services.reload_directory().await?;
        Ok(installation)
    }

    /// Before anything is read with a key or written: whether keys and data belong together, and none was put back alone.
    async fn check(&self) -> Result<(), InstallationError> {
        for organisation in self.store.organisations().await.map_err(CustodyError::Read)? {
            match self.services.custodian.organisation_keys(organisation.id).await {
                Ok(_) => {}
                Err(CustodyError::NoKey) => {
                    return Err(InstallationError::NoOrganisationKey(organisation.id));
                }
                Err(error) => return Err(error.into()),
            }
            self.check_not_rolled_back(organisation.id).await?;
        }
        Ok(())
    }

    /// Where checkpoints and verifier keys are published.
    #[must_use]
    pub fn publish_dir(&self) -> &Path {
        &self.publish_dir
    }

    /// Adds an organisation: its first keys, and its log with the signed head of the empty tree, in one transaction with it.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn add_organisation(&self, name: &str) -> Result<OrganisationId, AdministrationError> {
        let services = &self.services;
        let id = services.new_id(OrganisationId::new);
        let organisation = Organisation { id, name: name.to_owned() };
        let now = services.clock.now();
        // Here and nowhere else: an organisation whose key is gone must not be given another one.
        let (epoch, _) = services.custodian.make_organisation_key(id).await?;
        let signer = self.signer(id).await.map_err(|_| AdministrationError::Custody(CustodyError::NoKey))?;
        let (entry, keys) = founding_entries(services, &organisation, epoch).await?;
        self.store.add_organisation_with_log(organisation, entry, keys, genesis(&signer, now.0)).await?;
        services.reload_directory().await?;
        Ok(id)
    }

    /// Signs an organisation's checkpoints. The seed is derived from the organisation's first key, so it is wherever that is and
    /// nowhere else.
    ///
    /// # Errors
    /// [`InstallationError`] when the organisation's key cannot be had.
    pub async fn signer(&self, organisation: OrganisationId) -> Result<LogSigner, InstallationError> {
        let keys = self.services.custodian.organisation_keys(organisation).await?;
        let seed = Zeroizing::new(keys.first().derive("audit log signing key v1").hmac(b"ed25519 seed"));
        LogSigner::from_seed(&origin(organisation), &seed)
            .map_err(|error| InstallationError::Signer(error.to_string()))
    }

    /// Every organisation's log with its signer; writes each log's verifier key beside its checkpoints. A directory that cannot be
    /// used does not stop the start: the sequencer says so until it can.
    ///
    /// # Errors
    /// [`InstallationError`].
    pub(crate) async fn logs(&self) -> Result<Vec<SequencedLog<SqliteAuditLog>>, InstallationError> {
        if let Err(error) = std::fs::create_dir_all(&self.publish_dir) {
            tracing::error!(%error, "The directory for checkpoints cannot be made");
        }
        let mut logs = Vec::new();
        for organisation in self.services.directory.organisations() {
            let signer = self.signer(organisation.id).await?;
            let store = self
                .store
                .audit_log(organisation.id, Some(self.publish_dir.clone()))
                .with_copy_in(self.keys.clone());
            self.write_verifier_key(organisation.id, &signer);
            logs.push(SequencedLog { store, signer });
        }
        Ok(logs)
    }

    async fn check_not_rolled_back(&self, organisation: OrganisationId) -> Result<(), InstallationError> {
        let remembered = self.keys.newest_head(organisation).await.map_err(CustodyError::Read)?;
        let Some(remembered) = remembered else { return Ok(()) };
        let (_, found) =
            self.services.stores.audit.progress(organisation).await.map_err(CustodyError::Read)?;
        let size = remembered.head.size;
        if found < size {
            return Err(InstallationError::RolledBack { organisation, found, remembered: size });
        }
        let log = self.store.audit_log(organisation, None);
        match tokio::task::spawn_blocking(move || begins_with(&log, &remembered.head)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(TreeError::Store(LogError::Read(error)))) => Err(CustodyError::Read(error).into()),
            // Tiles that are gone or hash to something else: the log does not begin with what was signed.
            _ => Err(InstallationError::OtherHistory { organisation, size }),
        }
    }

    fn write_verifier_key(&self, organisation: OrganisationId, signer: &LogSigner) {
        let path = self.publish_dir.join(format!("{organisation}.vkey"));
        let text = signer.verifier().to_text() + "\n";
        if let Err(error) = std::fs::write(&path, text) {
            tracing::warn!(%error, "The verifier key of an audit log could not be written beside its checkpoints");
        }
    }

    /// Now, by the installation's clock.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.services.clock.now()
    }
}

fn publish_dir(config: &Config) -> std::path::PathBuf {
    config.publish_dir.clone().unwrap_or_else(|| config.data_dir.join("audit"))
}

/// The origin line of an organisation's log (C2SP tlog-checkpoint).
#[must_use]
pub fn origin(organisation: OrganisationId) -> String {
    format!("bedside.invalid/log/{organisation}")
}
