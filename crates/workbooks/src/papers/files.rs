//! The two kinds of file.

use axum::response::Response;
use documents::{Form, to_docx, to_form_xlsx};
use web::{Error, Result};

/// Word or a spreadsheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// DOCX.
    Word,
    /// XLSX.
    Excel,
}

impl Paper {
    /// By the ending of a file's name; without a known one it is taken for Word.
    pub fn of_name(name: &str) -> Self {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if ["xlsx", "xlsm", "xls"].contains(&ending.as_str()) { Self::Excel } else { Self::Word }
    }
    /// As it stands with a contribution.
    pub const fn way(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Excel => "excel",
        }
    }
    /// By what stands with a contribution.
    pub fn of_way(way: &str) -> Option<Self> {
        [Self::Word, Self::Excel].into_iter().find(|paper| paper.way() == way)
    }
}

/// A form as a file to keep, of this name but for its ending.
pub fn attached(form: &Form, paper: Paper, name: &str) -> Result<Response> {
    let (bytes, kind, ending) = match paper {
        Paper::Word => {
            (to_docx(form), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
        }
        Paper::Excel => {
            (to_form_xlsx(form), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
    };
    let bytes = bytes.map_err(|e| Error::Internal(e.to_string()))?;
    Ok(web::attachment(bytes, kind, &format!("{name}.{ending}")))
}
