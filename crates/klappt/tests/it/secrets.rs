//! Logged at the finest level, a server says no password, no token and no key.

use crate::server::{Folder, Server, ask, ask_for_text, klappt};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Command, Stdio},
    sync::mpsc,
};

const WRONG: &str = "falsches-kanarienwort-1";
const LINK: &str = "kanarienlink0123456789abcdef";

#[test]
fn passwords_tokens_and_keys_stay_out_of_the_log() {
    let data = Folder::new("secrets");
    Server::start(data.path()).kill();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
    let mut child = klappt(data.path())
        .args(["serve", "--database-url", "sqlite:klappt.db", "--smtp-url"])
        .args(["smtp://post:briefkanarie@127.0.0.1:9", "--journal", "journal"])
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .env("KLAPPT_LOG", "trace")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary");
    let lines = BufReader::new(child.stderr.take().expect("its log")).lines();
    let (tell, hear) = mpsc::channel();
    let log = std::thread::spawn(move || {
        let mut all = String::new();
        for line in lines.map_while(Result::ok) {
            if line.contains("\"serving\"") || line.contains("master keys read anew") {
                tell.send(()).ok();
            }
            all.extend([line.as_str(), "\n"]);
        }
        all
    });
    hear.recv().expect("it serves");

    let sign_in = |email: &str, password: &str| {
        let who = json!({"email": email, "password": password});
        ask(port, "POST", "/api/v1/session", &[], &who).expect("an answer")
    };
    assert_ne!(sign_in("gfs@hamm.example", WRONG).0, 200);
    assert_ne!(sign_in("niemand-kanarie@hamm.example", WRONG).0, 200);
    let (status, answer) = sign_in("gfs@hamm.example", klappt::demo::PASSWORD);
    assert_eq!(status, 200, "{answer}");
    let token = answer["token"].as_str().expect("a token").to_owned();
    let bearer = format!("Bearer {token}");
    let cookie = format!("__Host-klappt={token}");
    for (name, value) in [("Authorization", &bearer), ("Cookie", &cookie)] {
        for path in ["/api/v1/alliances/hamm/workbooks/strukturen", "/account", "/nirgends"] {
            ask(port, "GET", path, &[(name, value)], &Value::Null).expect("an answer");
        }
    }
    ask_for_text(port, "GET", &format!("/links/{LINK}"), &[], "").expect("an answer");
    ask_for_text(port, "POST", &format!("/links/{LINK}"), &[], &format!("password={WRONG}"))
        .expect("an answer");
    ask_for_text(port, "POST", "/sign-in", &[], &format!("email=x&password={WRONG}")).expect("an answer");
    // A new master key is taken up while it serves, and is not said either.
    let added = klappt(data.path()).args(["keys", "new", "--add"]).output().expect("the binary");
    assert!(added.status.success(), "{added:?}");
    let told = Command::new("/bin/kill").args(["-HUP", &child.id().to_string()]).status().expect("kill");
    assert!(told.success());
    hear.recv().expect("it reads its keys anew");
    assert_eq!(sign_in("gfs@hamm.example", klappt::demo::PASSWORD).0, 200, "it still serves");
    child.kill().expect("ended");
    child.wait().expect("ended");

    let log = log.join().expect("the log");
    assert!(log.lines().count() > 5, "something was logged: {log}");
    let keys = std::fs::read_to_string(data.join("klappt.key")).expect("the key file");
    let keys: Vec<&str> = keys.lines().filter_map(|l| l.split_once(' ')).map(|(_, digits)| digits).collect();
    let [.., first, second] = keys.as_slice() else { panic!("two keys") };
    for canary in [
        klappt::demo::PASSWORD,
        WRONG,
        LINK,
        &token[..16],
        &first[..16],
        &second[..16],
        "briefkanarie",
        "gfs@hamm.example",
        "niemand-kanarie",
    ] {
        let said: Vec<&str> = log.lines().filter(|line| line.contains(canary)).take(3).collect();
        assert!(said.is_empty(), "{canary} is said: {said:#?}");
    }
}
