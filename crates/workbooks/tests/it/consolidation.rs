//! Contributions become agreed answers, are talked about, and become tasks, through requests.

use crate::waves::letters;
use base::{Alliance, EditAlliance, Role};
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

const AID: &str = "bedarfsanalyse";
/// A text, a list of codes, and a number that is a figure.
const TEXT: &str = "BAA-5.2";
const NUMBER: &str = "BAA-1.1.D";
const DUE: &str = "2019-08-20";

struct World {
    app: TestApp,
    kleve: Alliance,
    office: Client,
    book: String,
}

/// Somebody who was asked: their link and their assignment.
struct Asked {
    link: String,
    id: String,
}

async fn world() -> World {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let book = format!("/alliances/{}/workbooks/{AID}", kleve.slug);
    World { app, kleve, office, book }
}

impl World {
    /// Asks an organisation; `n` tells the forms apart.
    async fn ask(&self, n: u32, who: &str, voice: &str, items: &[&str]) -> Asked {
        let (form, email) =
            (format!("0190d6a4-0000-7000-8000-0000000000{n:02}"), format!("stelle{n}@x.example"));
        let mut fields: Vec<(&str, &str)> = items.iter().map(|item| ("items", *item)).collect();
        fields.extend([
            ("id", form.as_str()),
            ("free_name_1", "Kim Muster"),
            ("free_email_1", email.as_str()),
            ("free_organisation_1", who),
            ("voice", voice),
            ("due_on", DUE),
            ("why", "Damit niemand zweimal fragt."),
            ("remind_days", "3"),
            ("acknowledged", "1"),
        ]);
        self.office.post(&format!("{}/assignments", self.book), &fields).await.is(303);
        let mail = letters(&self.app).await.into_iter().find(|mail| mail.to == email).expect("a letter");
        let at = mail.body.find("/z/").expect("a link");
        let link = mail.body[at..].split_whitespace().next().unwrap_or_default().to_owned();
        let all = self.office.get(&format!("/api/v1{}/assignments", self.book)).await.is(200).json();
        let rows = all["items"].as_array().expect("rows").clone();
        let row = rows.iter().find(|row| row["organisation"] == who).expect("the assignment");
        Asked { link, id: row["id"].as_str().expect("an id").to_owned() }
    }
    async fn say(&self, asked: &Asked, uid: &str, version: &str, fields: &[(&str, &str)]) {
        let all: Vec<(&str, &str)> =
            [("version", version)].into_iter().chain(fields.iter().copied()).collect();
        self.app.visitor().post(&format!("{}/answers/{uid}", asked.link), &all).await.is(303);
    }
    async fn deliver(&self, asked: &Asked) {
        self.app.visitor().post(&format!("{}/delivery", asked.link), &[]).await.is(303);
    }
    /// Asks, answers one text and delivers.
    async fn told(&self, n: u32, who: &str, voice: &str, uid: &str, value: &str) -> Asked {
        let asked = self.ask(n, who, voice, &[item_of(uid)]).await;
        self.say(&asked, uid, "0", &[("value", value)]).await;
        self.deliver(&asked).await;
        asked
    }
    fn item(&self, uid: &str) -> String {
        format!("{}/consolidation/{}", self.book, item_of(uid))
    }
    async fn agree(&self, client: &Client, uid: &str, fields: &[(&str, &str)]) -> Answer {
        client.post(&format!("{}/answers/{uid}", self.item(uid)), fields).await
    }
    async fn agreed(&self, uid: &str) -> Value {
        let at = format!("/api/v1{}/answers/{uid}", self.book);
        self.office.get(&at).await.is(200).json()
    }
    async fn member(&self) -> Client {
        self.app.person(Role::CoreGroupMember, Some(&self.kleve)).await
    }
}

fn item_of(uid: &str) -> &str {
    if uid == NUMBER { "BAA-1.1" } else { uid }
}

