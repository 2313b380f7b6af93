//! Summaries through requests: passages offered with their source, taken, edited,
//! renewed and dropped; rules of Land or Bund; what is sent and what the Land counts.

use crate::waves::{land, open, planned};
use base::{Alliance, Permit, Role, ViewSubmissions};
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

/// The office of Kleve with the second aid, asked for it.
struct Desk {
    app: TestApp,
    alliance: Alliance,
    coordination: Client,
    office: Client,
    home: String,
    base: String,
}

async fn desk() -> Desk {
    let (app, coordination, alliance, _) = land().await;
    let wave = planned(&coordination, &[("instrument", "bedarfsanalyse/1"), ("title", "Bedarfe 2019")]).await;
    open(&coordination, &wave).await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let base = format!("{home}/workbooks/bedarfsanalyse");
    Desk { app, alliance, coordination, office, home, base }
}

/// The offer that says these words, in a page's form.
fn offer(page: &Answer, words: &str) -> String {
    let text = page.text();
    let at = text.find(&format!("{words}</label>")).or_else(|| text.find(&format!("{words} <span")));
    let before = &text[..at.unwrap_or_else(|| panic!("nothing on offer says {words}:\n{text}"))];
    let value = before.rsplit_once("name=\"take\" value=\"").expect("a box").1;
    value.split('"').next().unwrap_or_default().to_owned()
}

impl Desk {
    async fn answer(&self, uid: &str, values: &[&str]) {
        let path = format!("{}/answers/{uid}", self.base);
        let version = self.office.get(&format!("/api/v1{path}")).await.is(200).json()["version"].to_string();
        let mut fields = vec![("version", version.as_str())];
        let cells: Vec<String> = (0..values.len()).map(|n| format!("cell-{}-{}", n / 8, n % 8)).collect();
        if values.len() > 1 {
            fields.extend(cells.iter().map(String::as_str).zip(values.iter().copied()));
        } else {
            fields.extend(values.iter().map(|value| ("value", *value)));
        }
        self.office.post(&path, &fields).await.is(303);
    }
    fn item(&self, item: &str) -> String {
        format!("{}/passages/{item}", self.base)
    }
    async fn page(&self, item: &str) -> Answer {
        self.office.get(&self.item(item)).await.is(200)
    }
    async fn take(&self, item: &str, words: &str) {
        let key = offer(&self.page(item).await, words);
        self.office.post(&self.item(item), &[("take", &key)]).await.is(303);
    }
    async fn passages(&self, item: &str) -> Vec<Value> {
        let json = self.office.get(&format!("/api/v1{}", self.item(item))).await.is(200).json();
        json["passages"].as_array().cloned().unwrap_or_default()
    }
    async fn send(&self) -> String {
        let page = self.office.get(&format!("{}/submission", self.base)).await.is(200);
        let (id, wave, sha256) = (page.hidden("id"), page.hidden("wave"), page.hidden("sha256"));
        let fields = [("id", id.as_str()), ("wave", wave.as_str()), ("sha256", sha256.as_str())];
        let to = self.office.post(&format!("{}/submission", self.base), &fields).await.is(303).location();
        to.split('?').next().unwrap_or_default().to_owned()
    }
    /// What the Land may read line by line, and what it counts.
    async fn published(&self) -> (Vec<(String, String, String)>, Vec<(String, String, String)>) {
        let permit: Permit<ViewSubmissions> = self.app.permit(None);
        let mut db = self.app.db().read(&permit).await.expect("a reader");
        let lines = db
            .across(
                &permit,
                "select passage, topic, words from published_submission_line where passage in \
                 ('BAA-K.3', 'BAA-K.11') order by passage, position",
            )
            .all()
            .await
            .expect("read");
        let gaps = db
            .across(
                &permit,
                "select measure, code, kind || region_key from published_submission_gap \
                 where what = 'topic' order by measure, code",
            )
            .all()
            .await
            .expect("read");
        (lines, gaps)
    }
}

/// A row of an offer table: closed for people with a Gestattung, no places left.
const COURSE: [&str; 8] = ["integrationskurse", "VHS-Kurs", "40", "0", "geschlossen", "offen", "", ""];

