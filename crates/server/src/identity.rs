//! Who is there: sessions behind a random token of which only a hash is stored, and short-lived tickets for connections.

mod attempts;
mod email_index;
mod failed_sign_ins;
mod password;
mod staff_session;
mod statement;
mod ticket;
mod token;
mod visitor_session;

pub(crate) use attempts::Attempts;
pub(crate) use email_index::email_index;
pub(crate) use failed_sign_ins::FailedSignIns;
pub use password::PasswordError;
pub(crate) use password::{PasswordChecks, hash_password};
pub(crate) use staff_session::{
    Credentials, SignInError, end_old_staff_connections, sign_in, sign_out, staff_of,
};
pub(crate) use statement::{Statement, Statements, is_usable, read_statement};
pub(crate) use ticket::{TicketClaims, Tickets};
pub(crate) use token::SessionToken;
pub(crate) use visitor_session::{VisitorOf, VisitorSessionError, new_visitor_session, visitor_of};
