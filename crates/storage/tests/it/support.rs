//! What the tests share: a directory that goes with the test, seeded randomness, a clinic with its people.

use std::{
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use bedside_audit::{Action, LogSigner, Outcome, Report, VerifyInput, sequence, verify};
use bedside_domain::{
    Actor, Card, ClientKey, ConversationId, DepartmentId, MessageBody, MessageId, Millis, NoteBody,
    Organisation, OrganisationId, PersonId, Preset, PrivacyPolicy, Rng, SiteId, StaffId, VisitorId,
};
use bedside_keys::{Context, DataKey, Sealable, Sealed};
use bedside_storage::{
    AuditTrail, Bans, Change, ChangeOutcome, Conversations, Directory, EntryDraft, Figures, KeyStore,
    Messages, NewBody, NewConversation, NewMessage, OpenOutcome, PostOutcome, Receipts, Sessions,
    StoredEvent, StoredEventKind, Timeline, WriteError,
    sqlite::{SqliteAuditLog, SqliteKeyStore, SqliteOptions, SqliteStore, verify_snapshot},
};

/// A new directory, removed with this value.
pub(crate) struct TestDir(PathBuf);

impl TestDir {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("bedside-storage-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TestDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// SplitMix64: the same numbers for the same seed. Not for keys of anyone real.
pub(crate) struct TestRng(Mutex<u64>);

impl TestRng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    pub(crate) fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl Rng for TestRng {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Every trait of a store.
#[derive(Clone)]
pub(crate) struct Stores {
    pub(crate) messages: Arc<dyn Messages>,
    pub(crate) conversations: Arc<dyn Conversations>,
    pub(crate) timeline: Arc<dyn Timeline>,
    pub(crate) receipts: Arc<dyn Receipts>,
    pub(crate) directory: Arc<dyn Directory>,
    pub(crate) sessions: Arc<dyn Sessions>,
    pub(crate) bans: Arc<dyn Bans>,
    pub(crate) figures: Arc<dyn Figures>,
    pub(crate) audit: Arc<dyn AuditTrail>,
    pub(crate) keys: Arc<dyn KeyStore>,
}

impl Stores {
    pub(crate) fn of(store: &SqliteStore, keys: &SqliteKeyStore) -> Self {
        let store = Arc::new(store.clone());
        Self {
            messages: store.clone(),
            conversations: store.clone(),
            timeline: store.clone(),
            receipts: store.clone(),
            directory: store.clone(),
            sessions: store.clone(),
            bans: store.clone(),
            figures: store.clone(),
            audit: store,
            keys: Arc::new(keys.clone()),
        }
    }
}

pub(crate) fn options() -> SqliteOptions {
    SqliteOptions::at(Millis(1_000))
}

pub(crate) fn open(directory: &Path) -> SqliteStore {
    SqliteStore::open(directory, &options()).unwrap()
}

/// An organisation, and what it takes to write in its name.
pub(crate) struct Clinic {
    pub(crate) organisation: OrganisationId,
    pub(crate) department: DepartmentId,
    pub(crate) other_department: DepartmentId,
    pub(crate) site: SiteId,
    pub(crate) nurse: StaffId,
    pub(crate) doctor: StaffId,
    pub(crate) rng: TestRng,
    key: DataKey,
    clock: AtomicU64,
}

/// A conversation and whose it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chat {
    pub(crate) id: ConversationId,
    pub(crate) visitor: VisitorId,
}

impl Chat {
    pub(crate) const fn visitor(&self) -> Actor {
        Actor::Visitor(self.visitor)
    }
}

impl Clinic {
    /// Not stored yet.
    pub(crate) fn new(seed: u64) -> Self {
        let rng = TestRng::new(seed);
        let key = DataKey::generate(&rng);
        let at = Millis(1_000);
        Self {
            organisation: OrganisationId::new(at, &rng),
            department: DepartmentId::new(at, &rng),
            other_department: DepartmentId::new(at, &rng),
            site: SiteId::new(at, &rng),
            nurse: StaffId::new(at, &rng),
            doctor: StaffId::new(at, &rng),
            rng,
            key,
            clock: AtomicU64::new(2_000),
        }
    }

    /// The same ids, other randomness from now on.
    pub(crate) fn reseeded(self, seed: u64) -> Self {
        Self { rng: TestRng::new(seed), ..self }
    }

    pub(crate) async fn stored(stores: &Stores, seed: u64) -> Self {
        let clinic = Self::new(seed);
        let entry = clinic.entry(Action::OrganisationCreated, Actor::System);
        stores.directory.add_organisation(clinic.named(), entry).await.unwrap();
        clinic
    }

    pub(crate) fn named(&self) -> Organisation {
        Organisation { id: self.organisation, name: "Riverside Clinic".into() }
    }

    pub(crate) fn now(&self) -> Millis {
        Millis(self.clock.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn entry(&self, action: Action, actor: Actor) -> EntryDraft {
        let mut id = [0; 16];
        self.rng.fill(&mut id);
        EntryDraft { id, at: self.now(), action, actor, conversation: None, subject: [0; 16], detail: None }
    }

    pub(crate) fn client_key(&self) -> ClientKey {
        let mut key = [0; 16];
        self.rng.fill(&mut key);
        ClientKey::from_bytes(key)
    }

    pub(crate) fn seal<T: Sealable>(
        &self,
        conversation: ConversationId,
        subject: [u8; 16],
        value: &T,
    ) -> Sealed<T> {
        let context = Context {
            organisation: self.organisation.to_bytes(),
            conversation: conversation.to_bytes(),
            subject,
        };
        self.key.seal(&context, value, &self.rng)
    }

    pub(crate) fn open_text(&self, conversation: ConversationId, event: &StoredEvent) -> String {
        let (StoredEventKind::Message { body, .. }
        | StoredEventKind::Held { body, .. }
        | StoredEventKind::Released { body, .. }) = &event.kind
        else {
            panic!("no message")
        };
        let context = Context {
            organisation: self.organisation.to_bytes(),
            conversation: conversation.to_bytes(),
            subject: event.message.unwrap().to_bytes(),
        };
        self.key.open(&context, body).unwrap().text().masked().to_owned()
    }

    pub(crate) fn conversation(&self, visitor: VisitorId) -> NewConversation {
        let at = self.now();
        let id = ConversationId::new(at, &self.rng);
        let card =
            Card::decode(&[&[1][..], &list_part(&text("Ann")), &list_part(&text("a question"))].concat());
        NewConversation {
            key_entry: None,
            organisation: self.organisation,
            id,
            client_key: self.client_key(),
            site: self.site,
            department: self.department,
            visitor,
            person: PersonId::new(at, &self.rng),
            policy: PrivacyPolicy::preset(Preset::General),
            at,
            card: self.seal(id, id.to_bytes(), &card.unwrap()),
            details: None,
            left: None,
            entry: self.entry(Action::ConversationOpened, Actor::Visitor(visitor)),
        }
    }

    /// Opens a conversation of a new visitor.
    pub(crate) async fn open(&self, stores: &Stores) -> Chat {
        let visitor = VisitorId::new(self.now(), &self.rng);
        let new = self.conversation(visitor);
        let chat = Chat { id: new.id, visitor };
        let outcome = stores.conversations.open(new, Box::new(|_| ())).await.unwrap();
        assert_eq!(outcome, OpenOutcome::Opened);
        chat
    }

    /// Opens one and has the nurse accept it.
    pub(crate) async fn serve(&self, stores: &Stores) -> Chat {
        let chat = self.open(stores).await;
        let outcome = self.change(stores, &chat, Change::Accept { staff: self.nurse }).await.unwrap();
        assert!(matches!(outcome, ChangeOutcome::Changed { .. }));
        chat
    }

    pub(crate) fn message(&self, chat: &Chat, author: Actor, said: &str) -> NewMessage {
        self.new_message(chat, author, Action::MessagePosted, |message| {
            NewBody::Message(self.seal(
                chat.id,
                message.to_bytes(),
                &MessageBody::decode(&text(said)).unwrap(),
            ))
        })
    }

    pub(crate) fn held(&self, chat: &Chat, author: Actor, said: &str) -> NewMessage {
        self.new_message(chat, author, Action::MessageHeld, |message| {
            NewBody::Held(
                self.seal(chat.id, message.to_bytes(), &MessageBody::decode(&text(said)).unwrap()),
                3,
            )
        })
    }

    pub(crate) fn note(&self, chat: &Chat, author: Actor, said: &str) -> NewMessage {
        self.new_message(chat, author, Action::NoteAdded, |message| {
            NewBody::Note(self.seal(chat.id, message.to_bytes(), &NoteBody::decode(&text(said)).unwrap()))
        })
    }

    fn new_message(
        &self,
        chat: &Chat,
        author: Actor,
        action: Action,
        body: impl FnOnce(MessageId) -> NewBody,
    ) -> NewMessage {
        let message = MessageId::new(self.now(), &self.rng);
        let body = body(message);
        let bytes = match &body {
            NewBody::Message(sealed) | NewBody::Held(sealed, _) => sealed.as_bytes(),
            NewBody::Note(sealed) | NewBody::Whisper(sealed) => sealed.as_bytes(),
        };
        NewMessage {
            organisation: self.organisation,
            conversation: chat.id,
            message,
            client_key: self.client_key(),
            author,
            at: self.now(),
            body_hash: bedside_audit::entry::body_hash(bytes),
            canned: Vec::new(),
            body,
            entry: self.entry(action, author),
        }
    }

    pub(crate) async fn post(
        &self,
        stores: &Stores,
        chat: &Chat,
        author: Actor,
        said: &str,
    ) -> Result<PostOutcome, WriteError> {
        stores.messages.post(self.message(chat, author, said), Box::new(|_| ())).await
    }

    pub(crate) async fn change(
        &self,
        stores: &Stores,
        chat: &Chat,
        change: Change,
    ) -> Result<ChangeOutcome, WriteError> {
        let (action, actor) = match change {
            Change::Accept { staff } | Change::TakeOver { staff, .. } => {
                (Action::ConversationJoined, Actor::Staff(staff))
            }
            Change::Transfer { by, .. } => (Action::ConversationTransferred, Actor::Staff(by)),
            Change::GiveBack { .. } | Change::Overflow { .. } => {
                (Action::ConversationTransferred, Actor::System)
            }
            Change::EndQuiet { .. } => (Action::ConversationExpired, Actor::System),
            Change::WarnIdle { .. } => (Action::IdleWarned, Actor::System),
            Change::StillHere { by } => (Action::StillHere, Actor::Visitor(by)),
            Change::Reopen { by, .. } => (Action::ConversationReopened, Actor::Visitor(by)),
            Change::Close { by, .. } => (Action::ConversationClosed, by),
            Change::Release { by, .. } => (Action::MessageReleased, Actor::Staff(by)),
        };
        let entry = self.entry(action, actor);
        stores
            .conversations
            .change(self.organisation, chat.id, change, entry.at, entry, Box::new(|_| ()))
            .await
    }

    pub(crate) async fn events(&self, stores: &Stores, chat: &Chat, after: u64) -> Vec<StoredEvent> {
        stores.timeline.events(self.organisation, chat.id, after, 100_000).await.unwrap()
    }
}

/// A text as it stands in a sealed body, without spans (`docs/formats/message-body.md`).
pub(crate) fn text(said: &str) -> Vec<u8> {
    let length = u32::try_from(said.len()).unwrap().to_le_bytes();
    [&[1][..], &length, said.as_bytes(), &[0, 0]].concat()
}

fn list_part(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], bytes].concat()
}

/// Seq and rev of a stored message.
pub(crate) fn stored(outcome: PostOutcome) -> (Option<u64>, u64) {
    match outcome {
        PostOutcome::Stored { seq, rev } => (seq.map(|seq| seq.get()), rev.get()),
        PostOutcome::Repeat(_) => panic!("a repeat"),
        PostOutcome::Refused(error) => panic!("refused: {error}"),
        PostOutcome::NotFound => panic!("not found"),
    }
}

/// Signs the log of an organisation.
pub(crate) fn signer(organisation: OrganisationId) -> LogSigner {
    LogSigner::from_seed(&format!("bedside.invalid/log/{organisation}"), &[7; 32]).unwrap()
}

/// Stores an organisation together with the beginning of its log.
pub(crate) async fn add_with_log(store: &SqliteStore, clinic: &Clinic) -> Result<(), WriteError> {
    let entry = clinic.entry(Action::OrganisationCreated, Actor::System);
    let genesis = sequence::genesis(&signer(clinic.organisation), 1);
    store.add_organisation_with_log(clinic.named(), entry, Vec::new(), genesis).await
}

/// Passes until the log is idle. An error means "not known whether", so the next pass finds out.
pub(crate) fn sequence_all(log: &SqliteAuditLog, organisation: OrganisationId) {
    let signer = signer(organisation);
    for _ in 0..100 {
        if let Ok(Outcome::Idle) = sequence(log, &signer, 2) {
            return;
        }
    }
    panic!("the log does not come to rest");
}

/// What `bedside audit verify` does.
pub(crate) fn report(directory: &Path, organisation: OrganisationId) -> Report {
    let snapshot = verify_snapshot(directory, organisation).unwrap();
    verify(VerifyInput {
        verifier: &signer(organisation).verifier(),
        organisation: organisation.to_bytes(),
        checkpoint: snapshot.committed().map(|head| head.note.as_str()),
        outside: &[],
        tiles: &snapshot.tiles(),
        leaves: snapshot.leaves(),
        rows: snapshot.rows(),
        messages_only: false,
        max_pending: 0,
    })
    .unwrap()
}

/// Opens with the normal code, sequences, verifies; what is stored must hold together.
pub(crate) fn assert_holds(directory: &Path, organisation: OrganisationId) -> Report {
    let store = open(directory);
    sequence_all(&store.audit_log(organisation, None), organisation);
    store.close();
    let report = report(directory, organisation);
    assert!(report.holds(), "{:?}", report.findings);
    report
}

/// A copy of every file, as it is at this moment.
pub(crate) fn copy_directory(from: &Path, to: &Path) {
    std::fs::DirBuilder::new().mode(0o700).create(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        // Without the index of the write-ahead log: a crash does not keep it either.
        if !file.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}
