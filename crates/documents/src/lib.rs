//! Outside formats, wrapped in one place: tables leave as CSV and XLSX, contact
//! lists come in as XLSX, ODS and CSV, forms leave as DOCX and XLSX and come back
//! filled in. Knows nothing of alliances or aids.

mod apart;
mod defuse;
mod file;
mod form;
mod package;
mod sheet;
mod stop;
mod table;
mod write_csv;
mod write_xlsx;

pub use apart::{Lost, read_form_apart, read_sheet_apart};
pub use file::Ending;
pub use form::{
    Answer, Block, FillableKind, Form, FormError, FormKey, Grid, GridCell, GridColumn, Input, MAX_FORM_BYTES,
    Matrix, Question, Reading, Word, WriteError, read_docx, read_form_xlsx, to_docx, to_form_xlsx,
};
pub use package::MAX_UNPACKED_BYTES;
pub use sheet::{
    Leaf, MAX_BYTES, MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES, Sheet, SheetError,
    read_leaves, read_sheet,
};
pub use stop::Stop;
pub use table::{Cell, Column, Kind, Table};
pub use write_csv::to_csv;
pub use write_xlsx::{XlsxError, to_xlsx, to_xlsx_book};
