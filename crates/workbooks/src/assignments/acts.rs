//! Handing out, writing, reminding, moving the day, ending. Pages, API, jobs and the
//! demo call the same; only they begin and commit.

use super::bounce;
use super::model::{
    self, AskedBefore, Assignment, Draft, Faults, LetterKind, Recipient, Refusal, State, WrongRecipient,
};
use super::store::{self, Link, Office};
use crate::instruments::catalogue;
use ::store::{Db, Read, Tx};
use base::{Actor, Alliance, AnyPermit, AssignmentId, Day, EditWorkbook, Permit, RunJobs, clean};
use instrument::Instrument;
use serde::Serialize;
use uuid::Uuid;
use web::{Texts, new_token, token_hash};

/// What letters need.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// The words.
    pub texts: &'a Texts,
    /// The installation's address.
    pub base_url: &'a str,
}

impl<'a> Post<'a> {
    /// As the application is set up.
    pub fn of(app: &'a web::App) -> Self {
        Self { texts: &app.texts, base_url: &app.config.base_url }
    }
}

/// Why a step failed.
#[derive(Debug)]
pub enum Fault {
    /// It makes no sense: field and refusal.
    Refused(Vec<(&'static str, Refusal)>),
    /// Nobody can be asked like this.
    Draft(Faults),
    /// Storage failed.
    Store(::store::Error),
}

impl From<::store::Error> for Fault {
    fn from(error: ::store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![("", refusal)])
    }
}

impl Fault {
    /// The answer to a request that has no form to show again.
    pub fn explain(self, texts: &Texts) -> web::Error {
        match self {
            Self::Store(error) => error.into(),
            Self::Draft(faults) => match (faults.fields.as_slice(), faults.recipients.as_slice()) {
                ([], [wrong, ..]) => {
                    let who = texts.say("assignment-free-row").count("number", wrong.at + 1).to_string();
                    let message = wrong_words(texts, &who, wrong.refusal);
                    web::Error::Field { field: "recipients", message }
                }
                _ => Self::Refused(faults.fields).explain(texts),
            },
            Self::Refused(faults) => {
                let Some((field, refusal)) = faults.first().copied() else {
                    return web::Error::Internal("refused without a fault".into());
                };
                let message = words(texts, refusal);
                if field.is_empty() {
                    web::Error::Conflict(message)
                } else {
                    web::Error::Field { field, message }
                }
            }
        }
    }
}

/// A refusal as a German sentence.
pub fn words(texts: &Texts, refusal: Refusal) -> String {
    let said = texts.say(refusal.text());
    match refusal {
        Refusal::Text(base::TextFault::TooLong { max, is }) => {
            said.count("max", max).count("is", is).to_string()
        }
        Refusal::RemindDays => said.count("most", model::REMIND_MOST).to_string(),
        Refusal::TooMany => said.count("most", model::RECIPIENTS).to_string(),
        _ => said.to_string(),
    }
}

/// A checked draft with what the directory says about those to be asked.
#[derive(Clone, Debug)]
pub struct Order {
    /// The working aid.
    pub aid: &'static Instrument,
    /// What is asked.
    pub draft: Draft,
}

/// What is wrong with somebody to be asked, who is named as the form does.
pub fn wrong_words(texts: &Texts, who: &str, refusal: Refusal) -> String {
    let fault = words(texts, refusal);
    texts.say("assignment-wrong-recipient").with("who", who.to_owned()).with("fault", fault).to_string()
}

/// Checks a draft and fills in names and numbers from the directory.
pub async fn check(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    aid: &'static Instrument,
    draft: Draft,
) -> Result<Order, Fault> {
    let mut draft = draft.check(aid, db.now().day()).map_err(Fault::Draft)?;
    let known = store::organisations(db, permit).await?;
    for (at, recipient) in draft.recipients.iter_mut().enumerate() {
        let Some(id) = recipient.organisation_id else { continue };
        let Some(found) = known.iter().find(|o| o.organisation_id == id) else {
            let refusal = Refusal::UnknownOrganisation;
            let recipients = vec![WrongRecipient { at, part: "organisation", refusal }];
            return Err(Fault::Draft(Faults { recipients, ..Faults::default() }));
        };
        recipient.organisation.clone_from(&found.name);
        if !found.school_number.is_empty() {
            recipient.school_number.clone_from(&found.school_number);
        }
    }
    Ok(Order { aid, draft })
}

/// Which of those to be asked were asked within so many days: by this alliance with
/// what it asked, by others the fact alone (R-CON-02).
pub async fn asked_before(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    recipients: &[Recipient],
    days: i32,
) -> ::store::Result<Vec<AskedBefore>> {
    let mut found = Vec::new();
    if days == 0 {
        return Ok(found);
    }
    let since = db.now().plus_seconds(-24 * 3600 * i64::from(days));
    let own = permit.place().map(|p| p.name.clone()).unwrap_or_default();
    for recipient in recipients {
        let who = if recipient.organisation.is_empty() { &recipient.name } else { &recipient.organisation };
        let (organisation, number) = (recipient.organisation_id, recipient.school_number.as_str());
        if organisation.is_none() && number.is_empty() {
            continue;
        }
        for (id, at) in store::asked_here(db, permit, organisation, number, since).await? {
            let assignment = store::find(db, permit, id).await?;
            let items = store::items(db, permit, id).await?;
            let aid = assignment.and_then(|a| catalogue().get(&a.instrument_key, a.instrument_version));
            let number = |uid: &String| aid.and_then(|aid| aid.item(uid)).and_then(|i| i.id.clone());
            found.push(AskedBefore {
                who: who.clone(),
                on: at.day(),
                alliance: own.clone(),
                numbers: items.iter().filter_map(number).collect(),
                is_own: true,
            });
        }
        if !number.is_empty() {
            for (at, alliance) in store::asked_elsewhere(db, permit, number, since).await? {
                let (who, on) = (who.clone(), at.day());
                found.push(AskedBefore { who, on, alliance, numbers: Vec::new(), is_own: false });
            }
        }
    }
    Ok(found)
}

/// Hands out what was checked: one assignment, one link and one letter for each
/// recipient. `form` is the key that came with the form: sent twice, it makes each
/// once. Answers the keys of all of them.
pub async fn hand_out(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    form: Uuid,
    order: &Order,
) -> Result<Vec<AssignmentId>, Fault> {
    let office = store::office(tx, permit).await?;
    let mut made = Vec::new();
    for (at, recipient) in order.draft.recipients.iter().enumerate() {
        let id = model::nth(form, at);
        made.push(id);
        hand_out_to(tx, permit, post, (id, order), recipient, None, &office).await?;
    }
    Ok(made)
}

/// Hands out to one: assignment, link and letter, unless an assignment of that key is there.
/// `municipality` is the official key of the municipality it answers for, in a roll-up.
pub(crate) async fn hand_out_to(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    (id, order): (AssignmentId, &Order),
    recipient: &Recipient,
    municipality: Option<&str>,
    office: &Office,
) -> Result<(), Fault> {
    let draft = &order.draft;
    let assignment = Assignment {
        id,
        instrument_key: order.aid.key.clone(),
        instrument_version: i64::from(order.aid.version),
        organisation_id: recipient.organisation_id,
        organisation: recipient.organisation.clone(),
        school_number: Some(recipient.school_number.clone()).filter(|n| !n.is_empty()),
        municipality_ags: municipality.map(str::to_owned),
        voice: draft.voice,
        why: draft.why.clone(),
        due_on: draft.due_on.ok_or(Refusal::NoDay)?,
        remind_days: draft.remind_days,
        shows_others: draft.shows_others,
        state: State::Asked,
        state_reason: String::new(),
        asked_at: tx.now(),
        answered_at: None,
        version: 1,
    };
    if !store::add(tx, permit, &assignment, &draft.items).await? {
        return Ok(());
    }
    let to = (recipient.name.as_str(), recipient.email.as_str());
    let link = store::add_link(tx, permit, id, to, assignment.link_ends(), None).await?;
    let letter = About { assignment: &assignment, kind: LetterKind::Asked, reason: "", office };
    write(tx, permit, post, link, to, letter).await?;
    Ok(())
}

/// What a letter is about.
pub struct About<'a> {
    /// The assignment as it stands now.
    pub assignment: &'a Assignment,
    /// What the letter is about.
    pub kind: LetterKind,
    /// A reason it gives; empty where there is none.
    pub reason: &'a str,
    /// How the office is reached.
    pub office: &'a Office,
}

