//! In which order letters leave: nobody who waits for one letter waits for hundreds.

use klappt::mailer::{Post, Smtp, work_off};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::TestApp;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::{
        Mutex,
        oneshot::{Receiver, Sender, channel},
    },
};

/// To whom letters went.
type Taken = Arc<Mutex<Vec<String>>>;

/// Letters the slow server takes before it stops to think.
const TAKEN: usize = 8;

/// A mail server that takes some letters and then neither answers nor takes any more until
/// told; `taken` says to whom they went, in order.
async fn serve(listener: TcpListener, taken: Taken, reached: Sender<()>, go_on: Receiver<()>) {
    let mut wait = Some((reached, go_on));
    loop {
        let (stream, _) = listener.accept().await.expect("a caller");
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let mut in_letter = false;
        writing.write_all(b"220 ready\r\n").await.expect("greeted");
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(to) = line.strip_prefix("RCPT TO:<") {
                taken.lock().await.push(to.split('>').next().unwrap_or_default().to_owned());
            }
            let answer = match line.as_str() {
                "." => "250 taken",
                _ if in_letter => continue,
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            in_letter = line == "DATA" || (in_letter && line != ".");
            if line == "."
                && taken.lock().await.len() == TAKEN
                && let Some((reached, go_on)) = wait.take()
            {
                reached.send(()).expect("somebody waits");
                go_on.await.expect("told to go on");
            }
            writing.write_all(format!("{answer}\r\n").as_bytes()).await.expect("answered");
        }
    }
}

fn asked(recipients: &[Value]) -> Value {
    json!({
        "items": ["BAA-5.2"], "voice": "partners", "why": "Damit niemand zweimal fragt.",
        "due_on": "2019-08-20", "remind_days": 3, "recipients": recipients,
    })
}

#[tokio::test]
async fn a_letter_somebody_waits_for_does_not_wait_behind_serial_mail() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let home = format!("/alliances/{}", kleve.slug);
    let list = format!("/api/v1{home}/workbooks/bedarfsanalyse/assignments");
    let many: Vec<Value> =
        (0..30).map(|n| json!({"name": "Kim", "email": format!("viele{n}@x.example")})).collect();
    office.post_json(&list, &asked(&many)).await.is(201);

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    let ((reached, waiting), (go, go_on)) = (channel(), channel());
    let taken = Taken::default();
    let serving = tokio::spawn(serve(listener, taken.clone(), reached, go_on));
    let post = Post::Smtp(Box::new(Smtp::new(&url, "klappt@amt.example").expect("a server")));
    let meanwhile = async {
        waiting.await.expect("serial mail is on its way");
        office
            .post_json(&list, &asked(&[json!({"name": "Robin", "email": "robin@x.example"})]))
            .await
            .is(201);
        let id = office.get(&format!("{home}/people/new")).await.is(200).hidden("id");
        let new = [("id", id.as_str()), ("name", "Toni"), ("email", "toni@x.example"), ("role", "deputy")];
        office.post(&format!("{home}/people"), &new).await.is(303);
        go.send(()).expect("the server waits");
    };
    let (worked_off, ()) = tokio::join!(work_off(&app.app, &post), meanwhile);
    worked_off.expect("worked off");
    serving.abort();
    let taken = taken.lock().await.clone();
    let place = |email: &str| taken.iter().position(|to| to == email);
    let mut next = [place("robin@x.example"), place("toni@x.example")];
    next.sort();
    assert_eq!(next, [Some(TAKEN), Some(TAKEN + 1)], "the next two to leave: {taken:?}");
    let serial = taken.iter().filter(|to| to.starts_with("viele")).count();
    assert_eq!((serial, taken.len()), (30, 32), "each once: {taken:?}");
}
