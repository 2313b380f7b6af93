//! Hurdles: rules of Land or Bund that stand in the way, marked at any question of a
//! working aid (R-EVA-09). With the accepted hindrances that Land or Bund could change
//! (R-NOA-28) they come together as the binding `hurdles`, from which the question about
//! such rules is written; nothing of them leaves the alliance by itself.

mod api;
mod model;
mod pages;
pub(crate) mod store;

pub use model::Hurdle;
pub use store::add;

use crate::voices;
use ::store::Read;
use base::{EditWorkbook, Permit, RuleLevel, ViewWorkbook};
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use web::{BoundItem, BoundValue, HistoryPage, Listed, Panel, Result, Routes, Shell};

/// Hurdles stand at their working aid, which the row alone does not name: the list of
/// aids leads on.
pub(crate) const HISTORY: HistoryPage = ("hurdle", "/workbooks");

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("hurdles.de.ftl", include_str!("hurdles.de.ftl"));

/// The binding under which working aids name them.
pub(crate) const KEY: &str = "hurdles";

/// Marks the values that stand for accepted hindrances, between level and key.
const VOICES: &str = "voices/";

/// A value of the binding in words, and where it stands: with the hindrances, or with the
/// marked rules of the working aid at `base`.
pub(crate) fn source_of(shell: &Shell, base: &str, value: &str) -> (String, String) {
    let (level, rest) = value.split_once('/').unwrap_or_default();
    if rest.starts_with(VOICES) {
        return (
            shell.say_of("hurdle-reported-as", level).to_string(),
            format!("{}/hindrances", shell.home()),
        );
    }
    (shell.say_of("hurdle-marked-as", level).to_string(), format!("{base}/hurdles"))
}

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/workbooks/{instrument}/hurdles", pages::list)
        .shows("hurdle.words, answer.value", "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/hurdles", pages::mark)
        .shows_again("hurdle.words, answer.value", "work-together")
        .post("/alliances/{alliance}/hurdles/{hurdle}", pages::save)
        .shows_again("hurdle.words, answer.value", "work-together")
        .post("/alliances/{alliance}/hurdles/{hurdle}/removal", pages::remove)
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/hurdles", api::list)
        .shows("hurdle.words", "work-together")
        .answers::<Listed<api::HurdleJson>>("Rules of Land or Bund marked in a working aid")
        .post("/api/v1/alliances/{alliance}/workbooks/{instrument}/hurdles", api::mark)
        .takes::<api::NewHurdle>()
        .answers::<api::HurdleJson>("Marks a rule at a question; Idempotency-Key makes it safe to repeat")
        .delete("/api/v1/alliances/{alliance}/hurdles/{hurdle}", api::remove)
}

/// The marked rules and the hindrances of the same levels, as instruments see them.
pub struct Hurdles;

impl BoundItem for Hurdles {
    fn keys(&self) -> &'static [&'static str] {
        &[KEY]
    }

    fn values<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
    ) -> BoxFuture<'a, Result<BTreeMap<String, BoundValue>>> {
        Box::pin(async move {
            let mut value = BoundValue::default();
            for hurdle in store::all(db, permit, "").await? {
                value.values.push(format!("{}/{}", hurdle.level.key(), hurdle.id));
                value.text.push(hurdle.words);
            }
            for hindrance in voices::hindrances(db, permit, &RuleLevel::ALL.map(RuleLevel::key)).await? {
                value.values.push(format!("{}/{VOICES}{}", hindrance.level, hindrance.id));
                value.text.push(hindrance.told());
            }
            Ok(BTreeMap::from([(KEY.to_owned(), value)]))
        })
    }

    fn panel<'a>(
        &'a self,
        _: &'a str,
        _: &'a mut Read,
        _: &'a Permit<ViewWorkbook>,
        _: Option<&'a Permit<EditWorkbook>>,
        _: &'a Shell,
    ) -> BoxFuture<'a, Result<Panel>> {
        Box::pin(async { Ok(Panel::default()) })
    }
}