/// A letter in the queue with its own Message-ID, by which a report that it came
/// back finds it.
#[derive(Serialize)]
struct Tagged {
    #[serde(flatten)]
    letter: ::store::Letter,
    message_id: String,
}

/// Writes to the holder of a link. Each letter carries a token of its own; it is the
/// only place where the token stands in the clear. Answers the token for callers that
/// show where the letter leads, such as the demo's tests.
pub async fn write(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    post: Post<'_>,
    link: Uuid,
    (name, email): (&str, &str),
    about: About<'_>,
) -> ::store::Result<String> {
    let a = about.assignment;
    let token = new_token(tx.db().chance());
    let hash = token_hash(&token);
    let letter = store::add_letter(tx, permit, (a.id, link), about.kind, a.due_on, &hash).await?;
    let alliance_name = store::place(tx, permit).await?.name;
    let items = store::items(tx, permit, a.id).await?;
    let aid = catalogue().get(&a.instrument_key, a.instrument_version);
    let asked: Vec<String> = items
        .iter()
        .filter_map(|uid| aid.and_then(|aid| aid.item(uid)))
        .map(|item| format!("- {} {}", item.id.as_deref().unwrap_or_default(), item.label))
        .collect();
    let key = about.kind.key().replace('_', "-");
    let office =
        if about.office.institution.is_empty() { &about.office.name } else { &about.office.institution };
    let reach = [about.office.name.as_str(), &about.office.phone, &about.office.email];
    let reach = reach.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let say = |id: &str| {
        post.texts
            .say(id)
            .with("name", name.to_owned())
            .with("alliance", alliance_name.clone())
            .with("aid", aid.map_or("", |aid| aid.title.as_str()).to_owned())
            .with("day", a.due_on.german())
            .with("why", a.why.clone())
            .with("reason", about.reason.to_owned())
            .with("items", asked.join("\n"))
            .with("office", office.clone())
            .with("reach", reach.clone())
            .with("address", format!("{}/z/{token}", post.base_url))
            .to_string()
    };
    let subject = say(&format!("assignment-letter-{key}-subject"));
    let body =
        format!("{}\n\n{}", say(&format!("assignment-letter-{key}-body")), say("assignment-letter-end"));
    let reply_to = Some(about.office.email.clone()).filter(|email| !email.is_empty());
    let mail = ::store::Mail { to: email.to_owned(), subject, body, reply_to };
    let Some(alliance) = permit.alliance() else {
        return Err(::store::Error::Bug("a letter outside an alliance".to_owned()));
    };
    let message_id = bounce::message_id(alliance, letter, post.base_url);
    let sort = format!("assignment-letter-{key}");
    let caused_by = permit.actor().person();
    let letter = ::store::Letter { mail, sort, alliance: Some(alliance), caused_by };
    tx.enqueue_letter(permit, &Tagged { letter, message_id }).await?;
    Ok(token)
}

