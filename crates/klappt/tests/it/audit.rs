//! The audit: one line for every change and every look, chained, and any
//! tampering is named.

use crate::{cli, server::Folder};
use base::{EditOrganisations, Permit, RunInstallation};
use klappt::house;
use store::{AUDIT_HEADS, AuditFault, AuditFilter, AuditLine, Db, Disagreement, Engine, Kept};
use testkit::TestApp;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use uuid::Uuid;

/// Somebody changes something, five times.
async fn world() -> (TestApp, Permit<EditOrganisations>) {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let permit = app.permit::<EditOrganisations>(Some(&alliance));
    for name in ["a", "b", "c", "d", "e"] {
        let mut tx = app.db().begin(&permit).await.expect("a transaction");
        let kept = Kept {
            subject: "organisation",
            row: Uuid::from_u128(7),
            field: "name",
            before: None,
            after: Some(name),
        };
        tx.keep(&permit, kept).await.expect("kept");
        tx.commit(&permit, &format!("organisation {name} renamed")).await.expect("committed");
    }
    app.db().note_head().await.expect("a head");
    (app, permit)
}

async fn verdict(db: &Db) -> Result<i64, AuditFault> {
    db.verify_audit(None).await.expect("a verdict").map(|report| report.lines)
}

async fn lines(app: &TestApp, permit: &Permit<EditOrganisations>) -> Vec<AuditLine> {
    let filter = AuditFilter { alliance: base::AnyPermit::alliance(permit), ..AuditFilter::default() };
    app.db().read(permit).await.expect("a reader").audit_lines(permit, &filter, 100).await.expect("lines")
}

