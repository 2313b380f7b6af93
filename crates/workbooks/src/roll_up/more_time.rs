//! More time for one municipality: its alliance asks for it, the district answers and can
//! also give it unasked. Both sides get a letter; the other municipalities keep their day.

use super::pages::{address, below};
use super::store::{self, Addressee, Incoming, Wish};
use super::{acts::Says, gather, gather::Overview};
use crate::assignments::{self, Fault, Post, Refusal};
use crate::workbooks;
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, Day, EditWorkbook, Permit, clean};
use instrument::Item;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;
use web::{App, Error, Fields, Form, IfMatch, JsonBody, Page, Result, Shell, etag, html, html_with};

/// What a district can say to a wish for more time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Time until then; also where nobody asked for it.
    Until(Option<Day>),
    /// The day stays.
    Nothing,
}

/// Answers, with words: a reason where the day stays, a remark where one is wanted.
///
/// # Errors
/// [`::store::Error::Taken`] when somebody was faster.
pub async fn answer(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    (key, request, ags): (&str, Uuid, &str),
    (wish, version): (&Wish, i64),
    gives: Gives,
    words: &str,
) -> std::result::Result<(), Fault> {
    let at = |field: &'static str| move |refusal| Fault::Refused(vec![(field, refusal)]);
    let (until, words) = match gives {
        Gives::Until(day) => {
            let day = assignments::day(day, tx.now().day()).map_err(at("until"))?;
            if day <= wish.due_on {
                return Err(at("until")(Refusal::NotLater));
            }
            let words = clean(words, assignments::WORDS, true).map_err(Refusal::Text).map_err(at("words"))?;
            (Some(day), words)
        }
        Gives::Nothing if wish.wanted.is_none() => return Err(at("gives")(Refusal::NothingAsked)),
        Gives::Nothing => (None, assignments::reason(words).map_err(at("words"))?),
    };
    if !store::answer(tx, permit, (request, ags), version, (until, &words)).await? {
        return Err(Fault::Store(::store::Error::Taken));
    }
    let (text, day) = match until {
        Some(day) => ("roll-up-time-given", day),
        None => ("roll-up-time-kept", wish.due_on),
    };
    let office = assignments::office(tx, permit).await?;
    let letter = Letter {
        text,
        day: day.german(),
        who: assignments::place(tx, permit).await?.name,
        aid: gather::newest(key).map_or_else(|_| key.to_owned(), |aid| aid.short_title.clone()),
        words,
        path: format!("district-requests/{request}"),
        reply_to: Some(office.email).filter(|email| !email.is_empty()),
    };
    let to = store::offices(tx, permit, &BTreeSet::from([wish.to_id])).await?;
    Ok(letter.send(tx, permit, post, to).await?)
}

/// Tells the district's office what a municipality's alliance says to its request; that it
/// answers after all shows on the page alone.
pub async fn tell_district(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    request: &Incoming,
    (says, reason): (Says, &str),
) -> ::store::Result<()> {
    let rolled_up = format!("workbooks/{}/roll-up", request.instrument_key);
    let (text, day, path) = match says {
        Says::Open => return Ok(()),
        Says::Declines => ("roll-up-declined", request.due_on, rolled_up),
        Says::MoreTime(wanted) => {
            let path = format!("{rolled_up}/requests/{}/{}", request.request_id, request.ags);
            ("roll-up-wish", wanted.unwrap_or(request.due_on), path)
        }
    };
    let key = &request.instrument_key;
    let letter = Letter {
        text,
        day: day.german(),
        who: assignments::place(tx, permit).await?.name,
        aid: gather::newest(key).map_or_else(|_| key.clone(), |aid| aid.short_title.clone()),
        words: reason.to_owned(),
        path,
        reply_to: None,
    };
    let to = store::district_office(tx, permit, request.request_id).await?;
    letter.send(tx, permit, post, to).await
}

/// A letter to everybody of an office.
struct Letter {
    /// The texts' common beginning, and the kind of the letter.
    text: &'static str,
    day: String,
    who: String,
    aid: String,
    words: String,
    /// The page, below the address of the office's alliance.
    path: String,
    reply_to: Option<String>,
}

