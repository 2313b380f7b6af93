//! A run: two states of the database, one after the other, and the same
//! measurements on each, every page and every way of saving on a fresh server.

use crate::{
    bare,
    client::{Connection, Request},
    figures::{Observed, median, now},
    load::{self, Load, Saver},
    options::Options,
    report, say,
    server::Server,
    world::{self, Changer, World},
};
use anyhow::{Context, Result, bail, ensure};
use base::Alliance;
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

/// Everything measured on one state of the database.
pub struct State {
    /// Alliances asked in the wave.
    pub alliances: usize,
    /// Organisations in the directory of the page measured.
    pub organisations: usize,
    /// Size of the database in bytes, when the measurements began.
    pub size: u64,
    /// One answer saved by so many at once: by offices, by contributors.
    pub savings: Vec<Saving>,
    /// The pages.
    pub pages: Vec<Page>,
}

/// Saving, and the bare loop measured before, between and after.
pub struct Saving {
    /// What is saved.
    pub name: &'static str,
    /// Rows a second of the bare loop: the middle one of all.
    pub bare: f64,
    /// By number of writers.
    pub by_writers: Vec<(usize, Observed)>,
    /// The server's peak memory in bytes, where the system tells it.
    pub peak: Option<u64>,
}

/// What a page is to keep to, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// 99 of 100 requests at many connections.
    Many(u32),
    /// 99 of 100 requests of one alone: the server's own time.
    Alone(u32),
    /// The first reader after a change.
    AfterChange(u32),
    /// None: a figure to know.
    Figure,
}

/// A page to be measured.
struct Asked {
    name: &'static str,
    requests: Vec<Request>,
    /// Words without which it is not the page that was meant.
    shows: &'static str,
    aim: Aim,
    /// It is remembered until something changes.
    is_remembered: bool,
}

/// A page and what it is compared with, on the same server.
pub struct Page {
    /// What it is called.
    pub name: &'static str,
    /// What it is to keep to.
    pub aim: Aim,
    /// `/healthz` at as many connections as the page.
    pub healthz: Observed,
    /// The very first request to a fresh server: nothing is remembered yet.
    pub first: Duration,
    /// The first request after a change, several times; only where it is remembered.
    pub after_change: Option<Observed>,
    /// The page asked for by one alone: what the server needs for it.
    pub alone: Observed,
    /// The page at many connections.
    pub many: Observed,
    /// The same, packed as browsers ask for it.
    pub packed: Observed,
    /// The server's peak memory in bytes, where the system tells it.
    pub peak: Option<u64>,
}

/// How many connections ask for pages at once.
pub const CONNECTIONS: usize = 16;
/// The table of the generated wave: the demo has a later one of its own.
const GAPS: &str = "/land/gaps?wave=01700000-0000-7010-8000-000000000001";
/// How many save at once, one after the other.
const WRITERS: [usize; 3] = [1, 8, 32];
/// The field that an office saves: a long text of the second section.
const FIELD: &str = "STR-2.4";
/// The section with the actor table.
const SECTION: &str = "STR-1";

/// Measures and prints. The folder is gone afterwards, whatever happens.
pub async fn all(options: &Options) -> Result<()> {
    let folder = Folder::make(&options.folder, options.keep)?;
    tokio::select! {
        measured = measure(options, &folder.0) => measured,
        stopped = tokio::signal::ctrl_c() => { stopped?; bail!("stopped") }
    }
}

async fn measure(options: &Options, folder: &Path) -> Result<()> {
    let cores = std::thread::available_parallelism()?;
    say(&format!("klappt measured on {cores} cores, each figure for {:?}", options.length))?;
    let savers = WRITERS[WRITERS.len() - 1];
    let begin = now();
    let demo = world::demo(&folder.join("demo.db"), savers).await.context("the demo state")?;
    say(&format!("demo state made in {:.1} s", begin.elapsed().as_secs_f64()))?;
    let bare = folder.join("bare.db");
    // Copied before anything is measured on it: saving makes it grow.
    let grown = match options.alliances {
        None => None,
        Some(alliances) => {
            let begin = now();
            let made = world::grown(&demo, &folder.join("grown.db"), alliances, savers).await;
            let made = made.context("the generated state")?;
            say(&format!("{} alliances made in {:.1} s", made.alliances, begin.elapsed().as_secs_f64()))?;
            Some(made)
        }
    };
    let mut states = Vec::new();
    for world in [Some(demo), grown].into_iter().flatten() {
        let state = on(&world, &bare, options).await?;
        say(&report::table(&state))?;
        states.push(state);
    }
    say(&report::ratios(&states, cores.get()))
}

