//! How an installation is set up: `klappt.toml`, overridden by the environment
//! (`KLAPPT_…`), overridden by the command line.

use crate::{outside::KeySource, sso};
use anyhow::{Context, Result, bail};
use base::Role;
use clap::Args;
use serde::{Deserialize, Deserializer};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
};
use store::{Journal, Keys, Outside, Target};
use web::{OutOfBounds, Periods, Which};

/// Where the master keys lie unless said otherwise.
const KEY_FILE: &str = "klappt.key";

/// Settings from the command line or the environment. In a command they stand last: what
/// follows them would be listed among them.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Settings")]
pub struct Given {
    /// Settings file
    #[arg(long, env = "KLAPPT_CONFIG", default_value = "klappt.toml")]
    config: PathBuf,
    /// Database, `sqlite:klappt.db` or `postgres://user@host/name`
    #[arg(long, env = "KLAPPT_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// File with the master keys [default: klappt.key]
    #[arg(long, env = "KLAPPT_KEY_FILE", conflicts_with = "key_command")]
    key_file: Option<PathBuf>,
    /// Command that prints the master keys, instead of a file
    #[arg(long, env = "KLAPPT_KEY_COMMAND")]
    key_command: Option<String>,
    /// Folder outside the database for audit heads and tombstones [default: klappt-journal]
    #[arg(long, env = "KLAPPT_JOURNAL")]
    journal: Option<PathBuf>,
    /// Socket of the system log that is told the audit's heads as well, such as `/dev/log`
    #[arg(long, env = "KLAPPT_AUDIT_SYSLOG")]
    audit_syslog: Option<PathBuf>,
    /// Days after which a backup of keys has to be deleted [default: 14]
    #[arg(long, env = "KLAPPT_KEY_BACKUP_DAYS")]
    key_backup_days: Option<u16>,
    /// Database as the owner of its tables, for `klappt migrate` [default: the database]
    #[arg(long, env = "KLAPPT_MIGRATE_DATABASE_URL", hide_env_values = true)]
    migrate_database_url: Option<String>,
    /// PostgreSQL role klappt serves as [default: the role in the database's address]
    #[arg(long, env = "KLAPPT_SERVING_ROLE")]
    serving_role: Option<String>,
    /// Address to listen on
    #[arg(long, env = "KLAPPT_LISTEN")]
    listen: Option<SocketAddr>,
    /// Address users type, for links in mail
    #[arg(long, env = "KLAPPT_BASE_URL")]
    base_url: Option<String>,
    /// Mail server, `smtps://user:password@host` or `smtp://host:25`
    #[arg(long, env = "KLAPPT_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Sender of mail
    #[arg(long, env = "KLAPPT_MAIL_FROM")]
    mail_from: Option<String>,
    /// Proxies in front of klappt that end TLS, by address
    #[arg(long, env = "KLAPPT_TRUSTED_PROXIES", value_delimiter = ',')]
    trusted_proxies: Vec<IpAddr>,
    /// Certificate chain (PEM), where klappt ends TLS itself
    #[arg(long, env = "KLAPPT_TLS_CERTIFICATE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// Roles that rest until the second factor is shown, besides those that see data of
    /// participants: `office,operator`
    #[arg(long, env = "KLAPPT_SECOND_FACTOR_ROLES", value_delimiter = ',')]
    second_factor_roles: Vec<String>,
    /// Private key of the certificate (PEM)
    #[arg(long, env = "KLAPPT_TLS_KEY", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Public keys backups are sealed for, `age1…`
    #[arg(long, env = "KLAPPT_BACKUP_RECIPIENT", value_delimiter = ',')]
    backup_recipient: Vec<String>,
    /// Address on which `/metrics` is answered, for those who watch over the installation
    #[arg(long, env = "KLAPPT_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
    /// Days after which name and address of a closed account are deleted [default: 730]
    #[arg(long, env = "KLAPPT_KEEP_CLOSED_ACCOUNTS_DAYS")]
    keep_closed_accounts_days: Option<i32>,
    /// Days after which jobs that are done are deleted [default: 30]
    #[arg(long, env = "KLAPPT_KEEP_JOBS_DAYS")]
    keep_jobs_days: Option<i32>,
    /// Days after which uploaded contact lists, tables of figures and returned forms are deleted [default: 7]
    #[arg(long, env = "KLAPPT_KEEP_IMPORTS_DAYS")]
    keep_imports_days: Option<i32>,
    /// Days after which everything of a closed alliance is deleted, 0 for only when told [default: 365]
    #[arg(long, env = "KLAPPT_KEEP_CLOSED_ALLIANCE_DAYS")]
    keep_closed_alliance_days: Option<i32>,
    /// Days after which names of those asked by personal link are deleted [default: 365]
    #[arg(long, env = "KLAPPT_KEEP_ENDED_LINKS_DAYS")]
    keep_ended_links_days: Option<i32>,
    /// Days after which talks, hindrances and workshops are deleted [default: 1095]
    #[arg(long, env = "KLAPPT_KEEP_VOICES_DAYS")]
    keep_voices_days: Option<i32>,
    /// Days within which nobody is asked again without a warning, 0 for no warning [default: 180]
    #[arg(long, env = "KLAPPT_ASK_AGAIN_DAYS")]
    ask_again_days: Option<i32>,
    #[command(flatten)]
    sso: sso::Given,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_field_names, reason = "a key's file is a key file")]
