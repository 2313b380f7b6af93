//! The second factor: setting it up, signing in with it, losing it. Passkeys need a
//! browser: `tests/browser/second-factor.test.mjs`.

use crate::world::{PASSWORD, audit, browser, cookie, known, letters, sign_in};
use base::{Clock, Instant, ManagePeople, Role};
use serde_json::json;
use testkit::{Answer, Client, TestApp};

const ANNA: &str = "anna@kleve.example";
const OVERVIEW: &str = "/account/second-factor";

/// What an app with this secret shows.
fn code(secret: &str, at: Instant) -> String {
    let plain: String = secret.split_whitespace().collect();
    let secret = totp_rs::Secret::try_from_base32(&plain).expect("base32");
    let totp = totp_rs::Builder::new().with_secret(secret).build().expect("an app");
    totp.generate(u64::try_from(at.micros() / 1_000_000).expect("after 1970")).to_string()
}

/// A code that is none now.
fn wrong(app: &TestApp, secret: &str) -> String {
    let near: Vec<String> =
        (-2..=2).map(|step| code(secret, app.clock.now().plus_seconds(30 * step))).collect();
    let other = (0..10).map(|n| format!("00000{n}")).find(|code| !near.contains(code));
    other.expect("one of ten")
}

fn half_a_minute_later(app: &TestApp) {
    app.clock.set(app.clock.now().plus_seconds(30));
}

/// Begins setting up an app; answers the secret as the page shows it.
async fn begin(anna: &Client) -> String {
    let path = format!("{OVERVIEW}/totp");
    assert_eq!(anna.post(&path, &[]).await.is(303).location(), path);
    let page = anna.get(&path).await.is(200).shows("<svg").text();
    let at = page.find("<p class=\"hash\">").expect("the secret") + "<p class=\"hash\">".len();
    page[at..].split('<').next().expect("an end").to_owned()
}

/// Anna with an app: her browser, its secret, and the page with the recovery codes.
async fn secured(app: &TestApp) -> (Client, String, Answer) {
    let person = known(app, ANNA, Role::Ministry, None).await;
    let anna = browser(app, person).await;
    let secret = begin(&anna).await;
    let code = code(&secret, app.clock.now());
    let form = [("code", code.as_str()), ("password", PASSWORD)];
    let codes = anna.post(&format!("{OVERVIEW}/totp/confirm"), &form).await.is(200);
    half_a_minute_later(app);
    (app.client(Some(cookie(&codes))), secret, codes)
}

fn recovery_codes(page: &Answer) -> Vec<String> {
    page.hidden("codes").split(' ').map(str::to_owned).collect()
}

/// The right password; answers the step's token.
async fn first_step(app: &TestApp) -> String {
    let asked = sign_in(app, ANNA, PASSWORD).await.is(200).shows("Zweiter Schritt");
    assert_eq!(asked.header("set-cookie"), "", "nobody is signed in yet");
    asked.hidden("step")
}

async fn second_step(app: &TestApp, step: &str, code: &str) -> Answer {
    app.visitor().post("/sign-in/second", &[("step", step), ("next", "/account"), ("code", code)]).await
}

