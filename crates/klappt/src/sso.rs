//! How an operator sets sign-in by a central account up: the table `[sso]` of the
//! settings, the file with the client's secret, and the file that says which group gives
//! which role.

pub use accounts::Sso;

use crate::outside::read_secret;
use accounts::sso::{Grant, Missing, Setup, Unusable};
use anyhow::{Context, Result, bail};
use base::{OrganisationId, Role};
use clap::Args;
use serde::Deserialize;
use std::{fs, path::PathBuf};
use store::Db;
use toml::Spanned;

/// Settings of the central account from the command line or the environment.
#[derive(Args, Clone, Debug, Default)]
#[expect(clippy::struct_field_names, reason = "they stand among all other arguments")]
#[group(id = "sso")]
#[command(next_help_heading = "Sign-in by a central account")]
pub struct Given {
    /// Address of the identity provider (OpenID Connect), as it calls itself
    #[arg(long, env = "KLAPPT_SSO_ISSUER")]
    sso_issuer: Option<String>,
    /// What klappt is called at the provider
    #[arg(long, env = "KLAPPT_SSO_CLIENT_ID")]
    sso_client_id: Option<String>,
    /// File with the secret klappt proves itself by at the provider
    #[arg(long, env = "KLAPPT_SSO_CLIENT_SECRET_FILE")]
    sso_client_secret_file: Option<PathBuf>,
    /// What people call the central account, for „Mit … anmelden“
    #[arg(long, env = "KLAPPT_SSO_LABEL")]
    sso_label: Option<String>,
    /// File that says which group gives which role
    #[arg(long, env = "KLAPPT_SSO_GROUPS_FILE")]
    sso_groups_file: Option<PathBuf>,
    /// Claim that holds the groups [default: groups]
    #[arg(long, env = "KLAPPT_SSO_GROUPS_CLAIM")]
    sso_groups_claim: Option<String>,
    /// Scopes asked for besides `openid`, `email` and `profile`
    #[arg(long, env = "KLAPPT_SSO_SCOPES", value_delimiter = ',')]
    sso_scopes: Vec<String>,
    /// Values of `acr` that stand for a second factor at the provider
    #[arg(long, env = "KLAPPT_SSO_STRONG_ACR", value_delimiter = ',')]
    sso_strong_acr: Vec<String>,
    /// Nobody chooses their own address at the provider: it counts as confirmed where the
    /// provider does not say
    #[arg(long, env = "KLAPPT_SSO_TRUST_ADDRESSES")]
    sso_trust_addresses: Option<bool>,
    /// Certificates (PEM) of the authority the provider's certificate is checked against
    #[arg(long, env = "KLAPPT_SSO_CA_FILE")]
    sso_ca_file: Option<PathBuf>,
}

/// The same from the settings file: the table `[sso]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Table {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret_file: Option<PathBuf>,
    label: Option<String>,
    groups_file: Option<PathBuf>,
    groups_claim: Option<String>,
    #[serde(deserialize_with = "crate::settings::list")]
    scopes: Vec<String>,
    #[serde(deserialize_with = "crate::settings::list")]
    strong_acr: Vec<String>,
    trust_addresses: Option<bool>,
    ca_file: Option<PathBuf>,
}

/// Where everything lies; read when it is needed.
#[derive(Clone, Debug)]
pub struct Source {
    issuer: String,
    client_id: String,
    client_secret_file: PathBuf,
    label: String,
    groups_file: PathBuf,
    groups_claim: String,
    scopes: Vec<String>,
    strong_acr: Vec<String>,
    trust_addresses: bool,
    ca_file: Option<PathBuf>,
}

fn either(given: Vec<String>, table: Vec<String>) -> Vec<String> {
    if given.is_empty() { table } else { given }
}

