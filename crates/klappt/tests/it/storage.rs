//! Promises of storage, on whichever engine the tests run.

use base::{Clock, EditOrganisations, FixedClock, OrganisationId, Permit, Role, ViewStatewide};
use store::{Error, Kept};
use testkit::TestApp;
use uuid::Uuid;

async fn world() -> (TestApp, Permit<EditOrganisations>) {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let permit = app.permit::<EditOrganisations>(Some(&alliance));
    (app, permit)
}

#[tokio::test]
async fn a_query_that_forgets_its_alliance_is_refused() {
    let (app, permit) = world().await;
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let forgot = tx.sql(&permit, "delete from contact").run().await;
    assert!(matches!(forgot, Err(Error::Bug(_))), "{forgot:?}");
}

#[tokio::test]
async fn a_permit_of_another_alliance_is_refused_inside_a_transaction() {
    let (app, permit) = world().await;
    let other = app.alliance("05166").await;
    let foreign = app.permit::<EditOrganisations>(Some(&other));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let mixed = tx.sql(&foreign, "delete from contact where alliance_id = $1").run().await;
    assert!(matches!(mixed, Err(Error::Bug(_))), "{mixed:?}");
}

#[tokio::test]
async fn a_local_permit_does_not_reach_over_all_alliances() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let local = app.permit_as::<EditOrganisations>(Role::Office, &alliance);
    let mut tx = app.db().begin(&local).await.expect("a transaction");
    let reached = tx.across(&local, "delete from contact").run().await;
    assert!(matches!(reached, Err(Error::Bug(_))), "{reached:?}");
    let land = app.permit::<ViewStatewide>(None);
    let mut db = app.db().read(&land).await.expect("a reader");
    let counted: (i64,) = db.across(&land, "select count(*) from contact").one().await.expect("a count");
    assert_eq!(counted.0, 0);
}

#[tokio::test]
async fn history_tells_from_which_value_to_which_until_its_key_is_destroyed() {
    let (app, permit) = world().await;
    let row = Uuid::from_u128(7);
    let changes = [(None, Some("Alt")), (Some("Alt"), Some("Neu")), (Some("Neu"), Some("Neu"))];
    for (second, (before, after)) in (0_i64..).zip(changes) {
        app.clock.set(FixedClock::noon(testkit::first_day()).now().plus_seconds(second));
        let mut tx = app.db().begin(&permit).await.expect("a transaction");
        tx.keep(&permit, Kept { subject: "organisation", row, field: "name", before, after })
            .await
            .expect("kept");
        tx.commit(&permit, "test").await.expect("committed");
    }
    let mut db = app.db().read(&permit).await.expect("a reader");
    let history = db.history(&permit, row, 10).await.expect("a history");
    assert_eq!(history.len(), 2, "a value that stayed the same is no change");
    assert_eq!((history[0].before.as_deref(), history[0].after.as_deref()), (Some("Alt"), Some("Neu")));
    drop(db);
    // Whoever knows the row's key in another alliance erases nothing.
    let elsewhere = app.alliance("05558").await;
    let foreign = app.permit_as::<EditOrganisations>(Role::Office, &elsewhere);
    let mut tx = app.db().begin(&foreign).await.expect("a transaction");
    tx.erase_history(&foreign, row).await.expect("nothing to erase");
    tx.commit(&foreign, "test").await.expect("committed");
    let mut db = app.db().read(&permit).await.expect("a reader");
    assert!(db.history(&permit, row, 10).await.expect("a history").iter().all(|e| !e.erased));
    drop(db);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    tx.erase_history(&permit, row).await.expect("erased");
    tx.commit(&permit, "test").await.expect("committed");
    let mut db = app.db().read(&permit).await.expect("a reader");
    let history = db.history(&permit, row, 10).await.expect("a history");
    assert!(history.iter().all(|e| e.erased && e.before.is_none() && e.after.is_none()), "{history:?}");
}

#[tokio::test]
async fn history_cannot_be_rewritten() {
    let (app, permit) = world().await;
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let kept = Kept {
        subject: "organisation",
        row: Uuid::from_u128(7),
        field: "name",
        before: None,
        after: Some("x"),
    };
    tx.keep(&permit, kept).await.expect("kept");
    tx.commit(&permit, "test").await.expect("committed");
    for sql in [
        "update history set field = 'x'",
        "delete from history",
        "update audit set subject = 'x'",
        "delete from audit",
    ] {
        let mut tx = app.db().begin(&permit).await.expect("a transaction");
        assert!(tx.shared(&permit, sql).run().await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn of_many_saves_at_once_a_failing_one_costs_only_itself() {
    let (app, permit) = world().await;
    let saves = (0..40_u128).map(|n| {
        let (db, permit) = (app.db().clone(), permit.clone());
        async move {
            let acting = permit.clone();
            db.save(&permit, format!("organisation {n} added"), move |tx| {
                let acting = acting.clone();
                Box::pin(async move {
                    let id = OrganisationId::from_uuid(Uuid::from_u128(n + 1));
                    let draft = alliances::organisations::Draft {
                        name: format!("Stelle {n}"),
                        area: "A".into(),
                        ..Default::default()
                    };
                    alliances::organisations::add(tx, &acting, id, &draft).await?;
                    if n % 10 == 3 { Err(Error::Taken) } else { Ok(n) }
                })
            })
            .await
        }
    });
    let mut set = tokio::task::JoinSet::new();
    saves.for_each(|save| drop(set.spawn(save)));
    let outcomes = set.join_all().await;
    assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 36);
    assert_eq!(outcomes.iter().filter(|o| matches!(o, Err(Error::Taken))).count(), 4);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let (stored,): (i64,) = db
        .sql(&permit, "select count(*) from organisation where alliance_id = $1")
        .one()
        .await
        .expect("a count");
    assert_eq!(stored, 36, "exactly the acknowledged saves are there");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let (app, _) = world().await;
    let mut all = klappt::house::migrations();
    all.pop();
    let pending = app.db().pending(&all).await.expect("readable");
    assert!(pending.is_err(), "an applied step this version does not know");
}