async fn on(world: &World, bare: &Path, options: &Options) -> Result<State> {
    let length = options.length;
    let is_wanted = |name: &str| name.contains(&options.only);
    let size = fs::metadata(&world.database)?.len();
    let mut pages = Vec::new();
    for asked in asked(world).into_iter().filter(|asked| is_wanted(asked.name)) {
        pages.push(page(world, &asked, length).await.context(asked.name)?);
    }
    let mut savings = Vec::new();
    for who in [Savers::Offices, Savers::Contributors].into_iter().filter(|who| is_wanted(who.name())) {
        savings.push(saving(world, who, bare, length).await.context(who.name())?);
    }
    Ok(State { alliances: world.alliances, organisations: world.office.2, size, savings, pages })
}

/// The pages measured, in the order of the table.
fn asked(world: &World) -> Vec<Asked> {
    let page = |name, path: String, token: &str, shows, aim| Asked {
        name,
        requests: vec![Request::get(&path, Some(token))],
        shows,
        aim,
        is_remembered: false,
    };
    let by_link = |name, rest: &str, shows| Asked {
        name,
        requests: world.links.iter().map(|link| Request::get(&format!("/z/{link}{rest}"), None)).collect(),
        shows,
        aim: Aim::Many(20),
        is_remembered: false,
    };
    let statewide = |name, path: &str, shows, aim| Asked {
        is_remembered: true,
        ..page(name, path.to_owned(), &world.land, shows, aim)
    };
    let (office, place, _) = &world.office;
    let (district, whole) = &world.district;
    let at = |place: &Alliance, rest: &str| format!("/alliances/{}/workbooks/{rest}", place.slug);
    let agreeing = at(place, "bedarfsanalyse/consolidation");
    let rolled_up = at(whole, "bedarfsanalyse/roll-up");
    let (numbers, answered) = (world::NUMBERS, world::ANSWERED);
    vec![
        page(
            "workbook section",
            at(place, &format!("strukturen/{SECTION}")),
            office,
            "Kim Beispiel",
            Aim::Many(20),
        ),
        statewide("statewide overview", "/land", "", Aim::Alone(100)),
        by_link("assignment by link", "", "gemessen"),
        by_link("question by link", &format!("/items/{}", world::TABLE), ""),
        page("roll-up of 46", rolled_up.clone(), district, "Weiler 46", Aim::Alone(50)),
        page(
            "roll-up of 46, one question",
            format!("{rolled_up}/{numbers}"),
            district,
            "Weiler 46",
            Aim::Alone(50),
        ),
        statewide("statewide gaps", GAPS, "", Aim::AfterChange(150)),
        page("consolidation, list", agreeing.clone(), office, "", Aim::Figure),
        page(
            "consolidation, 30 answers",
            format!("{agreeing}/{answered}"),
            office,
            "zuletzt 29 im Jahr",
            Aim::Figure,
        ),
    ]
}

/// How often something is changed to see what the next reader waits.
const CHANGES: usize = 9;

/// Measures a page on a server of its own.
async fn page(world: &World, asked: &Asked, length: Duration) -> Result<Page> {
    let server = Server::start(&world.database).await?;
    let requests = &asked.requests;
    let mut connection = Connection::open(server.address).await?;
    let begin = now();
    let status = connection.ask(requests.first().context("nothing to ask for")?).await?;
    let first = begin.elapsed();
    ensure!(status == 200, "the first page answers {status}");
    ensure!(connection.text().contains(asked.shows), "the page does not show {:?}", asked.shows);
    shows_everybody(&server, world).await?;
    let healthz = Request::get("/healthz", None);
    let many = |length| Load { connections: CONNECTIONS, length };
    // Warm up: connections to the database, statements, pages of memory.
    load::pages(server.address, requests, many(length / 5)).await?;
    let packed: Vec<Request> = requests.iter().map(Request::packed).collect();
    let page = Page {
        name: asked.name,
        aim: asked.aim,
        first,
        healthz: pages(&server, &[healthz], many(length / 5)).await?,
        alone: pages(&server, requests, Load { connections: 1, length }).await?,
        after_change: if asked.is_remembered {
            Some(after_changes(world, &mut connection, asked).await?)
        } else {
            None
        },
        many: pages(&server, requests, many(length)).await?,
        packed: pages(&server, &packed, many(length)).await?,
        peak: server.peak_memory(),
    };
    server.stop().await?;
    Ok(page)
}

