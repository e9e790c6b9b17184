//! Wrapped keys in `keys.sqlite`: a database, a queue and a writing thread of their own. What is deleted is overwritten.

use std::{path::Path, sync::Arc};

use bedside_audit::SignedHead;
use bedside_domain::{ConversationId, Millis, OrganisationId};
use bedside_keys::{BoxFuture, KeyId, WrappedDataKey, WrappedEpochKey};
use rusqlite::{Row, params};

use crate::{KeyStore, ReadError, StoredDataKey, StoredEpoch, WriteError};

use super::{
    Shared,
    audit_log::head_from_row,
    columns::{int, limit, millis, number},
    failure::Failure,
    open::{self, OpenError, SqliteOptions},
    transaction::Tx,
    writer::{self, WriterCounts},
};

/// Stands for "no conversation": the organisation's own keys.
const OWN: [u8; 16] = [0; 16];

/// The key store. Cheap to clone; the last handle dropped writes what is queued and closes it.
#[derive(Clone)]
pub struct SqliteKeyStore {
    shared: Arc<Shared>,
}

impl SqliteKeyStore {
    /// Opens `keys.sqlite` in this directory, which is made if it is not there. A write-ahead log that a crash left is moved into
    /// the database and cut to nothing: it can hold what was destroyed since.
    ///
    /// # Errors
    /// [`OpenError`] says what to do.
    pub fn open(directory: &Path, options: &SqliteOptions) -> Result<Self, OpenError> {
        let opened = open::open(directory, &open::KEYS, options)?;
        // Nobody else reads yet, so nothing can stand in the way but the disk; then each destruction tries again.
        writer::empty_log(&opened.writer);
        Ok(Self { shared: Arc::new(Shared::start(opened, &open::KEYS, options, false)?) })
    }

    /// Writes what is queued, ends the threads and lets go of the directory. Later calls are refused.
    pub fn close(&self) {
        self.shared.stop();
    }

    /// Resolves once the thread that writes has ended. Before [`SqliteKeyStore::close`] that is a fault, and no write is done any more.
    pub fn writer_ended(&self) -> BoxFuture<'static, ()> {
        self.shared.writer.ended()
    }

    /// How much was written since it was opened.
    #[must_use]
    pub fn counts(&self) -> WriterCounts {
        self.shared.writer.counts()
    }

    /// Keeps a copy of an audit log's newest head. A smaller one than is kept changes nothing.
    pub fn remember_head(
        &self,
        organisation: OrganisationId,
        head: SignedHead,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.shared.writer.write(move |tx| remember_head(tx, organisation, &head))
    }

    /// The copy of an audit log's newest head: if it is larger than the log in the data database, that one was put back.
    pub fn newest_head(
        &self,
        organisation: OrganisationId,
    ) -> BoxFuture<'_, Result<Option<SignedHead>, ReadError>> {
        self.shared.readers.read(move |sql| {
            sql.row(
                "SELECT size, root, note, signed_at FROM newest_head WHERE organisation = ?1",
                [organisation.to_bytes()],
                head_from_row,
            )
        })
    }

    pub(super) fn remember_head_blocking(
        &self,
        organisation: OrganisationId,
        head: &SignedHead,
    ) -> Result<(), WriteError> {
        let head = head.clone();
        self.shared.writer.write_blocking(move |tx| remember_head(tx, organisation, &head))
    }
}

