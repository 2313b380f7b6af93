//! What is measured on: the demo state, and the same with thousands of generated
//! alliances around it. The generator is a measuring aid: it writes rows in bulk
//! past the rules that real acts go through, so nothing else may use it.

mod answers;
mod store;

use ::store::{Db, Journal, Keys, Outside, Target};
use anyhow::{Context, Result, ensure};
use base::{Actor, Alliance, Clock, ManageAccessions, Permit, Role, SystemClock};
use klappt::{content, demo, house};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A filled database and the people who will ask.
pub struct World {
    /// The file.
    pub database: PathBuf,
    /// How many alliances were asked in the wave.
    pub alliances: usize,
    /// Token of the state coordination.
    pub land: String,
    /// Token of an office whose directory has a usual size, its alliance, and that size.
    pub office: (String, Alliance, usize),
    /// Token of the office of the district of 46 municipalities, and its alliance.
    pub district: (String, Alliance),
    /// Tokens of offices of different alliances.
    pub savers: Vec<(String, Alliance)>,
    /// Personal links to assignments of different alliances, as many.
    pub links: Vec<String>,
}

/// Organisations in the directory of the office whose page is measured.
const ORGANISATIONS: i64 = 12;
/// A question that every contributor is asked: an offer table.
pub const TABLE: &str = "BAA-4.1";
/// One that all contributors but those with a link have answered: a text.
pub const ANSWERED: &str = "BAA-5.2";
/// Numbers by residence status, which every municipality of the district has entered.
pub const NUMBERS: &str = "BAA-1.1";
/// Another one: a text, which nobody has answered yet.
pub const TEXT: &str = "BAA-5.2.1";

/// Loads the demo state into a new file.
pub async fn demo(database: &Path, savers: usize) -> Result<World> {
    let target = Target::Sqlite(database.to_owned());
    let db = open(&target).await?;
    house::migrate(&db, None).await??;
    content::load(&db).await?;
    demo::load(
        &target,
        outside(),
        demo::PASSWORD,
        ("http://localhost:8080", SystemClock.today()),
        |_| Ok(()),
    )
    .await?;
    let permit = machine()?;
    let mut tx = db.begin(&permit).await?;
    store::give_contacts(&mut tx, &permit).await?;
    let answers = answers::answers()?;
    store::roll_up(&mut tx, &permit, &answers).await?;
    store::hand_out(&mut tx, &permit, &answers).await?;
    store::give_gaps(&mut tx, &permit).await?;
    store::call_letters_sent(&mut tx, &permit).await?;
    tx.commit(&permit, "prepared for measuring").await?;
    people(db, database, savers).await
}

/// Copies a world and adds generated alliances until there are so many.
pub async fn grown(from: &World, database: &Path, alliances: usize, savers: usize) -> Result<World> {
    std::fs::copy(&from.database, database)?;
    let db = open(&Target::Sqlite(database.to_owned())).await?;
    if alliances > from.alliances {
        let permit = machine()?;
        let mut tx = db.begin(&permit).await?;
        store::generate(&mut tx, &permit, i64::try_from(alliances - from.alliances)?).await?;
        store::give_contacts(&mut tx, &permit).await?;
        store::hand_out(&mut tx, &permit, &answers::answers()?).await?;
        store::give_gaps(&mut tx, &permit).await?;
        tx.commit(&permit, "generated for measuring").await?;
    }
    people(db, database, savers).await
}

/// Changes the database beside the server, so that what it remembers is outdated.
pub struct Changer(Db);

impl Changer {
    /// Opens the database a second time.
    pub async fn open(database: &Path) -> Result<Self> {
        Ok(Self(open(&Target::Sqlite(database.to_owned())).await?))
    }
    /// Makes a change.
    pub async fn change(&self) -> Result<()> {
        let permit = machine()?;
        let mut tx = self.0.begin(&permit).await?;
        store::outdate(&mut tx, &permit).await?;
        tx.commit(&permit, "outdated for measuring").await?;
        Ok(())
    }
    /// Closes it.
    pub async fn close(self) {
        self.0.close().await;
    }
}

async fn open(target: &Target) -> Result<Db> {
    Ok(house::open(target, outside(), Arc::new(SystemClock), Arc::new(demo::entropy())).await?)
}

/// Keys that repeat: the server under measurement opens what was prepared before it.
pub fn outside() -> Outside {
    let folder = std::env::temp_dir().join("klappt-bench-journal");
    Outside { keys: Keys::new(&base::Seeded::fixed(1)), journal: Journal::at(folder) }
}

fn machine() -> Result<Permit<ManageAccessions>> {
    Permit::ask(&Actor::job("bench"), None).context("the machine may prepare a database")
}

/// Signs everybody in and closes the file.
async fn people(db: Db, database: &Path, savers: usize) -> Result<World> {
    let permit = machine()?;
    let mut read = db.read(&permit).await?;
    let all = store::asked(&mut read, &permit).await?;
    let (usual, organisations) = store::with_directory_of(&mut read, &permit, ORGANISATIONS).await?;
    let district = store::district(&mut read, &permit).await?;
    drop(read);
    ensure!(all.len() >= savers, "{} alliances are too few for {savers} savers", all.len());
    let mut world = World {
        database: database.to_owned(),
        alliances: all.len(),
        land: demo::session_of_new_person(&db, Role::StateCoordination, None, None).await?,
        office: (session(&db, &usual).await?, usual, usize::try_from(organisations)?),
        district: (session(&db, &district).await?, district),
        savers: Vec::with_capacity(savers),
        links: Vec::with_capacity(savers),
    };
    // Spread over the whole Land.
    for place in all.iter().step_by(all.len() / savers).take(savers) {
        world.savers.push((session(&db, place).await?, place.clone()));
    }
    let permit = machine()?;
    let mut tx = db.begin(&permit).await?;
    store::call_letters_sent(&mut tx, &permit).await?;
    let chance = demo::entropy();
    for (_, place) in &world.savers {
        let link = web::new_token(&chance);
        store::know_link(&mut tx, &permit, place.id, &web::token_hash(&link)).await?;
        world.links.push(link);
    }
    tx.commit(&permit, "prepared for measuring").await?;
    db.close().await;
    Ok(world)
}

async fn session(db: &Db, place: &Alliance) -> Result<String> {
    demo::session_of_new_person(db, Role::Office, Some(place), None).await
}
