//! Settings over REST: who may, what is refused and why, two who change the same, what the audit log holds of it, and that what
//! changes takes effect as the policy's promises say.

use std::{sync::mpsc, time::Duration};

use bedside_audit::Action;
use bedside_domain::Role;
use bedside_storage::sqlite::FaultPoint;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::app::{Answer, PASSWORD, PATIENCE, Staff, TestApp, key, post, said};

const PATH: &str = "/api/v1/settings";
const STAFF: &str = "/api/v1/settings/staff";

impl TestApp {
    async fn administrator(&self) -> Staff {
        self.staff(Role::Administrator, &[]).await
    }

    async fn change(&self, by: &Staff, method: &str, path: &str, body: Value) -> Answer {
        self.door().ask(method, path, Some(("cookie", &by.cookie)), &body).await
    }

    /// A department as the settings show it.
    async fn shown(&self, by: &Staff, name: &str) -> Value {
        let all = by.get(PATH).await.json();
        let all = all["departments"].as_array().expect("departments").clone();
        all.into_iter().find(|one| one["settings"]["name"] == name).expect("a department of that name")
    }

    /// Changes one setting of a department, based on what is there now.
    async fn set(&self, by: &Staff, name: &str, pointer: &str, to: Value) -> Answer {
        let mut there = self.shown(by, name).await;
        *there["settings"].pointer_mut(pointer).expect("there is such a setting") = to;
        let path = format!("{PATH}/departments/{}", there["settings"]["id"].as_str().unwrap());
        let body = json!({ "based_on": there["version"], "settings": there["settings"] });
        self.change(by, "PUT", &path, body).await
    }

    fn how_often(&self, action: Action) -> usize {
        self.entries().into_iter().filter(|entry| entry.action == action).count()
    }
}

