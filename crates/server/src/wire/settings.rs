//! Bodies of `/api/v1/settings`: sites, departments and staff as administrators see and change them.

use bedside_domain::{
    Department, DepartmentId, EmergencyContact, Millis, Preset, PrivacyPolicy, Role, Site, StaffId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CannedSent;

/// `GET /settings`: departments and sites, as they are now.
#[derive(Serialize, JsonSchema)]
pub struct SettingsView {
    /// The organisation's name.
    pub clinic: String,
    /// The server's clock.
    pub server_time: Millis,
    /// Whether one may change them; otherwise one may look.
    pub may_change: bool,
    /// By name.
    pub departments: Vec<SettingsDepartment>,
    /// By name.
    pub sites: Vec<SettingsSite>,
    /// What policies can begin with.
    pub presets: Vec<PresetPolicy>,
}

/// A named set of defaults for a policy.
#[derive(Serialize, JsonSchema)]
pub struct PresetPolicy {
    /// Its name.
    pub preset: Preset,
    /// The defaults.
    pub policy: PrivacyPolicy,
}

/// A department with all that is set of it.
#[derive(Serialize, JsonSchema)]
pub struct SettingsDepartment {
    /// Names this state of it: a change says what it was based on.
    pub version: String,
    /// What is set.
    pub settings: Department,
    /// Whether it is open now.
    pub open: bool,
    /// Chats that wait there, and messages that were left there.
    pub waiting: u32,
    /// Chats that are served there.
    pub serving: u32,
    /// Accounts of those who may serve there.
    pub staff: u32,
    /// How often its canned replies were sent; what is not there was not.
    pub sent: Vec<CannedSent>,
}

/// A site with all that is set of it.
#[derive(Serialize, JsonSchema)]
pub struct SettingsSite {
    /// Names this state of it: a change says what it was based on.
    pub version: String,
    /// What is set.
    pub settings: Site,
    /// Address of the loader, for the embed snippet.
    pub loader: String,
    /// Its integrity value (Subresource Integrity).
    pub integrity: String,
}

/// `POST /settings/departments`: a department with the defaults of a preset. It is on no site until one offers it.
#[derive(Deserialize, JsonSchema)]
pub struct NewDepartment {
    /// Its name.
    pub name: String,
    /// What its policy begins with.
    pub preset: Preset,
}

/// `PUT /settings/departments/{id}`.
#[derive(Deserialize, JsonSchema)]
pub struct ChangeDepartment {
    /// `version` of what was changed.
    pub based_on: String,
    /// What is to be set. The versions of policy and notice are counted by the server.
    pub settings: Department,
}

/// `POST /settings/sites`. The server gives it a key.
#[derive(Deserialize, JsonSchema)]
pub struct NewSite {
    /// What the widget's header says.
    pub name: String,
    /// Origins whose pages may embed the widget.
    pub origins: Vec<String>,
    /// BCP 47 language of the widget.
    pub language: String,
    /// Emergency number and telephone.
    pub emergency: EmergencyContact,
    /// Departments it offers, in order.
    pub departments: Vec<DepartmentId>,
}

/// `PUT /settings/sites/{id}`.
#[derive(Deserialize, JsonSchema)]
pub struct ChangeSite {
    /// `version` of what was changed.
    pub based_on: String,
    /// What is to be set. The key stays as it is.
    pub settings: Site,
}

/// `GET /settings/staff`: the accounts.
#[derive(Serialize, JsonSchema)]
pub struct SettingsStaff {
    /// By name.
    pub people: Vec<SettingsPerson>,
}

/// An account.
#[derive(Serialize, JsonSchema)]
pub struct SettingsPerson {
    /// Names this state of it: a change says what it was based on.
    pub version: String,
    /// Its id.
    pub id: StaffId,
    /// The name patients read.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Departments they serve.
    pub departments: Vec<DepartmentId>,
    /// Whether it is disabled.
    pub disabled: bool,
}

/// `POST /settings/staff`. No `Debug`: holds a password.
#[derive(Deserialize, JsonSchema)]
pub struct NewPerson {
    /// The name patients read.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// The password to begin with.
    pub password: String,
    /// What they may do.
    pub role: Role,
    /// Departments they serve.
    pub departments: Vec<DepartmentId>,
}

/// `PUT /settings/staff/{id}`.
#[derive(Deserialize, JsonSchema)]
pub struct ChangePerson {
    /// `version` of what was changed.
    pub based_on: String,
    /// The name patients read.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Departments they serve.
    pub departments: Vec<DepartmentId>,
    /// Whether the account is disabled. One that is cannot be enabled again.
    pub disabled: bool,
}

/// `POST /settings/staff/{id}/password`: every session of theirs ends. No `Debug`: holds a password.
#[derive(Deserialize, JsonSchema)]
pub struct NewPassword {
    /// The new one.
    pub password: String,
}
