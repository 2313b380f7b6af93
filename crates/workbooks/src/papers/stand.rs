//! What a form is of, and what stands there: the contribution to an assignment, or the
//! alliance's own working copy.

use super::{
    Content, PassageRow, Phrases, form_of,
    held::{At, Before},
    lead,
    store::Subject,
    words,
};
use crate::assignments::{self, Assignment};
use crate::contributions::{self, Asked, Contribution};
use crate::figures::{self, Origin, Series};
use crate::summary;
use crate::workbooks::{self, Workbook};
use ::store::{Entry, Read};
use base::{AnyPermit, AssignmentId, EditWorkbook, Instant, Permit, ViewWorkbook};
use instrument::{Field, Value};
use std::collections::BTreeMap;
use uuid::Uuid;
use web::{Error, Result, Shell, Texts};

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

/// Who takes a form along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taker {
    /// The alliance it belongs to.
    pub alliance: String,
    /// By personal link; else with an account.
    pub by_link: bool,
}

/// What stands there now.
pub struct Stand {
    /// The working aid and the answers.
    pub workbook: Workbook,
    /// The assignment and what it asks.
    pub assignment: Option<(Assignment, Asked)>,
    /// Day and source of the numbers that have any, by field.
    origins: BTreeMap<String, Origin>,
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
                let origin = |one: Contribution| (one.item, Origin { as_of: one.as_of, source: one.source });
                let origins = entered.into_iter().map(origin).collect();
                Ok(Self { workbook, assignment: Some((assignment, asked)), origins, subject: id.uuid() })
            }
            Of::Workbook(book) => {
                let workbook = workbooks::open(db, &book.view, &book.key).await?;
                let alliance = permit.alliance().ok_or(Error::NotFound)?;
                let origins = workbook.figures.iter().filter(|(_, current)| current.entry.value.is_some());
                let origins =
                    origins.map(|(uid, current)| (uid.clone(), origin_of(&current.entry))).collect();
                Ok(Self { workbook, assignment: None, origins, subject: alliance.uuid() })
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

    /// The form as it is read back: its places, with what stands there.
    pub fn form(&self, texts: &Texts, written: Instant) -> documents::Form {
        self.form_with(texts, written, &self.content())
    }

    fn form_with(&self, texts: &Texts, written: Instant, content: &Content) -> documents::Form {
        let phrases = Phrases { lead: lead(texts), say: &|phrase| words(texts, phrase) };
        let aid = self.workbook.instrument;
        form_of(aid, self.items().as_deref(), content, (&self.subject.to_string(), written), &phrases)
    }

    fn content(&self) -> Content {
        Content {
            answers: self.workbook.answers.clone(),
            origins: self.origins.clone(),
            passages: self.assignment.is_none().then(Vec::new),
            ..Content::default()
        }
    }

    /// The form to take along: with what else is known, the passages of summaries, and what
    /// it is, who asks and for what.
    pub async fn form_to_take(
        &self,
        db: &mut Read,
        permit: &dyn AnyPermit,
        taker: &Taker,
        shell: &Shell,
        written: Instant,
    ) -> Result<documents::Form> {
        let mut content = self.content();
        content.about = self.about(db, permit, taker, shell, written).await?;
        if let Some((assignment, asked)) = &self.assignment {
            for item in asked.items.iter().copied() {
                let known = contributions::known(db, permit, shell, (assignment, asked), item).await?;
                content.known.insert(item.uid.clone(), known);
            }
        } else {
            let aid = self.workbook.instrument;
            let row = |passage: &summary::Passage| PassageRow {
                field: passage.item.clone(),
                code: code_of(passage.id),
                words: passage.words.clone(),
                source: summary::source_words(shell, aid, passage),
            };
            content.passages = Some(self.workbook.passages.iter().map(row).collect());
        }
        Ok(self.form_with(shell.texts(), written, &content))
    }

    /// What the form is, who asks and for what, until when and where to: nothing its
    /// reader does not see on the page.
    async fn about(
        &self,
        db: &mut Read,
        permit: &dyn AnyPermit,
        taker: &Taker,
        shell: &Shell,
        written: Instant,
    ) -> Result<Vec<(String, String)>> {
        let office = assignments::office(db, permit).await?;
        let alliance = taker.alliance.as_str();
        let title = self.workbook.instrument.title.as_str();
        let line = |head: &str, words: String| (shell.say(head).to_string(), words);
        let office_at = |lines: &[&str]| {
            let lines: Vec<&str> = lines.iter().copied().filter(|line| !line.trim().is_empty()).collect();
            lines.join("\n")
        };
        let by_mail = if office.email.is_empty() {
            shell.say("papers-about-back-office").to_string()
        } else {
            shell.say("papers-about-back-mail").with("email", office.email.as_str()).to_string()
        };
        let at = written.german();
        let Some((assignment, asked)) = &self.assignment else {
            let what = shell.say("papers-about-book").with("aid", title).with("alliance", alliance);
            return Ok([
                line("papers-about-what", what.to_string()),
                line("papers-about-who", office_at(&[&office.institution, &office.email])),
                line("papers-about-at", at),
                line(
                    "papers-about-back",
                    shell.say("papers-about-back-book").with("mail", by_mail).to_string(),
                ),
            ]
            .into_iter()
            .filter(|(_, words)| !words.is_empty())
            .collect());
        };
        let what = shell.say("papers-about-questions").count("count", asked.items.len());
        let what = what.with("aid", title).with("alliance", alliance).to_string();
        let phone = match office.phone.as_str() {
            "" => String::new(),
            phone => format!("{} {phone}", shell.say("contribution-phone")),
        };
        let who = if office.institution.is_empty() { alliance } else { office.institution.as_str() };
        let back = if taker.by_link {
            shell.say("papers-about-back-link").with("mail", by_mail).to_string()
        } else {
            by_mail
        };
        let mut about = vec![line("papers-about-what", what)];
        if !taker.by_link && !assignment.organisation.is_empty() {
            about.push(line("papers-about-whom", assignment.organisation.clone()));
        }
        about.extend([
            line("papers-about-who", office_at(&[who, &office.name, &phone, &office.email])),
            line("papers-about-why", assignment.why.clone()),
            line("papers-about-due", assignment.due_on.german()),
            line("papers-about-at", at),
            line("papers-about-back", back),
        ]);
        about.retain(|(_, words)| !words.is_empty());
        Ok(about)
    }

    /// The name of a file of it, without its ending: the working aid, whom it is for, the day.
    pub fn file_name(&self, taker: &Taker, written: Instant) -> String {
        let asked = self.assignment.as_ref().filter(|_| !taker.by_link);
        let organisation = asked.map_or("", |(assignment, _)| assignment.organisation.as_str());
        let (aid, day) = (self.workbook.instrument.short_title.as_str(), written.day().to_string());
        let parts = [aid, organisation, &taker.alliance, &day].into_iter();
        let parts = parts.map(in_name).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("_")
    }

    /// What stands in a field now.
    pub fn now(&self, field: &Field) -> At {
        let row = field.split_of.as_ref();
        let origins = [Some(&field.uid), row].into_iter().flatten();
        let mut origins: Vec<Origin> = origins.filter_map(|uid| self.origins.get(uid)).cloned().collect();
        origins.extend(row.and_then(|row| self.row_origin(row)));
        At { value: self.workbook.answers.get(&field.uid).cloned(), origins: Some(origins) }
    }

    /// The day and source its row of numbers has in a file.
    fn row_origin(&self, whole: &str) -> Option<Origin> {
        let fields = self.workbook.instrument.fields().iter();
        let splits = fields.filter(|field| field.split_of.as_deref() == Some(whole)).map(|field| &field.uid);
        let mut known = splits.filter_map(|uid| self.origins.get(uid));
        known.find(|origin| **origin != Origin::default()).cloned()
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
        if let (Of::Workbook(book), Some(_)) = (of, &field.figure) {
            let mut was = self.figure_before(db, &book.view, field, at).await?;
            let whole = field.split_of.as_ref().and_then(|whole| self.workbook.instrument.field(whole));
            if let (Some(whole), Some(origins)) = (whole, &mut was.origins) {
                origins
                    .extend(self.figure_before(db, &book.view, whole, at).await?.origins.unwrap_or_default());
                origins.extend(self.row_origin(&whole.uid));
            }
            return Ok(Before::Was(was));
        }
        let Some(row) = self.workbook.rows.get(&field.uid) else { return Ok(Before::Was(At::default())) };
        if row.changed_at <= at {
            return Ok(Before::Was(self.now(field)));
        }
        let entries = db.history(permit, row.id, ENTRIES).await?;
        Ok(at_that_time(field, &entries, at))
    }

    /// What was known of a figure at that time.
    async fn figure_before(
        &self,
        db: &mut Read,
        permit: &Permit<ViewWorkbook>,
        field: &Field,
        at: Instant,
    ) -> Result<At> {
        let Some(key) = &field.figure else { return Ok(At::default()) };
        let series = figures::series(db, permit, &self.workbook.place, &key.to_string()).await?;
        let known = series.entries().into_iter().filter(|entry| entry.recorded_at <= at).cloned();
        let known = Series::new(known.collect());
        let current = known.current();
        Ok(At {
            value: current.and_then(|entry| entry.value.clone()),
            origins: Some(current.map(origin_of).into_iter().collect()),
        })
    }

    /// What a passage said at that time; `None` where the history does not tell.
    pub async fn passage_before(
        &self,
        db: &mut Read,
        permit: &dyn AnyPermit,
        passage: Uuid,
        at: Instant,
    ) -> Result<Option<String>> {
        let entries = db.history(permit, passage, ENTRIES).await?;
        Ok(stored_then(entries.iter().filter(|entry| entry.field == "words"), at).unwrap_or_default())
    }

    /// The passage of that code in a field.
    pub fn passage(&self, field: &str, code: &str) -> Option<&summary::Passage> {
        self.workbook
            .passages
            .iter()
            .find(|one| one.item == field && code_of(one.id).eq_ignore_ascii_case(code))
    }
}

