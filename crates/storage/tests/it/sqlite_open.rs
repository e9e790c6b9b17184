//! Opening: what is refused says why, files are private, one server at a time, a copy can be read.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
};

use bedside_storage::sqlite::{OpenError, SqliteKeyStore, SqliteStore, organisations, verify_snapshot};
use rusqlite::Connection;

use crate::support::{Clinic, TestDir, add_with_log, copy_directory, open, options, report};

#[track_caller]
fn refused(directory: &Path, wanted: &str) -> OpenError {
    let Err(error) = SqliteStore::open(directory, &options()) else { panic!("it was opened") };
    assert!(error.to_string().contains(wanted), "{error}");
    error
}

fn edit(directory: &Path, sql: &str) {
    Connection::open(directory.join("data.sqlite")).unwrap().execute_batch(sql).unwrap();
}

#[tokio::test]
async fn files_are_private() {
    let directory = TestDir::new();
    let store = open(directory.path());
    add_with_log(&store, &Clinic::new(1)).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(directory.path()), 0o700);
    let mut names = Vec::new();
    for file in fs::read_dir(directory.path()).unwrap() {
        let file = file.unwrap();
        names.push(file.file_name().into_string().unwrap());
        assert_eq!(mode(&file.path()), 0o600, "{:?}", file.path());
    }
    names.sort();
    assert_eq!(names, ["data.lock", "data.sqlite", "data.sqlite-shm", "data.sqlite-wal"]);
}

#[test]
fn one_server_at_a_time() {
    let directory = TestDir::new();
    let first = open(directory.path());
    assert!(matches!(refused(directory.path(), "in use by another server"), OpenError::InUse(_)));
    let keys = SqliteKeyStore::open(directory.path(), &options()).unwrap();
    let other_handle = first.clone();
    drop(first);
    refused(directory.path(), "in use by another server");
    drop(other_handle);
    drop(open(directory.path()));
    drop(keys);
}

#[test]
fn rights_of_others_are_refused() {
    for (name, mode) in [("", 0o750), ("data.sqlite", 0o644), ("data.sqlite", 0o660)] {
        let directory = TestDir::new();
        drop(open(directory.path()));
        fs::set_permissions(directory.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
        refused(directory.path(), "chmod go-rwx");
    }
}

#[test]
fn other_files_are_refused() {
    let directory = TestDir::new();
    drop(open(directory.path()));
    fs::write(directory.path().join("data.sqlite"), vec![b'x'; 8_192]).unwrap();
    assert!(matches!(refused(directory.path(), "is not a database"), OpenError::NotADatabase(_)));

    let directory = TestDir::new();
    drop(open(directory.path()));
    edit(directory.path(), "PRAGMA application_id = 0");
    assert!(matches!(refused(directory.path(), "another kind"), OpenError::Foreign(_)));

    let directory = TestDir::new();
    drop(SqliteKeyStore::open(directory.path(), &options()).unwrap());
    fs::rename(directory.path().join("keys.sqlite"), directory.path().join("data.sqlite")).unwrap();
    assert!(matches!(refused(directory.path(), "another kind"), OpenError::Foreign(_)));
}

#[test]
fn other_schemas_are_refused() {
    let directory = TestDir::new();
    drop(open(directory.path()));
    edit(directory.path(), "INSERT INTO migration VALUES (7, 'later', zeroblob(32), 0)");
    let error =
        refused(directory.path(), "made by a newer release: it has schema step 7, this release knows 6");
    assert!(matches!(error, OpenError::Newer { number: 7, known: 6, .. }));
    assert!(matches!(organisations(directory.path()), Err(OpenError::Newer { .. })));

    let directory = TestDir::new();
    drop(open(directory.path()));
    edit(directory.path(), "UPDATE migration SET checksum = zeroblob(32) WHERE number = 1");
    assert!(matches!(refused(directory.path(), "checksum differs"), OpenError::Edited { number: 1, .. }));
}

#[test]
fn reading_makes_nothing() {
    let directory = TestDir::new();
    assert!(matches!(organisations(directory.path()), Err(OpenError::Missing(_))));
    assert!(!directory.path().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_directory_and_its_copies_can_be_read() {
    let (directory, copies) = (TestDir::new(), TestDir::new());
    let clinic = Clinic::new(1);
    let store = open(directory.path());
    add_with_log(&store, &clinic).await.unwrap();
    fs::create_dir(copies.path()).unwrap();
    let live = copies.path().join("live");
    copy_directory(directory.path(), &live);
    for path in [directory.path(), &live] {
        assert_eq!(organisations(path).unwrap(), [clinic.named()]);
        assert_eq!(report(path, clinic.organisation).entries, 1);
    }
    store.close();
    let closed = copies.path().join("closed ?%#");
    copy_directory(directory.path(), &closed);
    assert!(!closed.join("data.sqlite-wal").exists(), "an orderly end leaves one file");
    assert_eq!(organisations(&closed).unwrap(), [clinic.named()]);
}

/// A mount of its own, where the account may make one; unmounted with this value.
pub(crate) struct Mount(TestDir);

impl Mount {
    pub(crate) fn tmpfs(size: &str) -> Option<Self> {
        let directory = TestDir::new();
        fs::create_dir(directory.path()).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size},mode=0700"), "tmpfs"])
            .arg(directory.path())
            .output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(directory))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    fn read_only(&self) {
        let done = Command::new("mount").args(["-o", "remount,ro"]).arg(self.path()).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[tokio::test]
async fn a_read_only_disk_is_named() {
    let Some(mount) = Mount::tmpfs("8m") else {
        eprintln!("skipped: this account may not mount");
        return;
    };
    let directory = mount.path().join("data");
    let clinic = Clinic::new(1);
    let store = open(&directory);
    add_with_log(&store, &clinic).await.unwrap();
    drop(store);
    mount.read_only();
    assert!(matches!(refused(&directory, "is read-only"), OpenError::ReadOnly(_)));
    assert!(matches!(refused(&mount.path().join("new"), "is read-only"), OpenError::ReadOnly(_)));
    assert_eq!(organisations(&directory).unwrap(), [clinic.named()], "it can still be verified");
}

#[test]
fn a_copy_of_an_older_release_is_verified_as_it_is() {
    let directory = TestDir::new();
    let vector = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/stored/0.1.0/data.sqlite");
    fs::create_dir_all(directory.path()).unwrap();
    let copy = directory.path().join("data.sqlite");
    fs::copy(vector, &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o600)).unwrap();
    let steps = || {
        let steps = "SELECT count(*) FROM migration";
        Connection::open(&copy).unwrap().query_row(steps, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(steps(), 1, "it has not what later releases added");
    let all = organisations(directory.path()).unwrap();
    assert!(!all.is_empty());
    for organisation in all {
        let snapshot = verify_snapshot(directory.path(), organisation.id).unwrap();
        assert!(snapshot.rows().all(|row| row.is_ok()) && snapshot.rows().count() > 0);
    }
    assert_eq!(steps(), 1, "reading changes nothing");
}
