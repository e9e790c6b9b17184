//! A whole server in a test: real sockets, real files, restarts orderly and not. When it is dropped it must be clean: the audit log
//! of every organisation verifies, and nothing that anyone typed lies in clear in any file or log line.

mod audit;
mod canary;
mod door;
mod logs;
mod people;
mod socket;

use std::{
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
};

use bedside_domain::{
    Choice, Clock, Department, DepartmentId, EmergencyContact, FormField, FormFieldKind, Look, Millis,
    Moment, OrganisationId, Preset, PrivacyPolicy, Role, Routing, Site, SiteId, StaffId, usual_outcomes,
};
use bedside_keys::Keyring;
use bedside_server::{
    Installation, InstallationError, Server, Settings, SystemClock, SystemRng, TextSearchBounds,
    administration::NewStaff,
    config::{Config, HttpsListener, LogFormat, LogLevel, Safeguards, SourceLimits},
};
use bedside_storage::sqlite::{Fault, FaultPoint, Faults, OpenError, SqliteOptions};
use tokio::time::{Duration, Instant, sleep};
use zeroize::Zeroizing;

pub(crate) use audit::{assert_verifies, assert_verifies_against};
pub(crate) use canary::{ALL, PASSWORD, Search};
pub(crate) use door::{Answer, Door, PATIENCE, Wire};
pub(crate) use people::{Staff, Visitor, key, post};
pub(crate) use socket::{Socket, hello};

/// The emergency number of every test site.
pub(crate) const EMERGENCY: &str = "911";
/// Departments of every test organisation.
pub(crate) const DEPARTMENTS: [(&str, Preset); 3] =
    [("Front desk", Preset::General), ("Billing", Preset::Billing), ("Private", Preset::Strict)];

/// Letters of the text that must lie nowhere in clear; in every message of a test.
pub(crate) fn said(what: &str) -> String {
    format!("{what} {}", canary::TEXT)
}

/// What a test may set before the server starts.
pub(crate) struct Setup {
    /// Speak TLS.
    pub(crate) tls: bool,
    /// How long a conversation waits for its visitor.
    pub(crate) visitor_grace_ms: u64,
    /// Messages of a visitor in a minute.
    pub(crate) messages_per_minute: u32,
    /// Largest database in bytes.
    pub(crate) max_bytes: Option<u64>,
    /// Connections at once.
    pub(crate) max_connections: usize,
    /// What may come from one source.
    pub(crate) limits: SourceLimits,
    /// Organisations beside the first.
    pub(crate) more_organisations: usize,
    /// How much one search of what was written looks through.
    pub(crate) text_search: TextSearchBounds,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            tls: false,
            visitor_grace_ms: 15 * 60_000,
            messages_per_minute: 100_000,
            max_bytes: None,
            max_connections: 1_000,
            limits: SourceLimits {
                visitor_sessions_per_minute: 1_000_000,
                failed_sign_ins_per_minute: 1_000_000,
                unknown_connections: 1_000_000,
            },
            more_organisations: 0,
            // A test's machine can be busy, and no search is cut for that.
            text_search: TextSearchBounds { ms: 600_000, ..TextSearchBounds::default() },
        }
    }
}

/// A tenant of the test server.
pub(crate) struct Tenant {
    /// Its id.
    pub(crate) id: OrganisationId,
    /// The key of its site.
    pub(crate) site: String,
    /// Its departments by name.
    pub(crate) departments: Vec<(String, DepartmentId)>,
}

impl Tenant {
    /// The department of that name.
    #[track_caller]
    pub(crate) fn department(&self, name: &str) -> DepartmentId {
        self.departments.iter().find(|(known, _)| known == name).expect("a department of the test").1
    }
}

/// A running server with its files.
pub(crate) struct TestApp {
    root: PathBuf,
    /// How it was started.
    pub(crate) config: Config,
    /// Tenants; the first is the usual one.
    pub(crate) tenants: Vec<Tenant>,
    /// Its clock, which a test may move.
    pub(crate) clock: Arc<TestClock>,
    /// The store's disk, which a test may break.
    pub(crate) disk: Arc<Disk>,
    options: SqliteOptions,
    trust: Option<Arc<rustls::ClientConfig>>,
    server: Option<Server>,
    people: AtomicUsize,
}

