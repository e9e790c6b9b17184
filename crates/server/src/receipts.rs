//! Delivered and read: two numbers per participant that only grow. State, not events.

use std::sync::Arc;

use bedside_storage::StoredReceipt;

use crate::{
    hub::{Peer, Room},
    services::Services,
    wire::ServerFrame,
};

/// Raises the participant's numbers and tells the others. A number beyond the newest message is cut to it.
pub(crate) fn raise(services: &Services, room: &Room, peer: &Arc<Peer>, delivered: u64, read: u64) {
    let raised = {
        let mut state = room.state();
        let newest = state.seq;
        let (read, delivered) = (read.min(newest), delivered.max(read).min(newest));
        let at = match state.receipts.iter().position(|(who, _, _)| *who == peer.who) {
            Some(at) => at,
            None => {
                state.receipts.push((peer.who, 0, 0));
                state.receipts.len() - 1
            }
        };
        let entry = &mut state.receipts[at];
        let next = (entry.1.max(delivered), entry.2.max(read));
        if next == (entry.1, entry.2) {
            return;
        }
        (entry.1, entry.2) = next;
        next
    };
    let (delivered, read) = raised;
    let receipt = StoredReceipt { participant: peer.who, delivered, read };
    services.stores.receipts.raise(room.organisation, room.id, receipt);
    let who = services.directory.who(room.organisation, peer.who);
    room.tell_others(peer, &ServerFrame::Receipts { conversation: room.id, who, delivered, read });
}
