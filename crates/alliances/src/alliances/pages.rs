//! The pages about alliances: the Land's list, founding, the start page, and the
//! three entries an office keeps about itself.

use super::model::{
    ADDRESS, Alliance, Entry, Focus, FoundingRefusal, LINE, NAME, NewAlliance, NextStep, Reach, ReachRefusal,
    Situation, Which, placements,
};
use super::store::{self, Filter, Listed};
use crate::accessions::{self, NOTE, Register};
use crate::constellations::{AllianceKind, AllianceState, Constellations};
use crate::escalations;
use crate::support;
use crate::territory::{
    Body,
    filters::{Choice, choices},
    store::Cluster,
};
use crate::votes::{self, Answer};
use crate::who;
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    AccessionId, AllianceId, AnswerEscalations, AnyPermit, Day, EditAlliance, KeepNotes, ManageAccessions,
    NameOffice, RegisterGroups, ViewAlliance, ViewEscalations, ViewOrganisations, ViewStatewide,
    ViewStructures, ViewVotes, ViewWorkbook,
};
use serde::Deserialize;
use web::{
    App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, SortHead, Sorting, Wants,
    html, html_with,
};

/// Rows of one page of the list.
const PAGE: usize = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    kind: String,
    region: String,
    #[serde(flatten)]
    cluster: Cluster,
    sort: String,
    after: String,
}

#[derive(Template)]
#[template(path = "alliances/list.html")]
struct ListPage {
    shell: Shell,
    may_found: bool,
    q: String,
    kind: String,
    kinds: Vec<(String, String)>,
    filters: Vec<Choice>,
    sort: String,
    heads: Vec<SortHead>,
    rows: Vec<ListRow>,
    next: String,
    searched: bool,
}

struct ListRow {
    href: String,
    name: String,
    kind: String,
    seat: String,
    state: String,
    objects: bool,
}

/// By what the list sorts.
const COLUMNS: &[&str] = &["name", "kind", "seat", "state"];

pub async fn list(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let founding = Permit::<ManageAccessions>::ask(permit.actor(), None);
    // Begun with the widest permit there is: the wall shows a reader no more than that.
    let mut db = match &founding {
        Some(founding) => app.db.read(founding).await?,
        None => app.db.read(&permit).await?,
    };
    let sorting = Sorting::read(&search.sort, COLUMNS);
    let asked = sorting.asked(&search.after, PAGE);
    let filter = Filter {
        q: search.q.clone(),
        kind: search.kind.clone(),
        region: search.region.clone(),
        cluster: search.cluster.clone(),
        after: asked.after.clone(),
        limit: asked.limit,
    };
    let found = store::list(&mut db, &permit, &filter).await?;
    let shell = page.shell("alliances-title");
    let today = accessions::register(&mut db, &permit).await?.on(shell.today);
    let objecting = match &founding {
        Some(founding) => store::objecting(&mut db, founding).await?,
        None => Vec::new(),
    };
    let key = |a: &Listed| a.sort_name.clone();
    let standing = |a: &Listed| state_words(&shell, today.alliances().get(&a.alliance_id), a.closed_on);
    let (found, next) = sorting.page(found, &asked, key, |a, b| match sorting.column() {
        "kind" => a.kind.cmp(&b.kind),
        "seat" => base::sort_key(&a.seat).cmp(&base::sort_key(&b.seat)),
        "state" => standing(a).cmp(&standing(b)),
        _ => a.sort_name.cmp(&b.sort_name),
    });
    let mut kept =
        vec![("q", search.q.as_str()), ("kind", search.kind.as_str()), ("region", search.region.as_str())];
    kept.extend(search.cluster.pairs());
    let next = next.map_or_else(String::new, |after| sorting.next(&kept, &after));
    let heads = COLUMNS.iter().map(|column| sorting.head(column, page.path(), &kept)).collect();
    let mut regions = vec![(String::new(), shell.say("territory-all-regions").to_string())];
    regions.extend(crate::territory::store::regions(&mut db, &permit).await?);
    let region =
        Choice { name: "region", label: "territory-region", chosen: search.region.clone(), options: regions };
    let mut filters = vec![region];
    filters.extend(choices(&shell, &search.cluster));
    let mut kinds = vec![(String::new(), shell.say("alliances-all-kinds").to_string())];
    kinds.extend(AllianceKind::ALL.iter().map(|k| (k.key().to_owned(), kind_words(&shell, *k))));
    let row = |a: Listed| {
        let place = base::Alliance { id: a.alliance_id, slug: a.slug, name: a.name };
        let may_see = Permit::<ViewAlliance>::ask(permit.actor(), Some(&place)).is_some();
        ListRow {
            // An alliance that is closed has no pages any more.
            href: if may_see && a.closed_on.is_none() {
                format!("/alliances/{}", place.slug)
            } else {
                String::new()
            },
            state: state_words(&shell, today.alliances().get(&place.id), a.closed_on),
            name: place.name,
            kind: shell.say_of("alliance-kind", &a.kind).to_string(),
            seat: a.seat,
            objects: objecting.contains(&place.id),
        }
    };
    html(&ListPage {
        may_found: founding.is_some(),
        rows: found.into_iter().map(row).collect(),
        searched: !(search.q.is_empty()
            && search.kind.is_empty()
            && search.region.is_empty()
            && search.cluster.is_empty()),
        sort: search.sort,
        heads,
        filters,
        q: search.q,
        kind: search.kind,
        kinds,
        next,
        shell,
    })
}

