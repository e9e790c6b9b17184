//! `bedside config`: checking, printing, explaining; and what `serve` does with a configuration it may not use.

use std::fs;

use crate::support::{Scratch, bedside};

#[test]
fn the_default_says_what_is_missing_around_it() {
    let scratch = Scratch::new("config-default");
    let text = bedside(["config", "default"]).exits(0).out;
    let file = scratch.text("bedside.toml");
    fs::write(&file, text.replace("/var/lib", &scratch.text("lib")).replace("/etc", &scratch.text("etc")))
        .unwrap();
    let run = bedside(["config", "check", "--config", &file]).exits(1);
    assert!(run.out.contains("keyring_file: the file does not exist"), "{}", run.out);
    assert!(run.out.contains("https.certificate_file: "), "{}", run.out);
    assert!(run.out.ends_with("2 problems found.\n"), "{}", run.out);
}

#[test]
fn every_problem_at_once_with_its_key() {
    let scratch = Scratch::new("config-problems");
    let file = scratch.text("bedside.toml");
    fs::write(&file, "data_dir = \"d\"\nkeyring_file = \"d/ring\"\n[http]\naddress = \"0.0.0.0:80\"\n")
        .unwrap();
    let found = bedside(["config", "check", "--json", "--config", &file]).exits(1).json();
    assert_eq!(found["ok"], false);
    let keys: Vec<_> = found["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["keyring_file", "http.address"]);
    for command in [&["serve"][..], &["drain"], &["staff", "list"]] {
        let run = bedside(command.iter().copied().chain(["--config", &file])).exits(1);
        assert!(run.err.contains("164.402") && run.err.contains("164.312(e)(1)"), "{command:?}: {}", run.err);
    }
    bedside(["doctor", "--config", &file]).exits(1);
}

#[test]
fn a_keyring_that_others_can_read_stops_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new("config-keyring");
    let (file, ring) = (scratch.text("bedside.toml"), scratch.text("keys/ring"));
    bedside(["keys", "init", "--keyring", &ring]).exits(0);
    fs::write(&file, "data_dir = \"d\"\nkeyring_file = \"keys/ring\"\n[http]\naddress = \"127.0.0.1:0\"\n")
        .unwrap();
    bedside(["config", "check", "--config", &file]).exits(0);
    fs::set_permissions(&ring, fs::Permissions::from_mode(0o644)).unwrap();
    let run = bedside(["serve", "--config", &file]).exits(1);
    assert!(run.err.contains("others may open it (mode 0644)"), "{}", run.err);
}

#[test]
fn explains_one_or_all() {
    let run = bedside(["config", "explain", "https.key_file"]).exits(0);
    assert!(run.out.starts_with("https.key_file\n") && run.out.contains("serves    45 CFR"), "{}", run.out);
    let all = bedside(["config", "explain", "--json"]).exits(0).json();
    assert!(all["settings"].as_array().unwrap().len() > 10);
    assert_eq!(bedside(["config", "explain", "nonsense", "--json"]).exits(2).json()["ok"], false);
}

#[test]
fn wrong_calls_exit_with_2() {
    for args in [
        &["config"][..],
        &["config", "check"],
        &["config", "check", "--config", "/does/not/exist"],
        &["serve", "--config", "/does/not/exist"],
        &["doctor", "--config", "/does/not/exist"],
        &["staff", "list"],
        &["staff", "list", "--config", "/does/not/exist"],
        &["audit", "verify"],
        &["demo", "--http", "0.0.0.0:8080"],
        &["demo", "--https", "8443"],
        &["drain"],
    ] {
        bedside(args).exits(2);
    }
}