#[tokio::test]
async fn tables_and_words_are_offered_one_by_one_with_their_source_and_taken() {
    let desk = desk().await;
    desk.answer("BAA-4.1", &COURSE).await;
    desk.answer("BAA-4.3.3", &["ja"]).await;
    desk.answer("BAA-4.3.3.text", &["Am Abend für Eltern"]).await;
    let page = desk.page("BAA-8.3").await;
    let page = page.shows("4.1 Welche Sprachförderung gibt es vor Ort?").shows("/BAA-IV#q-BAA-4.1\"");
    let page = page.shows("Integrationskurse und Jugendintegrationskurse – VHS-Kurs: verschlossen (");
    let page = page
        .shows("VHS-Kurs: keine freien Plätze")
        .shows("Allgemeine Deutschkurse: in der Tabelle 4.1 nicht eingetragen");
    let page = page.shows("Am Abend für Eltern").shows("Flexible Kurse für besondere Gruppen");
    // Nothing is taken by itself.
    page.shows("Noch nichts übernommen").shows("Zuletzt geändert am 31.07.2019, 12:00 von");
    desk.office
        .get(&format!("{}/BAA-VIII", desk.base))
        .await
        .is(200)
        .shows("weitere Textstellen aus Ihren Antworten");
    desk.take("BAA-8.3", "Allgemeine Deutschkurse: in der Tabelle 4.1 nicht eingetragen").await;
    desk.take("BAA-8.3", "Am Abend für Eltern").await;
    // Whoever takes gaps says yes to gaps.
    let answer = format!("/api/v1{}/answers/BAA-8.3", desk.base);
    assert_eq!(desk.office.get(&answer).await.is(200).json()["value"], "ja");
    let section = desk.office.get(&format!("{}/BAA-VIII", desk.base)).await.is(200);
    section.shows("2 Textstellen übernommen").shows("Am Abend für Eltern");
    let preview = desk.office.get(&format!("{}/submission", desk.base)).await.is(200);
    preview.shows("Allgemeine Deutschkurse: in der Tabelle 4.1 nicht eingetragen").hides("VHS-Kurs");
    desk.office.get(&format!("{}/print", desk.base)).await.is(200).shows("Am Abend für Eltern");
}

#[tokio::test]
async fn the_preview_names_what_its_source_says_no_longer_and_a_summary_with_nothing_in_it() {
    let desk = desk().await;
    let preview = format!("{}/submission", desk.base);
    let empty = desk.office.get(&preview).await.is(200);
    empty.shows("In der Zusammenfassung (8.1 bis 8.9) steht noch nichts").hides("auf dem Stand der Quelle");
    desk.answer("BAA-5.2", &["Abends fehlt alles"]).await;
    desk.take("BAA-8.4", "Abends fehlt alles").await;
    let fresh = desk.office.get(&preview).await.is(200);
    fresh.hides("steht noch nichts").hides("auf dem Stand der Quelle");
    desk.answer("BAA-5.2", &["Samstags fehlt alles"]).await;
    let old = desk.office.get(&preview).await.is(200).shows("Nicht mehr auf dem Stand der Quelle");
    old.shows(&format!("href=\"{}\">8.4 Abends fehlt alles</a>", desk.item("BAA-8.4")))
        .shows("An der Quelle hat sich seit dem Übernehmen etwas geändert.");
    desk.answer("BAA-5.2", &[""]).await;
    desk.office.get(&preview).await.is(200).shows("An der Quelle steht das nicht mehr.");
    // What was answered with no does not leave.
    desk.answer("BAA-8.4", &["nein"]).await;
    desk.office.get(&preview).await.is(200).hides("auf dem Stand der Quelle");
}

#[tokio::test]
async fn more_free_places_than_there_are_places_are_remarked() {
    let desk = desk().await;
    desk.answer("BAA-4.1", &["allgemein", "VHS", "20", "30", "", "", "", ""]).await;
    let section = format!("{}/BAA-IV", desk.base);
    desk.office.get(&section).await.is(200).shows("mehr Plätze frei (30) als vorhanden (20)");
    desk.answer("BAA-4.1", &["allgemein", "VHS", "20", "20", "", "", "", ""]).await;
    desk.office.get(&section).await.is(200).hides("mehr Plätze frei");
}

