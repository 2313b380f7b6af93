//! A power failure in the middle of saving loses no answer that was acknowledged.

use crate::server::{Folder, Server, ask};
use serde_json::{Value, json};

const HOME: &str = "/api/v1/alliances/hamm/workbooks/strukturen";
const FIELDS: [&str; 4] = ["STR-2.4", "STR-X.2", "STR-2.2.1", "STR-2.3.1"];

#[test]
fn acknowledged_answers_survive_a_kill_during_saves() {
    let data = Folder::new("kill");
    let server = Server::start(data.path());
    let token = server.sign_in(klappt::demo::PASSWORD);
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
    std::thread::sleep(std::time::Duration::from_millis(700)); // the moment of the failure; nothing waits on it
    server.kill();
    let told: Vec<_> = writers.into_iter().map(|w| w.join().expect("a writer")).collect();
    assert!(told.iter().all(|(_, version, _)| *version > 0), "every writer saved something: {told:?}");

    let server = Server::start(data.path());
    let token = server.sign_in(klappt::demo::PASSWORD);
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
}
