//! What the panel needs before anyone agreed to anything: names, departments, notice, emergency number.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};

use bedside_domain::OpenState;

use super::{answer::ApiError, router::Edge};
use crate::wire::{DepartmentInfo, Protection, SiteInfo, WireCode};

/// `GET /api/v1/sites/{key}`.
pub(super) async fn info(
    State(edge): State<Arc<Edge>>,
    Path(key): Path<String>,
) -> Result<Json<SiteInfo>, ApiError> {
    let services = &edge.services;
    let (organisation, site) = services.directory.site(&key).ok_or_else(|| {
        ApiError::new(WireCode::NotFound, "there is no such site; check the key in the snippet")
    })?;
    let now = services.clock.now();
    let departments = site
        .departments
        .iter()
        .filter_map(|id| services.directory.department(organisation, *id))
        .map(|department| {
            let (open, closes_at, opens_at) = match department.state_at(now) {
                OpenState::Open { until } => (true, until, None),
                OpenState::Closed { opens_at } => (false, None, opens_at),
            };
            DepartmentInfo {
                id: department.id,
                name: department.name.clone(),
                staffed: services.desk.is_staffed(&services.directory, organisation, department.id),
                open,
                closes_at,
                opens_at,
                zone: department.hours.as_ref().map(|hours| hours.zone.clone()),
                consent_text: department.policy.consent_text.clone(),
                consent_version: department.policy.consent_version,
                protection: Protection::of(&department.policy, department.policy.version),
                form: department.form.clone(),
            }
        })
        .collect();
    Ok(Json(SiteInfo {
        name: site.name.clone(),
        language: site.language.clone(),
        emergency: site.emergency.clone(),
        departments,
        look: site.look.clone(),
    }))
}
