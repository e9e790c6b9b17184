//! Staff file the chats they close: from the department's lists only, kept with the chat, and listed by it.

use bedside_domain::Role;
use serde_json::{Value, json};

use crate::app::{Staff, TestApp};

async fn close(staff: &mut Staff, chat: &str, outcome: Value, tags: Value) -> Value {
    let frame = json!({ "type": "close", "conversation": chat, "outcome": outcome, "tags": tags });
    staff.request(frame).await
}

async fn listed(staff: &Staff, query: &str) -> Vec<String> {
    let answer = staff.get(&format!("/api/v1/staff/conversations{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let cards = answer.json()["cards"].clone();
    let id = |card: &Value| card["conversation"].as_str().unwrap().to_owned();
    cards.as_array().unwrap().iter().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_with_a_reason_and_tags_and_found_by_them() {
    let mut app = TestApp::start().await;
    let mut staff = app.staff(Role::Agent, &["Front desk"]).await;
    let mut chats = Vec::new();
    for (outcome, tags) in
        [(json!("solved"), json!(["billing"])), (json!("no-answer"), json!([])), (Value::Null, json!([]))]
    {
        let mut visitor = app.visitor().await;
        let chat = visitor.open(&app.department("Front desk")).await;
        staff.accept(&chat).await;
        // What is in no list is refused, and the chat goes on.
        for (wrong, also) in [
            (json!("my card is 4111 1111 1111 1111"), json!([])),
            (json!("solved"), json!(["unknown"])),
            (Value::Null, json!(["billing", "billing"])),
        ] {
            let refused = close(&mut staff, &chat, wrong, also).await;
            assert_eq!((&refused["type"], &refused["code"]), (&json!("error"), &json!("malformed")));
        }
        let frame = json!({ "type": "close", "conversation": chat, "ref": 7, "outcome": "solved" });
        visitor.socket.send(frame).await;
        assert_eq!(visitor.socket.answer(7).await["code"], "forbidden", "visitors file nothing");
        let frame = json!({ "type": "close", "conversation": chat });
        let frame = if outcome.is_null() {
            frame
        } else {
            json!({ "type": "close", "conversation": chat, "outcome": outcome, "tags": tags })
        };
        assert_eq!(staff.request(frame).await["type"], "done");
        chats.push(chat);
    }
    let (solved, unanswered) = (chats[0].clone(), chats[1].clone());
    app.restart().await;

    let staff = app.staff(Role::Supervisor, &["Front desk"]).await;
    let card = staff.get(&format!("/api/v1/staff/conversations/{solved}")).await.json()["card"].clone();
    assert_eq!(card["outcome"], json!({ "id": "solved", "label": "Solved" }));
    assert_eq!(card["tags"], json!([{ "id": "billing", "label": "Billing" }]));
    let plain = staff.get(&format!("/api/v1/staff/conversations/{}", chats[2])).await.json()["card"].clone();
    assert!(plain.get("outcome").is_none() && plain.get("tags").is_none(), "{plain}");

    assert_eq!(listed(&staff, "").await.len(), 3);
    assert_eq!(listed(&staff, "?outcome=solved").await, std::slice::from_ref(&solved));
    assert_eq!(listed(&staff, "?outcome=no-answer").await, [unanswered]);
    assert_eq!(listed(&staff, "?tag=billing&outcome=solved").await, [solved]);
    assert_eq!(listed(&staff, "?tag=billing&outcome=no-answer").await, [""; 0]);
    assert_eq!(listed(&staff, "?tag=bill").await, [""; 0], "ids are compared whole");
    let wrong = staff.get("/api/v1/staff/conversations?tag=a%20b").await;
    assert_eq!(wrong.refusal(), (400, "malformed".to_owned()));
}