impl Given {
    /// What holds; `None` where no provider is named.
    pub(crate) fn settle(self, table: Table) -> Result<Option<Source>> {
        let Some(issuer) = self.sso_issuer.or(table.issuer) else { return Ok(None) };
        let missing = |name: &str| format!("Zur Anmeldung über ein zentrales Konto fehlt {name}.");
        Ok(Some(Source {
            issuer,
            client_id: self
                .sso_client_id
                .or(table.client_id)
                .with_context(|| missing("KLAPPT_SSO_CLIENT_ID"))?,
            client_secret_file: self
                .sso_client_secret_file
                .or(table.client_secret_file)
                .with_context(|| missing("KLAPPT_SSO_CLIENT_SECRET_FILE"))?,
            label: self.sso_label.or(table.label).with_context(|| missing("KLAPPT_SSO_LABEL"))?,
            groups_file: self
                .sso_groups_file
                .or(table.groups_file)
                .with_context(|| missing("KLAPPT_SSO_GROUPS_FILE"))?,
            groups_claim: self.sso_groups_claim.or(table.groups_claim).unwrap_or_else(|| "groups".to_owned()),
            scopes: either(self.sso_scopes, table.scopes),
            strong_acr: either(self.sso_strong_acr, table.strong_acr),
            trust_addresses: self.sso_trust_addresses.or(table.trust_addresses).unwrap_or(false),
            ca_file: self.sso_ca_file.or(table.ca_file),
        }))
    }
}

impl Source {
    /// What people call the central account.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Reads the files.
    ///
    /// # Errors
    /// In German, with the first that is wrong in the file with the groups.
    pub fn setup(&self, base_url: &str) -> Result<Setup> {
        let label = base::clean(&self.label, 60, false).unwrap_or_default();
        if label.is_empty() {
            bail!(
                "KLAPPT_SSO_LABEL: bitte einen Namen von höchstens 60 Zeichen, zum Beispiel Stadtverwaltung."
            );
        }
        let authorities = self
            .ca_file
            .as_deref()
            .map(|path| fs::read(path).with_context(|| format!("{} lässt sich nicht lesen", path.display())));
        let grants = self.groups()?.map_err(|wrong| {
            let first = wrong.first().map_or("", String::as_str);
            anyhow::anyhow!("{first} Alles, was nicht stimmt, zeigt: klappt check")
        })?;
        Ok(Setup {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: read_secret(&self.client_secret_file)?.trim().to_owned(),
            label,
            groups_claim: self.groups_claim.clone(),
            more_scopes: self.scopes.clone(),
            strong_acr: self.strong_acr.clone(),
            trusts_addresses: self.trust_addresses,
            authorities: authorities.transpose()?,
            grants: grants.into_iter().map(|(_, grant)| grant).collect(),
            base_url: base_url.to_owned(),
        })
    }

    /// Reads the files and makes the sign-in.
    ///
    /// # Errors
    /// In German, when it cannot work like that.
    pub fn open(&self, base_url: &str) -> Result<Sso> {
        Sso::new(self.setup(base_url)?).map_err(|why| match why {
            Unusable::NotBuilt => anyhow::anyhow!(
                "Dieses klappt wurde ohne Anmeldung über ein zentrales Konto gebaut (Cargo-Feature sso)."
            ),
            Unusable::Issuer => anyhow::anyhow!(
                "KLAPPT_SSO_ISSUER: {} ist keine brauchbare Adresse. Erwartet wird https://…",
                self.issuer
            ),
            Unusable::Authorities => anyhow::anyhow!("KLAPPT_SSO_CA_FILE enthält kein Zertifikat (PEM)."),
        })
    }

    /// The grants with their lines, or everything that is wrong with them.
    fn groups(&self) -> Result<Parsed> {
        let name = self.groups_file.display().to_string();
        let text = fs::read_to_string(&self.groups_file)
            .with_context(|| format!("{name} lässt sich nicht lesen"))?;
        Ok(parse(&name, &text))
    }

