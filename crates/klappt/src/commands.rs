//! What klappt does when called from the command line.

mod audit;
mod backup;
mod bounces;
mod health;
mod instrument;
mod journal;
mod keys;

use anyhow::{Context, Result, bail};
use base::{Actor, AnyPermit, ArchiveAlliance, ManagePeople, Permit, RunInstallation, RunJobs, SystemClock};
use clap::{Parser, Subcommand};
use klappt::{
    content, deletion, demo, house, legal,
    mailer::{Post, Smtp},
    outside,
    serve::{self, Serving},
    settings::{self, Given, Settings},
    sso::Sso,
    walls::OPENINGS,
};
use std::{
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{Db, Disagreement, Mail, Standing, Target};
use web::{Config, Periods};

/// Software for local alliances that open chances for young refugees.
#[derive(Parser)]
#[command(name = "klappt", version, about, max_term_width = 100)]
#[command(after_help = "Example:\n  klappt demo")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try klappt with demo data on this machine
    #[command(after_help = "Example:\n  klappt demo --listen 127.0.0.1:8090 --data ./try")]
    Demo {
        /// Where the demo's database is kept
        #[arg(long, default_value = "klappt-demo")]
        data: PathBuf,
        /// Address to listen on; only this machine
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Password of all demo accounts, chosen at the first start [default: klappt-demo-2019]
        #[arg(long)]
        password: Option<String>,
        /// Print the demo accounts as JSON and exit
        #[arg(long)]
        accounts: bool,
    },
    /// Serve an installation
    #[command(after_help = "Example:\n  KLAPPT_DATABASE_URL=postgres://klappt@localhost/klappt klappt serve")]
    Serve {
        #[command(flatten)]
        given: Given,
    },
    /// Bring the database's tables and content up to date
    #[command(after_help = "Example:\n  klappt migrate --database-url sqlite:klappt.db")]
    Migrate {
        #[command(flatten)]
        given: Given,
    },
    /// Check the database, its references, its journal and the house's promises
    #[command(after_help = "Example:\n  klappt check --mail you@office.example")]
    Check {
        /// Also send a test letter to this address
        #[arg(long)]
        mail: Option<String>,
        #[command(flatten)]
        given: Given,
    },
    /// Ask a running klappt on this machine whether it can work
    #[command(after_help = "Example:\n  klappt health --url http://127.0.0.1:8080")]
    Health {
        /// Its address [default: the one klappt listens on]
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        at: settings::Listening,
    },
    /// Print the description of the API (OpenAPI 3.1)
    #[command(after_help = "Example:\n  klappt openapi > openapi.json")]
    Openapi,
    /// Work with instrument files
    #[command(after_help = "Example:\n  klappt instrument check instruments/strukturen/v1/instrument.yaml")]
    Instrument {
        #[command(subcommand)]
        command: instrument::InstrumentCommand,
    },
    /// Bring in official data
    #[command(after_help = "Example:\n  klappt import municipalities GV100AD_31082025.txt")]
    Import {
        #[command(subcommand)]
        command: ImportCommand,
    },
    /// Accounts
    #[command(
        after_help = "Example:\n  klappt user invite --email ops@it.example --name 'Kim Ops' --role operator"
    )]
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Master keys, and the keys of participants' data
    #[command(after_help = "Example:\n  klappt keys new --to /etc/klappt/klappt.key")]
    Keys {
        #[command(subcommand)]
        command: keys::KeysCommand,
    },
    /// The audit: who did and saw what
    #[command(after_help = "Example:\n  klappt audit verify")]
    Audit {
        #[command(subcommand)]
        command: audit::AuditCommand,
    },
    /// The journal outside the database: tombstones and heads of the audit
    #[command(after_help = "Example:\n  klappt journal mend")]
    Journal {
        #[command(subcommand)]
        command: journal::JournalCommand,
    },
    /// Save the whole database, sealed, while others go on working
    #[command(after_help = "Example:\n  klappt backup --to klappt-2026-11-30.age")]
    Backup(Box<backup::Backup>),
    /// Restore a backup into an empty database
    #[command(
        after_help = "Example:\n  klappt restore klappt-2026-11-30.age --key backup.key --tombstones klappt-journal/tombstones.log --to sqlite:new.db"
    )]
    Restore(Box<backup::Restore>),
    /// Delete what is due by the periods set, as the daily run does
    #[command(after_help = "Example:\n  klappt delete-due --dry-run")]
    DeleteDue {
        /// Only say what would go, and why
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        given: Given,
    },
    /// Letters
    #[command(after_help = "Example:\n  klappt mail bounced < report.eml")]
    Mail {
        #[command(subcommand)]
        command: bounces::MailCommand,
    },
    /// One alliance as a whole
    #[command(after_help = "Example:\n  klappt alliance export kreis-kleve --to ./kreis-kleve")]
    Alliance {
        #[command(subcommand)]
        command: AllianceCommand,
    },
}

