//! The only SQL about answers side by side, over published views alone.

use base::{Permit, SubmissionId, ViewSubmissions, WaveId};
use store::{Read, Result};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Kind of alliance; empty for all.
    pub kind: String,
    /// Regierungsbezirk; empty for all.
    pub region: String,
    /// Words, as they are searched; empty for all.
    pub words: String,
}

/// One line of one alliance's answer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// What the alliance is called.
    pub name: String,
    /// The submission in which it stands.
    pub submission_id: SubmissionId,
    /// Kind of the alliance.
    pub kind: String,
    /// Its Regierungsbezirk.
    pub region_key: String,
    /// The theme; empty where none is said.
    pub topic: String,
    /// Word for word.
    pub words: String,
}

/// The answers of some alliances to one passage, by name; those after `skip`.
pub async fn lines(
    db: &mut Read,
    permit: &Permit<ViewSubmissions>,
    wave: WaveId,
    passage: &str,
    search: &Search,
    (skip, limit): (i64, i64),
) -> Result<Vec<Line>> {
    db.across(
        permit,
        "select a.name, l.submission_id, l.kind, l.region_key, l.topic, l.words \
         from published_submission_line l join published_alliance a on a.alliance_id = l.alliance_id \
         join (select f.submission_id as chosen, min(b.sort_name) as sort_name from published_submission_line f \
          join published_alliance b on b.alliance_id = f.alliance_id \
          where f.wave_id = $1 and f.passage = $2 and ($3 = '' or f.kind = $3) and ($4 = '' or f.region_key = $4) \
          and ($5 = '' or f.sort_words like $6) group by f.submission_id order by sort_name, chosen \
          limit $7 offset $8) c on c.chosen = l.submission_id \
         where l.wave_id = $1 and l.passage = $2 order by c.sort_name, l.submission_id, l.position",
    )
    .bind(wave)
    .bind(passage.to_owned())
    .bind(search.kind.clone())
    .bind(search.region.clone())
    .bind(search.words.clone())
    .bind(format!("%{}%", search.words.replace(['%', '_'], "")))
    .bind(limit)
    .bind(skip)
    .all()
    .await
}
