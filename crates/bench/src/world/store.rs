//! The SQL of the measuring aid. It writes into the tables of other rooms, which
//! nothing in klappt itself may do, and only ever into a temporary database.

use base::{Alliance, AllianceId, AnyPermit};
use store::{Read, Result, Tx};

/// The generator, statement by statement; `$1` in the second is how many alliances.
const GENERATE: &str = include_str!("generate.sql");
/// Hands out questions in every alliance that has not handed out any for measuring.
const HAND_OUT: &str = include_str!("hand_out.sql");
/// A district whose municipalities have answered everything.
const ROLL_UP: &str = include_str!("roll_up.sql");
/// Gives every alliance that has none a summary of the needs-and-offers analysis.
const GAPS: &str = include_str!("gaps.sql");

/// Adds so many generated alliances in a generated territory, asked in the wave
/// opened last, with offices, directories, working copies and submissions.
pub async fn generate(tx: &mut Tx, permit: &dyn AnyPermit, alliances: i64) -> Result<()> {
    for statement in statements(GENERATE) {
        let mut query = tx.across(permit, statement);
        if statement.contains("$1") {
            query = query.bind(alliances);
        }
        query.run().await?;
    }
    Ok(())
}

/// Gives thirty-one contributors of every alliance questions, thirty of whom have
/// delivered their answers, and every alliance some figures.
pub async fn hand_out(tx: &mut Tx, permit: &dyn AnyPermit, answers: &str) -> Result<()> {
    with_answers(tx, permit, HAND_OUT, answers).await
}

/// Adds the district of 46 municipalities.
pub async fn roll_up(tx: &mut Tx, permit: &dyn AnyPermit, answers: &str) -> Result<()> {
    with_answers(tx, permit, ROLL_UP, answers).await
}

async fn with_answers(tx: &mut Tx, permit: &dyn AnyPermit, text: &'static str, answers: &str) -> Result<()> {
    for statement in statements(text) {
        let mut query = tx.across(permit, statement);
        if statement.contains("$1)") {
            query = query.bind(answers.to_owned());
        }
        query.run().await?;
    }
    Ok(())
}

/// The alliance of the district of 46 municipalities.
pub async fn district(db: &mut Read, permit: &dyn AnyPermit) -> Result<Alliance> {
    let (id, slug, name): (AllianceId, String, String) = db
        .across(
            permit,
            "select alliance_id, slug, name from published_alliance where slug = 'kreis-sechsundvierzig'",
        )
        .one()
        .await?;
    Ok(Alliance { id, slug, name })
}

/// Lets whatever was computed from many rows count as outdated, as a change would.
pub async fn outdate(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    tx.shared(permit, "update revision set number = number + 1").run().await?;
    Ok(())
}

/// Gives every alliance a summary of the needs-and-offers analysis.
pub async fn give_gaps(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    for statement in statements(GAPS) {
        tx.across(permit, statement).run().await?;
    }
    Ok(())
}

/// Lets an assignment of that alliance be opened by a link with this hash.
pub async fn know_link(tx: &mut Tx, permit: &dyn AnyPermit, of: AllianceId, hash: &str) -> Result<()> {
    tx.across(
        permit,
        "update assignment_letter set token_hash = $2 where alliance_id = $1 and id = \
         (select max(l.id) from assignment_letter l join assignment a on a.alliance_id = l.alliance_id \
         and a.id = l.assignment_id where l.alliance_id = $1 and a.why = 'gemessen')",
    )
    .bind(of)
    .bind(hash.to_owned())
    .run()
    .await?;
    Ok(())
}

fn statements(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(";\n").filter(|s| !is_empty(s))
}

/// Nothing but comments.
fn is_empty(statement: &str) -> bool {
    statement.lines().all(|line| line.trim().is_empty() || line.starts_with("--"))
}

/// Gives every organisation somebody to talk to.
pub async fn give_contacts(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    tx.across(
        permit,
        "insert into contact (alliance_id, id, organisation_id, name, phone, email) \
         select o.alliance_id, o.id, o.id, 'Kim Beispiel', '0000 123456', 'kim@organisation.example' \
         from organisation o where not exists (select 1 from contact c \
         where c.alliance_id = o.alliance_id and c.organisation_id = o.id)",
    )
    .run()
    .await?;
    Ok(())
}

/// Letters queued while the world was made would be sent during the measurement.
pub async fn call_letters_sent(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    tx.shared(permit, "update job set done_at = created_at where done_at is null").run().await?;
    Ok(())
}

/// The alliances asked in the wave opened last, by name.
pub async fn asked(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Alliance>> {
    let rows: Vec<(AllianceId, String, String)> = db
        .across(
            permit,
            "select a.alliance_id, a.slug, a.name from published_return r \
             join published_alliance a on a.alliance_id = r.alliance_id where a.closed_on is null and r.wave_id = \
             (select wave_id from published_wave order by opened_at desc limit 1) order by a.sort_name",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, slug, name)| Alliance { id, slug, name }).collect())
}

/// The alliance whose directory comes closest to that size, and its size.
pub async fn with_directory_of(db: &mut Read, permit: &dyn AnyPermit, size: i64) -> Result<(Alliance, i64)> {
    let (id, slug, name, count): (AllianceId, String, String, i64) = db
        .across(
            permit,
            "select a.alliance_id, a.slug, a.name, count(*) from organisation o \
             join published_alliance a on a.alliance_id = o.alliance_id where a.closed_on is null \
             group by a.alliance_id, a.slug, a.name order by abs(count(*) - $1), a.sort_name limit 1",
        )
        .bind(size)
        .one()
        .await?;
    Ok((Alliance { id, slug, name }, count))
}
