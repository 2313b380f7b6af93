//! What was erased or withdrawn since a backup was taken does not come back with it.

use crate::{
    canaries::World,
    server::Folder,
    sources::{files, root},
};
use accounts::{links::Letters, passwords::PasswordHash};
use base::{
    Alliance, ArchiveAlliance, EditAlliance, EditWorkbook, KeepCases, ManageAllianceRoles, ManagePeople,
    ParticipantId, PersonId, Role, SubmissionId, SubmitWorkbook, ViewAlliance,
};
use klappt::{backup, house};
use std::{collections::BTreeSet, fs};
use store::{Db, TOMBSTONES};
use testkit::TestApp;
use uuid::Uuid;
use workbooks::assignments;

/// Kind → whether something of it is still there, as a count of rows of the first
/// alliance, of the second where it says so, or of nobody's.
const ALIVE: &[(&str, usize, &str)] = &[
    ("person", 0, "select count(*) from person where email = 'kanari-a-person@klappt.example'"),
    ("participant", 0, "select count(*) from participant where alliance_id = $1 and erased_at is null"),
    ("alliance", 1, "select count(*) from body where alliance_id = $1"),
    ("closed alliance", 1, "select count(*) from alliance where id = $1 and closed_on is null"),
    (
        "history",
        0,
        "select count(*) from history_key k join answer a on a.id = k.row_id \
                    where a.alliance_id = $1 and a.item = 'STR-X.2'",
    ),
    ("contact", 0, "select count(*) from contact where alliance_id = $1"),
    (
        "organisation",
        0,
        "select count(*) from organisation where alliance_id = $1 and removed_at is null \
                         and (name like '%home' or registered_through is not null)",
    ),
    (
        "municipality contact",
        0,
        "select count(*) from municipality_contact where alliance_id = $1 \
                                 and municipality_ags = '05154016' and entered_by = 'office' \
                                 and (removed_at is null or name <> '')",
    ),
    (
        "municipality contact's person",
        0,
        "select count(*) from municipality_contact where alliance_id = $1 \
                                          and name = 'kanari-a-farspeaker'",
    ),
    ("office's person", 0, "select count(*) from office where alliance_id = $1 and name = 'kanari-a-office'"),
    (
        "board lead's person",
        0,
        "select count(*) from board_lead where alliance_id = $1 and name = 'kanari-a-lead'",
    ),
    ("observer seat", 0, "select count(*) from observer_seat where alliance_id = $1 and until is null"),
    ("contact import", 0, "select count(*) from contact_import where alliance_id = $1"),
    (
        "submission",
        0,
        "select count(*) from submission s join wave_asked w on w.alliance_id = s.alliance_id \
                       and w.wave_id = s.wave_id where s.alliance_id = $1 and s.instrument_key = 'strukturen' \
                       and (s.withdrawn_at is null or w.state <> 'outstanding')",
    ),
    (
        "role",
        0,
        "select count(*) from role_held where alliance_id = $1 and role = 'deputy' and until is null",
    ),
    (
        "closed account",
        1,
        "select count(*) from person where email = 'kanari-b-person@klappt.example' \
                           and closed_at is null",
    ),
    ("password", 0, "select count(*) from person where password_hash = 'the first one'"),
    ("app", 0, "select count(*) from totp"),
    ("passkey", 0, "select count(*) from passkey"),
    ("recovery code", 0, "select count(*) from recovery_code"),
    (
        "assignment_link",
        0,
        "select count(*) from assignment_link where alliance_id = $1 and ended_at is null",
    ),
    (
        "assignment_name",
        0,
        "select (select count(*) from assignment_link where alliance_id = $1 and name <> '') \
         + (select count(*) from assignment_hint where alliance_id = $1 and name <> '')",
    ),
    ("review_comment", 0, "select count(*) from review_comment where alliance_id = $1 and words <> ''"),
    ("voice_link", 0, "select count(*) from voice_link where alliance_id = $1 and ended_at is null"),
    ("voice_name", 0, "select count(*) from voice_link where alliance_id = $1 and name <> ''"),
    ("voice_redacted", 0, "select count(*) from voice_part where alliance_id = $1 and words like '%-talk'"),
    (
        "voice_struck",
        0,
        "select count(*) from voice where alliance_id = $1 and kind = 'hindrance' and state <> 'struck'",
    ),
    ("api_token", 0, "select count(*) from api_token where name = 'kanari-a-token'"),
];

async fn count(db: &Db, app: &TestApp, place: &Alliance, sql: &'static str) -> i64 {
    let permit = app.permit::<EditAlliance>(Some(place));
    let mut read = db.read(&permit).await.expect("a reader");
    let query = if sql.contains("$1") { read.sql(&permit, sql) } else { read.shared(&permit, sql) };
    let (count,): (i64,) = query.one().await.expect("a count");
    count
}

/// What still stands of all kinds.
async fn alive(db: &Db, world: &World) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for (kind, side, sql) in ALIVE {
        if count(db, &world.app, world.place(*side), sql).await > 0 {
            found.insert(*kind);
        }
    }
    found
}

