//! Asking municipalities in one act, releasing to the district, replying and remarking.
//! Pages and API call the same; only they begin and commit.

use super::gather::fields;
use super::more_time;
use super::store::{self, Incoming, Place, Request};
use crate::assignments::{self, Fault, Post, Recipient, Refusal, Voice};
use ::store::{Read, Tx};
use base::{AllianceId, AnyPermit, Day, EditWorkbook, Permit, clean};
use instrument::Instrument;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeSet;
use uuid::Uuid;
use web::{Error, Result, Texts};

/// A municipality to be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Chosen {
    /// Its official key (AGS).
    pub ags: String,
    /// Whom the letter addresses, where the municipality has no alliance of its own.
    pub name: String,
    /// Where it goes.
    pub email: String,
}

/// What a district asks of its municipalities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    /// The questions, by uid; a section stands for all of its questions.
    pub items: Vec<String>,
    /// Why it is needed.
    pub why: String,
    /// The last day.
    pub due_on: Option<Day>,
    /// So many days before it a letter reminds those asked by link; 0 for none.
    pub remind_days: i64,
    /// Who is asked.
    pub municipalities: Vec<Chosen>,
}

/// What is wrong with a draft: the field it stands at, and the refusal.
pub type Wrong = Vec<(String, Refusal)>;

/// A checked draft.
#[derive(Clone, Debug)]
pub struct Order {
    ask: assignments::Order,
    places: Vec<(Place, Recipient)>,
    due_on: Day,
}

impl Order {
    /// How many are asked.
    pub fn len(&self) -> usize {
        self.places.len()
    }
}

