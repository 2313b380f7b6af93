//! Core groups: Übersicht 10 and new, attached or absent, as page and files.

use crate::{csv, evaluator, is_xlsx};
use base::Role;
use testkit::TestApp;

#[tokio::test]
async fn the_page_marks_what_says_little_and_leads_to_the_files() {
    let (_app, evaluator) = evaluator().await;
    let page = evaluator.get("/land/core-groups").await.is(200);
    page.shows("N = 45").shows("eingeschränkt aussagekräftig").shows("/land/core-groups/basis.csv?wave=");
}

#[tokio::test]
async fn the_file_of_actors_has_n_share_and_mark_beside_every_count() {
    let (_app, evaluator) = evaluator().await;
    let rows = csv(&evaluator.get("/land/core-groups/file.csv").await.is(200));
    assert_eq!(rows.len(), 1 + 56);
    let koko = rows.iter().find(|r| r[0] == "koko").expect("the type");
    let at = |i: usize| koko[3 + i].replace(',', ".");
    assert_eq!([at(0), at(1), at(2), at(3)], ["26", "45", "57.8", "nein"]);
    assert_eq!([at(12), at(13), at(15)], ["1", "5", "ja"], "municipalities are few");
    is_xlsx(&evaluator.get("/land/core-groups/file.xlsx").await.is(200));
}

#[tokio::test]
async fn the_file_of_new_and_attached_core_groups_has_the_published_numbers() {
    let (_app, evaluator) = evaluator().await;
    let rows = csv(&evaluator.get("/land/core-groups/basis.csv").await.is(200));
    let counts = |basis: &str| {
        let row = rows.iter().find(|r| r[0] == basis).expect("the basis");
        [2, 6, 10, 14].map(|i| row[i].clone())
    };
    assert_eq!(counts("neu"), ["13", "3", "9", "1"]);
    assert_eq!(counts("angebunden"), ["32", "15", "13", "4"]);
    is_xlsx(&evaluator.get("/land/core-groups/basis.xlsx").await.is(200));
}

#[tokio::test]
async fn before_the_first_wave_n_is_zero_and_nothing_is_a_share() {
    let app = TestApp::start().await;
    let ministry = app.person(Role::Ministry, None).await;
    for path in ["core-group-actors", "core-group-basis"] {
        let answer = ministry.get(&format!("/api/v1/evaluation/{path}")).await.is(200).json();
        assert_eq!((&answer["n"]["all"], &answer["limited"]["all"]), (&0.into(), &true.into()), "{path}");
        assert_eq!(answer["wave"], serde_json::Value::Null);
        assert_eq!(answer["rows"][0]["percent"]["all"], serde_json::Value::Null);
    }
}
