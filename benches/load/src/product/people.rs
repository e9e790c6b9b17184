//! Visitors and staff of the product: signed in over REST, connected over WebSocket, brought together in conversations.

use std::sync::Arc;

use rustls::ClientConfig;
use serde_json::{Value, json};

use super::install::{STAFF, staff_email};
use crate::{
    dialect::{Dialect, client_key},
    failure::{Failure, Outcome},
    net::{Http, Request, Socket},
    pair::{End, Pair, attend_once},
};

/// The organisation the measurements use, as the product itself describes it.
pub(crate) struct Clinic {
    /// The site's key.
    pub(crate) site: String,
    /// Password of every member of staff.
    pub(crate) password: String,
    /// Name of the department they serve.
    pub(crate) department: String,
}

/// A visitor who can come back.
pub(crate) struct Visitor {
    /// Session secret.
    pub(crate) bearer: String,
    /// Their conversation.
    pub(crate) conversation: String,
}

struct Department {
    id: Value,
    consent_version: Value,
    answers: Vec<Value>,
}

/// A kept-alive connection for REST.
pub(crate) struct Desk {
    http: Http,
    port: u16,
    tls: Arc<ClientConfig>,
    clinic: Arc<Clinic>,
    department: Department,
}

impl Desk {
    /// Connects and reads what the site offers.
    pub(crate) async fn open(port: u16, tls: &Arc<ClientConfig>, clinic: Arc<Clinic>) -> Outcome<Self> {
        let mut http = Http::open(port, tls).await?;
        let path = format!("/api/v1/sites/{}", clinic.site);
        let site = http.ask(&Request { method: "GET", path: &path, headers: &[], body: None }).await?.body;
        let department = department(&site, &clinic.department)?;
        Ok(Self { http, port, tls: Arc::clone(tls), clinic, department })
    }

    /// A visitor with a session, connected, who only waits.
    pub(crate) async fn idle_visitor(&mut self) -> Outcome<Socket> {
        let session = self.session().await?;
        let (socket, _) = self.connect(&field(&session, "ticket")?).await?;
        Ok(socket)
    }

    async fn session(&mut self) -> Outcome<Value> {
        let body = json!({
            "site": self.clinic.site,
            "consent_version": self.department.consent_version,
            "cookieless": true,
        });
        Ok(self.http.post("/api/v1/visitor/sessions", &[], &body).await?.body)
    }

    /// A ticket for a visitor who comes back.
    pub(crate) async fn ticket(&mut self, bearer: &str) -> Outcome<String> {
        let bearer = format!("Bearer {bearer}");
        let headers = [("Authorization", bearer.as_str())];
        let answer = self.http.post("/api/v1/visitor/tickets", &headers, &Value::Null).await?;
        field(&answer.body, "ticket")
    }

    async fn connect(&self, ticket: &str) -> Outcome<(Socket, Value)> {
        let mut socket = Socket::open(self.port, &self.tls).await?;
        socket.send(&json!({ "type": "hello", "ticket": ticket, "protocol": 1 }).to_string()).await?;
        let welcome = until(&mut socket, "welcome").await?;
        socket.slim();
        Ok((socket, welcome))
    }

    async fn visitor(&mut self, number: usize) -> Outcome<(Socket, Visitor)> {
        let session = self.session().await?;
        let (mut socket, _) = self.connect(&field(&session, "ticket")?).await?;
        let open = json!({
            "type": "open",
            "client_key": client_key(0, u32::try_from(number).unwrap_or(0)),
            "department": self.department.id,
            "name": "Maria",
            "topic": "knee",
            "answers": self.department.answers,
            "consent_version": self.department.consent_version,
        });
        socket.send(&open.to_string()).await?;
        let opened = until(&mut socket, "opened").await?;
        let conversation = field(&opened["state"], "conversation")?;
        Ok((socket, Visitor { bearer: field(&session, "bearer")?, conversation }))
    }