/// Somebody with all rights on the file goes past klappt.
async fn tamper(app: &TestApp, texts: &[&'static str]) {
    let permit = app.permit::<RunInstallation>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    for text in
        ["drop trigger if exists audit_stays", "drop trigger if exists audit_keeps"].iter().chain(texts)
    {
        tx.shared(&permit, text).run().await.expect("a change");
    }
    // Committing the ordinary way would add a line of its own.
    tx.commit_silently().await.expect("committed");
}

/// On PostgreSQL nobody who serves can switch the triggers off; the chain itself is
/// the same code on both engines.
fn can_tamper(app: &TestApp) -> bool {
    app.db().engine() == Engine::Sqlite
}

#[tokio::test]
async fn an_untouched_audit_is_whole() {
    let (app, permit) = world().await;
    let found = lines(&app, &permit).await;
    assert_eq!(verdict(app.db()).await, Ok(found[0].sequence.expect("a number")));
    let last = &found[0];
    assert_eq!(last.subject, "organisation e renamed");
    assert_eq!(last.fields.as_deref(), Some("organisation.name"), "fields, no values");
    assert_eq!((last.role.as_deref(), last.channel.as_deref()), (Some("job"), Some("job")));
}

#[tokio::test]
async fn two_processes_that_take_turns_add_to_one_chain() {
    let (app, permit) = world().await;
    let other = app.owner().await;
    let before = lines(&app, &permit).await[0].sequence.expect("a number");
    for (db, name) in [(&other, "f"), (app.db(), "g"), (app.db(), "h"), (&other, "i")] {
        let tx = db.begin(&permit).await.expect("a transaction");
        tx.commit(&permit, &format!("organisation {name} renamed")).await.expect("committed");
    }
    let found: Vec<(String, i64)> =
        lines(&app, &permit).await.into_iter().map(|l| (l.subject, l.sequence.expect("a number"))).collect();
    for (at, name) in (1_i64..).zip(["f", "g", "h", "i"]) {
        assert!(found.contains(&(format!("organisation {name} renamed"), before + at)), "{name}: {found:?}");
    }
    assert_eq!(verdict(app.db()).await, Ok(before + 4));
    other.close().await;
}

#[tokio::test]
async fn a_changed_line_is_named() {
    let (app, _) = world().await;
    if can_tamper(&app) {
        tamper(&app, &["update audit set subject = 'nothing' where subject = 'organisation b renamed'"])
            .await;
        assert!(matches!(verdict(app.db()).await, Err(AuditFault::Changed(_))));
    }
}

#[tokio::test]
async fn a_deleted_line_is_named() {
    let (app, permit) = world().await;
    if can_tamper(&app) {
        let third = lines(&app, &permit).await[2].sequence.expect("a number");
        tamper(&app, &["delete from audit where subject = 'organisation c renamed'"]).await;
        assert_eq!(verdict(app.db()).await, Err(AuditFault::Missing(third)));
    }
}

#[tokio::test]
async fn two_exchanged_lines_are_named() {
    let (app, permit) = world().await;
    if can_tamper(&app) {
        let found = lines(&app, &permit).await;
        let earlier = found[3].sequence.expect("a number");
        tamper(
            &app,
            &[
                "update audit set sequence = -1 where subject = 'organisation b renamed'",
                "update audit set sequence = (select sequence - 1 from audit where subject = 'organisation c renamed') \
                 where subject = 'organisation c renamed'",
                "update audit set sequence = (select sequence + 1 from audit where subject = 'organisation c renamed') \
                 where sequence = -1",
            ],
        )
        .await;
        assert_eq!(verdict(app.db()).await, Err(AuditFault::Changed(earlier)));
    }
}

#[tokio::test]
async fn a_cut_tail_is_seen_even_when_the_head_in_the_database_was_set_back() {
    let (app, permit) = world().await;
    if can_tamper(&app) {
        let last = lines(&app, &permit).await[0].sequence.expect("a number");
        tamper(&app, &["delete from audit where subject = 'organisation e renamed'"]).await;
        assert_eq!(verdict(app.db()).await, Err(AuditFault::CutTail(last - 1, last)), "the database knows");
        // Nobody is told that this is another database's journal, and to take a new one.
        let disagreements = app.db().compare_journal().await.expect("compared");
        assert_eq!(disagreements, [Disagreement::CutTail(last - 1, last)]);
        tamper(
            &app,
            &["update audit_head set sequence = sequence - 1, \
               seal = (select seal from audit where sequence = (select max(sequence) from audit))"],
        )
        .await;
        assert_eq!(verdict(app.db()).await, Err(AuditFault::CutTail(last - 1, last)), "the journal knows");
        let nothing = app.db().verify_audit(Some("")).await.expect("a verdict");
        assert_eq!(nothing.err(), Some(AuditFault::NoHeads), "without heads nobody would know");
    }
}

#[tokio::test]
async fn a_trigger_that_is_gone_is_named() {
    let (app, _) = world().await;
    let missing = || async { app.db().missing_triggers(&house::migrations()).await.expect("names") };
    assert_eq!(missing().await, [""; 0]);
    if can_tamper(&app) {
        tamper(&app, &[]).await;
        assert_eq!(missing().await, ["audit_keeps", "audit_stays"]);
    }
}

#[tokio::test]
async fn a_forged_head_is_named() {
    let (app, _) = world().await;
    let text = app.db().journal().lines(AUDIT_HEADS).expect("heads").join("\n");
    let forged = text.replace("\"sequence\":", "\"sequence\":1");
    let verdict = app.db().verify_audit(Some(&forged)).await.expect("a verdict");
    assert_eq!(verdict.err(), Some(AuditFault::Head(1)));
}

#[tokio::test]
async fn after_a_restore_what_went_with_it_is_told_and_the_rest_holds() {
    let (app, permit) = world().await;
    if can_tamper(&app) {
        let last = lines(&app, &permit).await[0].sequence.expect("a number");
        tamper(
            &app,
            &[
                "delete from audit where subject = 'organisation e renamed'",
                "update audit_head set sequence = sequence - 1, \
                 seal = (select seal from audit where sequence = (select max(sequence) from audit))",
            ],
        )
        .await;
        let mut read = app.db().read(&permit).await.expect("a reader");
        let stood = read.audit_head().await.expect("a head");
        drop(read);
        app.db().note_restored(&stood).await.expect("noted");
        let report = app.db().verify_audit(None).await.expect("a verdict").expect("whole");
        assert_eq!((report.lines, report.restored.len()), (last - 1, 1));
        assert_eq!(report.restored[0].0, 1, "one line went");
    }
}

#[tokio::test]
async fn a_look_at_personal_data_leaves_one_line_with_who_what_why_and_how() {
    let app = TestApp::demo().await;
    let alliance = app.alliance_named("kreis-kleve").await;
    let permit = app.permit::<EditOrganisations>(Some(&alliance));
    let office = app.office(&alliance).await;
    let looked = |found: &[AuditLine]| -> Vec<AuditLine> {
        found.iter().filter(|l| l.subject.starts_with("GET ")).cloned().collect()
    };
    let before = looked(&lines(&app, &permit).await).len();
    office.get("/alliances/kreis-kleve/people?q=Kleve").await.is(200);
    office.get("/alliances/kreis-kleve/municipalities").await.is(200);
    let page = looked(&lines(&app, &permit).await);
    assert_eq!(page.len(), before + 1, "a page without personal data leaves none");
    let line = &page[0];
    assert_eq!(line.subject, "GET /alliances/kreis-kleve/people", "search words stay out");
    assert_eq!(line.fields.as_deref(), Some("person.name, person.email"));
    assert_eq!(line.reason.as_deref(), Some("run-accounts"));
    assert_eq!((line.role.as_deref(), line.channel.as_deref()), (Some("office"), Some("page")));
    assert!(line.person_id.is_some());
    office.get("/api/v1/alliances/kreis-kleve/people").await.is(200);
    assert_eq!(lines(&app, &permit).await[0].channel.as_deref(), Some("api"));
    office.get("/alliances/kreis-kleve/organisations/contacts/file.csv").await.is(200);
    assert_eq!(lines(&app, &permit).await[0].channel.as_deref(), Some("file"));
    app.visitor().get("/alliances/kreis-kleve/people").await;
    assert_eq!(looked(&lines(&app, &permit).await).len(), before + 3, "a refusal shows nothing");
}

#[tokio::test]
async fn the_audit_is_read_in_german_and_searched_in_german() {
    let app = TestApp::demo().await;
    let alliance = app.alliance_named("kreis-kleve").await;
    let office = app.office(&alliance).await;
    let page = "/alliances/kreis-kleve/audit";
    office.get("/alliances/kreis-kleve/people").await.is(200);
    let all = office.get(page).await.is(200);
    let all = all.shows("Angesehen").shows("Felder: Konto: Name, E-Mail-Adresse");
    all.shows("Bezug: /alliances/kreis-kleve/people").hides("person.name").hides("GET /");
    let found = office.get(&format!("{page}?q=vorgelegt")).await.is(200);
    found.shows("Dem Vorstand vorgelegt").hides("Angesehen").hides("escalation ");
    office.get(&format!("{page}?q=gibt-es-nicht")).await.is(200).shows("Dazu gibt es keinen Eintrag");
}

#[test]
fn the_command_line_names_what_is_wrong() {
    let folder = Folder::new("audit");
    cli::run(&folder, &["keys", "new"]).is_done();
    cli::run(&folder, &["migrate"]).is_done();
    let invite = ["user", "invite", "--email", "a@land.example", "--name", "A", "--role", "operator"];
    cli::run(&folder, &invite).is_done();
    cli::run(&folder, &["audit", "verify"]).is_done().says("lückenlos");
    cli::run(&folder, &["audit", "key"]).is_done().says("Ed25519");
    let heads = folder.path().join("klappt-journal").join(AUDIT_HEADS);
    std::fs::write(&heads, "").expect("an emptied journal");
    cli::run(&folder, &["audit", "verify"]).finds_fault().says("kein Kopf");
}

/// Takes one letter as a mail server would; answers what it was told.
async fn mail_server() -> (String, tokio::task::JoinHandle<String>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a caller");
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let (mut told, mut in_letter) = (String::new(), false);
        writing.write_all(b"220 ready\r\n").await.expect("greeted");
        while let Some(line) = lines.next_line().await.expect("a line") {
            told.push_str(&line);
            told.push('\n');
            let answer = match line.as_str() {
                "." => "250 taken",
                _ if in_letter => continue,
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            in_letter = line == "DATA" || (in_letter && line != ".");
            writing.write_all(format!("{answer}\r\n").as_bytes()).await.expect("answered");
            if line == "." {
                return told;
            }
        }
        told
    });
    (url, serving)
}