impl Letter {
    async fn send(
        &self,
        tx: &mut Tx,
        permit: &Permit<EditWorkbook>,
        post: Post<'_>,
        to: Vec<Addressee>,
    ) -> ::store::Result<()> {
        for one in to {
            let address = format!("{}/alliances/{}/{}", post.base_url, one.slug, self.path);
            let say = |part: &str| {
                let words = if self.words.is_empty() { "–" } else { self.words.as_str() };
                post.texts
                    .say(&format!("{}-{part}", self.text))
                    .with("name", one.name.clone())
                    .with("who", self.who.clone())
                    .with("aid", self.aid.clone())
                    .with("day", self.day.clone())
                    .with("words", words.to_owned())
                    .with("address", address.clone())
                    .to_string()
            };
            let (subject, body) = (say("subject"), say("body"));
            let mail = ::store::Mail { to: one.email, subject, body, reply_to: self.reply_to.clone() };
            tx.post(permit, self.text, mail).await?;
        }
        Ok(())
    }
}

#[derive(Template)]
#[template(path = "roll_up/more_time.html")]
struct MoreTimePage {
    shell: Shell,
    form: Form,
    to: String,
    base: String,
    name: String,
    due: String,
    /// The day wished for; empty where nothing is.
    wanted: String,
    reason: String,
    /// What was said to the last wish, as a sentence; empty where nothing was.
    answered: String,
    answer: String,
    version: i64,
    /// Time or no time, while a wish waits.
    options: Vec<(String, String)>,
    /// The questions asked.
    asked: Vec<AskedLine>,
}

/// A question the municipality was asked.
struct AskedLine {
    label: String,
    /// Where its answer stands beside those of the others.
    to: String,
    is_told: bool,
}

/// The questions of a request, and whether the municipality's answer can be read.
async fn asked(
    db: &mut Read,
    permit: &dyn AnyPermit,
    shell: &Shell,
    (key, request, ags): (&str, Uuid, &str),
) -> Result<Vec<AskedLine>> {
    let all = Overview::load(db, permit, key).await?;
    let base = address(shell, key);
    let row = all.rows.iter().find(|row| row.place.ags == ags);
    let Some((row, one)) = row.and_then(|row| Some((row, row.requests.iter().find(|r| r.id == request)?)))
    else {
        return Ok(Vec::new());
    };
    let line = |item: &Item| AskedLine {
        label: workbooks::question_words(all.aid, item),
        to: format!("{base}/{}#m-{ags}", item.uid),
        is_told: row.told.contains(&item.uid),
    };
    Ok(all.items().into_iter().filter(|item| one.items.contains(&item.uid)).map(line).collect())
}

/// What was said to the last wish, as a sentence.
pub(super) fn answered(shell: &Shell, text: &str, at: Option<base::Instant>, due: Day) -> String {
    let said = |at: base::Instant| shell.say(text).with("at", at.german()).with("day", due.german());
    at.map(|at| said(at).to_string()).unwrap_or_default()
}

async fn found(
    db: &mut Read,
    permit: &dyn AnyPermit,
    (key, request, ags): (&str, Uuid, &str),
) -> Result<(String, Wish)> {
    let district = gather::district(db, permit).await?;
    let today = db.now().day();
    let places = store::places(db, permit, &district, today).await?;
    let place = places.into_iter().find(|place| place.ags == ags).ok_or(Error::NotFound)?;
    let wish = store::wish(db, permit, key, (request, ags)).await?.ok_or(Error::NotFound)?;
    Ok((place.name, wish))
}

fn shown(
    page: &Page,
    (key, request, ags): (&str, Uuid, &str),
    (name, wish): (String, &Wish),
    asked: Vec<AskedLine>,
    form: Form,
) -> Result<MoreTimePage> {
    let aid = gather::newest(key)?;
    let titled = page.shell("roll-up-title");
    let title = titled.say("more-time-title").with("name", name.as_str()).to_string();
    let shell = below(page.shell_titled(title), aid);
    let base = address(&shell, key);
    let option = |value: &str| (value.to_owned(), shell.say_of("more-time-gives", value).to_string());
    Ok(MoreTimePage {
        to: format!("{base}/requests/{request}/{ags}"),
        due: wish.due_on.german(),
        wanted: wish.wanted.map(Day::german).unwrap_or_default(),
        reason: wish.reason.clone(),
        answered: answered(&shell, "more-time-answered", wish.answered_at, wish.due_on),
        answer: wish.answer.clone(),
        version: wish.version,
        options: if wish.wanted.is_some() { vec![option("until"), option("nothing")] } else { Vec::new() },
        asked,
        name,
        base,
        form,
        shell,
    })
}

