//! The page on which the office says who informs whom.

use super::store::{self, Through};
use crate::circle::Circle;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use base::{EditAlliance, ViewAlliance};
use web::{App, Conflict, Differing, Error, Fields, Page, Permit, Result, Shell, html};

#[derive(Template)]
#[template(path = "informed/show.html")]
struct ShowPage {
    shell: Shell,
    rows: Vec<Row>,
    /// Who informs how many others: names, told once per multiplier.
    multipliers: Vec<(String, String)>,
}

struct Row {
    ags: String,
    name: String,
    version: i64,
    /// Key, name, chosen.
    choices: Vec<(String, String, bool)>,
}

pub async fn show(permit: Permit<EditAlliance>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let viewing: Permit<ViewAlliance> = permit.lesser();
    let known = store::all(&mut db, &viewing).await?;
    let circle = Circle::of(&mut db, &permit).await?;
    let shell = under_municipalities(page.shell("informed-title"));
    let directly = (String::new(), shell.say("informed-directly").to_string());
    let named = circle.named();
    let row = |(ags, name): &(String, String)| {
        let said = known.iter().find(|t| t.municipality_ags == *ags);
        let by = said.map(|t| t.through_ags.as_str()).unwrap_or_default();
        let offered = std::iter::once(&directly).chain(named.iter().filter(|(other, _)| other != ags));
        Row {
            ags: ags.clone(),
            name: name.clone(),
            version: said.map_or(0, |t| t.version),
            choices: offered.map(|(key, words)| (key.clone(), words.clone(), key == by)).collect(),
        }
    };
    let informed_by = |(ags, name): &(String, String)| {
        let others: Vec<String> = known
            .iter()
            .filter(|t| t.through_ags == *ags)
            .map(|t| circle.name(&t.municipality_ags))
            .collect();
        (!others.is_empty()).then(|| (name.clone(), others.join(", ")))
    };
    html(&ShowPage {
        rows: named.iter().map(row).collect(),
        multipliers: named.iter().filter_map(informed_by).collect(),
        shell,
    })
}

pub async fn save(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    Path((_, ags)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let through = fields.get("through").unwrap_or_default().to_owned();
    let mut tx = app.db.begin(&permit).await?;
    let circle = Circle::of(&mut tx, &permit).await?;
    if !circle.has(&ags) {
        return Err(Error::NotFound);
    }
    let shell = under_municipalities(page.shell("informed-title"));
    if through == ags || !(through.is_empty() || circle.has(&through)) {
        return Err(Error::Field { field: "through", message: shell.say("form-unknown-choice").to_string() });
    }
    let known = store::all(&mut tx, &permit.lesser()).await?;
    let before = known.into_iter().find(|t| t.municipality_ags == ags).unwrap_or_else(|| Through {
        municipality_ags: ags.clone(),
        through_ags: String::new(),
        through: String::new(),
        version: 0,
    });
    if store::say(&mut tx, &permit, &before, &through, version).await?.is_none() {
        return conflict(shell, page.path(), &circle, &before, &through).answer();
    }
    tx.commit(&permit, &format!("informed through: {ags}")).await?;
    Ok(Redirect::to(&format!("{}/informed-through?done=informed-saved", shell.home())).into_response())
}

fn conflict(shell: Shell, action: &str, circle: &Circle, theirs: &Through, mine: &str) -> Conflict {
    let name = |key: &str| {
        if key.is_empty() { shell.say("informed-directly").to_string() } else { circle.name(key) }
    };
    let differing = vec![Differing {
        name: "through".to_owned(),
        label: circle.name(&theirs.municipality_ags),
        words: Some((name(&theirs.through_ags), name(mine))),
        theirs: theirs.through_ags.clone(),
        mine: mine.to_owned(),
    }];
    let (action, shell) = (action.to_owned(), shell.retitled("conflict-title"));
    Conflict { shell, action, version: theirs.version, agreed: Vec::new(), differing, who: String::new() }
}

fn under_municipalities(shell: Shell) -> Shell {
    let (words, href) =
        (shell.say("municipalities-title").to_string(), format!("{}/municipalities", shell.home()));
    shell.under(words, href)
}
