//! Who has which role in an alliance; deputies and handover (R-ACT-16).

use crate::world::{browser, first_role, history, invited, jobs, known, letters, page_of};
use accounts::people::{self, Failure, Given, Place, Refused};
use base::{Alliance, ManageAllianceRoles, PersonId, Role};
use testkit::{Client, TestApp};

const ANNA: &str = "anna@kleve.example";
const OTTO: &str = "otto@kleve.example";

/// Kleve, its office Anna, and her browser.
async fn kleve() -> (TestApp, Alliance, PersonId, Client) {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let anna = known(&app, ANNA, Role::Office, Some(&kleve)).await;
    let browser = browser(&app, anna).await;
    (app, kleve, anna, browser)
}

fn base(place: &Alliance) -> String {
    format!("/alliances/{}/people", place.slug)
}

#[tokio::test]
async fn the_office_and_its_deputy_manage_roles_and_nobody_else() {
    let (app, kleve, anna, office) = kleve().await;
    let wesel = app.alliance("05170").await;
    let (list, person) = (base(&kleve), page_of(&kleve, anna));
    let deputy = app.person(Role::Deputy, Some(&kleve)).await;
    for allowed in [&office, &deputy] {
        allowed.get(&list).await.is(200).shows(ANNA);
        allowed.get(&person).await.is(200);
        allowed.get(&format!("/api/v1{list}")).await.is(200);
    }
    for refused in [
        app.person(Role::CoreGroupMember, Some(&kleve)).await,
        app.office(&wesel).await,
        app.person(Role::StateCoordination, None).await,
        app.person(Role::Operator, None).await,
    ] {
        refused.get(&list).await.is(404);
        refused.get(&format!("{list}/new")).await.is(404);
        refused.get(&person).await.is(404);
        refused.post(&list, &[]).await.is(404);
        refused.post(&format!("{list}/deputies"), &[]).await.is(404);
        refused.post(&format!("{person}/roles"), &[("role", "office")]).await.is(404);
        refused.post(&format!("{person}/handover"), &[]).await.is(404);
        refused.get(&format!("/api/v1{list}")).await.is(404);
    }
    app.visitor().get(&list).await.is(303);
}

#[tokio::test]
async fn the_office_invites_somebody_for_a_municipality_of_its_district() {
    let (app, kleve, _, office) = kleve().await;
    let page = office.get(&format!("{}/new", base(&kleve))).await.is(200).shows("Goch").hides("Moers");
    let id = page.hidden("id");
    let invite = |municipality| {
        let role = "municipality_contact";
        [
            ("id", id.clone()),
            ("name", "Otto".into()),
            ("email", OTTO.into()),
            ("role", role.into()),
            ("municipality", municipality),
        ]
        .map(|(name, value): (&str, String)| (name, value))
    };
    for (municipality, why) in [("", "wählen Sie die Kommune"), ("05170024", "gehört nicht zum Gebiet")] {
        let form = invite(municipality.to_owned());
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        office.post(&base(&kleve), &form).await.is(422).shows(why).shows("id=\"e-municipality\"");
    }
    let form = invite("05154016".to_owned());
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    for done in ["invited", "role-held"] {
        let to = format!("{}?done={done}", base(&kleve));
        assert_eq!(office.post(&base(&kleve), &form).await.is(303).location(), to);
    }
    office.get(&base(&kleve)).await.shows("Ansprechperson einer Kommune: Goch").shows("noch kein Passwort");
    let letters = letters(&app, OTTO).await;
    assert_eq!(letters.len(), 1);
    let role = format!("Ansprechperson einer Kommune: Goch im Bündnis {}", kleve.name);
    assert!(
        letters[0].body.contains(&role) && letters[0].body.contains("Anna hat Sie"),
        "{}",
        letters[0].body
    );
}

#[tokio::test]
async fn a_municipality_goes_with_its_own_role_only() {
    let (_app, kleve, _, office) = kleve().await;
    let id = office.get(&format!("{}/new", base(&kleve))).await.hidden("id");
    let form = [
        ("id", id.as_str()),
        ("name", "Otto"),
        ("email", OTTO),
        ("role", "board_lead"),
        ("municipality", "05154016"),
    ];
    office.post(&base(&kleve), &form).await.is(422).shows("gehört nur zur Rolle");
}

#[tokio::test]
async fn an_office_gives_no_statewide_role() {
    let (_app, kleve, anna, office) = kleve().await;
    for role in ["operator", "ministry", "job", "signed_in", ""] {
        office.post(&format!("{}/roles", page_of(&kleve, anna)), &[("role", role)]).await.is(422);
    }
}

#[tokio::test]
async fn a_permit_of_one_alliance_gives_no_role_in_another() {
    let (app, kleve, anna, _) = kleve().await;
    let wesel = app.alliance("05170").await;
    let permit = app.permit::<ManageAllianceRoles>(Some(&kleve));
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let there = Place::alliance(wesel.id);
    let given = people::give_role(&mut tx, &permit, anna, Role::Office, there).await;
    assert!(matches!(given, Err(Failure::Store(_))), "{given:?}");
    let given = people::give_role(&mut tx, &permit, anna, Role::Operator, Place::alliance(kleve.id)).await;
    assert!(matches!(given, Err(Failure::Refused(Refused::RoleElsewhere))), "{given:?}");
    let given = people::give_role(&mut tx, &permit, anna, Role::Office, Place::alliance(kleve.id)).await;
    assert!(matches!(given, Ok(Given::Already(_))), "{given:?}");
}

