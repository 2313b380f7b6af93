//! The district's pages: where every municipality stands, and one question with
//! everybody's entries, sums and remarks. They only read; remarks are all they write.

use super::acts;
use super::gather::{OneItem, OneRequest, Overview, Row, Voice};
use super::model::{Coverage, Stand, Told};
use super::show::{self, ChoiceShown, Remark, Said, SumShown};
use super::store;
use crate::{
    assignments, consolidation,
    workbooks::{self, Workbook},
};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, EditWorkbook, Permit, ViewWorkbook};
use documents::{Cell, Column, Ending, Kind as ColumnKind, Table};
use instrument::{Instrument, Section, Value};
use std::collections::BTreeSet;
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Result, Shell, html, html_with};

/// Where the roll-up of a working aid lives.
pub(crate) fn address(shell: &Shell, key: &str) -> String {
    format!("{}/roll-up", workbooks::address(shell, key))
}

#[derive(Template)]
#[template(path = "roll_up/overview.html")]
struct OverviewPage {
    shell: Shell,
    base: String,
    may_edit: bool,
    /// How many have answered everything, as a sentence.
    summary: String,
    picture: String,
    /// Which municipalities count as all of them.
    heads: Vec<String>,
    rows: Vec<RowLine>,
    items: Vec<ItemLine>,
}

struct RowLine {
    name: String,
    /// Its assignment where it answers by link, else its last day; for those who may change it.
    to: String,
    stand: &'static str,
    is_late: bool,
    due: String,
    /// What it says to the request: its reason, the day it wishes for.
    says: Vec<String>,
    cells: Vec<(String, &'static str)>,
}

struct ItemLine {
    number: String,
    label: String,
    to: String,
    coverage: String,
}

/// The sections with a question somebody was asked, and the uids of those questions.
fn sections(all: &Overview) -> Vec<(&'static Section, BTreeSet<&'static str>)> {
    let asked: BTreeSet<&str> = all.items().iter().map(|i| i.uid.as_str()).collect();
    let of = |section: &'static Section| {
        let here = section.items.iter().map(|i| i.uid.as_str()).filter(|uid| asked.contains(uid)).collect();
        (section, here)
    };
    let found = all.aid.sections.iter().map(of);
    found.filter(|(_, items): &(_, BTreeSet<&str>)| !items.is_empty()).collect()
}

/// What is covered by something.
fn covered(rows: &[Row], is_covered: impl Fn(&Row) -> bool) -> Coverage {
    Coverage::of(rows.iter().map(|row| (show::people(row.place.inhabitants), is_covered(row))))
}

/// What a municipality says to a request, in sentences.
fn words_of(shell: &Shell, request: Option<&OneRequest>, stand: Stand) -> Vec<String> {
    let Some(request) = request else { return Vec::new() };
    let mut said = Vec::new();
    if let (Some(day), Stand::MoreTime) = (request.wanted, stand) {
        said.push(shell.say("assignment-wants").with("day", day.german()).to_string());
    }
    if !request.reason.is_empty() && matches!(stand, Stand::MoreTime | Stand::Declined) {
        said.push(request.reason.clone());
    }
    said
}

pub async fn overview(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let all = Overview::load(&mut db, &permit, &key).await?;
    let shell = workbooks::below(page.shell("roll-up-title"), all.aid);
    let base = address(&shell, &key);
    let may_edit = Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some();
    let sections = sections(&all);
    let everything: BTreeSet<&str> = sections.iter().flat_map(|(_, items)| items.iter().copied()).collect();
    let whole = covered(&all.rows, |row| row.stand(&everything) == Stand::Complete);
    let mut rows: Vec<(Stand, RowLine)> = all
        .rows
        .iter()
        .map(|row| {
            let (stand, latest) = (row.stand(&everything), row.latest(&everything));
            let cell = |(_, items): &(&Section, BTreeSet<&str>)| {
                let (asked, told) = row.count(items);
                let words = shell.say("roll-up-of").count("covered", told).count("all", asked).to_string();
                let stand = Stand::of(asked, told, None);
                (if asked == 0 { "–".to_owned() } else { words }, stand.key())
            };
            // Where it answers: its assignment, or its last day.
            let to = latest.filter(|_| may_edit).map(|r| match r.assignment {
                Some(id) => format!("{}/assignments/{id}", shell.home()),
                None => format!("{base}/requests/{}/{}", r.id, row.place.ags),
            });
            let line = RowLine {
                name: row.place.name.clone(),
                to: to.unwrap_or_default(),
                stand: stand.key(),
                is_late: stand.is_awaited() && latest.is_some_and(|r| r.due_on < shell.today),
                due: latest.map_or_else(|| "–".to_owned(), |r| r.due_on.german()),
                says: words_of(&shell, latest, stand),
                cells: sections.iter().map(cell).collect(),
            };
            (stand, line)
        })
        .collect();
    // Who is missing comes first; the order by name stays inside.
    rows.sort_by_key(|(stand, _)| *stand);
    let item = |item: &instrument::Item| {
        let sum = covered(&all.rows, |row| row.told.contains(&item.uid));
        ItemLine {
            number: item.id.clone().unwrap_or_default(),
            label: item.label.clone(),
            to: format!("{base}/{}", item.uid),
            coverage: show::coverage(&shell, &sum),
        }
    };
    let title = shell.say("roll-up-picture-whole").to_string();
    html(&OverviewPage {
        summary: show::coverage(&shell, &whole),
        picture: show::coverage_picture(&shell, &title, &whole),
        heads: sections.iter().map(|(section, _)| format!("{} {}", section.id, section.title)).collect(),
        items: all.items().into_iter().map(item).collect(),
        rows: rows.into_iter().map(|(_, line)| line).collect(),
        may_edit,
        base,
        shell,
    })
}

