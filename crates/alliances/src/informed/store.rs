//! The only SQL about who is informed through whom.

use base::{AllianceId, AnyPermit, EditAlliance, Permit, ViewAlliance};
use store::{Kept, Read, Result, Tx};

/// A municipality and who informs it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Through {
    /// Who is informed.
    pub municipality_ags: String,
    /// By whom; empty for directly by the office.
    pub through_ags: String,
    /// The informing municipality's name.
    pub through: String,
    /// Guards against lost updates.
    pub version: i64,
}

/// All that were ever said, by municipality.
pub async fn all(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<Vec<Through>> {
    db.sql(
        permit,
        "select i.municipality_ags, coalesce(i.through_ags, '') as through_ags, coalesce(m.name, '') as through, \
         i.version from informed_through i left join municipality m on m.ags = i.through_ags \
         where i.alliance_id = $1 order by i.municipality_ags",
    )
    .all()
    .await
}

/// Says who informs a municipality if `version` is still current (0 when nothing
/// was said); answers the new version, or `None` when somebody was faster.
pub async fn say(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    before: &Through,
    through: &str,
    version: i64,
) -> Result<Option<i64>> {
    let by = Some(through).filter(|t| !t.is_empty()).map(str::to_owned);
    let changed = if version == 0 {
        tx.sql(
            permit,
            "insert into informed_through (alliance_id, municipality_ags, through_ags) values ($1, $2, $3) \
             on conflict (alliance_id, municipality_ags) do nothing",
        )
        .bind(before.municipality_ags.clone())
        .bind(by)
        .run()
        .await?
    } else {
        tx.sql(
            permit,
            "update informed_through set through_ags = $4, version = version + 1 \
             where alliance_id = $1 and municipality_ags = $2 and version = $3",
        )
        .bind(before.municipality_ags.clone())
        .bind(version)
        .bind(by)
        .run()
        .await?
    };
    if changed == 0 {
        return Ok(None);
    }
    let row = permit.alliance().map(AllianceId::uuid).unwrap_or_default();
    let field = format!("informed_through {}", before.municipality_ags);
    let some = |text| Some(text).filter(|t: &&str| !t.is_empty());
    let (before, after) = (some(before.through_ags.as_str()), some(through));
    let kept = Kept { subject: "informed_through", row, field: &field, before, after };
    tx.keep(permit, kept).await?;
    Ok(Some(version + 1))
}
