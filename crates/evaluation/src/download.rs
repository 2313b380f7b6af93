//! Tables as files: CSV for programs, XLSX for people.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use documents::{Table, to_csv, to_xlsx};
use web::{Error, Result};

/// Which file is wanted, by the ending of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// RFC 4180.
    Csv,
    /// Excel and others.
    Xlsx,
}

impl Ending {
    /// The ending as it stands in the address.
    pub fn read(text: &str) -> Result<Self> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(Error::NotFound),
        }
    }
}

/// The table as a file to keep, under a plain name.
pub fn file(table: &Table, name: &str, ending: Ending) -> Result<Response> {
    let (bytes, kind, ending) = match ending {
        Ending::Csv => (to_csv(table), "text/csv; charset=utf-8", "csv"),
        Ending::Xlsx => (
            to_xlsx(table).map_err(|e| Error::Internal(e.to_string()))?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
