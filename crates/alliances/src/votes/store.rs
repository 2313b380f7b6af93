//! The only SQL about votes.

use super::model::{Answer, Ballot, CastBy, Vote};
use base::{AnyPermit, CastVote, Day, ManageVotes, Permit, ViewVotes, VoteId};
use store::{Error, Kept, Read, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: VoteId,
    municipality_ags: String,
    municipality: String,
    asked_on: Day,
    deadline: Day,
    answer: String,
    condition_text: String,
    answered_on: Option<Day>,
    cast_by: String,
    office_comment: String,
    has_spoken_before: bool,
    version: i64,
}

impl Row {
    fn read(self) -> Result<Vote> {
        let answer =
            Answer::from_key(&self.answer).ok_or_else(|| Error::Bug("an answer in the votes".to_owned()))?;
        Ok(Vote {
            id: self.id,
            municipality_ags: self.municipality_ags,
            municipality: self.municipality,
            asked_on: self.asked_on,
            deadline: self.deadline,
            ballot: Ballot { answer, condition: self.condition_text },
            answered_on: self.answered_on,
            cast_by: CastBy::from_key(&self.cast_by),
            comment: self.office_comment,
            has_spoken_before: self.has_spoken_before,
            version: self.version,
        })
    }
}

/// Votes by municipality, the latest question first; a municipality's contact
/// sees only its own.
pub async fn list(db: &mut Read, permit: &Permit<ViewVotes>) -> Result<Vec<Vote>> {
    let only = permit.municipality().unwrap_or_default().to_owned();
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select v.id, v.municipality_ags, m.name as municipality, v.asked_on, v.deadline, v.answer, \
             v.condition_text, v.answered_on, v.cast_by, v.office_comment, v.version, \
             (exists (select 1 from vote e where e.alliance_id = v.alliance_id \
              and e.municipality_ags = v.municipality_ags and e.id <> v.id and e.cast_by = 'contact')) \
             as has_spoken_before \
             from vote v join municipality m on m.ags = v.municipality_ags \
             where v.alliance_id = $1 and ($2 = '' or v.municipality_ags = $2) \
             order by m.sort_name, v.municipality_ags, v.asked_on desc, v.id desc",
        )
        .bind(only)
        .all()
        .await?;
    rows.into_iter().map(Row::read).collect()
}

/// One vote; another municipality's does not exist for a contact.
pub async fn find(db: &mut Read, permit: &Permit<ViewVotes>, id: VoteId) -> Result<Option<Vote>> {
    let only = permit.municipality().unwrap_or_default().to_owned();
    let row: Option<Row> = db
        .sql(
            permit,
            "select v.id, v.municipality_ags, m.name as municipality, v.asked_on, v.deadline, v.answer, \
             v.condition_text, v.answered_on, v.cast_by, v.office_comment, v.version, \
             (exists (select 1 from vote e where e.alliance_id = v.alliance_id \
              and e.municipality_ags = v.municipality_ags and e.id <> v.id and e.cast_by = 'contact')) \
             as has_spoken_before \
             from vote v join municipality m on m.ags = v.municipality_ags \
             where v.alliance_id = $1 and v.id = $2 and ($3 = '' or v.municipality_ags = $3)",
        )
        .bind(id)
        .bind(only)
        .maybe()
        .await?;
    row.map(Row::read).transpose()
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A new question is open.
    Anew(VoteId),
    /// The question was open already; its deadline moved.
    Moved(VoteId),
    /// The same question with the same deadline was open already.
    Already,
}