#[derive(Subcommand)]
enum ImportCommand {
    /// Compare with an official GV100AD file and take it over with --apply
    #[command(
        after_help = "Example:\n  klappt import municipalities GV100AD_31082025.txt --successor 05315000=05316000 --apply"
    )]
    Municipalities {
        /// The fixed-width file of the statistical offices
        file: PathBuf,
        /// For a vanished key: who took over, OLD=NEW
        #[arg(long)]
        successor: Vec<String>,
        /// Write the changes; without it they are only shown
        #[arg(long)]
        apply: bool,
        #[command(flatten)]
        given: Given,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Invite somebody with a statewide role, or as the office of an alliance that has none; the link goes by mail and is printed
    #[command(
        after_help = "Example:\n  klappt user invite --email ops@it.example --name 'Kim Ops' --role operator\n  klappt user invite --email gfs@kleve.example --name 'Ina Amt' --role office --alliance kreis-kleve"
    )]
    Invite {
        /// E-mail address
        #[arg(long)]
        email: String,
        /// Name
        #[arg(long)]
        name: String,
        /// operator, state_coordination, ministry, evaluator or companion; office with --alliance
        #[arg(long)]
        role: String,
        /// The alliance's name in addresses, for its office
        #[arg(long)]
        alliance: Option<String>,
        #[command(flatten)]
        given: Given,
    },
    /// Remove the second factor of somebody who has lost everything; a letter tells them
    #[command(after_help = "Example:\n  klappt user remove-second-factor ops@it.example")]
    RemoveSecondFactor {
        /// E-mail address
        #[arg(required_unless_present = "named", conflicts_with = "named")]
        email: Option<String>,
        /// The same, as it was given before
        #[arg(long = "email", value_name = "EMAIL", hide = true)]
        named: Option<String>,
        #[command(flatten)]
        given: Given,
    },
    /// End all sessions and programs' tokens of an account, when somebody else may have them
    #[command(after_help = "Example:\n  klappt user end-sessions office@district.example")]
    EndSessions {
        /// E-mail address
        email: String,
        #[command(flatten)]
        given: Given,
    },
}

#[derive(Subcommand)]
enum AllianceCommand {
    /// Write everything of one alliance as files into a folder
    #[command(after_help = "Example:\n  klappt alliance export kreis-kleve --to ./kreis-kleve")]
    Export {
        /// Its name in addresses
        slug: String,
        /// The folder; made when missing
        #[arg(long)]
        to: PathBuf,
        #[command(flatten)]
        given: Given,
    },
    /// Delete everything of a closed alliance now, before its period is over
    #[command(after_help = "Example:\n  klappt alliance forget kreis-kleve")]
    Forget {
        /// Its name in addresses
        slug: String,
        #[command(flatten)]
        given: Given,
    },
    /// Write everything of one alliance as files, then close it: nobody can sign in to it any more, its data stay until their period is over
    #[command(after_help = "Example:\n  klappt alliance archive kreis-kleve --to ./kreis-kleve")]
    Archive {
        /// Its name in addresses
        slug: String,
        /// The folder its files are written into before it is closed; made when missing
        #[arg(long)]
        to: PathBuf,
        #[command(flatten)]
        given: Given,
    },
}

