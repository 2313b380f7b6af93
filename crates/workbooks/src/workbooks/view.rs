//! Questions as pages show them: each with its words, marks and remarks, and
//! each field as a small form of its own.

use super::model::{Workbook, as_posted, section_of, total_words};
use crate::figures::{self, Known};
use crate::{hurdles, summary};
use axum::response::Response;
use instrument::{
    Absence, AnswerError, BoundValues, Choice, Column, Condition, Earlier, Field, Guidance, Hint, Item,
    ItemType, Kind, NO, Table, Test, Value, YES,
};
use std::collections::BTreeSet;
use web::Shell;

/// Rows offered for own entries beyond those there are.
const BLANK_ROWS: usize = 3;

/// One question.
pub(crate) struct Question {
    pub uid: String,
    /// The heading that begins with it; empty where none does.
    pub heading: String,
    /// As printed; empty for parts of a question.
    pub number: String,
    pub label: String,
    pub help: String,
    /// Part of another question.
    pub part: bool,
    /// The questions it is made of, and theirs, one after the other.
    pub parts: Vec<Question>,
    /// The text that says whether it leaves the alliance; empty where it stays.
    pub leaves: &'static str,
    pub reconstructed: bool,
    pub answered_by: Vec<String>,
    /// Related questions: their number and address.
    pub refs: Vec<(String, String)>,
    pub guidance: Vec<&'static Guidance>,
    pub hints: Vec<String>,
    pub when: When,
    /// The question's own words stand at one of its controls.
    pub led_by_control: bool,
    pub controls: Vec<Control>,
    /// Its numbers split further, where it asks for that.
    pub splits: Option<Splits>,
    /// The binding whose owner shows it.
    pub bound: Option<String>,
    /// What the owner shows, as safe HTML.
    pub panel: String,
    /// What the binding brings in, in words, where its owner shows nothing.
    pub brought_in: Vec<String>,
    /// Passages it is written from, where it takes any.
    pub passages: Option<Passages>,
    /// Where a rule of Land or Bund is marked at it; empty where none can be.
    pub hurdle: String,
    /// What others contributed: words and address of the page that shows it.
    pub contributed: Option<(String, String)>,
}

/// The passages of a question in brief.
pub(crate) struct Passages {
    pub to: String,
    pub taken: Vec<String>,
    pub offered: usize,
    pub changed: usize,
}

/// The numbers of a question, split by a dimension: a row per number.
pub(crate) struct Splits {
    /// The dimension, in words.
    pub by: String,
    /// Its values, from left to right.
    pub columns: Vec<String>,
    pub rows: Vec<SplitRow>,
    /// Something is known, or was refused.
    pub is_used: bool,
    /// Something was refused: it is to be seen at once.
    pub is_open: bool,
}

/// One number with its splits.
pub(crate) struct SplitRow {
    /// The field of the number itself.
    pub uid: String,
    pub label: String,
    /// The number itself, in words.
    pub total: String,
    pub cells: Vec<Control>,
}

/// One field with its answer.
pub(crate) struct Control {
    pub uid: String,
    pub label: String,
    pub help: String,
    /// It carries the words of its question.
    pub leads: bool,
    pub when: When,
    pub shape: Shape,
    pub version: i64,
    /// When it was saved, as a sentence; empty for a field nobody touched.
    pub saved: String,
    /// The answer as people read it.
    pub words: Vec<String>,
    /// Why what was typed is not taken; empty when nothing is wrong.
    pub wrong: String,
    pub earlier: Option<Earlier>,
    pub personal: bool,
    /// Its earlier values can be looked at.
    pub has_history: bool,
    /// Which contributions it comes from, as a sentence; empty where from none.
    pub origin: String,
}

/// Whether something is asked, and on what that depends.
#[derive(Clone, Default)]
pub(crate) struct When {
    /// Not asked under the answers so far.
    pub hidden: bool,
    /// For the page's script: `uid=code,code` or `uid!=code,code`, all of which
    /// must hold, with blanks between; empty where it is always asked.
    pub rule: String,
}

