//! The municipalities of an alliance on a chosen day, and what led there.

use super::model::{AccessionRefusal, NOTE, NewAccession, Register};
use super::store::{self, Entry};
use crate::alliances::{self, Alliance};
use crate::constellations::{Act, Constellations, Participation};
use crate::territory::{Ags, Body, Territory};
use crate::votes::{self, Vote};
use crate::who::Names;
use crate::{informed, observers};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    AccessionId, AllianceId, AnyPermit, Day, EditAlliance, KeepNotes, ManageAccessions, ManageVotes,
    ViewAlliance, ViewVotes,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html_with};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct OnDay {
    date: String,
}

#[derive(Template)]
#[template(path = "accessions/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "what the visitor may do, one by one")]
struct ShowPage {
    shell: Shell,
    date: String,
    date_words: String,
    summary: String,
    is_district: bool,
    rows: Vec<Row>,
    shows_votes: bool,
    may_ask: bool,
    may_note: bool,
    may_edit: bool,
    timeline: Vec<Line>,
    /// Where acts are posted; empty when the visitor may register none.
    record_at: String,
    form: Form,
    new_id: AccessionId,
    bodies: Vec<(String, String)>,
    acts: Vec<(String, String)>,
    objection: String,
    objection_version: i64,
    guests: Vec<String>,
    source: &'static str,
}

struct Row {
    ags: String,
    name: String,
    population: String,
    status: String,
    vote: String,
    informed: String,
}

struct Line {
    day: String,
    words: String,
    note: String,
    recorded: String,
    is_cancelled: bool,
    /// The entry's key, if the visitor may take it back; else empty.
    take_back: String,
    new_id: String,
}

/// What the visitor may do on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    Nothing,
    /// The office of a district alliance: its municipalities join and leave.
    OwnMunicipalities,
    /// The state coordination: everything.
    Everything,
}

impl May {
    fn of(permit: &Permit<ViewAlliance>, seat: Body) -> Self {
        if Permit::<ManageAccessions>::ask(permit.actor(), permit.place()).is_some() {
            Self::Everything
        } else if seat.district().is_some()
            && Permit::<EditAlliance>::ask(permit.actor(), permit.place()).is_some()
        {
            Self::OwnMunicipalities
        } else {
            Self::Nothing
        }
    }
}

pub async fn show(
    permit: Permit<ViewAlliance>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<OnDay>,
) -> Result<Response> {
    let today = app.clock().today();
    let day = Day::read(&asked.date).unwrap_or(today);
    let form = Form::filled([("on", today.to_string())]);
    render(&app, &permit, &page, day, form, StatusCode::OK).await
}

async fn render(
    app: &App,
    permit: &Permit<ViewAlliance>,
    page: &Page,
    day: Day,
    form: Form,
    status: StatusCode,
) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let alliance = alliances::store::find(&mut db, permit).await?.ok_or(Error::NotFound)?;
    let register = store::register_around(&mut db, permit, alliance.seat).await?;
    let state = register.on(day);
    let neighbours: BTreeMap<AllianceId, String> =
        store::neighbours(&mut db, permit, alliance.seat).await?.into_iter().collect();
    let shell = page.shell("municipalities-title");
    let shell = {
        let home = shell.home();
        shell.under(alliance.name.clone(), home)
    };
    let voting = Permit::<ViewVotes>::ask(permit.actor(), permit.place());
    let known_votes = match &voting {
        Some(voting) => votes::latest(votes::list(&mut db, voting).await?),
        None => Vec::new(),
    };
    let through = informed::store::all(&mut db, permit).await?;
    let may = May::of(permit, alliance.seat);
    let history = store::history(&mut db, permit).await?;
    let names = Names::of(&mut db, permit, history.iter().map(|e| e.recorded_by).collect()).await?;
    let (objection, objection_version) = store::objection(&mut db, permit).await?;
    let guests = observers::store::list(&mut db, permit).await?;
    let guests = guests.into_iter().filter(|g| g.holds_on(day)).map(|g| g.guest).collect();
    let view = View {
        shell: &shell,
        alliance: &alliance,
        register: &register,
        state: &state,
        neighbours: &neighbours,
        names: &names,
    };
    let record_at = match may {
        May::Nothing => String::new(),
        May::OwnMunicipalities => format!("{}/accessions", shell.home()),
        May::Everything => format!("/land{}/accessions", shell.home()),
    };
    let body = ShowPage {
        date: day.to_string(),
        date_words: day.german(),
        summary: alliances::constellation_words(&shell, state.alliances().get(&alliance.id)),
        is_district: alliance.seat.district().is_some(),
        rows: view.rows(day, &known_votes, &through),
        shows_votes: voting.is_some() && alliance.seat.district().is_some(),
        may_ask: Permit::<ManageVotes>::ask(permit.actor(), permit.place()).is_some(),
        may_note: Permit::<KeepNotes>::ask(permit.actor(), permit.place()).is_some(),
        may_edit: Permit::<EditAlliance>::ask(permit.actor(), permit.place()).is_some(),
        timeline: view.timeline(&history, may, app),
        record_at,
        form,
        new_id: AccessionId::new(app.clock(), app.chance()),
        bodies: view.bodies(may),
        acts: acts(&shell, may),
        objection,
        objection_version,
        guests,
        source: Territory::nrw_source(),
        shell: shell.clone(),
    };
    html_with(status, &body)
}

