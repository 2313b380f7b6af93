//! The only SQL about problems. What alliances say is read from published views alone.

use super::model::{MOST, Problem, Said, Status, Step};
use base::{AnyPermit, Day, Permit, RuleLevel, ViewStatewide, ViewSubmissions};
use std::collections::BTreeMap;
use store::{Error, Kept, Read, Result, Tx};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    title: String,
    level: String,
    version: i64,
    status: String,
    words: String,
    on_day: Day,
}

fn problem(row: Row, alliances: u64) -> Result<Problem> {
    let unknown = |what: &str| Error::Bug(format!("a problem's {what}"));
    Ok(Problem {
        level: RuleLevel::from_key(&row.level).ok_or_else(|| unknown("level"))?,
        status: Status::from_key(&row.status).ok_or_else(|| unknown("status"))?,
        alliances,
        id: row.id,
        title: row.title,
        version: row.version,
        words: row.words,
        since: row.on_day,
    })
}

/// All problems on the list, the most named first.
pub(super) async fn list(db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<Vec<Problem>> {
    let counted: Vec<(Uuid, i64)> = db
        .shared(
            permit,
            "select p.problem_id, count(distinct l.alliance_id) from rule_problem_line p \
             join published_submission_line_counted l on l.line_id = p.line_id group by p.problem_id",
        )
        .all()
        .await?;
    let counted: BTreeMap<Uuid, i64> = counted.into_iter().collect();
    let rows: Vec<Row> = db
        .shared(
            permit,
            "select p.id, p.title, p.level, p.version, s.status, s.words, s.on_day from rule_problem p \
             join rule_problem_step s on s.problem_id = p.id \
             where p.merged_into is null and s.number = \
             (select max(t.number) from rule_problem_step t where t.problem_id = p.id) \
             order by p.sort_title, p.id limit $1",
        )
        .bind(MOST)
        .all()
        .await?;
    let named = |row: Row| {
        let alliances = whole(counted.get(&row.id).copied().unwrap_or(0));
        problem(row, alliances)
    };
    let mut all: Vec<Problem> = rows.into_iter().map(named).collect::<Result<_>>()?;
    all.sort_by_key(|problem| std::cmp::Reverse(problem.alliances));
    Ok(all)
}

fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// One problem on the list.
pub(super) async fn find(db: &mut Read, permit: &Permit<ViewStatewide>, id: Uuid) -> Result<Option<Problem>> {
    let row: Option<Row> = db
        .shared(
            permit,
            "select p.id, p.title, p.level, p.version, s.status, s.words, s.on_day from rule_problem p \
             join rule_problem_step s on s.problem_id = p.id \
             where p.id = $1 and p.merged_into is null order by s.number desc limit 1",
        )
        .bind(id)
        .maybe()
        .await?;
    let Some(row) = row else { return Ok(None) };
    // Each alliance is of one kind.
    let alliances = by_kind(db, permit, id).await?.into_iter().map(|(_, n)| whole(n)).sum();
    problem(row, alliances).map(Some)
}

/// The problem that took this one's place, where it was merged.
pub(super) async fn merged_into(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    id: Uuid,
) -> Result<Option<Uuid>> {
    let row: Option<(Option<Uuid>,)> =
        db.shared(permit, "select merged_into from rule_problem where id = $1").bind(id).maybe().await?;
    Ok(row.and_then(|(into,)| into))
}

/// How many alliances of each kind name a problem: kind and number.
pub(super) async fn by_kind(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    id: Uuid,
) -> Result<Vec<(String, i64)>> {
    db.shared(
        permit,
        "select l.kind, count(distinct l.alliance_id) from rule_problem_line p \
         join published_submission_line_counted l on l.line_id = p.line_id \
         where p.problem_id = $1 group by l.kind",
    )
    .bind(id)
    .all()
    .await
}

#[derive(sqlx::FromRow)]
struct StepRow {
    status: String,
    words: String,
    on_day: Day,
    who: String,
}

/// The steps of a problem, the last first.
pub(super) async fn steps(db: &mut Read, permit: &Permit<ViewStatewide>, id: Uuid) -> Result<Vec<Step>> {
    let rows: Vec<StepRow> = db
        .shared(
            permit,
            "select s.status, s.words, s.on_day, coalesce(n.name, '') as who from rule_problem_step s \
             left join published_person n on n.person_id = s.recorded_by \
             where s.problem_id = $1 order by s.number desc limit 200",
        )
        .bind(id)
        .all()
        .await?;
    let step = |row: StepRow| {
        let status = Status::from_key(&row.status);
        Ok(Step {
            status: status.ok_or_else(|| Error::Bug("a problem's status".to_owned()))?,
            words: row.words,
            on_day: row.on_day,
            who: row.who,
        })
    };
    rows.into_iter().map(step).collect()
}

#[derive(sqlx::FromRow)]
struct SaidRow {
    line_id: Uuid,
    name: String,
    submission_id: Uuid,
    topic: String,
    words: String,
}

impl From<SaidRow> for Said {
    fn from(row: SaidRow) -> Self {
        Self {
            line: row.line_id,
            alliance: row.name,
            submission: row.submission_id,
            topic: row.topic,
            words: row.words,
        }
    }
}

/// What alliances say about a problem now.
pub(super) async fn said(
    db: &mut Read,
    permit: &Permit<ViewSubmissions>,
    id: Uuid,
    limit: i64,
) -> Result<Vec<Said>> {
    let rows: Vec<SaidRow> = db
        .across(
            permit,
            "select l.line_id, a.name, l.submission_id, l.topic, l.words from rule_problem_line p \
             join published_submission_line l on l.line_id = p.line_id \
             join published_alliance a on a.alliance_id = l.alliance_id \
             where p.problem_id = $1 order by a.sort_name, l.position limit $2",
        )
        .bind(id)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Said::from).collect())
}

