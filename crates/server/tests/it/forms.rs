//! The form before a chat as the server holds to it, whatever a client sends: kinds, what is shown when, and what staff read.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use bedside_domain::{
    Choice, Clock, Department, EmergencyContact, FormField, FormFieldKind, Look, Preset, PrivacyPolicy,
    ShownWhen, SignatureAlgorithm, Signer, Site, SiteId,
};
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

/// A site whose clinic signs, with the front desk on it; its key.
async fn signing_site(app: &TestApp, key: &Ed25519KeyPair) -> String {
    let spki = [&hex("302a300506032b6570032100")[..], key.public_key().as_ref()].concat();
    let services = app.server().services();
    let site = Site {
        id: services.new_id(SiteId::new),
        key: "signed".to_owned(),
        name: "Clinic".to_owned(),
        origins: Vec::new(),
        language: "en".to_owned(),
        emergency: EmergencyContact { number: "911".to_owned(), phone: "+1 555 010 0000".to_owned() },
        departments: vec![app.tenant().department("Front desk")],
        look: Look { colour: Some("#7a1fa2".to_owned()), ..Look::default() },
        signers: vec![Signer {
            algorithm: SignatureAlgorithm::EdDSA,
            public_key: BASE64_STANDARD.encode(spki),
        }],
    };
    services.put_site(app.tenant().id, site).await.expect("a site");
    "signed".to_owned()
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn statement(app: &TestApp, key: &Ed25519KeyPair, id: &str) -> String {
    let now_s = app.clock.now().0 / 1_000;
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let payload = json!({
        "aud": "signed", "iat": now_s, "exp": now_s + 300, "jti": id, "name": "Ann Lee", "phone": "415-555-0132",
        "diagnosis": "not asked for",
    });
    let signed = format!("{}.{}", part(json!({ "alg": "EdDSA", "typ": "JWT" })), part(payload));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_clinic_signed_fills_the_form_and_counts_once() {
    let app = TestApp::start().await;
    let phone = FormField {
        prefill: Some("phone".to_owned()),
        ..FormField::plain("phone", "On which number?", FormFieldKind::Phone, false)
    };
    app.front_desk_asks(vec![phone]).await.unwrap();
    let department = app.tenant().department("Front desk").to_string();
    let key = Ed25519KeyPair::generate().unwrap();
    let site = signing_site(&app, &key).await;
    let info = app.door().ask("GET", "/api/v1/sites/signed", None, &Value::Null).await.json();
    assert_eq!(info["look"], json!({ "colour": "#7a1fa2", "position": "end", "language": "page" }));
    app.clock.advance_ms(2_000);
    let token = statement(&app, &key, "one");

    let check = async |token: &str| {
        let body = json!({ "site": site, "statement": token });
        app.door().ask("POST", "/api/v1/visitor/prefill", None, &body).await
    };
    for _page in 0..2 {
        let answer = check(&token).await.json();
        let want =
            json!([{ "claim": "name", "value": "Ann Lee" }, { "claim": "phone", "value": "415-555-0132" }]);
        assert_eq!(answer["values"], want, "only what is asked for");
    }
    let (refused, text) = check(&token.replace('.', "A.")).await.refusal();
    assert_eq!((refused, &*text), (400, "answer_invalid"));

    let mut dana = app.agent().await;
    for (number, token, answer, verified) in [
        (1, token.clone(), "415-555-0132", true),
        (2, token, "415-555-0132", false),
        (3, statement(&app, &key, "three"), "415-555-9999", false),
        (4, "nonsense".to_owned(), "415-555-0132", false),
    ] {
        let mut visitor = Visitor::arrive(app.door(), &site).await;
        let open = json!({
            "type": "open", "client_key": crate::app::key(), "department": department, "consent_version": 1,
            "answers": [{ "key": "phone", "value": answer }], "statement": token,
        });
        visitor.socket.send(open).await;
        let opened = visitor.socket.expect("opened").await;
        let id = opened["state"]["conversation"].as_str().unwrap();
        let detail = dana.accept(id).await["details"][0].clone();
        assert_eq!(detail["label"], "On which number?");
        assert_eq!(detail["verified"] == true, verified, "{number}: {detail}");
    }
}
