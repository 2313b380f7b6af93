//! A form that people fill in with Word or a spreadsheet and send back: written
//! as DOCX and XLSX, read back as answers by tag.
//!
//! Every place to write carries a tag that stays, whatever happens to the words
//! around it. What comes back is held against the same form: another version, a
//! tag that is missing, strange or there twice, and anything a form does not need
//! (macros, links, embedded files) is refused as a whole, with the reason.

mod docx_read;
mod docx_write;
mod error;
mod safe;
mod slots;
mod xlsx_read;
mod xlsx_write;

pub use docx_read::read_docx;
pub use docx_write::to_docx;
pub use error::{FormError, WriteError};
use std::collections::BTreeMap;
pub use xlsx_read::read_form_xlsx;
pub use xlsx_write::to_form_xlsx;

/// Largest file that is read, in bytes: 10 MB. A filled form has some 100 KB.
pub const MAX_FORM_BYTES: usize = 10_000_000;

/// A form with what is already known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it is called; the title of the document.
    pub title: String,
    /// What it is, who asks and for what: each with its heading, above everything.
    pub about: Vec<(String, String)>,
    /// What to know before filling it in, paragraph by paragraph.
    pub lead: Vec<String>,
    /// What it is a form of; travels with the file.
    pub key: FormKey,
    /// What it consists of, in order.
    pub blocks: Vec<Block>,
}

/// What a form is a form of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormKey {
    /// The name of the questionnaire.
    pub instrument: String,
    /// Its version.
    pub version: u32,
    /// For whom or what it was written, such as the id of an assignment; without a slash.
    pub marker: String,
    /// When it was written, in microseconds since 1970. Travels along, is not compared.
    pub written: i64,
}

/// A piece of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading above several questions.
    Heading(String),
    /// Words between.
    Paragraph(String),
    /// A question with places to answer.
    Question(Question),
    /// A question answered in a table whose rows and columns are given.
    Matrix(Matrix),
    /// A question answered in rows, to which more may be added.
    Grid(Grid),
}

/// A question with places to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The printed number; may be empty.
    pub number: String,
    /// The question.
    pub label: String,
    /// What helps to answer it.
    pub help: Option<String>,
    /// The places to answer.
    pub inputs: Vec<Input>,
}

/// One place to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The name that stays.
    pub tag: String,
    /// The words beside it; empty where the question says all.
    pub label: String,
    /// What helps to answer it, or in what it is counted.
    pub help: Option<String>,
    /// What can be answered.
    pub kind: FillableKind,
    /// What is known already: codes of choices, words else; several only for [`FillableKind::Many`].
    pub value: Answer,
    /// What is asked about the answer, right beside it, such as its day and source: at
    /// most two, with the same headings for all answers of a form.
    pub beside: Vec<Self>,
    /// A file may lack it: then nothing is said.
    pub is_optional: bool,
}

/// What stands in a place to answer, as a web form would post it.
pub type Answer = Vec<String>;

/// What can be answered in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FillableKind {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// A whole number, or words that say why there is none.
    Number,
    /// A calendar day; `2019-07-31`.
    Day,
    /// One of these.
    Choice(Vec<Word>),
    /// One of these, or own words.
    Combo(Vec<Word>),
    /// Any of these; not in a [`Grid`].
    Many(Vec<Word>),
}

/// An answer on offer: its code, and what people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The code.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// A question whose places to answer stand in given rows and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// The printed number; may be empty.
    pub number: String,
    /// The question.
    pub label: String,
    /// What helps to answer it.
    pub help: Option<String>,
    /// What the rows are, above them; empty where there is one row without a heading.
    pub corner: String,
    /// The headings of the columns.
    pub columns: Vec<String>,
    /// The rows: their heading, and one place per column, where there is one.
    pub rows: Vec<(String, Vec<Option<Input>>)>,
}

/// A question answered in rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The name that stays.
    pub tag: String,
    /// The printed number; may be empty.
    pub number: String,
    /// The question.
    pub label: String,
    /// What helps to answer it.
    pub help: Option<String>,
    /// The columns, from left to right.
    pub columns: Vec<GridColumn>,
    /// The rows, each with a cell per column; blank ones to be filled in as well.
    pub rows: Vec<Vec<GridCell>>,
    /// A file may lack it: then nothing is said.
    pub is_optional: bool,
}

/// A column of a [`Grid`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridColumn {
    /// The name that stays.
    pub tag: String,
    /// The heading.
    pub label: String,
    /// What helps to fill it.
    pub help: Option<String>,
    /// What its cells can be.
    pub kind: FillableKind,
}

/// A cell of a [`Grid`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridCell {
    /// The code of a choice, words else; empty where nothing is known.
    pub value: String,
    /// Given by the form and not to be changed.
    pub is_fixed: bool,
}

/// What a returned form says, by tag: the answers of each input as a web form
/// would post them, and the cells of each grid row by row, one per column. Rows
/// in which nothing stands are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// When the form was written, as the file says: see [`FormKey::written`].
    pub written: i64,
    /// Everything the form asked for; an empty list where nothing was answered.
    pub answers: BTreeMap<String, Answer>,
    /// Of each grid the numbers by which people find the rows that say something: in a
    /// Word table counted from 1 below its head, in a spreadsheet the number at its left.
    pub rows: BTreeMap<String, Vec<usize>>,
}

/// Most inputs beside another.
const MOST_BESIDE: usize = 2;

impl Form {
    /// The headings of what is asked beside answers; none where nothing is.
    fn beside(&self) -> Vec<&str> {
        let inputs = self.blocks.iter().flat_map(|block| match block {
            Block::Question(question) => question.inputs.iter().collect(),
            Block::Matrix(matrix) => matrix.inputs().collect(),
            Block::Heading(_) | Block::Paragraph(_) | Block::Grid(_) => Vec::new(),
        });
        let asked = inputs.map(|input| &input.beside).find(|beside| !beside.is_empty());
        asked.into_iter().flatten().take(MOST_BESIDE).map(|input| input.label.as_str()).collect()
    }
}

impl Matrix {
    fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.rows.iter().flat_map(|(_, cells)| cells).flatten()
    }
    /// The headings of what is asked beside the answers of its rows.
    fn beside(&self) -> Vec<&str> {
        let asked = self.inputs().map(|input| &input.beside).find(|beside| !beside.is_empty());
        asked.into_iter().flatten().map(|input| input.label.as_str()).collect()
    }
    /// Columns of its table.
    fn width(&self) -> usize {
        usize::from(!self.corner.is_empty()) + self.columns.len() + self.beside().len()
    }
}

#[cfg(test)]
mod tests;
