//! Roles of staff and what each may do. A role is a name for a set of permissions, nothing more.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a member of staff is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers chats.
    Agent,
    /// Answers chats and looks after those who do.
    Supervisor,
    /// Sets up sites, departments, policies and staff.
    Administrator,
    /// Reviews what happened and who read what.
    SecurityOfficer,
    /// Reads the audit log and evidence, never a chat.
    Auditor,
}

/// One thing one may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Accept and answer chats of one's own departments.
    ServeChats,
    /// See the list of waiting and running chats of one's own departments.
    ListChats,
    /// Read again a closed chat one has served.
    ReadOwnClosed,
    /// Read again any closed chat of one's own departments.
    ReadAnyClosed,
    /// Let a held message through.
    ReleaseHeld,
    /// See how many wait and how busy colleagues are.
    SeeBoard,
    /// In one's own departments: watch a running chat, write its staff a private note, take it over, set a colleague's availability.
    Supervise,
    /// Add, list and disable staff.
    ManageStaff,
    /// Change sites, departments and policies.
    ManageSettings,
    /// Read the audit log.
    ReadAuditLog,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Agent, Self::Supervisor, Self::Administrator, Self::SecurityOfficer, Self::Auditor];

    /// Whether the role holds the permission. Deny by default: what is not listed is not allowed.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Agent => {
                matches!(permission, P::ServeChats | P::ListChats | P::ReadOwnClosed | P::ReleaseHeld)
            }
            Self::Supervisor => matches!(
                permission,
                P::ServeChats
                    | P::ListChats
                    | P::ReadOwnClosed
                    | P::ReadAnyClosed
                    | P::ReleaseHeld
                    | P::SeeBoard
                    | P::Supervise
            ),
            Self::Administrator => matches!(permission, P::ManageStaff | P::ManageSettings),
            Self::SecurityOfficer => matches!(permission, P::ReadAuditLog | P::ReadAnyClosed | P::ListChats),
            Self::Auditor => matches!(permission, P::ReadAuditLog),
        }
    }

    /// The role's name in storage, configuration and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
            Self::SecurityOfficer => "security_officer",
            Self::Auditor => "auditor",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_auditor_never_reads_a_chat() {
        use Permission as P;
        for permission in
            [P::ServeChats, P::ListChats, P::ReadOwnClosed, P::ReadAnyClosed, P::ReleaseHeld, P::Supervise]
        {
            assert!(!Role::Auditor.may(permission), "{permission:?}");
            assert!(!Role::Administrator.may(permission), "{permission:?}");
        }
        assert!(Role::Auditor.may(P::ReadAuditLog));
    }

    #[test]
    fn names_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert_eq!(Role::from_name("root"), None);
    }
}