#[tokio::test]
async fn an_app_is_set_up_with_a_code_and_the_password() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let (anna, other) = (browser(&app, person).await, browser(&app, person).await);
    anna.get("/account").await.shows("noch nicht abgesichert").shows(OVERVIEW);
    let secret = begin(&anna).await;
    let (right, confirm) = (code(&secret, app.clock.now()), format!("{OVERVIEW}/totp/confirm"));
    let not = wrong(&app, &secret);
    anna.post(&confirm, &[("code", &not), ("password", PASSWORD)])
        .await
        .is(422)
        .shows("id=\"e-code\"")
        .shows(&secret);
    anna.post(&confirm, &[("code", &right), ("password", "ein falsches Passwort")])
        .await
        .is(422)
        .shows("id=\"e-password\"")
        .hides("id=\"e-code\"");
    anna.post(&confirm, &[]).await.is(422).shows("id=\"e-code\"").shows("id=\"e-password\"");
    sign_in(&app, ANNA, PASSWORD).await.is(303);

    let codes = anna.post(&confirm, &[("code", &right), ("password", PASSWORD)]).await.is(200);
    assert_eq!(recovery_codes(&codes).len(), 10);
    // The session goes on under a new token; all others ended.
    let new = app.client(Some(cookie(&codes)));
    anna.get("/account").await.is(303);
    other.get("/account").await.is(303);
    new.get("/account").await.is(200).shows("zwei Faktoren").hides("end-others");
    new.get(OVERVIEW).await.is(200).shows("ist abgesichert").shows("noch 10 von 10");
    // The secret is never shown again.
    new.get(&format!("{OVERVIEW}/totp")).await.is(200).hides(&secret);
    new.post(&format!("{OVERVIEW}/totp"), &[]).await.is(303);
    new.get(&format!("{OVERVIEW}/totp")).await.is(200).hides("<svg");
}

#[tokio::test]
async fn signing_in_asks_for_the_code_and_each_code_counts_once() {
    let app = TestApp::start().await;
    let (_, secret, _) = secured(&app).await;
    let right = code(&secret, app.clock.now());
    let step = first_step(&app).await;
    second_step(&app, &step, "").await.is(422).shows("id=\"e-code\"");
    let refused = second_step(&app, &step, &wrong(&app, &secret)).await.is(422).shows("passt nicht");
    assert_eq!(refused.header("set-cookie"), "");
    assert_eq!(refused.hidden("step"), step);
    let spaced = format!("{} {}", &right[..3], &right[3..]);
    let answer = second_step(&app, &step, &spaced).await.is(303);
    assert_eq!(answer.location(), "/account");
    let anna = app.client(Some(cookie(&answer)));
    anna.get("/account").await.is(200).shows("zwei Faktoren");

    // Neither the step nor the code is good again.
    second_step(&app, &step, &right).await.is(422).shows("noch einmal an");
    let step = first_step(&app).await;
    second_step(&app, &step, &right).await.is(422).shows("passt nicht");
    half_a_minute_later(&app);
    let next = code(&secret, app.clock.now());
    second_step(&app, &step, &next).await.is(303);
}

#[tokio::test]
async fn the_second_step_is_good_for_five_minutes() {
    let app = TestApp::start().await;
    let (_, secret, _) = secured(&app).await;
    let step = first_step(&app).await;
    app.clock.set(app.clock.now().plus_seconds(300));
    second_step(&app, &step, &code(&secret, app.clock.now())).await.is(422).shows("noch einmal an");
    second_step(&app, "0000", &code(&secret, app.clock.now())).await.is(422).shows("noch einmal an");
    app.visitor().post("/sign-in/second", &[("code", "123456")]).await.is(400);
}

#[tokio::test]
async fn without_the_password_nobody_learns_of_a_second_factor() {
    let app = TestApp::start().await;
    secured(&app).await;
    known(&app, "otto@kleve.example", Role::Ministry, None).await;
    let with = sign_in(&app, ANNA, "ein falsches Passwort").await.is(422);
    let without = sign_in(&app, "otto@kleve.example", "ein falsches Passwort").await.is(422);
    assert_eq!(with.text().replace("anna@", "otto@"), without.text());
    let wrong = json!({"email": ANNA, "password": "ein falsches Passwort", "second_factor": "123456"});
    let with = app.visitor().post_json("/api/v1/session", &wrong).await.is(401);
    let wrong = json!({"email": "otto@kleve.example", "password": "ein falsches Passwort", "second_factor": "123456"});
    let without = app.visitor().post_json("/api/v1/session", &wrong).await.is(401);
    assert_eq!(with.json(), without.json());
    assert_eq!(with.json()["type"], "http://localhost:8080/api/problems/sign-in");
}