/// How a field is asked.
pub(crate) enum Shape {
    Line(String),
    Number(String),
    Figure(Figure),
    Text {
        own: String,
        rows: usize,
        suggestions: Vec<Pick>,
    },
    One(Vec<Pick>),
    Many(Vec<Pick>),
    Tick {
        on: bool,
        words: String,
    },
    /// Municipalities; the choices are filled in by the page.
    Places(Vec<Pick>),
    Grid {
        heads: Vec<(String, String)>,
        rows: Vec<Vec<Cell>>,
    },
}

/// A number that is stored as a figure, with what belongs to it.
pub(crate) struct Figure {
    pub number: String,
    /// Why there is none.
    pub absence: Vec<Pick>,
    /// As it was typed; empty stands for today.
    pub as_of: String,
    pub source: String,
    /// The day and source of what stands, in words; empty where nothing does.
    pub stand: String,
    /// Day and source are to be seen at once.
    pub is_open: bool,
    /// What is known already and can be taken over.
    pub offers: Vec<Offer>,
}

/// A number known already.
pub(crate) struct Offer {
    pub value: String,
    pub as_of: String,
    pub source: String,
    pub words: String,
}

/// One answer on offer.
#[derive(Clone)]
pub(crate) struct Pick {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// One cell of a table.
pub(crate) struct Cell {
    /// Row and column, counted from 1: fields of one form are told apart by it.
    pub at: String,
    pub column: String,
    /// What the row is called, for the cell's name.
    pub row: String,
    pub ask: Ask,
}

/// How a cell is asked.
pub(crate) enum Ask {
    /// The name of a given row: code and words.
    Named(String, String),
    Line(String),
    Lines(String),
    Number(String),
    Pick(Vec<Pick>),
}

/// What was typed into a field and not taken.
pub(crate) struct Refused {
    pub uid: String,
    pub typed: Vec<String>,
    /// What was typed beside a figure: day and source.
    pub beside: (String, String),
    pub version: i64,
    pub message: String,
    /// The cell of a table it is about, as its form names it; empty where it is none.
    pub cell: String,
}

impl Refused {
    /// Tells the script what is wrong, and where.
    pub fn told(self) -> Response {
        let place = if self.cell.is_empty() { self.uid } else { self.cell };
        web::refused(&[(place, self.message)])
    }
}

/// What the form of a table calls the cell a fault is about; empty where it is about none.
pub(crate) fn cell_of(field: &Field, fault: &AnswerError) -> String {
    let (Kind::Rows(table), Some((row, heading))) = (&field.kind, fault.place()) else {
        return String::new();
    };
    let column = table.columns.iter().position(|column| column.label == heading);
    column.map(|at| format!("cell-{row}-{}", at + 1)).unwrap_or_default()
}

/// Shows questions of one working copy.
pub(crate) struct View<'a> {
    pub shell: &'a Shell,
    pub workbook: &'a Workbook,
    /// The address of the working copy's page.
    pub base: &'a str,
    pub hints: &'a [Hint],
    /// What other contexts bring in.
    pub bound: &'a BoundValues,
    /// What is known of figures elsewhere.
    pub known: &'a Known,
    pub refused: Option<&'a Refused>,
}

