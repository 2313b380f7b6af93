//! A half-filled copy moves to the next version of its working aid: figures, passages,
//! assignments and contributions come along or stay readable, and nothing is lost.

use crate::{aid, asked_for};
use base::{Alliance, RunJobs};
use instrument::Instrument;
use serde_json::{Value, json};
use store::Mail;
use testkit::{Client, TestApp};
use workbooks::instruments::{Catalogue, set_catalogue};

const FIRST: &str = include_str!("../../../instrument/tests/data/figures.yaml");

/// A second question written from others, which the next version does not ask any more.
const SECOND_QUESTION: &str = "
      - id: \"2.4\"
        uid: L.zweites
        label: Und sonst?
        type: text
        shared: true
        prefill_from: [L.gruppe]
short_form:";

fn first() -> String {
    FIRST.replacen("\nshort_form:", SECOND_QUESTION, 1)
}

/// One question and one row are gone, one number is not a figure any more, one question
/// asks in other words.
fn second() -> String {
    let change = |text: String, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let text = change(FIRST.to_owned(), "version: 1", "version: 2");
    let text = change(text, ", {value: rat, label: Beratung}", "");
    let text = change(text, "          - {key: frei, label: Sonst noch etwas?, type: text}\n", "");
    let text =
        change(text, "        type: number\n        figure: {what: kinder}\n", "        type: number\n");
    change(text, "label: Fehlt etwas?", "label: Fehlt noch etwas?")
}

struct Desk {
    app: TestApp,
    office: Client,
    home: String,
    base: String,
}

async fn desk() -> Desk {
    let all: Vec<Instrument> = vec![aid("eins.yaml", &first()), aid("zwei.yaml", &second())];
    set_catalogue(Catalogue::new(all));
    let app = TestApp::start().await;
    let alliance: Alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    asked_for(&app, "zahlen/1").await;
    let home = format!("/alliances/{}", alliance.slug);
    let base = format!("{home}/workbooks/zahlen");
    Desk { app, office, home, base }
}

