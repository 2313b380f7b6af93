//! What waits for somebody: letters, the start page, the board of deadlines, and the same
//! for programs.

use crate::waves::letters;
use base::{Alliance, Role};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

const ITEM: &str = "BAA-5.2";

struct World {
    app: TestApp,
    kleve: Alliance,
    office: Client,
    member: Client,
    home: String,
}

async fn world() -> World {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let member = app.person(Role::CoreGroupMember, Some(&kleve)).await;
    let home = format!("/alliances/{}", kleve.slug);
    World { app, kleve, office, member, home }
}

impl World {
    /// The accounts that a form offers, by name.
    async fn offered(&self, path: &str, name: &str) -> Option<String> {
        let page = self.office.get(&format!("{}/{path}", self.home)).await.is(200).text();
        let before = page.split(&format!(">{name}</option>")).next()?;
        if before.len() == page.len() {
            return None;
        }
        let value = before.rsplit("value=\"").next()?.split('"').next()?;
        Some(value.trim_start_matches("p:").to_owned())
    }
    async fn member_id(&self) -> String {
        self.offered("tasks/new", "Test core_group_member").await.expect("the member")
    }
    fn at(&self, path: &str) -> String {
        format!("/api/v1{}/{path}", self.home)
    }
    /// The letters of a sort: what they are about and who gets them.
    async fn told(&self, subject: &str) -> Vec<(String, String)> {
        let all = letters(&self.app).await.into_iter().filter(|mail| mail.subject.starts_with(subject));
        all.map(|mail| (mail.to, mail.body)).collect()
    }
    async fn thread(&self, words: &str, assigned_to: Option<&str>) -> Value {
        let body = json!({"words": words, "assigned_to": assigned_to, "missing": "Zahlen von Frau Geheim"});
        let to = self.at(&format!("workbooks/bedarfsanalyse/consolidation/{ITEM}/threads"));
        self.office.script().post_json(&to, &body).await.is(201).json()
    }
}

#[tokio::test]
async fn a_conversation_tells_once_whom_it_waits_for_and_stands_on_their_page() {
    let w = world().await;
    let me = w.member_id().await;
    w.member.get(&w.home).await.is(200).hides("Wartet auf Sie");
    let thread = w.thread("Frau Geheim fragen", Some(&me)).await;
    let id = thread["id"].as_str().expect("an id").to_owned();
    let told = w.told("Eine Anmerkung wartet auf Sie").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, format!("{me}@test.example"));
    assert!(told[0].1.contains(&format!("{}/threads/{id}", w.home)) && told[0].1.contains("5.2"));
    assert!(!told[0].1.contains("Geheim"), "no words of others: {}", told[0].1);
    let page = w.member.get(&w.home).await.is(200).shows("Wartet auf Sie");
    page.shows("Anmerkung: 5.2 Was fehlt").shows(&format!("{}/threads/{id}", w.home));
    w.office.get(&w.home).await.is(200).hides("Wartet auf Sie");
    // Said again, nobody is told again; handed on and back, they are.
    let put = async |who: Option<&str>, version: &str, status| {
        let body = json!({"assigned_to": who, "missing": ""});
        let to = w.at(&format!("threads/{id}"));
        w.office.script().with("if-match", version).put_json(&to, &body).await.is(status)
    };
    put(Some(&me), "2", 200).await;
    assert_eq!(w.told("Eine Anmerkung").await.len(), 1);
    put(None, "2", 412).await;
    put(None, "3", 200).await;
    put(Some(&me), "4", 200).await;
    assert_eq!(w.told("Eine Anmerkung").await.len(), 2);
    // Whoever takes it up themselves gets no letter.
    let mine = json!({"words": "Das mache ich", "assigned_to": me});
    let to = w.at(&format!("workbooks/bedarfsanalyse/consolidation/{ITEM}/threads"));
    w.member.script().post_json(&to, &mine).await.is(201);
    assert_eq!(w.told("Eine Anmerkung").await.len(), 2);
    w.office.script().put_json(&w.at(&format!("threads/{id}/resolution")), &json!({})).await.is(200);
    w.member.get(&w.home).await.is(200).hides(&format!("/threads/{id}"));
}

