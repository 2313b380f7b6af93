//! What was accepted, counted by theme: how it goes as talks say, how many workshops spoke
//! about it, how many hindrances there are. A picture, a table that says the same, a file.

use super::model::{Kind, State};
use super::sheet::sheet;
use super::store::{self, Count};
use ::store::Read;
use askama::Template;
use axum::{extract::State as Ext, response::Response};
use base::{AnyPermit, Permit, ReviewVoices, ViewVoices, disclosure};
use documents::{Cell, Column, Table, to_csv};
use web::{App, Page, Result, Shell, attachment, html};

/// One theme. Numbers that could point at somebody are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub theme: String,
    pub label: String,
    /// Talks by how it goes: good, middling, bad, unsaid.
    pub talks: [Option<u64>; 4],
    /// All talks about it.
    pub all: Option<u64>,
    pub workshops: u64,
    pub hindrances: u64,
}

/// All themes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Themes {
    pub rows: Vec<Row>,
    /// Sums of the columns; a talk about three themes counts in each.
    pub talks: [Option<u64>; 4],
    pub all: Option<u64>,
    /// Numbers may be hidden.
    pub is_gated: bool,
}

/// The columns of talks, as the sheet and the table of counts know them.
const MOODS: [&str; 4] = ["good", "middling", "bad", ""];

/// Puts counts into a table; small ones are hidden where they are told to others than the
/// office. All counts of talks go through one gate together: two tables gated apart could
/// be held against each other.
pub(super) fn themes(counts: &[Count], is_gated: bool) -> Themes {
    let sheet = sheet();
    let of = |kind: Kind, theme: &str, mood: Option<&str>| -> u64 {
        let fits =
            |c: &&Count| c.kind == kind.key() && c.theme == theme && mood.is_none_or(|mood| c.mood == mood);
        counts.iter().filter(fits).map(|c| u64::try_from(c.times).unwrap_or(0)).sum()
    };
    let cells: Vec<Vec<u64>> =
        sheet.themes.iter().map(|t| MOODS.map(|mood| of(Kind::Talk, &t.key, Some(mood))).to_vec()).collect();
    let told = if is_gated { disclosure::gate_table(&cells) } else { open(&cells) };
    let four = |cells: &[Option<u64>]| std::array::from_fn(|at| cells.get(at).copied().flatten());
    let row = |(at, theme): (usize, &super::sheet::Choice)| Row {
        theme: theme.key.clone(),
        label: theme.label.clone(),
        talks: four(told.cells.get(at).map(Vec::as_slice).unwrap_or_default()),
        all: told.row_totals.get(at).copied().flatten(),
        workshops: of(Kind::Workshop, &theme.key, None),
        hindrances: of(Kind::Hindrance, &theme.key, None),
    };
    let rows = sheet.themes.iter().enumerate().map(row).collect();
    Themes { rows, talks: four(&told.column_totals), all: told.total, is_gated }
}

/// The same with nothing hidden.
fn open(cells: &[Vec<u64>]) -> disclosure::Disclosed {
    let sum = |at: usize| cells.iter().map(|row| row.get(at).copied().unwrap_or(0)).sum::<u64>();
    disclosure::Disclosed {
        cells: cells.iter().map(|row| row.iter().copied().map(Some).collect()).collect(),
        row_totals: cells.iter().map(|row| Some(row.iter().sum())).collect(),
        column_totals: (0..MOODS.len()).map(|at| Some(sum(at))).collect(),
        total: Some(cells.iter().flatten().sum()),
    }
}

/// The counts as the permit's holder may see them.
pub(super) async fn counted(db: &mut Read, permit: &Permit<ViewVoices>) -> Result<Themes> {
    let is_office = Permit::<ReviewVoices>::ask(permit.actor(), permit.place()).is_some();
    Ok(themes(&store::counts(db, permit).await?, !is_office))
}

#[derive(Template)]
#[template(path = "voices/moods.svg", escape = "html")]
struct Picture<'a> {
    title: &'a str,
    rows: Vec<Bars>,
    height: usize,
}