#[tokio::test]
async fn the_office_sees_all_side_by_side_and_takes_one() {
    let w = world().await;
    w.office.get(&format!("{}/consolidation", w.book)).await.is(200).shows("Noch niemand gefragt");
    let jobcenter = w.told(1, "Jobcenter", "partners", TEXT, "Abendkurse fehlen").await;
    w.told(2, "VHS", "partners", TEXT, "Plätze fehlen").await;
    let busy = w.ask(3, "Ehrenamtskreis", "volunteers", &[TEXT]).await;
    w.say(&busy, TEXT, "0", &[("value", "Noch nicht fertig")]).await;
    let out = w.ask(4, "Kammer", "partners", &[TEXT]).await;
    w.app
        .visitor()
        .post(&format!("{}/refusal", out.link), &[("refusal_reason", "Nicht zuständig")])
        .await
        .is(303);
    let page = w.office.get(&w.item(TEXT)).await.is(200);
    let page = page.shows("2 von 4 haben geantwortet").shows("Abendkurse fehlen").shows("Plätze fehlen");
    let page = page.shows("Nicht zuständig").shows("abgelehnt").shows("noch keine Antwort, Frist 20.08.2019");
    page.hides("Noch nicht fertig").hides("Kim Muster");
    w.office.get(&format!("{}/consolidation?state=ready", w.book)).await.is(200).shows("2 von 4");
    w.office.get(&w.book).await.is(200).shows("1 Frage wartet").shows("keine offen");
    let part = format!("{}:1", jobcenter.id);
    let fields = [("version", "0"), ("way", "taken"), ("part", part.as_str())];
    w.agree(&w.office, TEXT, &fields).await.is(303);
    let answer = w.agreed(TEXT).await;
    assert_eq!((&answer["value"], &answer["version"]), (&json!("Abendkurse fehlen"), &json!(1)));
    let told = "stammt aus: Jobcenter (31.07.2019), übernommen";
    w.office.get(&w.item(TEXT)).await.is(200).shows(told).shows("gilt");
    let section = w.office.get(&format!("{}/BAA-V", w.book)).await.is(200);
    section.shows(told).shows("2 von 4 Beiträgen da");
    w.office.get(&format!("{}/print", w.book)).await.is(200).shows(told);
    // By hand afterwards: where it came from stays, and that it was changed is said.
    let by_hand = [("version", "1"), ("value", "Abendkurse fehlen sehr")];
    w.office.post(&format!("{}/answers/{TEXT}", w.book), &by_hand).await.is(303);
    w.office.get(&w.item(TEXT)).await.is(200).shows(&format!("{told}, seither geändert"));
}

#[tokio::test]
async fn texts_are_merged_with_who_said_what_and_too_long_ones_come_back_as_typed() {
    let w = world().await;
    let one = w.told(1, "Jobcenter", "partners", TEXT, "Abendkurse").await;
    let two = w.told(2, "VHS", "partners", TEXT, "Plätze").await;
    w.office.get(&w.item(TEXT)).await.is(200).shows("Jobcenter: Abendkurse\n\nVHS: Plätze</textarea>");
    let (a, b) = (format!("{}:1", one.id), format!("{}:1", two.id));
    let long = "x".repeat(20_000);
    let fields = [("version", "0"), ("way", "merged"), ("part", a.as_str()), ("value", long.as_str())];
    w.agree(&w.office, TEXT, &fields).await.is(422).shows("Der Text ist zu lang").shows(&long);
    let fields = [
        ("version", "0"),
        ("way", "merged"),
        ("part", a.as_str()),
        ("part", b.as_str()),
        ("value", "Abends und mehr Plätze"),
    ];
    w.agree(&w.office, TEXT, &fields).await.is(303);
    assert_eq!(w.agreed(TEXT).await["value"], "Abends und mehr Plätze");
    let told = "stammt aus: Jobcenter (31.07.2019), VHS (31.07.2019), zusammengefasst";
    w.office.get(&w.item(TEXT)).await.is(200).shows(told);
    w.office.get(&format!("{}/consolidation?state=agreed", w.book)).await.is(200).shows("2 von 2");
}

#[tokio::test]
async fn numbers_are_summed_into_the_figure_and_what_is_unknown_is_no_zero() {
    let w = world().await;
    let mut parts = Vec::new();
    let said = [
        ("Stadt A", "12", "2019-07-01", "AZR"),
        ("Stadt B", "unbekannt", "", ""),
        ("Stadt C", "30", "2019-01-01", "Sozialamt"),
    ];
    for (n, (who, value, as_of, source)) in (1..).zip(said) {
        let asked = w.ask(n, who, "municipality", &["BAA-1.1"]).await;
        w.say(&asked, NUMBER, "0", &[("value", value), ("as_of", as_of), ("source", source)]).await;
        w.deliver(&asked).await;
        parts.push(format!("{}:1", asked.id));
    }
    let page = w.office.get(&w.item(NUMBER)).await.is(200);
    let page = page.shows("zusammenzählen (alle: 42)").shows("Stadt B sagt „unbekannt“: Das zählt nicht mit");
    page.shows("vom 01.01.2019 bis 01.07.2019").shows("Die Quellen sind verschieden");
    // Nothing but what nobody knows is no sum.
    let none = [("version", "0"), ("way", "summed"), ("part", parts[1].as_str())];
    w.agree(&w.office, NUMBER, &none).await.is(422).shows("ist keine Null");
    let mut fields: Vec<(&str, &str)> = parts.iter().map(|part| ("part", part.as_str())).collect();
    fields.extend([
        ("version", "0"),
        ("way", "summed"),
        ("as_of", "2019-07-01"),
        ("source", "AZR und Sozialamt"),
    ]);
    w.agree(&w.office, NUMBER, &fields).await.is(303);
    let answer = w.agreed(NUMBER).await;
    assert_eq!(answer["value"], 42);
    assert_eq!((&answer["as_of"], &answer["source"]), (&json!("2019-07-01"), &json!("AZR und Sozialamt")));
    let page = w.office.get(&w.item(NUMBER)).await.is(200);
    page.shows("zusammengezählt").shows("Sichten im Vergleich").shows("Bisher gibt es nur eine Sicht.");
}

