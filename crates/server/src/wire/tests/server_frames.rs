//! Every server frame as it is written. A test that changes here changes the protocol: see docs/protocol.md, "Versions".

use bedside_domain::{ClipboardRule, CloseReason, Custody};

use super::{AT, conversation, department, filled, key, message, staff, visitor};
use crate::wire::{
    Availability, CardState, ClientLimits, ConversationPhase, ConversationState, DetailShown, Event,
    HoldReason, PROTOCOL, PassedOn, Protection, QueueName, ReceiptState, ServerFrame, ShownText, SpanAction,
    SpanKind, TextSpan, Who, WireCode,
};

#[track_caller]
fn check(frame: &ServerFrame, want: &str) {
    // Templates are laid out over lines; nothing in them has a line break or doubled space of its own.
    let want: String = want.lines().map(str::trim_start).collect();
    assert_eq!(serde_json::to_string(frame).unwrap(), filled(&want));
}

fn nurse() -> Who {
    Who::Staff { id: staff(), name: "Dana".into() }
}

fn patient() -> Who {
    Who::Visitor { id: visitor() }
}

fn plain(text: &str) -> ShownText {
    ShownText { text: text.into(), spans: Vec::new() }
}

fn treated() -> ShownText {
    let span = |start, end, kind, action| TextSpan { start, end, kind, action };
    ShownText {
        text: "XXX 555".into(),
        spans: vec![
            span(0, 3, SpanKind::Card, SpanAction::Mask),
            span(4, 7, SpanKind::Phone, SpanAction::Hide),
        ],
    }
}

fn waiting() -> ConversationState {
    ConversationState {
        conversation: conversation(),
        department: department(),
        department_name: "Billing".into(),
        phase: ConversationPhase::Waiting,
        staff: None,
        close_reason: None,
        opened_at: AT,
        left_at: None,
        rev: 1,
        seq: 0,
        receipts: Vec::new(),
        protection: Protection {
            custody: Custody::Managed,
            retention_seconds: 604_800,
            clipboard: ClipboardRule::Allowed,
            keep_card_last_four: true,
            policy_version: 1,
        },
    }
}

const WAITING: &str = r#"{"conversation":"$C","department":"$D","department_name":"Billing","phase":"waiting",
    "opened_at":$T,"rev":1,"seq":0,"receipts":[],"protection":{"custody":"managed","retention_seconds":604800,
    "clipboard":"allowed","keep_card_last_four":true,"policy_version":1}}"#;

fn card() -> CardState {
    CardState {
        conversation: conversation(),
        name: "Ann".into(),
        topic: "A bill".into(),
        department: department(),
        phase: ConversationPhase::Waiting,
        staff: None,
        preferred: None,
        offer_ends_at: None,
        opened_at: AT,
        waiting_since: AT,
        left_at: None,
        closed_at: None,
        seq: 0,
        visitor_here: true,
        urgent: false,
        outcome: None,
        tags: Vec::new(),
        mentions: Vec::new(),
        passed_on: None,
    }
}

const CARD: &str = r#"{"conversation":"$C","name":"Ann","topic":"A bill","department":"$D","phase":"waiting",
    "opened_at":$T,"waiting_since":$T,"seq":0,"visitor_here":true,"urgent":false}"#;

fn event(event: Event) -> ServerFrame {
    ServerFrame::Event { conversation: conversation(), rev: 2, at: AT, event }
}

