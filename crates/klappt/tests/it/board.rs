//! The operator's page: how the installation stands, in numbers.

use base::Role;
use testkit::TestApp;

#[tokio::test]
async fn the_operator_reads_how_the_installation_stands() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let operator = app.person(Role::Operator, None).await;
    let page = operator.get("/operation").await.is(200);
    let page = page.shows("Alles in Ordnung").shows("noch keine").shows("Offene Konten");
    let page = page.shows(env!("CARGO_PKG_VERSION")).shows("href=\"/people/accounts\"");
    page.hides(&kleve.name).hides("mailto:");
    let id = office.get(&format!("/alliances/{}/people/new", kleve.slug)).await.hidden("id");
    let kim = [("id", id.as_str()), ("name", "Kim Neu"), ("email", "kim@amt.example"), ("role", "deputy")];
    office.post(&format!("/alliances/{}/people", kleve.slug), &kim).await.is(303);
    app.db().note_head().await.expect("a head");
    let page = operator.get("/operation").await.is(200);
    page.shows("<dt>E-Mails, die noch warten</dt><dd>1</dd>")
        .shows("<dt>davon eingeladen, noch ohne Passwort</dt>")
        .shows("Außerhalb der Datenbank vermerkt</dt><dd>bis Nr. ")
        .hides("kim@amt.example");
}

#[tokio::test]
async fn nobody_else_reads_how_the_installation_stands() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    app.office(&kleve).await.get("/operation").await.is(404);
    for role in [Role::StateCoordination, Role::Ministry] {
        app.person(role, None).await.get("/operation").await.is(404);
    }
    app.visitor().get("/operation").await.is(303);
}
