//! Tables as files: CSV for programs, XLSX for people.

use crate::core_groups::ByKind;
use axum::response::Response;
use base::percent_tenths;
use documents::{Cell, Column, Ending, Kind, Table};
use web::{Error, Result, Texts};

/// The file's format, by the ending of the address.
pub fn ending(text: &str) -> Result<Ending> {
    Ending::read(text).ok_or(Error::NotFound)
}

/// The table as a file to keep, under a plain name.
pub fn file(table: &Table, name: &str, ending: Ending) -> Result<Response> {
    let bytes = ending.write(table).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(web::attachment(bytes, ending.kind(), &format!("{name}.{}", ending.key())))
}

/// A whole number as a cell.
pub fn whole(n: u64) -> Cell {
    Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A share as a cell, rounded half up to one decimal; empty where there is nothing to count.
pub fn share(count: u64, n: u64) -> Cell {
    let tenths = percent_tenths(count, n).and_then(|t| i64::try_from(t).ok());
    tenths.map_or(Cell::Empty, Cell::Tenths)
}

/// A share for programs, rounded half up to one decimal; `None` where N is 0.
pub fn percent(count: u64, n: u64) -> Option<f64> {
    let tenths = percent_tenths(count, n)?;
    u32::try_from(tenths).ok().map(|t| f64::from(t) / 10.0)
}

/// Yes or no in words: a mark that must not get lost in a file.
pub fn yes_no(texts: &Texts, yes: bool) -> Cell {
    Cell::Text(texts.say(if yes { "file-yes" } else { "file-no" }).to_string())
}

/// For all alliances and each kind: the count, N, the share, and whether it says little.
pub fn kind_columns(texts: &Texts) -> Vec<Column> {
    let mut columns = Vec::new();
    for kind in ByKind::<u64>::KEYS {
        let label = texts.say_of("returns-kind", kind).to_string();
        let mut column = |key: &str, words: &str, of| {
            let label = format!("{label}: {words}");
            columns.push(Column { key: format!("{kind}_{key}"), label, kind: of });
        };
        column("count", &texts.say("core-groups-count").to_string(), Kind::Integer);
        column("n", "N", Kind::Integer);
        column("percent", &texts.say("core-groups-percent").to_string(), Kind::Percent);
        column("limited", &texts.say("core-groups-limited").to_string(), Kind::Text);
    }
    columns
}

/// The cells under [`kind_columns`].
pub fn kind_cells(texts: &Texts, count: ByKind<u64>, n: ByKind<u64>, limited: ByKind<bool>) -> Vec<Cell> {
    let of = |kind| {
        let (count, n) = (count.get(kind), n.get(kind));
        [whole(count), whole(n), share(count, n), yes_no(texts, limited.get(kind))]
    };
    ByKind::<u64>::KEYS.into_iter().flat_map(of).collect()
}
