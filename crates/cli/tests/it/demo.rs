//! The demo from start to end, and every command that speaks with a server or looks at its data.

use std::fs;

use crate::support::{Demo, Scratch, bedside};

#[test]
fn a_demo_is_looked_after_crashes_and_is_drained() {
    let scratch = Scratch::new("demo");
    let keep = scratch.path("keep");
    let demo = Demo::start(&keep);
    let config = demo.config().to_owned();
    let data = demo.says["data"].as_str().unwrap().to_owned();
    assert!(demo.says["notice"].as_str().unwrap().starts_with("No second factor yet"));

    bedside(["config", "check", "--config", &config]).exits(0);
    let staff = bedside(["staff", "list", "--json", "--config", &config]).exits(0).json();
    let emails: Vec<_> =
        staff["staff"].as_array().unwrap().iter().map(|row| row["email"].as_str().unwrap()).collect();
    assert_eq!(emails, ["ada@riverside.example", "dana@riverside.example", "omar@riverside.example"]);
    staff_over_the_socket(&scratch, &config);
    let doctor = bedside(["doctor", "--json", "--config", &config]).exits(0).json();
    let state = |name: &str| {
        let checks = doctor["checks"].as_array().unwrap();
        checks.iter().find(|check| check["check"] == name).unwrap_or_else(|| panic!("{name}"))["state"]
            .clone()
    };
    for name in
        ["configuration", "keyring", "server", "certificate", "certificate names", "store", "audit log"]
    {
        assert_eq!(state(name), "ok", "{name}");
    }
    let in_use = bedside([
        "demo",
        "--http",
        "127.0.0.1:0",
        "--https",
        "127.0.0.1:0",
        "--keep",
        keep.to_str().unwrap(),
    ]);
    assert!(in_use.exits(1).err.contains("in use by another server"));

    // A crash loses nothing, and what is stopped can be looked at and changed all the same.
    demo.kill();
    verifies(&data, &keep.join("kept-elsewhere"));
    bedside(["staff", "disable", "dana@riverside.example", "--config", &config]).exits(0);
    let run = bedside(["drain", "--config", &config]).exits(1);
    assert!(run.err.contains("no server is running"), "{}", run.err);

    // The same command goes on with it; accounts and chats are there, and are not made twice.
    let demo = Demo::start(&keep);
    let config = demo.config().to_owned();
    assert_eq!(demo.says["accounts"].as_array().unwrap().len(), 3);
    let staff = bedside(["staff", "list", "--json", "--config", &config]).exits(0).json();
    assert_eq!(staff["staff"].as_array().unwrap().len(), 4);
    assert!(staff["staff"].as_array().unwrap().iter().any(|row| row["disabled"] == true));
    let drained = bedside(["drain", "--json", "--config", &config]).exits(0);
    assert_eq!(drained.json()["ok"], true);
    assert_eq!(demo.ended(), 0);
    let report = verifies(&data, &keep.join("kept-elsewhere"));
    assert_eq!(report["organisations"][0]["messages"], 15, "fourteen messages and a note");
    assert_eq!(report["organisations"][0]["pending"], 0);
}

/// Verifies with key and checkpoint from elsewhere; the report.
#[track_caller]
fn verifies(data: &str, elsewhere: &std::path::Path) -> serde_json::Value {
    let file = |end: &str| {
        let mut files = fs::read_dir(elsewhere).unwrap().map(|entry| entry.unwrap().path());
        let file = files.find(|path| path.extension().is_some_and(|extension| extension == end)).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let (key, checkpoint) = (file("vkey"), file("checkpoint"));
    let args = ["audit", "verify", "--json", "--data", data, "--key", &key, "--checkpoint", &checkpoint];
    let report = bedside(args).exits(0).json();
    assert_eq!(report["organisations"][0]["outside_confirmed"], 1);
    assert_eq!(report["organisations"][0]["key_beside_data"], false);
    report
}

fn staff_over_the_socket(scratch: &Scratch, config: &str) {
    let password = scratch.text("password");
    fs::write(&password, "a long enough one\n").unwrap();
    let add = |email: &str, role: &str, department: &str| {
        bedside([
            "staff",
            "add",
            "--json",
            "--config",
            config,
            "--email",
            email,
            "--name",
            "Ann",
            "--role",
            role,
            "--department",
            department,
            "--password-file",
            &password,
        ])
    };
    let added = add("ann@riverside.example", "agent", "billing").exits(0).json();
    assert!(added["id"].is_string() && added["password"].is_null());
    let twice = add("Ann@Riverside.example", "agent", "billing").exits(1).json();
    assert!(twice["error"].as_str().unwrap().contains("already"));
    add("x@riverside.example", "agent", "No such").exits(1);
    add("x@riverside.example", "boss", "billing").exits(2);
    fs::write(&password, "short\n").unwrap();
    let short = add("y@riverside.example", "agent", "billing").exits(1);
    assert!(short.json()["error"].as_str().unwrap().contains("at least"));
    bedside(["staff", "disable", "nobody@riverside.example", "--config", config]).exits(1);
}

#[test]
fn the_commands_on_the_banner_can_be_copied() {
    let scratch = Scratch::new("demo-banner");
    let keep = scratch.path("keep");
    let (_demo, banner) = Demo::start_for_people(&keep);
    let shown = |command: &str| {
        let line = banner.iter().find(|line| line.contains(command)).unwrap_or_else(|| panic!("{banner:#?}"));
        line.split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    bedside(shown("bedside doctor ")).exits(0);
    let run = bedside(shown("bedside audit verify ")).exits(0);
    assert!(run.out.contains("1 of 1 checkpoints kept elsewhere are continued"), "{}", run.out);
}

#[test]
fn a_fixed_password_that_is_too_short_is_refused_and_the_folder_goes() {
    let run =
        bedside(["demo", "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--password", "short"]).exits(1);
    assert!(run.err.contains("at least"), "{}", run.err);
}
