//! Handing questions out and answering them by personal link, through requests.

use crate::waves::letters;
use base::{Alliance, ContactId, Day, EditOrganisations, OrganisationId, RunJobs};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::Mail;
use testkit::{Answer, Client, TestApp};
use workbooks::assignments::{self, Post};
use workbooks::instruments::catalogue;

const AID: &str = "bedarfsanalyse";
const FORM: &str = "0190d6a4-0000-7000-8000-0000000000a1";

struct World {
    app: TestApp,
    kleve: Alliance,
    office: Client,
    list: String,
}

async fn world() -> World {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let list = format!("/alliances/{}/workbooks/{AID}/assignments", kleve.slug);
    World { app, kleve, office, list }
}

/// Fields of a form that asks one person who does not stand in the directory.
fn asked<'a>(form: &'a str, items: &[&'a str], due: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = items.iter().map(|item| ("items", *item)).collect();
    fields.extend([
        ("id", form),
        ("free_name_1", "Kim Muster"),
        ("free_email_1", "kim@bk.example"),
        ("free_organisation_1", "Berufskolleg Kleve"),
        ("free_school_1", "190123"),
        ("voice", "partners"),
        ("due_on", due),
        ("why", "Damit niemand zweimal fragt."),
        ("remind_days", "3"),
    ]);
    fields
}

fn link_of(mail: &Mail) -> String {
    let at = mail.body.find("/z/").unwrap_or_else(|| panic!("no link: {}", mail.body));
    mail.body[at..].split_whitespace().next().unwrap_or_default().to_owned()
}

async fn letters_to(app: &TestApp, to: &str) -> Vec<Mail> {
    let mut found = letters(app).await;
    found.retain(|mail| mail.to == to);
    found
}