#[tokio::test]
async fn guessing_codes_is_slowed_like_guessing_passwords() {
    let app = TestApp::start().await;
    let (_, secret, page) = secured(&app).await;
    let (step, codes) = (first_step(&app).await, recovery_codes(&page));
    for n in 0..10 {
        let guess =
            if n % 2 == 0 { wrong(&app, &secret) } else { "abcd-efgh-jkmn-pqrs-tuvw-xyz1".to_owned() };
        second_step(&app, &step, &guess).await.is(422);
    }
    let slowed = second_step(&app, &step, &code(&secret, app.clock.now())).await.is(429);
    assert_eq!(slowed.header("retry-after"), "900");
    second_step(&app, &step, &codes[0]).await.is(429);
    // A new step does not help, nor does the other door.
    let step = first_step(&app).await;
    second_step(&app, &step, &code(&secret, app.clock.now())).await.is(429);
    let body = json!({"email": ANNA, "password": PASSWORD, "second_factor": codes[0]});
    app.visitor().post_json("/api/v1/session", &body).await.is(429);
    app.clock.set(app.clock.now().plus_seconds(15 * 60));
    let step = first_step(&app).await;
    second_step(&app, &step, &code(&secret, app.clock.now())).await.is(303);
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_a_letter_tells() {
    let app = TestApp::start().await;
    let (anna, secret, page) = secured(&app).await;
    let codes = recovery_codes(&page);
    let told = letters(&app, ANNA).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "Für Ihr klappt-Konto wurde eine Authenticator-App eingerichtet");
    let step = first_step(&app).await;
    let used = second_step(&app, &step, &codes[3].to_uppercase().replace('-', " ")).await.is(303);
    let list = app.client(Some(cookie(&used))).get("/account").await.is(200);
    list.shows("Passwort und Wiederherstellungscode");
    let letter = letters(&app, ANNA).await.into_iter().find(|l| l.subject.contains("Wiederherstellungscode"));
    let letter = letter.expect("a letter about the code");
    assert_eq!(letter.subject, "Ein Wiederherstellungscode für klappt wurde benutzt");
    assert!(letter.body.contains("noch 9"), "{}", letter.body);
    let step = first_step(&app).await;
    second_step(&app, &step, &codes[3]).await.is(422);

    // New ones end the old ones. They take what one has as well, and a letter tells of them.
    let path = format!("{OVERVIEW}/recovery-codes");
    anna.get(&path).await.is(200).shows("noch 9 von 10");
    anna.post(&path, &[("password", "ein falsches Passwort")]).await.is(422).shows("id=\"e-password\"");
    anna.post(&path, &[("password", PASSWORD)]).await.is(422).shows("id=\"e-code\"");
    let not = wrong(&app, &secret);
    anna.post(&path, &[("password", PASSWORD), ("code", &not)]).await.is(422).shows("id=\"e-code\"");
    let now = code(&secret, app.clock.now());
    let new = recovery_codes(&anna.post(&path, &[("password", PASSWORD), ("code", &now)]).await.is(200));
    let told = letters(&app, ANNA).await;
    assert!(told.iter().any(|l| l.subject == "Ihre Wiederherstellungscodes für klappt wurden erneuert"));
    assert!(told.iter().all(|l| new.iter().chain(&codes).all(|code| !l.body.contains(code))), "a secret");
    assert!(new.iter().all(|code| !codes.contains(code)));
    second_step(&app, &step, &codes[4]).await.is(422);
    second_step(&app, &step, &new[0]).await.is(303);
}

#[tokio::test]
async fn recovery_codes_are_kept_as_a_file_by_their_owner_only() {
    let app = TestApp::start().await;
    let (anna, _, page) = secured(&app).await;
    let (file, codes) = (format!("{OVERVIEW}/recovery-codes/file"), page.hidden("codes"));
    let answer = anna.post(&file, &[("codes", &codes)]).await.is(200);
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    assert!(recovery_codes(&page).iter().all(|code| answer.text().contains(code.as_str())));
    let stranger = app.person(Role::Ministry, None).await;
    stranger.post(&file, &[("codes", &codes)]).await.is(404);
    anna.post(&file, &[("codes", "<b>anything</b>")]).await.is(404);
    anna.post(&file, &[]).await.is(404);
}

