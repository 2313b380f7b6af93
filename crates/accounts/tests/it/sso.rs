//! Sign-in by a central account, against a provider that signs with keys of its own.
//! The same in a real browser: `tests/browser/sso.test.mjs`.

use crate::{
    provider::{CLIENT, Provider, SECRET, back, let_in},
    world::{PASSWORD, audit, browser, invited, known, letters, page_of, sign_in},
};
use accounts::{
    Sso, erasure,
    people::{self, Place},
    sso::{Grant, Missing, Setup},
};
use base::{Alliance, Clock, ManageAllianceRoles, ManagePeople, PersonId, Role, RunJobs};
use serde_json::{Value, json};
use testkit::TestApp;

const ANNA: &str = "anna@kleve.example";

fn grant(group: &str, role: Role, alliance: Option<&str>) -> Grant {
    let alliance = alliance.map(str::to_owned);
    Grant { group: group.into(), role, alliance, organisation: None, municipality: None }
}

fn setup(issuer: &str) -> Setup {
    Setup {
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: SECRET.to_owned(),
        label: "Stadtverwaltung".to_owned(),
        groups_claim: "groups".to_owned(),
        more_scopes: Vec::new(),
        strong_acr: vec!["urn:stark".to_owned()],
        trusts_addresses: false,
        authorities: None,
        grants: vec![
            grant("gfs", Role::Office, Some("kreis-kleve")),
            grant("fall", Role::CaseManager, Some("kreis-kleve")),
            grant("land", Role::Ministry, None),
            grant("fort", Role::Office, Some("nirgends")),
        ],
        base_url: "http://localhost:8080".to_owned(),
    }
}

async fn world() -> (Provider, TestApp, Alliance) {
    let provider = Provider::start().await;
    let app = with(setup(&provider.url)).await;
    let kleve = app.alliance("05154").await;
    (provider, app, kleve)
}

async fn with(setup: Setup) -> TestApp {
    let label = setup.label.clone();
    TestApp::with_sso(Sso::new(setup).expect("usable"), &label).await
}

/// All roles that ever were, oldest first: role, source, whether it holds.
async fn roles(app: &TestApp) -> Vec<(String, String, bool)> {
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let sql = "select role, source, until is null from role_held order by id";
    db.shared(&permit, sql).all().await.expect("roles")
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let (count,): (i64,) = db.shared(&permit, sql).one().await.expect("a count");
    count
}

async fn people_there(app: &TestApp) -> i64 {
    count(app, "select count(*) from person").await
}

fn held(role: &str, source: &str, holds: bool) -> (String, String, bool) {
    (role.to_owned(), source.to_owned(), holds)
}

#[tokio::test]
async fn a_group_makes_an_account_with_its_role() {
    let (provider, app, _) = world().await;
    app.visitor()
        .get("/sign-in?next=/account")
        .await
        .is(200)
        .shows("Mit Stadtverwaltung anmelden")
        .shows("href=\"/sign-in/sso?next=/account\"");
    let (_, asked) = provider.set_out(&app, "/account").await;
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["scope"], "openid email profile");
    assert_eq!(asked["acr_values"], "urn:stark");
    provider.tells(json!({"groups": ["gfs", "unbekannt"]}));
    let answer = provider.sign_in(&app).await.is(303);
    assert_eq!(answer.location(), "/account");
    let mut cleared = answer.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok());
    assert!(
        cleared.next_back().is_some_and(|c| c.starts_with("__Host-klappt-sso=;") && c.contains("Max-Age=0"))
    );
    let anna = let_in(&app, &answer);
    anna.get("/account").await.is(200).shows("Anna Ait").shows(ANNA);
    anna.get("/alliances/kreis-kleve/people").await.is(200).shows("Anna Ait").hides("eingeladen");
    assert_eq!(roles(&app).await, [held("office", "sso", true)]);
    // What is written down names keys only.
    let lines = audit(&app).await;
    assert!(
        lines.iter().any(|(_, s)| s.contains("roles of person") && s.contains("office given")),
        "{lines:?}"
    );
    assert!(lines.iter().any(|(_, s)| s.ends_with("begun by central account")), "{lines:?}");
    for (_, subject) in lines {
        for word in [ANNA, "Anna", "kanarie", "gfs"] {
            assert!(!subject.contains(word), "{subject}");
        }
    }
}