#[tokio::test]
async fn one_closed_row_of_a_kind_does_not_speak_for_the_open_ones() {
    let desk = desk().await;
    let row = |access| ["allgemein", "", "20", "5", access, "", "", ""];
    let rows = [row("offen"), row("geschlossen"), row("offen")].concat();
    desk.answer("BAA-4.1", &rows).await;
    let page = desk.page("BAA-8.3").await.shows("Allgemeine Deutschkurse (Zeile 2): verschlossen (");
    page.hides("Allgemeine Deutschkurse: verschlossen").hides("gibt es vor Ort nicht");
}

#[tokio::test]
async fn a_passage_is_edited_dropped_and_written_in_own_words_without_losing_any() {
    let desk = desk().await;
    desk.answer("BAA-5.2", &["Abendkurse"]).await;
    desk.take("BAA-8.4", "Abendkurse").await;
    // A second click takes nothing twice.
    assert!(desk.page("BAA-8.4").await.text().matches("name=\"take\"").count() == 0);
    let id = desk.passages("BAA-8.4").await[0]["id"].as_str().unwrap_or_default().to_owned();
    let path = format!("{}/passages/{id}", desk.home);
    let page = desk.office.get(&path).await.is(200).shows("Beim Übernehmen stand dort");
    let version = page.hidden("version");
    let said = [("version", version.as_str()), ("words", "Abendkurse ab 18 Uhr"), ("topic", "for")];
    desk.office.post(&path, &said).await.is(303);
    // Somebody else had it open.
    let late = [("version", version.as_str()), ("words", "Morgens"), ("topic", "")];
    let conflict = desk.office.post(&path, &late).await.is(412);
    conflict.shows("Abendkurse ab 18 Uhr").shows("Morgens");
    for (words, topic, wrong) in [("", "", "f-words"), ("Worte", "gibtsnicht", "f-topic")] {
        let fields = [("version", "2"), ("words", words), ("topic", topic)];
        desk.office.post(&path, &fields).await.is(422).shows(wrong);
    }
    let own = desk.page("BAA-8.4").await.hidden("id");
    let none = [("id", own.as_str()), ("words", " "), ("topic", "abitur")];
    desk.office.post(&desk.item("BAA-8.4"), &none).await.is(422).shows("<option value=\"abitur\" selected>");
    let fields = [("id", own.as_str()), ("words", "Plätze zum Abitur"), ("topic", "abitur")];
    for _ in 0..2 {
        desk.office.post(&desk.item("BAA-8.4"), &fields).await.is(303);
    }
    let all = desk.passages("BAA-8.4").await;
    let said: Vec<_> =
        all.iter().map(|p| (p["words"].as_str(), p["topic"].as_str(), p["standing"].as_str())).collect();
    assert_eq!(
        said,
        [
            (Some("Abendkurse ab 18 Uhr"), Some("for"), Some("same")),
            (Some("Plätze zum Abitur"), Some("abitur"), Some("own")),
        ]
    );
    desk.office.get(&path).await.is(200).shows("Abendkurse</p>").shows("/histories/");
    desk.office
        .post(&desk.item("BAA-8.4"), &[])
        .await
        .is(422)
        .shows("Bitte kreuzen Sie mindestens eine Textstelle an");
    desk.office.post(&format!("{path}/removal"), &[]).await.is(303);
    desk.office.get(&path).await.is(404);
    desk.page("BAA-8.4").await.shows("name=\"take\"");
}

