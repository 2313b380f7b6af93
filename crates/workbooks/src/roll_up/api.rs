//! The same as JSON.

use super::acts::{self, Draft};
use super::gather::{OneItem, Overview, Preview, newest};
use super::model::{Entries, Gap, Sum, Told};
use super::show;
use super::store::{self, items_of};
use crate::assignments::Post;
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Day, EditWorkbook, Instant, Permit, ViewWorkbook};
use instrument::Kind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use web::{App, Error, IdempotencyKey, JsonBody, Listed, Result};

/// Where every municipality of a district stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RollUpJson {
    instrument: String,
    municipalities: Vec<PlaceJson>,
}

/// One municipality.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaceJson {
    /// Its official key.
    ags: String,
    name: String,
    /// Its inhabitants, as the official directory says.
    inhabitants: i64,
    /// It answers in an alliance of its own.
    has_alliance: bool,
    /// `missing`, `more_time`, `begun`, `declined`, `partial`, `complete` or `not_asked`.
    state: &'static str,
    /// Why it declines or asks for more time.
    reason: String,
    /// The last day wished for.
    wanted: Option<Day>,
    due_on: Option<Day>,
    /// The latest request, by which its last day is read and changed.
    request: Option<Uuid>,
    /// The questions it was asked.
    asked: Vec<String>,
    /// Those of them to which an answer can be read.
    told: Vec<String>,
}

pub async fn overview(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Json<RollUpJson>> {
    let mut db = app.db.read(&permit).await?;
    let all = Overview::load(&mut db, &permit, &key).await?;
    let items = all.items();
    let everything: BTreeSet<&str> = items.iter().map(|i| i.uid.as_str()).collect();
    let municipalities = all.rows.iter().map(|row| {
        let latest = row.latest(&everything);
        let asked: Vec<String> = items.iter().map(|i| &i.uid).filter(|uid| row.asks(uid)).cloned().collect();
        PlaceJson {
            ags: row.place.ags.clone(),
            name: row.place.name.clone(),
            inhabitants: row.place.inhabitants,
            has_alliance: row.place.to_id.is_some(),
            state: row.stand(&everything).key(),
            reason: latest.map(|r| r.reason.clone()).unwrap_or_default(),
            wanted: latest.and_then(|r| r.wanted),
            due_on: latest.map(|r| r.due_on),
            request: latest.map(|r| r.id),
            told: asked.iter().filter(|uid| row.told.contains(*uid)).cloned().collect(),
            asked,
        }
    });
    Ok(Json(RollUpJson { municipalities: municipalities.collect(), instrument: key }))
}

/// One question with everybody's entries.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemJson {
    item: String,
    number: String,
    label: String,
    municipalities: Vec<VoiceJson>,
    /// One for each number the question asks for.
    sums: Vec<SumJson>,
}

/// One municipality's answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VoiceJson {
    ags: String,
    name: String,
    /// As in the overview, for this question alone.
    state: &'static str,
    entries: Vec<EntryJson>,
}

/// One field's entry.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntryJson {
    field: String,
    /// As the working aid stores it; empty where it is withheld.
    value: Option<serde_json::Value>,
    /// It is too small to leave the alliance, or would give such a number away.
    withheld: bool,
    as_of: Option<Day>,
    changed_at: Instant,
}

/// A sum and what it covers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SumJson {
    field: String,
    label: String,
    /// Empty where nobody brings a number.
    total: Option<u64>,
    covered: usize,
    all: usize,
    inhabitants_covered: u64,
    inhabitants: u64,
    /// Names of those that are missing, by `unknown`, `not_collected`, `withheld`, `silent`
    /// and `not_asked`.
    gaps: BTreeMap<&'static str, BTreeSet<String>>,
    /// The days the numbers describe: more than one where they do not fit together.
    days: BTreeSet<Day>,
}

fn entries(entries: &Entries) -> Vec<EntryJson> {
    entries
        .iter()
        .map(|(field, entry)| EntryJson {
            field: field.clone(),
            value: match &entry.told {
                Told::Value(value) => serde_json::to_value(value).ok(),
                Told::Withheld => None,
            },
            withheld: entry.told == Told::Withheld,
            as_of: entry.as_of,
            changed_at: entry.changed_at,
        })
        .collect()
}

pub async fn item(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key, uid)): Path<(String, String, String)>,
) -> Result<Json<ItemJson>> {
    let mut db = app.db.read(&permit).await?;
    let small = show::small(&app.texts);
    let all = OneItem::load(&mut db, &permit, (&key, &uid), &small).await?;
    let numbers = all.fields.iter().filter(|f| matches!(f.kind, Kind::Number));
    let sum = |field: &&'static instrument::Field| {
        let parts: Vec<_> = all.voices.iter().map(|voice| show::part(field, voice)).collect();
        let sum = Sum::of(&parts);
        SumJson {
            field: field.uid.clone(),
            label: field.label.clone(),
            total: sum.total,
            covered: sum.coverage.covered,
            all: sum.coverage.all,
            inhabitants_covered: sum.coverage.inhabitants_covered,
            inhabitants: sum.coverage.inhabitants,
            gaps: sum.gaps.into_iter().map(|(gap, names): (Gap, _)| (gap.key(), names)).collect(),
            days: sum.days,
        }
    };
    let voice = |voice: &super::gather::Voice| VoiceJson {
        ags: voice.place.ags.clone(),
        name: voice.place.name.clone(),
        state: voice.stand.key(),
        entries: entries(&voice.entries),
    };
    Ok(Json(ItemJson {
        sums: numbers.map(sum).collect(),
        municipalities: all.voices.iter().map(voice).collect(),
        number: all.item.id.clone().unwrap_or_default(),
        label: all.item.label.clone(),
        item: uid,
    }))
}

