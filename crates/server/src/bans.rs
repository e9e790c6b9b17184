//! Blocked visitors, in memory: asked at every opening. Read from the store at start-up.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use bedside_audit::Action;
use bedside_domain::{Actor, BANS_MAX, Millis, OrganisationId, PersonId};
use bedside_storage::{ReadError, StoredBan, WriteError};

use crate::{
    entries::About,
    services::{Services, Stores},
};

/// Who is blocked, until when.
#[derive(Default)]
pub(crate) struct Bans {
    // A std Mutex: held for a map access, never across an await. At most BANS_MAX of each organisation.
    bans: Mutex<HashMap<OrganisationId, HashMap<PersonId, StoredBan>>>,
    /// Held from the look at what there is until what was stored is in force.
    pub(crate) changing: tokio::sync::Mutex<()>,
}

impl Bans {
    fn bans(&self) -> MutexGuard<'_, HashMap<OrganisationId, HashMap<PersonId, StoredBan>>> {
        self.bans.lock().expect("no panic while held")
    }

    /// Reads those of an organisation.
    pub(crate) async fn load(&self, stores: &Stores, organisation: OrganisationId) -> Result<(), ReadError> {
        let all = stores.bans.all(organisation).await?;
        self.bans().insert(organisation, all.into_iter().map(|ban| (ban.person, ban)).collect());
        Ok(())
    }

    /// Until when a person is blocked, if they are.
    pub(crate) fn until(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        now: Millis,
    ) -> Option<Millis> {
        self.bans().get(&organisation)?.get(&person).map(|ban| ban.until).filter(|until| now < *until)
    }

    /// Those that are not over, the newest first.
    pub(crate) fn all(&self, organisation: OrganisationId, now: Millis) -> Vec<StoredBan> {
        let mut all: Vec<_> = self
            .bans()
            .get(&organisation)
            .map_or_else(Vec::new, |bans| bans.values().filter(|ban| now < ban.until).copied().collect());
        all.sort_unstable_by_key(|ban| std::cmp::Reverse((ban.at, ban.person)));
        all
    }

    /// Whether this person can be blocked: there is room for one more, or they are among those who are.
    pub(crate) fn has_room(&self, organisation: OrganisationId, person: PersonId) -> bool {
        let bans = self.bans();
        bans.get(&organisation).is_none_or(|bans| bans.len() < BANS_MAX || bans.contains_key(&person))
    }

    fn has_ended(&self, organisation: OrganisationId, now: Millis) -> bool {
        self.bans().get(&organisation).is_some_and(|bans| bans.values().any(|ban| ban.until < now))
    }

    /// Takes over what was stored.
    pub(crate) fn put(&self, ban: StoredBan) {
        self.bans().entry(ban.organisation).or_default().insert(ban.person, ban);
    }

    fn remove(&self, organisation: OrganisationId, person: PersonId) {
        if let Some(bans) = self.bans().get_mut(&organisation) {
            bans.remove(&person);
        }
    }
}

impl Services {
    /// Undoes a block. False where there is none.
    pub(crate) async fn lift_ban(&self, ban: &StoredBan, by: Actor) -> Result<bool, WriteError> {
        let _one_at_a_time = self.bans.changing.lock().await;
        let entry = self
            .entries
            .draft(Action::VisitorUnblocked, by, Some(ban.conversation))
            .about(ban.visitor.to_bytes());
        let lifted = self.stores.bans.lift(ban.organisation, ban.person, entry).await?;
        self.bans.remove(ban.organisation, ban.person);
        Ok(lifted)
    }

    /// Forgets blocks that are over.
    pub(crate) async fn sweep_bans(&self, now: Millis) -> Result<(), WriteError> {
        for organisation in self.directory.organisations() {
            if !self.bans.has_ended(organisation.id, now) {
                continue;
            }
            let entry = self.entries.draft(Action::VisitorBlocksEnded, Actor::System, None);
            self.stores.bans.sweep(organisation.id, now, entry).await?;
        }
        for bans in self.bans.bans().values_mut() {
            bans.retain(|_, ban| now <= ban.until);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bedside_domain::{BanReason, ConversationId, DepartmentId, StaffId, VisitorId};

    #[test]
    fn where_there_is_no_room_for_one_more_who_is_blocked_can_be_blocked_again() {
        let (organisation, bans) = (OrganisationId::from_bytes([1; 16]), Bans::default());
        let person = |n: usize| PersonId::from_bytes((n as u128).to_be_bytes());
        for n in 0..BANS_MAX {
            assert!(bans.has_room(organisation, person(n)));
            bans.put(StoredBan {
                organisation,
                person: person(n),
                visitor: VisitorId::from_bytes([2; 16]),
                conversation: ConversationId::from_bytes([3; 16]),
                department: DepartmentId::from_bytes([4; 16]),
                reason: BanReason::Abusive,
                by: StaffId::from_bytes([5; 16]),
                at: Millis(1),
                until: Millis(2),
            });
        }
        assert!(!bans.has_room(organisation, person(BANS_MAX)));
        assert!(bans.has_room(organisation, person(7)));
    }
}