fn kind_words(shell: &Shell, kind: AllianceKind) -> String {
    shell.say_of("alliance-kind", kind.key()).to_string()
}

fn state_words(shell: &Shell, state: Option<&AllianceState>, closed_on: Option<Day>) -> String {
    match (state, closed_on) {
        (_, Some(day)) => shell.say("alliance-closed").with("day", day.german()).to_string(),
        (Some(state), None) => shell.say("alliance-since").with("day", state.since.german()).to_string(),
        (None, None) => shell.say("alliance-not-joined").to_string(),
    }
}

#[derive(Template)]
#[template(path = "alliances/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    id: AllianceId,
    accession: AccessionId,
    seats: Vec<(String, String)>,
}

impl NewPage {
    async fn load(
        db: &mut ::store::Read,
        permit: &Permit<ManageAccessions>,
        page: &Page,
        form: Form,
        id: AllianceId,
        accession: AccessionId,
    ) -> Result<Self> {
        let shell = page.shell("alliance-new-title");
        let shell = shell.clone().under(shell.say("alliances-title").to_string(), "/land/alliances");
        let mut seats = vec![(String::new(), shell.say("alliance-choose-seat").to_string())];
        for (key, name, district) in store::free_seats(db, permit).await? {
            let words = match district {
                Some(district) => format!("{name} ({district})"),
                None => name,
            };
            seats.push((key, words));
        }
        Ok(Self { shell, form, id, accession, seats })
    }
}

pub async fn new(permit: Permit<ManageAccessions>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (id, accession) =
        (AllianceId::new(app.clock(), app.chance()), AccessionId::new(app.clock(), app.chance()));
    let form = Form::filled([("on", app.clock().today().to_string())]);
    html(&NewPage::load(&mut db, &permit, &page, form, id, accession).await?)
}

