//! Nothing that anyone typed, is called or signs in with is in a log line, a metric, an error or a header, whatever goes wrong.

use bedside_domain::Role;
use serde_json::{Value, json};

use crate::app::{PASSWORD, Search, TestApp, Visitor, key, post, said};

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_with_every_mishap_leaves_no_secret_in_logs_metrics_and_errors() {
    let mut app = TestApp::start().await;
    let (mut visitor, mut staff, id) = app.chat().await;
    let tickets = [visitor.ticket().await, staff.ticket().await];
    let mut errors: Vec<String> = Vec::new();
    for text in ["", "x\u{7}", &"https://ocelotmarzipan.example ".repeat(6), &"ocelotmarzipan ".repeat(400)] {
        let answer = visitor.socket.post(&id, text).await;
        if answer["type"] == "refused" {
            errors.push(answer.to_string());
        }
    }
    let key = key();
    visitor.socket.post_as(&id, &key, &said("one")).await;
    errors.push(visitor.socket.post_as(&id, &key, &said("two")).await.to_string());
    visitor.socket.post(&id, &said("I have chest pain, call 415-555-0132, card 4111 1111 1111 1111")).await;
    staff.socket.post(&id, &said("calm")).await;
    visitor.socket.send_text(format!("{{\"type\":\"{}\"}}", said("x"))).await;
    errors.push(visitor.socket.expect("error").await.to_string());
    app.disk.cut();
    errors.push(visitor.socket.post(&id, &said("lost")).await.to_string());
    staff.socket.send(json!({ "type": "close", "conversation": id, "ref": 5 })).await;
    errors.push(staff.socket.answer(5).await.to_string());
    app.disk.mute();
    errors.push(visitor.socket.post(&id, &said("unconfirmed")).await.to_string());
    app.disk.restore();
    for (email, password) in
        [(&*staff.email, "ocelotmarzipan!"), ("Quillfeather@ocelotmarzipan.example", PASSWORD)]
    {
        let body = json!({ "email": email, "password": password });
        errors.push(app.door().ask("POST", "/api/v1/staff/sign-in", None, &body).await.text);
    }
    let mut stranger = app.visitor().await;
    stranger.socket.send(post(&id, &crate::app::key(), &said("let me in"))).await;
    errors.push(stranger.socket.expect("refused").await.to_string());
    stranger.socket.send(Visitor::opening("01ARZ3NDEKTSV4RRFFQ69G5FAV", &crate::app::key(), "topic")).await;
    errors.push(stranger.socket.expect("refused").await.to_string());
    let bad = app.door().socket(&format!("{}x", tickets[0]), &[]).await.bye().await.0;
    errors.push(bad.to_string());
    let supervisor = app.staff(Role::Supervisor, &["Front desk"]).await;
    let metrics = app.metrics().await;
    app.crash().await;
    visitor.reconnect(app.door(), &[(&id, 0)]).await;
    staff.reconnect(app.door(), &[(&id, 0)]).await;
    staff.close_and_read(&id).await;
    let again = app.door().ask("GET", "/api/v1/sites/site-0", None, &Value::Null).await;

    let session = |cookie: &str| cookie.split_once('=').unwrap().1.to_owned();
    let secrets = [
        visitor.bearer.clone(),
        stranger.bearer.clone(),
        session(&staff.cookie),
        session(&supervisor.cookie),
        tickets[0].clone(),
        tickets[1].clone(),
        "ocelotmarzipan".to_owned(),
        "Quillfeather".to_owned(),
        "Tangelosson".to_owned(),
        "wren.tangelo".to_owned(),
        "415-555-0132".to_owned(),
        "4111 1111 1111".to_owned(),
        PASSWORD.to_owned(),
    ];
    let search = Search::new(secrets.iter().map(String::as_str));
    app.assert_log_is_clean(&search);
    search.assert_absent(&app.config.data_dir);
    for text in errors.iter().chain([&metrics, &again.text]) {
        assert_eq!(search.find(text.as_bytes()), None, "{text}");
    }
    assert!(metrics.contains("bedside_emergencies_total"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_logged_can_be_seen_by_these_tests() {
    let app = TestApp::start().await;
    // Built from parts, so that this line is the only thing of its kind in the log.
    tracing::trace!(word = %["logged", "pelican"].concat(), "A line that a test looks for");
    let search = Search::new(["loggedpelican"]);
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| app.assert_log_is_clean(&search)));
    assert!(found.is_err(), "the capture sees every level");
}