#[track_caller]
fn check_event(given: Event, want: &str) {
    check(
        &event(given),
        &format!(r#"{{"type":"event","conversation":"$C","rev":2,"at":$T,"event":{want}}}"#),
    );
}

#[test]
fn welcome() {
    let welcome = |conversations, stream| ServerFrame::Welcome {
        protocol: PROTOCOL,
        me: patient(),
        server_time: AT,
        limits: ClientLimits {
            message_max_chars: 4000,
            frame_max_bytes: 49152,
            dead_peer_ms: 27000,
            heartbeat_ms: 12000,
            visitor_grace_ms: 900_000,
        },
        conversations,
        stream,
    };
    let start = r#"{"type":"welcome","protocol":1,"me":{"kind":"visitor","id":"$V"},"server_time":$T,
        "limits":{"message_max_chars":4000,"frame_max_bytes":49152,"dead_peer_ms":27000,"heartbeat_ms":12000,
        "visitor_grace_ms":900000},"conversations":["#;
    check(&welcome(Vec::new(), None), &format!("{start}]}}"));
    check(&welcome(vec![waiting()], Some("s".into())), &format!(r#"{start}{WAITING}],"stream":"s"}}"#));
}

#[test]
fn conversations() {
    check(
        &ServerFrame::Opened { client_key: key(), state: waiting() },
        &format!(r#"{{"type":"opened","client_key":"$K","state":{WAITING}}}"#),
    );
    let details =
        vec![DetailShown { label: "Call back".into(), about: None, verified: false, shown: treated() }];
    check(
        &ServerFrame::Joined { reference: Some(3), state: waiting(), card: Box::new(card()), details },
        &format!(
            r#"{{"type":"joined","ref":3,"state":{WAITING},"card":{CARD},"details":[{{"label":"Call back",
            "text":"XXX 555","spans":[{{"start":0,"end":3,"type":"CARD","action":"mask"}},
            {{"start":4,"end":7,"type":"PHONE","action":"hide"}}]}}]}}"#
        ),
    );
    let closed = ConversationState {
        phase: ConversationPhase::Closed,
        staff: Some(nurse()),
        close_reason: Some(CloseReason::StaffClosed),
        receipts: vec![ReceiptState { who: patient(), delivered: 2, read: 1 }],
        ..waiting()
    };
    check(
        &ServerFrame::Opened { client_key: key(), state: closed },
        r#"{"type":"opened","client_key":"$K","state":{"conversation":"$C","department":"$D",
        "department_name":"Billing","phase":"closed","staff":{"kind":"staff","id":"$S","name":"Dana"},
        "close_reason":"staff_closed","opened_at":$T,"rev":1,"seq":0,"receipts":[{"who":{"kind":"visitor","id":"$V"},
        "delivered":2,"read":1}],"protection":{"custody":"managed","retention_seconds":604800,"clipboard":"allowed",
        "keep_card_last_four":true,"policy_version":1}}}"#,
    );
}