#[derive(Template)]
#[template(path = "roll_up/item.html")]
struct ItemPage {
    shell: Shell,
    form: Form,
    base: String,
    label: String,
    help: String,
    id: Uuid,
    may_edit: bool,
    sums: Vec<(SumShown, Option<Own>)>,
    choices: Vec<ChoiceShown>,
    voices: Vec<VoiceLine>,
}

/// The district's own answer beside a sum, and the sum as one.
struct Own {
    /// What stands in the district's working copy, as a sentence.
    stands: String,
    /// The sum stands there already.
    is_same: bool,
    /// Where it is agreed.
    action: String,
    version: i64,
    value: u64,
    as_of: String,
    source: String,
}

struct VoiceLine {
    ags: String,
    name: String,
    /// The request remarks belong to; empty where it was not asked.
    request: String,
    stand: &'static str,
    says: Vec<String>,
    said: Vec<Said>,
    /// When it was last changed.
    changed: String,
    remarks: Vec<Remark>,
    /// What was typed as a remark here, when it was refused, and why it was.
    typed: String,
    wrong: String,
}

fn voice_line(shell: &Shell, all: &OneItem, voice: &Voice, form: &Form) -> VoiceLine {
    let changed = voice.entries.values().map(|e| e.changed_at).max();
    let is_typed = form.value("ags") == voice.place.ags;
    VoiceLine {
        ags: voice.place.ags.clone(),
        name: voice.place.name.clone(),
        request: voice.request.as_ref().map(|r| r.id.to_string()).unwrap_or_default(),
        stand: voice.stand.key(),
        says: words_of(shell, voice.request.as_ref(), voice.stand),
        said: show::said(shell, all.item, &all.fields, &voice.entries),
        changed: changed
            .map(|at| shell.say("roll-up-changed").with("at", at.german()).to_string())
            .unwrap_or_default(),
        remarks: show::remarks(shell, &voice.comments, &voice.place.name),
        wrong: form.wrong(&format!("words-{}", voice.place.ags)).to_owned(),
        typed: if is_typed { form.value("words").to_owned() } else { String::new() },
    }
}

/// The sum offered to the district's own working copy: nothing is added up there by itself.
/// `None` where there is no sum, or where the copy does not ask for it.
fn own(shell: &Shell, workbook: &Workbook, item: &str, sum: &SumShown) -> Option<Own> {
    let (value, field) = (sum.number?, workbook.instrument.field(&sum.uid)?);
    let stands = workbooks::words(field, workbook.stored(&sum.uid)).join(", ");
    let is_same = workbook.answers.get(&sum.uid) == Some(&Value::Number(value));
    let said = match (is_same, stands.is_empty()) {
        (true, _) => shell.say("roll-up-own-same"),
        (false, true) => shell.say("roll-up-own-none"),
        (false, false) => shell.say("roll-up-own-stands").with("words", stands),
    };
    let key = &workbook.instrument.key;
    Some(Own {
        stands: said.to_string(),
        is_same,
        action: format!("{}/answers/{}", consolidation::address(shell, key, item), sum.uid),
        version: workbook.version_of(&sum.uid),
        value,
        as_of: sum.day.map(|day| day.to_string()).unwrap_or_default(),
        source: shell
            .say("roll-up-own-source")
            .count("covered", sum.covered.0)
            .count("all", sum.covered.1)
            .to_string(),
    })
}

/// The shell of a page below the roll-up.
pub(super) fn below(shell: Shell, aid: &Instrument) -> Shell {
    let (words, to) = (shell.say("roll-up-title").to_string(), address(&shell, &aid.key));
    workbooks::below(shell, aid).under(words, to)
}

