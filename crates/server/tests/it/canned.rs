//! Canned replies: told to the staff who serve there and to nobody else, and refused with reasons when they cannot be used.

use bedside_domain::{CannedReply, Department, PrivacyPolicy, Role, usual_outcomes};
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};

const PATH: &str = "/api/v1/staff/canned";

fn reply(shortcut: &str, text: &str) -> CannedReply {
    CannedReply {
        shortcut: shortcut.to_owned(),
        title: "Greeting".to_owned(),
        text: text.to_owned(),
        language: None,
    }
}

impl TestApp {
    async fn put_canned(&self, tenant: usize, name: &str, canned: Vec<CannedReply>) -> Result<(), String> {
        let tenant = &self.tenants[tenant];
        let department = Department {
            id: tenant.department(name),
            name: name.to_owned(),
            policy: PrivacyPolicy::preset(bedside_domain::Preset::General),
            routing: bedside_domain::Routing::default(),
            hours: None,
            closed_now: false,
            ending: bedside_domain::Ending::default(),
            form: Vec::new(),
            canned,
            outcomes: usual_outcomes(),
            tags: Vec::new(),
            removed: false,
        };
        let services = self.server().services();
        services.put_department(tenant.id, department).await.map_err(|error| error.to_string())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_get_those_of_the_departments_they_serve() {
    let mut app = TestApp::with(Setup { more_organisations: 1, ..Setup::default() }).await;
    app.put_canned(0, "Front desk", vec![reply("hi", "Hello {visitor}")]).await.unwrap();
    app.put_canned(0, "Billing", vec![reply("invoice", "Which invoice?")]).await.unwrap();
    app.put_canned(1, "Front desk", vec![reply("theirs", "Not yours")]).await.unwrap();
    app.restart().await;
    let want = json!({
        "clinic": "Clinic 0",
        "departments": [{
            "department": app.department("Front desk"),
            "replies": [{ "shortcut": "hi", "title": "Greeting", "text": "Hello {visitor}" }],
            "sent": [],
        }],
    });

    let agent = app.staff(Role::Agent, &["Front desk", "Private"]).await;
    let answer = agent.get(PATH).await;
    assert_eq!((answer.status, answer.json()), (200, want));
    let auditor = app.staff(Role::Auditor, &["Front desk"]).await;
    assert_eq!(auditor.get(PATH).await.json()["departments"], json!([]));
    let nobody = app.door().ask("GET", PATH, Some(("x-bedside", "1")), &Value::Null).await;
    assert_eq!(nobody.refusal(), (401, "unauthenticated".to_owned()));
    let visitor = app.visitor().await;
    let bearer = visitor.authorization();
    let theirs = app.door().ask("GET", PATH, Some(("authorization", &bearer)), &Value::Null).await;
    assert_eq!(theirs.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_refused_with_every_reason() {
    let app = TestApp::start().await;
    let wrong = vec![reply("two words", "a"), reply("hi", ""), reply("Hi", "a\u{202E}b")];
    let refusal = app.put_canned(0, "Front desk", wrong).await.unwrap_err();
    for part in [
        "canned reply 1: a shortcut",
        "canned reply 2: a text",
        "canned reply 3: another",
        "canned reply 3: a text",
    ] {
        assert!(refusal.contains(part), "{refusal}");
    }
    let agent = app.staff(Role::Agent, &["Front desk"]).await;
    assert_eq!(agent.get(PATH).await.json()["departments"], json!([]), "nothing of it is kept");
}