#[tokio::test]
async fn roles_follow_the_groups_and_those_given_by_hand_stay() {
    let (provider, app, kleve) = world().await;
    provider.tells(json!({"groups": ["gfs", "land"]}));
    let first = let_in(&app, &provider.sign_in(&app).await.is(303));
    first.get("/alliances/kreis-kleve/people").await.is(200);
    let person = person(&app).await;
    let permit = app.permit::<ManageAllianceRoles>(Some(&kleve));
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let place = Place::alliance(kleve.id);
    people::give_role(&mut tx, &permit, person, Role::BoardLead, place).await.expect("given");
    tx.commit(&permit, "given").await.expect("committed");

    app.clock.set(app.clock.now().plus_seconds(60));
    provider.tells(json!({"groups": ["land"]}));
    let second = let_in(&app, &provider.sign_in(&app).await.is(303));
    let ends = held("office", "sso", false);
    let stay = [held("ministry", "sso", true), held("board_lead", "hand", true)];
    let now = roles(&app).await;
    assert!(now.contains(&ends) && stay.iter().all(|role| now.contains(role)), "{now:?}");
    // The first session, too, has lost it at its next request, and gets a new token.
    let lost = first.get("/alliances/kreis-kleve/people").await.is(404);
    assert!(lost.header("set-cookie").starts_with("__Host-klappt="), "a new token");
    second.get("/alliances/kreis-kleve/people").await.is(404);
    assert_eq!(people_there(&app).await, 1);

    // Signing in once more changes nothing.
    provider.sign_in(&app).await.is(303);
    assert_eq!(roles(&app).await, now);
}

#[tokio::test]
async fn what_is_given_by_hand_as_well_no_longer_ends_with_the_group() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["land"]}));
    provider.sign_in(&app).await.is(303);
    invited(&app, ANNA, Role::Ministry, None).await;
    provider.tells(json!({"groups": []}));
    provider.sign_in(&app).await.is(303);
    assert_eq!(roles(&app).await, [held("ministry", "hand", true)]);
}

#[tokio::test]
async fn a_group_that_names_an_alliance_there_is_none_of_gives_nothing() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["fort"]}));
    provider.sign_in(&app).await.is(403).shows("hat hier aber keine Aufgabe");
    let missing = accounts::sso::missing(app.db(), &setup("x").grants).await.expect("looked up");
    assert_eq!(missing, [(3, Missing::Alliance)]);
    let organisation = Some(base::OrganisationId::new(app.app.clock(), app.app.chance()));
    let strange = Grant { organisation, ..grant("g", Role::Contributor, Some("kreis-kleve")) };
    let far = Grant {
        municipality: Some("05111000".into()),
        ..grant("g", Role::MunicipalityContact, Some("kreis-kleve"))
    };
    let missing = accounts::sso::missing(app.db(), &[strange, far]).await.expect("looked up");
    assert_eq!(missing, [(0, Missing::Organisation), (1, Missing::Municipality)]);
}

#[tokio::test]
async fn whoever_has_no_task_is_told_so_and_gets_no_account() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["unbekannt"]}));
    let answer = provider.sign_in(&app).await.is(403);
    assert!(!answer.header("set-cookie").starts_with("__Host-klappt="));
    answer.shows("Ihr Konto ist bekannt, hat hier aber keine Aufgabe");
    assert_eq!(people_there(&app).await, 0);
}

