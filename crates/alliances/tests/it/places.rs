//! What the alliance's own facts bring to the Strukturen aid.

use alliances::bound::Places;
use base::ViewWorkbook;
use testkit::TestApp;
use web::BoundItem;

#[tokio::test]
async fn the_aid_is_told_for_whom_it_is_filled_in() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let entered = [("version", "0"), ("placement", "ki"), ("address", "Markt 1\nKleve")];
    office.post(&format!("{home}/office"), &entered).await.is(303);
    let permit = app.permit::<ViewWorkbook>(Some(&alliance));
    let mut db = app.db().read(&permit).await.expect("a reader");
    let values = Places.values(&mut db, &permit).await.expect("values");
    let of = |key: &str| (values[key].values.clone(), values[key].text.clone());
    let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    assert_eq!(of("territory"), (Vec::new(), words(&["Kreis Kleve"])));
    assert_eq!(of("office"), (words(&["ki"]), words(&["Markt 1, Kleve"])));
    assert_eq!(of("board_lead"), (Vec::new(), Vec::new()));
    assert_eq!(of("constellation"), (words(&["district_only"]), words(&["Nur Kreis"])));
    drop(db);
    for (id, ags) in [
        ("0190d6a4-0000-7000-8000-0000000000aa", "05154036"),
        ("0190d6a4-0000-7000-8000-0000000000ab", "05154016"),
    ] {
        let fields = [("id", id), ("body", ags), ("act", "joined"), ("on", "2019-02-01")];
        office.post(&format!("{home}/accessions"), &fields).await.is(303);
    }
    let mut db = app.db().read(&permit).await.expect("a reader");
    let found =
        Places.values(&mut db, &permit).await.expect("values").remove("constellation").expect("a value");
    assert_eq!(found.values, ["district_with_municipalities"]);
    assert_eq!(found.text[1], "Teilnehmende Kommunen: Goch, Kleve");
}
