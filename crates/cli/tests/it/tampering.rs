//! `bedside audit verify` against each way of altering a log or the messages beside it, with the verifier key kept elsewhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, params};
use serde_json::Value;

use crate::support::{Demo, Scratch, bedside};

/// One way, what is found, and whether that needs a checkpoint kept elsewhere.
struct Tampering {
    name: &'static str,
    alter: fn(&Connection),
    finding: &'static str,
    needs_outside: bool,
}

const TAMPERINGS: &[Tampering] = &[
    Tampering {
        name: "a byte flipped in an entry",
        alter: |db| flip(db, "audit_entry", "entry", "leaf = 9"),
        finding: "root-mismatch",
        needs_outside: false,
    },
    Tampering {
        name: "a byte flipped in the detail of an entry",
        alter: |db| {
            flip(
                db,
                "audit_entry",
                "detail",
                "leaf = (SELECT min(leaf) FROM audit_entry WHERE detail IS NOT NULL)",
            )
        },
        finding: "detail-mismatch",
        needs_outside: false,
    },
    Tampering {
        name: "a byte flipped in a message",
        alter: |db| flip(db, "event", "body", "message = (SELECT max(message) FROM event WHERE kind = 2)"),
        finding: "row-body",
        needs_outside: false,
    },
    Tampering {
        name: "a byte flipped in a tile",
        alter: |db| flip(db, "audit_tile", "hashes", "level = 0 AND number = 0"),
        finding: "tile-mismatch",
        needs_outside: false,
    },
    Tampering {
        name: "a byte flipped in the checkpoint",
        alter: |db| {
            run(
                db,
                "UPDATE audit_head SET note = replace(note, char(10) || char(8212), char(10) || 'x' || char(8212))",
            );
        },
        finding: "checkpoint-invalid",
        needs_outside: false,
    },
    Tampering {
        name: "an entry removed",
        alter: |db| run(db, "DELETE FROM audit_entry WHERE leaf = 9"),
        finding: "leaf-order",
        needs_outside: false,
    },
    Tampering {
        name: "an entry removed and the rest renumbered",
        alter: |db| {
            run(db, "DELETE FROM audit_entry WHERE leaf = 9");
            run(db, "UPDATE audit_entry SET leaf = -leaf WHERE leaf > 9");
            run(db, "UPDATE audit_entry SET leaf = -leaf - 1 WHERE leaf < 0");
        },
        finding: "entries-missing",
        needs_outside: false,
    },
    Tampering {
        name: "the last entries removed",
        alter: |db| run(db, "DELETE FROM audit_entry WHERE leaf > (SELECT max(leaf) - 3 FROM audit_entry)"),
        finding: "entries-missing",
        needs_outside: false,
    },
    Tampering {
        name: "two entries in the other order",
        alter: |db| {
            run(db, "UPDATE audit_entry SET leaf = -1 WHERE leaf = 9");
            run(db, "UPDATE audit_entry SET leaf = 9 WHERE leaf = 10");
            run(db, "UPDATE audit_entry SET leaf = 10 WHERE leaf = -1");
        },
        finding: "root-mismatch",
        needs_outside: false,
    },
    Tampering {
        name: "a message removed",
        alter: |db| {
            run(db, "DELETE FROM event WHERE message = (SELECT max(message) FROM event WHERE kind = 2)")
        },
        finding: "row-missing",
        needs_outside: false,
    },
    Tampering {
        name: "a message inserted",
        alter: |db| {
            run(
                db,
                "INSERT INTO event SELECT organisation, conversation, rev + 1000, kind, at, author_kind, author, seq + 1000, reason, \
                 zeroblob(16), client_key, department, staff, body FROM event WHERE kind = 2 LIMIT 1",
            );
        },
        finding: "row-without-entry",
        needs_outside: false,
    },
    Tampering {
        name: "two messages swapped within a chat",
        alter: |db| {
            swap(
                db,
                "SELECT rowid FROM event WHERE kind = 2 AND conversation = (SELECT min(conversation) FROM event) ORDER BY rev LIMIT 2",
            );
        },
        finding: "row-seq",
        needs_outside: false,
    },
    Tampering {
        name: "two messages swapped between chats",
        alter: |db| {
            swap(
                db,
                "SELECT min(rowid) FROM event WHERE kind = 2 GROUP BY conversation ORDER BY conversation LIMIT 2",
            );
        },
        finding: "row-conversation",
        needs_outside: false,
    },
    Tampering {
        name: "a message put into another mouth",
        alter: |db| {
            run(
                db,
                "UPDATE event SET author = zeroblob(16) WHERE message = (SELECT max(message) FROM event WHERE kind = 2)",
            )
        },
        finding: "row-author",
        needs_outside: false,
    },
    Tampering {
        name: "an event removed that is no message",
        alter: |db| run(db, "DELETE FROM event WHERE kind = 6"),
        finding: "event-missing",
        needs_outside: false,
    },
    Tampering {
        name: "a chat's end moved",
        alter: |db| run(db, "UPDATE conversation SET closed_at = closed_at + 60000 WHERE phase = 3"),
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "a chat filed otherwise",
        alter: |db| run(db, "UPDATE conversation SET filed = ' outcome:solved ' WHERE phase = 3"),
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "a chat put into another department",
        alter: |db| run(db, "UPDATE conversation SET department = (SELECT max(id) FROM department)"),
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "a card swapped for another chat's",
        alter: |db| {
            run(
                db,
                "UPDATE conversation SET card = (SELECT card FROM conversation ORDER BY id DESC LIMIT 1) \
                 WHERE id = (SELECT min(id) FROM conversation)",
            );
        },
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "a chat removed with everything of it",
        alter: |db| {
            run(db, "DELETE FROM served WHERE conversation = (SELECT min(id) FROM conversation)");
            run(db, "DELETE FROM event WHERE conversation = (SELECT min(id) FROM conversation)");
            run(db, "DELETE FROM conversation WHERE id = (SELECT min(id) FROM conversation)");
        },
        finding: "record-missing",
        needs_outside: false,
    },
    Tampering {
        name: "who served a chat removed",
        alter: |db| run(db, "DELETE FROM served"),
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "somebody added to those who served",
        alter: |db| {
            run(
                db,
                "INSERT INTO served SELECT organisation, conversation, 9, zeroblob(16) FROM served LIMIT 1",
            )
        },
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "an account given another role",
        alter: |db| run(db, "UPDATE staff SET role = 'administrator'"),
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "a disabled account enabled",
        alter: |db| run(db, "UPDATE staff SET disabled_at = NULL WHERE disabled_at IS NOT NULL"),
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "an account added",
        alter: |db| {
            run(
                db,
                "INSERT INTO staff SELECT organisation, zeroblob(16), zeroblob(32), role, departments, created_at, disabled_at, \
                 profile FROM staff LIMIT 1",
            );
        },
        finding: "record-without-entry",
        needs_outside: false,
    },
    Tampering {
        name: "a privacy policy altered",
        alter: |db| run(db, "UPDATE department SET settings = settings || ' '"),
        finding: "record-altered",
        needs_outside: false,
    },
    Tampering {
        name: "the log alone put back to an older state",
        alter: |db| put_back(db, "audit!_%"),
        finding: "record-altered",
        needs_outside: false,
    },
    // The one thing that the data alone cannot show.
    Tampering {
        name: "everything put back to an older state",
        alter: |db| put_back(db, "%"),
        finding: "outside-rolled-back",
        needs_outside: true,
    },
];

