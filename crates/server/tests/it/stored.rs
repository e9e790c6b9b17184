//! The stored data of every release opens: `vectors/stored/<release>/` holds what it wrote, and what it showed of it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use bedside_audit::{Action, Entry};
use bedside_domain::OrganisationId;
use bedside_server::{
    Installation, Server, Settings,
    config::{Config, LogFormat, LogLevel, Safeguards, SourceLimits},
};
use bedside_storage::sqlite::verify_snapshot;
use serde_json::{Value, json};

use crate::app::{Door, assert_verifies_against};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/stored")
}

fn copy(from: &Path, to: &Path) {
    std::fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    // What git keeps has no modes of its own; the server refuses keys and data that others may read.
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o600)).unwrap();
}

async fn start(release: &Path, root: &Path) -> (Config, Server) {
    let data_dir = root.join("data");
    std::fs::create_dir_all(&data_dir).unwrap();
    std::fs::set_permissions(&data_dir, std::fs::Permissions::from_mode(0o700)).unwrap();
    for database in ["data.sqlite", "keys.sqlite"] {
        copy(&release.join(database), &data_dir.join(database));
    }
    copy(&release.join("keyring"), &root.join("keyring"));
    let config = Config {
        data_dir,
        keyring_file: root.join("keyring"),
        publish_dir: None,
        https: None,
        http: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        metrics: None,
        admin_socket: root.join("admin.sock"),
        public_origins: Vec::new(),
        safeguards: Safeguards::Hipaa,
        settings: Settings::default(),
        max_connections: 100,
        limits: SourceLimits::default(),
        log: LogFormat::Json,
        log_level: LogLevel::Info,
    };
    let installation = Installation::open(&config).await.expect("the data of an older release opens");
    let server = Server::start(&config, installation, axum::Router::new()).await.expect("it is served");
    (config, server)
}

async fn as_shown(door: &Door, cookie: &str, conversation: &str) -> Value {
    let path = format!("/api/v1/staff/conversations/{conversation}");
    let answer = door.ask("GET", &path, Some(("cookie", cookie)), &Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let transcript = answer.json();
    let events: Vec<Value> = transcript["events"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| {
            let mut short = json!({ "rev": event["rev"], "kind": event["event"]["kind"] });
            for key in ["seq", "text"] {
                if !event["event"][key].is_null() {
                    short[key] = event["event"][key].clone();
                }
            }
            short
        })
        .collect();
    json!({
        "conversation": transcript["card"]["conversation"],
        "name": transcript["card"]["name"],
        "topic": transcript["card"]["topic"],
        "events": events,
    })
}

/// Entries of conversations and accounts commit to what they are about.
fn assert_commits_to_records(data_dir: &Path, organisation: OrganisationId) {
    let snapshot = verify_snapshot(data_dir, organisation).unwrap();
    let mut seen = 0;
    for leaf in snapshot.leaves() {
        let entry = Entry::decode(&leaf.unwrap().leaf).unwrap();
        if matches!(
            entry.action,
            Action::ConversationOpened | Action::ConversationClosed | Action::StaffAdded
        ) {
            assert_ne!(entry.body_hash, [0; 32], "{}", entry.action);
            seen += 1;
        }
    }
    assert!(seen > 4, "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_of_every_release_opens() {
    let mut releases: Vec<PathBuf> = std::fs::read_dir(vectors())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    releases.sort();
    assert!(releases.iter().any(|path| path.ends_with("0.1.0")), "the data of 0.1.0 are missing");
    for release in releases {
        let root = std::env::temp_dir().join(format!("bedside-stored-{}", std::process::id()));
        let (config, server) = start(&release, &root).await;
        let door = Door { address: server.http.expect("a plain listener"), tls: None, receive_bytes: None };
        let text = std::fs::read_to_string(release.join("expected.json")).unwrap();
        let expected: Value = serde_json::from_str(&text).unwrap();
        let who = json!({ "email": expected["staff"][1], "password": expected["password"] });
        let signed_in = door.ask("POST", "/api/v1/staff/sign-in", None, &who).await;
        assert_eq!(signed_in.status, 200, "{}: {}", release.display(), signed_in.text);
        let conversations = expected["conversations"].as_array().expect("conversations");
        assert!(!conversations.is_empty());
        for conversation in conversations {
            let id = conversation["conversation"].as_str().expect("an id");
            let shown = as_shown(&door, &signed_in.cookie(), id).await;
            assert_eq!(&shown, conversation, "{}", release.display());
        }
        let organisation = server.services().organisation(None).expect("one organisation");
        server.stop().await;
        let kept = |name: &str| std::fs::read_to_string(release.join(name)).unwrap();
        let (key, checkpoint) = (kept("log.vkey"), kept("kept-elsewhere.checkpoint"));
        assert_verifies_against(&config.data_dir, organisation, &key, &[&checkpoint]);
        if !release.ends_with("0.1.0-preview") {
            assert_commits_to_records(&config.data_dir, organisation);
        }
        // As that release left it: `bedside audit verify` changes nothing, and migrates nothing.
        let untouched = root.join("untouched");
        std::fs::create_dir_all(&untouched).unwrap();
        std::fs::set_permissions(&untouched, std::fs::Permissions::from_mode(0o700)).unwrap();
        for database in ["data.sqlite", "keys.sqlite"] {
            copy(&release.join(database), &untouched.join(database));
        }
        assert_verifies_against(&untouched, organisation, &key, &[&checkpoint]);
        std::fs::remove_dir_all(&root).unwrap();
    }
}
