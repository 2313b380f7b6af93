//! The pages of the state coordination: list, plan, choice, letter and opening,
//! deadline, asking one more. The board of an open wave is told by returns.

use super::Fault;
use super::acts::{self, Post};
use super::model::{AllianceKind, Asks, Draft, LETTER, LINE, Phase, REMIND_DAYS, Refusal, Wave};
use super::store::{self, Choice, Choosable};
use crate::fault::Refuses;
use crate::{instruments::catalogue, returns};
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AllianceId, AnyPermit, Day, ManageWaves, ViewReturns, WaveId};
use serde::Deserialize;
use web::{
    App, Confirm, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with,
};

/// Rows of one page of a list.
const PAGE: usize = 100;
/// Alliances without an address that the preview names; the rest is a number.
const NAMED: usize = 20;

impl Post<'_> {
    /// The post office of this installation.
    pub fn of(app: &App) -> Post<'_> {
        Post { membership: &*app.membership, base_url: &app.config.base_url, texts: &app.texts }
    }
}

fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// The shell of a page below the list of waves.
pub(crate) fn under_list(shell: Shell) -> Shell {
    let words = shell.say("waves-title").to_string();
    shell.under(words, "/land/waves")
}

/// The shell of a page below one wave.
pub(crate) fn under_wave(shell: Shell, wave: &Wave) -> Shell {
    under_list(shell).under(wave.draft.title.clone(), format!("/land/waves/{}", wave.id))
}

