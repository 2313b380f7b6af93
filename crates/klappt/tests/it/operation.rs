//! Running an installation: it says whether it can work, counts without naming
//! anybody, tells the truth when storage fails, recovers by itself, stops gently.

use crate::server::{Folder, ask_for_text, klappt};
use base::{Clock, EditOrganisations, RunInstallation};
use klappt::operation::{Mailed, Metrics};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};
use store::{Engine, Error};
use testkit::{Client, TestApp};

const ORGANISATIONS: &str = "/api/v1/alliances/kreis-kleve/organisations";

/// Moves on so far that readiness is looked at anew.
fn later(app: &TestApp) {
    app.clock.set(app.clock.now().plus_seconds(6));
}

async fn save(office: &Client, name: &str) -> testkit::Answer {
    office.post_json(ORGANISATIONS, &json!({"name": name, "area": "B", "actor_type": "vhs"})).await
}

async fn run(app: &TestApp, sql: &'static str) {
    let permit = app.permit::<RunInstallation>(None);
    let owner = app.owner().await;
    let mut tx = owner.begin(&permit).await.expect("a transaction");
    tx.shared(&permit, sql).run().await.expect("done");
    tx.commit(&permit, "test").await.expect("committed");
}

/// Sets something of the connection that writes; nothing is committed.
async fn set(app: &TestApp, pragma: &'static str) {
    let permit = app.permit::<RunInstallation>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    tx.shared(&permit, pragma).run().await.expect("set");
}

#[tokio::test]
async fn it_says_in_one_word_why_it_cannot_work() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/healthz").await.is(200);
    visitor.get("/readyz").await.is(200);

    run(&app, "insert into job (id, kind, payload, created_at, run_at) select id, 'mail', '{}', created_at, created_at \
               from (select id, (select min(at) from audit) as created_at from installation) as long_ago").await;
    visitor.get("/readyz").await.is(200);
    app.clock.set(app.clock.now().plus_seconds(3600));
    assert_eq!(visitor.get("/readyz").await.is(503).text(), "jobs\n");
    run(&app, "delete from job").await;
    later(&app);
    visitor.get("/readyz").await.is(200);

    run(&app, "insert into migration (name, checksum) values ('209912312359_know_more', '')").await;
    later(&app);
    assert_eq!(visitor.get("/readyz").await.is(503).text(), "migrations\n");

    app.db().close().await;
    later(&app);
    assert_eq!(visitor.get("/readyz").await.is(503).text(), "database\n");
    visitor.get("/healthz").await.is(200);
}

#[tokio::test]
async fn without_its_database_it_says_so_and_never_that_something_was_saved() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    app.db().close().await;
    let page = office.get("/alliances/kreis-kleve").await;
    let id = page.headers.get("x-request-id").expect("a name").to_str().expect("text").to_owned();
    assert!(page.headers.get("retry-after").is_some());
    page.is(503).shows("Die Datenbank antwortet nicht").shows(&id);
    let problem = save(&office, "VHS Kleve").await;
    let id = problem.headers.get("x-request-id").expect("a name").to_str().expect("text").to_owned();
    let body = problem.is(503).json();
    assert_eq!(body["request"], id.as_str(), "{body}");
    assert_eq!(body["status"], 503);
}