pub async fn create(
    permit: Permit<ManageAccessions>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let (id, accession): (AllianceId, AccessionId) = (fields.hidden("id")?, fields.hidden("accession")?);
    let shell = page.shell("alliance-new-title");
    let mut form = Form::of(fields);
    let seat: Option<Body> = form.value("seat").parse().ok();
    if seat.is_none() {
        form.refuse("seat", shell.say("alliance-choose-seat"));
    }
    let name = form.line(&shell, "name", NAME);
    let on = form.needed_day(&shell, "on");
    let note = form.lines(&shell, "note", NOTE);
    let mut tx = app.db.begin(&permit).await?;
    if let (Some(seat), Some(on), true) = (seat, on, form.is_good()) {
        let new = NewAlliance { id, accession, seat, name, slug: String::new(), on, note };
        match store::found(&mut tx, &permit, &new).await? {
            Ok(slug) => {
                tx.commit(&permit, &format!("alliance {id} founded")).await?;
                return Ok(Redirect::to(&format!("/alliances/{slug}?done=alliance-founded")).into_response());
            }
            Err(FoundingRefusal::Name(fault)) => form.refuse("name", shell.text_fault(fault)),
            Err(refusal) => form.refuse(refusal.field(), shell.say(refusal.text())),
        }
    }
    drop(tx);
    let mut db = app.db.read(&permit).await?;
    let page = NewPage::load(&mut db, &permit, &page, form, id, accession).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[derive(Template)]
#[template(path = "alliances/home.html")]
struct HomePage {
    shell: Shell,
    may_edit: bool,
    closed: String,
    next_text: String,
    next_href: String,
    constellation: String,
    state: String,
    seat: String,
    focus: String,
    placements: Vec<String>,
    office: Vec<String>,
    board_lead: Vec<String>,
    core_group: i64,
    taking_part: String,
    objection: String,
    /// What the alliance asks the Land for.
    need: String,
    /// Who leads on the board is shown what is new.
    is_informed: bool,
    news: Vec<escalations::NewsLine>,
    links: Vec<(String, String)>,
    /// What the alliance is asked for in open waves.
    requests: Vec<RequestLine>,
    /// What waits for whoever looks, and how much of it is not listed.
    waits: Vec<WaitsLine>,
    more_waits: usize,
}

/// Something that waits for whoever looks.
struct WaitsLine {
    kind: &'static str,
    title: String,
    href: String,
    due: String,
    late: bool,
}

/// So much of what waits is listed.
const WAITS: usize = 10;

/// Something the alliance is asked for.
struct RequestLine {
    title: String,
    aid: String,
    href: String,
    deadline: String,
    late: bool,
    state: &'static str,
}

pub async fn home(permit: Permit<ViewAlliance>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let alliance = store::find(&mut db, &permit).await?.ok_or(Error::NotFound)?;
    let register = accessions::register_around(&mut db, &permit, alliance.seat).await?;
    let shell = page.shell_titled(alliance.name.clone());
    let today = register.on(shell.today);
    let office = store::entry(&mut db, &permit, Which::Office).await?;
    let board_lead = store::entry(&mut db, &permit, Which::BoardLead).await?;
    let core_group = store::core_group_size(&mut db, &permit, shell.today).await?;
    let (objection, _) = accessions::objection(&mut db, &permit).await?;
    let voting = Permit::<ViewVotes>::ask(permit.actor(), permit.place());
    let known_votes = match &voting {
        Some(voting) => votes::latest(votes::list(&mut db, voting).await?),
        None => Vec::new(),
    };
    let speaks_for_one = voting.as_ref().is_some_and(|v| v.municipality().is_some());
    let may_edit = Permit::<EditAlliance>::ask(permit.actor(), permit.place()).is_some();
    let state = today.alliances().get(&alliance.id);
    let leading = Permit::<AnswerEscalations>::ask(permit.actor(), permit.place());
    let (news, waiting) = match &leading {
        Some(leading) => escalations::whats_new(&mut db, &leading.lesser(), &shell).await?,
        None => (Vec::new(), 0),
    };
    let asks = may_edit || Permit::<ViewStructures>::ask(permit.actor(), None).is_some();
    let need = if asks { support::of(&mut db, &permit).await?.text } else { String::new() };
    let (requests, mut waits) = match Permit::<ViewWorkbook>::ask(permit.actor(), permit.place()) {
        Some(reading) => {
            (app.aids.requests(&mut db, &reading).await?, app.aids.waits(&mut db, &reading).await?)
        }
        None => (Vec::new(), Vec::new()),
    };
    let more_waits = waits.len().saturating_sub(WAITS);
    waits.truncate(WAITS);
    let is_outstanding = |r: &&web::OpenRequest| r.state == "outstanding";
    let situation = Situation {
        open_requests: requests.iter().filter(is_outstanding).count(),
        has_office: !office.reach.is_empty(),
        has_board_lead: !board_lead.reach.is_empty(),
        has_joined: state.is_some(),
        core_group,
        overdue_votes: known_votes.iter().filter(|v| v.is_overdue(shell.today)).count(),
        own_vote_open: speaks_for_one && known_votes.iter().any(|v| v.ballot.answer == Answer::Open),
        own_answer_open: waiting > 0,
    };
    let next = NextStep::of(situation, may_edit && alliance.closed_on.is_none());
    let names_office = Permit::<NameOffice>::ask(permit.actor(), permit.place()).is_some()
        && !store::has_office_account(&mut db, &permit).await?;
    let home = shell.home();
    let links = links(&permit, &shell, alliance.seat);
    let requests = requests.into_iter().map(|r| RequestLine {
        href: format!("{home}{}", r.path),
        title: r.title,
        aid: r.aid,
        deadline: r.deadline.german(),
        late: r.late,
        state: r.state,
    });
    let waits = waits.into_iter().map(|w| WaitsLine {
        kind: w.kind,
        href: format!("{home}{}", w.path),
        title: w.title,
        due: w.due.map(Day::german).unwrap_or_default(),
        late: w.late,
    });
    let (next_text, next_href) = match next {
        Some(next) => {
            (shell.say_of("alliance-next", next.key()).to_string(), format!("{home}{}", next.path()))
        }
        None if names_office => {
            (shell.say("alliance-next-name-office").to_string(), format!("{home}/office/invitation"))
        }
        None => (String::new(), String::new()),
    };
    html(&HomePage {
        requests: requests.collect(),
        waits: waits.collect(),
        more_waits,
        may_edit,
        closed: alliance.closed_on.map_or_else(String::new, |d| state_words(&shell, None, Some(d))),
        next_text,
        next_href,
        constellation: constellation_words(&shell, state),
        state: state_words(&shell, state, None),
        seat: register.territory.name(alliance.seat).unwrap_or_default().to_owned(),
        focus: shell.say_of("alliance-focus", alliance.focus.key()).to_string(),
        placements: office.reach.placement_words(),
        office: office.reach.lines(),
        board_lead: board_lead.reach.lines(),
        core_group,
        taking_part: taking_part_words(&shell, &register, &today, alliance.seat),
        objection,
        need,
        is_informed: leading.is_some(),
        news,
        links,
        shell,
    })
}

/// Where one may go from here: what it is called and where it is.
fn links(permit: &Permit<ViewAlliance>, shell: &Shell, seat: Body) -> Vec<(String, String)> {
    fn may<P: base::Permission>(permit: &Permit<ViewAlliance>) -> bool {
        Permit::<P>::ask(permit.actor(), permit.place()).is_some()
    }
    let sees_votes = may::<ViewVotes>(permit);
    let all = [
        (may::<ViewWorkbook>(permit), "workbooks-title", "/workbooks"),
        (may::<ViewWorkbook>(permit), "tasks-title", "/tasks"),
        (may::<ViewWorkbook>(permit), "due-link", "/due"),
        (may::<ViewOrganisations>(permit), "organisations-title", "/organisations"),
        (may::<ViewOrganisations>(permit), "core-group-title", "/core-group"),
        (true, "municipalities-title", "/municipalities"),
        (sees_votes && seat.district().is_some(), "votes-title", "/votes"),
        (sees_votes, "municipality-contacts-title", "/municipality-contacts"),
        (may::<KeepNotes>(permit), "notes-title", "/notes"),
        (may::<ViewEscalations>(permit), "escalations-title", "/escalations"),
        (may::<RegisterGroups>(permit), "groups-title", "/groups"),
    ];
    let home = shell.home();
    let shown = all.into_iter().filter(|(may, ..)| *may);
    shown.map(|(_, text, path)| (shell.say(text).to_string(), format!("{home}{path}"))).collect()
}

/// How an alliance is made up, in words.
pub fn constellation_words(shell: &Shell, state: Option<&AllianceState>) -> String {
    state.map_or_else(
        || shell.say("alliance-not-joined").to_string(),
        |s| shell.say_of("alliance-constellation", s.constellation.key()).to_string(),
    )
}

/// How many of a district's municipalities take part; empty for others.
fn taking_part_words(shell: &Shell, register: &Register, today: &Constellations, seat: Body) -> String {
    let Some(state) = seat.district().and_then(|key| today.district(key)) else { return String::new() };
    let all = register.territory.municipalities().len();
    shell.say("alliance-taking-part").count("joined", state.joined).count("all", all).to_string()
}

#[derive(Template)]
#[template(path = "alliances/focus.html")]
struct FocusPage {
    shell: Shell,
    form: Form,
    version: i64,
    choices: Vec<(String, String)>,
}

impl FocusPage {
    fn of(shell: Shell, form: Form, version: i64) -> Self {
        let choices = Focus::ALL.iter().map(|f| (f.key().to_owned(), focus_words(&shell, f.key()))).collect();
        Self { shell, form, version, choices }
    }
}

fn focus_words(shell: &Shell, key: &str) -> String {
    shell.say_of("alliance-focus", key).to_string()
}

fn under_home(shell: Shell, alliance: &Alliance) -> Shell {
    let home = shell.home();
    shell.under(alliance.name.clone(), home)
}

pub async fn focus(permit: Permit<EditAlliance>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let alliance = store::find(&mut db, &permit.lesser()).await?.ok_or(Error::NotFound)?;
    let shell = under_home(page.shell("alliance-focus-title"), &alliance);
    html(&FocusPage::of(shell, Form::filled([("focus", alliance.focus.key())]), alliance.version))
}

pub async fn save_focus(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser()).await?.ok_or(Error::NotFound)?;
    let shell = under_home(page.shell("alliance-focus-title"), &before);
    let mut form = Form::of(fields);
    let Some(focus) = Focus::from_key(form.value("focus")) else {
        form.refuse("focus", shell.say("form-unknown-choice"));
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &FocusPage::of(shell, form, version));
    };
    if store::refocus(&mut tx, &permit, &before, focus, version).await?.is_none() {
        let (theirs, mine) = (before.focus.key().to_owned(), focus.key().to_owned());
        let words = Some((focus_words(&shell, &theirs), focus_words(&shell, &mine)));
        let label = shell.say("alliance-focus-title").to_string();
        let differing = vec![Differing { name: "focus".to_owned(), label, theirs, mine, words }];
        return conflict(shell, page.path(), before.version, Vec::new(), differing).answer();
    }
    tx.commit(&permit, &format!("alliance {} focus changed", before.id)).await?;
    Ok(Redirect::to(&format!("{}?done=alliance-saved", shell.home())).into_response())
}

