//! The views of refugees, volunteers, partners, municipality and core group laid over
//! each other (R-NOA-27): a table, a sentence, and dots that say the same.
//!
//! No minimum is kept here: contributions are answers of organisations and of people who
//! were asked by name, seen by the office and the core group of their own alliance, who
//! read the answers themselves on the same page. Nothing of it leaves the alliance; what
//! does passes [`base::disclosure`].

use super::acts;
use super::model::{self, Given};
use super::pages::{below_list, list_address};
use super::store;
use crate::workbooks::{self, municipalities};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use base::{Permit, ViewContributions};
use instrument::{Field, Instrument, Kind};
use web::{App, Error, Page, Result, Shell, html};

/// The views on one field, in words.
pub(super) struct Laid {
    pub label: String,
    pub agreement: String,
    /// Each view and how many answers it has given.
    pub voices: Vec<String>,
    pub lines: Vec<LaidLine>,
    /// The width of the dots.
    pub width: usize,
}

/// One answer, and how many of each view gave it.
pub(super) struct LaidLine {
    pub words: String,
    pub counts: Vec<usize>,
    /// A dot for each view: its place, and whether it is filled.
    pub dots: Vec<(usize, bool)>,
    /// What the dots show.
    pub said: String,
}

/// Room for one dot.
const DOT: usize = 22;

/// The views on all fields of a question that can be laid over each other.
pub(super) async fn laid(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    shell: &Shell,
    (aid, fields): (&'static Instrument, &[&'static Field]),
    given: &[Given],
) -> Result<Vec<Laid>> {
    let mut all = Vec::new();
    let mut known = None;
    for field in fields {
        let here = given.iter().filter(|one| one.field == field.uid);
        let Some(mut overlay) = model::overlay(field, here) else { continue };
        if matches!(field.kind, Kind::Municipalities) {
            let places = match known.take() {
                Some(places) => places,
                None => municipalities(db, permit).await?,
            };
            for (key, words, _) in &mut overlay.lines {
                if let Some(place) = places.iter().find(|place| place.ags == *key) {
                    words.clone_from(&place.name);
                }
            }
            known = Some(places);
        }
        let voice = |(voice, n): &(crate::assignments::Voice, usize)| {
            let name = shell.say_of("assignment-voice", voice.key()).to_string();
            shell.say("consolidation-voice").with("name", name).count("count", *n).to_string()
        };
        let of = overlay.voices.len();
        let line = |(_, words, counts): (String, String, Vec<usize>)| {
            let named = counts.iter().filter(|n| **n > 0).count();
            LaidLine {
                words,
                said: shell.say("consolidation-named").count("named", named).count("of", of).to_string(),
                dots: counts.iter().enumerate().map(|(at, n)| (at * DOT + DOT / 2, *n > 0)).collect(),
                counts,
            }
        };
        all.push(Laid {
            label: workbooks::label(aid, field),
            agreement: shell.say_of("consolidation-agreement", overlay.agreement.key()).to_string(),
            voices: overlay.voices.iter().map(voice).collect(),
            lines: overlay.lines.into_iter().map(line).collect(),
            width: of * DOT,
        });
    }
    Ok(all)
}

#[derive(Template)]
#[template(path = "consolidation/section.html")]
struct SectionPage {
    shell: Shell,
    questions: Vec<QuestionLaid>,
}

struct QuestionLaid {
    title: String,
    to: String,
    laid: Vec<Laid>,
}

/// The views of one section laid over each other.
pub async fn section(
    permit: Permit<ViewContributions>,
    State(app): State<App>,
    page: Page,
    Path((_, key, section)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = workbooks::open(&mut db, &permit.lesser(), &key).await?;
    let found = workbook.instrument.section(&section).ok_or(Error::NotFound)?;
    let title = page.shell("consolidation-views").title;
    let shell = page.shell_titled(format!("{title}: {} {}", found.id, found.title));
    let shell = below_list(shell, &workbook);
    let given = store::given(&mut db, &permit, workbook.instrument, "").await?;
    let mut questions = Vec::new();
    for item in &found.items {
        let fields = acts::fields_of(&workbook, item);
        let laid = laid(&mut db, &permit, &shell, (workbook.instrument, &fields), &given).await?;
        if !laid.is_empty() {
            let title = format!("{} {}", item.id.clone().unwrap_or_default(), item.label);
            let to = format!("{}/{}", list_address(&shell, &key), item.uid);
            questions.push(QuestionLaid { title: title.trim().to_owned(), to, laid });
        }
    }
    html(&SectionPage { shell, questions })
}
