//! Agreeing on an answer: what is decided, from which contributions, and writing it with
//! where it comes from.

use super::model::{self, Given, Way};
use super::store::{self, Asked, Provenance};
use crate::figures::SOURCE;
use crate::workbooks::{self, Workbook};
use ::store::{Read, Tx};
use base::{AnyPermit, AssignmentId, Day, EditWorkbook, Permit, ViewContributions};
use instrument::{AnswerError, Field, Item, Kind, Section, Value};
use std::collections::BTreeMap;
use web::{Error, Result, Texts};

/// A question with everything that was contributed to it.
pub(super) struct Gathered {
    /// The working copy.
    pub workbook: Workbook,
    /// The question.
    pub item: &'static Item,
    /// The section in which it stands.
    pub section: &'static Section,
    /// Its fields and those of its parts, in the order of the form.
    pub fields: Vec<&'static Field>,
    /// Who was asked.
    pub asked: Vec<Asked>,
    /// What was delivered.
    pub given: Vec<Given>,
    /// Where answers come from, by field.
    pub provenance: BTreeMap<String, Provenance>,
}

/// Gathers a numbered question.
///
/// # Errors
/// `NotFound` where the working aid has no such question.
pub(super) async fn gather(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    key: &str,
    item: &str,
) -> Result<Gathered> {
    let workbook = workbooks::open(db, &permit.lesser(), key).await?;
    let aid = workbook.instrument;
    let stands = |section: &'static Section| Some((section, section.items.iter().find(|i| i.uid == item)?));
    let (section, found) = aid.sections.iter().find_map(stands).ok_or(Error::NotFound)?;
    let fields = fields_of(&workbook, found);
    let mut given = store::given(db, permit, aid, item).await?;
    given.retain(|one| fields.iter().any(|field| field.uid == one.field));
    Ok(Gathered {
        asked: store::asked(db, permit, key, item).await?,
        provenance: store::provenance(db, permit, key).await?,
        item: found,
        section,
        fields,
        given,
        workbook,
    })
}

/// The fields of a question and of its parts, in the order of the form.
pub(super) fn fields_of(workbook: &Workbook, item: &'static Item) -> Vec<&'static Field> {
    let mut fields: Vec<&'static Field> = workbook.instrument.fields_of(item).iter().collect();
    for member in &item.members {
        fields.extend(fields_of(workbook, member));
    }
    fields
}

impl Gathered {
    /// One of the fields.
    pub fn field(&self, uid: &str) -> Result<&'static Field> {
        self.fields.iter().copied().find(|field| field.uid == uid).ok_or(Error::NotFound)
    }
    /// What was delivered for a field.
    pub fn of<'g>(&'g self, uid: &'g str) -> impl Iterator<Item = &'g Given> + Clone {
        self.given.iter().filter(move |one| one.field == uid)
    }
    /// What was delivered for a field and counts.
    pub fn counting<'g>(&'g self, uid: &'g str) -> impl Iterator<Item = &'g Given> + Clone {
        self.of(uid).filter(|one| one.counts())
    }
    /// Who of those asked has answered.
    pub fn answered(&self) -> usize {
        self.asked.iter().filter(|a| self.given.iter().any(|g| g.assignment == a.assignment)).count()
    }
    /// The contributions an answer was made of that have changed since.
    pub fn changed<'g>(&'g self, uid: &'g str) -> Vec<&'g Given> {
        changed(self.provenance.get(uid), self.of(uid))
    }
    /// The contributions that came after the answer and say something else.
    pub fn news<'g>(&'g self, uid: &'g str) -> Vec<&'g Given> {
        news(&self.workbook, self.provenance.get(uid), uid, self.of(uid))
    }
}

/// Those of `given` that are newer than what an answer was made of.
pub(super) fn changed<'g>(
    provenance: Option<&Provenance>,
    given: impl Iterator<Item = &'g Given>,
) -> Vec<&'g Given> {
    let Some(provenance) = provenance else { return Vec::new() };
    let used = |one: &Given| provenance.parts.iter().find(|part| part.assignment == one.assignment);
    given.filter(|one| one.counts() && used(one).is_some_and(|part| part.version != one.version)).collect()
}

