//! Working copies through requests: answers saved one by one, with and without
//! the script, two people at once, bad input, history, paper.

use base::{Alliance, Role};
use serde_json::json;
use testkit::{Client, TestApp};

/// The office of Kleve in front of an untouched working aid.
async fn office() -> (TestApp, Alliance, Client, String) {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let base = format!("/alliances/{}/workbooks/strukturen", alliance.slug);
    (app, alliance, office, base)
}

#[tokio::test]
async fn an_untouched_aid_shows_its_sections_and_where_to_begin() {
    let (_, _, office, base) = office().await;
    let page = office.get(&base).await.is(200);
    let page = page.shows("Noch nichts eingetragen").shows("Akteure und Gremien vor Ort").shows("noch leer");
    page.shows(&format!("href=\"{base}/STR-2\"")).shows(&format!("href=\"{base}/print\""));
}

#[tokio::test]
async fn a_field_saves_itself_and_the_branch_it_opens_is_shown() {
    let (_, _, office, base) = office().await;
    let section = office.get(&format!("{base}/STR-2")).await.is(200);
    let hidden = "id=\"q-STR-2.2.1\" data-visible-if=\"STR-2.1=ja\" hidden";
    let section = section.shows(hidden).shows("verlässt das Bündnis").shows("Ergänzung");
    section.shows("id=\"f-STR-2.1\"").shows("data-autosave");
    let answer = format!("{base}/answers/STR-2.1");
    let saved = office.script().post(&answer, &[("version", "0"), ("value", "ja")]).await.is(200).json();
    assert_eq!((&saved["version"], &saved["saved_at"]), (&json!(1), &json!("12:00")), "{saved}");
    let section = office.get(&format!("{base}/STR-2")).await.is(200).hides(hidden);
    section
        .shows("gespeichert 31.07.2019, 12:00")
        .shows("id=\"q-STR-2.3.1\" data-visible-if=\"STR-2.1=nein\" hidden");
    office.get(&base).await.is(200).shows("begonnen").shows("Zuletzt geändert am 31.07.2019, 12:00 von");
}

#[tokio::test]
async fn a_remark_that_holds_now_comes_with_the_answer_to_the_save() {
    let (_, _, office, base) = office().await;
    let answer = format!("{base}/answers/STR-2.1");
    let told = office.script().post(&answer, &[("version", "0"), ("value", "nein")]).await.is(200).json();
    assert!(
        told["message"].as_str().is_some_and(|m| m.starts_with("Unter 1.2 steht noch kein Gremium.")),
        "{told}"
    );
    let told = office.script().post(&answer, &[("version", "1"), ("value", "ja")]).await.is(200).json();
    assert_eq!((&told["version"], told.get("message")), (&json!(2), None), "it holds no more: {told}");
}

#[tokio::test]
async fn the_list_names_every_aid_with_its_state_and_next_step() {
    let (app, alliance, office, base) = office().await;
    let list = base.trim_end_matches("/strukturen");
    office
        .get(list)
        .await
        .is(200)
        .shows("Arbeitshilfe „Strukturen“")
        .shows("Bedarfs- und Angebotsanalyse")
        .shows(&format!("href=\"{list}/bedarfsanalyse\""));
    let items = office.get(&format!("/api/v1{list}")).await.is(200).json();
    assert_eq!(
        (&items["items"][0]["instrument"], &items["items"][0]["state"]),
        (&json!("bedarfsanalyse"), &json!("empty"))
    );
    assert_eq!(
        (&items["items"][1]["instrument"], &items["items"][1]["state"]),
        (&json!("strukturen"), &json!("begun"))
    );
    let contact = app.municipality_contact(&alliance, "05154016").await;
    contact.get(list).await.is(404);
    contact.get(&format!("/api/v1{list}")).await.is(404);
}

