//! The file as it is written: every key the format knows, nothing judged yet.
//!
//! One shape, [`Item`], serves questions, parts of questions, branches and
//! columns; which keys suit which type is judged in `check`.

use crate::Choice;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub key: String,
    pub version: u32,
    pub title: String,
    pub short_title: String,
    #[serde(default)]
    pub description: String,
    pub yes_no: YesNo,
    #[serde(default)]
    pub bindings: BTreeMap<String, String>,
    #[serde(default)]
    pub roles: Vec<Named>,
    #[serde(default)]
    pub contact_parts: Vec<Named>,
    #[serde(default)]
    pub option_sets: BTreeMap<String, Vec<Choice>>,
    #[serde(default)]
    pub column_sets: BTreeMap<String, Vec<Item>>,
    #[serde(default)]
    pub areas: Vec<Area>,
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
    #[serde(default)]
    pub figures: Vec<Counted>,
    #[serde(default)]
    pub comparisons: Vec<Comparison>,
    #[serde(default)]
    pub guidance: Vec<Guidance>,
    pub sections: Vec<Section>,
    #[serde(default)]
    pub hints: Vec<Hint>,
    pub short_form: ShortForm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct YesNo {
    pub yes: String,
    pub no: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    pub key: String,
    #[serde(default)]
    pub label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Area {
    pub key: String,
    #[serde(default)]
    pub label: String,
    pub short_label: Option<String>,
    #[serde(default)]
    pub free_rows: bool,
    pub free_row_help: Option<String>,
    #[serde(default)]
    pub actor_types: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dimension {
    pub key: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub values: Vec<DimensionValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DimensionValue {
    pub value: String,
    #[serde(default)]
    pub label: String,
    pub short: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counted {
    pub key: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub population: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Comparison {
    #[serde(default)]
    pub uid: String,
    #[serde(default)]
    pub at: String,
    #[serde(default)]
    pub items: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gaps {
    pub closed: Option<Closed>,
    pub full: Option<Full>,
    #[serde(default)]
    pub missing_rows: bool,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closed {
    pub columns: Vec<String>,
    pub values: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Full {
    pub column: String,
    pub below: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guidance {
    pub key: String,
    #[serde(default)]
    pub title: String,
    pub lead: Option<String>,
    #[serde(default)]
    pub points: Vec<String>,
    #[serde(default)]
    pub at: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub uid: String,
    #[serde(default)]
    pub title: String,
    pub help: Option<String>,
    #[serde(default)]
    pub items: Vec<Item>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Item {
    pub id: Option<String>,
    pub uid: Option<String>,
    pub key: Option<String>,
    pub heading: Option<String>,
    pub label: String,
    pub help: Option<String>,
    #[serde(rename = "type")]
    pub type_name: String,
    pub options: Vec<Choice>,
    pub option_set: Option<String>,
    pub suggestions: Vec<Choice>,
    pub max_length: Option<usize>,
    pub text_label: Option<String>,
    pub fields: Vec<Item>,
    pub contact: Vec<String>,
    pub parts: Vec<Item>,
    pub total: Option<Box<Item>>,
    pub figure: BTreeMap<String, String>,
    pub split_by: Option<String>,
    pub outside_total: bool,
    pub total_of: Option<String>,
    pub subset_of: Option<String>,
    pub prefill_from: Vec<String>,
    pub prefill_bound: Vec<String>,
    pub topics: Vec<Topic>,
    pub gaps: Option<Gaps>,
    pub branches: Option<Branches>,
    pub columns: Vec<Item>,
    pub column_set: Option<String>,
    pub rows: Vec<Choice>,
    pub free_rows: Option<bool>,
    pub bound: Option<String>,
    pub visible_if: Option<Condition>,
    pub refs: Vec<String>,
    pub answered_by: Vec<String>,
    pub shared: Option<bool>,
    pub personal: Option<bool>,
    pub reconstructed: bool,
    pub optional: bool,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Topic {
    pub key: Option<String>,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub from: Vec<String>,
    pub rows_of: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Branches {
    pub ja: Option<Box<Item>>,
    pub nein: Option<Box<Item>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    pub item: String,
    pub equals: Option<String>,
    #[serde(rename = "in")]
    pub one_of: Option<Vec<String>>,
    pub not_in: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hint {
    #[serde(default)]
    pub uid: String,
    #[serde(default)]
    pub at: String,
    pub on: Option<String>,
    pub more_than: Option<usize>,
    pub fewer_than: Option<usize>,
    pub lacks: Option<Vec<Choice>>,
    #[serde(default)]
    pub sum: Vec<String>,
    pub above: Option<String>,
    pub when: Option<When>,
    pub visible_if: Option<Condition>,
    #[serde(default)]
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct When {
    pub on: String,
    pub more_than: Option<usize>,
    pub fewer_than: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShortForm {
    #[serde(default)]
    pub uid: String,
    #[serde(default)]
    pub title: String,
    pub help: Option<String>,
    #[serde(default)]
    pub items: Vec<ShortItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShortItem {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub uid: String,
    #[serde(default)]
    pub label: String,
    #[serde(rename = "type", default)]
    pub type_name: String,
    #[serde(default)]
    pub options: Vec<Choice>,
    pub from: Option<From>,
    pub measure: Option<String>,
    #[serde(default)]
    pub needed_for_complete: bool,
    pub needed_if: Option<Condition>,
    pub missing_text: Option<String>,
    #[serde(default)]
    pub reconstructed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    pub copy: Option<String>,
    pub all: Option<Vec<String>>,
    pub first_of: Option<Vec<String>>,
    pub map: Option<String>,
    #[serde(default)]
    pub to: BTreeMap<String, String>,
    pub bound: Option<String>,
    #[serde(default)]
    pub of: Vec<String>,
    pub codes_of: Option<String>,
}