/// Those of `given` that were delivered after the answer of a field was last agreed or
/// saved, say something else, and are no part of it.
pub(super) fn news<'g>(
    workbook: &Workbook,
    provenance: Option<&Provenance>,
    uid: &str,
    given: impl Iterator<Item = &'g Given>,
) -> Vec<&'g Given> {
    let Some(row) = workbook.rows.get(uid).filter(|row| row.value.is_some()) else { return Vec::new() };
    let settled = provenance.map_or(row.changed_at, |p| p.made_at.max(row.changed_at));
    let is_part = |one: &Given| {
        provenance.is_some_and(|p| p.parts.iter().any(|part| part.assignment == one.assignment))
    };
    let is_said = |one: &Given| {
        row.value.as_deref() == Some(one.stored.as_str())
            || one
                .value
                .as_ref()
                .zip(workbook.answers.get(uid))
                .is_some_and(|(said, agreed)| holds(agreed, said))
    };
    let is_new = |one: &&Given| {
        one.counts() && one.delivered_at.max(one.at) > settled && !is_part(one) && !is_said(one)
    };
    given.filter(is_new).collect()
}

/// Whether an agreed answer names everything another one names.
fn holds(agreed: &Value, said: &Value) -> bool {
    match (agreed, said) {
        (Value::Rows(all), Value::Rows(some)) => some.iter().all(|row| all.contains(row)),
        (Value::Many(all), Value::Many(some)) => some.iter().all(|code| all.contains(code)),
        _ => agreed == said,
    }
}

/// What shall be the agreed answer, and what it is made of.
#[derive(Debug)]
pub(super) struct Decision<'g> {
    pub way: Way,
    pub parts: Vec<&'g Given>,
    pub value: Value,
    /// Day and source of a figure.
    pub beside: (Option<Day>, Option<String>),
    /// Rows of the agreed answer stay in it, and with them where they come from.
    pub keeps: bool,
}

/// Why nothing can be agreed that way.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Nothing to take was chosen.
    Nothing,
    /// None of what was chosen is a number.
    NoNumber,
    /// It does not go together that way.
    Unfit,
    /// The field does not take it.
    Wrong(AnswerError),
}

impl From<AnswerError> for Refusal {
    fn from(fault: AnswerError) -> Self {
        Self::Wrong(fault)
    }
}

impl Refusal {
    /// As a German sentence.
    pub fn words(&self, texts: &Texts) -> String {
        match self {
            Self::Nothing => texts.say("consolidation-nothing-chosen").to_string(),
            Self::NoNumber => texts.say("consolidation-no-number").to_string(),
            Self::Unfit => texts.say("consolidation-unfit").to_string(),
            Self::Wrong(fault) => workbooks::fault_words(texts, fault),
        }
    }
}

/// What somebody wants to be agreed.
#[derive(Debug, Default)]
pub(super) struct Wish {
    /// The answer in their words; empty where it follows from the contributions.
    pub typed: Option<Value>,
    /// The day of a figure.
    pub as_of: Option<Day>,
    /// The source of a figure.
    pub source: Option<String>,
}

/// Decides: the answer that comes of these contributions in that way.
pub(super) fn decide<'g>(
    field: &Field,
    way: Way,
    mut parts: Vec<&'g Given>,
    wish: Wish,
) -> std::result::Result<Decision<'g>, Refusal> {
    if way != Way::Taken {
        parts.retain(|one| one.counts());
    }
    let each = || parts.iter().copied();
    let (value, as_of) = match (way, &field.kind) {
        (Way::Taken, _) => match parts.as_slice() {
            [one] => (one.value.clone().ok_or(Refusal::Unfit)?, one.as_of),
            _ => return Err(Refusal::Nothing),
        },
        (Way::Summed, Kind::Number) if parts.is_empty() => return Err(Refusal::Nothing),
        (Way::Summed, Kind::Number) => {
            let sum = model::sum(each());
            let total = sum.total.ok_or(Refusal::NoNumber)?;
            (field.read(&[total.to_string()])?.ok_or(Refusal::NoNumber)?, sum.as_of)
        }
        (Way::Merged, Kind::Many(_) | Kind::Municipalities) => {
            (field.read(&model::union(each()))?.ok_or(Refusal::Nothing)?, None)
        }
        (Way::Merged, Kind::Text { .. } | Kind::Line { .. } | Kind::Rows(_)) | (Way::Own, _) => {
            (wish.typed.ok_or(Refusal::Nothing)?, None)
        }
        (Way::Summed | Way::Merged, _) => return Err(Refusal::Unfit),
    };
    // Only a figure has a day and a source.
    let beside = if field.figure.is_some() {
        let told = wish.source.filter(|source| !source.is_empty());
        let named = || Some(model::source_of(each(), SOURCE)).filter(|source| !source.is_empty());
        (wish.as_of.or(as_of), told.or_else(named))
    } else {
        (None, None)
    };
    // Words that rest on nobody's contribution are one's own.
    let way = if way == Way::Merged && parts.is_empty() { Way::Own } else { way };
    Ok(Decision { way, parts, value, beside, keeps: false })
}

