//! Reading the audit: the office that of its alliance, the operator that of the
//! installation. Who reads it is written down as well.

mod store;

use ::store::{AuditFilter, AuditLine};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use base::{AnyPermit, Day, PersonId, ViewAudit, ViewInstallationAudit};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{App, Page, Permit, Result, Routes, Shell, html, query};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("audit.de.ftl", include_str!("audit.de.ftl"));

/// What lines say: acts, tables and fields by their German names.
pub const TOLD: (&str, &str) = ("told.de.ftl", include_str!("told.de.ftl"));

/// Lines on one page.
const PAGE: usize = 50;

/// Lines read at a time when words are sought: they stand in what is told, not in the table.
const AT_A_TIME: i64 = 500;

/// Lines looked through for one page at most; the next page goes on from there.
const MOST_SOUGHT: usize = 20_000;

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/audit", of_alliance)
        .shows("person.name, audit", "check-access")
        .get("/audit", of_installation)
        .shows("person.name, audit", "check-access")
}

/// What is asked for in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    from: String,
    to: String,
    before: String,
}

#[derive(Template)]
#[template(path = "audit/list.html")]
struct ListPage {
    shell: Shell,
    base: String,
    about: &'static str,
    asked: Asked,
    /// A day that is none, as it was typed.
    wrong_day: bool,
    is_filtered: bool,
    rows: Vec<Row>,
    next: String,
}

struct Row {
    at: String,
    who: String,
    role: String,
    what: String,
    act: String,
    keys: String,
    fields: String,
    why: String,
    door: String,
}

async fn of_alliance(
    permit: Permit<ViewAudit>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let filter = AuditFilter { alliance: permit.alliance(), ..AuditFilter::default() };
    list(&permit, &app, &page, asked, filter, "audit-about-alliance").await
}

async fn of_installation(
    permit: Permit<ViewInstallationAudit>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let filter = AuditFilter { statewide: true, ..AuditFilter::default() };
    list(&permit, &app, &page, asked, filter, "audit-about-installation").await
}

async fn list(
    permit: &dyn AnyPermit,
    app: &App,
    page: &Page,
    asked: Asked,
    filter: AuditFilter,
    about: &'static str,
) -> Result<Response> {
    let (from, to) = (Day::read(asked.from.trim()), Day::read(asked.to.trim()));
    let wrong_day =
        (from.is_none() && !asked.from.trim().is_empty()) || (to.is_none() && !asked.to.trim().is_empty());
    let filter = AuditFilter {
        since: from.map(|day| day.plus_days(-1).end()),
        until: to.map(Day::end),
        before: asked.before.parse().ok(),
        ..filter
    };
    let words = asked.q.trim().to_lowercase();
    let mut db = app.db.read(permit).await?;
    let (lines, last) = sought(app, &mut db, permit, filter, &words).await?;
    let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
    for person in lines.iter().filter_map(|line| line.person_id) {
        if let std::collections::btree_map::Entry::Vacant(free) = names.entry(person) {
            free.insert(store::name(&mut db, permit, person).await?);
        }
    }
    let base = page.path().to_owned();
    let next = last.map_or_else(String::new, |before| {
        format!(
            "{base}?q={}&from={}&to={}&before={before}",
            query(&asked.q),
            query(&asked.from),
            query(&asked.to)
        )
    });
    let rows = lines.iter().map(|line| row(app, line, &names)).collect();
    let is_filtered = !words.is_empty() || from.is_some() || to.is_some();
    let shell = page.shell("audit-title");
    html(&ListPage { shell, base, about, asked, wrong_day, is_filtered, rows, next })
}

/// The lines of one page, and from where the next one goes on, if there is more.
async fn sought(
    app: &App,
    db: &mut ::store::Read,
    permit: &dyn AnyPermit,
    mut filter: AuditFilter,
    words: &str,
) -> Result<(Vec<AuditLine>, Option<i64>)> {
    let mut found = Vec::new();
    let mut seen = 0;
    loop {
        let lines = db.audit_lines(permit, &filter, AT_A_TIME).await?;
        let is_last = i64::try_from(lines.len()).is_ok_and(|n| n < AT_A_TIME);
        seen += lines.len();
        filter.before = lines.last().and_then(|line| line.sequence);
        let count = lines.len();
        for (at, line) in lines.into_iter().enumerate() {
            if !says(app, &line, words) {
                continue;
            }
            let sequence = line.sequence;
            found.push(line);
            if found.len() == PAGE {
                return Ok((found, sequence.filter(|_| !is_last || at + 1 < count)));
            }
        }
        if is_last || filter.before.is_none() {
            return Ok((found, None));
        }
        if seen >= MOST_SOUGHT {
            return Ok((found, filter.before));
        }
    }
}

/// Whether a line has these words, in lower case, in what people read of it.
fn says(app: &App, line: &AuditLine, words: &str) -> bool {
    if words.is_empty() {
        return true;
    }
    let told = web::told(&app.texts, &line.subject);
    let fields = web::told_fields(&app.texts, line.fields.as_deref().unwrap_or_default());
    let whole = format!("{} {} {fields}", told.act, told.keys.join(" "));
    whole.to_lowercase().contains(words)
}

fn row(app: &App, line: &AuditLine, names: &BTreeMap<PersonId, String>) -> Row {
    let texts = &app.texts;
    let of = |prefix: &str, key: Option<&str>| {
        key.map_or_else(String::new, |key| texts.say_of(prefix, key).to_string())
    };
    let who = match line.person_id {
        None => match line.channel.as_deref() {
            Some("console") => texts.say("audit-console").to_string(),
            // Letters go out by themselves; who caused one is named where it was somebody.
            Some("job" | "mail") => texts.say("audit-machine").to_string(),
            _ => texts.say("audit-visitor").to_string(),
        },
        Some(person) => match names.get(&person).map_or("", String::as_str) {
            "" => texts.say("audit-erased").to_string(),
            name => name.to_owned(),
        },
    };
    let told = web::told(texts, &line.subject);
    let given = |role: &&str| !["visitor", "signed_in", "job"].contains(role);
    Row {
        at: line.at.german(),
        who,
        role: of("role", line.role.as_deref().filter(given)),
        what: texts.say(&web::permission_id(&line.permission)).to_string(),
        act: told.act,
        keys: told.keys.join(", "),
        fields: line.fields.as_deref().map(|fields| web::told_fields(texts, fields)).unwrap_or_default(),
        why: of("audit-why", line.reason.as_deref()),
        door: of("audit-door", line.channel.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_permission_every_reason_and_every_door_has_words() {
        let texts = web::Texts::german(&crate::house::text_files());
        let mut missing: Vec<String> = base::POLICY
            .iter()
            .map(|rule| web::permission_id(rule.name))
            .filter(|id| !texts.has(id))
            .collect();
        let (list, _) = web::routes().and(crate::house::routes()).into_parts();
        for look in list.iter().filter_map(|route| route.shows) {
            missing.extend(Some(format!("audit-why-{}", look.reason)).filter(|id| !texts.has(id)));
        }
        for door in ["page", "api", "file", "mail", "job", "console"] {
            missing.extend(Some(format!("audit-door-{door}")).filter(|id| !texts.has(id)));
        }
        assert_eq!(missing, Vec::<String>::new());
    }
}
