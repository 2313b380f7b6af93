//! Hurdles: rules of Land or Bund that stand in the way, marked at any question of a
//! working aid (R-EVA-09). They come together as the binding `hurdles`, from which the
//! question about such rules is written; nothing of them leaves the alliance by itself.

mod api;
mod model;
mod pages;
pub(crate) mod store;

pub use model::Hurdle;

use ::store::Read;
use base::{EditWorkbook, Permit, ViewWorkbook};
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

/// The marked rules as instruments see them.
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
