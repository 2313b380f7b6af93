//! An answer to every question of the needs-and-offers analysis: what contributors
//! and municipalities of the generated world have entered.

use anyhow::{Context, Result};
use instrument::{Field, Instrument, Item, Kind, Table, Value};
use serde::Serialize;

/// The working aid that is handed out and rolled up.
const AID: &str = "bedarfsanalyse";

/// One answer, as the generator reads it.
#[derive(Serialize)]
struct Answered {
    item: String,
    field: String,
    /// The key of the figure asked for, or empty.
    figure: String,
    /// Its place among the fields of its question.
    position: usize,
    /// As it is stored.
    value: String,
    number: Option<u64>,
}

/// Answers to all fields of all questions that can be handed out, as a JSON list.
pub fn answers() -> Result<String> {
    let aids = klappt::content::instruments();
    let aid = aids.iter().rfind(|aid| aid.key == AID).context("no needs-and-offers analysis")?;
    let mut all = Vec::new();
    let items = aid.sections.iter().flat_map(|section| &section.items);
    for item in items.filter(|item| item.id.is_some() && item.bound.is_none()) {
        let mut fields = Vec::new();
        gather(aid, item, &mut fields);
        let told = fields.into_iter().filter(|field| !field.personal);
        let told = told.filter_map(|field| Some((field, value(&field.kind)?)));
        for (position, (field, value)) in told.enumerate() {
            all.push(Answered {
                item: item.uid.clone(),
                field: field.uid.clone(),
                figure: field.figure.as_ref().map(ToString::to_string).unwrap_or_default(),
                position,
                number: if let Value::Number(number) = value { Some(number) } else { None },
                value: value.to_stored(),
            });
        }
    }
    Ok(serde_json::to_string(&all)?)
}

fn gather<'a>(aid: &'a Instrument, item: &'a Item, into: &mut Vec<&'a Field>) {
    into.extend(aid.fields_of(item));
    for member in &item.members {
        gather(aid, member, into);
    }
}

/// Something that fits; `None` where only a place would.
fn value(kind: &Kind) -> Option<Value> {
    Some(match kind {
        Kind::Line { .. } => Value::Text("Integrationsrat und Jugendamt".to_owned()),
        Kind::Text { .. } => Value::Text(
            "Die Runde kennt sich und tagt regelmäßig; es fehlt an Plätzen am Abend und an Kinderbetreuung."
                .to_owned(),
        ),
        Kind::Number => Value::Number(24),
        Kind::Choice(choices) => Value::Choice(choices.first()?.value.clone()),
        Kind::Many(choices) => Value::Many(choices.iter().take(2).map(|c| c.value.clone()).collect()),
        Kind::Municipalities => return None,
        Kind::Flag { .. } => Value::Flag(true),
        Kind::RowName { rows, .. } => Value::Text(rows.first().map(|r| r.value.clone()).unwrap_or_default()),
        Kind::Rows(table) => Value::Rows(rows(table)),
    })
}

/// The first two given rows, filled.
fn rows(table: &Table) -> Vec<Vec<Option<Value>>> {
    let names: Vec<Option<String>> = match table.rows.get(..2) {
        Some(two) => two.iter().map(|row| Some(row.value.clone())).collect(),
        None => vec![None],
    };
    let row = |name: Option<String>| {
        let cell = |kind: &Kind| match (kind, &name) {
            (Kind::RowName { .. }, Some(name)) => Some(Value::Text(name.clone())),
            _ => value(kind),
        };
        table.columns.iter().map(|column| column.kind.as_ref().and_then(cell)).collect()
    };
    names.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_fits_its_field_and_every_question_has_one_first_field() {
        let aids = klappt::content::instruments();
        let aid = aids.iter().rfind(|aid| aid.key == AID).expect("there");
        let all: Vec<serde_json::Value> = serde_json::from_str(&answers().expect("made")).expect("a list");
        assert!(all.len() > 150, "{}", all.len());
        let mut first = std::collections::BTreeSet::new();
        for one in &all {
            let field = aid.field(one["field"].as_str().expect("text")).expect("there");
            Value::from_stored(&field.kind, one["value"].as_str().expect("text")).expect("fits");
            if one["position"] == 0 {
                assert!(first.insert(one["item"].to_string()), "twice first: {one}");
            }
        }
        let items: std::collections::BTreeSet<String> =
            all.iter().map(|one| one["item"].to_string()).collect();
        assert_eq!(first, items);
    }
}
