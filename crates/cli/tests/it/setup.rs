//! From an empty folder to a site that answers: keys, configuration, set-up, staff, server.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::{Value, json};

use crate::support::{Run, Scratch, Server, bedside};

const PASSWORD: &str = "a long enough one";

/// An empty installation on loopback; gives its configuration.
fn installation(scratch: &Scratch) -> String {
    bedside(["keys", "init", "--keyring", &scratch.text("keys/ring")]).exits(0);
    let file = scratch.text("bedside.toml");
    fs::write(
        &file,
        "data_dir = \"data\"\nkeyring_file = \"keys/ring\"\npublish_dir = \"elsewhere\"\n[http]\naddress = \"127.0.0.1:0\"\n",
    )
    .unwrap();
    file
}

/// Sets up with these values in place of the usual ones; `None` leaves one out.
fn setup(config: &str, changed: &[(&str, Option<&str>)]) -> Run {
    let usual = [
        ("--config", config),
        ("--organisation", "Riverside Clinic"),
        ("--site-key", "riverside"),
        ("--site-name", "Riverside"),
        ("--origin", "https://www.riverside.example"),
        ("--language", "en-US"),
        ("--emergency", "911"),
        ("--phone", "+1 212 555 0100"),
        ("--department", "General questions=general"),
    ];
    let mut args = vec!["setup", "--json"];
    for (name, value) in usual {
        let value =
            changed.iter().find(|(changed, _)| *changed == name).map_or(Some(value), |(_, value)| *value);
        args.extend(value.into_iter().flat_map(|value| [name, value]));
    }
    for (name, value) in changed {
        if !usual.iter().any(|(usual, _)| usual == name) {
            args.extend(value.iter().flat_map(|value| [*name, value]));
        }
    }
    bedside(args)
}

/// A request to the server; status and body.
fn ask(address: &str, request: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{request} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-bedside: 1\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

#[test]
fn from_nothing_to_a_site_that_answers() {
    let scratch = Scratch::new("setup");
    let config = installation(&scratch);
    let extra = [
        ("--base", Some("https://chat.riverside.example")),
        ("--origin", Some("https://WWW.Riverside.example:443")),
        ("--department", Some("Nurse line=clinical")),
    ];
    let made = setup(&config, &extra).exits(0).json();
    assert_eq!(made["site"]["origins"], json!(["https://www.riverside.example"]));
    let lines: Vec<_> = made["snippet"].as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("<script src=\"https://chat.riverside.example/embed/v1/"), "{}", lines[0]);
    assert!(lines[0].ends_with("\" crossorigin async") && lines[0].contains("\" integrity=\"sha384-"));
    assert_eq!(
        lines[1],
        "        data-site=\"riverside\" data-emergency=\"911\" data-phone=\"+1 212 555 0100\"></script>"
    );

    let password = scratch.text("password");
    fs::write(&password, PASSWORD).unwrap();
    let staff = [
        "staff",
        "add",
        "--config",
        &config,
        "--email",
        "ann@riverside.example",
        "--name",
        "Ann",
        "--role",
        "agent",
        "--department",
        "nurse line",
        "--password-file",
        &password,
    ];
    bedside(staff).exits(0);

    let server = Server::start(&config);
    let (status, site) = ask(server.http(), "GET /api/v1/sites/riverside", "");
    assert_eq!(status, 200);
    assert_eq!(site["name"], "Riverside");
    assert_eq!(site["language"], "en-US");
    assert_eq!(site["emergency"], json!({ "number": "911", "phone": "+1 212 555 0100" }));
    assert_eq!(site["departments"][0]["name"], "Nurse line");
    let loader = made["loader"].as_str().unwrap().strip_prefix("https://chat.riverside.example").unwrap();
    assert_eq!(ask(server.http(), &format!("GET {loader}"), "").0, 200);
    let sign_in = json!({ "email": "ann@riverside.example", "password": PASSWORD });
    let (status, answer) = ask(server.http(), "POST /api/v1/staff/sign-in", &sign_in.to_string());
    assert!((200..300).contains(&status), "{status} {answer}");

    let again = setup(&config, &[]).exits(1).json();
    assert!(again["error"].as_str().unwrap().contains("server is running"), "{again}");
    bedside(["drain", "--config", &config]).exits(0);
    assert_eq!(server.ended(), 0);
    let report = bedside(["audit", "verify", "--json", "--config", &config]).exits(0).json();
    assert_eq!(report["organisations"][0]["pending"], 0);
}

