//! Waiting, being taken, being passed on, being left: the queue, acceptance, transfer, grace.

use bedside_audit::Action;
use bedside_domain::Role;
use serde_json::{Value, json};
use tokio::time::Duration;

use crate::app::{Setup, Staff, TestApp, Visitor, key, said};

/// Longer than the server takes to look after conversations that were left.
const A_ROUND: Duration = Duration::from_millis(5_600);

impl Visitor {
    /// What they are told next of their place.
    async fn place(&mut self) -> (u64, Option<u64>, bool) {
        let queue = self.socket.expect("queue").await;
        (queue["place"].as_u64().unwrap(), queue["estimate_s"].as_u64(), queue["staffed"].as_bool().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_wait_know_their_place() {
    let app = TestApp::start().await;
    let department = app.department("Front desk");
    let mut visitors = Vec::new();
    let mut ids = Vec::new();
    for place in 1..=4 {
        let mut visitor = app.visitor().await;
        ids.push(visitor.open(&department).await);
        assert_eq!(visitor.place().await, (place, None, false));
        visitors.push(visitor);
    }
    let mut staff = app.agent().await;
    for (index, visitor) in visitors.iter_mut().enumerate() {
        assert_eq!(visitor.place().await, (index as u64 + 1, None, true), "somebody is there now");
    }
    staff.accept(&ids[0]).await;
    for (index, visitor) in visitors[1..].iter_mut().enumerate() {
        assert_eq!(visitor.place().await.0, index as u64 + 1);
    }
    // From the time between two acceptances one can guess.
    app.clock.advance_ms(60_000);
    staff.accept(&ids[1]).await;
    for (index, visitor) in visitors[2..].iter_mut().enumerate() {
        let (place, estimate, _) = visitor.place().await;
        assert_eq!(place, index as u64 + 1);
        let estimate = estimate.expect("a guess");
        assert!((60 * place..70 * place).contains(&estimate), "{estimate} s for place {place}");
    }
    // Who gives up makes the others move; who comes back hears it again.
    visitors[2].socket.send(json!({ "type": "close", "conversation": ids[2], "ref": 5 })).await;
    assert_eq!(visitors[2].socket.answer(5).await["type"], "done");
    assert_eq!(visitors[3].place().await.0, 1);
    visitors[3].reconnect(app.door(), &[]).await;
    assert_eq!(visitors[3].place().await.0, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_there_again_after_a_restart() {
    let mut app = TestApp::start().await;
    let department = app.department("Front desk");
    let mut first = app.visitor().await;
    let mut second = app.visitor().await;
    let ids = [first.open(&department).await, second.open(&department).await];
    app.restart().await;
    second.reconnect(app.door(), &[]).await;
    assert_eq!(second.place().await.0, 2);
    let mut staff = app.agent().await;
    let mut cards: Vec<String> = Vec::new();
    staff.socket.send(json!({ "type": "ping" })).await;
    let ticket = staff.ticket().await;
    let mut tab = app.door().socket(&ticket, &[]).await;
    for card in tab.expect("cards").await["cards"].as_array().unwrap() {
        cards.push(card["conversation"].as_str().unwrap().to_owned());
    }
    assert_eq!(cards, ids);
    staff.accept(&ids[0]).await;
    // They may hear first that somebody is on duty by now, at the place they had.
    while second.place().await.0 != 1 {}
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_accept_at_once_one_serves() {
    let app = TestApp::start().await;
    let (mut one, mut other) = (app.agent().await, app.agent().await);
    for _ in 0..5 {
        let mut visitor = app.visitor().await;
        let id = visitor.open(&app.department("Front desk")).await;
        let accept = json!({ "type": "accept", "conversation": id });
        let answers = tokio::join!(one.request(accept.clone()), other.request(accept));
        let (won, lost) = match (answers.0["type"].as_str(), answers.1["type"].as_str()) {
            (Some("joined"), Some("error")) => (&mut one, answers.1),
            (Some("error"), Some("joined")) => (&mut other, answers.0),
            _ => panic!("{} {}", answers.0, answers.1),
        };
        assert_eq!(lost["code"], "taken_by_colleague");
        assert_eq!(visitor.socket.event("joined").await["event"]["staff"]["id"], won.id);
        // Accepting again what one serves changes nothing.
        let again = won.request(json!({ "type": "accept", "conversation": id })).await;
        assert_eq!((again["type"].as_str(), again["state"]["rev"].as_u64()), (Some("joined"), Some(2)));
        assert_eq!(won.socket.post(&id, &said("here I am")).await["type"], "ack");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_takes_note_and_policy_along_and_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let (mut visitor, mut old, id) = app.chat().await;
    let mut new = app.staff(Role::Agent, &["Billing"]).await;
    new.online().await;
    visitor.socket.post(&id, &said("it is about a bill")).await;
    let transfer = json!({
        "type": "transfer", "conversation": id, "department": app.department("Billing"), "note": said("be kind"),
    });
    assert_eq!(old.request(transfer).await["type"], "done");
    let passed = visitor.socket.event("transferred").await;
    assert_eq!(passed["event"]["department_name"], "Billing");
    assert_eq!(passed["rev"], 5, "opened, joined, message, note, transferred");
    assert_eq!(visitor.socket.event("empty").await["rev"], 4);
    old.socket.expect("card_gone").await;
    let card = new.socket.expect("card").await;
    assert_eq!((card["card"]["phase"].as_str(), card["card"]["seq"].as_u64()), (Some("waiting"), Some(1)));

    // The visitor may write while nobody serves; the old staff hears nothing of it.
    old.socket.settle().await;
    visitor.socket.post(&id, &said("are you there")).await;
    let joined = new.accept(&id).await;
    assert_eq!(joined["state"]["department_name"], "Billing");
    visitor.socket.post(&id, &said("hello")).await;
    new.socket.post(&id, &said("hello")).await;
    let note = new.socket.event("note").await;
    assert_eq!(note["event"]["text"], said("be kind"));
    // That it is in nobody's list but the new one's is all they hear.
    let heard = old.socket.settle().await;
    assert!(
        heard.iter().all(|frame| frame["conversation"] != id || frame["type"] == "card_gone"),
        "{heard:#?}"
    );
    for (frame, kind) in old_steps(&id, &app.department("Front desk")) {
        old.socket.send(frame.clone()).await;
        let answer = old.socket.expect(kind).await;
        assert_eq!(answer["code"], "not_found", "{frame}");
    }
    let accept = old.request(json!({ "type": "accept", "conversation": id })).await;
    assert_eq!(accept["code"], "not_found");
    // Reconnecting brings nothing back either.
    old.reconnect(app.door(), &[(&id, 0)]).await;
    assert_eq!(old.socket.expect("error").await["code"], "not_found");
    assert!(old.socket.settle().await.iter().all(|frame| frame["type"] != "event"));
    // But what they served they may read again, once it is over.
    new.close_and_read(&id).await;
    assert_eq!(old.get(&format!("/api/v1/staff/conversations/{id}")).await.status, 200);
}

/// What one does who serves a conversation, and the type of the answer.
fn old_steps(id: &str, department: &str) -> Vec<(Value, &'static str)> {
    vec![
        (crate::app::post(id, &key(), &said("me again")), "refused"),
        (json!({ "type": "note", "conversation": id, "client_key": key(), "text": said("n") }), "refused"),
        (json!({ "type": "resume", "conversation": id, "rev": 0 }), "error"),
        (json!({ "type": "close", "conversation": id }), "error"),
        (json!({ "type": "transfer", "conversation": id, "department": department }), "error"),
        (json!({ "type": "release", "conversation": id, "message": id }), "error"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_to_one_person_is_offered_to_them() {
    let app = TestApp::start().await;
    let (mut visitor, mut old, id) = app.chat().await;
    let mut new = app.agent().await;
    let frame = |to: &str| json!({ "type": "transfer", "conversation": id, "department": app.department("Front desk"), "to": to });
    let nobody = app.add_staff_to(app.tenant(), Role::Auditor, &["Front desk"]).await.0;
    assert_eq!(old.request(frame(&nobody.to_string())).await["code"], "not_serving_there");
    let absent = app.add_staff_to(app.tenant(), Role::Agent, &["Front desk"]).await.0;
    assert_eq!(old.request(frame(&absent.to_string())).await["code"], "colleague_away");
    let oneself = frame(&old.id);
    assert_eq!(old.request(oneself).await["code"], "not_now");
    assert_eq!(old.request(frame(&new.id)).await["type"], "done");
    assert_eq!(visitor.socket.event("transferred").await["event"]["to"], new.id);
    assert_eq!(new.socket.expect("card").await["card"]["preferred"], new.id);
    new.accept(&id).await;
    assert_eq!(old.socket.post(&id, &said("me again")).await["code"], "not_found");
    assert_eq!(new.socket.post(&id, &said("hello")).await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_goes_back_to_the_queue_of_its_own_department() {
    let app = TestApp::start().await;
    let (mut visitor, mut old, id) = app.chat().await;
    let mut new = app.agent().await;
    let back = json!({ "type": "transfer", "conversation": id, "department": app.department("Front desk"), "note": said("call back") });
    assert_eq!(old.request(back).await["type"], "done");
    let event = visitor.socket.event("transferred").await["event"].clone();
    assert_eq!((event["by"]["id"].as_str(), event.get("to")), (Some(old.id.as_str()), None));
    let passed = |f: &Value| f["type"] == "card" && f["card"]["passed_on"]["by"]["id"] == old.id.as_str();
    let card = new.socket.find("who passed it on", passed).await;
    assert_eq!(card["card"]["passed_on"]["note"], said("call back"));
    assert_eq!(old.socket.post(&id, &said("me again")).await["code"], "not_found");
    new.accept(&id).await;
    assert_eq!(new.socket.post(&id, &said("hello")).await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_that_forgets_sooner_is_not_offered() {
    let app = TestApp::start().await;
    let (_visitor, mut old, id) = app.chat().await;
    let frame = json!({ "type": "transfer", "conversation": id, "department": app.department("Private") });
    let refused = old.request(frame).await;
    assert_eq!(refused["code"], "kept_shorter");
    assert!(refused["message"].as_str().unwrap().contains("shorter"), "{refused}");
    assert_eq!(old.socket.post(&id, &said("still mine")).await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn masking_is_as_strict_as_the_strictest_department_it_passed() {
    let app = TestApp::start().await;
    let mut strict = app.staff(Role::Agent, &["Private"]).await;
    let mut general = app.agent().await;
    let mut visitor = app.visitor().await;
    let id = visitor.open(&app.department("Private")).await;
    strict.accept(&id).await;
    let frame = json!({ "type": "transfer", "conversation": id, "department": app.department("Front desk") });
    assert_eq!(strict.request(frame).await["type"], "done");
    general.accept(&id).await;
    let ack = visitor.socket.post(&id, "415-555-0132").await;
    assert_eq!(ack["masked"]["text"], "XXX-XXX-XXXX");
    assert_eq!(general.socket.event("message").await["event"]["text"], "XXX-XXX-XXXX");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_waits_for_its_visitor_and_not_for_ever() {
    let app = TestApp::with(Setup { visitor_grace_ms: 60_000, ..Setup::default() }).await;
    let (mut stays_away, mut first, lost) = app.chat().await;
    let (mut returns, mut second, kept) = app.chat().await;
    drop(std::mem::replace(&mut stays_away.socket, app.visitor().await.socket));
    drop(std::mem::replace(&mut returns.socket, app.visitor().await.socket));
    for staff in [&mut first, &mut second] {
        staff.socket.find("they left", |frame| frame["type"] == "here" && frame["here"] == false).await;
        let gone = |frame: &Value| frame["type"] == "card" && frame["card"]["visitor_here"] == false;
        staff.socket.find("a card without its visitor", gone).await;
    }
    // Not before.
    app.clock.advance_ms(50_000);
    for staff in [&mut first, &mut second] {
        assert!(
            staff.socket.listen(A_ROUND / 2).await.iter().all(|frame| frame["event"]["kind"] != "closed")
        );
    }
    returns.reconnect(app.door(), &[]).await;
    second.socket.find("they are back", |frame| frame["type"] == "here" && frame["here"] == true).await;
    app.clock.advance_ms(30_000);
    assert_eq!(first.socket.event("closed").await["event"]["reason"], "visitor_left");
    assert!(
        second.socket.listen(Duration::from_millis(500)).await.iter().all(|f| f["event"]["kind"] != "closed")
    );
    assert_eq!(second.socket.post(&kept, &said("welcome back")).await["type"], "ack");

    stays_away.reconnect(app.door(), &[(&lost, 2)]).await;
    assert_eq!(stays_away.socket.event("closed").await["event"]["reason"], "visitor_left");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_who_lose_their_connection_still_serve() {
    let app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    drop(std::mem::replace(&mut staff.socket, app.visitor().await.socket));
    let left = visitor.socket.find("staff left", |frame| frame["type"] == "here").await;
    assert_eq!((left["here"].as_bool(), left["who"]["id"].as_str()), (Some(false), Some(&*staff.id)));
    visitor.socket.post(&id, &said("are you there")).await;
    let welcome = staff.reconnect(app.door(), &[(&id, 2)]).await;
    assert_eq!(welcome["conversations"][0]["conversation"], id);
    assert_eq!(staff.socket.event("message").await["event"]["seq"], 1);
    assert_eq!(visitor.socket.find("staff came", |frame| frame["type"] == "here").await["here"], true);
    assert_eq!(staff.socket.post(&id, &said("I am")).await["seq"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_serve_there_sees_no_card() {
    let app = TestApp::start().await;
    let mut elsewhere = app.staff(Role::Supervisor, &["Billing"]).await;
    let mut administrator = app.staff(Role::Administrator, &["Front desk"]).await;
    let mut agent = app.agent().await;
    let mut visitor = app.visitor().await;
    let id = visitor.open(&app.department("Front desk")).await;
    assert_eq!(agent.socket.expect("card").await["card"]["conversation"], id);
    for staff in [&mut elsewhere, &mut administrator] as [&mut Staff; 2] {
        assert!(staff.socket.settle().await.iter().all(|frame| frame["type"] != "card"));
        let refused = staff.request(json!({ "type": "accept", "conversation": id })).await;
        assert_eq!((refused["type"].as_str(), refused["code"].as_str()), (Some("error"), Some("not_found")));
    }
    let online = administrator.request(json!({ "type": "presence", "state": "online" })).await;
    assert_eq!(online["code"], "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_for_one_person_for_a_minute() {
    let app = TestApp::start().await;
    let (mut visitor, mut old, id) = app.chat().await;
    let (mut to, mut colleague) = (app.agent().await, app.agent().await);
    let offer = |department: String, to: &str| json!({ "type": "transfer", "conversation": id, "department": department, "to": to });
    let accept = json!({ "type": "accept", "conversation": id });
    let front = app.department("Front desk");
    assert_eq!(old.request(offer(front.clone(), &to.id)).await["type"], "done");
    assert_eq!(visitor.socket.event("transferred").await["event"]["to"], to.id);
    assert_eq!(colleague.socket.expect("card").await["card"]["preferred"], to.id, "they see it");
    let refused = colleague.request(accept.clone()).await;
    assert_eq!((refused["type"].as_str(), refused["code"].as_str()), (Some("error"), Some("not_now")));
    assert!(refused["message"].as_str().unwrap().contains("offered to a colleague"), "{refused}");

    // A minute later it is for everyone, and the visitor hears of it.
    app.clock.advance_ms(60_000);
    let event = visitor.socket.event("transferred").await;
    assert_eq!((event["event"]["by"]["kind"].as_str(), event["event"].get("to")), (Some("system"), None));
    colleague
        .socket
        .find("a card for all", |f| f["type"] == "card" && f["card"].get("preferred").is_none())
        .await;
    colleague.accept(&id).await;

    // Who goes away is offered nothing; nothing is passed on to who is away already.
    assert_eq!(colleague.request(offer(front.clone(), &to.id)).await["type"], "done");
    assert_eq!(visitor.socket.event("transferred").await["event"]["to"], to.id);
    assert_eq!(to.request(json!({ "type": "presence", "state": "away" })).await["type"], "done");
    assert_eq!(visitor.socket.event("transferred").await["event"]["by"]["kind"], "system");
    colleague.accept(&id).await;
    assert_eq!(colleague.request(offer(front, &to.id)).await["code"], "colleague_away");
    assert_eq!(colleague.socket.post(&id, &said("still mine")).await["type"], "ack");
    let passed = Action::ConversationTransferred;
    assert_eq!(app.done_to(&id).into_iter().filter(|action| *action == passed).count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chats_of_a_disabled_account_go_back_to_the_front_of_their_queue() {
    let mut app = TestApp::start().await;
    for running in [true, false] {
        let (mut visitor, staff, id) = app.chat().await;
        let mut later = app.visitor().await;
        let other = later.open(&app.department("Front desk")).await;
        if running {
            let services = std::sync::Arc::clone(app.server().services());
            services.disable_staff(app.tenant().id, &staff.email).await.unwrap();
        } else {
            app.restart_disabling(&staff.email).await;
            visitor.reconnect(app.door(), &[(&id, 2)]).await;
            later.reconnect(app.door(), &[]).await;
        }
        let event = visitor.socket.event("transferred").await;
        assert_eq!(event["event"]["by"]["kind"], "system");
        assert_eq!(event["event"]["department"], app.department("Front desk"));
        let front =
            visitor.socket.find("the first place", |frame| frame["type"] == "queue" && frame["place"] == 1);
        front.await;
        later.socket.find("the second place", |frame| frame["type"] == "queue" && frame["place"] == 2).await;
        assert!(app.done_to(&id).contains(&Action::ConversationTransferred));
        let mut next = app.agent().await;
        next.accept(&id).await;
        assert_eq!(next.socket.post(&id, &said("here I am")).await["type"], "ack");
        assert_eq!(visitor.socket.event("message").await["event"]["author"]["id"], next.id);
        next.accept(&other).await;
        for id in [&id, &other] {
            assert_eq!(next.request(json!({ "type": "close", "conversation": id })).await["type"], "done");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn setting_the_wall_clock_ends_nothing_and_keeps_nothing() {
    let app = TestApp::with(Setup { visitor_grace_ms: 60_000, ..Setup::default() }).await;
    let (mut away, mut staff, lost) = app.chat().await;
    let (mut stays, mut other, kept) = app.chat().await;
    drop(std::mem::replace(&mut away.socket, app.visitor().await.socket));
    staff.socket.find("they left", |frame| frame["type"] == "here" && frame["here"] == false).await;
    // A day on: long enough for every time-out, if it were time.
    app.clock.set_ms(23 * 3_600_000);
    for frames in [staff.socket.listen(Duration::from_secs(25)).await, other.socket.settle().await] {
        assert!(frames.iter().all(|frame| frame["type"] != "bye" && frame["event"]["kind"] != "closed"));
    }
    assert_eq!(stays.socket.post(&kept, &said("still here")).await["type"], "ack");
    assert_eq!(other.socket.post(&kept, &said("so am I")).await["type"], "ack");
    // And back: what has to end ends when its time has passed.
    app.clock.set_ms(-2 * 23 * 3_600_000);
    app.clock.advance_ms(61_000);
    assert_eq!(staff.socket.event("closed").await["event"]["reason"], "visitor_left");
    assert!(!lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_passed_a_chat_on_hears_what_became_of_it() {
    let app = TestApp::start().await;
    let (_visitor, mut old, id) = app.chat().await;
    let mut new = app.staff(Role::Agent, &["Billing"]).await;
    let frame = json!({ "type": "transfer", "conversation": id, "department": app.department("Billing") });
    assert_eq!(old.request(frame).await["type"], "done");
    new.accept(&id).await;
    let gone = |f: &Value| f["type"] == "card_gone" && f["conversation"] == id.as_str();
    let taken = old.socket.find("who serves it", |f| gone(f) && f.get("by").is_some()).await;
    assert_eq!(taken["by"]["id"], new.id);
    assert_eq!(new.request(json!({ "type": "close", "conversation": id })).await["type"], "done");
    let over = old.socket.find("that it ended", |f| gone(f) && f.get("ended").is_some()).await;
    assert_eq!(over["ended"], "staff_closed");
}
