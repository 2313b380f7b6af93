//! The page and the file.

use super::{
    model::{ActHeld, FactorHeld, Held, RoleHeld, SessionHeld},
    store,
};
use crate::people;
use askama::Template;
use axum::{extract::State, response::Response};
use base::{AnyPermit, Permit, Role, UseAccount};
use web::{App, Error, Page, Result, Shell, Texts, attachment, html};

/// Lines of the audit the page shows; the file has more.
const SHOWN_ACTS: usize = 100;

#[derive(Template)]
#[template(path = "own_data/show.html")]
struct DataPage {
    shell: Shell,
    name: String,
    email: String,
    since: String,
    has_password: bool,
    new_address: String,
    roles: Vec<(String, String)>,
    sessions: Vec<(String, String)>,
    devices: Vec<(String, String)>,
    factors: Vec<(String, String)>,
    tokens: Vec<(String, String)>,
    links: Vec<(String, String)>,
    central: Vec<(String, String)>,
    letters: Vec<(String, String)>,
    history: Vec<(String, String)>,
    audit: Vec<(String, String)>,
    /// The file has more lines of the audit than the page.
    has_more: bool,
}

/// Shows everything that is held about one's own account.
pub(super) async fn show(permit: Permit<UseAccount>, State(app): State<App>, page: Page) -> Result<Response> {
    let held = held(&app, &permit).await?;
    let shell = page.shell("own-data-title").under(app.texts.say("account-title").to_string(), "/account");
    let role = |r: &RoleHeld| {
        let words = Role::from_key(&r.role).map_or_else(
            || r.role.clone(),
            |role| {
                let whom = r.municipality.as_deref().or(r.organisation.as_deref());
                people::role_words(&app.texts, role, whom)
            },
        );
        let words =
            r.alliance.as_ref().map_or_else(|| words.clone(), |at| people::role_at(&app.texts, &words, at));
        let time = match r.until {
            Some(until) => {
                let time = shell.say("people-time").with("since", r.since.german());
                time.with("until", until.german()).to_string()
            }
            None => shell.say("people-since").with("since", r.since.german()).to_string(),
        };
        (words, time)
    };
    let lasts = |from: base::Instant, until: base::Instant| {
        shell.say("own-data-lasts").with("from", from.german()).with("until", until.german()).to_string()
    };
    let account_field = |field: &str| match field {
        "name" => shell.say("account-name").to_string(),
        "email" => shell.say("sign-in-email").to_string(),
        _ => shell.say("own-data-state").to_string(),
    };
    html(&DataPage {
        roles: held.roles.iter().map(role).collect(),
        sessions: held
            .sessions
            .iter()
            .map(|s| (session_words(&shell, s), lasts(s.created_at, s.last_seen_at)))
            .collect(),
        devices: held
            .devices
            .iter()
            .map(|d| (kind_of(&shell, &d.kind, &d.device), used(&shell, Some(d.last_used_at))))
            .collect(),
        factors: factors(&shell, &held.second_factor),
        tokens: held
            .api_tokens
            .iter()
            .map(|t| (format!("{} ({}…)", t.name, t.beginning), lasts(t.created_at, t.expires_at)))
            .collect(),
        links: held
            .links
            .iter()
            .map(|l| {
                let text = if l.purpose == "invitation" {
                    "own-data-link-invitation"
                } else {
                    "own-data-link-reset"
                };
                (shell.say(text).to_string(), lasts(l.created_at, l.expires_at))
            })
            .collect(),
        central: held
            .central_accounts
            .iter()
            .map(|c| (format!("{}: {}", c.issuer, c.subject), lasts(c.created_at, c.last_used_at)))
            .collect(),
        letters: held.letters_waiting.iter().map(|l| (l.subject.clone(), l.queued_at.german())).collect(),
        history: held
            .history
            .iter()
            .map(|c| {
                let (before, after) = (c.before.as_deref().unwrap_or("–"), c.after.as_deref().unwrap_or("–"));
                let words = shell.say("own-data-change").with("field", account_field(&c.field));
                (c.at.german(), words.with("before", before).with("after", after).to_string())
            })
            .collect(),
        audit: held
            .audit
            .iter()
            .take(SHOWN_ACTS)
            .map(|a| {
                let by = if a.by_you { "own-data-by-you" } else { "own-data-by-others" };
                (a.at.german(), format!("{}: {}", shell.say(by), act_words(&app.texts, a)))
            })
            .collect(),
        has_more: held.audit.len() > SHOWN_ACTS,
        new_address: held.new_address.map(|a| a.email).unwrap_or_default(),
        since: held.account.created_at.german(),
        has_password: held.account.has_password,
        name: held.account.name,
        email: held.account.email,
        shell,
    })
}

/// What was done; of a look, at what and on which page.
fn act_words(texts: &Texts, held: &ActHeld) -> String {
    let told = web::told(texts, &held.subject);
    let Some(page) = told.keys.first().filter(|key| key.starts_with('/')) else { return told.act };
    let for_what = web::permission_id(&held.permission);
    let words = texts.say("own-data-looked").with("act", told.act.as_str()).with("page", page.as_str());
    words.with("what", texts.say(&for_what).to_string()).to_string()
}

/// A browser or a program, with the kind of device where it is known.
fn kind_of(shell: &Shell, kind: &str, device: &str) -> String {
    let text = if kind == "api" { "account-session-api" } else { "account-session-browser" };
    let kind = shell.say(text).to_string();
    if device.is_empty() { kind } else { format!("{kind}: {device}") }
}

fn used(shell: &Shell, at: Option<base::Instant>) -> String {
    let at = at.map_or_else(|| shell.say("passkey-never").to_string(), base::Instant::german);
    shell.say("own-data-used").with("at", at).to_string()
}

/// On what and with what somebody is signed in.
fn session_words(shell: &Shell, session: &SessionHeld) -> String {
    let proof = crate::sessions::Proven::from_key(&session.proof).words();
    let words = shell.say("own-data-session").with("kind", kind_of(shell, &session.kind, &session.device));
    words.with("proof", shell.say(proof).to_string()).to_string()
}

/// What is set up as a second factor: what, and since when or how often it was used.
fn factors(shell: &Shell, held: &FactorHeld) -> Vec<(String, String)> {
    let since = |at: base::Instant| shell.say("own-data-set-up").with("at", at.german()).to_string();
    let app = held.app_since.map(|at| (shell.say("factor-app").to_string(), since(at)));
    let passkeys = held.passkeys.iter().map(|p| {
        let words = shell.say("own-data-passkey").with("name", p.name.as_str()).to_string();
        (words, format!("{}, {}", since(p.created_at), used(shell, p.last_used_at)))
    });
    let is_any = app.is_some() || !held.passkeys.is_empty();
    let codes = is_any.then(|| {
        let left = shell.say("own-data-codes").count("left", held.recovery_codes_left).to_string();
        (shell.say("factor-codes").to_string(), left)
    });
    app.into_iter().chain(passkeys).chain(codes).collect()
}

/// The same as a file for programs.
pub(super) async fn file(permit: Permit<UseAccount>, State(app): State<App>) -> Result<Response> {
    let held = held(&app, &permit).await?;
    let bytes = serde_json::to_vec_pretty(&held).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(attachment(bytes, "application/json", "klappt-mein-konto.json"))
}

async fn held(app: &App, permit: &Permit<UseAccount>) -> Result<Held> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut db = app.db.read(permit).await?;
    store::held(&mut db, permit, person).await?.ok_or(Error::SignIn)
}
