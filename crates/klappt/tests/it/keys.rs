//! `klappt keys …` as an operator meets it.

use crate::{
    cli::{installation, open, run},
    server::Folder,
};
use base::{Actor, Alliance, KeepCases, ParticipantId, Permit, PersonId, Role, RoleHeld, ViewCases};
use cases::{
    keys::Backup,
    participants::{self, Draft, Erased},
};
use std::{fs, path::Path};
use store::{Db, Keys};
use uuid::Uuid;

const NAME: &str = "Amina Kanarienvogel";

fn case_manager(place: &Alliance) -> Permit<KeepCases> {
    let held = RoleHeld::in_alliance(Role::CaseManager, place.clone());
    #[expect(clippy::disallowed_methods, reason = "tests act as somebody")]
    let actor = Actor::signed_in(PersonId::from_uuid(Uuid::from_u128(7)), "Test".into(), vec![held]);
    Permit::ask(&actor, Some(place)).expect("the role may")
}

/// An installation with one alliance and two participants.
async fn with_participants() -> (Folder, Permit<KeepCases>) {
    let folder = installation();
    let db = database(&folder).await;
    let place = klappt::demo::found(&db, "05154").await.expect("an alliance");
    let permit = case_manager(&place);
    let mut tx = db.begin(&permit).await.expect("a transaction");
    for n in [1, 2] {
        let draft = Draft { name: NAME.into(), ..Draft::default() };
        participants::create(&mut tx, &permit, id(n), &draft).await.expect("written down");
    }
    tx.commit(&permit, "participants created").await.expect("committed");
    db.close().await;
    (folder, permit)
}

fn id(n: u128) -> ParticipantId {
    ParticipantId::from_uuid(Uuid::from_u128(n))
}

async fn database(folder: &Folder) -> Db {
    open(&folder.join("klappt.db")).await
}

async fn name_of(folder: &Folder, permit: &Permit<KeepCases>, n: u128) -> Option<String> {
    let db = database(folder).await;
    let permit = permit.lesser::<ViewCases>();
    let mut reader = db.read(&permit).await.expect("a reader");
    let found = participants::read(&mut reader, &permit, id(n)).await.expect("readable");
    drop(reader);
    db.close().await;
    found.map(|p| p.draft.name)
}

