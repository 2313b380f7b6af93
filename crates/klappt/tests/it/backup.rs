//! Backups: one moment, back again exactly as it was, on either engine; or refused,
//! with nothing left behind.

use crate::{
    cli::{installation, run},
    server::Folder,
};
use base::{
    EditOrganisations, KeepCases, KeepKeys, ManageAccessions, ManagePeople, ParticipantId, PersonId, Role,
    RunInstallation, ViewCases,
};
use cases::participants::{self, Draft};
use klappt::backup::{self, Recipients};
use std::{collections::BTreeMap, fs, path::PathBuf};
use store::{
    Db, Error, TOMBSTONES,
    backup::{Contents, LEFT_OUT, Trouble},
};
use testkit::TestApp;

/// A folder with a pair of keys.
struct Safe {
    folder: Folder,
    recipients: Recipients,
}

impl Safe {
    fn new() -> Self {
        let folder = Folder::new("backup");
        let public = backup::new_key(&folder.join("backup.key")).expect("a pair");
        let recipients = Recipients::read(&[public]).expect("a recipient");
        Self { folder, recipients }
    }
    fn key(&self) -> PathBuf {
        self.folder.join("backup.key")
    }
    async fn take(&self, db: &Db, name: &str) -> PathBuf {
        let to = self.folder.join(name);
        // The tests' databases are copies of one that had another journal.
        db.note_tombstones(&machine()).await.expect("noted");
        backup::take(db, &self.recipients, &to).await.expect("a backup");
        to
    }
    /// A copy of the tombstones of a database's journal, if there are any.
    fn tombstones(&self, db: &Db) -> Option<PathBuf> {
        let to = self.folder.join(TOMBSTONES);
        fs::copy(db.journal().path(TOMBSTONES), &to).ok().map(|_| to)
    }
    /// The sentence with which a restore is refused.
    async fn refusal(&self, db: &Db, file: &std::path::Path, from: &Db) -> String {
        let outcome = backup::restore(db, file, &self.key(), self.tombstones(from).as_deref()).await;
        outcome.expect("readable").expect_err("refused")
    }
}

/// All rows of all tables, as a backup writes them.
async fn rows(db: &Db) -> BTreeMap<String, Vec<String>> {
    let permit = machine();
    let moment = db.moment(&permit).await.expect("a moment");
    let (text, _) = moment.write(&klappt::house::migrations(), Vec::new()).await.expect("written");
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut table = String::new();
    for line in String::from_utf8(text).expect("UTF-8").lines().skip(1) {
        if let Some(rest) = line.strip_prefix("{\"table\":\"") {
            rest.split('"').next().expect("a name").clone_into(&mut table);
            tables.entry(table.clone()).or_default();
        } else if line.starts_with('[') {
            tables.get_mut(&table).expect("a table").push(line.to_owned());
        }
    }
    for rows in tables.values_mut() {
        rows.sort();
    }
    tables
}

fn burial(kind: &str) -> &'static store::Burial {
    klappt::house::burials().into_iter().find(|burial| burial.kind == kind).expect("a kind")
}

fn machine() -> base::Permit<RunInstallation> {
    base::Permit::ask(&base::Actor::job("test"), None).expect("the machine may")
}

/// What differs after a restore, apart from what a backup and a restore themselves write down.
fn differences(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .filter(|name| !["audit", "audit_head", "installation"].contains(&name.as_str()))
        .cloned()
        .collect()
}