/// What is to be asked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NewRequest(Draft);

/// A request that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MadeJson {
    id: Uuid,
    /// How many municipalities were asked.
    asked: usize,
}

pub async fn create(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    IdempotencyKey(form): IdempotencyKey,
    Path((_, key)): Path<(String, String)>,
    JsonBody(NewRequest(draft)): JsonBody<NewRequest>,
) -> Result<Response> {
    let id = form.unwrap_or_else(|| base::uuid(app.clock(), app.chance()));
    let mut tx = app.db.begin(&permit).await?;
    let aid = newest(&key)?;
    let district = super::gather::district(&mut tx, &permit).await?;
    let today = tx.now().day();
    let places = store::places(&mut tx, &permit, &district, today).await?;
    let order = acts::check(aid, &places, &draft, today).map_err(|wrong| {
        let Some((field, refusal)) = wrong.first() else {
            return Error::Internal("refused without a fault".into());
        };
        Error::Place { place: field.clone(), message: acts::words(&app.texts, field, *refusal) }
    })?;
    let sent = acts::send(&mut tx, &permit, Post::of(&app), id, &order).await;
    sent.map_err(|fault| fault.explain(&app.texts))?;
    tx.commit(&permit, &format!("{} municipalities asked in {id}", order.len())).await?;
    Ok((StatusCode::CREATED, Json(MadeJson { id, asked: order.len() })).into_response())
}

/// A district's request.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IncomingJson {
    id: Uuid,
    /// The alliance that asks.
    district: String,
    instrument: String,
    items: Vec<String>,
    why: String,
    due_on: Day,
    asked_at: Instant,
    /// `open`, `declined` or `more_time`.
    state: String,
    reason: String,
    wanted: Option<Day>,
    /// What the district said to the last wish for more time.
    answer: String,
    /// How many of the questions are released.
    released: i64,
}

impl IncomingJson {
    fn of(request: store::Incoming) -> Result<Self> {
        Ok(Self {
            items: items_of(&request.items)?,
            id: request.request_id,
            district: request.district,
            instrument: request.instrument_key,
            why: request.why,
            due_on: request.due_on,
            asked_at: request.asked_at,
            state: request.state,
            reason: request.reason,
            wanted: request.wanted,
            answer: request.answer,
            released: request.released,
        })
    }
}

pub async fn requests(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
) -> Result<Json<Listed<IncomingJson>>> {
    let mut db = app.db.read(&permit).await?;
    let found = store::incoming(&mut db, &permit, None).await?;
    let items = found.into_iter().map(IncomingJson::of).collect::<Result<_>>()?;
    Ok(Json(Listed { items, next: None }))
}

/// A district's request with what it reads or would read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PreviewJson {
    #[serde(flatten)]
    request: IncomingJson,
    questions: Vec<QuestionJson>,
}

/// One question of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuestionJson {
    item: String,
    released: bool,
    /// What the district reads as soon as it is released.
    entries: Vec<EntryJson>,
}

impl PreviewJson {
    fn of(preview: Preview) -> Result<Self> {
        let questions = preview.lines.iter().map(|line| QuestionJson {
            item: line.item.uid.clone(),
            released: line.is_released,
            entries: entries(&line.entries),
        });
        Ok(Self { questions: questions.collect(), request: IncomingJson::of(preview.request)? })
    }
}

pub async fn request(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Json<PreviewJson>> {
    let mut db = app.db.read(&permit).await?;
    let small = show::small(&app.texts);
    PreviewJson::of(Preview::load(&mut db, &permit, id, &small).await?).map(Json)
}

/// What the district may read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRelease {
    /// The questions, by uid: these and no others.
    items: BTreeSet<String>,
}

pub async fn release(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
    JsonBody(new): JsonBody<NewRelease>,
) -> Result<Json<PreviewJson>> {
    let mut tx = app.db.begin(&permit).await?;
    let small = show::small(&app.texts);
    let before = Preview::load(&mut tx, &permit.lesser(), id, &small).await?;
    let asked: BTreeSet<String> = items_of(&before.request.items)?.into_iter().collect();
    if let Some(unknown) = new.items.difference(&asked).next() {
        let message = app.texts.say("form-unknown-choice").to_string();
        return Err(Error::Place { place: format!("items: {unknown}"), message });
    }
    let remove = &asked - &new.items;
    acts::change_release(&mut tx, &permit, (&before.request, before.aid), &new.items, &remove).await?;
    let after = Preview::load(&mut tx, &permit.lesser(), id, &small).await?;
    tx.commit(&permit, &format!("release to the district {id} changed")).await?;
    PreviewJson::of(after).map(Json)
}