#[tokio::test]
async fn whoever_is_responsible_says_how_far_a_task_is_and_changes_nothing_else() {
    let w = world().await;
    let other = w.app.person(Role::CoreGroupMember, Some(&w.kleve)).await;
    let me = w.member_id().await;
    let new = json!({"title": "Kurse suchen", "goal": "Zwei Kurse", "person_id": me});
    let made = w.office.script().post_json(&w.at("tasks"), &new).await.is(201).json();
    let task = format!("{}/tasks/{}", w.home, made["id"].as_str().expect("an id"));
    w.member.get(&task).await.is(200).shows("Wie weit sind Sie?").hides("Aufgabe ändern");
    other.get(&task).await.is(200).hides("Wie weit sind Sie?");
    let says = [("version", "1"), ("state", "done"), ("state_reason", ""), ("title", "Anderes")];
    other.post(&format!("{task}/state"), &says).await.is(404);
    let dropped = [("version", "1"), ("state", "dropped"), ("state_reason", "")];
    w.member.post(&format!("{task}/state"), &dropped).await.is(422).shows("Bitte begründen Sie");
    w.member.post(&format!("{task}/state"), &says).await.is(303);
    w.member.post(&format!("{task}/state"), &says).await.is(412);
    let now = w.office.get(&format!("/api/v1{task}")).await.is(200).json();
    assert_eq!(
        (&now["state"], &now["title"], &now["goal"]),
        (&json!("done"), &json!("Kurse suchen"), &json!("Zwei Kurse"))
    );
    w.member.post(&task, &says).await.is(404);
}

#[tokio::test]
async fn nothing_waits_for_somebody_who_may_not_open_it() {
    let w = world().await;
    let _lead = w.app.person(Role::BoardLead, Some(&w.kleve)).await;
    let id = w.offered("tasks/new", "Test board_lead").await.expect("tasks can be the board's");
    let item = format!("workbooks/bedarfsanalyse/consolidation/{ITEM}");
    assert_eq!(w.offered(&item, "Test board_lead").await, None);
    let body = json!({"words": "Bitte lesen", "assigned_to": id});
    w.office.script().post_json(&w.at(&format!("{item}/threads")), &body).await.is(422);
}

#[tokio::test]
async fn a_task_tells_who_does_it_and_stands_among_the_deadlines() {
    let mut w = world().await;
    let me = w.member_id().await;
    let tasks = w.at("tasks");
    let new = json!({"title": "Kurse von Frau Geheim suchen", "person_id": me, "due_on": "2019-09-01"});
    let with_key =
        |client: &Client| client.script().with("idempotency-key", "0190d6a4-0000-7000-8000-0000000000e1");
    let mut made = Value::Null;
    for _ in 0..2 {
        made = with_key(&w.office).post_json(&tasks, &new).await.is(201).json();
    }
    let id = made["id"].as_str().expect("an id").to_owned();
    let told = w.told("Eine Aufgabe für Sie bis zum 01.09.2019").await;
    assert_eq!(told.len(), 1);
    assert!(told[0].1.contains(&format!("{}/tasks/{id}", w.home)) && !told[0].1.contains("Geheim"));
    let page = w.member.get(&w.home).await.is(200).shows("Aufgabe: Kurse von Frau Geheim suchen");
    page.shows("bis 01.09.2019").shows(&format!("{}/due", w.home));
    let board = w.member.get(&format!("{}/due", w.home)).await.is(200);
    board.shows("Aufgabe: Kurse von Frau Geheim").shows("Test core_group_member").shows("noch zu tun: 1");
    w.app.set_day("2019-09-02".parse().expect("a day"));
    w.office = w.app.office(&w.kleve).await;
    w.office.get(&format!("{}/due", w.home)).await.is(200).shows("überfällig: 1");
    let one = format!("{tasks}/{id}");
    let whole = w.office.get(&one).await.is(200).json();
    assert_eq!((&whole["overdue"], &whole["version"]), (&json!(true), &json!(1)));
    let change = |state: &str, reason: &str| json!({"title": "Kurse suchen", "person_id": me, "state": state, "state_reason": reason});
    let put = async |version: &str, body: &Value, status| {
        w.office.script().with("if-match", version).put_json(&one, body).await.is(status).json()
    };
    assert!(put("1", &change("dropped", ""), 422).await.to_string().contains("Bitte begründen Sie"));
    put("1", &change("begun", ""), 200).await;
    put("1", &change("done", ""), 412).await;
    let done = put("2", &change("done", ""), 200).await;
    assert_eq!((&done["state"], &done["version"]), (&json!("done"), &json!(3)));
    assert_eq!(w.told("Eine Aufgabe").await.len(), 1, "the same person is told once");
    w.office.get(&format!("{}/due", w.home)).await.is(200).hides("Kurse suchen");
    // Nobody, both, strangers, and questions that do not exist.
    let stranger = "0190d6a4-0000-7000-8000-0000000000ff";
    for body in [
        json!({"title": "x"}),
        json!({"title": "x", "person_id": me, "organisation_id": stranger}),
        json!({"title": "x", "person_id": stranger}),
        json!({"title": "", "person_id": me}),
        json!({"title": "x", "person_id": me, "instrument": "bedarfsanalyse", "item": "BAA-99"}),
    ] {
        w.office.script().post_json(&tasks, &body).await.is(422);
    }
}

