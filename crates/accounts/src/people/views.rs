//! What the operator's and the alliance's pages about people have in common:
//! lists by search and cursor, the invitation form, one person's page.

use super::{
    acts::Failure,
    model::LONGEST_NAME,
    store::{Colleague, Former, Line, Part},
    words::role_words,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use base::{OrganisationId, PersonId, Role};
use serde::Deserialize;
use uuid::Uuid;
use web::{App, Cursor, Error, Form, Listed, Result, Shell, Texts, html, html_with};

/// What a list is searched for.
#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    pub(crate) q: String,
}

impl Search {
    /// The search as it is used and shown again: nothing unseen, at most 100 characters.
    pub(crate) fn cleaned(&self) -> String {
        base::clean(&self.q, 100, false).unwrap_or_default()
    }
}

/// Which part of a list a search and a cursor ask for.
pub(crate) fn part(search: &str, cursor: &Cursor) -> Result<Part> {
    let (name, id) = match cursor.after.as_str() {
        "" => ("", PersonId::from_uuid(Uuid::nil())),
        after => after
            .split_once('/')
            .and_then(|(id, name)| {
                Some((base::clean(name, 500, false).ok().map(|_| name)?, id.parse().ok()?))
            })
            .ok_or_else(|| Error::Invalid("Diese Fortsetzung ist nicht gültig.".into()))?,
    };
    let key = base::sort_key(search);
    // Signs alone, such as "@", are in no sort key: only the address is searched for them.
    let by_name = if key.is_empty() && !search.is_empty() { String::new() } else { pattern(&key) };
    Ok(Part {
        name: by_name,
        email: pattern(&search.to_lowercase()),
        after: (name.to_owned(), id),
        most: i64::try_from(cursor.limit + 1).unwrap_or(i64::MAX),
    })
}

fn pattern(text: &str) -> String {
    let plain = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

/// A person with their roles at the place at hand.
pub(super) struct Entry {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) has_password: bool,
    /// Has never signed in: the invitation is still open.
    pub(super) is_waiting: bool,
    sort_name: String,
    pub(super) roles: Vec<RoleLine>,
}

/// A role as pages show it.
pub(super) struct RoleLine {
    pub(super) id: Uuid,
    pub(super) role: Role,
    pub(super) municipality: Option<String>,
    pub(super) organisation: Option<String>,
    pub(super) since: base::Day,
    pub(super) until: Option<base::Day>,
}

impl RoleLine {
    /// Whom the role speaks for: a municipality or an organisation.
    pub(super) fn speaks_for(&self) -> Option<&str> {
        self.municipality.as_deref().or(self.organisation.as_deref())
    }
    fn of(line: &Line) -> Option<Self> {
        Some(Self {
            id: line.role_id?,
            role: Role::from_key(line.role.as_deref()?)?,
            municipality: line.municipality.clone(),
            organisation: line.organisation.clone(),
            since: line.since?,
            until: line.until,
        })
    }
}

/// Puts the lines of each person together; they come in order.
pub(super) fn entries(lines: Vec<Line>) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for line in lines {
        let role = RoleLine::of(&line);
        match found.last_mut().filter(|last| last.id == line.id) {
            Some(last) => last.roles.extend(role),
            None => found.push(Entry {
                id: line.id,
                name: line.name,
                email: line.email,
                has_password: line.has_password,
                is_waiting: !line.has_password && !line.is_linked,
                sort_name: line.sort_name,
                roles: role.into_iter().collect(),
            }),
        }
    }
    found
}

/// One page of a list and where it goes on.
pub(super) fn listed(lines: Vec<Line>, cursor: &Cursor) -> Listed<Entry> {
    web::listed(entries(lines), cursor, |e| format!("{}/{}", e.id, e.sort_name))
}

/// Choices for a select.
pub(super) type Options = Vec<(String, String)>;

pub(super) fn role_options(texts: &Texts, roles: &[Role]) -> Options {
    let first = (String::new(), texts.say("people-choose").to_string());
    let rest = roles.iter().map(|r| (r.key().to_owned(), role_words(texts, *r, None)));
    std::iter::once(first).chain(rest).collect()
}

pub(super) fn municipality_options(texts: &Texts, municipalities: Vec<(String, String)>) -> Options {
    let none = (String::new(), texts.say("people-no-municipality").to_string());
    std::iter::once(none).chain(municipalities).collect()
}

pub(super) fn organisation_options(texts: &Texts, organisations: Vec<(OrganisationId, String)>) -> Options {
    if organisations.is_empty() {
        return Vec::new();
    }
    let none = (String::new(), texts.say("people-no-organisation").to_string());
    std::iter::once(none).chain(organisations.into_iter().map(|(id, name)| (id.to_string(), name))).collect()
}