#[test]
fn each_tampering_is_found_and_only_a_roll_back_needs_the_checkpoint_kept_elsewhere() {
    let scratch = Scratch::new("tampering");
    let base = Base::make(&scratch);
    base.verify(&base.new, false, 0);
    base.verify(&base.new, true, 0);
    for (number, tampering) in TAMPERINGS.iter().enumerate() {
        let data = scratch.path(&format!("tampered-{number}"));
        copy(&base.new, &data);
        (tampering.alter)(&Connection::open(data.join("data.sqlite")).unwrap());
        let alone = base.verify(&data, false, i32::from(!tampering.needs_outside));
        let with_outside = base.verify(&data, true, 1);
        let found = |report: &Value| findings(report).contains(&tampering.finding.to_owned());
        assert_eq!(found(&alone), !tampering.needs_outside, "{}: {alone}", tampering.name);
        assert!(found(&with_outside), "{}: {with_outside}", tampering.name);
        assert_eq!(alone["organisations"][0]["outside_checkpoints"], 0);
    }
    let people =
        bedside(["audit", "verify", "--data", base.old.to_str().unwrap(), "--key", &base.key]).exits(0);
    assert!(people.out.contains("No checkpoint kept elsewhere was used"), "{}", people.out);
}

/// What works on a stopped store looks first, as a start does: nothing is written onto data that were put back.
#[test]
fn offline_commands_refuse_data_that_were_put_back() {
    let scratch = Scratch::new("put-back");
    let base = Base::make(&scratch);
    let data = scratch.path("keep").join("data");
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(data.join(format!("data.sqlite{end}")));
    }
    fs::copy(base.old.join("data.sqlite"), data.join("data.sqlite")).unwrap();
    let refused = bedside(["staff", "disable", "omar@riverside.example", "--config", &base.config]).exits(1);
    assert!(refused.err.contains("were rolled back"), "{}", refused.err);
}