/// The system's clocks and offsets.
#[derive(Default)]
pub(crate) struct TestClock {
    wall: AtomicI64,
    passed: AtomicU64,
    broken_on: AtomicUsize,
}

impl TestClock {
    /// Lets time pass.
    pub(crate) fn advance_ms(&self, ms: u64) {
        self.passed.fetch_add(ms, Ordering::SeqCst);
        self.set_ms(ms.cast_signed());
    }

    /// Sets the wall clock, and no time passes; back where negative.
    pub(crate) fn set_ms(&self, ms: i64) {
        self.wall.fetch_add(ms, Ordering::SeqCst);
    }

    /// Until it is mended, whoever asks on the sequencer's thread, or on any other, panics.
    pub(crate) fn break_on(&self, sequencer: bool) {
        self.broken_on.store(if sequencer { 1 } else { 2 }, Ordering::SeqCst);
    }

    /// It tells the time to everyone again.
    pub(crate) fn mend(&self) {
        self.broken_on.store(0, Ordering::SeqCst);
    }
}

fn on_thread(name: &str) -> bool {
    std::thread::current().name() == Some(name)
}

impl Clock for TestClock {
    fn now(&self) -> Millis {
        let broken_for = if on_thread("audit-sequencer") { 1 } else { 2 };
        assert_ne!(self.broken_on.load(Ordering::SeqCst), broken_for, "the clock is broken");
        Millis(SystemClock.now().0.saturating_add_signed(self.wall.load(Ordering::SeqCst)))
    }

    fn moment(&self) -> Moment {
        let broken_for = if on_thread("audit-sequencer") { 1 } else { 2 };
        assert_ne!(self.broken_on.load(Ordering::SeqCst), broken_for, "the clock is broken");
        SystemClock.moment().plus_ms(self.passed.load(Ordering::SeqCst))
    }
}

/// Sees every point around every commit of either database, on the thread that writes, which waits meanwhile.
type Watch = Box<dyn FnMut(FaultPoint) + Send>;

/// A disk that can break: each commit group meets what is set here.
#[derive(Default)]
pub(crate) struct Disk {
    state: AtomicUsize,
    watch: Mutex<Option<Watch>>,
}

impl Disk {
    /// Every write is lost and reported so.
    pub(crate) fn cut(&self) {
        self.state.store(1, Ordering::SeqCst);
    }
    /// Every write is done and reported as unconfirmed; keys are made as ever, since nothing is written without one.
    pub(crate) fn mute(&self) {
        self.state.store(2, Ordering::SeqCst);
    }
    /// Whoever writes to the data dies of it.
    pub(crate) fn kill_data_writer(&self) {
        self.state.store(3, Ordering::SeqCst);
    }
    /// Whoever writes to the key store dies of it.
    pub(crate) fn kill_key_writer(&self) {
        self.state.store(4, Ordering::SeqCst);
    }
    /// All is well again.
    pub(crate) fn restore(&self) {
        self.state.store(0, Ordering::SeqCst);
    }
    /// From now on this sees every point; `None` ends it.
    pub(crate) fn watch(&self, watch: Option<Watch>) {
        *self.watch.lock().unwrap() = watch;
    }
}

impl Faults for Disk {
    fn at(&self, point: FaultPoint) -> Fault {
        if let Some(watch) = &mut *self.watch.lock().unwrap() {
            watch(point);
        }
        match (self.state.load(Ordering::SeqCst), point) {
            (1, FaultPoint::BeforeCommit) => Fault::Lost,
            (2, FaultPoint::AfterCommit) if on_thread("data-writer") => Fault::DoneButReportedLost,
            (3, FaultPoint::BeforeBegin) if on_thread("data-writer") => panic!("the disk is gone"),
            (4, FaultPoint::BeforeBegin) if on_thread("keys-writer") => panic!("the disk is gone"),
            _ => Fault::None,
        }
    }
}