#[tokio::test]
async fn a_later_change_at_the_source_is_offered_and_never_forced() {
    let desk = desk().await;
    desk.answer("BAA-5.2", &["Alt"]).await;
    desk.answer("BAA-5.2.1", &["Bleibt"]).await;
    desk.take("BAA-8.4", "Alt").await;
    let id = desk.passages("BAA-8.4").await[0]["id"].as_str().unwrap_or_default().to_owned();
    let renewal = format!("{}/passages/{id}/renewal", desk.home);
    desk.answer("BAA-5.2", &["Neu"]).await;
    let page = desk.page("BAA-8.4").await.shows("hat sich seit dem Übernehmen etwas geändert");
    let page =
        page.shows("<dd class=\"answer__words\">Alt</dd>").shows("<dd class=\"answer__words\">Neu</dd>");
    assert_eq!(desk.passages("BAA-8.4").await[0]["words"], "Alt", "nothing is forced");
    desk.office
        .get(&format!("{}/BAA-VIII", desk.base))
        .await
        .is(200)
        .shows("Bei einer Textstelle hat sich die Quelle geändert");
    // What was seen is not what stands there now: nothing happens.
    let version = page.hidden("version");
    let stale = [("version", version.as_str()), ("seen", "Anders"), ("how", "take")];
    desk.office.post(&renewal, &stale).await.is(409);
    let keep = [("version", version.as_str()), ("seen", "Neu"), ("how", "keep")];
    desk.office.post(&renewal, &keep).await.is(303);
    let kept = desk.passages("BAA-8.4").await;
    assert_eq!((&kept[0]["words"], &kept[0]["standing"]), (&json!("Alt"), &json!("same")));
    desk.answer("BAA-5.2", &["Ganz neu"]).await;
    let version = desk.page("BAA-8.4").await.hidden("version");
    let take = [("version", version.as_str()), ("seen", "Ganz neu"), ("how", "take")];
    desk.office.post(&renewal, &take).await.is(303);
    assert_eq!(desk.passages("BAA-8.4").await[0]["words"], "Ganz neu");
    // Where the source says nothing of it any more, the words may stay as one's own.
    desk.answer("BAA-5.2", &[""]).await;
    let page = desk.page("BAA-8.4").await.shows("An der Quelle steht das nicht mehr");
    let keep = [("version", &*page.hidden("version")), ("seen", ""), ("how", "keep")];
    desk.office.post(&renewal, &keep).await.is(303);
    let kept = desk.passages("BAA-8.4").await;
    assert_eq!((&kept[0]["words"], &kept[0]["standing"]), (&json!("Ganz neu"), &json!("own")));
}

#[tokio::test]
async fn rules_marked_anywhere_feed_the_question_about_rules() {
    let desk = desk().await;
    desk.answer("BAA-2.7", &["ja"]).await;
    desk.answer("BAA-2.7.text", &["Ohne Aufenthaltstitel kein Platz"]).await;
    let section = desk.office.get(&format!("{}/BAA-II", desk.base)).await.is(200);
    section.shows(&format!("{}/hurdles?at=BAA-2.7\"", desk.base));
    let path = format!("{}/hurdles", desk.base);
    let page = desk.office.get(&format!("{path}?at=BAA-2.7")).await.is(200);
    let page = page.shows("<option value=\"BAA-2.7\" selected>").shows("Ohne Aufenthaltstitel kein Platz");
    let id = page.hidden("id");
    let nothing = [("id", id.as_str()), ("item", "BAA-8.9"), ("words", "")];
    let refused = desk.office.post(&path, &nothing).await.is(422);
    refused.shows("Bitte wählen Sie die Frage").shows("Bitte wählen Sie Land oder Bund");
    let fields =
        [("id", id.as_str()), ("item", "BAA-2.7"), ("level", "land"), ("words", "§ 7 verlangt einen Titel")];
    for _ in 0..2 {
        desk.office.post(&path, &fields).await.is(303);
    }
    let page = desk.office.get(&path).await.is(200).shows("2.7 Gibt es Hürden");
    let change =
        [("version", &*page.hidden("version")), ("level", "bund"), ("words", "§ 7 verlangt einen Titel")];
    let hurdle = desk.office.get(&format!("/api/v1{path}")).await.is(200).json()["items"].clone();
    assert_eq!(hurdle.as_array().map(Vec::len), Some(1), "a double click marks once: {hurdle}");
    let own = format!("{}/hurdles/{}", desk.home, hurdle[0]["id"].as_str().unwrap_or_default());
    desk.office.post(&own, &change).await.is(303);
    desk.office.post(&own, &change).await.is(303);
    let stale = [("version", "1"), ("level", "bund"), ("words", "Anders")];
    desk.office.post(&own, &stale).await.is(412);
    desk.page("BAA-8.9").await.shows("Vermerkte Regel des Bundes").shows("Regel des Bundes</span>");
    desk.take("BAA-8.9", "§ 7 verlangt einen Titel").await;
    assert_eq!(desk.passages("BAA-8.9").await[0]["topic"], "bund");
    desk.office.post(&format!("{own}/removal"), &[]).await.is(303);
    desk.office.get(&path).await.is(200).shows("Noch keine Regel vermerkt");
    assert_eq!(desk.passages("BAA-8.9").await[0]["standing"], "gone");
}

