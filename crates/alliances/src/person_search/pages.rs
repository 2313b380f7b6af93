//! The form and what was found. The name is sent as a form and stands in no address.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use base::FindPerson;
use web::{App, Fields, Form, Page, Permit, Result, Shell, Sought, Trace, html, html_with};

#[derive(Template)]
#[template(path = "person_search/search.html")]
struct SearchPage {
    shell: Shell,
    form: Form,
    /// `None` until somebody was looked for.
    found: Option<Vec<Trace>>,
}

/// Asks for a name or an address.
pub async fn ask(_: Permit<FindPerson>, page: Page) -> Result<Response> {
    html(&SearchPage { shell: page.shell("person-search-title"), form: Form::default(), found: None })
}

/// Looks through everything the alliance holds, and writes down that this was done.
pub async fn search(
    permit: Permit<FindPerson>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("person-search-title");
    let mut form = Form::of(fields);
    let text = form.line(&shell, "person", 200);
    let sought = Sought::read(&text);
    if sought.is_none() && form.is_good() {
        form.refuse("person", shell.say("person-search-short"));
    }
    let Some(sought) = sought.filter(|_| form.is_good()) else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &SearchPage { shell, form, found: None });
    };
    let mut db = app.db.read(&permit).await?;
    let mut found = Vec::new();
    for context in &app.traces {
        found.extend(context.find(&mut db, &permit, &shell.home(), &sought).await?);
    }
    html(&SearchPage { shell, form, found: Some(found) })
}