#[tokio::test]
async fn the_start_page_of_an_alliance_leads_to_what_it_is_asked_for() {
    let (app, land, kleve, _) = crate::waves::land().await;
    let office = app.office(&kleve).await;
    let home = format!("/alliances/{}", kleve.slug);
    office.get(&home).await.is(200).hides("Darum wird Ihr Bündnis gebeten");
    let wave = crate::waves::planned(&land, &[]).await;
    crate::waves::open(&land, &wave).await;
    let page = office.get(&home).await.is(200).shows("Darum wird Ihr Bündnis gebeten");
    page.shows("Strukturen, Sommer 2019")
        .shows("Bitte abgeben bis 15.08.2019")
        .shows("noch nichts abgegeben");
    // Who may not read the working aids sees no requests for them.
    let contact = app.municipality_contact(&kleve, "05154016").await;
    contact.get(&home).await.is(200).hides("Darum wird Ihr Bündnis gebeten");
}

#[tokio::test]
async fn without_the_script_a_save_leads_back_to_the_field() {
    let (_, _, office, base) = office().await;
    let fields = [("version", "0"), ("value", "Wir kennen uns.\r\nSeit Jahren.")];
    let to = office.post(&format!("{base}/answers/STR-2.4"), &fields).await.is(303).location();
    assert_eq!(to, format!("{base}/STR-2#f-STR-2.4"));
    office.get(&format!("{base}/STR-2")).await.is(200).shows("Wir kennen uns.\nSeit Jahren.</textarea>");
    let to = office.get(&format!("{base}/answers/STR-2.4")).await.is(303).location();
    assert_eq!(to, format!("{base}/STR-2#f-STR-2.4"));
}

#[tokio::test]
async fn ticked_suggestions_and_own_words_are_one_answer() {
    let (_, _, office, base) = office().await;
    let kaoa = "Kein Abschluss ohne Anschluss (KAoA)";
    let fields = [("version", "0"), ("suggestion", kaoa), ("value", "Runder Tisch")];
    office.post(&format!("{base}/answers/STR-2.2.1"), &fields).await.is(303);
    let api = format!("/api/v1{base}");
    let stored = office.get(&format!("{api}/answers/STR-2.2.1")).await.is(200).json();
    assert_eq!(stored["value"], format!("{kaoa}\nRunder Tisch"));
    let section = office.get(&format!("{base}/STR-2")).await.is(200);
    section.shows(&format!("value=\"{kaoa}\" checked")).shows("Runder Tisch</textarea>");
}

