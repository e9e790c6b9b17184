//! Delivers: which connections take part in which conversation, and what each of them gets.
//!
//! A [`Peer`] is one connection with a bounded queue. A [`Room`] is one open conversation in memory: its keys, its state as of
//! the newest commit, and its peers. Frames are encoded once per audience and fanned out in commit order, because the
//! writer's thread does it right after the commit.

mod peer;
mod peers;
mod rate;
mod room;
mod rooms;

pub(crate) use peer::{EndReason, Peer, encode};
pub(crate) use peers::Peers;
pub(crate) use rate::Rate;
pub(crate) use room::{Member, Offer, Room, RoomState, ShownTo, phase};
pub(crate) use rooms::{Rooms, RoomsError, ended_room};
