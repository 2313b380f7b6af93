//! A district asks its municipalities and reads what they let it read, through requests.

use crate::waves::letters;
use base::{Alliance, Clock, FixedClock, Role};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use store::Mail;
use testkit::{Answer, Client, TestApp};

const AID: &str = "bedarfsanalyse";
const FORM: &str = "0190d6a4-0000-7000-8000-0000000000b1";
const BOCHOLT: &str = "05554008";
const GESCHER: &str = "05554016";
const HEEK: &str = "05554024";

/// Kreis Borken, and Bocholt in it with an alliance of its own.
struct World {
    app: TestApp,
    borken: Alliance,
    district: Client,
    bocholt: Alliance,
    town: Client,
    roll_up: String,
}

async fn world() -> World {
    let app = TestApp::start().await;
    let (borken, bocholt) = (app.alliance("05554").await, app.alliance(BOCHOLT).await);
    let (district, town) = (app.office(&borken).await, app.office(&bocholt).await);
    let roll_up = format!("/alliances/{}/workbooks/{AID}/roll-up", borken.slug);
    World { app, borken, district, bocholt, town, roll_up }
}

/// The form that asks Bocholt by its alliance, and Gescher by link.
const BOTH: [(&str, &str); 8] = [
    ("id", FORM),
    ("place", BOCHOLT),
    ("place", GESCHER),
    ("name_05554016", "Kim Muster"),
    ("email_05554016", "kim@gescher.example"),
    ("due_on", "2019-08-20"),
    ("why", "Damit der Kreis planen kann."),
    ("remind_days", "3"),
];

fn link_of(mail: &Mail) -> String {
    let at = mail.body.find("/z/").unwrap_or_else(|| panic!("no link: {}", mail.body));
    mail.body[at..].split_whitespace().next().unwrap_or_default().to_owned()
}

impl World {
    async fn ask(&self, items: &[&str]) {
        let mut fields = BOTH.to_vec();
        fields.extend(items.iter().map(|item| ("items", *item)));
        self.district.post(&self.roll_up, &fields).await.is(303);
    }
    /// So many minutes after noon.
    fn later(&self, minutes: i64) {
        let noon = FixedClock::noon(testkit::first_day()).now();
        self.app.clock.set(noon.plus_seconds(minutes * 60));
    }
    /// The letter about that.
    async fn letter(&self, subject: &str) -> Mail {
        let sent = letters(&self.app).await;
        let found = sent.into_iter().find(|mail| mail.subject.contains(subject));
        found.unwrap_or_else(|| panic!("no letter about {subject}"))
    }
    /// Gescher's link.
    async fn link(&self) -> String {
        let sent = letters(&self.app).await;
        link_of(sent.iter().find(|m| m.to == "kim@gescher.example").expect("a letter"))
    }
    /// Where Bocholt finds the request.
    fn request(&self) -> String {
        format!("/alliances/{}/district-requests/{FORM}", self.bocholt.slug)
    }
    fn answer(&self, uid: &str) -> String {
        format!("/alliances/{}/workbooks/{AID}/answers/{uid}", self.bocholt.slug)
    }
    /// Bocholt answers in its own working copy.
    async fn answers(&self, uid: &str, fields: &[(&str, &str)]) {
        let stored = self.town.get(&format!("/api/v1{}", self.answer(uid))).await.is(200).json();
        let version = stored["version"].to_string();
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.town.script().post(&self.answer(uid), &all).await.is(200);
    }
    async fn release(&self, items: &[&str]) {
        let put = format!("/api/v1{}/release", self.request());
        self.town.put_json(&put, &json!({"items": items})).await.is(200);
    }
    /// Gescher answers by link.
    async fn enters(&self, link: &str, uid: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("version", "0")];
        all.extend(fields);
        self.app.visitor().script().post(&format!("{link}/answers/{uid}"), &all).await
    }
    async fn item(&self, uid: &str) -> Value {
        self.district.get(&format!("/api/v1{}/{uid}", self.roll_up)).await.is(200).json()
    }
    async fn page(&self, uid: &str) -> Answer {
        self.district.get(&format!("{}/{uid}", self.roll_up)).await.is(200)
    }
    /// Where a municipality stands in the overview.
    async fn state(&self, ags: &str) -> String {
        let all = self.district.get(&format!("/api/v1{}", self.roll_up)).await.is(200).json();
        one(&all["municipalities"], ags)["state"].as_str().expect("a state").to_owned()
    }
}