#[tokio::test]
async fn two_who_agree_on_the_same_answer_meet_a_choice_and_nothing_is_lost() {
    let w = world().await;
    let one = w.told(1, "Jobcenter", "partners", TEXT, "Abendkurse").await;
    let two = w.told(2, "VHS", "partners", TEXT, "Plätze").await;
    let other = w.app.person(Role::Deputy, Some(&w.kleve)).await;
    let (a, b) = (format!("{}:1", one.id), format!("{}:1", two.id));
    w.agree(&w.office, TEXT, &[("version", "0"), ("way", "taken"), ("part", &a)]).await.is(303);
    let choice = w.agree(&other, TEXT, &[("version", "0"), ("way", "taken"), ("part", &b)]).await.is(412);
    let choice = choice.shows("Jemand war schneller").shows("Abendkurse").shows("Plätze");
    assert_eq!(w.agreed(TEXT).await["value"], "Abendkurse");
    // What stands is kept: it still comes from whom it came from.
    let version = choice.hidden("version");
    let keep = [("version", version.as_str()), ("way", "taken"), ("part", &b), ("stored", "\"Abendkurse\"")];
    w.agree(&other, TEXT, &keep).await.is(303);
    w.office.get(&w.item(TEXT)).await.is(200).shows("stammt aus: Jobcenter");
    // One's own is chosen: it comes from the other one now, and the first is in the history.
    let mine = [("version", version.as_str()), ("way", "taken"), ("part", &b), ("stored", "\"Plätze\"")];
    w.agree(&other, TEXT, &mine).await.is(303);
    assert_eq!(w.agreed(TEXT).await["value"], "Plätze");
    w.office.get(&w.item(TEXT)).await.is(200).shows("stammt aus: VHS");
    w.office.get(&format!("{}/answers/{TEXT}/history", w.book)).await.is(200).shows("Abendkurse");
    // A figure is no different.
    let api = format!("/api/v1{}/answers/{NUMBER}", w.item(NUMBER));
    let stale = w.office.script().with("if-match", "7");
    stale.put_json(&api, &json!({"way": "own", "value": 5})).await.is(412);
}

#[tokio::test]
async fn a_contribution_that_changes_after_it_was_used_is_offered_and_never_forced() {
    let w = world().await;
    let one = w.told(1, "Jobcenter", "partners", TEXT, "Abendkurse").await;
    let old = format!("{}:1", one.id);
    w.agree(&w.office, TEXT, &[("version", "0"), ("way", "taken"), ("part", &old)]).await.is(303);
    w.app.visitor().post(&format!("{}/reopening", one.link), &[]).await.is(303);
    w.say(&one, TEXT, "1", &[("value", "Kurse am Samstag")]).await;
    w.office.get(&w.item(TEXT)).await.is(200).hides("Kurse am Samstag").shows("Abendkurse");
    w.deliver(&one).await;
    let page = w.office.get(&w.item(TEXT)).await.is(200);
    page.shows("Hat sich seit der Übernahme geändert").shows("Kurse am Samstag").shows("Abendkurse");
    w.office.get(&format!("{}/consolidation?state=changed", w.book)).await.is(200).shows("5.2");
    assert_eq!(w.agreed(TEXT).await["value"], "Abendkurse");
    // The form still shows what was there before: it is not taken unseen.
    let stale = [("version", "1"), ("way", "taken"), ("part", old.as_str())];
    w.agree(&w.office, TEXT, &stale).await.is(409).shows("gerade geändert");
    let new = format!("{}:2", one.id);
    w.agree(&w.office, TEXT, &[("version", "1"), ("way", "taken"), ("part", &new)]).await.is(303);
    assert_eq!(w.agreed(TEXT).await["value"], "Kurse am Samstag");
    w.office.get(&w.item(TEXT)).await.is(200).hides("Hat sich seit der Übernahme geändert");
}

