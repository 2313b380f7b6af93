//! Taking, changing, renewing and dropping passages, in the caller's unit of work: the
//! same for pages, the API and the demo.

use super::{
    model::{MOST, Offer, Passage, is_from, offers},
    store,
};
use crate::workbooks::{self, Workbook, brought_in};
use ::store::{Read, Tx};
use base::{EditWorkbook, Permit, TextFault, ViewWorkbook, clean};
use instrument::{Field, Item, Standing, YES};
use uuid::Uuid;
use web::{App, Bindings, Error, Result, Texts};

/// A question with its passages as it is worked on.
pub(super) struct Desk {
    pub workbook: Workbook,
    pub item: &'static Item,
    pub field: &'static Field,
    pub offers: Vec<Offer>,
}

impl Desk {
    /// What was taken over, in its order.
    pub fn taken(&self) -> impl Iterator<Item = &Passage> {
        self.workbook.passages.iter().filter(|passage| passage.item == self.field.uid)
    }
    /// What can still be taken over.
    pub fn on_offer(&self) -> impl Iterator<Item = &Offer> {
        self.offers.iter().filter(|offer| !self.taken().any(|passage| is_from(passage, offer)))
    }
}

/// Opens a question of a working aid that takes passages.
///
/// # Errors
/// `NotFound` when there is no such question, or nothing feeds it.
pub(super) async fn open(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    aid: &str,
    item: &str,
) -> Result<Desk> {
    let workbook = workbooks::open(db, permit, aid).await?;
    at_question((&app.texts, &app.bindings), db, permit, workbook, item).await
}

async fn at_question(
    (texts, bindings): (&Texts, &Bindings),
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    workbook: Workbook,
    item: &str,
) -> Result<Desk> {
    let bound = brought_in(bindings, db, permit, workbook.instrument).await?;
    let item = workbook.instrument.item(item).ok_or(Error::NotFound)?;
    let field = workbook.instrument.passage_field(item).ok_or(Error::NotFound)?;
    let offers = offers(texts, &workbook, item, &bound);
    Ok(Desk { workbook, item, field, offers })
}

/// Opens the question in which a passage stands.
pub(super) async fn open_at(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    passage: Uuid,
) -> Result<(Desk, Passage)> {
    let (aid, found) = store::find(db, permit, passage).await?.ok_or(Error::NotFound)?;
    let workbook = workbooks::open(db, permit, &aid).await?;
    let field = workbook.instrument.field(&found.item).ok_or(Error::NotFound)?;
    let desk = at_question((&app.texts, &app.bindings), db, permit, workbook, &field.item).await?;
    Ok((desk, found))
}

/// What is to be taken over.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Offers, by key.
    pub offers: Vec<String>,
    /// A passage in words of one's own: key of the row, words, theme.
    pub own: Option<(Uuid, String, String)>,
}

/// Takes passages over; a question with a yes or no nobody has answered is answered with
/// yes by it. Taking twice takes once.
///
/// # Errors
/// `Conflict` when an offer is not what it was any more, or there are too many.
pub(super) async fn take(
    texts: &Texts,
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    desk: &Desk,
    wanted: &Wanted,
) -> Result<usize> {
    let aid = &desk.workbook.instrument.key;
    let more = wanted.offers.len() + usize::from(wanted.own.is_some());
    if desk.taken().count() + more > MOST {
        return Err(Error::Conflict(texts.say("summary-too-many").to_string()));
    }
    let mut chosen = Vec::new();
    for key in &wanted.offers {
        let offer = desk.offers.iter().find(|offer| offer.key == *key);
        chosen
            .push(offer.ok_or_else(|| Error::Conflict(texts.say("summary-changed-meanwhile").to_string()))?);
    }
    if more == 0 {
        return Ok(0);
    }
    let is = i64::from(desk.workbook.instrument.version);
    let workbook = match desk.workbook.id {
        Some(id) => id,
        None => workbooks::store::begin(tx, permit, aid, is).await?.id,
    };
    let mut taken = 0;
    for offer in chosen {
        let id = tx.new_uuid();
        let source = (offer.offered.source.as_str(), offer.offered.part.as_str(), offer.words.as_str());
        let (item, words, topic) = (&desk.field.uid, &offer.words, &offer.offered.topic);
        let new = store::New { id, item, words, topic, source };
        taken += usize::from(store::add(tx, permit, workbook, &new).await?);
    }
    if let Some((id, words, topic)) = &wanted.own {
        let new = store::New { id: *id, item: &desk.field.uid, words, topic, source: ("", "", "") };
        taken += usize::from(store::add(tx, permit, workbook, &new).await?);
    }
    let asks_first = desk.field.uid != desk.item.uid;
    if asks_first && desk.workbook.answers.standing(&desk.item.uid) != Standing::Answered {
        let yes = [YES.to_owned()];
        workbooks::answer(tx, permit, aid, &desk.item.uid, &yes)
            .await
            .map_err(|e| Error::Internal(format!("{e:?}")))?;
    }
    Ok(taken)
}

