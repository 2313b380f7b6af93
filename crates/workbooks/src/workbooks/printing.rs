//! The whole working aid on paper: for the file, with room for signatures.

use super::{
    opening,
    pages::{Medium, address, below, brought_in, fill_in},
    view::{Question, Shape, View},
};
use crate::{consolidation, figures::Known};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use base::{Permit, ViewWorkbook};
use web::{App, Page, Result, Shell, html};

#[derive(Template)]
#[template(path = "workbooks/print.html")]
struct PrintPage {
    shell: Shell,
    alliance: String,
    as_of: String,
    version: u32,
    sections: Vec<PrintSection>,
}

struct PrintSection {
    number: String,
    title: String,
    questions: Vec<Question>,
}

/// Every question that is asked, with its answer.
pub async fn print(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit, &key).await?;
    let bound = brought_in(&app.bindings, &mut db, &permit, workbook.instrument).await?;
    let instrument = workbook.instrument;
    let shell = below(page.shell_titled(instrument.title.clone()), instrument);
    let base = address(&shell, &key);
    let known = Known::default();
    let view = View {
        shell: &shell,
        workbook: &workbook,
        base: &base,
        hints: &[],
        bound: &bound,
        known: &known,
        refused: None,
    };
    let mut sections = Vec::new();
    for section in &instrument.sections {
        let mut questions = view.questions(&section.items);
        questions.retain(|q| !q.when.hidden);
        for question in &mut questions {
            question.controls.retain(|c| !c.when.hidden);
            question.parts.retain(|part| !part.when.hidden);
            for part in &mut question.parts {
                part.controls.retain(|c| !c.when.hidden);
            }
        }
        fill_in(&app, &mut db, &permit, Medium::Paper, &shell, &bound, &mut questions).await?;
        consolidation::mark(&mut db, &permit, &shell, &workbook, &mut questions).await?;
        sections.push(PrintSection { number: section.id.clone(), title: section.title.clone(), questions });
    }
    html(&PrintPage {
        alliance: shell.place.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
        as_of: shell.now().german(),
        version: instrument.version,
        sections,
        shell,
    })
}