#[tokio::test]
async fn rows_of_several_tables_are_taken_one_by_one_or_all_at_once() {
    let w = world().await;
    let mut ids = Vec::new();
    for (n, who, name, people) in [(1, "Jobcenter", "Duldung light", "3"), (2, "VHS", "Fiktion", "4")] {
        let asked = w.ask(n, who, "partners", &["BAA-1.1.1"]).await;
        let cells = [("cell-1-1", name), ("cell-1-2", people), ("cell-1-3", "")];
        w.say(&asked, "BAA-1.1.1", "0", &cells).await;
        w.deliver(&asked).await;
        ids.push(asked.id);
    }
    w.office.get(&w.item("BAA-1.1.1")).await.is(200).shows("Duldung light").shows("Alle Zeilen von VHS dazu");
    let row = format!("{}:1:0", ids[0]);
    w.agree(&w.office, "BAA-1.1.1", &[("version", "0"), ("way", "merged"), ("row", &row)]).await.is(303);
    assert_eq!(w.agreed("BAA-1.1.1").await["value"], json!([["Duldung light", 3, null]]));
    let add = [("version", "1"), ("way", "merged"), ("row", "agreed:0"), ("add_all", ids[1].as_str())];
    w.agree(&w.office, "BAA-1.1.1", &add).await.is(303);
    let both = json!([["Duldung light", 3, null], ["Fiktion", 4, null]]);
    assert_eq!(w.agreed("BAA-1.1.1").await["value"], both);
    let nothing = [("version", "2"), ("way", "merged")];
    w.agree(&w.office, "BAA-1.1.1", &nothing).await.is(422).shows("mindestens einen Beitrag");
}

#[tokio::test]
async fn pressing_a_second_time_keeps_where_the_answer_comes_from() {
    let w = world().await;
    let uid = "BAA-1.1.1";
    let mut rows = Vec::new();
    for (n, who, name) in [(1, "Jobcenter", "Duldung light"), (2, "VHS", "Fiktion")] {
        let asked = w.ask(n, who, "partners", &[uid]).await;
        let cells = [("cell-1-1", name), ("cell-1-2", "3"), ("cell-1-3", "")];
        w.say(&asked, uid, "0", &cells).await;
        w.deliver(&asked).await;
        rows.push(format!("{}:1:0", asked.id));
    }
    let first = [("version", "0"), ("way", "merged"), ("row", rows[0].as_str())];
    w.agree(&w.office, uid, &first).await.is(303);
    let told = "stammt aus: Jobcenter (31.07.2019), zusammengefasst";
    w.office.get(&w.item(uid)).await.is(200).shows(told);
    // The page shows the agreed row ticked: pressed again, nothing has changed.
    let again = [("version", "1"), ("way", "merged"), ("row", "agreed:0")];
    w.agree(&w.office, uid, &again).await.is(303);
    w.office.get(&w.item(uid)).await.is(200).shows(told).hides("Stelle eingetragen");
    // A row of somebody else joins it: both are named.
    let more = [("version", "1"), ("way", "merged"), ("row", "agreed:0"), ("row", rows[1].as_str())];
    w.agree(&w.office, uid, &more).await.is(303);
    let both = "stammt aus: Jobcenter (31.07.2019), VHS (31.07.2019), zusammengefasst";
    w.office.get(&w.item(uid)).await.is(200).shows(both);
    let same = [("version", "2"), ("way", "merged"), ("row", "agreed:0"), ("row", "agreed:1")];
    w.agree(&w.office, uid, &same).await.is(303);
    w.office.get(&w.item(uid)).await.is(200).shows(both);
}

#[tokio::test]
async fn what_different_bodies_count_is_not_added_up_unasked() {
    let w = world().await;
    for (n, who, value) in [(1, "Ausländerbehörde", "72"), (2, "Verein", "12"), (3, "Kolleg", "unbekannt")]
    {
        let asked = w.ask(n, who, "partners", &["BAA-1.1"]).await;
        w.say(&asked, NUMBER, "0", &[("value", value)]).await;
        w.deliver(&asked).await;
    }
    let page = w.office.get(&w.item(NUMBER)).await.is(200);
    let page = page.hides("alle: 84").shows("können dieselben Menschen gezählt haben").hides(" checked");
    page.shows("class=\"button button--primary\" type=\"submit\">Übernehmen")
        .hides("button--primary\" type=\"submit\" name=\"way\" value=\"summed\"");
}

