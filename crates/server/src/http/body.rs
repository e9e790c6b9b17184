//! Reads the whole body of a request before anything else looks at it: bounded in bytes and in time, whoever asks and whatever for.
//! A handler that answered without reading would leave bytes in the socket, and the reset that follows can overtake the answer.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bedside_domain::limits::FRAME_MAX_BYTES;
use http_body_util::BodyExt;
use tokio::time::timeout;

use super::answer::ApiError;
use crate::wire::WireCode;

/// The whole body must be here by then.
const BODY_LIMIT: Duration = Duration::from_secs(10);
/// What is too large is read and thrown away up to here, so that its sender hears why; beyond it, the connection just ends.
const DISCARDED_BYTES: usize = 8 * FRAME_MAX_BYTES;

/// Hands the request on with its body in memory, or answers 408 or 413 and ends the connection.
pub(super) async fn whole_body(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let refused = match timeout(BODY_LIMIT, read(body)).await {
        Ok(Ok(bytes)) => return next.run(Request::from_parts(head, Body::from(bytes))).await,
        Ok(Err(refused)) => refused,
        Err(_) => ApiError::new(
            WireCode::TooSlow,
            format!(
                "the body of the request did not come within {} s; send it again, all at once",
                BODY_LIMIT.as_secs()
            ),
        ),
    };
    let mut response = refused.into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

async fn read(mut body: Body) -> Result<Bytes, ApiError> {
    let too_large = || {
        ApiError::new(
            WireCode::TooLarge,
            format!("the body of a request has at most {FRAME_MAX_BYTES} bytes; send less at once"),
        )
    };
    // Said beforehand: a client that waits for `100 Continue` sends nothing of it.
    if body.size_hint().lower() > DISCARDED_BYTES as u64 {
        return Err(too_large());
    }
    let mut whole = Vec::new();
    let mut read = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            ApiError::new(WireCode::Malformed, "the body of the request broke off; send it again")
        })?;
        let Ok(data) = frame.into_data() else { continue };
        read += data.len();
        if read > DISCARDED_BYTES {
            return Err(too_large());
        }
        if read <= FRAME_MAX_BYTES {
            whole.extend_from_slice(&data);
        }
    }
    if read > FRAME_MAX_BYTES { Err(too_large()) } else { Ok(whole.into()) }
}
