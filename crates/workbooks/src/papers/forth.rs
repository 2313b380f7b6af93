//! Questions of a working aid as a form, with what is answered already.

use crate::figures::Origin;
use base::Instant;
use documents::{
    Answer, Block, FillableKind, Form, FormKey, Grid, GridCell, GridColumn, Input, Matrix, Question, Word,
};
use instrument::{
    Answers, Choice, Condition, Field, Instrument, Item, ItemType, Kind, NO, Table, Test, Value, YES,
};
use std::collections::BTreeMap;

/// Blank rows at the end of a table to which rows may be added.
const SPARE: usize = 10;
/// Blank rows for given kinds of which there may be several.
const SPARE_OF_GIVEN: usize = 3;
/// Blank rows for passages of one's own.
const SPARE_PASSAGES: usize = 3;
/// Most rows of a table, as many as an answer may have.
pub(super) const MOST_ROWS: usize = 300;

/// What a form says besides the working aid's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phrase<'a> {
    /// Only where another question was answered in one of these ways.
    OnlyIf(&'a str, &'a [String]),
    /// Only where another question was answered in none of these ways.
    OnlyIfNot(&'a str, &'a [String]),
    /// Words on offer.
    Examples(&'a [String]),
    /// How municipalities are named.
    Municipalities,
    /// What the rows of a table of numbers are.
    Part,
    /// The column of whole numbers in a table that also splits them.
    Whole,
    /// The column of numbers.
    Number,
    /// The column of the days they describe.
    Day,
    /// The column of where they come from.
    Source,
    /// A number of its row that has another day or source: which, and its origin.
    Apart(&'a str, &'a Origin),
    /// What else is known of a question.
    Known(&'a [String]),
    /// The table of passages of a summary, what helps to fill it, and its columns.
    Passages,
    /// See [`Phrase::Passages`].
    PassagesHelp,
    /// See [`Phrase::Passages`].
    PassageCode,
    /// See [`Phrase::Passages`].
    PassageWords,
    /// See [`Phrase::Passages`].
    PassageSource,
}

/// What stands in a form.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// What the form is, who asks and for what: each with its heading.
    pub about: Vec<(String, String)>,
    /// The answers.
    pub answers: Answers,
    /// Day and source of numbers that are figures, by field.
    pub origins: BTreeMap<String, Origin>,
    /// What else is known, by question: sentences to read.
    pub known: BTreeMap<String, Vec<String>>,
    /// The passages of summaries; `None` where the form has no place for them.
    pub passages: Option<Vec<PassageRow>>,
}

/// A passage of a summary, as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageRow {
    /// The field it stands in.
    pub field: String,
    /// Names it among the passages of its field.
    pub code: String,
    /// What it says.
    pub words: String,
    /// What it was taken from, in words.
    pub source: String,
}

impl Content {
    /// These answers and nothing else.
    pub fn of(answers: &Answers) -> Self {
        Self { answers: answers.clone(), ..Self::default() }
    }
}

/// The tag of the day beside a number.
pub(super) fn day_tag(field: &str) -> String {
    format!("{field}@stand")
}

/// The tag of the source beside a number.
pub(super) fn source_tag(field: &str) -> String {
    format!("{field}@quelle")
}

/// The tag of the passages of a field, and of their columns.
pub(super) fn passages_tag(field: &str) -> String {
    format!("{field}@textstellen")
}

/// How a form says things, and what it says first.
pub struct Phrases<'a> {
    /// What to know before filling it in.
    pub lead: Vec<String>,
    /// The words for each phrase.
    pub say: &'a dyn Fn(Phrase<'_>) -> String,
}