/// Writes it over version `based`, with where it comes from. What stands already keeps
/// where it comes from, unless the decision names other contributions.
///
/// # Errors
/// [`store::Error::Taken`](::store::Error::Taken) where somebody was faster.
pub(super) async fn write(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    gathered: &Gathered,
    field: &Field,
    decision: &Decision<'_>,
    based: i64,
) -> ::store::Result<i64> {
    let (workbook, uid) = (&gathered.workbook, field.uid.as_str());
    let aid = workbook.instrument;
    let stood = workbook.stored(uid) == Some(decision.value.to_stored().as_str());
    let before = workbook.version_of(uid);
    let version =
        workbooks::agree(tx, permit, (aid, uid), &decision.value, based, decision.beside.clone()).await?;
    if stood && version == before && decision.parts.is_empty() {
        confirm(tx, permit, gathered, uid).await?;
        return Ok(version);
    }
    let mut sources: Vec<store::Source> =
        decision.parts.iter().map(|one| (one.assignment, one.version, one.at)).collect();
    let mut way = decision.way;
    if decision.keeps {
        let kept = gathered.provenance.get(uid).into_iter().flat_map(|before| &before.parts);
        let is_new = |part: &&store::Part| sources.iter().all(|(id, ..)| *id != part.assignment);
        let kept: Vec<store::Source> =
            kept.filter(is_new).map(|part| (part.assignment, part.version, part.given_at)).collect();
        sources.extend(kept);
        way = if sources.is_empty() { Way::Own } else { Way::Merged };
    }
    store::note(tx, permit, (aid.key.as_str(), uid), version, way, &sources).await?;
    Ok(version)
}

/// Agrees anew on the answer that stands: it still comes from where it came from.
pub(super) async fn confirm(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    gathered: &Gathered,
    uid: &str,
) -> ::store::Result<()> {
    let at = (gathered.workbook.instrument.key.as_str(), uid);
    let Some(before) = gathered.provenance.get(uid) else {
        return store::note(tx, permit, at, gathered.workbook.version_of(uid), Way::Own, &[]).await;
    };
    let sources: Vec<store::Source> =
        before.parts.iter().map(|part| (part.assignment, part.version, part.given_at)).collect();
    store::note(tx, permit, at, before.answer_version, before.way, &sources).await
}

/// Agrees on one answer over whatever stands, made of what these assignments brought, in
/// the caller's unit of work; answers its version. `typed` is the answer in the office's
/// words, as a form posts it, where it does not follow from the contributions. For callers
/// that are alone with the working copy, above all the demo.
///
/// # Errors
/// `NotFound` without such a question or field, `Internal` where it does not go that way.
pub async fn agree(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    (key, item, uid): (&str, &str, &str),
    way: Way,
    from: &[AssignmentId],
    typed: &[String],
) -> Result<i64> {
    let gathered = gather(tx, &permit.lesser(), key, item).await?;
    let field = gathered.field(uid)?;
    let unfit = |refusal: Refusal| Error::Internal(format!("{uid}: {refusal:?}"));
    let parts = gathered.of(uid).filter(|one| from.contains(&one.assignment)).collect();
    let typed = field.read(typed).map_err(|fault| unfit(fault.into()))?;
    let wish = Wish { typed, ..Wish::default() };
    let decision = decide(field, way, parts, wish).map_err(unfit)?;
    let based = gathered.workbook.version_of(uid);
    Ok(write(tx, permit, &gathered, field, &decision, based).await?)
}

/// Takes over everything of one contributor where nothing is agreed yet.
pub(super) async fn take_all(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    gathered: &Gathered,
    from: AssignmentId,
) -> ::store::Result<()> {
    for field in &gathered.fields {
        if gathered.workbook.answers.get(&field.uid).is_some() {
            continue;
        }
        let Some(one) = gathered.of(&field.uid).find(|one| one.assignment == from) else { continue };
        let Ok(decision) = decide(field, Way::Taken, vec![one], Wish::default()) else { continue };
        let based = gathered.workbook.version_of(&field.uid);
        write(tx, permit, gathered, field, &decision, based).await?;
    }
    Ok(())
}

/// Whether somebody may agree on answers.
pub(super) fn may_agree(permit: &Permit<ViewContributions>) -> Option<Permit<EditWorkbook>> {
    Permit::ask(permit.actor(), permit.place())
}
