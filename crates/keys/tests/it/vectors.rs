//! Runs every file of `vectors/envelope/`; they were made by another implementation (`generate.py` there).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bedside_keys::{
    Context, DataKey, EpochKey, KeyId, Keyring, MasterKey, MasterKeyError, MasterState, OpenError, Sealed,
    WrappedDataKey, WrappedEpochKey, fuzz,
};
use serde::Deserialize;

use crate::support::{Raw, Script, hex, ready, unhex, unhex16};

#[derive(Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case", deny_unknown_fields)]
enum Vector {
    Envelope {
        #[serde(rename = "about")]
        _about: String,
        key: String,
        key_id: String,
        kind: u8,
        organisation: String,
        conversation: String,
        subject: String,
        envelope: String,
        result: Wanted,
    },
    WrappedDataKey {
        #[serde(rename = "about")]
        _about: String,
        by: String,
        by_id: String,
        organisation: String,
        conversation: String,
        record: String,
        result: Wanted,
    },
    WrappedEpochKey {
        #[serde(rename = "about")]
        _about: String,
        by: String,
        by_id: String,
        organisation: String,
        record: String,
        result: Wanted,
    },
    Derived {
        #[serde(rename = "about")]
        _about: String,
        key: String,
        label: String,
        message: String,
        hmac: String,
    },
    Keyring {
        #[serde(rename = "about")]
        _about: String,
        text: String,
        ids: Vec<String>,
        active: String,
    },
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    Plaintext(String),
    Key(String),
    Error(String),
}

#[test]
fn every_file_of_the_folder() {
    let mut ran = BTreeSet::new();
    for path in files() {
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a vector is readable text");
        let vector: Vector =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: not a vector: {error}"));
        run(&name, vector);
        ran.insert(name);
    }
    // Those that the format's documentation and the project's plan name; a rename must be noticed.
    for name in [
        "ok_v1",
        "ok_empty_body",
        "tag_flipped",
        "ciphertext_flipped",
        "nonce_flipped",
        "header_flipped",
        "wrong_tenant",
        "wrong_conversation",
        "wrong_subject",
        "wrong_kind",
        "truncated_header",
        "truncated_tag",
        "key_swapped",
        "unknown_version",
        "unknown_algorithm",
        "reserved_set",
        "replayed_under_other_subject",
        "wrapped_key_ok",
        "wrapped_key_wrong_tenant",
        "wrapped_epoch_ok",
    ] {
        assert!(ran.contains(name), "vector {name} is missing");
    }
}

/// The fuzz target holds on each of the envelopes, too.
#[test]
fn fuzz_target_on_the_vectors() {
    for path in files() {
        let text = fs::read_to_string(&path).expect("a vector is readable text");
        fuzz::fuzz_envelope(text.as_bytes());
        match serde_json::from_str(&text).expect("a vector") {
            Vector::Envelope { envelope: bytes, .. }
            | Vector::WrappedDataKey { record: bytes, .. }
            | Vector::WrappedEpochKey { record: bytes, .. } => fuzz::fuzz_envelope(&unhex(&bytes)),
            Vector::Keyring { text, .. } => fuzz::fuzz_envelope(text.as_bytes()),
            Vector::Derived { .. } => {}
        }
    }
}

/// All files but the generator; a file of any other sort is an error.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/envelope");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("vectors/envelope exists")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "generate.py"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no vectors in {}", folder.display());
    for path in &files {
        assert!(
            path.extension().is_some_and(|extension| extension == "json"),
            "{} is no vector",
            path.display()
        );
    }
    files
}

#[track_caller]
fn run(name: &str, vector: Vector) {
    match vector {
        Vector::Envelope {
            key, key_id, kind, organisation, conversation, subject, envelope, result, ..
        } => {
            let key = unhex(&key);
            assert_eq!(DataKey::generate(&Script::new(&[&key])).id().to_string(), key_id, "{name}");
            let context = Context {
                organisation: unhex16(&organisation),
                conversation: unhex16(&conversation),
                subject: unhex16(&subject),
            };
            let run = match kind {
                1 => run_envelope::<1>,
                2 => run_envelope::<2>,
                3 => run_envelope::<3>,
                4 => run_envelope::<4>,
                5 => run_envelope::<5>,
                6 => run_envelope::<6>,
                7 => run_envelope::<7>,
                8 => run_envelope::<8>,
                other => panic!("{name}: kind {other} cannot be asked for"),
            };
            run(name, &key, &context, &unhex(&envelope), result);
        }
        Vector::WrappedDataKey { by, by_id, organisation, conversation, record, result, .. } => {
            let by = unhex(&by);
            let epoch = EpochKey::generate(&Script::new(&[&by]));
            assert_eq!(epoch.id().to_string(), by_id, "{name}");
            run_wrapped_data_key(
                name,
                &epoch,
                unhex16(&organisation),
                unhex16(&conversation),
                &unhex(&record),
                result,
            );
        }
        Vector::WrappedEpochKey { by, by_id, organisation, record, result, .. } => {
            let by = unhex(&by);
            let keyring = Keyring::generate(&Script::new(&[&by]), 0);
            assert_eq!(keyring.id().to_string(), by_id, "{name}");
            run_wrapped_epoch_key(name, &keyring, unhex16(&organisation), &unhex(&record), result);
        }
        Vector::Derived { key, label, message, hmac, .. } => {
            let key = DataKey::generate(&Script::new(&[&unhex(&key)]));
            assert_eq!(hex(&key.derive(&label).hmac(&unhex(&message))), hmac, "{name}");
        }
        Vector::Keyring { text, ids, active, .. } => {
            let keyring = Keyring::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(keyring.ids().map(|id| id.to_string()).collect::<Vec<_>>(), ids, "{name}");
            assert_eq!(keyring.id().to_string(), active, "{name}");
            let states: Vec<_> = keyring.masters().map(|master| master.state).collect();
            assert_eq!(states, [MasterState::Retired, MasterState::Active], "{name}");
        }
    }
}