#[tokio::test]
async fn a_full_disk_refuses_saves_lets_people_read_and_passes_by_itself() {
    let app = TestApp::start().await;
    if app.db().engine() != Engine::Sqlite {
        // PostgreSQL's own code for it is told apart in store/src/error.rs.
        return;
    }
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    save(&office, "Vorher").await.is(201);
    // The file may not grow any more.
    set(&app, "pragma max_page_count = 1").await;
    let mut refused = None;
    for n in 0..2000 {
        let answer = save(&office, &format!("Stelle {n}")).await;
        if answer.status != 201 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("full at last");
    assert!(refused.headers.get("retry-after").is_some());
    refused.is(507).shows("Speicher des Servers ist voll");
    office.get("/alliances/kreis-kleve/organisations").await.is(200).shows("Vorher");
    set(&app, "pragma max_page_count = 1000000").await;
    save(&office, "Nachher").await.is(201);
    office.get(ORGANISATIONS).await.is(200).shows("Nachher");
}

#[tokio::test]
async fn a_database_server_that_hung_up_is_called_again() {
    let app = TestApp::start().await;
    if app.db().engine() != Engine::Postgres {
        return;
    }
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    save(&office, "Vorher").await.is(201);
    let permit = app.permit::<EditOrganisations>(Some(&kleve));
    let mut cut = app.db().begin(&permit).await.expect("a transaction");
    let everybody_else = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
                          where datname = current_database() and pid <> pg_backend_pid()";
    let mut other = app.db().begin(&permit).await.expect("a transaction");
    let (ended,): (i64,) = other.shared(&permit, everybody_else).one().await.expect("ended");
    assert!(ended > 0);
    drop(other);
    let lost =
        cut.sql(&permit, "update organisation set version = version where alliance_id = $1").run().await;
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    drop(cut);
    save(&office, "Nachher").await.is(201);
    office.get(ORGANISATIONS).await.is(200).shows("Vorher").shows("Nachher");
}

#[tokio::test]
async fn numbers_name_routes_and_nobody() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    office.get("/alliances/kreis-kleve").await.is(200);
    save(&office, "VHS Canary").await.is(201);
    for n in 0..30 {
        app.visitor().get(&format!("/nowhere/canary-{n}")).await.is(404);
    }
    let metrics = Metrics::new(app.app.clone(), &Mailed::default());
    let text = metrics.text().await.expect("numbers");
    for line in [
        "klappt_http_requests_total{method=\"GET\",route=\"/alliances/{alliance}\",class=\"2xx\"} 1",
        "klappt_http_requests_total{method=\"GET\",route=\"none\",class=\"4xx\"} 30",
        "klappt_ready 1",
        "klappt_sessions 1",
        "klappt_jobs_waiting 0",
        "klappt_last_backup_timestamp_seconds 0",
        "klappt_database_connections{pool=\"writers\",state=\"most\"}",
        "klappt_build_info{version=",
        "klappt_save_group_size_bucket",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("kleve") && !text.to_lowercase().contains("canary"), "{text}");
}

/// An installation being served, with what it writes into its log.
struct Serving {
    child: Child,
    log: Receiver<String>,
    port: u16,
    metrics: u16,
    /// What it said before it served.
    before: Vec<Value>,
    _folder: Folder,
}