#[tokio::test]
async fn removing_the_app_takes_password_and_code() {
    let app = TestApp::start().await;
    let (anna, secret, page) = secured(&app).await;
    let remove = format!("{OVERVIEW}/totp/remove");
    let (right, not) = (code(&secret, app.clock.now()), wrong(&app, &secret));
    anna.post(&remove, &[("password", PASSWORD)]).await.is(422).shows("id=\"e-code\"");
    anna.post(&remove, &[("password", PASSWORD), ("code", &not)]).await.is(422).shows("id=\"e-code\"");
    let wrong = [("password", "ein falsches Passwort"), ("code", right.as_str())];
    anna.post(&remove, &wrong).await.is(422).shows("id=\"e-password\"");
    let step = first_step(&app).await;
    let other = app.client(Some(cookie(&second_step(&app, &step, &recovery_codes(&page)[0]).await.is(303))));
    let removed = anna.post(&remove, &[("password", PASSWORD), ("code", &right)]).await.is(303);
    let anna = app.client(Some(cookie(&removed)));
    anna.get("/account").await.is(200).shows("noch nicht abgesichert").hides("zwei Faktoren");
    other.get("/account").await.is(303);
    sign_in(&app, ANNA, PASSWORD).await.is(303);
    let told = letters(&app, ANNA).await;
    let letter =
        told.iter().find(|l| l.subject == "Die Authenticator-App Ihres klappt-Kontos wurde entfernt");
    assert!(letter.expect("a letter").body.contains("mit Ihrem Passwort allein"));
}

/// A passkey as if a browser had brought it.
async fn with_passkey(app: &TestApp, person: base::PersonId) -> String {
    let permit = app.permit::<base::RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let (id, now) = (tx.new_uuid(), app.clock.now());
    tx.shared(
        &permit,
        "insert into passkey (id, person_id, name, credential_id, credential, created_at) \
         values ($1, $2, 'Schlüssel', 'abc', '{}', $3)",
    )
    .bind(id)
    .bind(person)
    .bind(now)
    .run()
    .await
    .expect("kept");
    tx.commit(&permit, "test").await.expect("committed");
    format!("{OVERVIEW}/passkeys/{id}")
}

#[tokio::test]
async fn somebody_with_the_password_and_an_open_session_cannot_change_the_factors() {
    let app = TestApp::start().await;
    let (anna, secret, page) = secured(&app).await;
    let codes = recovery_codes(&page);
    let permit = app.permit::<base::RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let (person,): (base::PersonId,) =
        db.shared(&permit, "select person_id from totp").one().await.expect("Anna");
    drop(db);
    let passkey = with_passkey(&app, person).await;
    // There is an app: whatever is changed takes a code.
    anna.get(&passkey).await.is(200).shows("id=\"f-code\"");
    anna.post(&format!("{passkey}/remove"), &[("password", PASSWORD)]).await.is(422).shows("id=\"e-code\"");
    anna.post(&format!("{passkey}/rename"), &[("name", "Bund")]).await.is(303);
    let now = code(&secret, app.clock.now());
    let form = [("password", PASSWORD), ("code", now.as_str())];
    let removed = anna.post(&format!("{OVERVIEW}/totp/remove"), &form).await.is(303);
    let anna = app.client(Some(cookie(&removed)));

    // Passkeys alone, and the session is old: a recovery code.
    app.clock.set(app.clock.now().plus_seconds(10 * 60));
    let secret = begin(&anna).await;
    anna.get(&format!("{OVERVIEW}/totp")).await.is(200).shows("id=\"f-factor\"");
    let confirm = format!("{OVERVIEW}/totp/confirm");
    let now = code(&secret, app.clock.now());
    let bare = [("code", now.as_str()), ("password", PASSWORD)];
    anna.post(&confirm, &bare).await.is(422).shows("id=\"e-factor\"");
    // The new app's own code proves nothing.
    let own = [("code", now.as_str()), ("password", PASSWORD), ("factor", now.as_str())];
    anna.post(&confirm, &own).await.is(422).shows("id=\"e-factor\"");
    for path in [format!("{passkey}/remove"), format!("{OVERVIEW}/recovery-codes")] {
        anna.post(&path, &[("password", PASSWORD)]).await.is(422).shows("id=\"e-code\"");
    }
    let with = [("code", now.as_str()), ("password", PASSWORD), ("factor", codes[0].as_str())];
    anna.post(&confirm, &with).await.is(303);
}

