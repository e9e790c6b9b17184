//! A few chats of yesterday, so that the console's history is not empty. They go through the server as any chat does.

use std::net::SocketAddr;

use bedside_domain::{ClientKey, Rng};
use bedside_server::SystemRng;
use http::header;
use serde_json::{Value, json};

use super::{
    accounts::Accounts,
    client::{Client, ClientError, Proof, Stream},
    clinic::{BILLING, DANA, GENERAL, NURSES, OMAR, SITE_KEY},
};

/// One chat. Card and social security number are the test numbers of the world.
struct Chat {
    department: &'static str,
    staff: &'static str,
    name: &'static str,
    topic: &'static str,
    answers: &'static [(&'static str, &'static str)],
    lines: &'static [Line],
}

enum Line {
    Patient(&'static str),
    Staff(&'static str),
    Note(&'static str),
}

use Line::{Note, Patient, Staff};

const CHATS: &[Chat] = &[
    Chat {
        department: GENERAL,
        staff: DANA,
        name: "Jordan",
        topic: "Saturday hours",
        answers: &[],
        lines: &[
            Patient("Hi, are you open on Saturday?"),
            Staff("Good morning Jordan. Yes, from 9 to 1, no appointment needed for minor injuries."),
            Patient("Perfect, thank you!"),
        ],
    },
    Chat {
        department: BILLING,
        staff: OMAR,
        name: "Priya",
        topic: "Paying an invoice",
        answers: &[],
        lines: &[
            Patient("I'd like to pay my invoice. My card is 4111 1111 1111 1111."),
            Staff(
                "Thank you Priya. Card numbers are masked before anyone can read them here, so nothing was charged.",
            ),
            Staff("Please use the payment page named on your invoice."),
            Patient("OK. If something is missing write to priya.n@example.org"),
        ],
    },
    Chat {
        department: NURSES,
        staff: DANA,
        name: "Sam",
        topic: "Dressing came loose",
        answers: &[("callback", "+1 212 555 0147")],
        lines: &[
            Patient("The dressing on my knee came loose this morning. Should I come in?"),
            Staff("Hello Sam. Is the wound dry, and is there any redness around it?"),
            Patient("It is dry, no redness."),
            Note("Called back, no signs of infection. Fresh dressing at home is fine."),
            Staff("Then a fresh dressing from the pharmacy is enough. Come in if it gets red, warm or wet."),
        ],
    },
    Chat {
        department: BILLING,
        staff: OMAR,
        name: "Lee",
        topic: "Insurance question",
        answers: &[],
        lines: &[
            Patient("My plan asks for my social, it is 219-34-5678, can you check the claim?"),
            Staff("It was masked at once: we never need it here. The claim number on your letter is enough."),
            Patient("Good to know. It is on the way then."),
        ],
    },
];

/// Makes them all.
pub(super) async fn make(server: SocketAddr, accounts: &Accounts) -> Result<(), ClientError> {
    let client = Client(server);
    let site = client.get(&format!("/api/v1/sites/{SITE_KEY}")).await?;
    for email in [DANA, OMAR] {
        let mut desk = sign_in(client, accounts, email).await?;
        desk.ask(json!({ "type": "presence", "ref": 1, "state": "online" }), "done").await?;
        for chat in CHATS.iter().filter(|chat| chat.staff == email) {
            make_one(client, &site, &mut desk, chat).await?;
        }
    }
    Ok(())
}

async fn sign_in(client: Client, accounts: &Accounts, email: &str) -> Result<Stream, ClientError> {
    let account = accounts.of(email).ok_or(ClientError::Unknown)?;
    let body = json!({ "email": email, "password": account.password.as_str() });
    let (headers, _) = client.post("/api/v1/staff/sign-in", Proof::Nobody, &body).await?;
    let cookie = headers.get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default();
    let (_, ticket) = client.post("/api/v1/staff/tickets", Proof::Cookie(cookie), &json!({})).await?;
    client.stream(text(&ticket["ticket"]), Proof::Cookie(cookie)).await
}

async fn make_one(client: Client, site: &Value, desk: &mut Stream, chat: &Chat) -> Result<(), ClientError> {
    let departments = site["departments"].as_array().ok_or(ClientError::Unknown)?;
    let department = departments
        .iter()
        .find(|department| department["name"] == chat.department)
        .ok_or(ClientError::Unknown)?;
    let consent = &department["consent_version"];
    let new = json!({ "site": SITE_KEY, "consent_version": consent, "cookieless": true });
    let (_, session) = client.post("/api/v1/visitor/sessions", Proof::Nobody, &new).await?;
    let bearer = text(&session["bearer"]);
    let mut patient = client.stream(text(&session["ticket"]), Proof::Bearer(bearer)).await?;
    let answers: Vec<_> =
        chat.answers.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    let open = json!({
        "type": "open", "client_key": client_key(), "department": department["id"], "name": chat.name,
        "topic": chat.topic, "answers": answers, "consent_version": consent,
    });
    let conversation = patient.ask(open, "opened").await?["state"]["conversation"].clone();
    desk.ask(json!({ "type": "accept", "ref": 2, "conversation": conversation }), "joined").await?;
    for line in chat.lines {
        let (by, kind, text) = match line {
            Patient(text) => (&mut patient, "post", text),
            Staff(text) => (&mut *desk, "post", text),
            Note(text) => (&mut *desk, "note", text),
        };
        let frame =
            json!({ "type": kind, "conversation": conversation, "client_key": client_key(), "text": text });
        by.ask(frame, "ack").await?;
    }
    desk.ask(json!({ "type": "close", "ref": 3, "conversation": conversation }), "done").await?;
    client.delete("/api/v1/visitor/session", Proof::Bearer(bearer)).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A UUID in its version 4.
fn client_key() -> ClientKey {
    let mut bytes = [0; 16];
    SystemRng.fill(&mut bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    ClientKey::from_bytes(bytes)
}