/// Asks a municipality to vote until a day. Where a question is open already, its
/// deadline moves; so asking twice leaves one question.
pub async fn ask(
    tx: &mut Tx,
    permit: &Permit<ManageVotes>,
    id: VoteId,
    municipality_ags: &str,
    deadline: Day,
) -> Result<Asked> {
    let today = tx.now().day();
    let open: Option<(VoteId, Day)> = tx
        .sql(
            permit,
            "select id, deadline from vote where alliance_id = $1 and municipality_ags = $2 and answer = 'open' \
             order by asked_on desc, id desc limit 1",
        )
        .bind(municipality_ags.to_owned())
        .maybe()
        .await?;
    let (id, before, asked) = if let Some((open, before)) = open {
        if before == deadline {
            return Ok(Asked::Already);
        }
        tx.sql(
            permit,
            "update vote set deadline = $3, version = version + 1 \
             where alliance_id = $1 and id = $2 and deadline <> $3",
        )
        .bind(open)
        .bind(deadline)
        .run()
        .await?;
        (open, Some(before.to_string()), Asked::Moved(open))
    } else {
        tx.sql(
            permit,
            "insert into vote (alliance_id, id, municipality_ags, asked_on, deadline) \
             values ($1, $2, $3, $4, $5) on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(municipality_ags.to_owned())
        .bind(today)
        .bind(deadline)
        .run()
        .await?;
        (id, None, Asked::Anew(id))
    };
    let after = deadline.to_string();
    keep(tx, permit, id, "deadline", before.as_deref(), &after).await?;
    Ok(asked)
}

/// Casts the vote of the contact's own municipality if `version` is still
/// current; answers the new version, or `None` when somebody was faster.
pub async fn cast(
    tx: &mut Tx,
    permit: &Permit<CastVote>,
    before: &Vote,
    ballot: &Ballot,
    version: i64,
) -> Result<Option<i64>> {
    if permit.municipality() != Some(before.municipality_ags.as_str()) {
        return Err(Error::Bug("a contact casts its own municipality's vote".to_owned()));
    }
    answer(tx, permit, before, ballot, version, CastBy::Contact).await
}

/// Writes down what a municipality told the office. Where the municipality's
/// contact has voted itself, now or earlier, its vote is left alone: `None`, as
/// when somebody was faster.
pub async fn write_down(
    tx: &mut Tx,
    permit: &Permit<ManageVotes>,
    before: &Vote,
    ballot: &Ballot,
    version: i64,
) -> Result<Option<i64>> {
    if before.is_the_municipalitys() {
        return Ok(None);
    }
    answer(tx, permit, before, ballot, version, CastBy::Office).await
}

async fn answer(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    before: &Vote,
    ballot: &Ballot,
    version: i64,
    by: CastBy,
) -> Result<Option<i64>> {
    let today = tx.now().day();
    let given = ballot.answer != Answer::Open;
    let person = permit.actor().person();
    let changed = tx
        .sql(
            permit,
            "update vote set answer = $4, condition_text = $5, answered_on = $6, cast_by = $7, answered_by = $8, \
             version = version + 1 where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(version)
        .bind(ballot.answer.key())
        .bind(ballot.condition.clone())
        .bind(given.then_some(today))
        .bind(if given { by.key() } else { "" })
        .bind(person.filter(|_| given))
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    for ((field, old), (_, new)) in before.ballot.fields().into_iter().zip(ballot.fields()) {
        keep(tx, permit, before.id, field, Some(&old), &new).await?;
    }
    Ok(Some(version + 1))
}

/// Writes the office's remark if `version` is still current.
pub async fn comment(
    tx: &mut Tx,
    permit: &Permit<ManageVotes>,
    before: &Vote,
    text: &str,
    version: i64,
) -> Result<Option<i64>> {
    let changed = tx
        .sql(
            permit,
            "update vote set office_comment = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(version)
        .bind(text.to_owned())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    keep(tx, permit, before.id, "comment", Some(&before.comment), text).await?;
    Ok(Some(version + 1))
}

/// Somebody who speaks for a municipality: its key, the person's name and address.
pub type Addressee = (String, String, String);

/// Who speaks for the alliance's municipalities and can be written to.
pub async fn addressees(db: &mut Read, permit: &Permit<ManageVotes>) -> Result<Vec<Addressee>> {
    db.sql(
        permit,
        "select distinct a.municipality_ags, a.name, a.email from published_municipality_contact_address a \
         where a.alliance_id = $1 and a.municipality_ags is not null order by a.municipality_ags, a.email",
    )
    .all()
    .await
}

async fn keep(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: VoteId,
    field: &str,
    before: Option<&str>,
    after: &str,
) -> Result<()> {
    let before = before.filter(|t| !t.is_empty());
    let after = Some(after).filter(|t| !t.is_empty());
    tx.keep(permit, Kept { subject: "vote", row: id.uuid(), field, before, after }).await
}