#[tokio::test]
async fn of_a_municipality_asked_twice_the_newest_contribution_counts() {
    let mut w = world().await;
    let places = [("05154036", "kleve"), ("05154020", "goch"), ("05154036", "kleve2")];
    for ((n, value), (ags, to)) in (1..).zip(["10", "5", "12"]).zip(places) {
        let (name, email) = (format!("name_{ags}"), format!("email_{ags}"));
        let (id, mail) = (format!("0190d6a4-0000-7000-8000-0000000001{n:02}"), format!("{to}@x.example"));
        let fields = [
            ("id", id.as_str()),
            ("place", ags),
            (name.as_str(), "Kim Muster"),
            (email.as_str(), mail.as_str()),
            ("due_on", DUE),
            ("why", "Damit der Kreis planen kann."),
            ("remind_days", "3"),
            ("items", "BAA-1.1"),
        ];
        w.office.post(&format!("{}/roll-up", w.book), &fields).await.is(303);
        let letter = letters(&w.app).await.into_iter().find(|m| m.to == mail).expect("a letter");
        let at = letter.body.find("/z/").expect("a link");
        let link = letter.body[at..].split_whitespace().next().unwrap_or_default().to_owned();
        let asked = Asked { link, id: String::new() };
        w.say(&asked, NUMBER, "0", &[("value", value)]).await;
        w.app.set_day(testkit::first_day().plus_days(n));
        w.deliver(&asked).await;
        w.office = w.app.office(&w.kleve).await;
    }
    let page = w.office.get(&w.item(NUMBER)).await.is(200);
    page.shows("zusammenzählen (alle: 17)").shows("ersetzt durch den Beitrag vom 03.08.2019");
    let json = w.office.get(&format!("/api/v1{}", w.item(NUMBER))).await.is(200).json();
    let fields = json["fields"].as_array().expect("fields");
    let field = fields.iter().find(|f| f["uid"] == NUMBER).expect("the number");
    let given = field["given"].as_array().expect("given");
    let ids: Vec<&Value> = given.iter().map(|g| &g["assignment"]).collect();
    let api = format!("/api/v1{}/answers/{NUMBER}", w.item(NUMBER));
    let first = w.office.script().with("if-match", "0");
    // Named nevertheless, the older one is left out of the sum.
    first.put_json(&api, &json!({"way": "summed", "from": ids})).await.is(200);
    assert_eq!(w.agreed(NUMBER).await["value"], 17);
}

#[tokio::test]
async fn a_contribution_that_comes_after_the_answer_waits_for_the_office() {
    let w = world().await;
    let one = w.ask(1, "Jobcenter", "partners", &[TEXT]).await;
    let two = w.ask(2, "VHS", "partners", &[TEXT]).await;
    let own = [("version", "0"), ("value", "Von uns selbst")];
    w.office.post(&format!("{}/answers/{TEXT}", w.book), &own).await.is(303);
    w.app.set_day(testkit::first_day().plus_days(1));
    let office = w.app.office(&w.kleve).await;
    w.say(&two, TEXT, "0", &[("value", "Von uns selbst")]).await;
    w.deliver(&two).await;
    // It says the same: nothing new.
    office.get(&format!("{}/consolidation?state=agreed", w.book)).await.is(200).shows("1 von 2");
    w.say(&one, TEXT, "0", &[("value", "Ganz anders")]).await;
    w.deliver(&one).await;
    office.get(&format!("{}/consolidation?state=new", w.book)).await.is(200).shows("2 von 2");
    office.get(&w.book).await.is(200).shows("1 Frage wartet");
    let page = office.get(&w.item(TEXT)).await.is(200).shows("Neuer Beitrag: Er kam nach");
    page.shows("Antwort so lassen");
    w.app.set_day(testkit::first_day().plus_days(2));
    let office = w.app.office(&w.kleve).await;
    let keep = [("version", "1"), ("stored", "\"Von uns selbst\"")];
    w.agree(&office, TEXT, &keep).await.is(303);
    office.get(&format!("{}/consolidation?state=agreed", w.book)).await.is(200).shows("2 von 2");
    office.get(&w.item(TEXT)).await.is(200).hides("Neuer Beitrag").shows("Von uns selbst");
}

#[tokio::test]
async fn rows_with_nothing_but_their_given_name_are_not_stored() {
    let w = world().await;
    let asked = w.ask(1, "VHS", "partners", &["BAA-4.1"]).await;
    let rows = [["integrationskurse", "Kurs am Abend"], ["allgemein", ""], ["Lesekreis", ""]];
    let names: Vec<(String, &str)> = (1..)
        .zip(&rows)
        .flat_map(|(n, row)| {
            let cell = move |c: usize| (format!("cell-{n}-{c}"), row.get(c - 1).copied().unwrap_or_default());
            (1..=8).map(cell)
        })
        .collect();
    let cells: Vec<(&str, &str)> = names.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    w.say(&asked, "BAA-4.1", "0", &cells).await;
    w.deliver(&asked).await;
    let json = w.office.get(&format!("/api/v1{}", w.item("BAA-4.1"))).await.is(200).json();
    let given = json["fields"][0]["given"][0]["value"].as_array().expect("rows").clone();
    let said: Vec<&Value> = given.iter().map(|row| &row[0]).collect();
    assert_eq!(said, ["integrationskurse", "Lesekreis"]);
}

