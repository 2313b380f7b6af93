//! The demo's accounts, and accounts that tests and the command line make.

use super::{files, job};
use ::store::Db;
use accounts::{
    passwords::PasswordHash,
    people::{self, NewPerson, Place},
};
use anyhow::{Context, Result, bail};
use base::{Alliance, ManageAllianceRoles, ManagePeople, PersonId, Role};
use serde::Serialize;

/// A demo account, as `klappt demo --accounts` prints it.
#[derive(Debug, Serialize)]
pub struct Account {
    /// The role's key.
    pub role: &'static str,
    /// What to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
    /// The alliance's name in addresses, for local roles.
    pub alliance: Option<String>,
    /// The key of its authenticator app, for roles that rest without a second factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<&'static str>,
    #[serde(skip)]
    name: String,
    #[serde(skip)]
    municipality: Option<&'static str>,
    #[serde(skip)]
    what: Role,
}

/// The alliance whose roles are all there to try.
pub(super) const SHOWN: &str = "kreis-kleve";

/// Those in different stages of the needs-and-offers analysis: a city that has begun, a
/// district that asks its municipalities, a municipality that is almost done.
const STAGES: [&str; 3] = ["hamm", "kreis-minden-luebbecke", "minden"];

/// What members of a core group are called.
pub(super) const MEMBER: &str = "Mitglied der Kerngruppe";

/// The key of the demo's authenticator app: no secret, as the demo's password is none.
const APP_KEY: &str = "KLAP PTDE MOKL APPT DEMO KLAP PTDE MOKL";

/// All demo accounts: the statewide roles, every role of one district alliance, core
/// groups of those in different stages, and the office of each alliance.
pub fn accounts(password: &str) -> Vec<Account> {
    let of = |what: Role, email: String, name: &str, alliance: Option<&str>| Account {
        role: what.key(),
        email,
        password: password.to_owned(),
        alliance: alliance.map(str::to_owned),
        second_factor: None,
        name: name.to_owned(),
        municipality: None,
        what,
    };
    let land = [
        (Role::StateCoordination, "laki", "LaKI"),
        (Role::Ministry, "ministerium", "Ministerium"),
        (Role::Evaluator, "evaluation", "Wissenschaftliche Begleitung"),
        (Role::Companion, "begleitung", "Prozessbegleitung"),
        (Role::Operator, "betrieb", "Betrieb"),
    ];
    let mut all: Vec<Account> =
        land.into_iter().map(|(role, at, name)| of(role, format!("{at}@land.example"), name, None)).collect();
    let local = [
        (Role::Deputy, "vertretung", "Vertretung der GfS"),
        (Role::BoardLead, "vorstand", "Verwaltungsvorstand"),
        (Role::CoreGroupMember, "kerngruppe", MEMBER),
        (Role::Contributor, "zuarbeit", "Zuarbeit"),
    ];
    for (role, at, name) in local {
        all.push(of(role, format!("{at}@{SHOWN}.example"), name, Some(SHOWN)));
    }
    for slug in STAGES {
        all.push(of(Role::CoreGroupMember, format!("kerngruppe@{slug}.example"), MEMBER, Some(slug)));
    }
    let mut contact =
        of(Role::MunicipalityContact, format!("kommune@{SHOWN}.example"), "Ansprechperson Goch", Some(SHOWN));
    contact.municipality = Some("05154016");
    all.push(contact);
    let mut manager = of(
        Role::CaseManager,
        format!("teilhabemanagement@{SHOWN}.example"),
        "Teilhabemanagement",
        Some(SHOWN),
    );
    manager.second_factor = Some(APP_KEY);
    all.push(manager);
    let offices = files::alliances().unwrap_or_default();
    for row in offices.iter().filter(|row| !row.return_state.is_empty()) {
        let name = format!("GfS {}", row.name);
        all.push(of(Role::Office, format!("gfs@{}.example", row.slug), &name, Some(&row.slug)));
    }
    all
}