/// The latest good link that still has an address.
pub async fn good_link(
    db: &mut Read,
    permit: &dyn AnyPermit,
    id: AssignmentId,
) -> ::store::Result<Option<Link>> {
    let now = db.now();
    let links = store::links(db, permit, id).await?;
    Ok(links.into_iter().find(|link| link.is_good(now) && !link.email.is_empty()))
}

/// Writes to whoever holds the good link, if anybody does; answers whether.
pub async fn tell_holder(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    assignment: &Assignment,
    kind: LetterKind,
    reason: &str,
) -> ::store::Result<bool> {
    let Some(link) = good_link(tx, permit, assignment.id).await? else { return Ok(false) };
    let office = store::office(tx, permit).await?;
    let about = About { assignment, kind, reason, office: &office };
    write(tx, permit, post, link.id, (&link.name, &link.email), about).await?;
    Ok(true)
}

/// Makes a new link and writes to its holder; whatever link there was is ended.
pub async fn renew(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    post: Post<'_>,
    assignment: &Assignment,
    (name, email): (&str, &str),
    kind: LetterKind,
) -> ::store::Result<()> {
    let now = tx.now();
    let before = store::links(tx, permit, assignment.id).await?.into_iter().find(|l| l.is_good(now));
    store::end_links(tx, permit, assignment.id).await?;
    let from = before.filter(|_| kind == LetterKind::PassedOn).map(|link| link.id);
    // A day that has passed ends no link before it was read.
    let expires = assignment.link_ends().max(model::link_ends(now.day()));
    let link = store::add_link(tx, permit, assignment.id, (name, email), expires, from).await?;
    let office = store::office(tx, permit).await?;
    let about = About { assignment, kind, reason: "", office: &office };
    write(tx, permit, post, link, (name, email), about).await.map(drop)
}

