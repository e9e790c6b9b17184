//! The form before a chat as the server holds to it, whatever a client sends: kinds, what is shown when, and what staff read.

use bedside_domain::{Choice, Department, FormField, FormFieldKind, Preset, PrivacyPolicy, ShownWhen};
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor, key};

impl TestApp {
    /// Puts a form before the chats of the front desk.
    async fn front_desk_asks(&self, form: Vec<FormField>) -> Result<(), String> {
        let department = Department {
            id: self.tenant().department("Front desk"),
            name: "Front desk".to_owned(),
            policy: PrivacyPolicy::preset(Preset::General),
            form,
            routing: bedside_domain::Routing::default(),
            ending: bedside_domain::Ending::default(),
            hours: None,
            closed_now: false,
            canned: Vec::new(),
            outcomes: bedside_domain::usual_outcomes(),
            tags: Vec::new(),
            removed: false,
        };
        let services = self.server().services();
        services.put_department(self.tenant().id, department).await.map_err(|error| error.to_string())
    }
}

/// About a drug: which one, and since when. Else nothing more.
fn form() -> Vec<FormField> {
    let option = |id: &str, label: &str| Choice { id: id.to_owned(), label: label.to_owned() };
    let when_drug = Some(ShownWhen { field: "about".to_owned(), is: vec!["drug".to_owned()] });
    vec![
        FormField {
            options: vec![option("drug", "A medicine"), option("visit", "A visit")],
            ..FormField::plain("about", "What is it about?", FormFieldKind::Choice, true)
        },
        FormField {
            shown_when: when_drug.clone(),
            ..FormField::plain("which", "Which medicine?", FormFieldKind::LongText, true)
        },
        FormField {
            shown_when: when_drug,
            ..FormField::plain("since", "Since when?", FormFieldKind::Date, false)
        },
        FormField::plain("again", "I have written before", FormFieldKind::Checkbox, false),
    ]
}

async fn opened_with(visitor: &mut Visitor, department: &str, answers: &Value) -> Value {
    let open = json!({
        "type": "open", "client_key": key(), "department": department, "consent_version": 1, "answers": answers,
    });
    visitor.socket.send(open).await;
    visitor
        .socket
        .find("opened or refused", |frame| frame["type"] == "opened" || frame["type"] == "refused")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_needed_and_of_its_kind() {
    let app = TestApp::start().await;
    app.front_desk_asks(form()).await.unwrap();
    let department = app.tenant().department("Front desk").to_string();
    let mut visitor = Visitor::arrive(app.door(), &app.tenant().site).await;
    let drug = json!({ "key": "about", "value": "drug" });
    for (answers, code) in [
        (json!([]), "answer_missing"),
        (json!([{ "key": "about", "value": "A medicine" }]), "answer_invalid"),
        (json!([drug]), "answer_missing"),
        (json!([drug, { "key": "which", "value": "a\tb" }]), "control_characters"),
        (json!([drug, { "key": "which", "value": "x".repeat(1_001) }]), "too_long"),
        (
            json!([drug, { "key": "which", "value": "x" }, { "key": "since", "value": "2023-02-29" }]),
            "answer_invalid",
        ),
        (json!([{ "key": "about", "value": "visit" }, { "key": "again", "value": "on" }]), "answer_invalid"),
    ] {
        let refused = opened_with(&mut visitor, &department, &answers).await;
        assert_eq!(refused["code"], code, "{answers} {refused}");
        // Six opens a minute are let through.
        app.clock.advance_ms(61_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_shown_is_not_taken_and_staff_read_words() {
    let app = TestApp::start().await;
    app.front_desk_asks(form()).await.unwrap();
    let department = app.tenant().department("Front desk").to_string();
    let mut dana = app.agent().await;
    for (answers, want) in [
        (
            // About a visit: the other two are not asked for, so not looked at either.
            json!([
                { "key": "about", "value": "visit" }, { "key": "which", "value": "forged" },
                { "key": "since", "value": "nonsense" }, { "key": "again", "value": "yes" },
            ]),
            json!([["What is it about?", "A visit"], ["I have written before", "\u{2713}"]]),
        ),
        (
            json!([{ "key": "about", "value": "drug" }, { "key": "which", "value": " one\ntwo\u{202e} " }]),
            json!([["What is it about?", "A medicine"], ["Which medicine?", "one\ntwo"]]),
        ),
    ] {
        let mut visitor = Visitor::arrive(app.door(), &app.tenant().site).await;
        let opened = opened_with(&mut visitor, &department, &answers).await;
        assert_eq!(opened["type"], "opened", "{opened}");
        let id = opened["state"]["conversation"].as_str().unwrap();
        let details = dana.accept(id).await["details"].clone();
        let read: Vec<_> = details
            .as_array()
            .unwrap()
            .iter()
            .map(|detail| json!([detail["label"], detail["text"]]))
            .collect();
        assert_eq!(json!(read), want);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_nobody_could_fill_in_is_refused() {
    let app = TestApp::start().await;
    let mut form = form();
    form.swap(0, 1);
    let refused = app.front_desk_asks(form).await.unwrap_err();
    assert!(refused.contains("field 1: it can be shown"), "{refused}");
}