/// What alliances say about rules and nobody has put to a problem yet.
pub(super) async fn unsorted(
    db: &mut Read,
    permit: &Permit<ViewSubmissions>,
    passage: &str,
    limit: i64,
) -> Result<Vec<Said>> {
    let rows: Vec<SaidRow> = db
        .across(
            permit,
            "select l.line_id, a.name, l.submission_id, l.topic, l.words from published_submission_line l \
             join published_alliance a on a.alliance_id = l.alliance_id \
             where l.passage = $1 and not l.is_code \
             and not exists (select 1 from rule_problem_line p where p.line_id = l.line_id) \
             order by l.sort_words, a.sort_name, l.line_id limit $2",
        )
        .bind(passage.to_owned())
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Said::from).collect())
}

/// Puts a problem on the list, open from today; nothing where it is there already.
pub(super) async fn add(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: Uuid,
    title: &str,
    level: RuleLevel,
) -> Result<()> {
    let now = tx.now();
    let added = tx
        .shared(
            permit,
            "insert into rule_problem (id, title, sort_title, level, created_at, created_by) \
             values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
        )
        .bind(id)
        .bind(title.to_owned())
        .bind(base::sort_key(title))
        .bind(level.key())
        .bind(now)
        .bind(permit.actor().person())
        .run()
        .await?;
    if added == 1 {
        step(tx, permit, id, Status::Open, "", now.day()).await?;
    }
    Ok(())
}

/// Writes down where a problem stands from a day on; what stands there as the last step
/// already, sent twice, is one.
pub async fn step(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    problem: Uuid,
    status: Status,
    words: &str,
    on_day: Day,
) -> Result<()> {
    let last: Option<(String, String, Day)> = tx
        .shared(
            permit,
            "select status, words, on_day from rule_problem_step where problem_id = $1 \
             order by number desc limit 1",
        )
        .bind(problem)
        .maybe()
        .await?;
    if last.is_some_and(|(key, said, day)| key == status.key() && said == words && day == on_day) {
        return Ok(());
    }
    let (id, now) = (tx.new_uuid(), tx.now());
    tx.shared(
        permit,
        "insert into rule_problem_step (id, problem_id, number, status, words, on_day, recorded_at, recorded_by) \
         select $1, $2, coalesce(max(s.number), 0) + 1, $3, $4, $5, $6, $7 from rule_problem_step s \
         where s.problem_id = $2",
    )
    .bind(id)
    .bind(problem)
    .bind(status.key())
    .bind(words.to_owned())
    .bind(on_day)
    .bind(now)
    .bind(permit.actor().person())
    .run()
    .await?;
    Ok(())
}

/// Calls a problem something else; `false` when somebody was faster.
pub(super) async fn rename(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    before: &Problem,
    title: &str,
    level: RuleLevel,
) -> Result<bool> {
    let changed = tx
        .shared(
            permit,
            "update rule_problem set title = $3, sort_title = $4, level = $5, version = version + 1 \
             where id = $1 and version = $2 and merged_into is null",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(title.to_owned())
        .bind(base::sort_key(title))
        .bind(level.key())
        .run()
        .await?;
    if changed == 1 {
        for (field, was, is) in
            [("title", before.title.as_str(), title), ("level", before.level.key(), level.key())]
        {
            let kept =
                Kept { subject: "rule_problem", row: before.id, field, before: Some(was), after: Some(is) };
            tx.keep(permit, kept).await?;
        }
    }
    Ok(changed == 1)
}

/// Puts a line to a problem, from wherever it was.
pub(super) async fn put(tx: &mut Tx, permit: &dyn AnyPermit, line: Uuid, problem: Uuid) -> Result<()> {
    let now = tx.now();
    tx.shared(
        permit,
        "insert into rule_problem_line (line_id, problem_id, put_at, put_by) values ($1, $2, $3, $4) \
         on conflict (line_id) do update set problem_id = excluded.problem_id, put_at = excluded.put_at, \
         put_by = excluded.put_by",
    )
    .bind(line)
    .bind(problem)
    .bind(now)
    .bind(permit.actor().person())
    .run()
    .await?;
    Ok(())
}

/// Takes a line off its problem: it waits to be put somewhere again.
pub(super) async fn take_off(tx: &mut Tx, permit: &dyn AnyPermit, line: Uuid) -> Result<bool> {
    let gone = tx.shared(permit, "delete from rule_problem_line where line_id = $1").bind(line).run().await?;
    Ok(gone == 1)
}

/// Finds two problems to be one: everything said of `from` belongs to `into` now.
pub(super) async fn merge(tx: &mut Tx, permit: &dyn AnyPermit, from: Uuid, into: Uuid) -> Result<bool> {
    let merged = tx
        .shared(
            permit,
            "update rule_problem set merged_into = $2, version = version + 1 where id = $1 and merged_into is null",
        )
        .bind(from)
        .bind(into)
        .run()
        .await?;
    if merged == 1 {
        tx.shared(permit, "update rule_problem_line set problem_id = $2 where problem_id = $1")
            .bind(from)
            .bind(into)
            .run()
            .await?;
        let into = into.to_string();
        let kept = Kept {
            subject: "rule_problem",
            row: from,
            field: "merged_into",
            before: None,
            after: Some(&into),
        };
        tx.keep(permit, kept).await?;
    }
    Ok(merged == 1)
}
