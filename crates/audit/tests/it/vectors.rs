//! The conformance files in `vectors/audit/`, made by a small program in another language.

use crate::memory_log::MemoryLog;
use bedside_audit::checkpoint::CheckpointError;
use bedside_audit::entry::EntryError;
use bedside_audit::hash::sha256;
use bedside_audit::note::NoteError;
use bedside_audit::proof::{consistency, inclusion, verify_consistency, verify_inclusion};
use bedside_audit::verify::DEFAULT_MAX_PENDING;
use bedside_audit::{
    Action, ActorKind, Checkpoint, Detail, DetailCommitment, Entry, Hash, LeafRecord, LogSigner, LogStore,
    MessageRow, RecordEncoding, RecordKind, StoredRow, TileCoord, TreeHead, Verifier, VerifyInput, integrate,
    leaf_hash, verify,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn every_file_gives_what_it_expects() {
    let mut cases = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/audit");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            assert_eq!(name.starts_with("ok_"), case["expect"] == "ok", "{name}");
            check(&name, &case);
            *cases.entry(text(&case["what"]).to_owned()).or_insert(0) += 1;
        }
    }
    let kinds: Vec<&str> = cases.keys().map(String::as_str).collect();
    assert_eq!(
        kinds,
        ["checkpoint", "detail", "heads", "leaf", "log", "proofs", "records", "tile_paths", "tiles", "tree"]
    );
    assert!(cases.values().sum::<u32>() >= 50, "{cases:?}");
}

fn check(name: &str, case: &Value) {
    match text(&case["what"]) {
        "leaf" => check_leaf(name, case),
        "detail" => check_detail(name, case),
        "tree" => {
            let leaves: Vec<Hash> = list(&case["leaves"]).iter().map(|leaf| leaf_hash(&hex(leaf))).collect();
            for (size, root) in list(&case["roots"]).iter().enumerate() {
                assert_eq!(head_of(&leaves[..size]).root, hash(root), "{name} {size}");
            }
        }
        "heads" => {
            for head in list(&case["heads"]) {
                assert_eq!(numbered(number(&head["size"])).1, tree_head(head, "size", "root"), "{name}");
            }
        }
        "proofs" => check_proofs(name, case),
        "tiles" => check_tiles(name, case),
        "tile_paths" => {
            for path in list(&case["paths"]) {
                let coord = TileCoord {
                    level: u8::try_from(number(&path["level"])).unwrap(),
                    index: number(&path["index"]),
                    width: u16::try_from(number(&path["width"])).unwrap(),
                };
                assert_eq!(coord.path(), text(&path["path"]), "{name}");
                assert_eq!(TileCoord::parse(text(&path["path"])), Some(coord), "{name}");
            }
        }
        "records" => list(&case["records"]).iter().for_each(|record| check_record(name, record)),
        "checkpoint" => check_checkpoint(name, case),
        "log" => check_log(name, case),
        other => panic!("{name}: unknown kind {other}"),
    }
}

fn check_record(name: &str, record: &Value) {
    let kind = match number(&record["kind"]) {
        1 => RecordKind::Organisation,
        2 => RecordKind::Setting,
        3 => RecordKind::Staff,
        _ => RecordKind::Conversation,
    };
    let mut encoding = RecordEncoding::new(kind);
    for column in list(&record["columns"]) {
        match column.as_object().unwrap().iter().next() {
            None => encoding.none(),
            Some((form, value)) => match form.as_str() {
                "integer" => encoding.integer(value.as_i64().unwrap()),
                "bytes" => encoding.bytes(&hex(value)),
                _ => encoding.text(text(value).as_bytes()),
            },
        }
    }
    assert_eq!(encoding.hash(), hash(&record["hash"]), "{name}: {record}");
}

