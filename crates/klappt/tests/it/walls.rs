//! The second wall, on PostgreSQL: what happens when the first one is forgotten. On
//! SQLite there is none, so the tests that need it say nothing there.

use crate::server::{Folder, klappt};
use base::{
    Alliance, EditAlliance, EditOrganisations, OrganisationId, ViewReturns, ViewStatewide, ViewTerritory,
};
use klappt::{house, walls::OPENINGS};
use std::process::Command;
use store::{Engine, Target};
use testkit::TestApp;
use uuid::Uuid;

/// Kleve and Viersen with one organisation each; `None` where there is no second wall.
async fn world() -> Option<(TestApp, [Alliance; 2])> {
    let app = TestApp::start().await;
    if app.db().engine() == Engine::Sqlite {
        return None;
    }
    let both = [app.alliance("05154").await, app.alliance("05166").await];
    for place in &both {
        let permit = app.permit::<EditOrganisations>(Some(place));
        let id = OrganisationId::new(app.app.clock(), app.app.chance());
        let draft = alliances::organisations::Draft {
            name: format!("Stelle in {}", place.name),
            area: "A".into(),
            ..Default::default()
        };
        let mut tx = app.db().begin(&permit).await.expect("a transaction");
        alliances::organisations::add(&mut tx, &permit, id, &draft).await.expect("added");
        tx.commit(&permit, "test").await.expect("committed");
    }
    Some((app, both))
}

/// Names its alliance, and then forgets it.
const FORGETS: &str = "select name from organisation where $1 = $1 or true order by name";

#[tokio::test]
async fn a_statement_that_forgets_its_alliance_finds_rows_of_one_only() {
    let Some((app, both)) = world().await else { return };
    // Over and over, so that connections are used again for the other alliance.
    for _ in 0..8 {
        for place in &both {
            let own = vec![(format!("Stelle in {}", place.name),)];
            let permit = app.permit::<EditOrganisations>(Some(place));
            let mut db = app.db().read(&permit).await.expect("a reader");
            let read: Vec<(String,)> = db.sql(&permit, FORGETS).all().await.expect("rows");
            assert_eq!(read, own, "read");
            let mut tx = app.db().begin(&permit).await.expect("a transaction");
            let begun: Vec<(String,)> = tx.sql(&permit, FORGETS).all().await.expect("rows");
            assert_eq!(begun, own, "in a unit of work");
            let changed = tx
                .sql(&permit, "update organisation set version = version + 1 where $1 = $1 or true")
                .run()
                .await
                .expect("changed");
            assert_eq!(changed, 1);
            drop(tx);
            let acting = permit.clone();
            let saved: Vec<(String,)> = app
                .db()
                .save(&permit, "test".into(), move |tx| {
                    let acting = acting.clone();
                    Box::pin(async move { tx.sql(&acting, FORGETS).all().await })
                })
                .await
                .expect("saved");
            assert_eq!(saved, own, "in a grouped save");
        }
    }
}

#[tokio::test]
async fn without_an_alliance_no_rows_of_any_are_found_but_by_those_who_look_over_all() {
    let Some((app, _)) = world().await else { return };
    let sql = "select count(*) from organisation";
    let land = app.permit::<ViewReturns>(None);
    for _ in 0..8 {
        let mut db = app.db().read(&land).await.expect("a reader");
        let (all,): (i64,) = db.across(&land, sql).one().await.expect("a count");
        assert_eq!(all, 2, "the Land's returns are counted over all alliances");
        drop(db);
        let facts = app.permit::<ViewTerritory>(None);
        let mut db = app.db().read(&facts).await.expect("a reader");
        let (none,): (i64,) = db.shared(&facts, sql).one().await.expect("a count");
        assert_eq!(none, 0, "everybody with an account reads the territory");
        drop(db);
        // Offices read statewide results, which are published views.
        let results = app.permit::<ViewStatewide>(None);
        let mut tx = app.db().begin(&results).await.expect("a transaction");
        let (none,): (i64,) = tx.across(&results, sql).one().await.expect("a count");
        assert_eq!(none, 0);
        let (named,): (i64,) =
            tx.across(&results, "select count(*) from published_organisation").one().await.expect("a count");
        assert_eq!(named, 0, "names of organisations are published to their own alliance");
        let (acts,): (i64,) =
            tx.across(&results, "select count(*) from published_accession").one().await.expect("a count");
        assert_eq!(acts, 2, "who belongs where is public");
    }
}