#[tokio::test]
async fn somebody_with_passkeys_only_who_has_just_signed_in_needs_no_code() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let passkey = with_passkey(&app, person).await;
    let (fresh, other) = (browser(&app, person).await, browser(&app, person).await);
    fresh.get(&passkey).await.is(200).hides("id=\"f-code\"");
    fresh.post(&format!("{passkey}/remove"), &[("password", PASSWORD)]).await.is(303);
    let told = letters(&app, ANNA).await;
    assert!(told.iter().any(|l| l.subject == "Ein Passkey Ihres klappt-Kontos wurde entfernt"));
    other.get("/account").await.is(303);
}

#[tokio::test]
async fn a_role_that_sees_participants_rests_until_sign_in_is_secured() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    known(&app, ANNA, Role::CaseManager, Some(&kleve)).await;
    let anna = app.client(Some(cookie(&sign_in(&app, ANNA, PASSWORD).await.is(303))));
    let resting = "ruht, bis Sie die Anmeldung absichern";
    anna.get("/").await.shows(resting).shows(OVERVIEW);
    let body = json!({"email": ANNA, "password": PASSWORD});
    let token = app.visitor().post_json("/api/v1/session", &body).await.is(200).json();
    let program = app.client(token["token"].as_str().map(str::to_owned));
    let whoami = program.get("/api/v1/session").await.is(200).json();
    assert_eq!(whoami["roles"], json!([]));
    assert_eq!(whoami["resting"], json!([{"role": "case_manager", "alliance": kleve.slug}]));

    let secret = begin(&anna).await;
    let first = code(&secret, app.clock.now());
    let form = [("code", first.as_str()), ("password", PASSWORD)];
    let confirmed = anna.post(&format!("{OVERVIEW}/totp/confirm"), &form).await.is(200);
    // The codes are shown only once: nothing leads away from them.
    let confirmed = confirmed.hides(resting);
    app.client(Some(cookie(&confirmed))).get("/").await.hides(resting);
    program.get("/api/v1/session").await.is(401);
    half_a_minute_later(&app);

    // Programs show the code along with the password.
    let refused = app.visitor().post_json("/api/v1/session", &body).await.is(401).json();
    assert_eq!(refused["type"], "http://localhost:8080/api/problems/second-factor");
    let with = |code: &str| json!({"email": ANNA, "password": PASSWORD, "second_factor": code});
    app.visitor().post_json("/api/v1/session", &with(&wrong(&app, &secret))).await.is(401);
    let right = with(&code(&secret, app.clock.now()));
    let token = app.visitor().post_json("/api/v1/session", &right).await.is(200).json();
    let program = app.client(token["token"].as_str().map(str::to_owned));
    let whoami = program.get("/api/v1/session").await.is(200).json();
    assert_eq!(whoami["roles"], json!([{"role": "case_manager", "alliance": kleve.slug}]));
    assert_eq!(whoami.get("resting"), None);
}

#[tokio::test]
async fn a_new_password_by_letter_does_not_get_round_the_second_factor() {
    let app = TestApp::start().await;
    secured(&app).await;
    let step = first_step(&app).await;
    app.visitor().post("/forgotten", &[("email", ANNA)]).await.is(200);
    let link = crate::world::link(&app, ANNA).await;
    let new = "ein neues langes Passwort";
    app.visitor().post(&link, &[("password", new), ("password_again", new)]).await.is(303);
    sign_in(&app, ANNA, new).await.is(200).shows("Zweiter Schritt");
    second_step(&app, &step, "123456").await.is(422).shows("noch einmal an");
}