/// The form of these questions, given by uid; of all questions where none are
/// given. `marker` says for whom it is and must be the same when it comes back;
/// `written` is now, to tell later what changed since.
/// Questions whose data other parts of the system keep are left out.
pub fn form_of(
    aid: &Instrument,
    items: Option<&[String]>,
    content: &Content,
    (marker, written): (&str, Instant),
    phrases: &Phrases<'_>,
) -> Form {
    let mut writer = Writer { aid, content, say: phrases.say, blocks: Vec::new() };
    for section in &aid.sections {
        let asked: Vec<&Item> = section.items.iter().filter(|item| is_asked(items, item)).collect();
        if asked.is_empty() {
            continue;
        }
        writer.blocks.push(Block::Heading(format!("{} {}", section.id, section.title)));
        writer.blocks.extend(section.help.clone().map(Block::Paragraph));
        for item in asked {
            writer.blocks.extend(item.heading.clone().map(Block::Paragraph));
            writer.item(item);
        }
    }
    help_once(&mut writer.blocks);
    Form {
        title: aid.title.clone(),
        about: content.about.clone(),
        lead: phrases.lead.clone(),
        key: FormKey {
            instrument: aid.key.clone(),
            version: aid.version,
            marker: marker.to_owned(),
            written: written.micros(),
        },
        blocks: writer.blocks,
    }
}

/// What helps with passages is said at their first table.
fn help_once(blocks: &mut [Block]) {
    let grids = blocks.iter_mut().filter_map(|block| match block {
        Block::Grid(grid) if grid.tag == passages_tag(grid.tag.split('@').next().unwrap_or_default()) => {
            Some(grid)
        }
        _ => None,
    });
    grids.skip(1).for_each(|grid| grid.help = None);
}

/// Whether a question of a section is one of those asked, and asks anything.
pub(super) fn is_asked(items: Option<&[String]>, item: &Item) -> bool {
    item.bound.is_none() && items.is_none_or(|items| items.contains(&item.uid))
}

/// What stands in a field, as a web form would post it.
pub(super) fn raw(value: &Value) -> Answer {
    match value {
        Value::Text(text) | Value::Choice(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Absent(absence) => vec![absence.words().to_owned()],
        Value::Many(codes) => codes.clone(),
        Value::Flag(ticked) => vec![if *ticked { YES } else { NO }.to_owned()],
        Value::Rows(rows) => rows.iter().flatten().map(|cell| cell_text(cell.as_ref())).collect(),
    }
}

fn cell_text(cell: Option<&Value>) -> String {
    cell.map(raw).unwrap_or_default().join("\n")
}

struct Writer<'a> {
    aid: &'a Instrument,
    content: &'a Content,
    say: &'a dyn Fn(Phrase<'_>) -> String,
    blocks: Vec<Block>,
}