struct File {
    database_url: Option<String>,
    key_file: Option<PathBuf>,
    key_command: Option<String>,
    journal: Option<PathBuf>,
    audit_syslog: Option<PathBuf>,
    key_backup_days: Option<u16>,
    migrate_database_url: Option<String>,
    serving_role: Option<String>,
    listen: Option<SocketAddr>,
    base_url: Option<String>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    #[serde(deserialize_with = "list")]
    trusted_proxies: Vec<IpAddr>,
    #[serde(deserialize_with = "list")]
    second_factor_roles: Vec<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    #[serde(deserialize_with = "list")]
    backup_recipient: Vec<String>,
    metrics_listen: Option<SocketAddr>,
    keep_closed_accounts_days: Option<i32>,
    keep_jobs_days: Option<i32>,
    keep_imports_days: Option<i32>,
    keep_closed_alliance_days: Option<i32>,
    keep_ended_links_days: Option<i32>,
    keep_voices_days: Option<i32>,
    ask_again_days: Option<i32>,
    sso: sso::Table,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "erwartet wird eine Liste oder ein Text mit Kommas")]
enum Several {
    List(Vec<String>),
    Text(String),
}

/// A list, or the same as text with commas, as the environment takes it.
pub(crate) fn list<'de, D: Deserializer<'de>, T: FromStr>(from: D) -> std::result::Result<Vec<T>, D::Error> {
    let items = match Several::deserialize(from)? {
        Several::List(items) => items,
        Several::Text(text) => text.split(',').map(str::to_owned).collect(),
    };
    let items = items.iter().map(|item| item.trim()).filter(|item| !item.is_empty());
    items
        .map(|item| {
            let wrong = || serde::de::Error::custom(format!("„{item}“ ist hier nicht zu gebrauchen"));
            item.parse().map_err(|_| wrong())
        })
        .collect()
}

/// Where klappt listens, as far as whoever asks it has to know.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Settings")]
pub struct Listening {
    /// Settings file
    #[arg(long, env = "KLAPPT_CONFIG", default_value = "klappt.toml")]
    config: PathBuf,
    /// Address klappt listens on
    #[arg(long, env = "KLAPPT_LISTEN")]
    listen: Option<SocketAddr>,
}

impl Listening {
    /// The address to ask it at from this machine.
    ///
    /// # Errors
    /// When the settings file cannot be read.
    pub fn url(self) -> Result<String> {
        let listen = listens(self.listen, &read(&self.config)?);
        let here = match listen.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        Ok(format!("http://{}", SocketAddr::new(here, listen.port())))
    }
}