#[tokio::test]
async fn the_command_line_helps_somebody_who_has_lost_everything() {
    let app = TestApp::start().await;
    let (anna, _, _) = secured(&app).await;
    let permit = app.permit::<ManagePeople>(None);
    for (email, found) in [(ANNA, true), (ANNA, false), ("otto@kleve.example", false)] {
        let letters = accounts::links::Letters::of(&app.app);
        let mut tx = app.db().begin(&permit).await.expect("begun");
        let removed =
            accounts::second_factor::remove_for(&mut tx, &permit, letters, email).await.expect("done");
        assert_eq!(removed.is_some(), found, "{email}");
        tx.commit(&permit, "second factor removed").await.expect("committed");
    }
    anna.get("/account").await.is(303);
    sign_in(&app, ANNA, PASSWORD).await.is(303);
    let told = letters(&app, ANNA).await;
    assert!(told.iter().any(|l| l.subject == "Ihr zweiter Faktor für klappt wurde entfernt"));
}

#[tokio::test]
async fn a_closed_account_keeps_no_second_factor() {
    let app = TestApp::start().await;
    let operator = app.person(Role::Operator, None).await;
    secured(&app).await;
    let page = operator.get("/people").await.text();
    let at = page.find(">Anna<").expect("Anna");
    let href = page[..at].rsplit("href=\"").next().and_then(|h| h.split('"').next()).expect("a link");
    let role = crate::world::first_role(&operator.get(href).await);
    operator.post(&format!("{href}/roles/{role}/end"), &[]).await.is(303);
    operator.post(&format!("{href}/close"), &[]).await.is(303);
    let permit = app.permit::<base::RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let (left,): (i64,) = db
        .shared(
            &permit,
            "select (select count(*) from totp) + (select count(*) from passkey) \
             + (select count(*) from recovery_code) + (select count(*) from pending_step)",
        )
        .one()
        .await
        .expect("counted");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn secrets_stand_neither_in_the_database_nor_in_the_audit() {
    let app = TestApp::start().await;
    let (_, secret, page) = secured(&app).await;
    let plain = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).expect("base32");
    let permit = app.permit::<base::RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let (sealed,): (Vec<u8>,) =
        db.shared(&permit, "select secret_sealed from totp").one().await.expect("the row");
    assert!(!sealed.windows(8).any(|w| w == &plain.as_bytes()[..8]));
    drop(db);
    let lines = audit(&app).await;
    // Somebody signed in who shows their password once more has not tried to sign in.
    let by_anna = |said: &str| lines.contains(&("UseAccount".to_owned(), said.to_owned()));
    assert!(by_anna("own password asked for") && !by_anna("sign-in tried"), "{lines:?}");
    let codes = recovery_codes(&page);
    assert!(
        lines.iter().all(|(_, subject)| !codes.iter().any(|c| subject.contains(c.as_str()))),
        "{lines:?}"
    );
}

#[tokio::test]
async fn the_pages_are_for_people_with_an_account() {
    let app = TestApp::start().await;
    for path in [OVERVIEW, "/account/second-factor/totp", "/account/second-factor/recovery-codes"] {
        assert!(app.visitor().get(path).await.is(303).location().starts_with("/sign-in?next="));
    }
    let anna = app.person(Role::Ministry, None).await;
    for path in ["/account/second-factor/totp", "/account/second-factor/recovery-codes"] {
        assert_eq!(anna.get(path).await.is(303).location(), OVERVIEW);
    }
    let unknown = "01920000-0000-7000-8000-000000000001";
    anna.get(&format!("{OVERVIEW}/passkeys/{unknown}")).await.is(404);
    let gone = anna.get(&format!("{OVERVIEW}/new-passkey/0000")).await.is(303);
    assert_eq!(gone.location(), "/account/second-factor?done=passkey-too-late");
}