#[test]
fn what_is_there_is_left_as_it_is() {
    let scratch = Scratch::new("setup-again");
    let config = installation(&scratch);
    let first = setup(&config, &[]).exits(0).json();
    let before = rows(&scratch);
    for (changed, want) in [
        (&[][..], "there is an organisation \"Riverside Clinic\" already"),
        (
            &[("--organisation", Some("riverside clinic")), ("--site-key", Some("other"))],
            "there is an organisation",
        ),
        (&[("--organisation", Some("Hill Clinic"))], "there is a site with the key `riverside` already"),
        (
            &[("--organisation", Some("Hill Clinic")), ("--site-key", Some("hill"))],
            "set up for \"Riverside Clinic\" already",
        ),
    ] {
        let refused = setup(&config, changed).exits(1).json();
        let error = refused["error"].as_str().unwrap();
        assert!(error.contains(want) && error.contains("nothing was changed"), "{error}");
    }
    assert_eq!(rows(&scratch), before);

    // What a set-up that was cut off before its site has left is finished, not doubled.
    run(&scratch, "DELETE FROM site");
    let second = setup(&config, &[]).exits(0).json();
    assert_eq!(second["organisation"], first["organisation"]);
    assert_eq!(second["departments"], first["departments"]);
    assert_eq!(rows(&scratch)[..3], before[..3]);
}

/// How many rows each table has that a set-up writes.
fn rows(scratch: &Scratch) -> [u32; 4] {
    let db = rusqlite::Connection::open(scratch.path("data/data.sqlite")).unwrap();
    ["organisation", "department", "site", "audit_entry"]
        .map(|table| db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap())
}

fn run(scratch: &Scratch, sql: &str) {
    let db = rusqlite::Connection::open(scratch.path("data/data.sqlite")).unwrap();
    assert_eq!(db.execute(sql, []).unwrap(), 1);
}

#[test]
fn wrong_values_are_wrong_calls_and_make_nothing() {
    let scratch = Scratch::new("setup-values");
    let config = installation(&scratch);
    for (name, value) in [
        ("--organisation", Some(" ")),
        ("--organisation", None),
        ("--site-key", Some("River side")),
        ("--site-name", Some("")),
        ("--origin", Some("https://www.riverside.example/chat")),
        ("--origin", None),
        ("--base", Some("chat.riverside.example")),
        ("--language", Some("english")),
        ("--emergency", Some("nine one one")),
        ("--emergency", None),
        ("--phone", Some("212 555 0100")),
        ("--phone", None),
        ("--department", Some("Billing=cheap")),
        ("--department", None),
    ] {
        setup(&config, &[(name, value)]).exits(2);
    }
    let twice = ["--department", "Billing=billing", "--department", "BILLING=general"];
    let rest =
        ["--site-key", "abc", "--site-name", "A", "--origin", "https://a.example", "--emergency", "911"];
    let args = ["setup", "--config", &config, "--organisation", "A", "--phone", "+1 212 555 0100"];
    let run = bedside(args.into_iter().chain(rest).chain(twice)).exits(2);
    assert!(run.err.contains("named twice"), "{}", run.err);
    assert!(!scratch.path("data").exists());
}

#[test]
fn the_next_steps_can_be_copied() {
    let scratch = Scratch::new("setup-text");
    let config = installation(&scratch);
    let made = bedside([
        "setup",
        "--config",
        &config,
        "--organisation",
        "A & B \"Clinic\"",
        "--site-key",
        "a-b",
        "--site-name",
        "A & B",
        "--origin",
        "http://localhost:8080",
        "--emergency",
        "112",
        "--phone",
        "+49 30 5550100",
        "--department",
        "Nurses' line=clinical",
        "Billing=billing",
    ])
    .exits(0);
    for part in [
        "<script src=\"http://localhost:8080/embed/v1/",
        "        data-site=\"a-b\" data-emergency=\"112\" data-phone=\"+49 30 5550100\"></script>\n",
        r"--department 'Nurses'\'' line'",
        "\n  bedside serve --config ",
        "http://localhost:8080/console/",
    ] {
        assert!(made.out.contains(part), "{part}: {}", made.out);
    }
}
