//! Writes that are lost, and writes that are done but reported lost: for each thing that changes a conversation, memory and store
//! agree afterwards, and whoever takes part hears of it without asking.

use bedside_audit::Action;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

use crate::app::{PATIENCE, Staff, TestApp, Visitor, key, post, said};

/// What is tried while the disk is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Post,
    Urgent,
    Note,
    Open,
    Accept,
    Transfer,
    Close,
    Release,
    Presence,
    Receipt,
}

const STEPS: [Step; 10] = [
    Step::Post,
    Step::Urgent,
    Step::Note,
    Step::Open,
    Step::Accept,
    Step::Transfer,
    Step::Close,
    Step::Release,
    Step::Presence,
    Step::Receipt,
];

/// One conversation in which one step is tried.
struct Scene {
    step: Step,
    visitor: Visitor,
    staff: Staff,
    id: String,
    /// Everything the visitor was sent of it, unasked.
    heard: Vec<Value>,
}

impl Scene {
    async fn set(app: &TestApp, step: Step) -> Self {
        let mut staff = app.agent().await;
        let mut visitor = app.visitor().await;
        let mut id = String::new();
        if step != Step::Open {
            id = visitor.open(&app.department("Front desk")).await;
        }
        if !matches!(step, Step::Open | Step::Accept) {
            staff.accept(&id).await;
            visitor.socket.event("joined").await;
        }
        Self { step, visitor, staff, id, heard: Vec::new() }
    }

    /// The frame, by whom (true: staff), and the kind of event it makes, if one.
    async fn prepare(&mut self, app: &TestApp) -> (Value, bool, Option<&'static str>) {
        let id = &self.id;
        match self.step {
            Step::Post => (post(id, &key(), &said("are you there")), false, Some("message")),
            Step::Urgent => (post(id, &key(), &said("I have chest pain")), false, Some("message")),
            Step::Note => (
                json!({ "type": "note", "conversation": id, "client_key": key(), "text": said("note") }),
                true,
                Some("empty"),
            ),
            Step::Open => (Visitor::opening(&app.department("Front desk"), &key(), "cough"), false, None),
            Step::Accept => (json!({ "type": "accept", "conversation": id, "ref": 5 }), true, Some("joined")),
            Step::Transfer => (
                json!({ "type": "transfer", "conversation": id, "department": app.department("Billing"), "ref": 5 }),
                true,
                Some("transferred"),
            ),
            Step::Close => (json!({ "type": "close", "conversation": id, "ref": 5 }), true, Some("closed")),
            Step::Release => {
                let links = said(&"https://pictures.example/x ".repeat(6));
                let held = self.visitor.socket.post(id, &links).await;
                assert_eq!(held["type"], "held");
                let frame =
                    json!({ "type": "release", "conversation": id, "message": held["message"], "ref": 5 });
                (frame, true, Some("released"))
            }
            Step::Presence => (json!({ "type": "presence", "state": "away", "ref": 5 }), true, None),
            Step::Receipt => {
                assert_eq!(self.visitor.socket.post(id, &said("read this")).await["type"], "ack");
                self.staff.socket.event("message").await;
                (json!({ "type": "receipt", "conversation": id, "delivered": 1, "read": 1 }), true, None)
            }
        }
    }

    /// Sends it and returns the answer.
    async fn send(&mut self, frame: &Value, by_staff: bool) -> Value {
        let socket = if by_staff { &mut self.staff.socket } else { &mut self.visitor.socket };
        socket.send(frame.clone()).await;
        if self.step == Step::Receipt {
            return Value::Null;
        }
        let same =
            |answer: &Value, name: &str| frame.get(name).is_some() && answer.get(name) == frame.get(name);
        let answers = |answer: &Value| same(answer, "ref") || same(answer, "client_key");
        socket.find("an answer", answers).await
    }

    /// The conversation as the server shows it to its visitor now.
    async fn state(&mut self, app: &TestApp) -> Value {
        self.visitor.reconnect(app.door(), &[]).await;
        let open = self.visitor.welcome["conversations"].as_array().unwrap().clone();
        open.into_iter().find(|state| state["conversation"] == self.id).unwrap_or(Value::Null)
    }
}