#[tokio::test]
async fn everything_of_one_is_taken_at_once_only_where_nothing_stands() {
    let w = world().await;
    let asked = w.ask(1, "Ausländerbehörde", "partners", &["BAA-1.1"]).await;
    for (uid, value) in [("BAA-1.1.AG", "5"), (NUMBER, "7")] {
        w.say(&asked, uid, "0", &[("value", value), ("source", "AZR")]).await;
    }
    w.deliver(&asked).await;
    let own = [("version", "0"), ("way", "own"), ("value", "9"), ("as_of", ""), ("source", "Zählung")];
    w.agree(&w.office, NUMBER, &own).await.is(303);
    let taking = format!("{}/taking", w.item(NUMBER));
    w.office.post(&taking, &[("assignment", asked.id.as_str())]).await.is(303);
    assert_eq!(w.agreed(NUMBER).await["value"], 9);
    let taken = w.agreed("BAA-1.1.AG").await;
    assert_eq!((&taken["value"], &taken["source"]), (&json!(5), &json!("AZR")));
    w.office.get(&w.item(NUMBER)).await.is(200).shows("Stelle eingetragen");
}

#[tokio::test]
async fn the_core_group_comments_asks_for_more_and_the_office_asks_again() {
    let w = world().await;
    w.told(1, "Jobcenter", "partners", TEXT, "Abendkurse").await;
    let member = w.member().await;
    member.get(&w.item(TEXT)).await.is(200).shows("Abendkurse").hides("Zusammengefasst übernehmen");
    w.agree(&member, TEXT, &[("version", "0"), ("way", "own"), ("value", "Meins")]).await.is(404);
    let threads = format!("{}/threads", w.item(TEXT));
    let id = "0190d6a4-0000-7000-8000-0000000000f1";
    let refused = member.post(&threads, &[("id", id), ("words", ""), ("missing", "Zahlen der VHS")]).await;
    refused.is(422).shows("Zahlen der VHS</textarea>");
    let fields = [("id", id), ("words", "Das reicht nicht."), ("missing", "Zahlen der VHS")];
    for _ in 0..2 {
        member.post(&threads, &fields).await.is(303);
    }
    let thread = format!("/alliances/{}/threads/{id}", w.kleve.slug);
    member.get(&thread).await.is(200).shows("Das reicht nicht.").hides("Noch einmal fragen");
    let page = w.office.get(&thread).await.is(200).shows("Noch einmal fragen").shows("mehr nötig");
    // For whom it waits, over the version that was seen.
    let people = page.text();
    let me =
        people.split("<option value=\"").nth(2).and_then(|rest| rest.split('"').next()).expect("somebody");
    let version = page.hidden("version");
    let assign = [("version", version.as_str()), ("assigned_to", me), ("missing", "Zahlen der VHS")];
    w.office.post(&thread, &assign).await.is(303);
    let late = [("version", version.as_str()), ("assigned_to", ""), ("missing", "Anderes")];
    member.post(&thread, &late).await.is(412).shows("Zahlen der VHS").shows("Anderes");
    let foreign = [("version", "9"), ("assigned_to", id), ("missing", "")];
    w.office.post(&thread, &foreign).await.is(422).shows("keine passende Rolle");
    let again = w.office.get(&format!("{}/assignments/new?thread={id}", w.book)).await.is(200);
    let again = again.shows("Zahlen der VHS</textarea>").shows("value=\"BAA-5.2\" checked");
    // Only one has answered: it is they who are asked again. Of several, none is guessed.
    again.shows("Kim Muster").shows("stelle1@x.example").shows("value=\"Jobcenter\"");
    w.told(2, "VHS", "partners", TEXT, "Samstagskurse").await;
    w.office.get(&format!("{}/assignments/new?thread={id}", w.book)).await.is(200).hides("Kim Muster");
    let list = format!("{}/threads", w.book);
    w.office.get(&list).await.is(200).shows("Das reicht nicht.");
    w.office.get(&format!("{list}?show=resolved")).await.is(200).shows("Nichts gefunden");
    member
        .post(
            &format!("{thread}/comments"),
            &[("id", "0190d6a4-0000-7000-8000-0000000000f2"), ("words", "Ich frage nach.")],
        )
        .await
        .is(303);
    w.office.post(&format!("{thread}/resolution"), &[]).await.is(303);
    w.office.get(&list).await.is(200).shows("Nichts gefunden");
    w.office.get(&format!("{list}?show=resolved&q=nach")).await.is(200).shows("Ich frage nach.");
    w.office.post(&format!("{thread}/resolution"), &[("open", "1")]).await.is(303);
    w.office.get(&w.book).await.is(200).shows("1 offen");
    let contributor = w.app.person(Role::Contributor, Some(&w.kleve)).await;
    contributor.get(&thread).await.is(404);
    contributor.get(&w.item(TEXT)).await.is(404);
}