async fn found(db: &mut Read, permit: &Permit<ManageWaves>, id: WaveId) -> Result<Wave> {
    store::find(db, &permit.lesser(), id).await?.ok_or(Error::NotFound)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct After {
    after: Option<WaveId>,
}

#[derive(Template)]
#[template(path = "waves/list.html")]
struct ListPage {
    shell: Shell,
    may_manage: bool,
    rows: Vec<ListRow>,
    next: String,
}

struct ListRow {
    id: WaveId,
    title: String,
    instrument: String,
    deadline: String,
    phase: String,
    phase_key: &'static str,
    returned: String,
}

pub async fn list(
    permit: Permit<ViewReturns>,
    State(app): State<App>,
    page: Page,
    Query(after): Query<After>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let may_manage = Permit::<ManageWaves>::ask(permit.actor(), None).is_some();
    let limit = i64::try_from(PAGE + 1).unwrap_or(100);
    let mut waves = store::list(&mut db, &permit, may_manage, after.after, limit).await?;
    let counts = returns::store::counts(&mut db, &permit).await?;
    let shell = page.shell("waves-title");
    let more = waves.len() > PAGE;
    waves.truncate(PAGE);
    let next = waves.last().filter(|_| more).map_or_else(String::new, |w| format!("?after={}", w.id));
    let row = |wave: &Wave| {
        let (asked, returned) = counts.get(&wave.id).copied().unwrap_or_default();
        let phase = wave.phase();
        ListRow {
            id: wave.id,
            title: wave.draft.title.clone(),
            instrument: catalogue()
                .title(&wave.draft.instrument_key, wave.draft.instrument_version)
                .to_owned(),
            deadline: wave.draft.deadline.german(),
            phase: shell.say_of("wave-phase", phase.key()).to_string(),
            phase_key: phase.key(),
            returned: match phase {
                Phase::Planned => "–".to_owned(),
                _ => shell.say("wave-returned").count("returned", returned).count("asked", asked).to_string(),
            },
        }
    };
    html(&ListPage { may_manage, rows: waves.iter().map(row).collect(), next, shell })
}

#[derive(Template)]
#[template(path = "waves/plan.html")]
struct PlanPage {
    shell: Shell,
    form: Form,
    action: String,
    id: WaveId,
    version: i64,
    instruments: Vec<(String, String)>,
    asks: Vec<(String, String)>,
    kinds: Vec<(String, String, bool)>,
    places: String,
}

impl PlanPage {
    fn new(shell: Shell, form: Form, id: WaveId, version: i64) -> Self {
        let instruments = catalogue()
            .all()
            .iter()
            .map(|i| {
                let words = shell
                    .say("wave-instrument-version")
                    .with("title", i.title.clone())
                    .count("version", i.version);
                (format!("{}/{}", i.key, i.version), words.to_string())
            })
            .collect();
        let asks = Asks::ALL
            .iter()
            .map(|a| (a.key().to_owned(), shell.say_of("wave-asks", a.key()).to_string()))
            .collect();
        let chosen = kinds_of(form.fields());
        let kinds = AllianceKind::ALL
            .iter()
            .map(|k| (k.key().to_owned(), shell.say_of("wave-kind", k.key()).to_string(), chosen.contains(k)))
            .collect();
        let action = if version > 0 { format!("/land/waves/{id}/plan") } else { "/land/waves".to_owned() };
        Self { places: places(), shell, form, action, id, version, instruments, asks, kinds }
    }
}

/// The places of a letter, as the help names them.
fn places() -> String {
    super::model::Place::ALL.map(super::model::Place::mark).join(" ")
}

/// The kinds ticked; several in one value, as a conflict page sends them, count too.
fn kinds_of(fields: &Fields) -> std::collections::BTreeSet<AllianceKind> {
    let ticked: Vec<&str> = fields.all("kinds").into_iter().flat_map(str::split_whitespace).collect();
    AllianceKind::ALL.into_iter().filter(|k| ticked.contains(&k.key())).collect()
}

pub async fn new(_: Permit<ManageWaves>, State(app): State<App>, page: Page) -> Result<Response> {
    let shell = under_list(page.shell("wave-new-title"));
    let id = WaveId::new(app.clock(), app.chance());
    let newest = catalogue().all().first().and_then(|i| catalogue().latest(&i.key));
    let form = Form::filled([
        ("instrument", newest.map(|i| format!("{}/{}", i.key, i.version)).unwrap_or_default()),
        ("asks", Asks::All.key().to_owned()),
        ("remind_days", REMIND_DAYS.to_string()),
        ("letter_subject", shell.say("wave-letter-subject-draft").to_string()),
        ("letter_body", shell.say("wave-letter-body-draft").to_string()),
    ]);
    html(&PlanPage::new(shell, form, id, 0))
}

pub async fn create(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: WaveId = fields.hidden("id")?;
    let shell = under_list(page.shell("wave-new-title"));
    let mut tx = app.db.begin(&permit).await?;
    let (form, draft) = read(&shell, &app, Form::of(fields));
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &PlanPage::new(shell, form, id, 0));
    };
    let asks = draft.asks;
    acts::plan(&mut tx, &permit, id, draft).await.map_err(|f| f.explain(&app.texts))?;
    tx.commit(&permit, &format!("wave {id} planned")).await?;
    Ok(to(&next_step(id, asks)))
}

/// After the plan: pick alliances, or look at the letter.
fn next_step(id: WaveId, asks: Asks) -> String {
    let step = if asks == Asks::Chosen { "choice" } else { "opening" };
    format!("/land/waves/{id}/{step}?done=wave-planned")
}

pub async fn plan(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = found(&mut db, &permit, id).await?;
    if wave.phase() != Phase::Planned {
        return Ok(to(&format!("/land/waves/{id}")));
    }
    let shell = under_list(page.shell_titled(wave.draft.title.clone()));
    let form = Form::filled(wave.draft.fields());
    html(&PlanPage::new(shell, form, id, wave.version))
}

pub async fn save(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = found(&mut tx, &permit, id).await?;
    let shell = under_list(page.shell_titled(before.draft.title.clone()));
    let (form, draft) = read(&shell, &app, Form::of(fields));
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &PlanPage::new(shell, form, id, version));
    };
    match acts::change(&mut tx, &permit, &before, draft.clone(), version).await {
        Ok(_) => {}
        Err(Fault::Stale) => return conflict(shell, &before, &draft).answer(),
        Err(fault) => return Err(fault.explain(&app.texts)),
    }
    tx.commit(&permit, &format!("wave {id} plan changed")).await?;
    Ok(to(&next_step(id, draft.asks)))
}

