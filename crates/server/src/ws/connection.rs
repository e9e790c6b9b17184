//! One connection, one task: hello within five seconds, then frames both ways until it ends.

use std::{future::Future, panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

use bedside_domain::limits::{DEAD_PEER_MS, HEARTBEAT_MS, HELLO_TIMEOUT_MS};
use bedside_keys::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use tokio::time::{Instant, sleep_until, timeout};

use super::{CloseCode, FrameSocket, Gone, Inbound};
use crate::{
    hub::{EndReason, Peer, encode},
    identity::Tickets,
    listener::Place,
    services::Services,
    session::{Handled, Session, bye, farewell},
    wire::{ServerFrame, WireCode},
};

/// Writes of one connection under way at once; beyond it the next frame waits in the socket.
const IN_FLIGHT: usize = 64;
const HEARTBEAT: Duration = Duration::from_millis(HEARTBEAT_MS);
const DEAD_PEER: Duration = Duration::from_millis(DEAD_PEER_MS);

/// Serves a connection to its end; its place among the listener's connections is kept until then.
pub(crate) async fn serve<S: FrameSocket>(
    services: Arc<Services>,
    tickets: Arc<Tickets>,
    mut socket: S,
    place: Arc<Place>,
) {
    let first = match timeout(Duration::from_millis(HELLO_TIMEOUT_MS), first_text(&mut socket)).await {
        Ok(Ok(text)) => text,
        Ok(Err(code)) => {
            if let Some(code) = code {
                socket.close(code).await;
            }
            return;
        }
        Err(_) => {
            let frame = bye(WireCode::HelloExpected, "No hello came within 5 s.", true, None);
            end(&mut socket, &frame, CloseCode::HelloTimeout).await;
            return;
        }
    };
    // Boxed: the rare path of opening a session must not make every idle connection's future larger.
    let mut session = match Box::pin(Session::open(&services, &tickets, &first, None)).await {
        Ok(session) => session,
        Err(frame) => {
            end(&mut socket, &frame, CloseCode::Policy).await;
            return;
        }
    };
    place.make_known();
    drop(first);
    let peer = Arc::clone(session.peer());
    // Whatever happens, who is gone has left: a panic must not keep them on duty, or in the count that a drain waits for.
    let ending = AssertUnwindSafe(run(&mut session, &peer, &mut socket)).catch_unwind().await;
    let ending = ending.unwrap_or_else(|_| {
        tracing::error!("A connection's task broke down; its client connects again");
        Ending::Gone
    });
    Box::pin(session.leave()).await;
    match ending {
        Ending::Gone => {}
        Ending::Close(code) => socket.close(code).await,
        Ending::Farewell(frame, code) => end(&mut socket, &frame, code).await,
        Ending::Asked(reason) => {
            let code = match reason {
                EndReason::SlowReader => CloseCode::SlowReader,
                EndReason::GoingAway => CloseCode::GoingAway,
                EndReason::SessionEnded => CloseCode::Normal,
            };
            // What was queued before it was asked to end still goes out, unless it could not read fast enough.
            if reason != EndReason::SlowReader {
                let _ = socket.write(peer.take()).await;
            }
            end(&mut socket, &farewell(reason), code).await;
        }
    }
}

enum Ending {
    Gone,
    Close(CloseCode),
    Farewell(Box<ServerFrame>, CloseCode),
    Asked(EndReason),
}

async fn end<S: FrameSocket>(socket: &mut S, frame: &ServerFrame, code: CloseCode) {
    if socket.write([encode(frame)].into()).await.is_ok() {
        socket.close(code).await;
    }
}

async fn first_text<S: FrameSocket>(socket: &mut S) -> Result<String, Option<CloseCode>> {
    loop {
        match socket.next().await {
            Inbound::Text(text) => return Ok(text),
            Inbound::Alive => {}
            Inbound::Bad(code) => return Err(Some(code)),
            Inbound::Gone => return Err(None),
        }
    }
}

async fn run<S: FrameSocket>(session: &mut Session, peer: &Arc<Peer>, socket: &mut S) -> Ending {
    let mut in_flight: FuturesUnordered<BoxFuture<'static, ()>> = FuturesUnordered::new();
    if let Err(ending) = while_writing(Box::pin(session.replay()), peer, socket).await {
        return ending;
    }
    let mut heard = Instant::now();
    let mut next_ping = pin!(sleep_until(heard + HEARTBEAT));
    loop {
        tokio::select! {
            biased;
            reason = peer.ended() => return Ending::Asked(reason),
            frames = peer.drain() => {
                if socket.write(frames).await.is_err() {
                    return Ending::Gone;
                }
            }
            Some(()) = in_flight.next(), if !in_flight.is_empty() => {}
            inbound = socket.next(), if in_flight.len() < IN_FLIGHT => {
                heard = Instant::now();
                let text = match inbound {
                    Inbound::Text(text) => zeroize::Zeroizing::new(text),
                    Inbound::Alive => continue,
                    Inbound::Bad(code) => return Ending::Close(code),
                    Inbound::Gone => return Ending::Gone,
                };
                match while_writing(Box::pin(session.handle(&text)), peer, socket).await {
                    Ok(Handled::Done) => {}
                    Ok(Handled::Pending(write)) => in_flight.push(write),
                    Ok(Handled::End(frame)) => return Ending::Farewell(frame, CloseCode::Protocol),
                    Err(ending) => return ending,
                }
            }
            () = &mut next_ping => {
                let quiet = heard.elapsed();
                if quiet >= DEAD_PEER {
                    return Ending::Gone;
                }
                if quiet < HEARTBEAT {
                    next_ping.as_mut().reset(heard + HEARTBEAT);
                    continue;
                }
                if socket.ping().await.is_err() {
                    return Ending::Gone;
                }
                // It has until then to answer.
                next_ping.as_mut().reset(heard + DEAD_PEER);
            }
        }
    }
}

/// Runs what a frame asks for and meanwhile writes what is queued: a replay is longer than the queue.
async fn while_writing<S: FrameSocket>(
    handling: impl Future<Output = Handled>,
    peer: &Peer,
    socket: &mut S,
) -> Result<Handled, Ending> {
    let mut handling = pin!(handling);
    loop {
        tokio::select! {
            biased;
            handled = &mut handling => return Ok(handled),
            frames = peer.drain() => {
                if let Err(Gone) = socket.write(frames).await {
                    // Let what was begun finish: it may be a change that others must hear of. A replay stops by itself.
                    peer.end(EndReason::GoingAway);
                    return match handling.await {
                        Handled::End(frame) => Err(Ending::Farewell(frame, CloseCode::Protocol)),
                        _ => Err(Ending::Gone),
                    };
                }
            }
        }
    }
}