impl Writer<'_> {
    fn item(&mut self, item: &Item) {
        let number = item.id.clone().unwrap_or_default();
        let mut inputs = Vec::new();
        let mut later = Vec::new();
        self.gather(item, &number, true, &mut inputs, &mut later);
        let help = joined([self.conditions(&item.conditions, &[]), item.help.clone()]);
        let known = self.content.known.get(&item.uid).filter(|known| !known.is_empty());
        let known = known.map(|known| (self.say)(Phrase::Known(known)));
        let lines: Vec<String> = help.into_iter().chain(known).collect();
        let help = (!lines.is_empty()).then(|| lines.join("\n"));
        if !inputs.is_empty() {
            self.blocks.push(Block::Question(Question { number, label: item.label.clone(), help, inputs }));
        } else if let Some(
            Block::Grid(Grid { label, help: own, .. }) | Block::Matrix(Matrix { label, help: own, .. }),
        ) = later.first_mut()
        {
            // A question that is nothing but a table, or begins with one.
            if *label == item.label {
                own.clone_from(&help);
            } else {
                self.blocks.push(Block::Question(Question {
                    number,
                    label: item.label.clone(),
                    help,
                    inputs,
                }));
            }
        }
        self.blocks.append(&mut later);
    }

    /// The fields of a question and its parts; tables come after them.
    fn gather(
        &self,
        item: &Item,
        number: &str,
        leads: bool,
        inputs: &mut Vec<Input>,
        later: &mut Vec<Block>,
    ) {
        let fields = self.aid.fields_of(item);
        let help = if leads { None } else { item.help.clone() };
        let is_counted = |field: &Field| field.split_of.is_some() || field.figure.is_some();
        if let (Some(table), true) = (&item.table, item.item_type.is_table()) {
            later.push(Block::Grid(self.grid(item, table, number, help)));
        } else if fields.iter().any(is_counted) {
            later.push(Block::Matrix(self.matrix(item, fields, number, help)));
            later.extend(self.apart(fields).map(Block::Paragraph));
        } else {
            let alone = leads && fields.len() == 1 && item.members.is_empty();
            for field in fields {
                let own = field.uid == item.uid;
                let is_said = own && leads && (alone || field.label == item.label);
                let label = if is_said { String::new() } else { field.label.clone() };
                // The question itself says when it is asked and what helps.
                let known = if leads { &item.conditions[..] } else { &[] };
                let help = if own && leads { None } else { field.help.clone() };
                inputs.push(self.input(field, label, help, known));
            }
        }
        if let (Some(passages), Some(field)) = (&self.content.passages, self.aid.passage_field(item)) {
            later.push(Block::Grid(self.passages(field, passages, number)));
        }
        for member in &item.members {
            self.gather(member, number, false, inputs, later);
        }
    }

    fn input(&self, field: &Field, label: String, help: Option<String>, known: &[Condition]) -> Input {
        let examples: Vec<String> = field.suggestions.iter().map(|word| word.label.clone()).collect();
        let examples = (!examples.is_empty()).then(|| (self.say)(Phrase::Examples(&examples)));
        let (kind, towns) = match &field.kind {
            Kind::Municipalities => (FillableKind::Text, Some((self.say)(Phrase::Municipalities))),
            kind => (fillable(kind), None),
        };
        let value = self.content.answers.get(&field.uid).map(raw).unwrap_or_default();
        let value = if towns.is_some() && !value.is_empty() { vec![value.join("\n")] } else { value };
        let help = joined([self.conditions(&field.conditions, known), help, examples, towns]);
        Input { tag: field.uid.clone(), label, help, kind, value, beside: Vec::new(), is_optional: false }
    }

    /// Day and source of a number and of those it is split into.
    fn beside(&self, whole: &Field, splits: &[&Field]) -> Vec<Input> {
        if whole.figure.is_none() {
            return Vec::new();
        }
        let origin = row_origin(self.content, whole, splits);
        let place = |tag: String, label: Phrase<'_>, kind: FillableKind, value: String| Input {
            tag,
            label: (self.say)(label),
            help: None,
            kind,
            value: if value.is_empty() { Vec::new() } else { vec![value] },
            beside: Vec::new(),
            is_optional: true,
        };
        let day = origin.as_of.map(|day| day.to_string()).unwrap_or_default();
        vec![
            place(day_tag(&whole.uid), Phrase::Day, FillableKind::Day, day),
            place(source_tag(&whole.uid), Phrase::Source, FillableKind::Line, origin.source.clone()),
        ]
    }

    /// Which numbers have another day or source than their row says.
    fn apart(&self, fields: &[Field]) -> Option<String> {
        let mut said = Vec::new();
        for whole in fields.iter().filter(|field| field.split_of.is_none()) {
            let splits = splits_of(fields, whole);
            let row = row_origin(self.content, whole, &splits);
            for split in splits {
                let own = self.content.origins.get(&split.uid);
                if let Some(own) = own.filter(|own| **own != row && **own != Origin::default()) {
                    said.push((self.say)(Phrase::Apart(&split.label, own)));
                }
            }
        }
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// The passages of a summary, and blank rows for new ones.
    fn passages(&self, field: &Field, all: &[PassageRow], number: &str) -> Grid {
        let tag = passages_tag(&field.uid);
        let column = |end: &str, label: Phrase<'_>, kind| GridColumn {
            tag: format!("{tag}.{end}"),
            label: (self.say)(label),
            help: None,
            kind,
        };
        let fixed = |value: &str| GridCell { value: value.to_owned(), is_fixed: true };
        let row = |passage: &PassageRow| {
            let words = GridCell { value: passage.words.clone(), is_fixed: false };
            vec![fixed(&passage.code), words, fixed(&passage.source)]
        };
        let mut rows: Vec<Vec<GridCell>> = all.iter().filter(|one| one.field == field.uid).map(row).collect();
        rows.extend(std::iter::repeat_n(vec![fixed(""), GridCell::default(), fixed("")], SPARE_PASSAGES));
        Grid {
            number: number.to_owned(),
            label: (self.say)(Phrase::Passages),
            help: Some((self.say)(Phrase::PassagesHelp)),
            columns: vec![
                column("kennung", Phrase::PassageCode, FillableKind::Line),
                column("wortlaut", Phrase::PassageWords, FillableKind::Text),
                column("quelle", Phrase::PassageSource, FillableKind::Line),
            ],
            rows,
            is_optional: true,
            tag,
        }
    }

    fn matrix(&self, item: &Item, fields: &[Field], number: &str, help: Option<String>) -> Matrix {
        let wholes: Vec<&Field> = fields.iter().filter(|field| field.split_of.is_none()).collect();
        // One number that is the question itself needs no heading beside it.
        let is_alone = matches!(wholes[..], [one] if one.uid == item.uid);
        let dimension = self.aid.dimensions.iter().find(|d| Some(&d.key) == item.split_by.as_ref());
        let values = dimension.map(|d| d.values.clone()).unwrap_or_default();
        let first = if values.is_empty() { Phrase::Number } else { Phrase::Whole };
        let mut columns = vec![(self.say)(first)];
        columns.extend(values.iter().map(|value| value.label.clone()));
        let rows = wholes.iter().map(|whole| {
            let splits = splits_of(fields, whole);
            let label = if is_alone { String::new() } else { whole.label.clone() };
            let number = self.input(whole, label, None, &whole.conditions);
            let mut row = vec![Some(Input { beside: self.beside(whole, &splits), ..number })];
            row.extend(values.iter().map(|value| {
                let uid = format!("{}.{}", whole.uid, value.value);
                let split = splits.iter().find(|split| split.uid == uid)?;
                Some(self.input(split, split.label.clone(), None, &split.conditions))
            }));
            let head = match &whole.help {
                Some(help) if !is_alone => format!("{}\n{help}", whole.label),
                _ => whole.label.clone(),
            };
            (head, row)
        });
        let rows: Vec<_> = rows.collect();
        let corner = if is_alone { String::new() } else { (self.say)(Phrase::Part) };
        Matrix {
            number: number.to_owned(),
            label: item.label.clone(),
            help: joined([self.conditions(&item.conditions, &[]), help]),
            corner,
            rows,
            columns,
        }
    }

    fn grid(&self, item: &Item, table: &Table, number: &str, help: Option<String>) -> Grid {
        let columns = table.columns.iter().map(|column| {
            let condition =
                column.condition.as_ref().map(|condition| self.column_condition(table, condition));
            GridColumn {
                tag: column.uid.clone(),
                label: column.label.clone(),
                help: joined([condition, column.help.clone()]),
                kind: column.kind.as_ref().map_or(FillableKind::Line, fillable),
            }
        });
        Grid {
            tag: item.uid.clone(),
            number: number.to_owned(),
            label: item.label.clone(),
            help: joined([self.conditions(&item.conditions, &[]), help]),
            columns: columns.collect(),
            rows: self.rows(&item.uid, table),
            is_optional: false,
        }
    }

    /// The rows answered, the given rows nobody has filled, and blank ones.
    fn rows(&self, uid: &str, table: &Table) -> Vec<Vec<GridCell>> {
        let names = table.columns.iter().position(|column| column.item_type == ItemType::PresetRow);
        let is_given = |name: &str| table.rows.iter().any(|row| row.value == name);
        let mut rows: Vec<Vec<GridCell>> = match self.content.answers.get(uid) {
            Some(Value::Rows(rows)) => rows
                .iter()
                .map(|row| {
                    let cell = |(at, cell): (usize, &Option<Value>)| {
                        let value = cell_text(cell.as_ref());
                        let is_fixed = Some(at) == names && is_given(&value);
                        GridCell { value, is_fixed }
                    };
                    row.iter().enumerate().map(cell).collect()
                })
                .collect(),
            _ => Vec::new(),
        };
        let blank = vec![GridCell::default(); table.columns.len()];
        if let Some(names) = names {
            for given in &table.rows {
                if rows.iter().all(|row| row[names].value != given.value) {
                    let mut row = blank.clone();
                    row[names] = GridCell { value: given.value.clone(), is_fixed: true };
                    rows.push(row);
                }
            }
        }
        let spare = if table.free_rows || names.is_none() { SPARE } else { SPARE_OF_GIVEN };
        let spare = spare.min(MOST_ROWS.saturating_sub(rows.len()));
        rows.extend(std::iter::repeat_n(blank, spare));
        rows
    }

    fn conditions(&self, all: &[Condition], known: &[Condition]) -> Option<String> {
        let new = all.iter().filter(|condition| !known.contains(condition));
        let words = new.filter_map(|condition| {
            let field = self.aid.field(&condition.field)?;
            Some(self.condition(&field.label, &field.kind, &condition.test))
        });
        joined(words.map(Some))
    }

    fn column_condition(&self, table: &Table, condition: &Condition) -> String {
        let column = table.columns.iter().find(|column| column.uid == condition.field);
        let (label, kind) = column.map_or(("", None), |column| (column.label.as_str(), column.kind.as_ref()));
        self.condition(label, kind.unwrap_or(&Kind::Number), &condition.test)
    }

    fn condition(&self, label: &str, kind: &Kind, test: &Test) -> String {
        let word = |code: &String| match kind {
            Kind::Flag { yes, no } => if code == YES { yes } else { no }.clone(),
            kind => {
                let choice = kind.choices().iter().find(|choice| choice.value == *code);
                choice.map_or(code.as_str(), |choice| choice.label.as_str()).to_owned()
            }
        };
        match test {
            Test::In(codes) => (self.say)(Phrase::OnlyIf(label, &codes.iter().map(word).collect::<Vec<_>>())),
            Test::NotIn(codes) => {
                (self.say)(Phrase::OnlyIfNot(label, &codes.iter().map(word).collect::<Vec<_>>()))
            }
        }
    }
}

