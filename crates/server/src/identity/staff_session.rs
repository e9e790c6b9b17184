//! Staff sign in with e-mail and password. Every attempt is in the audit log, if only counted; who does not exist takes as long as who does.

use std::{collections::HashMap, sync::Arc};

use bedside_audit::Action;
use bedside_domain::{Actor, Millis, Moment, OrganisationId, limits};
use bedside_storage::{ReadError, SessionOwner, StoredSession, WriteError};
use zeroize::Zeroizing;

use super::{Attempts, SessionToken, TicketClaims, attempts::Wait, email_index, password::TooManyChecks};
use crate::{
    custodian::CustodyError, directory::Staff, entries::About, hub::EndReason, identity::PasswordChecks,
    services::Services, source::Source,
};

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    #[error("e-mail address or password is not right, or the account is disabled")]
    Wrong,
    #[error("this server has several organisations; name yours")]
    WhichOrganisation,
    #[error("too many people are signing in; wait {retry_after_s} s and try again")]
    Busy { retry_after_s: u32 },
    #[error("too many sign-ins failed; wait {retry_after_s} s and try again")]
    SlowDown { retry_after_s: u32 },
    #[error(transparent)]
    Custody(#[from] CustodyError),
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl From<Wait> for SignInError {
    fn from(Wait { retry_after_s }: Wait) -> Self {
        Self::SlowDown { retry_after_s }
    }
}

/// A member of staff with a new session.
pub(crate) struct SignedIn {
    pub(crate) token: SessionToken,
    pub(crate) staff: Arc<Staff>,
}

/// What somebody signs in with, and from where.
pub(crate) struct Credentials {
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) email: String,
    pub(crate) password: Zeroizing<String>,
    pub(crate) source: Source,
}

/// Checks the password and makes a session with a token of its own (ASVS 7.2.4). Who failed too often waits, before anything is
/// checked and whether the account exists or not.
pub(crate) async fn sign_in(
    services: &Services,
    checks: &PasswordChecks,
    attempts: &Attempts,
    credentials: Credentials,
) -> Result<SignedIn, SignInError> {
    let Credentials { organisation, email, password, source } = credentials;
    let now = services.clock.moment();
    attempts.check_source(source, now)?;
    let organisation = match (organisation, services.directory.organisations().as_slice()) {
        (Some(id), all) if all.iter().any(|organisation| organisation.id == id) => id,
        (Some(_), _) => {
            attempts.failed(source, now);
            return Err(SignInError::Wrong);
        }
        (None, [only]) => only.id,
        (None, _) => return Err(SignInError::WhichOrganisation),
    };
    let keys = services.custodian.organisation_keys(organisation).await?;
    let index = email_index(keys.first(), &email);
    let [account, _] = index.as_chunks().0 else { unreachable!("an index has twice 16 bytes") };
    attempts.begin(*account, source, now)?;
    let staff = services.directory.staff_by_email(organisation, &index);
    let hash = staff.as_ref().map(|staff| staff.password_hash.clone());
    let right = match checks.check(hash, password).await {
        Ok(right) => right,
        Err(TooManyChecks) => {
            attempts.take_back(*account, source, now);
            return Err(SignInError::Busy { retry_after_s: 5 });
        }
    };
    let known = staff.as_ref().map_or([0; 16], |staff| staff.id.to_bytes());
    let Some(staff) = staff.filter(|staff| right && staff.disabled_at.is_none()) else {
        attempts.failed(source, now);
        services.sign_in_failed(organisation, known).await?;
        return Err(SignInError::Wrong);
    };
    attempts.succeeded(*account, source, now);
    let now = services.clock.now();
    let token = SessionToken::generate(&*services.rng);
    let session = StoredSession {
        organisation,
        token_hash: token.hash(),
        owner: SessionOwner::Staff(staff.id),
        created_at: now,
        expires_at: now.plus_ms(limits::STAFF_SESSION_MS),
        used_at: now,
    };
    let entry = services
        .entries
        .draft(Action::StaffSignedIn, Actor::Staff(staff.id), None)
        .about(staff.id.to_bytes());
    services.stores.sessions.add(session, Some(entry)).await?;
    Ok(SignedIn { token, staff })
}

/// The member of staff behind a token, if the session lives: neither ended, idle for too long, nor of a disabled account. To ask is
/// no use of it: pages do so by themselves.
pub(crate) async fn staff_of(
    services: &Services,
    token: &SessionToken,
) -> Result<Option<(Arc<Staff>, TicketClaims)>, ReadError> {
    let now = services.clock.now();
    let Some(session) = services.stores.sessions.find(token.hash()).await? else { return Ok(None) };
    let SessionOwner::Staff(id) = session.owner else { return Ok(None) };
    if is_over(&session, now) {
        return Ok(None);
    }
    let Some(staff) =
        services.directory.staff(session.organisation, id).filter(|staff| staff.disabled_at.is_none())
    else {
        return Ok(None);
    };
    let claims = TicketClaims {
        organisation: session.organisation,
        session: session.token_hash,
        owner: session.owner,
        session_ends: session.expires_at,
        used_at: session.used_at,
    };
    Ok(Some((staff, claims)))
}

fn is_over(session: &StoredSession, now: Millis) -> bool {
    now >= session.expires_at || now.since(session.used_at) >= limits::STAFF_IDLE_MS
}

/// Ends the connections of sessions that are over: ended, too old, or not used for too long (45 CFR 164.312(a)(2)(iii)). A
/// connection that only stays open is no use.
///
/// How long they were not used goes by the process's own clock, over all tabs of a session: setting the wall clock signs nobody out.
pub(crate) async fn end_old_staff_connections(services: &Services) {
    let now = services.clock.moment();
    for organisation in services.directory.organisations() {
        let peers = services.desk.peers(organisation.id);
        let mut used: HashMap<[u8; 32], Moment> = HashMap::new();
        for (_, peer) in &peers {
            let newest = used.entry(peer.session).or_default();
            *newest = peer.used().max(*newest);
        }
        for (_, peer) in peers {
            let idle = used.get(&peer.session).is_some_and(|used| now.since(*used) >= limits::STAFF_IDLE_MS);
            match services.stores.sessions.find(peer.session).await {
                Ok(Some(_)) if !idle => {}
                Ok(_) => peer.end(EndReason::SessionEnded),
                Err(error) => tracing::warn!(%error, "A session could not be looked at; it is tried again"),
            }
        }
    }
}

/// Ends a session and the connections that were opened with it.
pub(crate) async fn sign_out(
    services: &Services,
    token: &SessionToken,
    staff: &Staff,
) -> Result<(), WriteError> {
    let entry = services
        .entries
        .draft(Action::StaffSignedOut, Actor::Staff(staff.id), None)
        .about(staff.id.to_bytes());
    services.stores.sessions.end(token.hash(), Some(entry)).await?;
    for peer in services.desk.peers_of(staff.organisation, staff.id) {
        if peer.session == token.hash() {
            peer.end(EndReason::SessionEnded);
        }
    }
    Ok(())
}
