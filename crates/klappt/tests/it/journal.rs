//! A journal that was lost, is too short or belongs elsewhere is noticed, and said.

use crate::{
    cli::{installation, open, run},
    server::Folder,
};
use base::{ManagePeople, Permit};
use std::fs;
use store::{AUDIT_HEADS, Burial, Disagreement, TOMBSTONES};
use testkit::TestApp;
use uuid::Uuid;

const SERVE: [&str; 5] = ["serve", "--smtp-url", "smtp://127.0.0.1:9", "--listen", "127.0.0.1:0"];

fn person() -> &'static Burial {
    klappt::house::burials().into_iter().find(|burial| burial.kind == "person").expect("a kind")
}

/// Somebody is erased.
async fn bury(folder: &Folder, row: u128) {
    let db = open(&folder.join("klappt.db")).await;
    let permit: Permit<ManagePeople> = Permit::ask(&base::Actor::job("test"), None).expect("the machine may");
    let mut tx = db.begin(&permit).await.expect("a transaction");
    tx.bury(&permit, person(), Uuid::from_u128(row));
    tx.commit(&permit, "test").await.expect("committed");
    db.close().await;
}

#[tokio::test]
async fn a_lost_journal_is_said_until_it_is_back_or_mended() {
    let folder = installation();
    let journal = folder.join("klappt-journal");
    for row in [1, 2] {
        bury(&folder, row).await;
    }
    run(&folder, &["check"]).is_done();
    fs::rename(&journal, folder.join("away")).expect("taken away");
    // Looking writes nothing that would look like a journal.
    for _ in 0..2 {
        run(&folder, &["check"])
            .finds_fault()
            .says("✗ tombstones.log fehlt im Journal")
            .says("✗ audit-heads.log fehlt im Journal")
            .says("klappt journal mend");
        run(&folder, &["audit", "verify"]).finds_fault().says("kein Kopf");
    }
    // An older copy.
    let whole = fs::read_to_string(folder.join("away").join(TOMBSTONES)).expect("a file");
    fs::create_dir(&journal).expect("a folder");
    fs::copy(folder.join("away").join(AUDIT_HEADS), journal.join(AUDIT_HEADS)).expect("copied");
    let (first, _) = whole.split_once('\n').expect("two lines");
    fs::write(journal.join(TOMBSTONES), format!("{first}\n")).expect("a shorter file");
    run(&folder, &["check"]).finds_fault().says("fehlen 1 von 2 Löschvermerken");
    // A line in the middle that was changed.
    let changed = whole.replacen("person", "nobody", 1);
    fs::write(journal.join(TOMBSTONES), changed).expect("a changed file");
    run(&folder, &["check"]).finds_fault().says("Zeile 1 in tombstones.log wurde verändert");
    run(&folder, &["journal", "mend"]).finds_fault().says("Zeile 1 in tombstones.log");
    // Back again.
    fs::write(journal.join(TOMBSTONES), &whole).expect("the file");
    run(&folder, &["check"]).is_done();

    // Lost for good: the start of the service says so before it begins a new one.
    fs::remove_dir_all(&journal).expect("removed");
    run(&folder, &["migrate"]).is_done().says("! tombstones.log fehlt im Journal");
    run(&folder, &["check"]).finds_fault().says("tombstones.log fehlt");
    run(&folder, &["journal", "mend"]).is_done().says("2 Löschvermerke");
    run(&folder, &["check"]).is_done();
    run(&folder, &["journal", "mend"]).is_done().says("nichts nachzutragen");
    // Heads of before are lost, and nobody is told otherwise.
    let verified = run(&folder, &["audit", "verify"]);
    verified.is_done().says("mit 2 Köpfen aus dem Journal verglichen, der erste zu Eintrag 5.");
    let again = fs::read_to_string(journal.join(TOMBSTONES)).expect("a file");
    assert_eq!(again, whole, "the same lines under the same seals");
}

#[tokio::test]
async fn another_databases_journal_is_not_written_into() {
    let (folder, other) = (installation(), Folder::new("other"));
    // Another installation, and another database under the same master keys.
    fs::copy(folder.join("klappt.key"), other.join("klappt.key")).expect("copied");
    run(&other, &["migrate"]).is_done();
    for row in [1, 2] {
        bury(&other, row).await;
    }
    for from in [other, installation()] {
        let journal = folder.join("klappt-journal");
        fs::remove_dir_all(&journal).expect("removed");
        fs::rename(from.join("klappt-journal"), &journal).expect("moved");
        let read = || fs::read_to_string(journal.join(AUDIT_HEADS)).expect("heads");
        let before = read();
        let words = "gehört zu einer anderen Datenbank";
        run(&folder, &["check"]).finds_fault().says(words);
        for refused in [&["migrate"][..], &["journal", "mend"], &SERVE] {
            run(&folder, refused).refuses(words);
        }
        assert_eq!(read(), before);
    }
}

#[tokio::test]
async fn a_database_set_back_past_the_journal_is_named() {
    let folder = installation();
    fs::copy(folder.join("klappt.db"), folder.join("before.db")).expect("a copy");
    bury(&folder, 1).await;
    fs::rename(folder.join("before.db"), folder.join("klappt.db")).expect("set back");
    run(&folder, &["check"])
        .finds_fault()
        .says("ohne klappt restore auf einen älteren Stand gebracht")
        .says("! tombstones.log hat 1 Löschvermerke, die die Datenbank nicht kennt");
    run(&folder, &["journal", "mend"]).refuses("klappt restore");
}

#[tokio::test]
async fn heads_that_begin_late_are_told() {
    let app = TestApp::start().await;
    app.db().note_head().await.expect("a head");
    let disagreements = || async { app.db().compare_journal().await.expect("compared") };
    let whole = |report: store::AuditReport| report.late;
    let verdict = || async { app.db().verify_audit(None).await.expect("a verdict").map(whole) };
    assert_eq!((disagreements().await, verdict().await), (vec![], Ok(None)));
    fs::remove_file(app.db().journal().path(AUDIT_HEADS)).expect("removed");
    assert_eq!(disagreements().await, [Disagreement::Missing(AUDIT_HEADS)]);
    app.clock.set(base::Clock::now(&*app.clock).plus_seconds(2 * 3600));
    let permit = app.permit::<ManagePeople>(None);
    let tx = app.db().begin(&permit).await.expect("a transaction");
    tx.commit(&permit, "later").await.expect("committed");
    app.db().note_head().await.expect("a head");
    let late = verdict().await.expect("whole").expect("late");
    assert_eq!(disagreements().await, [Disagreement::Late(late.0, late.1)]);
}
