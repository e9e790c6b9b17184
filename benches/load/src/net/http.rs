//! HTTP/1.1 over one kept-alive TLS connection: just enough for the REST interface.

use std::sync::Arc;

use rustls::ClientConfig;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::tls::{Stream, connect};
use crate::failure::{During, Failure, Outcome};

/// A request with a JSON body or none.
pub(crate) struct Request<'a> {
    /// `GET` or `POST`.
    pub(crate) method: &'a str,
    /// From the root.
    pub(crate) path: &'a str,
    /// Further headers.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// JSON.
    pub(crate) body: Option<&'a Value>,
}

/// An answer that was good.
pub(crate) struct Answer {
    /// Its body, `Null` when empty.
    pub(crate) body: Value,
    /// `name=value` of each cookie it set.
    pub(crate) cookies: Vec<String>,
}

/// One connection, used for one request after another.
pub(crate) struct Http {
    stream: Box<Stream>,
    port: u16,
}

impl Http {
    /// Connects.
    pub(crate) async fn open(port: u16, config: &Arc<ClientConfig>) -> Outcome<Self> {
        Ok(Self { stream: Box::new(connect(port, config).await?), port })
    }

    /// Sends a request and reads its answer; a status other than 2xx is a failure with the server's words.
    pub(crate) async fn ask(&mut self, request: &Request<'_>) -> Outcome<Answer> {
        let step = format!("{} {}", request.method, request.path);
        self.stream.write_all(build(request, self.port).as_bytes()).await.during(&step)?;
        self.stream.flush().await.during(&step)?;
        let mut bytes = Vec::new();
        loop {
            let mut chunk = [0; 4096];
            let count = self.stream.read(&mut chunk).await.during(&step)?;
            if count == 0 {
                return Err(Failure::at(&step, "the server ended the connection"));
            }
            bytes.extend_from_slice(&chunk[..count]);
            if let Some(parsed) = parse(&bytes).during(&step)? {
                return if (200..300).contains(&parsed.status) {
                    Ok(parsed.answer)
                } else {
                    Err(Failure::at(&step, format!("{} {}", parsed.status, parsed.answer.body)))
                };
            }
        }
    }

    /// A changing request with a JSON body.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Outcome<Answer> {
        self.ask(&Request { method: "POST", path, headers, body: Some(body) }).await
    }
}

fn build(request: &Request<'_>, port: u16) -> String {
    let body = request.body.map(Value::to_string).unwrap_or_default();
    let mut text =
        format!("{} {} HTTP/1.1\r\nHost: localhost:{port}\r\nX-Bedside: 1\r\n", request.method, request.path);
    for (name, value) in request.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if request.method != "GET" {
        text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(&body);
    text
}

struct Parsed {
    status: u16,
    answer: Answer,
}

/// A whole answer, or `None` while some of it is on its way.
fn parse(bytes: &[u8]) -> Result<Option<Parsed>, &'static str> {
    let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&bytes[..at]).map_err(|_| "the head of the answer is not ASCII")?;
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|code| code.parse().ok())
        .ok_or("the answer has no status")?;
    let mut length = 0;
    let mut cookies = Vec::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().map_err(|_| "the answer's length is no number")?;
        } else if name.eq_ignore_ascii_case("set-cookie") {
            cookies.extend(value.split(';').next().map(str::to_owned));
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            return Err("the answer comes in chunks, which this client does not read");
        }
    }
    let body = &bytes[at + 4..];
    if body.len() < length {
        return Ok(None);
    }
    let body = serde_json::from_slice(&body[..length]).unwrap_or(Value::Null);
    Ok(Some(Parsed { status, answer: Answer { body, cookies } }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_carries_what_the_server_asks_for() {
        let body = json!({ "site": "s" });
        let request =
            Request { method: "POST", path: "/x", headers: &[("Cookie", "a=b")], body: Some(&body) };
        let text = build(&request, 8443);
        assert!(
            text.starts_with("POST /x HTTP/1.1\r\nHost: localhost:8443\r\nX-Bedside: 1\r\nCookie: a=b\r\n")
        );
        assert!(text.ends_with("Content-Length: 12\r\n\r\n{\"site\":\"s\"}"));
        let get = build(&Request { method: "GET", path: "/x", headers: &[], body: None }, 1);
        assert!(get.ends_with("X-Bedside: 1\r\n\r\n"));
    }

    #[test]
    fn an_answer_is_read_once_it_is_all_there() {
        let bytes =
            b"HTTP/1.1 201 Created\r\nset-cookie: s=1; Path=/; Secure\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
        for len in 0..bytes.len() {
            assert!(parse(&bytes[..len]).unwrap().is_none(), "{len} bytes");
        }
        let parsed = parse(bytes).unwrap().unwrap();
        assert_eq!((parsed.status, parsed.answer.body), (201, json!({ "a": 1 })));
        assert_eq!(parsed.answer.cookies, ["s=1"]);
    }

    #[test]
    fn an_empty_answer_and_a_broken_one() {
        assert!(parse(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().unwrap().answer.body.is_null());
        assert!(parse(b"nonsense\r\n\r\n").is_err());
    }
}