/// Names a passage in a file: the last eight digits of its key.
fn code_of(id: Uuid) -> String {
    let digits = id.simple().to_string();
    digits.get(digits.len().saturating_sub(8)..).unwrap_or_default().to_owned()
}

/// Words as part of a file's name: without blanks and what a file's name cannot hold.
fn in_name(words: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || c == '-' || c == '.' { c } else { ' ' };
    words.chars().map(plain).collect::<String>().split_whitespace().collect::<Vec<_>>().join("-")
}

fn origin_of(entry: &figures::Entry) -> Origin {
    Origin { as_of: Some(entry.as_of), source: entry.source.clone() }
}

/// The history does not tell any more.
struct Untold;

/// What a history, the newest first, tells about that time.
fn stored_then<'e>(
    entries: impl Iterator<Item = &'e Entry>,
    at: Instant,
) -> std::result::Result<Option<String>, Untold> {
    let (after, until): (Vec<&Entry>, Vec<&Entry>) = entries.partition(|entry| entry.at > at);
    let count = after.len() + until.len();
    let (stored, erased) = match (until.first(), after.last()) {
        (Some(last), _) => (&last.after, last.erased),
        (None, Some(first)) => (&first.before, first.erased),
        (None, None) => return Err(Untold),
    };
    let is_cut = until.is_empty() && count >= usize::try_from(ENTRIES).unwrap_or(usize::MAX);
    if erased || is_cut { Err(Untold) } else { Ok(stored.clone()) }
}

fn at_that_time(field: &Field, entries: &[Entry], at: Instant) -> Before {
    let Ok(stored) = stored_then(entries.iter(), at) else { return Before::Unknown };
    match stored.as_deref().map(|stored| Value::from_stored(&field.kind, stored)).transpose() {
        Ok(value) => Before::Was(At { value, origins: None }),
        Err(_) => Before::Unknown,
    }
}