/// An account with everything that can be withdrawn from one, and who it is.
async fn account(world: &World) -> (PersonId, String) {
    let permit = world.app.permit::<ManagePeople>(None);
    let mut tx = world.app.db().begin(&permit).await.expect("a transaction");
    let (person, email): (PersonId, String) = tx
        .shared(
            &permit,
            "select p.id, p.email from person p join role_held r on r.person_id = p.id where r.role = 'evaluator'",
        )
        .one()
        .await
        .expect("somebody");
    tx.shared(&permit, "update person set password_hash = 'the first one' where id = $1")
        .bind(person)
        .run()
        .await
        .expect("a password");
    let set_up =
        accounts::second_factor::set_up_app(&mut tx, &permit, person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    assert!(set_up.await.expect("an app"));
    let now = tx.now();
    tx.shared(&permit, "insert into recovery_code (code_hash, person_id, created_at) values ($1, $2, $3)")
        .bind("0123456789abcdef".repeat(4))
        .bind(person)
        .bind(now)
        .run()
        .await
        .expect("a code");
    tx.commit(&permit, "test").await.expect("committed");
    (person, email)
}

fn uuid(text: &str) -> Uuid {
    text.parse().expect("an id")
}

/// Talks redacted and struck, links ended and their names erased.
async fn voices(world: &World, office: &testkit::Client, home: &str) {
    let at = |name: &str, what: &str| format!("{home}/voices/{}/{what}", world.id(0, name));
    office.post(&at("talk", "redaction"), &[("version", "1")]).await.is(303);
    let why = [("version", "1"), ("reason", "Jemand ist zu erkennen.")];
    office.post(&at("obstacle", "striking"), &why).await.is(303);
    let link = format!("{home}/voices/links/{}", world.id(0, "multiplier"));
    office.post(&format!("{link}/revocation"), &[]).await.is(303);
    let permit = world.app.permit::<EditAlliance>(Some(world.place(0)));
    let mut db = world.app.db().read(&permit).await.expect("a reader");
    let sql = "select id from voice_link where alliance_id = $1";
    let links: Vec<(Uuid,)> = db.sql(&permit, sql).all().await.expect("links");
    drop(db);
    for (link,) in links {
        office.post(&format!("{home}/voices/links/{link}/erasure"), &[]).await.is(303);
    }
}

/// All that can be taken away, as people take it away.
async fn take_away(world: &World, person: PersonId, email: &str) {
    let (app, place, other) = (&world.app, world.place(0), world.place(1));
    let home = format!("/alliances/{}", place.slug);
    let office = app.office(place).await;
    let thread = format!("{home}/threads/{}", world.id(0, "thread"));
    let erasure = format!("{thread}/comments/{}/erasure", world.id(0, "comment"));
    office.post(&erasure, &[]).await.is(303);
    let removals = [
        ("contacts", "contact"),
        ("organisations", "home"),
        ("municipality-contacts", "speaker"),
        ("contact-imports", "upload"),
    ];
    for (path, name) in removals {
        let path = format!("{home}/{path}/{}/removal", world.id(0, name));
        office.post(&path, &[("version", "1")]).await.is(303);
    }
    let fields = [
        ("version", "1"),
        ("municipality_ags", "05154040"),
        ("topic", "Schule"),
        ("unit", ""),
        ("institution", ""),
        ("address", ""),
        ("name", "Neu"),
        ("phone", ""),
        ("email", ""),
        ("question", ""),
    ];
    let speaker = format!("municipality-contacts/{}", world.id(0, "farspeaker"));
    for path in [speaker.as_str(), "office", "board-lead"] {
        let seen = if path == speaker { None } else { Some(("placements", "mayor")) };
        office.post(&format!("{home}/{path}"), &[&fields[..], seen.as_slice()].concat()).await.is(303);
    }
    let seat = format!("{home}/observers/{}/end", world.id(0, "observer"));
    office.post(&seat, &[("until", "2019-07-31")]).await.is(303);
    let history = format!("{home}/workbooks/strukturen/answers/STR-X.2/history/erasure");
    office.post(&history, &[("reason", "mistake")]).await.is(303);
    voices(world, &office, &home).await;

    let permit = app.permit::<SubmitWorkbook>(Some(place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let submission = SubmissionId::from_uuid(uuid(world.id(0, "submission")));
    workbooks::submissions::withdraw(&mut tx, &permit, submission).await.expect("withdrawn");
    tx.commit(&permit, "test").await.expect("committed");
    let permit = app.permit_as::<KeepCases>(Role::CaseManager, place);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let participant = ParticipantId::from_uuid(uuid(world.id(0, "participant")));
    cases::participants::erase(&mut tx, &permit, participant).await.expect("erased");
    tx.commit(&permit, "test").await.expect("committed");

    for (side, place) in [place, other].into_iter().enumerate() {
        let permit = app.permit_as::<ManageAllianceRoles>(Role::Office, place);
        let mut tx = app.db().begin(&permit).await.expect("a transaction");
        let deputy = PersonId::from_uuid(uuid(world.id(side, "person")));
        let role = uuid(world.id(side, "role"));
        accounts::people::end_role(&mut tx, &permit, deputy, role).await.expect("ended");
        tx.commit(&permit, "test").await.expect("committed");
    }
    let permit = app.permit::<EditWorkbook>(Some(place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let assignment = base::AssignmentId::from_uuid(uuid(world.id(0, "assignment")));
    assignments::end(&mut tx, &permit, assignment, "Erledigt").await.expect("ended");
    let names: Vec<(Uuid,)> = tx
        .sql(
            &permit,
            "select id from assignment_link where alliance_id = $1 \
             union all select id from assignment_hint where alliance_id = $1",
        )
        .all()
        .await
        .expect("names");
    for (name,) in names {
        assert!(assignments::erase_name(&mut tx, &permit, assignment, name).await.expect("erased"));
    }
    tx.commit(&permit, "test").await.expect("committed");

    let permit = app.permit::<ManagePeople>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let hash = PasswordHash::of("ein ganz anderes Kennwort", app.app.chance()).expect("a hash");
    accounts::people::set_password(&mut tx, &permit, person, &hash).await.expect("set");
    let letters = Letters::new(&app.app.texts, "http://localhost:8080");
    accounts::second_factor::remove_for(&mut tx, &permit, letters, email)
        .await
        .expect("done")
        .expect("removed");
    let [first, second] = [0, 1].map(|side| PersonId::from_uuid(uuid(world.id(side, "person"))));
    accounts::erasure::erase(&mut tx, &permit, first).await.expect("erased");
    accounts::people::close(&mut tx, &permit, second).await.expect("closed");
    tx.commit(&permit, "test").await.expect("committed");

    let permit = app.permit::<ArchiveAlliance>(Some(other));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    alliances::departure::archive(&mut tx, &permit).await.expect("closed");
    tx.commit(&permit, "test").await.expect("committed");
    klappt::deletion::forget_alliance(app.db(), other).await.expect("forgotten");
}

#[tokio::test]
async fn nothing_erased_or_withdrawn_since_a_backup_comes_back() {
    let world = World::build().await;
    let (person, email) = account(&world).await;
    let kinds: BTreeSet<&str> = house::burials().iter().map(|burial| burial.kind).collect();
    assert_eq!(alive(world.app.db(), &world).await, kinds, "a kind of tombstone nobody looks for here");
    let folder = Folder::new("tombstones");
    let key = folder.join("backup.key");
    let recipients =
        backup::Recipients::read(&[backup::new_key(&key).expect("a pair")]).expect("a recipient");
    backup::take(world.app.db(), &recipients, &folder.join("before.age")).await.expect("a backup");

    take_away(&world, person, &email).await;
    assert_eq!(alive(world.app.db(), &world).await, BTreeSet::new(), "taken away");
    let permit = world.app.permit::<ViewAlliance>(Some(world.place(0)));
    let stones =
        world.app.db().read(&permit).await.expect("a reader").tombstones(&permit).await.expect("stones");
    assert_eq!(
        stones.iter().map(|s| s.kind.as_str()).collect::<BTreeSet<_>>(),
        kinds,
        "each leaves a tombstone"
    );

    let journal = world.app.db().journal().path(TOMBSTONES);
    let back = world.app.empty_database(world.app.db().engine()).await;
    let done = backup::restore(&back, &folder.join("before.age"), &key, Some(&journal)).await;
    done.expect("readable").expect("restored");
    assert_eq!(alive(&back, &world).await, BTreeSet::new(), "and none of it comes back");
    assert_eq!(back.integrity().await.expect("checked"), Vec::<String>::new());
    let places = "select count(*) from contact_import where alliance_id = $1";
    assert_eq!(count(&back, &world.app, world.place(0), places).await, 0);
    let others = "select count(*) from organisation where alliance_id = $1 and removed_at is null";
    assert!(count(&back, &world.app, world.place(0), others).await > 1, "what nobody took away is there");
}

/// A tombstone of a kind the house does not know would stop every restore.
#[test]
fn every_kind_of_tombstone_is_known_to_the_house() {
    let mut named = BTreeSet::new();
    for (file, source) in files("rs") {
        if !file.contains("/src/") {
            continue;
        }
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
        let words: Vec<&str> = code.flat_map(str::split_whitespace).collect();
        for piece in words.join(" ").split(": Burial = Burial {").skip(1) {
            let kind = piece.split('"').nth(1).expect("a kind").to_owned();
            assert!(named.insert(kind.clone()), "{file}: {kind} is named twice");
        }
    }
    let known: BTreeSet<String> = house::burials().iter().map(|burial| burial.kind.to_owned()).collect();
    assert_eq!(named, known);
    let operations = fs::read_to_string(root().join("docs/operations.md")).expect("docs/operations.md");
    let unsaid: Vec<&String> =
        known.iter().filter(|kind| !operations.contains(&format!("`{kind}`"))).collect();
    assert!(unsaid.is_empty(), "docs/operations.md says nothing about {unsaid:?}");
}