fn conflict(
    shell: Shell,
    action: &str,
    version: i64,
    agreed: Vec<(String, String)>,
    differing: Vec<Differing>,
) -> Conflict {
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action: action.to_owned(), version, agreed, differing, who: String::new() }
}

#[derive(Template)]
#[template(path = "alliances/entry.html")]
struct EntryPage {
    shell: Shell,
    form: Form,
    version: i64,
    /// The last part of its address.
    path: &'static str,
    lead: &'static str,
    name_label: &'static str,
    /// Key, words, ticked; empty for the board member.
    placements: Vec<(String, String, bool)>,
    history: who::Told,
}

impl EntryPage {
    fn of(shell: Shell, form: Form, version: i64, which: Which) -> Self {
        let (lead, name_label) = match which {
            Which::Office => ("office-lead", "office-name"),
            Which::BoardLead => ("board-lead-lead", "board-lead-name"),
        };
        let chosen = split_placements(form.fields());
        let offered = if which == Which::Office { placements() } else { &[] };
        let placements =
            offered.iter().map(|p| (p.key.clone(), p.label.clone(), chosen.contains(&p.key))).collect();
        Self {
            shell,
            form,
            version,
            path: which.path(),
            lead,
            name_label,
            placements,
            history: who::Told::default(),
        }
    }
}