impl KeyStore for SqliteKeyStore {
    fn newest_epoch(
        &self,
        organisation: OrganisationId,
    ) -> BoxFuture<'_, Result<Option<StoredEpoch>, ReadError>> {
        self.shared.readers.read(move |sql| {
            sql.row(
                "SELECT id, created_at, wrapped FROM epoch WHERE organisation = ?1 ORDER BY number DESC LIMIT 1",
                [organisation.to_bytes()],
                |row| epoch_from_row(organisation, row),
            )
        })
    }

    fn epoch(
        &self,
        organisation: OrganisationId,
        id: KeyId,
    ) -> BoxFuture<'_, Result<Option<StoredEpoch>, ReadError>> {
        self.shared.readers.read(move |sql| {
            sql.row(
                "SELECT id, created_at, wrapped FROM epoch WHERE organisation = ?1 AND id = ?2",
                [organisation.to_bytes(), id.0],
                |row| epoch_from_row(organisation, row),
            )
        })
    }

    fn epochs(&self, organisation: OrganisationId) -> BoxFuture<'_, Result<Vec<StoredEpoch>, ReadError>> {
        self.shared.readers.read(move |sql| {
            sql.rows(
                "SELECT id, created_at, wrapped FROM epoch WHERE organisation = ?1 ORDER BY number",
                [organisation.to_bytes()],
                |row| epoch_from_row(organisation, row),
            )
        })
    }

    fn add_epoch(&self, epoch: StoredEpoch) -> BoxFuture<'_, Result<(), WriteError>> {
        self.shared.writer.write(move |tx| add_epoch(tx, &epoch))
    }

    fn destroy_epoch(
        &self,
        organisation: OrganisationId,
        id: KeyId,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.shared.writer.write(move |tx| {
            let key = [organisation.to_bytes(), id.0];
            if tx.exists("SELECT 1 FROM data_key WHERE organisation = ?1 AND epoch = ?2", key)? {
                return Err(Failure::Inconsistent("epoch: a data key is still wrapped to it"));
            }
            tx.execute("DELETE FROM epoch WHERE organisation = ?1 AND id = ?2", key)?;
            tx.empty_log = true;
            Ok(())
        })
    }

    fn add_data_key(&self, key: StoredDataKey) -> BoxFuture<'_, Result<(), WriteError>> {
        self.shared.writer.write(move |tx| add_data_key(tx, &key))
    }

    fn data_keys(
        &self,
        organisation: OrganisationId,
        conversation: Option<ConversationId>,
    ) -> BoxFuture<'_, Result<Vec<StoredDataKey>, ReadError>> {
        self.shared.readers.read(move |sql| {
            sql.rows(
                "SELECT conversation, ordinal, id, epoch, created_at, wrapped FROM data_key
                 WHERE organisation = ?1 AND conversation = ?2 ORDER BY ordinal",
                [organisation.to_bytes(), conversation.map_or(OWN, ConversationId::to_bytes)],
                |row| data_key_from_row(organisation, row),
            )
        })
    }

    fn data_keys_of_epoch(
        &self,
        organisation: OrganisationId,
        epoch: KeyId,
        rows: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredDataKey>, ReadError>> {
        self.shared.readers.read(move |sql| {
            sql.rows(
                "SELECT conversation, ordinal, id, epoch, created_at, wrapped FROM data_key
                 WHERE organisation = ?1 AND epoch = ?2 LIMIT ?3",
                params![organisation.to_bytes(), epoch.0, limit(rows)],
                |row| data_key_from_row(organisation, row),
            )
        })
    }

    /// A key that was destroyed since its old wrapping was read stays destroyed: it is passed over.
    fn rewrap(
        &self,
        organisation: OrganisationId,
        rewrapped: Vec<(KeyId, KeyId, WrappedDataKey)>,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.shared.writer.write(move |tx| rewrap(tx, organisation, &rewrapped))
    }

    fn destroy_data_keys(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> BoxFuture<'_, Result<(), WriteError>> {
        self.shared.writer.write(move |tx| {
            tx.execute(
                "DELETE FROM data_key WHERE organisation = ?1 AND conversation = ?2",
                [organisation.to_bytes(), conversation.to_bytes()],
            )?;
            tx.empty_log = true;
            Ok(())
        })
    }

    fn conversations_with_keys(
        &self,
        organisation: OrganisationId,
        made_before: Millis,
        after: Option<ConversationId>,
        rows: usize,
    ) -> BoxFuture<'_, Result<Vec<ConversationId>, ReadError>> {
        self.shared.readers.read(move |sql| {
            sql.rows(
                "SELECT DISTINCT conversation FROM data_key
                 WHERE organisation = ?1 AND conversation > ?2 AND created_at < ?3 ORDER BY conversation LIMIT ?4",
                params![
                    organisation.to_bytes(),
                    after.map_or(OWN, ConversationId::to_bytes),
                    int(made_before.0),
                    limit(rows)
                ],
                |row| Ok(ConversationId::from_bytes(row.get(0)?)),
            )
        })
    }
}

fn remember_head(tx: &mut Tx<'_>, organisation: OrganisationId, head: &SignedHead) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO newest_head (organisation, size, root, note, signed_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET
             size = excluded.size, root = excluded.root, note = excluded.note, signed_at = excluded.signed_at
         WHERE excluded.size >= size",
        params![
            organisation.to_bytes(),
            int(head.head.size),
            head.head.root,
            head.note,
            int(head.signed_at_ms)
        ],
    )?;
    Ok(())
}

