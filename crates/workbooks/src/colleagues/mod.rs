//! Colleagues: who of an alliance works on its working aids. A conversation or a task can
//! wait for one of them; a letter tells them so once, and their start page shows what
//! waits until it is done.

mod store;

use crate::assignments::Post;
use crate::consolidation::review;
use crate::instruments::catalogue;
use crate::tasks;
use ::store::{Mail, Read, Result, Tx};
use base::{
    AnyPermit, AssignmentId, Day, EditWorkbook, Permission, Permit, PersonId, ViewContributions, ViewWorkbook,
};
use std::collections::{BTreeMap, BTreeSet};
use web::Waits;

/// The texts of these letters.
pub const TEXTS: (&str, &str) = ("colleagues.de.ftl", include_str!("colleagues.de.ftl"));

/// So long refusals and hints of those who were asked stand on the office's start page.
const NEWS_SECONDS: i64 = 14 * 24 * 3600;

/// Somebody who works on the working aids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Their account.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
}

/// Who of the permit's alliance holds `P`, by name: nothing can wait for somebody who
/// may not open it.
///
/// # Errors
/// Of storage.
pub async fn holding<P: Permission>(
    db: &mut Read,
    permit: &Permit<impl Permission>,
) -> Result<Vec<Colleague>> {
    let opens = |role: &str| P::RULE.grants.iter().any(|(held, _)| held.key() == role);
    let mut seen = BTreeSet::new();
    let rows = store::list(db, permit).await?;
    let once = rows.into_iter().filter(|row| opens(&row.role) && seen.insert(row.person_id));
    Ok(once.map(|row| Colleague { person_id: row.person_id, name: row.name }).collect())
}

/// What somebody was handed. Letters tell which it is and where it stands, never what
/// somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Handed {
    /// A conversation about the question printed under this number.
    Thread(String),
    /// A task and its last day.
    Task(Option<Day>),
}

/// Tells somebody by letter that something waits for them at `path` below the alliance;
/// whoever hands it to themselves, or has no address, gets none.
///
/// # Errors
/// Of storage.
pub(crate) async fn tell(
    tx: &mut Tx,
    permit: &Permit<impl Permission>,
    post: Post<'_>,
    person: PersonId,
    (handed, path): (&Handed, &str),
) -> Result<()> {
    if permit.actor().person() == Some(person) {
        return Ok(());
    }
    let Some(place) = permit.place().cloned() else { return Ok(()) };
    let Some((name, email)) = store::address(tx, permit, person).await? else { return Ok(()) };
    let text = match handed {
        Handed::Thread(_) => "thread-letter-handed",
        Handed::Task(None) => "task-letter-handed",
        Handed::Task(Some(_)) => "task-letter-handed-due",
    };
    let (number, day) = match handed {
        Handed::Thread(number) => (number.clone(), String::new()),
        Handed::Task(day) => (String::new(), day.map(Day::german).unwrap_or_default()),
    };
    let say = |part: &str| {
        post.texts
            .say(&format!("{text}-{part}"))
            .with("name", name.clone())
            .with("alliance", place.name.clone())
            .with("number", number.clone())
            .with("day", day.clone())
            .with("address", format!("{}/alliances/{}/{path}", post.base_url, place.slug))
            .to_string()
    };
    let (subject, body) = (say("subject"), say("body"));
    tx.post(permit, text, Mail { to: email, subject, body, reply_to: None }).await
}

/// Assignments that were declined lately, or with whose answer came whom to ask instead, and
/// which of both (`declined`, `hint`).
///
/// # Errors
/// Of storage.
pub(crate) async fn turned_away(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
) -> Result<BTreeMap<AssignmentId, &'static str>> {
    let since = db.now().plus_seconds(-NEWS_SECONDS);
    let kind = |news: &store::News| match news.kind.as_str() {
        "declined" => Some("declined"),
        "hint" => Some("hint"),
        _ => None,
    };
    let all = store::news(db, permit, since).await?;
    Ok(all.iter().filter_map(|news| Some((AssignmentId::from_uuid(news.id), kind(news)?))).collect())
}

/// What waits for whoever asks: tasks by their last day, then conversations, the latest
/// first.
///
/// # Errors
/// Of storage.
pub(crate) async fn waiting(db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<Vec<Waits>> {
    let Some(me) = permit.actor().person() else { return Ok(Vec::new()) };
    let today = db.now().day();
    let mut all: Vec<Waits> = tasks::of(db, permit, me)
        .await?
        .into_iter()
        .map(|task| Waits {
            kind: "task",
            path: format!("/tasks/{}", task.id),
            due: task.draft.due_on,
            late: task.is_overdue(today),
            title: task.draft.title,
        })
        .collect();
    if let Some(viewing) = Permit::<ViewContributions>::ask(permit.actor(), permit.place()) {
        let threads = review::waiting_for(db, &viewing, me).await?;
        all.extend(threads.into_iter().map(|(id, question)| Waits {
            kind: "thread",
            path: format!("/threads/{id}"),
            due: None,
            late: false,
            title: question,
        }));
    }
    if let Some(editing) = Permit::<EditWorkbook>::ask(permit.actor(), permit.place()) {
        let since = db.now().plus_seconds(-NEWS_SECONDS);
        for news in store::news(db, &editing, since).await? {
            let aid = catalogue().latest(&news.instrument_key).map(|aid| aid.short_title.clone());
            all.push(Waits {
                kind: match news.kind.as_str() {
                    "declined" => "declined",
                    "hint" => "hint",
                    _ => "more_time",
                },
                path: news.path(),
                due: news.due_on,
                late: news.due_on.is_some_and(|day| day < today),
                title: Some(news.who).filter(|who| !who.is_empty()).or(aid).unwrap_or_default(),
            });
        }
    }
    Ok(all)
}