#[tokio::test]
async fn nothing_is_written_into_another_alliance() {
    let Some((app, [own, other])) = world().await else { return };
    let permit = app.permit::<EditAlliance>(Some(&own));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let slipped = tx
        .sql(
            &permit,
            "insert into support_need (alliance_id, id, need, changed_on) \
             select $2, $3, 'x', '2019-07-31' where $1 = $1",
        )
        .bind(other.id)
        .bind(Uuid::from_u128(1))
        .run()
        .await;
    assert!(slipped.is_err(), "{slipped:?}");
}

#[tokio::test]
async fn every_table_of_an_alliance_is_walled_or_says_why_not() {
    let app = TestApp::start().await;
    assert_eq!(
        app.db().gaps(&OPENINGS).await.expect("read"),
        [""; 0],
        "run: klappt migrate, or see walls.rs"
    );
    let columns = store::columns(&house::migrations());
    for (table, reason) in OPENINGS.tables {
        let column = format!("{table}.alliance_id");
        assert!(columns.iter().any(|c| c.name == column), "{table} needs no opening");
        assert!(!reason.is_empty(), "{table}");
    }
    let all = house::migrations();
    for (view, reason) in OPENINGS.views {
        let made = format!("create view {view} as");
        assert!(all.iter().any(|m| m.sql.contains(&made)), "there is no {view}");
        assert!(!reason.is_empty(), "{view}");
    }
}

#[tokio::test]
async fn whoever_serves_cannot_take_the_wall_down() {
    let Some((app, [own, _])) = world().await else { return };
    let served = app.db().standing().await.expect("asked").expect("a role");
    assert!(!served.owns && !served.passes, "{served:?}");
    let permit = app.permit::<EditAlliance>(Some(&own));
    for sql in [
        "alter table organisation disable row level security",
        "drop policy tenant on organisation",
        "update migration set checksum = ''",
        "create table extra (id bigint)",
    ] {
        let mut tx = app.db().begin(&permit).await.expect("a transaction");
        assert!(tx.shared(&permit, sql).run().await.is_err(), "{sql}");
    }
    let owner = app.owner().await;
    assert!(owner.standing().await.expect("asked").expect("a role").owns);
    // The wall stands before the owner as well.
    let mut db = owner.read(&permit).await.expect("a reader");
    let read: Vec<(String,)> = db.sql(&permit, FORGETS).all().await.expect("rows");
    assert_eq!(read.len(), 1);
}

fn command(folder: &Folder, words: &[&str], served: &Target, owned: &Target) -> Option<Command> {
    let (Target::Postgres(served), Target::Postgres(owned)) = (served, owned) else { return None };
    let mut command = klappt(folder.path());
    command
        .args(words)
        .env("KLAPPT_DATABASE_URL", served)
        .env("KLAPPT_MIGRATE_DATABASE_URL", owned)
        .env("KLAPPT_LISTEN", "127.0.0.1:0")
        .env("KLAPPT_SMTP_URL", "smtp://127.0.0.1:1");
    Some(command)
}

#[tokio::test]
async fn the_owner_migrates_and_does_not_serve() {
    let app = TestApp::start().await;
    let folder = Folder::new("walls");
    let said = |command: Option<Command>| {
        let done = command?.output().expect("klappt runs");
        Some((
            done.status.success(),
            String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned(),
        ))
    };
    let keys = klappt(folder.path()).args(["keys", "new"]).output().expect("klappt runs");
    assert!(keys.status.success(), "{keys:?}");
    let Some((good, text)) = said(command(&folder, &["migrate"], &app.served, &app.owned)) else { return };
    assert!(good && text.contains("0 Schritte"), "{text}");
    let checked = said(command(&folder, &["check"], &app.served, &app.owned)).expect("PostgreSQL");
    assert!(checked.0, "{}", checked.1);
    let (good, text) = said(command(&folder, &["serve"], &app.owned, &app.owned)).expect("PostgreSQL");
    assert!(!good && text.contains("gehören die Tabellen"), "{text}");
}