    async fn staff(&mut self, number: usize) -> Outcome<Socket> {
        let body = json!({ "email": staff_email(number), "password": self.clinic.password });
        let answer = self.http.post("/api/v1/staff/sign-in", &[], &body).await?;
        let cookie = answer.cookies.join("; ");
        let headers = [("Cookie", cookie.as_str())];
        let ticket = self.http.post("/api/v1/staff/tickets", &headers, &Value::Null).await?;
        let (mut socket, _) = self.connect(&field(&ticket.body, "ticket")?).await?;
        socket.send(&json!({ "type": "presence", "ref": 1, "state": "online" }).to_string()).await?;
        until(&mut socket, "done").await?;
        Ok(socket)
    }
}

/// So many visitors, each served by a member of staff of their own.
pub(crate) async fn pairs(
    port: u16,
    tls: &Arc<ClientConfig>,
    clinic: &Arc<Clinic>,
    count: usize,
) -> Outcome<Vec<Pair>> {
    if count > STAFF {
        return Err(Failure::new(format!("there are only {STAFF} members of staff")));
    }
    let mut desk = Desk::open(port, tls, Arc::clone(clinic)).await?;
    let mut pairs = Vec::with_capacity(count);
    for number in 0..count {
        let mut staff = desk.staff(number).await?;
        let (visitor_socket, visitor) = desk.visitor(number).await?;
        let accept = json!({ "type": "accept", "ref": 2, "conversation": visitor.conversation });
        staff.send(&accept.to_string()).await?;
        until(&mut staff, "joined").await?;
        until(&mut staff, "resumed").await?;
        let end = |socket, side: u32| End {
            socket,
            dialect: Dialect {
                conversation: visitor.conversation.clone(),
                end: 2 * u32::try_from(number).unwrap_or(0) + side + 1,
            },
        };
        let (writes, reads) = (end(visitor_socket, 0), end(staff, 1));
        let mut pair = if number % 2 == 0 { Pair::new(writes, reads) } else { Pair::new(reads, writes) };
        pair.visitor = Some(visitor);
        pairs.push(pair);
        attend_once(&mut pairs).await?;
    }
    Ok(pairs)
}

/// Reads until a frame of that type comes; a refusal on the way is a failure.
pub(crate) async fn until(socket: &mut Socket, kind: &str) -> Outcome<Value> {
    loop {
        let frame = socket.next().await?;
        let frame: Value = serde_json::from_slice(socket.text(frame)).unwrap_or(Value::Null);
        match frame["type"].as_str() {
            Some(found) if found == kind => return Ok(frame),
            Some("bye" | "error" | "refused" | "busy") => {
                return Err(Failure::new(format!("waiting for `{kind}`, the server said {frame}")));
            }
            _ => {}
        }
    }
}

fn department(site: &Value, name: &str) -> Outcome<Department> {
    let departments = site["departments"].as_array().map_or(&[][..], Vec::as_slice);
    let found = departments
        .iter()
        .find(|department| department["name"] == name)
        .ok_or_else(|| Failure::new(format!("the site has no department called {name}")))?;
    let required = found["form"].as_array().map_or(&[][..], Vec::as_slice);
    let answers = required.iter().map(|field| json!({ "key": field["key"], "value": "no" })).collect();
    Ok(Department { id: found["id"].clone(), consent_version: found["consent_version"].clone(), answers })
}

pub(super) fn field(value: &Value, name: &str) -> Outcome<String> {
    value[name]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("the server's answer has no {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_department_is_found_with_answers_for_its_form() {
        let site = json!({ "departments": [
            { "id": "A", "name": "Billing", "consent_version": 1, "form": [] },
            { "id": "B", "name": "Triage", "consent_version": 3, "form": [{ "key": "dob", "required": true }] },
        ] });
        let found = department(&site, "Triage").unwrap();
        assert_eq!((found.id, found.consent_version), (json!("B"), json!(3)));
        assert_eq!(found.answers, [json!({ "key": "dob", "value": "no" })]);
        assert!(department(&site, "Pharmacy").is_err());
        assert!(department(&Value::Null, "Triage").is_err());
    }
}