/// Runs a command. `false`: it ran and found something wrong.
pub async fn run(cli: Cli) -> Result<bool> {
    match cli.command {
        Command::Demo { data, listen, password, accounts } => {
            run_demo(data, listen, password.as_deref(), accounts).await
        }
        Command::Serve { given } => run_serve(given.settle()?).await,
        Command::Migrate { given } => {
            let settings = given.settle()?;
            let db = open(&settings, &settings.owned).await?;
            let applied = house::migrate(&db, settings.serving_role.as_deref()).await??;
            // Before anything is added that would make a lost journal look like a new one.
            for disagreement in journal::agreeing(&db).await? {
                say(&format!("! {disagreement}"))?;
            }
            content::load(&db).await?;
            let applied = counted(applied, "Schritt", "Schritte");
            say(&format!("{applied} angewendet; die Datenbank ist auf dem neuesten Stand."))?;
            db.close().await;
            Ok(true)
        }
        Command::Check { mail, given } => check(given.settle()?, mail).await,
        Command::Health { url: Some(url), .. } => health::ask(&url),
        Command::Health { url: None, at } => health::ask(&at.url()?),
        Command::Openapi => {
            let (list, _) = web::routes().and(house::routes()).into_parts();
            say(&serde_json::to_string_pretty(&web::openapi(&list))?)?;
            Ok(true)
        }
        Command::Instrument { command } => instrument::run(&command),
        Command::Import { command: ImportCommand::Municipalities { file, successor, apply, given } } => {
            import(given.settle()?, &file, &successor, apply).await
        }
        Command::User { command: UserCommand::Invite { email, name, role, alliance, given } } => {
            invite(given.settle()?, &email, &name, &role, alliance.as_deref()).await
        }
        Command::User { command: UserCommand::RemoveSecondFactor { email, named, given } } => {
            let email = email.or(named).unwrap_or_default();
            remove_second_factor(given.settle()?, &email).await
        }
        Command::User { command: UserCommand::EndSessions { email, given } } => {
            end_sessions(given.settle()?, &email).await
        }
        Command::Mail { command } => bounces::run(command).await,
        Command::Audit { command } => command.run().await,
        Command::Journal { command } => command.run().await,
        Command::Keys { command } => keys::run(command).await,
        Command::Backup(asked) => backup::run(*asked).await,
        Command::Restore(asked) => backup::restore(*asked).await,
        Command::DeleteDue { dry_run, given } => delete_due(given.settle()?, dry_run).await,
        Command::Alliance { command: AllianceCommand::Export { slug, to, given } } => {
            export(given.settle()?, &slug, &to).await
        }
        Command::Alliance { command: AllianceCommand::Forget { slug, given } } => {
            forget(given.settle()?, &slug).await
        }
        Command::Alliance { command: AllianceCommand::Archive { slug, to, given } } => {
            archive(given.settle()?, &slug, &to).await
        }
    }
}

/// A number with its noun: `1 Eintrag`, `2 Einträge`.
pub fn counted(number: impl TryInto<i64>, one: &str, several: &str) -> String {
    let number = number.try_into().unwrap_or(i64::MAX);
    format!("{number} {}", if number == 1 { one } else { several })
}

pub fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

async fn open(settings: &Settings, target: &Target) -> Result<Db> {
    let chance = Arc::new(demo::entropy());
    house::open(target, settings.outside()?, Arc::new(SystemClock), chance).await.map_err(|e| match target {
        Target::Sqlite(path) => {
            anyhow::anyhow!("Die Datenbank {} lässt sich nicht öffnen: {e}", path.display())
        }
        Target::Postgres(_) => anyhow::anyhow!("Die Datenbank antwortet nicht: {e}"),
    })
}

