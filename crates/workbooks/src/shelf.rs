//! The working aids, as other contexts speak of them.

use crate::{instruments::catalogue, returns};
use ::store::Read;
use base::{Permit, ViewWorkbook};
use futures_util::future::BoxFuture;
use instrument::{Choice, Instrument, ItemType, Kind, ShortItem};
use web::{Aids, OpenRequest, Result};

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

    fn codes(&self, instrument: &str, version: i64, measure: &str) -> Vec<(String, String)> {
        let Some(aid) = catalogue().get(instrument, version) else { return Vec::new() };
        let counted = |item: &&ShortItem| item.measure.as_deref() == Some(measure);
        aid.short_form_plan.items.iter().find(counted).map(|item| codes_of(aid, item)).unwrap_or_default()
    }
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
