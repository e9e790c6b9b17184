//! Closed conversations are found by their cards: by words of name and topic, by who served them, by date; within what one may read.

use bedside_audit::Action;
use bedside_domain::{Millis, Role};
use bedside_storage::{
    KeyStore as _,
    sqlite::{SqliteKeyStore, SqliteOptions},
};
use serde_json::{Value, json};

use crate::app::{Staff, TestApp, key, said};

const PATH: &str = "/api/v1/staff/conversations/search";

async fn ended(app: &TestApp, staff: &mut Staff, name: &str, topic: &str) -> String {
    let mut visitor = app.visitor().await;
    let open = json!({
        "type": "open", "client_key": key(), "department": app.department("Front desk"), "consent_version": 1,
        "name": name, "topic": said(topic),
    });
    visitor.socket.send(open).await;
    let opened = visitor.socket.expect("opened").await;
    let chat = opened["state"]["conversation"].as_str().unwrap().to_owned();
    staff.accept(&chat).await;
    assert_eq!(staff.request(json!({ "type": "close", "conversation": chat })).await["type"], "done");
    chat
}

async fn found(staff: &Staff, wanted: Value) -> Vec<String> {
    let answer = staff.ask("POST", PATH, &wanted).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let cards = answer.json()["cards"].clone();
    cards.as_array().unwrap().iter().map(|card| card["conversation"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn found_by_words_people_and_dates_and_only_by_who_may_read_them() {
    let app = TestApp::start().await;
    let mut dana = app.staff(Role::Agent, &["Front desk"]).await;
    let mut omar = app.staff(Role::Agent, &["Front desk"]).await;
    let jose = ended(&app, &mut dana, "Jos\u{e9} Okafor", "knee").await;
    app.clock.advance_ms(5 * 60_000);
    let mary = ended(&app, &mut omar, "Mary Okafor", "knee and hip").await;
    let supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;

    let (jose, mary) = (jose.as_str(), mary.as_str());
    assert_eq!(found(&supervisor, json!({})).await, [mary, jose], "newest first");
    assert_eq!(found(&supervisor, json!({ "words": "OKAFOR" })).await.len(), 2);
    assert_eq!(found(&supervisor, json!({ "words": "jose knee" })).await, [jose]);
    assert_eq!(found(&supervisor, json!({ "words": "hip" })).await, [mary]);
    assert!(found(&supervisor, json!({ "words": "knee elbow" })).await.is_empty(), "every word counts");
    assert_eq!(found(&supervisor, json!({ "served_by": omar.id })).await, [mary]);
    let opened_at = |cards: &Value| cards["cards"][0]["opened_at"].as_u64().unwrap();
    let at = opened_at(&supervisor.ask("POST", PATH, &json!({ "words": "hip" })).await.json());
    assert_eq!(found(&supervisor, json!({ "opened_from": at })).await, [mary]);
    assert_eq!(found(&supervisor, json!({ "opened_before": at })).await, [jose]);
    assert!(found(&supervisor, json!({ "opened_from": at + 1 })).await.is_empty());
    let rest = json!({ "before": mary, "words": "okafor" });
    assert_eq!(found(&supervisor, rest).await, [jose], "it goes on where it ended");

    assert_eq!(found(&dana, json!({ "words": "okafor" })).await, [jose], "one's own and no others");
    assert!(found(&dana, json!({ "served_by": omar.id })).await.is_empty());
    let elsewhere = app.staff(Role::Supervisor, &["Billing"]).await;
    assert!(found(&elsewhere, json!({ "words": "okafor" })).await.is_empty());
    let auditor = app.staff(Role::Auditor, &["Front desk"]).await;
    let refused = auditor.ask("POST", PATH, &json!({ "words": "okafor" })).await;
    assert_eq!(refused.refusal(), (403, "forbidden".to_owned()));

    let before = app.done_by(&supervisor.id, None).len();
    found(&supervisor, json!({ "words": "okafor" })).await;
    assert_eq!(
        app.done_by(&supervisor.id, None)[before..],
        [Action::ListShown],
        "one entry, and no chat is read"
    );
    let long = json!({ "words": "a".repeat(121) });
    assert_eq!(supervisor.ask("POST", PATH, &long).await.refusal(), (400, "too_long".to_owned()));
    let odd = json!({ "tag": "no id" });
    assert_eq!(supervisor.ask("POST", PATH, &odd).await.refusal(), (400, "malformed".to_owned()));
    app.disk.cut();
    let answer = supervisor.ask("POST", PATH, &json!({})).await;
    assert_eq!(answer.refusal(), (503, "unavailable".to_owned()), "what is not logged is not shown");
    assert!(!answer.text.contains("Okafor"));
    app.disk.restore();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_whose_key_is_gone_is_left_out_and_counted_and_the_others_are_shown() {
    let mut app = TestApp::start().await;
    let mut dana = app.agent().await;
    let jose = ended(&app, &mut dana, "Jos\u{e9} Okafor", "knee").await;
    let mary = ended(&app, &mut dana, "Mary Okafor", "hip").await;
    app.stop().await;
    let keys = SqliteKeyStore::open(&app.config.data_dir, &SqliteOptions::at(Millis(1))).unwrap();
    keys.destroy_data_keys(app.tenant().id, mary.parse().unwrap()).await.unwrap();
    keys.close();
    app.start_again().await;
    dana.reconnect(app.door(), &[]).await;
    assert_eq!(found(&dana, json!({})).await, [jose.as_str()]);
    let list = dana.get("/api/v1/staff/conversations").await;
    assert!(list.text.contains(&jose) && !list.text.contains(&mary), "{} {}", list.status, list.text);
    assert_eq!(app.metric("bedside_cards_unreadable_total").await, 2);
}