/// What the demo says when it is ready: where it is, and who can sign in.
pub fn welcome(address: &str, password: &str) -> String {
    use std::fmt::Write;
    let all = accounts(password);
    let shown = |a: &&Account| {
        let named = |slug: &str| slug == SHOWN || STAGES.contains(&slug);
        a.what != Role::Office || a.alliance.as_deref().is_some_and(named)
    };
    let texts = web::Texts::german(&crate::house::text_files());
    let offices = files::alliances().unwrap_or_default();
    let place = |a: &Account| {
        let row = offices.iter().find(|row| Some(&row.slug) == a.alliance.as_ref());
        row.map_or_else(|| "–".to_owned(), |row| row.name.clone())
    };
    let mut rows = vec![["Rolle", "E-Mail", "Passwort", "Bündnis"].map(str::to_owned)];
    for account in all.iter().filter(shown) {
        let role = texts.say_of("role", account.role).to_string();
        rows.push([role, account.email.clone(), account.password.clone(), place(account)]);
    }
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (role, email, secret) = (wide(0), wide(1), wide(2));
    let mut text = format!("\nklappt läuft: {address}\nBeenden mit Strg+C.\n\n");
    for [a, b, c, d] in &rows {
        writeln!(text, "{a:role$}  {b:email$}  {c:secret$}  {d}").ok();
    }
    for account in all.iter().filter(|a| a.second_factor.is_some()) {
        writeln!(
            text,
            "\n{} fragt nach einem zweiten Faktor. Schlüssel für die Authenticator-App: {}",
            account.email,
            account.second_factor.unwrap_or_default()
        )
        .ok();
    }
    let rest = all.len() + 1 - rows.len();
    writeln!(
        text,
        "\nDazu {rest} weitere Geschäftsführende Stellen: gfs@NAME.example mit demselben Passwort.\n\
         Alle Konten als JSON: klappt demo --accounts"
    )
    .ok();
    text
}

/// Gives an alliance's people their accounts once it exists.
pub struct People {
    hash: PasswordHash,
    all: Vec<Account>,
}

/// The statewide accounts at once; the others follow their alliances.
pub async fn invite_all(db: &Db, password: &str) -> Result<People> {
    let hash = PasswordHash::of(password, db.chance()).map_err(|e| anyhow::anyhow!("{e:?}"))?;
    let people = People { hash, all: accounts(password) };
    people.invite(db, None).await?;
    Ok(people)
}

impl People {
    /// Gives everybody of one alliance (or of the Land) their account and role.
    pub async fn invite(&self, db: &Db, place: Option<&Alliance>) -> Result<()> {
        let slug = place.map(|p| p.slug.as_str());
        for account in self.all.iter().filter(|a| a.alliance.as_deref() == slug) {
            let new = NewPerson {
                id: PersonId::new(db.clock(), db.chance()),
                email: account.email.clone(),
                name: account.name.clone(),
            };
            let person = add(db, new, account.what, place, account.municipality).await?;
            let permit = job::<ManagePeople>(None)?;
            let mut tx = db.begin(&permit).await?;
            people::set_password(&mut tx, &permit, person, &self.hash).await?;
            if let Some(key) = account.second_factor {
                accounts::second_factor::set_up_app(&mut tx, &permit, person, key).await?;
            }
            tx.commit(&permit, &format!("person {person} password set")).await?;
        }
        Ok(())
    }
}

async fn add(
    db: &Db,
    new: NewPerson,
    role: Role,
    place: Option<&Alliance>,
    municipality: Option<&str>,
) -> Result<PersonId> {
    let mut held = place.map_or_else(Place::land, |p| Place::alliance(p.id));
    if let Some(ags) = municipality {
        held = held.for_municipality(ags);
    }
    let invited = if place.is_some() {
        let permit = job::<ManageAllianceRoles>(place)?;
        let mut tx = db.begin(&permit).await?;
        let invited = people::invite(&mut tx, &permit, new, role, held).await?;
        tx.commit(&permit, &format!("person {} invited", invited.person)).await?;
        invited
    } else {
        let permit = job::<ManagePeople>(None)?;
        let mut tx = db.begin(&permit).await?;
        let invited = people::invite(&mut tx, &permit, new, role, held).await?;
        tx.commit(&permit, &format!("person {} invited", invited.person)).await?;
        invited
    };
    Ok(invited.person)
}

