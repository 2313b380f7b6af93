//! Returns by kind of alliance and state (R-EVA-03). The states always sum to the
//! number asked: somebody who was not asked cannot be missing.

use crate::{KINDS, core_groups::ByKind, download, waves};
use axum::{
    Json,
    extract::{Query, State},
};
use base::{Permit, ViewReturns, ViewStatewide, WaveId, percent_tenths};
use schemars::JsonSchema;
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};
use store::{Read, Result as Stored};
use web::{App, Result, Routes, Shell};

/// The states, in the order of the table.
pub const STATES: [&str; 4] = ["complete", "partial", "outstanding", "declined"];

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/evaluation/returns", api)
        .answers::<ReturnsJson>("Returns of a wave by kind of alliance and state")
        .query(&[("wave", "the wave; the one opened last when absent")])
}

/// How many returns there are of each kind and state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returns(BTreeMap<(String, String), u64>);

impl Returns {
    /// Of one kind of alliance and one state.
    pub fn of(&self, kind: &str, state: &str) -> u64 {
        self.0.iter().filter(|((k, s), _)| k == kind && s == state).map(|(_, n)| n).sum()
    }
    /// Of one state, all kinds.
    pub fn in_state(&self, state: &str) -> u64 {
        KINDS.iter().map(|k| self.of(k, state)).sum()
    }
    /// Of one kind, all states: everybody asked.
    pub fn asked(&self, kind: &str) -> u64 {
        STATES.iter().map(|s| self.of(kind, s)).sum()
    }
    /// Of one kind of alliance, or of `all`, and one state.
    pub fn of_kind(&self, kind: &str, state: &str) -> u64 {
        if kind == "all" { self.in_state(state) } else { self.of(kind, state) }
    }
    /// Complete returns: the N of everything counted from them.
    pub fn complete(&self) -> ByKind<u64> {
        ByKind::of(|kind| self.of_kind(kind, "complete"))
    }
    /// What says little, for all and for each kind.
    pub fn limited(&self) -> ByKind<bool> {
        ByKind::of(|kind| self.is_limited((kind != "all").then_some(kind)))
    }
    /// Everybody asked.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }
    /// Results that rest on fewer than half of those asked, or on fewer than ten
    /// answers, are marked as limited (R-EVA-05). For one kind, or all.
    pub fn is_limited(&self, kind: Option<&str>) -> bool {
        let (n, asked) = match kind {
            Some(kind) => (self.of(kind, "complete"), self.asked(kind)),
            None => (self.in_state("complete"), self.total()),
        };
        n < 10 || n * 2 < asked
    }
}

/// What results of a wave are computed from.
pub(crate) const SUBJECTS: &[&str] = &["returns", "accessions"];

/// Counts a wave's returns; kept until one of them changes.
pub async fn count(db: &mut Read, permit: &Permit<ViewStatewide>, wave: WaveId) -> Stored<Arc<Returns>> {
    db.remembered(permit, SUBJECTS, wave.to_string(), move |db, permit| {
        Box::pin(count_anew(db, permit, wave))
    })
    .await
}

async fn count_anew(db: &mut Read, permit: &Permit<ViewStatewide>, wave: WaveId) -> Stored<Returns> {
    let rows: Vec<(String, String, i64)> = db
        .shared(
            permit,
            "select a.kind, r.state, count(*) from published_return r \
             join published_alliance a on a.alliance_id = r.alliance_id where r.wave_id = $1 group by a.kind, r.state",
        )
        .bind(wave)
        .all()
        .await?;
    Ok(Returns(rows.into_iter().map(|(k, s, n)| ((k, s), u64::try_from(n).unwrap_or(0))).collect()))
}

/// The state of each alliance's return, by district key or AGS of its seat.
pub async fn by_seat(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    wave: WaveId,
) -> Stored<Vec<(String, String)>> {
    db.shared(
        permit,
        "select coalesce(a.district_key, a.municipality_ags), r.state from published_return r \
         join published_alliance a on a.alliance_id = r.alliance_id \
         where r.wave_id = $1 and a.kind <> 'municipality'",
    )
    .bind(wave)
    .all()
    .await
}