/// On PostgreSQL the second wall holds only a role that cannot take it down.
async fn refuse_owner(db: &Db) -> Result<()> {
    match db.standing().await? {
        Some(Standing { passes: true, .. }) => bail!(
            "Die Datenbank-Rolle umgeht den Zeilenschutz (Superuser oder BYPASSRLS). Bitte eine eigene Rolle ohne \
             diese Rechte in KLAPPT_DATABASE_URL nennen."
        ),
        Some(Standing { owns: true, .. }) => bail!(
            "Der Datenbank-Rolle gehören die Tabellen; sie könnte den Zeilenschutz aufheben. Bitte in \
             KLAPPT_DATABASE_URL eine andere Rolle nennen und den Eigentümer nur in KLAPPT_MIGRATE_DATABASE_URL, \
             dann: klappt migrate"
        ),
        _ => Ok(()),
    }
}

/// Opens a database that is already up to date, or says what to do.
pub async fn open_current(settings: &Settings) -> Result<Db> {
    if let Target::Sqlite(path) = &settings.database
        && !path.exists()
    {
        bail!("Die Datenbank {} gibt es noch nicht. Bitte zuerst: klappt migrate", path.display());
    }
    let db = open(settings, &settings.database).await?;
    let pending = db.pending(&house::migrations()).await??;
    if !pending.is_empty() {
        bail!("Die Datenbank ist noch nicht auf dem Stand dieser Version. Bitte zuerst: klappt migrate");
    }
    Ok(db)
}

async fn run_demo(data: PathBuf, listen: SocketAddr, given: Option<&str>, accounts: bool) -> Result<bool> {
    let home = demo::Home::at(data);
    let password = home.password(given)?;
    if accounts {
        say(&serde_json::to_string_pretty(&demo::accounts(&password))?)?;
        return Ok(true);
    }
    if !listen.ip().is_loopback() {
        bail!("Die Demo läuft nur auf diesem Rechner, zum Beispiel mit --listen 127.0.0.1:8080.");
    }
    let listener = serve::bind(listen).await?;
    let base_url = format!("http://localhost:{}", listener.local_addr()?.port());
    let db = home.open(&password, &base_url, say).await?;
    say(&demo::welcome(&base_url, &password))?;
    let config = Config {
        base_url,
        demo: true,
        mail_from: "klappt@demo.example".into(),
        // The demo's alliances that ended long ago stay to be looked at.
        periods: Periods { closed_alliances: None, ..Periods::default() },
        ..Config::default()
    };
    let (post, sso) = (Post::Kept, Sso::default());
    let disagreements = 0;
    serve::run(Serving { listener, tls: None, metrics: None, db, config, post, sso, disagreements }).await?;
    Ok(true)
}

async fn run_serve(settings: Settings) -> Result<bool> {
    log();
    settings.refuse_open_network()?;
    let post = post(&settings)?;
    if matches!(post, Post::Kept) {
        bail!("Es ist kein Mailserver angegeben (KLAPPT_SMTP_URL). Ohne ihn kommen Einladungen nicht an.");
    }
    let sso = match &settings.sso {
        Some(source) => source.open(&settings.base_url)?,
        None => Sso::default(),
    };
    let listener = serve::bind(settings.listen).await?;
    let metrics = match settings.metrics_listen {
        Some(address) => Some(serve::bind(address).await?),
        None => None,
    };
    let db = open_current(&settings).await?;
    refuse_owner(&db).await?;
    if !db.gaps(&OPENINGS).await?.is_empty() {
        bail!("Der Zeilenschutz der Datenbank ist unvollständig. Bitte zuerst: klappt migrate");
    }
    let disagreements = journal::agreeing(&db).await?;
    for cause in &disagreements {
        tracing::error!(%cause, "database and journal do not agree");
    }
    content::load(&db).await?;
    tokio::spawn(outside::renew(settings.keys.clone(), db.keys().clone()));
    tracing::info!(address = %listener.local_addr()?, "serving");
    if let Some(metrics) = &metrics {
        tracing::info!(address = %metrics.local_addr()?, "serving metrics");
    }
    let config = Config {
        base_url: settings.base_url,
        demo: false,
        trusted_proxies: settings.trusted_proxies,
        mail_from: settings.mail_from,
        speaks_tls: settings.tls.is_some(),
        second_factor_roles: settings.second_factor_roles,
        periods: settings.periods,
        sso_label: settings.sso.as_ref().map(|source| source.label().to_owned()),
    };
    let (tls, disagreements) = (settings.tls, disagreements.len());
    serve::run(Serving { listener, tls, metrics, db, config, post, sso, disagreements }).await?;
    Ok(true)
}