/// Changes something and asks for the page, again and again.
async fn after_changes(world: &World, connection: &mut Connection, asked: &Asked) -> Result<Observed> {
    let changer = Changer::open(&world.database).await?;
    let request = asked.requests.first().context("nothing to ask for")?;
    let mut took = Vec::new();
    for _ in 0..CHANGES {
        changer.change().await?;
        let begin = now();
        let status = connection.ask(request).await?;
        took.push(begin.elapsed());
        ensure!(status == 200, "the page answers {status} after a change");
    }
    changer.close().await;
    let all = took.iter().sum();
    Ok(Observed::new(took, all, connection.body().len()))
}

async fn pages(server: &Server, requests: &[Request], load: Load) -> Result<Observed> {
    let before = server.cpu();
    let observed = load::pages(server.address, requests, load).await?;
    Ok(observed.with_cpu(between(before, server.cpu())))
}

fn between(before: Option<Duration>, after: Option<Duration>) -> Option<Duration> {
    after?.checked_sub(before?)
}

/// Refuses to measure a server that does not know all alliances.
async fn shows_everybody(server: &Server, world: &World) -> Result<()> {
    let mut connection = Connection::open(server.address).await?;
    let status = connection.ask(&Request::get("/api/v1/evaluation/returns", Some(&world.land))).await?;
    let (text, total) = (connection.text(), format!("\"total\":{},", world.alliances));
    ensure!(status == 200 && text.contains(&total), "{total} expected of the returns, not {status}: {text}");
    Ok(())
}

/// Who saves.
#[derive(Clone, Copy)]
enum Savers {
    Offices,
    Contributors,
}

impl Savers {
    fn name(self) -> &'static str {
        match self {
            Self::Offices => "save one answer",
            Self::Contributors => "save by link",
        }
    }
    async fn sit_down(self, world: &World, address: SocketAddr) -> Result<Vec<Saver>> {
        let mut savers = Vec::new();
        match self {
            Self::Offices => {
                for (token, place) in &world.savers {
                    savers.push(Saver::office(address, token, &place.slug, FIELD).await?);
                }
            }
            Self::Contributors => {
                savers.extend(world.links.iter().map(|link| Saver::contributor(link, world::TEXT)));
            }
        }
        Ok(savers)
    }
}

/// Measures saving: one, eight, and thirty-two people of different alliances.
async fn saving(world: &World, who: Savers, bare: &Path, length: Duration) -> Result<Saving> {
    let server = Server::start(&world.database).await?;
    let mut savers = who.sit_down(world, server.address).await?;
    load::saves(server.address, &mut savers, Load { connections: CONNECTIONS, length: length / 5 }).await?;
    bare::rows_per_second(bare, length / 5).await?;
    // A disk has moods: the bare loop runs before and after each way of saving.
    let mut loops = vec![bare::rows_per_second(bare, length).await?];
    let mut by_writers = Vec::new();
    for connections in WRITERS {
        let before = server.cpu();
        let observed = load::saves(server.address, &mut savers, Load { connections, length }).await?;
        by_writers.push((connections, observed.with_cpu(between(before, server.cpu()))));
        loops.push(bare::rows_per_second(bare, length).await?);
    }
    let saving = Saving { name: who.name(), bare: median(loops), by_writers, peak: server.peak_memory() };
    server.stop().await?;
    Ok(saving)
}

/// The temporary folder; goes away with this value.
struct Folder(PathBuf, bool);

impl Folder {
    fn make(parent: &Path, keep: bool) -> Result<Self> {
        let folder = parent.join(format!("klappt-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        if keep {
            say(&format!("databases stay in {}", folder.display()))?;
        }
        Ok(Self(folder, keep))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.1 {
            fs::remove_dir_all(&self.0).ok();
        }
    }
}
