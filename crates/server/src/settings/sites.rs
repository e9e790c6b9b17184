//! Sites: looking, adding, changing.

use bedside_domain::{FieldProblem, Look, OrganisationId, Permission, Site, SiteId};

use super::{SettingsError, version_of};
use crate::{
    administration::{Operator, site_problems, usable},
    directory::Staff,
    http::{loader_integrity, loader_path},
    services::Services,
    wire::{ChangeSite, NewSite, SettingsSite},
};

/// Sites of one organisation.
const SITES_MAX: usize = 200;
/// Letters of a site's key: as good as unique, and nothing is hidden behind it.
const KEY_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

impl Services {
    /// Every site, by name; `origin` is where browsers reach this server.
    pub(crate) fn settings_sites(&self, organisation: OrganisationId, origin: &str) -> Vec<SettingsSite> {
        self.directory.all_sites(organisation).iter().map(|site| settings_site(site, origin)).collect()
    }

    /// Adds a site under a new key.
    pub(crate) async fn add_site(
        &self,
        staff: &Staff,
        new: NewSite,
        origin: &str,
    ) -> Result<SettingsSite, SettingsError> {
        let _one_at_a_time = self.change_as(staff, Permission::ManageSettings).await?;
        if self.directory.all_sites(staff.organisation).len() >= SITES_MAX {
            let message = format!("an organisation has at most {SITES_MAX} sites");
            return Err(SettingsError::invalid("name", message));
        }
        let mut random = [0; 16];
        self.rng.fill(&mut random);
        let letter = |byte: &u8| char::from(KEY_LETTERS[usize::from(*byte) % KEY_LETTERS.len()]);
        let NewSite { name, origins, language, emergency, departments } = new;
        let site = Site {
            id: self.new_id(SiteId::new),
            key: random.iter().map(letter).collect(),
            name,
            origins,
            language,
            emergency,
            departments,
            look: Look::default(),
            signers: Vec::new(),
        };
        self.put_checked_site(staff, site, origin).await
    }

    /// Replaces what a change was based on.
    pub(crate) async fn change_site(
        &self,
        staff: &Staff,
        id: SiteId,
        change: ChangeSite,
        origin: &str,
    ) -> Result<SettingsSite, SettingsError> {
        let _one_at_a_time = self.change_as(staff, Permission::ManageSettings).await?;
        let before = self.directory.site_by_id(staff.organisation, id).ok_or(SettingsError::NotFound)?;
        if version_of(&*before) != change.based_on {
            return Err(SettingsError::ChangedMeanwhile);
        }
        let site = Site { id, key: before.key.clone(), ..change.settings };
        if site == *before {
            return Ok(settings_site(&before, origin));
        }
        self.put_checked_site(staff, site, origin).await
    }

    async fn put_checked_site(
        &self,
        staff: &Staff,
        mut site: Site,
        origin: &str,
    ) -> Result<SettingsSite, SettingsError> {
        let organisation = staff.organisation;
        for text in [&mut site.name, &mut site.emergency.number, &mut site.emergency.phone] {
            *text = text.trim().to_owned();
        }
        let mut problems = site_problems(&site);
        let there = self.directory.departments(organisation);
        if !site.departments.iter().all(|id| there.iter().any(|department| department.id == *id)) {
            problems.push(FieldProblem::new("departments", "one of them is no department any more"));
        }
        usable(problems)?;
        let id = site.id;
        self.put_site_for(organisation, site, Operator::Staff(staff.id)).await?;
        let now = self.directory.site_by_id(organisation, id).ok_or(SettingsError::NotFound)?;
        Ok(settings_site(&now, origin))
    }
}

fn settings_site(site: &Site, origin: &str) -> SettingsSite {
    SettingsSite {
        version: version_of(site),
        settings: site.clone(),
        loader: format!("{origin}{}", loader_path()),
        integrity: loader_integrity(),
    }
}