#[tokio::test]
async fn two_offers_of_one_kind_are_told_apart_by_their_rows() {
    let (_app, kleve, office, _) = office().await;
    let book = format!("/alliances/{}/workbooks/bedarfsanalyse", kleve.slug);
    let mut fields = vec![("version".to_owned(), "0".to_owned())];
    for (row, title) in [(1, "Am Markt"), (2, "Am Hafen")] {
        for column in 1..=8 {
            let cell = match column {
                1 => "integrationskurse",
                2 => title,
                _ => "",
            };
            fields.push((format!("cell-{row}-{column}"), cell.to_owned()));
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    office.script().post(&format!("{book}/answers/BAA-4.1"), &fields).await.is(200);
    let kind = "Titel und Anbieter, Integrationskurse und Jugendintegrationskurse";
    let page = office.get(&format!("{book}/BAA-IV")).await.is(200);
    page.shows(&format!("value=\"Am Markt\" aria-label=\"{kind}, Zeile 1\""))
        .shows(&format!("value=\"Am Hafen\" aria-label=\"{kind}, Zeile 2\""))
        .shows("aria-label=\"Titel und Anbieter, Allgemeine Deutschkurse\"");
}

#[tokio::test]
async fn two_people_see_both_answers_and_one_chooses() {
    let (app, alliance, office, base) = office().await;
    let deputy = app.person(Role::Deputy, Some(&alliance)).await;
    let answer = format!("{base}/answers/STR-2.4");
    office.post(&answer, &[("version", "0"), ("value", "Meine Gründe")]).await.is(303);
    let told =
        deputy.script().post(&answer, &[("version", "0"), ("value", "Andere Gründe")]).await.is(412).json();
    assert_eq!(told["conflict_url"], answer);
    assert!(told["message"].as_str().is_some_and(|m| m.contains("nicht verloren")), "{told}");
    let page = deputy.post(&answer, &[("version", "0"), ("value", "Andere Gründe")]).await.is(412);
    let page = page.shows("Meine Gründe").shows("Andere Gründe").shows("Warum haben Sie sich");
    let (version, mine) = (page.hidden("version"), "\"Andere Gründe\"");
    deputy.post(&answer, &[("version", &version), ("stored", mine)]).await.is(303);
    let stored = office.get(&format!("/api/v1{answer}")).await.is(200);
    assert_eq!((stored.json()["value"].clone(), stored.header("etag")), (json!("Andere Gründe"), "\"2\""));
    // The same value based on an old version is no conflict, and changes nothing.
    office.post(&answer, &[("version", "0"), ("value", "Andere Gründe")]).await.is(303);
    assert_eq!(office.get(&format!("/api/v1{answer}")).await.is(200).header("etag"), "\"2\"");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_at_the_field_and_nothing_typed_is_lost() {
    let (_, _, office, base) = office().await;
    let long = "Ä".repeat(4001);
    let answer = format!("{base}/answers/STR-2.4");
    let page = office.post(&answer, &[("version", "0"), ("value", &long)]).await.is(422);
    let page = page.shows("4001 Zeichen, erlaubt sind 4000").shows(&long).shows("href=\"#f-STR-2.4\"");
    page.shows("aria-describedby=\"h-STR-2.4 e-STR-2.4\" aria-invalid=\"true\"");
    let script = office.script();
    for (uid, value, words) in [
        ("STR-2.4", "a\u{202e}b", "unsichtbare Steuerzeichen"),
        ("STR-2.4", "a\0b", "unsichtbare Steuerzeichen"),
        ("STR-2.1", "vielleicht", "steht nicht zur Auswahl"),
    ] {
        let path = format!("{base}/answers/{uid}");
        let told = script.post(&path, &[("version", "0"), ("value", value)]).await.is(422).json();
        assert!(told["message"].as_str().is_some_and(|m| m.contains(words)), "{told}");
    }
    for broken in ["version=0", "value=ja", "version=x&value=ja", "version=0&value=%FF", ""] {
        let told = script.post_raw(&format!("{base}/answers/STR-2.1"), broken.into()).await.is(400).json();
        assert!(told["message"].as_str().is_some_and(|m| m.len() > 20), "{broken}: {told}");
    }
    script.post_raw(&format!("{base}/answers/STR-2.1"), vec![b'a'; 5_000_000]).await.is(413);
    for unknown in ["STR-9.9", "STR-1.1", "STR-2.1%00"] {
        script.post(&format!("{base}/answers/{unknown}"), &[("version", "0"), ("value", "ja")]).await.is(404);
    }
    office.get(&format!("{base}/STR-99")).await.is(404);
    office.get(&base.replace("strukturen", "unbekannt")).await.is(404);
    office.get(&base).await.is(200).shows("Noch nichts eingetragen");
}

#[tokio::test]
async fn the_history_of_an_answer_is_told_and_an_old_one_can_be_taken_up_again() {
    let (app, alliance, office, base) = office().await;
    let answer = format!("{base}/answers/STR-2.1");
    office.get(&format!("{answer}/history")).await.is(200).shows("noch nichts gespeichert");
    office.post(&answer, &[("version", "0"), ("value", "ja")]).await.is(303);
    office.post(&answer, &[("version", "1"), ("value", "")]).await.is(303);
    let page = office.get(&format!("{answer}/history")).await.is(200);
    let page = page
        .shows("Ja, wir binden sie an ein bestehendes Netzwerk an.")
        .shows("geleert")
        .shows("eingetragen");
    let again = page.hidden("stored").replace("&#34;", "\"");
    office.post(&answer, &[("version", &page.hidden("version")), ("stored", &again)]).await.is(303);
    assert_eq!(office.get(&format!("/api/v1{answer}")).await.is(200).json()["value"], "ja");
    let lead = app.person(Role::BoardLead, Some(&alliance)).await;
    lead.get(&format!("{answer}/history")).await.is(200).hides("wieder übernehmen");
}

#[tokio::test]
async fn who_may_only_read_sees_answers_and_no_fields() {
    let (app, alliance, office, base) = office().await;
    office
        .post(&format!("{base}/answers/STR-2.4"), &[("version", "0"), ("value", "Gute Gründe")])
        .await
        .is(303);
    let member = app.person(Role::CoreGroupMember, Some(&alliance)).await;
    let page = member.get(&format!("{base}/STR-2")).await.is(200);
    page.shows("Gute Gründe")
        .shows("Sie können diese Antworten lesen")
        .hides("<textarea")
        .hides("data-autosave");
    member.post(&format!("{base}/answers/STR-2.4"), &[("version", "1"), ("value", "x")]).await.is(404);
    member.put_json(&format!("/api/v1{base}/answers/STR-2.4"), &json!({"value": "x"})).await.is(404);
}

#[tokio::test]
async fn a_foreign_alliance_is_like_an_unknown_one() {
    let (app, _, _, base) = office().await;
    let other = app.alliance("05315000").await;
    let stranger = app.office(&other).await;
    let coordination = app.person(Role::StateCoordination, None).await;
    let contributor = app.person(Role::Contributor, Some(&other)).await;
    let api = format!("/api/v1{base}");
    for path in [
        &base,
        &format!("{base}/STR-2"),
        &format!("{base}/print"),
        &api,
        &format!("{base}/answers/STR-2.1/history"),
    ] {
        for who in [&stranger, &coordination, &contributor] {
            who.get(path).await.is(404);
        }
    }
    stranger.post(&format!("{base}/answers/STR-2.1"), &[("version", "0"), ("value", "ja")]).await.is(404);
    stranger.post(&format!("{base}/versions/1"), &[("from", "1")]).await.is(404);
}

#[tokio::test]
async fn the_whole_aid_prints_with_room_for_signatures() {
    let (_, _, office, base) = office().await;
    office.post(&format!("{base}/answers/STR-2.1"), &[("version", "0"), ("value", "nein")]).await.is(303);
    office
        .post(&format!("{base}/answers/STR-2.3.1"), &[("version", "0"), ("value", "Beim Dezernat")])
        .await
        .is(303);
    let page = office.get(&format!("{base}/print")).await.is(200);
    let page = page.shows("Beim Dezernat").shows("Unterschriften").shows("Welche Gremien, Arbeitskreise");
    page.hides("An welches Netzwerk binden Sie").hides("<textarea").hides("<form class=\"answer\"");
}

#[tokio::test]
async fn paper_has_every_column_of_actors_and_bodies_and_no_empty_types() {
    let (app, alliance, office, base) = office().await;
    let home = format!("/alliances/{}", alliance.slug);
    let empty = office.get(&format!("{base}/print")).await.is(200);
    empty.shows("Noch keine Stelle eingetragen.").hides("Ausländerbehörde").hides("Keine Stelle eingetragen");
    let ids = ["0190d6a4-0000-7000-8000-000000000001", "0190d6a4-0000-7000-8000-000000000002"];
    for (id, name) in ids.into_iter().zip(["BK Kleve", "BK Geldern"]) {
        let row = [("id", id), ("name", name), ("actor_type", "berufskollegs"), ("area", "B")];
        office.post(&format!("{home}/organisations/rows"), &row).await.is(303);
    }
    let row = [
        ("version", "1"),
        ("name", "BK Geldern"),
        ("address", "Am Nierspark 35"),
        ("cooperates", "1"),
        ("can_decide", "1"),
        ("contribution", "Klassen"),
        ("taking_part", "outside"),
        ("taking_part_reason", "fehlende Zeit"),
        ("speaker", "BK Kleve"),
    ];
    office.post(&format!("{home}/organisations/{}/row", ids[1]), &row).await.is(303);
    let contact =
        [("id", "0190d6a4-0000-7000-8000-0000000000c1"), ("name", "Kim Beispiel"), ("phone", "02831 1")];
    office.post(&format!("{home}/organisations/{}/contacts", ids[1]), &contact).await.is(303);
    let seat = "0190d6a4-0000-7000-8000-0000000000f1";
    let fields = [("id", seat), ("organisation", ids[1]), ("since", "2019-03-01")];
    office.post(&format!("{home}/core-group"), &fields).await.is(303);
    let end = [("version", "1"), ("until", "2019-06-30")];
    office.post(&format!("{home}/core-group/{seat}/end"), &end).await.is(303);
    let body = [
        ("id", "0190d6a4-0000-7000-8000-0000000000b1"),
        ("kind", "working_group"),
        ("name", "AK Übergang"),
        ("task", "Übergänge begleiten"),
        ("relevance", "Kennt die Jugendlichen"),
        ("members", "Jobcenter und VHS"),
        ("coordination", "Bildungsbüro"),
        ("meetings_per_year", "4"),
        ("function", "Kann die Kerngruppe sein"),
    ];
    office.post(&format!("{home}/bodies"), &body).await.is(303);
    let lead = app.person(Role::BoardLead, Some(&alliance)).await;
    for who in [&office, &lead] {
        let mut page = who.get(&format!("{base}/print")).await.is(200);
        for words in [
            "Am Nierspark 35",
            "Arbeitet schon mit uns zusammen · Kann für die eigene Stelle entscheiden",
            "Kim Beispiel, 02831 1",
            "Klassen",
            "01.03.2019 – 30.06.2019",
            "Beteiligt, aber außerhalb der Kerngruppe: fehlende Zeit",
            "Wird vertreten durch",
            "Spricht auch für",
            "Übergänge begleiten",
            "Kennt die Jugendlichen",
            "Jobcenter und VHS",
            "Bildungsbüro",
            "Sitzungen im Jahr",
            "Kann die Kerngruppe sein",
        ] {
            page = page.shows(words);
        }
        page.hides("actors__area").hides("<textarea").hides("Ausländerbehörde");
    }
}

#[tokio::test]
async fn bodies_entered_once_are_on_offer_where_the_core_group_is_attached() {
    let (_, alliance, office, base) = office().await;
    let home = format!("/alliances/{}", alliance.slug);
    let body =
        [("id", "0190d6a4-0000-7000-8000-0000000000b1"), ("kind", "committee"), ("name", "AK Übergang")];
    office.post(&format!("{home}/bodies"), &body).await.is(303);
    office.post(&format!("{base}/answers/STR-2.1"), &[("version", "0"), ("value", "ja")]).await.is(303);
    let offered = "name=\"suggestion\" value=\"AK Übergang\"";
    office.get(&format!("{base}/STR-2")).await.is(200).shows(offered).hides("value=\"AK Übergang\" checked");
    let fields = [("version", "0"), ("suggestion", "AK Übergang"), ("value", "")];
    office.post(&format!("{base}/answers/STR-2.2.1"), &fields).await.is(303);
    office.get(&format!("{base}/STR-2")).await.is(200).shows("value=\"AK Übergang\" checked");
    let stored = office.get(&format!("/api/v1{base}/answers/STR-2.2.1")).await.is(200).json();
    assert_eq!(stored["value"], "AK Übergang");
}

#[tokio::test]
async fn programs_read_and_write_the_same_answers() {
    let (_, _, office, base) = office().await;
    let api = format!("/api/v1{base}");
    let path = format!("{api}/answers/STR-2.1");
    office.put_json(&path, &json!({"value": "ja"})).await.is(400);
    let first = office.clone().with("if-match", "\"0\"");
    let saved = first.put_json(&path, &json!({"value": "ja"})).await.is(200);
    assert_eq!((saved.json()["version"].clone(), saved.header("etag")), (json!(1), "\"1\""));
    first.put_json(&path, &json!({"value": "nein"})).await.is(412);
    first.put_json(&path, &json!({"value": "ja"})).await.is(200);
    for wrong in [json!({"value": "x"}), json!({"value": {"a": 1}}), json!({"value": ["ja"]})] {
        let told = office.clone().with("if-match", "1").put_json(&path, &wrong).await.is(422).json();
        assert_eq!(told["field"], "value", "{told}");
    }
    office.clone().with("if-match", "1").put_json(&path, &json!({"wert": "ja"})).await.is(422);
    office.clone().with("if-match", "1").put_json(&path, &json!({"value": null})).await.is(200);
    let whole = office.get(&api).await.is(200).json();
    assert_eq!(whole["sections"][0]["uid"], "STR-0");
    assert_eq!(whole["answers"][0]["item"], "STR-2.1");
    assert_eq!((&whole["answers"][0]["value"], &whole["answers"][0]["version"]), (&json!(null), &json!(2)));
}
