//! A roll-up as it stands, from both sides. The number of statements is the same for one
//! municipality and for all of a district: six for the overview and eight for a question,
//! each found by index from the district's own requests; nothing is asked per municipality.

use super::model::{Entries, Entry, Stand, Told, gate};
use super::store::{self, Comment, Incoming, Place, Standing, items_of};
use crate::{assignments, contributions::Asked, figures, instruments::catalogue, workbooks};
use ::store::Read;
use base::{AnyPermit, AssignmentId, Day, Permit, ViewWorkbook};
use instrument::{Absence, Field, Instrument, Item, Value};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map},
    sync::Arc,
};
use uuid::Uuid;
use web::{Error, Result};

/// One request to one municipality, as the district sees it.
#[derive(Clone, Debug)]
pub struct OneRequest {
    /// Its key.
    pub id: Uuid,
    /// The questions; the same for everybody asked in one act.
    pub items: Arc<BTreeSet<String>>,
    /// The last day.
    pub due_on: Day,
    /// The assignment by which it answers, where it has no alliance.
    pub assignment: Option<AssignmentId>,
    /// What the municipality says to the request as a whole.
    pub says: Option<Stand>,
    /// Why.
    pub reason: String,
    /// The last day wished for.
    pub wanted: Option<Day>,
}

/// One municipality of the roll-up.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which.
    pub place: Place,
    /// What it was asked, the earliest first.
    pub requests: Vec<OneRequest>,
    /// The questions to which an answer can be read.
    pub told: BTreeSet<String>,
}

impl Row {
    /// The latest request that asks one of these questions.
    pub fn latest(&self, items: &BTreeSet<&str>) -> Option<&OneRequest> {
        self.requests.iter().rfind(|r| items.iter().any(|item| r.items.contains(*item)))
    }
    /// Whether it was asked this question.
    pub fn asks(&self, item: &str) -> bool {
        self.requests.iter().any(|r| r.items.contains(item))
    }
    /// How many of these questions it was asked, and to how many an answer can be read.
    pub fn count(&self, items: &BTreeSet<&str>) -> (usize, usize) {
        let asked = items.iter().filter(|item| self.asks(item));
        asked.fold((0, 0), |(asked, told), item| (asked + 1, told + usize::from(self.told.contains(*item))))
    }
    /// Where it stands with these questions.
    pub fn stand(&self, items: &BTreeSet<&str>) -> Stand {
        let (asked, told) = self.count(items);
        Stand::of(asked, told, self.latest(items).and_then(|r| r.says))
    }
}

/// The whole roll-up of one working aid.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The working aid, in the version that was asked last.
    pub aid: &'static Instrument,
    /// The municipalities that belong to the alliance or were asked, by name.
    pub rows: Vec<Row>,
}

/// The district an alliance is seated at.
///
/// # Errors
/// `NotFound` for alliances of cities and municipalities: they have nobody to ask.
pub async fn district(db: &mut Read, permit: &dyn AnyPermit) -> Result<String> {
    assignments::place(db, permit).await?.district_key.ok_or(Error::NotFound)
}

/// The newest version of a working aid.
pub fn newest(key: &str) -> Result<&'static Instrument> {
    catalogue().latest(key).ok_or(Error::NotFound)
}

fn says(state: Option<&str>, wanted: Option<Day>) -> Option<Stand> {
    match state {
        Some("declined" | "ended") => Some(Stand::Declined),
        Some("more_time") => Some(Stand::MoreTime),
        _ if wanted.is_some() => Some(Stand::MoreTime),
        Some("begun") => Some(Stand::Begun),
        _ => None,
    }
}

impl Overview {
    /// Municipalities and what they were asked, without what they answered.
    async fn begin(db: &mut Read, permit: &dyn AnyPermit, key: &str) -> Result<Self> {
        let latest = newest(key)?;
        let district = district(db, permit).await?;
        let today = db.now().day();
        let places = store::places(db, permit, &district, today).await?;
        let asked = store::asked(db, permit, key).await?;
        let version = asked.iter().max_by_key(|a| (a.sent_at, a.request_id)).map(|a| a.instrument_version);
        let aid = version.and_then(|version| catalogue().get(key, version)).unwrap_or(latest);
        let mut replies: BTreeMap<(Uuid, String), store::Reply> = BTreeMap::new();
        for reply in store::replies(db, permit).await? {
            replies.insert((reply.request_id, reply.ags.clone()), reply);
        }
        let mut requests: BTreeMap<String, Vec<OneRequest>> = BTreeMap::new();
        let mut items: BTreeMap<Uuid, Arc<BTreeSet<String>>> = BTreeMap::new();
        for a in asked {
            let items = match items.entry(a.request_id) {
                btree_map::Entry::Occupied(known) => known.get().clone(),
                btree_map::Entry::Vacant(new) => {
                    new.insert(Arc::new(items_of(&a.items)?.into_iter().collect())).clone()
                }
            };
            let reply = replies.remove(&(a.request_id, a.ags.clone()));
            let (state, wanted) = match &reply {
                Some(reply) => (Some(reply.state.as_str()), reply.wanted),
                None => (a.state.as_deref(), a.wanted),
            };
            let one = OneRequest {
                id: a.request_id,
                items,
                due_on: a.due_on,
                assignment: a.assignment_id,
                says: says(state, wanted),
                reason: reply.as_ref().map(|r| r.reason.clone()).or(a.state_reason).unwrap_or_default(),
                wanted,
            };
            requests.entry(a.ags).or_default().push(one);
        }
        let rows = places.into_iter().filter_map(|place| {
            let requests = requests.remove(&place.ags).unwrap_or_default();
            let belongs = place.is_member || !requests.is_empty();
            belongs.then(|| Row { place, requests, told: BTreeSet::new() })
        });
        Ok(Self { aid, rows: rows.collect() })
    }