pub(super) fn people_options(texts: &Texts, people: Vec<Colleague>, but: Option<PersonId>) -> Options {
    let first = (String::new(), texts.say("people-choose").to_string());
    let rest = people
        .into_iter()
        .filter(|(id, ..)| Some(*id) != but)
        .map(|(id, name, email)| (id.to_string(), format!("{name} ({email})")));
    std::iter::once(first).chain(rest).collect()
}

/// A list of people.
#[derive(Template)]
#[template(path = "people/list.html")]
pub(super) struct ListPage {
    pub(super) shell: Shell,
    /// The list's own address.
    pub(super) base: String,
    /// What the list holds, as a text id.
    pub(super) about: &'static str,
    pub(super) search: String,
    pub(super) rows: Vec<Row>,
    /// The address of the next part; empty on the last.
    pub(super) next: String,
    /// Alliances nobody holds the office of (operator only).
    pub(super) without_office: Vec<(String, String)>,
    /// Who stands in for the office (alliance only).
    pub(super) deputies: Option<Deputies>,
    /// Roles that have ended (alliance only).
    pub(super) former: Vec<Row>,
    /// Where one hands over one's own work (alliance only); else empty.
    pub(super) own: String,
}

/// One line of a list.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) email: String,
    pub(super) roles: Vec<String>,
    /// Invited, no password yet.
    pub(super) is_waiting: bool,
    /// From when to when, for roles that have ended.
    pub(super) time: String,
}

/// Who stands in for the office, and who could (R-ACT-16).
pub(super) struct Deputies {
    pub(super) names: Vec<String>,
    pub(super) could: Options,
    pub(super) form: Form,
}

impl ListPage {
    pub(super) fn rows(texts: &Texts, base: &str, entries: Vec<Entry>) -> Vec<Row> {
        entries
            .into_iter()
            .map(|e| Row {
                href: format!("{base}/{}", e.id),
                roles: e.roles.iter().map(|r| role_words(texts, r.role, r.speaks_for())).collect(),
                is_waiting: e.is_waiting,
                name: e.name,
                email: e.email,
                time: String::new(),
            })
            .collect()
    }

    pub(super) fn former(texts: &Texts, former: Vec<Former>) -> Vec<Row> {
        former
            .into_iter()
            .filter_map(|(name, role, municipality, since, until)| {
                let role = role_words(texts, Role::from_key(&role)?, municipality.as_deref());
                let time =
                    texts.say("people-time").with("since", since.german()).with("until", until.german());
                let name = if name.is_empty() { texts.say("people-erased").to_string() } else { name };
                Some(Row {
                    name,
                    href: String::new(),
                    email: String::new(),
                    roles: vec![role],
                    is_waiting: false,
                    time: time.to_string(),
                })
            })
            .collect()
    }

    /// The address of what follows, with the search kept.
    pub(super) fn next(base: &str, search: &str, next: Option<String>) -> String {
        next.map(|cursor| format!("{base}?q={}&cursor={cursor}", web::query(search))).unwrap_or_default()
    }
}

/// The form that invites somebody.
#[derive(Template)]
#[template(path = "people/invite.html")]
pub(super) struct InvitePage {
    pub(super) shell: Shell,
    pub(super) base: String,
    /// Where one goes who invites nobody.
    pub(super) cancel: String,
    pub(super) form: Form,
    /// The new account's key: sending the form twice makes one account.
    pub(super) id: PersonId,
    /// Empty when the role is settled.
    pub(super) roles: Options,
    /// Where municipality contacts are chosen for.
    pub(super) municipalities: Options,
    /// Whom members and contributors can speak for; empty when there is none.
    pub(super) organisations: Options,
    /// Address and name of the alliance whose first office is invited.
    pub(super) first_office: Option<(String, String)>,
}

impl InvitePage {
    pub(super) fn answer(self) -> Result<Response> {
        if self.form.is_good() { html(&self) } else { html_with(StatusCode::UNPROCESSABLE_ENTITY, &self) }
    }
}

/// Name and address as typed into the invitation form.
pub(super) fn typed_person(shell: &Shell, form: &mut Form) -> (String, String) {
    let name = form.line(shell, "name", LONGEST_NAME);
    if name.is_empty() && form.wrong("name").is_empty() {
        form.refuse("name", shell.say("people-needs-name"));
    }
    let email = form.email(shell, "email");
    if email.is_empty() && form.wrong("email").is_empty() {
        form.refuse("email", shell.say("people-needs-email"));
    }
    (name, email)
}