#[tokio::test]
async fn a_passkey_is_asked_of_this_installation_and_kept_only_with_an_answer() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let anna = browser(&app, person).await;
    let path = anna.post(&format!("{OVERVIEW}/passkeys"), &[]).await.is(303).location();
    anna.get(&path).await.is(200).shows("\"rp\":{\"id\":\"localhost\"").shows(ANNA);
    let stranger = app.person(Role::Ministry, None).await;
    stranger.get(&path).await.is(303);
    let form = [("name", "Handy"), ("password", PASSWORD), ("credential", "{}")];
    anna.post(&path, &form).await.is(422).shows("keinen Passkey benutzt").shows("value=\"Handy\"");
    sign_in(&app, ANNA, PASSWORD).await.is(303);
    app.clock.set(app.clock.now().plus_seconds(300));
    assert_eq!(anna.get(&path).await.is(303).location(), "/account/second-factor?done=passkey-too-late");
}

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[tokio::test]
async fn ones_own_data_tell_of_factors_and_devices_and_of_no_secret() {
    let app = TestApp::start().await;
    let (anna, secret, page) = secured(&app).await;
    let step = first_step(&app).await;
    let now = code(&secret, app.clock.now());
    let form = [("step", step.as_str()), ("next", "/"), ("code", &now)];
    app.visitor().with("user-agent", FIREFOX).post("/sign-in/second", &form).await.is(303);
    let shown = anna.get("/account/data").await.is(200).shows("Firefox, Windows").shows("Authenticator-App");
    shown.shows("noch 10 übrig").shows("zwei Faktoren");
    let held = anna.get("/account/data/file").await.is(200).json();
    assert!(held["second_factor"]["app_since"].is_string(), "{held}");
    assert_eq!(held["second_factor"]["recovery_codes_left"], 10);
    assert_eq!(held["devices"][0]["device"], "Firefox, Windows");
    let sessions = held["sessions"].as_array().expect("sessions");
    assert!(sessions.iter().any(|s| s["device"] == "Firefox, Windows" && s["proof"] == "second"), "{held}");
    let text = held.to_string();
    let plain: String = secret.split_whitespace().collect();
    assert!(!text.contains(&plain) && !text.contains(&secret), "the app's secret");
    for code in recovery_codes(&page) {
        assert!(!text.contains(&code), "a recovery code");
    }
}

#[tokio::test]
async fn another_address_takes_the_second_factor_where_there_is_one() {
    let app = TestApp::start().await;
    let (anna, secret, _) = secured(&app).await;
    anna.get("/account/address").await.is(200).shows("id=\"f-code\"");
    let ask = async |code: &str| {
        let form = [("email", "anna.neu@kleve.example"), ("password", PASSWORD), ("code", code)];
        anna.post("/account/address", &form).await
    };
    ask("").await.is(422).shows("id=\"e-code\"").shows("anna.neu@kleve.example");
    ask(&wrong(&app, &secret)).await.is(422).shows("id=\"e-code\"");
    assert!(letters(&app, "anna.neu@kleve.example").await.is_empty());
    let right = code(&secret, app.clock.now());
    ask(&right).await.is(303);
    assert_eq!(letters(&app, "anna.neu@kleve.example").await.len(), 1);
    ask(&right).await.is(422).shows("id=\"e-code\"");
}

