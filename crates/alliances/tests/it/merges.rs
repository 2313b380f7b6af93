//! Merging doubles and undoing it, through requests.

use base::Role;
use serde_json::Value;
use testkit::{Answer, Client, TestApp};

struct Desk {
    app: TestApp,
    alliance: base::Alliance,
    office: Client,
    home: String,
}

async fn kleve() -> Desk {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    Desk { app, alliance, office, home }
}

impl Desk {
    /// Adds an organisation; answers its key.
    async fn add(&self, name: &str, more: &[(&str, &str)]) -> String {
        let id = self.office.get(&format!("{}/organisations/new", self.home)).await.is(200).hidden("id");
        let mut fields = vec![("id", id.as_str()), ("name", name)];
        fields.extend(more);
        for (field, value) in [("area", "B"), ("taking_part", "open")] {
            if more.iter().all(|(f, _)| *f != field) {
                fields.push((field, value));
            }
        }
        self.office.post(&format!("{}/organisations", self.home), &fields).await.is(303);
        id
    }

    async fn contact(&self, organisation: &str, name: &str) {
        let page = self.office.get(&format!("{}/organisations/{organisation}", self.home)).await.is(200);
        let text = page.text();
        let form = text.split("/contacts\"").nth(1).expect("the form for a new contact");
        let id = form.split("name=\"id\" value=\"").nth(1).and_then(|r| r.split('"').next()).expect("a key");
        let fields = [("id", id), ("name", name), ("phone", ""), ("email", "")];
        self.office
            .post(&format!("{}/organisations/{organisation}/contacts", self.home), &fields)
            .await
            .is(303);
    }

    async fn seat(&self, organisation: &str, since: &str) -> String {
        let page = self.office.get(&format!("{}/core-group", self.home)).await.is(200);
        let id = page.hidden("id");
        let fields = [("id", id.as_str()), ("organisation", organisation), ("since", since)];
        self.office.post(&format!("{}/core-group", self.home), &fields).await.is(303);
        id
    }

    async fn end_seat(&self, seat: &str, until: &str) {
        let path = format!("{}/core-group/{seat}", self.home);
        let version = self.office.get(&path).await.is(200).hidden("version");
        let fields = [("version", version.as_str()), ("until", until)];
        self.office.post(&format!("{path}/end"), &fields).await.is(303);
    }

    fn merge_path(&self, kept: &str) -> String {
        format!("{}/organisations/{kept}/merge", self.home)
    }

    async fn compare(&self, kept: &str, double: &str) -> Answer {
        self.office.get(&format!("{}?with={double}", self.merge_path(kept))).await.is(200)
    }

    /// Merges as the page suggests, but for some choices.
    async fn merge(&self, kept: &str, seen: &Answer, choices: &[(&str, &str)]) -> Answer {
        let hidden = ["id", "with", "version", "with_version"].map(|name| (name, seen.hidden(name)));
        let mut fields: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend(choices);
        self.office.post(&self.merge_path(kept), &fields).await
    }

    /// Undoes the newest merge.
    async fn undo(&self) -> Answer {
        let list = self.office.get(&format!("{}/merges", self.home)).await.is(200).text();
        let path = list.split("/undo\"").next().and_then(|t| t.rsplit("action=\"").next()).expect("an undo");
        self.office.post(&format!("{path}/undo"), &[]).await
    }

    async fn json(&self, organisation: &str) -> Value {
        let path = format!("/api/v1{}/organisations/{organisation}", self.home);
        let mut found = self.office.get(&path).await.is(200).json();
        found["version"] = Value::Null;
        found
    }