    /// Everything that is wrong, also what the groups name and is not there; each in one
    /// German line.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn faults(&self, db: &Db, base_url: &str) -> Result<Vec<String>> {
        let grants = match self.groups() {
            Ok(Ok(grants)) => grants,
            Ok(Err(wrong)) => return Ok(wrong),
            Err(why) => return Ok(vec![format!("{why:#}")]),
        };
        let (lines, grants): (Vec<_>, Vec<_>) = grants.into_iter().unzip();
        let name = self.groups_file.display();
        let missing = missing(db, &grants).await?;
        let mut found: Vec<String> = missing
            .into_iter()
            .map(|(at, missing)| format!("{name}:{}: {}", lines[at], not_there(missing, &grants[at])))
            .collect();
        found.extend(self.open(base_url).err().map(|why| format!("{why:#}")));
        Ok(found)
    }
}

fn not_there(missing: Missing, grant: &Grant) -> String {
    match missing {
        Missing::Alliance => {
            format!("Ein offenes Bündnis „{}“ gibt es nicht.", grant.alliance.as_deref().unwrap_or_default())
        }
        Missing::Organisation => "Die Organisation steht nicht im Verzeichnis dieses Bündnisses.".to_owned(),
        Missing::Municipality => format!(
            "Die Kommune {} liegt nicht im Gebiet dieses Bündnisses.",
            grant.municipality.as_deref().unwrap_or_default()
        ),
    }
}

#[cfg(feature = "sso")]
use accounts::sso::missing;
/// Built without it, nothing can be missing.
#[cfg(not(feature = "sso"))]
async fn missing(_: &Db, _: &[Grant]) -> Result<Vec<(usize, Missing)>> {
    Ok(Vec::new())
}

/// The grants, each with its line; or everything that is wrong, in German.
type Parsed = std::result::Result<Vec<(usize, Grant)>, Vec<String>>;

/// The file with the groups, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupsFile {
    #[serde(default)]
    grant: Vec<Spanned<Written>>,
}

/// One `[[grant]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    group: String,
    role: String,
    alliance: Option<String>,
    organisation: Option<String>,
    municipality: Option<String>,
}

/// Reads the file with the groups: each grant with its line, or everything that is wrong.
fn parse(name: &str, text: &str) -> Parsed {
    let line = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    let file: GroupsFile = toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(1, |span| line(span.start));
        vec![format!(
            "{name}:{at}: Das ist kein TOML mit [[grant]] und den Angaben group, role, alliance, organisation, \
             municipality ({}).",
            e.message().replace('\n', " ")
        )]
    })?;
    let (mut good, mut wrong) = (Vec::new(), Vec::new());
    for written in file.grant {
        let at = line(written.span().start);
        match grant(written.into_inner()) {
            Ok(grant) => good.push((at, grant)),
            Err(what) => wrong.push(format!("{name}:{at}: {what}")),
        }
    }
    if good.is_empty() && wrong.is_empty() {
        wrong.push(format!(
            "{name}:1: Hier bekommt keine Gruppe eine Rolle; dazu gehört mindestens ein [[grant]]."
        ));
    }
    if wrong.is_empty() { Ok(good) } else { Err(wrong) }
}

fn grant(written: Written) -> std::result::Result<Grant, String> {
    let Written { group, role, alliance, organisation, municipality } = written;
    if group.trim().is_empty() {
        return Err("Die Gruppe (group) ist leer.".to_owned());
    }
    let Some(role) = Role::from_key(&role).filter(|role| role.is_given()) else {
        let all: Vec<_> = Role::ALL.iter().filter(|r| r.is_given()).map(|r| r.key()).collect();
        return Err(format!("Die Rolle „{role}“ gibt es nicht. Möglich sind: {}.", all.join(", ")));
    };
    let organisation = match organisation.map(|id| id.parse().map(OrganisationId::from_uuid)) {
        Some(Err(_)) => {
            return Err(
                "Die Organisation (organisation) ist kein Schlüssel. Er steht in der Adresse ihrer Seite."
                    .to_owned(),
            );
        }
        Some(Ok(id)) => Some(id),
        None => None,
    };
    let grant = Grant { group, role, alliance, organisation, municipality };
    match grant.fits() {
        Ok(()) => Ok(grant),
        Err(why) => Err(unfit(why, role)),
    }
}

