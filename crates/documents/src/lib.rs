//! Outside formats, wrapped in one place: tables leave as CSV and XLSX, contact
//! lists come in as XLSX, ODS and CSV. Knows nothing of alliances or aids.

mod defuse;
mod file;
mod sheet;
mod table;
mod write_csv;
mod write_xlsx;

pub use file::Ending;
pub use sheet::{
    MAX_BYTES, MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES, MAX_UNPACKED_BYTES, Sheet,
    SheetError, Stop, read_sheet,
};
pub use table::{Cell, Column, Kind, Table};
pub use write_csv::to_csv;
pub use write_xlsx::{XlsxError, to_xlsx};
