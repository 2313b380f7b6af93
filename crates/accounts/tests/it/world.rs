//! The world these tests begin in: accounts with a password, and the letters sent.

use accounts::{
    passwords::PasswordHash,
    people::{self, NewPerson, Place},
};
use base::{Alliance, AnyPermit, ManageAllianceRoles, ManagePeople, PersonId, Role, RunJobs};
use std::sync::OnceLock;
use store::Mail;
use testkit::{Answer, Client, TestApp};

/// What everybody here signs in with.
pub const PASSWORD: &str = "ein langes Passwort";

/// Hashing takes its time by design: once is enough.
fn hash(app: &TestApp) -> &'static PasswordHash {
    static HASH: OnceLock<PasswordHash> = OnceLock::new();
    HASH.get_or_init(|| PasswordHash::of(PASSWORD, app.app.chance()).expect("hashed"))
}

/// Somebody with a role, known by their address, who has no password yet.
pub async fn invited(app: &TestApp, email: &str, role: Role, place: Option<&Alliance>) -> PersonId {
    let new = NewPerson {
        id: PersonId::new(app.app.clock(), app.app.chance()),
        email: email.to_owned(),
        name: name_of(email),
    };
    if let Some(place) = place {
        let permit = app.permit::<ManageAllianceRoles>(Some(place));
        let mut tx = app.db().begin(&permit).await.expect("begun");
        let there = Place::alliance(place.id);
        let invited = people::invite(&mut tx, &permit, new, role, there).await.expect("invited");
        tx.commit(&permit, "invited").await.expect("committed");
        invited.person
    } else {
        let permit = app.permit::<ManagePeople>(None);
        let mut tx = app.db().begin(&permit).await.expect("begun");
        let invited = people::invite(&mut tx, &permit, new, role, Place::land()).await.expect("invited");
        tx.commit(&permit, "invited").await.expect("committed");
        invited.person
    }
}

/// The same with a password.
pub async fn known(app: &TestApp, email: &str, role: Role, place: Option<&Alliance>) -> PersonId {
    let person = invited(app, email, role, place).await;
    let permit = app.permit::<ManagePeople>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    people::set_password(&mut tx, &permit, person, hash(app)).await.expect("set");
    tx.commit(&permit, "password set").await.expect("committed");
    person
}

/// `anna@kleve.example` is called Anna.
fn name_of(email: &str) -> String {
    let mut letters = email.chars().take_while(|c| *c != '@');
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Somebody's browser after the machine has signed them in.
pub async fn browser(app: &TestApp, person: PersonId) -> Client {
    let permit = app.permit::<RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let token = accounts::begin_session(&mut tx, &permit, person).await.expect("begun");
    tx.commit(&permit, "session begun").await.expect("committed");
    app.client(Some(token))
}

/// Signs in as a browser does and answers what came back.
pub async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.visitor().post("/sign-in", &[("email", email), ("password", password)]).await
}

/// The token in an answer's cookie; empty when it takes the cookie away.
pub fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    let value = set.split(';').next().and_then(|pair| pair.strip_prefix("__Host-klappt="));
    value.unwrap_or_else(|| panic!("no session cookie: {set:?}")).to_owned()
}

/// All letters to an address once queued work is done, newest first.
pub async fn letters(app: &TestApp, to: &str) -> Vec<Mail> {
    app.work().await;
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let jobs = db.outbox(&permit, 1_000).await.expect("the outbox");
    jobs.iter().map(|j| j.needs::<Mail>().expect("a letter")).filter(|m| m.to == to).collect()
}

/// The path of the link in the newest letter to an address.
pub async fn link(app: &TestApp, to: &str) -> String {
    let sent = letters(app, to).await;
    let letter = sent.iter().find(|l| l.body.contains("/links/")).expect("a letter with a link");
    let at = letter.body.find("/links/").expect("a link");
    letter.body[at..].lines().next().expect("a line").trim().to_owned()
}

/// The payloads of queued jobs of a kind.
pub async fn jobs(app: &TestApp, kind: &str) -> Vec<String> {
    let permit = app.permit::<RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let rows: Vec<(String,)> = tx
        .shared(&permit, "select payload from job where kind = $1")
        .bind(kind.to_owned())
        .all()
        .await
        .expect("jobs");
    rows.into_iter().map(|(payload,)| payload).collect()
}

/// Who did what, as the audit tells it.
pub async fn audit(app: &TestApp) -> Vec<(String, String)> {
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    db.shared(&permit, "select permission, subject from audit order by at, id")
        .all()
        .await
        .expect("the audit")
}

/// What the history holds of one row: field, before, after.
pub async fn history(
    app: &TestApp,
    permit: &dyn AnyPermit,
    row: uuid::Uuid,
) -> Vec<(String, Option<String>, Option<String>)> {
    let mut db = app.db().read(permit).await.expect("a reader");
    let entries = db.history(permit, row, 100).await.expect("the history");
    entries.into_iter().map(|e| (e.field, e.before, e.after)).collect()
}

/// The address of somebody's page in an alliance.
pub fn page_of(place: &Alliance, person: PersonId) -> String {
    format!("/alliances/{}/people/{person}", place.slug)
}

/// The key of the first role on somebody's page that can be ended.
pub fn first_role(page: &Answer) -> String {
    let text = page.text();
    let at = text.find("/roles/").unwrap_or_else(|| panic!("no role can be ended:\n{text}"));
    text[at + "/roles/".len()..].chars().take(36).collect()
}