impl View<'_> {
    /// All questions of a section, each with its parts.
    pub fn questions(&self, items: &'static [Item]) -> Vec<Question> {
        let visible = self.workbook.instrument.visible(&self.workbook.answers);
        let whole = |item: &'static Item| {
            let mut parts = Vec::new();
            self.gather(item, &visible, &mut parts);
            Question { parts, ..self.question(item, None, &visible) }
        };
        items.iter().map(whole).collect()
    }

    /// The parts of a question, and theirs.
    fn gather(&self, whole: &'static Item, visible: &BTreeSet<String>, into: &mut Vec<Question>) {
        for item in &whole.members {
            into.push(self.question(item, Some(whole), visible));
            self.gather(item, visible, into);
        }
    }

    fn question(&self, item: &'static Item, whole: Option<&Item>, visible: &BTreeSet<String>) -> Question {
        let instrument = self.workbook.instrument;
        let fields = instrument.fields_of(item);
        // A part is answered by whoever answers the whole, unless it says otherwise.
        let told = whole.is_some_and(|whole| whole.answered_by == item.answered_by);
        let answered_by = if told { &[][..] } else { &item.answered_by };
        let whole_numbers = fields.iter().filter(|field| field.split_of.is_none());
        let controls: Vec<Control> = whole_numbers.map(|field| self.control(item, field, visible)).collect();
        Question {
            uid: item.uid.clone(),
            heading: item.heading.clone().unwrap_or_default(),
            number: item.id.clone().unwrap_or_default(),
            label: item.label.clone(),
            help: item.help.clone().unwrap_or_default(),
            part: whole.is_some(),
            parts: Vec::new(),
            leaves: leaves(item, instrument.is_shared(&item.uid)),
            reconstructed: item.reconstructed,
            answered_by: answered_by.iter().map(|key| self.who(key)).collect(),
            refs: item.refs.iter().filter_map(|uid| self.reference(uid)).collect(),
            guidance: instrument.guidance_at(&item.uid).collect(),
            hints: self.hints_at(&item.uid),
            when: match whole {
                // What holds for the whole question is said there.
                Some(whole) if whole.conditions == item.conditions => When::default(),
                _ => when(&item.conditions, !visible.contains(&item.uid)),
            },
            led_by_control: controls.iter().any(|c| c.leads),
            splits: self.splits(item, fields, visible),
            controls,
            bound: item.bound.clone(),
            panel: String::new(),
            brought_in: Vec::new(),
            passages: self.passages(item),
            hurdle: self.hurdle(item, fields),
            contributed: None,
        }
    }

    fn passages(&self, item: &Item) -> Option<Passages> {
        let brief = summary::brief(self.shell.texts(), self.workbook, item, self.bound)?;
        let to = format!("{}/passages/{}", self.base, item.uid);
        Some(Passages { to, taken: brief.taken, offered: brief.offered, changed: brief.changed })
    }

    /// Rules are marked where somebody writes what stays in the alliance.
    fn hurdle(&self, item: &Item, fields: &[Field]) -> String {
        let instrument = self.workbook.instrument;
        let asks = instrument.bindings.iter().any(|(key, _)| key == hurdles::KEY);
        let writes = fields.iter().any(|field| matches!(field.kind, Kind::Text { .. } | Kind::Rows(_)));
        if !asks || !writes || instrument.is_shared(&item.uid) || self.workbook.place.is_empty() {
            return String::new();
        }
        format!("{}/hurdles?at={}", self.base, item.uid)
    }

    fn splits(&self, item: &Item, fields: &[Field], visible: &BTreeSet<String>) -> Option<Splits> {
        let by = item.split_by.as_ref()?;
        let dimension = self.workbook.instrument.dimensions.iter().find(|d| d.key == *by)?;
        let row = |whole: &Field| {
            let parts = fields.iter().filter(|field| field.split_of.as_ref() == Some(&whole.uid));
            SplitRow {
                uid: whole.uid.clone(),
                label: whole.label.clone(),
                total: total_words(self.workbook, whole),
                cells: parts.map(|field| self.control(item, field, visible)).collect(),
            }
        };
        let rows: Vec<SplitRow> = fields.iter().filter(|f| f.split_of.is_none()).map(row).collect();
        let any = |wanted: fn(&Control) -> bool| rows.iter().flat_map(|row| &row.cells).any(wanted);
        Some(Splits {
            by: dimension.label.clone(),
            columns: dimension.values.iter().map(|value| value.label.clone()).collect(),
            is_used: any(|cell| !cell.words.is_empty()),
            is_open: any(|cell| !cell.wrong.is_empty()),
            rows,
        })
    }

    /// The remarks beside a section or question.
    pub fn hints_at(&self, uid: &str) -> Vec<String> {
        self.hints.iter().filter(|h| h.at == uid).map(|h| h.text.clone()).collect()
    }

    fn who(&self, key: &str) -> String {
        let instrument = self.workbook.instrument;
        let role = instrument.roles.iter().find(|(role, _)| role == key).map(|(_, label)| label);
        let actor = || instrument.actor_types().iter().find(|t| t.key == key).map(|t| &t.label);
        role.or_else(actor).cloned().unwrap_or_else(|| key.to_owned())
    }

    fn reference(&self, uid: &str) -> Option<(String, String)> {
        let item = self.workbook.instrument.item(uid)?;
        let section = section_of(self.workbook.instrument, uid)?;
        let number = item.id.clone().unwrap_or_else(|| item.label.clone());
        Some((number, format!("{}/{}#q-{uid}", self.base, section.uid)))
    }

    fn control(&self, item: &Item, field: &Field, visible: &BTreeSet<String>) -> Control {
        let refused = self.refused.filter(|r| r.uid == field.uid);
        let value = self.workbook.answers.get(&field.uid);
        let typed = refused.map_or_else(|| as_posted(value), |r| r.typed.clone());
        let row = self.workbook.rows.get(&field.uid);
        let saved =
            row.map(|row| self.shell.say("workbook-saved").with("at", row.changed_at.german()).to_string());
        Control {
            uid: field.uid.clone(),
            label: field.label.clone(),
            help: field.help.clone().unwrap_or_default(),
            leads: field.uid == item.uid,
            when: if field.conditions == item.conditions {
                When::default()
            } else {
                when(&field.conditions, !visible.contains(&field.uid))
            },
            shape: self.shape(item, field, &typed),
            version: refused.map_or_else(|| self.workbook.version_of(&field.uid), |r| r.version),
            saved: saved.unwrap_or_default(),
            words: value.map(|value| field.words(value)).unwrap_or_default(),
            wrong: refused.map(|r| r.message.clone()).unwrap_or_default(),
            earlier: self.workbook.answers.earlier().get(&field.uid).cloned(),
            personal: field.personal,
            has_history: row.is_some(),
            origin: String::new(),
        }
    }

    fn shape(&self, item: &Item, field: &Field, typed: &[String]) -> Shape {
        let last = typed.last().cloned().unwrap_or_default();
        match &field.kind {
            Kind::Line { .. } | Kind::RowName { .. } => Shape::Line(last),
            Kind::Number if field.figure.is_some() => Shape::Figure(self.figure(field, typed)),
            Kind::Number => Shape::Number(last),
            Kind::Text { max } => {
                let (suggestions, own) = apart(&self.suggestions(item, field), &last);
                Shape::Text { own, rows: if *max > 1000 { 5 } else { 3 }, suggestions }
            }
            Kind::Choice(choices) => {
                let none = self.shell.say("workbook-no-answer").to_string();
                let none = Pick { value: String::new(), label: none, chosen: last.is_empty() };
                Shape::One(picks(choices, &[last]).into_iter().chain([none]).collect())
            }
            Kind::Many(choices) => Shape::Many(picks(choices, typed)),
            Kind::Municipalities => {
                let chosen = typed.iter().filter(|key| !key.is_empty());
                Shape::Places(
                    chosen.map(|k| Pick { value: k.clone(), label: k.clone(), chosen: true }).collect(),
                )
            }
            Kind::Flag { yes, .. } => Shape::Tick { on: last == YES, words: yes.clone() },
            Kind::Rows(table) => Shape::Grid { heads: heads(table), rows: self.grid(table, typed) },
        }
    }

    fn figure(&self, field: &Field, typed: &[String]) -> Figure {
        let refused = self.refused.filter(|r| r.uid == field.uid);
        let reason = typed.iter().find_map(|text| Absence::from_code(text));
        let is_number = |text: &&String| !text.trim().is_empty() && Absence::from_code(text).is_none();
        let number = typed.iter().rev().find(is_number);
        let none = Pick {
            value: String::new(),
            label: self.shell.say("workbook-figure-number").to_string(),
            chosen: reason.is_none(),
        };
        let pick = |absence: Absence| Pick {
            value: absence.code().to_owned(),
            label: absence.words().to_owned(),
            chosen: reason == Some(absence),
        };
        let current = self.workbook.figures.get(&field.uid).map(|current| &current.entry);
        let standing = current.filter(|entry| entry.value.is_some());
        let (as_of, source) = match refused {
            Some(refused) => refused.beside.clone(),
            None => (String::new(), standing.map(|entry| entry.source.clone()).unwrap_or_default()),
        };
        Figure {
            number: number.cloned().unwrap_or_default(),
            absence: [none].into_iter().chain(Absence::ALL.map(pick)).collect(),
            as_of,
            source,
            stand: standing.map(|e| self.stand(&e.as_of.german(), &e.source)).unwrap_or_default(),
            is_open: refused.is_some(),
            offers: self.offers(field),
        }
    }

    fn stand(&self, day: &str, source: &str) -> String {
        self.shell.say(figures::stand_text(source)).with("day", day).with("source", source).to_string()
    }

    /// What is known of a figure already and does not stand here.
    fn offers(&self, field: &Field) -> Vec<Offer> {
        let Some(key) = field.figure.as_ref().map(ToString::to_string) else { return Vec::new() };
        let number = |n: i64| self.shell.number(n);
        let mut offers = Vec::new();
        if let Some(entry) = self.known.before.get(&key)
            && let Some(Value::Number(value)) = entry.value
        {
            let said = self.shell.say("workbook-figure-before").with("day", entry.as_of.german());
            let words = said.with("number", number(i64::try_from(value).unwrap_or(0))).to_string();
            // Taking back that there is none lets the number before count again.
            offers.push(Offer { value: String::new(), as_of: String::new(), source: String::new(), words });
        }
        let stands = self.workbook.figures.get(&field.uid).map(|current| &current.entry);
        for other in self.known.others.get(&key).into_iter().flatten() {
            let newer = stands.is_none_or(|entry| entry.value.is_none() || entry.as_of < other.as_of);
            if !newer {
                continue;
            }
            let said = self.shell.say("workbook-figure-other").with("day", other.as_of.german());
            let said = said.with("number", number(other.value)).with("alliance", other.alliance.as_str());
            offers.push(Offer {
                value: other.value.to_string(),
                as_of: other.as_of.to_string(),
                source: other.alliance.clone(),
                words: said.to_string(),
            });
        }
        offers
    }

    /// Words on offer for a text: those of the file, and the names that stand in the
    /// tables of others the question refers to. What was entered there is not typed
    /// a second time (R-STR-09).
    fn suggestions(&self, item: &Item, field: &Field) -> Vec<Choice> {
        let mut offered = field.suggestions.clone();
        if item.item_type != ItemType::TextWithSuggestions || field.uid != item.uid {
            return offered;
        }
        let tables = item.refs.iter().filter_map(|uid| self.workbook.instrument.item(uid));
        let keys = tables.filter(|table| table.table.is_some()).filter_map(|table| table.bound.as_ref());
        for name in keys.filter_map(|key| self.bound.get(key)).flat_map(|bound| &bound.text) {
            let name = name.trim();
            let known = |s: &Choice| s.label.to_lowercase() == name.to_lowercase();
            if !name.is_empty() && !name.contains('\n') && !offered.iter().any(known) {
                offered.push(Choice { value: name.to_owned(), label: name.to_owned() });
            }
        }
        offered
    }

    /// The rows there are, the given ones not used yet, and blank ones to fill.
    fn grid(&self, table: &Table, typed: &[String]) -> Vec<Vec<Cell>> {
        let width = table.columns.len().max(1);
        let named = table.columns.iter().position(|c| matches!(c.kind, Some(Kind::RowName { .. })));
        let there = typed.chunks(width).filter(|row| row.len() == width && row.iter().any(|c| !c.is_empty()));
        let mut rows: Vec<Vec<String>> = there.map(<[String]>::to_vec).collect();
        if let Some(at) = named {
            for given in &table.rows {
                if rows.iter().all(|row| row[at] != given.value) {
                    let mut row = vec![String::new(); width];
                    row[at].clone_from(&given.value);
                    rows.push(row);
                }
            }
        }
        if table.free_rows || named.is_none() {
            rows.extend(std::iter::repeat_n(vec![String::new(); width], BLANK_ROWS));
        }
        let kinds: Vec<String> = named.iter().flat_map(|n| rows.iter().map(|row| row[*n].clone())).collect();
        let of_kind = |value: &str| kinds.iter().filter(|kind| *kind == value).count();
        let row = |(at, cells): (usize, Vec<String>)| -> Vec<Cell> {
            let given = named.and_then(|n| table.rows.iter().find(|r| r.value == cells[n]));
            let number = || self.shell.say("workbook-row").count("number", at + 1).to_string();
            // Several rows may be of one kind.
            let name = match given {
                Some(given) if of_kind(&given.value) > 1 => format!("{}, {}", given.label, number()),
                Some(given) => given.label.clone(),
                None => number(),
            };
            let columns = (1..).zip(&table.columns).zip(cells);
            let cell = |((n, column), value): ((usize, &Column), String)| Cell {
                at: format!("{}-{n}", at + 1),
                column: column.label.clone(),
                row: name.clone(),
                ask: self.ask(column, value, given),
            };
            columns.map(cell).collect()
        };
        rows.into_iter().enumerate().map(row).collect()
    }

    fn ask(&self, column: &Column, value: String, given: Option<&Choice>) -> Ask {
        let pick = |choices: &[Choice]| {
            let none = self.shell.say("workbook-no-answer").to_string();
            let none = Pick { value: String::new(), label: none, chosen: value.is_empty() };
            [none].into_iter().chain(picks(choices, std::slice::from_ref(&value))).collect()
        };
        match (&column.kind, given) {
            (Some(Kind::RowName { .. }), Some(given)) => Ask::Named(given.value.clone(), given.label.clone()),
            (Some(Kind::Choice(choices)), _) => Ask::Pick(pick(choices)),
            (Some(Kind::Flag { yes, no }), _) => {
                let choice =
                    |value: &str, label: &String| Choice { value: value.to_owned(), label: label.clone() };
                Ask::Pick(pick(&[choice(YES, yes), choice(NO, no)]))
            }
            (Some(Kind::Number), _) => {
                Ask::Number(Absence::from_code(&value).map_or(value, |absence| absence.words().to_owned()))
            }
            (Some(Kind::Text { .. }), _) => Ask::Lines(value),
            _ => Ask::Line(value),
        }
    }
}

