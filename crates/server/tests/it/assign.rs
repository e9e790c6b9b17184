//! Chats that come to staff by themselves: who is offered what, declining, time-outs, capacity, overflow, and staff who vanish.

use bedside_audit::Action;
use bedside_domain::{DepartmentId, Overflow, Preset, PrivacyPolicy, Role, Routing, RoutingMode};
use serde_json::{Value, json};

use crate::app::{Staff, TestApp, Visitor, said};

impl TestApp {
    /// Gives a department of the usual tenant a rule.
    async fn route(&self, name: &str, routing: Routing) {
        let id: DepartmentId = self.tenant().department(name);
        let department = bedside_domain::Department {
            id,
            name: name.to_owned(),
            policy: PrivacyPolicy::preset(Preset::General),
            form: Vec::new(),
            routing,
            hours: None,
            closed_now: false,
            ending: bedside_domain::Ending::default(),
            canned: Vec::new(),
            outcomes: bedside_domain::usual_outcomes(),
            tags: Vec::new(),
            removed: false,
        };
        self.server().services().put_department(self.tenant().id, department).await.expect("a rule");
    }

    async fn waits_in(&self, name: &str) -> (Visitor, String) {
        let mut visitor = self.visitor().await;
        let id = visitor.open(&self.department(name)).await;
        (visitor, id)
    }
}

impl Staff {
    /// The next card of that chat that says to whom it is offered.
    async fn offer_of(&mut self, id: &str) -> (String, Value) {
        let card = self
            .socket
            .find("an offer", |frame| {
                frame["type"] == "card"
                    && frame["card"]["conversation"] == id
                    && frame["card"]["preferred"].is_string()
            })
            .await;
        (card["card"]["preferred"].as_str().unwrap().to_owned(), card["card"]["offer_ends_at"].clone())
    }

    /// The next card of that chat that is for everyone.
    async fn for_all(&mut self, id: &str) {
        let free = |frame: &Value| {
            frame["type"] == "card"
                && frame["card"]["conversation"] == id
                && frame["card"].get("preferred").is_none()
                && frame["card"]["phase"] == "waiting"
        };
        self.socket.find("a card for all", free).await;
    }

    async fn decline(&mut self, id: &str) -> Value {
        self.request(json!({ "type": "decline", "conversation": id })).await
    }

    async fn try_accept(&mut self, id: &str) -> Value {
        self.request(json!({ "type": "accept", "conversation": id })).await
    }

    async fn away(&mut self) {
        assert_eq!(self.request(json!({ "type": "presence", "state": "away" })).await["type"], "done");
    }
}