fn problems(answer: &Answer) -> Vec<String> {
    let all = answer.json()["error"]["problems"].as_array().expect("problems").clone();
    all.iter().map(|problem| problem["field"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_change_them_and_who_reads_the_log_may_look() {
    let app = TestApp::start().await;
    let new = json!({ "name": "Dental", "preset": "general" });
    let mut lists = 0;
    for (role, looks, changes) in [
        (Role::Agent, 403, 403),
        (Role::Supervisor, 403, 403),
        (Role::SecurityOfficer, 200, 403),
        (Role::Auditor, 200, 403),
        (Role::Administrator, 200, 201),
    ] {
        let staff = app.staff(role, &["Front desk"]).await;
        for path in [PATH, STAFF] {
            assert_eq!(staff.get(path).await.status, looks, "{role:?} {path}");
        }
        // One by the connection, and one where names and addresses of accounts were shown.
        lists += if looks == 200 { 2 } else { 1 };
        assert_eq!(app.how_often(Action::ListShown), lists, "{role:?}");
        let answer = app.change(&staff, "POST", &format!("{PATH}/departments"), new.clone()).await;
        assert_eq!(answer.status, changes, "{role:?} {}", answer.text);
    }
    let nobody = app.door().ask("GET", PATH, Some(("x-bedside", "1")), &Value::Null).await;
    assert_eq!(nobody.refusal(), (401, "unauthenticated".to_owned()));
    assert!(app.how_often(Action::AccessDenied) >= 6, "who may not is written down");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_named_field_by_field_and_changes_nothing() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let mut there = app.shown(&administrator, "Front desk").await;
    let before = app.how_often(Action::ConfigChanged);
    let settings = &mut there["settings"];
    settings["name"] = json!("billing");
    settings["policy"]["retention"] = json!(1);
    settings["policy"]["cards"] = json!("keep");
    settings["policy"]["consent_text"] = json!(" ");
    settings["hours"] =
        json!({ "zone": "Mars/Base", "week": { "monday": [{ "from": "12:00", "to": "08:00" }] } });
    settings["routing"]["offer_s"] = json!(1);
    settings["form"][0]["label"] = json!("");
    settings["form"][0]["prefill"] = json!("Their phone");
    settings["ending"]["idle_end_s"] = settings["ending"]["idle_warning_s"].clone();
    settings["canned"] = json!([{ "shortcut": "two words", "title": "T", "text": "x" }]);
    settings["tags"] = json!([{ "id": "a", "label": "" }]);
    let path = format!("{PATH}/departments/{}", settings["id"].as_str().unwrap());
    let body = json!({ "based_on": there["version"], "settings": there["settings"] });
    let answer = app.change(&administrator, "PUT", &path, body).await;
    assert_eq!(answer.refusal(), (400, "invalid_settings".to_owned()));
    let found = problems(&answer);
    for field in [
        "name",
        "policy.retention",
        "policy.cards",
        "policy.consent_text",
        "hours.zone",
        "hours.week.monday",
        "routing.offer_s",
        "form.0.label",
        "form.0.prefill",
        "ending.idle_end_s",
        "canned.0.shortcut",
        "tags.0.label",
    ] {
        assert!(found.iter().any(|one| one == field), "{field} is not in {found:?}");
    }
    let wrong = json!({
        "name": "Web", "origins": ["http://clinic.example/"], "language": "english please",
        "emergency": { "number": "call", "phone": "" }, "departments": [],
    });
    let answer = app.change(&administrator, "POST", &format!("{PATH}/sites"), wrong).await;
    assert_eq!(problems(&answer), ["origins.0", "language", "emergency.number", "emergency.phone"]);
    assert_eq!(app.how_often(Action::ConfigChanged), before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_chats_end_and_whose_signature_fills_in_forms_are_set_and_written_down() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let before = app.how_often(Action::ConfigChanged);
    let ending =
        json!({ "idle_warning_s": 300, "idle_end_s": 420, "reopen_within_s": 3_600, "ask_rating": false });
    let answer = app.set(&administrator, "Front desk", "/ending", ending.clone()).await;
    assert_eq!((answer.status, &answer.json()["settings"]["ending"]), (200, &ending), "{}", answer.text);
    let too_long = app.set(&administrator, "Front desk", "/ending/reopen_within_s", json!(90_000)).await;
    assert_eq!(problems(&too_long), ["ending.reopen_within_s"]);

    let key = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    let site = administrator.get(PATH).await.json()["sites"][0].clone();
    let path = format!("{PATH}/sites/{}", site["settings"]["id"].as_str().unwrap());
    let with = |signers: Value| {
        let mut settings = site["settings"].clone();
        settings["signers"] = signers;
        json!({ "based_on": site["version"], "settings": settings })
    };
    let signer = |algorithm: &str, key: &str| json!({ "algorithm": algorithm, "public_key": key });
    // A whole key of another algorithm, what is no key, and more keys than there may be: each at its place.
    let wrong = with(json!([signer("EdDSA", key), signer("ES256", key), signer("EdDSA", "MCow")]));
    let answer = app.change(&administrator, "PUT", &path, wrong).await;
    let mut found = problems(&answer);
    found.sort();
    assert_eq!(found, ["signers.1.public_key", "signers.2.public_key"]);
    let many = app.change(&administrator, "PUT", &path, with(json!(vec![signer("EdDSA", key); 5]))).await;
    assert_eq!(problems(&many), ["signers"]);
    assert_eq!(app.how_often(Action::ConfigChanged), before + 1, "what is refused is not written");

    let good = json!([signer("EdDSA", key)]);
    let answer = app.change(&administrator, "PUT", &path, with(good.clone())).await;
    assert_eq!((answer.status, &answer.json()["settings"]["signers"]), (200, &good), "{}", answer.text);
    let entries = app.entries();
    let mut written = entries.iter().rev().filter(|entry| entry.action == Action::ConfigChanged);
    for entry in [written.next().unwrap(), written.next().unwrap()] {
        assert_eq!(entry.actor, id_bytes(&administrator.id));
        assert!(!entry.detail.is_none(), "before and after are told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_the_same_the_second_hears_of_it_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let (one, other) = (app.administrator().await, app.administrator().await);
    let seen_by_other = app.shown(&other, "Front desk").await;
    let first = app.set(&one, "Front desk", "/name", json!("Reception")).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let path = format!("{PATH}/departments/{}", app.department("Front desk"));
    let mut settings = seen_by_other["settings"].clone();
    settings["closed_now"] = json!(true);
    let late = json!({ "based_on": seen_by_other["version"], "settings": settings });
    let answer = app.change(&other, "PUT", &path, late).await;
    assert_eq!(answer.refusal(), (409, "changed_meanwhile".to_owned()));
    let now = app.shown(&other, "Reception").await;
    assert_eq!(now["settings"]["closed_now"], false);
    assert_eq!(now["version"], first.json()["version"]);
    let again = app.set(&other, "Reception", "/closed_now", json!(true)).await;
    assert_eq!(again.json()["open"], false, "{}", again.text);

    // At the same moment: exactly one of them.
    let there = app.shown(&one, "Billing").await;
    let path = format!("{PATH}/departments/{}", app.department("Billing"));
    let with = |name: &str| {
        let mut settings = there["settings"].clone();
        settings["name"] = json!(name);
        json!({ "based_on": there["version"], "settings": settings })
    };
    let (a, b) = tokio::join!(
        app.change(&one, "PUT", &path, with("Invoices")),
        app.change(&other, "PUT", &path, with("Payments")),
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stricter_policy_holds_at_once_and_a_weaker_one_for_the_next_chat() {
    let mut app = TestApp::start().await;
    let mut administrator = app.administrator().await;
    let (mut agent, mut visitor) = (app.staff(Role::Agent, &["Front desk"]).await, app.visitor().await);
    agent.online().await;
    let chat = visitor.open(&app.department("Front desk")).await;
    agent.accept(&chat).await;
    let said = |answer: &Value| answer["masked"]["text"].as_str().unwrap_or_default().to_owned();
    let own = said(&visitor.socket.post(&chat, "call 415-555-0132").await);
    assert!(!own.contains("XXX"), "hidden is not masked for its author: {own}");

    let stricter = app.set(&administrator, "Front desk", "/policy/phones", json!("mask")).await;
    assert_eq!(stricter.json()["settings"]["policy"]["version"], 2, "{}", stricter.text);
    let own = said(&visitor.socket.post(&chat, "or call 415-555-0133").await);
    assert!(own.contains("XXX"), "the next message of a running chat: {own}");

    let weaker = app.set(&administrator, "Front desk", "/policy/phones", json!("keep")).await;
    assert_eq!(weaker.json()["settings"]["policy"]["version"], 3);
    let own = said(&visitor.socket.post(&chat, "again 415-555-0134").await);
    assert!(own.contains("XXX"), "the running chat keeps what was promised: {own}");
    let mut next = app.visitor().await;
    let second = next.open(&app.department("Front desk")).await;
    let own = said(&next.socket.post(&second, "call 415-555-0135").await);
    assert!(!own.contains("XXX"), "a chat opened since goes by the new policy: {own}");

    let notice = app.set(&administrator, "Front desk", "/policy/consent_text", json!("We read this.")).await;
    let policy = &notice.json()["settings"]["policy"];
    assert_eq!((&policy["version"], &policy["consent_version"]), (&json!(4), &json!(2)));
    app.restart().await;
    administrator.reconnect(app.door(), &[]).await;
    let policy = &app.shown(&administrator, "Front desk").await["settings"]["policy"];
    assert_eq!((&policy["version"], &policy["consent_version"]), (&json!(4), &json!(2)), "it is stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_is_not_removed_under_people_and_its_past_chats_still_name_it() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (mut agent, mut visitor) = (app.staff(Role::Agent, &["Billing"]).await, app.visitor().await);
    agent.online().await;
    let department = app.department("Billing");
    let chat = visitor.open(&department).await;
    let remove = async || {
        let there = app.shown(&administrator, "Billing").await;
        let based_on = there["version"].as_str().unwrap();
        let path = format!("{PATH}/departments/{department}?based_on={based_on}");
        app.change(&administrator, "DELETE", &path, Value::Null).await
    };
    let waiting = remove().await;
    assert_eq!(waiting.refusal(), (409, "in_use".to_owned()));
    assert!(waiting.text.contains("waiting here: 1, being served here: 0"), "{}", waiting.text);
    agent.accept(&chat).await;
    assert!(remove().await.text.contains("waiting here: 0, being served here: 1"));
    let shown = app.shown(&administrator, "Billing").await;
    assert_eq!((&shown["waiting"], &shown["serving"]), (&json!(0), &json!(1)));

    agent.request(json!({ "type": "close", "conversation": chat })).await;
    let removed = remove().await;
    assert_eq!(removed.status, 204, "{}", removed.text);
    let site =
        app.door().ask("GET", &format!("/api/v1/sites/{}", app.tenant().site), None, &Value::Null).await;
    assert!(!site.text.contains(&department), "no patient is offered it");
    let mut late = app.visitor().await;
    late.socket.send(crate::app::Visitor::opening(&department, &key(), "late")).await;
    late.socket.find("a refusal", |frame| frame["code"] == "not_found").await;
    let reopen = json!({ "type": "reopen", "client_key": key(), "conversation": chat });
    visitor.socket.send(reopen).await;
    let refused = visitor.socket.expect("refused").await;
    assert_eq!(refused["code"], "department_closed", "nor does anyone go on there: {refused}");
    let past = agent.get("/api/v1/staff/conversations").await;
    assert!(past.text.contains(&chat), "who served it reads it again: {}", past.text);
    let people = administrator.get(STAFF).await.json();
    let person =
        people["people"].as_array().unwrap().iter().find(|one| one["id"] == agent.id.as_str()).unwrap();
    assert_eq!(person["departments"], json!([]), "it is offered for nobody");
    let renamed = json!({ "based_on": person["version"], "name": "Other", "role": "agent", "departments": [], "disabled": false });
    let path = format!("{STAFF}/{}", agent.id);
    let renamed = app.change(&administrator, "PUT", &path, renamed).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    let me = agent.get("/api/v1/staff/me").await.json();
    assert_eq!(me["departments"], json!([department]), "its past chats stay with those who served it");
    let named = me["all_departments"].as_array().unwrap().iter().find(|one| one["id"] == department.as_str());
    assert_eq!(named.map(|one| (&one["name"], &one["removed"])), Some((&json!("Billing"), &json!(true))));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_added_changed_and_disabled_but_never_the_last_administrator() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let front = app.department("Front desk");
    let new = |email: &str, password: &str| json!({ "name": "Nadia Roy", "email": email, "password": password, "role": "agent", "departments": [front] });
    let short = app.change(&administrator, "POST", STAFF, new("nadia@clinic.example", "short")).await;
    assert_eq!(problems(&short), ["password"]);
    let taken = app.change(&administrator, "POST", STAFF, new(&administrator.email, PASSWORD)).await;
    assert_eq!(problems(&taken), ["email"]);
    let added = app.change(&administrator, "POST", STAFF, new("nadia@clinic.example", PASSWORD)).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let added = added.json();
    let mut nadia = Staff::sign_in(app.door(), "nadia@clinic.example", None).await;
    nadia.online().await;

    let path = format!("{STAFF}/{}", added["id"].as_str().unwrap());
    let with = |based_on: &Value, role: &str, disabled: bool| json!({ "based_on": based_on, "name": "Nadia Roy-Hill", "role": role, "departments": [front], "disabled": disabled });
    let changed =
        app.change(&administrator, "PUT", &path, with(&added["version"], "supervisor", false)).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(nadia.get("/api/v1/staff/me").await.status, 401, "another role: she signs in again");
    let late = app.change(&administrator, "PUT", &path, with(&added["version"], "agent", false)).await;
    assert_eq!(late.refusal(), (409, "changed_meanwhile".to_owned()));

    let nadia = Staff::sign_in(app.door(), "nadia@clinic.example", None).await;
    let other = json!({ "password": "another-long-password" });
    let reset = app.change(&administrator, "POST", &format!("{path}/password"), other).await;
    assert_eq!(reset.status, 204, "{}", reset.text);
    assert_eq!(nadia.get("/api/v1/staff/me").await.status, 401);
    let body = json!({ "email": "nadia@clinic.example", "password": PASSWORD });
    assert_eq!(app.door().ask("POST", "/api/v1/staff/sign-in", None, &body).await.status, 401);
    let body = json!({ "email": "nadia@clinic.example", "password": "another-long-password" });
    assert_eq!(app.door().ask("POST", "/api/v1/staff/sign-in", None, &body).await.status, 200);

    let version = changed_version(&administrator, &added["id"]).await;
    let disabled = app.change(&administrator, "PUT", &path, with(&version, "supervisor", true)).await;
    assert_eq!(disabled.json()["disabled"], true, "{}", disabled.text);

    let own = format!("{STAFF}/{}", administrator.id);
    let mine = changed_version(&administrator, &json!(administrator.id)).await;
    let myself = app.change(&administrator, "PUT", &own, with(&mine, "administrator", true)).await;
    assert_eq!(myself.refusal(), (409, "not_now".to_owned()));
    let demoted = app.change(&administrator, "PUT", &own, with(&mine, "agent", false)).await;
    assert_eq!(demoted.refusal(), (409, "not_now".to_owned()));
    assert_eq!(app.how_often(Action::StaffChanged), 2, "the change and the password");
    let nothing =
        app.entries().into_iter().find(|entry| entry.action == Action::ServerStarted).unwrap().detail;
    let by_her = |entry: &bedside_audit::Entry| entry.actor == id_bytes(&administrator.id);
    for entry in app.entries().into_iter().filter(|entry| entry.action == Action::StaffChanged) {
        assert!(by_her(&entry) && entry.detail != nothing, "who did it, and what before and after");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_loses_a_department_reads_its_chats_no_further() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (mut visitor, mut agent, chat) = app.chat().await;
    let mut supervisor = app.staff(Role::Supervisor, &["Front desk", "Billing"]).await;
    let watching = supervisor.request(json!({ "type": "watch", "conversation": chat })).await;
    assert_eq!(watching["type"], "watching", "{watching}");
    let waiting = app.visitor().await.open(&app.department("Front desk")).await;
    let shown = |frame: &Value| frame["card"]["conversation"] == waiting.as_str();
    supervisor.socket.find("its card", shown).await;

    let path = format!("{STAFF}/{}", supervisor.id);
    let all = administrator.get(STAFF).await.json();
    let there = all["people"].as_array().unwrap().iter().find(|one| one["id"] == supervisor.id.as_str());
    let there = there.expect("the account is listed");
    let change = json!({
        "based_on": there["version"], "name": there["name"], "role": "supervisor", "disabled": false,
        "departments": [app.department("Billing")],
    });
    let changed = app.change(&administrator, "PUT", &path, change).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(supervisor.socket.expect("card_gone").await["conversation"], waiting.as_str());
    supervisor.socket.settle().await;
    visitor.socket.post(&chat, &said("for the front desk only")).await;
    agent.socket.event("message").await;
    supervisor.socket.send(json!({ "type": "resume", "conversation": chat, "rev": 0 })).await;
    let heard = supervisor.socket.settle().await;
    assert!(heard.iter().all(|frame| frame["type"] != "event"), "{heard:#?}");
    assert!(heard.iter().any(|frame| frame["code"] == "not_found"), "{heard:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn canned_replies_are_counted_as_sent_once_a_message_and_nothing_else_is_kept() {
    let mut app = TestApp::start().await;
    let administrator = app.administrator().await;
    let put = async |shortcuts: &[&str]| {
        let mut there = app.shown(&administrator, "Front desk").await;
        let replies: Vec<_> =
            shortcuts.iter().map(|one| json!({ "shortcut": one, "title": one, "text": "Hello" })).collect();
        there["settings"]["canned"] = replies.into();
        let path = format!("{PATH}/departments/{}", there["settings"]["id"].as_str().unwrap());
        let body = json!({ "based_on": there["version"], "settings": there["settings"] });
        let answer = app.change(&administrator, "PUT", &path, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["sent"].clone()
    };
    assert_eq!(put(&["hi", "bye", "never"]).await, json!([]));
    let (mut visitor, mut staff, id) = app.chat().await;
    let begun = |key: &str, text: &str, canned: Value| {
        let mut frame = post(&id, key, text);
        frame["canned"] = canned;
        frame
    };
    // Two in one message; the same twice; one that the department does not have; a retry of it all.
    let first = begun(&key(), &said("Hello"), json!(["hi", "bye", "hi", "of-another"]));
    for _retry in 0..2 {
        staff.socket.send(first.clone()).await;
        assert_eq!(staff.socket.expect("ack").await["seq"], 1);
    }
    staff.socket.send(begun(&key(), &said("Hello again"), json!(["hi"]))).await;
    staff.socket.expect("ack").await;
    // Neither a note nor the patient counts, nor a text by hand.
    let mut note = begun(&key(), &said("a note"), json!(["hi"]));
    note["type"] = json!("note");
    staff.socket.send(note).await;
    staff.socket.expect("ack").await;
    visitor.socket.send(begun(&key(), &said("mine"), json!(["hi"]))).await;
    visitor.socket.expect("ack").await;
    assert_eq!(staff.socket.post(&id, &said("by hand")).await["type"], "ack");

    let want = json!([{ "shortcut": "bye", "times": 1 }, { "shortcut": "hi", "times": 2 }]);
    assert_eq!(app.shown(&administrator, "Front desk").await["sent"], want);
    assert_eq!(app.shown(&administrator, "Billing").await["sent"], json!([]));
    let told = staff.get("/api/v1/staff/canned").await.json();
    assert_eq!(told["departments"][0]["sent"], want);

    // A reply that goes takes its count with it; one of that name later begins at nothing.
    assert_eq!(put(&["bye"]).await, json!([{ "shortcut": "bye", "times": 1 }]));
    assert_eq!(put(&["bye", "hi"]).await, json!([{ "shortcut": "bye", "times": 1 }]));
    app.restart().await;
    let administrator = app.administrator().await;
    assert_eq!(
        app.shown(&administrator, "Front desk").await["sent"],
        json!([{ "shortcut": "bye", "times": 1 }])
    );
}

/// Does the first while the writer stands still in the middle of it, and the second meanwhile; returns both answers.
async fn one_behind_the_other(
    app: &TestApp,
    first: impl Future<Output = Answer> + Send + 'static,
    second: impl Future<Output = Answer> + Send + 'static,
) -> (Answer, Answer) {
    let (going, begun) = mpsc::channel();
    let (go, wait) = mpsc::channel::<()>();
    app.disk.watch(Some(Box::new(move |point| {
        if point == FaultPoint::BeforeCommit && going.send(()).is_ok() {
            let _ = wait.recv();
        }
    })));
    let first = tokio::spawn(first);
    tokio::task::block_in_place(|| begun.recv_timeout(PATIENCE)).expect("a write has begun");
    drop(begun);
    // Nobody hears who has a lock, and who waits for it.
    sleep(Duration::from_millis(500)).await;
    let second = tokio::spawn(second);
    sleep(Duration::from_millis(500)).await;
    drop(go);
    let answers = (first.await.unwrap(), second.await.unwrap());
    app.disk.watch(None);
    answers
}

impl TestApp {
    /// A request that a test may send from a task of its own.
    fn later(
        &self,
        by: &Staff,
        method: &'static str,
        path: String,
        body: Value,
    ) -> impl Future<Output = Answer> + Send + use<> {
        let (door, cookie) = (self.door(), by.cookie.clone());
        async move { door.ask(method, &path, Some(("cookie", &cookie)), &body).await }
    }

    /// The request by which one administrator makes another an agent.
    async fn demoting(&self, by: &Staff, whom: &Staff) -> impl Future<Output = Answer> + Send + use<> {
        let version = changed_version(by, &json!(whom.id)).await;
        let change = json!({ "based_on": version, "name": "Former", "role": "agent", "departments": [], "disabled": false });
        self.later(by, "PUT", format!("{STAFF}/{}", whom.id), change)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_administrator_any_more_when_it_is_their_turn_changes_nothing() {
    let app = TestApp::start().await;
    let one = app.administrator().await;
    // Whoever comes first is in time: then once more. Without the second look they always are.
    for _ in 0..3 {
        let (other, agent) = (app.administrator().await, app.agent().await);
        let first = app.demoting(&one, &other).await;
        let body = json!({ "password": "another-long-password" });
        let second = app.later(&other, "POST", format!("{STAFF}/{}/password", agent.id), body);
        let (demoted, reset) = one_behind_the_other(&app, first, second).await;
        assert_eq!(demoted.status, 200, "{}", demoted.text);
        if reset.status == 403 {
            assert!(agent.get("/api/v1/staff/me").await.status == 200, "nothing was changed");
            return;
        }
    }
    panic!("a former administrator gave somebody a new password");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_administrators_who_demote_each_other_leave_one() {
    let app = TestApp::start().await;
    let (one, other) = (app.administrator().await, app.administrator().await);
    let (first, second) = (app.demoting(&one, &other).await, app.demoting(&other, &one).await);
    let (first, second) = one_behind_the_other(&app, first, second).await;
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert!(matches!(statuses, [200, 401 | 403]), "{} {}", first.text, second.text);
    let still = [one.get("/api/v1/staff/me").await.status, other.get("/api/v1/staff/me").await.status];
    assert_eq!(still.iter().filter(|status| **status == 200).count(), 1, "{still:?}");
}

fn id_bytes(id: &str) -> [u8; 16] {
    id.parse::<bedside_domain::StaffId>().unwrap().to_bytes()
}

async fn changed_version(by: &Staff, id: &Value) -> Value {
    let all = by.get(STAFF).await.json();
    let one = all["people"].as_array().unwrap().iter().find(|one| one["id"] == *id).cloned();
    one.expect("the account is listed")["version"].clone()
}
