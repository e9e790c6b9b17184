//! Visitor sessions: made after consent, found by cookie or bearer token.

use bedside_domain::{Millis, OrganisationId, PersonId, VisitorId, limits};
use bedside_storage::{ReadError, SessionOwner, StoredSession, WriteError};

use super::{SessionToken, TicketClaims};
use crate::services::Services;

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VisitorSessionError {
    #[error("there is no such site; check the key in the embed snippet")]
    NoSite,
    #[error("the notice has changed; show it and ask again")]
    ConsentOutdated,
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// A session for a visitor of the site with that key, who agreed to that version of a department's notice. A browser whose session
/// `before` has not ended is the same person.
pub(crate) async fn new_visitor_session(
    services: &Services,
    site_key: &str,
    consent_version: u32,
    before: Option<&VisitorOf>,
) -> Result<(SessionToken, StoredSession), VisitorSessionError> {
    let (organisation, site) = services.directory.site(site_key).ok_or(VisitorSessionError::NoSite)?;
    let agreed = site.departments.iter().any(|id| {
        services
            .directory
            .department(organisation, *id)
            .is_some_and(|department| department.policy.consent_version == consent_version)
    });
    if !agreed {
        return Err(VisitorSessionError::ConsentOutdated);
    }
    let now = services.clock.now();
    let token = SessionToken::generate(&*services.rng);
    let session = StoredSession {
        organisation,
        token_hash: token.hash(),
        owner: SessionOwner::Visitor {
            visitor: VisitorId::new(now, &*services.rng),
            person: same_person(before, organisation).unwrap_or_else(|| PersonId::new(now, &*services.rng)),
            site: site.id,
            consent_version,
        },
        created_at: now,
        expires_at: now.plus_ms(limits::VISITOR_SESSION_MS),
        used_at: now,
    };
    services.stores.sessions.add(session.clone(), None).await?;
    Ok((token, session))
}

fn same_person(before: Option<&VisitorOf>, in_organisation: OrganisationId) -> Option<PersonId> {
    let claims = &before?.claims;
    match claims.owner {
        SessionOwner::Visitor { person, .. } if claims.organisation == in_organisation => Some(person),
        _ => None,
    }
}

/// A living visitor session.
pub(crate) struct VisitorOf {
    pub(crate) claims: TicketClaims,
    pub(crate) visitor: VisitorId,
    pub(crate) expires_at: Millis,
}

/// The living visitor session behind a token.
pub(crate) async fn visitor_of(
    services: &Services,
    token: &SessionToken,
) -> Result<Option<VisitorOf>, ReadError> {
    let now = services.clock.now();
    let Some(session) = services.stores.sessions.find(token.hash()).await? else { return Ok(None) };
    if now >= session.expires_at {
        return Ok(None);
    }
    let SessionOwner::Visitor { visitor, .. } = session.owner else { return Ok(None) };
    services.stores.sessions.touch(session.token_hash, now);
    Ok(Some(VisitorOf {
        claims: TicketClaims {
            organisation: session.organisation,
            session: session.token_hash,
            owner: session.owner,
            session_ends: session.expires_at,
            used_at: session.used_at,
        },
        visitor,
        expires_at: session.expires_at,
    }))
}