/// What the page is about.
struct View<'a> {
    shell: &'a Shell,
    alliance: &'a Alliance,
    register: &'a Register,
    state: &'a Constellations,
    neighbours: &'a BTreeMap<AllianceId, String>,
    names: &'a Names,
}

impl View<'_> {
    /// The municipalities the page is about: the district's, or the one.
    fn members(&self) -> impl Iterator<Item = &crate::territory::Municipality> {
        let only = self.alliance.seat.municipality();
        self.register.territory.municipalities().iter().filter(move |m| only.is_none_or(|ags| ags == m.ags))
    }

    fn rows(&self, day: Day, votes: &[Vote], through: &[informed::Through]) -> Vec<Row> {
        let row = |m: &crate::territory::Municipality| {
            let key = m.ags.to_string();
            Row {
                name: m.name.clone(),
                population: self.shell.number(m.population),
                status: self.status(m.ags, day),
                vote: votes
                    .iter()
                    .find(|v| v.municipality_ags == key)
                    .map_or_else(String::new, |v| votes::words(self.shell, v)),
                informed: through
                    .iter()
                    .find(|t| t.municipality_ags == key)
                    .map_or_else(String::new, |t| t.through.clone()),
                ags: key,
            }
        };
        self.members().map(row).collect()
    }

    fn status(&self, ags: Ags, day: Day) -> String {
        let since =
            self.register.last_act(Body::Municipality(ags), day).map(|a| a.on.german()).unwrap_or_default();
        match self.state.participation(ags) {
            Participation::None => self.shell.say("accession-status-none").to_string(),
            Participation::Own(id) | Participation::District(id) if id == self.alliance.id => {
                self.shell.say("accession-status-here").with("day", since).to_string()
            }
            Participation::Own(_) => self.shell.say("accession-status-own").with("day", since).to_string(),
            Participation::District(id) => {
                let name = self.neighbours.get(&id).cloned().unwrap_or_default();
                self.shell.say("accession-status-district").with("name", name).with("day", since).to_string()
            }
        }
    }

    /// The alliance's own entries, taken back or not, and what its municipalities
    /// did elsewhere; the latest first.
    fn timeline(&self, history: &[Entry], may: May, app: &App) -> Vec<Line> {
        let mut lines: Vec<((Day, AccessionId), Line)> = history
            .iter()
            .filter(|e| e.kind != "cancelled")
            .map(|e| {
                let said =
                    self.shell.say_of("accession-did", &e.kind).with("name", e.name.clone()).to_string();
                let counter = history.iter().find(|c| c.cancels == Some(e.id));
                let recorded = match counter {
                    Some(c) => self
                        .shell
                        .say("accession-cancelled")
                        .with("at", c.recorded_at.german())
                        .with("name", self.names.words(self.shell, c.recorded_by))
                        .with("note", c.note.clone())
                        .to_string(),
                    None => self
                        .shell
                        .say("accession-recorded")
                        .with("at", e.recorded_at.german())
                        .with("name", self.names.words(self.shell, e.recorded_by))
                        .to_string(),
                };
                let body =
                    e.municipality_ags.as_deref().or(e.district_key.as_deref()).and_then(|k| k.parse().ok());
                let fact = body.map(|body| crate::constellations::Accession {
                    id: e.id,
                    alliance: self.alliance.id,
                    body,
                    act: Act::from_key(&e.kind).unwrap_or(Act::Joined),
                    on: e.on_date,
                });
                let own = match may {
                    May::Nothing => false,
                    May::OwnMunicipalities => fact.is_some_and(|f| self.register.is_the_offices(f)),
                    May::Everything => true,
                };
                let open = own && !e.is_cancelled && self.register.releases(e.id).is_ok();
                let line = Line {
                    day: e.on_date.german(),
                    words: said,
                    note: e.note.clone(),
                    recorded,
                    is_cancelled: e.is_cancelled,
                    take_back: if open { e.id.to_string() } else { String::new() },
                    new_id: AccessionId::new(app.clock(), app.chance()).to_string(),
                };
                ((e.on_date, e.id), line)
            })
            .collect();
        let members: Vec<Body> = self.members().map(|m| Body::Municipality(m.ags)).collect();
        let elsewhere =
            self.register.acts.iter().filter(|a| a.alliance != self.alliance.id && members.contains(&a.body));
        lines.extend(elsewhere.map(|a| {
            let said = self
                .shell
                .say_of("accession-did-elsewhere", a.act.key())
                .with("name", self.register.territory.name(a.body).unwrap_or_default().to_owned())
                .with("alliance", self.neighbours.get(&a.alliance).cloned().unwrap_or_default())
                .to_string();
            let line = Line {
                day: a.on.german(),
                words: said,
                note: String::new(),
                recorded: String::new(),
                is_cancelled: false,
                take_back: String::new(),
                new_id: String::new(),
            };
            ((a.on, a.id), line)
        }));
        lines.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// Who can be chosen to act.
    fn bodies(&self, may: May) -> Vec<(String, String)> {
        let seat = (may == May::Everything).then_some(self.alliance.seat);
        let named = |b: Body| (b.to_string(), self.register.territory.name(b).unwrap_or_default().to_owned());
        let mut bodies = vec![(String::new(), self.shell.say("accession-choose-body").to_string())];
        bodies.extend(seat.map(named));
        let others = self.members().map(|m| Body::Municipality(m.ags)).filter(|b| seat != Some(*b));
        bodies.extend(others.map(named));
        bodies
    }
}