/// Reads the form into a checked plan; what is wrong stands at the fields.
fn read(shell: &Shell, app: &App, mut form: Form) -> (Form, Option<Draft>) {
    let (key, version) = form.value("instrument").rsplit_once('/').unwrap_or_default();
    let (instrument_key, instrument_version) = (key.to_owned(), version.parse().unwrap_or(0));
    let asks = Asks::from_key(form.value("asks"));
    if asks.is_none() {
        form.refuse("asks", shell.say("form-unknown-choice"));
    }
    let draft = Draft {
        title: form.line(shell, "title", LINE),
        instrument_key,
        instrument_version,
        deadline: form.needed_day(shell, "deadline").unwrap_or(shell.today),
        asks: asks.unwrap_or_default(),
        kinds: kinds_of(form.fields()),
        letter_subject: form.line(shell, "letter_subject", LINE),
        letter_body: form.lines(shell, "letter_body", LETTER),
        remind_days: form
            .fields()
            .get("remind_days")
            .map_or(Some(REMIND_DAYS), |typed| typed.trim().parse().ok())
            .unwrap_or(-1),
    };
    match draft.check(shell.today, |key, version| catalogue().get(key, version).is_some()) {
        Ok(draft) if form.is_good() => (form, Some(draft)),
        Ok(_) => (form, None),
        Err(faults) => {
            refuse(app, &mut form, &faults);
            (form, None)
        }
    }
}

/// Writes refusals to their fields, one each.
fn refuse(app: &App, form: &mut Form, faults: &[(&'static str, Refusal)]) {
    for (field, refusal) in faults {
        if form.wrong(field).is_empty() {
            form.refuse(field, refusal.words(&app.texts));
        }
    }
}

/// A stored value of the plan in words.
pub(crate) fn words(shell: &Shell, field: &str, value: &str) -> String {
    match field {
        "deadline" => Day::read(value).map_or_else(|| value.to_owned(), Day::german),
        "asks" if !value.is_empty() => shell.say_of("wave-asks", value).to_string(),
        "kinds" => {
            let kinds: Vec<String> =
                value.split_whitespace().map(|k| shell.say_of("wave-kind", k).to_string()).collect();
            kinds.join(", ")
        }
        "instrument" => value
            .rsplit_once('/')
            .and_then(|(key, version)| catalogue().get(key, version.parse().ok()?))
            .map_or_else(|| value.to_owned(), |i| i.title.clone()),
        _ => value.to_owned(),
    }
}

fn label(shell: &Shell, field: &str) -> String {
    shell.say_of("wave", field).to_string()
}

fn conflict(shell: Shell, theirs: &Wave, mine: &Draft) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, theirs), (_, mine)) in theirs.draft.fields().into_iter().zip(mine.fields()) {
        if theirs == mine {
            agreed.push((name.to_owned(), mine));
            continue;
        }
        let said = Some((words(&shell, name, &theirs), words(&shell, name, &mine)));
        differing.push(Differing {
            name: name.to_owned(),
            label: label(&shell, name),
            theirs,
            mine,
            words: said,
        });
    }
    let action = format!("/land/waves/{}/plan", theirs.id);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}

pub async fn drop_plan(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    if wave.phase() != Phase::Planned {
        return Err(Fault::from(Refusal::NotPlanned).explain(&app.texts));
    }
    if wave.version != version || !store::drop_plan(&mut tx, &permit, &wave).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("wave {id} plan dropped")).await?;
    Ok(to("/land/waves?done=wave-dropped"))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    after: String,
}

impl Search {
    fn choice(&self) -> Choice {
        let after = hex::decode(&self.after).ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default();
        Choice { q: self.q.clone(), after }
    }
}