/// Questions made of others leave it to those to say so.
fn leaves(item: &Item, shared: bool) -> &'static str {
    let some_columns = item.table.iter().flat_map(|table| &table.columns).any(|column| column.shared);
    match (shared && item.members.is_empty(), some_columns) {
        (true, _) => "workbook-leaves",
        (false, true) => "workbook-leaves-partly",
        (false, false) => "",
    }
}

fn heads(table: &Table) -> Vec<(String, String)> {
    table.columns.iter().map(|c| (c.label.clone(), c.help.clone().unwrap_or_default())).collect()
}

fn picks(choices: &[Choice], typed: &[String]) -> Vec<Pick> {
    let pick = |c: &Choice| Pick {
        value: c.value.clone(),
        label: c.label.clone(),
        chosen: typed.contains(&c.value),
    };
    choices.iter().map(pick).collect()
}

/// Parts a text into suggestions taken over as lines of their own, and the rest.
fn apart(suggestions: &[Choice], text: &str) -> (Vec<Pick>, String) {
    let same = |line: &str, s: &Choice| line.trim().to_lowercase() == s.label.to_lowercase();
    let pick = |s: &Choice| Pick {
        value: s.label.clone(),
        label: s.label.clone(),
        chosen: text.lines().any(|line| same(line, s)),
    };
    let own: Vec<&str> = text.split('\n').filter(|line| suggestions.iter().all(|s| !same(line, s))).collect();
    (suggestions.iter().map(pick).collect(), own.join("\n"))
}

