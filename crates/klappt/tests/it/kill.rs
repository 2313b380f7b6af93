//! A power failure in the middle of saving loses no answer that was acknowledged.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_klappt"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the binary");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split("http://localhost:").nth(1).and_then(|p| p.trim().parse().ok()))
            .expect("an address");
        // Somebody has to read on, or the server would wait for its reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, port }
    }

    fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// One request; `None` when the server is gone.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Option<(u16, Value)> {
        ask(self.port, method, path, headers, body)
    }
}

fn ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let body = body.to_string();
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let body = answer.split_once("\r\n\r\n").map(|(_, b)| b).unwrap_or_default();
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

const HOME: &str = "/api/v1/alliances/hamm/workbooks/strukturen";
const FIELDS: [&str; 4] = ["STR-2.4", "STR-X.2", "STR-2.2.1", "STR-2.3.1"];

fn sign_in(server: &Server) -> String {
    let who = json!({"email": "gfs@hamm.example", "password": klappt::demo::PASSWORD});
    let (status, answer) = server.ask("POST", "/api/v1/session", &[], &who).expect("an answer");
    assert_eq!(status, 200, "{answer}");
    answer["token"].as_str().expect("a token").to_owned()
}

#[test]
fn acknowledged_answers_survive_a_kill_during_saves() {
    let data = std::env::temp_dir().join(format!("klappt-kill-{}", std::process::id()));
    let server = Server::start(&data);
    let token = sign_in(&server);
    let port = server.port;
    // One writer for each field; each remembers the last text it was told is saved.
    let writers: Vec<_> = FIELDS
        .into_iter()
        .map(|field| {
            let bearer = format!("Bearer {token}");
            std::thread::spawn(move || {
                let (mut version, mut last) = (0, String::new());
                for n in 0.. {
                    let text = format!("{field} Fassung {n}");
                    let matching = format!("\"{version}\"");
                    let headers = [("Authorization", bearer.as_str()), ("If-Match", matching.as_str())];
                    let path = format!("{HOME}/answers/{field}");
                    match ask(port, "PUT", &path, &headers, &json!({"value": text})) {
                        Some((200, answer)) => {
                            version = answer["version"].as_i64().expect("a version");
                            last = text;
                        }
                        Some((status, answer)) => panic!("{status}: {answer}"),
                        None => break,
                    }
                }
                (field, version, last)
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(700)); // the moment of the failure; nothing waits on it
    server.kill();
    let told: Vec<_> = writers.into_iter().map(|w| w.join().expect("a writer")).collect();
    assert!(told.iter().all(|(_, version, _)| *version > 0), "every writer saved something: {told:?}");

    let server = Server::start(&data);
    let token = sign_in(&server);
    let bearer = format!("Bearer {token}");
    let (status, book) =
        server.ask("GET", HOME, &[("Authorization", bearer.as_str())], &Value::Null).expect("an answer");
    assert_eq!(status, 200);
    let text = book.to_string();
    for (field, version, last) in told {
        // What was under way when the power failed may have been saved as well: one more, never one less.
        let n: usize = last.rsplit(' ').next().and_then(|n| n.parse().ok()).expect("a number");
        let next = format!("{field} Fassung {}", n + 1);
        assert!(text.contains(&last) || text.contains(&next), "{field} at version {version}: {last} is lost");
    }
    server.kill();
    std::fs::remove_dir_all(&data).ok();
}