#[derive(Template)]
#[template(path = "waves/choose.html")]
struct ChoosePage {
    shell: Shell,
    form: Form,
    wave: WaveId,
    /// Asking later in an open wave, not picking for a planned one.
    later: bool,
    deadline: String,
    q: String,
    rows: Vec<ChooseRow>,
    next: String,
    picked: usize,
}

struct ChooseRow {
    id: AllianceId,
    name: String,
    kind: String,
    chosen: bool,
}

impl ChoosePage {
    fn new(
        shell: Shell,
        form: Form,
        wave: &Wave,
        search: &Search,
        mut rows: Vec<Choosable>,
        picked: usize,
    ) -> Self {
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map_or_else(String::new, |last| {
            let after = hex::encode(returns::place(&last.sort_name, &last.slug));
            format!("?q={}&after={after}", web::query(&search.q))
        });
        let rows = rows
            .into_iter()
            .map(|row| ChooseRow {
                id: row.alliance_id,
                kind: shell.say_of("wave-kind-one", &row.kind).to_string(),
                chosen: row.chosen || form.chosen("alliance", &row.alliance_id.to_string()),
                name: row.name,
            })
            .collect();
        Self {
            later: wave.phase() != Phase::Planned,
            deadline: wave.draft.deadline.german(),
            wave: wave.id,
            q: search.q.clone(),
            shell,
            form,
            rows,
            next,
            picked,
        }
    }
}

/// The alliances that can be picked or asked: members today, by name.
async fn choosable(
    app: &App,
    db: &mut Read,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    search: &Search,
) -> Result<Vec<Choosable>> {
    let members = app.membership.on(db, permit, app.clock().today()).await?;
    let mut rows = store::choosable(db, permit, wave, &search.choice()).await?;
    rows.retain(|row| members.contains(&row.alliance_id));
    rows.truncate(PAGE + 1);
    Ok(rows)
}

pub async fn choose(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = found(&mut db, &permit, id).await?;
    if wave.phase() != Phase::Planned {
        return Ok(to(&format!("/land/waves/{id}")));
    }
    let rows = choosable(&app, &mut db, &permit, id, &search).await?;
    let picked = store::picked(&mut db, &permit, id).await?;
    let shell = under_wave(page.shell("wave-choice-title"), &wave);
    html(&ChoosePage::new(shell, Form::default(), &wave, &search, rows, usize::try_from(picked).unwrap_or(0)))
}

fn alliances(fields: &Fields, name: &str) -> Vec<AllianceId> {
    fields.all(name).into_iter().filter_map(|v| v.trim().parse().ok()).collect()
}

pub async fn chosen(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    if wave.phase() != Phase::Planned {
        return Err(Fault::from(Refusal::NotPlanned).explain(&app.texts));
    }
    let (shown, ticked) = (alliances(&fields, "shown"), alliances(&fields, "alliance"));
    store::choose(&mut tx, &permit, id, &shown, &ticked).await?;
    tx.commit(&permit, &format!("wave {id} alliances picked")).await?;
    if fields.get("then") == Some("opening") {
        return Ok(to(&format!("/land/waves/{id}/opening")));
    }
    let q = web::query(fields.get("q").unwrap_or_default());
    Ok(to(&format!("/land/waves/{id}/choice?q={q}&done=wave-picked")))
}

#[derive(Template)]
#[template(path = "waves/opening.html")]
struct OpeningPage {
    shell: Shell,
    form: Form,
    wave: WaveId,
    version: i64,
    places: String,
    subject: String,
    body: String,
    example: String,
    facts: Vec<(String, String)>,
    asked: usize,
    letters: usize,
    unreachable: Vec<String>,
    unreachable_more: usize,
}

pub async fn preview(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = found(&mut db, &permit, id).await?;
    if wave.phase() != Phase::Planned {
        return Ok(to(&format!("/land/waves/{id}")));
    }
    let form = Form::filled(wave.draft.fields());
    html(&opening(&app, &mut db, &permit, &page, &wave, form).await?)
}