#[tokio::test]
async fn accepted_hindrances_of_land_and_bund_feed_the_question_about_rules() {
    let desk = desk().await;
    let table = format!("{}/hindrances", desk.home);
    for (title, level) in [("Prüfung nur auf Deutsch", "bund"), ("Bus fährt nicht", "kreis")] {
        let id = desk.office.get(&format!("{table}/new")).await.is(200).hidden("id");
        let fields = [
            ("id", id.as_str()),
            ("title", title),
            ("words", "Wer alles kann, fällt durch."),
            ("theme", "ausbildung"),
            ("level", level),
        ];
        desk.office.post(&format!("{table}/new"), &fields).await.is(303);
    }
    let page = desk.page("BAA-8.9").await.shows("Hürde aus Rückmeldungen, die der Bund ändern könnte");
    page.shows(&format!("href=\"{table}\"")).hides("Bus fährt nicht");
    desk.take("BAA-8.9", "Prüfung nur auf Deutsch: Wer alles kann, fällt durch.").await;
    assert_eq!(desk.passages("BAA-8.9").await[0]["topic"], "bund");
    desk.page("BAA-8.9").await.shows("Quelle: Hürde aus Rückmeldungen, die der Bund ändern könnte");
}

#[tokio::test]
async fn what_is_sent_is_read_line_by_line_and_counted_by_theme_until_it_is_taken_back() {
    let desk = desk().await;
    desk.answer("BAA-4.1", &COURSE).await;
    desk.take("BAA-8.3", "Allgemeine Deutschkurse: in der Tabelle 4.1 nicht eingetragen").await;
    let first = desk.send().await;
    let (lines, gaps) = desk.published().await;
    let words = "Allgemeine Deutschkurse: in der Tabelle 4.1 nicht eingetragen".to_owned();
    assert_eq!(
        lines,
        [
            ("BAA-K.3".to_owned(), String::new(), "Ja".to_owned()),
            ("BAA-K.3".to_owned(), "allgemein".to_owned(), words),
        ]
    );
    assert_eq!(gaps, [("luecke_sprache".to_owned(), "allgemein".to_owned(), "district051".to_owned())]);
    desk.office
        .get(&first)
        .await
        .is(200)
        .shows("Allgemeine Deutschkurse: in der Tabelle 4.1 nicht eingetragen");
    let land = first.replace(&desk.home, "/land");
    desk.coordination
        .get(&land)
        .await
        .is(200)
        .shows("Allgemeine Deutschkurse: in der Tabelle 4.1 nicht eingetragen");
    // Another one takes its place; then both are gone.
    let id = desk.passages("BAA-8.3").await[0]["id"].as_str().unwrap_or_default().to_owned();
    desk.office.post(&format!("{}/passages/{id}/removal", desk.home), &[]).await.is(303);
    let second = desk.send().await;
    let (lines, gaps) = desk.published().await;
    assert_eq!((lines.len(), gaps.len()), (1, 0), "{lines:?} {gaps:?}");
    desk.office.post(&format!("{second}/withdrawal"), &[]).await.is(303);
    assert_eq!(desk.published().await.0.len(), 0);
}

#[tokio::test]
async fn only_who_works_on_the_aid_sees_and_changes_passages() {
    let desk = desk().await;
    desk.answer("BAA-5.2", &["Abendkurse"]).await;
    desk.take("BAA-8.4", "Abendkurse").await;
    let member = desk.app.person(Role::CoreGroupMember, Some(&desk.alliance)).await;
    let page = member.get(&desk.item("BAA-8.4")).await.is(200).shows("Abendkurse");
    page.hides("name=\"take\"").hides("Entfernen");
    member.post(&desk.item("BAA-8.4"), &[("take", "x")]).await.is(404);
    for client in [&desk.coordination, &desk.app.municipality_contact(&desk.alliance, "05154016").await] {
        client.get(&desk.item("BAA-8.4")).await.is(404);
        client.get(&format!("{}/hurdles", desk.base)).await.is(404);
    }
    desk.office.get(&desk.item("BAA-1.1")).await.is(404);
    desk.office.get(&format!("{}/workbooks/strukturen/hurdles", desk.home)).await.is(404);
}
