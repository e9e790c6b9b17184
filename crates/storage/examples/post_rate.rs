//! How many durable messages a second the SQLite store takes, and what each costs.
//!
//! `cargo run --release -p bedside-storage --example post_rate -- [DIRECTORY] [CONVERSATIONS] [IN_FLIGHT] [SECONDS]`
//!
//! Every poster waits for its own commit before it posts again. CPU is that of the store's writing thread, as the kernel counts it;
//! sealing and waiting of the posters are not in it.

#![expect(clippy::print_stdout, reason = "a program for people who measure")]

use std::{
    error::Error,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bedside_audit::{Action, entry::body_hash};
use bedside_domain::{
    Actor, Card, ClientKey, ConversationId, DepartmentId, MessageBody, MessageId, Millis, Organisation,
    OrganisationId, PersonId, Preset, PrivacyPolicy, Rng, SiteId, VisitorId,
};
use bedside_keys::{Context, DataKey, Sealable};
use bedside_storage::{
    Conversations, Directory, EntryDraft, Messages, NewBody, NewConversation, NewMessage, PostOutcome,
    sqlite::{SqliteOptions, SqliteStore},
};

/// SplitMix64. Good enough to tell messages apart.
struct FastRng(AtomicU64);

impl Rng for FastRng {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

struct Poster {
    store: SqliteStore,
    organisation: OrganisationId,
    rng: FastRng,
    key: DataKey,
    stop: AtomicBool,
    latencies_us: Mutex<Vec<u32>>,
}

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, usual: u64| arguments.get(place).map_or(Ok(usual), |text| text.parse());
    let directory = arguments.first().map_or_else(
        || std::env::temp_dir().join(format!("post-rate-{}", std::process::id())),
        PathBuf::from,
    );
    let (conversations, in_flight, seconds) = (number(1, 64)?, number(2, 8)?, number(3, 5)?);

    let store = SqliteStore::open(&directory, &SqliteOptions::at(Millis(1)))?;
    let rng = FastRng(AtomicU64::new(u64::from(std::process::id())));
    let poster = Arc::new(Poster {
        organisation: OrganisationId::new(Millis(1), &rng),
        key: DataKey::generate(&rng),
        store,
        rng,
        stop: AtomicBool::new(false),
        latencies_us: Mutex::default(),
    });
    poster.add_organisation().await?;
    let mut tasks = Vec::new();
    for _ in 0..conversations {
        let (chat, visitor) = poster.open().await?;
        for _ in 0..in_flight {
            let poster = Arc::clone(&poster);
            tasks.push(tokio::spawn(async move { poster.post_until_stopped(chat, visitor).await }));
        }
    }
    let (counts, cpu, began) = (poster.store.counts(), writer_cpu()?, Instant::now());
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let (counts_then, cpu_then, took) = (poster.store.counts(), writer_cpu()?, began.elapsed());
    poster.stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await?;
    }
    let writes = counts_then.writes - counts.writes;
    let groups = counts_then.groups - counts.groups;
    let mut latencies = std::mem::take(&mut *poster.latencies_us.lock().map_err(|_| "a poster panicked")?);
    latencies.sort_unstable();
    let at = |percent| latencies.get(latencies.len() * percent / 100).copied().unwrap_or(0);
    println!(
        "{:.0} messages/s, {:.1} us CPU each on the writing thread, {:.1} in a group (largest {}), p50 {:.2} ms, p99 {:.2} ms",
        writes as f64 / took.as_secs_f64(),
        (cpu_then - cpu).as_secs_f64() * 1e6 / writes as f64,
        writes as f64 / groups.max(1) as f64,
        counts_then.largest_group,
        f64::from(at(50)) / 1e3,
        f64::from(at(99)) / 1e3,
    );
    poster.store.close();
    let began = Instant::now();
    let again = SqliteStore::open(&directory, &SqliteOptions::at(Millis(1)))?;
    println!(
        "opened again in {:.1} ms, with {} messages",
        began.elapsed().as_secs_f64() * 1e3,
        latencies.len()
    );
    drop(again);
    if arguments.is_empty() {
        std::fs::remove_dir_all(&directory)?;
    }
    Ok(())
}