fn check_leaf(name: &str, case: &Value) {
    let leaf = hex(&case["leaf"]);
    match (text(&case["expect"]), Entry::decode(&leaf)) {
        ("length", Err(EntryError::Length)) | ("version", Err(EntryError::Version)) => {}
        ("ok", Ok(entry)) => {
            let fields = &case["entry"];
            let action = Action::from_number(u16::try_from(number(&fields["action"])).unwrap());
            let want = Entry {
                organisation: id(&fields["organisation"]),
                id: id(&fields["id"]),
                at_ms: number(&fields["at_ms"]),
                action,
                actor_kind: ActorKind::from_number(u8::try_from(number(&fields["actor_kind"])).unwrap()),
                actor: id(&fields["actor"]),
                conversation: id(&fields["conversation"]),
                subject: id(&fields["subject"]),
                seq: number(&fields["seq"]),
                rev: number(&fields["rev"]),
                body_hash: hash(&fields["body_hash"]),
                detail: entry.detail,
            };
            assert_eq!(entry, want, "{name}");
            assert_eq!(entry.detail.as_bytes(), &hash(&fields["detail"]), "{name}");
            assert_eq!(action.to_string(), text(&case["action_name"]), "{name}");
            assert_eq!(entry.encode()[..], leaf, "{name}");
            assert_eq!(leaf_hash(&leaf), hash(&case["leaf_hash"]), "{name}");
        }
        (expected, got) => panic!("{name}: expected {expected}, got {got:?}"),
    }
}

fn check_detail(name: &str, case: &Value) {
    let commitment = DetailCommitment::of(&id(&case["salt"]), &hex(&case["sealed"]));
    let same = commitment.as_bytes() == &hash(&case["commitment"]);
    assert_eq!(same, case["expect"] == "ok", "{name}");
}

fn check_proofs(name: &str, case: &Value) {
    for case in list(&case["inclusion"]) {
        let (size, number) = (number(&case["size"]), number(&case["number"]));
        let (log, head) = numbered(size);
        let proof: Vec<Hash> = list(&case["proof"]).iter().map(hash).collect();
        assert_eq!(inclusion(&log, size, number).unwrap(), proof, "{name} {size} {number}");
        assert_eq!(head, tree_head(case, "size", "root"));
        assert!(verify_inclusion(&head, number, &leaf_hash(&leaf(number)), &proof), "{name} {size} {number}");
    }
    for case in list(&case["consistency"]) {
        let (old, head) = (tree_head(case, "old_size", "old_root"), tree_head(case, "size", "root"));
        let proof: Vec<Hash> = list(&case["proof"]).iter().map(hash).collect();
        let made = consistency(&numbered(head.size).0, old.size, head.size).unwrap();
        assert_eq!(made, proof, "{name} {} {}", old.size, head.size);
        assert!(verify_consistency(&old, &head, &proof), "{name} {} {}", old.size, head.size);
    }
}

fn check_tiles(name: &str, case: &Value) {
    let size = number(&case["size"]);
    let hashes: Vec<Hash> = (0..size).map(|number| leaf_hash(&leaf(number))).collect();
    let staged = integrate(&MemoryLog::default(), &TreeHead::EMPTY, &hashes).unwrap();
    let ours: BTreeMap<String, Hash> =
        staged.tiles.iter().map(|(coord, bytes)| (coord.path(), sha256(&[bytes]))).collect();
    let theirs: BTreeMap<String, Hash> = case["sha256_of_tile"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(path, value)| (path.clone(), hash(value)))
        .collect();
    assert_eq!(ours, theirs, "{name}");
}