/// Checks a draft against the district's municipalities.
pub fn check(
    aid: &'static Instrument,
    places: &[Place],
    draft: &Draft,
    today: Day,
) -> std::result::Result<Order, Wrong> {
    let mut wrong: Wrong = Vec::new();
    let mut at = |field: &str, refusal: Refusal| wrong.push((field.to_owned(), refusal));
    let items = assignments::picked(aid, &draft.items).map_err(|r| at("items", r)).unwrap_or_default();
    let why = assignments::reason(&draft.why).map_err(|r| at("why", r)).unwrap_or_default();
    let due_on = assignments::day(draft.due_on, today).map_err(|r| at("due_on", r)).unwrap_or(today);
    if !(0..=assignments::REMIND_MOST).contains(&draft.remind_days) {
        at("remind_days", Refusal::RemindDays);
    }
    if draft.municipalities.is_empty() {
        at("municipalities", Refusal::Nobody);
    }
    let mut chosen: Vec<(Place, Recipient)> = Vec::new();
    for one in &draft.municipalities {
        let Some(place) = places.iter().find(|p| p.ags == one.ags) else {
            at("municipalities", Refusal::UnknownItem);
            continue;
        };
        if chosen.iter().any(|(p, _)| p.ags == place.ags) {
            continue;
        }
        let mut recipient = Recipient { organisation: place.name.clone(), ..Recipient::default() };
        if place.to_id.is_none() {
            match assignments::addressee(&one.name, &one.email) {
                Ok((name, email)) => (recipient.name, recipient.email) = (name, email),
                Err((field, refusal)) => at(&format!("{field}_{}", place.ags), refusal),
            }
        }
        chosen.push((place.clone(), recipient));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let draft = assignments::Draft {
        items,
        voice: Voice::Municipality,
        why,
        due_on: Some(due_on),
        remind_days: draft.remind_days,
        ..assignments::Draft::default()
    };
    Ok(Order { ask: assignments::Order { aid, draft }, places: chosen, due_on })
}

/// Asks everybody of the order: the office of a municipality's own alliance, where there is
/// one, else the person named, by personal link. `form` is the key that came with the
/// form: sent twice, it asks once.
pub async fn send(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    form: Uuid,
    order: &Order,
) -> std::result::Result<(), Fault> {
    let (aid, draft) = (order.ask.aid, &order.ask.draft);
    let request = Request {
        id: form,
        instrument_key: aid.key.clone(),
        instrument_version: i64::from(aid.version),
        items: draft.items.clone(),
        why: draft.why.clone(),
        due_on: order.due_on,
    };
    if !store::add(tx, permit, &request).await? {
        return Ok(());
    }
    let office = assignments::office(tx, permit).await?;
    let mut alliances = BTreeSet::new();
    for (at, (place, recipient)) in order.places.iter().enumerate() {
        if place.to_id.is_some() {
            alliances.extend(place.to_id);
            store::add_asked(tx, permit, form, &place.ags, place.to_id, None).await?;
            continue;
        }
        let id = assignments::nth(form, at);
        let municipality = Some(place.ags.as_str());
        assignments::hand_out_to(tx, permit, post, (id, &order.ask), recipient, municipality, &office)
            .await?;
        store::add_asked(tx, permit, form, &place.ags, None, Some(id)).await?;
    }
    tell_offices(tx, permit, post, &request, &alliances).await?;
    Ok(())
}

/// Tells the offices of municipalities' own alliances what their district asks.
async fn tell_offices(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    request: &Request,
    alliances: &BTreeSet<AllianceId>,
) -> ::store::Result<()> {
    if alliances.is_empty() {
        return Ok(());
    }
    let district = assignments::place(tx, permit).await?.name;
    let office = assignments::office(tx, permit).await?;
    for to in store::offices(tx, permit, alliances).await? {
        let address = format!("{}/alliances/{}/district-requests/{}", post.base_url, to.slug, request.id);
        let say = |id: &str| {
            post.texts
                .say(id)
                .with("name", to.name.clone())
                .with("district", district.clone())
                .with("day", request.due_on.german())
                .with("why", request.why.clone())
                .count("count", request.items.len())
                .with("address", address.clone())
                .to_string()
        };
        let reply_to = Some(office.email.clone()).filter(|email| !email.is_empty());
        let (subject, body) = (say("roll-up-letter-subject"), say("roll-up-letter-body"));
        tx.post(permit, "roll-up-letter", ::store::Mail { to: to.email, subject, body, reply_to }).await?;
    }
    Ok(())
}

/// Lets the district read these questions, and those no longer. What was not asked stays
/// where it is.
pub async fn change_release(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    (request, aid): (&Incoming, &'static Instrument),
    add: &BTreeSet<String>,
    remove: &BTreeSet<String>,
) -> ::store::Result<()> {
    let asked = store::items_of(&request.items)?;
    let released = store::released_items(tx, permit, request.request_id).await?;
    for item in aid.sections.iter().flat_map(|section| &section.items) {
        if !asked.contains(&item.uid) {
            continue;
        }
        let is_released = released.contains(&item.uid);
        if add.contains(&item.uid) && !is_released {
            let fields: Vec<(String, String)> = fields(aid, item)
                .into_iter()
                .map(|f| (f.uid.clone(), f.figure.as_ref().map(ToString::to_string).unwrap_or_default()))
                .collect();
            store::release(tx, permit, request.request_id, &item.uid, &fields).await?;
        } else if remove.contains(&item.uid) && is_released {
            store::withdraw(tx, permit, request.request_id, &item.uid).await?;
        }
    }
    Ok(())
}

/// What a municipality's alliance can say to a request as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// It answers after all.
    Open,
    /// It does not answer.
    Declines,
    /// It needs more time, until then.
    MoreTime(Option<Day>),
}

/// Says it, with a reason unless it answers after all; the district gets a letter.
///
/// # Errors
/// [`::store::Error::Taken`] when somebody was faster.
pub async fn reply(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    request: &Incoming,
    version: i64,
    says: Says,
    reason: &str,
) -> std::result::Result<(), Fault> {
    let at = |field: &'static str| move |refusal| Fault::Refused(vec![(field, refusal)]);
    let reason =
        if says == Says::Open { String::new() } else { assignments::reason(reason).map_err(at("reason"))? };
    let (state, wanted) = match says {
        Says::Open => ("open", None),
        Says::Declines => ("declined", None),
        Says::MoreTime(wanted) => {
            let wanted = assignments::day(wanted, tx.now().day()).map_err(at("wanted"))?;
            if wanted <= request.due_on {
                return Err(at("wanted")(Refusal::NotLater));
            }
            ("more_time", Some(wanted))
        }
    };
    if !store::reply(tx, permit, request.request_id, version, (state, &reason, wanted)).await? {
        return Err(Fault::Store(::store::Error::Taken));
    }
    Ok(more_time::tell_district(tx, permit, post, request, (says, &reason)).await?)
}

/// A remark as it is stored: cleaned and never empty.
pub fn remark(words: &str) -> std::result::Result<String, Refusal> {
    let words = clean(words, assignments::WORDS, true).map_err(Refusal::Text)?;
    if words.is_empty() { Err(Refusal::NoWords) } else { Ok(words) }
}

/// Whether the district asked this municipality this question in that request.
///
/// # Errors
/// `NotFound` where it did not.
pub async fn was_asked(
    db: &mut Read,
    permit: &dyn AnyPermit,
    (key, item): (&str, &str),
    (request, ags): (Uuid, &str),
) -> Result<()> {
    let asked = store::asked(db, permit, key).await?;
    let found = asked.iter().find(|a| a.request_id == request && a.ags == ags).ok_or(Error::NotFound)?;
    let items = store::items_of(&found.items)?;
    if items.iter().any(|i| i == item) { Ok(()) } else { Err(Error::NotFound) }
}

/// A refusal of a draft as a German sentence.
pub fn words(texts: &Texts, field: &str, refusal: Refusal) -> String {
    match refusal {
        Refusal::Nobody if field == "municipalities" => texts.say("roll-up-nobody").to_string(),
        refusal => assignments::refusal_words(texts, refusal),
    }
}
