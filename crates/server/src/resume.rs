//! Sends what a client missed, from a `Rev` on. Live events may arrive in between: the order is by `Rev`.

use bedside_domain::limits;

use crate::{
    change::ChangeError,
    hub::{Peer, Room, encode},
    render::Audience,
    services::Services,
    wire::ServerFrame,
};

/// Replays events above `after`, at most a page, then says how far it got.
pub(crate) async fn resume(
    services: &Services,
    room: &Room,
    peer: &Peer,
    audience: Audience,
    after: u64,
) -> Result<(), ChangeError> {
    let events = services
        .stores
        .timeline
        .events(room.organisation, room.id, after, limits::RESUME_PAGE_EVENTS + 1)
        .await?;
    let more = events.len() > limits::RESUME_PAGE_EVENTS;
    let renderer = room.renderer(&services.directory);
    // Who claims to have more than there is hears what there is, and misses nothing that comes.
    let mut rev = after.min(room.state().rev);
    for stored in events.iter().take(limits::RESUME_PAGE_EVENTS) {
        rev = stored.rev.get();
        let event = renderer.event(stored, audience)?;
        let frame = encode(&ServerFrame::Event { conversation: room.id, rev, at: stored.at, event });
        if !peer.send_patiently(frame).await {
            return Ok(());
        }
    }
    peer.send_patiently(encode(&ServerFrame::Resumed { conversation: room.id, rev, more })).await;
    Ok(())
}
