//! Opening hours, messages that are left, and the switch that closes a department now.

use bedside_audit::Action;
use bedside_domain::{Department, OpenSpan, OpeningHours, Preset, PrivacyPolicy, Week};
use bedside_server::admin_protocol::{Answer, Reply, Request};
use bedside_server::administration::Operator;
use serde_json::{Value, json};
use tokio::time::Duration;

use crate::app::{Setup, TestApp, Visitor, key, said};

/// Longer than the server takes to look after conversations that were left.
const A_ROUND: Duration = Duration::from_millis(5_600);
const DAY_MS: u64 = 86_400_000;

impl TestApp {
    /// Puts the front desk on other hours.
    async fn front_desk(&self, hours: Option<OpeningHours>, closed_now: bool) {
        let department = Department {
            id: self.tenant().department("Front desk"),
            name: "Front desk".to_owned(),
            policy: PrivacyPolicy::preset(Preset::General),
            form: Vec::new(),
            routing: bedside_domain::Routing::default(),
            hours,
            closed_now,
            ending: bedside_domain::Ending::default(),
            canned: Vec::new(),
            outcomes: bedside_domain::usual_outcomes(),
            tags: Vec::new(),
            removed: false,
        };
        let services = self.server().services();
        services.put_department(self.tenant().id, department).await.expect("a department");
    }

    async fn close_now(&self, closed: bool) {
        let department = "Front desk".to_owned();
        let request = Request::DepartmentClosedNow { organisation: None, department, closed };
        let services = self.server().services();
        let reply = services.administer(request, Operator::of_this_process()).await;
        assert!(matches!(reply, Reply::Done(Answer::Done)));
    }

    async fn front_desk_on_the_site(&self) -> Value {
        let path = format!("/api/v1/sites/{}", self.tenant().site);
        self.door().ask("GET", &path, None, &Value::Null).await.json()["departments"][0].clone()
    }
}

/// Open for the whole of the day after the one on which the test runs, in UTC, and on no other.
fn tomorrow(app: &TestApp) -> (OpeningHours, u64) {
    use bedside_domain::Clock;
    let opens_at = (app.clock.now().0 / DAY_MS + 1) * DAY_MS;
    let whole = OpenSpan { from: "00:00".parse().unwrap(), to: "24:00".parse().unwrap() };
    let mut week = Week::default();
    // 1970-01-01 was a Thursday.
    match (opens_at / DAY_MS + 3) % 7 {
        0 => week.monday.push(whole),
        1 => week.tuesday.push(whole),
        2 => week.wednesday.push(whole),
        3 => week.thursday.push(whole),
        4 => week.friday.push(whole),
        5 => week.saturday.push(whole),
        _ => week.sunday.push(whole),
    }
    (OpeningHours { zone: "UTC".to_owned(), week, exceptions: Default::default() }, opens_at)
}

