//! Colleagues mentioned in notes: the card and no text, reading along with an entry of its own, and the end of both.

use bedside_audit::Action;
use bedside_domain::Role;
use serde_json::{Value, json};

use crate::app::{Staff, TestApp, key, said};

impl Staff {
    async fn note(&mut self, chat: &str, text: &str, mentions: &[&str]) -> Value {
        self.note_as(&key(), chat, text, mentions).await
    }

    async fn note_as(&mut self, client_key: &str, chat: &str, text: &str, mentions: &[&str]) -> Value {
        let note = json!({
            "type": "note", "conversation": chat, "client_key": client_key, "text": said(text), "mentions": mentions,
        });
        self.socket.send(note).await;
        self.socket.find("an answer", |frame| frame["client_key"] == *client_key).await
    }

    async fn card_with_mention(&mut self, chat: &str) -> Value {
        let id = self.id.clone();
        let mine = |frame: &Value| {
            let mentions = frame["card"]["mentions"].as_array();
            frame["card"]["conversation"] == chat
                && mentions.is_some_and(|all| all.iter().any(|one| *one == *id))
        };
        self.socket.find("a card with the mention", mine).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_mentioned_gets_the_card_reads_along_and_answers_with_a_note() {
    let app = TestApp::start().await;
    let mut colleague = app.agent().await;
    let mut stranger = app.staff(Role::Agent, &["Billing"]).await;
    let (mut visitor, mut serving, chat) = app.chat().await;
    visitor.socket.post(&chat, &said("call 415-555-0132")).await;
    colleague.socket.settle().await;
    let watch = json!({ "type": "watch", "conversation": chat });
    assert_eq!(colleague.request(watch.clone()).await["code"], "not_found", "not before");

    let (one, other) = (colleague.id.clone(), stranger.id.clone());
    assert_eq!(serving.note(&chat, "what would you do", &[&one, &other]).await["type"], "ack");
    let card = colleague.card_with_mention(&chat).await;
    assert!(!card.to_string().contains("what would you do"), "the card, and no text");
    let shown = app.entries().into_iter().rfind(|entry| entry.action == Action::ListShown).unwrap();
    assert_eq!(shown.conversation, chat.parse::<bedside_domain::ConversationId>().unwrap().to_bytes());
    let heard = stranger.socket.settle().await;
    assert!(!heard.iter().any(|frame| frame.to_string().contains(&chat)), "of another department");

    // It is there on another connection too.
    let mut tab = app.door().socket(&colleague.ticket().await, &[]).await;
    let cards = tab.expect("cards").await;
    assert!(cards["cards"].as_array().unwrap().iter().any(|card| card["conversation"] == chat));

    assert_eq!(colleague.request(watch.clone()).await["type"], "watching");
    let text = colleague.socket.event("message").await["event"]["text"].as_str().unwrap().to_owned();
    assert!(!text.contains("415-555"), "{text}");
    assert_eq!(app.done_by(&one, Some(&chat)).last(), Some(&Action::ConversationRead));
    assert_eq!(colleague.note(&chat, "try this", &[]).await["type"], "ack");
    serving
        .socket
        .find("the answer", |f| f["event"]["kind"] == "note" && f["event"]["author"]["id"] == *one)
        .await;
    let take = json!({ "type": "accept", "conversation": chat, "take_over": true });
    assert_eq!(colleague.request(take).await["code"], "not_found", "that is for supervisors");

    // Put away: the card goes, and nothing more can be opened.
    assert_eq!(colleague.request(json!({ "type": "decline", "conversation": chat })).await["type"], "done");
    colleague.socket.expect("card_gone").await;
    colleague.socket.settle().await;
    visitor.socket.post(&chat, &said("and one more thing")).await;
    serving.socket.event("message").await;
    let heard = colleague.socket.settle().await;
    assert!(heard.iter().all(|frame| frame["type"] != "event"), "reading ended with it: {heard:#?}");
    assert_eq!(colleague.request(watch).await["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_ends_with_the_chat() {
    let app = TestApp::start().await;
    let mut colleague = app.agent().await;
    let (_visitor, mut serving, chat) = app.chat().await;
    colleague.socket.settle().await;
    let one = colleague.id.clone();
    serving.note(&chat, "look", &[&one, &one]).await;
    let card = colleague.card_with_mention(&chat).await;
    assert_eq!(card["card"]["mentions"].as_array().unwrap().len(), 1, "once");
    assert_eq!(serving.request(json!({ "type": "close", "conversation": chat })).await["type"], "done");
    colleague.socket.expect("card_gone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_outlives_a_crash_and_a_retry_mentions_nobody_else() {
    let mut app = TestApp::start().await;
    let (mut colleague, other) = (app.agent().await, app.agent().await);
    let (_visitor, mut serving, chat) = app.chat().await;
    let (one, another) = (colleague.id.clone(), other.id.clone());
    let first = key();
    let written = serving.note_as(&first, &chat, "look", &[&one]).await;
    assert_eq!(written["type"], "ack");
    let again = serving.note_as(&first, &chat, "look", &[&another]).await;
    assert_eq!((&again["type"], &again["message"]), (&json!("ack"), &written["message"]));
    // Whom it mentions is in the entry, sealed.
    let noted = app.entries().into_iter().rfind(|entry| entry.action == Action::NoteAdded).unwrap();
    assert!(!noted.detail.is_none());
    assert_eq!(serving.note(&chat, "to nobody", &[]).await["type"], "ack");
    let noted = app.entries().into_iter().rfind(|entry| entry.action == Action::NoteAdded).unwrap();
    assert!(noted.detail.is_none());

    app.crash().await;
    colleague.reconnect(app.door(), &[]).await;
    let cards = colleague.socket.expect("cards").await;
    let card = cards["cards"].as_array().unwrap().iter().find(|card| card["conversation"] == *chat).unwrap();
    assert_eq!(card["mentions"], json!([one]), "who was mentioned, and nobody whom the retry named");
    assert_eq!(colleague.request(json!({ "type": "watch", "conversation": chat })).await["type"], "watching");
}
