//! Contributions and agreed answers as JSON.

use super::acts::{self, Gathered, Wish};
use super::model::{Given, Way};
use super::pages::lines;
use crate::assignments::{State as Stand, Voice};
use crate::figures::SOURCE;
use crate::workbooks::{self, fault_words, read_json};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use base::{AssignmentId, Day, EditWorkbook, Instant, Permit, ViewContributions};
use instrument::Field;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IfMatch, JsonBody, Listed, Result, etag, listed};

/// A question somebody was asked.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineJson {
    /// The question, by uid.
    item: String,
    /// Its printed number.
    number: String,
    label: String,
    /// `waiting`: nothing delivered; `ready`: something waits to be agreed; `agreed`;
    /// `changed`: a contribution has changed since it was used; `new`: one came after the
    /// answer was agreed and says something else.
    state: &'static str,
    /// How many were asked.
    asked: usize,
    /// How many of them have answered.
    answered: usize,
    /// Conversations that are not resolved.
    open_threads: usize,
}

/// Somebody who was asked.
#[derive(Debug, Serialize, JsonSchema)]
struct AskedJson {
    assignment: AssignmentId,
    /// As it was asked; empty for a single person.
    organisation: String,
    voice: Voice,
    state: Stand,
    due_on: Day,
    answered_at: Option<Instant>,
}

/// One contribution.
#[derive(Debug, Serialize, JsonSchema)]
struct GivenJson {
    assignment: AssignmentId,
    organisation: String,
    voice: Voice,
    /// As the working aid stores it.
    value: serde_json::Value,
    as_of: Option<Day>,
    source: String,
    /// `link`, `word`, `excel`, `sheet` or `office`.
    came_by: String,
    version: i64,
    changed_at: Instant,
    /// It has changed since the agreed answer was made of it.
    changed_since: bool,
    /// It came after the answer was agreed and says something else.
    new_since: bool,
    /// When the same municipality delivered a newer one, which counts in its place.
    replaced_at: Option<Instant>,
}

/// Where an agreed answer comes from.
#[derive(Debug, Serialize, JsonSchema)]
struct ProvenanceJson {
    way: Way,
    made_at: Instant,
    /// The assignments it was made of, with the version of each contribution.
    parts: Vec<PartJson>,
    /// The answer has been changed since.
    overwritten: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PartJson {
    assignment: AssignmentId,
    version: i64,
    given_at: Instant,
}

/// One field with its contributions and the agreed answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FieldJson {
    /// The field's uid.
    uid: String,
    label: String,
    /// The agreed answer; null where there is none.
    value: serde_json::Value,
    /// For `If-Match`; 0 where nobody has answered.
    version: i64,
    provenance: Option<ProvenanceJson>,
    given: Vec<GivenJson>,
}

/// One question.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemJson {
    item: String,
    number: String,
    label: String,
    asked: Vec<AskedJson>,
    fields: Vec<FieldJson>,
}

/// What is to be the agreed answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgreed {
    /// `taken`: of one contribution; `merged`, `summed`: of several; `own`: in own words.
    way: Way,
    /// The assignments it is made of.
    #[serde(default)]
    from: Vec<AssignmentId>,
    /// The answer, for `own` and for merged texts and tables; it follows from the
    /// contributions otherwise.
    #[serde(default)]
    value: Option<serde_json::Value>,
    /// The day a figure describes; that of the contributions unless said.
    #[serde(default)]
    as_of: Option<Day>,
    /// Where a figure comes from; the contributions unless said.
    #[serde(default)]
    source: Option<String>,
}

pub async fn list(
    permit: Permit<ViewContributions>,
    State(app): State<App>,
    cursor: Cursor,
    Path((_, key)): Path<(String, String)>,
) -> Result<Json<Listed<LineJson>>> {
    let mut db = app.db.read(&permit).await?;
    let workbook = workbooks::open(&mut db, &permit.lesser(), &key).await?;
    let skip: usize = cursor.after.parse().unwrap_or(0);
    let (all, _) = lines(&mut db, &permit, &workbook).await?;
    let line = |line: super::pages::Line| LineJson {
        item: line.item,
        number: line.number,
        label: line.label,
        state: line.state,
        asked: line.asked,
        answered: line.answered,
        open_threads: line.threads,
    };
    let found = all.into_iter().skip(skip).take(cursor.limit + 1).map(line).collect();
    let next = (skip + cursor.limit).to_string();
    Ok(Json(listed(found, &cursor, |_| next.clone())))
}