impl World {
    /// Hands these questions out to Kim until then; answers the link.
    async fn hand_out(&self, items: &[&str], due: &str) -> String {
        self.office.post(&self.list, &asked(FORM, items, due)).await.is(303);
        link_of(&letters_to(&self.app, "kim@bk.example").await[0])
    }
    /// The office, signed in anew on a later day.
    async fn on(&mut self, date: &str) {
        self.app.set_day(day(date));
        self.office = self.app.office(&self.kleve).await;
    }
    /// The page of the only assignment.
    async fn page(&self) -> String {
        let items = self.office.get(&format!("/api/v1{}", self.list)).await.is(200).json();
        let id = items["items"][0]["id"].as_str().expect("an assignment").to_owned();
        format!("/alliances/{}/assignments/{id}", self.kleve.slug)
    }
    async fn state(&self) -> Value {
        let page = self.page().await;
        self.office.get(&format!("/api/v1{page}")).await.is(200).json()
    }
    async fn save(&self, link: &str, uid: &str, version: &str, value: &str) -> Answer {
        let visitor = self.app.visitor().script();
        visitor.post(&format!("{link}/answers/{uid}"), &[("version", version), ("value", value)]).await
    }
    async fn remind(&self) -> usize {
        let permit = self.app.permit::<RunJobs>(None);
        assignments::remind(self.app.db(), &permit, Post::of(&self.app.app)).await.expect("reminded")
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[tokio::test]
async fn the_office_hands_questions_out_and_the_letter_says_what_why_and_by_when() {
    let w = world().await;
    w.office.get(&w.list).await.is(200).shows("Noch niemand gefragt");
    let form = w.office.get(&format!("{}/new", w.list)).await.is(200);
    form.shows("4.2 Gibt es Sprachförderung").shows("ganzer Abschnitt").shows("Wessen Sicht?");
    let wrong = [("id", FORM), ("due_on", "2019-07-30"), ("remind_days", "x"), ("voice", "partners")];
    let refused = w.office.post(&w.list, &wrong).await.is(422);
    let refused = refused.shows("mindestens eine Frage").shows("mindestens eine Person");
    refused.shows("Der Tag ist schon vorbei").shows("Bitte nennen Sie den Grund.").shows("von 0 bis 60");
    for _ in 0..2 {
        w.office.post(&w.list, &asked(FORM, &["BAA-IV", "BAA-5.2"], "2019-08-20")).await.is(303);
    }
    let sent = letters_to(&w.app, "kim@bk.example").await;
    assert_eq!(sent.len(), 1, "a double click asks once");
    for words in
        ["bis zum 20.08.2019", "Damit niemand zweimal fragt.", "- 5.2 Was fehlt", "- 4.1 ", "kein Konto"]
    {
        assert!(sent[0].body.contains(words), "{words}: {}", sent[0].body);
    }
    assert!(!sent[0].body.contains("- 1.1 "), "{}", sent[0].body);
    let list = w.office.get(&w.list).await.is(200);
    list.shows("Berufskolleg Kleve").shows("gefragt").shows("20.08.2019").shows("4.1, 4.2").shows("5.2");
    w.office.get(&format!("{}?q=volkshochschule", w.list)).await.is(200).shows("Nichts gefunden");
    w.office.get(&format!("{}?state=asked&q=kim", w.list)).await.is(200).shows("Berufskolleg Kleve");
    let board = w.office.get(&format!("/alliances/{}/due", w.kleve.slug)).await.is(200);
    board.shows("Berufskolleg Kleve").shows("gefragt").hides("Kim Muster");
    let member = w.app.person(base::Role::CoreGroupMember, Some(&w.kleve)).await;
    member.get(&w.list).await.is(404);
    member.get(&format!("/alliances/{}/due", w.kleve.slug)).await.is(200).hides("Kim Muster");
}

#[tokio::test]
async fn somebody_answers_by_link_without_an_account_and_delivers() {
    let w = world().await;
    let link = w.hand_out(&["BAA-4.2.1", "BAA-5.2"], "2019-08-20").await;
    let visitor = w.app.visitor();
    let start = visitor.get(&link).await.is(200);
    let start = start.shows("Bitte bis zum 20.08.2019").shows("Damit niemand zweimal fragt.");
    start.shows("0 von 2 Fragen").hides("Abgeben</button>").hides("1.1 ");
    // A mail scanner has followed the link: that opens nothing.
    assert_eq!(w.state().await["state"], "asked");
    let first = visitor.post(&format!("{link}/start"), &[]).await.is(303).location();
    assert_eq!(w.state().await["state"], "opened");
    let item = visitor.get(&first).await.is(200);
    item.shows("Welche flexiblen Formate").shows("data-autosave").shows("Frage 1 von 2").hides("Weiß meist");
    let saved = w.save(&link, "BAA-4.2.1", "0", "Abendkurse").await.is(200).json();
    assert_eq!(saved, json!({"version": 1, "saved_at": "12:00"}));
    assert_eq!(w.state().await["state"], "begun");
    // Without the script: back to the question.
    let plain = [("version", "0"), ("value", "Kurse am Samstag")];
    let to = visitor.post(&format!("{link}/answers/BAA-5.2"), &plain).await.is(303).location();
    assert_eq!(to, format!("{link}/items/BAA-5.2#f-BAA-5.2"));
    visitor.get(&format!("{link}/items/BAA-5.2")).await.is(200).shows("Kurse am Samstag</textarea>");
    visitor.post(&format!("{link}/delivery"), &[]).await.is(303);
    let state = w.state().await;
    assert_eq!(state["state"], "delivered");
    assert_eq!(state["entered"].as_array().map(Vec::len), Some(2));
    assert_eq!(w.save(&link, "BAA-5.2", "1", "Zu spät").await.is(409).status, 409);
    visitor.get(&link).await.is(200).shows("Ihre Antworten abgegeben").shows("Doch noch etwas ändern");
    visitor.post(&format!("{link}/reopening"), &[]).await.is(303);
    w.save(&link, "BAA-5.2", "1", "Doch noch").await.is(200);
    let page = w.office.get(&w.page().await).await.is(200);
    page.shows("Abendkurse").shows("Doch noch").shows("Kim Muster");
    // The agreed answers stand as they stood.
    let aid = format!("/api/v1/alliances/{}/workbooks/{AID}/answers/BAA-5.2", w.kleve.slug);
    assert_eq!(w.office.get(&aid).await.is(200).json()["value"], Value::Null);
}

#[tokio::test]
async fn two_tabs_of_one_link_meet_a_choice_and_no_lost_answer() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    w.save(&link, "BAA-5.2", "0", "Aus dem ersten Fenster").await.is(200);
    w.save(&link, "BAA-5.2", "0", "Aus dem zweiten").await.is(412);
    let fields = [("version", "0"), ("value", "Aus dem zweiten")];
    let choice = w.app.visitor().post(&format!("{link}/answers/BAA-5.2"), &fields).await.is(412);
    let choice = choice.shows("Aus dem ersten Fenster").shows("Aus dem zweiten").hides("Kim Muster");
    let (version, mine) = (choice.hidden("version"), "\"Aus dem zweiten\"");
    let fields = [("version", version.as_str()), ("stored", mine)];
    w.app.visitor().post(&format!("{link}/answers/BAA-5.2"), &fields).await.is(303);
    assert_eq!(w.state().await["entered"][0]["value"], "Aus dem zweiten");
}

#[tokio::test]
async fn a_number_carries_its_day_and_source_and_wrong_ones_stand_at_the_field() {
    let w = world().await;
    let link = w.hand_out(&["BAA-1.1"], "2019-08-20").await;
    let aid = catalogue().latest(AID).expect("the aid");
    let item = aid.item("BAA-1.1").expect("a question");
    let field = aid.figure_fields().map(|(f, _)| f).find(|f| f.item == item.uid).expect("a number");
    let at = format!("{link}/answers/{}", field.uid);
    let page = w.app.visitor().get(&format!("{link}/items/BAA-1.1")).await.is(200);
    page.shows("Stand").shows("Quelle");
    let fields = |as_of| [("version", "0"), ("value", "1.250"), ("as_of", as_of), ("source", "AZR")];
    let refused = w.app.visitor().post(&at, &fields("2019-08-01")).await.is(422);
    refused.shows("Stand liegt in der Zukunft").shows("value=\"1.250\"").shows("value=\"AZR\"");
    w.app.visitor().post(&at, &fields("2019-06-30")).await.is(303);
    let entered = w.state().await["entered"][0].clone();
    assert_eq!(
        (&entered["value"], &entered["as_of"], &entered["source"]),
        (&json!(1250), &json!("2019-06-30"), &json!("AZR"))
    );
    w.office.get(&w.page().await).await.is(200).shows("Stand 30.06.2019, AZR");
}

#[tokio::test]
async fn delivering_asks_once_where_something_is_open_and_then_shows_what_was_said() {
    let w = world().await;
    let link = w.hand_out(&["BAA-4.2.1", "BAA-5.2"], "2019-08-20").await;
    w.save(&link, "BAA-5.2", "0", "Kurse am Samstag").await.is(200);
    let visitor = w.app.visitor();
    visitor.get(&link).await.is(200).shows("<strong>1 von 2 Fragen beantwortet</strong>");
    let sure = visitor.post(&format!("{link}/delivery"), &[]).await.is(200);
    let sure = sure.shows("1 von 2 Fragen beantwortet").shows("Welche flexiblen Formate");
    sure.shows("Trotzdem abgeben").shows("name=\"sure\"");
    assert_eq!(w.state().await["state"], "begun", "nothing is delivered yet");
    let done = visitor.post(&format!("{link}/delivery"), &[("sure", "1")]).await.is(303).location();
    assert_eq!(w.state().await["state"], "delivered");
    let page = visitor.get(&done).await.is(200).shows("Ihre Antworten").shows("Kurse am Samstag");
    let page = page.hides("Sie brauchen kein Konto").hides("Damit niemand zweimal fragt.");
    assert_eq!(page.text().matches("Vielen Dank").count(), 1);
}

#[tokio::test]
async fn a_revoked_link_stops_with_the_next_request() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    w.save(&link, "BAA-5.2", "0", "Vorher").await.is(200);
    let page = w.page().await;
    w.office.post(&format!("{page}/reminder"), &[]).await.is(303);
    let second = link_of(&letters_to(&w.app, "kim@bk.example").await[0]);
    assert_ne!(second, link, "each letter has a token of its own");
    for good in [&link, &second] {
        w.app.visitor().get(good).await.is(200);
    }
    w.office.post(&format!("{page}/links/revocation"), &[]).await.is(303);
    for over in [&link, &second] {
        w.app.visitor().get(over).await.is(404).shows("Dieser Link gilt nicht mehr").hides("Vorher");
        w.office.get(over).await.is(404);
        w.app.visitor().post(&format!("{over}/delivery"), &[]).await.is(404);
        let told = w.save(over, "BAA-5.2", "1", "Nachher").await.is(404).json();
        let message = told["message"].as_str().unwrap_or_default();
        assert!(message.starts_with("Dieser Link gilt nicht mehr"), "{message}");
        assert!(message.contains("Ihre letzte Eingabe ist nicht gespeichert."), "{message}");
    }
    assert_eq!(w.state().await["entered"][0]["value"], "Vorher");
    w.office.post(&format!("{page}/reminder"), &[]).await.is(409).shows("keinen gültigen Link");
    // A new link opens what was entered.
    let to = [("name", "Kim Muster"), ("email", "kim@bk.example")];
    w.office.post(&format!("{page}/links"), &to).await.is(303);
    let third = link_of(&letters_to(&w.app, "kim@bk.example").await[0]);
    w.app.visitor().get(&format!("{third}/items/BAA-5.2")).await.is(200).shows("Vorher</textarea>");
}

