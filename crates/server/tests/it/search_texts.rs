//! What was written in closed conversations is found: by who may read them anyway, as a reader is shown it, page by page, and with an
//! entry of each conversation of which something is shown.

use bedside_audit::Action;
use bedside_domain::{ConversationId, Role};
use bedside_server::TextSearchBounds;
use bedside_storage::{
    KeyStore,
    sqlite::{SqliteKeyStore, SqliteOptions},
};
use serde_json::{Value, json};

use crate::app::{Setup, Staff, TestApp, key, said};

const PATH: &str = "/api/v1/staff/conversations/search/texts";

async fn ended(app: &TestApp, staff: &mut Staff, says: &[&str]) -> String {
    let mut visitor = app.visitor().await;
    let chat = visitor.open(&app.department("Front desk")).await;
    staff.accept(&chat).await;
    for text in says {
        let answer = visitor.socket.post(&chat, &said(text)).await;
        assert_eq!(answer["type"], "ack", "{answer}");
    }
    end(staff, &chat).await;
    chat
}

async fn end(staff: &mut Staff, chat: &str) {
    assert_eq!(staff.request(json!({ "type": "close", "conversation": chat })).await["type"], "done");
}

async fn search(staff: &Staff, wanted: Value) -> Value {
    let answer = staff.ask("POST", PATH, &wanted).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn chats(found: &Value) -> Vec<String> {
    let chats = found["chats"].as_array().unwrap().iter();
    chats.map(|chat| chat["card"]["conversation"].as_str().unwrap().to_owned()).collect()
}

async fn found(staff: &Staff, text: &str) -> Vec<String> {
    chats(&search(staff, json!({ "text": text })).await)
}

fn marked(text: &Value) -> String {
    let at = |name: &str| usize::try_from(text[name].as_u64().unwrap()).unwrap();
    text["excerpt"]["text"]
        .as_str()
        .unwrap()
        .chars()
        .skip(at("start"))
        .take(at("end") - at("start"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn found_by_who_may_read_it_and_each_chat_shown_is_an_entry() {
    let app = TestApp::start().await;
    let mut dana = app.staff(Role::Agent, &["Front desk"]).await;
    let mut omar = app.staff(Role::Agent, &["Front desk"]).await;
    let knee = ended(&app, &mut dana, &["It began on Monday", "My KN\u{c9}E  hurts"]).await;
    app.clock.advance_ms(5 * 60_000);
    let both = ended(&app, &mut omar, &["a knee hurts and a hip"]).await;
    let mut home = app.visitor().await;
    let running = home.open(&app.department("Front desk")).await;
    dana.accept(&running).await;
    home.socket.post(&running, &said("another knee hurts")).await;
    let supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;

    let answer = search(&supervisor, json!({ "text": " knee hurts " })).await;
    assert_eq!(chats(&answer), [both.clone(), knee.clone()], "newest first, and nothing that still runs");
    assert_eq!((answer["looked_at"].as_u64(), answer["texts"].as_u64()), (Some(2), Some(3)));
    assert!(answer.get("next").is_none() && answer["back_to"].is_u64());
    let hit = &answer["chats"][1]["texts"][0];
    assert_eq!(marked(hit), "KN\u{c9}E  hurts");
    assert_eq!(hit["author"]["kind"], "visitor");
    let transcript = supervisor.get(&format!("/api/v1/staff/conversations/{knee}")).await.json();
    let message = transcript["events"].as_array().unwrap().iter().map(|event| &event["event"]);
    let message = message.filter(|event| event["kind"] == "message").nth(1).unwrap();
    assert_eq!((&hit["message"], hit.get("note")), (&message["message"], None), "it leads to the message");

    assert_eq!(found(&dana, "knee").await, std::slice::from_ref(&knee), "one's own and no others");
    assert_eq!(found(&omar, "HIP").await, std::slice::from_ref(&both));
    assert!(found(&dana, "hip").await.is_empty());
    let elsewhere = app.staff(Role::Supervisor, &["Billing"]).await;
    assert!(found(&elsewhere, "knee").await.is_empty());
    let auditor = app.staff(Role::Auditor, &["Front desk"]).await;
    assert_eq!(
        auditor.ask("POST", PATH, &json!({ "text": "knee" })).await.refusal(),
        (403, "forbidden".to_owned())
    );
    assert_eq!(found(&supervisor, "hurts knee").await, [""; 0], "a literal piece, and not its words");

    let only = |more: Value| {
        let mut wanted = json!({ "text": "knee" });
        wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        search(&supervisor, wanted)
    };
    assert_eq!(chats(&only(json!({ "served_by": omar.id })).await), std::slice::from_ref(&both));
    let opened = answer["chats"][0]["card"]["opened_at"].as_u64().unwrap();
    assert_eq!(chats(&only(json!({ "opened_before": opened })).await), std::slice::from_ref(&knee));
    assert_eq!(chats(&only(json!({ "opened_from": opened })).await), std::slice::from_ref(&both));
    assert_eq!(chats(&only(json!({ "department": app.department("Front desk") })).await).len(), 2);
    assert!(chats(&only(json!({ "department": app.department("Billing") })).await).is_empty());
    assert!(chats(&only(json!({ "tag": "billing" })).await).is_empty());

    let before = app.done_by(&supervisor.id, None).len();
    found(&supervisor, "hip").await;
    assert_eq!(app.done_by(&supervisor.id, None)[before..], [Action::ListShown, Action::ConversationRead]);
    assert_eq!(app.done_by(&supervisor.id, Some(&both)).last(), Some(&Action::ConversationRead));
    found(&supervisor, "elbow").await;
    assert_eq!(app.done_by(&supervisor.id, None)[before + 2..], [Action::ListShown], "nothing was shown");

    for (text, refusal) in [("a".repeat(121), "too_long"), (" k ".to_owned(), "malformed")] {
        let answer = supervisor.ask("POST", PATH, &json!({ "text": text })).await;
        assert_eq!(answer.refusal(), (400, refusal.to_owned()));
    }
    app.disk.cut();
    let answer = supervisor.ask("POST", PATH, &json!({ "text": "knee" })).await;
    assert_eq!(answer.refusal(), (503, "unavailable".to_owned()), "what is not logged is not shown");
    assert!(!answer.text.contains("hurts"));
    app.disk.restore();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_masked_for_a_reader_is_not_found_and_notes_are() {
    let app = TestApp::start().await;
    let mut dana = app.staff(Role::Agent, &["Front desk"]).await;
    let mut visitor = app.visitor().await;
    let chat = visitor.open(&app.department("Front desk")).await;
    dana.accept(&chat).await;
    for text in ["card 4111 1111 1111 1111 please", "write to ada.lovelace@mail.example", "call 415-555-0199"]
    {
        visitor.socket.post(&chat, &said(text)).await;
    }
    let note = said("she sounds worried");
    dana.socket
        .send(json!({ "type": "note", "conversation": chat, "client_key": key(), "text": note }))
        .await;
    dana.socket.expect("ack").await;
    let held = visitor.socket.post(&chat, &said(&"http://a.example ".repeat(9))).await;
    assert_eq!(held["type"], "held");
    let release = json!({ "type": "release", "conversation": chat, "message": held["message"] });
    assert_eq!(dana.request(release).await["type"], "done");
    end(&mut dana, &chat).await;

    for masked in ["4111 1111", "41111111", "XXXX", "xx", "lovelace", "555-0199", "0199"] {
        assert!(
            found(&dana, masked).await.is_empty(),
            "{masked} is not shown to a reader, so it is not found"
        );
    }
    let answer = search(&dana, json!({ "text": "write to" })).await;
    let excerpt = &answer["chats"][0]["texts"][0]["excerpt"];
    assert!(!excerpt["text"].as_str().unwrap().contains("lovelace"));
    assert_eq!(excerpt["spans"][0]["type"], "EMAIL");
    let noted = search(&dana, json!({ "text": "worried" })).await;
    assert_eq!(noted["chats"][0]["texts"][0]["note"], true);
    let answer = search(&dana, json!({ "text": "http://a.example" })).await;
    let texts = answer["chats"][0]["texts"].as_array().unwrap();
    assert_eq!(texts.len(), 1, "held and let through is one message");
    assert_eq!(texts[0]["message"], held["message"]);
    // The canary is what was typed and what is searched for: it is in no log line and no file when the test ends.
    let words = said("worried").split_off("worried ".len());
    assert_eq!(found(&dana, &words).await, [chat]);
    assert!(!app.metrics().await.contains(&words));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_bounded_and_goes_on_where_it_ended() {
    let bounds = TextSearchBounds { conversations: 2, texts: 150, ms: 600_000 };
    let app = TestApp::with(Setup { text_search: bounds, ..Setup::default() }).await;
    let mut dana = app.staff(Role::Agent, &["Front desk"]).await;
    let mut all = Vec::new();
    for number in 0..5 {
        app.clock.advance_ms(60_000);
        all.insert(0, ended(&app, &mut dana, &[if number == 1 { "a hip" } else { "a knee" }]).await);
    }
    let (mut wanted, mut pages, mut seen) = (json!({ "text": "knee" }), 0, Vec::new());
    loop {
        let answer = search(&dana, wanted.clone()).await;
        pages += 1;
        assert!(answer["looked_at"].as_u64().unwrap() <= 2);
        seen.extend(chats(&answer));
        let Some(next) = answer.get("next") else { break };
        wanted["from"] = next.clone();
    }
    let hip = all.remove(3);
    assert_eq!((pages, &seen), (3, &all));

    let mut visitor = app.visitor().await;
    let long = visitor.open(&app.department("Front desk")).await;
    dana.accept(&long).await;
    for _ in 0..230 {
        visitor.socket.post(&long, &said("an elbow")).await;
    }
    end(&mut dana, &long).await;
    let first = search(&dana, json!({ "text": "elbow" })).await;
    assert_eq!(first["next"]["conversation"], long);
    let rev = first["next"]["rev"].as_u64().unwrap();
    let of = |answer: &Value| answer["chats"][0]["more"].as_u64().unwrap() + 5;
    assert_eq!(first["chats"][0]["texts"].as_array().unwrap().len(), 5);
    assert!(of(&first) < 230 && rev > 0 && rev < 232, "it ended within the chat");
    let rest = search(&dana, json!({ "text": "elbow", "from": first["next"] })).await;
    assert_eq!(of(&first) + of(&rest), 230, "each once");

    // What was destroyed is not found, and hinders nobody from finding the rest.
    let mut app = app;
    app.stop().await;
    let options = SqliteOptions::at(bedside_domain::Millis(1));
    let keys = SqliteKeyStore::open(&app.config.data_dir, &options).unwrap();
    keys.destroy_data_keys(app.tenant().id, hip.parse::<ConversationId>().unwrap()).await.unwrap();
    keys.close();
    app.start_again().await;
    let dana = Staff::sign_in(app.door(), &dana.email, Some(app.tenant().id)).await;
    let from = json!({ "conversation": all[2], "rev": 0 });
    let answer = search(&dana, json!({ "text": "a hip", "from": from })).await;
    assert_eq!(chats(&answer), [""; 0]);
    let answer = search(&dana, json!({ "text": "knee", "from": from })).await;
    assert_eq!(chats(&answer), all[3..]);
}