    /// Loads it.
    ///
    /// # Errors
    /// `NotFound` without such a working aid, or for alliances that are no district's.
    pub async fn load(db: &mut Read, permit: &dyn AnyPermit, key: &str) -> Result<Self> {
        let mut all = Self::begin(db, permit, key).await?;
        let mut told: BTreeMap<String, BTreeSet<String>> =
            store::told(db, permit, key).await?.into_iter().collect();
        let delivered = store::delivered(db, permit, key).await?;
        if !delivered.is_empty() {
            let questions = questions(all.aid);
            for (ags, fields) in delivered {
                let items = fields.iter().filter_map(|field| questions.get(field.as_str()));
                told.entry(ags).or_default().extend(items.map(|item| (*item).to_owned()));
            }
        }
        for row in &mut all.rows {
            row.told = told.remove(&row.place.ags).unwrap_or_default();
        }
        Ok(all)
    }

    /// Every question somebody was asked, in the order of the form.
    pub fn items(&self) -> Vec<&'static Item> {
        let all = self.aid.sections.iter().flat_map(|section| &section.items);
        all.filter(|item| self.rows.iter().any(|row| row.asks(&item.uid))).collect()
    }
}

/// To which question each field belongs.
fn questions(aid: &'static Instrument) -> BTreeMap<&'static str, &'static str> {
    let asked = Asked::of(aid, &[]);
    let all = aid.sections.iter().flat_map(|section| &section.items);
    all.flat_map(|item| asked.fields_of(item).into_iter().map(|field| (field, item.uid.as_str()))).collect()
}

/// The fields of a question that can be read by others, in the order of the form: none
/// that names a person.
pub fn fields(aid: &'static Instrument, item: &'static Item) -> Vec<&'static Field> {
    let here = Asked::of(aid, &[]).fields_of(item);
    aid.fields().iter().filter(|f| here.contains(f.uid.as_str()) && !f.personal).collect()
}

/// One municipality's answer to one question.
#[derive(Clone, Debug)]
pub struct Voice {
    /// Which municipality.
    pub place: Place,
    /// Where it stands with the question.
    pub stand: Stand,
    /// The latest request that asks it.
    pub request: Option<OneRequest>,
    /// What it says, by field.
    pub entries: Entries,
    /// What was remarked beside it, by both sides.
    pub comments: Vec<Comment>,
}

/// One question with everybody's answers.
#[derive(Clone, Debug)]
pub struct OneItem {
    /// The working aid.
    pub aid: &'static Instrument,
    /// The question.
    pub item: &'static Item,
    /// Its fields.
    pub fields: Vec<&'static Field>,
    /// The municipalities, by name.
    pub voices: Vec<Voice>,
}

/// A row as an entry; `None` where it does not fit its field in this version.
fn entry(field: &Field, row: &Standing) -> Option<Entry> {
    let told = match (&row.value, row.number, row.absence.as_deref()) {
        (Some(stored), ..) => Told::Value(Value::from_stored(&field.kind, stored).ok()?),
        (None, Some(number), _) => Told::Value(Value::Number(u64::try_from(number).ok()?)),
        (None, None, Some("withheld")) => Told::Withheld,
        (None, None, Some(code)) => Told::Value(Value::Absent(Absence::from_code(code)?)),
        (None, None, None) => return None,
    };
    Some(Entry { told, as_of: row.as_of, changed_at: row.changed_at })
}