/// The municipality of that key in a list.
fn one<'a>(all: &'a Value, ags: &str) -> &'a Value {
    let all = all.as_array().expect("a list");
    all.iter().find(|m| m["ags"] == ags).unwrap_or_else(|| panic!("{ags} is not in {all:?}"))
}

/// The sum of that field.
fn sum<'a>(item: &'a Value, field: &str) -> &'a Value {
    let all = item["sums"].as_array().expect("sums");
    all.iter().find(|s| s["field"] == field).unwrap_or_else(|| panic!("{field} is not in {all:?}"))
}

#[tokio::test]
async fn a_district_asks_alliances_and_people_in_one_act() {
    let w = world().await;
    w.district.get(&w.roll_up).await.is(200).shows("Noch keine Kommune gefragt");
    let form = w.district.get(&format!("{}/new", w.roll_up)).await.is(200);
    form.shows("Bocholt")
        .shows("eigenes Bündnis")
        .shows("Ansprechperson in Gescher")
        .shows("nicht im Bündnis");
    let wrong = [("id", FORM), ("place", GESCHER), ("remind_days", "x"), ("why", "")];
    let refused = w.district.post(&w.roll_up, &wrong).await.is(422);
    let refused = refused.shows("mindestens eine Frage").shows("Bitte nennen Sie einen Namen.");
    refused.shows("Bitte nennen Sie den Grund.").shows("von 0 bis 60");
    let nobody =
        [("id", FORM), ("items", "BAA-5.2"), ("why", "x"), ("due_on", "2019-08-20"), ("remind_days", "0")];
    w.district.post(&w.roll_up, &nobody).await.is(422).shows("mindestens eine Kommune");
    // A double click asks once.
    for _ in 0..2 {
        w.ask(&["BAA-1.1", "BAA-5.2"]).await;
    }
    let sent = letters(&w.app).await;
    let to_office: Vec<&Mail> = sent.iter().filter(|m| m.body.contains("/district-requests/")).collect();
    assert_eq!(to_office.len(), 1, "one office, one letter: {sent:?}");
    assert!(
        to_office[0].body.contains("2 Fragen") && to_office[0].body.contains("Damit der Kreis planen kann.")
    );
    assert_eq!(sent.iter().filter(|m| m.to == "kim@gescher.example").count(), 1);
    let page = w.district.get(&w.roll_up).await.is(200);
    page.shows("0 von 2 Kommunen, 0,0\u{a0}% der Einwohnerinnen und Einwohner")
        .shows("Gescher")
        .shows("fehlt");
    let asked = w.town.get(&format!("/alliances/{}/district-requests", w.bocholt.slug)).await.is(200);
    asked.shows(&w.borken.name).shows("noch nichts freigegeben");
    let due = w.town.get(&format!("/alliances/{}/due", w.bocholt.slug)).await.is(200);
    due.shows("Anfragen des Kreises").shows("20.08.2019");
    // Cities and municipalities have nobody to ask.
    let own = format!("/alliances/{}/workbooks/{AID}/roll-up", w.bocholt.slug);
    w.town.get(&own).await.is(404);
    w.town.post(&own, &BOTH).await.is(404);
    // The core group reads, and asks nobody.
    let member = w.app.person(Role::CoreGroupMember, Some(&w.borken)).await;
    member.get(&w.roll_up).await.is(200).shows("Bocholt");
    member.get(&format!("{}/new", w.roll_up)).await.is(404);
    member.post(&w.roll_up, &BOTH).await.is(404);
}