async fn try_each(done: bool) {
    let mut app = TestApp::start().await;
    let mut scenes = Vec::new();
    for step in STEPS {
        let mut scene = Scene::set(&app, step).await;
        let (frame, by_staff, event) = scene.prepare(&app).await;
        scene.visitor.socket.settle().await;
        if done {
            app.disk.mute()
        } else {
            app.disk.cut()
        }
        let answer = scene.send(&frame, by_staff).await;
        let context = format!("{step:?}, done {done}: {answer}");
        match (step, done) {
            // The store is asked what became of it.
            (Step::Open, true) => assert_eq!(answer["type"], "opened", "{context}"),
            (Step::Accept, true) => assert_eq!(answer["type"], "joined", "{context}"),
            (Step::Transfer | Step::Close, true) => assert_eq!(answer["type"], "done", "{context}"),
            (Step::Receipt, _) => {}
            _ => assert_eq!(
                (answer["type"].as_str(), answer["queue"].as_str()),
                (Some("busy"), Some("store")),
                "{context}"
            ),
        }
        if done && let Some(kind) = event {
            // Without being asked, and while the disk still fails.
            scene.heard.push(scene.visitor.socket.event(kind).await);
            if kind == "message" {
                scene.staff.socket.event(kind).await;
            }
        }
        app.disk.restore();
        if answer["type"] == "busy" {
            let again = scene.send(&frame, by_staff).await;
            assert!(
                !["busy", "error", "refused"].contains(&again["type"].as_str().unwrap()),
                "{context}, then {again}"
            );
            if !done && let Some(kind) = event {
                scene.heard.push(scene.visitor.socket.event(kind).await);
            }
        }
        if step == Step::Open {
            // It can be worked with: it is in the queue, and staff see it.
            scene.id = conversation_of(&mut scene.visitor, &app).await;
            scene.staff.accept(&scene.id).await;
        }
        scenes.push(scene);
    }

    // What memory says is what the store says.
    let mut before = Vec::new();
    for scene in &mut scenes {
        before.push(scene.state(&app).await);
    }
    until(&app, "the mark", async |app| app.done_to(&scenes[1].id).contains(&Action::EmergencyFlagged)).await;
    app.restart().await;
    for (scene, before) in scenes.iter_mut().zip(before) {
        let after = scene.state(&app).await;
        assert_eq!(before, after, "{:?}, done {done}", scene.step);
        let (events, _) = scene.visitor.socket.resume(&scene.id, 0).await;
        let revs: Vec<u64> = events.iter().map(|event| event["rev"].as_u64().unwrap()).collect();
        assert_eq!(revs, (1..=revs.len() as u64).collect::<Vec<_>>());
        for heard in &scene.heard {
            assert!(events.contains(heard), "{:?}, done {done}: {heard}", scene.step);
        }
        let once = events
            .iter()
            .filter(|event| scene.heard.iter().any(|heard| heard["event"]["kind"] == event["event"]["kind"]));
        assert!(once.count() <= 1, "{:?}, done {done}: {events:#?}", scene.step);
        match scene.step {
            Step::Receipt => assert_eq!(after["receipts"][0]["read"], 1, "{after}"),
            Step::Close => assert_eq!(after, Value::Null),
            Step::Transfer => assert_eq!(after["phase"], "waiting"),
            _ => assert_eq!(after["phase"], "active", "{:?}", scene.step),
        }
    }
    // The mark is written down, and staff see it.
    let urgent = &mut scenes[1];
    urgent.staff.reconnect(app.door(), &[]).await;
    let cards = urgent.staff.socket.expect("cards").await;
    let card =
        cards["cards"].as_array().unwrap().iter().find(|card| card["conversation"] == urgent.id).unwrap();
    assert_eq!(card["urgent"], true);
    // The log ends with where they were: away, and offline since the stop.
    let presence = &scenes[8].staff;
    assert!(
        app.done_by(&presence.id, None).iter().filter(|action| **action == Action::StaffPresence).count()
            >= 3
    );
}

async fn conversation_of(visitor: &mut Visitor, app: &TestApp) -> String {
    visitor.reconnect(app.door(), &[]).await;
    visitor.welcome["conversations"][0]["conversation"].as_str().expect("it is open").to_owned()
}

async fn until(app: &TestApp, what: &str, is_so: impl AsyncFn(&TestApp) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so(app).await {
        assert!(Instant::now() < deadline, "{what} in time");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_lost_has_not_happened_and_can_be_done_again() {
    try_each(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_but_reported_lost_is_heard_of_by_everyone() {
    try_each(true).await;
}