    async fn names(&self) -> Vec<String> {
        let list =
            self.office.get(&format!("/api/v1{}/organisations?limit=200", self.home)).await.is(200).json();
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|o| o["name"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

#[tokio::test]
async fn doubles_become_one_with_everything_they_had_and_come_apart_again() {
    let o = kleve().await;
    let kept = o.add("VHS Kleve", &[("contribution", "Räume")]).await;
    let double = o.add("Volkshochschule Kleve", &[("actor_type", "vhs"), ("contribution", "Kurse")]).await;
    let represented = o.add("Abendschule", &[("represented_by", double.as_str())]).await;
    let registered = o.add("Lesekreis", &[("registered_through", double.as_str())]).await;
    o.contact(&kept, "Erika").await;
    o.contact(&double, "Max").await;
    let earlier = o.seat(&double, "2019-01-01").await;
    o.end_seat(&earlier, "2019-05-31").await;
    o.seat(&kept, "2019-04-12").await;
    let all = [&kept, &double, &represented, &registered];
    let mut before = Vec::new();
    for id in all {
        before.push(o.json(id).await);
    }

    let seen = o.compare(&kept, &double).await.shows("„Volkshochschule Kleve“ geht in „VHS Kleve“ auf");
    let seen = seen.shows("Erika").shows("Max").shows("01.01.2019 bis 31.05.2019").shows("seit 12.04.2019");
    let to = o.merge(&kept, &seen, &[("name", "merged"), ("actor_type", "merged")]).await.is(303).location();
    let page = o.office.get(&to).await.is(200).shows("Die Einträge sind zusammengeführt.");
    page.shows("Erika").shows("Max").shows("Doppelten Eintrag aufgenommen");
    let now = o.json(&kept).await;
    assert_eq!(now["name"], "Volkshochschule Kleve");
    assert_eq!((&now["actor_type"], &now["contribution"]), (&"vhs".into(), &"Räume\nKurse".into()));
    assert_eq!(now["member_since"], "2019-01-01", "overlapping seats are joined");
    assert_eq!(o.json(&represented).await["represented_by"], kept.as_str());
    assert_eq!(o.json(&registered).await["registered_through"], kept.as_str());
    assert_eq!(o.names().await, ["Abendschule", "Lesekreis", "Volkshochschule Kleve"]);
    let led = o.office.get(&format!("{}/organisations/{double}", o.home)).await.is(303).location();
    assert!(led.ends_with(&kept), "the double's address leads on: {led}");
    o.office.get(&o.merge_path(&double)).await.is(303);
    o.office
        .post(&format!("{}/organisations/{double}", o.home), &[("version", "2"), ("name", "x")])
        .await
        .is(404);

    let to = o.undo().await.is(303).location();
    o.office
        .get(&to)
        .await
        .is(200)
        .shows("Beide Einträge stehen wieder einzeln")
        .shows("Rückgängig gemacht am");
    for (id, before) in all.into_iter().zip(before) {
        assert_eq!(o.json(id).await, before);
    }
    o.office.get(&format!("{}/organisations/{double}", o.home)).await.is(200).shows("Max").hides("Erika");
    o.office.get(&format!("{}/organisations/{kept}", o.home)).await.is(200).shows("Erika").hides("Max");
    o.office.get(&format!("{}/core-group", o.home)).await.is(200).shows("01.01.2019").shows("12.04.2019");
}

#[tokio::test]
async fn an_undo_that_would_destroy_something_is_refused_with_the_reason() {
    let o = kleve().await;
    let kept = o.add("VHS Kleve", &[]).await;
    let double = o.add("Volkshochschule Kleve", &[]).await;
    let seen = o.compare(&kept, &double).await;
    o.merge(&kept, &seen, &[("name", "merged")]).await.is(303);
    let path = format!("{}/organisations/{kept}", o.home);
    let rename = async |name: &str| {
        let version = o.office.get(&path).await.is(200).hidden("version");
        let fields = [("version", version.as_str()), ("name", name), ("area", "B"), ("taking_part", "open")];
        o.office.post(&path, &fields).await.is(303);
    };
    rename("VHS am Niederrhein").await;
    let refused = o.undo().await.is(409);
    refused.shows("wurde seitdem „Name“ geändert").shows("Rückgängig machen");
    assert_eq!(o.names().await, ["VHS am Niederrhein"]);
    rename("Volkshochschule Kleve").await;
    let page = o.office.get(&path).await.is(200);
    o.office.post(&format!("{path}/removal"), &[("version", page.hidden("version").as_str())]).await.is(303);
    o.undo().await.is(409).shows("ist nicht mehr im Verzeichnis");
}

#[tokio::test]
async fn an_undo_leaves_later_entries_that_are_not_in_its_way() {
    let o = kleve().await;
    let kept = o.add("VHS Kleve", &[]).await;
    let double = o.add("Volkshochschule Kleve", &[]).await;
    let seat = o.seat(&double, "2019-01-01").await;
    let seen = o.compare(&kept, &double).await;
    o.merge(&kept, &seen, &[]).await.is(303);
    o.contact(&kept, "Neu").await;
    o.end_seat(&seat, "2019-06-30").await;
    o.undo().await.is(303);
    o.office.get(&format!("{}/organisations/{kept}", o.home)).await.is(200).shows("Neu");
    let group = o.office.get(&format!("{}/core-group", o.home)).await.is(200);
    group.shows("Volkshochschule Kleve: 01.01.2019 – 30.06.2019");
}

#[tokio::test]
async fn a_merge_of_a_merge_comes_apart_from_the_outside() {
    let o = kleve().await;
    let (a, b, c) = (o.add("Treff A", &[]).await, o.add("Treff B", &[]).await, o.add("Treff C", &[]).await);
    let seen = o.compare(&b, &a).await;
    o.merge(&b, &seen, &[]).await.is(303);
    let inner = o.office.get(&format!("{}/merges", o.home)).await.is(200).text();
    let inner =
        inner.split("/undo\"").next().and_then(|t| t.rsplit("action=\"").next()).expect("an undo").to_owned();
    o.app.clock.set(base::Clock::now(&*o.app.clock).plus_seconds(60));
    let seen = o.compare(&c, &b).await;
    o.merge(&c, &seen, &[]).await.is(303);
    let led = o.office.get(&format!("{}/organisations/{a}", o.home)).await.is(303).location();
    assert!(led.ends_with(&c), "{led}");
    o.office.post(&format!("{inner}/undo"), &[]).await.is(409).shows("Machen Sie zuerst das rückgängig");
    o.undo().await.is(303);
    o.office.post(&format!("{inner}/undo"), &[]).await.is(303);
    o.office.post(&format!("{inner}/undo"), &[]).await.is(303);
    assert_eq!(o.names().await, ["Treff A", "Treff B", "Treff C"]);
}

#[tokio::test]
async fn a_double_click_merges_once_and_a_stale_comparison_is_shown_again() {
    let o = kleve().await;
    let kept = o.add("VHS Kleve", &[]).await;
    let double = o.add("Volkshochschule Kleve", &[("address", "Markt 1")]).await;
    let seen = o.compare(&kept, &double).await;
    let path = format!("{}/organisations/{double}", o.home);
    let version = o.office.get(&path).await.is(200).hidden("version");
    let fields =
        [("version", version.as_str()), ("name", "Volkshochschule"), ("area", "B"), ("taking_part", "open")];
    o.office.post(&path, &fields).await.is(303);
    let again = o.merge(&kept, &seen, &[("name", "merged")]).await.is(412);
    let again = again.shows("Einer der Einträge wurde inzwischen geändert");
    assert!(again.text().contains("value=\"merged\" checked"), "the choice is kept");
    for _ in 0..2 {
        o.merge(&kept, &again, &[("name", "merged")]).await.is(303);
    }
    assert_eq!(o.names().await, ["Volkshochschule"]);
    o.merge(&kept, &o.compare(&kept, &o.add("Treff", &[]).await).await, &[("name", "x")]).await.is(422);
}

#[tokio::test]
async fn likely_doubles_are_suggested_and_any_other_can_be_searched() {
    let o = kleve().await;
    let kept = o.add("Jugendmigrationsdienst Kreis Kleve", &[]).await;
    let double = o.add("Jugendmigrationsdienst im Kreis Kleve", &[]).await;
    let other = o.add("Sportbund", &[]).await;
    let page = o.office.get(&o.merge_path(&kept)).await.is(200).shows("ähnlicher Name").hides("Sportbund");
    assert!(page.text().contains(&format!("with={double}")));
    let found = o.office.get(&format!("{}?q=sport", o.merge_path(&kept))).await.is(200).text();
    assert!(found.contains(&format!("with={other}")));
    let list = o.office.get(&format!("{}/merges", o.home)).await.is(200).shows("ähnlicher Name");
    list.hides("Sportbund").shows("Noch wurde nichts zusammengeführt.");
    for with in [kept.as_str(), "0190d6a4-0000-7000-8000-000000000009"] {
        o.office.get(&format!("{}?with={with}", o.merge_path(&kept))).await.is(404);
    }
    let list = o.office.get(&format!("{}/organisations", o.home)).await.is(200);
    list.shows("Doppelte Einträge suchen");
    let edit = o.office.get(&format!("{}/organisations/{kept}", o.home)).await.is(200);
    assert!(edit.text().contains(&format!("{}\"", o.merge_path(&kept))));
}

#[tokio::test]
async fn nobody_else_merges_or_sees_merges() {
    let o = kleve().await;
    let kept = o.add("VHS Kleve", &[]).await;
    let double = o.add("Volkshochschule Kleve", &[]).await;
    let seen = o.compare(&kept, &double).await;
    let viersen = o.app.alliance("05166").await;
    let foreign = o.app.office(&viersen).await;
    let member = o.app.person(Role::CoreGroupMember, Some(&o.alliance)).await;
    let there = format!("/alliances/{}", viersen.slug);
    for home in [&o.home, &there] {
        foreign.get(&format!("{home}/organisations/{kept}/merge")).await.is(404);
        let hidden = ["id", "with", "version", "with_version"].map(|name| (name, seen.hidden(name)));
        let fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
        foreign.post(&format!("{home}/organisations/{kept}/merge"), &fields).await.is(404);
    }
    member.get(&o.merge_path(&kept)).await.is(404);
    member.get(&format!("{}/merges", o.home)).await.is(404);
    assert_eq!(o.names().await.len(), 2);
    o.merge(&kept, &seen, &[]).await.is(303);
    let list = o.office.get(&format!("{}/merges", o.home)).await.is(200).text();
    let undo = list.split("/undo\"").next().and_then(|t| t.rsplit("action=\"").next()).expect("an undo");
    foreign.post(&format!("{undo}/undo"), &[]).await.is(404);
    foreign.post(&format!("{}/undo", undo.replace(&o.home, &there)), &[]).await.is(404);
    foreign.get(&format!("{there}/merges")).await.is(200).hides("VHS Kleve");
    let refused = o.app.visitor().get(&format!("{}/merges", o.home)).await.is(303);
    assert!(refused.location().starts_with("/sign-in?next="));
}