impl OneItem {
    /// Loads it; `small` stands in cells that are too small to leave.
    ///
    /// # Errors
    /// `NotFound` without such a working aid or question, or for alliances that are no district's.
    pub async fn load(
        db: &mut Read,
        permit: &dyn AnyPermit,
        (key, uid): (&str, &str),
        small: &str,
    ) -> Result<Self> {
        let overview = Overview::begin(db, permit, key).await?;
        let aid = overview.aid;
        let mut all = aid.sections.iter().flat_map(|section| &section.items);
        let item = all.find(|i| i.uid == uid && assignments::can_be_asked(i)).ok_or(Error::NotFound)?;
        let fields = fields(aid, item);
        let by_uid: BTreeMap<&str, &Field> = fields.iter().map(|f| (f.uid.as_str(), *f)).collect();
        let mut found: BTreeMap<(String, Uuid), Entries> = BTreeMap::new();
        for row in store::released(db, permit, uid).await? {
            let Some(field) = by_uid.get(row.field.as_str()) else { continue };
            let Some(entry) = entry(field, &row) else { continue };
            found.entry((row.ags, row.request_id)).or_default().insert(row.field, entry);
        }
        for entries in found.values_mut() {
            gate(&fields, entries, small);
        }
        // What is delivered by link was given to the district itself: nothing has left.
        for row in store::entered(db, permit, beginning(&fields)).await? {
            let Some(field) = by_uid.get(row.field.as_str()) else { continue };
            let Some(entry) = entry(field, &row) else { continue };
            found.entry((row.ags, row.request_id)).or_default().insert(row.field, entry);
        }
        let mut comments: BTreeMap<String, Vec<Comment>> = BTreeMap::new();
        for comment in store::comments(db, permit, uid).await? {
            comments.entry(comment.ags.clone()).or_default().push(comment);
        }
        let only = BTreeSet::from([uid]);
        let voices = overview.rows.into_iter().map(|mut row| {
            let latest = row.requests.iter().rev().find_map(|r| found.remove(&(row.place.ags.clone(), r.id)));
            let entries = latest.unwrap_or_default();
            if !entries.is_empty() {
                row.told.insert(uid.to_owned());
            }
            Voice {
                stand: row.stand(&only),
                request: row.latest(&only).cloned(),
                comments: comments.remove(&row.place.ags).unwrap_or_default(),
                place: row.place,
                entries,
            }
        });
        Ok(Self { aid, item, fields, voices: voices.collect() })
    }
}

/// What the uids of all these fields begin with.
fn beginning(fields: &[&'static Field]) -> &'static str {
    let Some((first, rest)) = fields.split_first() else { return "-" };
    let same = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let length = rest.iter().map(|f| same(&first.uid, &f.uid)).min().unwrap_or(first.uid.len());
    first.uid.get(..length).unwrap_or_default()
}

/// One question of a district's request, as the district would read the answer.
#[derive(Clone, Debug)]
pub struct Line {
    /// The question.
    pub item: &'static Item,
    /// Its fields.
    pub fields: Vec<&'static Field>,
    /// What the district reads as soon as it is released.
    pub entries: Entries,
    /// Whether it is.
    pub is_released: bool,
    /// Another request by which the district reads it already, and when that came.
    pub elsewhere: Option<(Uuid, Day)>,
    /// What was remarked beside it, by both sides.
    pub comments: Vec<Comment>,
}

/// A district's request with the alliance's own answers.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The request.
    pub request: Incoming,
    /// The working aid, in the version the alliance works on.
    pub aid: &'static Instrument,
    /// Its questions.
    pub lines: Vec<Line>,
}

impl Preview {
    /// Loads it.
    ///
    /// # Errors
    /// `NotFound` where the alliance was not asked so.
    pub async fn load(db: &mut Read, permit: &Permit<ViewWorkbook>, id: Uuid, small: &str) -> Result<Self> {
        let request =
            store::incoming(db, permit, Some(id)).await?.into_iter().next().ok_or(Error::NotFound)?;
        let workbook = workbooks::open(db, permit, &request.instrument_key).await?;
        let aid = workbook.instrument;
        let released = store::released_items(db, permit, id).await?;
        let elsewhere = store::released_elsewhere(db, permit, id).await?;
        let elsewhere: BTreeMap<String, (Uuid, Day)> =
            elsewhere.into_iter().map(|(item, request, at)| (item, (request, at.day()))).collect();
        let withheld = store::small(db, permit, &request.ags).await?;
        let mut comments: BTreeMap<String, Vec<Comment>> = BTreeMap::new();
        for comment in store::comments_here(db, permit, id).await? {
            comments.entry(comment.item.clone()).or_default().push(comment);
        }
        let asked = items_of(&request.items)?;
        let all = aid.sections.iter().flat_map(|section| &section.items);
        let lines = all.filter(|item| asked.contains(&item.uid)).map(|item| {
            let fields = fields(aid, item);
            let mut entries = Entries::new();
            for field in &fields {
                let Some(value) = workbook.answers.get(&field.uid) else { continue };
                let Some(row) = workbook.rows.get(&field.uid) else { continue };
                let is_number = matches!(value, Value::Number(_));
                let hidden =
                    field.figure.as_ref().is_some_and(|key| is_number && withheld.contains(&key.what));
                let told = if hidden { Told::Withheld } else { Told::Value(value.clone()) };
                let as_of = workbook.figures.get(&field.uid).map(|f: &figures::Current| f.entry.as_of);
                entries.insert(field.uid.clone(), Entry { told, as_of, changed_at: row.changed_at });
            }
            gate(&fields, &mut entries, small);
            let is_released = released.contains(&item.uid);
            let comments = comments.remove(&item.uid).unwrap_or_default();
            let elsewhere = elsewhere.get(&item.uid).copied();
            Line { item, fields, entries, is_released, elsewhere, comments }
        });
        Ok(Self { lines: lines.collect(), aid, request })
    }
}