/// What the office and the holder do about a link, in any order.
#[derive(Clone, Copy, Debug)]
enum Step {
    Answer,
    Remind,
    Revoke,
    Renew,
}

/// Whatever happened before: a link of a letter opens and takes answers until it is revoked
/// or another takes its place, and nothing from the very next request on.
#[test]
fn a_link_that_ended_stops_with_the_next_request_whatever_came_before() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let w = runtime.block_on(world());
    let first = runtime.block_on(w.hand_out(&["BAA-5.2"], "2019-08-20"));
    let page = runtime.block_on(w.page());
    // Link, and whether it is good: one run goes on where the last one ended.
    let links = std::cell::RefCell::new(vec![(first, true)]);
    let steps = [Step::Answer, Step::Remind, Step::Revoke, Step::Renew];
    let steps = proptest::collection::vec(proptest::sample::select(steps.to_vec()), 1..8);
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(steps in steps)| {
        let mut links = links.borrow_mut();
        runtime.block_on(async {
            for step in steps {
                let good = links.iter().any(|(_, good)| *good);
                match step {
                    Step::Answer => {
                        let Some((link, _)) = links.iter().find(|(_, good)| *good) else { continue };
                        let version = w.state().await["entered"][0]["version"].as_i64().unwrap_or(0).to_string();
                        w.save(link, "BAA-5.2", &version, "Abendkurse").await.is(200);
                    }
                    Step::Remind if !good => {
                        w.office.post(&format!("{page}/reminder"), &[]).await.is(409);
                    }
                    Step::Remind => {
                        w.office.post(&format!("{page}/reminder"), &[]).await.is(303);
                        links.push((link_of(&letters_to(&w.app, "kim@bk.example").await[0]), true));
                    }
                    Step::Revoke => {
                        w.office.post(&format!("{page}/links/revocation"), &[]).await.is(303);
                        for (_, good) in &mut *links {
                            *good = false;
                        }
                    }
                    Step::Renew => {
                        let to = [("name", "Kim Muster"), ("email", "kim@bk.example")];
                        w.office.post(&format!("{page}/links"), &to).await.is(303);
                        for (_, good) in &mut *links {
                            *good = false;
                        }
                        links.push((link_of(&letters_to(&w.app, "kim@bk.example").await[0]), true));
                    }
                }
                for (link, good) in &*links {
                    let status = w.app.visitor().get(link).await.status;
                    assert_eq!(status.as_u16(), if *good { 200 } else { 404 }, "after {step:?}");
                    if !good {
                        w.save(link, "BAA-5.2", "0", "Zu spät").await.is(404);
                    }
                }
            }
        });
        // The last few are enough to look back on.
        let past = links.len().saturating_sub(4);
        links.drain(..past);
    });
    assert_ne!(runtime.block_on(w.state())["entered"][0]["value"], "Zu spät");
}

#[tokio::test]
async fn a_link_ends_a_month_after_the_last_day_and_not_before_midnight_in_berlin() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    let last = day("2019-09-19");
    w.app.clock.set(last.end().plus_seconds(-1));
    w.app.visitor().get(&link).await.is(200).shows("Ihre Antwort hilft trotzdem");
    w.app.clock.set(last.end());
    w.app.visitor().get(&link).await.is(404);
}

#[tokio::test]
async fn passing_on_ends_the_old_link_and_keeps_what_was_entered() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    w.save(&link, "BAA-5.2", "0", "Schon da").await.is(200);
    let at = format!("{link}/passing-on");
    let wrong = [("pass_name", ""), ("pass_email", "alex")];
    w.app.visitor().post(&at, &wrong).await.is(422).shows("Bitte nennen Sie einen Namen.");
    let to = [("pass_name", "Alex Beispiel"), ("pass_email", "alex@bk.example")];
    w.app.visitor().post(&at, &to).await.is(200).shows("Weitergegeben");
    w.app.visitor().get(&link).await.is(404);
    w.app.visitor().post(&at, &to).await.is(404);
    let sent = letters_to(&w.app, "alex@bk.example").await;
    assert_eq!(sent.len(), 1);
    assert!(!sent[0].body.contains("Kim Muster"), "{}", sent[0].body);
    let item = w.app.visitor().get(&format!("{}/items/BAA-5.2", link_of(&sent[0]))).await.is(200);
    item.shows("Schon da</textarea>").hides("Kim Muster");
    w.office
        .get(&w.page().await)
        .await
        .is(200)
        .shows("Alex Beispiel")
        .shows("Kim Muster")
        .shows("Beendet am");
}

