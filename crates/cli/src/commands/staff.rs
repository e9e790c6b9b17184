//! `bedside staff add | list | disable`: on the running server where there is one, else on its stopped store.

use std::path::PathBuf;

use bedside_domain::{OrganisationId, Role};
use bedside_server::admin_protocol::{Answer, Request, StaffAdd};
use clap::{Subcommand, builder::PossibleValuesParser};
use serde_json::{json, to_value};

use super::{administer, load, unexpected};
use crate::{
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
    password::{self, Chosen},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The configuration file of the server.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// The organisation's id, where there are several.
    #[arg(long, value_name = "ID", global = true)]
    organisation: Option<OrganisationId>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add an account.
    Add {
        /// E-mail address, for signing in.
        #[arg(long)]
        email: String,
        /// Name, which patients read.
        #[arg(long)]
        name: String,
        /// What they may do.
        #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.map(Role::name)))]
        role: String,
        /// A department they serve. Give it again for each further one.
        #[arg(long = "department", value_name = "NAME")]
        departments: Vec<String>,
        /// File whose first line is the password. Without it the terminal asks.
        #[arg(long, value_name = "FILE", conflicts_with = "generate_password")]
        password_file: Option<PathBuf>,
        /// Make a password and show it once.
        #[arg(long)]
        generate_password: bool,
    },
    /// List accounts.
    List,
    /// Disable an account: its sessions and connections end at once.
    Disable {
        /// Its e-mail address.
        email: String,
    },
}

pub(crate) fn run(args: Args, output: &Output) -> CommandResult {
    let file = args.config.ok_or_else(|| Failure::call("name the configuration file with --config FILE"))?;
    let config = load(&file)?;
    let organisation = args.organisation;
    match args.command {
        Command::Add { email, name, role, departments, password_file, generate_password } => {
            let role = Role::from_name(&role).expect("only roles pass the parser");
            let Chosen { password, generated } =
                password::choose(password_file.as_deref(), generate_password)?;
            let shown = generated.then(|| password.clone());
            let add = StaffAdd { organisation, email, name, role, departments, password };
            let answer = administer(&config, Request::StaffAdd(add))?;
            let Answer::StaffAdded { id } = answer else { return Err(unexpected()) };
            if output.json() {
                let password = shown.as_ref().map(|password| password.as_str());
                output.value(&json!({ "ok": true, "id": id, "password": password }))?;
            } else {
                output.line(&format!("Added account {id}."))?;
                if let Some(password) = shown {
                    output.line(&format!("Password, shown only now: {}", password.as_str()))?;
                }
            }
        }
        Command::List => {
            let Answer::Staff { staff } = administer(&config, Request::StaffList { organisation })? else {
                return Err(unexpected());
            };
            if output.json() {
                output.value(&json!({ "ok": true, "staff": to_value(&staff).unwrap_or_default() }))?;
            } else {
                let rows: Vec<_> = staff
                    .into_iter()
                    .map(|row| {
                        let state = if row.disabled { "disabled" } else { "active" };
                        [
                            row.email,
                            row.name,
                            row.role.name().to_owned(),
                            state.to_owned(),
                            row.departments.join(", "),
                        ]
                    })
                    .collect();
                output.table(["E-MAIL", "NAME", "ROLE", "STATE", "DEPARTMENTS"], &rows)?;
            }
        }
        Command::Disable { email } => {
            let Answer::StaffDisabled { id } =
                administer(&config, Request::StaffDisable { organisation, email })?
            else {
                return Err(unexpected());
            };
            if output.json() {
                output.value(&json!({ "ok": true, "id": id }))?;
            } else {
                output.line(&format!("Disabled account {id}; its sessions have ended."))?;
            }
        }
    }
    Ok(Outcome::Holds)
}