/// The letter as the first office on the list will read it, who is asked, and
/// who cannot be reached by mail.
async fn opening(
    app: &App,
    db: &mut Read,
    permit: &Permit<ManageWaves>,
    page: &Page,
    wave: &Wave,
    form: Form,
) -> Result<OpeningPage> {
    let audience = acts::audience(db, permit, wave, &*app.membership).await?;
    let shell = under_wave(page.shell("wave-opening-title"), wave);
    let has_address = |o: &store::Addressee| o.email.as_ref().is_some_and(|e| !e.is_empty());
    let sample = audience.iter().find(|o| has_address(o)).or(audience.first());
    let fill = |text: &str| match sample {
        Some(to) => acts::filling(wave, to, wave.draft.deadline, &app.config.base_url).fill(text),
        None => text.to_owned(),
    };
    let mut unreachable: Vec<String> =
        audience.iter().filter(|o| !has_address(o)).map(|o| o.alliance.clone()).collect();
    let unreachable_more = unreachable.len().saturating_sub(NAMED);
    unreachable.truncate(NAMED);
    let facts = wave
        .draft
        .fields()
        .into_iter()
        .filter(|(field, value)| !field.starts_with("letter") && !value.is_empty())
        .map(|(field, value)| (label(&shell, field), words(&shell, field, &value)))
        .collect();
    Ok(OpeningPage {
        places: places(),
        subject: fill(form.value("letter_subject")),
        body: fill(form.value("letter_body")),
        example: sample.map(|o| o.alliance.clone()).unwrap_or_default(),
        asked: audience.chunk_by(|a, b| a.alliance_id == b.alliance_id).count(),
        letters: audience.iter().filter(|o| has_address(o)).count(),
        facts,
        unreachable,
        unreachable_more,
        wave: wave.id,
        version: wave.version,
        shell,
        form,
    })
}

pub async fn open(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let only_look = fields.get("do") == Some("preview");
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    if wave.phase() != Phase::Planned {
        return Ok(to(&format!("/land/waves/{id}?done=wave-opened")));
    }
    let mut form = Form::of(fields);
    match open_with_letter(&mut tx, &permit, &app, &page, &wave, version, &mut form, only_look).await {
        Ok(()) => {}
        Err(Refused::Here(status)) => {
            let page = opening(&app, &mut tx, &permit, &page, &wave, form).await?;
            return html_with(status, &page);
        }
        Err(Refused::Elsewhere(error)) => return Err(error),
    }
    if only_look {
        tx.commit(&permit, &format!("wave {id} letter changed")).await?;
        return Ok(to(&format!("/land/waves/{id}/opening?done=wave-letter-saved")));
    }
    tx.commit(&permit, &format!("wave {id} opened")).await?;
    Ok(to(&format!("/land/waves/{id}?done=wave-opened")))
}

/// Why the letter is shown again, or another page instead.
enum Refused {
    Here(StatusCode),
    Elsewhere(Error),
}

impl From<::store::Error> for Refused {
    fn from(error: ::store::Error) -> Self {
        Self::Elsewhere(error.into())
    }
}