#[tokio::test]
async fn declining_suggesting_and_asking_for_more_time_reach_the_office() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    let visitor = w.app.visitor();
    visitor.get(&format!("{link}/other")).await.is(200).shows("Fragen Sie lieber jemand anderen");
    let hint = [
        ("hint_name", "Robin Probe"),
        ("hint_email", "robin@vhs.example"),
        ("hint_words", "Leitet die Kurse"),
    ];
    visitor.post(&format!("{link}/suggestion"), &hint).await.is(303);
    let early = [("wanted", "2019-08-20"), ("time_reason", "Ferien")];
    visitor
        .post(&format!("{link}/extension"), &early)
        .await
        .is(422)
        .shows("nach dem jetzigen letzten Tag")
        .shows("Ferien");
    let wish = [("wanted", "2019-09-10"), ("time_reason", "Sommerferien")];
    visitor.post(&format!("{link}/extension"), &wish).await.is(303);
    visitor.post(&format!("{link}/extension"), &wish).await.is(409);
    let page = w.page().await;
    let shown = w.office.get(&page).await.is(200).shows("Robin Probe").shows("Leitet die Kurse");
    let version = shown.shows("Sommerferien").hidden("version");
    let board = w.office.get(&format!("/alliances/{}/due", w.kleve.slug)).await.is(200);
    board.shows("bittet um mehr Zeit").shows("möchte Zeit bis 10.09.2019");
    let told: Vec<_> =
        letters(&w.app).await.into_iter().filter(|m| m.subject.contains("Bitte um mehr Zeit")).collect();
    assert!(told.iter().all(|m| m.body.contains("Sommerferien")) && !told.is_empty());
    assert!(
        letters(&w.app).await.iter().all(|m| !m.body.contains("Robin Probe")),
        "the hint stays on its page"
    );
    let grant = [("version", version.as_str()), ("due_on", "2019-09-10"), ("due_reason", "Gern")];
    w.office.post(&format!("{page}/deadline"), &grant).await.is(303);
    w.office.post(&format!("{page}/deadline"), &grant).await.is(412);
    visitor
        .get(&link)
        .await
        .is(200)
        .shows("Bitte bis zum 10.09.2019")
        .shows("Sie haben Zeit bis zum 10.09.2019");
    let again = [("wanted", "2019-10-10"), ("time_reason", "Noch mehr")];
    visitor.post(&format!("{link}/extension"), &again).await.is(303);
    w.office.post(&format!("{page}/extension/refusal"), &[("answer_reason", "")]).await.is(422);
    w.office
        .post(&format!("{page}/extension/refusal"), &[("answer_reason", "Der Bericht eilt")])
        .await
        .is(303);
    visitor.get(&link).await.is(200).shows("Der Bericht eilt");
    visitor.post(&format!("{link}/refusal"), &[("refusal_reason", "")]).await.is(422);
    visitor.post(&format!("{link}/refusal"), &[("refusal_reason", "Keine Zeit")]).await.is(303);
    assert_eq!(w.state().await["state"], "declined");
    w.office.get(&page).await.is(200).shows("Grund: Keine Zeit").shows("Gewährt bis zum 10.09.2019. Gern");
    visitor.get(&link).await.is(200).shows("Sie haben die Bitte abgelehnt.");
}

#[tokio::test]
async fn whoever_declined_is_asked_again_with_the_same_person_questions_and_words() {
    let mut w = world().await;
    let link = w.hand_out(&["BAA-4.2.1", "BAA-5.2"], "2019-08-20").await;
    let page = w.page().await;
    let again = |page: &Answer| {
        let text = page.text();
        let addresses = text.split("href=\"").filter_map(|part| part.split('"').next());
        let mut again = addresses.filter(|to| to.contains("/new?assignment=") && !to.contains("hint="));
        again.next().map(str::to_owned)
    };
    assert_eq!(again(&w.office.get(&page).await.is(200)), None, "an answer is still awaited");
    let hint = [("hint_name", "Robin Probe"), ("hint_email", "robin@vhs.example"), ("hint_words", "")];
    let visitor = w.app.visitor();
    visitor.post(&format!("{link}/suggestion"), &hint).await.is(303);
    visitor.post(&format!("{link}/refusal"), &[("refusal_reason", "Keine Zeit")]).await.is(303);
    let shown = w.office.get(&page).await.is(200).shows("Noch einmal fragen").shows("Diese Person fragen");
    let new = again(&shown).expect("a way to ask again");
    assert!(!new.contains("kim") && !new.contains('@'), "{new}");
    let form = w.office.get(&new).await.is(200).shows("Übernommen aus der Anfrage vom 31.07.2019");
    let form = form.shows("<ul><li>4.2.1 ").shows("<li>5.2 Was fehlt");
    let form = form.shows("value=\"Kim Muster\"").shows("value=\"kim@bk.example\"");
    let form = form.shows("value=\"Berufskolleg Kleve\"").shows("value=\"190123\"");
    let form = form.shows("value=\"BAA-4.2.1\" checked").shows("value=\"BAA-5.2\" checked");
    assert_eq!(form.text().matches("name=\"items\"").count() - 2, unchecked(&form, "items"));
    form.shows("Damit niemand zweimal fragt.</textarea>").hides("2019-08-20");
    // The person the hint names, asked the same.
    let text = shown.text();
    let other = text.split("href=\"").find(|part| part.contains("hint=")).expect("a way to ask them");
    let other = other.split('"').next().expect("an address").replace("&#38;", "&").replace("&amp;", "&");
    let form = w.office.get(&other).await.is(200).shows("value=\"Robin Probe\"");
    form.shows("value=\"robin@vhs.example\"").shows("value=\"BAA-5.2\" checked").hides("Kim Muster");
    // Another alliance, another working aid: no such request.
    let wesel = w.app.alliance("05170").await;
    let foreign = new.replace(&w.kleve.slug, &wesel.slug);
    w.app.office(&wesel).await.get(&foreign).await.is(404);
    w.office.get(&new.replace(AID, "strukturen")).await.is(404);
    // A link that ran out is asked again as well.
    w.office.post(&w.list, &asked("0190d6a4-0000-7000-8000-0000000000a2", &["BAA-5.2"], "2019-08-20")).await;
    w.on("2019-10-01").await;
    let all = w.office.get(&format!("/api/v1{}", w.list)).await.is(200).json();
    for one in all["items"].as_array().expect("both") {
        let page = format!("/alliances/{}/assignments/{}", w.kleve.slug, one["id"].as_str().expect("an id"));
        w.office.get(&page).await.is(200).shows("Noch einmal fragen");
    }
}