#[tokio::test]
async fn a_municipality_decides_what_the_district_reads_and_takes_it_back() {
    let w = world().await;
    w.ask(&["BAA-5.2", "BAA-4.2.1"]).await;
    w.answers("BAA-5.2", &[("value", "Es fehlen Wohnungen")]).await;
    w.answers("BAA-4.2.1", &[("value", "Abendkurse")]).await;
    // Nothing is read before it is released; the preview says what would be.
    w.page("BAA-5.2").await.hides("Es fehlen Wohnungen");
    assert_eq!(w.state(BOCHOLT).await, "missing");
    let preview = w.town.get(&w.request()).await.is(200);
    preview.shows("Was ").shows("Es fehlen Wohnungen").shows("nicht freigegeben");
    w.town.post(&format!("{}/release", w.request()), &[("item", "BAA-5.2")]).await.is(303);
    w.page("BAA-5.2").await.shows("Es fehlen Wohnungen");
    w.page("BAA-4.2.1").await.hides("Abendkurse");
    assert_eq!(w.state(BOCHOLT).await, "partial");
    // What two people tick at once stands side by side.
    w.town.post(&format!("{}/release", w.request()), &[("item", "BAA-4.2.1")]).await.is(303);
    assert_eq!(w.state(BOCHOLT).await, "complete");
    // A change shows, because nothing was copied.
    w.answers("BAA-5.2", &[("value", "Es fehlen Wohnungen und Kurse")]).await;
    w.page("BAA-5.2").await.shows("Es fehlen Wohnungen und Kurse");
    let back = [("was", "BAA-5.2"), ("was", "BAA-4.2.1"), ("item", "BAA-4.2.1")];
    w.town.post(&format!("{}/release", w.request()), &back).await.is(303);
    w.page("BAA-5.2").await.hides("Es fehlen Wohnungen");
    w.town.post(&format!("{}/release", w.request()), &[("all", "release")]).await.is(303);
    w.page("BAA-5.2").await.shows("Es fehlen Wohnungen");
    w.town.post(&format!("{}/release", w.request()), &[("all", "withdraw")]).await.is(303);
    w.page("BAA-5.2").await.hides("Es fehlen Wohnungen");
    w.page("BAA-4.2.1").await.hides("Abendkurse");
    assert_eq!(w.state(BOCHOLT).await, "missing");
    // What was not asked cannot be released.
    let put = format!("/api/v1{}/release", w.request());
    w.town.put_json(&put, &json!({"items": ["BAA-1.1"]})).await.is(422);
}

#[tokio::test]
async fn the_district_writes_nothing_of_a_municipality() {
    let w = world().await;
    w.ask(&["BAA-5.2"]).await;
    w.answers("BAA-5.2", &[("value", "Von uns")]).await;
    w.release(&["BAA-5.2"]).await;
    let fields = [("version", "1"), ("value", "Vom Kreis")];
    w.district.post(&w.answer("BAA-5.2"), &fields).await.is(404);
    w.district.script().post(&w.answer("BAA-5.2"), &fields).await.is(404);
    let json = json!({"value": "Vom Kreis"});
    w.district.put_json(&format!("/api/v1{}", w.answer("BAA-5.2")), &json).await.is(404);
    for (path, fields) in [
        ("release", vec![("all", "release")]),
        ("reply", vec![("version", "0"), ("says", "declined"), ("reason", "x")]),
        ("comments", vec![("id", FORM), ("item", "BAA-5.2"), ("words", "x")]),
    ] {
        // Neither at the municipality's address nor at its own.
        w.district.post(&format!("{}/{path}", w.request()), &fields).await.is(404);
        let own = format!("/alliances/{}/district-requests/{FORM}/{path}", w.borken.slug);
        w.district.post(&own, &fields).await.is(404);
    }
    // Of all that writes, the roll-up has requests, remarks and last days.
    let writes: Vec<&str> = w
        .app
        .routes
        .iter()
        .filter(|r| r.method != "GET" && r.path.contains("/roll-up"))
        .map(|r| r.path)
        .collect();
    let ends = ["/roll-up", "/comments", "/requests/{request}/{ags}"];
    assert!(writes.iter().all(|p| ends.iter().any(|end| p.ends_with(end))), "{writes:?}");
    w.page("BAA-5.2").await.shows("Von uns").hides("Vom Kreis");
}