#[tokio::test]
async fn a_backup_comes_back_exactly_as_it_was_on_either_engine() {
    let app = TestApp::demo().await;
    let safe = Safe::new();
    let file = safe.take(app.db(), "one.age").await;
    let before = rows(app.db()).await;
    assert!(before["organisation"].len() > 100 && before["history"].len() > 10, "there is something to lose");
    for (name, why) in LEFT_OUT {
        assert!(!before.contains_key(*name), "{name}: {why}");
    }
    for engine in TestApp::engines() {
        let back = app.empty_database(engine).await;
        let done = backup::restore(&back, &file, &safe.key(), safe.tombstones(app.db()).as_deref()).await;
        done.expect("readable").expect("restored");
        let after = rows(&back).await;
        assert_eq!(differences(&before, &after), Vec::<String>::new(), "{engine:?}");
        // The audit goes on where it stood: all lines of the moment, then the restore itself.
        let then = before["audit"].iter().filter(|line| !line.contains("installation backed up"));
        assert!(then.clone().all(|line| after["audit"].contains(line)), "{engine:?}");
        assert_eq!(after["audit"].len(), then.count() + 1, "{engine:?}");
        let heads = back.journal().lines(store::AUDIT_HEADS).expect("a journal");
        assert_eq!(heads.len(), 2, "the restore and its own lines are noted outside: {engine:?}");
        back.verify_audit(None).await.expect("a verdict").expect("the chain holds");
        assert_eq!(back.integrity().await.expect("checked"), Vec::<String>::new());
        still_guarded(&back).await;

        // What was restored can be saved and restored again, into the other engine too.
        let again = safe.take(&back, &format!("{engine:?}.age")).await;
        for other in TestApp::engines() {
            let third = app.empty_database(other).await;
            let done = backup::restore(&third, &again, &safe.key(), safe.tombstones(&back).as_deref()).await;
            done.expect("readable").expect("restored");
            assert_eq!(
                differences(&before, &rows(&third).await),
                Vec::<String>::new(),
                "{engine:?} {other:?}"
            );
        }
    }
}

/// Triggers are back: history and audit refuse changes, counters count.
async fn still_guarded(db: &Db) {
    // With a permit that looks over all alliances: what finds no row changes none.
    let permit =
        base::Permit::<ManageAccessions>::ask(&base::Actor::job("test"), None).expect("the machine may");
    for sql in ["update audit set subject = 'x'", "delete from history", "update accession set kind = kind"] {
        let mut tx = db.begin(&permit).await.expect("a transaction");
        assert!(tx.shared(&permit, sql).run().await.is_err(), "{sql}");
    }
    let count = "select number from revision where subject = 'territory'";
    let mut tx = db.begin(&permit).await.expect("a transaction");
    let (before,): (i64,) = tx.shared(&permit, count).one().await.expect("a number");
    tx.shared(&permit, "update municipality set version = version where ags = '05154016'")
        .run()
        .await
        .expect("changed");
    let (after,): (i64,) = tx.shared(&permit, count).one().await.expect("a number");
    assert_eq!(after, before + 1);
    let dangling = "insert into role_held (id, person_id, role, since) values ($1, $1, 'office', $2)";
    let tried =
        tx.shared(&permit, dangling).bind(uuid::Uuid::from_u128(7)).bind(testkit::first_day()).run().await;
    assert!(matches!(tried, Err(Error::Dangling)), "{tried:?}");
}

#[tokio::test]
async fn a_backup_taken_while_people_save_is_one_moment() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let permit = app.permit::<EditOrganisations>(Some(&kleve));
    let safe = Safe::new();
    let saving = |n: u128| {
        let (db, permit) = (app.db().clone(), permit.clone());
        async move {
            let acting = permit.clone();
            let draft = alliances::organisations::Draft {
                name: format!("Stelle {n}"),
                area: "A".into(),
                ..Default::default()
            };
            db.save(&permit, format!("organisation {n} saved"), move |tx| {
                let (acting, draft) = (acting.clone(), draft.clone());
                Box::pin(async move {
                    let id = base::OrganisationId::from_uuid(uuid::Uuid::from_u128(n + 1));
                    alliances::organisations::add(tx, &acting, id, &draft).await
                })
            })
            .await
        }
    };
    for n in 0..20 {
        saving(n).await.expect("saved");
    }
    let mut set = tokio::task::JoinSet::new();
    for n in 20..220 {
        set.spawn(saving(n));
    }
    let file = safe.take(app.db(), "busy.age").await;
    assert!(set.join_all().await.iter().all(Result::is_ok), "a backup hinders nobody");
    let back = app.empty_database(app.db().engine()).await;
    let done = backup::restore(&back, &file, &safe.key(), safe.tombstones(app.db()).as_deref()).await;
    done.expect("readable").expect("restored");
    let after = rows(&back).await;
    let saved = after["organisation"].iter().filter(|row| row.contains("Stelle ")).count();
    let noted = after["audit"].iter().filter(|row| row.contains(" saved")).count();
    assert!(saved >= 20, "what was saved before is there: {saved}");
    assert_eq!(saved, noted, "a row and its line of the audit are of one moment");
}