fn check_checkpoint(name: &str, case: &Value) {
    let verifier = Verifier::parse(text(&case["verifier_key"])).unwrap();
    let signer = LogSigner::from_seed(text(&case["origin"]), &hash(&case["seed"])).unwrap();
    assert_eq!(signer.verifier(), verifier, "{name}");
    let got = verifier.verify(text(&case["note"]));
    match (text(&case["expect"]), got) {
        ("ok", Ok(checkpoint)) => {
            assert_eq!(checkpoint.head(), tree_head(case, "size", "root"), "{name}");
            let again: Checkpoint = checkpoint.clone();
            let unwitnessed: String =
                text(&case["note"]).split_inclusive('\n').filter(|line| !line.contains("witness")).collect();
            assert_eq!(signer.sign(&again).unwrap(), unwitnessed, "{name}");
        }
        ("bad_signature", Err(CheckpointError::Note(NoteError::BadSignature)))
        | ("unknown_key", Err(CheckpointError::Note(NoteError::UnknownKey)))
        | ("note_malformed", Err(CheckpointError::Note(NoteError::Malformed)))
        | ("origin", Err(CheckpointError::Origin))
        | ("malformed", Err(CheckpointError::Malformed)) => {}
        (expected, got) => panic!("{name}: expected {expected}, got {got:?}"),
    }
}

fn check_log(name: &str, case: &Value) {
    let outside = [text(&case["outside"])];
    let alone = findings(case, &[]);
    let with_outside = findings(case, &outside);
    let names =
        |value: &Value| -> Vec<String> { list(value).iter().map(|name| text(name).to_owned()).collect() };
    assert_eq!(alone, names(&case["findings_alone"]), "{name}");
    assert_eq!(with_outside, names(&case["findings_with_outside"]), "{name}");
    assert_eq!(case["needs_outside"], alone.is_empty() && !with_outside.is_empty(), "{name}");
}

fn findings(case: &Value, outside: &[&str]) -> Vec<String> {
    let tiles = MemoryLog::default();
    for (path, bytes) in case["tiles"].as_object().unwrap() {
        let coord = TileCoord::parse(path).unwrap();
        tiles.tiles.borrow_mut().insert((coord.level, coord.index), hex(bytes));
    }
    let leaves = (0..).zip(list(&case["leaves"])).map(|(number, record)| {
        let detail = record.get("salt").map(|salt| Detail { salt: id(salt), sealed: hex(&record["sealed"]) });
        Ok(LeafRecord { number, leaf: hex(&record["leaf"]), detail })
    });
    let rows = list(&case["rows"]).iter().map(|row| {
        Ok(StoredRow::Message(MessageRow {
            conversation: id(&row["conversation"]),
            message: id(&row["message"]),
            seq: number(&row["seq"]),
            rev: number(&row["rev"]),
            held: row["held"].as_bool().unwrap(),
            body_hash: hash(&row["body_hash"]),
        }))
    });
    let input = VerifyInput {
        verifier: &Verifier::parse(text(&case["verifier_key"])).unwrap(),
        organisation: id(&case["organisation"]),
        checkpoint: Some(text(&case["checkpoint"])),
        outside,
        tiles: &tiles,
        leaves,
        rows,
        messages_only: true,
        max_pending: DEFAULT_MAX_PENDING,
    };
    let mut names: Vec<String> =
        verify(input).unwrap().counts().map(|(kind, _)| kind.name().to_owned()).collect();
    names.sort();
    names
}

fn leaf(number: u64) -> [u8; 4] {
    u32::try_from(number).unwrap().to_be_bytes()
}

fn numbered(size: u64) -> (MemoryLog, TreeHead) {
    let log = MemoryLog::default();
    let hashes: Vec<Hash> = (0..size).map(|number| leaf_hash(&leaf(number))).collect();
    let staged = integrate(&log, &TreeHead::EMPTY, &hashes).unwrap();
    log.stage(&staged.tiles).unwrap();
    (log, staged.head)
}

fn head_of(hashes: &[Hash]) -> TreeHead {
    integrate(&MemoryLog::default(), &TreeHead::EMPTY, hashes).unwrap().head
}

fn tree_head(value: &Value, size: &str, root: &str) -> TreeHead {
    TreeHead { size: number(&value[size]), root: hash(&value[root]) }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn hex(value: &Value) -> Vec<u8> {
    let digits = text(value);
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn hash(value: &Value) -> Hash {
    hex(value).try_into().unwrap()
}

fn id(value: &Value) -> [u8; 16] {
    hex(value).try_into().unwrap()
}