#[tokio::test]
async fn a_municipality_without_an_alliance_answers_by_link() {
    let w = world().await;
    w.ask(&["BAA-5.2", "BAA-1.1"]).await;
    let link = w.link().await;
    assert_eq!(w.state(GESCHER).await, "missing");
    w.enters(&link, "BAA-5.2", &[("value", "Busse am Abend")]).await.is(200);
    w.page("BAA-5.2").await.hides("Busse am Abend");
    assert_eq!(w.state(GESCHER).await, "begun");
    w.app.visitor().post(&format!("{link}/delivery"), &[("sure", "1")]).await.is(303);
    w.page("BAA-5.2").await.shows("Busse am Abend").hides("Kim Muster");
    assert_eq!(w.state(GESCHER).await, "partial", "one of two questions is answered");
    // It stands among the assignments as well, for the municipality.
    let list = format!("/alliances/{}/workbooks/{AID}/assignments", w.borken.slug);
    w.district.get(&list).await.is(200).shows("Gescher").shows("abgegeben");
    // Remarks reach whoever answers.
    w.app.visitor().post(&format!("{link}/reopening"), &[]).await.is(303);
    let remark = [("id", GESCHER_REMARK), ("request", FORM), ("ags", GESCHER), ("words", "Welche Linien?")];
    w.district.post(&format!("{}/BAA-5.2/comments", w.roll_up), &remark).await.is(303);
    w.app.visitor().get(&format!("{link}/items/BAA-5.2")).await.is(200).shows("Welche Linien?");
    w.town.get(&w.request()).await.is(200).hides("Welche Linien?");
}

const GESCHER_REMARK: &str = "0190d6a4-0000-7000-8000-0000000000c1";
const REMARK: &str = "0190d6a4-0000-7000-8000-0000000000c2";
const ANSWER: &str = "0190d6a4-0000-7000-8000-0000000000c3";