async fn item_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    (key, uid): (&str, &str),
    form: Form,
) -> Result<ItemPage> {
    let titled = page.shell("roll-up-title");
    let all = OneItem::load(db, permit, (key, uid), &show::small(&app.texts)).await?;
    let number = all.item.id.clone().unwrap_or_default();
    let title = titled.say("roll-up-item-title").with("number", number).to_string();
    let shell = below(page.shell_titled(title), all.aid);
    let may_edit = Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some();
    let sums = show::sums(&shell, &all);
    let workbook = if may_edit && sums.iter().any(|sum| sum.number.is_some()) {
        Some(workbooks::open(db, permit, key).await?)
    } else {
        None
    };
    let with_own = |sum: SumShown| {
        let own = workbook.as_ref().and_then(|workbook| own(&shell, workbook, uid, &sum));
        (sum, own)
    };
    Ok(ItemPage {
        sums: sums.into_iter().map(with_own).collect(),
        base: format!("{}/{uid}", address(&shell, key)),
        label: all.item.label.clone(),
        help: all.item.help.clone().unwrap_or_default(),
        id: base::uuid(app.clock(), app.chance()),
        may_edit,
        choices: show::choices(&shell, &all),
        voices: all.voices.iter().map(|voice| voice_line(&shell, &all, voice, &form)).collect(),
        form,
        shell,
    })
}

pub async fn item(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, uid)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    html(&item_page(&app, &mut db, &permit, &page, (&key, &uid), Form::default()).await?)
}

pub async fn comment(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, uid)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response> {
    let (id, request): (Uuid, Uuid) = (fields.hidden("id")?, fields.hidden("request")?);
    let mut form = Form::of(fields);
    let ags = form.value("ags").to_owned();
    let mut tx = app.db.begin(&permit).await?;
    acts::was_asked(&mut tx, &permit, (&key, &uid), (request, &ags)).await?;
    let words = match acts::remark(form.value("words")) {
        Ok(words) => words,
        Err(refusal) => {
            form.refuse(&format!("words-{ags}"), assignments::refusal_words(&app.texts, refusal));
            drop(tx);
            let mut db = app.db.read(&permit).await?;
            let shown = item_page(&app, &mut db, &permit.lesser(), &page, (&key, &uid), form).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
    };
    store::add_comment(&mut tx, &permit, id, request, (&ags, &uid), &words).await?;
    tx.commit(&permit, &format!("remark {id} written")).await?;
    let to = format!("{}/{uid}?done=roll-up-remarked#m-{ags}", address(&page.shell("roll-up-title"), &key));
    Ok(Redirect::to(&to).into_response())
}

/// The entries as a file: a line for each municipality and field, and for tables each row.
pub async fn file(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, uid, ending)): Path<(String, String, String, String)>,
) -> Result<Response> {
    let ending = Ending::read(&ending).ok_or(Error::NotFound)?;
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("roll-up-title");
    let all = OneItem::load(&mut db, &permit, (&key, &uid), &show::small(&app.texts)).await?;
    let table = table(&shell, &all);
    let bytes = ending.write(&table).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(web::attachment(bytes, ending.kind(), &format!("kommunen-{}.{}", uid.to_lowercase(), ending.key())))
}

fn table(shell: &Shell, all: &OneItem) -> Table {
    let column = |key: &str, label: &str, kind: ColumnKind| Column {
        key: key.to_owned(),
        label: shell.say(label).to_string(),
        kind,
    };
    let mut rows = Vec::new();
    for voice in &all.voices {
        for field in &all.fields {
            let entry = voice.entries.get(&field.uid);
            let number = match entry.map(|e| &e.told) {
                Some(Told::Value(Value::Number(n))) => i64::try_from(*n).map_or(Cell::Empty, Cell::Integer),
                _ => Cell::Empty,
            };
            let words = match entry.map(|e| &e.told) {
                // The question is answered, this of it is not.
                None if voice.stand == Stand::Complete => vec![shell.say("roll-up-field-empty").to_string()],
                None => vec![shell.say_of("roll-up-stand", voice.stand.key()).to_string()],
                Some(Told::Withheld) => vec![shell.say("roll-up-gap-withheld").to_string()],
                Some(Told::Value(value)) => field.words(value),
            };
            for line in words {
                rows.push(vec![
                    Cell::Text(voice.place.ags.clone()),
                    Cell::Text(voice.place.name.clone()),
                    Cell::Integer(voice.place.inhabitants),
                    Cell::Text(field.label.clone()),
                    number.clone(),
                    Cell::Text(line),
                    entry.and_then(|e| e.as_of).map_or(Cell::Empty, |d| Cell::Day(d.to_string())),
                ]);
            }
        }
    }
    Table {
        title: format!("{} {}", all.item.id.as_deref().unwrap_or_default(), all.item.label),
        columns: vec![
            column("municipality", "roll-up-key", ColumnKind::Text),
            column("name", "roll-up-municipality", ColumnKind::Text),
            column("inhabitants", "roll-up-inhabitants", ColumnKind::Integer),
            column("field", "roll-up-field", ColumnKind::Text),
            column("number", "roll-up-number", ColumnKind::Integer),
            column("words", "roll-up-says", ColumnKind::Text),
            column("as_of", "figures-as-of", ColumnKind::Day),
        ],
        rows,
        notes: show::sums(shell, all)
            .into_iter()
            .map(|sum| format!("{}: {} ({})", sum.label, sum.total, sum.coverage))
            .collect(),
    }
}