#[tokio::test]
async fn a_token_that_does_not_hold_lets_nobody_in() {
    let (provider, app, _) = world().await;
    let now = app.clock.now().micros() / 1_000_000;
    let lies: [(&str, Value); 8] = [
        ("another issuer", json!({"iss": "https://evil.example"})),
        ("another audience", json!({"aud": "other"})),
        ("one more audience", json!({"aud": [CLIENT, "other"]})),
        ("another nonce", json!({"nonce": "0".repeat(64)})),
        ("no nonce", json!({"nonce": null})),
        ("expired", json!({"iat": now - 600, "exp": now - 1})),
        ("no end", json!({"exp": null})),
        ("no subject", json!({"sub": null})),
    ];
    for (what, mut lie) in lies {
        lie.as_object_mut().expect("an object").insert("groups".into(), json!(["gfs"]));
        provider.tells(lie);
        let answer = provider.sign_in(&app).await;
        assert_eq!(answer.status.as_u16(), 502, "{what}: {}", answer.text());
        answer.shows("Die Anmeldung ließ sich nicht bestätigen").hides("kanarie").hides("nonce");
        assert_eq!(people_there(&app).await, 0, "{what}");
    }
}

#[tokio::test]
async fn a_signature_by_anything_but_the_providers_key_lets_nobody_in() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["gfs"]}));
    // Under the provider's own key number, with another key; without one; with the secret
    // that both sides know.
    for (algorithm, signs_with, shows) in
        [("EdDSA", 2, 1), ("none", 1, 1), ("HS256", 1, 1), ("RS256", 1, 1), ("ES256", 1, 1)]
    {
        {
            let mut says = provider.says();
            (says.algorithm, says.signs_with, says.shows) = (algorithm, signs_with, shows);
        }
        let answer = provider.sign_in(&app).await;
        assert_eq!(answer.status.as_u16(), 502, "{algorithm}: {}", answer.text());
        assert_eq!(people_there(&app).await, 0, "{algorithm}");
    }
}

#[tokio::test]
async fn the_provider_may_change_its_keys_meanwhile() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["gfs"]}));
    let (cookie, asked) = provider.set_out(&app, "/").await;
    {
        let mut says = provider.says();
        (says.signs_with, says.shows) = (2, 2);
    }
    back(&app, &cookie, &format!("code=kanarie-code&state={}", asked["state"])).await.is(303);
    // Otherwise it is asked about itself once in a while only.
    provider.sign_in(&app).await.is(303);
    assert_eq!(provider.says().asked["description"], 2);
    app.clock.set(app.clock.now().plus_seconds(10 * 60));
    provider.sign_in(&app).await.is(303);
    assert_eq!(provider.says().asked["description"], 3);
}

#[tokio::test]
async fn an_answer_is_taken_once_in_the_browser_that_asked_and_not_for_long() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["gfs"]}));
    let (cookie, asked) = provider.set_out(&app, "/").await;
    let query = format!("code=kanarie-code&state={}", asked["state"]);
    let over = |answer: testkit::Answer| answer.is(400).shows("Diese Anmeldung gilt nicht mehr");
    over(back(&app, "other=1", &query).await);
    over(back(&app, &cookie, &format!("code=kanarie-code&state={}", "0".repeat(64))).await);
    over(back(&app, &cookie, "code=kanarie-code").await);
    over(back(&app, "__Host-klappt-sso=00", &query).await);
    let (foreign, _) = provider.set_out(&app, "/").await;
    over(back(&app, &foreign, &query).await);
    assert_eq!(people_there(&app).await, 0);
    assert!(!provider.says().asked.contains_key("tokens"), "no code was shown to the provider");

    let (cookie, asked) = provider.set_out(&app, "/").await;
    let query = format!("code=kanarie-code&state={}", asked["state"]);
    back(&app, &cookie, &query).await.is(303);
    let again = over(back(&app, &cookie, &query).await);
    assert!(!again.header("set-cookie").starts_with("__Host-klappt="));
    assert_eq!(provider.says().asked["tokens"], 1, "nor was it a second time");

    let (cookie, asked) = provider.set_out(&app, "/").await;
    app.clock.set(app.clock.now().plus_seconds(10 * 60));
    over(back(&app, &cookie, &format!("code=kanarie-code&state={}", asked["state"])).await);
    app.set_day(testkit::first_day().plus_days(2));
    let permit = app.permit::<RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    accounts::clean_up(&mut tx, &permit).await.expect("cleaned");
    tx.commit(&permit, "cleaned").await.expect("committed");
    assert_eq!(count(&app, "select count(*) from sso_answer").await, 0);
}

