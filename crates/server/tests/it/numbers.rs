//! Ratings, and numbers to the second.

use bedside_audit::Action;
use bedside_domain::{Clock as _, Role};
use serde_json::{Value, json};

use crate::app::{Staff, TestApp, Visitor, said};

const HOUR: u64 = 3_600_000;

impl Visitor {
    async fn rate(&mut self, conversation: &str, score: u64, comment: &str) -> Value {
        let rate = json!({ "type": "rate", "conversation": conversation, "score": score, "comment": comment, "ref": 8 });
        self.socket.send(rate).await;
        self.socket.answer(8).await
    }

    async fn end(&mut self, conversation: &str) {
        self.socket.send(json!({ "type": "close", "conversation": conversation, "ref": 7 })).await;
        assert_eq!(self.socket.answer(7).await["type"], "done");
    }
}

/// Today in UTC, twice, with the day before: what the test does may go past midnight.
fn range(app: &TestApp, zone: &str) -> String {
    let day = |days: u64| {
        let date = app.clock.now().0 / (24 * HOUR) - days;
        // Civil from days, as everybody does it.
        let z = i64::try_from(date).unwrap() + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
        format!("{:04}-{m:02}-{d:02}", yoe + era * 400 + i64::from(m <= 2))
    };
    format!("/api/v1/numbers?from={}&to={}&zone={zone}", day(1), day(0))
}

async fn seen(app: &TestApp, staff: &Staff) -> Value {
    let answer = staff.get(&range(app, "UTC")).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    answer.json()
}

