//! The text form of a keyring: what is read, and what is refused with which line.

use bedside_keys::{KeyId, Keyring, KeyringError, KeyringProblem, MasterInfo, MasterState};

use crate::support::Seeded;

// Keys 00…00 and 11…11 in hex, with their ids.
const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const B: &str = "ERERERERERERERERERERERERERERERERERERERERERE";

fn text(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The id of a key, found by asking for it with a wrong one.
fn key_a() -> String {
    line_for([0; 32])
}

fn key_b() -> String {
    line_for([0x11; 32])
}

/// `<id> 5 <key>`: a line without its state.
fn line_for(secret: [u8; 32]) -> String {
    let keyring = Keyring::generate(&crate::support::Script::new(&[&secret]), 5);
    let text = keyring.to_text();
    let line = text.lines().last().expect("a keyring has a key");
    line.strip_prefix("active ").expect("its first key is active").to_owned()
}

#[test]
fn text_form_round_trips() {
    let rng = Seeded::new(1);
    let mut keyring = Keyring::generate(&rng, 0);
    keyring.rotate(&rng, 1);
    keyring.rotate(&rng, u64::MAX);
    let text = keyring.to_text();
    let again = Keyring::parse(&text).expect("its own text");
    assert_eq!(*again.to_text(), *text);
    let masters: Vec<MasterInfo> = again.masters().collect();
    assert_eq!(masters, keyring.masters().collect::<Vec<_>>());
    assert_eq!(
        masters.iter().map(|master| (master.state, master.created_ms)).collect::<Vec<_>>(),
        [(MasterState::Active, u64::MAX), (MasterState::Retired, 1), (MasterState::Retired, 0)]
    );
}

#[test]
fn reads_comments_blank_lines_and_other_line_ends() {
    let plain = Keyring::parse(&text(&["bedside-keyring v1", &format!("active {}", key_a())]))
        .expect("a plain keyring");
    let a = format!("  active\t {}  ", key_a().replace(' ', "   "));
    let fancy = text(&["bedside-keyring v1\r", "# active nonsense\r", "", "  \t", &format!("{a}\r")]);
    let fancy = Keyring::parse(&fancy).unwrap_or_else(|error| panic!("{error}"));
    assert!(fancy.masters().eq(plain.masters()));
}

#[track_caller]
fn check(lines: &[&str], line: usize, problem: KeyringProblem) {
    let error = match Keyring::parse(&text(lines)) {
        Ok(_) => panic!("it was accepted"),
        Err(error) => error,
    };
    assert_eq!(error, KeyringError { line, problem });
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(A) && !shown.contains(B) && !shown.contains("CANARY"), "{shown}");
}

const FIRST: &str = "bedside-keyring v1";

#[test]
fn refuses_what_is_no_keyring() {
    check(&[], 1, KeyringProblem::FirstLine);
    check(&[""], 1, KeyringProblem::FirstLine);
    check(&["bedside-keyring v2"], 1, KeyringProblem::FirstLine);
    check(&["bedside-keyring v1 CANARY"], 1, KeyringProblem::FirstLine);
    check(&["# bedside-keyring v1"], 1, KeyringProblem::FirstLine);
    check(&["\u{feff}bedside-keyring v1"], 1, KeyringProblem::FirstLine);
}

#[test]
fn refuses_a_keyring_without_exactly_one_active_key() {
    check(&[FIRST], 1, KeyringProblem::NoActive);
    check(&[FIRST, "", "# none"], 3, KeyringProblem::NoActive);
    check(&[FIRST, &format!("retired {}", key_a())], 2, KeyringProblem::NoActive);
    check(
        &[FIRST, &format!("active {}", key_a()), "#", &format!("active {}", key_b())],
        4,
        KeyringProblem::SecondActive { first: 2 },
    );
    check(
        &[FIRST, &format!("active {}", key_a()), &format!("retired {}", key_a())],
        3,
        KeyringProblem::Duplicate { first: 2 },
    );
}

#[test]
fn refuses_a_malformed_line() {
    let a = key_a();
    let id = a.split(' ').next().expect("a line begins with an id");
    let check_line = |line: &str, problem| check(&[FIRST, "# one comment", line], 3, problem);
    check_line("CANARY", KeyringProblem::Fields);
    check_line(&format!("active {a} CANARY"), KeyringProblem::Fields);
    check_line(&format!("active {id} {A}"), KeyringProblem::Fields);
    check_line(&format!("active{a}"), KeyringProblem::Fields);
    check_line(&format!("CANARY {a}"), KeyringProblem::State);
    check_line(&format!("Active {a}"), KeyringProblem::State);
    check_line(&format!("active CANARY 5 {A}"), KeyringProblem::Id);
    check_line(&format!("active {}G 5 {A}", &id[1..]), KeyringProblem::Id);
    check_line(&format!("active {id} CANARY {A}"), KeyringProblem::Created);
    check_line(&format!("active {id} +5 {A}"), KeyringProblem::Created);
    check_line(&format!("active {id} -5 {A}"), KeyringProblem::Created);
    check_line(&format!("active {id} 5.0 {A}"), KeyringProblem::Created);
    check_line(&format!("active {id} 18446744073709551616 {A}"), KeyringProblem::Created);
    check_line(&format!("active {id} 5 CANARY"), KeyringProblem::Key);
    check_line(&format!("active {id} 5 {A}="), KeyringProblem::Key);
    check_line(&format!("active {id} 5 {A}A"), KeyringProblem::Key);
    check_line(&format!("active {id} 5 {}", &A[1..]), KeyringProblem::Key);
    check_line(&format!("active {id} 5 {}+", &A[1..]), KeyringProblem::Key);
    // 43 characters have two bits to spare, which must be zero.
    check_line(&format!("active {id} 5 {}B", &A[1..]), KeyringProblem::Key);
    check_line(&format!("active {id} 5 {}E", &A[1..]), KeyringProblem::Mismatch);
    check_line(&format!("active {id} 5 {B}"), KeyringProblem::Mismatch);
    check_line(&format!("active {} 5 {A}", KeyId([7; 16])), KeyringProblem::Mismatch);
}

#[test]
fn says_what_to_do() {
    let error = KeyringError { line: 4, problem: KeyringProblem::SecondActive { first: 2 } };
    assert_eq!(
        error.to_string(),
        "keyring, line 4: line 2 already has the active key; one of the two must be `retired`"
    );
    let error = KeyringError { line: 1, problem: KeyringProblem::FirstLine };
    assert_eq!(error.to_string(), "keyring, line 1: the file must begin with `bedside-keyring v1`");
}
