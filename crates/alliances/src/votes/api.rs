//! The same as JSON.

use super::model::{Answer, Ballot, BallotRefusal, CastBy, Tally, Vote, latest};
use super::store;
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use base::{CastVote, Day, ViewVotes, VoteId};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, Error, IfMatch, JsonBody, Permit, Result, etag};

/// A vote as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VoteJson {
    id: VoteId,
    municipality: String,
    name: String,
    asked_on: Day,
    deadline: Day,
    answer: Answer,
    condition: String,
    answered_on: Option<Day>,
    cast_by: Option<CastBy>,
    comment: String,
    version: i64,
}

impl From<Vote> for VoteJson {
    fn from(v: Vote) -> Self {
        Self {
            id: v.id,
            municipality: v.municipality_ags,
            name: v.municipality,
            asked_on: v.asked_on,
            deadline: v.deadline,
            answer: v.ballot.answer,
            condition: v.ballot.condition,
            answered_on: v.answered_on,
            cast_by: v.cast_by,
            comment: v.comment,
            version: v.version,
        }
    }
}

/// All votes one may see.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VotesJson {
    counts: Tally,
    items: Vec<VoteJson>,
}

pub async fn list(permit: Permit<ViewVotes>, State(app): State<App>) -> Result<Json<VotesJson>> {
    let mut db = app.db.read(&permit).await?;
    let votes = latest(store::list(&mut db, &permit).await?);
    let counts = Tally::of(&votes, app.clock().today());
    Ok(Json(VotesJson { counts, items: votes.into_iter().map(VoteJson::from).collect() }))
}

pub async fn cast(
    permit: Permit<CastVote>,
    State(app): State<App>,
    Path((_, id)): Path<(String, VoteId)>,
    IfMatch(version): IfMatch,
    JsonBody(ballot): JsonBody<Ballot>,
) -> Result<Response> {
    let ballot = ballot.check().map_err(|refusal| Error::Field {
        field: "condition",
        message: match refusal {
            BallotRefusal::NoCondition => app.texts.say("vote-needs-condition").to_string(),
            BallotRefusal::ConditionUnused => app.texts.say("vote-condition-unused").to_string(),
            BallotRefusal::Text(fault) => crate::words::text_fault(&app.texts, fault),
        },
    })?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let version = store::cast(&mut tx, &permit, &before, &ballot, version).await?.ok_or(Error::Stale)?;
    let after = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    tx.commit(&permit, &format!("vote {id} cast")).await?;
    Ok(etag(version, &VoteJson::from(after)))
}