#[tokio::test]
async fn programs_read_conversations_page_by_page() {
    let w = world().await;
    let mut ids = Vec::new();
    for words in ["Erstes", "Zweites", "Drittes"] {
        let thread = w.thread(words, None).await;
        ids.push(thread["id"].as_str().expect("an id").to_owned());
    }
    let list = w.at("workbooks/bedarfsanalyse/threads");
    let first = w.member.get(&format!("{list}?limit=2")).await.is(200).json();
    let rest = format!("{list}?limit=2&cursor={}", first["next"].as_str().expect("more"));
    let second = w.member.get(&rest).await.is(200).json();
    assert_eq!(second["next"], Value::Null);
    let read = |page: &Value| page["items"].as_array().expect("rows").clone();
    let mut seen: Vec<String> = [read(&first), read(&second)]
        .concat()
        .iter()
        .map(|t| t["id"].as_str().expect("an id").into())
        .collect();
    seen.sort();
    ids.sort();
    assert_eq!(seen, ids);
    let one = w.at(&format!("threads/{}", ids[0]));
    let said = w.member.get(&one).await.is(200).json();
    assert_eq!(said["comments"].as_array().map(Vec::len), Some(1));
    let add = format!("{one}/comments");
    let with_key = || w.member.script().with("idempotency-key", "0190d6a4-0000-7000-8000-0000000000f7");
    for _ in 0..2 {
        with_key().post_json(&add, &json!({"words": "Ich frage nach."})).await.is(201);
    }
    w.member.script().post_json(&add, &json!({"words": " "})).await.is(422);
    let said = w.member.get(&one).await.is(200).json();
    assert_eq!(said["comments"][1]["words"], "Ich frage nach.");
    assert_eq!(said["comments"].as_array().map(Vec::len), Some(2));
    let resolution = format!("{one}/resolution");
    w.member.script().put_json(&resolution, &json!({})).await.is(200);
    let count =
        async |query: &str| read(&w.office.get(&format!("{list}?{query}")).await.is(200).json()).len();
    assert_eq!((count("state=open").await, count("state=resolved").await), (2, 1));
    assert_eq!((count(&format!("item={ITEM}")).await, count("item=BAA-4.2").await), (3, 0));
    let again = w.member.script().delete(&resolution).await.is(200).json();
    assert_eq!(again["resolved_at"], Value::Null);
    let lead = w.app.person(Role::BoardLead, Some(&w.kleve)).await;
    lead.get(&one).await.is(404);
    lead.get(&list).await.is(404);
}