fn acts(shell: &Shell, may: May) -> Vec<(String, String)> {
    let offered = Act::ALL.iter().filter(|a| may == May::Everything || **a != Act::Switched);
    offered.map(|a| (a.key().to_owned(), shell.say_of("accession-act", a.key()).to_string())).collect()
}

/// Reads the form; what is wrong stands at the fields.
fn read(
    shell: &Shell,
    mut form: Form,
    id: AccessionId,
    alliance: AllianceId,
) -> (Form, Option<NewAccession>) {
    let body: Option<Body> = form.value("body").parse().ok();
    if body.is_none() {
        form.refuse("body", shell.say("accession-choose-body"));
    }
    let act = Act::from_key(form.value("act"));
    if act.is_none() {
        form.refuse("act", shell.say("form-unknown-choice"));
    }
    let on = form.needed_day(shell, "on");
    let note = form.lines(shell, "note", NOTE);
    match (body, act, on) {
        (Some(body), Some(act), Some(on)) if form.is_good() => {
            (form, Some(NewAccession { id, alliance, body, act, on, note }))
        }
        _ => (form, None),
    }
}

fn at_hand(permit: &dyn AnyPermit) -> Result<AllianceId> {
    permit.alliance().ok_or(Error::NotFound)
}

pub async fn record_own(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: AccessionId = fields.hidden("id")?;
    let shell = page.shell("municipalities-title");
    let (mut form, new) = read(&shell, Form::of(fields), id, at_hand(&permit)?);
    if let Some(new) = new {
        let mut tx = app.db.begin(&permit).await?;
        match store::record_own(&mut tx, &permit, &new).await? {
            Ok(()) => {
                tx.commit(&permit, &format!("accession {id} recorded")).await?;
                return Ok(back(&shell, "accession-recorded"));
            }
            Err(refusal) => form.refuse(refusal.field(), shell.say(refusal.text())),
        }
    }
    again(&app, &permit.lesser(), &page, form).await
}