#[tokio::test]
async fn a_comment_is_erased_by_its_author_or_the_office_and_a_person_is_found_in_it() {
    let w = world().await;
    let member = w.member().await;
    let id = "0190d6a4-0000-7000-8000-0000000000f1";
    let fields =
        [("id", id), ("words", "Frau Wolkenstein sagt nein."), ("missing", "Herr Regenbogen fragen")];
    member.post(&format!("{}/threads", w.item(TEXT)), &fields).await.is(303);
    let thread = format!("/alliances/{}/threads/{id}", w.kleve.slug);
    let page = member.get(&thread).await.is(200).text();
    let at =
        page.find("/erasure").map(|end| page[..end].rfind("action=\"").map(|s| page[s + 8..end].to_owned()));
    let erasure = format!("{}/erasure", at.flatten().expect("the author may erase"));
    let (search, sought) =
        (format!("/alliances/{}/person-search", w.kleve.slug), [("person", "wolkenstein")]);
    w.office.post(&search, &sought).await.is(200).shows(&thread);
    let other = w.member().await;
    other.post(&erasure, &[]).await.is(409).shows("nur, wer ihn geschrieben hat");
    other.get(&thread).await.is(200).shows("Frau Wolkenstein");
    w.office.post(&erasure, &[]).await.is(303);
    member.get(&thread).await.is(200).hides("Wolkenstein").shows("Der Text wurde gelöscht.");
    w.office.post(&search, &sought).await.is(200).hides(&thread);
    // What was missing is free text as well: its earlier values go with their key.
    w.office.post(&thread, &[("version", "2"), ("assigned_to", ""), ("missing", "")]).await.is(303);
    let row: uuid::Uuid = id.parse().expect("an id");
    let permit = w.app.permit::<EditAlliance>(Some(&w.kleve));
    let read = async || {
        let mut db = w.app.db().read(&permit).await.expect("a reader");
        db.history(&permit, row, 50).await.expect("read")
    };
    assert!(read().await.iter().any(|e| e.before.as_deref() == Some("Herr Regenbogen fragen")));
    let erase = format!("/alliances/{}/histories/{id}/erasure", w.kleve.slug);
    w.office.get(&thread).await.is(200).shows("/histories/");
    let back = w.office.post(&erase, &[("reason", "request")]).await.is(303).location();
    assert!(back.starts_with(&thread), "{back}");
    assert!(read().await.iter().all(|e| e.erased));
}