fn unchecked(page: &Answer, name: &str) -> usize {
    let text = page.text();
    let inputs = text.split("<input ").filter(|input| input.contains(&format!("name=\"{name}\"")));
    inputs.filter(|input| !input.split('>').next().unwrap_or_default().contains(" checked")).count()
}

#[tokio::test]
async fn what_is_wrong_with_somebody_typed_in_names_them_at_the_field_and_on_top() {
    let w = world().await;
    let mut fields = asked(FORM, &["BAA-5.2"], "2019-08-20");
    fields.extend([
        ("free_name_2", "Robin Probe"),
        ("free_email_2", "robin"),
        ("free_school_2", "19"),
        ("free_organisation_3", "Volkshochschule"),
        ("free_email_3", "kim@bk.example"),
    ]);
    let page = w.office.post(&w.list, &fields).await.is(422);
    for (field, message) in [
        (
            "free_email_2",
            "Person 2: Das ist keine vollständige E-Mail-Adresse, zum Beispiel name@stelle.example.",
        ),
        ("free_school_2", "Person 2: Eine Schulnummer hat sechs Ziffern, zum Beispiel 190123."),
        ("free_name_3", "Person 3: Bitte nennen Sie einen Namen."),
        ("free_email_3", "Person 3: Diese E-Mail-Adresse steht zweimal da."),
    ] {
        let text = page.text();
        assert!(text.contains(&format!("<a href=\"#f-{field}\">{message}</a>")), "{field}: {text}");
        assert!(
            text.contains(&format!("<p class=\"field__error\" id=\"e-{field}\">{message}</p>")),
            "{field}"
        );
        assert!(text.contains(&format!("id=\"f-{field}\"")), "{field}");
    }
    let page = page.hides("Person 1:").shows("<details class=\"guidance\" open>");
    let page = page.shows("value=\"robin\"").shows("value=\"19\"").shows("value=\"Volkshochschule\"");
    page.shows("value=\"BAA-5.2\" checked").shows("Damit niemand zweimal fragt.</textarea>");
    let draft = json!({
        "items": ["BAA-5.2"], "why": "Weil", "due_on": "2019-08-20", "remind_days": 3,
        "recipients": [{"name": "Kim", "email": "kim@bk.example"}, {"name": "Robin", "email": "robin"}],
    });
    let refused = w.office.post_json(&format!("/api/v1{}", w.list), &draft).await.is(422);
    refused.shows("Person 2: Das ist keine vollständige E-Mail-Adresse, zum Beispiel name@stelle.example.");
    assert!(letters_to(&w.app, "kim@bk.example").await.is_empty(), "nobody is asked");
}

#[tokio::test]
async fn what_was_declined_and_whom_to_ask_instead_stands_on_the_board_until_somebody_is_asked() {
    let mut w = world().await;
    let link = w.hand_out(&["BAA-4.2.1", "BAA-5.2"], "2019-08-20").await;
    let board = format!("/alliances/{}/due", w.kleve.slug);
    let visitor = w.app.visitor();
    let hint = [("hint_name", "Robin Probe"), ("hint_email", "robin@vhs.example"), ("hint_words", "")];
    visitor.post(&format!("{link}/suggestion"), &hint).await.is(303);
    let page = w.page().await;
    let member = w.app.person(base::Role::CoreGroupMember, Some(&w.kleve)).await;
    let shown = w.office.get(&board).await.is(200).shows("gefragt").hides("Robin Probe");
    shown.shows("Hinweis lesen und die genannte Person fragen").shows(&format!("href=\"{page}\""));
    visitor.post(&format!("{link}/refusal"), &[("refusal_reason", "Keine Zeit")]).await.is(303);
    let shown = w.office.get(&board).await.is(200).shows("abgelehnt: 1").shows("Berufskolleg Kleve");
    let id = page.rsplit('/').next().expect("an id");
    let again = format!("{}/new?assignment={id}", w.list);
    shown.shows("Noch einmal oder jemand anderen fragen").shows(&again).hides("Keine Zeit");
    // Others wait for nothing any more, and cannot ask.
    member.get(&board).await.is(200).hides("abgelehnt: ").hides("/new?assignment");
    // Asked of somebody for a part only, it stays; for all of it, it goes, here and on the start page.
    w.on("2019-08-01").await;
    let home = format!("/alliances/{}", w.kleve.slug);
    let ask = async |form: &str, item: &str| {
        let mut fields = asked(form, &[item], "2019-08-20");
        fields.push(("acknowledged", "1"));
        w.office.post(&w.list, &fields).await.is(303);
    };
    ask("0190d6a4-0000-7000-8000-0000000000a2", "BAA-5.2").await;
    w.office.get(&board).await.is(200).shows("abgelehnt: 1");
    w.office.get(&home).await.is(200).shows("Absage");
    ask("0190d6a4-0000-7000-8000-0000000000a3", "BAA-4.2.1").await;
    w.office.get(&board).await.is(200).hides("abgelehnt: ").shows("gefragt: 2");
    w.office.get(&home).await.is(200).hides("Absage");
}