impl Serving {
    fn start() -> Self {
        Self::over(crate::cli::installation())
    }
    fn over(folder: Folder) -> Self {
        let mut child = klappt(folder.path())
            .args(["serve", "--database-url", "sqlite:klappt.db", "--smtp-url", "smtp://127.0.0.1:9"])
            .args(["--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary");
        let (send, log) = channel();
        let lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line).ok()));
        let mut serving = Self { child, log, port: 0, metrics: 0, before: Vec::new(), _folder: folder };
        serving.port = serving.port_behind("serving");
        serving.metrics = serving.port_behind("serving metrics");
        serving
    }
    fn line(&self) -> Value {
        let line = self.log.recv_timeout(Duration::from_secs(30)).expect("a line of the log");
        serde_json::from_str(&line).expect("JSON")
    }
    /// The next line about a request, whatever the work behind says meanwhile.
    fn request(&self) -> Value {
        loop {
            let line = self.line();
            if line["target"] == "klappt::request" {
                return line;
            }
        }
    }
    /// Waits until it has said so.
    fn says(&self, message: &str) {
        while self.line()["fields"]["message"] != message {}
    }
    fn port_behind(&mut self, message: &str) -> u16 {
        loop {
            let line = self.line();
            if line["fields"]["message"] == message {
                let address = line["fields"]["address"].as_str().expect("an address");
                return address.rsplit(':').next().and_then(|p| p.parse().ok()).expect("a port");
            }
            self.before.push(line);
        }
    }
    fn told_to_stop(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn each_request_is_one_line_of_the_log_without_anything_personal() {
    let serving = Serving::start();
    let path = "/sign-in?next=/canary";
    let (status, _) = ask_for_text(serving.port, "GET", path, &[], "").expect("an answer");
    assert_eq!(status, 200);
    let line = serving.request();
    for (name, value) in [("method", "GET"), ("route", "/sign-in")] {
        assert_eq!(line["fields"][name], value, "{line}");
    }
    assert_eq!(line["fields"]["status"], 200);
    assert!(line["fields"]["ms"].is_number() && line["fields"]["request"].is_string(), "{line}");
    assert!(!line.to_string().contains("canary") && !line.to_string().contains("127.0.0.1"), "{line}");

    let (status, text) = ask_for_text(serving.metrics, "GET", "/metrics", &[], "").expect("numbers");
    assert_eq!(status, 200);
    assert!(text.contains("klappt_http_requests_total"), "{text}");
    let (status, _) = ask_for_text(serving.port, "GET", "/metrics", &[], "").expect("an answer");
    assert_eq!(status, 404, "users find no numbers");
}

#[test]
fn a_journal_that_was_lost_is_said_at_the_start_and_counted() {
    let folder = crate::cli::installation();
    std::fs::remove_dir_all(folder.join("klappt-journal")).expect("removed");
    let serving = Serving::over(folder);
    let said = serving.before.iter().find(|line| line["level"] == "ERROR").expect("an error");
    assert_eq!(said["fields"]["message"], "database and journal do not agree");
    assert!(said["fields"]["cause"].as_str().is_some_and(|c| c.contains("audit-heads.log fehlt")), "{said}");
    let (_, text) = ask_for_text(serving.metrics, "GET", "/metrics", &[], "").expect("numbers");
    assert!(text.contains("klappt_journal_disagreements 1\n"), "{text}");
    let (status, _) = ask_for_text(serving.port, "GET", "/readyz", &[], "").expect("an answer");
    assert_eq!(status, 200, "people can go on working");
}

#[test]
fn told_to_stop_it_finishes_what_it_began_and_ends_well() {
    let mut serving = Serving::start();
    let body = "{\"email\": \"nobody@amt.example\", \"password\": \"falsch-geraten\"}";
    let (first, rest) = body.split_at(20);
    let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).expect("a connection");
    write!(
        stream,
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{first}",
        body.len()
    )
    .expect("half a request");
    // Another request behind it shows that the first one has arrived.
    ask_for_text(serving.port, "GET", "/healthz", &[], "").expect("an answer");
    serving.told_to_stop();
    serving.says("stopping");
    write!(stream, "{rest}").expect("the other half");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert_eq!(serving.child.wait().expect("an end").code(), Some(0));
    let last = std::iter::from_fn(|| serving.log.recv().ok()).last().expect("a last line");
    assert!(last.contains("\"stopped\""), "{last}");
}

#[test]
fn whether_it_is_ready_can_be_asked_from_the_command_line() {
    let serving = Serving::start();
    let folder = Folder::new("health");
    let asked = |url: &str| crate::cli::run(&folder, &["health", "--url", url]);
    let url = format!("http://127.0.0.1:{}", serving.port);
    asked(&url).is_done().says("bereit");
    asked("ftp://x").refuses("ftp://x");
    std::fs::write(folder.join("klappt.toml"), format!("listen = \"0.0.0.0:{}\"\n", serving.port))
        .expect("written");
    crate::cli::run(&folder, &["health"]).is_done().says(&format!("{url} ist bereit"));
    drop(serving);
    asked(&url).finds_fault().says(&format!("{url} antwortet nicht"));
}

#[test]
fn whoever_never_finishes_the_head_of_a_request_is_cut_off() {
    let serving = Serving::start();
    let cut_off = |said: &[u8]| {
        let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("set");
        stream.write_all(said).expect("sent");
        let mut answer = Vec::new();
        if let Err(e) = stream.read_to_end(&mut answer) {
            assert_eq!(e.kind(), ErrorKind::ConnectionReset, "it still waits");
        }
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    };
    std::thread::scope(|scope| {
        for said in [&b""[..], b"GET", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] {
            scope.spawn(|| cut_off(said));
        }
    });
    let (status, _) = ask_for_text(serving.port, "GET", "/healthz", &[], "").expect("it serves on");
    assert_eq!(status, 200);
}