#[tokio::test]
async fn a_letter_that_leaves_is_a_line_in_the_name_of_who_caused_it() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let page = office.get(&format!("/alliances/{}/people/new", kleve.slug)).await.is(200);
    let id = page.hidden("id");
    let fields =
        [("id", id.as_str()), ("name", "Kim Neu"), ("email", "kim.neu@amt.example"), ("role", "deputy")];
    office.post(&format!("/alliances/{}/people", kleve.slug), &fields).await.is(303);
    let permit = app.permit::<EditOrganisations>(Some(&kleve));
    let of_mail = async || {
        let found = lines(&app, &permit).await;
        found.into_iter().filter(|line| line.channel.as_deref() == Some("mail")).collect::<Vec<_>>()
    };
    assert!(of_mail().await.is_empty(), "queued is not sent");

    let (url, serving) = mail_server().await;
    let smtp = klappt::mailer::Smtp::new(&url, "klappt@amt.example").expect("a server");
    klappt::mailer::work_off(&app.app, &klappt::mailer::Post::Smtp(Box::new(smtp)))
        .await
        .expect("worked off");
    assert!(serving.await.expect("served").contains("RCPT TO:<kim.neu@amt.example>"));
    let sent = of_mail().await;
    let [line] = sent.as_slice() else { panic!("one letter, one line: {sent:?}") };
    assert_eq!(line.subject, format!("letter-invitation sent to person {id}"));
    let office = lines(&app, &permit).await.into_iter().find(|l| l.subject.contains("invited"));
    assert_eq!(line.person_id, office.expect("the invitation").person_id, "whoever invited");
    assert!(line.person_id.is_some());
    let all = lines(&app, &permit).await;
    assert!(!format!("{all:?}").contains("kim.neu"), "no address in the audit");
}

