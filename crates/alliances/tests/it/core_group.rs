//! Seats in the core group, and the actor table inside the working aid.

use base::Role;
use testkit::{Client, TestApp};

#[tokio::test]
async fn intention_and_membership_stay_apart() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = "0190d6a4-0000-7000-8000-000000000001";
    let row =
        [("id", id), ("name", "KI Kleve"), ("actor_type", "ki"), ("area", "A"), ("back", home.as_str())];
    office.post(&format!("{home}/organisations/rows"), &row).await.is(303);
    let ticks = [("version", "1"), ("name", "KI Kleve"), ("intended_core_group", "1")];
    let saved = office.script().post(&format!("{home}/organisations/{id}/row"), &ticks).await.is(200).json();
    assert_eq!(saved["version"], 2);
    assert_eq!(saved["saved_at"].as_str().map(str::len), Some(5), "{saved}");
    office.get(&format!("{home}/core-group")).await.is(200).shows("Mitglieder heute: 0").shows("KI Kleve");
    let seat =
        [("id", "0190d6a4-0000-7000-8000-000000000002"), ("organisation", id), ("since", "2019-03-01")];
    office.post(&format!("{home}/core-group"), &seat).await.is(303);
    office.get(&format!("{home}/core-group")).await.is(200).shows("Mitglieder heute: 1").shows("01.03.2019");
    // A second seat for the same organisation is none.
    let again =
        [("id", "0190d6a4-0000-7000-8000-000000000003"), ("organisation", id), ("since", "2019-04-01")];
    office.post(&format!("{home}/core-group"), &again).await.is(422).shows("in dieser Zeit schon Mitglied");
    office.post(&format!("{home}/core-group"), &seat).await.is(303);
    office.get(&format!("{home}/core-group")).await.is(200).shows("Mitglieder heute: 1");
    let end = format!("{home}/core-group/0190d6a4-0000-7000-8000-000000000002/end");
    office.post(&end, &[("until", "2019-07-01")]).await.is(400);
    let early = [("version", "1"), ("until", "2019-02-01")];
    office.post(&end, &early).await.is(422).shows("nicht vor dem ersten").shows("value=\"2019-02-01\"");
    office.post(&end, &[("version", "9"), ("until", "2019-07-01")]).await.is(412);
    for _ in 0..2 {
        office.post(&end, &[("version", "1"), ("until", "2019-07-01")]).await.is(303);
    }
    office
        .get(&format!("{home}/core-group"))
        .await
        .is(200)
        .shows("Mitglieder heute: 0")
        .shows("Frühere Mitgliedschaften");
}

#[tokio::test]
async fn a_stale_row_tells_the_script_where_to_choose() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await.script();
    let home = format!("/alliances/{}", alliance.slug);
    let id = "0190d6a4-0000-7000-8000-000000000001";
    office
        .post(&format!("{home}/organisations/rows"), &[("id", id), ("name", "VHS"), ("actor_type", "vhs")])
        .await
        .is(303);
    let row = format!("{home}/organisations/{id}/row");
    office.post(&row, &[("version", "1"), ("name", "VHS Kleve")]).await.is(200);
    let stale = office.post(&row, &[("version", "1"), ("name", "VHS Goch")]).await.is(412).json();
    assert_eq!(stale["conflict_url"], format!("{home}/organisations/{id}"));
    let wrong = office.post(&row, &[("version", "2"), ("name", "")]).await.is(422).json();
    assert_eq!(wrong["message"], "Bitte füllen Sie dieses Feld aus.");
}

const SEAT: &str = "0190d6a4-0000-7000-8000-0000000000f1";