impl TestApp {
    /// A server with one organisation, three departments, one site, an agent and a supervisor.
    pub(crate) async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    /// The same with something set otherwise.
    pub(crate) async fn with(setup: Setup) -> Self {
        logs::capture();
        let root = folder();
        let (config, trust) = configure(&root, &setup);
        let clock = Arc::new(TestClock::default());
        let disk = Arc::new(Disk::default());
        let options = SqliteOptions {
            max_bytes: setup.max_bytes,
            faults: Some(Arc::clone(&disk) as Arc<dyn Faults>),
            ..SqliteOptions::at(clock.now())
        };
        let installation = Installation::open_with(&config, &options, clock.clone()).await.expect("it opens");
        let mut tenants = Vec::new();
        for number in 0..=setup.more_organisations {
            tenants.push(found(&installation, number).await);
        }
        let server = Server::start(&config, installation, axum::Router::new()).await.expect("it starts");
        Self {
            root,
            config,
            tenants,
            clock,
            disk,
            options,
            trust,
            server: Some(server),
            people: AtomicUsize::new(0),
        }
    }

    /// The usual tenant.
    pub(crate) fn tenant(&self) -> &Tenant {
        &self.tenants[0]
    }

    /// Its department of that name.
    #[track_caller]
    pub(crate) fn department(&self, name: &str) -> String {
        self.tenant().department(name).to_string()
    }