#[derive(Serialize, JsonSchema)]
struct ReturnsJson {
    /// The wave the numbers are about; absent before any was opened.
    wave: Option<WaveId>,
    title: String,
    /// Everybody asked.
    total: u64,
    rows: Vec<ReturnRow>,
}

#[derive(Serialize, JsonSchema)]
struct ReturnRow {
    /// city, district, municipality or all
    kind: String,
    complete: u64,
    partial: u64,
    outstanding: u64,
    declined: u64,
    total: u64,
    /// Complete or partial, of those asked; rounded half up to one decimal, absent where nobody was.
    returned_percent: Option<f64>,
    /// Few complete answers: fewer than ten, or fewer than half of those asked.
    limited: bool,
}

async fn api(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(asked): Query<waves::Asked>,
) -> Result<Json<ReturnsJson>> {
    let mut db = app.db.read(&permit).await?;
    let wave = waves::find(&mut db, &permit, asked).await?;
    let counts = match &wave {
        Some(wave) => count(&mut db, &permit, wave.wave_id).await?,
        None => Arc::default(),
    };
    let limited = counts.limited();
    let row = |kind: &str| {
        let of = |state| counts.of_kind(kind, state);
        let total = STATES.iter().map(|s| of(s)).sum();
        ReturnRow {
            kind: kind.to_owned(),
            complete: of("complete"),
            partial: of("partial"),
            outstanding: of("outstanding"),
            declined: of("declined"),
            total,
            returned_percent: download::percent(of("complete") + of("partial"), total),
            limited: limited.get(kind),
        }
    };
    let rows = KINDS.into_iter().chain(["all"]).map(row).collect();
    let (wave, title) = wave.map_or_else(Default::default, |w| (Some(w.wave_id), w.title));
    Ok(Json(ReturnsJson { wave, title, total: counts.total(), rows }))
}

/// One kind of alliance in words.
pub(crate) struct Row {
    pub label: String,
    pub cells: Vec<String>,
    pub total: String,
    pub returned: String,
    pub is_total: bool,
    /// The stacked bar: class, start and width of each part in percent.
    pub parts: Vec<(&'static str, u64, u64)>,
}

/// The table and its stacked bars.
pub(crate) fn rows(shell: &Shell, counts: &Returns) -> Vec<Row> {
    KINDS
        .into_iter()
        .chain(["all"])
        .map(|kind| {
            let of =
                |state: &str| if kind == "all" { counts.in_state(state) } else { counts.of(kind, state) };
            let total: u64 = STATES.iter().map(|s| of(s)).sum();
            let mut start = 0;
            let parts = STATES
                .into_iter()
                .map(|state| {
                    let width = (of(state) * 1000).checked_div(total).unwrap_or(0);
                    let part = (state, start, width);
                    start += width;
                    part
                })
                .collect();
            Row {
                label: shell.say_of("returns-kind", kind).to_string(),
                cells: STATES.iter().map(|s| shell.number(of(s))).collect(),
                total: shell.number(total),
                returned: shell.percent(percent_tenths(of("complete") + of("partial"), total)),
                is_total: kind == "all",
                parts,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Returns;

    fn returns(cells: &[(&str, &str, u64)]) -> Returns {
        Returns(cells.iter().map(|(k, s, n)| (((*k).to_owned(), (*s).to_owned()), *n)).collect())
    }

    #[test]
    fn few_answers_or_fewer_than_half_mark_a_result_as_limited() {
        let found =
            returns(&[("city", "complete", 18), ("city", "outstanding", 4), ("municipality", "complete", 5)]);
        assert!(!found.is_limited(Some("city")));
        assert!(found.is_limited(Some("municipality")), "five answers are few");
        let half = returns(&[("city", "complete", 10), ("city", "outstanding", 11)]);
        assert!(half.is_limited(Some("city")), "ten of twenty-one are fewer than half");
    }
}