/// The office of Kleve with two organisations, the first of them in the core group.
async fn seated() -> (TestApp, base::Alliance, Client, String, [&'static str; 2]) {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let ids = ["0190d6a4-0000-7000-8000-000000000011", "0190d6a4-0000-7000-8000-000000000012"];
    for (id, name) in ids.into_iter().zip(["KI Kleve", "VHS Goch"]) {
        let row = [("id", id), ("name", name), ("actor_type", "ki"), ("area", "A"), ("back", home.as_str())];
        office.post(&format!("{home}/organisations/rows"), &row).await.is(303);
    }
    let seat = [("id", SEAT), ("organisation", ids[0]), ("since", "2019-03-01")];
    office.post(&format!("{home}/core-group"), &seat).await.is(303);
    (app, alliance, office, home, ids)
}

#[tokio::test]
async fn who_leaves_the_directory_leaves_the_core_group_and_is_counted_nowhere() {
    let (_app, _, office, home, [id, _]) = seated().await;
    let counted = async || {
        let list = office.get(&format!("{home}/core-group")).await.is(200);
        let json = office.get(&format!("/api/v1{home}")).await.is(200).json();
        (list, json["core_group_size"].clone())
    };
    let (list, size) = counted().await;
    list.shows("Mitglieder heute: 1");
    assert_eq!(size, 1);
    office.get(&home).await.is(200).shows("1 Mitglied");
    let version = office.get(&format!("{home}/organisations/{id}")).await.is(200).hidden("version");
    office.post(&format!("{home}/organisations/{id}/removal"), &[("version", &version)]).await.is(303);
    let (list, size) = counted().await;
    list.shows("Mitglieder heute: 0")
        .shows("Frühere Mitgliedschaften")
        .shows("KI Kleve: 01.03.2019 – 31.07.2019")
        .hides(&format!("/organisations/{id}"));
    assert_eq!(size, 0);
    office.get(&home).await.is(200).shows("Noch niemand");
}

#[tokio::test]
async fn a_wrong_seat_is_corrected_or_taken_back_and_the_history_tells() {
    let (_app, _, office, home, [id, other]) = seated().await;
    let path = format!("{home}/core-group/{SEAT}");
    office.get(&path).await.is(200).shows("Mitgliedschaft berichtigen").shows("value=\"2019-03-01\"");
    let change = |version, organisation, since, until| {
        [("version", version), ("organisation", organisation), ("since", since), ("until", until)]
    };
    office
        .post(&path, &change("1", id, "2019-04-01", "2019-03-01"))
        .await
        .is(422)
        .shows("nicht vor dem ersten");
    office.post(&path, &change("1", "niemand", "2019-04-01", "")).await.is(422).shows("wählen Sie eine");
    office.post(&path, &change("1", id, "2019-04-01", "")).await.is(303);
    let stale = office.post(&path, &change("1", id, "2019-05-01", "")).await.is(412);
    stale.shows("01.04.2019").shows("01.05.2019");
    office
        .get(&format!("{home}/organisations/{id}"))
        .await
        .is(200)
        .shows("Mitglied seit: von „01.03.2019“ zu „01.04.2019“");
    // Given to the other, the days are the other's.
    office.post(&path, &change("2", other, "2019-04-01", "2019-06-30")).await.is(303);
    office.get(&format!("{home}/core-group")).await.is(200).shows("VHS Goch: 01.04.2019 – 30.06.2019");
    let second =
        [("id", "0190d6a4-0000-7000-8000-0000000000f2"), ("organisation", other), ("since", "2019-06-30")];
    office.post(&format!("{home}/core-group"), &second).await.is(422).shows("in dieser Zeit schon Mitglied");
    office.post(&format!("{path}/removal"), &[("version", "2")]).await.is(412);
    office.post(&format!("{path}/removal"), &[("version", "3")]).await.is(303);
    office.get(&path).await.is(404);
    office.get(&format!("{home}/core-group")).await.is(200).hides("Frühere Mitgliedschaften");
}

#[tokio::test]
async fn only_the_own_office_corrects_a_seat() {
    let (app, alliance, _, home, [id, _]) = seated().await;
    let path = format!("{home}/core-group/{SEAT}");
    let viersen = app.alliance("05166").await;
    let foreign = app.office(&viersen).await;
    let member = app.person(Role::CoreGroupMember, Some(&alliance)).await;
    let fields = [("version", "1"), ("organisation", id), ("since", "2019-01-01")];
    for who in [&foreign, &member] {
        who.get(&path).await.is(404);
        who.post(&path, &fields).await.is(404);
        who.post(&format!("{path}/removal"), &fields).await.is(404);
    }
    foreign.get(&format!("/alliances/{}/core-group/{SEAT}", viersen.slug)).await.is(404);
    member.get(&format!("{home}/core-group")).await.is(200).hides("Berichtigen");
}

#[tokio::test]
async fn a_row_saves_all_its_columns_and_says_what_to_think_of() {
    let (_app, _, office, home, [id, other]) = seated().await;
    let office = office.script();
    let row = format!("{home}/organisations/{id}/row");
    let all = |version, speaker| {
        vec![
            ("version", version),
            ("name", "KI Kleve"),
            ("contribution", "Räume"),
            ("address", "Markt 1\nKleve"),
            ("taking_part", "outside"),
            ("taking_part_reason", "keine Zeit"),
            ("speaker", speaker),
        ]
    };
    let told = office.post(&row, &all("1", "VHS Xanten")).await.is(422).json();
    assert!(told["message"].as_str().is_some_and(|m| m.contains("gibt es im Verzeichnis nicht")), "{told}");
    office.post(&row, &all("1", "vhs goch")).await.is(200);
    let json = office.get(&format!("/api/v1{row}").replace("/row", "")).await.is(200).json();
    assert_eq!((&json["address"], &json["taking_part"]), (&"Markt 1\nKleve".into(), &"outside".into()));
    assert_eq!(json["represented_by"], other);
    // Nobody is represented in a circle, and a missing reason is asked for.
    let circle = [("version", "1"), ("name", "VHS Goch"), ("speaker", "KI Kleve")];
    let told = office.post(&format!("{home}/organisations/{other}/row"), &circle).await.is(422).json();
    assert!(told["message"].as_str().is_some_and(|m| m.contains("wird selbst schon durch")), "{told}");
    let silent = [("version", "2"), ("name", "KI Kleve"), ("taking_part", "no"), ("taking_part_reason", "")];
    let told = office.post(&row, &silent).await.is(422).json();
    assert_eq!(told["message"], "Bitte nennen Sie den Grund.");
    // Fields a row does not send stay as they are; a new remark is said once.
    let wanted = [("version", "1"), ("name", "VHS Goch"), ("can_decide", "1"), ("intended_core_group", "1")];
    office.post(&format!("{home}/organisations/{other}/row"), &wanted).await.is(200);
    let alone = [("version", "2"), ("name", "VHS Goch"), ("intended_core_group", "1")];
    let told = office.post(&format!("{home}/organisations/{other}/row"), &alone).await.is(200).json();
    assert!(told["message"].as_str().is_some_and(|m| m.contains("der für die eigene Stelle")), "{told}");
    let again = [("version", "3"), ("name", "VHS Goch"), ("intended_core_group", "1"), ("contribution", "x")];
    let told = office.post(&format!("{home}/organisations/{other}/row"), &again).await.is(200).json();
    assert!(told.get("message").is_none(), "{told}");
    let json = office.get(&format!("/api/v1{home}/organisations/{id}")).await.is(200).json();
    assert_eq!(json["taking_part_reason"], "keine Zeit");
}

#[tokio::test]
async fn a_refused_row_and_a_conflict_lead_back_into_the_working_aid() {
    let (_app, _, office, home, [id, _]) = seated().await;
    let aid = format!("{home}/workbooks/strukturen/STR-1");
    let new = "0190d6a4-0000-7000-8000-000000000099";
    let nameless = [("id", new), ("name", ""), ("actor_type", "vhs"), ("area", "B"), ("back", aid.as_str())];
    let page = office.post(&format!("{home}/organisations/rows"), &nameless).await.is(422);
    assert_eq!(page.hidden("back"), aid);
    let named = [("id", new), ("name", "VHS"), ("actor_type", "vhs"), ("back", aid.as_str())];
    let to = office.post(&format!("{home}/organisations"), &named).await.is(303).location();
    assert_eq!(to, format!("{aid}#n-{new}"));
    let row = format!("{home}/organisations/{id}/row");
    let change = |name| [("version", "1"), ("name", name), ("back", aid.as_str())];
    assert_eq!(office.post(&row, &change("KI")).await.is(303).location(), format!("{aid}#n-{id}"));
    let conflict = office.post(&row, &change("Integrationszentrum")).await.is(412);
    assert_eq!(conflict.hidden("back"), aid);
    let chosen =
        [("version", "2"), ("name", "Integrationszentrum"), ("actor_type", "ki"), ("back", aid.as_str())];
    let to = office.post(&format!("{home}/organisations/{id}"), &chosen).await.is(303).location();
    assert_eq!(to, format!("{aid}#n-{id}"));
}

#[tokio::test]
async fn a_contact_in_a_row_saves_itself_from_the_first_letter_on() {
    let (_app, _, office, home, [id, _]) = seated().await;
    let script = office.script();
    let path = format!("{home}/organisations/{id}/contacts");
    let key = "0190d6a4-0000-7000-8000-0000000000c1";
    let post = |version, name, phone| [("id", key), ("version", version), ("name", name), ("phone", phone)];
    assert_eq!(script.post(&path, &post("0", "", "")).await.is(200).json()["version"], 0);
    let told = script.post(&path, &post("0", "", "0282")).await.is(422).json();
    assert_eq!(told["message"], "Bitte füllen Sie dieses Feld aus.");
    assert_eq!(script.post(&path, &post("0", "Robin", "0282")).await.is(200).json()["version"], 1);
    assert_eq!(script.post(&path, &post("1", "Robin B.", "0282")).await.is(200).json()["version"], 2);
    // The answer got lost and the same is sent again.
    assert_eq!(script.post(&path, &post("1", "Robin B.", "0282")).await.is(200).json()["version"], 2);
    let stale = script.post(&path, &post("1", "Robin C.", "0282")).await.is(412).json();
    assert_eq!(stale["conflict_url"], format!("{home}/contacts/{key}"));
    office.get(&format!("{home}/workbooks/strukturen/STR-1")).await.is(200).shows("value=\"Robin B.\"");
}
