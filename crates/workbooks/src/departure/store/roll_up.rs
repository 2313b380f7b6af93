//! Roll-ups on their way out: what was asked, replied, released and remarked.

use super::file;
use base::{ArchiveAlliance, Day, Instant, Permit};
use serde::Serialize;
use store::{Read, Result};
use uuid::Uuid;

#[derive(Serialize, sqlx::FromRow)]
struct RequestRow {
    id: Uuid,
    instrument: String,
    instrument_version: i64,
    items: String,
    why: String,
    due_on: Day,
    asked_at: Instant,
    asked_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct AskedRow {
    request: Uuid,
    municipality_ags: String,
    to_alliance: Option<Uuid>,
    assignment: Option<Uuid>,
    due_on: Option<Day>,
    answer: String,
    answered_at: Option<Instant>,
    answered_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct ReplyRow {
    request: Uuid,
    state: String,
    reason: String,
    wanted: Option<Day>,
    replied_at: Instant,
    replied_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct ReleaseRow {
    request: Uuid,
    item: String,
    field: String,
    figure: String,
    released_at: Instant,
    released_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct CommentRow {
    request: Uuid,
    municipality_ags: String,
    item: String,
    words: String,
    written_at: Instant,
    written_by: Option<Uuid>,
}

/// The alliance's own rows, whichever side it is on.
pub(super) async fn export(
    db: &mut Read,
    permit: &Permit<ArchiveAlliance>,
) -> Result<Vec<(String, Vec<u8>)>> {
    let requests: Vec<RequestRow> = db
        .sql(
            permit,
            "select id, instrument_key as instrument, instrument_version, items, why, due_on, asked_at, asked_by \
             from roll_up_request where alliance_id = $1 order by asked_at, id",
        )
        .all()
        .await?;
    let asked: Vec<AskedRow> = db
        .sql(
            permit,
            "select request_id as request, municipality_ags, to_id as to_alliance, assignment_id as assignment, \
             due_on, answer, answered_at, answered_by \
             from roll_up_asked where alliance_id = $1 order by request_id, municipality_ags",
        )
        .all()
        .await?;
    let replies: Vec<ReplyRow> = db
        .sql(
            permit,
            "select request_id as request, state, reason, wanted, replied_at, replied_by from roll_up_reply \
             where alliance_id = $1 order by replied_at, request_id",
        )
        .all()
        .await?;
    let releases: Vec<ReleaseRow> = db
        .sql(
            permit,
            "select request_id as request, item, field, figure, released_at, released_by from roll_up_release \
             where alliance_id = $1 order by request_id, item, field",
        )
        .all()
        .await?;
    let comments: Vec<CommentRow> = db
        .sql(
            permit,
            "select request_id as request, municipality_ags, item, words, written_at, written_by \
             from roll_up_comment where alliance_id = $1 order by written_at, id",
        )
        .all()
        .await?;
    Ok(vec![
        file("kommunen-anfragen.json", &requests)?,
        file("kommunen-gefragt.json", &asked)?,
        file("kreis-antworten.json", &replies)?,
        file("kreis-freigaben.json", &releases)?,
        file("kommunen-anmerkungen.json", &comments)?,
    ])
}
