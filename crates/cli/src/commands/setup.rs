//! `bedside setup`: makes an organisation, its departments and its site, on a stopped server or before its first start.

mod values;

use std::{path::PathBuf, time::Duration};

use bedside_domain::{
    Department, DepartmentId, EmergencyContact, Look, Organisation, OrganisationId, PrivacyPolicy, Routing,
    Site, SiteId, usual_outcomes,
};
use bedside_server::{Installation, admin_protocol::Request, config::Config, loader_integrity, loader_path};
use bedside_storage::Directory;
use serde_json::json;

use super::{load, open_stopped};
use crate::{
    admin_client::{Asked, ask},
    outcome::{CommandResult, Failure, Outcome},
    output::Output,
    process::small_runtime,
};
use values::NewDepartment;

/// How long a running server may take to say that it is there.
const QUIET: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The configuration file of the server.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// What patients and staff call the organisation.
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    organisation: String,
    /// Names the site in the snippet: small letters, digits, hyphens.
    #[arg(long, value_name = "KEY", value_parser = values::site_key)]
    site_key: String,
    /// What the widget's header says.
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    site_name: String,
    /// An origin whose pages carry the widget, such as `https://www.clinic.example`. Give it again for each further one.
    #[arg(long = "origin", value_name = "ORIGIN", required = true, num_args = 1.., value_parser = values::origin)]
    origins: Vec<String>,
    /// Where browsers reach this server. Without it: the first of `public_origins`, else the first origin.
    #[arg(long, value_name = "ORIGIN", value_parser = values::origin)]
    base: Option<String>,
    /// Language of the widget.
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = values::language)]
    language: String,
    /// The country's emergency number, such as `911`. Always on the widget.
    #[arg(long, value_name = "NUMBER", value_parser = values::emergency)]
    emergency: String,
    /// The organisation's telephone, such as `+1 212 555 0100`. Always on the widget.
    #[arg(long, value_name = "NUMBER", value_parser = values::phone)]
    phone: String,
    /// A department that the widget offers, and the preset of its privacy policy: general, billing, clinical or strict. Give
    /// it again for each further one, in the order of the widget.
    #[arg(
        long = "department",
        value_name = "NAME=PRESET",
        required = true,
        num_args = 1..,
        value_parser = values::department
    )]
    departments: Vec<NewDepartment>,
}

/// What was made.
struct Made {
    organisation: OrganisationId,
    site: SiteId,
    departments: Vec<Department>,
}

pub(crate) fn run(args: &Args, output: &Output) -> CommandResult {
    // Accounts name departments without regard to case, so two names that differ in nothing else are one.
    if let Some(twice) = twice(args.departments.iter().map(|department| department.name.as_str())) {
        return Err(Failure::Call(format!(
            "the department \"{twice}\" is named twice; give each its own name"
        )));
    }
    let config = load(&args.config)?;
    let base = args.base.as_ref().or(config.public_origins.first()).unwrap_or(&args.origins[0]).clone();
    if let Asked::Reply(_) = ask(&config.admin_socket, &Request::Status, QUIET, |_, _| ())? {
        return Err(Failure::failed(
            "the server is running; stop it with `bedside drain` first, or set up before its first start",
        ));
    }
    let made = small_runtime()?.block_on(set_up(args, &config))?;
    announce(args, &made, &base, output)?;
    Ok(Outcome::Holds)
}

async fn set_up(args: &Args, config: &Config) -> Result<Made, Failure> {
    let installation = open_stopped(config).await?;
    let made = make(args, &installation).await;
    installation.store.close();
    installation.keys.close();
    made
}