/// Puts tables back as they were at the older of the two moments.
fn put_back(db: &Connection, tables_like: &str) {
    let old = PathBuf::from(db.path().unwrap()).parent().unwrap().with_file_name("old");
    db.execute("ATTACH ?1 AS old", [old.join("data.sqlite").to_str().unwrap()]).unwrap();
    let tables = "SELECT name FROM old.sqlite_schema \
                  WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name LIKE ?1 ESCAPE '!'";
    let mut tables = db.prepare(tables).unwrap();
    for table in tables.query_map([tables_like], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap) {
        let put_back = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM old.{table};");
        db.execute_batch(&put_back).unwrap();
    }
}

/// The demo's data at two moments, and what was kept elsewhere after the second.
struct Base {
    old: PathBuf,
    new: PathBuf,
    key: String,
    checkpoint: String,
    config: String,
}

impl Base {
    fn make(scratch: &Scratch) -> Self {
        let mut config = String::new();
        let (keep, old, new) = (scratch.path("keep"), scratch.path("old"), scratch.path("new"));
        for (moment, disable) in [(&old, "dana@riverside.example"), (&new, "omar@riverside.example")] {
            let demo = Demo::start(&keep);
            config = demo.config().to_owned();
            bedside(["staff", "disable", disable, "--config", &config]).exits(0);
            bedside(["drain", "--config", &config]).exits(0);
            assert_eq!(demo.ended(), 0);
            copy(&keep.join("data"), moment);
        }
        let elsewhere = |end: &str| {
            let mut files =
                fs::read_dir(keep.join("kept-elsewhere")).unwrap().map(|entry| entry.unwrap().path());
            let file = files.find(|path| path.extension().is_some_and(|extension| extension == end)).unwrap();
            file.to_str().unwrap().to_owned()
        };
        Self { old, new, key: elsewhere("vkey"), checkpoint: elsewhere("checkpoint"), config }
    }

    #[track_caller]
    fn verify(&self, data: &Path, outside: bool, code: i32) -> Value {
        let data = data.to_str().unwrap();
        let mut args = vec!["audit", "verify", "--json", "--data", data, "--key", &self.key];
        if outside {
            args.extend(["--checkpoint", &self.checkpoint]);
        }
        bedside(args).exits(code).json()
    }
}

fn findings(report: &Value) -> Vec<String> {
    let counts = report["organisations"][0]["counts"].as_object().unwrap();
    counts.keys().cloned().collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[track_caller]
fn run(db: &Connection, sql: &str) {
    assert_ne!(db.execute(sql, []).unwrap(), 0, "nothing was altered by {sql}");
}

#[track_caller]
fn flip(db: &Connection, table: &str, column: &str, row: &str) {
    let mut bytes: Vec<u8> =
        db.query_row(&format!("SELECT {column} FROM {table} WHERE {row}"), [], |row| row.get(0)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let changed =
        db.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {row}"), params![bytes]).unwrap();
    assert_eq!(changed, 1);
}

/// Swaps message and body of two rows.
#[track_caller]
fn swap(db: &Connection, rows: &str) {
    let rows: Vec<i64> =
        db.prepare(rows).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let read = |row: i64| -> (Vec<u8>, Vec<u8>) {
        let sql = "SELECT message, body FROM event WHERE rowid = ?1";
        db.query_row(sql, [row], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    let (first, second) = (read(rows[0]), read(rows[1]));
    for (row, (message, body)) in [(rows[0], second), (rows[1], first)] {
        db.execute("UPDATE event SET message = ?1, body = ?2 WHERE rowid = ?3", params![message, body, row])
            .unwrap();
    }
}