/// Moves the last day, with a reason, and tells the holder. An open request for more
/// time counts as granted.
pub async fn move_day(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    before: &Assignment,
    due_on: Option<Day>,
    reason: &str,
) -> Result<(), Fault> {
    let at = |field: &'static str| move |refusal| Fault::Refused(vec![(field, refusal)]);
    let today = tx.now().day();
    let due_on = model::day(due_on, today).map_err(at("due_on"))?;
    let reason = model::reason(reason).map_err(at("due_reason"))?;
    if !before.state.is_open() {
        return Err(Refusal::Over.into());
    }
    if !store::move_day(tx, permit, before, due_on, &reason).await? {
        return Err(Fault::Store(::store::Error::Taken));
    }
    let after = Assignment { due_on, ..before.clone() };
    store::prolong_links(tx, permit, before.id, after.link_ends()).await?;
    store::answer_more_time(tx, permit, before.id, Some(due_on), &reason).await?;
    tell_holder(tx, permit, post, &after, LetterKind::Granted, &reason).await?;
    Ok(())
}

/// Refuses the open request for more time, with a reason, and tells the holder.
pub async fn refuse_more_time(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    assignment: &Assignment,
    reason: &str,
) -> Result<(), Fault> {
    let reason = model::reason(reason).map_err(|r| Fault::Refused(vec![("answer_reason", r)]))?;
    if !store::answer_more_time(tx, permit, assignment.id, None, &reason).await? {
        return Err(Refusal::NothingAsked.into());
    }
    tell_holder(tx, permit, post, assignment, LetterKind::Refused, &reason).await?;
    Ok(())
}

/// Ends it with a reason: its links end at once, what was entered stays.
pub async fn end(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: AssignmentId,
    reason: &str,
) -> Result<(), Fault> {
    let reason = model::reason(reason).map_err(|r| Fault::Refused(vec![("end_reason", r)]))?;
    store::end_links(tx, permit, id).await?;
    if store::go_over(tx, permit, id, State::Ended, &reason).await? {
        Ok(())
    } else {
        Err(Refusal::Over.into())
    }
}

/// Erases a name for good: of a link, which ends with it, or of a hint. Letters that
/// wait for that address go. `false` where there is nothing of that key.
pub async fn erase_name(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: AssignmentId,
    row: Uuid,
) -> ::store::Result<bool> {
    match store::forget_link(tx, permit, id, row).await? {
        Some(email) => {
            if !email.is_empty() {
                tx.forget_letters(permit, &email).await?;
            }
        }
        None if store::forget_hint(tx, permit, id, row).await? => {}
        None => return Ok(false),
    }
    tx.bury(permit, &store::NAME_ERASED, row);
    Ok(true)
}

/// Notes that a letter came back, as a report says; `false` where there is no such letter.
pub async fn bounced(tx: &mut Tx, permit: &Permit<EditWorkbook>, letter: Uuid) -> ::store::Result<bool> {
    Ok(store::note_bounce(tx, permit, letter).await?.is_some())
}

/// Tells everybody of the office what happened to an assignment.
pub async fn tell_office(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    post: Post<'_>,
    assignment: &Assignment,
    text: &str,
    reason: &str,
) -> ::store::Result<()> {
    let place = store::place(tx, permit).await?;
    let who = if assignment.organisation.is_empty() {
        post.texts.say("assignment-somebody").to_string()
    } else {
        assignment.organisation.clone()
    };
    let address = format!("{}/alliances/{}/assignments/{}", post.base_url, place.slug, assignment.id);
    for (name, email) in crate::extensions::office_addresses(tx, permit).await? {
        let say = |part: &str| {
            post.texts
                .say(&format!("{text}-{part}"))
                .with("name", name.clone())
                .with("who", who.clone())
                .with("day", assignment.due_on.german())
                .with("reason", reason.to_owned())
                .with("address", address.clone())
                .to_string()
        };
        let (subject, body) = (say("subject"), say("body"));
        tx.post(permit, text, ::store::Mail { to: email, subject, body, reply_to: None }).await?;
    }
    Ok(())
}