/// Ticked boxes come one by one, a choice made in a conflict comes as a list.
fn split_placements(fields: &Fields) -> Vec<String> {
    let parts = fields.all("placement").into_iter().flat_map(|v| v.split(','));
    parts.map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
}

fn title(which: Which) -> &'static str {
    match which {
        Which::Office => "office-title",
        Which::BoardLead => "board-lead-title",
    }
}

pub async fn office(permit: Permit<EditAlliance>, State(app): State<App>, page: Page) -> Result<Response> {
    edit(&app, &permit, &page, Which::Office).await
}

pub async fn board_lead(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
) -> Result<Response> {
    edit(&app, &permit, &page, Which::BoardLead).await
}

async fn edit(app: &App, permit: &Permit<EditAlliance>, page: &Page, which: Which) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let viewing = permit.lesser();
    let alliance = store::find(&mut db, &viewing).await?.ok_or(Error::NotFound)?;
    let found = store::entry(&mut db, &viewing, which).await?;
    let shell = under_home(page.shell(title(which)), &alliance);
    let history = match store::entry_row(&mut db, &viewing, which).await? {
        Some(row) => who::History::of(&mut db, permit, row).await?.lines(&shell, |f| label(&shell, f), words),
        None => who::Told::default(),
    };
    let form = Form::filled(found.reach.fields());
    html(&EntryPage { history, ..EntryPage::of(shell, form, found.version, which) })
}

