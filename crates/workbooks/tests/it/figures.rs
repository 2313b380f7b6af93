//! Figures through requests: entered once in a working aid, over time, checked softly,
//! shared between alliances, delivered as a table.

use base::{Alliance, Day, EditWorkbook, Role};
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use testkit::{Answer, Client, TestApp};
use workbooks::figures::{self, Told, Way};

/// The office of Kleve in front of an untouched working aid.
struct Desk {
    app: TestApp,
    alliance: Alliance,
    office: Client,
    home: String,
    aid: String,
}

async fn desk_of(key: &str) -> Desk {
    desk_in(TestApp::start().await, key).await
}

async fn desk_in(app: TestApp, key: &str) -> Desk {
    let alliance = app.alliance(key).await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let aid = format!("{home}/workbooks/bedarfsanalyse");
    Desk { app, alliance, office, home, aid }
}

impl Desk {
    fn answer(&self, uid: &str) -> String {
        format!("{}/answers/{uid}", self.aid)
    }
    async fn version(&self, uid: &str) -> String {
        let told = self.office.get(&format!("/api/v1{}", self.answer(uid))).await.is(200).json();
        told["version"].to_string()
    }
    /// Saves as the page's script does, based on what stands.
    async fn save(&self, uid: &str, fields: &[(&str, &str)]) -> Answer {
        let version = self.version(uid).await;
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.office.script().post(&self.answer(uid), &all).await
    }
    async fn number(&self, uid: &str, number: &str) -> serde_json::Value {
        self.save(uid, &[("value", number), ("value", "")]).await.is(200).json()
    }
    async fn stored(&self, uid: &str) -> serde_json::Value {
        self.office.get(&format!("/api/v1{}", self.answer(uid))).await.is(200).json()
    }
    fn figure(&self, key: &str) -> String {
        format!("{}/figures/05154/{key}", self.home)
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[tokio::test]
async fn a_number_is_saved_with_its_day_and_source_and_stands_beside_the_field() {
    let desk = desk_of("05154").await;
    let told = desk
        .save("BAA-1.1.AG", &[("value", "99"), ("value", ""), ("as_of", "2019-06-30"), ("source", "ABH")])
        .await
        .is(200)
        .json();
    assert_eq!((&told["version"], &told["stand"]), (&json!(1), &json!("99 · Stand 30.06.2019, Quelle: ABH")));
    let section = desk.office.get(&format!("{}/BAA-I", desk.aid)).await.is(200);
    section
        .shows("Stand 30.06.2019, Quelle: ABH")
        .shows("name=\"source\" value=\"ABH\"")
        .shows("<option value=\"ABH\">");
    let stored = desk.stored("BAA-1.1.AG").await;
    assert_eq!(
        (&stored["value"], &stored["as_of"], &stored["source"], &stored["version"]),
        (&json!(99), &json!("2019-06-30"), &json!("ABH"), &json!(1))
    );
    // It is nobody's plain answer, and the history leads to the series.
    let to = desk.office.get(&format!("{}/history", desk.answer("BAA-1.1.AG"))).await.is(303).location();
    assert_eq!(to, desk.figure("zielgruppe,status=gestattung"));
    desk.office.get(&to).await.is(200).shows("Aufenthaltsgestattung").hides("zielgruppe/status");
}

#[tokio::test]
async fn unknown_not_collected_zero_and_nothing_are_four_answers() {
    let desk = desk_of("05154").await;
    for (typed, stored, words) in [
        (["0", ""], json!(0), "value=\"0\""),
        (["", "unknown"], json!("unknown"), "value=\"unknown\" selected"),
        (["", "not_collected"], json!("not_collected"), "value=\"not_collected\" selected"),
        (["", ""], json!(null), "noch keine Angabe"),
    ] {
        desk.save("BAA-1.13", &[("value", typed[0]), ("value", typed[1])]).await.is(200);
        assert_eq!(desk.stored("BAA-1.13").await["value"], stored);
        if words.starts_with("value") {
            desk.office.get(&format!("{}/BAA-I", desk.aid)).await.is(200).shows(words);
        }
    }
    let both = desk.save("BAA-1.13", &[("value", "3"), ("value", "unknown")]).await.is(422).json();
    assert!(both["message"].as_str().is_some_and(|m| m.contains("nur eins von beiden")), "{both}");
}

#[tokio::test]
async fn the_same_number_again_changes_nothing_and_todays_is_replaced_by_a_further_entry() {
    let desk = desk_of("05154").await;
    desk.number("BAA-1.13", "12").await;
    let again = desk.number("BAA-1.13", "12").await;
    assert_eq!(again["version"], 1);
    // Based on an old version, but the same: no conflict.
    let told = [("version", "0"), ("value", "12"), ("value", "")];
    desk.office.script().post(&desk.answer("BAA-1.13"), &told).await.is(200);
    assert_eq!(desk.number("BAA-1.13", "13").await["version"], 2);
    let series = desk.office.get(&format!("/api/v1{}", desk.figure("kinder"))).await.is(200);
    assert_eq!(series.header("etag"), "\"2\"");
    let series = series.json();
    assert_eq!(series["days"].as_array().map(Vec::len), Some(1), "one day");
    assert_eq!(series["entries"].as_array().map(Vec::len), Some(2), "two entries");
    assert_eq!(series["days"][0]["value"], 13);
}

#[tokio::test]
async fn an_earlier_day_does_not_hide_a_later_one_and_a_day_just_typed_can_be_moved() {
    let mut desk = desk_of("05154").await;
    desk.save("BAA-1.13", &[("value", "40"), ("as_of", "2019-01-31")]).await.is(200);
    desk.app.set_day(day("2019-08-05"));
    desk.office = desk.app.office(&desk.alliance).await;
    let told = desk.save("BAA-1.13", &[("value", "30"), ("as_of", "2018-01-31")]).await.is(200).json();
    assert_eq!(told["stand"], "40 · Stand 31.01.2019", "the later day goes on counting");
    // Typed today without a day, then put right.
    desk.number("BAA-1.13", "44").await;
    desk.save("BAA-1.13", &[("value", "44"), ("as_of", "2019-06-30")]).await.is(200);
    let stored = desk.stored("BAA-1.13").await;
    assert_eq!((&stored["value"], &stored["as_of"]), (&json!(44), &json!("2019-06-30")));
    let series = desk.office.get(&format!("/api/v1{}", desk.figure("kinder"))).await.is(200).json();
    let days: Vec<_> = series["days"].as_array().expect("days").iter().map(|d| d["as_of"].clone()).collect();
    assert_eq!(days, [json!("2018-01-31"), json!("2019-01-31"), json!("2019-06-30")]);
    // Emptied, the day before counts again.
    desk.number("BAA-1.13", "").await;
    assert_eq!(desk.stored("BAA-1.13").await["value"], 40);
}

#[tokio::test]
async fn a_day_in_the_future_or_that_does_not_exist_is_refused_and_nothing_typed_is_lost() {
    let desk = desk_of("05154").await;
    for (as_of, words) in [("2019-08-01", "in der Zukunft"), ("2019-02-30", "ein Datum")] {
        let fields = [("version", "0"), ("value", "7"), ("value", ""), ("as_of", as_of), ("source", "Meine")];
        let page = desk.office.post(&desk.answer("BAA-1.13"), &fields).await.is(422);
        page.shows(words).shows("name=\"source\" value=\"Meine\"").shows("name=\"value\" value=\"7\"");
    }
    let new = json!({"value": 7, "as_of": "2019-08-01"});
    let put = desk.office.clone().with("if-match", "0");
    let path = format!("/api/v1{}", desk.answer("BAA-1.13"));
    assert_eq!(put.put_json(&path, &new).await.is(422).json()["field"], "as_of");
    assert_eq!(desk.stored("BAA-1.13").await["version"], 0);
}

#[tokio::test]
async fn two_people_see_both_numbers_and_one_chooses() {
    let desk = desk_of("05154").await;
    let deputy = desk.app.person(Role::Deputy, Some(&desk.alliance)).await;
    let path = desk.answer("BAA-1.13");
    desk.office.post(&path, &[("version", "0"), ("value", "10"), ("source", "ABH")]).await.is(303);
    deputy.script().post(&path, &[("version", "0"), ("value", "11")]).await.is(412);
    let page =
        deputy.post(&path, &[("version", "0"), ("value", "11"), ("source", "Jugendamt")]).await.is(412);
    let version = page.shows("10").shows("11").hidden("version");
    // Keeping what stands keeps its source as well.
    let keep = [("version", version.as_str()), ("stored", "10"), ("source", "Jugendamt")];
    deputy.post(&path, &keep).await.is(303);
    assert_eq!(desk.stored("BAA-1.13").await["source"], "ABH");
    let mine = [("version", version.as_str()), ("stored", "11"), ("source", "Jugendamt")];
    deputy.post(&path, &mine).await.is(303);
    let stored = desk.stored("BAA-1.13").await;
    assert_eq!((&stored["value"], &stored["source"]), (&json!(11), &json!("Jugendamt")));
}

#[tokio::test]
async fn programs_save_figures_as_any_answer_with_the_version_as_etag() {
    let desk = desk_of("05154").await;
    let path = format!("/api/v1{}", desk.answer("BAA-1.13"));
    let first = desk.office.clone().with("if-match", "\"0\"");
    let saved = first.put_json(&path, &json!({"value": 12, "as_of": "2019-06-30", "source": "ABH"})).await;
    assert_eq!(saved.is(200).header("etag"), "\"1\"");
    first.put_json(&path, &json!({"value": 13})).await.is(412);
    let second = desk.office.clone().with("if-match", "\"1\"");
    second.put_json(&path, &json!({"value": null})).await.is(200);
    assert_eq!(desk.stored("BAA-1.13").await["value"], json!(null));
    let whole = desk.office.get(&format!("/api/v1{}", desk.aid)).await.is(200).json();
    assert_eq!(whole["answers"][0]["item"], "BAA-1.13");
    let text = format!("/api/v1{}", desk.answer("BAA-2.2"));
    first.put_json(&text, &json!({"value": "Worte", "as_of": "2019-06-30"})).await.is(422);
}

#[tokio::test]
async fn a_split_belongs_to_the_day_and_source_of_its_number() {
    let desk = desk_of("05154").await;
    let whole = [("value", "60"), ("as_of", "2019-03-31"), ("source", "ABH")];
    desk.save("BAA-1.2.alter_18_20", &whole).await.is(200);
    let told = desk.save("BAA-1.2.alter_18_20.duldung", &[("value", "70")]).await.is(200).json();
    let message = told["message"].as_str().unwrap_or_default();
    assert!(
        message.contains("18 bis 20 Jahre: Die Teile ergeben zusammen 70, angegeben sind 60: 10 zu viel.")
    );
    assert_eq!(told["beside"]["totals"]["BAA-1.2.alter_18_20"], "60");
    assert_eq!(told["beside"]["totals"]["BAA-1.2.alter_21_25"].as_str().unwrap_or("–"), "–");
    let split = desk.stored("BAA-1.2.alter_18_20.duldung").await;
    assert_eq!((&split["as_of"], &split["source"]), (&json!("2019-03-31"), &json!("ABH")));
    let page = desk.office.get(&format!("{}/BAA-I", desk.aid)).await.is(200);
    page.shows("nach Aufenthaltsstatus aufteilen").shows("aria-label=\"18 bis 20 Jahre: Duldung\"");
    desk.office
        .get(&format!("{}/print", desk.aid))
        .await
        .is(200)
        .shows("<td class=\"num\" data-label=\"Duldung\">70");
    desk.office.get(&format!("{}/BAA-II", desk.aid)).await.is(200).shows(">Kinder und ihre Betreuung</h2>");
}

#[tokio::test]
async fn parts_totals_and_sums_of_the_same_people_are_checked_softly() {
    let desk = desk_of("05154").await;
    desk.number("BAA-1.13", "17").await;
    desk.number("BAA-1.15.kind_0_2", "5").await;
    let told = desk.number("BAA-1.15.kind_3_5", "4").await;
    assert_eq!(told["message"], "2 von 4 Angaben liegen vor, es fehlen 8.");
    assert_eq!(told["beside"]["hints"], json!({"BAA-1.15": ["2 von 4 Angaben liegen vor, es fehlen 8."]}));
    desk.number("BAA-1.15.kind_6_9", "9").await;
    let told = desk.number("BAA-1.15.kind_ueber_10", "1").await;
    assert_eq!(told["message"], "Die Teile ergeben zusammen 19, angegeben sind 17: 2 zu viel.");
    let told = desk.number("BAA-1.14", "20").await;
    let message = told["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("20 ist mehr als"), "{told}");
    // Sums of the same people, each with its day and source.
    for (uid, n) in [("AG", "1"), ("D", "2"), ("AE", "3"), ("NE", "4")] {
        let fields = [("value", n), ("as_of", "2019-06-30"), ("source", "ABH")];
        desk.save(&format!("BAA-1.1.{uid}"), &fields).await.is(200);
    }
    desk.save("BAA-1.5.unterkunft", &[("value", "8"), ("source", "Sozialamt")]).await.is(200);
    let told = desk.save("BAA-1.5.eigene_wohnung", &[("value", "4"), ("source", "Wohnungsamt")]).await;
    let told = told.is(200).json();
    let message = told["message"].as_str().unwrap_or_default();
    assert!(message.contains("1.1 ergibt 10 (Stand 30.06.2019, ABH)"), "{message}");
    assert!(message.contains("1.5 ergibt 12 (Stand 31.07.2019, Sozialamt, Wohnungsamt)"), "{message}");
    assert!(message.contains("Stand und Quelle passen nicht zusammen"), "{message}");
    // All that stands beside the fields of the section now, also at questions long left.
    let beside = &told["beside"]["hints"];
    assert_eq!(beside["BAA-1.1"][0], "Zusammen sind das 10.");
    assert!(beside["BAA-1.15"][0].as_str().is_some_and(|line| line.contains("2 zu viel")), "{beside}");
    // On the overview stands what is worth a look, not mere sums.
    let page = desk.office.get(&desk.aid).await.is(200).shows("2 zu viel").shows("passen nicht zusammen");
    page.hides("Zusammen sind das 10.");
    desk.office.get(&format!("{}/BAA-I", desk.aid)).await.is(200).shows("Zusammen sind das 10.");
}

#[tokio::test]
async fn the_list_is_searched_and_a_series_shows_who_entered_what_when() {
    let desk = desk_of("05154").await;
    let list = format!("{}/figures", desk.home);
    desk.office.get(&list).await.is(200).shows("Noch keine Kennzahlen");
    for (n, as_of) in [("10", "2018-06-30"), ("20", "2018-12-31"), ("30", "2019-06-30")] {
        let fields = [("value", n), ("as_of", as_of), ("source", "Ausländerbehörde")];
        desk.save("BAA-1.1.D", &fields).await.is(200);
    }
    let page = desk.office.get(&list).await.is(200).shows("Duldung").shows("30.06.2019").shows("31 Tage alt");
    page.hides("31.12.2018");
    desk.office.get(&format!("{list}?q=duldung+behorde")).await.is(200).shows("Ausländerbehörde");
    desk.office.get(&format!("{list}?q=nirgends")).await.is(200).shows("Keine Kennzahl gefunden");
    desk.office.get(&format!("{list}?what=kinder")).await.is(200).shows("Keine Kennzahl gefunden");
    let path = desk.figure("zielgruppe,status=duldung");
    let page = desk.office.get(&path).await.is(200);
    let page = page.shows("<svg class=\"lines\"").shows("+10 (+100,0").shows("+10 (+50,0").shows("von Hand");
    let version = page.hidden("version");
    // Adding one by hand, and correcting a day.
    let add = [("version", version.as_str()), ("value", "25"), ("as_of", "2019-03-31"), ("source", "ABH")];
    desk.office.post(&path, &add).await.is(303);
    let stale = [("version", version.as_str()), ("value", "26"), ("as_of", "2019-03-31"), ("source", "ABH")];
    desk.office.post(&path, &stale).await.is(412).shows("Jemand war schneller");
    let wrong = [("version", "4"), ("value", "viele"), ("as_of", "2020-01-01"), ("source", "ABH")];
    desk.office.post(&path, &wrong).await.is(422).shows("ganze Zahl").shows("in der Zukunft");
    desk.office.get(&path).await.is(200).shows("31.03.2019").shows("25");
    let items = desk.office.get(&format!("/api/v1{list}")).await.is(200).json();
    assert_eq!((&items["items"][0]["value"], &items["items"][0]["place"]), (&json!(30), &json!("05154")));
    let reader = desk.app.person(Role::CoreGroupMember, Some(&desk.alliance)).await;
    reader.get(&path).await.is(200).hides("Eintragen oder berichtigen");
    reader.post(&path, &add).await.is(404);
    for unknown in ["nichts", "zielgruppe,status=x", "a=b", "zielgruppe%2Fstatus"] {
        desk.office.get(&desk.figure(unknown)).await.is(404);
    }
    desk.office.get(&path.replace("05154", "05166")).await.is(404);
}

#[tokio::test]
async fn programs_read_and_add_to_a_series() {
    let desk = desk_of("05154").await;
    let path = format!("/api/v1{}", desk.figure("kinder"));
    assert_eq!(desk.office.get(&path).await.is(200).header("etag"), "\"0\"");
    let new = json!({"value": 12, "as_of": "2019-06-30", "source": "Jugendamt"});
    desk.office.post_json(&path, &new).await.is(400);
    let added = desk.office.clone().with("if-match", "\"0\"").post_json(&path, &new).await.is(200);
    assert_eq!((added.header("etag"), &added.json()["days"][0]["way"]), ("\"1\"", &json!("program")));
    let other = json!({"value": "unknown", "as_of": "2019-06-30"});
    desk.office.clone().with("if-match", "\"0\"").post_json(&path, &other).await.is(412);
    let wrong = json!({"value": "viele", "as_of": "2019-06-30"});
    desk.office.clone().with("if-match", "\"1\"").post_json(&path, &wrong).await.is(422);
}

#[tokio::test]
async fn another_alliance_sees_released_numbers_of_its_own_place_and_no_small_ones() {
    let district = desk_of("05154").await;
    // The district keeps two numbers of Goch, and one of Kleve.
    let permit = district.app.permit::<EditWorkbook>(Some(&district.alliance));
    let enter = async |place: &str, key: &str, number: u64| {
        let mut tx = district.app.db().begin(&permit).await.expect("a transaction");
        let value = Some(instrument::Value::Number(number));
        let as_of = Some(day("2019-06-30"));
        let told =
            Told { value, as_of, source: Some("Geheim GmbH".into()), way: Way::Contribution, moves: false };
        figures::enter(&mut tx, &permit, place, key, None, &told).await.expect("entered");
        tx.commit(&permit, "test").await.expect("committed");
    };
    enter("05154016", "kinder", 50).await;
    enter("05154016", "zielgruppe/status=duldung", 3).await;
    enter("05154016", "zielgruppe/status=gestattung", 60).await;
    enter("05154036", "kinder_betreut", 70).await;
    let home = district.home.clone();
    let office = district.office.clone();
    let goch = desk_in(district.app, "05154016").await;
    let section = format!("{}/BAA-I", goch.aid);
    goch.office.get(&section).await.is(200).hides("übernehmen");
    // Off at first; switched on by the district.
    let sharing = format!("{home}/figure-sharing");
    office.get(&sharing).await.is(200).shows("Zurzeit sieht kein anderes Bündnis");
    office.post(&sharing, &[("on", "1")]).await.is(303);
    office.get(&sharing).await.is(200).shows("Seit dem 31.07.2019");
    let page = goch.office.get(&section).await.is(200).shows("Stand 30.06.2019: 50 übernehmen");
    page.hides("Geheim GmbH").hides(": 3 übernehmen").hides(": 60 übernehmen").hides(": 70 übernehmen");
    let offer = [("version", "0"), ("value", "50"), ("as_of", "2019-06-30"), ("source", "Kreis Kleve")];
    goch.office.post(&goch.answer("BAA-1.13"), &offer).await.is(303);
    goch.office.get(&section).await.is(200).hides("50 übernehmen").shows("Quelle: Kreis Kleve");
    office.post(&sharing, &[]).await.is(303);
    goch.office.get(&format!("{}/figures/05154016/zielgruppe,status=gestattung", goch.home)).await.is(200);
}

#[tokio::test]
async fn where_nothing_is_known_now_an_earlier_number_is_offered() {
    let desk = desk_of("05154").await;
    desk.save("BAA-1.13", &[("value", "412"), ("as_of", "2018-06-30")]).await.is(200);
    desk.save("BAA-1.13", &[("value", ""), ("value", "unknown")]).await.is(200);
    let page = desk.office.get(&format!("{}/BAA-I", desk.aid)).await.is(200);
    page.shows("Stand 30.06.2018: 412 übernehmen");
    desk.save("BAA-1.13", &[("value", ""), ("as_of", ""), ("source", "")]).await.is(200);
    assert_eq!(desk.stored("BAA-1.13").await["value"], 412);
}

const TABLE: &str = "Alter;Duldung;Aufenthaltsgestattung\n18 bis 20 Jahre;41;30\ninsgesamt;149;99\n";

impl Desk {
    async fn upload(&self, name: &str, file: &[u8]) -> Answer {
        let path = format!("{}/figure-deliveries/new", self.home);
        let id = self.office.get(&path).await.is(200).hidden("id");
        self.office.upload(&path, &[("id", id.as_str())], name, file).await
    }
    /// Uploads a table and takes its columns as guessed; answers its address.
    async fn delivered(&self, table: &str, as_of: &str, source: &str) -> String {
        let path = self.upload("woche.csv", table.as_bytes()).await.is(303).location();
        let page = self.office.get(&path).await.is(200);
        let version = page.hidden("version");
        let codes = ["kind:alter", "of:status=duldung", "of:status=gestattung"];
        for code in codes {
            assert!(page.text().contains(&format!("value=\"{code}\" selected")), "{code} is guessed");
        }
        let mut fields = vec![("version", version.as_str()), ("what", "zielgruppe")];
        fields.extend([("as_of", as_of), ("source", source)]);
        fields.extend(["column-0", "column-1", "column-2"].into_iter().zip(codes));
        let to = self.office.post(&path, &fields).await.is(303).location();
        assert_eq!(to, format!("{path}/preview"));
        path
    }
    async fn take_over(&self, path: &str, seen: &Answer) -> Answer {
        let (version, mark) = (seen.hidden("version"), seen.hidden("mark"));
        let fields = [("version", version.as_str()), ("mark", mark.as_str())];
        self.office.post(&format!("{path}/preview"), &fields).await
    }
}

#[tokio::test]
async fn a_delivery_shows_what_changes_and_stores_all_at_once() {
    let desk = desk_of("05154").await;
    desk.save("BAA-1.1.D", &[("value", "158"), ("as_of", "2019-06-30"), ("source", "ABH")]).await.is(200);
    desk.save("BAA-1.1.AG", &[("value", "99"), ("as_of", "2019-06-30"), ("source", "ABH")]).await.is(200);
    let path = desk.delivered(TABLE, "2019-07-08", "ABH").await;
    let seen = desk.office.get(&format!("{path}/preview")).await.is(200);
    let seen = seen.shows("2 neue Zahlen").shows("1 Zahl ändert sich").shows("bleibt gleich").shows("158");
    assert_eq!(desk.stored("BAA-1.1.D").await["value"], 158, "nothing is stored before");
    // Meanwhile something changes: the preview is shown again.
    desk.save("BAA-1.1.D", &[("value", "157")]).await.is(200);
    desk.take_over(&path, &seen).await.is(409).shows("noch einmal an").shows("157");
    let path = desk.delivered(TABLE, "2019-07-31", "ABH").await;
    let seen = desk.office.get(&format!("{path}/preview")).await.is(200);
    desk.take_over(&path, &seen).await.is(303);
    desk.take_over(&path, &seen).await.is(303);
    let stored = desk.stored("BAA-1.1.D").await;
    assert_eq!((&stored["value"], &stored["as_of"]), (&json!(149), &json!("2019-07-31")));
    assert_eq!(desk.stored("BAA-1.2.alter_18_20.duldung").await["value"], 41);
    let page = desk.office.get(&desk.figure("zielgruppe,status=duldung")).await.is(200);
    page.shows("aus einer Liste");
    // The next one with the same columns knows what they mean, but not of which day it is.
    let next = desk.upload("naechste.csv", TABLE.as_bytes()).await.is(303).location();
    let page = desk.office.get(&next).await.is(200).shows("schon einmal eingelesen");
    page.shows("name=\"source\" value=\"ABH\"").hides("value=\"2019-07-31\"");
    desk.office
        .get(&format!("{}/figure-deliveries/new", desk.home))
        .await
        .is(200)
        .shows("4 Zahlen übernommen");
    desk.office.post(&format!("{next}/removal"), &[]).await.is(303);
    desk.office.get(&next).await.is(404);
}

#[tokio::test]
async fn rows_that_fit_nowhere_and_days_that_do_not_fit_are_named() {
    let desk = desk_of("05154").await;
    desk.save("BAA-1.1.D", &[("value", "158"), ("as_of", "2019-07-20")]).await.is(200);
    let table = "Alter;Duldung;Aufenthaltsgestattung\n17;4;3\nalle;149;viele\n";
    let path = desk.delivered(table, "2019-07-08", "ABH").await;
    let page = desk.office.get(&format!("{path}/preview")).await.is(200);
    let page = page.shows("Zeile 1: „17“ ist bei „Alter“ nicht bekannt.").shows("neuerer Stand gilt weiter");
    let page = page.shows("„viele“ ist keine ganze Zahl");
    desk.take_over(&path, &page).await.is(303);
    assert_eq!(desk.stored("BAA-1.1.D").await["value"], 158);
}

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_and_nothing_is_held() {
    let desk = desk_of("05154").await;
    for (name, file, words) in [
        ("", &b""[..], "wählen Sie eine Datei"),
        ("leer.csv", b"", "keine Einträge"),
        ("kopf.csv", b"Alter;Duldung\n", "steht nichts"),
        ("bild.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "bild.png"),
    ] {
        let page = desk.upload(name, file).await.is(422).text();
        assert!(page.contains(words), "{name}: {words}");
    }
    let large = vec![b'x'; 5 * 1024 * 1024 + 1];
    desk.upload("gross.csv", &large).await.is(413).shows("größer als 5 MB");
    desk.office
        .get(&format!("{}/figure-deliveries/new", desk.home))
        .await
        .is(200)
        .hides("noch nicht übernommen");
    let path = desk.upload("gut.csv", TABLE.as_bytes()).await.is(303).location();
    let version = desk.office.get(&path).await.is(200).hidden("version");
    let none = [("version", version.as_str()), ("what", "zielgruppe"), ("column-0", "nichts")];
    let page = desk.office.post(&path, &none).await.is(422);
    page.shows("Keine Spalte enthält eine Anzahl").shows("füllen Sie dieses Feld aus").shows("angebotenen");
    let stranger = desk.app.office(&desk.app.alliance("05166").await).await;
    stranger.get(&path).await.is(404);
    // After its time the table is gone by the daily clean-up.
    desk.app.set_day(day("2019-08-08"));
    desk.app.office(&desk.alliance).await.get(&path).await.is(404);
}

/// The database picks the entry that counts as the rules do, whatever arrived in which order.
#[test]
fn the_database_finds_the_figure_that_counts() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let entry = (0..5_i32, proptest::option::of(0..9_u64));
    let entries = proptest::collection::vec(entry, 1..10);
    let keys = ["kinder", "sgb2"];
    let desk = runtime.block_on(desk_of("05154"));
    let permit = desk.app.permit::<EditWorkbook>(Some(&desk.alliance));
    let place = std::cell::Cell::new(10_000_000);
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    runner
        .run(&[entries.clone(), entries], |both| {
            place.set(place.get() + 1);
            let here = place.get().to_string();
            let (current, series) = runtime.block_on(async {
                let mut tx = desk.app.db().begin(&permit).await.expect("a transaction");
                for (key, entries) in keys.iter().zip(&both) {
                    for (at, value) in entries {
                        let told = Told {
                            value: value.map(instrument::Value::Number),
                            as_of: Some(day("2019-01-01").plus_days(*at)),
                            source: None,
                            way: Way::Program,
                            moves: false,
                        };
                        figures::enter(&mut tx, &permit, &here, key, None, &told).await.expect("entered");
                    }
                }
                let view = permit.lesser();
                let mut series = Vec::new();
                for key in keys {
                    series.push(figures::series(&mut tx, &view, &here, key).await.expect("a series"));
                }
                let places = [here.as_str(), "00000000"];
                let found = figures::current_of_places(&mut tx, &view, &places).await.expect("figures");
                tx.commit(&permit, "test").await.expect("committed");
                (found.get(&here).cloned().unwrap_or_default(), series)
            });
            for (key, series) in keys.iter().zip(&series) {
                let found = current.get(*key);
                assert_eq!(found.map_or(0, |found| found.version), series.version());
                let counts = found.map(|found| &found.entry).filter(|entry| entry.value.is_some());
                assert_eq!(counts, series.current());
            }
            Ok(())
        })
        .expect("holds");
}