#[tokio::test]
async fn an_erased_participant_does_not_come_back_and_the_others_need_their_keys() {
    let app = TestApp::start().await;
    let safe = Safe::new();
    let place = app.alliance("05154").await;
    let permit = app.permit_as::<KeepCases>(Role::CaseManager, &place);
    let ids = [1, 2].map(|n| ParticipantId::from_uuid(uuid::Uuid::from_u128(n)));
    let draft = Draft { name: "Amina".into(), ..Draft::default() };
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    for id in ids {
        participants::create(&mut tx, &permit, id, &draft).await.expect("written down");
    }
    tx.commit(&permit, "participants created").await.expect("committed");
    let file = safe.take(app.db(), "cases.age").await;
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    participants::erase(&mut tx, &permit, ids[0]).await.expect("erased");
    tx.commit(&permit, "participant erased").await.expect("committed");
    let keys = app.permit::<KeepKeys>(Some(&place));
    let kept = cases::keys::backup(app.db(), &keys).await.expect("copied");

    let back = app.empty_database(app.db().engine()).await;
    let done = backup::restore(&back, &file, &safe.key(), safe.tombstones(app.db()).as_deref()).await;
    assert_eq!(done.expect("readable").expect("restored").tombstones, 1);
    let viewing = permit.lesser::<ViewCases>();
    let mut read = back.read(&viewing).await.expect("a reader");
    let without = participants::read(&mut read, &viewing, ids[1]).await.expect("readable");
    assert!(without.is_none(), "the backup of the data holds no keys");
    let left: Vec<(ParticipantId,)> = read
        .sql(
            &viewing,
            "select id from participant where alliance_id = $1 and coalesce(name_sealed, name_index) is not null",
        )
        .all()
        .await
        .expect("rows");
    assert_eq!(left, [(ids[1],)], "who was erased is erased again");
    drop(read);
    let mut tx = back.begin(&keys).await.expect("a transaction");
    let put_back = cases::keys::restore(&mut tx, &keys, &kept, &std::collections::BTreeSet::new()).await;
    assert_eq!(put_back.expect("restored"), 1);
    tx.commit(&keys, "keys put back").await.expect("committed");
    let mut read = back.read(&viewing).await.expect("a reader");
    let found = participants::read(&mut read, &viewing, ids[1]).await.expect("readable").expect("there");
    assert_eq!(found.draft, draft);
    assert!(participants::read(&mut read, &viewing, ids[0]).await.expect("readable").is_none());
}

