//! `bedside mask`: lines in, masked lines out.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::support::{bedside, bedside_reads};

#[track_caller]
fn check(args: &[&str], input: &str, want: &str, code: i32) {
    let run = bedside_reads(args, input.as_bytes()).exits(code);
    assert_eq!(run.out, want);
}

#[test]
fn lines() {
    check(&["mask"], "", "", 0);
    check(&["mask"], "hello\n\ncard 4111 1111 1111 1111\n", "hello\n\ncard XXXX XXXX XXXX XXXX\n", 0);
    check(&["mask"], "call 212 555 0147 or a.b@c.org", "call XXX XXX XXXX or X.X@X.XXX\n", 0);
}

#[test]
fn bad_utf8_is_no_way_out() {
    let run = bedside_reads(["mask"], b"\xff 4111 1111 1111 1111\n").exits(0);
    assert_eq!(run.out, "\u{fffd} XXXX XXXX XXXX XXXX\n");
}

#[test]
fn a_line_too_long_to_scan_is_masked_whole() {
    let line = format!("{} 4111 1111 1111 1111", "a".repeat(100_000));
    let run = bedside_reads(["mask"], line.as_bytes()).exits(0);
    assert!(!run.out.contains('a') && !run.out.contains('4'));
}

#[test]
fn json() {
    check(
        &["mask", "--json"],
        "{\"text\":\"my ssn is 219-34-5678\",\"author\":\"visitor\",\"conversation\":\"c1\"}\n",
        "{\"masked\":\"my ssn is XXX-XX-XXXX\",\"spans\":[{\"start\":10,\"end\":21,\"type\":\"SSN\",\"rule\":\"government/ssn\"}],\"earlier\":[]}\n",
        0,
    );
}

#[test]
fn bad_json_is_said_line_by_line_and_at_the_end() {
    let run = bedside_reads(["--json", "mask"], b"4111111111111111 no json\n{\"text\":\"hi\"}\n{\"no\":1}\n")
        .exits(1);
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!((&lines[0]["line"], &lines[2]["line"]), (&Value::from(1), &Value::from(3)));
    assert!(lines[0]["error"].is_string() && lines[1]["masked"] == "hi");
    assert!(!run.out.contains("4111") && !run.err.contains("4111"));
}

#[test]
fn each_line_comes_at_once() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bedside"))
        .arg("mask")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..3 {
        input.write_all(b"4111111111111111\n").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line, "XXXXXXXXXXXXXXXX\n");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn wrong_calls_exit_with_2() {
    for args in [&["mask", "file"][..], &["masks"], &[], &["mask", "--jsonl"]] {
        let run = bedside(args).exits(2);
        assert!(run.out.is_empty() && run.err.contains("Usage"), "{args:?}: {}", run.err);
    }
    bedside(["--help"]).exits(0);
    bedside(["--version"]).exits(0);
}