fn listens(given: Option<SocketAddr>, file: &File) -> SocketAddr {
    given.or(file.listen).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)))
}

/// Settled settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The database, as the role that serves.
    pub database: Target,
    /// Where its master keys come from.
    pub keys: KeySource,
    /// Where its journal is kept.
    pub journal: PathBuf,
    /// The system log's socket, where the audit's heads are said as well.
    pub audit_syslog: Option<PathBuf>,
    /// After so many days a backup of keys has to be gone: so long an erased person's
    /// key lives on at most.
    pub key_backup_days: u16,
    /// The same database, as the owner of its tables.
    pub owned: Target,
    /// The role that serves, where it is another one than the owner.
    pub serving_role: Option<String>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address for links in mail, without a slash at the end.
    pub base_url: String,
    /// The mail server; without one, mail waits.
    pub smtp_url: Option<String>,
    /// The sender of mail.
    pub mail_from: String,
    /// Proxies whose forwarded client address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Roles that rest until the second factor is shown, besides those that see data
    /// of participants.
    pub second_factor_roles: Vec<Role>,
    /// Certificate and key, where klappt ends TLS itself.
    pub tls: Option<Pem>,
    /// Public keys backups are sealed for.
    pub backup_recipients: Vec<String>,
    /// Where `/metrics` is answered; nowhere unless said.
    pub metrics_listen: Option<SocketAddr>,
    /// How long what is kept.
    pub periods: Periods,
    /// How people sign in by a central account; nowhere unless said.
    pub sso: Option<sso::Source>,
}

/// Where certificate and key lie.
#[derive(Clone, Debug)]
pub struct Pem {
    /// The certificate chain.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Given {
    /// The same, with another database.
    #[must_use]
    pub fn with_database(self, url: String) -> Self {
        Self { database_url: Some(url.clone()), migrate_database_url: Some(url), ..self }
    }

    /// The journal was named by hand, not by the file.
    pub const fn names_journal(&self) -> bool {
        self.journal.is_some()
    }