#[tokio::test]
async fn what_the_provider_refuses_is_said_plainly() {
    let (provider, app, _) = world().await;
    let answers = [
        ("error=access_denied&error_description=kanarie", 403, "Anmeldung abgebrochen"),
        ("error=server_error&error_description=kanarie", 502, "Stadtverwaltung antwortet nicht"),
        ("code=kanarie-code&iss=https%3A%2F%2Fevil.example", 502, "ließ sich nicht bestätigen"),
        ("", 400, "gilt nicht mehr"),
    ];
    for (answer, status, words) in answers {
        let (cookie, asked) = provider.set_out(&app, "/").await;
        let shown = back(&app, &cookie, &format!("state={}&{answer}", asked["state"])).await;
        shown.is(status).shows(words).shows("/sign-in/sso?next=/").hides("kanarie");
    }
    let instead = [
        (400, json!({"error": "invalid_grant"}), 400, "gilt nicht mehr"),
        (401, json!({"error": "invalid_client"}), 502, "antwortet nicht"),
        (500, json!("kaputt"), 502, "Anmeldung"),
        (302, json!({}), 502, "Anmeldung"),
        (200, json!({"access_token": "kanarie-access", "token_type": "Bearer"}), 502, "nicht bestätigen"),
    ];
    for (status, body, shown, words) in instead {
        provider.says().instead = Some((status, body));
        provider.sign_in(&app).await.is(shown).shows(words).hides("kanarie");
    }
    assert!(!provider.says().asked.contains_key("userinfo"), "a redirect is not followed");
    assert_eq!(people_there(&app).await, 0);
}

#[tokio::test]
async fn a_provider_that_is_away_or_calls_itself_otherwise_is_told_at_once() {
    let app = with(setup("http://127.0.0.1:9")).await;
    let away = app.visitor().get("/sign-in/sso").await.is(502).shows("Stadtverwaltung antwortet nicht");
    assert_eq!(away.header("set-cookie"), "");
    app.visitor().get("/sign-in").await.is(200).shows("Mit Stadtverwaltung anmelden");

    let (provider, app, _) = world().await;
    provider.says().issuer = Some("https://evil.example".to_owned());
    app.visitor().get("/sign-in/sso").await.is(502).shows("ließ sich nicht bestätigen");
}

#[tokio::test]
async fn a_provider_in_the_clear_is_none() {
    for issuer in ["http://login.kreis.example", "login", "ftp://127.0.0.1", ""] {
        assert!(Sso::new(setup(issuer)).is_err(), "{issuer}");
    }
    assert!(Sso::new(setup("https://login.kreis.example")).is_ok());
}

#[tokio::test]
async fn failed_answers_of_one_network_address_are_slowed_down() {
    let (provider, app, _) = world().await;
    for _ in 0..10 {
        let (cookie, asked) = provider.set_out(&app, "/").await;
        back(&app, &cookie, &format!("code=geraten&state={}", asked["state"])).await.is(400);
    }
    let (cookie, asked) = provider.set_out(&app, "/").await;
    let slowed = back(&app, &cookie, &format!("code=kanarie-code&state={}", asked["state"])).await.is(429);
    assert_eq!(slowed.header("retry-after"), "900");
    assert_eq!(provider.says().asked["tokens"], 10);
}

#[tokio::test]
async fn without_a_central_account_there_are_no_such_pages() {
    let app = TestApp::start().await;
    app.visitor().get("/sign-in").await.is(200).hides("/sign-in/sso");
    app.visitor().get("/sign-in/sso").await.is(404);
    app.visitor().get("/sign-in/sso/callback?code=x&state=y").await.is(404);
    app.visitor().post("/sign-in/sso/link", &[("step", "x"), ("password", PASSWORD)]).await.is(404);
}