#[tokio::test]
async fn whoever_was_erased_since_a_backup_does_not_come_back() {
    let app = TestApp::start().await;
    let safe = Safe::new();
    let permit = app.permit::<ManagePeople>(None);
    klappt::demo::invite(app.db(), "http://localhost", "kim@amt.example", "Kim Weg", "operator", None)
        .await
        .expect("invited");
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let (person,): (PersonId,) =
        tx.shared(&permit, "select id from person where email = 'kim@amt.example'").one().await.expect("Kim");
    let linked = "insert into sso_account (issuer, subject, person_id, created_at, last_used_at) \
                  select 'https://login.example', 'kim-weg', id, created_at, created_at from person where id = $1";
    tx.shared(&permit, linked).bind(person).run().await.expect("linked");
    tx.commit(&permit, "test").await.expect("committed");
    let file = safe.take(app.db(), "before.age").await;
    assert_eq!(rows(app.db()).await["sso_account"].len(), 1);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    tx.bury(&permit, burial("person"), person.uuid());
    tx.commit(&permit, "test").await.expect("committed");

    let back = app.empty_database(app.db().engine()).await;
    let done = backup::restore(&back, &file, &safe.key(), safe.tombstones(app.db()).as_deref()).await;
    assert_eq!(done.expect("readable").expect("restored").tombstones, 1);
    let after = rows(&back).await;
    let all = format!("{after:?}");
    assert!(!all.contains("kim@amt.example") && !all.contains("Kim Weg"), "erased again");
    assert_eq!(after["tombstone"].len(), 1, "the restored database knows it too");
    let role =
        after["role_held"].iter().find(|row| row.contains(&person.uuid().to_string())).expect("a role");
    assert!(!role.ends_with("null,\"hand\"]"), "the role has ended: {role}");
    assert_eq!(after["sso_account"], Vec::<String>::new(), "no central account opens it");
    let lines = back.journal().lines(TOMBSTONES).expect("a journal");
    assert_eq!(lines.len(), 1, "and so does its journal");
    assert!(app.person(Role::Operator, None).await.get("/people").await.is(200).text().contains("Kim Weg"));

    // A file that lacks what the backup already knows is not the whole one.
    let later = safe.take(app.db(), "after.age").await;
    let next = app.empty_database(app.db().engine()).await;
    let outcome = backup::restore(&next, &later, &safe.key(), None).await;
    let sentence = outcome.expect("readable").expect_err("refused");
    assert!(sentence.contains("fehlen 1 Löschvermerke"), "{sentence}");
    // No file at all, or one with nothing in it, is not simply nothing.
    let empty = safe.folder.join("empty");
    for _ in ["none", "empty"] {
        let outcome = backup::restore(&next, &later, &safe.key(), Some(&empty)).await;
        let sentence = outcome.expect("readable").expect_err("refused");
        assert!(sentence.contains("--no-tombstones"), "{sentence}");
        fs::write(&empty, "").expect("a file");
    }
    // One that was changed is none.
    let changed = fs::read_to_string(safe.tombstones(app.db()).expect("a file"))
        .expect("a text")
        .replace("person", "nobody");
    fs::write(safe.folder.join("changed"), changed).expect("a file");
    let outcome = backup::restore(&next, &later, &safe.key(), Some(&safe.folder.join("changed"))).await;
    let sentence = outcome.expect("readable").expect_err("refused");
    assert!(sentence.contains("Zeile 1"), "{sentence}");
    // One whose last line broke off tells all that was done.
    let mut half = fs::read_to_string(safe.tombstones(app.db()).expect("a file")).expect("a text");
    half.push_str("{\"id\":\"01");
    fs::write(safe.folder.join("half"), half).expect("a file");
    let done = backup::restore(&next, &file, &safe.key(), Some(&safe.folder.join("half"))).await;
    let done = done.expect("readable").expect("restored");
    assert_eq!((done.tombstones, done.half), (1, true));
}

#[tokio::test]
async fn a_token_ended_since_a_backup_does_not_come_back() {
    let app = TestApp::start().await;
    let safe = Safe::new();
    let scope = base::Scope { alliance: None, writes: false };
    for role in [Role::Ministry, Role::Evaluator] {
        app.program(role, None, scope).await;
    }
    let permit = app.permit::<ManagePeople>(None);
    let mut read = app.db().read(&permit).await.expect("a reader");
    let tokens: Vec<(uuid::Uuid,)> =
        read.shared(&permit, "select id from api_token order by id").all().await.expect("two");
    drop(read);
    let file = safe.take(app.db(), "before.age").await;
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    tx.bury(&permit, burial("api_token"), tokens[0].0);
    tx.commit(&permit, "test").await.expect("committed");

    let back = app.empty_database(app.db().engine()).await;
    let done = backup::restore(&back, &file, &safe.key(), safe.tombstones(app.db()).as_deref()).await;
    assert_eq!(done.expect("readable").expect("restored").tombstones, 1);
    let left = rows(&back).await;
    assert_eq!(left["api_token"].len(), 1, "the other one stays");
    assert!(left["api_token"].iter().all(|row| row.contains(&tokens[1].0.to_string())));
}