#[tokio::test]
async fn a_page_that_refuses_a_change_is_a_look_when_it_shows_what_others_wrote() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let home = format!("/alliances/{}", kleve.slug);
    let permit = app.permit::<EditOrganisations>(Some(&kleve));
    let looks = async |path: &str| {
        let found = lines(&app, &permit).await;
        let look = |l: &&AuditLine| l.subject == format!("POST {path}") && l.reason.is_some();
        found.iter().filter(look).map(|l| l.fields.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    let entry = |name| [("version", "0"), ("name", name), ("institution", ""), ("phone", ""), ("email", "")];
    let path = format!("{home}/office");
    office
        .post(&path, &[&entry("Robin")[..], &[("address", ""), ("placements", "mayor")]].concat())
        .await
        .is(303);
    assert!(looks(&path).await.is_empty(), "a save shows nothing");
    let late =
        office.post(&path, &[&entry("Kim")[..], &[("address", ""), ("placements", "mayor")]].concat()).await;
    late.is(412).shows("Robin");
    assert_eq!(looks(&path).await, ["office.name, office.phone, office.email"]);
    // A contact has no page of its own address.
    let id = Uuid::from_u128(70).to_string();
    let fields = [("id", id.as_str()), ("name", "Verein"), ("actor_type", "vhs"), ("taking_part", "yes")];
    office.post(&format!("{home}/organisations"), &fields).await.is(303);
    let contact = Uuid::from_u128(71).to_string();
    let fields = [("id", contact.as_str()), ("name", "Toni"), ("phone", ""), ("email", "")];
    office.post(&format!("{home}/organisations/{id}/contacts"), &fields).await.is(303);
    let path = format!("{home}/contacts/{contact}");
    let fields = [("version", "9"), ("name", "Kim"), ("phone", ""), ("email", "")];
    office.post(&path, &fields).await.is(412).shows("Toni");
    assert_eq!(looks(&path).await, ["contact.name, contact.phone, contact.email"]);
}
