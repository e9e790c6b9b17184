//! `bedside keys init`.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
};

use crate::support::{Scratch, bedside};

#[test]
fn makes_a_keyring_for_its_owner_and_shows_no_key() {
    let scratch = Scratch::new("keys-init");
    let file = scratch.text("apart/ring");
    let run = bedside(["keys", "init", "--json", "--keyring", &file]).exits(0);
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o7777, 0o600);
    assert_eq!(fs::metadata(scratch.path("apart")).unwrap().mode() & 0o7777, 0o700);
    let text = fs::read_to_string(&file).unwrap();
    let key: Vec<_> = text.lines().last().unwrap().split(' ').collect();
    assert_eq!(run.json()["key_id"], key[1]);
    assert!(!run.out.contains(key[3]) && !run.err.contains(key[3]));
}

#[test]
fn never_overwrites_one() {
    let scratch = Scratch::new("keys-again");
    let file = scratch.text("ring");
    bedside(["keys", "init", "--keyring", &file]).exits(0);
    let before = fs::read(&file).unwrap();
    let run = bedside(["keys", "init", "--keyring", &file]).exits(1);
    assert!(run.err.contains("left as it is"), "{}", run.err);
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn the_folder_is_looked_at() {
    let scratch = Scratch::new("keys-folder");
    let make = |mode, code, want: &str| {
        let folder = scratch.path(&format!("{mode:o}"));
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
        let file = folder.join("ring");
        let run = bedside(["keys", "init", "--keyring", file.to_str().unwrap()]).exits(code);
        assert!(run.err.contains(want), "{mode:o}: {}", run.err);
        assert_eq!(file.exists(), code == 0);
    };
    make(0o700, 0, "");
    make(0o755, 0, "others may look into the keyring's folder");
    make(0o1777, 0, "others may look into the keyring's folder");
    make(0o777, 1, "others may write to the keyring's folder");
}