#[tokio::test]
async fn a_finding_becomes_a_task_that_somebody_does_by_a_day() {
    let mut w = world().await;
    let thread = "0190d6a4-0000-7000-8000-0000000000f1";
    let said = [("id", thread), ("words", "Es fehlen Kurse."), ("missing", "")];
    w.office.post(&format!("{}/threads", w.item(TEXT)), &said).await.is(303);
    let tasks = format!("/alliances/{}/tasks", w.kleve.slug);
    w.office.get(&tasks).await.is(200).shows("Noch keine Aufgabe");
    let form = w.office.get(&format!("{tasks}/new?thread={thread}")).await.is(200);
    let form = form.shows("Zu: 5.2 Was fehlt an schulischen Angeboten?").shows("Es fehlen Kurse.</textarea>");
    let text = form.text();
    let at = text.find("value=\"p:").expect("a person");
    let person = text[at + 7..].split('"').next().expect("its end");
    let id = "0190d6a4-0000-7000-8000-0000000000e1";
    let mut fields =
        vec![("id", id), ("thread", thread), ("title", ""), ("goal", "Zwei Kurse"), ("due_on", "2019-09-01")];
    w.office
        .post(&tasks, &fields)
        .await
        .is(422)
        .shows("eine Person oder eine Organisation")
        .shows("Zwei Kurse");
    fields.retain(|(name, _)| *name != "title");
    fields.extend([("title", "Abendkurse einrichten"), ("responsible", person)]);
    for _ in 0..2 {
        w.office.post(&tasks, &fields).await.is(303);
    }
    let task = format!("{tasks}/{id}");
    let page =
        w.office.get(&task).await.is(200).shows("01.09.2019").shows("Zwei Kurse").shows("Was fehlt an");
    page.shows(&format!("/threads/{thread}")).shows("angelegt").hides("– →");
    w.app.set_day("2019-09-02".parse().expect("a day"));
    w.office = w.app.office(&w.kleve).await;
    w.office
        .get(&format!("{tasks}?show=overdue"))
        .await
        .is(200)
        .shows("Abendkurse einrichten")
        .shows("überfällig");
    let change = |version: &'static str, state: &'static str, reason: &'static str| {
        let all = [("version", version), ("title", "Abendkurse einrichten"), ("goal", "Zwei Kurse")];
        let rest =
            [("responsible", person), ("due_on", "2019-09-01"), ("state", state), ("state_reason", reason)];
        all.into_iter().chain(rest).collect::<Vec<_>>()
    };
    w.office.post(&task, &change("1", "dropped", "")).await.is(422).shows("Bitte begründen Sie");
    w.office.post(&task, &change("1", "done", "")).await.is(303);
    w.office
        .post(&task, &change("1", "dropped", "Kein Geld"))
        .await
        .is(412)
        .shows("verworfen")
        .shows("Kein Geld");
    w.office.get(&task).await.is(200).shows("Stand: offen → erledigt");
    w.office.get(&tasks).await.is(200).shows("Nichts gefunden");
    w.office.get(&format!("{tasks}?show=all")).await.is(200).shows("Abendkurse einrichten");
    w.office.get(&format!("{tasks}?show=done&q=abend")).await.is(200).shows("Abendkurse einrichten");
    let lead = w.app.person(Role::BoardLead, Some(&w.kleve)).await;
    lead.get(&task).await.is(200).hides("Aufgabe ändern").hides(&format!("/threads/{thread}"));
    lead.post(&task, &change("2", "open", "")).await.is(404);
    let listed = w.office.get(&format!("/api/v1{tasks}")).await.is(200).json();
    assert_eq!(
        (&listed["items"][0]["state"], &listed["items"][0]["thread_id"]),
        (&json!("done"), &json!(thread))
    );
}

#[tokio::test]
async fn views_are_laid_over_each_other() {
    let w = world().await;
    w.told(1, "Flüchtlingsrat", "refugees", "BAA-4.2", "ja").await;
    w.told(2, "Ehrenamtskreis", "volunteers", "BAA-4.2", "ja").await;
    w.told(3, "Kerngruppe", "core_group", "BAA-4.2", "nein").await;
    let page = w.member().await.get(&w.item("BAA-4.2")).await.is(200);
    let page = page.shows("Die Sichten gehen auseinander").shows("Junge Geflüchtete (1 Antwort)");
    page.shows("bei 2 von 3 Sichten genannt").shows("<svg class=\"dots\"");
    let section = w.office.get(&format!("{}/consolidation/sections/BAA-IV", w.book)).await.is(200);
    section.shows("4.2 Gibt es Sprachförderung").shows("bei 1 von 3 Sichten genannt");
    w.office
        .get(&format!("{}/consolidation/sections/BAA-II", w.book))
        .await
        .is(200)
        .shows("Noch nichts zu vergleichen");
    w.office.get(&format!("{}/consolidation/sections/BAA-X", w.book)).await.is(404);
}

#[tokio::test]
async fn programs_read_and_agree_by_the_same_rules() {
    let w = world().await;
    let one = w.told(1, "Jobcenter", "partners", TEXT, "Abendkurse").await;
    let list = w.office.get(&format!("/api/v1{}/consolidation", w.book)).await.is(200).json();
    assert_eq!((&list["items"][0]["item"], &list["items"][0]["state"]), (&json!(TEXT), &json!("ready")));
    let at = format!("/api/v1{}", w.item(TEXT));
    let item = w.office.get(&at).await.is(200).json();
    assert_eq!(item["fields"][0]["given"][0]["value"], "Abendkurse");
    let to = format!("{at}/answers/{TEXT}");
    let body = json!({"way": "taken", "from": [one.id]});
    w.office.script().put_json(&to, &body).await.is(400);
    let agreed = w.office.script().with("if-match", "0").put_json(&to, &body).await.is(200).json();
    assert_eq!((&agreed["value"], &agreed["version"]), (&json!("Abendkurse"), &json!(1)));
    assert_eq!(agreed["provenance"]["parts"][0]["assignment"], one.id);
    let other = json!({"way": "own", "value": "Anders"});
    w.office.script().with("if-match", "0").put_json(&to, &other).await.is(412);
    let unfit = json!({"way": "summed", "from": [one.id]});
    w.office.script().with("if-match", "1").put_json(&to, &unfit).await.is(422);
}