impl Desk {
    async fn answer(&self, uid: &str, values: &[(&str, &str)]) {
        let mut fields = vec![("version", "0")];
        fields.extend(values);
        self.office.post(&format!("{}/answers/{uid}", self.base), &fields).await.is(303);
    }
    async fn value(&self, uid: &str) -> Value {
        self.office.get(&format!("/api/v1{}/answers/{uid}", self.base)).await.is(200).json()["value"].clone()
    }
    async fn passages(&self, item: &str) -> Value {
        self.office.get(&format!("/api/v1{}/passages/{item}", self.base)).await.is(200).json()
    }
    /// Hands a question out; answers the link.
    async fn hand_out(&self) -> String {
        let fields = [
            ("items", "L.gruppe"),
            ("id", "0190d6a4-0000-7000-8000-0000000000aa"),
            ("free_name_1", "Kim Muster"),
            ("free_email_1", "kim@bk.example"),
            ("free_organisation_1", "Berufskolleg Kleve"),
            ("voice", "partners"),
            ("due_on", "2019-08-20"),
            ("why", "Damit niemand zweimal fragt."),
            ("remind_days", "3"),
        ];
        self.office.post(&format!("{}/assignments", self.base), &fields).await.is(303);
        let permit = self.app.permit::<RunJobs>(None);
        let mut db = self.app.db().read(&permit).await.expect("a reader");
        let jobs = db.outbox(&permit, 100).await.expect("the outbox");
        let mails = jobs.iter().map(|job| job.needs::<Mail>().expect("a letter"));
        let mail = mails.into_iter().find(|mail| mail.to == "kim@bk.example").expect("a letter to Kim");
        let at = mail.body.find("/z/").expect("a link");
        mail.body[at..].split_whitespace().next().unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn a_half_filled_copy_moves_with_figures_passages_assignments_and_contributions() {
    let desk = desk().await;
    desk.answer("Z.status.alt", &[("value", "30"), ("as_of", "2019-06-30"), ("source", "ABH")]).await;
    desk.answer("Z.kinder", &[("value", "12"), ("as_of", "2019-06-30"), ("source", "Jugendamt")]).await;
    desk.answer("L.gruppe.frei", &[("value", "Räume am Abend")]).await;
    let row = ["rat", "Haus am Markt", "0", "zu", "offen"];
    let names: Vec<String> = (1..=5).map(|n| format!("cell-1-{n}")).collect();
    let cells: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(row).collect();
    desk.answer("L.tafel", &cells).await;
    let offers = desk.passages("L.fazit").await["offers"].clone();
    let full =
        offers.as_array().and_then(|all| all.iter().find(|o| o["words"].to_string().contains("freien")));
    let full = full.expect("a full row is on offer").clone();
    assert_eq!(full["topic"], "rat");
    let take = json!({"offers": [full["key"]]});
    desk.office.post_json(&format!("/api/v1{}/passages/L.fazit", desk.base), &take).await.is(201);
    let own = json!({"words": "Das bleibt nicht ohne Ort"});
    desk.office.post_json(&format!("/api/v1{}/passages/L.zweites", desk.base), &own).await.is(201);
    let link = desk.hand_out().await;
    let kim = desk.app.visitor().script();
    let said = [("version", "0"), ("value", "Von Kim aus der ersten Fassung")];
    kim.post(&format!("{link}/answers/L.gruppe.frei"), &said).await.is(200);

    let page = desk.office.get(&format!("{}/versions/2", desk.base)).await.is(200);
    let page = page.shows("Sonst noch etwas?").shows("Räume am Abend").shows("Fehlt noch etwas?");
    // A passage without a question any more stays readable; who was asked goes on.
    let page = page.shows("Das bleibt nicht ohne Ort").shows("Eine offene Zuarbeit bleibt in ihrer Fassung");
    let from = page.hidden("from");
    desk.office.post(&format!("{}/versions/2", desk.base), &[("from", &from)]).await.is(303);

    assert_eq!(desk.office.get(&format!("/api/v1{}", desk.base)).await.is(200).json()["version"], 2);
    assert_eq!((desk.value("Z.status.alt").await, desk.value("Z.kinder").await), (json!(30), json!(12)));
    let figures = desk.office.get(&format!("{}/figures", desk.home)).await.is(200);
    figures.shows("ABH");
    let overview = desk.office.get(&desk.base).await.is(200);
    overview.shows("Räume am Abend").shows("Das bleibt nicht ohne Ort");
    let kept = desk.passages("L.fazit").await["passages"].clone();
    assert_eq!((&kept[0]["words"], &kept[0]["topic"]), (&full["words"], &json!("")), "the theme is gone");
    desk.office.get(&format!("/api/v1{}/passages/L.zweites", desk.base)).await.is(404);
    desk.office.get(&format!("{}/submission", desk.base)).await.is(200).shows("keine freien Plätze");

    // Kim answers on in the version that was handed out.
    desk.app.visitor().get(&link).await.is(200);
    let said = [("version", "1"), ("value", "Von Kim, ergänzt")];
    kim.post(&format!("{link}/answers/L.gruppe.frei"), &said).await.is(200);
    let list = desk.office.get(&format!("/api/v1{}/assignments", desk.base)).await.is(200).json();
    let id = list["items"][0]["id"].as_str().expect("an assignment").to_owned();
    assert_eq!(list["items"][0]["instrument_version"], 1);
    let one = desk.office.get(&format!("/api/v1{}/assignments/{id}", desk.home)).await.is(200).json();
    assert_eq!(one["entered"][0]["value"], "Von Kim, ergänzt");
    desk.office.get(&format!("{}/assignments/{id}", desk.home)).await.is(200).shows("Von Kim, ergänzt");
    // Moving again changes nothing.
    desk.office.post(&format!("{}/versions/2", desk.base), &[("from", "1")]).await.is(303);
}