#[tokio::test]
async fn a_backup_that_is_not_ours_or_newer_is_refused_and_leaves_nothing() {
    let app = TestApp::start().await;
    let safe = Safe::new();
    let good = safe.take(app.db(), "good.age").await;
    let back = app.empty_database(app.db().engine()).await;

    let whole = fs::read(&good).expect("bytes");
    let altered = safe.folder.join("altered.age");
    for (at, name) in [(whole.len() / 2, "in the middle"), (whole.len() - 1, "at the end")] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&altered, bytes).expect("a file");
        let sentence = safe.refusal(&back, &altered, app.db()).await;
        assert!(sentence.contains("beschädigt"), "{name}: {sentence}");
        backup::verify(&altered, &safe.key(), None).expect("readable").expect_err(name);
    }
    for cut in [0, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&altered, &whole[..cut]).expect("a file");
        let sentence = safe.refusal(&back, &altered, app.db()).await;
        assert!(sentence.contains("beschädigt"), "cut at {cut}: {sentence}");
    }
    let other = safe.folder.join("other.key");
    backup::new_key(&other).expect("a pair");
    let outcome = backup::restore(&back, &good, &other, safe.tombstones(app.db()).as_deref()).await;
    assert!(outcome.expect("readable").expect_err("refused").contains("Schlüssel passt nicht"));

    // Sealed for the right key, but by whoever does not hold the master keys.
    let stranger = klappt::house::open(
        &store::Target::Sqlite(safe.folder.join("stranger.db")),
        store::Outside {
            keys: store::Keys::new(&testkit::chance(99)),
            journal: store::Journal::at(safe.folder.join("stranger")),
        },
        app.clock.clone(),
        std::sync::Arc::new(testkit::chance(5)),
    )
    .await
    .expect("a database");
    stranger.migrate(&klappt::house::migrations()).await.expect("tables").expect("not newer");
    let forged = safe.take(&stranger, "forged.age").await;
    assert!(safe.refusal(&back, &forged, app.db()).await.contains("nicht von dieser Installation"));
    let permit = machine();
    let mut tx = stranger.begin(&permit).await.expect("a transaction");
    tx.shared(&permit, "insert into migration (name, checksum) values ('209912312359_know_more', '')")
        .run()
        .await
        .expect("a step");
    tx.commit(&permit, "test").await.expect("committed");
    let newer = safe.take(&stranger, "newer.age").await;
    assert!(safe.refusal(&back, &newer, app.db()).await.contains("neueren"));

    // After all that the database is still empty, and takes the good one.
    let done = backup::restore(&back, &good, &safe.key(), safe.tombstones(app.db()).as_deref()).await;
    done.expect("readable").expect("restored");
    assert!(safe.refusal(&back, &good, app.db()).await.contains("nicht leer"));
    assert_eq!(differences(&rows(app.db()).await, &rows(&back).await), Vec::<String>::new());
}

#[tokio::test]
async fn a_backup_of_an_older_version_is_brought_up_to_date() {
    let app = TestApp::start().await;
    let mut all = klappt::house::migrations();
    all.sort_by_key(|m| m.name);
    let last = all.iter().rposition(|m| !m.name.contains("installation")).expect("a step");
    let newest = all[last];
    let then: Vec<_> = all.iter().copied().filter(|m| m.name != newest.name).collect();
    let permit = machine();
    let old = app.empty_database(app.db().engine()).await;
    old.migrate(&then).await.expect("tables").expect("not newer");
    let moment = old.moment(&permit).await.expect("a moment");
    let (text, _) = moment.write(&then, Vec::new()).await.expect("written");
    let back = app.empty_database(app.db().engine()).await;
    let mut tx = back.begin(&permit).await.expect("a transaction");
    let mut contents = Contents::open(text.as_slice(), Some(old.keys().clone())).expect("a backup");
    tx.take_back(&all, &mut contents).await.expect("taken back");
    tx.commit(&permit, "test").await.expect("committed");
    assert!(back.pending(&all).await.expect("readable").expect("not newer").is_empty());

    // Swapped rows and tables are noticed by the sums, whoever put the seal around them.
    let text = String::from_utf8(text).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    let rows: Vec<usize> = (1..lines.len() - 1).filter(|i| lines[*i].starts_with('[')).collect();
    let (one, two) = (rows[0], rows[1]);
    let mut swapped = lines.clone();
    swapped.swap(one, two);
    let swapped = swapped.join("\n") + "\n";
    let refused = Contents::open(swapped.as_bytes(), None).expect("a head").verify();
    assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
    let without = lines.iter().enumerate().filter(|(i, _)| *i != one).map(|(_, l)| *l).collect::<Vec<_>>();
    let without = without.join("\n") + "\n";
    assert!(Contents::open(without.as_bytes(), None).expect("a head").verify().is_err());
}