pub async fn show(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, request, ags)): Path<(String, String, Uuid, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (name, wish) = found(&mut db, &permit, (&key, request, &ags)).await?;
    let wanted = wish.wanted.map(|day| day.to_string());
    let form =
        Form::filled(wanted.into_iter().flat_map(|day| [("gives", "until".to_owned()), ("until", day)]));
    let lines = asked(&mut db, &permit, &page.shell("roll-up-title"), (&key, request, &ags)).await?;
    html(&shown(&page, (&key, request, &ags), (name, &wish), lines, form)?)
}

pub async fn decide(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, request, ags)): Path<(String, String, Uuid, String)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let (name, wish) = found(&mut tx, &permit, (&key, request, &ags)).await?;
    let gives = match form.value("gives") {
        "nothing" => Gives::Nothing,
        _ => Gives::Until(Day::read(form.value("until"))),
    };
    let about = (key.as_str(), request, ags.as_str());
    let post = Post::of(&app);
    let said = answer(&mut tx, &permit, post, about, (&wish, version), gives, form.value("words")).await;
    let faults = match said {
        Ok(()) => {
            tx.commit(&permit, &format!("municipality deadline {request} decided")).await?;
            let to = address(&page.shell("roll-up-title"), &key);
            return Ok(Redirect::to(&format!("{to}?done=more-time-answered#municipalities")).into_response());
        }
        Err(Fault::Store(::store::Error::Taken)) => return Err(Error::Stale),
        Err(Fault::Refused(faults)) => faults,
        Err(fault) => return Err(fault.explain(&app.texts)),
    };
    let lines = asked(&mut tx, &permit, &page.shell("roll-up-title"), about).await?;
    drop(tx);
    for (field, refusal) in faults {
        form.refuse(field, assignments::refusal_words(&app.texts, refusal));
    }
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown(&page, about, (name, &wish), lines, form)?)
}

/// An answer to a wish for more time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeadline {
    /// The last day given to this municipality alone; `null` where the day stays.
    until: Option<Day>,
    /// Why the day stays, or a remark.
    #[serde(default)]
    words: String,
}

/// The last day of one municipality.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeadlineJson {
    ags: String,
    due_on: Day,
    /// The day wished for, while that is not answered.
    wanted: Option<Day>,
    reason: String,
    /// What was said to the last wish.
    answer: String,
}

impl DeadlineJson {
    fn of(ags: String, wish: Wish) -> Self {
        let Wish { due_on, wanted, reason, answer, .. } = wish;
        Self { ags, due_on, wanted, reason, answer }
    }
}

pub async fn read(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, key, request, ags)): Path<(String, String, Uuid, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (_, wish) = found(&mut db, &permit, (&key, request, &ags)).await?;
    Ok(etag(wish.version, &DeadlineJson::of(ags, wish)))
}

pub async fn put(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    IfMatch(version): IfMatch,
    Path((_, key, request, ags)): Path<(String, String, Uuid, String)>,
    JsonBody(new): JsonBody<NewDeadline>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let asked = (key.as_str(), request, ags.as_str());
    let (_, wish) = found(&mut tx, &permit, asked).await?;
    let gives = new.until.map_or(Gives::Nothing, |day| Gives::Until(Some(day)));
    let said = answer(&mut tx, &permit, Post::of(&app), asked, (&wish, version), gives, &new.words).await;
    said.map_err(|fault| fault.explain(&app.texts))?;
    let (_, after) = found(&mut tx, &permit, asked).await?;
    tx.commit(&permit, &format!("municipality deadline {request} decided")).await?;
    Ok(etag(after.version, &DeadlineJson::of(ags, after)))
}