/// Writes a passage anew where it stands in the version its author saw; its theme and its
/// source stay. `false` when somebody was faster.
pub(crate) async fn rewrite(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    passage: &Passage,
    words: &str,
) -> Result<bool> {
    let after = Passage { words: words.to_owned(), ..passage.clone() };
    Ok(store::change(tx, permit, passage, &after).await?)
}

/// Adds a passage in words of one's own, without a theme, under a key of its own.
///
/// # Errors
/// `Conflict` when there are too many.
pub(crate) async fn write_own(
    texts: &Texts,
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    workbook: &Workbook,
    (field, id, words): (&str, Uuid, &str),
) -> Result<()> {
    let aid = workbook.instrument;
    let field = aid.field(field).ok_or(Error::NotFound)?;
    let item = aid.item(&field.item).ok_or(Error::NotFound)?;
    let desk = Desk { workbook: workbook.clone(), item, field, offers: Vec::new() };
    let wanted = Wanted { offers: Vec::new(), own: Some((id, words.to_owned(), String::new())) };
    take(texts, tx, permit, &desk, &wanted).await?;
    Ok(())
}

/// Takes over at most `most` of the passages on offer for a question from these fields or
/// bindings, or from all where none is named, in their order, and a passage in words of
/// one's own with its theme where there is one; answers how many were taken. For callers that look at nothing before, above all the demo.
///
/// # Errors
/// `NotFound` when there is no such question, or nothing feeds it.
pub async fn take_offered(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    (texts, bindings): (&Texts, &Bindings),
    (aid, item): (&str, &str),
    (from, most): (&[String], usize),
    own: Option<(&str, &str)>,
) -> Result<usize> {
    let viewing = permit.lesser();
    let workbook = workbooks::open(tx, &viewing, aid).await?;
    let desk = at_question((texts, bindings), tx, &viewing, workbook, item).await?;
    let is_wanted = |offer: &&Offer| from.is_empty() || from.contains(&offer.offered.source);
    let offers = desk.on_offer().filter(is_wanted).take(most).map(|offer| offer.key.clone()).collect();
    let own = own.map(|(words, topic)| (tx.new_uuid(), words.to_owned(), topic.to_owned()));
    take(texts, tx, permit, &desk, &Wanted { offers, own }).await
}

/// A passage as it may stand: not empty, not longer than its field, of a known theme.
pub(super) fn judge(
    app: &App,
    desk: &Desk,
    words: &str,
    topic: &str,
) -> std::result::Result<(String, String), (&'static str, String)> {
    let max = desk.field.max_len().unwrap_or(4_000);
    let words = clean(words, max, true).map_err(|fault: TextFault| ("words", app.texts.fault(fault)))?;
    if words.is_empty() {
        return Err(("words", app.texts.say("form-needed").to_string()));
    }
    let known = desk.workbook.instrument.topics(desk.item);
    if !topic.is_empty() && known.iter().all(|one| one.key != topic) {
        return Err(("topic", app.texts.say("summary-unknown-topic").to_string()));
    }
    Ok((words, topic.to_owned()))
}