fn field_json(gathered: &Gathered, field: &Field) -> FieldJson {
    let version = gathered.workbook.version_of(&field.uid);
    let json = |stored: &str| serde_json::from_str(stored).unwrap_or_default();
    let changed: Vec<AssignmentId> = gathered.changed(&field.uid).iter().map(|g| g.assignment).collect();
    let news: Vec<AssignmentId> = gathered.news(&field.uid).iter().map(|g| g.assignment).collect();
    let given = |one: &Given| GivenJson {
        assignment: one.assignment,
        organisation: one.who.clone(),
        voice: one.voice,
        value: json(&one.stored),
        as_of: one.as_of,
        source: one.source.clone(),
        came_by: one.came_by.clone(),
        version: one.version,
        changed_at: one.at,
        changed_since: changed.contains(&one.assignment),
        new_since: news.contains(&one.assignment),
        replaced_at: one.replaced_at,
    };
    let provenance = gathered.provenance.get(&field.uid).map(|p| ProvenanceJson {
        way: p.way,
        made_at: p.made_at,
        parts: p
            .parts
            .iter()
            .map(|part| PartJson {
                assignment: part.assignment,
                version: part.version,
                given_at: part.given_at,
            })
            .collect(),
        overwritten: p.answer_version != version,
    });
    FieldJson {
        uid: field.uid.clone(),
        label: workbooks::label(gathered.workbook.instrument, field),
        value: gathered.workbook.stored(&field.uid).map(json).unwrap_or_default(),
        version,
        provenance,
        given: gathered.of(&field.uid).map(given).collect(),
    }
}

pub async fn show(
    permit: Permit<ViewContributions>,
    State(app): State<App>,
    Path((_, key, item)): Path<(String, String, String)>,
) -> Result<Json<ItemJson>> {
    let mut db = app.db.read(&permit).await?;
    let gathered = acts::gather(&mut db, &permit, &key, &item).await?;
    let asked = gathered.asked.iter().map(|a| AskedJson {
        assignment: a.assignment,
        organisation: a.who.clone(),
        voice: a.voice,
        state: a.state,
        due_on: a.due_on,
        answered_at: a.answered_at,
    });
    Ok(Json(ItemJson {
        item: gathered.item.uid.clone(),
        number: gathered.item.id.clone().unwrap_or_default(),
        label: gathered.item.label.clone(),
        asked: asked.collect(),
        fields: gathered.fields.iter().map(|field| field_json(&gathered, field)).collect(),
    }))
}

pub async fn agree(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, key, item, uid)): Path<(String, String, String, String)>,
    IfMatch(version): IfMatch,
    JsonBody(new): JsonBody<NewAgreed>,
) -> Result<Response> {
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let gathered = acts::gather(&mut tx, &viewing, &key, &item).await?;
    let field = gathered.field(&uid)?;
    let refused = |field, message| Error::Field { field, message };
    let mut parts = Vec::new();
    for id in &new.from {
        let found = gathered.of(&uid).find(|one| one.assignment == *id);
        let none = || refused("from", app.texts.say("consolidation-nothing-chosen").to_string());
        parts.push(found.ok_or_else(none)?);
    }
    let typed = new.value.as_ref().map(|json| read_json(field, json)).transpose();
    let typed = typed.map_err(|fault| refused("value", fault_words(&app.texts, &fault)))?;
    if new.as_of.is_some_and(|day| day > app.clock().today()) {
        return Err(refused("as_of", app.texts.say("figures-future").to_string()));
    }
    let source = new.source.as_ref().map(|text| base::clean(text, SOURCE, false)).transpose();
    let source = source.map_err(|_| refused("source", app.texts.say("figures-source-unfit").to_string()))?;
    let wish = Wish { typed: typed.flatten(), as_of: new.as_of, source };
    let decision = acts::decide(field, new.way, parts, wish)
        .map_err(|refusal| refused("way", refusal.words(&app.texts)))?;
    match acts::write(&mut tx, &permit, &gathered, field, &decision, version).await {
        Ok(_) => {}
        Err(::store::Error::Taken) => return Err(Error::Stale),
        Err(e) => return Err(e.into()),
    }
    tx.commit(&permit, &format!("answer {key} {uid} agreed: {}", decision.way.key())).await?;
    let mut db = app.db.read(&permit).await?;
    let gathered = acts::gather(&mut db, &viewing, &key, &item).await?;
    Ok(etag(gathered.workbook.version_of(&uid), &field_json(&gathered, field)))
}
