//! The fallback where WebSockets are blocked: frames come as lines of one long answer, and go by POST.

use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Extension, Json,
    body::{Body, Bytes},
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bedside_domain::limits::DEAD_PEER_MS;
use bedside_keys::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream, stream::FuturesUnordered};
use serde_json::value::RawValue;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};
use zeroize::Zeroizing;

use super::{
    answer::ApiError,
    cookies::{staff_token, visitor_token},
    router::Edge,
    visitor::json,
};
use crate::{
    hub::{EndReason, Peer, encode},
    listener::Place,
    session::{Handled, Session, farewell},
    wire::WireCode,
};

/// Frames of one stream waiting to be handled; beyond it the POST is told to wait.
const QUEUED: usize = 64;
/// The last line waits so long for a reader that is behind.
const FAREWELL_LIMIT: Duration = Duration::from_secs(2);
const DEAD_PEER: Duration = Duration::from_millis(DEAD_PEER_MS);

/// Names the stream that frames are for. A header and no part of the path: proxies write paths into their logs.
const STREAM: &str = "x-bedside-stream";

/// Open streams by their secret id.
#[derive(Default)]
pub(crate) struct Streams {
    // A std Mutex: held for a map access, never across an await.
    open: Mutex<HashMap<String, Open>>,
}

struct Open {
    /// Hash of the session token behind the ticket it was opened with: who sends frames has the token.
    session: [u8; 32],
    frames: mpsc::Sender<Zeroizing<String>>,
}