async fn make(args: &Args, installation: &Installation) -> Result<Made, Failure> {
    let services = &installation.services;
    let all = installation.store.organisations().await.map_err(Failure::failed)?;
    let begun = begun(args, installation, &all).await?;
    let organisation = match begun {
        Some(id) => id,
        None => installation.add_organisation(&args.organisation).await.map_err(Failure::failed)?,
    };
    let there = installation.store.departments(organisation).await.map_err(Failure::failed)?;
    let mut departments = Vec::with_capacity(args.departments.len());
    for new in &args.departments {
        let id = there
            .iter()
            .find(|department| same(&department.name, &new.name))
            .map_or_else(|| services.new_id(DepartmentId::new), |department| department.id);
        let policy = PrivacyPolicy::preset(new.preset);
        let department = Department {
            id,
            name: new.name.clone(),
            policy,
            form: Vec::new(),
            routing: Routing::default(),
            hours: None,
            closed_now: false,
            ending: bedside_domain::Ending::default(),
            canned: Vec::new(),
            outcomes: usual_outcomes(),
            tags: Vec::new(),
            removed: false,
        };
        services.put_department(organisation, department.clone()).await.map_err(Failure::failed)?;
        departments.push(department);
    }
    let site = Site {
        id: services.new_id(SiteId::new),
        key: args.site_key.clone(),
        name: args.site_name.clone(),
        origins: args.origins.clone(),
        language: args.language.clone(),
        emergency: EmergencyContact { number: args.emergency.clone(), phone: args.phone.clone() },
        departments: departments.iter().map(|department| department.id).collect(),
        look: Look::default(),
        signers: Vec::new(),
    };
    let id = site.id;
    services.put_site(organisation, site).await.map_err(Failure::failed)?;
    Ok(Made { organisation, site: id, departments })
}

/// Refuses what is there already. The site comes last: an organisation of that name without one is what a set-up that was cut
/// off has left, and is gone on with.
async fn begun(
    args: &Args,
    installation: &Installation,
    all: &[Organisation],
) -> Result<Option<OrganisationId>, Failure> {
    let refuse = |why: String| Err(Failure::Failed(format!("{why}; nothing was changed")));
    let mut begun = None;
    for organisation in all {
        let (id, name) = (organisation.id, &organisation.name);
        let sites = installation.store.sites(id).await.map_err(Failure::failed)?;
        if same(name, &args.organisation) {
            if !sites.is_empty() {
                return refuse(format!("there is an organisation \"{name}\" already (id {id})"));
            }
            begun = Some(id);
            continue;
        }
        if let Some(site) = sites.iter().find(|site| site.key == args.site_key) {
            return refuse(format!("there is a site with the key `{}` already, of \"{name}\"", site.key));
        }
        return refuse(format!(
            "this server is set up for \"{name}\" already, and the console signs staff in where there is one organisation; \
             give the second a server of its own"
        ));
    }
    Ok(begun)
}

fn announce(args: &Args, made: &Made, base: &str, output: &Output) -> std::io::Result<()> {
    let snippet = snippet(args, base);
    if output.json() {
        let departments: Vec<_> = made
            .departments
            .iter()
            .map(|department| json!({ "id": department.id, "name": department.name }))
            .collect();
        return output.value(&json!({
            "ok": true,
            "organisation": { "id": made.organisation, "name": args.organisation },
            "departments": departments,
            "site": { "id": made.site, "key": args.site_key, "origins": args.origins },
            "base": base,
            "loader": format!("{base}{}", loader_path()),
            "integrity": loader_integrity(),
            "snippet": snippet.join("\n"),
        }));
    }
    let config = quoted(&args.config.display().to_string());
    let department = quoted(&made.departments[0].name);
    output.line(&format!("Made \"{}\" with its site `{}`.", args.organisation, args.site_key))?;
    output.line("")?;
    output.line("Put these two lines on every page that offers the chat:")?;
    output.line("")?;
    for line in snippet {
        output.line(&line)?;
    }
    output.line("")?;
    output.line(&format!(
        "Browsers are to reach this server as {base}; another address needs --base or an edit."
    ))?;
    output.line("")?;
    output.line("Next")?;
    output.line(&format!(
        "  bedside staff add --config {config} --email NAME@HOST --name NAME --role agent --department {department}"
    ))?;
    output.line(&format!("  bedside serve --config {config}"))?;
    output.line(&format!("  {base}/console/    where staff sign in"))
}

/// The two lines of `docs/embed.md`. Every value has passed its check, which leaves nothing that HTML would read.
fn snippet(args: &Args, base: &str) -> [String; 2] {
    [
        format!(
            "<script src=\"{base}{}\" integrity=\"{}\" crossorigin async",
            loader_path(),
            loader_integrity()
        ),
        format!(
            "        data-site=\"{}\" data-emergency=\"{}\" data-phone=\"{}\"></script>",
            args.site_key, args.emergency, args.phone
        ),
    ]
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The first name that was there before.
fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = std::collections::HashSet::new();
    names.into_iter().find(|name| !seen.insert(name.to_lowercase()))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+=:@%,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