impl Visitor {
    /// Opens a conversation as a left message; returns what came of it.
    async fn leave(&mut self, department: &str, key: &str, text: &str) -> Value {
        let mut open = Self::opening(department, key, "cough");
        open["leave_message"] = said(text).into();
        self.socket.send(open).await;
        self.socket.find("an answer to open", |frame| frame["client_key"] == key).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_department_says_when_it_opens_and_takes_messages_only() {
    let app = TestApp::start().await;
    let department = app.department("Front desk");
    assert_eq!(app.front_desk_on_the_site().await["open"], true);
    let (hours, opens_at) = tomorrow(&app);
    app.front_desk(Some(hours), false).await;
    let info = app.front_desk_on_the_site().await;
    assert_eq!(
        (&info["open"], &info["opens_at"], &info["zone"]),
        (&json!(false), &json!(opens_at), &json!("UTC"))
    );

    let mut visitor = app.visitor().await;
    let first = key();
    visitor.socket.send(Visitor::opening(&department, &first, "cough")).await;
    let refused = visitor.socket.expect("refused").await;
    assert_eq!((&refused["code"], &refused["opens_at"]), (&json!("department_closed"), &json!(opens_at)));

    let mut staff = app.agent().await;
    let second = key();
    let opened = visitor.leave(&department, &second, "My cough is back, 415-555-0132").await;
    assert_eq!(opened["type"], "opened", "{opened}");
    assert!(
        opened["state"]["left_at"].is_u64() && opened["state"]["rev"] == 2 && opened["state"]["seq"] == 1
    );
    let id = opened["state"]["conversation"].as_str().unwrap().to_owned();
    // A retry has the same answer and stores nothing again.
    let again = visitor.leave(&department, &second, "My cough is back, 415-555-0132").await;
    assert_eq!(again["state"], opened["state"]);
    let (events, _) = visitor.socket.resume(&id, 0).await;
    let kinds: Vec<_> = events.iter().map(|event| event["event"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["opened", "message"]);

    // It is no place in the queue, and staff see what it is.
    let card = staff.socket.find("its card", |frame| frame["card"]["conversation"] == *id).await;
    assert!(card["card"]["left_at"].is_u64() && card["card"]["seq"] == 1);
    let mut next = app.visitor().await;
    app.front_desk(None, false).await;
    next.open(&department).await;
    assert_eq!(next.socket.expect("queue").await["place"], 1);
    let joined = staff.accept(&id).await;
    assert_eq!(joined["state"]["phase"], "active");
    assert_eq!(staff.socket.post(&id, &said("Come at ten.")).await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_left_message_outlives_its_visitor_and_a_restart() {
    let mut app = TestApp::with(Setup { visitor_grace_ms: 1_000, ..Setup::default() }).await;
    let department = app.department("Front desk");
    let mut visitor = app.visitor().await;
    let opened = visitor.leave(&department, &key(), "Please call me").await;
    let id = opened["state"]["conversation"].as_str().unwrap().to_owned();
    app.restart().await;
    app.clock.advance_ms(3_600_000);
    tokio::time::sleep(A_ROUND).await;
    let mut staff = app.agent().await;
    staff.accept(&id).await;
    assert_eq!(staff.socket.post(&id, &said("We will.")).await["type"], "ack");
    // Served, it waits for its visitor too.
    app.clock.advance_ms(3_600_000);
    tokio::time::sleep(A_ROUND).await;
    visitor.reconnect(app.door(), &[]).await;
    let state = &visitor.welcome["conversations"][0];
    assert_eq!((&state["conversation"], &state["phase"]), (&json!(id), &json!("active")));
    let (events, _) = visitor.socket.resume(&id, 0).await;
    assert_eq!(events.len(), 4);
    assert!(events[3]["event"]["text"].as_str().unwrap().starts_with("We will."));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_can_leave_instead_and_frees_the_place() {
    let mut app = TestApp::start().await;
    let department = app.department("Front desk");
    let (mut first, mut second) = (app.visitor().await, app.visitor().await);
    let ids = [first.open(&department).await, second.open(&department).await];
    assert_eq!(second.socket.expect("queue").await["place"], 2);
    let mut tab = app.door().socket(&first.ticket().await, &[]).await;
    tab.expect("welcome").await;

    let leave = json!({ "type": "leave", "conversation": ids[0], "ref": 7 });
    first.socket.send(leave.clone()).await;
    assert_eq!(first.socket.answer(7).await["type"], "done");
    assert_eq!(tab.expect("left").await["conversation"], ids[0]);
    assert_eq!(second.socket.expect("queue").await["place"], 1);
    first.socket.send(leave.clone()).await;
    assert_eq!(first.socket.answer(7).await["type"], "done", "it is so already");
    assert_eq!(app.done_to(&ids[0]).iter().filter(|action| **action == Action::MessageLeft).count(), 1);
    // Of another's chat nothing is said.
    second.socket.send(leave.clone()).await;
    assert_eq!(second.socket.answer(7).await["code"], "not_found");

    app.restart().await;
    second.reconnect(app.door(), &[]).await;
    assert_eq!(second.socket.expect("queue").await["place"], 1);
    first.reconnect(app.door(), &[]).await;
    assert!(first.welcome["conversations"][0]["left_at"].is_u64());
    let mut staff = app.agent().await;
    staff.accept(&ids[1]).await;
    second.socket.send(json!({ "type": "leave", "conversation": ids[1], "ref": 8 })).await;
    assert_eq!(second.socket.answer(8).await["code"], "not_now", "it does not wait any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_is_looked_at_like_any_message() {
    let app = TestApp::start().await;
    let department = app.department("Front desk");
    let mut visitor = app.visitor().await;
    let mut bad = Visitor::opening(&department, &key(), "cough");
    bad["leave_message"] = "  ".into();
    visitor.socket.send(bad).await;
    assert_eq!(visitor.socket.expect("refused").await["code"], "empty");

    let held = visitor.leave(&department, &key(), "https://a.example/setup.exe").await;
    assert_eq!((&held["state"]["rev"], &held["state"]["seq"]), (&json!(2), &json!(0)), "{held}");
    let id = held["state"]["conversation"].as_str().unwrap().to_owned();
    let (events, _) = visitor.socket.resume(&id, 0).await;
    assert_eq!(events[1]["event"]["kind"], "held");

    let mut urgent = app.visitor().await;
    urgent.leave(&department, &key(), "I have chest pain").await;
    urgent.socket.expect("emergency").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_now_counts_at_once_and_opening_goes_by_the_hours() {
    let app = TestApp::start().await;
    let department = app.department("Front desk");
    let mut before = app.visitor().await;
    let open = before.open(&department).await;
    app.close_now(true).await;
    let info = app.front_desk_on_the_site().await;
    assert_eq!((&info["open"], &info["opens_at"]), (&json!(false), &Value::Null));
    let mut visitor = app.visitor().await;
    visitor.socket.send(Visitor::opening(&department, &key(), "cough")).await;
    assert_eq!(visitor.socket.expect("refused").await["code"], "department_closed");
    // What is open goes on.
    assert_eq!(before.socket.post(&open, &said("Still here")).await["type"], "ack");
    app.close_now(false).await;
    visitor.open(&department).await;

    let hours =
        OpeningHours { zone: "Nowhere".into(), week: Week::default(), exceptions: Default::default() };
    let department = "Front desk".to_owned();
    let request = Request::DepartmentHours { organisation: None, department, hours: Some(hours) };
    let reply = app.server().services().administer(request, Operator::of_this_process()).await;
    assert!(matches!(reply, Reply::Failed(why) if why.contains("Nowhere")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_after_days_is_read_in_the_same_browser_and_no_longer_than_it_is_kept() {
    let mut app = TestApp::start().await;
    let department = app.department("Front desk");
    let mut visitor = app.visitor().await;
    let mut other = app.visitor().await;
    other.open(&department).await;
    let opened = visitor.leave(&department, &key(), "Please write to me").await;
    let id = opened["state"]["conversation"].as_str().unwrap().to_owned();
    let kept_s = opened["state"]["protection"]["retention_seconds"].as_u64().unwrap();
    assert_eq!(kept_s, 7 * DAY_MS / 1_000);

    // The browser is told to keep its cookie as long; who left nothing hears nothing new.
    let session = async |app: &TestApp, visitor: &Visitor| {
        let cookie = format!("__Host-bedside-visitor={}", visitor.bearer);
        let path = "/api/v1/visitor/session";
        app.door().ask("GET", path, Some(("cookie", &cookie)), &Value::Null).await
    };
    let answer = session(&app, &visitor).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    let max_age: u64 = cookie.split("Max-Age=").nth(1).unwrap().split(';').next().unwrap().parse().unwrap();
    assert!((kept_s - 60..=kept_s).contains(&max_age), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("Partitioned"));
    assert!(session(&app, &other).await.headers.get("set-cookie").is_none());

    // A page that stays open is not sent away after a day.
    app.clock.advance_ms(3 * DAY_MS);
    tokio::time::sleep(A_ROUND).await;
    assert_eq!(visitor.socket.post(&id, &said("Are you there")).await["type"], "ack");
    assert_eq!(session(&app, &other).await.status, 401);

    app.restart().await;
    let mut staff = app.agent().await;
    staff.accept(&id).await;
    assert_eq!(staff.socket.post(&id, &said("Come on Monday")).await["type"], "ack");
    staff.socket.send(json!({ "type": "close", "conversation": id, "ref": 9 })).await;
    assert_eq!(staff.socket.answer(9).await["type"], "done");

    // From the end on it is kept as long again.
    app.clock.advance_ms(6 * DAY_MS);
    let found = session(&app, &visitor).await.json();
    assert_eq!(
        (&found["conversations"][0]["conversation"], &found["conversations"][0]["phase"]),
        (&json!(id), &json!("closed"))
    );
    visitor.reconnect(app.door(), &[]).await;
    assert_eq!(visitor.welcome["conversations"][0]["conversation"], *id);
    let (events, _) = visitor.socket.resume(&id, 0).await;
    let texts: Vec<_> = events.iter().filter_map(|event| event["event"]["text"].as_str()).collect();
    assert!(texts.len() == 3 && texts[2].starts_with("Come on Monday"), "{texts:?}");
    assert_eq!(visitor.socket.post(&id, &said("Thank you")).await["code"], "not_found");

    app.clock.advance_ms(DAY_MS + 60_000);
    assert_eq!(session(&app, &visitor).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_left_message_that_its_visitor_ended_is_not_shown_again() {
    let app = TestApp::start().await;
    let department = app.department("Front desk");
    let mut visitor = app.visitor().await;
    let opened = visitor.leave(&department, &key(), "Please write to me").await;
    let id = opened["state"]["conversation"].as_str().unwrap().to_owned();
    visitor.socket.send(json!({ "type": "close", "conversation": id, "ref": 3 })).await;
    assert_eq!(visitor.socket.answer(3).await["type"], "done");
    visitor.reconnect(app.door(), &[]).await;
    assert_eq!(visitor.welcome["conversations"], json!([]));
}