impl Poster {
    async fn add_organisation(&self) -> Result<(), Box<dyn Error>> {
        let organisation = Organisation { id: self.organisation, name: "Load".into() };
        Ok(self
            .store
            .add_organisation(organisation, self.entry(Action::OrganisationCreated, Actor::System))
            .await?)
    }

    async fn open(&self) -> Result<(ConversationId, VisitorId), Box<dyn Error>> {
        let id = ConversationId::new(Millis(1), &self.rng);
        let visitor = VisitorId::new(Millis(1), &self.rng);
        // A card of two empty texts, as `docs/formats/message-body.md` has it.
        let empty = [7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        let card = Card::decode(&[&[1][..], &empty, &empty].concat())?;
        let context = self.context(id, id.to_bytes());
        let new = NewConversation {
            key_entry: None,
            organisation: self.organisation,
            id,
            client_key: self.client_key(),
            site: SiteId::new(Millis(1), &self.rng),
            department: DepartmentId::new(Millis(1), &self.rng),
            visitor,
            person: PersonId::new(Millis(1), &self.rng),
            policy: PrivacyPolicy::preset(Preset::General),
            at: Millis(1),
            card: self.key.seal(&context, &card, &self.rng),
            details: None,
            left: None,
            entry: self.entry(Action::ConversationOpened, Actor::Visitor(visitor)),
        };
        self.store.open(new, Box::new(|_| ())).await?;
        Ok((id, visitor))
    }

    async fn post_until_stopped(&self, chat: ConversationId, visitor: VisitorId) {
        let said = [b'x'; 200];
        let encoded = [&[1, 200, 0, 0, 0][..], &said, &[0, 0]].concat();
        let mut latencies = Vec::new();
        while !self.stop.load(Ordering::Relaxed) {
            let message = MessageId::new(Millis(1), &self.rng);
            let body = MessageBody::decode(&encoded).expect("it is as the format has it");
            let sealed = self.key.seal(&self.context(chat, message.to_bytes()), &body, &self.rng);
            let author = Actor::Visitor(visitor);
            let new = NewMessage {
                organisation: self.organisation,
                conversation: chat,
                message,
                client_key: self.client_key(),
                author,
                at: Millis(1),
                body_hash: body_hash(sealed.as_bytes()),
                canned: Vec::new(),
                body: NewBody::Message(sealed),
                entry: self.entry(Action::MessagePosted, author),
            };
            let began = Instant::now();
            match self.store.post(new, Box::new(|_| ())).await {
                Ok(PostOutcome::Stored { .. }) => {
                    latencies.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
                }
                Ok(_) => println!("a message was not stored"),
                Err(error) => println!("{error}"),
            }
        }
        self.latencies_us.lock().expect("no poster panics while it holds the lock").append(&mut latencies);
    }

    fn context(&self, conversation: ConversationId, subject: [u8; 16]) -> Context {
        Context { organisation: self.organisation.to_bytes(), conversation: conversation.to_bytes(), subject }
    }

    fn client_key(&self) -> ClientKey {
        let mut key = [0; 16];
        self.rng.fill(&mut key);
        ClientKey::from_bytes(key)
    }

    fn entry(&self, action: Action, actor: Actor) -> EntryDraft {
        let mut id = [0; 16];
        self.rng.fill(&mut id);
        EntryDraft { id, at: Millis(1), action, actor, conversation: None, subject: [0; 16], detail: None }
    }
}

/// CPU time of the thread named `data`, from `/proc` (proc(5), schedstat: nanoseconds on a CPU).
fn writer_cpu() -> Result<Duration, Box<dyn Error>> {
    for task in std::fs::read_dir("/proc/self/task")? {
        let task = task?.path();
        if std::fs::read_to_string(task.join("comm"))?.trim() == "data-writer" {
            let schedstat = std::fs::read_to_string(task.join("schedstat"))?;
            let on_cpu = schedstat.split(' ').next().ok_or("schedstat is empty")?;
            return Ok(Duration::from_nanos(on_cpu.parse()?));
        }
    }
    Err("the writing thread is not there".into())
}