    /// The running server.
    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().expect("it runs")
    }

    /// How clients reach it.
    pub(crate) fn door(&self) -> Door {
        let server = self.server();
        let address = server.https.or(server.http).expect("it listens");
        Door { address, tls: self.trust.clone(), receive_bytes: None }
    }

    /// What it says of itself to Prometheus.
    pub(crate) async fn metrics(&self) -> String {
        let address = self.server().metrics.expect("metrics are served");
        Door { address, tls: None, receive_bytes: None }.raw("GET", "/metrics", &[], "").await.text
    }

    /// One number of these.
    pub(crate) async fn metric(&self, name: &str) -> i64 {
        let text = self.metrics().await;
        let line = text.lines().find(|line| line.split(' ').next() == Some(name)).expect("it is counted");
        line.rsplit(' ').next().unwrap().parse().expect("a number")
    }

    /// Waits until `/readyz` answers this.
    pub(crate) async fn until_ready_says(&self, status: u16, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.door().ask("GET", "/readyz", None, &serde_json::Value::Null).await;
            if (answer.status, answer.text.trim_end()) == (status, text) {
                return;
            }
            assert!(Instant::now() < deadline, "{} {:?} is not {text}", answer.status, answer.text);
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Stops in order, and leaves the files to the test until [`TestApp::start_again`].
    pub(crate) async fn stop(&mut self) {
        self.server.take().expect("it runs").stop().await;
    }

    /// Stops in order and starts again on the same files.
    pub(crate) async fn restart(&mut self) {
        self.server.take().expect("it runs").stop().await;
        self.begin().await;
    }

    /// As if the machine had lost its power now: a new server on the files as they are at this moment; what the old one does
    /// afterwards it does to files that are gone.
    pub(crate) async fn crash(&mut self) {
        let before = self.config.data_dir.clone();
        let number = before.file_name().unwrap().to_str().unwrap().len();
        let after = self.root.join("d".repeat(number + 1));
        copy_as_it_is(&before, &after);
        self.server.take().expect("it runs").stop().await;
        std::fs::remove_dir_all(&before).unwrap();
        self.config.data_dir = after;
        self.begin().await;
    }

    /// Stops in order, disables an account as the command does without a running server, and starts again.
    pub(crate) async fn restart_disabling(&mut self, email: &str) {
        self.server.take().expect("it runs").stop().await;
        let installation = self.open().await.expect("it opens again");
        let services = Arc::clone(&installation.services);
        services.disable_staff(self.tenant().id, email).await.expect("it is disabled");
        drop((services, installation));
        self.begin().await;
    }

    /// Stops in order and tries to start again; says why it did not.
    pub(crate) async fn restart_refused(&mut self) -> String {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        match self.open().await {
            Err(error) => error.to_string(),
            Ok(installation) => match Server::start(&self.config, installation, axum::Router::new()).await {
                Err(error) => error.to_string(),
                Ok(_) => panic!("it started"),
            },
        }
    }

    /// Starts again after a stop.
    pub(crate) async fn start_again(&mut self) {
        self.begin().await;
    }

    /// Starts again with databases of another size.
    pub(crate) async fn restart_with_room(&mut self, max_bytes: Option<u64>) {
        self.options.max_bytes = max_bytes;
        self.restart().await;
    }

    async fn begin(&mut self) {
        let installation = self.open().await.expect("it opens again");
        let server = Server::start(&self.config, installation, axum::Router::new()).await;
        self.server = Some(server.expect("it starts again"));
    }

    async fn open(&self) -> Result<Installation, InstallationError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match Installation::open_with(&self.config, &self.options, self.clock.clone()).await {
                // The old server's connections let go of the files when their clients have.
                Err(InstallationError::Store(OpenError::InUse(_))) if Instant::now() < deadline => {
                    sleep(Duration::from_millis(20)).await;
                }
                opened => return opened,
            }
        }
    }

    /// Adds a member of staff to a tenant and says their e-mail address.
    pub(crate) async fn add_staff_to(
        &self,
        tenant: &Tenant,
        role: Role,
        departments: &[&str],
    ) -> (StaffId, String) {
        let number = self.people.fetch_add(1, Ordering::SeqCst);
        let email = format!("{}.{number}@clinic.example", canary::EMAIL);
        let new = NewStaff {
            name: format!("{} {number}", canary::STAFF),
            email: email.clone(),
            password: Zeroizing::new(PASSWORD.to_owned()),
            role,
            departments: departments.iter().map(|&name| name.to_owned()).collect(),
        };
        let id = self.server().services().add_staff(tenant.id, new).await.expect("an account");
        (id, email)
    }

    /// Adds a member of staff of the usual tenant, signs them in and says hello; not online yet.
    pub(crate) async fn staff(&self, role: Role, departments: &[&str]) -> Staff {
        let (_, email) = self.add_staff_to(self.tenant(), role, departments).await;
        Staff::sign_in(self.door(), &email, Some(self.tenant().id)).await
    }

    /// An agent of the front desk, online.
    pub(crate) async fn agent(&self) -> Staff {
        let mut staff = self.staff(Role::Agent, &["Front desk"]).await;
        staff.online().await;
        staff
    }

    /// A visitor of the usual tenant who has said hello.
    pub(crate) async fn visitor(&self) -> Visitor {
        Visitor::arrive(self.door(), &self.tenant().site).await
    }

    /// A visitor and an agent in a conversation with each other.
    pub(crate) async fn chat(&self) -> (Visitor, Staff, String) {
        let mut staff = self.agent().await;
        let mut visitor = self.visitor().await;
        let id = visitor.open(&self.department("Front desk")).await;
        staff.accept(&id).await;
        visitor.socket.event("joined").await;
        (visitor, staff, id)
    }

    /// No canary is in what was logged so far.
    #[track_caller]
    pub(crate) fn assert_log_is_clean(&self, search: &Search) {
        if let Some((canary, encoding)) = search.find(&logs::captured()) {
            panic!("{canary:?} was logged as {encoding}");
        }
    }

    /// A file of the test's own, outside the data directory.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        tokio::task::block_in_place(|| {
            if let Some(server) = self.server.take() {
                tokio::runtime::Handle::current().block_on(server.stop());
            }
            // A failed test says what it says; what it left behind would only hide it.
            if !std::thread::panicking() {
                let search = Search::new(ALL);
                search.assert_finds_planted(&self.root.join("planted"));
                search.assert_absent(&self.config.data_dir);
                self.assert_log_is_clean(&search);
                for tenant in &self.tenants {
                    assert_verifies(&self.config.data_dir, tenant.id);
                }
            }
        });
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

