//! The only SQL about support asked for.

use base::{AllianceId, Day, EditAlliance, Permit, ViewAlliance, ViewStructures};
use store::{Kept, Read, Result, Tx};
use uuid::Uuid;

/// What an alliance asks for, as it is stored; version 0 when nothing was ever written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// In its own words; empty when nothing is needed.
    pub text: String,
    /// Guards against lost updates.
    pub version: i64,
}

/// What the alliance at hand asks for.
pub async fn of(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<Need> {
    let row: Option<(String, i64)> =
        db.sql(permit, "select need, version from support_need where alliance_id = $1").maybe().await?;
    Ok(row.map_or_else(Need::default, |(text, version)| Need { text, version }))
}

/// The row under which the history is kept, if there is one.
pub async fn row(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<Option<Uuid>> {
    let row: Option<(Uuid,)> =
        db.sql(permit, "select id from support_need where alliance_id = $1").maybe().await?;
    Ok(row.map(|(id,)| id))
}

/// What all alliances ask for, and since when: for the Land.
pub async fn all(db: &mut Read, permit: &Permit<ViewStructures>) -> Result<Vec<(AllianceId, String, Day)>> {
    db.across(permit, "select alliance_id, need, changed_on from support_need where need <> ''").all().await
}

/// Writes down what is asked for if `version` is still current (0 when there was
/// nothing); answers the new version, or `None` when somebody was faster.
pub async fn ask(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    before: &Need,
    text: &str,
    version: i64,
) -> Result<Option<i64>> {
    let (id, today) = (tx.new_uuid(), tx.now().day());
    let changed = if version == 0 {
        tx.sql(
            permit,
            "insert into support_need (alliance_id, id, need, changed_on) values ($1, $2, $3, $4) \
             on conflict (alliance_id) do nothing",
        )
        .bind(id)
        .bind(text.to_owned())
        .bind(today)
        .run()
        .await?
    } else {
        tx.sql(
            permit,
            "update support_need set need = $3, changed_on = $4, version = version + 1 \
             where alliance_id = $1 and version = $2",
        )
        .bind(version)
        .bind(text.to_owned())
        .bind(today)
        .run()
        .await?
    };
    if changed == 0 {
        return Ok(None);
    }
    if let Some(row) = row(tx, &permit.lesser()).await? {
        let before = Some(before.text.as_str()).filter(|t| !t.is_empty());
        let after = Some(text).filter(|t| !t.is_empty());
        tx.keep(permit, Kept { subject: "support_need", row, field: "need", before, after }).await?;
    }
    Ok(Some(version + 1))
}