#[test]
fn backups_are_made_checked_and_restored_from_the_command_line() {
    let folder = installation();
    let made = run(&folder, &["backup", "key", "new", "--to", "backup.key"]);
    made.is_done().says("age1");
    run(&folder, &["backup", "key", "new", "--to", "backup.key"]).refuses("backup.key");
    let public = fs::read_to_string(folder.join("backup.key")).expect("a key");
    let public =
        public.lines().find_map(|l| l.strip_prefix("# public key: ")).expect("a public key").to_owned();
    run(&folder, &["backup", "--to", "a.age"]).refuses("KLAPPT_BACKUP_RECIPIENT");
    run(&folder, &["backup", "--to", "a.age", "--backup-recipient", "age1x"]).refuses("age1x");
    let save = ["backup", "--to", "a.age", "--backup-recipient", &public];
    run(&folder, &save).is_done().says("a.age").says("Tabellen");
    run(&folder, &save).refuses("überschreibt nichts");
    run(&folder, &["backup", "--to", "none/a.age", "--backup-recipient", &public]).refuses("none/a.age");
    run(&folder, &["backup", "verify", "a.age", "--key", "backup.key"]).is_done().says("unverändert");
    let back = |file: &str, to: &str| {
        let drill = ["--no-tombstones", "--journal", "drill", "--to", to];
        run(&folder, &[&["restore", file, "--key", "backup.key"][..], &drill].concat())
    };
    // Heads of a drill would make the server's own journal tell of two databases.
    run(&folder, &["restore", "a.age", "--key", "backup.key", "--no-tombstones", "--to", "sqlite:new.db"])
        .finds_fault()
        .says("--journal");
    let missing = ["--tombstones", "none.log", "--journal", "drill", "--to", "sqlite:new.db"];
    run(&folder, &[&["restore", "a.age", "--key", "backup.key"][..], &missing].concat())
        .finds_fault()
        .says("--no-tombstones");
    back("a.age", "sqlite:klappt.db").finds_fault().says("nicht leer");
    fs::write(folder.join("b.age"), &fs::read(folder.join("a.age")).expect("bytes")[..5000]).expect("a file");
    back("b.age", "sqlite:new.db").finds_fault().says("beschädigt");
    assert!(!folder.join("new.db").exists(), "nothing half restored lies around");
    run(&folder, &["backup", "verify", "b.age", "--key", "backup.key"]).finds_fault().says("beschädigt");
    back("a.age", "sqlite:new.db").is_done().says("Wiederhergestellt");
    run(&folder, &["check", "--database-url", "sqlite:new.db", "--journal", "drill"]).is_done();
    back("none.age", "sqlite:other.db").refuses("none.age");
    assert!(!folder.join("other.db").exists());
    let without = ["restore", "a.age", "--key", "backup.key", "--to", "sqlite:other.db"];
    assert!(format!("{:?}", run(&folder, &without)).contains("--tombstones"), "tombstones are demanded");

    // In earnest: what came after the backup is lost and told, and the rest holds.
    for (email, name) in [("b@land.example", "B"), ("c@land.example", "C")] {
        run(&folder, &["user", "invite", "--email", email, "--name", name, "--role", "operator"]).is_done();
    }
    for file in ["klappt.db", "klappt.db-wal", "klappt.db-shm"] {
        fs::remove_file(folder.join(file)).ok();
    }
    let whole = ["restore", "a.age", "--key", "backup.key", "--no-tombstones", "--to", "sqlite:klappt.db"];
    run(&folder, &whole).is_done();
    let heads = fs::read_to_string(folder.join("klappt-journal/audit-heads.log")).expect("heads");
    // The backup's own end, an attempt that failed, two invitations.
    run(&folder, &["audit", "verify"]).is_done().says("gingen 4 Einträge verloren").says("lückenlos");
    let after = fs::read_to_string(folder.join("klappt-journal/audit-heads.log")).expect("heads");
    assert_eq!(heads, after, "who only reads leaves the journal as it was");
}