#[tokio::test]
async fn sums_say_what_they_cover_and_name_who_is_missing() {
    let w = world().await;
    let mut fields = BOTH.to_vec();
    let heek = [("place", HEEK), ("name_05554024", "Toni"), ("email_05554024", "toni@heek.example")];
    fields.extend(heek);
    fields.push(("items", "BAA-1.1"));
    w.district.post(&w.roll_up, &fields).await.is(303);
    w.answers("BAA-1.1.AG", &[("value", "40"), ("value", ""), ("as_of", "2019-06-30"), ("source", "ABH")])
        .await;
    w.answers("BAA-1.1.D", &[("value", ""), ("value", "not_collected")]).await;
    w.release(&["BAA-1.1"]).await;
    let link = w.link().await;
    let told = [("value", "2"), ("value", ""), ("as_of", "2019-07-15"), ("source", "Meldeamt")];
    w.enters(&link, "BAA-1.1.AG", &told).await.is(200);
    w.enters(&link, "BAA-1.1.D", &[("value", "0"), ("value", "")]).await.is(200);
    w.app.visitor().post(&format!("{link}/delivery"), &[]).await.is(303);
    let item = w.item("BAA-1.1").await;
    let first = sum(&item, "BAA-1.1.AG");
    // What is given to the district itself leaves no alliance: no gate.
    assert_eq!((&first["total"], &first["covered"], &first["all"]), (&json!(42), &json!(2), &json!(3)));
    assert_eq!(first["inhabitants_covered"], 73_257 + 17_433);
    assert_eq!(first["gaps"], json!({"silent": ["Heek"]}));
    assert_eq!(first["days"], json!(["2019-06-30", "2019-07-15"]));
    let second = sum(&item, "BAA-1.1.D");
    assert_eq!((&second["total"], &second["covered"]), (&json!(0), &json!(1)), "not collected is no zero");
    assert_eq!(second["gaps"], json!({"not_collected": ["Bocholt"], "silent": ["Heek"]}));
    assert_eq!(sum(&item, "BAA-1.1.AE")["total"], Value::Null);
    let page = w.page("BAA-1.1").await;
    let page = page
        .shows("2 von 3 Kommunen, 91,2\u{a0}% der Einwohnerinnen und Einwohner")
        .shows("<svg class=\"bars\"");
    let page = page.shows("Zahl wird nicht erhoben: Bocholt").shows("noch keine Antwort: Heek");
    page.shows("verschiedene Tage, vom 30.06.2019 bis zum 15.07.2019").hides("ABH");
    let file = w.district.get(&format!("{}/BAA-1.1/file.csv", w.roll_up)).await.is(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let file = file.shows("Gescher").shows("nicht erhoben").shows("2019-07-15").hides("ABH");
    let said = |name: &str| file.text().lines().filter(|line| line.contains(name)).count();
    let empty = file.text().lines().filter(|line| line.ends_with(",keine Angabe,")).count();
    assert_eq!(empty, said("Bocholt") + said("Gescher") - 4, "{}", file.text());
    w.district.get(&format!("{}/BAA-1.1/file.exe", w.roll_up)).await.is(404);
}

#[tokio::test]
async fn the_district_takes_a_sum_over_as_its_own_answer() {
    let w = world().await;
    w.ask(&["BAA-1.1"]).await;
    let link = w.link().await;
    let told = [("value", "42"), ("value", ""), ("as_of", "2019-07-15"), ("source", "Meldeamt")];
    w.enters(&link, "BAA-1.1.AG", &told).await.is(200);
    let agreed = format!("/alliances/{}/workbooks/{AID}/consolidation/BAA-1.1", w.borken.slug);
    w.page("BAA-1.1").await.hides("übernehmen");
    w.app.visitor().post(&format!("{link}/delivery"), &[]).await.is(303);

    let page = w.page("BAA-1.1").await.shows("In Ihrer Arbeitshilfe steht dazu noch keine Zahl.");
    let action = format!("{agreed}/answers/BAA-1.1.AG");
    let page = page.shows(&format!("action=\"{action}\"")).shows("name=\"value\" value=\"42\"");
    let source = "Summe aus 1 von 2 Kommunen";
    page.shows("name=\"as_of\" value=\"2019-07-15\"").shows(&format!("value=\"{source}\""));
    let form =
        [("version", "0"), ("value", "42"), ("as_of", "2019-07-15"), ("source", source), ("way", "own")];
    let taken = w.district.post(&action, &form).await.is(303);
    assert!(taken.location().ends_with("#f-BAA-1.1.AG"), "{}", taken.location());

    w.page("BAA-1.1").await.shows("Diese Summe steht so in Ihrer Arbeitshilfe.").hides("übernehmen");
    let own = w.district.get(&agreed).await.is(200).shows("Was die Kommunen sagen");
    own.shows(&format!("href=\"{}/BAA-1.1\"", w.roll_up));
    let elsewhere = format!("/alliances/{}/workbooks/{AID}/consolidation/BAA-1.1", w.bocholt.slug);
    w.town.get(&elsewhere).await.is(200).hides("Was die Kommunen sagen");
    // What the municipality says is as it was.
    assert_eq!(sum(&w.item("BAA-1.1").await, "BAA-1.1.AG")["total"], 42);
}

#[tokio::test]
async fn small_numbers_do_not_leave_an_alliance_nor_what_gives_them_away() {
    let w = world().await;
    w.ask(&["BAA-1.1", "BAA-1.1.1"]).await;
    for (uid, number) in [("BAA-1.1.AG", "40"), ("BAA-1.1.D", "3"), ("BAA-1.1.AE", "0")] {
        w.answers(uid, &[("value", number), ("value", "")]).await;
    }
    let cells = ["Afghanistan", "3", "", "Syrien", "77", ""].map(|cell| ("cell-x", cell));
    w.answers("BAA-1.1.1", &cells).await;
    w.release(&["BAA-1.1", "BAA-1.1.1"]).await;
    let item = w.item("BAA-1.1").await;
    for uid in ["BAA-1.1.AG", "BAA-1.1.D", "BAA-1.1.AE"] {
        let sum = sum(&item, uid);
        assert_eq!((&sum["total"], &sum["gaps"]["withheld"]), (&Value::Null, &json!(["Bocholt"])), "{uid}");
    }
    w.page("BAA-1.1").await.shows("unter 5 liegt: Bocholt");
    let table = w.item("BAA-1.1.1").await;
    let cells = one(&table["municipalities"], BOCHOLT)["entries"][0]["value"].to_string();
    assert!(cells.contains("Syrien") && !cells.contains("77") && !cells.contains('3'), "{cells}");
    // The preview shows the same, entry by entry.
    let preview = w.town.get(&format!("/api/v1{}", w.request())).await.is(200).json();
    for question in preview["questions"].as_array().expect("questions") {
        let uid = question["item"].as_str().expect("a question");
        let read = w.item(uid).await;
        assert_eq!(question["entries"], one(&read["municipalities"], BOCHOLT)["entries"], "{uid}");
    }
    // Where no number is small any more, one from before still gives its splits away.
    w.answers("BAA-1.1.D", &[("value", "13"), ("value", ""), ("as_of", "2019-07-30")]).await;
    assert_eq!(sum(&w.item("BAA-1.1").await, "BAA-1.1.D")["total"], Value::Null);
}

#[tokio::test]
async fn a_municipality_asks_for_time_declines_and_answers_after_all() {
    let w = world().await;
    w.ask(&["BAA-5.2"]).await;
    let reply = format!("{}/reply", w.request());
    let early = [("version", "0"), ("says", "more_time"), ("wanted", "2019-08-20"), ("reason", "")];
    w.town.post(&reply, &early).await.is(422).shows("Bitte nennen Sie den Grund.");
    let early = [("version", "0"), ("says", "more_time"), ("wanted", "2019-08-20"), ("reason", "Ferien")];
    w.town.post(&reply, &early).await.is(422).shows("nach dem jetzigen letzten Tag").shows("Ferien");
    let more = [("version", "0"), ("says", "more_time"), ("wanted", "2019-09-10"), ("reason", "Ferien")];
    w.town.post(&reply, &more).await.is(303);
    w.town.post(&reply, &more).await.is(412);
    let page = w.district.get(&w.roll_up).await.is(200);
    page.shows("bittet um mehr Zeit").shows("möchte Zeit bis 10.09.2019").shows("Ferien");
    let declines = [("version", "1"), ("says", "declined"), ("reason", "Kein Personal")];
    w.town.post(&reply, &declines).await.is(303);
    assert_eq!(w.state(BOCHOLT).await, "declined");
    w.district.get(&w.roll_up).await.is(200).shows("antwortet nicht").shows("Kein Personal");
    w.answers("BAA-5.2", &[("value", "Doch noch")]).await;
    w.release(&["BAA-5.2"]).await;
    assert_eq!(w.state(BOCHOLT).await, "complete");
    // One by link declines as every assignment can be.
    let link = w.link().await;
    w.app.visitor().post(&format!("{link}/refusal"), &[("refusal_reason", "Keine Zeit")]).await.is(303);
    assert_eq!(w.state(GESCHER).await, "declined");
    w.district.get(&format!("/alliances/{}", w.borken.slug)).await.is(200).shows("Absage: Gescher");
}

#[tokio::test]
async fn the_district_gives_one_municipality_more_time_or_says_why_not() {
    let w = world().await;
    w.ask(&["BAA-5.2"]).await;
    let due = format!("{}/requests/{FORM}/{BOCHOLT}", w.roll_up);
    w.district.get(&w.roll_up).await.is(200).shows(&due);
    let reply = format!("{}/reply", w.request());
    let wish = [("version", "0"), ("says", "more_time"), ("wanted", "2019-09-10"), ("reason", "Ferien")];
    w.town.post(&reply, &wish).await.is(303);
    let told = w.letter("bittet um mehr Zeit bis zum 10.09.2019").await;
    assert!(told.body.contains("Ferien") && told.body.contains(&due), "{}", told.body);

    // It waits on the office's start page until it is answered.
    let home = format!("/alliances/{}", w.borken.slug);
    w.district.get(&home).await.is(200).shows("Bitte um mehr Zeit: Bocholt").shows(&due);

    // The wish is offered as the new day; without a day, an earlier one or no reason nothing is said.
    let asked =
        w.district.get(&due).await.is(200).shows("möchte Zeit bis 10.09.2019").shows("value=\"2019-09-10\"");
    asked
        .shows(&format!("href=\"{}/BAA-5.2#m-{BOCHOLT}\"", w.roll_up))
        .shows("noch keine Antwort")
        .hides("Antwort da");
    let say = |version: &'static str, gives: &'static str, until: &'static str, words: &'static str| {
        [("version", version), ("gives", gives), ("until", until), ("words", words)]
    };
    w.district
        .post(&due, &say("1", "until", "", ""))
        .await
        .is(422)
        .shows("Bitte füllen Sie dieses Feld aus.");
    w.district.post(&due, &say("1", "until", "2019-08-20", "Gern")).await.is(422).shows("Gern");
    w.district.post(&due, &say("1", "nothing", "", "")).await.is(422).shows("Bitte nennen Sie den Grund.");

    w.later(5);
    w.district.post(&due, &say("1", "until", "2019-09-05", "Mehr geht nicht.")).await.is(303);
    w.district.post(&due, &say("1", "until", "2019-09-08", "")).await.is(412);
    w.district.get(&home).await.is(200).hides("Bitte um mehr Zeit");
    let told = w.letter("Mehr Zeit bis zum 05.09.2019").await;
    assert!(told.body.contains("Mehr geht nicht.") && told.body.contains(&w.request()), "{}", told.body);
    // Both sides read the new day; the other municipality keeps its own.
    w.town.get(&w.request()).await.is(200).shows("bis zum 05.09.2019").shows("Mehr geht nicht.");
    let all = w.district.get(&format!("/api/v1{}", w.roll_up)).await.is(200).json();
    let bocholt = one(&all["municipalities"], BOCHOLT);
    assert_eq!((&bocholt["due_on"], &bocholt["wanted"]), (&json!("2019-09-05"), &Value::Null));
    assert_eq!(bocholt["state"], "missing");
    assert_eq!(one(&all["municipalities"], GESCHER)["due_on"], "2019-08-20");

    // A second wish is refused: the day stays, and the reason is read.
    w.later(10);
    let again = [("version", "1"), ("says", "more_time"), ("wanted", "2019-12-01"), ("reason", "Umbau")];
    w.town.post(&reply, &again).await.is(303);
    w.later(15);
    w.district.post(&due, &say("2", "nothing", "", "Der Ausschuss tagt vorher.")).await.is(303);
    let told = w.letter("Es bleibt beim 05.09.2019").await;
    assert!(told.body.contains("Der Ausschuss tagt vorher."), "{}", told.body);
    w.town.get(&w.request()).await.is(200).shows("Der Ausschuss tagt vorher.").hides("um mehr Zeit gebeten");
    // What it released stands one click away.
    w.answers("BAA-5.2", &[("value", "Es fährt kein Bus.")]).await;
    w.release(&["BAA-5.2"]).await;
    w.district.get(&due).await.is(200).shows("Antwort da").hides("noch keine Antwort");
    // Nothing is asked any more; and who answers by link has an assignment of its own.
    w.district.post(&due, &say("3", "nothing", "", "Nein")).await.is(422);
    w.district.get(&format!("{}/requests/{FORM}/{GESCHER}", w.roll_up)).await.is(404);
    w.town.get(&due).await.is(404);
}

#[tokio::test]
async fn the_district_is_told_of_a_refusal() {
    let w = world().await;
    w.ask(&["BAA-5.2"]).await;
    let declines = [("version", "0"), ("says", "declined"), ("reason", "Kein Personal")];
    w.town.post(&format!("{}/reply", w.request()), &declines).await.is(303);
    let told = w.letter("antwortet nicht").await;
    assert!(told.body.contains("Kein Personal") && told.body.contains(&w.roll_up), "{}", told.body);
}

#[tokio::test]
async fn remarks_stand_beside_the_entry_and_both_sides_read_them() {
    let w = world().await;
    w.ask(&["BAA-5.2"]).await;
    let at = format!("{}/BAA-5.2/comments", w.roll_up);
    let empty = [("id", REMARK), ("request", FORM), ("ags", BOCHOLT), ("words", " ")];
    w.district.post(&at, &empty).await.is(422).shows("Bitte füllen Sie dieses Feld aus.");
    let remark = [("id", REMARK), ("request", FORM), ("ags", BOCHOLT), ("words", "Bitte mit Stand")];
    for _ in 0..2 {
        w.district.post(&at, &remark).await.is(303);
    }
    let page = w.town.get(&w.request()).await.is(200).shows("Bitte mit Stand");
    assert_eq!(page.text().matches("Bitte mit Stand").count(), 1, "a double click says it once");
    let answer = [("id", ANSWER), ("item", "BAA-5.2"), ("words", "Steht jetzt dabei")];
    w.town.post(&format!("{}/comments", w.request()), &answer).await.is(303);
    w.page("BAA-5.2").await.shows("Steht jetzt dabei").shows("Bitte mit Stand");
    // Not about what was not asked, and not to whom was not asked.
    let other = [("id", ANSWER), ("item", "BAA-1.1"), ("words", "x")];
    w.town.post(&format!("{}/comments", w.request()), &other).await.is(404);
    let other = [("id", ANSWER), ("request", FORM), ("ags", HEEK), ("words", "x")];
    w.district.post(&at, &other).await.is(404);
}

/// One municipality of a district and what it brings.
#[derive(Clone, Debug)]
struct Brings {
    ags: &'static str,
    number: Option<u64>,
}

#[test]
fn sums_equal_the_sum_of_parts_whoever_answers_first() {
    use proptest::prelude::*;
    const PLACES: [&str; 5] = [GESCHER, HEEK, "05554028", "05554032", "05554036"];
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let parts =
        proptest::collection::vec(proptest::option::of(5..900_u64), PLACES.len()).prop_flat_map(|numbers| {
            let parts: Vec<Brings> =
                PLACES.into_iter().zip(numbers).map(|(ags, number)| Brings { ags, number }).collect();
            Just(parts).prop_shuffle()
        });
    let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&parts, |parts| {
        let item = runtime.block_on(async {
            let w = world().await;
            let names: Vec<(String, String)> = PLACES
                .iter()
                .flat_map(|ags| {
                    [
                        (format!("name_{ags}"), "Kim".to_owned()),
                        (format!("email_{ags}"), format!("kim@{ags}.example")),
                    ]
                })
                .collect();
            let mut fields: Vec<(&str, &str)> = BOTH
                .iter()
                .filter(|(name, _)| *name != "place" && !name.ends_with("_05554016"))
                .copied()
                .collect();
            fields.extend(PLACES.map(|ags| ("place", ags)));
            fields.extend(names.iter().map(|(n, v)| (n.as_str(), v.as_str())));
            fields.push(("items", "BAA-1.1"));
            w.district.post(&w.roll_up, &fields).await.is(303);
            let sent = letters(&w.app).await;
            for part in &parts {
                let to = format!("kim@{}.example", part.ags);
                let link = link_of(sent.iter().find(|m| m.to == to).expect("a letter"));
                let number = part.number.map_or(String::new(), |n| n.to_string());
                let absence = if part.number.is_none() { "unknown" } else { "" };
                w.enters(&link, "BAA-1.1.AG", &[("value", &number), ("value", absence)]).await.is(200);
                w.app.visitor().post(&format!("{link}/delivery"), &[]).await.is(303);
            }
            w.item("BAA-1.1").await
        });
        let sum = sum(&item, "BAA-1.1.AG");
        let known: Vec<u64> = parts.iter().filter_map(|p| p.number).collect();
        let total = (!known.is_empty()).then(|| known.iter().sum::<u64>());
        prop_assert_eq!(&sum["total"], &json!(total));
        prop_assert_eq!(&sum["covered"], &json!(known.len()));
        let unknown = sum["gaps"]["unknown"].as_array().map_or(0, Vec::len);
        prop_assert_eq!(known.len() + unknown, PLACES.len());
        Ok(())
    });
    ran.expect("sums that hold");
}