/// `POST /api/v1/stream`: the body is the `hello` frame, the answer is a line for each frame.
pub(super) async fn open(
    State(edge): State<Arc<Edge>>,
    Extension(place): Extension<Arc<Place>>,
    body: Bytes,
) -> Result<Response, ApiError> {
    if edge.readiness.is_draining() {
        return Err(ApiError::busy("the server is being restarted; connect again in a moment", 2));
    }
    let first = std::str::from_utf8(&body)
        .map_err(|_| ApiError::new(WireCode::Malformed, "the body is the hello frame, in JSON"))?;
    let mut secret = [0; 24];
    edge.services.rng.fill(&mut secret);
    let id = BASE64_URL_SAFE_NO_PAD.encode(secret);
    // One queue's worth is on its way and one waits: what a slow reader holds back stays small.
    let (lines, out) = mpsc::channel::<Bytes>(1);
    // A task of its own from the start: a client that goes while its session is being opened leaves none behind.
    tokio::spawn(serve(Arc::clone(&edge), place, first.to_owned(), id, lines));
    let body = stream::unfold(out, |mut out| async {
        out.recv().await.map(|line| (Ok::<_, std::convert::Infallible>(line), out))
    });
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

async fn serve(edge: Arc<Edge>, place: Arc<Place>, first: String, id: String, lines: mpsc::Sender<Bytes>) {
    let first = Zeroizing::new(first);
    match Box::pin(Session::open(&edge.services, &edge.tickets, &first, Some(id.clone()))).await {
        Ok(session) => {
            place.make_known();
            let (frames, inbound) = mpsc::channel(QUEUED);
            let open = Open { session: session.peer().session, frames };
            edge.streams.open.lock().expect("no panic while held").insert(id.clone(), open);
            // Whatever happens, who is gone has left, as with a WebSocket.
            let mut session = session;
            let ran = AssertUnwindSafe(run(&mut session, inbound, &lines)).catch_unwind().await;
            let rest = ran.unwrap_or_else(|_| {
                tracing::error!("A stream's task broke down; its client connects again");
                Vec::new()
            });
            session.leave().await;
            let _ = timeout(FAREWELL_LIMIT, lines.send(line(&rest))).await;
            edge.streams.open.lock().expect("no panic while held").remove(&id);
        }
        Err(bye) => {
            let _ = lines.try_send(line(&[encode(&bye)]));
        }
    }
}

/// `POST /api/v1/stream/frames`: an array of frames, in order.
pub(super) async fn frames(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Result<Json<Vec<Box<RawValue>>>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let frames = json(body)?;
    let sender = edge.streams.of(&headers).ok_or_else(|| {
        ApiError::new(
            WireCode::NotFound,
            "there is no such stream of yours any more; open another and resume",
        )
    })?;
    if frames.len() > QUEUED {
        return Err(ApiError::new(WireCode::TooLarge, format!("send at most {QUEUED} frames at once")));
    }
    let places = sender
        .try_reserve_many(frames.len())
        .map_err(|_| ApiError::busy("too many frames at once; wait and send them again", 1))?;
    for (place, frame) in places.zip(frames) {
        place.send(Zeroizing::new(frame.get().to_owned()));
    }
    Ok(StatusCode::ACCEPTED)
}

impl Streams {
    /// The stream that is named, if it is of a session whose token is here too.
    fn of(&self, headers: &HeaderMap) -> Option<mpsc::Sender<Zeroizing<String>>> {
        let id = headers.get(STREAM)?.to_str().ok()?;
        let tokens = [visitor_token(headers), staff_token(headers)];
        let open = self.open.lock().expect("no panic while held");
        let stream = open.get(id)?;
        let is_theirs = tokens.iter().flatten().any(|token| token.hash() == stream.session);
        is_theirs.then(|| stream.frames.clone())
    }
}

fn line(frames: &[Bytes]) -> Bytes {
    let mut out = Vec::with_capacity(frames.iter().map(|frame| frame.len() + 1).sum());
    for frame in frames {
        out.extend_from_slice(frame);
        out.push(b'\n');
    }
    out.into()
}

async fn run(
    session: &mut Session,
    mut inbound: mpsc::Receiver<Zeroizing<String>>,
    lines: &mpsc::Sender<Bytes>,
) -> Vec<Bytes> {
    let peer = Arc::clone(session.peer());
    // Writing is a task of its own: it must go on while a frame is handled, and ends when the reader is gone.
    let writer = tokio::spawn(write(Arc::clone(&peer), lines.clone()));
    let mut in_flight: FuturesUnordered<BoxFuture<'static, ()>> = FuturesUnordered::new();
    guarded(Box::pin(session.replay()), &peer, lines).await;
    let mut dead = pin!(sleep_until(Instant::now() + DEAD_PEER));
    let last = loop {
        tokio::select! {
            reason = peer.ended() => break Some(encode(&farewell(reason))),
            () = lines.closed() => break None,
            () = &mut dead => break None,
            Some(()) = in_flight.next(), if !in_flight.is_empty() => {}
            frame = inbound.recv(), if in_flight.len() < QUEUED => {
                let Some(frame) = frame else { break None };
                dead.as_mut().reset(Instant::now() + DEAD_PEER);
                match guarded(Box::pin(session.handle(&frame)), &peer, lines).await {
                    Handled::Done => {}
                    Handled::Pending(write) => in_flight.push(write),
                    Handled::End(frame) => break Some(encode(&frame)),
                }
            }
        }
    };
    writer.abort();
    let _ = writer.await;
    let mut rest: Vec<Bytes> = peer.take().into();
    rest.extend(last);
    rest
}

/// Runs what a frame asks for; a reader that goes, or takes nothing for too long, ends a replay and not the server's patience.
async fn guarded(
    handling: impl Future<Output = Handled> + Unpin,
    peer: &Peer,
    lines: &mpsc::Sender<Bytes>,
) -> Handled {
    let mut handling = handling;
    let given_up = async {
        tokio::select! {
            () = lines.closed() => {}
            () = tokio::time::sleep(DEAD_PEER) => {}
        }
    };
    tokio::select! {
        handled = &mut handling => return handled,
        () = given_up => peer.end(EndReason::GoingAway),
    }
    // It was begun and others may have to hear of it; what waits for room in the queue gives up at once.
    handling.await
}

async fn write(peer: Arc<Peer>, lines: mpsc::Sender<Bytes>) {
    loop {
        // The place comes first, so that nothing is taken from the queue that could be lost.
        let Ok(place) = lines.reserve().await else {
            // A replay under way would wait for ever for room in a queue that nobody empties.
            return peer.end(EndReason::GoingAway);
        };
        let frames: Vec<Bytes> = peer.drain().await.into();
        place.send(line(&frames));
    }
}