fn post(settings: &Settings) -> Result<Post> {
    Ok(match &settings.smtp_url {
        Some(url) => Post::Smtp(Box::new(Smtp::new(url, &settings.mail_from)?)),
        None => Post::Kept,
    })
}

fn log() {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_from_env("KLAPPT_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
}

async fn check(settings: Settings, mail: Option<String>) -> Result<bool> {
    let db = open_current(&settings).await?;
    let mut found = db.integrity().await?;
    found.extend(demo::invariants(&db).await?);
    for name in db.missing_triggers(&house::migrations()).await? {
        found.push(format!(
            "Der Auslöser {name} fehlt oder ist abgeschaltet. Was er sichert, etwa dass am Protokoll nichts geändert \
             wird, gilt nicht mehr. Bitte klären Sie, wer das war, und stellen Sie ihn aus einer Sicherung wieder her."
        ));
    }
    if let Err(fault) = db.verify_audit(None).await? {
        found.push(format!("Protokoll: {fault}"));
    }
    let gaps = db.gaps(&OPENINGS).await?;
    found.extend(gaps.iter().map(|name| format!("{name} hat keinen Zeilenschutz. Bitte: klappt migrate")));
    let (notes, faults): (Vec<_>, Vec<_>) =
        db.compare_journal().await?.into_iter().partition(Disagreement::is_note);
    found.extend(faults.iter().map(ToString::to_string));
    for note in notes {
        say(&format!("! {note}"))?;
    }
    let permit = console::<RunInstallation>()?;
    let unwritten = legal::unwritten(&mut db.read(&permit).await?, &permit).await?;
    if !unwritten.is_empty() {
        say(&format!(
            "! Noch auszufüllen, mit der Rolle Betriebsstelle auf der Seite selbst: {}",
            unwritten.join(", ")
        ))?;
    }
    if let Some(source) = &settings.sso {
        found.extend(source.faults(&db, &settings.base_url).await?);
    }
    if let Target::Sqlite(path) = &settings.database {
        for file in readable_by_others(path) {
            say(&format!(
                "! Die Datei {} können auch andere auf diesem Rechner lesen. Bitte: chmod 600 {0}",
                file.display()
            ))?;
        }
    }
    for line in &found {
        say(&format!("✗ {line}"))?;
    }
    if found.is_empty() {
        say("✓ Datenbank, Protokoll, Journal, Bezüge und Zusagen sind in Ordnung.")?;
    }
    if let Some(to) = mail {
        let Post::Smtp(smtp) = post(&settings)? else {
            bail!("Es ist kein Mailserver angegeben (KLAPPT_SMTP_URL).");
        };
        let letter = Mail {
            to,
            subject: "klappt prüft den Versand: Testnachricht".into(),
            body: "Diese Nachricht zeigt, dass klappt E-Mails verschicken kann. Auch Umlaute kommen an: ä ö ü ß.\n".into(),
            reply_to: None,
        };
        smtp.send(&letter, None).await.context("Die Testnachricht ging nicht hinaus")?;
        say("✓ Die Testnachricht ist unterwegs.")?;
    }
    db.close().await;
    Ok(found.is_empty())
}

/// The database's files that not only their owner can read.
fn readable_by_others(path: &Path) -> Vec<PathBuf> {
    let files = ["", "-wal", "-shm"].map(|end| {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        PathBuf::from(file)
    });
    files.into_iter().filter(|file| is_readable_by_others(file)).collect()
}

#[cfg(unix)]
fn is_readable_by_others(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|m| std::os::unix::fs::MetadataExt::mode(&m) & 0o044 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_others(_: &Path) -> bool {
    false
}

pub fn console<P: base::Permission>() -> Result<Permit<P>> {
    Permit::ask(&Actor::console(), None).context("die Kommandozeile darf das nicht")
}

async fn import(settings: Settings, file: &PathBuf, successors: &[String], apply: bool) -> Result<bool> {
    let bytes = std::fs::read(file).with_context(|| format!("{} lässt sich nicht lesen", file.display()))?;
    let db = open_current(&settings).await?;
    let permit = console::<RunInstallation>()?;
    let pairs = successors
        .iter()
        .map(|pair| {
            let (old, new) = pair.split_once('=').context("Nachfolger bitte als ALT=NEU angeben")?;
            Ok((old.to_owned(), new.to_owned()))
        })
        .collect::<Result<Vec<_>>>()?;
    let report = alliances::territory::import(&db, &permit, &bytes, &pairs, apply).await?;
    for line in &report.lines {
        say(line)?;
    }
    db.close().await;
    Ok(report.is_good)
}

async fn invite(
    settings: Settings,
    email: &str,
    name: &str,
    role: &str,
    alliance: Option<&str>,
) -> Result<bool> {
    let db = open_current(&settings).await?;
    let link = demo::invite(&db, &settings.base_url, email, name, role, alliance).await?;
    say(&format!("Eingeladen. Der Link gilt 14 Tage:\n{link}"))?;
    db.close().await;
    Ok(true)
}

async fn remove_second_factor(settings: Settings, email: &str) -> Result<bool> {
    let db = open_current(&settings).await?;
    let permit = console::<ManagePeople>()?;
    let texts = web::Texts::german(&klappt::house::text_files());
    let letters = accounts::links::Letters::new(&texts, &settings.base_url);
    let mut tx = db.begin(&permit).await?;
    let Some(person) = accounts::second_factor::remove_for(&mut tx, &permit, letters, email).await? else {
        bail!("Zu dieser Adresse gibt es kein offenes Konto mit zweitem Faktor.")
    };
    tx.commit(&permit, &format!("second factor of person {person} removed")).await?;
    say(
        "Der zweite Faktor ist entfernt, alle Anmeldungen sind beendet. Eine E-Mail an die Person ist unterwegs.",
    )?;
    db.close().await;
    Ok(true)
}

async fn end_sessions(settings: Settings, email: &str) -> Result<bool> {
    let db = open_current(&settings).await?;
    let permit = console::<ManagePeople>()?;
    let mut tx = db.begin(&permit).await?;
    let Some((person, tokens)) = accounts::people::end_sessions(&mut tx, &permit, email).await? else {
        bail!("Zu dieser Adresse gibt es kein offenes Konto.")
    };
    tx.commit(&permit, &format!("all sessions and tokens of person {person} ended")).await?;
    say(&format!(
        "Alle Anmeldungen sind beendet, dazu {}. Das Passwort gilt weiter.",
        counted(tokens, "Zugang für ein Programm", "Zugänge für Programme")
    ))?;
    db.close().await;
    Ok(true)
}

/// The alliance of that name, open or closed, and the operator's permit for it.
async fn alliance(db: &Db, slug: &str) -> Result<Permit<ArchiveAlliance>> {
    let place = alliances::departure::find(db, &console::<ManagePeople>()?, slug).await?;
    let place = place.with_context(|| format!("Ein Bündnis „{slug}“ gibt es nicht"))?;
    Permit::ask(&Actor::console(), Some(&place)).context("die Kommandozeile darf das nicht")
}

async fn export(settings: Settings, slug: &str, to: &PathBuf) -> Result<bool> {
    let db = open_current(&settings).await?;
    let permit = alliance(&db, slug).await?;
    write_files(&db, &permit, to).await?;
    db.close().await;
    Ok(true)
}

/// Writes everything of one alliance into a folder. Confidential notes are among it,
/// so that it was done is written down first.
async fn write_files(db: &Db, permit: &Permit<ArchiveAlliance>, to: &PathBuf) -> Result<()> {
    let unmade = || format!("{} lässt sich nicht anlegen", to.display());
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.recursive(true).create(to).with_context(unmade)?;
    let id = permit.alliance().map(|a| a.to_string()).unwrap_or_default();
    db.begin(permit).await?.commit(permit, &format!("alliance {id} exported")).await?;
    let mut files = alliances::departure::export(db, permit).await?;
    files.extend(accounts::departure::export(db, permit).await?);
    files.extend(workbooks::departure::export(db, permit).await?);
    for (name, bytes) in &files {
        let path = to.join(name);
        write_privately(&path, bytes)
            .with_context(|| format!("{} lässt sich nicht schreiben", path.display()))?;
    }
    say(&format!("{} in {}", counted(files.len(), "Datei", "Dateien"), to.display()))
}

/// Writes a file that nobody else on this machine can read.
fn write_privately(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

async fn archive(settings: Settings, slug: &str, to: &PathBuf) -> Result<bool> {
    let db = open_current(&settings).await?;
    let permit = alliance(&db, slug).await?;
    write_files(&db, &permit, to).await?;
    let mut tx = db.begin(&permit).await?;
    let was_open = alliances::departure::archive(&mut tx, &permit).await?;
    if was_open {
        let id = permit.alliance().map(|a| a.to_string()).unwrap_or_default();
        tx.commit(&permit, &format!("alliance {id} archived")).await?;
    }
    say(if was_open {
        "Das Bündnis ist geschlossen. Seine Daten bleiben, bis ihre Frist vorüber ist."
    } else {
        "Das Bündnis war schon geschlossen."
    })?;
    db.close().await;
    Ok(true)
}

async fn delete_due(settings: Settings, dry_run: bool) -> Result<bool> {
    let db = open_current(&settings).await?;
    let permit = Permit::<RunJobs>::ask(&Actor::job("deletion"), None).context("das darf niemand")?;
    let periods = settings.periods;
    let due = deletion::due(&db, &permit, periods).await?;
    for (person, since) in &due.accounts {
        let days = periods.closed_accounts;
        say(&format!("Konto {person}: geschlossen seit {since}, Frist {days} Tage"))?;
    }
    for (alliance, since) in &due.alliances {
        let days = periods.closed_alliances.unwrap_or_default();
        say(&format!("Bündnis {}: geschlossen seit {since}, Frist {days} Tage", alliance.name))?;
    }
    say(&format!("Hochgeladene Kontaktlisten, älter als {} Tage: {}", periods.imports, due.imports))?;
    say(&format!("Erledigte Aufträge, älter als {} Tage: {}", periods.jobs, due.jobs))?;
    say(&format!(
        "Namen aus Zuarbeiten, Link beendet vor mehr als {} Tagen: {}",
        periods.ended_links, due.names
    ))?;
    say(&format!("Gespräche, Hürden und Workshops, älter als {} Tage: {}", periods.voices, due.voices))?;
    if dry_run {
        say("Es wurde nichts gelöscht.")?;
    } else {
        let gone = deletion::run(&db, &permit, periods).await?;
        let accounts = counted(gone.accounts, "Konto", "Konten");
        let alliances = counted(gone.alliances, "Bündnis", "Bündnisse");
        say(&format!("Gelöscht: {accounts}, {alliances}."))?;
    }
    db.close().await;
    Ok(true)
}

async fn forget(settings: Settings, slug: &str) -> Result<bool> {
    let db = open_current(&settings).await?;
    let permit = alliance(&db, slug).await?;
    let place = permit.place().cloned().context("ein Bündnis")?;
    if !alliances::departure::is_closed(&db, &permit).await? {
        bail!("Das Bündnis ist noch offen. Bitte zuerst: klappt alliance archive {slug} --to ORDNER");
    }
    deletion::forget_alliance(&db, &place).await?;
    say("Alle Daten des Bündnisses sind gelöscht. Sein Name und die Beitritte bleiben im Register.")?;
    db.close().await;
    Ok(true)
}