#[tokio::test]
async fn sums_and_remarks_stand_on_a_links_page_and_follow_each_save() {
    let w = world().await;
    let link = w.hand_out(&["BAA-1.15", "BAA-1.13", "BAA-4.1"], "2019-08-20").await;
    w.app.visitor().post(&format!("{link}/start"), &[]).await.is(303);
    w.save(&link, "BAA-1.13", "0", "17").await.is(200);
    w.save(&link, "BAA-1.15.kind_0_2", "0", "5").await.is(200);
    let told = w.save(&link, "BAA-1.15.kind_3_5", "0", "4").await.is(200).json();
    let open = "2 von 4 Angaben liegen vor, es fehlen 8.";
    assert_eq!(told["beside"]["hints"], json!({"BAA-1.15": [open]}));
    let page = w.app.visitor().get(&format!("{link}/items/BAA-1.15")).await.is(200);
    page.shows(&format!("data-hints=\"BAA-1.15\" aria-live=\"polite\"><p class=\"hint\">{open}</p>"));
    let told = w.save(&link, "BAA-1.15.kind_3_5", "1", "12").await.is(200).json();
    let full = "2 von 4 Angaben liegen vor; zusammen ergeben sie schon 17.";
    assert_eq!(told["beside"]["hints"], json!({"BAA-1.15": [full]}));
    // Without the script the box above the question names the number that is wrong.
    let wrong = [("version", "1"), ("value", "viele"), ("value", "")];
    let refused = w.app.visitor().post(&format!("{link}/answers/BAA-1.13"), &wrong).await.is(422);
    refused
        .shows("<a href=\"#f-BAA-1.13\">Wie viele Kinder gehören zu den Haushalten junger Geflüchteter?: ");
    // More free places than there are: said as in the office's working copy.
    let row = [
        ("version", "0"),
        ("cell-1-1", "allgemein"),
        ("cell-1-2", "VHS"),
        ("cell-1-3", "20"),
        ("cell-1-4", "30"),
        ("cell-1-5", ""),
        ("cell-1-6", ""),
        ("cell-1-7", ""),
        ("cell-1-8", ""),
    ];
    let visitor = w.app.visitor();
    let told = visitor.script().post(&format!("{link}/answers/BAA-4.1"), &row).await.is(200).json();
    let said = told["beside"]["hints"]["BAA-4.1"][0].as_str().unwrap_or_default();
    assert!(said.contains("mehr Plätze frei (30) als vorhanden (20)"), "{told}");
    let item = format!("{link}/items/BAA-4.1");
    visitor.get(&item).await.is(200).shows("mehr Plätze frei (30) als vorhanden (20)");
    // Without the script the page that comes back says it too.
    let mut row = row;
    (row[0].1, row[4].1) = ("1", "20");
    visitor.post(&format!("{link}/answers/BAA-4.1"), &row).await.is(303);
    visitor.get(&item).await.is(200).hides("mehr Plätze frei");
}

#[tokio::test]
async fn many_questions_are_grouped_by_section_with_what_is_open_first() {
    let w = world().await;
    let link = w.hand_out(&["BAA-III", "BAA-5.2", "BAA-V"], "2019-08-20").await;
    let visitor = w.app.visitor();
    let fresh = visitor.get(&link).await.is(200);
    let fresh = fresh.shows("<h3>III ").shows("<h3>V ").hides("sind beantwortet");
    let at = |page: &Answer, words: &str| page.text().find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(at(&fresh, "Zu den Fragen") < at(&fresh, "<h3>III "), "the way on stands on top");
    visitor.post(&format!("{link}/start"), &[]).await.is(303);
    w.save(&link, "BAA-5.2", "0", "Kurse am Samstag").await.is(200);
    let page = visitor.get(&link).await.is(200).shows("1 Frage ist beantwortet");
    let next = at(&page, "Weiter mit der nächsten offenen Frage");
    assert!(next < at(&page, "<h3>III ") && next < at(&page, "<h3>V "));
    let (fold, done) =
        (at(&page, "<details class=\"guidance\"><summary>1 Frage"), at(&page, "items/BAA-5.2\""));
    assert!(at(&page, "<h3>V ") < fold && fold < done, "what is finished is folded away");
    assert!(at(&page, "items/BAA-5.1\"") < fold, "what is open stands before it");
    // Few questions stay one list.
    let w = world().await;
    let link = w.hand_out(&["BAA-4.2.1", "BAA-5.2"], "2019-08-20").await;
    w.app
        .visitor()
        .get(&link)
        .await
        .is(200)
        .hides("<h3>")
        .hides("<details class=\"guidance\"><summary>1 Frage");
}

#[tokio::test]
async fn reminders_go_out_before_on_and_after_the_day_each_once() {
    let mut w = world().await;
    w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    for (date, expected) in [
        ("2019-08-16", 0),
        ("2019-08-17", 1),
        ("2019-08-18", 0),
        ("2019-08-20", 1),
        ("2019-08-21", 1),
        ("2019-08-22", 0),
    ] {
        w.on(date).await;
        for again in [expected, 0] {
            assert_eq!(w.remind().await, again, "{date}");
        }
    }
    let all = letters_to(&w.app, "kim@bk.example").await;
    assert_eq!(all.len(), 4);
    assert_eq!(all.iter().map(link_of).collect::<BTreeSet<_>>().len(), 4, "four tokens");
    w.office.get(&w.list).await.is(200).shows("überfällig").shows("21.08.2019");
    // Whoever has delivered is left in peace.
    let link = link_of(&all[0]);
    w.save(&link, "BAA-5.2", "0", "Da").await.is(200);
    w.app.visitor().post(&format!("{link}/delivery"), &[]).await.is(303);
    w.app.set_day(day("2019-08-23"));
    assert_eq!(w.remind().await, 0);
}

#[tokio::test]
async fn twenty_deliveries_at_once_are_one() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    w.save(&link, "BAA-5.2", "0", "Fertig").await.is(200);
    let at = format!("{link}/delivery");
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (visitor, at) = (w.app.visitor(), at.clone());
        all.spawn(async move { visitor.post(&at, &[]).await.status.as_u16() });
    }
    assert!(all.join_all().await.iter().all(|status| *status == 303));
    let told = letters(&w.app).await;
    let offices: BTreeSet<_> =
        told.iter().filter(|m| m.subject.contains("Antworten sind da")).map(|m| m.to.clone()).collect();
    assert_eq!(told.iter().filter(|m| m.subject.contains("Antworten sind da")).count(), offices.len());
    assert!(!offices.is_empty());
}

