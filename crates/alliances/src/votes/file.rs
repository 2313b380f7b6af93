//! The votes as a file, to be taken into a report or a council paper.

use super::model::{Tally, Vote, latest};
use super::store;
use axum::{
    extract::{Path, State},
    response::Response,
};
use base::{Day, ViewVotes};
use documents::{Cell, Column, Ending, Kind, Table};
use web::{App, Error, Page, Permit, Result, Shell};

/// The votes one may see, as CSV or XLSX.
pub async fn download(
    permit: Permit<ViewVotes>,
    State(app): State<App>,
    page: Page,
    Path((_, ending)): Path<(String, String)>,
) -> Result<Response> {
    let ending = Ending::read(&ending).ok_or(Error::NotFound)?;
    let mut db = app.db.read(&permit).await?;
    let votes = latest(store::list(&mut db, &permit).await?);
    let table = table(&page.shell("votes-title"), &votes);
    let bytes = ending.write(&table).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(web::attachment(bytes, ending.kind(), &format!("stimmen.{}", ending.key())))
}

fn table(shell: &Shell, votes: &[Vote]) -> Table {
    let column = |key: &str, label: &str, kind: Kind| Column {
        key: key.to_owned(),
        label: shell.say(label).to_string(),
        kind,
    };
    let tally = Tally::of(votes, shell.today);
    let total = [
        ("votes-asked", tally.asked),
        ("vote-answer-yes", tally.yes),
        ("vote-answer-conditional", tally.conditional),
        ("vote-answer-no", tally.no),
        ("vote-answer-open", tally.open),
    ];
    let notes = total.iter().map(|(label, count)| format!("{}: {count}", shell.say(label)));
    Table {
        title: shell.title.clone(),
        columns: vec![
            column("municipality", "votes-ags", Kind::Text),
            column("name", "territory-name", Kind::Text),
            column("asked_on", "votes-asked-on", Kind::Day),
            column("deadline", "vote-deadline", Kind::Day),
            column("answer", "vote-answer", Kind::Text),
            column("condition", "vote-condition", Kind::Text),
            column("answered_on", "votes-answered-on", Kind::Day),
            column("cast_by", "votes-cast-by", Kind::Text),
            column("comment", "vote-comment", Kind::Text),
        ],
        rows: votes.iter().map(|v| row(shell, v)).collect(),
        notes: notes.collect(),
    }
}

fn row(shell: &Shell, v: &Vote) -> Vec<Cell> {
    let day = |d: Option<Day>| d.map_or(Cell::Empty, |d| Cell::Day(d.to_string()));
    let text = |t: &str| if t.is_empty() { Cell::Empty } else { Cell::Text(t.to_owned()) };
    vec![
        text(&v.municipality_ags),
        text(&v.municipality),
        day(Some(v.asked_on)),
        day(Some(v.deadline)),
        Cell::Text(shell.say_of("vote-answer", v.ballot.answer.key()).to_string()),
        text(&v.ballot.condition),
        day(v.answered_on),
        v.cast_by.map_or(Cell::Empty, |by| Cell::Text(shell.say_of("votes-origin", by.key()).to_string())),
        text(&v.comment),
    ]
}
