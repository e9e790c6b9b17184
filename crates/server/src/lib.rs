//! The Bedside server: the wire protocol, one file per use case, the hub that delivers, and the HTTP and WebSocket edges.
//!
//! Start reading at [`post_message`]: the life of one message, in one screen of code.

#![forbid(unsafe_code)]

mod accept;
mod admin;
pub mod admin_protocol;
pub mod administration;
mod answered;
mod assign;
mod bans;
mod block_visitor;
mod board;
mod canned;
mod catch_up;
mod change;
mod close;
pub mod config;
mod custodian;
mod desk;
mod directory;
mod ending;
mod entries;
pub mod fuzz;
mod give_back;
mod http;
mod hub;
mod identity;
mod installation;
mod key_upkeep;
mod list_conversations;
mod listener;
mod mention;
mod metrics;
mod numbers;
mod open_conversation;
pub mod own_conversation;
pub mod past_conversations;
pub mod post_message;
mod rate;
mod read_conversation;
mod receipts;
mod recent;
mod refusals;
mod release;
mod reminders;
mod render;
mod reopen;
mod resume;
mod search_conversations;
mod sequencer;
mod server;
mod services;
mod session;
mod settings;
mod source;
pub mod startup;
mod supervise;
mod system;
pub mod tls;
mod transfer;
mod visitor_details;
mod watch;
pub mod wire;
mod write_note;
mod written;
mod ws;

pub use custodian::{CustodyError, KeyCustodian};
pub use http::{loader_integrity, loader_path};
pub use identity::PasswordError;
pub use installation::{Installation, InstallationError, origin};
pub use server::{ServeError, Server};
pub use services::{Services, Settings, Stores};
pub use system::{SystemClock, SystemRng};