struct Bars {
    label: String,
    value: String,
    y: usize,
    /// Class, start and width of each piece.
    pieces: Vec<(&'static str, u64, u64)>,
}

/// The drawing's width.
const WIDTH: u64 = 600;

fn picture(shell: &Shell, title: &str, themes: &Themes) -> String {
    let shown = || themes.rows.iter().filter(|row| row.all != Some(0));
    let most = shown().filter_map(|row| row.all).max().unwrap_or(0).max(1);
    let row = |(at, row): (usize, &Row)| {
        let mut from = 0;
        let mut pieces = Vec::new();
        for (class, count) in ["good", "middling", "bad", "unsaid"].into_iter().zip(row.talks) {
            let width = count.unwrap_or(0) * WIDTH / most;
            if width > 0 {
                pieces.push((class, from, width));
            }
            from += width;
        }
        Bars { label: row.label.clone(), value: number(shell, row.all), y: at * 44, pieces }
    };
    let rows: Vec<Bars> = shown().enumerate().map(row).collect();
    let height = rows.len() * 44;
    Picture { title, rows, height }.render().unwrap_or_default()
}

fn number(shell: &Shell, count: Option<u64>) -> String {
    count.map_or_else(|| shell.say("themes-hidden").to_string(), |n| shell.number(n))
}

#[derive(Template)]
#[template(path = "voices/themes.html")]
struct ThemesPage {
    shell: Shell,
    may_review: bool,
    is_gated: bool,
    is_empty: bool,
    waiting: i64,
    picture: String,
    faces: Vec<(&'static str, String, String)>,
    rows: Vec<Line>,
    sums: Vec<String>,
    minimum: u64,
}

struct Line {
    label: String,
    talks: Vec<String>,
    workshops: String,
    hindrances: String,
    to: String,
}

pub async fn show(permit: Permit<ViewVoices>, Ext(app): Ext<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let themes = counted(&mut db, &permit).await?;
    let shell = page.shell("themes-title");
    let totals = store::totals(&mut db, &permit).await?;
    let waiting = totals.iter().filter(|(_, state, _)| state == State::Received.key()).map(|(.., n)| n).sum();
    let line = |row: &Row| Line {
        label: row.label.clone(),
        talks: row.talks.iter().chain([&row.all]).map(|count| number(&shell, *count)).collect(),
        workshops: shell.number(row.workshops),
        hindrances: shell.number(row.hindrances),
        to: format!("{}/hindrances?theme={}", shell.home(), row.theme),
    };
    let is_empty = themes.all == Some(0) && themes.rows.iter().all(|r| r.workshops + r.hindrances == 0);
    let title = shell.say("themes-picture").to_string();
    let faces = [("good", 0), ("middling", 1), ("bad", 2)].into_iter();
    let faces = faces
        .filter_map(|(class, at)| sheet().moods.get(at).map(|m| (class, m.face.clone(), m.label.clone())));
    html(&ThemesPage {
        may_review: !themes.is_gated,
        is_gated: themes.is_gated,
        is_empty,
        waiting,
        picture: picture(&shell, &title, &themes),
        faces: faces.collect(),
        rows: themes.rows.iter().map(line).collect(),
        sums: themes.talks.iter().chain([&themes.all]).map(|count| number(&shell, *count)).collect(),
        minimum: disclosure::MINIMUM,
        shell,
    })
}

/// The same as a file.
pub async fn file(permit: Permit<ViewVoices>, Ext(app): Ext<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let themes = counted(&mut db, &permit).await?;
    let shell = page.shell("themes-title");
    let whole = |n: u64| Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX));
    let told =
        |count: Option<u64>| count.map_or_else(|| Cell::Text(shell.say("themes-hidden").to_string()), whole);
    let column = |key: &str, label: String, kind| Column { key: key.to_owned(), label, kind };
    let mut columns = vec![column("theme", shell.say("voice-theme").to_string(), documents::Kind::Text)];
    for mood in &sheet().moods {
        columns.push(column(&mood.key, mood.label.clone(), documents::Kind::Integer));
    }
    for (key, text) in [
        ("unsaid", "voice-unsaid"),
        ("talks", "themes-talks"),
        ("workshops", "themes-workshops"),
        ("hindrances", "hindrances-title"),
    ] {
        columns.push(column(key, shell.say(text).to_string(), documents::Kind::Integer));
    }
    let row = |row: &Row| {
        let mut cells = vec![Cell::Text(row.label.clone())];
        cells.extend(row.talks.map(told));
        cells.extend([told(row.all), whole(row.workshops), whole(row.hindrances)]);
        cells
    };
    let rows = themes.rows.iter().map(row).collect();
    let table = Table { title: shell.title.clone(), columns, rows, notes: Vec::new() };
    Ok(attachment(to_csv(&table), "text/csv; charset=utf-8", "stimmen-nach-themen.csv"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(kind: &str, theme: &str, mood: &str, times: i64) -> Count {
        Count { kind: kind.into(), theme: theme.into(), mood: mood.into(), level: String::new(), times }
    }

    #[test]
    fn the_office_sees_each_number_and_others_none_that_points_at_somebody() {
        let counts = [
            count("talk", "sprache", "good", 2),
            count("talk", "sprache", "bad", 9),
            count("talk", "wohnen", "bad", 12),
            count("talk", "wohnen", "good", 7),
            count("workshop", "sprache", "", 1),
            count("hindrance", "wohnen", "", 3),
        ];
        let office = themes(&counts, false);
        let sprache = &office.rows[0];
        assert_eq!(
            (sprache.talks, sprache.all, sprache.workshops),
            ([Some(2), Some(0), Some(9), Some(0)], Some(11), 1)
        );
        assert_eq!((office.talks, office.all), ([Some(9), Some(0), Some(21), Some(0)], Some(30)));
        let others = themes(&counts, true);
        assert_eq!(others.rows[0].talks[0], None, "two people");
        assert_eq!(others.rows[0].talks[2], None, "or it could be worked out");
        assert_eq!((others.rows[1].hindrances, others.rows[0].workshops), (3, 1));
        assert_eq!(others.all, Some(30));
    }
}
