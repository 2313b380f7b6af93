//! What a form is of, and what stands there: the contribution to an assignment, or the
//! alliance's own working copy.

use super::{Phrases, form_of, held::Before, lead, store::Subject, words};
use crate::assignments::Assignment;
use crate::contributions::{self, Asked};
use crate::figures::{self, Series};
use crate::workbooks::{self, Workbook};
use ::store::{Entry, Read};
use base::{AnyPermit, AssignmentId, EditWorkbook, Instant, Permit, ViewWorkbook};
use instrument::{Field, Value};
use uuid::Uuid;
use web::{Error, Result, Texts};

/// Entries of one history that are looked through.
const ENTRIES: i64 = 200;

/// What a form is of.
pub enum Of {
    /// Somebody's contribution.
    Assignment(AssignmentId),
    /// The alliance's working copy.
    Workbook(Box<Book>),
}

/// A working copy and who stands before it.
pub struct Book {
    /// The working aid.
    pub key: String,
    /// Whoever may look.
    pub view: Permit<ViewWorkbook>,
    /// The same, where they may write.
    pub edit: Option<Permit<EditWorkbook>>,
}

/// What stands there now.
pub struct Stand {
    /// The working aid and the answers.
    pub workbook: Workbook,
    /// The assignment and what it asks.
    pub assignment: Option<(Assignment, Asked)>,
    subject: Uuid,
}

impl Stand {
    /// Loads it.
    ///
    /// # Errors
    /// `NotFound` where there is nothing of that kind.
    pub async fn load(db: &mut Read, permit: &dyn AnyPermit, of: &Of) -> Result<Self> {
        match of {
            Of::Assignment(id) => {
                let found = contributions::find(db, permit, *id).await?;
                let (assignment, asked) = found.ok_or(Error::NotFound)?;
                let entered = contributions::all(db, permit, *id).await?;
                let broken = |row| Error::Internal(format!("contribution {row} does not fit its field"));
                let workbook = asked.workbook(&entered).map_err(broken)?;
                Ok(Self { workbook, assignment: Some((assignment, asked)), subject: id.uuid() })
            }
            Of::Workbook(book) => {
                let workbook = workbooks::open(db, &book.view, &book.key).await?;
                let alliance = permit.alliance().ok_or(Error::NotFound)?;
                Ok(Self { workbook, assignment: None, subject: alliance.uuid() })
            }
        }
    }
    /// Whose form it is.
    pub fn subject(&self) -> Subject<'_> {
        Subject { id: self.subject, instrument: &self.workbook.instrument.key }
    }
    /// The questions asked, by uid; all where there is no assignment.
    pub fn items(&self) -> Option<Vec<String>> {
        let (_, asked) = self.assignment.as_ref()?;
        Some(asked.items.iter().map(|item| item.uid.clone()).collect())
    }
    /// Whether answers can still be taken.
    pub fn takes(&self, of: &Of) -> bool {
        match (of, &self.assignment) {
            (Of::Assignment(_), Some((assignment, _))) => assignment.state.is_open(),
            (Of::Assignment(_), None) => false,
            (Of::Workbook(book), _) => book.edit.is_some(),
        }
    }
    /// The form, filled with what stands there.
    pub fn form(&self, texts: &Texts, written: Instant) -> documents::Form {
        let phrases = Phrases { lead: lead(texts), say: &|phrase| words(texts, phrase) };
        let (aid, answers) = (self.workbook.instrument, &self.workbook.answers);
        form_of(aid, self.items().as_deref(), answers, (&self.subject.to_string(), written), &phrases)
    }

    /// What stood in a field at that time.
    pub async fn before(
        &self,
        db: &mut Read,
        permit: &dyn AnyPermit,
        of: &Of,
        field: &Field,
        at: Instant,
    ) -> Result<Before> {
        if let (Of::Workbook(book), Some(key)) = (of, &field.figure) {
            let place = &self.workbook.place;
            let series = figures::series(db, &book.view, place, &key.to_string()).await?;
            let known = series.entries().into_iter().filter(|entry| entry.recorded_at <= at).cloned();
            let known = Series::new(known.collect());
            return Ok(Before::Was(known.current().and_then(|entry| entry.value.clone())));
        }
        let Some(row) = self.workbook.rows.get(&field.uid) else { return Ok(Before::Was(None)) };
        if row.changed_at <= at {
            return Ok(Before::Was(self.workbook.answers.get(&field.uid).cloned()));
        }
        let entries = db.history(permit, row.id, ENTRIES).await?;
        Ok(at_that_time(field, &entries, at))
    }
}

/// What a history, the newest first, tells about that time.
fn at_that_time(field: &Field, entries: &[Entry], at: Instant) -> Before {
    let (after, until): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| entry.at > at);
    let (stored, erased) = match (until.first(), after.last()) {
        (Some(last), _) => (&last.after, last.erased),
        (None, Some(first)) => (&first.before, first.erased),
        (None, None) => return Before::Unknown,
    };
    let is_cut = until.is_empty() && entries.len() >= usize::try_from(ENTRIES).unwrap_or(usize::MAX);
    if erased || is_cut {
        return Before::Unknown;
    }
    match stored.as_deref().map(|stored| Value::from_stored(&field.kind, stored)).transpose() {
        Ok(value) => Before::Was(value),
        Err(_) => Before::Unknown,
    }
}
