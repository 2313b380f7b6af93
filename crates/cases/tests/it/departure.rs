//! With an alliance that is forgotten, everybody accompanied there is erased.

use crate::world::{World, amina, case_manager, create, draft, read};
use base::{ArchiveAlliance, Permit};
use cases::{departure, keys};
use std::collections::BTreeSet;
use store::{Db, Portion, TOMBSTONES, tombstones_of};

async fn forget(db: &Db, permit: &Permit<ArchiveAlliance>, most: i64) -> bool {
    let mut tx = db.begin(permit).await.expect("a transaction");
    let mut portion = Portion::of(most);
    departure::forget_alliance(&mut tx, permit, &mut portion).await.expect("forgotten");
    tx.commit(permit, "test").await.expect("committed");
    portion.is_untouched()
}

#[tokio::test]
async fn a_forgotten_alliance_leaves_nobody_and_no_key() {
    let w = World::start().await;
    let other = w.app.alliance("05166").await;
    let theirs = case_manager(&other);
    let stays = create(w.db(), &theirs, 9, &draft("Bleibt")).await;
    let mut made = vec![w.create(1, &amina()).await];
    for n in 2..=5 {
        made.push(w.create(n, &draft(&format!("Kanarienvogel {n}"))).await);
    }
    let kept = keys::backup(w.db(), &w.keys).await.expect("a copy of the keys");

    let permit = w.app.permit::<ArchiveAlliance>(Some(&w.alliance));
    let mut portions = 0;
    while !forget(w.db(), &permit, 2).await {
        portions += 1;
        assert!(portions < 50, "it comes to an end");
    }
    assert!(portions > 2, "in portions");
    let left: Vec<(i64,)> = w
        .raw(
            "select count(*) from participant where alliance_id = $1 and (erased_at is null \
             or coalesce(name_sealed, birth_date_sealed, contact_sealed, name_index, birth_date_index) is not null)",
        )
        .await;
    assert_eq!(left, [(0,)], "no value and no blind index");
    let keys: Vec<(i64,)> = w
        .raw(
            "select (select count(*) from participant_key where alliance_id = $1) \
             + (select count(*) from alliance_key where alliance_id = $1) \
             + (select count(*) from participant_history where alliance_id = $1)",
        )
        .await;
    assert_eq!(keys, [(0,)], "no key and no history");
    let text = w.db().journal().lines(TOMBSTONES).expect("the journal").join("\n");
    let buried: BTreeSet<_> = tombstones_of(w.db().keys(), &text)
        .expect("readable")
        .stones
        .into_iter()
        .map(|stone| stone.row_id)
        .collect();
    assert_eq!(buried, made.iter().map(|id| id.uuid()).collect(), "each has a tombstone");

    // A copy of the keys opens nobody again.
    let mut tx = w.db().begin(&w.keys).await.expect("a transaction");
    let back = keys::restore(&mut tx, &w.keys, &kept, &buried).await.expect("put back");
    assert_eq!(back, 0);
    drop(tx);
    let found = read(w.db(), &theirs, stays).await.expect("readable").expect("there");
    assert_eq!(found.draft.name, "Bleibt", "the neighbours keep theirs");
}