fn unfit(why: accounts::people::Refused, role: Role) -> String {
    use accounts::people::Refused;
    let role = role.key();
    match why {
        Refused::MunicipalityMissing => format!("Zur Rolle {role} gehört eine Kommune (municipality, AGS)."),
        Refused::MunicipalityNotNeeded => {
            format!("Die Rolle {role} spricht für keine Kommune (municipality).")
        }
        Refused::OrganisationNotNeeded => {
            format!("Die Rolle {role} spricht für keine Organisation (organisation).")
        }
        _ if Role::from_key(role).is_some_and(Role::is_local) => {
            format!("Die Rolle {role} wird in einem Bündnis ausgeübt: bitte alliance angeben.")
        }
        _ => format!("Die Rolle {role} gilt landesweit: bitte alliance weglassen."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        parse("gruppen.toml", text).expect_err("wrong").join("\n")
    }

    #[test]
    fn groups_are_read_with_their_lines() {
        let text = "# Kreis\n[[grant]]\ngroup = \"klappt-gfs\"\nrole = \"office\"\nalliance = \"kreis-kleve\"\n\n\
                    [[grant]]\ngroup = \"land\"\nrole = \"ministry\"\n";
        let read = parse("gruppen.toml", text).expect("good");
        assert_eq!(read.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 7]);
        assert_eq!(read[0].1.alliance.as_deref(), Some("kreis-kleve"));
        assert_eq!(read[1].1.role, Role::Ministry);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_in_german() {
        let text = "[[grant]]\ngroup = \"a\"\nrole = \"ofice\"\n\n[[grant]]\ngroup = \"b\"\nrole = \"office\"\n\n\
                    [[grant]]\ngroup = \"c\"\nrole = \"ministry\"\nalliance = \"hamm\"\n\n\
                    [[grant]]\ngroup = \"d\"\nrole = \"municipality_contact\"\nalliance = \"hamm\"\n\n\
                    [[grant]]\ngroup = \" \"\nrole = \"ministry\"\n\n\
                    [[grant]]\ngroup = \"e\"\nrole = \"contributor\"\nalliance = \"hamm\"\norganisation = \"x\"\n";
        let said = said(text);
        for part in [
            "gruppen.toml:1: Die Rolle „ofice“ gibt es nicht.",
            "gruppen.toml:5: Die Rolle office wird in einem Bündnis ausgeübt",
            "gruppen.toml:9: Die Rolle ministry gilt landesweit",
            "gruppen.toml:14: Zur Rolle municipality_contact gehört eine Kommune",
            "gruppen.toml:19: Die Gruppe (group) ist leer.",
            "gruppen.toml:23: Die Organisation (organisation) ist kein Schlüssel.",
        ] {
            assert!(said.contains(part), "{part}:\n{said}");
        }
    }

    #[test]
    fn a_file_that_is_none_is_told_with_its_line() {
        assert!(said("[[grant]]\ngroup = \"a\"\nroll = \"office\"\n").starts_with("gruppen.toml:"));
        assert!(said("").contains("mindestens ein [[grant]]"));
    }

    #[test]
    fn what_belongs_together_is_asked_for_together() {
        let given = Given { sso_issuer: Some("https://login.example".into()), ..Given::default() };
        let said = given.settle(Table::default()).expect_err("not whole").to_string();
        assert!(said.contains("KLAPPT_SSO_CLIENT_ID"), "{said}");
        assert!(Given::default().settle(Table::default()).expect("fine").is_none());
    }
}