#[track_caller]
fn run_envelope<const KIND: u8>(name: &str, key: &[u8], context: &Context, envelope: &[u8], wanted: Wanted) {
    let key = DataKey::generate(&Script::new(&[key]));
    let opened = Sealed::<Raw<KIND>>::from_stored(envelope.to_vec())
        .and_then(|sealed| key.open(context, &sealed))
        .map(|content| content.0);
    assert_eq!(outcome(opened.as_deref(), Wanted::Plaintext), wanted, "{name}");
    if let Ok(content) = opened {
        let again = key.seal(context, &Raw::<KIND>(content), &Script::new(&[&envelope[20..32]]));
        assert_eq!(hex(again.as_bytes()), hex(envelope), "{name}: sealing gives other bytes");
        assert_eq!(again.key_id(), key.id(), "{name}");
    }
}

#[track_caller]
fn run_wrapped_data_key(
    name: &str,
    epoch: &EpochKey,
    organisation: [u8; 16],
    conversation: [u8; 16],
    record: &[u8],
    wanted: Wanted,
) {
    let unwrapped = WrappedDataKey::from_stored(record.to_vec())
        .and_then(|wrapped| epoch.unwrap(organisation, conversation, &wrapped));
    // A data key does not show its bytes: it is the wanted key if its id is, as the id is made from the key.
    let unwrapped = match unwrapped {
        Err(error) => Err(error),
        Ok(key) => {
            let Wanted::Key(secret) = &wanted else { panic!("{name}: it unwraps") };
            assert_eq!(key.id(), DataKey::generate(&Script::new(&[&unhex(secret)])).id(), "{name}");
            let again = epoch.wrap(organisation, conversation, &key, &Script::new(&[&record[20..32]]));
            assert_eq!(hex(again.as_bytes()), hex(record), "{name}: wrapping gives other bytes");
            assert_eq!((again.key_id(), again.wrapped_id()), (epoch.id(), key.id()), "{name}");
            Ok(unhex(secret))
        }
    };
    assert_eq!(outcome(unwrapped.as_deref(), Wanted::Key), wanted, "{name}");
}

#[track_caller]
fn run_wrapped_epoch_key(
    name: &str,
    keyring: &Keyring,
    organisation: [u8; 16],
    record: &[u8],
    wanted: Wanted,
) {
    let unwrapped = WrappedEpochKey::from_stored(record.to_vec())
        .map_err(MasterKeyError::Record)
        .and_then(|wrapped| ready(keyring.unwrap(organisation, &wrapped)));
    let got = match unwrapped {
        Ok(epoch) => {
            let rng = Script::new(&[&record[20..32]]);
            let again = ready(keyring.wrap(organisation, &epoch, &rng)).expect("a keyring wraps");
            assert_eq!(hex(again.as_bytes()), hex(record), "{name}: wrapping gives other bytes");
            assert_eq!((again.key_id(), again.wrapped_id()), (keyring.id(), epoch.id()), "{name}");
            Wanted::Key(hex(&epoch.to_wrapping_input()[16..]))
        }
        Err(MasterKeyError::UnknownKey(KeyId(_))) => Wanted::Error("UnknownKey".into()),
        Err(MasterKeyError::Record(error)) => Wanted::Error(error_name(&error).into()),
        Err(error) => panic!("{name}: a keyring in memory does not give {error:?}"),
    };
    assert_eq!(got, wanted, "{name}");
}

fn outcome(result: Result<&[u8], &OpenError>, ok: impl FnOnce(String) -> Wanted) -> Wanted {
    match result {
        Ok(bytes) => ok(hex(bytes)),
        Err(error) => Wanted::Error(error_name(error).into()),
    }
}

/// No wildcard: a new error needs a name here and a vector.
fn error_name(error: &OpenError) -> &'static str {
    match error {
        OpenError::TruncatedHeader => "TruncatedHeader",
        OpenError::UnknownVersion(_) => "UnknownVersion",
        OpenError::UnknownAlgorithm(_) => "UnknownAlgorithm",
        OpenError::UnknownKind(_) => "UnknownKind",
        OpenError::WrongKind { .. } => "WrongKind",
        OpenError::ReservedSet => "ReservedSet",
        OpenError::TruncatedTag => "TruncatedTag",
        OpenError::WrongLength(_) => "WrongLength",
        OpenError::WrongKey { .. } => "WrongKey",
        OpenError::Authentication => "Authentication",
        OpenError::WrongWrappedKey => "WrongWrappedKey",
        OpenError::Content(_) => "Content",
    }
}