fn label(shell: &Shell, field: &str) -> String {
    shell.say_of("office", field).to_string()
}

/// Placements by name, everything else as it is.
fn words(field: &str, value: &str) -> String {
    if field != "placement" {
        return value.to_owned();
    }
    let reach = Reach { placements: value.split(',').map(str::to_owned).collect(), ..Reach::default() };
    reach.placement_words().join(", ")
}

pub async fn save_office(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    fields: Fields,
) -> Result<Response> {
    save(&app, &permit, &page, wants, fields, Which::Office).await
}

pub async fn save_board_lead(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    fields: Fields,
) -> Result<Response> {
    save(&app, &permit, &page, wants, fields, Which::BoardLead).await
}

/// Saves an entry, by itself when a field is left, or by its button.
async fn save(
    app: &App,
    permit: &Permit<EditAlliance>,
    page: &Page,
    wants: Wants,
    fields: Fields,
    which: Which,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(permit).await?;
    let alliance = store::find(&mut tx, &permit.lesser()).await?.ok_or(Error::NotFound)?;
    let before = store::entry(&mut tx, &permit.lesser(), which).await?;
    let shell = under_home(page.shell(title(which)), &alliance);
    let (form, reach) = read(&shell, Form::of(fields), which);
    let Some(reach) = reach else {
        if wants == Wants::Json {
            return Ok(web::refused(form.all_wrong()));
        }
        let page = EntryPage::of(shell, form, version, which);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let Some(version) = store::enter(&mut tx, permit, which, &before, &reach, version).await? else {
        if wants == Wants::Json {
            return Ok(web::stale(&shell, page.path()));
        }
        return entry_conflict(shell, page.path(), &before, &reach).answer();
    };
    tx.commit(permit, &format!("{} of alliance {} changed", which.key(), alliance.id)).await?;
    if wants == Wants::Json {
        return Ok(web::saved(&shell, version, String::new()));
    }
    Ok(Redirect::to(&format!("{}?done=alliance-saved", shell.home())).into_response())
}

fn read(shell: &Shell, mut form: Form, which: Which) -> (Form, Option<Reach>) {
    let reach = Reach {
        placements: split_placements(form.fields()),
        name: form.line(shell, "name", LINE),
        institution: form.line(shell, "institution", LINE),
        address: form.lines(shell, "address", ADDRESS),
        phone: form.line(shell, "phone", LINE),
        email: form.email(shell, "email"),
    };
    match reach.check(which) {
        Ok(reach) if form.is_good() => (form, Some(reach)),
        Ok(_) => (form, None),
        Err(faults) => {
            for (field, refusal) in faults {
                let words = match refusal {
                    ReachRefusal::UnknownPlacement => shell.say("form-unknown-choice").to_string(),
                    ReachRefusal::NoEmail => shell.say("form-not-an-email").to_string(),
                    ReachRefusal::Text(fault) => shell.text_fault(fault),
                };
                if form.wrong(field).is_empty() {
                    form.refuse(field, words);
                }
            }
            (form, None)
        }
    }
}

fn entry_conflict(shell: Shell, action: &str, theirs: &Entry, mine: &Reach) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, t), (_, m)) in theirs.reach.fields().into_iter().zip(mine.fields()) {
        if t == m {
            agreed.push((name.to_owned(), m));
        } else {
            let said = (name == "placement").then(|| (words(name, &t), words(name, &m)));
            let label = label(&shell, name);
            differing.push(Differing { name: name.to_owned(), label, theirs: t, mine: m, words: said });
        }
    }
    conflict(shell, action, theirs.version, agreed, differing)
}