// ── accounts that are there already ─────────────────────────────────────────

async fn person(app: &TestApp) -> PersonId {
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let sql = "select id from person where email = 'anna@kleve.example'";
    let (person,): (PersonId,) = db.shared(&permit, sql).one().await.expect("somebody");
    person
}

#[tokio::test]
async fn an_account_is_taken_over_by_nobody_whose_address_is_not_confirmed() {
    let (provider, app, _) = world().await;
    known(&app, ANNA, Role::Operator, None).await;
    for claims in [json!({"email_verified": false}), json!({"email_verified": null}), json!({"email": "x"})] {
        let mut claims = claims;
        claims.as_object_mut().expect("an object").insert("groups".into(), json!(["gfs"]));
        provider.tells(claims);
        let answer = provider.sign_in(&app).await.is(403).shows("nicht bestätigt");
        assert!(!answer.header("set-cookie").starts_with("__Host-klappt="));
    }
    assert_eq!(count(&app, "select count(*) from sso_account").await, 0);
    assert_eq!(people_there(&app).await, 1);
}

#[tokio::test]
async fn an_account_is_linked_once_its_password_is_shown() {
    let (provider, app, _) = world().await;
    known(&app, ANNA, Role::Evaluator, None).await;
    provider.tells(json!({"groups": ["land"], "sub": "kanarie-one"}));
    let asked = provider.sign_in(&app).await.is(200).shows("Konten verbinden").shows(ANNA).hides("kanarie");
    assert!(!asked.header("set-cookie").starts_with("__Host-klappt="));
    let step = asked.hidden("step");
    assert_eq!(count(&app, "select count(*) from sso_account").await, 0);
    let visitor = app.visitor();
    let link = |step: String, password: &'static str| {
        let visitor = visitor.clone();
        async move { visitor.post("/sign-in/sso/link", &[("step", &step), ("password", password)]).await }
    };
    link(step.clone(), "").await.is(422).shows("id=\"e-password\"");
    let wrong = link(step.clone(), "ein falsches Passwort").await.is(422).shows("nicht das Passwort");
    assert_eq!(wrong.header("set-cookie"), "");
    link("00".to_owned(), PASSWORD).await.is(400).shows("gilt nicht mehr");
    assert_eq!(count(&app, "select count(*) from sso_account").await, 0);

    let answer = link(wrong.hidden("step"), PASSWORD).await.is(303);
    assert_eq!(answer.location(), "/account");
    let_in(&app, &answer).get("/account").await.is(200).shows(ANNA);
    let told = letters(&app, ANNA).await;
    assert!(told[0].subject.contains("mit einem zentralen Konto verbunden"), "{told:?}");
    let all = [held("evaluator", "hand", true), held("ministry", "sso", true)];
    assert_eq!(roles(&app).await, all);

    // From now on the central account is enough, whatever address it tells.
    provider.tells(json!({"groups": [], "sub": "kanarie-one", "email": "neu@kleve.example"}));
    provider.sign_in(&app).await.is(303);
    assert_eq!(roles(&app).await[0], held("evaluator", "hand", true));
    assert_eq!(people_there(&app).await, 1);
    sign_in(&app, ANNA, PASSWORD).await.is(303);

    // Another central account with the same address does not get in by it.
    provider.tells(json!({"groups": ["land"], "sub": "kanarie-two"}));
    provider.sign_in(&app).await.is(200).shows("Konten verbinden");
    app.clock.set(app.clock.now().plus_seconds(10 * 60));
    link(step, PASSWORD).await.is(400);
}