#[tokio::test]
async fn the_ledger_warns_of_schools_also_across_alliances_with_the_fact_alone() {
    let mut w = world().await;
    w.hand_out(&["BAA-5.1", "BAA-5.2"], "2019-08-20").await;
    let second = "0190d6a4-0000-7000-8000-0000000000a2";
    let again = asked(second, &["BAA-5.2"], "2019-08-20");
    let refused = w.office.post(&w.list, &again).await.is(422);
    refused
        .shows("Berufskolleg Kleve wurde am 31.07.2019 schon gefragt")
        .shows("Ihr Bündnis: Punkte 5.1, 5.2");
    let viersen = w.app.alliance("05166").await;
    let neighbour = w.app.office(&viersen).await;
    let list = format!("/alliances/{}/workbooks/{AID}/assignments", viersen.slug);
    let refused = neighbour.post(&list, &again).await.is(422);
    refused
        .shows(&format!("schon gefragt ({})", w.kleve.name))
        .hides("5.1, 5.2")
        .hides("Ihr Bündnis: Punkte");
    let sure = [&again[..], &[("acknowledged", "1")]].concat();
    neighbour.post(&list, &sure).await.is(303);
    // After the chosen time nobody is warned.
    w.on("2020-02-15").await;
    let late = asked("0190d6a4-0000-7000-8000-0000000000a3", &["BAA-5.2"], "2020-03-01");
    w.office.post(&w.list, &late).await.is(303);
}

#[tokio::test]
async fn people_of_the_directory_are_asked_at_once_each_with_a_link_of_their_own() {
    let w = world().await;
    let permit = w.app.permit::<EditOrganisations>(Some(&w.kleve));
    let mut tx = w.app.db().begin(&permit).await.expect("begun");
    let mut contacts = Vec::new();
    for (name, number) in [("VHS", ""), ("Berufskolleg", "190999")] {
        let id = OrganisationId::new(w.app.app.clock(), w.app.app.chance());
        tx.sql(
            &permit,
            "insert into organisation (alliance_id, id, name, sort_name, area, actor_type, school_number) \
             values ($1, $2, $3, $3, 'B', 'vhs', $4)",
        )
        .bind(id)
        .bind(name.to_owned())
        .bind(number.to_owned())
        .run()
        .await
        .expect("an organisation");
        let contact = ContactId::new(w.app.app.clock(), w.app.app.chance());
        tx.sql(
            &permit,
            "insert into contact (alliance_id, id, organisation_id, name, email) values ($1, $2, $3, $4, $5)",
        )
        .bind(contact)
        .bind(id)
        .bind(format!("Person {name}"))
        .bind(format!("{}@x.example", name.to_lowercase()))
        .run()
        .await
        .expect("a contact");
        contacts.push(contact.to_string());
    }
    tx.commit(&permit, "test").await.expect("committed");
    w.office.get(&format!("{}/new", w.list)).await.is(200).shows("Person VHS").shows("weiß meist zu");
    let mut fields = vec![
        ("id", FORM),
        ("items", "BAA-4.1"),
        ("voice", "partners"),
        ("due_on", "2019-08-20"),
        ("why", "Weil"),
        ("remind_days", "0"),
    ];
    fields.extend(contacts.iter().map(|c| ("contact", c.as_str())));
    w.office.post(&w.list, &fields).await.is(303);
    let links: BTreeSet<String> =
        letters(&w.app).await.iter().filter(|m| m.to.ends_with("@x.example")).map(link_of).collect();
    assert_eq!(links.len(), 2);
    let found = w.office.get(&format!("/api/v1{}", w.list)).await.is(200).json();
    let numbers: BTreeSet<_> = found["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|a| a["school_number"].clone().to_string())
        .collect();
    assert_eq!(numbers, ["\"190999\"".to_owned(), "null".to_owned()].into());
}

#[tokio::test]
async fn a_letter_that_came_back_is_marked_and_found_by_its_message_id() {
    let w = world().await;
    w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    let permit = w.app.permit::<RunJobs>(None);
    let mut db = w.app.db().read(&permit).await.expect("a reader");
    let jobs = db.outbox(&permit, 10).await.expect("letters");
    let payload: Value = serde_json::from_str(&jobs[0].payload).expect("JSON");
    let id = payload["message_id"].as_str().expect("a Message-ID").to_owned();
    drop(db);
    let report = format!("Action: failed\r\n\r\nMessage-ID: {id}\r\n");
    let found = assignments::bounce::read(&report).expect("ours");
    assert_eq!(found.alliance, w.kleve.id);
    let edit = w.app.permit::<base::EditWorkbook>(Some(&w.kleve));
    let mut tx = w.app.db().begin(&edit).await.expect("begun");
    assert!(assignments::bounced(&mut tx, &edit, found.letter).await.expect("noted"));
    tx.commit(&edit, "test").await.expect("committed");
    w.office.get(&w.list).await.is(200).shows("E-Mail kam zurück");
    w.office.get(&w.page().await).await.is(200).shows("kam zurück am");
}

#[tokio::test]
async fn the_office_enters_what_it_was_told_by_telephone() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    let page = w.page().await;
    w.office.get(&format!("{page}/answers")).await.is(200).shows("Was fehlt an schulischen Angeboten?");
    w.office.post(&format!("{page}/delivery"), &[]).await.is(409);
    let said = [("version", "0"), ("value", "Am Telefon gesagt")];
    w.office.post(&format!("{page}/answers/BAA-5.2"), &said).await.is(303);
    w.office.post(&format!("{page}/answers/BAA-1.1"), &said).await.is(404);
    w.office.post(&format!("{page}/delivery"), &[]).await.is(303);
    w.app.visitor().get(&link).await.is(200).shows("Ihre Antworten abgegeben");
    w.office.post(&format!("{page}/end"), &[("end_reason", "")]).await.is(422);
    w.office.post(&format!("{page}/end"), &[("end_reason", "Erledigt")]).await.is(303);
    w.app.visitor().get(&link).await.is(404);
}

#[tokio::test]
async fn others_answers_are_seen_only_where_the_office_allows_it_and_never_with_names() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2", "BAA-4.2.1"], "2019-08-20").await;
    w.save(&link, "BAA-5.2", "0", "Antwort von Kim").await.is(200);
    w.save(&link, "BAA-4.2.1", "0", "Geheim für andere").await.is(200);
    w.app.visitor().post(&format!("{link}/delivery"), &[]).await.is(303);
    for (form, name, shows) in [("a4", "offen", true), ("a5", "zu", false)] {
        let form = format!("0190d6a4-0000-7000-8000-0000000000{form}");
        let email = format!("{name}@x.example");
        let mut fields = vec![
            ("id", form.as_str()),
            ("items", "BAA-5.2"),
            ("free_name_1", name),
            ("free_email_1", email.as_str()),
            ("voice", "volunteers"),
            ("due_on", "2019-08-20"),
            ("why", "Weil"),
            ("remind_days", "0"),
        ];
        if shows {
            fields.push(("shows_others", "1"));
        }
        w.office.post(&w.list, &fields).await.is(303);
        let theirs = link_of(&letters_to(&w.app, &email).await[0]);
        let page = w.app.visitor().get(&format!("{theirs}/items/BAA-5.2")).await.is(200);
        let page = page.hides("Kim Muster").hides("Geheim für andere").hides("Berufskolleg");
        if shows {
            page.shows("Antwort von Kim").shows("Partner vor Ort")
        } else {
            page.hides("Antwort von Kim")
        };
    }
}

