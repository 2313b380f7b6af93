//! The command line as an operator meets it: exit codes, and what is said.
//! 0: done; 1: done, and something is wrong; 2: not done, one line says why.

use crate::server::{Folder, Server, ask_for_text, klappt};
use alliances::territory::Territory;
use base::{ManageAccessions, Permit, RunInstallation, SystemClock};
use serde_json::Value;
use std::{fs, net::TcpListener, path::Path, process::Command, sync::Arc};
use store::{Db, Journal, Outside, Target};
use uuid::Uuid;

const DATABASE: &str = "sqlite:klappt.db";
const EXTRACT: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../alliances/tests/data/gv100ad-ausschnitt.txt"));
const STRUCTURES: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments/strukturen/v1/instrument.yaml"));

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    code: i32,
    out: String,
    pub err: String,
}

impl Ended {
    /// It did its work, and nothing is wrong.
    #[track_caller]
    pub fn is_done(&self) -> &Self {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{self:?}");
        self
    }
    /// It did its work and found something wrong.
    #[track_caller]
    pub fn finds_fault(&self) -> &Self {
        assert_eq!((self.code, self.err.as_str()), (1, ""), "{self:?}");
        self
    }
    /// It did nothing and says why in one line.
    #[track_caller]
    pub fn refuses(&self, words: &str) -> &Self {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "one line: {self:?}");
        assert!(self.err.starts_with("klappt: ") && self.err.contains(words), "{words}: {self:?}");
        self
    }
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.out.contains(words), "{words}: {self:?}");
        self
    }
}

