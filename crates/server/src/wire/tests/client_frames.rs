//! Reading client frames: good ones, and every kind of bad one.

use proptest::prelude::*;

use super::{conversation, department, filled, key, message, staff};
use crate::wire::{Availability, ClientFrame, FrameError};

#[track_caller]
fn read(template: &str) -> ClientFrame {
    let text = filled(template);
    ClientFrame::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Refused as malformed, in words that repeat nothing of the frame.
#[track_caller]
fn malformed(template: &str) {
    let text = filled(template);
    let Err(error) = ClientFrame::parse(&text) else { panic!("read: {text}") };
    assert!(matches!(error, FrameError::Malformed { .. }), "{text}: {error}");
    let digits = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    assert_eq!(digits(&error.to_string()), digits(&FrameError::Malformed { at: 0 }.to_string()), "{text}");
}

macro_rules! read_as {
    ($template:expr, $frame:ident) => {
        match read($template) {
            ClientFrame::$frame(frame) => frame,
            _ => panic!("{} is read as another frame", $template),
        }
    };
}

#[test]
fn hello() {
    let whole = read_as!(
        r#"{"type":"hello","ticket":"t","protocol":2,"resume":[{"conversation":"$C","rev":7}]}"#,
        Hello
    );
    assert_eq!((whole.ticket.as_str(), whole.protocol, whole.resume.len()), ("t", 2, 1));
    assert_eq!((whole.resume[0].conversation, whole.resume[0].rev), (conversation(), 7));
    let least = read_as!(r#"{"type":"hello","ticket":"t"}"#, Hello);
    assert_eq!((least.protocol, least.resume.len()), (1, 0));
}

#[test]
fn open() {
    let whole = read_as!(
        r#"{"type":"open","client_key":"$K","department":"$D","name":"Ann","topic":"A bill",
            "answers":[{"key":"callback","value":"555 0100"}],"consent_version":3,"leave_message":"Call me"}"#,
        Open
    );
    assert_eq!((whole.client_key, whole.department, whole.consent_version), (key(), department(), 3));
    assert_eq!(whole.name.unwrap().0.as_str(), "Ann");
    assert_eq!(whole.topic.unwrap().0.as_str(), "A bill");
    assert_eq!(whole.leave_message.unwrap().0.as_str(), "Call me");
    assert_eq!((whole.answers[0].key.as_str(), whole.answers[0].value.0.as_str()), ("callback", "555 0100"));
    let least = read_as!(r#"{"type":"open","client_key":"$K","department":"$D","consent_version":1}"#, Open);
    assert!(
        least.leave_message.is_none()
            && least.name.is_none()
            && least.topic.is_none()
            && least.answers.is_empty()
    );
}

#[test]
fn post_in_both_forms() {
    let text =
        read_as!(r#"{"type":"post","conversation":"$C","client_key":"$K","text":"a \"b\" \u00e9\n"}"#, Post);
    assert_eq!((text.conversation, text.client_key), (conversation(), key()));
    assert_eq!(text.text.unwrap().0.as_str(), "a \"b\" é\n");
    assert!(text.sealed.is_none() && text.key_id.is_none());
    let sealed = read_as!(
        r#"{"type":"post","conversation":"$C","client_key":"$K","sealed":"AAAA","key_id":"k"}"#,
        Post
    );
    assert!(sealed.text.is_none());
    assert_eq!((sealed.sealed.as_deref(), sealed.key_id.as_deref()), (Some("AAAA"), Some("k")));
    // Which form is allowed where is policy, not a question of reading.
    let neither = read_as!(r#"{"type":"post","conversation":"$C","client_key":"$K","text":null}"#, Post);
    assert!(neither.text.is_none() && neither.sealed.is_none());
}

#[test]
fn note_resume_receipt_typing() {
    let note = read_as!(r#"{"type":"note","conversation":"$C","client_key":"$K","text":"n"}"#, Note);
    assert_eq!((note.conversation, note.client_key, note.text.0.as_str()), (conversation(), key(), "n"));
    let resume = read_as!(r#"{"type":"resume","conversation":"$C","rev":0}"#, Resume);
    assert_eq!((resume.conversation, resume.rev), (conversation(), 0));
    let receipt = read_as!(r#"{"type":"receipt","conversation":"$C","delivered":5,"read":4}"#, Receipt);
    assert_eq!((receipt.conversation, receipt.delivered, receipt.read), (conversation(), 5, 4));
    let read_only = read_as!(r#"{"type":"receipt","conversation":"$C","read":4}"#, Receipt);
    assert_eq!((read_only.delivered, read_only.read), (0, 4));
    let typing = read_as!(r#"{"type":"typing","conversation":"$C","on":true}"#, Typing);
    assert!(typing.conversation == conversation() && typing.on);
}

#[test]
fn what_staff_ask_for() {
    let presence = read_as!(r#"{"type":"presence","ref":1,"state":"online"}"#, Presence);
    assert_eq!((presence.reference, presence.state), (Some(1), Availability::Online));
    let accept = read_as!(r#"{"type":"accept","ref":4294967295,"conversation":"$C"}"#, Accept);
    assert_eq!((accept.reference, accept.conversation), (Some(u32::MAX), conversation()));
    let decline = read_as!(r#"{"type":"decline","conversation":"$C"}"#, Decline);
    assert_eq!((decline.reference, decline.conversation), (None, conversation()));
    let transfer = read_as!(
        r#"{"type":"transfer","conversation":"$C","department":"$D","to":"$S","note":"knows the case"}"#,
        Transfer
    );
    assert_eq!((transfer.reference, transfer.department, transfer.to), (None, department(), Some(staff())));
    assert_eq!(
        (transfer.conversation, transfer.note.unwrap().0.as_str()),
        (conversation(), "knows the case")
    );
    let here = read_as!(r#"{"type":"still_here","ref":3,"conversation":"$C"}"#, StillHere);
    assert_eq!((here.reference, here.conversation), (Some(3), conversation()));
    let rate =
        read_as!(r#"{"type":"rate","ref":3,"conversation":"$C","score":4,"comment":"thank you"}"#, Rate);
    assert_eq!((rate.reference, rate.conversation, rate.score), (Some(3), conversation(), 4));
    assert_eq!(rate.comment.unwrap().0.as_str(), "thank you");
    let reopen = read_as!(r#"{"type":"reopen","client_key":"$K","conversation":"$C"}"#, Reopen);
    assert_eq!((reopen.client_key, reopen.conversation), (key(), conversation()));
    let close = read_as!(r#"{"type":"close","ref":null,"conversation":"$C"}"#, Close);
    assert_eq!((close.reference, close.conversation), (None, conversation()));
    let release = read_as!(r#"{"type":"release","ref":9,"conversation":"$C","message":"$M"}"#, Release);
    assert_eq!(
        (release.reference, release.conversation, release.message),
        (Some(9), conversation(), message())
    );
}

#[test]
fn ping_with_anything_around_it() {
    for text in [
        r#"{"type":"ping"}"#,
        " \n{ \"ref\" : 3, \"type\" : \"ping\" }\t",
        r#"{"type":"p\u0069ng"}"#,
        r#"{"later":{"a":[1,{"b":null}]},"type":"ping","text":"ignored"}"#,
    ] {
        let _ = read_as!(text, Ping);
    }
    assert_eq!(read_as!(r#"{"type":"ping","ref":3}"#, Ping).reference, Some(3));
}

#[test]
fn ids_are_read_in_either_case() {
    let lower = filled(r#"{"type":"resume","conversation":"$C","rev":1}"#)
        .replace("01JAB0C0NVERSAT10N", "01jab0c0nversat10n");
    assert!(
        matches!(ClientFrame::parse(&lower), Ok(ClientFrame::Resume(resume)) if resume.conversation == conversation())
    );
    let upper = filled(r#"{"type":"note","conversation":"$C","client_key":"$K","text":""}"#)
        .replace("2f1c8a70", "2F1C8A70");
    assert!(matches!(ClientFrame::parse(&upper), Ok(ClientFrame::Note(note)) if note.client_key == key()));
}

#[test]
fn unknown_types() {
    for name in ["", "Ping", "ping ", "welcome", "ack", "drop_table", "\u{1F6D1}"] {
        let text = serde_json::json!({ "type": name }).to_string();
        assert_eq!(ClientFrame::parse(&text).err(), Some(FrameError::UnknownType), "{name}");
    }
}

#[test]
fn what_is_no_frame() {
    for text in [
        "",
        " ",
        "{",
        "null",
        "3",
        "\"ping\"",
        "[]",
        r#"["ping"]"#,
        r#"["hello"]"#,
        r#"[{"type":"ping"}]"#,
        "{}",
        r#"{"type":null}"#,
        r#"{"type":1}"#,
        r#"{"type":["ping"]}"#,
        r#"{"Type":"ping"}"#,
        r#"{"type":"ping"}{"type":"ping"}"#,
        r#"{"type":"ping"} x"#,
        r#"{"type":"ping",}"#,
        r#"{'type':'ping'}"#,
        "{\"type\":\"pi\nng\"}",
        r#"{"type":"\ud800"}"#,
    ] {
        malformed(text);
    }
}

#[test]
fn missing_fields() {
    for text in [
        r#"{"type":"hello"}"#,
        r#"{"type":"hello","ticket":"t","resume":[{"conversation":"$C"}]}"#,
        r#"{"type":"open","client_key":"$K","department":"$D"}"#,
        r#"{"type":"open","client_key":"$K","consent_version":1}"#,
        r#"{"type":"open","department":"$D","consent_version":1}"#,
        r#"{"type":"open","client_key":"$K","department":"$D","consent_version":1,"answers":[{"key":"k"}]}"#,
        r#"{"type":"post","client_key":"$K","text":"t"}"#,
        r#"{"type":"post","conversation":"$C","text":"t"}"#,
        r#"{"type":"note","conversation":"$C","client_key":"$K"}"#,
        r#"{"type":"resume","conversation":"$C"}"#,
        r#"{"type":"receipt"}"#,
        r#"{"type":"typing","conversation":"$C"}"#,
        r#"{"type":"presence"}"#,
        r#"{"type":"accept"}"#,
        r#"{"type":"transfer","conversation":"$C"}"#,
        r#"{"type":"close"}"#,
        r#"{"type":"release","conversation":"$C"}"#,
    ] {
        malformed(text);
    }
}

#[test]
fn wrong_types_and_wrong_ids() {
    for text in [
        r#"{"type":"hello","ticket":7}"#,
        r#"{"type":"hello","ticket":"t","resume":{}}"#,
        r#"{"type":"post","conversation":"$C","client_key":"$K","text":{"secret":"4111111111111111"}}"#,
        r#"{"type":"post","conversation":"$M extra","client_key":"$K","text":"t"}"#,
        r#"{"type":"post","conversation":"my card is 4111111111111111","client_key":"$K","text":"t"}"#,
        r#"{"type":"post","conversation":"81JAB0C0NVERSAT10N00000001","client_key":"$K","text":"t"}"#,
        r#"{"type":"post","conversation":"$C","client_key":"4111 1111 1111 1111","text":"t"}"#,
        r#"{"type":"post","conversation":"$C","client_key":"$C","text":"t"}"#,
        r#"{"type":"typing","conversation":"$C","on":"yes"}"#,
        r#"{"type":"presence","state":"Online"}"#,
        r#"{"type":"presence","state":"patient says 4111111111111111"}"#,
    ] {
        malformed(text);
    }
}

#[test]
fn numbers_beyond_their_range() {
    for number in
        ["-1", "1.5", "1e3", "18446744073709551616", "1e400", "NaN", "\"1\"", "01", &"9".repeat(5_000)]
    {
        malformed(&format!(r#"{{"type":"resume","conversation":"$C","rev":{number}}}"#));
        malformed(&format!(r#"{{"type":"receipt","conversation":"$C","read":{number}}}"#));
        malformed(&format!(r#"{{"type":"ping","ref":{number}}}"#));
    }
    malformed(r#"{"type":"ping","ref":4294967296}"#);
    let most = read_as!(r#"{"type":"resume","conversation":"$C","rev":18446744073709551615}"#, Resume);
    assert_eq!(most.rev, u64::MAX);
}

#[test]
fn a_field_given_twice() {
    malformed(r#"{"type":"ping","type":"ping"}"#);
    malformed(r#"{"type":"ping","type":"hello"}"#);
    malformed(r#"{"type":"ping","ref":1,"ref":1}"#);
    malformed(r#"{"type":"note","conversation":"$C","client_key":"$K","text":"a","text":"b"}"#);
    // A field nobody reads may stand twice, as any unknown field.
    let _ = read_as!(r#"{"type":"ping","x":1,"x":2}"#, Ping);
}

#[test]
fn deep_nesting_neither_overflows_nor_matters() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let _ = read_as!(&format!(r#"{{"type":"ping","x":{}}}"#, deep("[", "]")), Ping);
    let _ = read_as!(
        &format!(r#"{{"type":"ping","x":{}1{}}}"#, r#"{"a":"#.repeat(50_000), "}".repeat(50_000)),
        Ping
    );
    malformed(&format!(r#"{{"type":"ping","x":{}}}"#, "[".repeat(100_000)));
    malformed(&format!(r#"{{"type":"hello","ticket":{}}}"#, deep("[", "]")));
}

/// Frames with one thing wrong or odd in them, which random text would never reach.
fn nearly_a_frame() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "hello", "open", "post", "note", "resume", "receipt", "typing", "presence", "accept", "transfer",
            "close", "release", "ping",
        ])
        .prop_map(str::to_owned),
        ".{0,8}",
    ];
    let field = prop::sample::select(vec![
        "ticket",
        "protocol",
        "resume",
        "conversation",
        "rev",
        "client_key",
        "department",
        "name",
        "topic",
        "answers",
        "consent_version",
        "text",
        "sealed",
        "key_id",
        "delivered",
        "read",
        "on",
        "ref",
        "state",
        "to",
        "note",
        "message",
    ]);
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        Just(filled("\"$C\"")),
        Just(filled("\"$K\"")),
        Just("\"online\"".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        any::<f64>().prop_map(|value| value.to_string()),
        ".{0,20}".prop_map(|value| serde_json::Value::from(value).to_string()),
    ];
    (name, prop::collection::vec((field, value), 0..6)).prop_map(|(name, fields)| {
        let fields: String =
            fields.into_iter().map(|(field, value)| format!(",\"{field}\":{value}")).collect();
        format!("{{\"type\":{}{fields}}}", serde_json::Value::from(name))
    })
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = ClientFrame::parse(&text);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        crate::fuzz::fuzz_frame(&bytes);
    }

    #[test]
    fn nothing_near_a_frame_panics_or_is_repeated(text in nearly_a_frame()) {
        if let Err(error) = ClientFrame::parse(&text) {
            let words = error.to_string();
            let plain = [FrameError::UnknownType.to_string(), FrameError::Malformed { at: 0 }.to_string()];
            let digits = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
            prop_assert!(plain.iter().any(|plain| digits(plain) == digits(&words)), "{}", words);
        }
    }
}