fn when(conditions: &[Condition], hidden: bool) -> When {
    let rule = |c: &Condition| match &c.test {
        Test::In(codes) => format!("{}={}", c.field, codes.join(",")),
        Test::NotIn(codes) => format!("{}!={}", c.field, codes.join(",")),
    };
    When { hidden, rule: conditions.iter().map(rule).collect::<Vec<_>>().join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_on_a_line_of_its_own_is_ticked_and_own_words_stay() {
        let suggestions = [
            Choice { value: "k".into(), label: "KAoA".into() },
            Choice { value: "w".into(), label: "Wir".into() },
        ];
        let (picks, own) = apart(&suggestions, "kaoa\nWir alle\n\nNetz");
        assert_eq!(picks.iter().map(|p| p.chosen).collect::<Vec<_>>(), [true, false]);
        assert_eq!(own, "Wir alle\n\nNetz");
    }

    #[test]
    fn a_condition_is_told_to_the_script_in_words_it_can_split() {
        let conditions = [
            Condition { field: "A.1".into(), test: Test::In(vec!["ja".into(), "teils".into()]) },
            Condition { field: "B".into(), test: Test::NotIn(vec!["keine".into()]) },
        ];
        assert_eq!(when(&conditions, true).rule, "A.1=ja,teils B!=keine");
    }
}