#[test]
fn a_new_master_key_is_added_and_never_overwrites() {
    let folder = installation();
    let keys = || Keys::parse(&fs::read_to_string(folder.join("klappt.key")).expect("a file")).expect("keys");
    let first = keys();
    run(&folder, &["keys", "new"]).refuses("nie überschrieben");
    run(&folder, &["keys", "new", "--to", "nowhere.key", "--add"]).refuses("gibt es nicht");
    run(&folder, &["keys", "new", "--add"]).is_done().says("Hauptschlüssel 2").says("keys rotate --master");
    assert_eq!((first.numbers(), keys().numbers()), (vec![1], vec![1, 2]));
    assert_eq!(first.derive_of(1, "x").map(|k| *k.bytes()), keys().derive_of(1, "x").map(|k| *k.bytes()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let mode = fs::metadata(folder.join("klappt.key")).expect("a file").mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    run(&folder, &["keys", "status"]).is_done().says("Hauptschlüssel: 1, 2 (es verschlüsselt: 2)");
}

#[tokio::test]
async fn keys_are_rotated_and_a_missing_master_key_is_found() {
    let (folder, permit) = with_participants().await;
    let slug = permit.place().expect("an alliance").slug.clone();
    run(&folder, &["keys", "rotate", "--alliance", "nirgendwo"]).refuses("nirgendwo");
    run(&folder, &["keys", "rotate", "--alliance", &slug])
        .is_done()
        .says(&format!("{slug}: Schlüssel 2, für 2 Personen"));
    run(&folder, &["keys", "new", "--add"]).is_done();
    run(&folder, &["keys", "rotate", "--master"]).is_done().says("unter Hauptschlüssel 2");
    run(&folder, &["keys", "status"]).is_done().says("Schlüssel 2 vom").says("unter Hauptschlüssel 2");
    assert_eq!(name_of(&folder, &permit, 1).await.as_deref(), Some(NAME));

    // Somebody takes the wrong key file along.
    let keys = fs::read_to_string(folder.join("klappt.key")).expect("a file");
    let old: Vec<&str> = keys.lines().filter(|line| !line.starts_with("2 ")).collect();
    fs::write(folder.join("klappt.key"), old.join("\n")).expect("written");
    run(&folder, &["keys", "status"]).finds_fault().says("✗").says("unter Hauptschlüssel 2, der fehlt");
    run(&folder, &["keys", "rotate"]).refuses("Ein neuer Aufruf setzt ihn fort");
}

#[tokio::test]
async fn keys_are_backed_up_apart_and_put_back_without_the_erased() {
    let (folder, permit) = with_participants().await;
    fs::create_dir(folder.join("copies")).expect("a folder");
    run(&folder, &["keys", "backup", "--to", "copies/today.keys"])
        .is_done()
        .says("Schlüssel von 2 Personen")
        .says("Spätestens nach 14 Tagen");
    run(&folder, &["keys", "backup", "--to", "copies/today.keys"]).refuses("copies/today.keys");
    let copy = fs::read(folder.join("copies/today.keys")).expect("a file");
    assert!(!String::from_utf8_lossy(&copy).contains(&id(1).to_string()), "it names nobody");

    let db = database(&folder).await;
    let mut tx = db.begin(&permit).await.expect("a transaction");
    assert_eq!(participants::erase(&mut tx, &permit, id(2)).await.expect("erased"), Erased::Now);
    for sql in [
        "delete from participant_key where alliance_id = $1",
        "delete from alliance_key where alliance_id = $1",
    ] {
        tx.sql(&permit, sql).run().await.expect("a loss of keys");
    }
    // As in a backup of the data from before the erasure.
    tx.sql(&permit, "update participant set erased_at = null where alliance_id = $1")
        .run()
        .await
        .expect("back");
    tx.commit(&permit, "test").await.expect("committed");
    db.close().await;
    assert_eq!(name_of(&folder, &permit, 1).await, None);

    fs::write(folder.join("cut.keys"), &copy[..copy.len() - 1]).expect("written");
    run(&folder, &["keys", "restore", "cut.keys"]).refuses("beschädigt");
    run(&folder, &["keys", "restore", "klappt.key"]).refuses("keine Sicherung von Schlüsseln");
    run(&folder, &["keys", "restore", "copies/today.keys"]).is_done().says("von 1 Person sind zurück");
    assert_eq!(name_of(&folder, &permit, 1).await.as_deref(), Some(NAME));
    assert_eq!(name_of(&folder, &permit, 2).await, None, "the tombstone outside the database counts");
}

#[tokio::test]
async fn backups_of_keys_past_their_period_are_refused_or_deleted() {
    let (folder, _) = with_participants().await;
    fs::create_dir(folder.join("copies")).expect("a folder");
    let db = database(&folder).await;
    let now = db.clock().now();
    let write = |name: &str, days: i64| {
        let old = Backup { made_at: now.plus_seconds(-days * 24 * 3600), alliances: Vec::new() };
        fs::write(folder.join("copies").join(name), old.to_file(db.keys(), db.chance()).expect("a file"))
            .expect("written");
    };
    write("old.keys", 15);
    write("young.keys", 13);
    fs::write(folder.join("copies/letter.txt"), "no backup of keys").expect("written");
    run(&folder, &["keys", "backup", "--to", "copies/new.keys"])
        .refuses("copies/old.keys ist älter als 14 Tage");
    let there = |name: &str| Path::new(&folder.join("copies")).join(name).exists();
    assert!(!there("new.keys") && there("old.keys"), "nothing was done");
    run(&folder, &["keys", "backup", "--to", "copies/new.keys", "--key-backup-days", "20"]).is_done();
    run(&folder, &["keys", "backup", "--to", "copies/newer.keys", "--prune"])
        .is_done()
        .says("Gelöscht: copies/old.keys");
    assert!(!there("old.keys") && there("young.keys") && there("letter.txt") && there("newer.keys"));
    db.close().await;
}