#[tokio::test]
async fn the_audit_knows_that_a_link_was_used_and_not_which_token_or_whose() {
    let w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    w.app.visitor().get(&link).await.is(200);
    w.save(&link, "BAA-5.2", "0", "Fertig").await.is(200);
    let permit = w.app.permit::<RunJobs>(None);
    let mut db = w.app.db().read(&permit).await.expect("a reader");
    let lines: Vec<(String, Option<String>, Option<String>)> = db
        .shared(&permit, "select subject, role, channel from audit where channel = 'link' order by id")
        .all()
        .await
        .expect("lines");
    assert!(lines.len() >= 2, "{lines:?}");
    let token = link.rsplit('/').next().expect("a token");
    for (subject, role, _) in &lines {
        assert_eq!(role.as_deref(), Some("link_holder"));
        assert!(!subject.contains(token) && !subject.contains("Kim"), "{subject}");
    }
}

#[tokio::test]
async fn a_name_is_erased_by_the_office_and_by_the_period() {
    let mut w = world().await;
    let link = w.hand_out(&["BAA-5.2"], "2019-08-20").await;
    let page = w.page().await;
    w.office.get(&page).await.is(200).hides("Namen löschen");
    w.office.post(&format!("{page}/links/revocation"), &[]).await.is(303);
    let text = w.office.get(&page).await.is(200).shows("Namen löschen").text();
    let at = text.split("/names/").nth(1).and_then(|rest| rest.split('/').next()).expect("a name").to_owned();
    w.office.post(&format!("{page}/names/{at}/erasure"), &[]).await.is(303);
    w.office.get(&page).await.is(200).hides("Kim Muster").shows("Name gelöscht");
    assert!(letters_to(&w.app, "kim@bk.example").await.is_empty(), "letters that wait go as well");
    w.app.visitor().get(&link).await.is(404);
    // The daily run does the same a year after a link ended.
    w.office
        .post(&format!("{page}/links"), &[("name", "Toni Muster"), ("email", "toni@bk.example")])
        .await
        .is(303);
    for (date, expected) in [("2020-09-18", 0), ("2020-09-20", 1)] {
        w.on(date).await;
        let permit = w.app.permit::<RunJobs>(None);
        let mut tx = w.app.db().begin(&permit).await.expect("begun");
        let then = web::Periods::before(tx.now(), 365);
        let gone = assignments::forget_old_names(&mut tx, &permit, then).await.expect("gone");
        tx.commit(&permit, "test").await.expect("committed");
        assert_eq!(gone, expected, "{date}");
    }
    w.office.get(&page).await.is(200).hides("Toni Muster");
}

/// A few questions of the aid that can be handed out.
fn some_items() -> impl Strategy<Value = BTreeSet<String>> {
    let all: Vec<String> = [
        "BAA-1.1",
        "BAA-1.2",
        "BAA-2.1",
        "BAA-3.1",
        "BAA-3.2",
        "BAA-4.1",
        "BAA-4.2",
        "BAA-4.2.1",
        "BAA-5.2",
        "BAA-7.3",
        "BAA-8.1",
    ]
    .map(str::to_owned)
    .to_vec();
    proptest::sample::subsequence(all, 1..5).prop_map(|items| items.into_iter().collect())
}

#[test]
fn a_contributor_never_sees_or_answers_what_was_not_handed_out() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let w = runtime.block_on(world());
    let aid = catalogue().latest(AID).expect("the aid");
    let cases = std::sync::atomic::AtomicU64::new(1000);
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(items in some_items())| {
        runtime.block_on(async {
            let n = cases.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let (form, email) = (format!("0190d6a4-0000-7000-8000-{n:012}"), format!("p{n}@x.example"));
            let mut fields: Vec<(&str, &str)> = items.iter().map(|i| ("items", i.as_str())).collect();
            fields.extend([
                ("id", form.as_str()), ("free_name_1", "Kim"), ("free_email_1", email.as_str()), ("voice", "partners"),
                ("due_on", "2019-08-20"), ("why", "Weil"), ("remind_days", "0"),
            ]);
            w.office.post(&w.list, &fields).await.is(303);
            let link = link_of(&letters_to(&w.app, &email).await[0]);
            let visitor = w.app.visitor();
            let start = visitor.get(&link).await.is(200).text();
            for section in &aid.sections {
                for item in section.items.iter().filter(|i| i.id.is_some()) {
                    let page = visitor.get(&format!("{link}/items/{}", item.uid)).await;
                    let is_asked = items.contains(&item.uid);
                    assert_eq!(page.status.as_u16(), if is_asked { 200 } else { 404 }, "{}", item.uid);
                    assert!(is_asked || !start.contains(&format!("/items/{}\"", item.uid)), "{}", item.uid);
                    if is_asked {
                        let text = page.text();
                        let is_its = |uid: &str| aid.numbered(uid).is_some_and(|i| i.uid == item.uid);
                        for other in aid.fields() {
                            let here = text.contains(&format!("/answers/{}\"", other.uid));
                            let belongs = is_its(&other.uid) || is_its(&other.item);
                            assert!(!here || belongs, "{} on the page of {}", other.uid, item.uid);
                        }
                    } else {
                        for field in aid.fields_of(item) {
                            let saved = w.save(&link, &field.uid, "0", "1").await;
                            assert_eq!(saved.status.as_u16(), 404, "{}", field.uid);
                        }
                    }
                }
            }
        });
    });
}