    /// Reads the file (a missing default file is fine) and settles what holds.
    pub fn settle(self) -> Result<Settings> {
        let file = read(&self.config)?;
        let listen = listens(self.listen, &file);
        let proxies =
            if self.trusted_proxies.is_empty() { file.trusted_proxies } else { self.trusted_proxies };
        let url = self.database_url.or(file.database_url).unwrap_or_else(|| "sqlite:klappt.db".to_owned());
        let parsed = |url: &str| {
            url.parse::<Target>().map_err(|_| {
                anyhow::anyhow!(
                    "Die Datenbank-Adresse ist unbrauchbar. Erwartet: sqlite:DATEI oder postgres://…"
                )
            })
        };
        let database = parsed(&url)?;
        let owned = match self.migrate_database_url.or(file.migrate_database_url) {
            Some(url) => parsed(&url)?,
            None => database.clone(),
        };
        let serving = self.serving_role.or(file.serving_role).or_else(|| database.role());
        let serving_role = serving.filter(|role| owned.role().is_some_and(|owner| owner != *role));
        let tls = match (self.tls_certificate.or(file.tls_certificate), self.tls_key.or(file.tls_key)) {
            (Some(certificate), Some(key)) => Some(Pem { certificate, key }),
            (None, None) => None,
            _ => {
                bail!("Zu TLS gehören beide: das Zertifikat (tls_certificate) und sein Schlüssel (tls_key).")
            }
        };
        let keys = match (self.key_file, self.key_command) {
            (Some(path), _) => KeySource::File(path),
            (None, Some(command)) => KeySource::Command(command),
            (None, None) => match (file.key_file, file.key_command) {
                (Some(_), Some(_)) => {
                    bail!(
                        "Die Hauptschlüssel kommen aus einer Datei (key_file) oder von einem Befehl (key_command), nicht aus beiden."
                    )
                }
                (None, Some(command)) => KeySource::Command(command),
                (path, None) => KeySource::File(path.unwrap_or_else(|| PathBuf::from(KEY_FILE))),
            },
        };
        let journal = self.journal.or(file.journal).unwrap_or_else(|| PathBuf::from("klappt-journal"));
        let named = if self.second_factor_roles.is_empty() {
            file.second_factor_roles
        } else {
            self.second_factor_roles
        };
        let second_factor_roles = named.iter().map(|name| role(name)).collect::<Result<_>>()?;
        let usual = Periods::default();
        let alliances = self.keep_closed_alliance_days.or(file.keep_closed_alliance_days);
        let periods = Periods {
            closed_accounts: self
                .keep_closed_accounts_days
                .or(file.keep_closed_accounts_days)
                .unwrap_or(usual.closed_accounts),
            jobs: self.keep_jobs_days.or(file.keep_jobs_days).unwrap_or(usual.jobs),
            imports: self.keep_imports_days.or(file.keep_imports_days).unwrap_or(usual.imports),
            closed_alliances: alliances.map_or(usual.closed_alliances, |days| (days != 0).then_some(days)),
            ended_links: self
                .keep_ended_links_days
                .or(file.keep_ended_links_days)
                .unwrap_or(usual.ended_links),
            voices: self.keep_voices_days.or(file.keep_voices_days).unwrap_or(usual.voices),
            ask_again: self.ask_again_days.or(file.ask_again_days).unwrap_or(usual.ask_again),
        };
        let periods = periods.checked().map_err(|wrong| out_of_bounds(&wrong))?;
        let base_url = self.base_url.or(file.base_url);
        let seen_from_outside = !listen.ip().is_loopback() || !proxies.is_empty() || tls.is_some();
        if seen_from_outside && base_url.is_none() {
            bail!(
                "Unter welcher Adresse rufen die Menschen klappt auf? Sie steht in jedem Brief: bitte als \
                 KLAPPT_BASE_URL angeben, zum Beispiel https://klappt.kreis.example."
            );
        }
        Ok(Settings {
            database,
            keys,
            journal,
            audit_syslog: self.audit_syslog.or(file.audit_syslog),
            key_backup_days: self.key_backup_days.or(file.key_backup_days).unwrap_or(14),
            owned,
            serving_role,
            listen,
            base_url: base_url
                .unwrap_or_else(|| format!("http://localhost:{}", listen.port()))
                .trim_end_matches('/')
                .to_owned(),
            smtp_url: self.smtp_url.or(file.smtp_url),
            mail_from: self.mail_from.or(file.mail_from).unwrap_or_else(|| "klappt@localhost".to_owned()),
            trusted_proxies: proxies,
            second_factor_roles,
            tls,
            backup_recipients: if self.backup_recipient.is_empty() {
                file.backup_recipient
            } else {
                self.backup_recipient
            },
            metrics_listen: self.metrics_listen.or(file.metrics_listen),
            periods,
            sso: self.sso.settle(file.sso)?,
        })
    }
}

fn role(name: &str) -> Result<Role> {
    Role::from_key(name.trim()).filter(|role| role.is_given()).ok_or_else(|| {
        let all: Vec<_> = Role::ALL.iter().filter(|r| r.is_given()).map(|r| r.key()).collect();
        anyhow::anyhow!("Die Rolle „{name}“ gibt es nicht. Möglich sind: {}.", all.join(", "))
    })
}

