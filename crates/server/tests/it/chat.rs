//! Patient and staff converse both ways: order of answers, numbers, what is masked for whom, receipts, typing, the end.

use bedside_domain::Role;
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor, key, said};

#[tokio::test(flavor = "multi_thread")]
async fn patient_and_staff_converse_both_ways() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;

    let ack = visitor.socket.post(&id, &said("good morning")).await;
    // Opened is rev 1, joined is rev 2.
    assert_eq!(
        (ack["type"].as_str(), ack["seq"].as_u64(), ack["rev"].as_u64()),
        (Some("ack"), Some(1), Some(3))
    );
    assert!(ack.get("masked").is_none(), "nothing was changed");
    let event = staff.socket.event("message").await;
    assert_eq!(event["rev"], 3);
    assert_eq!(event["event"]["seq"], 1);
    assert_eq!(event["event"]["text"], said("good morning"));
    assert_eq!(event["event"]["message"], ack["message"]);
    assert_eq!(event["event"]["author"], json!({ "kind": "visitor", "id": visitor.id }));

    let ack = staff.socket.post(&id, &said("how can I help")).await;
    assert_eq!((ack["seq"].as_u64(), ack["rev"].as_u64()), (Some(2), Some(4)));
    visitor.socket.find("their own message", |frame| frame["event"]["seq"] == 1).await;
    let event = visitor.socket.event("message").await;
    assert_eq!((event["rev"].as_u64(), event["event"]["seq"].as_u64()), (Some(4), Some(2)));
    assert_eq!(event["event"]["author"]["kind"], "staff");
    assert_eq!(event["event"]["author"]["id"], staff.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_acknowledgement_comes_before_the_event_and_both_after_the_one_before() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.settle().await;
    staff.socket.settle().await;
    for number in 0..20 {
        visitor.socket.send(crate::app::post(&id, &key(), &said(&format!("message {number}")))).await;
    }
    visitor.socket.find("the last one", |frame| frame["event"]["seq"] == 20).await;
    let order: Vec<(String, u64)> = visitor
        .socket
        .waiting
        .iter()
        .map(|frame| {
            let seq = frame.get("seq").unwrap_or(&frame["event"]["seq"]).as_u64().unwrap();
            (frame["type"].as_str().unwrap().to_owned(), seq)
        })
        .collect();
    for seq in 1..20 {
        let ack = order.iter().position(|at| *at == ("ack".to_owned(), seq)).expect("an ack");
        let event = order.iter().position(|at| *at == ("event".to_owned(), seq)).expect("an event");
        assert!(ack < event, "message {seq}: ack {ack}, event {event}");
    }
    for seq in 1..=20 {
        assert_eq!(staff.socket.event("message").await["event"]["seq"], seq);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_number_is_masked_for_everyone_and_for_good() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let ack = visitor.socket.post(&id, "my card is 4111 1111 1111 1111 ok").await;
    let want = "my card is XXXX XXXX XXXX 1111 ok";
    assert_eq!(ack["masked"]["text"], want);
    assert_eq!(ack["masked"]["spans"][0]["type"], "CARD");
    assert_eq!(ack["masked"]["spans"][0]["action"], "mask");
    for socket in [&mut visitor.socket, &mut staff.socket] {
        assert_eq!(socket.event("message").await["event"]["text"], want);
    }
    let ack = staff.socket.post(&id, "is it 4111111111111111, ssn 536-22-1847?").await;
    assert_eq!(ack["masked"]["text"], "is it XXXXXXXXXXXX1111, ssn XXX-XX-XXXX?");
    assert_eq!(visitor.socket.event("message").await["event"]["text"], ack["masked"]["text"]);
    Search::none_of(&app, &["4111 1111 1111", "411111111111", "536-22-1847"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_department_keeps_no_digit() {
    let app = TestApp::start().await;
    let mut staff = app.staff(Role::Agent, &["Private"]).await;
    let mut visitor = app.visitor().await;
    let id = visitor.open(&app.department("Private")).await;
    let joined = staff.accept(&id).await;
    assert_eq!(joined["details"][0]["text"], "XXX-XXX-XXXX");
    let ack = visitor.socket.post(&id, "4111 1111 1111 1111, 415-555-0132, me@mail.example").await;
    let masked = ack["masked"]["text"].as_str().unwrap();
    assert!(masked.starts_with("XXXX XXXX XXXX XXXX, XXX-XXX-XXXX, X"), "{masked}");
    assert!(!masked.contains("mail"), "{masked}");
    assert_eq!(staff.socket.event("message").await["event"]["text"], masked);
    Search::none_of(&app, &["415-555-0132", "me@mail.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_number_is_for_those_in_the_chat_only() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let mut supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    let mut visitor = app.visitor().await;
    visitor.socket.send(Visitor::opening(&app.department("Front desk"), &key(), "call 415-555-0132")).await;
    let id = visitor.socket.expect("opened").await["state"]["conversation"].as_str().unwrap().to_owned();
    for desk in [&mut staff, &mut supervisor] {
        let card = desk.socket.expect("card").await;
        assert_eq!(card["card"]["topic"], said("call XXX-XXX-XXXX"));
        assert!(!card.to_string().contains("0132"));
    }
    let joined = staff.accept(&id).await;
    assert!(
        joined["card"]["topic"].as_str().unwrap().contains("XXX-XXX-XXXX"),
        "a card is a card for everyone"
    );
    assert_eq!(joined["details"][0]["label"], "Call-back number");
    assert_eq!(joined["details"][0]["text"], "415-555-0132");

    let ack = visitor.socket.post(&id, &said("or 415-555-0199")).await;
    assert_eq!(ack["masked"]["text"], said("or 415-555-0199"), "the author keeps reading it");
    assert_eq!(ack["masked"]["spans"][0]["action"], "hide");
    let event = staff.socket.event("message").await;
    assert_eq!(event["event"]["text"], said("or 415-555-0199"));
    assert_eq!(event["event"]["spans"][0]["type"], "PHONE");

    let done = staff.request(json!({ "type": "close", "conversation": id })).await;
    assert_eq!(done["type"], "done");
    for reader in [&staff, &supervisor] {
        let answer = reader.get(&format!("/api/v1/staff/conversations/{id}")).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.text.contains("0132") && !answer.text.contains("0199"), "{}", answer.text);
        let list = reader.get("/api/v1/staff/conversations").await;
        assert!(list.text.contains(&id) && !list.text.contains("0132"), "{}", list.text);
    }
    for frame in supervisor.socket.settle().await {
        assert!(!frame.to_string().contains("0199"), "{frame}");
    }
    Search::none_of(&app, &["415-555-0132", "415-555-0199"]);
}

struct Search;

impl Search {
    /// None of these lies in clear in a file or a log line.
    #[track_caller]
    fn none_of(app: &TestApp, texts: &[&str]) {
        let search = crate::app::Search::new(texts.iter().copied());
        search.assert_absent(&app.config.data_dir);
        app.assert_log_is_clean(&search);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_only_grow_and_end_at_the_newest_message() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("one")).await;
    visitor.socket.post(&id, &said("two")).await;
    staff.socket.find("the second", |frame| frame["event"]["seq"] == 2).await;
    let receipt = |delivered: u64, read: u64| json!({ "type": "receipt", "conversation": id, "delivered": delivered, "read": read });
    staff.socket.send(receipt(1, 0)).await;
    let told = visitor.socket.expect("receipts").await;
    assert_eq!((told["delivered"].as_u64(), told["read"].as_u64()), (Some(1), Some(0)));
    assert_eq!(told["who"]["id"], staff.id);
    // Read implies delivered; what is not there yet cannot have been read; less than before says nothing.
    staff.socket.send(receipt(0, 99)).await;
    let told = visitor.socket.expect("receipts").await;
    assert_eq!((told["delivered"].as_u64(), told["read"].as_u64()), (Some(2), Some(2)));
    staff.socket.send(receipt(1, 1)).await;
    staff.socket.settle().await;
    assert!(visitor.socket.settle().await.iter().all(|frame| frame["type"] != "receipts"));

    let state = visitor.reconnected(&app).await;
    let staff_receipt =
        &state["receipts"].as_array().unwrap().iter().find(|r| r["who"]["id"] == staff.id).unwrap();
    assert_eq!(staff_receipt["read"], 2);
}

impl Visitor {
    /// The state of the only conversation after connecting again.
    async fn reconnected(&mut self, app: &TestApp) -> Value {
        self.reconnect(app.door(), &[]).await;
        self.welcome["conversations"][0].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_is_told_to_the_other_side_and_never_stored() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let before = app.entries().len();
    visitor.socket.send(json!({ "type": "typing", "conversation": id, "on": true })).await;
    let told = staff.socket.expect("typing").await;
    assert_eq!((told["on"].as_bool(), told["who"]["kind"].as_str()), (Some(true), Some("visitor")));
    staff.socket.send(json!({ "type": "typing", "conversation": id, "on": false })).await;
    assert_eq!(visitor.socket.expect("typing").await["on"], false);
    assert_eq!(app.entries().len(), before);
    let (events, _) = visitor.socket.resume(&id, 0).await;
    assert_eq!(events.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn either_side_ends_it_and_then_nothing_more_is_said() {
    let app = TestApp::start().await;
    for by_staff in [false, true] {
        let (mut visitor, mut staff, id) = app.chat().await;
        let frame = json!({ "type": "close", "conversation": id, "ref": 7 });
        let by = if by_staff { &mut staff.socket } else { &mut visitor.socket };
        by.send(frame.clone()).await;
        assert_eq!(by.answer(7).await["type"], "done");
        let reason = if by_staff { "staff_closed" } else { "visitor_ended" };
        for socket in [&mut visitor.socket, &mut staff.socket] {
            assert_eq!(socket.event("closed").await["event"]["reason"], reason);
            let refused = socket.post(&id, &said("too late")).await;
            assert_eq!(refused["type"], "refused");
            assert_eq!(refused["code"], "closed");
            socket.send(json!({ "type": "close", "conversation": id, "ref": 8 })).await;
            assert_eq!(socket.answer(8).await["code"], "closed");
        }
        let gone = staff.socket.expect("card_gone").await;
        assert_eq!((gone["ended"].as_str(), gone.get("by")), (Some(reason), None), "why it left the list");
        // Another one can be opened at once.
        let next = visitor.open(&app.department("Front desk")).await;
        assert_ne!(next, id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_as_well() {
    let app = TestApp::with(crate::app::Setup { tls: true, ..Default::default() }).await;
    let (mut visitor, mut staff, id) = app.chat().await;
    visitor.socket.post(&id, &said("good morning")).await;
    assert_eq!(staff.socket.event("message").await["event"]["seq"], 1);
    // A browser keeps the promise of TLS for every port of a host, so this machine's own names do not get it.
    for (host, promised) in
        [("chat.clinic.example", true), ("localhost:8443", false), ("127.0.0.1:8443", false)]
    {
        let answer = app.door().ask("GET", "/api/v1/sites/site-0", Some(("host", host)), &Value::Null).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers.contains_key("strict-transport-security"), promised, "{host}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_of_each_sees_the_same() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let mut visitor_tab = app.door().socket(&visitor.ticket().await, &[(&id, 0)]).await;
    let mut staff_tab = app.door().socket(&staff.ticket().await, &[(&id, 0)]).await;
    visitor_tab.expect("resumed").await;
    staff_tab.expect("resumed").await;
    visitor.socket.post(&id, &said("hello")).await;
    staff.socket.post(&id, &said("good day")).await;
    for socket in [&mut visitor.socket, &mut staff.socket, &mut visitor_tab, &mut staff_tab] {
        for seq in 1..=2 {
            assert_eq!(socket.event("message").await["event"]["seq"], seq);
        }
    }
    assert_eq!(visitor_tab.post(&id, &said("from here")).await["seq"], 3);
    assert_eq!(staff_tab.post(&id, &said("from there")).await["seq"], 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_changes_no_order() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let mut seq = 0;
    for jump_ms in [0, 3_600_000, -7_200_000, 1, -86_400_000] {
        app.clock.set_ms(jump_ms);
        for socket in [&mut visitor.socket, &mut staff.socket] {
            seq += 1;
            assert_eq!(socket.post(&id, &said("tick")).await["seq"], seq, "after {jump_ms} ms");
        }
    }
    // A session that began in the future is a session; a ticket is good from when it was given.
    app.restart().await;
    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    for want in 1..=seq {
        assert_eq!(visitor.socket.event("message").await["event"]["seq"], want);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_with_cookies_finds_its_session_and_its_chat_again() {
    let app = TestApp::start().await;
    let door = app.door();
    let body = json!({ "site": app.tenant().site, "consent_version": 1 });
    let made = door.ask("POST", "/api/v1/visitor/sessions", None, &body).await;
    let cookie = made.cookie();
    let with = Some(("cookie", cookie.as_str()));
    let mut socket = door.socket(made.json()["ticket"].as_str().unwrap(), &[]).await;
    socket.expect("welcome").await;
    socket.send(Visitor::opening(&app.department("Front desk"), &key(), "cough")).await;
    let id = socket.expect("opened").await["state"]["conversation"].as_str().unwrap().to_owned();
    drop(socket);
    let found = door.ask("GET", "/api/v1/visitor/session", with, &Value::Null).await.json();
    assert_eq!(found["visitor"], made.json()["visitor"]);
    assert_eq!(found["conversations"][0]["conversation"], id);
    let ticket = door.ask("POST", "/api/v1/visitor/tickets", with, &Value::Null).await.json();
    let mut socket = door.socket(ticket["ticket"].as_str().unwrap(), &[(&id, 0)]).await;
    assert_eq!(socket.post(&id, &said("it is me")).await["seq"], 1);
    // A day later it is over.
    app.clock.advance_ms(24 * 3_600_000 + 1);
    assert_eq!(door.ask("GET", "/api/v1/visitor/session", with, &Value::Null).await.refusal().0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_cannot_turn_around_what_stands_beside_it() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let mut visitor = app.visitor().await;
    let mut frame = Visitor::opening(&app.department("Front desk"), &key(), "rash");
    frame["name"] = "\u{202E}Ann\u{200B} می\u{200C}خواهم\u{2069}".into();
    frame["answers"] = json!([{ "key": "callback", "value": "\u{2066}415-555-0132\u{E0041}" }]);
    visitor.socket.send(frame).await;
    let id = visitor.socket.expect("opened").await["state"]["conversation"].as_str().unwrap().to_owned();
    let joined = staff.accept(&id).await;
    assert_eq!(joined["card"]["name"], "Ann می\u{200C}خواهم");
    assert_eq!(joined["details"][0]["text"], "415-555-0132");
    // What they write stays as it is: it stands in a bubble of its own.
    assert_eq!(visitor.socket.post(&id, &said("\u{202E}txet")).await["type"], "ack");
    assert_eq!(staff.socket.event("message").await["event"]["text"], said("\u{202E}txet"));
    let services = std::sync::Arc::clone(app.server().services());
    let new = bedside_server::administration::NewStaff {
        name: "Dana\u{202E}".to_owned(),
        email: "dana@clinic.example".to_owned(),
        password: crate::app::PASSWORD.to_owned().into(),
        role: Role::Agent,
        departments: Vec::new(),
    };
    let refused = services.add_staff(app.tenant().id, new).await.unwrap_err().to_string();
    assert!(refused.contains("invisible characters"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_opened_in_one_tab_appears_in_the_others() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let mut visitor = app.visitor().await;
    let ticket = visitor.ticket().await;
    let mut tab = app.door().socket(&ticket, &[]).await;
    assert_eq!(tab.expect("welcome").await["conversations"].as_array().unwrap().len(), 0);
    let mut stranger = app.visitor().await;
    let id = visitor.open(&app.department("Front desk")).await;
    let opened = tab.expect("opened").await;
    assert_eq!(opened["state"]["conversation"], id);
    let (events, _) = tab.resume(&id, 0).await;
    assert_eq!(events[0]["event"]["kind"], "opened");
    staff.accept(&id).await;
    staff.socket.post(&id, &said("hello")).await;
    for socket in [&mut visitor.socket, &mut tab] {
        assert_eq!(socket.event("message").await["event"]["text"], said("hello"));
    }
    assert_eq!(tab.post(&id, &said("from the other tab")).await["seq"], 2);
    assert_eq!(visitor.socket.event("message").await["event"]["seq"], 2);
    assert!(stranger.socket.settle().await.iter().all(|frame| frame["type"] != "opened"));
}