/// The role chosen in a form, one of `offered`; says in the form if there is none.
pub(super) fn typed_role(shell: &Shell, form: &mut Form, offered: &[Role]) -> Option<Role> {
    let typed = form.value("role").to_owned();
    let role = Role::from_key(&typed).filter(|r| offered.contains(r));
    if typed.is_empty() {
        form.refuse("role", shell.say("people-needs-role"));
    } else if role.is_none() {
        form.refuse("role", shell.say("form-unknown-choice"));
    }
    role
}

/// One person's page.
#[derive(Template)]
#[template(path = "people/person.html")]
pub(super) struct PersonPage {
    pub(super) shell: Shell,
    /// The person's own address.
    pub(super) base: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) is_waiting: bool,
    pub(super) running: Vec<Running>,
    pub(super) ended: Vec<Row>,
    pub(super) form: Form,
    pub(super) roles: Options,
    pub(super) municipalities: Options,
    pub(super) organisations: Options,
    /// Who could take over; `None` where nothing is handed over.
    pub(super) successors: Option<Options>,
    /// The account holds no role and can be closed.
    pub(super) can_close: bool,
    /// The account can be erased at its owner's wish.
    pub(super) can_erase: bool,
    /// How long name and address are kept after closing, in words.
    pub(super) kept_closed: String,
    /// Name and address, to be corrected while nobody has signed in with them.
    pub(super) correction: Form,
}

/// A role that holds today.
pub(super) struct Running {
    pub(super) id: Uuid,
    pub(super) words: String,
    pub(super) since: String,
    /// Why it cannot be ended now, as a text id; empty when it can.
    pub(super) stays: &'static str,
}

impl PersonPage {
    /// With the correction as it was typed.
    pub(super) fn corrected(self, correction: Form) -> Self {
        Self { correction, ..self }
    }

    pub(super) fn answer(self) -> Result<Response> {
        if self.form.is_good() { html(&self) } else { html_with(StatusCode::UNPROCESSABLE_ENTITY, &self) }
    }

    /// Roles that have ended.
    pub(super) fn ended(texts: &Texts, roles: &[RoleLine], today: base::Day) -> Vec<Row> {
        roles
            .iter()
            .filter_map(|r| {
                let until = r.until.filter(|until| *until <= today)?;
                let time =
                    texts.say("people-time").with("since", r.since.german()).with("until", until.german());
                Some(Row {
                    name: role_words(texts, r.role, r.speaks_for()),
                    href: String::new(),
                    email: String::new(),
                    roles: Vec::new(),
                    is_waiting: false,
                    time: time.to_string(),
                })
            })
            .collect()
    }
}

/// An id from an address; a malformed one answers like an unknown one.
pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::NotFound)
}

/// What a failed act answers where there is no form to show again.
pub(super) fn failed(app: &App, failure: Failure) -> Error {
    match failure {
        Failure::Refused(why) => Error::Conflict(app.texts.say_of("people-refused", why.key()).to_string()),
        Failure::NotFound => Error::NotFound,
        Failure::Store(error) => error.into(),
    }
}

/// Says a refusal at its field; other failures are passed on.
pub(super) fn refuse(app: &App, form: &mut Form, failure: Failure) -> Result<()> {
    match failure {
        Failure::Refused(why) => {
            form.refuse(why.field(), app.texts.say_of("people-refused", why.key()));
            Ok(())
        }
        other => Err(failed(app, other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(after: &str) -> Cursor {
        Cursor { after: after.to_owned(), limit: 50 }
    }

    #[test]
    fn a_search_finds_names_as_they_sort_and_addresses_as_typed() {
        let part = part("Öl_50%", &cursor("")).expect("sound");
        assert_eq!((part.name.as_str(), part.email.as_str()), ("%ol 50%", "%öl\\_50\\%%"));
        assert_eq!(part.most, 51);
    }

    #[test]
    fn signs_alone_are_searched_in_addresses_only() {
        let part = part("@", &cursor("")).expect("sound");
        assert_eq!((part.name.as_str(), part.email.as_str()), ("", "%@%"));
    }

    #[test]
    fn a_cursor_that_was_tampered_with_is_refused() {
        let id = Uuid::nil().to_string();
        assert_eq!(part("", &cursor(&format!("{id}/a/b"))).expect("sound").after.0, "a/b");
        for broken in ["x", "x/y", &format!("{id}/a\0b")] {
            assert!(part("", &cursor(broken)).is_err(), "{broken:?}");
        }
    }
}
