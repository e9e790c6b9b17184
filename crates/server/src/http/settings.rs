//! `/api/v1/settings`: sites, departments and staff, for administrators.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    routing::{MethodRouter, put},
};
use bedside_domain::{Permission, Preset, PrivacyPolicy};
use serde::Deserialize;

use super::{answer::ApiError, router::Edge, staff::acts, visitor::json};
use crate::{
    administration::AdministrationError,
    services::Services,
    settings::SettingsError,
    wire::{
        ChangeDepartment, ChangePerson, ChangeSite, NewDepartment, NewPassword, NewPerson, NewSite,
        PresetPolicy, SettingsDepartment, SettingsPerson, SettingsSite, SettingsStaff, SettingsView,
        WireCode,
    },
};

type Body<T> = Result<Json<T>, JsonRejection>;
type Made<T> = Result<(StatusCode, Json<T>), ApiError>;

/// `GET /api/v1/settings`.
pub(super) async fn view(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Json<SettingsView>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    let services = &edge.services;
    services.require(&staff, &[Permission::ManageSettings, Permission::ReadAuditLog]).await?;
    let clinic = services.directory.organisations().into_iter().find(|one| one.id == staff.organisation);
    Ok(Json(SettingsView {
        clinic: clinic.map(|one| one.name).unwrap_or_default(),
        server_time: services.clock.now(),
        may_change: staff.role.may(Permission::ManageSettings),
        departments: services.settings_departments(staff.organisation).await,
        sites: services.settings_sites(staff.organisation, &origin(&edge, &headers)),
        presets: Preset::ALL
            .into_iter()
            .map(|preset| PresetPolicy { preset, policy: PrivacyPolicy::preset(preset) })
            .collect(),
    }))
}

/// `POST /api/v1/settings/departments`.
pub(super) async fn add_department(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Body<NewDepartment>,
) -> Made<SettingsDepartment> {
    let (staff, new) = (acts(&edge, &headers).await?, json(body)?);
    let made = whole(&edge, async move |services| services.add_department(&staff, new).await).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// A department: changing and removing it.
pub(super) fn department() -> MethodRouter<Arc<Edge>> {
    put(change_department).delete(remove_department)
}

/// `PUT /api/v1/settings/departments/{id}`.
async fn change_department(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body<ChangeDepartment>,
) -> Result<Json<SettingsDepartment>, ApiError> {
    let (staff, id, change) = (acts(&edge, &headers).await?, parse(&id)?, json(body)?);
    let changed = whole(&edge, async move |services| services.change_department(&staff, id, change).await);
    Ok(Json(changed.await?))
}

/// What a removal is based on.
#[derive(Deserialize)]
struct BasedOn {
    based_on: String,
}

/// `DELETE /api/v1/settings/departments/{id}`.
async fn remove_department(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    Query(BasedOn { based_on }): Query<BasedOn>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let (staff, id) = (acts(&edge, &headers).await?, parse(&id)?);
    whole(&edge, async move |services| services.remove_department(&staff, id, &based_on).await).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/settings/sites`.
pub(super) async fn add_site(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Body<NewSite>,
) -> Made<SettingsSite> {
    let (staff, new, origin) = (acts(&edge, &headers).await?, json(body)?, origin(&edge, &headers));
    let made = whole(&edge, async move |services| services.add_site(&staff, new, &origin).await).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// `PUT /api/v1/settings/sites/{id}`.
pub(super) async fn change_site(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body<ChangeSite>,
) -> Result<Json<SettingsSite>, ApiError> {
    let (staff, id, change) = (acts(&edge, &headers).await?, parse(&id)?, json(body)?);
    let origin = origin(&edge, &headers);
    let changed = whole(&edge, async move |services| services.change_site(&staff, id, change, &origin).await);
    Ok(Json(changed.await?))
}

/// `GET /api/v1/settings/staff`.
pub(super) async fn people(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
) -> Result<Json<SettingsStaff>, ApiError> {
    let staff = acts(&edge, &headers).await?;
    Ok(Json(edge.services.settings_staff(&staff).await?))
}

/// `POST /api/v1/settings/staff`.
pub(super) async fn add_person(
    State(edge): State<Arc<Edge>>,
    headers: HeaderMap,
    body: Body<NewPerson>,
) -> Made<SettingsPerson> {
    let (staff, new) = (acts(&edge, &headers).await?, json(body)?);
    let made = whole(&edge, async move |services| services.add_person(&staff, new).await).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// `PUT /api/v1/settings/staff/{id}`.
pub(super) async fn change_person(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body<ChangePerson>,
) -> Result<Json<SettingsPerson>, ApiError> {
    let (staff, id, change) = (acts(&edge, &headers).await?, parse(&id)?, json(body)?);
    let changed = whole(&edge, async move |services| services.change_person(&staff, id, change).await);
    Ok(Json(changed.await?))
}

/// `POST /api/v1/settings/staff/{id}/password`.
pub(super) async fn reset_password(
    State(edge): State<Arc<Edge>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body<NewPassword>,
) -> Result<StatusCode, ApiError> {
    let (staff, id, new) = (acts(&edge, &headers).await?, parse(&id)?, json(body)?);
    whole(&edge, async move |services| services.reset_password(&staff, id, new).await).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Does a change to its end, whether or not somebody still waits for the answer: what is written is also taken into use.
async fn whole<T, F>(edge: &Edge, change: impl FnOnce(Arc<Services>) -> F) -> Result<T, ApiError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, SettingsError>> + Send + 'static,
{
    match tokio::spawn(change(Arc::clone(&edge.services))).await {
        Ok(done) => Ok(done?),
        Err(_) => {
            Err(ApiError::new(WireCode::Internal, "the change failed in the server; load the settings again"))
        }
    }
}

fn parse<T: std::str::FromStr>(id: &str) -> Result<T, ApiError> {
    id.parse().map_err(|_| SettingsError::NotFound.into())
}

/// Where browsers reach this server: as the operator says, otherwise where this one did.
fn origin(edge: &Edge, headers: &HeaderMap) -> String {
    edge.public_origins.first().cloned().unwrap_or_else(|| {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        format!("{}{host}", edge.scheme.prefix())
    })
}

impl From<SettingsError> for ApiError {
    fn from(error: SettingsError) -> Self {
        let message = error.to_string();
        match error {
            SettingsError::Forbidden => Self::new(WireCode::Forbidden, message),
            SettingsError::NotFound => Self::new(WireCode::NotFound, message),
            SettingsError::ChangedMeanwhile => Self::new(WireCode::ChangedMeanwhile, message),
            SettingsError::InUse { .. } => Self::new(WireCode::InUse, message),
            SettingsError::Oneself | SettingsError::LastAdministrator => Self::new(WireCode::NotNow, message),
            SettingsError::Administration(error) => match error {
                AdministrationError::Invalid(problems) => Self::invalid(message, problems),
                AdministrationError::Write(error) => error.into(),
                AdministrationError::Custody(error) => crate::change::ChangeError::Custody(error).into(),
                other => Self::unavailable(&other),
            },
        }
    }
}
