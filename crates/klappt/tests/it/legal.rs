//! Legal pages: what is shipped says what klappt does with its settings, and what the
//! operator still has to write.

use base::Role;
use testkit::TestApp;

const TO_WRITE: &str = "Dies ist die mitgelieferte Vorlage";

#[tokio::test]
async fn a_page_says_that_it_is_not_written_yet_until_the_operator_has_written_it() {
    let app = TestApp::start().await;
    for page in ["imprint", "privacy", "accessibility"] {
        app.visitor().get(&format!("/legal/{page}")).await.is(200).shows(TO_WRITE).shows("Betriebsstelle");
    }
    let operator = app.person(Role::Operator, None).await;
    operator.get("/legal/imprint/edit").await.is(200).shows("[Bitte eintragen");
    let fields = [("version", "0"), ("body", "# Anbieter\nKreis Musterhausen, Rathausplatz 1")];
    operator.post("/legal/imprint", &fields).await.is(303);
    app.visitor().get("/legal/imprint").await.is(200).shows("Kreis Musterhausen").hides(TO_WRITE);
}

#[tokio::test]
async fn the_privacy_page_tells_of_everybody_and_of_the_periods_that_are_set() {
    let app = TestApp::start().await;
    let mut page = app.visitor().get("/legal/privacy").await.is(200).hides("{Frist");
    for words in [
        "persönlichen Link",
        "ob sie zurückkam",
        "Arten von Geräten",
        "Zugänge für Programme",
        "__Host-klappt-sso",
        "werden Name und E-Mail-Adresse nach zwei Jahren gelöscht",
        "werden nach einem Jahr gelöscht, gerechnet vom Ende des Links",
    ] {
        page = page.shows(words);
    }
}