pub async fn record(
    permit: Permit<ManageAccessions>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: AccessionId = fields.hidden("id")?;
    let shell = page.shell("municipalities-title");
    let (mut form, new) = read(&shell, Form::of(fields), id, at_hand(&permit)?);
    if let Some(new) = new {
        let mut tx = app.db.begin(&permit).await?;
        match store::record(&mut tx, &permit, &new).await? {
            Ok(()) => {
                tx.commit(&permit, &format!("accession {id} recorded")).await?;
                return Ok(back(&shell, "accession-recorded"));
            }
            Err(refusal) => form.refuse(refusal.field(), shell.say(refusal.text())),
        }
    }
    let viewing = Permit::<ViewAlliance>::ask(permit.actor(), permit.place()).ok_or(Error::NotFound)?;
    again(&app, &viewing, &page, form).await
}

/// The page with the form as it was typed and what is wrong with it.
async fn again(app: &App, permit: &Permit<ViewAlliance>, page: &Page, form: Form) -> Result<Response> {
    render(app, permit, page, app.clock().today(), form, StatusCode::UNPROCESSABLE_ENTITY).await
}

fn back(shell: &Shell, done: &str) -> Response {
    Redirect::to(&format!("{}/municipalities?done={done}", shell.home())).into_response()
}

pub async fn take_back_own(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    Path((_, entry)): Path<(String, AccessionId)>,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("municipalities-title");
    let (id, note) = reason(&shell, fields)?;
    let mut tx = app.db.begin(&permit).await?;
    let outcome = store::take_back_own(&mut tx, &permit, id, entry, &note).await?;
    outcome.map_err(|refusal| refused(&shell, refusal))?;
    tx.commit(&permit, &format!("accession {entry} taken back")).await?;
    Ok(back(&shell, "accession-taken-back"))
}

pub async fn take_back(
    permit: Permit<ManageAccessions>,
    State(app): State<App>,
    page: Page,
    Path((_, entry)): Path<(String, AccessionId)>,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("municipalities-title");
    let (id, note) = reason(&shell, fields)?;
    let mut tx = app.db.begin(&permit).await?;
    let outcome = store::take_back(&mut tx, &permit, id, entry, &note).await?;
    outcome.map_err(|refusal| refused(&shell, refusal))?;
    tx.commit(&permit, &format!("accession {entry} taken back")).await?;
    Ok(back(&shell, "accession-taken-back"))
}

fn reason(shell: &Shell, fields: Fields) -> Result<(AccessionId, String)> {
    let id = fields.hidden("id")?;
    let mut form = Form::of(fields);
    let note = form.lines(shell, "note", NOTE);
    match form.all_wrong().first() {
        Some((_, message)) => Err(Error::Invalid(message.clone())),
        None => Ok((id, note)),
    }
}

/// The page offers no entry that has to stay; this answers those who ask anyway.
fn refused(shell: &Shell, refusal: AccessionRefusal) -> Error {
    match refusal {
        AccessionRefusal::NoSuchEntry => Error::NotFound,
        other => Error::Conflict(shell.say(other.text()).to_string()),
    }
}

pub async fn object(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let shell = page.shell("municipalities-title");
    let mut form = Form::of(fields);
    let text = form.lines(&shell, "objection", NOTE);
    if !form.is_good() {
        return again(&app, &permit.lesser(), &page, form).await;
    }
    let mut tx = app.db.begin(&permit).await?;
    let (before, current) = store::objection(&mut tx, &permit.lesser()).await?;
    if store::object(&mut tx, &permit, &before, &text, version).await?.is_none() {
        let label = shell.say("objection-title").to_string();
        let differing =
            vec![Differing { name: "objection".to_owned(), label, theirs: before, mine: text, words: None }];
        let (action, shell) = (page.path().to_owned(), shell.retitled("conflict-title"));
        return Conflict {
            shell,
            action,
            version: current,
            agreed: Vec::new(),
            differing,
            who: String::new(),
        }
        .answer();
    }
    tx.commit(&permit, "objection to the constellation changed").await?;
    Ok(back(&shell, "objection-saved"))
}