#[tokio::test]
async fn the_last_office_stays_until_there_is_a_successor() {
    let (app, kleve, anna, office) = kleve().await;
    let page = page_of(&kleve, anna);
    office.get(&page).await.shows("Ein Bündnis braucht immer jemanden").hides("/roles/0");
    let list = office.get(&format!("/api/v1{}", base(&kleve))).await.json();
    let role = list["items"][0]["roles"][0]["id"].as_str().expect("an id").to_owned();
    let end = format!("{page}/roles/{role}/end");
    office.post(&end, &[]).await.is(409).shows("Laden Sie zuerst eine Nachfolge ein");
    invited(&app, OTTO, Role::Office, Some(&kleve)).await;
    assert_eq!(office.post(&end, &[]).await.is(303).location(), "/?done=role-ended");
    office.get(&base(&kleve)).await.is(404);
}

#[tokio::test]
async fn a_missing_deputy_is_pointed_out_and_named() {
    let (app, kleve, _, office) = kleve().await;
    let otto = invited(&app, OTTO, Role::CoreGroupMember, Some(&kleve)).await;
    office.get(&base(&kleve)).await.shows("Noch vertritt niemand");
    let name = format!("{}/deputies", base(&kleve));
    office.post(&name, &[("person", "")]).await.is(422).shows("id=\"e-person\"");
    let person = otto.to_string();
    for _ in 0..2 {
        office.post(&name, &[("person", &person)]).await.is(303);
    }
    office
        .get(&base(&kleve))
        .await
        .hides("Noch vertritt niemand")
        .shows("Vertretung der Geschäftsführenden Stelle");
    assert_eq!(letters(&app, OTTO).await.len(), 1);
    browser(&app, otto).await.get(&base(&kleve)).await.is(200);
}

#[tokio::test]
async fn everything_is_handed_over_in_one_step() {
    let (app, kleve, anna, office) = kleve().await;
    invited(&app, ANNA, Role::CoreGroupMember, Some(&kleve)).await;
    let otto = known(&app, OTTO, Role::CoreGroupMember, Some(&kleve)).await;
    let (page, successor) = (page_of(&kleve, anna), otto.to_string());
    office.post(&format!("{page}/handover"), &[("successor", "")]).await.is(422).shows("id=\"e-successor\"");
    office.get(&page).await.is(200).shows("id=\"person-handover\"");
    office.get("/account").await.is(200).shows(&format!("{page}#person-handover"));
    office.get(&base(&kleve)).await.is(200).shows(&format!("{page}#person-handover"));
    assert_eq!(office.get(&format!("{page}/handover")).await.is(303).location(), page);
    let nobody = office.get(&format!("{page}/handover?successor=")).await.is(422);
    nobody.shows("Bitte wählen Sie, wer die Aufgaben übernimmt").shows("id=\"e-successor\"");
    let asked = office.get(&format!("{page}/handover?successor={successor}")).await.is(200);
    asked.shows("Geschäftsführende Stelle").shows("gehen an Otto über").shows("Alles übergeben");
    assert!(jobs(&app, "handover").await.is_empty(), "asking changes nothing");
    let own = anna.to_string();
    office.post(&format!("{page}/handover"), &[("successor", &own)]).await.is(422).shows("nicht sich selbst");
    let answer = office.post(&format!("{page}/handover"), &[("successor", &successor)]).await.is(303);
    assert_eq!(answer.location(), "/?done=handed-over");
    office.get(&base(&kleve)).await.is(404);
    let otto_s = browser(&app, otto).await;
    let list = otto_s.get(&base(&kleve)).await.is(200);
    list.hides(ANNA)
        .shows("Geschäftsführende Stelle")
        .shows("Beendete Rollen")
        .shows("31.07.2019 bis 31.07.2019");
    let queued = jobs(&app, "handover").await;
    assert_eq!(queued.len(), 1);
    let job: people::Handover = serde_json::from_str(&queued[0]).expect("the payload");
    assert_eq!(job, people::Handover { alliance: kleve.id, from: anna, to: otto });
    let letter = letters(&app, OTTO).await.remove(0);
    assert!(letter.body.contains("die Aufgaben von Anna"), "{}", letter.body);
    let held = otto_s.get("/api/v1/session").await.json();
    assert_eq!(held["roles"].as_array().expect("roles").len(), 2, "{held}");
}

#[tokio::test]
async fn a_handover_sent_twice_is_done_once() {
    let (app, kleve, anna, _) = kleve().await;
    let otto = invited(&app, OTTO, Role::Deputy, Some(&kleve)).await;
    let (deputy, successor) = (browser(&app, otto).await, otto.to_string());
    let path = format!("{}/handover", page_of(&kleve, anna));
    for _ in 0..2 {
        deputy.post(&path, &[("successor", &successor)]).await.is(303);
    }
    assert_eq!(jobs(&app, "handover").await.len(), 1);
    assert_eq!(letters(&app, OTTO).await.len(), 1);
}