#[tokio::test]
async fn an_account_nobody_has_used_yet_and_one_that_is_closed_are_not_linked() {
    let (provider, app, _) = world().await;
    invited(&app, ANNA, Role::Operator, None).await;
    provider.tells(json!({"groups": ["gfs"]}));
    provider.sign_in(&app).await.is(409).shows("wartet noch auf Sie");

    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["land"]}));
    let anna = let_in(&app, &provider.sign_in(&app).await.is(303));
    provider.tells(json!({"groups": []}));
    provider.sign_in(&app).await.is(303);
    let permit = app.permit::<ManagePeople>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    people::close(&mut tx, &permit, person(&app).await).await.expect("closed");
    tx.commit(&permit, "closed").await.expect("committed");
    anna.get("/account").await.is(303);
    provider.tells(json!({"groups": ["land"]}));
    provider.sign_in(&app).await.is(403).shows("ist geschlossen");
    // Nor with another central account of the same address.
    provider.tells(json!({"groups": ["land"], "sub": "kanarie-two"}));
    provider.sign_in(&app).await.is(403).shows("ist geschlossen");
}

#[tokio::test]
async fn nobody_gets_at_an_account_without_password_by_correcting_its_address() {
    let (provider, app, kleve) = world().await;
    provider.tells(json!({"groups": ["gfs"]}));
    provider.sign_in(&app).await.is(303);
    let person = person(&app).await;
    let office = app.office(&kleve).await;
    let page = page_of(&kleve, person);
    office.get(&page).await.is(200).hides("/correction").hides("/invitation");
    let form = [("name", "Anna Ait"), ("email", "fremd@kleve.example")];
    office.post(&format!("{page}/correction"), &form).await.is(422);
    assert_eq!(count(&app, "select count(*) from person where email = 'fremd@kleve.example'").await, 0);
}

// ── the second factor ───────────────────────────────────────────────────────

#[tokio::test]
async fn roles_that_see_participants_rest_unless_the_provider_saw_a_second_factor() {
    let (provider, app, _) = world().await;
    let weak = json!({"groups": ["fall"], "amr": ["pwd"], "acr": "urn:schwach"});
    provider.tells(weak);
    let resting = let_in(&app, &provider.sign_in(&app).await.is(303));
    resting.get("/account").await.is(200).shows("/account/second-factor");
    resting.get("/alliances/kreis-kleve").await.is(404);
    for strong in [json!({"amr": ["pwd", "mfa"]}), json!({"acr": "urn:stark"})] {
        let mut claims = strong;
        claims.as_object_mut().expect("an object").insert("groups".into(), json!(["fall"]));
        provider.tells(claims);
        let awake = let_in(&app, &provider.sign_in(&app).await.is(303));
        awake.get("/alliances/kreis-kleve").await.is(200);
    }
}

#[tokio::test]
async fn the_second_factor_of_an_account_is_asked_for_unless_the_provider_saw_one() {
    let (provider, app, _) = world().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let permit = app.permit::<ManagePeople>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    accounts::second_factor::set_up_app(&mut tx, &permit, person, "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP")
        .await
        .expect("set up");
    tx.commit(&permit, "set up").await.expect("committed");
    provider.tells(json!({"amr": ["pwd"]}));
    let step = provider.sign_in(&app).await.is(200).hidden("step");
    let form = [("step", step.as_str()), ("password", PASSWORD)];
    let answer = app.visitor().post("/sign-in/sso/link", &form).await.is(200).shows("Zweiter Schritt");
    assert_eq!(answer.header("set-cookie"), "");
    let answer = provider.sign_in(&app).await.is(200).shows("Zweiter Schritt");
    assert!(!answer.header("set-cookie").starts_with("__Host-klappt="));
    provider.tells(json!({"amr": ["otp"]}));
    provider.sign_in(&app).await.is(303);
}

// ── what the provider tells ─────────────────────────────────────────────────

#[tokio::test]
async fn what_the_token_leaves_out_is_asked_for_and_only_about_the_same_person() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": null, "email": null, "email_verified": null, "name": null}));
    provider.says().userinfo = json!({
        "sub": "other", "groups": ["gfs"], "email": ANNA, "email_verified": true, "name": "Anna Ait",
    });
    provider.sign_in(&app).await.is(502).shows("nicht bestätigen");
    provider.says().userinfo["sub"] = json!("kanarie-sub");
    // A second factor is believed from the signed token alone.
    provider.says().userinfo["amr"] = json!(["mfa"]);
    provider.says().userinfo["groups"] = json!(["gfs", "fall"]);
    let anna = let_in(&app, &provider.sign_in(&app).await.is(303));
    anna.get("/account").await.is(200).shows("Anna Ait").shows(ANNA).shows("/account/second-factor");
    assert_eq!(count(&app, "select count(*) from session where proof = 'second'").await, 0);
}