fn rule(mode: RoutingMode, capacity: u32) -> Routing {
    Routing { mode, capacity, ..Routing::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_least_busy_is_offered_the_next_chat() {
    let app = TestApp::start().await;
    app.route("Front desk", rule(RoutingMode::LeastBusy, 5)).await;
    let mut one = app.agent().await;
    let (_first, a) = app.waits_in("Front desk").await;
    assert_eq!(one.offer_of(&a).await.0, one.id);
    one.accept(&a).await;
    let mut other = app.agent().await;
    let (_second, b) = app.waits_in("Front desk").await;
    let (to, ends) = one.offer_of(&b).await;
    assert_eq!(to, other.id, "who has none");
    assert!(ends.as_u64().unwrap() > 0);
    // It is theirs to take, and nobody else's.
    assert_eq!(one.try_accept(&b).await["code"], "not_now");
    assert_eq!(one.decline(&b).await["code"], "not_now", "nor to decline");
    other.accept(&b).await;
    let gone = one.socket.expect("card_gone").await;
    assert_eq!(
        (gone["conversation"].as_str(), gone["by"]["id"].as_str()),
        (Some(b.as_str()), Some(other.id.as_str())),
        "who took it"
    );
    assert_eq!(other.socket.post(&b, &said("hello")).await["type"], "ack");
    // Taken by hand where nobody assigns: as ever.
    let stranger = app.staff(Role::Agent, &["Billing"]).await;
    let mut stranger = stranger;
    assert_eq!(stranger.decline(&b).await["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_does_not_take_goes_to_the_next_and_then_to_all() {
    let app = TestApp::start().await;
    app.route("Front desk", rule(RoutingMode::RoundRobin, 5)).await;
    let (mut one, mut other) = (app.agent().await, app.agent().await);
    let (mut visitor, id) = app.waits_in("Front desk").await;
    let (first, _) = one.offer_of(&id).await;
    let (first, second) = if first == one.id { (&mut one, &mut other) } else { (&mut other, &mut one) };
    assert_eq!(first.decline(&id).await["type"], "done");
    second.socket.find("theirs", |f| f["type"] == "card" && f["card"]["preferred"] == second.id).await;
    first.socket.settle().await;
    // And if they do not see it: in time it is for everyone, also for who declined.
    app.clock.advance_ms(30_000);
    first.for_all(&id).await;
    first.accept(&id).await;
    assert_eq!(
        visitor.socket.event("joined").await["rev"],
        2,
        "the patient was not passed from hand to hand"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_offered_more_than_the_department_allows() {
    let app = TestApp::start().await;
    app.route("Front desk", rule(RoutingMode::LeastBusy, 1)).await;
    let mut agent = app.agent().await;
    let (_first, a) = app.waits_in("Front desk").await;
    assert_eq!(agent.offer_of(&a).await.0, agent.id);
    agent.accept(&a).await;
    let (_second, b) = app.waits_in("Front desk").await;
    agent.for_all(&b).await;
    let heard = agent.socket.settle().await;
    assert!(
        heard
            .iter()
            .all(|frame| frame["card"]["conversation"] != b || frame["card"].get("preferred").is_none()),
        "{heard:#?}"
    );
    // Room again: it comes by itself.
    assert_eq!(agent.request(json!({ "type": "close", "conversation": a })).await["type"], "done");
    assert_eq!(agent.offer_of(&b).await.0, agent.id);
    // Who goes away keeps the chats they have, and gets no more.
    agent.away().await;
    agent.for_all(&b).await;
    // By hand one may take more than that.
    agent.accept(&b).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waited_before_anyone_came_is_offered_when_someone_comes_and_after_a_restart() {
    let mut app = TestApp::start().await;
    app.route("Front desk", rule(RoutingMode::LeastBusy, 5)).await;
    let (mut visitor, id) = app.waits_in("Front desk").await;
    let mut agent = app.agent().await;
    assert_eq!(agent.offer_of(&id).await.0, agent.id);
    app.restart().await;
    visitor.reconnect(app.door(), &[]).await;
    agent.reconnect(app.door(), &[]).await;
    agent.online().await;
    assert_eq!(agent.offer_of(&id).await.0, agent.id);
    agent.accept(&id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_rule_counts_for_who_waits_already() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let (_visitor, id) = app.waits_in("Front desk").await;
    agent.for_all(&id).await;
    app.route("Front desk", rule(RoutingMode::RoundRobin, 1)).await;
    assert_eq!(agent.offer_of(&id).await.0, agent.id);
    // And back: what is offered stays so until it is taken or too old.
    app.route("Front desk", Routing::default()).await;
    agent.accept(&id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_nobody_has_room_for_is_offered_in_another_department() {
    let app = TestApp::start().await;
    let overflow = |name| Overflow { department: app.tenant().department(name), after_s: 60 };
    app.route(
        "Front desk",
        Routing { overflow: Some(overflow("Billing")), ..rule(RoutingMode::LeastBusy, 0) },
    )
    .await;
    let mut there = app.staff(Role::Agent, &["Billing"]).await;
    there.online().await;
    let mut here = app.agent().await;
    let (mut visitor, id) = app.waits_in("Front desk").await;
    here.for_all(&id).await;
    assert_eq!(there.try_accept(&id).await["code"], "not_found", "not yet");
    app.clock.advance_ms(60_000);
    assert_eq!(there.offer_of(&id).await.0, there.id);
    assert_eq!(here.offer_of(&id).await.0, there.id);
    there.accept(&id).await;
    assert_eq!(visitor.socket.event("transferred").await["event"]["department_name"], "Billing");
    assert_eq!(visitor.socket.event("joined").await["event"]["staff"]["id"], there.id);
    // Not where the policy forbids it.
    app.route(
        "Front desk",
        Routing { overflow: Some(overflow("Private")), ..rule(RoutingMode::LeastBusy, 0) },
    )
    .await;
    let mut strict = app.staff(Role::Agent, &["Private"]).await;
    strict.online().await;
    let (_second, id) = app.waits_in("Front desk").await;
    app.clock.advance_ms(60_000);
    here.for_all(&id).await;
    assert!(strict.socket.settle().await.iter().all(|frame| frame["type"] != "card"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chats_of_staff_who_vanish_go_back_to_the_queue() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let (mut later, _) = app.waits_in("Front desk").await;
    // Back within the time: nothing happens.
    drop(std::mem::replace(&mut staff.socket, app.visitor().await.socket));
    visitor.socket.find("staff left", |frame| frame["type"] == "here" && frame["here"] == false).await;
    app.clock.advance_ms(100_000);
    staff.reconnect(app.door(), &[(&id, 2)]).await;
    visitor.socket.find("staff came", |frame| frame["type"] == "here" && frame["here"] == true).await;
    app.clock.advance_ms(100_000);
    assert_eq!(staff.socket.post(&id, &said("here I am")).await["type"], "ack");
    // Gone for longer.
    drop(std::mem::replace(&mut staff.socket, app.visitor().await.socket));
    visitor.socket.find("staff left", |frame| frame["type"] == "here" && frame["here"] == false).await;
    app.clock.advance_ms(120_000);
    let event = visitor.socket.event("transferred").await;
    assert_eq!(event["event"]["by"]["kind"], "system");
    visitor.socket.find("the first place", |frame| frame["type"] == "queue" && frame["place"] == 1).await;
    later.socket.find("the second place", |frame| frame["type"] == "queue" && frame["place"] == 2).await;
    let mut next = app.agent().await;
    next.accept(&id).await;
    assert_eq!(next.socket.post(&id, &said("I go on")).await["type"], "ack");
    let welcome = staff.reconnect(app.door(), &[]).await;
    assert_eq!(welcome["conversations"], json!([]), "it is not theirs any more");
    assert!(app.done_to(&id).contains(&Action::ConversationTransferred));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chats_of_staff_who_do_not_come_back_after_a_restart_go_back_too() {
    let mut app = TestApp::start().await;
    let (mut visitor, _staff, id) = app.chat().await;
    app.restart().await;
    visitor.reconnect(app.door(), &[(&id, 2)]).await;
    app.clock.advance_ms(120_000);
    assert_eq!(visitor.socket.event("transferred").await["event"]["by"]["kind"], "system");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_by_a_transfer_can_be_declined() {
    let app = TestApp::start().await;
    let (mut visitor, mut old, id) = app.chat().await;
    let mut to = app.agent().await;
    let frame = json!({ "type": "transfer", "conversation": id, "department": app.department("Front desk"), "to": to.id });
    assert_eq!(old.request(frame).await["type"], "done");
    assert_eq!(to.offer_of(&id).await.0, to.id);
    assert_eq!(to.decline(&id).await["type"], "done");
    assert_eq!(visitor.socket.event("transferred").await["event"]["to"], to.id);
    assert_eq!(visitor.socket.event("transferred").await["event"]["by"]["kind"], "system");
    old.for_all(&id).await;
    old.accept(&id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_says_how_it_stands_and_nothing_about_patients() {
    let app = TestApp::start().await;
    let (_visitor, agent, _) = app.chat().await;
    let (_waiting, _) = app.waits_in("Front desk").await;
    let supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    let answer = supervisor.get("/api/v1/staff/board").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.text.contains("conversation") && !answer.text.contains("topic"), "{}", answer.text);
    let board = answer.json();
    let departments = board["departments"].as_array().unwrap();
    assert_eq!(departments.len(), 1, "their own");
    assert_eq!(
        (departments[0]["name"].as_str(), departments[0]["waiting"].as_u64()),
        (Some("Front desk"), Some(1))
    );
    assert!(departments[0]["waiting_since"].is_u64());
    let staff = departments[0]["staff"].as_array().unwrap();
    let load = |id: &str| {
        staff.iter().find(|one| one["id"] == id).map(|one| (one["state"].clone(), one["load"].clone()))
    };
    assert_eq!(load(&agent.id), Some((json!("online"), json!(1))));
    assert_eq!(load(&supervisor.id), Some((json!("away"), json!(0))));
    assert_eq!(agent.get("/api/v1/staff/board").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_person_is_offered_to_who_served_them_if_they_have_room() {
    let app = TestApp::start().await;
    app.route("Front desk", rule(RoutingMode::LeastBusy, 1)).await;
    let (mut dana, mut omar) = (app.agent().await, app.staff(Role::Agent, &["Front desk"]).await);
    let (mut visitor, first) = app.waits_in("Front desk").await;
    assert_eq!(dana.offer_of(&first).await.0, dana.id, "who alone is online");
    dana.accept(&first).await;
    omar.online().await;
    assert_eq!(dana.request(json!({ "type": "close", "conversation": first })).await["type"], "done");
    // By the rule alone it would be Omar's: he was offered none so far.
    let again = visitor.open(&app.department("Front desk")).await;
    assert_eq!(omar.offer_of(&again).await.0, dana.id);
    assert_eq!(dana.decline(&again).await["type"], "done");
    // Not without end: cards from before the decline come first.
    while omar.offer_of(&again).await.0 != omar.id {}
    omar.accept(&again).await;
    assert_eq!(omar.request(json!({ "type": "close", "conversation": again })).await["type"], "done");
    // Now it was Omar last, who has no room.
    let (_busy, other) = app.waits_in("Front desk").await;
    let (holder, mut staff) = match dana.offer_of(&other).await.0 {
        id if id == dana.id => (id, dana),
        id => (id, omar),
    };
    staff.accept(&other).await;
    let third = visitor.open(&app.department("Front desk")).await;
    assert_ne!(staff.offer_of(&third).await.0, holder, "whoever has room");
}
