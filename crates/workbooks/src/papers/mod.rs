//! A working aid, or some of its questions, as a Word or spreadsheet file that
//! somebody fills in elsewhere, and back. The file itself is [`documents`]'
//! business; what becomes of the answers is the caller's.

mod back;
mod forth;
mod words;

pub use back::{Returned, answers_from};
pub use forth::{Phrase, Phrases, form_of};
pub use words::{lead, words};

/// The texts of these files.
pub const TEXTS: (&str, &str) = ("papers.de.ftl", include_str!("papers.de.ftl"));

#[cfg(test)]
mod tests;