/// Saves the letter as typed and opens the wave with it, unless it is only to be looked at.
#[expect(clippy::too_many_arguments, reason = "one step of one handler, split off for reading")]
async fn open_with_letter(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    app: &App,
    page: &Page,
    wave: &Wave,
    version: i64,
    form: &mut Form,
    only_look: bool,
) -> std::result::Result<(), Refused> {
    let shell = page.shell("wave-opening-title");
    let draft = Draft {
        letter_subject: form.line(&shell, "letter_subject", LINE),
        letter_body: form.lines(&shell, "letter_body", LETTER),
        ..wave.draft.clone()
    };
    if !form.is_good() {
        return Err(Refused::Here(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let mut opened = if draft == wave.draft && version == wave.version {
        Ok(version)
    } else {
        acts::change(tx, permit, wave, draft, version).await
    };
    if let (Ok(version), false) = (&opened, only_look) {
        let version = *version;
        opened = acts::open(tx, permit, wave.id, version, Post::of(app)).await.map(|_| version);
    }
    match opened {
        Ok(_) => Ok(()),
        // What was typed stays; the plan around it is shown as it is now.
        Err(Fault::Stale) => {
            form.refuse("letter_body", app.texts.say("wave-changed-meanwhile"));
            Err(Refused::Here(StatusCode::PRECONDITION_FAILED))
        }
        Err(Fault::Refused(faults)) => {
            // Of the plan only the letter has fields here; the rest stands in the list above it.
            let here = |field: &'static str| if field.starts_with("letter") { field } else { "plan" };
            let elsewhere = faults.iter().any(|(field, _)| here(field) == "plan");
            let faults: Vec<_> = faults.into_iter().map(|(field, refusal)| (here(field), refusal)).collect();
            refuse(app, form, &faults);
            let status = if elsewhere { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            Err(Refused::Here(status))
        }
        Err(fault) => Err(Refused::Elsewhere(fault.explain(&app.texts))),
    }
}

#[derive(Template)]
#[template(path = "waves/deadline.html")]
struct DeadlinePage {
    shell: Shell,
    form: Form,
    wave: WaveId,
    version: i64,
    current: String,
    owing: usize,
}

async fn deadline_page(
    db: &mut Read,
    permit: &Permit<ManageWaves>,
    page: &Page,
    wave: &Wave,
    version: i64,
    form: Form,
) -> Result<DeadlinePage> {
    let owing = store::owing(db, permit, wave).await?;
    Ok(DeadlinePage {
        shell: under_wave(page.shell("wave-deadline-title"), wave),
        form,
        wave: wave.id,
        version,
        current: wave.draft.deadline.german(),
        owing: owing.chunk_by(|a, b| a.alliance_id == b.alliance_id).count(),
    })
}

pub async fn deadline(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = found(&mut db, &permit, id).await?;
    if wave.phase() != Phase::Open {
        return Ok(to(&format!("/land/waves/{id}")));
    }
    let form = Form::filled([("deadline", wave.draft.deadline.to_string()), ("tell", "1".to_owned())]);
    html(&deadline_page(&mut db, &permit, &page, &wave, wave.version, form).await?)
}

pub async fn move_deadline(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    let shell = under_wave(page.shell("wave-deadline-title"), &wave);
    let mut form = Form::of(fields);
    let day = form.needed_day(&shell, "deadline");
    let reason = form.lines(&shell, "reason", super::model::REASON);
    let tell = form.ticked("tell").then(|| Post::of(&app));
    let (Some(day), true) = (day, form.is_good()) else {
        let page = deadline_page(&mut tx, &permit, &page, &wave, version, form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    match acts::move_deadline(&mut tx, &permit, &wave, version, day, &reason, tell).await {
        Ok(_) => {}
        Err(Fault::Stale) => {
            return deadline_conflict(shell, &wave, day, &reason, form.ticked("tell")).answer();
        }
        Err(Fault::Refused(faults)) if faults.iter().all(|(field, _)| !field.is_empty()) => {
            refuse(&app, &mut form, &faults);
            let page = deadline_page(&mut tx, &permit, &page, &wave, version, form).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(fault) => return Err(fault.explain(&app.texts)),
    }
    tx.commit(&permit, &format!("wave {id} deadline moved")).await?;
    Ok(to(&format!("/land/waves/{id}?done=wave-deadline-moved")))
}

fn deadline_conflict(shell: Shell, theirs: &Wave, day: Day, reason: &str, tell: bool) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    if tell {
        agreed.push(("tell".to_owned(), "1".to_owned()));
    }
    for (name, theirs, mine) in [
        ("deadline", theirs.draft.deadline.to_string(), day.to_string()),
        ("reason", theirs.deadline_reason.clone(), reason.to_owned()),
    ] {
        if theirs == mine {
            agreed.push((name.to_owned(), mine));
            continue;
        }
        let said = Some((words(&shell, name, &theirs), words(&shell, name, &mine)));
        differing.push(Differing {
            name: name.to_owned(),
            label: label(&shell, name),
            theirs,
            mine,
            words: said,
        });
    }
    let action = format!("/land/waves/{}/deadline", theirs.id);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}

pub async fn asking(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = found(&mut db, &permit, id).await?;
    if wave.phase() != Phase::Open {
        return Ok(to(&format!("/land/waves/{id}")));
    }
    let shell = under_wave(page.shell("wave-asking-title"), &wave);
    let form = Form::filled([("reason", shell.say("wave-asked-later").to_string())]);
    let rows = choosable(&app, &mut db, &permit, id, &search).await?;
    html(&ChoosePage::new(shell, form, &wave, &search, rows, 0))
}

pub async fn ask(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
    fields: Fields,
) -> Result<Response> {
    let ticked = alliances(&fields, "alliance");
    let search = Search { q: fields.get("q").unwrap_or_default().to_owned(), ..Search::default() };
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    let shell = under_wave(page.shell("wave-asking-title"), &wave);
    let mut form = Form::of(fields);
    let day = form.day(&shell, "deadline");
    let reason = form.lines(&shell, "reason", super::model::REASON);
    if ticked.is_empty() {
        form.refuse("alliance", shell.say("wave-asking-needs-alliance"));
    }
    for alliance in &ticked {
        if !form.is_good() {
            break;
        }
        let own = day.map(|day| (day, reason.as_str()));
        match acts::ask_another(&mut tx, &permit, &wave, *alliance, own, Post::of(&app)).await {
            Ok(_) => {}
            Err(Fault::Refused(faults)) if faults.iter().all(|(field, _)| !field.is_empty()) => {
                refuse(&app, &mut form, &faults);
            }
            Err(Fault::Return(refusal)) => {
                form.refuse(refusal.field().unwrap_or("alliance"), refusal.words(&app.texts));
            }
            Err(fault) => return Err(fault.explain(&app.texts)),
        }
    }
    if !form.is_good() {
        let rows = choosable(&app, &mut tx, &permit, id, &search).await?;
        let page = ChoosePage::new(shell, form, &wave, &search, rows, 0);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    tx.commit(&permit, &format!("wave {id} asked {} more", ticked.len())).await?;
    Ok(to(&format!("/land/waves/{id}?done=wave-asked-more")))
}

/// Asks again before a wave is closed: alliances that have not answered no longer can.
pub async fn ask_to_close(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<WaveId>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = found(&mut db, &permit, id).await?;
    let back = format!("/land/waves/{id}");
    if wave.phase() != Phase::Open {
        return Ok(to(&back));
    }
    let counts = returns::store::counts(&mut db, &permit.lesser()).await?;
    let (asked, returned) = counts.get(&id).copied().unwrap_or_default();
    let shell = page.shell("wave-closing-title").under(wave.draft.title.clone(), back.clone());
    let effects = vec![
        shell.say("wave-closing-returned").count("asked", asked).count("returned", returned).to_string(),
        shell.say("wave-closing-effect").to_string(),
        shell.say("wave-closing-undo").to_string(),
    ];
    let submit = shell.say("board-close").to_string();
    let hidden = vec![("version", wave.version.to_string())];
    Confirm { shell, effects, action: format!("{back}/closing"), hidden, submit, back }.answer()
}

pub async fn close(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    acts::close(&mut tx, &permit, &wave, version).await.map_err(|f| f.explain(&app.texts))?;
    tx.commit(&permit, &format!("wave {id} closed")).await?;
    Ok(to(&format!("/land/waves/{id}?done=wave-closed")))
}

pub async fn reopen(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    acts::reopen(&mut tx, &permit, &wave, version).await.map_err(|f| f.explain(&app.texts))?;
    tx.commit(&permit, &format!("wave {id} opened again")).await?;
    Ok(to(&format!("/land/waves/{id}?done=wave-reopened")))
}
