//! Writing down, correcting, finding again, telling everything, erasing.

use crate::world::{World, amina, case_manager, create, draft, read};
use base::{Actor, Day, KeepCases, ParticipantId, Permit, RunInstallation, RunJobs, ViewCases};
use cases::participants::{self, Draft, Erased};
use store::{TOMBSTONES, Tombstone};
use uuid::Uuid;

type Sealed = (Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>);

const SEALED: &str = "select name_sealed, birth_date_sealed, contact_sealed, name_index, birth_date_index \
                      from participant where alliance_id = $1 order by id";

async fn find(w: &World, permit: &Permit<KeepCases>, name: &str, day: Option<Day>) -> Vec<String> {
    let permit = permit.lesser::<ViewCases>();
    let mut db = w.db().read(&permit).await.expect("a reader");
    let found = participants::find(&mut db, &permit, name, day).await.expect("found");
    found.into_iter().map(|p| p.draft.name).collect()
}

async fn correct(w: &World, id: ParticipantId, draft: &Draft, version: i64) -> Option<i64> {
    let mut tx = w.db().begin(&w.cases).await.expect("a transaction");
    let new = participants::correct(&mut tx, &w.cases, id, draft, version).await.expect("corrected");
    tx.commit(&w.cases, &format!("participant {id} corrected")).await.expect("committed");
    new
}

async fn everything(w: &World, id: ParticipantId) -> Option<serde_json::Value> {
    let permit = w.cases.lesser::<ViewCases>();
    let mut db = w.db().read(&permit).await.expect("a reader");
    let all = participants::everything(&mut db, &permit, id).await.expect("read");
    all.map(|all| serde_json::to_value(all).expect("JSON"))
}

#[tokio::test]
async fn somebody_is_written_down_read_and_found_again() {
    let w = World::start().await;
    assert!(find(&w, &w.cases, "Amina", None).await.is_empty(), "nobody is there yet");
    let id = w.create(1, &amina()).await;
    let found = w.read(id).await.expect("readable").expect("there");
    assert_eq!((found.draft, found.version), (amina(), 1));
    w.create(2, &Draft { birth_date: amina().birth_date, ..draft("Jürgen Groß") }).await;
    w.create(3, &draft("Amina KANARIENVOGEL")).await;
    let name = "kanarienvogel, amina";
    assert_eq!(find(&w, &w.cases, name, None).await, ["Amina Kanarienvogel", "Amina KANARIENVOGEL"]);
    let both = find(&w, &w.cases, name, amina().birth_date).await;
    assert_eq!(
        both,
        ["Amina Kanarienvogel", "Amina KANARIENVOGEL", "Jürgen Groß"],
        "who fits both comes first"
    );
    assert_eq!(find(&w, &w.cases, "Juergen Gross", None).await, ["Jürgen Groß"]);
    assert!(find(&w, &w.cases, "Jürgen", None).await.is_empty(), "half a name finds nobody");
    assert!(find(&w, &w.cases, "", None).await.is_empty());
}

#[tokio::test]
async fn a_double_click_writes_one_person_down() {
    let w = World::start().await;
    let id = w.create(1, &amina()).await;
    w.create(1, &draft("Jemand anders")).await;
    assert_eq!(w.read(id).await.expect("readable").expect("there").draft, amina());
    assert_eq!(w.raw::<(i64,)>("select count(*) from participant_key where alliance_id = $1").await, [(1,)]);
}

