//! What lies on the disk when somebody was erased (SQLite: its file is at hand).

use crate::{
    keys::File,
    world::{amina, case_manager, create, draft},
};
use cases::participants::{self, Erased};
use std::sync::Arc;
use store::{Keys, Result};

fn holds(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|w| w == part)
}

#[tokio::test]
async fn the_file_keeps_no_trace_of_an_erased_persons_key_and_values() -> Result<()> {
    let file = File::new("trace");
    let permit = case_manager(&file.alliance);
    let db = file.open(&Keys::new(&testkit::chance(1)), Arc::new(testkit::chance(2))).await;
    for n in 2..40 {
        create(&db, &permit, n, &draft("Bela")).await;
    }
    let id = create(&db, &permit, 1, &amina()).await;
    let mut reader = db.read(&permit).await?;
    let (key, name, index): (Vec<u8>, Vec<u8>, Vec<u8>) = reader
        .sql(
            &permit,
            "select k.wrapped, p.name_sealed, p.name_index from participant p join participant_key k \
             on k.participant_id = p.id where p.alliance_id = $1 and p.id = $2",
        )
        .bind(id)
        .one()
        .await?;
    let history: Vec<(Vec<u8>,)> = reader
        .sql(
            &permit,
            "select after_sealed from participant_history where alliance_id = $1 and participant_id = $2",
        )
        .bind(id)
        .all()
        .await?;
    drop(reader);
    db.close().await;
    let before = std::fs::read(&file.path).expect("the file");
    assert!(holds(&before, &key) && holds(&before, &name) && holds(&before, &index), "it was there");
    assert!(!holds(&before, amina().name.as_bytes()), "never in the clear");

    let db = file.open(&Keys::new(&testkit::chance(1)), Arc::new(testkit::chance(3))).await;
    let mut tx = db.begin(&permit).await?;
    assert_eq!(participants::erase(&mut tx, &permit, id).await?, Erased::Now);
    tx.commit(&permit, &format!("participant {id} erased")).await?;
    db.close().await;
    let after = std::fs::read(&file.path).expect("the file");
    let parts = [&key, &name, &index].into_iter().chain(history.iter().map(|(h,)| h));
    for part in parts {
        assert!(!holds(&after, part), "a deleted value lies in the file's free space");
    }
    Ok(())
}