#[tokio::test]
async fn a_token_and_erasing_the_account_take_the_second_factor_too() {
    let app = TestApp::start().await;
    let (anna, secret, _) = secured(&app).await;
    let id = anna.get("/account/tokens").await.is(200).shows("id=\"f-code\"").hidden("id");
    let token = async |code: &str| {
        let form = [
            ("id", id.as_str()),
            ("name", "Monatsbericht"),
            ("place", "land"),
            ("writes", "read"),
            ("days", "30"),
            ("password", PASSWORD),
            ("code", code),
        ];
        anna.post("/account/tokens", &form).await
    };
    for refused in [String::new(), wrong(&app, &secret)] {
        token(&refused).await.is(422).shows("id=\"e-code\"").shows("Monatsbericht").hides("klappt_");
    }
    token(&code(&secret, app.clock.now())).await.is(200).shows("klappt_");

    half_a_minute_later(&app);
    anna.get("/account/erasure").await.is(200).shows("id=\"f-code\"");
    let erase =
        async |code: &str| anna.post("/account/erasure", &[("password", PASSWORD), ("code", code)]).await;
    for refused in [String::new(), wrong(&app, &secret)] {
        erase(&refused).await.is(422).shows("id=\"e-code\"");
    }
    anna.get("/account").await.is(200);
    erase(&code(&secret, app.clock.now())).await.is(303);
    anna.get("/account").await.is(303);
}

#[tokio::test]
async fn the_first_factor_and_the_loss_of_the_last_end_all_tokens() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let token = async || {
        let permit = app.permit::<base::RunJobs>(None);
        let scope = base::Scope { alliance: None, writes: false };
        let mut tx = app.db().begin(&permit).await.expect("begun");
        let token = accounts::api_tokens::make_for(&mut tx, &permit, person, scope).await.expect("made");
        tx.commit(&permit, "test").await.expect("committed");
        app.client(Some(token))
    };
    let (anna, before) = (browser(&app, person).await, token().await);
    before.get("/api/v1/session").await.is(200);
    let secret = begin(&anna).await;
    let now = code(&secret, app.clock.now());
    let form = [("code", now.as_str()), ("password", PASSWORD)];
    let codes = anna.post(&format!("{OVERVIEW}/totp/confirm"), &form).await.is(200);
    before.get("/api/v1/session").await.is(401);
    let (anna, after) = (app.client(Some(cookie(&codes))), token().await);
    half_a_minute_later(&app);
    let now = code(&secret, app.clock.now());
    let form = [("code", now.as_str()), ("password", PASSWORD)];
    after.get("/api/v1/session").await.is(200);
    anna.post(&format!("{OVERVIEW}/totp/remove"), &form).await.is(303);
    after.get("/api/v1/session").await.is(401);
}

#[tokio::test]
async fn a_passkey_alone_is_asked_for_without_a_word_of_who_and_nonsense_is_none() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/sign-in?next=/account").await.is(200).shows("/sign-in/passkey?next=/account");
    let asked = visitor.get("/sign-in/passkey?next=/account").await.is(200).shows("Mit Passkey anmelden");
    let step = asked.hidden("step");
    assert_ne!(visitor.get("/sign-in/passkey").await.hidden("step"), step, "asked anew each time");
    let answer = async |step: &str, credential: &str| {
        let form = [("step", step), ("next", "/account"), ("credential", credential)];
        visitor.post("/sign-in/passkey", &form).await
    };
    for nonsense in ["", "{}", "{\"id\": \"x\"}"] {
        let refused = answer(&step, nonsense).await.is(422).shows("nicht bekannt");
        assert_eq!(refused.header("set-cookie"), "");
    }
    for forged in ["", "00", &"0".repeat(200), &step[2..]] {
        answer(forged, "{}").await.is(422).shows("zu lange gedauert");
    }
    for _ in 3..10 {
        answer(&step, "{}").await.is(422);
    }
    answer(&step, "{}").await.is(429).shows("zu viele Versuche");
    app.clock.set(app.clock.now().plus_seconds(5 * 60));
    answer(&step, "{}").await.is(422).shows("zu lange gedauert");
    let person = known(&app, ANNA, Role::Ministry, None).await;
    assert_eq!(browser(&app, person).await.get("/sign-in/passkey").await.is(303).location(), "/");
    // Passkeys are bound to names.
    let numbered = TestApp::at("http://127.0.0.1:8080").await.visitor();
    numbered.get("/sign-in").await.is(200).hides("/sign-in/passkey");
    numbered.get("/sign-in/passkey").await.is(404);
}