/// The numbers a number is split into.
fn splits_of<'f>(fields: &'f [Field], whole: &Field) -> Vec<&'f Field> {
    fields.iter().filter(|field| field.split_of.as_deref() == Some(whole.uid.as_str())).collect()
}

/// The day and source a row of numbers has: those of its whole, else of the first it is
/// split into that has any.
fn row_origin(content: &Content, whole: &Field, splits: &[&Field]) -> Origin {
    let fields = [whole].into_iter().chain(splits.iter().copied());
    let mut known = fields.filter_map(|field| content.origins.get(&field.uid));
    known.find(|origin| **origin != Origin::default()).cloned().unwrap_or_default()
}

fn fillable(kind: &Kind) -> FillableKind {
    match kind {
        Kind::Line { .. } | Kind::Rows(_) => FillableKind::Line,
        Kind::Text { .. } | Kind::Municipalities => FillableKind::Text,
        Kind::Number => FillableKind::Number,
        Kind::Choice(choices) => FillableKind::Choice(words(choices)),
        Kind::Many(choices) => FillableKind::Many(words(choices)),
        Kind::Flag { yes, no } => {
            let word = |value: &str, label: &str| Word { value: value.to_owned(), label: label.to_owned() };
            FillableKind::Choice(vec![word(YES, yes), word(NO, no)])
        }
        Kind::RowName { rows, .. } if rows.is_empty() => FillableKind::Line,
        Kind::RowName { rows, free: true } => FillableKind::Combo(words(rows)),
        Kind::RowName { rows, free: false } => FillableKind::Choice(words(rows)),
    }
}

fn words(choices: &[Choice]) -> Vec<Word> {
    choices.iter().map(|c| Word { value: c.value.clone(), label: c.label.clone() }).collect()
}

fn joined(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