fn out_of_bounds(wrong: &OutOfBounds) -> anyhow::Error {
    let (name, never) = match wrong.which {
        Which::ClosedAccounts => ("KLAPPT_KEEP_CLOSED_ACCOUNTS_DAYS", ""),
        Which::Jobs => ("KLAPPT_KEEP_JOBS_DAYS", ""),
        Which::Imports => ("KLAPPT_KEEP_IMPORTS_DAYS", ""),
        Which::EndedLinks => ("KLAPPT_KEEP_ENDED_LINKS_DAYS", ""),
        Which::Voices => ("KLAPPT_KEEP_VOICES_DAYS", ""),
        Which::AskAgain => ("KLAPPT_ASK_AGAIN_DAYS", ", oder 0, wenn nie gewarnt werden soll"),
        Which::ClosedAlliances => {
            ("KLAPPT_KEEP_CLOSED_ALLIANCE_DAYS", ", oder 0, wenn nur auf Weisung gelöscht werden soll")
        }
    };
    let (least, most) = wrong.bounds;
    anyhow::anyhow!("{name}: Die Frist muss zwischen {least} und {most} Tagen liegen{never}.")
}

impl Settings {
    /// Fetches what is kept outside the database.
    ///
    /// # Errors
    /// When the master keys cannot be had.
    pub fn outside(&self) -> Result<Outside> {
        let journal = match &self.audit_syslog {
            None => Journal::at(&self.journal),
            Some(socket) => Journal::with_syslog(&self.journal, socket.clone()),
        };
        Ok(Outside { keys: self.keys.keys()?, journal })
    }

    /// The master keys where they are at hand: a missing default file is no mistake.
    ///
    /// # Errors
    /// When keys were named and cannot be had.
    pub fn keys_if_any(&self) -> Result<Option<Keys>> {
        match &self.keys {
            KeySource::File(path) if path == Path::new(KEY_FILE) && !path.exists() => Ok(None),
            source => source.keys().map(Some),
        }
    }

    /// Passwords and personal data never travel in the clear: beyond this machine
    /// klappt ends TLS itself or speaks only with a declared proxy that does.
    pub fn refuse_open_network(&self) -> Result<()> {
        if !self.listen.ip().is_loopback() && self.trusted_proxies.is_empty() && self.tls.is_none() {
            bail!(
                "{} ist von außen erreichbar. Nennen Sie Zertifikat und Schlüssel (KLAPPT_TLS_CERTIFICATE, \
                 KLAPPT_TLS_KEY) oder den Proxy, der TLS beendet (KLAPPT_TRUSTED_PROXIES), oder lauschen Sie \
                 auf 127.0.0.1.",
                self.listen
            );
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<File> {
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("{} ist nicht lesbar", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && path == Path::new("klappt.toml") => {
            Ok(File::default())
        }
        Err(e) => Err(e).with_context(|| format!("{} lässt sich nicht öffnen", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_also_taken_as_text_with_commas() {
        let file = |text: &str| toml::from_str::<File>(text);
        let two: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into(), Ipv4Addr::new(10, 0, 0, 1).into()];
        for text in ["\"127.0.0.1, 10.0.0.1\"", "[\"127.0.0.1\", \"10.0.0.1\"]"] {
            let read = file(&format!("trusted_proxies = {text}")).expect("a list");
            assert_eq!(read.trusted_proxies, two, "{text}");
        }
        let read = file("second_factor_roles = \"office,operator\"\n[sso]\nscopes = \"a,b\"").expect("lists");
        assert_eq!(read.second_factor_roles, ["office", "operator"]);
        let wrong = |text: &str| file(text).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(wrong("trusted_proxies = \"proxy\"").contains("„proxy“ ist hier nicht zu gebrauchen"));
        assert!(wrong("trusted_proxies = 7").contains("erwartet wird eine Liste oder ein Text mit Kommas"));
    }

    #[test]
    fn what_listens_everywhere_is_asked_on_this_machine() {
        let url = |at: &str| {
            let listen = Some(at.parse().expect("an address"));
            Listening { config: PathBuf::from("klappt.toml"), listen }.url().expect("a url")
        };
        assert_eq!(url("0.0.0.0:8443"), "http://127.0.0.1:8443");
        assert_eq!(url("[::]:80"), "http://[::1]:80");
        assert_eq!(url("10.1.2.3:80"), "http://10.1.2.3:80");
    }
}
