//! The working aids, as other contexts speak of them.

use crate::{colleagues, hurdles, instruments::catalogue, returns, submissions::question_of};
use ::store::Read;
use base::{Permit, ViewWorkbook};
use futures_util::future::BoxFuture;
use instrument::{Choice, Instrument, ItemType, Kind, ShortItem};
use web::{Aids, OpenRequest, Result, Themed, Waits};

/// The shelf of all working aids.
pub struct Shelf;

impl Aids for Shelf {
    fn requests<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
    ) -> BoxFuture<'a, Result<Vec<OpenRequest>>> {
        Box::pin(async move {
            let open = returns::open_for(db, permit).await?;
            let request = |r: returns::OpenReturn| OpenRequest {
                aid: catalogue().title(&r.instrument_key, r.instrument_version).to_owned(),
                path: format!("/workbooks/{}", r.instrument_key),
                title: r.title,
                deadline: r.deadline,
                late: r.late,
                state: r.state.key(),
            };
            Ok(open.into_iter().map(request).collect())
        })
    }

    fn waits<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
    ) -> BoxFuture<'a, Result<Vec<Waits>>> {
        Box::pin(async move { Ok(colleagues::waiting(db, permit).await?) })
    }

    fn codes(&self, instrument: &str, version: i64, measure: &str) -> Vec<(String, String)> {
        let Some(aid) = catalogue().get(instrument, version) else { return Vec::new() };
        let counted = |item: &&ShortItem| item.measure.as_deref() == Some(measure);
        aid.short_form_plan.items.iter().find(counted).map(|item| codes_of(aid, item)).unwrap_or_default()
    }

    fn themed(&self, instrument: &str, version: i64) -> Vec<Themed> {
        let Some(aid) = catalogue().get(instrument, version) else { return Vec::new() };
        aid.short_form_plan.items.iter().filter_map(|item| themed(aid, item)).collect()
    }

    fn passages(&self, instrument: &str, version: i64) -> Vec<(String, String)> {
        let Some(aid) = catalogue().get(instrument, version) else { return Vec::new() };
        let words = |item: &ShortItem| {
            let question = item.from.sources().into_iter().find_map(|source| question_of(aid, source));
            let numbered = question.and_then(|question| aid.numbered(&question.uid));
            let number = numbered.and_then(|question| question.id.clone()).unwrap_or_default();
            (item.uid.clone(), format!("{number} {}", item.label).trim().to_owned())
        };
        aid.short_form_plan.items.iter().map(words).collect()
    }

    fn rule_passages(&self) -> Vec<String> {
        let of = |aid: &'static Instrument| {
            let rules = move |item: &ShortItem| themed(aid, item).filter(|one| one.is_about_rules);
            aid.short_form_plan.items.iter().filter_map(rules).map(|one| one.passage)
        };
        let mut all: Vec<String> = catalogue().newest().into_iter().flat_map(of).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// What a passage is counted by, where its question has themes.
fn themed(aid: &Instrument, item: &ShortItem) -> Option<Themed> {
    let question = item.from.sources().into_iter().find_map(|source| question_of(aid, source))?;
    let themes: Vec<(String, String)> =
        aid.topics(question).into_iter().map(|topic| (topic.key, topic.label)).collect();
    if themes.is_empty() {
        return None;
    }
    let numbered = aid.numbered(&question.uid).and_then(|question| question.id.clone());
    Some(Themed {
        number: numbered.unwrap_or_default(),
        label: item.label.clone(),
        measure: item.measure.clone()?,
        passage: item.uid.clone(),
        themes,
        is_about_rules: question.prefill_bound.iter().any(|binding| binding == hurdles::KEY),
    })
}

/// The codes a passage can have: those it lists, else those its questions offer.
fn codes_of(aid: &Instrument, item: &ShortItem) -> Vec<(String, String)> {
    if item.item_type == ItemType::MultiChoiceActorTypes {
        return aid.actor_types().iter().map(|t| (t.key.clone(), t.label.clone())).collect();
    }
    let offered = |uid: &str| {
        let field = aid.field(uid)?;
        Some(match &field.kind {
            Kind::Choice(choices) | Kind::Many(choices) => choices.clone(),
            _ => field.suggestions.clone(),
        })
    };
    let codes: Vec<Choice> = if item.options.is_empty() {
        item.from.sources().into_iter().filter_map(offered).flatten().collect()
    } else {
        item.options.clone()
    };
    codes.into_iter().map(|c| (c.value, c.label)).collect()
}