/// Makes somebody with a role and signs them in: for tests and measurements.
#[cfg(feature = "testing")]
pub async fn session_of_new_person(
    db: &Db,
    role: Role,
    place: Option<&Alliance>,
    municipality: Option<&str>,
) -> Result<String> {
    let id = PersonId::new(db.clock(), db.chance());
    let new = NewPerson { id, email: format!("{id}@test.example"), name: format!("Test {}", role.key()) };
    let person = add(db, new, role, place, municipality).await?;
    let permit = job::<base::RunJobs>(None)?;
    let mut tx = db.begin(&permit).await?;
    let token = accounts::begin_session(&mut tx, &permit, person).await?;
    tx.commit(&permit, &format!("session of {person} begun")).await?;
    Ok(token)
}

/// Makes somebody with a role and a token for their program: for tests.
#[cfg(feature = "testing")]
pub async fn token_of_new_person(
    db: &Db,
    role: Role,
    place: Option<&Alliance>,
    scope: base::Scope,
) -> Result<String> {
    let id = PersonId::new(db.clock(), db.chance());
    let new = NewPerson { id, email: format!("{id}@test.example"), name: format!("Test {}", role.key()) };
    let person = add(db, new, role, place, None).await?;
    let permit = job::<base::RunJobs>(None)?;
    let mut tx = db.begin(&permit).await?;
    let token = accounts::api_tokens::make_for(&mut tx, &permit, person, scope).await?;
    tx.commit(&permit, &format!("token of {person} made")).await?;
    Ok(token)
}

/// Invites somebody with a statewide role, or as the office of the alliance named `slug`
/// while it has none; answers the link of the letter.
pub async fn invite(
    db: &Db,
    base_url: &str,
    email: &str,
    name: &str,
    role: &str,
    slug: Option<&str>,
) -> Result<String> {
    let role = Role::from_key(role).filter(|r| r.is_given());
    let Some(role) = role.filter(|r| slug.is_some() || !r.is_local()) else {
        bail!(
            "Diese landesweite Rolle gibt es nicht. Die Geschäftsführende Stelle eines Bündnisses: --role office \
             --alliance NAME. Siehe klappt user invite --help"
        )
    };
    if slug.is_some() && role != Role::Office {
        bail!(
            "Mit --alliance wird nur die Geschäftsführende Stelle eingeladen (--role office); alle weiteren lädt sie selbst ein."
        )
    }
    if email.parse::<lettre::Address>().is_err() {
        bail!("Was bei --email steht, ist keine E-Mail-Adresse.")
    }
    let permit =
        base::Permit::<ManagePeople>::ask(&base::Actor::console(), None).context("the console may")?;
    let place = match slug {
        Some(slug) => {
            let found = people::alliance(&mut db.read(&permit).await?, &permit, slug).await?;
            Some(found.with_context(|| format!("Ein offenes Bündnis „{slug}“ gibt es nicht."))?)
        }
        None => None,
    };
    let new = NewPerson {
        id: PersonId::new(db.clock(), db.chance()),
        email: email.to_lowercase(),
        name: name.to_owned(),
    };
    let texts = web::Texts::german(&crate::house::text_files());
    let letters = accounts::links::Letters::new(&texts, base_url);
    let mut tx = db.begin(&permit).await?;
    let (invited, link) = if let Some((id, _, name)) = &place {
        let invited = people::name_office(&mut tx, &permit, new, *id).await;
        let invited = invited.map_err(|failure| match failure {
            people::Failure::Refused(why) => {
                anyhow::anyhow!(texts.say_of("people-refused", why.key()).to_string())
            }
            other => other.into(),
        })?;
        (invited, letters.office_link(&mut tx, &permit, invited.person, name).await?)
    } else {
        let invited = people::invite(&mut tx, &permit, new, role, Place::land()).await?;
        (invited, letters.invitation_link(&mut tx, &permit, invited.person, role).await?)
    };
    tx.commit(&permit, &format!("person {} invited", invited.person)).await?;
    Ok(link)
}
