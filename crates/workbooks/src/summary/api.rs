//! The same for programs.

use super::{
    acts::{self, Desk, Wanted},
    model::{Passage, Standing, standing},
    store,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{EditWorkbook, Instant, Permit, ViewWorkbook};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{App, Error, IdempotencyKey, IfMatch, JsonBody, Result, etag};

/// A question that is written from others.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummaryJson {
    /// The question's uid.
    item: String,
    /// What can be taken over.
    offers: Vec<OfferJson>,
    /// What was taken over or written, in its order.
    passages: Vec<PassageJson>,
}

/// A passage on offer.
#[derive(Debug, Serialize, JsonSchema)]
struct OfferJson {
    /// Names it with what it says.
    key: String,
    /// The field or binding it comes from.
    source: String,
    /// The printed number of the question it comes from.
    number: String,
    words: String,
    topic: String,
}

/// A passage taken over or written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PassageJson {
    id: Uuid,
    words: String,
    /// The theme it is counted by; empty where none fits.
    topic: String,
    /// The field or binding it was taken from; empty for own words.
    source: String,
    /// `own`, `same`, `changed` or `gone`.
    standing: &'static str,
    /// What the source says now, where that has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<String>,
    version: i64,
    taken_at: Instant,
}

/// What is to be taken over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassages {
    /// Keys of offers.
    #[serde(default)]
    offers: Vec<String>,
    /// A passage in own words.
    #[serde(default)]
    words: Option<String>,
    /// Its theme.
    #[serde(default)]
    topic: String,
}

/// What a passage is to say.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedPassage {
    words: String,
    #[serde(default)]
    topic: String,
}

fn passage_json(desk: &Desk, passage: &Passage) -> PassageJson {
    let (key, now) = match standing(passage, &desk.offers) {
        Standing::Own => ("own", None),
        Standing::Same => ("same", None),
        Standing::Changed(now) => ("changed", Some(now)),
        Standing::Gone => ("gone", None),
    };
    PassageJson {
        id: passage.id,
        words: passage.words.clone(),
        topic: passage.topic.clone(),
        source: passage.source.clone(),
        standing: key,
        now,
        version: passage.version,
        taken_at: passage.taken_at,
    }
}

fn json(desk: &Desk) -> SummaryJson {
    let offer = |offer: &super::model::Offer| OfferJson {
        key: offer.key.clone(),
        source: offer.offered.source.clone(),
        number: offer.offered.number.clone(),
        words: offer.words.clone(),
        topic: offer.offered.topic.clone(),
    };
    SummaryJson {
        item: desk.item.uid.clone(),
        offers: desk.on_offer().map(offer).collect(),
        passages: desk.taken().map(|passage| passage_json(desk, passage)).collect(),
    }
}

pub(super) async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, aid, item)): Path<(String, String, String)>,
) -> Result<Json<SummaryJson>> {
    let mut db = app.db.read(&permit).await?;
    Ok(Json(json(&acts::open(&app, &mut db, &permit, &aid, &item).await?)))
}

pub(super) async fn take(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    IdempotencyKey(id): IdempotencyKey,
    Path((_, aid, item)): Path<(String, String, String)>,
    JsonBody(new): JsonBody<NewPassages>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let desk = acts::open(&app, &mut tx, &permit.lesser(), &aid, &item).await?;
    let mut wanted = Wanted { offers: new.offers, own: None };
    if let Some(words) = &new.words {
        let (words, topic) = acts::judge(&app, &desk, words, &new.topic)
            .map_err(|(field, message)| Error::Field { field, message })?;
        wanted.own = Some((id.unwrap_or_else(|| base::uuid(app.clock(), app.chance())), words, topic));
    }
    let taken = acts::take(&app.texts, &mut tx, &permit, &desk, &wanted).await?;
    let desk = acts::open(&app, &mut tx, &permit.lesser(), &aid, &item).await?;
    if taken > 0 {
        tx.commit(&permit, &format!("{taken} passages taken over")).await?;
    }
    Ok((StatusCode::CREATED, Json(json(&desk))).into_response())
}

pub(super) async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
    IfMatch(version): IfMatch,
    JsonBody(new): JsonBody<ChangedPassage>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let (desk, before) = acts::open_at(&app, &mut tx, &permit.lesser(), id).await?;
    let (words, topic) = acts::judge(&app, &desk, &new.words, &new.topic)
        .map_err(|(field, message)| Error::Field { field, message })?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let after = Passage { words, topic, ..before.clone() };
    if !store::change(&mut tx, &permit, &before, &after).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("passage {id} changed")).await?;
    let after = Passage { version: version + 1, ..after };
    Ok(etag(after.version, &passage_json(&desk, &after)))
}

pub(super) async fn drop_one(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin(&permit).await?;
    if !store::drop_one(&mut tx, &permit, id).await? {
        return Err(Error::NotFound);
    }
    tx.commit(&permit, &format!("passage {id} dropped")).await?;
    Ok(StatusCode::NO_CONTENT)
}
