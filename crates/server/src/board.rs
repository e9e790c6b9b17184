//! How it stands in a supervisor's departments: how many wait and since when, who is there and how busy. No card is shown, so no entry
//! is written; only who asks without the right is in the log.

use bedside_domain::{Actor, Permission};

use crate::{
    change::ChangeError,
    directory::Staff,
    services::Services,
    wire::{Board, BoardDepartment, BoardStaff},
};

/// The board of a member of staff's departments.
pub(crate) async fn board(services: &Services, staff: &Staff) -> Result<Board, ChangeError> {
    if !staff.role.may(Permission::SeeBoard) {
        services.deny(staff.organisation, Actor::Staff(staff.id), None).await;
        return Err(ChangeError::Forbidden);
    }
    let organisation = staff.organisation;
    let everyone = services.directory.all_staff(organisation);
    let departments = services.directory.departments(organisation);
    let departments = departments.iter().filter(|one| staff.departments.contains(&one.id)).map(|one| {
        let (waiting, waiting_since) = services.desk.queue(organisation, one.id);
        let there = everyone.iter().filter(|other| other.may(Permission::ServeChats, one.id));
        let there = there.filter_map(|other| {
            let state = services.desk.availability(organisation, other.id)?;
            Some(BoardStaff {
                id: other.id,
                name: other.name.clone(),
                state,
                load: services.assignments.load(organisation, other.id),
                capacity: one.routing.capacity,
            })
        });
        BoardDepartment {
            id: one.id,
            name: one.name.clone(),
            routing: one.routing.mode,
            waiting,
            waiting_since,
            staff: there.collect(),
        }
    });
    Ok(Board { server_time: services.clock.now(), departments: departments.collect() })
}