#[tokio::test]
async fn addresses_count_where_nobody_at_the_provider_chooses_them() {
    let provider = Provider::start().await;
    let app = with(Setup {
        trusts_addresses: true,
        groups_claim: "realm_access.roles".to_owned(),
        ..setup(&provider.url)
    })
    .await;
    provider.tells(json!({"email_verified": null, "groups": null, "realm_access": {"roles": ["land"]}}));
    provider.sign_in(&app).await.is(303);
    assert_eq!(roles(&app).await, [held("ministry", "sso", true)]);
}

// ── going away ──────────────────────────────────────────────────────────────

#[tokio::test]
async fn whoever_signs_out_is_shown_the_way_out_of_the_central_account_too() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["land"]}));
    let anna = let_in(&app, &provider.sign_in(&app).await.is(303));
    let out = anna.post("/sign-out", &[]).await.is(303).location();
    assert_eq!(out, "/sign-in?done=signed-out-here");
    let back = "post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fsign-in";
    let page = app.visitor().get(&out).await.is(200).shows("Auch bei Stadtverwaltung abmelden");
    page.shows(&format!("{}/end?", provider.url)).shows("client_id=klappt").shows(back);
    anna.get("/account").await.is(303);

    let otto = known(&app, "otto@kleve.example", Role::Ministry, None).await;
    let otto = browser(&app, otto).await;
    assert_eq!(otto.post("/sign-out", &[]).await.is(303).location(), "/sign-in?done=signed-out");
}

#[tokio::test]
async fn the_link_is_among_ones_own_data_and_goes_with_the_account() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["land"]}));
    let anna = let_in(&app, &provider.sign_in(&app).await.is(303));
    anna.get("/account/data").await.is(200).shows(&provider.url).shows("kanarie-sub");
    let file = anna.get("/account/data/file").await.is(200).json();
    assert_eq!(file["central_accounts"][0]["subject"], "kanarie-sub");
    assert_eq!(file["central_accounts"][0]["issuer"], provider.url.as_str());
    assert_eq!(file["roles"][0]["source"], "sso");

    let erased = person(&app).await;
    let permit = app.permit::<ManagePeople>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    erasure::erase(&mut tx, &permit, erased).await.expect("erased");
    tx.commit(&permit, "erased").await.expect("committed");
    assert_eq!(count(&app, "select count(*) from sso_account").await, 0);
    anna.get("/account").await.is(303);
    // Whoever has a task still begins anew, with nothing of the erased account.
    provider.sign_in(&app).await.is(303);
    assert_ne!(person(&app).await, erased);

    // A backup that brings the link back is cleaned by the tombstone's function.
    let again = person(&app).await;
    let mut tx = app.db().begin(&permit).await.expect("begun");
    erasure::erase_again(&mut tx, &permit, again).await.expect("erased");
    tx.commit(&permit, "erased again").await.expect("committed");
    assert_eq!(count(&app, "select count(*) from sso_account").await, 0);
}

#[tokio::test]
async fn the_same_answer_at_once_is_taken_once() {
    let (provider, app, _) = world().await;
    provider.tells(json!({"groups": ["gfs", "land"]}));
    provider.sign_in(&app).await.is(303);
    let (cookie, asked) = provider.set_out(&app, "/").await;
    let query = format!("code=kanarie-code&state={}", asked["state"]);
    let (one, two) = tokio::join!(back(&app, &cookie, &query), back(&app, &cookie, &query));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 400], "one answer is taken once");
    assert_eq!(people_there(&app).await, 1);
    assert_eq!(roles(&app).await.len(), 2);
}
