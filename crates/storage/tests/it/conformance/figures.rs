//! Figures: of the departments and the person that are asked for, and of no other.

use bedside_domain::{CloseReason, DepartmentId, StaffId};
use bedside_storage::{Change, Figure, FiguresOf};

use super::Backend;
use crate::support::{Clinic, Stores};

pub(super) async fn those_of_others_do_not_count_towards_the_limit(backend: impl Backend) {
    let stores = backend.stores();
    let clinic = Clinic::stored(stores, 1).await;
    let other = Clinic::stored(stores, 2).await;
    // Those of another department come first, and those of another organisation with them.
    for _ in 0..3 {
        ended(&clinic, stores, clinic.nurse, clinic.other_department).await;
        ended(&other, stores, other.nurse, other.department).await;
    }
    ended(&clinic, stores, clinic.nurse, clinic.department).await;
    ended(&clinic, stores, clinic.doctor, clinic.department).await;

    let found = |departments: Vec<DepartmentId>, staff, limit| async move {
        let of = FiguresOf { from: 0, before: u64::MAX >> 1, departments, staff };
        stores.figures.figures(clinic.organisation, of, limit).await.unwrap()
    };
    let both = vec![clinic.department, clinic.other_department, clinic.department];
    let of_one = found(vec![clinic.department], None, 2).await;
    assert_eq!(of_one.len(), 2, "as many as there are");
    assert!(of_one.iter().all(|figure: &Figure| figure.department == clinic.department));
    assert_eq!(found(vec![clinic.department], Some(clinic.doctor), 1).await.len(), 1);
    assert_eq!(found(both.clone(), None, 100).await.len(), 5, "each once");
    assert_eq!(found(both, None, 4).await.len(), 4);
    assert_eq!(found(Vec::new(), None, 100).await, []);
}

async fn ended(clinic: &Clinic, stores: &Stores, staff: StaffId, department: DepartmentId) {
    let chat = clinic.open(stores).await;
    clinic.change(stores, &chat, Change::Accept { staff: clinic.nurse }).await.unwrap();
    if (staff, department) != (clinic.nurse, clinic.department) {
        let transfer = Change::Transfer { by: clinic.nurse, department, to: Some(staff) };
        clinic.change(stores, &chat, transfer).await.unwrap();
        clinic.change(stores, &chat, Change::Accept { staff }).await.unwrap();
    }
    let close = Change::Close { by: chat.visitor(), reason: CloseReason::VisitorEnded, filed: None };
    clinic.change(stores, &chat, close).await.unwrap();
}