/// A chat that waits, is answered, goes on and ends after so many seconds each.
async fn chat(app: &TestApp, staff: &mut Staff, [wait, reply, more]: [u64; 3]) -> (Visitor, String) {
    let mut visitor = app.visitor().await;
    let id = visitor.open(&app.department("Front desk")).await;
    app.clock.advance_ms(wait * 1_000);
    staff.accept(&id).await;
    app.clock.advance_ms(reply * 1_000);
    staff.socket.post(&id, &said("how can I help?")).await;
    app.clock.advance_ms(more * 1_000);
    visitor.end(&id).await;
    (visitor, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_right_to_the_second_and_few_say_nothing() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let lead = app.staff(Role::Supervisor, &["Front desk"]).await;
    let times = [[10, 5, 100], [20, 5, 110], [30, 5, 120], [40, 5, 130], [50, 5, 140]];
    for times in &times[..4] {
        chat(&app, &mut staff, *times).await;
    }
    let total = seen(&app, &lead).await["total"].clone();
    assert_eq!((&total["chats"], &total["served"]), (&json!(4), &json!(4)));
    assert!(
        total.get("wait").is_none() && total.get("handling").is_none(),
        "four say too much of each: {total}"
    );

    chat(&app, &mut staff, times[4]).await;
    let total = seen(&app, &lead).await["total"].clone();
    assert!(total["wait"]["median_s"].is_u64(), "the middle of five is one of five: {total}");
    assert!(
        total["wait"].get("p90_s").is_none() && total.get("at_once").is_none(),
        "the slow end of five, and the most of them, is one of them: {total}"
    );
    for times in &times[..4] {
        chat(&app, &mut staff, *times).await;
    }
    let (mut patient, _) = chat(&app, &mut staff, times[4]).await;
    // One gives up, and one leaves a message instead: neither has a wait.
    let given_up = patient.open(&app.department("Front desk")).await;
    app.clock.advance_ms(1_000_000);
    patient.end(&given_up).await;
    let left = patient.open(&app.department("Front desk")).await;
    patient.socket.send(json!({ "type": "leave", "conversation": left, "ref": 2 })).await;
    assert_eq!(patient.socket.answer(2).await["type"], "done");
    patient.end(&left).await;

    let numbers = seen(&app, &lead).await;
    let total = &numbers["total"];
    let counts =
        ["chats", "served", "gave_up", "lost", "left_messages"].map(|name| total[name].as_u64().unwrap());
    assert_eq!(counts, [12, 10, 1, 0, 1]);
    // The steps themselves take less than a second each, and seconds are counted whole.
    let spread =
        |name: &str| [&total[name]["median_s"], &total[name]["p90_s"]].map(|one| one.as_u64().unwrap());
    let near = |found: [u64; 2], wanted: [u64; 2]| {
        for (found, wanted) in found.into_iter().zip(wanted) {
            assert!((wanted..=wanted + 2).contains(&found), "{found} is not {wanted}");
        }
    };
    near(spread("wait"), [30, 50]);
    near(spread("first_reply"), [35, 55]);
    near(spread("handling"), [125, 145]);
    assert_eq!(total["at_once"], json!({ "mean": 1.0, "most": 1 }));
    let sum = |list: &str| -> u64 {
        let all = numbers[list].as_array().unwrap();
        all.iter().map(|one| one["figures"]["chats"].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("days"), sum("hours"), sum("departments"), sum("people")), (12, 12, 12, 10));
    assert_eq!(numbers["hours"].as_array().unwrap().len(), 24);
    assert_eq!(numbers["people"][0]["staff"], staff.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sees_what_is_theirs_and_each_look_is_an_entry() {
    let app = TestApp::start().await;
    let mut staff = app.agent().await;
    let mut other = app.agent().await;
    let (lead, elsewhere) =
        (app.staff(Role::Supervisor, &["Front desk"]).await, app.staff(Role::Supervisor, &["Billing"]).await);
    let (administrator, auditor) =
        (app.staff(Role::Administrator, &[]).await, app.staff(Role::Auditor, &[]).await);
    chat(&app, &mut staff, [1, 1, 1]).await;
    chat(&app, &mut other, [1, 1, 1]).await;
    for (who, chats, own) in [
        (&staff, 1, true),
        (&other, 1, true),
        (&lead, 2, false),
        (&elsewhere, 0, false),
        (&administrator, 2, false),
    ] {
        let looks = || app.done_by(&who.id, None).iter().filter(|done| **done == Action::ListShown).count();
        let before = looks();
        let numbers = seen(&app, who).await;
        assert_eq!((&numbers["total"]["chats"], &numbers["own"]), (&json!(chats), &json!(own)));
        assert_eq!(looks(), before + 1);
    }
    assert_eq!(auditor.get(&range(&app, "UTC")).await.refusal(), (403, "forbidden".to_owned()));
    let theirs = format!("{}&department={}", range(&app, "UTC"), app.department("Front desk"));
    assert_eq!(elsewhere.get(&theirs).await.refusal(), (404, "not_found".to_owned()));
    assert_eq!(lead.get(&theirs).await.json()["total"]["chats"], 2);
    assert_eq!(lead.get(&range(&app, "Nowhere/At_All")).await.refusal(), (400, "malformed".to_owned()));
    assert_eq!(
        lead.get("/api/v1/numbers?from=2026-01-02&to=2026-01-01&zone=UTC").await.refusal(),
        (400, "malformed".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_says_how_it_was_and_only_staff_who_may_read_it_see_the_words() {
    let app = TestApp::start().await;
    let (mut visitor, staff, id) = app.chat().await;
    assert_eq!(visitor.rate(&id, 5, "").await["code"], "not_now", "it runs");
    visitor.end(&id).await;
    assert_eq!(app.visitor().await.rate(&id, 1, "").await["code"], "not_found", "a stranger's");
    for score in [0, 6] {
        assert_eq!(visitor.rate(&id, score, "").await["code"], "malformed");
    }
    assert_eq!(visitor.rate(&id, 2, &"x".repeat(1_001)).await["code"], "malformed");
    // Text that the end of every test looks for in all that is stored.
    let canary = said("it was slow");
    assert_eq!(visitor.rate(&id, 2, &format!("{canary} card 4111 1111 1111 1111")).await["type"], "done");
    let read = staff.get(&format!("/api/v1/staff/conversations/{id}")).await.json();
    assert_eq!(read["rating"]["score"], 2);
    let words = read["rating"]["comment"]["text"].as_str().unwrap().to_owned();
    assert!(words.starts_with(&canary) && !words.contains("4111 1111 1111"), "{words}");
    assert_eq!(app.done_to(&id).iter().filter(|done| **done == Action::ConversationRated).count(), 1);
    // Said otherwise, for a day.
    assert_eq!(visitor.rate(&id, 4, "").await["type"], "done");
    let read = staff.get(&format!("/api/v1/staff/conversations/{id}")).await.json();
    assert_eq!(read["rating"], json!({ "score": 4, "at": read["rating"]["at"] }));
    // Words of an emergency are never taken without an answer.
    visitor.socket.send(json!({ "type": "rate", "conversation": id, "score": 1, "comment": "I want to kill myself", "ref": 9 })).await;
    assert!(visitor.socket.expect("emergency").await["number"].is_string());
    assert_eq!(visitor.socket.answer(9).await["type"], "done");
    let late = app.done_to(&id).iter().filter(|done| **done == Action::ConversationRated).count();
    assert_eq!(late, 3);
}