#[tokio::test]
async fn nothing_passes_to_a_stranger() {
    let (app, kleve, anna, office) = kleve().await;
    let wesel = app.alliance("05170").await;
    let stranger = invited(&app, OTTO, Role::Office, Some(&wesel)).await.to_string();
    let path = format!("{}/handover", page_of(&kleve, anna));
    office.post(&path, &[("successor", &stranger)]).await.is(404);
    office.get(&format!("{}/{stranger}", base(&kleve))).await.is(404);
    office.post(&format!("{}/{stranger}/roles", base(&kleve)), &[("role", "office")]).await.is(404);
    office.post(&format!("{}/{stranger}/invitation", base(&kleve)), &[]).await.is(404);
    office.post(&format!("{}/deputies", base(&kleve)), &[("person", &stranger)]).await.is(404);
    office.get(&base(&kleve)).await.is(200).hides(OTTO);
}

#[tokio::test]
async fn a_role_elsewhere_is_not_ended_from_here() {
    let (app, kleve, _, office) = kleve().await;
    let wesel = app.alliance("05170").await;
    let otto = invited(&app, OTTO, Role::Contributor, Some(&wesel)).await;
    invited(&app, OTTO, Role::Contributor, Some(&kleve)).await;
    let other = app.office(&wesel).await;
    let role = first_role(&other.get(&page_of(&wesel, otto)).await);
    office.post(&format!("{}/roles/{role}/end", page_of(&kleve, otto)), &[]).await.is(404);
    other.post(&format!("{}/roles/{role}/end", page_of(&wesel, otto)), &[]).await.is(303);
    office.get(&page_of(&kleve, otto)).await.is(200);
}

#[tokio::test]
async fn giving_and_ending_a_role_is_kept_in_the_alliances_history() {
    let (app, kleve, _, office) = kleve().await;
    let otto = invited(&app, OTTO, Role::Contributor, Some(&kleve)).await;
    let role = first_role(&office.get(&page_of(&kleve, otto)).await);
    office.post(&format!("{}/roles/{role}/end", page_of(&kleve, otto)), &[]).await.is(303);
    let row = role.parse().expect("an id");
    let here = app.permit::<ManageAllianceRoles>(Some(&kleve));
    assert_eq!(history(&app, &here, row).await.len(), 2);
    let wesel = app.alliance("05170").await;
    let elsewhere = app.permit::<ManageAllianceRoles>(Some(&wesel));
    assert!(history(&app, &elsewhere, row).await.is_empty());
}

#[tokio::test]
async fn two_offices_cannot_end_each_others_role_at_once() {
    let (app, kleve, anna, office) = kleve().await;
    let otto = known(&app, OTTO, Role::Office, Some(&kleve)).await;
    let deputy = app.person(Role::Deputy, Some(&kleve)).await;
    let first = first_role(&office.get(&page_of(&kleve, anna)).await);
    let second = first_role(&office.get(&page_of(&kleve, otto)).await);
    let (one, two) = (
        format!("{}/roles/{first}/end", page_of(&kleve, anna)),
        format!("{}/roles/{second}/end", page_of(&kleve, otto)),
    );
    let (one, two) = tokio::join!(deputy.post(&one, &[]), deputy.post(&two, &[]));
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [303, 409]);
}

#[tokio::test]
async fn an_alliance_takes_along_who_held_which_role_and_no_secret() {
    let (app, kleve, _, _) = kleve().await;
    let permit = app.permit::<base::ArchiveAlliance>(Some(&kleve));
    let files = accounts::departure::export(app.db(), &permit).await.expect("files");
    let (name, bytes) = files.first().expect("a file");
    assert_eq!(name, "personen-und-rollen.json");
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(text.contains(ANNA) && text.contains("\"role\": \"office\""), "{text}");
    assert!(!text.contains("argon2"), "{text}");
}

#[tokio::test]
async fn what_an_invitation_lacks_is_named_and_stands_at_its_field() {
    let (_, kleve, _, office) = kleve().await;
    let id = office.get(&format!("{}/new", base(&kleve))).await.is(200).hidden("id");
    let nothing = [("id", id.as_str()), ("name", ""), ("email", ""), ("role", "")];
    let refused = office.post(&base(&kleve), &nothing).await.is(422);
    for (field, words) in [
        ("name", "Bitte geben Sie den Namen der Person an."),
        ("email", "Bitte geben Sie die E-Mail-Adresse der Person an."),
        ("role", "Bitte wählen Sie die Rolle, die die Person bekommt."),
    ] {
        let at_field = format!("<p class=\"field__error\" id=\"e-{field}\">{words}</p>");
        assert!(refused.text().contains(&at_field), "{}", refused.text());
        assert!(refused.text().contains(&format!("<a href=\"#f-{field}\">{words}</a>")));
    }
}