fn add_epoch(tx: &mut Tx<'_>, epoch: &StoredEpoch) -> Result<(), Failure> {
    if epoch.wrapped.wrapped_id() != epoch.id {
        return Err(Failure::Inconsistent("epoch: the wrapping holds another key than the record names"));
    }
    let organisation = epoch.organisation.to_bytes();
    if tx.exists("SELECT 1 FROM epoch WHERE organisation = ?1 AND id = ?2", [organisation, epoch.id.0])? {
        return Err(Failure::Inconsistent("epoch: there is one with this key already"));
    }
    let newest = tx.row(
        "SELECT number FROM epoch WHERE organisation = ?1 ORDER BY number DESC LIMIT 1",
        [organisation],
        |row| number(row, 0),
    )?;
    tx.execute(
        "INSERT INTO epoch (organisation, number, id, created_at, wrapped) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            organisation,
            int(newest.map_or(1, |newest| newest + 1)),
            epoch.id.0,
            int(epoch.created_at.0),
            epoch.wrapped.as_bytes()
        ],
    )?;
    Ok(())
}

fn add_data_key(tx: &mut Tx<'_>, key: &StoredDataKey) -> Result<(), Failure> {
    let organisation = key.organisation.to_bytes();
    check_wrapping(tx, key.organisation, key.id, key.epoch, &key.wrapped)?;
    let conversation = key.conversation.map_or(OWN, ConversationId::to_bytes);
    let taken = tx.exists(
        "SELECT 1 FROM data_key WHERE organisation = ?1 AND conversation = ?2 AND ordinal = ?3",
        params![organisation, conversation, key.ordinal],
    )?;
    if taken {
        return Err(Failure::Inconsistent("data_key: there is one at this place already"));
    }
    tx.execute(
        "INSERT INTO data_key (organisation, conversation, ordinal, id, epoch, created_at, wrapped)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            organisation,
            conversation,
            key.ordinal,
            key.id.0,
            key.epoch.0,
            int(key.created_at.0),
            key.wrapped.as_bytes()
        ],
    )?;
    Ok(())
}

fn rewrap(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    rewrapped: &[(KeyId, KeyId, WrappedDataKey)],
) -> Result<(), Failure> {
    for (id, epoch, wrapped) in rewrapped {
        check_wrapping(tx, organisation, *id, *epoch, wrapped)?;
    }
    for (id, epoch, wrapped) in rewrapped {
        tx.execute(
            "UPDATE data_key SET epoch = ?3, wrapped = ?4 WHERE organisation = ?1 AND id = ?2",
            params![organisation.to_bytes(), id.0, epoch.0, wrapped.as_bytes()],
        )?;
    }
    tx.empty_log = true;
    Ok(())
}

/// The wrapping must hold the key it is stored for, and its epoch must exist: a key under an epoch that is gone is lost.
fn check_wrapping(
    tx: &Tx<'_>,
    organisation: OrganisationId,
    id: KeyId,
    epoch: KeyId,
    wrapped: &WrappedDataKey,
) -> Result<(), Failure> {
    if wrapped.wrapped_id() != id || wrapped.key_id() != epoch {
        return Err(Failure::Inconsistent("data_key: the wrapping names other keys than the record"));
    }
    let epoch = [organisation.to_bytes(), epoch.0];
    if !tx.exists("SELECT 1 FROM epoch WHERE organisation = ?1 AND id = ?2", epoch)? {
        return Err(Failure::Inconsistent("data_key: its epoch does not exist"));
    }
    Ok(())
}

fn epoch_from_row(organisation: OrganisationId, row: &Row<'_>) -> Result<StoredEpoch, Failure> {
    let wrapped = WrappedEpochKey::from_stored(row.get(2)?)
        .map_err(|_| Failure::Inconsistent("epoch: its wrapping is not one"))?;
    Ok(StoredEpoch { organisation, id: KeyId(row.get(0)?), wrapped, created_at: millis(row, 1)? })
}

fn data_key_from_row(organisation: OrganisationId, row: &Row<'_>) -> Result<StoredDataKey, Failure> {
    let conversation: [u8; 16] = row.get(0)?;
    let wrapped = WrappedDataKey::from_stored(row.get(5)?)
        .map_err(|_| Failure::Inconsistent("data_key: its wrapping is not one"))?;
    Ok(StoredDataKey {
        organisation,
        conversation: (conversation != OWN).then_some(ConversationId::from_bytes(conversation)),
        ordinal: row.get(1)?,
        id: KeyId(row.get(2)?),
        epoch: KeyId(row.get(3)?),
        wrapped,
        created_at: millis(row, 4)?,
    })
}