fn end(command: &mut Command) -> Ended {
    let output = command.output().expect("the binary");
    Ended {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs `klappt …` in a folder, with that folder's database.
pub fn run(folder: &Folder, args: &[&str]) -> Ended {
    end(klappt(folder.path()).args(args).env("KLAPPT_DATABASE_URL", DATABASE))
}

/// A folder with an empty, current database.
pub fn installation() -> Folder {
    let folder = Folder::new("cli");
    run(&folder, &["keys", "new"]).is_done();
    run(&folder, &["migrate"]).is_done();
    folder
}

pub async fn open(file: &Path) -> Db {
    let chance = Arc::new(klappt::demo::entropy());
    let target = Target::Sqlite(file.to_owned());
    let keys = klappt::outside::KeySource::File(file.with_file_name("klappt.key")).keys().expect("keys");
    let outside = Outside { keys, journal: Journal::at(file.with_file_name("klappt-journal")) };
    klappt::house::open(&target, outside, Arc::new(SystemClock), chance).await.expect("a database")
}

fn machine<P: base::Permission>() -> Permit<P> {
    Permit::ask(&base::Actor::job("test"), None).expect("the machine may")
}

/// A database whose last step this version does not know.
async fn make_newer(file: &Path) {
    let db = open(file).await;
    let permit = machine::<RunInstallation>();
    let mut tx = db.begin(&permit).await.expect("a transaction");
    tx.shared(&permit, "insert into migration (name, checksum) values ('209912312359_know_more', '')")
        .run()
        .await
        .expect("a step");
    tx.commit(&permit, "test").await.expect("committed");
    db.close().await;
}

/// Names of the subcommands a help lists.
fn subcommands(help: &str) -> Vec<String> {
    let (_, list) = help.split_once("Commands:\n").unwrap_or_default();
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_help_shows_an_example() {
    let folder = Folder::new("cli");
    let mut open = vec![Vec::<String>::new()];
    let mut seen = 0;
    while let Some(words) = open.pop() {
        let help = end(klappt(folder.path()).args(&words).arg("--help"));
        help.is_done().says("Example:\n  ").says("klappt ");
        for name in subcommands(&help.out) {
            open.push([words.clone(), vec![name]].concat());
        }
        seen += 1;
    }
    assert!(seen >= 15, "only {seen} helps read");
}

/// What a command is given itself stands apart from the settings all of them share, and
/// docs/operations.md names every command.
#[test]
fn every_help_sets_common_settings_apart_and_is_in_the_papers() {
    let folder = Folder::new("cli");
    let help = |words: &[&str]| end(klappt(folder.path()).args(words).arg("--help")).out;
    let own = help(&["user", "invite"]);
    let (own, common) = own.split_once("\nSettings:\n").expect("settings of their own");
    assert!(own.contains("--role <ROLE>") && own.contains("--help") && !own.contains("KLAPPT_"), "{own}");
    let (common, central) =
        common.split_once("\nSign-in by a central account:\n").expect("a part of its own");
    assert!(common.contains("--database-url") && !common.contains("--sso-"), "{common}");
    assert!(central.contains("--sso-issuer"), "{central}");
    let check = help(&["check"]);
    let (own, _) = check.split_once("\nSettings:\n").expect("settings of their own");
    assert!(own.contains("--mail <MAIL>"), "{own}");

    let papers = fs::read_to_string(crate::sources::root().join("docs/operations.md")).expect("the papers");
    let mut open = subcommands(&help(&[]));
    while let Some(words) = open.pop() {
        let inner = subcommands(&help(&words.split(' ').collect::<Vec<_>>()));
        assert!(
            !inner.is_empty() || papers.contains(&format!("klappt {words}")),
            "docs/operations.md: {words}"
        );
        open.extend(inner.iter().map(|name| format!("{words} {name}")));
    }
}

#[test]
fn a_taken_port_is_said_in_one_line_and_nothing_is_made() {
    let folder = installation();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    run(&folder, &["demo", "--data", "demo", "--listen", &address]).refuses(&address);
    assert!(!folder.join("demo").exists(), "a start that fails leaves nothing behind");
    let mail = ["--smtp-url", "smtp://127.0.0.1:9"];
    run(&folder, &[&["serve", "--listen", &address], &mail[..]].concat()).refuses("läuft schon etwas");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_in_one_line() {
    let folder = Folder::new("cli");
    // Whoever may write everywhere still cannot make a folder below a file.
    fs::write(folder.join("file"), "").expect("a file");
    run(&folder, &["demo", "--data", "file/demo", "--listen", "127.0.0.1:0"]).refuses("file/demo");
    run(&folder, &["keys", "new"]).is_done();
    run(&folder, &["migrate", "--database-url", "sqlite:file/klappt.db"]).refuses("file/klappt.db");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = installation();
    make_newer(&folder.join("klappt.db")).await;
    for args in [
        &["migrate"][..],
        &["check"],
        &["serve", "--smtp-url", "smtp://127.0.0.1:9", "--listen", "127.0.0.1:0"],
    ] {
        run(&folder, args).refuses("neueren Version");
    }
    fs::write(folder.join("password"), "irgendeins\n").expect("a file");
    run(&folder, &["demo", "--data", ".", "--listen", "127.0.0.1:0"]).refuses("neueren Version");
}

#[test]
fn a_database_that_is_missing_or_behind_is_not_worked_on() {
    let folder = Folder::new("cli");
    run(&folder, &["check"]).refuses("klappt migrate");
    assert!(!folder.join("klappt.db").exists(), "looking makes no database");
    fs::write(folder.join("klappt.db"), "").expect("an empty database");
    run(&folder, &["keys", "new"]).is_done();
    run(&folder, &["check"]).refuses("klappt migrate");
    run(&folder, &["migrate"]).is_done().says("Schritte angewendet");
    run(&folder, &["migrate"]).is_done().says("0 Schritte angewendet");
    run(&folder, &["check"]).is_done().says("✓").says("/legal/imprint, /legal/privacy, /legal/accessibility");
    run(&folder, &["check", "--database-url", "mysql:x"]).refuses("sqlite:");
    fs::write(folder.join("klappt.toml"), "hafen = 8080\n").expect("settings");
    run(&folder, &["check"]).refuses("klappt.toml");
}

#[tokio::test]
async fn a_broken_promise_is_found_by_check() {
    let folder = installation();
    let db = open(&folder.join("klappt.db")).await;
    let kleve = klappt::demo::found(&db, "05154").await.expect("an alliance");
    run(&folder, &["check"]).is_done();
    // Nobody joins twice; only a hand in the database can write it down.
    let permit = machine::<ManageAccessions>();
    let mut tx = db.begin(&permit).await.expect("a transaction");
    tx.across(
        &permit,
        "insert into accession (alliance_id, id, district_key, kind, on_date, recorded_at) \
         select alliance_id, $2, district_key, kind, on_date, recorded_at from accession where alliance_id = $1",
    )
    .bind(kleve.id)
    .bind(Uuid::from_u128(1))
    .run()
    .await
    .expect("an act too many");
    tx.commit(&permit, "test").await.expect("committed");
    db.close().await;
    run(&folder, &["check"]).finds_fault().says("✗ Kreis Kleve");
}

#[test]
fn a_test_letter_needs_a_mail_server() {
    let folder = installation();
    run(&folder, &["check", "--mail", "sie@amt.example"]).refuses("KLAPPT_SMTP_URL");
    let deaf = ["--mail", "sie@amt.example", "--smtp-url", "smtp://127.0.0.1:9"];
    run(&folder, &[&["check"], &deaf[..]].concat()).refuses("Die Testnachricht ging nicht hinaus");
}

#[test]
fn serving_is_refused_to_an_open_network_or_without_mail() {
    let folder = installation();
    let mail = ["--smtp-url", "smtp://127.0.0.1:9"];
    let outside = ["serve", "--listen", "0.0.0.0:0"];
    run(&folder, &[&outside, &mail[..]].concat()).refuses("KLAPPT_BASE_URL");
    let named = ["--base-url", "https://klappt.example"];
    run(&folder, &[&outside, &mail[..], &named].concat()).refuses("KLAPPT_TRUSTED_PROXIES");
    run(&folder, &["serve", "--listen", "127.0.0.1:0"]).refuses("KLAPPT_SMTP_URL");
    run(&folder, &["serve", "--listen", "127.0.0.1:0", "--smtp-url", "post"]).refuses("Mailservers");
    run(&folder, &["demo", "--data", "demo", "--listen", "0.0.0.0:0"]).refuses("nur auf diesem Rechner");
    let empty = Folder::new("cli");
    run(&empty, &[&["serve", "--listen", "127.0.0.1:0"], &mail[..]].concat()).refuses("klappt migrate");
}

#[test]
fn what_is_wrong_with_the_central_account_is_said_in_german() {
    let folder = installation();
    let run = |args: &[&str]| {
        let whole =
            ["--sso-issuer", "https://login.example", "--sso-client-id", "klappt", "--sso-label", "Stadt"];
        let files = ["--sso-client-secret-file", "secret", "--sso-groups-file", "gruppen.toml"];
        run(&folder, &[args, &whole, &files].concat())
    };
    self::run(&folder, &["check", "--sso-issuer", "https://login.example"]).refuses("KLAPPT_SSO_CLIENT_ID");
    run(&["check"]).finds_fault().says("✗ gruppen.toml lässt sich nicht lesen");
    let groups =
        "[[grant]]\ngroup = \"a\"\nrole = \"ofice\"\n\n[[grant]]\ngroup = \"b\"\nrole = \"office\"\n";
    fs::write(folder.join("gruppen.toml"), groups).expect("a file");
    run(&["check"])
        .finds_fault()
        .says("✗ gruppen.toml:1: Die Rolle „ofice“")
        .says("✗ gruppen.toml:5: Die Rolle office");
    let groups = "[[grant]]\ngroup = \"a\"\nrole = \"office\"\nalliance = \"nirgends\"\n";
    fs::write(folder.join("gruppen.toml"), groups).expect("a file");
    run(&["check"]).finds_fault().says("✗ gruppen.toml:1: Ein offenes Bündnis „nirgends“ gibt es nicht.");
    fs::write(folder.join("gruppen.toml"), "[[grant]]\ngroup = \"a\"\nrole = \"ministry\"\n")
        .expect("a file");
    run(&["check"]).finds_fault().says("✗ secret lässt sich nicht lesen");
    fs::write(folder.join("secret"), "geheim\n").expect("a file");
    make_private(&folder.join("secret"), 0o644);
    run(&["check"]).finds_fault().says("✗").says("kann jeder lesen");
    make_private(&folder.join("secret"), 0o600);
    run(&["check"]).is_done().says("✓");
    run(&["check", "--sso-ca-file", "gruppen.toml"]).finds_fault().says("KLAPPT_SSO_CA_FILE");
    fs::write(folder.join("klappt.toml"), "[sso]\nhafen = 1\n").expect("settings");
    run(&["check"]).refuses("klappt.toml");
}

fn make_private(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

#[test]
fn municipalities_are_compared_first_and_taken_over_when_asked() {
    let folder = installation();
    let file = folder.join("gv100ad.txt");
    fs::write(&file, EXTRACT.replace("Bedburg-Hau", "Bedburg-Neu")).expect("a file");
    // The extract holds a few municipalities: all others need a successor.
    let successors: Vec<String> = Territory::nrw()
        .municipalities()
        .iter()
        .map(|m| m.ags.to_string())
        .filter(|ags| !EXTRACT.lines().any(|line| line.starts_with('6') && line.contains(ags.as_str())))
        .map(|ags| format!("--successor={ags}=05515000"))
        .collect();
    let import = |more: &[&str]| {
        let file = file.to_str().expect("UTF-8");
        let mut args = vec!["import", "municipalities", file];
        args.extend(successors.iter().map(String::as_str));
        args.extend(more);
        run(&folder, &args)
    };
    let news = "Umbenannt: 05154004 Bedburg-Hau heißt jetzt Bedburg-Neu";
    for _ in 0..2 {
        import(&[]).is_done().says(news).says("Noch ist nichts geändert.");
    }
    import(&["--apply"]).is_done().says(news).says("Übernommen.");
    run(&folder, &["import", "municipalities", "gv100ad.txt", "--apply"]).is_done().says("nichts Neues");
    run(&folder, &["check"]).is_done();
}

#[test]
fn a_file_of_municipalities_that_cannot_be_used_changes_nothing() {
    let folder = installation();
    let whole = run(&folder, &["import", "municipalities", "missing.txt"]);
    whole.refuses("missing.txt lässt sich nicht lesen");
    fs::write(folder.join("whole.txt"), EXTRACT).expect("a file");
    run(&folder, &["import", "municipalities", "whole.txt", "--apply"])
        .finds_fault()
        .says("Nachfolgerin")
        .says("Es wurde nichts geändert.");
    run(&folder, &["import", "municipalities", "whole.txt", "--successor", "05154016"]).refuses("ALT=NEU");
    let line = EXTRACT.lines().position(|line| line.contains("Düsseldorf") && line.starts_with('6'));
    let line = line.expect("Düsseldorf") + 1;
    let damaged: Vec<String> = EXTRACT
        .lines()
        .enumerate()
        .map(|(i, text)| {
            let at = text.char_indices().nth(149).map_or(0, |(at, _)| at);
            if i + 1 == line { format!("{}x{}", &text[..at], &text[at + 1..]) } else { text.to_owned() }
        })
        .collect();
    fs::write(folder.join("damaged.txt"), damaged.join("\r\n") + "\r\n").expect("a file");
    run(&folder, &["import", "municipalities", "damaged.txt", "--apply"])
        .finds_fault()
        .says(&format!("Zeile {line}, Spalte 150: "))
        .says("Es wurde nichts geändert.");
}

#[test]
fn an_instrument_file_is_checked_and_the_broken_rule_named() {
    let folder = Folder::new("cli");
    fs::write(folder.join("good.yaml"), STRUCTURES).expect("a file");
    run(&folder, &["instrument", "check", "good.yaml"])
        .is_done()
        .says("✓ Arbeitshilfe „Strukturen“ Version 1");
    let line = 1 + STRUCTURES.lines().position(|line| line.starts_with("version:")).expect("a version");
    fs::write(folder.join("broken.yaml"), STRUCTURES.replacen("version: 1\n", "version: 1\nfarbe: rot\n", 1))
        .expect("a file");
    run(&folder, &["instrument", "check", "broken.yaml"])
        .finds_fault()
        .says(&format!("broken.yaml:{}: ", line + 1))
        .says("farbe")
        .says("[unknown_key]");
    run(&folder, &["instrument", "check", "none.yaml"]).refuses("none.yaml lässt sich nicht lesen");
}

#[test]
fn an_instrument_leaves_as_a_form_and_its_answers_are_read_back() {
    let folder = Folder::new("cli");
    fs::write(folder.join("good.yaml"), STRUCTURES).expect("a file");
    for name in ["form.docx", "form.xlsx"] {
        run(&folder, &["instrument", "form", "good.yaml", "--to", name]).is_done();
        run(&folder, &["instrument", "answers", "good.yaml", name]).is_done().says("{}");
        run(&folder, &["instrument", "form", "good.yaml", "--to", name]).refuses("lässt sich nicht anlegen");
    }
    fs::write(folder.join("other.docx"), "kein Word").expect("a file");
    run(&folder, &["instrument", "answers", "good.yaml", "other.docx"])
        .finds_fault()
        .says("keine Word-Datei");
    run(&folder, &["instrument", "form", "good.yaml", "--to", "form.odt"])
        .refuses("weder auf .docx noch auf .xlsx");
    run(&folder, &["instrument", "from-xlsform", "form.xlsx"]).refuses("kein XLSForm");
}

#[test]
fn somebody_is_invited_with_a_statewide_role() {
    let folder = installation();
    let invite = |email: &str, role: &str| {
        let who = ["--email", email, "--name", "Kim Beispiel", "--role", role];
        run(&folder, &[&["user", "invite", "--base-url", "https://klappt.example/"], &who[..]].concat())
    };
    invite("kim@it.example", "operator").is_done().says("https://klappt.example/links/");
    invite("kim@it.example", "king").refuses("user invite --help");
    invite("kim@it.example", "office").refuses("landesweite Rolle");
    invite("kim", "operator").refuses("E-Mail-Adresse");
    run(&folder, &["check"]).is_done();
    let found = run(&folder, &["user", "remove-second-factor", "kim@it.example"]);
    found.refuses("kein offenes Konto mit zweitem Faktor");
    let found = run(&folder, &["user", "remove-second-factor", "--email", "kim@it.example"]);
    found.refuses("kein offenes Konto mit zweitem Faktor");
    let ended = run(&folder, &["user", "end-sessions", "kim@it.example"]);
    ended.is_done().says("Alle Anmeldungen sind beendet, dazu 0 Zugänge");
    run(&folder, &["user", "end-sessions", "niemand@it.example"]).refuses("kein offenes Konto");
}

#[tokio::test]
async fn an_alliance_without_an_office_is_given_one_and_no_second_one() {
    let folder = installation();
    let db = open(&folder.join("klappt.db")).await;
    let kleve = klappt::demo::found(&db, "05154").await.expect("an alliance");
    db.close().await;
    let invite = |email: &str, role: &str, slug: &str| {
        let who = ["--email", email, "--name", "Ina Amt", "--role", role, "--alliance", slug];
        run(&folder, &[&["user", "invite", "--base-url", "https://klappt.example/"], &who[..]].concat())
    };
    invite("ina@kleve.example", "deputy", &kleve.slug).refuses("nur die Geschäftsführende Stelle");
    invite("ina@kleve.example", "operator", &kleve.slug).refuses("nur die Geschäftsführende Stelle");
    invite("ina@kleve.example", "office", "nirgends").refuses("„nirgends“ gibt es nicht");
    invite("ina@kleve.example", "office", &kleve.slug).is_done().says("https://klappt.example/links/");
    invite("otto@kleve.example", "office", &kleve.slug).refuses("hat schon eine Geschäftsführende Stelle");
    let db = open(&folder.join("klappt.db")).await;
    let permit = machine::<base::RunJobs>();
    let mut read = db.read(&permit).await.expect("a reader");
    let sql = "select payload from job where payload like '%ina@kleve.example%'";
    let sent: Vec<(String,)> = read.shared(&permit, sql).all().await.expect("read");
    assert_eq!(sent.len(), 1);
    for said in ["Die Betriebsstelle hat Sie", "bitten Sie die Betriebsstelle um", "im Bündnis"] {
        assert!(sent[0].0.contains(said), "{said}: {}", sent[0].0);
    }
}

#[test]
fn a_database_is_made_for_its_owner_alone_and_check_warns_of_others() {
    let folder = installation();
    let file = folder.join("klappt.db");
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).expect("a database"));
    assert_eq!(mode & 0o777, 0o600);
    let checked = run(&folder, &["check"]);
    assert!(!checked.is_done().out.contains("chmod"), "{}", checked.out);
    make_private(&file, 0o644);
    run(&folder, &["check"]).is_done().says("klappt.db können auch andere auf diesem Rechner lesen");
}

#[tokio::test]
async fn an_alliance_leaves_as_files_and_is_closed() {
    let folder = installation();
    let db = open(&folder.join("klappt.db")).await;
    let kleve = klappt::demo::found(&db, "05154").await.expect("an alliance");
    db.close().await;
    let slug = kleve.slug.as_str();
    run(&folder, &["alliance", "export", slug, "--to", "out"]).is_done().says("out");
    let files: Vec<_> = fs::read_dir(folder.join("out")).expect("a folder").flatten().collect();
    assert!(files.len() > 3, "{files:?}");
    // Confidential notes are among them.
    #[cfg(unix)]
    for (path, mode) in files.iter().map(|f| (f.path(), 0o600)).chain([(folder.join("out"), 0o700)]) {
        let found =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).expect("there").permissions());
        assert_eq!(found & 0o777, mode, "{}", path.display());
    }
    fs::write(folder.join("file"), "").expect("a file");
    run(&folder, &["alliance", "export", slug, "--to", "file/out"]).refuses("file/out");
    run(&folder, &["alliance", "export", "nirgendwo", "--to", "out"]).refuses("nirgendwo");
    run(&folder, &["alliance", "archive", "nirgendwo", "--to", "left"]).refuses("nirgendwo");
    run(&folder, &["alliance", "archive", slug, "--to", "left"]).is_done().says("geschlossen");
    let left = fs::read_dir(folder.join("left")).expect("a folder").count();
    assert!(left > 3, "it takes its files along: {left}");
    run(&folder, &["alliance", "export", slug, "--to", "again"]).is_done().says("again");
    run(&folder, &["check"]).is_done().says("Protokoll");
}

#[test]
fn the_api_is_described() {
    let folder = Folder::new("cli");
    let described = run(&folder, &["openapi"]);
    let document: Value = serde_json::from_str(&described.is_done().out).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn a_demo_is_there_whole_or_not_at_all_and_keeps_its_password() {
    let folder = Folder::new("demo");
    let data = folder.join("data");
    Server::kill_when_it_says(&data, "Bündnisse und Beitritte");
    assert!(!data.join("klappt.db").exists(), "a start that was killed leaves no demo behind");

    let own = "ein-eigenes-passwort";
    let server = Server::start_with(&data, &["--password", own]);
    let rows: Vec<&str> = server.said.lines().skip_while(|line| !line.starts_with("Rolle ")).collect();
    for word in ["Rolle", "E-Mail", "Passwort", "Bündnis"] {
        assert!(rows[0].contains(word), "{word}: {}", rows[0]);
    }
    let office = rows.iter().find(|row| row.contains("gfs@kreis-kleve.example")).expect("the office's row");
    for word in ["Geschäftsführende Stelle", own, "Kreis Kleve"] {
        assert!(office.contains(word), "{word}: {office}");
    }
    server.sign_in(own);
    server.kill();

    let told = |more: &[&str]| end(klappt(folder.path()).args(["demo", "--data", "data"]).args(more));
    let accounts = told(&["--accounts"]);
    let accounts: Vec<Value> = serde_json::from_str(&accounts.is_done().out).expect("JSON");
    assert!(accounts.len() > 50 && accounts.iter().all(|a| a["password"] == own), "{accounts:?}");
    told(&["--password", "ein-anderes-passwort", "--listen", "127.0.0.1:0"]).refuses("anderes Passwort");
    told(&["--password", "ein-anderes-passwort", "--accounts"]).refuses("anderes Passwort");

    // The second start knows the password, and letters lead to its port.
    let server = Server::start(&data);
    assert!(server.said.contains(own), "{}", server.said);
    server.sign_in(own);
    let (status, outbox) = ask_for_text(server.port, "GET", "/outbox", &[], "").expect("an answer");
    assert_eq!(status, 200);
    let links: Vec<&str> = outbox.split("http://localhost:").skip(1).collect();
    assert!(!links.is_empty() && links.iter().all(|l| l.starts_with(&server.port.to_string())), "{links:?}");
    server.kill();

    fs::remove_file(data.join("password")).expect("a password");
    told(&["--accounts"]).refuses("Löschen Sie den Ordner");
}
