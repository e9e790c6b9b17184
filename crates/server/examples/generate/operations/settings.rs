//! The operations of `/api/v1/settings`.

use bedside_server::wire::{
    ChangeDepartment, ChangePerson, ChangeSite, NewDepartment, NewPassword, NewPerson, NewSite,
    SettingsDepartment, SettingsPerson, SettingsSite, SettingsStaff, SettingsView, WireCode as Code,
};
use schemars::generate::SchemaGenerator;
use serde_json::Value;

use super::{Operation, Parameter, Session, Tag, json, new, nothing, path, schema};

/// Whom it refuses, whoever asks.
const ONLY_ADMINISTRATORS: (u16, Code) = (403, Code::Forbidden);

pub(super) fn settings(read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Vec<Operation> {
    let mut all = vec![Operation {
        answer: json(200, "Departments and sites, as they are now.", schema::<SettingsView>(written)),
        ..operation("getSettings", "get", "/api/v1/settings", "Departments and sites with all that is set")
    }];
    all.extend(departments(read, written));
    all.extend(sites(read, written));
    all.extend(staff(read, written));
    all
}

fn departments(read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Vec<Operation> {
    let department = schema::<SettingsDepartment>(written);
    vec![
        Operation {
            answer: json(201, "The department.", department.clone()),
            ..adding::<NewDepartment>(
                read,
                operation("addDepartment", "post", "/api/v1/settings/departments", "Add a department"),
            )
        },
        Operation {
            answer: json(200, "The department as it is now.", department),
            ..changing::<ChangeDepartment>(
                written,
                operation(
                    "changeDepartment",
                    "put",
                    "/api/v1/settings/departments/{id}",
                    "Change a department",
                ),
                "The department.",
            )
        },
        Operation {
            parameters: vec![
                path("id", "The department."),
                Parameter { place: "query", name: "based_on", words: "`version` of what is removed." },
            ],
            answer: nothing(204, "It is removed; past chats still name it."),
            errors: refusing(&[(404, &[Code::NotFound]), (409, &[Code::ChangedMeanwhile, Code::InUse])]),
            ..operation(
                "removeDepartment",
                "delete",
                "/api/v1/settings/departments/{id}",
                "Remove a department in which nobody waits or is served",
            )
        },
    ]
}

fn sites(read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Vec<Operation> {
    let site = schema::<SettingsSite>(written);
    vec![
        Operation {
            answer: json(201, "The site.", site.clone()),
            ..adding::<NewSite>(read, operation("addSite", "post", "/api/v1/settings/sites", "Add a site"))
        },
        Operation {
            answer: json(200, "The site as it is now.", site),
            ..changing::<ChangeSite>(
                written,
                operation("changeSite", "put", "/api/v1/settings/sites/{id}", "Change a site"),
                "The site.",
            )
        },
    ]
}

fn staff(read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Vec<Operation> {
    let person = schema::<SettingsPerson>(written);
    vec![
        Operation {
            answer: json(200, "Every account.", schema::<SettingsStaff>(written)),
            ..operation("getStaff", "get", "/api/v1/settings/staff", "The accounts")
        },
        Operation {
            answer: json(201, "The account.", person.clone()),
            ..adding::<NewPerson>(
                read,
                operation("addStaff", "post", "/api/v1/settings/staff", "Add an account"),
            )
        },
        Operation {
            answer: json(200, "The account as it is now.", person),
            errors: refusing(&[
                (400, &[Code::Malformed, Code::InvalidSettings]),
                (404, &[Code::NotFound]),
                (409, &[Code::ChangedMeanwhile, Code::NotNow]),
            ]),
            ..changing::<ChangePerson>(
                read,
                operation(
                    "changeStaff",
                    "put",
                    "/api/v1/settings/staff/{id}",
                    "Change or disable an account",
                ),
                "The account.",
            )
        },
        Operation {
            parameters: vec![path("id", "The account.")],
            body: Some(schema::<NewPassword>(read)),
            answer: nothing(204, "It has the new password; every session of theirs has ended."),
            errors: refusing(&[(400, &[Code::Malformed, Code::InvalidSettings]), (404, &[Code::NotFound])]),
            ..operation(
                "resetStaffPassword",
                "post",
                "/api/v1/settings/staff/{id}/password",
                "Give an account a new password",
            )
        },
    ]
}

fn operation(id: &'static str, method: &'static str, path: &'static str, summary: &'static str) -> Operation {
    Operation { session: Session::Staff, errors: refusing(&[]), ..new(id, method, path, Tag::Staff, summary) }
}

fn adding<T: schemars::JsonSchema>(read: &mut SchemaGenerator, operation: Operation) -> Operation {
    let body: Option<Value> = Some(schema::<T>(read));
    let errors = refusing(&[(400, &[Code::Malformed, Code::InvalidSettings])]);
    Operation { body, errors, ..operation }
}

/// What the server wrote is sent back with its changes, so both are of one form: as it is written.
fn changing<T: schemars::JsonSchema>(
    read: &mut SchemaGenerator,
    operation: Operation,
    what: &'static str,
) -> Operation {
    let errors = refusing(&[
        (400, &[Code::Malformed, Code::InvalidSettings]),
        (404, &[Code::NotFound]),
        (409, &[Code::ChangedMeanwhile]),
    ]);
    Operation { body: Some(schema::<T>(read)), parameters: vec![path("id", what)], errors, ..operation }
}

/// In order of their statuses.
fn refusing(others: &[(u16, &[Code])]) -> Vec<(u16, Vec<Code>)> {
    let (status, code) = ONLY_ADMINISTRATORS;
    let mut all: Vec<_> = others.iter().map(|(status, codes)| (*status, codes.to_vec())).collect();
    all.push((status, vec![code]));
    all.sort_by_key(|(status, _)| *status);
    all
}
