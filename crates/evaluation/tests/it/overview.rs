//! The overview: day and wave are chosen on it, its links carry them.

use crate::{evaluator, wave};
use base::{Day, Role};
use testkit::TestApp;

#[tokio::test]
async fn day_and_wave_are_chosen_on_the_page_and_carried_by_its_links() {
    let (_app, evaluator) = evaluator().await;
    let wave = wave(&evaluator).await;
    let page = evaluator.get(&format!("/land?date=2018-12-31&wave={wave}")).await.is(200);
    page.shows("value=\"2018-12-31\"")
        .shows(&format!("<option value=\"{wave}\" selected>Strukturen 2019</option>"))
        .shows("Stand: 31.12.2018")
        .shows("href=\"/land/constellations?date=2018-12-31")
        .shows(&format!("href=\"/land/core-groups?wave={wave}\""))
        .shows("href=\"/land/map/file.csv?date=2018-12-31")
        .shows(&format!("wave={wave}\">CSV"));
    let page = evaluator.get("/land?date=morgen").await.is(200);
    page.shows("aria-describedby=\"e-date\"").shows("Stand: 31.07.2019");
}

#[tokio::test]
async fn an_older_wave_is_chosen_and_its_files_are_about_it() {
    let (app, evaluator) = evaluator().await;
    let first = wave(&evaluator).await;
    let coordination = app.person(Role::StateCoordination, None).await;
    let id = coordination.get("/land/waves/new").await.is(200).hidden("id");
    let plan = [
        ("id", id.as_str()),
        ("title", "Strukturen 2020"),
        ("instrument", "strukturen/1"),
        ("deadline", "2019-09-30"),
        ("asks", "all"),
        ("letter_subject", "Noch einmal"),
        ("letter_body", "[Adresse]"),
    ];
    coordination.post("/land/waves", &plan).await.is(303);
    app.set_day(Day::new(2019, 8, 1).expect("exists"));
    let coordination = app.person(Role::StateCoordination, None).await;
    let opening = format!("/land/waves/{id}/opening");
    let version = coordination.get(&opening).await.is(200).hidden("version");
    let letter = [("version", version.as_str()), plan[5], plan[6], ("do", "open")];
    coordination.post(&opening, &letter).await.is(303);
    let page = coordination.get("/land").await.is(200);
    page.shows("Erhebungswelle „Strukturen 2020“").shows("Strukturen 2019</option>");
    let page = coordination.get(&format!("/land?wave={first}")).await.is(200);
    page.shows("Erhebungswelle „Strukturen 2019“").shows(&format!("/land/core-groups?wave={first}"));
    let page = coordination.get(&format!("/land/core-groups?wave={first}")).await.is(200);
    page.shows(&format!("href=\"/land/core-groups/file.csv?wave={first}\""));
    let total = |wave: String| {
        let coordination = coordination.clone();
        async move {
            let path = format!("/api/v1/evaluation/core-group-actors?wave={wave}");
            coordination.get(&path).await.is(200).json()["n"]["all"].clone()
        }
    };
    assert_eq!((total(first).await, total(id).await), (45.into(), 0.into()));
}

#[tokio::test]
async fn before_the_first_wave_the_overview_says_so_and_shows_the_rest() {
    let app = TestApp::start().await;
    app.alliance("05154").await;
    let ministry = app.person(Role::Ministry, None).await;
    let page = ministry.get("/land").await.is(200);
    page.shows("Noch keine Erhebungswelle")
        .shows("Kreise mit Bündnis auf Kreisebene")
        .shows("Weitere Auswertungen");
}

#[tokio::test]
async fn whoever_may_read_returns_finds_the_waves_in_the_rail() {
    let app = TestApp::start().await;
    for (role, sees) in [(Role::Ministry, true), (Role::Evaluator, true), (Role::Companion, false)] {
        let page = app.person(role, None).await.get("/land").await.is(200);
        assert_eq!(page.text().contains("href=\"/land/waves\""), sees, "{role:?}");
    }
}
