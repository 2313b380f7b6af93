//! What a returned form says, as answers to the fields of a working aid.

use super::forth::{is_asked, raw};
use documents::Reading;
use instrument::{AnswerError, Field, Instrument, Item, Kind, Table, Value};

/// What came back for one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The field.
    pub uid: String,
    /// What stood there, as a web form would post it.
    pub raw: Vec<String>,
    /// What it means for the field, or why it is refused.
    pub value: Result<Option<Value>, AnswerError>,
}

/// Judges everything a form says, in the order of the working aid. `items` must be
/// those the form was made of. Rows that say nothing but their given name are left out.
pub fn answers_from(reading: &Reading, aid: &Instrument, items: Option<&[String]>) -> Vec<Returned> {
    let mut fields = Vec::new();
    let all = aid.sections.iter().flat_map(|section| &section.items);
    all.filter(|item| is_asked(items, item)).for_each(|item| gather(aid, item, &mut fields));
    let returned = |field: &Field| {
        let posted = reading.answers.get(&field.uid)?;
        let raw = match &field.kind {
            Kind::Municipalities => keys(posted),
            Kind::Rows(table) => said_rows(table, posted),
            _ => posted.clone(),
        };
        Some(Returned { uid: field.uid.clone(), value: field.read(&raw), raw })
    };
    fields.into_iter().filter_map(returned).collect()
}

/// Whether what came back says what stands there already.
pub fn is_unchanged(field: &Field, current: Option<&Value>, returned: Option<&Value>) -> bool {
    match (&field.kind, current) {
        (Kind::Rows(table), Some(value)) => {
            let said = said_rows(table, &raw(value));
            field.read(&said).is_ok_and(|said| said.as_ref() == returned)
        }
        _ => current == returned,
    }
}

fn gather<'a>(aid: &'a Instrument, item: &'a Item, into: &mut Vec<&'a Field>) {
    into.extend(aid.fields_of(item));
    item.members.iter().for_each(|member| gather(aid, member, into));
}

fn keys(posted: &[String]) -> Vec<String> {
    let parts = posted.iter().flat_map(|text| text.split([' ', ',', ';', '\n', '\t', '\u{a0}']));
    parts.filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

fn said_rows(table: &Table, posted: &[String]) -> Vec<String> {
    let is_given = |name: &str| table.rows.iter().any(|row| row.value == name);
    let says = |row: &&[String]| {
        table.columns.iter().zip(*row).any(|(column, cell)| {
            let is_name = matches!(column.kind, Some(Kind::RowName { .. }));
            !(cell.trim().is_empty() || is_name && is_given(cell))
        })
    };
    posted.chunks(table.columns.len().max(1)).filter(says).flatten().cloned().collect()
}
