//! Where to begin.

use crate::people;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    Actor, Alliance, AnyPermit, ManagePeople, Permission, Permit, Role, UseAccount, ViewAlliance,
    ViewStatewide, ViewWorkbook,
};
use web::{App, Page, Result, Shell, html};

#[derive(Template)]
#[template(path = "start/start.html")]
struct StartPage {
    shell: Shell,
    alliances: Vec<Card>,
    land: Vec<Card>,
    /// Where one holds a role to which nothing has been released: role and alliance.
    waiting: Vec<(String, String)>,
}

struct Card {
    title: String,
    href: String,
    text: String,
    /// How much waits there for whoever looks.
    waits: usize,
}

/// Leads to one's only alliance or to the operator's page, or shows where one may go.
pub(super) async fn show(permit: Permit<UseAccount>, State(app): State<App>, page: Page) -> Result<Response> {
    let actor = permit.actor();
    if only_operates(actor) {
        return Ok(Redirect::to("/operation").into_response());
    }
    if let Some(slug) = only_alliance(actor) {
        return Ok(Redirect::to(&format!("/alliances/{slug}")).into_response());
    }
    let (mut alliances, mut waiting) = (Vec::new(), Vec::new());
    for alliance in actor.alliances() {
        let held = actor.roles().iter().filter(|r| r.alliance.as_ref() == Some(alliance));
        let mut roles: Vec<String> = held.map(|r| people::role_words(&app.texts, r.role, None)).collect();
        roles.dedup();
        if !opens(actor, alliance) {
            waiting.push((roles.join(", "), alliance.name.clone()));
            continue;
        }
        let waits = match Permit::<ViewWorkbook>::ask(actor, Some(alliance)) {
            Some(reading) => app.aids.waits(&mut app.db.read(&reading).await?, &reading).await?.len(),
            None => 0,
        };
        alliances.push(Card {
            title: alliance.name.clone(),
            href: format!("/alliances/{}", alliance.slug),
            text: roles.join(", "),
            waits,
        });
    }
    html(&StartPage { shell: page.shell("start-title"), alliances, land: land(&app, actor), waiting })
}

/// Whether somebody's roles open the alliance's own pages.
fn opens(actor: &Actor, alliance: &Alliance) -> bool {
    Permit::<ViewAlliance>::ask(actor, Some(alliance)).is_some()
}

/// Whether somebody runs the installation and has no other place to be.
fn only_operates(actor: &Actor) -> bool {
    let mut given = actor.roles().iter().filter(|held| held.role.is_given()).peekable();
    given.peek().is_some() && given.all(|held| held.role == Role::Operator)
}

/// The alliance of somebody who has no other place to be.
fn only_alliance(actor: &Actor) -> Option<&str> {
    let statewide = actor.roles().iter().any(|held| held.alliance.is_none() && held.role.is_given());
    match actor.alliances()[..] {
        [only] if !statewide && opens(actor, only) => Some(&only.slug),
        _ => None,
    }
}

/// What one may see beyond single alliances: the results, the people, and every
/// other line of the rail that leads there.
fn land(app: &App, actor: &Actor) -> Vec<Card> {
    let mut cards = Vec::new();
    let mut known = |may: bool, title: &str, text: &str, href: &str| {
        if may {
            cards.push(Card {
                title: app.texts.say(title).to_string(),
                href: href.to_owned(),
                text: app.texts.say(text).to_string(),
                waits: 0,
            });
        }
    };
    known(may::<ViewStatewide>(actor), "start-land", "start-land-help", "/land");
    known(may::<ManagePeople>(actor), "start-people", "start-people-help", "/people");
    let rail = app.nav.iter().filter(|item| !item.path.contains("{alliance}") && (item.seen)(actor, None));
    for item in rail {
        if item.path != "/" && cards.iter().all(|c| c.href != item.path) {
            cards.push(Card {
                title: app.texts.say(item.text).to_string(),
                href: item.path.to_owned(),
                text: String::new(),
                waits: 0,
            });
        }
    }
    cards
}

fn may<P: Permission>(actor: &Actor) -> bool {
    Permit::<P>::ask(actor, None).is_some()
}