#[test]
fn answers_to_a_post() {
    let ack = |masked| ServerFrame::Ack {
        conversation: conversation(),
        client_key: key(),
        message: message(),
        seq: 1,
        rev: 2,
        at: AT,
        masked,
    };
    let start =
        r#"{"type":"ack","conversation":"$C","client_key":"$K","message":"$M","seq":1,"rev":2,"at":$T"#;
    check(&ack(None), &format!("{start}}}"));
    check(&ack(Some(plain("X"))), &format!(r#"{start},"masked":{{"text":"X"}}}}"#));
    check(
        &ServerFrame::Held {
            conversation: conversation(),
            client_key: key(),
            message: message(),
            rev: 2,
            at: AT,
            reason: HoldReason::ManyLinks,
            masked: None,
        },
        r#"{"type":"held","conversation":"$C","client_key":"$K","message":"$M","rev":2,"at":$T,"reason":"many_links"}"#,
    );
    let refused = |conversation| ServerFrame::Refused {
        conversation,
        client_key: key(),
        code: WireCode::ClientKeyReused,
        message: "m".into(),
        opens_at: None,
    };
    check(
        &refused(Some(conversation())),
        r#"{"type":"refused","conversation":"$C","client_key":"$K","code":"client_key_reused","message":"m"}"#,
    );
    check(
        &ServerFrame::Refused {
            conversation: None,
            client_key: key(),
            code: WireCode::DepartmentClosed,
            message: "m".into(),
            opens_at: Some(AT),
        },
        r#"{"type":"refused","client_key":"$K","code":"department_closed","message":"m","opens_at":$T}"#,
    );
    check(&refused(None), r#"{"type":"refused","client_key":"$K","code":"client_key_reused","message":"m"}"#);
    let busy =
        |client_key, reference, queue| ServerFrame::Busy { client_key, reference, queue, retry_after_s: 5 };
    check(
        &busy(Some(key()), None, QueueName::Store),
        r#"{"type":"busy","client_key":"$K","queue":"store","retry_after_s":5}"#,
    );
    check(
        &busy(None, Some(1), QueueName::SignIn),
        r#"{"type":"busy","ref":1,"queue":"sign_in","retry_after_s":5}"#,
    );
}

#[test]
fn events() {
    let (message, seq, author) = (message(), 1, patient());
    check_event(Event::Empty, r#"{"kind":"empty"}"#);
    check_event(Event::Opened { department: department() }, r#"{"kind":"opened","department":"$D"}"#);
    check_event(
        Event::Message { message, seq, author: author.clone(), shown: plain("hi") },
        r#"{"kind":"message","message":"$M","seq":1,"author":{"kind":"visitor","id":"$V"},"text":"hi"}"#,
    );
    check_event(
        Event::Held {
            message,
            author: author.clone(),
            reason: HoldReason::DangerousLink,
            shown: plain("hi"),
        },
        r#"{"kind":"held","message":"$M","author":{"kind":"visitor","id":"$V"},"reason":"dangerous_link","text":"hi"}"#,
    );
    check_event(
        Event::Released { message, seq, author, by: nurse(), shown: treated() },
        r#"{"kind":"released","message":"$M","seq":1,"author":{"kind":"visitor","id":"$V"},
        "by":{"kind":"staff","id":"$S","name":"Dana"},"text":"XXX 555","spans":[
        {"start":0,"end":3,"type":"CARD","action":"mask"},{"start":4,"end":7,"type":"PHONE","action":"hide"}]}"#,
    );
    check_event(
        Event::Note { message, author: nurse(), shown: plain("n") },
        r#"{"kind":"note","message":"$M","author":{"kind":"staff","id":"$S","name":"Dana"},"text":"n"}"#,
    );
    check_event(
        Event::Joined { staff: nurse() },
        r#"{"kind":"joined","staff":{"kind":"staff","id":"$S","name":"Dana"}}"#,
    );
    let transferred = |to| Event::Transferred {
        by: nurse(),
        department: department(),
        department_name: "Billing".into(),
        to,
    };
    check_event(
        transferred(None),
        r#"{"kind":"transferred","by":{"kind":"staff","id":"$S","name":"Dana"},"department":"$D",
        "department_name":"Billing"}"#,
    );
    check_event(
        transferred(Some(staff())),
        r#"{"kind":"transferred","by":{"kind":"staff","id":"$S","name":"Dana"},"department":"$D",
        "department_name":"Billing","to":"$S"}"#,
    );
    for (reason, name) in [
        (CloseReason::VisitorEnded, "visitor_ended"),
        (CloseReason::StaffClosed, "staff_closed"),
        (CloseReason::VisitorLeft, "visitor_left"),
        (CloseReason::Inactive, "inactive"),
    ] {
        check_event(
            Event::Closed { by: Who::System, reason, reopen_until: None, ask_rating: false },
            &format!(r#"{{"kind":"closed","by":{{"kind":"system"}},"reason":"{name}"}}"#),
        );
    }
    check_event(
        Event::Closed {
            by: patient(),
            reason: CloseReason::VisitorEnded,
            reopen_until: Some(bedside_domain::Millis(5)),
            ask_rating: true,
        },
        r#"{"kind":"closed","by":{"kind":"visitor","id":"$V"},"reason":"visitor_ended","reopen_until":5,"ask_rating":true}"#,
    );
    check_event(
        Event::IdleWarned { ends_at: bedside_domain::Millis(5) },
        r#"{"kind":"idle_warned","ends_at":5}"#,
    );
    check_event(Event::StillHere, r#"{"kind":"still_here"}"#);
    check_event(
        Event::Reopened { department: department(), department_name: "Billing".into() },
        r#"{"kind":"reopened","department":"$D","department_name":"Billing"}"#,
    );
}

#[test]
fn state_of_others() {
    let conversation = conversation();
    check(
        &ServerFrame::Resumed { conversation, rev: 9, more: true },
        r#"{"type":"resumed","conversation":"$C","rev":9,"more":true}"#,
    );
    check(
        &ServerFrame::Receipts { conversation, who: patient(), delivered: 3, read: 2 },
        r#"{"type":"receipts","conversation":"$C","who":{"kind":"visitor","id":"$V"},"delivered":3,"read":2}"#,
    );
    check(
        &ServerFrame::Typing { conversation, who: nurse(), on: true },
        r#"{"type":"typing","conversation":"$C","who":{"kind":"staff","id":"$S","name":"Dana"},"on":true}"#,
    );
    let queue = |estimate_s| ServerFrame::Queue { conversation, place: 2, estimate_s, staffed: true };
    check(&queue(None), r#"{"type":"queue","conversation":"$C","place":2,"staffed":true}"#);
    check(
        &queue(Some(90)),
        r#"{"type":"queue","conversation":"$C","place":2,"estimate_s":90,"staffed":true}"#,
    );
    check(&ServerFrame::Left { conversation, at: AT }, r#"{"type":"left","conversation":"$C","at":$T}"#);
    check(
        &ServerFrame::Here { conversation, who: patient(), here: false },
        r#"{"type":"here","conversation":"$C","who":{"kind":"visitor","id":"$V"},"here":false}"#,
    );
    check(
        &ServerFrame::Presence { who: nurse(), state: Availability::Away, by: None },
        r#"{"type":"presence","who":{"kind":"staff","id":"$S","name":"Dana"},"state":"away"}"#,
    );
}

#[test]
fn cards() {
    check(&ServerFrame::Cards { cards: vec![card()] }, &format!(r#"{{"type":"cards","cards":[{CARD}]}}"#));
    let whole = CardState {
        phase: ConversationPhase::Active,
        staff: Some(nurse()),
        preferred: Some(staff()),
        offer_ends_at: Some(AT),
        closed_at: Some(AT),
        urgent: true,
        passed_on: Some(PassedOn { by: nurse(), note: Some("Upset".to_owned()) }),
        ..card()
    };
    check(
        &ServerFrame::Card { card: whole },
        r#"{"type":"card","card":{"conversation":"$C","name":"Ann","topic":"A bill","department":"$D",
        "phase":"active","staff":{"kind":"staff","id":"$S","name":"Dana"},"preferred":"$S","offer_ends_at":$T,"opened_at":$T,
        "waiting_since":$T,"closed_at":$T,"seq":0,"visitor_here":true,"urgent":true,
        "passed_on":{"by":{"kind":"staff","id":"$S","name":"Dana"},"note":"Upset"}}}"#,
    );
    check(
        &ServerFrame::CardGone { conversation: conversation(), by: None, ended: None },
        r#"{"type":"card_gone","conversation":"$C"}"#,
    );
    check(
        &ServerFrame::CardGone {
            conversation: conversation(),
            by: Some(nurse()),
            ended: Some(CloseReason::VisitorLeft),
        },
        r#"{"type":"card_gone","conversation":"$C","by":{"kind":"staff","id":"$S","name":"Dana"},"ended":"visitor_left"}"#,
    );
}

#[test]
fn the_rest() {
    let emergency = |conversation| ServerFrame::Emergency {
        conversation,
        department: None,
        number: "911".into(),
        phone: "+1 555 0100".into(),
    };
    check(&emergency(None), r#"{"type":"emergency","number":"911","phone":"+1 555 0100"}"#);
    check(
        &emergency(Some(conversation())),
        r#"{"type":"emergency","conversation":"$C","number":"911","phone":"+1 555 0100"}"#,
    );
    check(&ServerFrame::Done { reference: None }, r#"{"type":"done"}"#);
    check(&ServerFrame::Done { reference: Some(0) }, r#"{"type":"done","ref":0}"#);
    check(
        &ServerFrame::Error {
            reference: Some(1),
            conversation: Some(conversation()),
            code: WireCode::NotFound,
            message: "m".into(),
        },
        r#"{"type":"error","ref":1,"conversation":"$C","code":"not_found","message":"m"}"#,
    );
    check(
        &ServerFrame::Error {
            reference: None,
            conversation: None,
            code: WireCode::Malformed,
            message: "m".into(),
        },
        r#"{"type":"error","code":"malformed","message":"m"}"#,
    );
    let bye = |retry_after_s| ServerFrame::Bye {
        code: WireCode::GoingAway,
        message: "m".into(),
        resumable: true,
        retry_after_s,
    };
    check(&bye(None), r#"{"type":"bye","code":"going_away","message":"m","resumable":true}"#);
    check(
        &bye(Some(2)),
        r#"{"type":"bye","code":"going_away","message":"m","resumable":true,"retry_after_s":2}"#,
    );
    check(&ServerFrame::Pong { reference: Some(7) }, r#"{"type":"pong","ref":7}"#);
}