/// A folder of one test.
fn folder() -> PathBuf {
    static FOLDERS: AtomicUsize = AtomicUsize::new(0);
    let number = FOLDERS.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("bedside-it-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn private(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn configure(root: &Path, setup: &Setup) -> (Config, Option<Arc<rustls::ClientConfig>>) {
    let keyring_file = root.join("keyring");
    private(&keyring_file, &Keyring::generate(&SystemRng, 0).to_text());
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let (https, trust) = if setup.tls {
        let (listener, trust) = certificate(root, any);
        (Some(listener), Some(trust))
    } else {
        (None, None)
    };
    let config = Config {
        data_dir: root.join("data"),
        keyring_file,
        publish_dir: None,
        https,
        http: (!setup.tls).then_some(any),
        metrics: Some(any),
        admin_socket: root.join("admin.sock"),
        public_origins: Vec::new(),
        safeguards: Safeguards::Hipaa,
        settings: Settings {
            visitor_messages_per_minute: setup.messages_per_minute,
            visitor_grace_ms: setup.visitor_grace_ms,
            text_search: setup.text_search,
        },
        max_connections: setup.max_connections,
        limits: setup.limits,
        log: LogFormat::Json,
        log_level: LogLevel::Debug,
    };
    (config, trust)
}

fn certificate(root: &Path, address: SocketAddr) -> (HttpsListener, Arc<rustls::ClientConfig>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate_file, key_file) = (root.join("certificate.pem"), root.join("key.pem"));
    private(&certificate_file, &made.cert.pem());
    private(&key_file, &made.signing_key.serialize_pem());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let client = rustls::ClientConfig::builder_with_provider(bedside_server::tls::provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    (HttpsListener { address, certificate_file, key_file }, Arc::new(client))
}

/// An organisation with its departments and its site.
async fn found(installation: &Installation, number: usize) -> Tenant {
    let services = &installation.services;
    let id = installation.add_organisation(&format!("Clinic {number}")).await.expect("an organisation");
    let mut departments = Vec::new();
    for (name, preset) in DEPARTMENTS {
        let department = Department {
            id: services.new_id(DepartmentId::new),
            name: name.to_owned(),
            policy: PrivacyPolicy::preset(preset),
            form: vec![FormField::plain("callback", "Call-back number", FormFieldKind::Phone, false)],
            routing: Routing::default(),
            hours: None,
            closed_now: false,
            ending: bedside_domain::Ending::default(),
            canned: Vec::new(),
            outcomes: usual_outcomes(),
            tags: vec![Choice { id: "billing".to_owned(), label: "Billing".to_owned() }],
            removed: false,
        };
        departments.push((name.to_owned(), department.id));
        services.put_department(id, department).await.expect("a department");
    }
    let site = Site {
        id: services.new_id(SiteId::new),
        key: format!("site-{number}"),
        name: format!("Clinic {number}"),
        origins: vec!["https://clinic.example".to_owned()],
        language: "en".to_owned(),
        emergency: EmergencyContact { number: EMERGENCY.to_owned(), phone: "+1 555 010 0000".to_owned() },
        departments: departments.iter().map(|(_, id)| *id).collect(),
        look: Look::default(),
        signers: Vec::new(),
    };
    let key = site.key.clone();
    services.put_site(id, site).await.expect("a site");
    Tenant { id, site: key, departments }
}

/// Copies a data directory as a loss of power would leave it. Keys first: they may be older than the data, never newer.
pub(crate) fn copy_as_it_is(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o700)).unwrap();
    let mut files = canary::files(from);
    files.sort_by_key(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        (!name.starts_with("keys"), name.len(), name)
    });
    for file in files {
        // Shared memory is no file that a machine finds again.
        if file.extension().is_some_and(|end| end == "sqlite-shm") {
            continue;
        }
        let place = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        match std::fs::copy(&file, &place) {
            // Written beside its place and renamed since it was listed, as checkpoints are.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            copied => drop(copied.unwrap()),
        }
    }
}