#[tokio::test]
async fn a_correction_is_kept_and_a_stale_one_refused() {
    let w = World::start().await;
    let id = w.create(1, &amina()).await;
    let married = Draft { name: "Amina Amsel".into(), contact: String::new(), ..amina() };
    assert_eq!(correct(&w, id, &married, 1).await, Some(2));
    assert_eq!(correct(&w, id, &amina(), 1).await, None, "somebody was faster");
    assert_eq!(w.read(id).await.expect("readable").expect("there").draft, married);
    assert_eq!(find(&w, &w.cases, "Amina Amsel", None).await, ["Amina Amsel"]);
    assert!(find(&w, &w.cases, &amina().name, None).await.is_empty(), "the old name finds nobody");
    let all = everything(&w, id).await.expect("there");
    assert_eq!((&all["format"], &all["name"]), (&"klappt participant 1".into(), &"Amina Amsel".into()));
    assert_eq!(all["birth_date"], "2001-02-03");
    let told: Vec<(&str, Option<&str>, Option<&str>)> = all["history"]
        .as_array()
        .expect("a history")
        .iter()
        .map(|h| (h["field"].as_str().expect("a field"), h["before"].as_str(), h["after"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("name", None, Some("Amina Kanarienvogel")),
            ("birth_date", None, Some("2001-02-03")),
            ("contact", None, Some("0170 5554433")),
            ("name", Some("Amina Kanarienvogel"), Some("Amina Amsel")),
            ("contact", Some("0170 5554433"), None),
        ]
    );
}

#[tokio::test]
async fn a_case_manager_of_another_alliance_meets_nobody() {
    let w = World::start().await;
    let id = w.create(1, &amina()).await;
    let foreign = case_manager(&w.app.alliance("05166").await);
    assert!(read(w.db(), &foreign, id).await.expect("readable").is_none());
    assert!(find(&w, &foreign, &amina().name, amina().birth_date).await.is_empty());
    create(w.db(), &foreign, 9, &amina()).await;
    let (own, others) =
        (find(&w, &w.cases, &amina().name, None).await, find(&w, &foreign, &amina().name, None).await);
    assert_eq!((own.len(), others.len()), (1, 1));
    let mut tx = w.db().begin(&foreign).await.expect("a transaction");
    assert_eq!(participants::correct(&mut tx, &foreign, id, &draft("X"), 1).await.expect("refused"), None);
    assert_eq!(participants::erase(&mut tx, &foreign, id).await.expect("refused"), Erased::Nobody);
    tx.commit(&foreign, "test").await.expect("committed");
    assert_eq!(w.read(id).await.expect("readable").expect("there").draft, amina());
}

#[tokio::test]
async fn indexes_of_two_alliances_do_not_match() {
    let w = World::start().await;
    w.create(1, &amina()).await;
    let foreign = case_manager(&w.app.alliance("05166").await);
    create(w.db(), &foreign, 9, &amina()).await;
    let own: Vec<Sealed> = w.raw(SEALED).await;
    let mut db = w.db().read(&foreign).await.expect("a reader");
    let others: Vec<Sealed> = db.sql(&foreign, SEALED).all().await.expect("rows");
    assert!(own[0].3.is_some() && own[0].4.is_some());
    assert!(own[0].3 != others[0].3 && own[0].4 != others[0].4, "one person, two marks");
}

#[tokio::test]
async fn a_value_moved_in_the_tables_does_not_open() {
    let w = World::start().await;
    let (one, two) = (w.create(1, &amina()).await, w.create(2, &draft("Bela")).await);
    for sql in [
        "update participant set name_sealed = (select o.name_sealed from participant o where o.alliance_id = $1 \
         and o.id = $3) where alliance_id = $1 and id = $2",
        "update participant set name_sealed = contact_sealed where alliance_id = $1 and id = $2 and id <> $3",
        "update participant_key set wrapped = (select o.wrapped from participant_key o where o.alliance_id = $1 \
         and o.participant_id = $3) where alliance_id = $1 and participant_id = $2",
    ] {
        w.tamper(sql, one, two).await;
        let error = w.read(one).await.expect_err(sql);
        assert!(error.to_string().contains("does not open"), "{error}");
    }
    assert!(w.read(two).await.expect("readable").is_some());
}

#[tokio::test]
async fn a_row_moved_to_another_alliance_does_not_open() {
    let w = World::start().await;
    let id = w.create(1, &amina()).await;
    let foreign = case_manager(&w.app.alliance("05166").await);
    create(w.db(), &foreign, 9, &draft("Bela")).await;
    // A hand in the database: what one alliance has lies with another now.
    let name: Vec<(Vec<u8>, base::Instant)> =
        w.raw("select name_sealed, created_at from participant where alliance_id = $1").await;
    let key: Vec<(i64, Vec<u8>)> =
        w.raw("select generation, wrapped from participant_key where alliance_id = $1").await;
    let mut tx = w.db().begin(&foreign).await.expect("a transaction");
    for (sealed, at) in name {
        let sql =
            "insert into participant (alliance_id, id, name_sealed, created_at) values ($1, $2, $3, $4)";
        tx.sql(&foreign, sql).bind(id).bind(sealed).bind(at).run().await.expect("a row");
    }
    for (generation, wrapped) in key {
        let sql = "insert into participant_key (alliance_id, participant_id, generation, wrapped) \
                   values ($1, $2, $3, $4)";
        tx.sql(&foreign, sql).bind(id).bind(generation).bind(wrapped).run().await.expect("a key");
    }
    tx.commit(&foreign, "test").await.expect("committed");
    let error = read(w.db(), &foreign, id).await.expect_err("a foreign row");
    assert!(error.to_string().contains("does not open"), "{error}");
}

#[tokio::test]
async fn history_cannot_be_rewritten_or_cut_while_the_person_is_there() {
    let w = World::start().await;
    w.create(1, &amina()).await;
    for sql in [
        "update participant_history set field = 'x' where alliance_id = $1",
        "delete from participant_history where alliance_id = $1",
    ] {
        let mut tx = w.db().begin(&w.cases).await.expect("a transaction");
        assert!(tx.sql(&w.cases, sql).run().await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn an_erased_person_leaves_nothing_but_a_row_without_content() {
    let w = World::start().await;
    let (id, other) = (w.create(1, &amina()).await, w.create(2, &draft("Bela")).await);
    correct(&w, id, &Draft { contact: "anders".into(), ..amina() }, 1).await;
    let before: Vec<Sealed> = w.raw(SEALED).await;
    assert_eq!(w.erase(id).await, Erased::Now);

    let after: Vec<Sealed> = w.raw(SEALED).await;
    assert_eq!(after[0], (None, None, None, None, None));
    assert!(after[1] == before[1], "others are untouched");
    let keys: Vec<(ParticipantId,)> =
        w.raw("select participant_id from participant_key where alliance_id = $1").await;
    assert_eq!(keys, [(other,)]);
    let told: Vec<(ParticipantId,)> =
        w.raw("select participant_id from participant_history where alliance_id = $1").await;
    assert!(told.iter().all(|(of,)| *of == other));

    assert!(w.read(id).await.expect("readable").is_none());
    assert!(everything(&w, id).await.is_none());
    assert!(find(&w, &w.cases, &amina().name, amina().birth_date).await.is_empty());
    assert_eq!(correct(&w, id, &amina(), 3).await, None);
    w.create(1, &amina()).await;
    assert!(w.read(id).await.expect("readable").is_none(), "the same id does not come back");

    assert_eq!(w.erase(id).await, Erased::Before, "a second call is fine");
    let nobody = ParticipantId::from_uuid(Uuid::from_u128(99));
    assert_eq!(w.erase(nobody).await, Erased::Nobody);
    assert_eq!(tombstones(&w).await.len(), 1, "one erasure, one tombstone");
}

/// Who restores a backup.
fn installation() -> Permit<RunInstallation> {
    Permit::ask(&Actor::console(), None).expect("the operator may")
}

async fn tombstones(w: &World) -> Vec<Tombstone> {
    let mut db = w.db().read(&w.cases).await.expect("a reader");
    let all = db.tombstones(&w.cases).await.expect("tombstones");
    let outside = w.db().journal().lines(TOMBSTONES).expect("the journal");
    assert_eq!(all.len(), outside.len(), "the same lines lie outside the database");
    all
}

/// A restored backup brings sealed values and indexes back; the key it does not.
#[tokio::test]
async fn what_a_backup_brings_back_opens_with_no_other_key_and_is_erased_again() {
    let w = World::start().await;
    let (id, other) = (w.create(1, &amina()).await, w.create(2, &draft("Bela")).await);
    let before: Vec<Sealed> = w.raw(SEALED).await;
    w.erase(id).await;
    let (name, day, contact, name_index, day_index) = before.into_iter().next().expect("a row");
    let mut tx = w.db().begin(&w.cases).await.expect("a transaction");
    tx.sql(
        &w.cases,
        "update participant set name_sealed = $3, birth_date_sealed = $4, contact_sealed = $5, name_index = $6, \
         birth_date_index = $7, erased_at = null where alliance_id = $1 and id = $2",
    )
    .bind(id)
    .bind(name)
    .bind(day)
    .bind(contact)
    .bind(name_index)
    .bind(day_index)
    .run()
    .await
    .expect("a restored row");
    tx.commit(&w.cases, "test").await.expect("committed");
    assert!(w.read(id).await.expect("readable").is_none(), "without a key there is nothing to read");

    // The alliance's key, the master key and other persons' keys are all there.
    let lend = "insert into participant_key (alliance_id, participant_id, generation, wrapped) \
                select k.alliance_id, $2, k.generation, k.wrapped from participant_key k \
                where k.alliance_id = $1 and k.participant_id = $3";
    w.tamper(lend, id, other).await;
    assert!(w.read(id).await.is_err(), "another person's key does not even unwrap here");

    let [tombstone] = tombstones(&w).await.try_into().expect("one tombstone");
    // A restore erases again before the second wall stands; here it stands already.
    let over = w.app.permit::<RunJobs>(None);
    for comes_back in [true, false] {
        let mut tx = w.db().begin(&over).await.expect("a transaction");
        assert_eq!(
            participants::replay(&mut tx, &installation(), &tombstone).await.expect("erased"),
            comes_back
        );
        tx.commit(&installation(), "participant erased again").await.expect("committed");
    }
    let after: Vec<Sealed> = w.raw(SEALED).await;
    assert_eq!(after[0], (None, None, None, None, None));
    assert_eq!(w.raw::<(i64,)>("select count(*) from participant_key where alliance_id = $1").await, [(1,)]);
    assert!(w.read(other).await.expect("readable").is_some());
}

#[tokio::test]
async fn a_tombstone_of_something_else_is_not_replayed() {
    let w = World::start().await;
    let id = w.create(1, &amina()).await;
    let tombstone = Tombstone {
        id: Uuid::nil(),
        kind: "participant".into(),
        row_id: id.uuid(),
        alliance_id: Some(w.alliance.id),
        buried_at: base::Instant::from_micros(0),
    };
    for wrong in [
        Tombstone { kind: "person".into(), ..tombstone.clone() },
        Tombstone { alliance_id: None, ..tombstone.clone() },
    ] {
        let mut tx = w.db().begin(&installation()).await.expect("a transaction");
        assert!(participants::replay(&mut tx, &installation(), &wrong).await.is_err(), "{wrong:?}");
    }
    let foreign = w.app.alliance("05166").await;
    let elsewhere = Tombstone { alliance_id: Some(foreign.id), ..tombstone };
    let mut tx = w.db().begin(&installation()).await.expect("a transaction");
    assert!(!participants::replay(&mut tx, &installation(), &elsewhere).await.expect("nobody there"));
    tx.commit(&installation(), "test").await.expect("committed");
    assert!(w.read(id).await.expect("readable").is_some());
}