/// The contributor does not answer; with a reason.
pub async fn decline(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    post: Post<'_>,
    assignment: &Assignment,
    reason: &str,
) -> Result<(), Fault> {
    let reason = model::reason(reason).map_err(|r| Fault::Refused(vec![("refusal_reason", r)]))?;
    if !store::go_over(tx, permit, assignment.id, State::Declined, &reason).await? {
        return Err(Refusal::Over.into());
    }
    tell_office(tx, permit, post, assignment, "assignment-told-declined", &reason).await?;
    Ok(())
}

/// The contributor says whom to ask instead: a note to the office. The letter names
/// nobody; the name stands on the assignment's page.
pub async fn suggest(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    post: Post<'_>,
    assignment: &Assignment,
    (name, email, words): (&str, &str, &str),
) -> Result<(), Fault> {
    let at = |field: &'static str| move |refusal| Fault::Refused(vec![(field, refusal)]);
    let name = clean(name, model::NAME, false).map_err(|f| at("hint_name")(Refusal::Text(f)))?;
    if name.is_empty() {
        return Err(at("hint_name")(Refusal::Nameless));
    }
    let email = clean(email, model::NAME, false).map_err(|f| at("hint_email")(Refusal::Text(f)))?;
    if !email.is_empty() && !web::looks_like_email(&email) {
        return Err(at("hint_email")(Refusal::NoAddress));
    }
    let words = clean(words, model::WORDS, true).map_err(|f| at("hint_words")(Refusal::Text(f)))?;
    store::add_hint(tx, permit, assignment.id, (&name, &email, &words)).await?;
    tell_office(tx, permit, post, assignment, "assignment-told-suggested", "").await?;
    Ok(())
}

/// The contributor asks for more time, with a reason. One request at a time.
pub async fn ask_more_time(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    post: Post<'_>,
    assignment: &Assignment,
    (wanted, reason): (Option<Day>, &str),
) -> Result<(), Fault> {
    let at = |field: &'static str| move |refusal| Fault::Refused(vec![(field, refusal)]);
    let wanted = model::day(wanted, tx.now().day()).map_err(at("wanted"))?;
    if wanted <= assignment.due_on {
        return Err(at("wanted")(Refusal::NotLater));
    }
    let reason = model::reason(reason).map_err(at("time_reason"))?;
    if !assignment.state.is_open() {
        return Err(Refusal::Over.into());
    }
    let before = store::more_time(tx, permit, assignment.id).await?;
    if before.iter().any(|t| t.answer == "open") {
        return Err(Refusal::AskedAlready.into());
    }
    match store::ask_more_time(tx, permit, assignment.id, wanted, &reason).await {
        Ok(()) => {}
        // Somebody else with the same link was faster.
        Err(::store::Error::Taken) => return Err(Refusal::AskedAlready.into()),
        Err(error) => return Err(error.into()),
    }
    tell_office(tx, permit, post, assignment, "assignment-told-time", &reason).await?;
    Ok(())
}

/// Sends the reminders that are due today, each once per last day. Safe to repeat;
/// answers how many went out.
pub async fn remind(db: &Db, permit: &Permit<RunJobs>, post: Post<'_>) -> ::store::Result<usize> {
    let mut reader = db.read(permit).await?;
    let today = reader.now().day();
    let until = today.plus_days(i32::try_from(model::REMIND_MOST).unwrap_or(60));
    let running = store::running(&mut reader, permit, today.plus_days(-model::GRACE), until).await?;
    drop(reader);
    let mut sent = 0;
    for one in running {
        let kind = model::reminder(today, one.asked_at.day(), one.due_on, one.remind_days);
        let Some(kind) = kind else { continue };
        let place = Alliance { id: one.alliance_id, slug: one.slug, name: one.alliance_name };
        let permit: Permit<EditWorkbook> = Permit::ask(&Actor::job("reminders"), Some(&place))
            .ok_or_else(|| ::store::Error::Bug("the machine may not remind".to_owned()))?;
        let mut tx = db.begin(&permit).await?;
        tx.posts_serially();
        if store::was_reminded(&mut tx, &permit, one.id, kind, one.due_on).await? {
            continue;
        }
        let found = store::find(&mut tx, &permit, one.id).await?;
        let Some(found) = found.filter(|a| a.state.is_open() && a.due_on == one.due_on) else { continue };
        if tell_holder(&mut tx, &permit, post, &found, kind, "").await? {
            tx.commit(&permit, &format!("assignment {} reminded", one.id)).await?;
            sent += 1;
        }
    }
    Ok(sent)
}
